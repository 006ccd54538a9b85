import { spawn } from "node:child_process";
import { once } from "node:events";

import { LONG_ALONE, LONG_TESTS, STORM } from "../test/long.ts";
import { ROOT, tool, toolEnv } from "./local/tools.ts";

/* `npm run test:long`: what `npm run test:all` does in short, at full size; how long each took. The year takes as long as all the others
   together, and mostly waits: it is lived beside them. */
process.chdir(ROOT);
type Run = { what: string; command: string; args: string[] };
const isYear = ({ what }: Run): boolean => what === "test/e2e/year.e2e.test.ts";
const runs: Run[] = [
  ...LONG_TESTS.concat(LONG_ALONE).map((file) => ({ what: file, command: "vitest", args: ["run", file] })),
  ...STORM.runs.map((args) => ({
    what: [STORM.script, ...args].join(" "),
    command: "node",
    args: [STORM.script, ...args],
  })),
];

async function inTurn(lane: readonly Run[]): Promise<{ what: string; minutes: string; holds: string }[]> {
  const results = [];
  for (const { what, command, args } of lane) {
    const start = performance.now();
    const child = spawn(tool(command), args, { env: { ...toolEnv, LONG: "1" }, stdio: "inherit" });
    const [status] = (await once(child, "exit")) as [number | null];
    const minutes = ((performance.now() - start) / 60_000).toFixed(1);
    results.push({ what, minutes, holds: status === 0 ? "yes" : "NO" });
  }
  return results;
}

const lanes = [runs.filter(isYear), runs.filter((run) => !isYear(run))];
const results = (await Promise.all(lanes.map(inTurn))).flat();
console.table(results);
process.exit(results.every(({ holds }) => holds === "yes") ? 0 : 1);
