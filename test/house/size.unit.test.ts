import { expect, test } from "vitest";

import { weigh } from "../../scripts/size.ts";

test("what is sent to people and to the runtime stays within its budget", { timeout: 120_000 }, () => {
  const weights = weigh();
  expect(weights.filter(({ bytes, budget }) => bytes > budget)).toEqual([]);
  expect(weights.filter(({ bytes }) => bytes < 100)).toEqual([]);
});
