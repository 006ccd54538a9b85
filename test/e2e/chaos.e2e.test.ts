import { describe, expect, test } from "vitest";

import { brokenPromises } from "../chaos/count.ts";
import { runChaos } from "../chaos/run.ts";

/** Enough for every kind of fault to strike; `npm run test:chaos -- --mails 2000` is the longer run. */
const MAILS = 250;
/** On a machine that does everything else at the same time. */
const PATIENCE = 900_000;

// Storms run side by side, for they wait for leases and retries more than they work.
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
