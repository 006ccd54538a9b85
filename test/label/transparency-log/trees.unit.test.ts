import fc from "fast-check";
import { expect, test } from "vitest";

import { agreementBy } from "../../../src/label/assessment/agreement.ts";
import { inclusionPath, root, rootOf } from "../../../src/label/transparency-log/merkle.ts";

test("agreement is counted by criterion and by pair, the most graded first", () => {
  const pair = (criterionId: string, a: number, b: number) => ({
    applicationId: "app_x" as const,
    criterionId,
    a,
    b,
    first: "per_p" as const,
    second: "per_q" as const,
  });
  const found = agreementBy([pair("A", 1, 1), pair("B", 0, 4), pair("B", 2, 2)], (one) => one.criterionId);
  expect(found.map(({ what, items, raw }) => [what, items, raw])).toEqual([
    ["B", 2, 0.5],
    ["A", 1, 1],
  ]);
});

test("every leaf of every tree has a path to its root, which nothing else has (RFC 6962)", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.nat(), async (size, pick) => {
      const leaves = Array.from({ length: size }, (_, i) => new Uint8Array([i, size]));
      const index = pick % size;
      const path = await inclusionPath(leaves, index);
      const expected = await root(leaves);
      const leaf = leaves[index] ?? new Uint8Array();
      expect(await rootOf(leaf, index, size, path)).toEqual(expected);
      expect(await rootOf(new Uint8Array([99]), index, size, path)).not.toEqual(expected);
      if (path.length > 0) {
        expect(await rootOf(leaf, index, size, path.slice(1))).toBeNull();
        expect(await rootOf(leaf, index, size, [...path, leaf])).toBeNull();
      }
    }),
    { numRuns: 200 },
  );
});
