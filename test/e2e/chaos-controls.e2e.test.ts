import { describe, expect, test } from "vitest";

import { brokenPromises } from "../chaos/count.ts";
import { runChaos } from "../chaos/run.ts";

/** A storm without its guard breaks something in most runs, not in all: how many are tried. */
const MOST_STORMS = 12;
const PATIENCE = 900_000;

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
