import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { buildSync, transformSync } from "esbuild";

/**
 * Writes `public/js` (hashed names, so that caches may keep them for ever) and `public/fonts` from installed packages.
 * `manifest.json` tells the site the names.
 */
const OUT = "public/js";

function write(name: string, code: string): string {
  const hash = createHash("sha256").update(code).digest("hex").slice(0, 10);
  const file = `${name}.${hash}.js`;
  writeFileSync(`${OUT}/${file}`, code);
  return `/js/${file}`;
}

const minify = (code: string, loader: "js" | "ts", define: Record<string, string> = {}): string =>
  transformSync(code, { loader, define, minify: true, target: "es2020", format: "iife" }).code;

mkdirSync(OUT, { recursive: true });
mkdirSync("public/fonts", { recursive: true });
readdirSync(OUT).forEach((file) => rmSync(`${OUT}/${file}`));
const worker = write("sha", minify(readFileSync("node_modules/altcha/dist/workers/sha.js", "utf8"), "js"));
const source = readFileSync("src/browser/antibot.ts", "utf8");
const antibot = write("antibot", minify(source, "ts", { WORKER_URL: JSON.stringify(worker) }));
const bundled = buildSync({
  ...{ entryPoints: ["src/browser/passkey.ts"], bundle: true, minify: true, write: false },
  ...{ target: "es2020", format: "iife" },
});
const passkey = write("passkey", bundled.outputFiles[0]?.text ?? "");
writeFileSync(`${OUT}/manifest.json`, `${JSON.stringify({ antibot, passkey })}\n`);
copyFileSync(
  "node_modules/@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2",
  "public/fonts/atkinson-hyperlegible-next.woff2",
);
