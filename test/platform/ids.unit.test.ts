import { expect, test } from "vitest";

import { type Random, newCode, newRandomId, newRef, random } from "../../src/platform/ids.ts";

/** Chance that gives 0, 1, 2 … */
const counting: Random = (bytes) => new Uint8Array(Array.from({ length: bytes }, (_, i) => i));

test("what is drawn comes from the chance that is handed in, and from nothing else", () => {
  expect([newRef(counting), newRandomId(counting, "ans"), newCode(counting), newCode(counting, 20)]).toEqual([
    "aaaqeayeau",
    "ans_aaaqeayeaudaocajbifqydiob4",
    "23456789ABCD",
    "23456789ABCDEFGHJKMN",
  ]);
});

test("a code prefers no character: bytes that would are passed over", () => {
  const high: Random = (bytes) => counting(bytes).map((byte) => (byte < 4 ? 255 - byte : byte));
  expect(newCode(high)).toBe("6789ABCDEFGH");
});

test("the runtime's chance gives as many bytes as asked for, others each time", () => {
  expect([random(0).length, random(32).length]).toEqual([0, 32]);
  expect(random(32)).not.toEqual(random(32));
});
