import { spawn, spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";

import { findChromium } from "../test/support/browser.ts";
import { ROOT, tool, toolEnv } from "./local/tools.ts";

/* `npm run check`: everything that must hold, in order; the last line counts. */
process.chdir(ROOT);
type Step = { name: string; command: string; args: string[] };
const tsc = (project: string): Step => ({ name: `types ${project}`, command: "tsc", args: ["-p", project] });

const steps: Step[] = [
  { name: "build", command: "node", args: ["scripts/build-browser.ts"] },
  { name: "pages", command: "node", args: ["scripts/build-pages.ts"] },
  { name: "format", command: "oxfmt", args: ["--check", "."] },
  { name: "lint", command: "oxlint", args: ["--type-aware"] },
  ...["tsconfig.json", "workers/reactor/tsconfig.json", "src/browser/tsconfig.json"].map(tsc),
  ...["tsconfig.node.json", "tsconfig.worker-tests.json"].map(tsc),
  { name: "spelling", command: "cspell", args: ["lint", "--no-progress", "--no-summary"] },
  { name: "dead code", command: "knip", args: [] },
];

let passed = 0;
let failed = 0;
for (const { name, command, args } of steps) {
  const { status, stdout, stderr } = spawnSync(tool(command), args, { env: toolEnv, encoding: "utf8" });
  const isGood = status === 0;
  passed += isGood ? 1 : 0;
  failed += isGood ? 0 : 1;
  console.log(`${isGood ? "ok  " : "FAIL"} ${name}${isGood ? "" : `\n${stdout}${stderr}`}`);
}

/** Browser and end-to-end tests mostly wait (for mails, for clocks, for forms that ask for three seconds): they run beside the others. */
const hasBrowser = findChromium() !== null;
const LANES = [[["unit", "worker"]], [["e2e"]], hasBrowser ? [["browser"]] : []];

/** Runs some projects; what they printed comes in one piece at the end. */
function run(projects: readonly string[]): Promise<{ passed: number; failed: number; out: string }> {
  const report = `.test-state/vitest-${projects.join("-")}.json`;
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const child = spawn(tool("vitest"), ["run", ...projects.flatMap((p) => ["--project", p]), ...reporters], {
    env: toolEnv,
  });
  let out = "";
  child.stdout.on("data", (chunk) => (out += String(chunk)));
  child.stderr.on("data", (chunk) => (out += String(chunk)));
  return new Promise((done) =>
    child.on("exit", (status) => {
      try {
        const counts = JSON.parse(readFileSync(report, "utf8")) as { numPassedTests: number; numFailedTests: number };
        const isBroken = status !== 0 && counts.numFailedTests === 0;
        done({ passed: counts.numPassedTests, failed: counts.numFailedTests + (isBroken ? 1 : 0), out });
      } catch {
        done({ passed: 0, failed: 1, out: `${out}\nFAIL ${projects.join(", ")}: the tests did not run` });
      }
    }),
  );
}

async function inTurn(lane: readonly (readonly string[])[]): Promise<Awaited<ReturnType<typeof run>>[]> {
  const results = [];
  for (const projects of lane) {
    results.push(await run(projects));
  }
  return results;
}

for (const result of (await Promise.all(LANES.map(inTurn))).flat()) {
  console.log(result.out);
  passed += result.passed;
  failed += result.failed;
}
if (!hasBrowser) {
  console.log("No Chromium on the PATH: the browser tests were left out. On Debian: apt-get install chromium");
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
