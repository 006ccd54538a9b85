import { expect, test } from "vitest";

import { brokenPromises } from "../chaos/count.ts";
import { runChaos } from "../chaos/run.ts";

/** Enough for every kind of fault to strike; `npm run test:chaos` is the longer run, on both providers. */
const MAILS = 250;
/** On a machine that does everything else at the same time. */
const PATIENCE = 900_000;

test(
  `everything breaks at once, ${MAILS} first steps and a tenth of transactional mails: none twice, none lost, every outcome explained`,
  async () => {
    const verdict = await runChaos({ mails: MAILS, seed: 7, kills: 1, without: null, provider: "sim" });
    expect(brokenPromises(verdict, MAILS), JSON.stringify(verdict)).toEqual([]);
    expect(verdict.sent + verdict.failed + verdict.skipped).toBeGreaterThanOrEqual(MAILS);
  },
  PATIENCE,
);
