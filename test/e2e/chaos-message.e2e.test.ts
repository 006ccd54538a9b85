import { expect, test } from "vitest";

import { runMessageStorm } from "../chaos/message.ts";

const PEOPLE = 2_000;
const KILLS = 3;
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
