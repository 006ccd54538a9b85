import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createTestHarness } from "wrangler";

import { ROOT } from "./local/tools.ts";
import { newestReferential } from "./local/newest-referential.ts";

/*
 * Part of `npm run bench`: 10,000 scores of 37 criteria and 10,000 draws of weights per request to workerd, beside a plain
 * weighted sum in a loop; and how long the command takes from nothing to its answer.
 */
process.chdir(ROOT);
process.env["X_LOCAL_OBSERVABILITY"] = "false";
const TIMES = 10_000;
const ROUNDS = 3;
const DIR = ".test-state/bench-score";

mkdirSync(DIR, { recursive: true });
const configPath = join(ROOT, DIR, "score.toml");
writeFileSync(configPath, 'name = "score"\nmain = "../../test/bench/score.ts"\ncompatibility_date = "2026-11-01"\n');
const server = createTestHarness({ workers: [{ configPath }] });
const { url } = await server.listen();

/** Milliseconds of the quickest of a few rounds, after one that warms up. */
async function quickest(what: string, times: number): Promise<number> {
  let best = Infinity;
  for (let round = 0; round <= ROUNDS; round += 1) {
    const start = performance.now();
    await (await fetch(`${url.origin}/${what}?times=${times}`)).text();
    best = round === 0 ? best : Math.min(best, performance.now() - start);
  }
  return best;
}

/** The same for the command, from the shell. */
function command(): number {
  const files = ["--referential", newestReferential().path, "--answers", "docs/scoring/label.answers.json"];
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    execFileSync("npm", ["run", "--silent", "score", "--", ...files], { stdio: "pipe" });
    return performance.now() - start;
  });
  return Math.min(...times);
}

const [scores, draws, floor] = [
  await quickest("score", TIMES),
  await quickest("draws", TIMES),
  await quickest("floor", TIMES),
];
const starts = command();
const round = (value: number): number => Number(value.toFixed(3));
const table = [
  {
    what: "one score of 37 criteria",
    ms: round(scores / TIMES),
    "floor ms": round(floor / TIMES),
    ratio: round(floor / scores),
    budget: "< 1 ms",
  },
  {
    what: `${TIMES} draws of weights`,
    ms: round(draws),
    "floor ms": round(floor),
    ratio: round(floor / draws),
    budget: "< 1000 ms",
  },
  { what: "the command, from npm to its answer", ms: round(starts), "floor ms": "-", ratio: "-", budget: "< 700 ms" },
];
console.table(table);
console.log(JSON.stringify({ table, rounds: ROUNDS }));
await server.close();
process.exit(scores / TIMES < 1 && draws < 1000 && starts < 700 ? 0 : 1);
