import { describe, expect, test } from "vitest";

import { publicAddress } from "../../src/platform/outside.ts";
import { isPublicIp } from "../../workers/outside/public-ip.ts";

const REFUSED: Readonly<Record<string, readonly string[]>> = {
  private: ["10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1", "fc00::1", "fd12:3456::1"],
  shared: ["100.64.0.1", "100.127.255.255"],
  "this machine": ["127.0.0.1", "0.0.0.0", "::1", "::"],
  "link-local": ["169.254.169.254", "fe80::1", "fec0::1"],
  documentation: [
    "192.0.2.1",
    "198.51.100.1",
    "203.0.113.1",
    "2001:db8::1",
    "2001:DB8::1",
    "2001:0db8:0:0::1",
    "2001:db8::192.0.2.1",
    "3fff::1",
    "3fff:fff:ffff::1",
    "3fff:0fff::",
  ],
  benchmarking: ["198.18.0.1", "198.19.255.255", "2001:2::1"],
  multicast: ["224.0.0.1", "239.255.255.255", "ff02::1"],
  reserved: ["192.0.0.1", "240.0.0.1", "255.255.255.255", "2001:10::1", "5f00::1"],
  mapped: ["::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:7f00:1"],
  NAT64: ["64:ff9b::808:808", "64:ff9b:1::1"],
  "6to4": [
    "2002:808:808::1",
    "2002:0808:0808::",
    "2002:7f00:1::",
    "192.88.99.1",
    "192.88.99.255",
    "::ffff:192.88.99.1",
  ],
  Teredo: ["2001::1", "2001:0:53aa:64c::1", "2001:0000:4136:e378:8000:63bf:3fff:fdd2"],
  discard: ["100::1"],
  "given to nobody": ["2::1", "1fff::1", "4000::1", "8000::1"],
  unreadable: [
    "",
    "x",
    "example.fr",
    "8.8.8",
    "010.0.0.1",
    "0x8.8.8.8",
    "134744072",
    "8.8.8.8.8",
    "256.1.1.1",
    "2a00::1::1",
    " 8.8.8.8",
  ],
};

describe("addresses", () => {
  test.each(Object.entries(REFUSED))("%s: refused", (_, addresses) => {
    expect(addresses.filter(isPublicIp)).toEqual([]);
  });

  test("public addresses are taken, at the edges of what is not too", () => {
    const taken = ["8.8.8.8", "93.184.216.34", "172.32.0.1", "100.128.0.1", "::ffff:93.184.216.34"];
    const taken6 = ["2a00:1450::1", "2606:2800:220:1::1", "3ffe::1", "2003::1"];
    expect([...taken, ...taken6].filter((ip) => !isPublicIp(ip))).toEqual([]);
  });

  test("a name is read as the internet writes it", () => {
    expect(publicAddress("https://éxemple.fr/")?.hostname).toBe("xn--xemple-9ua.fr");
  });
});
