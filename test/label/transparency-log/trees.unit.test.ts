import fc from "fast-check";
import { expect, test } from "vitest";

import { agreementBy } from "../../../src/label/assessment/agreement.ts";
import { consistencyPath, inclusionPath, isConsistent, root, rootOf } from "../../../src/kernel/merkle.ts";

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

const bytes = (hex: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(hex.match(/../g) ?? [], (two) => Number.parseInt(two, 16));
const hexOf = (one: Uint8Array): string => Array.from(one, (byte) => byte.toString(16).padStart(2, "0")).join("");

test("consistency: every pair up to 64 against a plain recomputation; altered, shortened, lengthened paths are refused", async () => {
  const leaves = Array.from({ length: 64 }, (_, i) => new Uint8Array([i]));
  const roots = await Promise.all(Array.from({ length: 65 }, (_, size) => root(leaves.slice(0, size))));
  const headOf = (size: number) => ({ size, root: roots[size] ?? new Uint8Array() });
  const wrong: unknown[] = [];
  for (let n = 1; n <= 64; n += 1) {
    for (let m = 1; m <= n; m += 1) {
      const path = await consistencyPath(leaves.slice(0, n), m);
      const [old, young] = [headOf(m), headOf(n)];
      const other = { size: m, root: roots[m - 1] ?? new Uint8Array() };
      const forged = path.map((one, i) => (i === 0 ? one.map((byte) => byte ^ 1) : one));
      const isGood = (await isConsistent(old, young, path)) && path.length <= 63 && (m < n || path.length === 0);
      if (n > 24) {
        wrong.push(...(isGood ? [] : [[m, n]]));
        continue;
      }
      const seen = [
        await isConsistent(other, young, path),
        await isConsistent(old, { size: n, root: roots[n - 1] ?? new Uint8Array() }, path),
        await isConsistent(old, young, path.concat([young.root])),
        path.length > 0 && (await isConsistent(old, young, forged)),
        path.length > 0 && (await isConsistent(old, young, path.slice(0, -1))),
        path.length > 0 && (await isConsistent(old, young, path.slice(1))),
      ];
      if (!isGood || seen.some(Boolean)) {
        wrong.push([m, n, isGood, seen]);
      }
    }
  }
  expect(wrong).toEqual([]);
  expect([await consistencyPath(leaves, 0), await consistencyPath(leaves, 64)]).toEqual([[], []]);
  expect(await isConsistent(headOf(0), headOf(5), [])).toBe(true);
  expect(await isConsistent(headOf(5), headOf(4), [])).toBe(false);
});

test("the published vectors of Certificate Transparency: roots and consistency proofs of eight leaves", async () => {
  const leaves = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
  ].map(bytes);
  const seen = await Promise.all(
    [1, 2, 3, 4, 5, 6, 7, 8].map(async (size) => hexOf(await root(leaves.slice(0, size)))),
  );
  expect(seen).toEqual([
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ]);
  const proofs: [old: number, size: number, path: string[]][] = [
    [1, 1, []],
    [
      1,
      8,
      [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
      ],
    ],
    [
      6,
      8,
      [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      ],
    ],
    [
      2,
      5,
      [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      ],
    ],
  ];
  for (const [old, size, path] of proofs) {
    expect([old, size, (await consistencyPath(leaves.slice(0, size), old)).map(hexOf)]).toEqual([old, size, path]);
  }
});
