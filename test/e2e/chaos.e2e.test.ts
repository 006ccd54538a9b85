import { describe, expect, test } from "vitest";

import { brokenPromises } from "../chaos/count.ts";
import { runChaos } from "../chaos/run.ts";

/** Enough for every kind of fault to strike; `npm run test:chaos -- --mails 2000` is the longer run. */
const MAILS = 250;
/** A storm without its guard breaks something in most runs, not in all: how many are tried. */
const MOST_STORMS = 12;
/** On a machine that does everything else at the same time. */
const PATIENCE = 900_000;

// Storms run side by side, for they wait for leases and retries more than they work; five at once are too many for two cores.
describe("everything breaks at once", () => {
  test.concurrent.each([
    ["sim", MAILS],
    ["book", 120],
  ] as const)(
    "on the provider %s, %i first steps and a tenth of transactional mails: none twice, none lost, every outcome explained",
    async (provider, mails) => {
      const verdict = await runChaos({ mails, seed: 7, kills: 1, without: null, provider });
      expect(brokenPromises(verdict, mails), JSON.stringify(verdict)).toEqual([]);
      expect(verdict.sent + verdict.failed + verdict.skipped).toBeGreaterThanOrEqual(mails);
    },
    PATIENCE,
  );
});

describe("negative control", () => {
  test.concurrent.each([
    ["key", "duplicates"],
    ["freeze", "other bytes under a key that was used"],
    ["lease", "counters differ from the ledger"],
  ] as const)(
    "without its %s, the same storm shows it (%s)",
    async (without, says) => {
      const found: string[] = [];
      for (let seed = 1; seed <= MOST_STORMS && !found.includes(says); seed++) {
        found.push(...brokenPromises(await runChaos({ mails: 200, seed, kills: 0, without }), 200));
      }
      expect(found).toContain(says);
    },
    PATIENCE,
  );
});
