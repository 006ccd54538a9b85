// Plain JavaScript for whatever Node the machine has: installs what is missing, then builds the browser files.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";

if (process.platform === "win32") {
  console.error("Ligne Sûre runs on Linux, macOS and WSL. On Windows, open a WSL terminal and start again there.");
  process.exit(1);
}
process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const stamp = "node_modules/.installed";
const lock = readFileSync("package-lock.json");
const hash = createHash("sha256").update(lock).digest("hex");

/** What of the packages is missing, of another version, or does not answer: somebody's npm may leave out a part of them. */
function missing() {
  const { packages } = JSON.parse(lock.toString());
  const { dependencies, devDependencies } = packages[""];
  const isThere = (name) => {
    const file = `node_modules/${name}/package.json`;
    const { version } = packages[`node_modules/${name}`];
    return existsSync(file) && JSON.parse(readFileSync(file, "utf8")).version === version;
  };
  const absent = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !isThere(name));
  return absent.concat(["node", "workerd", "esbuild"].filter((name) => !answers(name)));
}

/** Whether a tool runs: these three come with a binary for each platform. */
function answers(name) {
  try {
    return execFileSync(`node_modules/.bin/${name}`, ["--version"], { stdio: "pipe" }).length > 0;
  } catch {
    return false;
  }
}

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== hash || missing().length > 0) {
  console.log("Installing the packages of package-lock.json…");
  // Not `npm ci`, which empties node_modules first. What this machine's npm leaves out by its settings, the tools need.
  const whole = ["--include=dev", "--include=optional", "--ignore-scripts=false"];
  const quiet = ["--no-fund", "--no-audit", "--loglevel=error"];
  execFileSync("npm", ["install", "--no-save", ...whole, ...quiet], { stdio: "inherit" });
  const lacking = missing();
  if (lacking.length > 0) {
    console.error(`npm has installed the packages, and these do not answer: ${lacking.join(", ")}.`);
    console.error("Look at the settings of npm (npm config list), then start again: it installs once more.");
    process.exit(1);
  }
  writeFileSync(stamp, hash);
}
for (const script of [
  "scripts/build-browser.ts",
  "scripts/build-content.ts",
  "scripts/build-geo.ts",
  "scripts/build-pages.ts",
]) {
  execFileSync("node_modules/.bin/node", [script], { stdio: "inherit" });
}
