// Plain JavaScript for whatever Node the machine has: installs what is missing, then builds the browser files.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const stamp = "node_modules/.installed";
const lock = createHash("sha256").update(readFileSync("package-lock.json")).digest("hex");
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== lock) {
  console.log("Installing the packages of package-lock.json…");
  // Not `npm ci`: it refuses the whole install when a registry lacks an optional package of another platform.
  const quiet = ["--no-fund", "--no-audit", "--loglevel=error"];
  execFileSync("npm", ["install", "--no-save", ...quiet], { stdio: "inherit" });
  writeFileSync(stamp, lock);
}
for (const script of ["scripts/build-browser.ts", "scripts/build-content.ts", "scripts/build-pages.ts"]) {
  execFileSync("node_modules/.bin/node", [script], { stdio: "inherit" });
}
