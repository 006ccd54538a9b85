import { describe, expect, test } from "vitest";

import { publicAddress } from "../../src/platform/outside.ts";
import { isPrivateIp } from "../../workers/outside/open-outside.ts";

describe("addresses", () => {
  test("private and reserved addresses are known", () => {
    for (const ip of [
      "10.1.2.3",
      "127.0.0.1",
      "169.254.169.254",
      "172.16.0.1",
      "172.31.255.255",
      "192.168.0.1",
      "100.64.0.1",
      "0.0.0.0",
      "224.0.0.1",
      "255.255.255.255",
      "198.18.0.1",
      "::1",
      "fe80::1",
      "fc00::1",
      "::ffff:10.0.0.1",
      "2001:db8::1",
    ]) {
      expect([ip, isPrivateIp(ip)]).toEqual([ip, true]);
    }
    for (const ip of ["93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:2800:220:1::1", "::ffff:93.184.216.34"]) {
      expect([ip, isPrivateIp(ip)]).toEqual([ip, false]);
    }
    expect(publicAddress("https://éxemple.fr/")?.hostname).toBe("xn--xemple-9ua.fr");
  });
});
