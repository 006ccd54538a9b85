import { expect, test } from "vitest";

import { clientOf } from "../../src/platform/client.ts";
import { isWithin } from "../../src/platform/counters.ts";
import { NOW, depsAt } from "../support/worker/world.ts";

const LIMIT = { what: "test", most: 2, seconds: 600 };
const passes = (address: string): Promise<boolean> => isWithin(depsAt(NOW), { limit: LIMIT, who: clientOf(address) });

test("two addresses of one /64 share a counter, of two /48 they do not", async () => {
  expect([await passes("2001:db8:1:1::1"), await passes("2001:db8:1:1::2"), await passes("2001:db8:1:1::3")]).toEqual([
    true,
    true,
    false,
  ]);
  expect(await passes("2001:db8:2:1::1")).toBe(true);
});

test("whoever changes the /64 within one /48 has eight times as much, and no more", async () => {
  const passed: boolean[] = [];
  for (let i = 0; i < 20; i++) {
    passed.push(await passes(`2001:db8:3:${i.toString(16)}::1`));
  }
  expect(passed.filter(Boolean)).toHaveLength(16);
});

test("two IPv4 addresses count apart", async () => {
  expect([await passes("198.51.100.1"), await passes("198.51.100.1"), await passes("198.51.100.1")]).toEqual([
    true,
    true,
    false,
  ]);
  expect(await passes("198.51.100.2")).toBe(true);
});
