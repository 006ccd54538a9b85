import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";

import { findChromium } from "../test/support/browser.ts";
import { ROOT, tool, toolEnv } from "./local/tools.ts";

/*
 * `npm test`, after the set-up, which builds: what answers within minutes. `npm run test:all` (`--all`) adds what needs all Workers running, or a
 * browser. The last line counts.
 */
process.chdir(ROOT);
const isWhole = process.argv.includes("--all");

/** What came of a part of it, with what it printed, and what failed in a few lines each. */
type Outcome = { passed: number; failed: number; out: string; failures?: readonly string[] };
type Task = () => Promise<Outcome>;

/** The part of vitest's JSON report that is read here. */
type Report = {
  numPassedTests: number;
  numFailedTests: number;
  testResults: {
    name: string;
    message?: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
};

const running = new Set<ChildProcess>();
// Who stops the check stops what it has started.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    running.forEach((child) => child.kill());
    process.exit(1);
  });
}

function run(command: string, args: readonly string[]): Promise<{ status: number | null; out: string }> {
  const child = spawn(tool(command), args, { env: toolEnv });
  running.add(child);
  child.on("close", () => running.delete(child));
  let out = "";
  child.stdout.on("data", (chunk) => (out += String(chunk)));
  child.stderr.on("data", (chunk) => (out += String(chunk)));
  return new Promise((done) => child.on("close", (status) => done({ status, out })));
}

/** A step that holds or does not; only one that does not shows what it printed. */
const step =
  (name: string, command: string, ...args: string[]): Task =>
  async () => {
    const { status, out } = await run(command, args);
    return status === 0
      ? { passed: 1, failed: 0, out: `ok   ${name}` }
      : { passed: 0, failed: 1, out: `FAIL ${name}\n${out}`, failures: [`FAIL ${name}`] };
  };

const firstLines = (text: string): string => text.split("\n").slice(0, 12).join("\n     ");

/** What a report says of each test that failed, and of each file that could not be read. */
const failuresOf = ({ testResults }: Report): string[] =>
  testResults.flatMap(({ name, message, assertionResults }) => [
    ...(message ? [`FAIL ${name}\n     ${firstLines(message)}`] : []),
    ...assertionResults
      .filter(({ status }) => status === "failed")
      .map((test) => `FAIL ${name}\n     ${test.fullName}\n     ${firstLines(test.failureMessages.join("\n"))}`),
  ]);

/** The tests of a project, or those of it that `which` chooses, each counted; what they print comes in one piece. */
const tests =
  (project: string, ...which: string[]): Task =>
  async () => {
    const name = [project, ...which].join(" ");
    const report = `.test-state/vitest-${name.replace(/\W+/g, "-")}.json`;
    rmSync(report, { force: true });
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const { status, out } = await run("vitest", ["run", "--project", project, ...which, ...reporters]);
    try {
      const told = JSON.parse(readFileSync(report, "utf8")) as Report;
      const isBroken = status !== 0 && told.numFailedTests === 0;
      const failures = [...failuresOf(told), ...(isBroken ? [`FAIL ${name}: no test failed, the run did`] : [])];
      return { passed: told.numPassedTests, failed: told.numFailedTests + (isBroken ? 1 : 0), out, failures };
    } catch {
      return { passed: 0, failed: 1, out, failures: [`FAIL ${name}: the tests did not run`] };
    }
  };

const total = { passed: 0, failed: 0 };
const allFailures: string[] = [];
/** Does one task after another, and tells each as it ends; several such lanes may take from the same list. */
async function lane(tasks: Task[]): Promise<void> {
  for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
    const { passed, failed, out, failures = [] } = await task();
    allFailures.push(...failures);
    total.passed += passed;
    total.failed += failed;
    console.log(out);
  }
}

/** What `npm run typecheck` does. */
const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: { typecheck: string } };
const TYPECHECK = scripts.typecheck.split(" ").slice(1);
const STATIC = [
  step("lint", "oxlint", "--type-aware"),
  step("types", "tsc", ...TYPECHECK),
  step("spelling", "cspell", "lint", "--no-progress", "--no-summary"),
  step("dead code", "knip"),
  step("format", "oxfmt", "--check", "."),
];

// What is weighed is what the worlds of browser and end-to-end tests run: they wait for it.
const size = lane([step("size", "node", "scripts/size.ts", "--weights")]);
// Browser and end-to-end tests mostly wait (for mails, for clocks, for forms that ask for three seconds): they run beside two lanes that compute,
// the longest first. Without them a third lane fills the moments when those two wait.
const hasBrowser = findChromium() !== null;
const lived = isWhole ? ["storm", "e2e", ...(hasBrowser ? ["browser", "clock"] : [])] : [];
const worlds = lived.map((project) => size.then(() => lane([tests(project)])));
const halves = (project: string): Task[] => ["1/2", "2/2"].map((half) => tests(project, `--shard=${half}`));
const computing = [...halves("worker"), ...halves("unit"), ...STATIC];
const lanes = Array.from({ length: isWhole ? 2 : 3 }, () => lane(computing));
await Promise.all([size, ...lanes, ...worlds]);
if (isWhole && !hasBrowser) {
  console.log("No Chromium on the PATH: the browser tests were left out. On Debian: apt-get install chromium");
}
// Again at the end, where the reader looks first.
for (const failure of allFailures) {
  console.log(failure);
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
