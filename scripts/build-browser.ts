import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { type BuildOptions, buildSync, transformSync } from "esbuild";

/**
 * Writes `public/js` (hashed names, so that caches may keep them for ever) and `public/fonts` from installed packages.
 * `manifest.json` tells the pages the names.
 */
const OUT = "public/js";

function write(name: string, code: string): string {
  const hash = createHash("sha256").update(code).digest("hex").slice(0, 10);
  const file = `${name}.${hash}.js`;
  writeFileSync(`${OUT}/${file}`, code);
  return `/js/${file}`;
}

/** What phones that stay at a system of 2021 lack (iOS 15), by its name: esbuild translates what is written, not what is called. */
const OLDER = {
  toSorted: ["Array.prototype", "function(f){return this.slice().sort(f)}"],
  at: ["Array.prototype", "function(i){return this[i<0?this.length+i:i]}"],
  hasOwn: ["Object", "function(o,k){return Object.prototype.hasOwnProperty.call(o,k)}"],
} as const;

/** A script, after what it calls and an older browser lacks. */
function withOlder(code: string): string {
  const lacking = Object.entries(OLDER)
    .filter(([name]) => code.includes(`.${name}(`))
    .map(([name, [of, does]]) => `${of}.${name}||Object.defineProperty(${of},"${name}",{value:${does}});`);
  return lacking.join("") + code;
}

/** One of `src/browser`, with what it imports. */
function bundle(name: string, options: BuildOptions = {}): string {
  const { outputFiles } = buildSync({
    entryPoints: [`src/browser/${name}.ts`],
    bundle: true,
    minify: true,
    write: false,
    target: "es2020",
    charset: "utf8",
    format: "iife",
    ...options,
  });
  return write(name, withOlder(outputFiles?.[0]?.text ?? ""));
}

mkdirSync(OUT, { recursive: true });
mkdirSync("public/fonts", { recursive: true });
readdirSync(OUT).forEach((file) => rmSync(`${OUT}/${file}`));
const sha = readFileSync("node_modules/altcha/dist/workers/sha.js", "utf8");
const worker = write("sha", transformSync(sha, { minify: true, target: "es2020", format: "iife" }).code);
const docx = bundle("docx", { format: "esm" });
const speak = bundle("speak", { format: "esm" });
const recompute = bundle("recompute", { format: "esm" });
const simulate = bundle("simulate", { format: "esm" });
const manifest = {
  antibot: bundle("antibot", { define: { WORKER_URL: JSON.stringify(worker) } }),
  passkey: bundle("passkey"),
  notes: bundle("notes", { define: { DOCX_URL: JSON.stringify(docx) } }),
  letter: bundle("letter", { define: { DOCX_URL: JSON.stringify(docx) } }),
  find: bundle("find"),
  // As a module: what esbuild writes around a dynamic import weighs as much as the script.
  "open-now": bundle("open-now", { format: "esm", define: { SPEAK_URL: JSON.stringify(speak) }, external: ["/js/*"] }),
  presence: bundle("presence"),
  school: bundle("school"),
  around: bundle("around"),
  simulator: bundle("simulator", { define: { SIMULATE_URL: JSON.stringify(simulate) }, external: ["/js/*"] }),
  ask: bundle("ask"),
  application: bundle("application"),
  assess: bundle("assess"),
  checklist: bundle("checklist"),
  registry: bundle("registry", { define: { RECOMPUTE_URL: JSON.stringify(recompute) }, external: ["/js/*"] }),
  draw: bundle("draw"),
};
writeFileSync(`${OUT}/manifest.json`, `${JSON.stringify(manifest)}\n`);
copyFileSync(
  "node_modules/@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2",
  "public/fonts/atkinson-hyperlegible-next.woff2",
);
