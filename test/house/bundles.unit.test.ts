import { readFileSync } from "node:fs";
import { buildSync } from "esbuild";
import { expect, test } from "vitest";

/** The files that a Worker's bundle holds something of, and its text; Markdown is handed to the runtime beside it. */
function bundle(entry: string): { files: string[]; text: string } {
  const { metafile, outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    conditions: ["workerd"],
    external: ["cloudflare:*", "node:*"],
    loader: { ".md": "empty" },
    jsx: "automatic",
    jsxImportSource: "hono/jsx",
    logLevel: "error",
  });
  const [inputs = {}] = Object.values(metafile.outputs).map((output) => output.inputs);
  const files = Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []));
  return { files, text: outputFiles[0]?.text ?? "" };
}

/* One `feature.ts` names what a feature does on the site and in the reactor; `sideEffects` of package.json lets each take its half. */

test("the site carries no letters and nothing that reacts", () => {
  const { files } = bundle("workers/site/index.ts");
  expect(files.filter((file) => file.endsWith(".routes.tsx")).length).toBeGreaterThan(30);
  expect(
    files.filter((file) => /\.reactions\.ts$|\/mail\/(?:letter|render|renderer)\.tsx?$|content\/mails/.test(file)),
  ).toEqual([]);
});

test("the reactor carries no pages and no routes", () => {
  const { files } = bundle("workers/reactor/index.ts");
  expect(files.filter((file) => file.endsWith(".reactions.ts")).length).toBeGreaterThan(8);
  expect(files.filter((file) => /\.(?:pages|routes|parts)\.tsx?$|src\/ui\/(?!parts)/.test(file))).toEqual([]);
});

test("both lists name the features in the same order", () => {
  const text = readFileSync("workers/features.ts", "utf8");
  const names = (list: string, half: string): string[] => {
    const [, body = ""] = new RegExp(`export const ${list}[^=]*= \\[([^\\]]*)\\]`).exec(text) ?? [];
    return [...body.matchAll(new RegExp(`(\\w+)${half}\\b`, "g"))].map(([, name = ""]) => name);
  };
  const [sites, reactors] = [names("sites", "Site"), names("reactors", "Reactor")];
  expect(reactors.length).toBeGreaterThan(5);
  expect(sites.filter((name) => reactors.includes(name))).toEqual(reactors);
});
