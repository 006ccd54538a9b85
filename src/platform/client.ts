import ipaddr from "ipaddr.js";

/**
 * Who asks, for limits only. IPv4 counts whole. Of IPv6 the first 64 bits count: a household is given that much, and changes the rest as
 * often as it likes.
 */
export function clientOf(address: string | undefined): string {
  if (address === undefined || !ipaddr.isValid(address)) {
    return "unknown";
  }
  const ip = ipaddr.process(address);
  return ip instanceof ipaddr.IPv6
    ? `${ip.parts
        .slice(0, 4)
        .map((part) => part.toString(16))
        .join(":")}::/64`
    : ip.toString();
}

/** The 48 bits around an IPv6 connection, which a provider may give to one customer; null for any other. */
export function widerThan(client: string): string | null {
  const [, start] = /^([\da-f]+:[\da-f]+:[\da-f]+):[\da-f]+::\/64$/.exec(client) ?? [];
  return start === undefined ? null : `${start}::/48`;
}
