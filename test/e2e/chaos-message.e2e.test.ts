import { expect, test } from "vitest";

import { runMessageStorm } from "../chaos/message.ts";
import { sized } from "../support/size.ts";

const PEOPLE = sized({ short: 100, long: 2_000 });
const KILLS = sized({ short: 1, long: 3 });
/** On a machine that does everything else at the same time. */
const PATIENCE = 1_800_000;

test(
  `a message to ${PEOPLE} people of a series leaves once each while everything breaks; nobody who left, was erased or is suppressed gets it`,
  async () => {
    const verdict = await runMessageStorm(PEOPLE, { seed: 11, kills: KILLS, without: null });
    const each = PEOPLE / 20;
    expect(verdict).toEqual({
      mails: { stays: { 1: PEOPLE - 3 * each }, left: { 0: each }, erased: { 0: each }, suppressed: { 0: each } },
      rows: { sent: PEOPLE - 3 * each, skipped: 2 * each, others: 0 },
      kills: KILLS,
      strangers: 0,
    });
  },
  PATIENCE,
);
