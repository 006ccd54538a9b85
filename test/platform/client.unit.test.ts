import { expect, test } from "vitest";

import { clientOf, widerThan } from "../../src/platform/client.ts";

test.each([
  ["198.51.100.7", "198.51.100.7", null],
  ["::ffff:198.51.100.7", "198.51.100.7", null],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"],
  ["2001:DB8:1:2::ffff", "2001:db8:1:2::/64", "2001:db8:1::/48"],
  ["2001:db8::1", "2001:db8:0:0::/64", "2001:db8:0::/48"],
  ["::1", "0:0:0:0::/64", "0:0:0::/48"],
  ["fe80::1%eth0", "fe80:0:0:0::/64", "fe80:0:0::/48"],
  ["nobody@example.org", "unknown", null],
  [undefined, "unknown", null],
])("the connection of %s counts as %s, and within %s", (address, client, wider) => {
  expect(clientOf(address)).toBe(client);
  expect(widerThan(client)).toBe(wider);
});

test("an address that somebody types is never taken for a network", () => {
  expect(widerThan("2001:db8:1:2::/64@example.org")).toBeNull();
});
