import ipaddr from "ipaddr.js";

/** The only part of IPv6 that is given out; the library takes what nobody has yet, such as `2::1`, for public too. */
const GIVEN_OUT = ipaddr.IPv6.parseCIDR("2000::/3");

/** Whether an address, as a resolver writes it, is one that a public site can have. What cannot be read is not. */
export function isPublicIp(text: string): boolean {
  // `010.0.0.1` and `8.8.8` mean one address to some programs and another to others.
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) {
    return false;
  }
  const ip = ipaddr.process(text); // an IPv4 address inside an IPv6 one is judged as itself
  return ip.range() === "unicast" && (ip instanceof ipaddr.IPv4 || ip.match(GIVEN_OUT));
}
