const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

/** Base32 (RFC 4648 letters, lower case, no padding) of bytes. */
export function base32(bytes: Uint8Array): string {
  let bits = 0;
  let value = 0;
  let text = "";
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32.charAt((value >>> bits) & 31);
    }
  }
  return bits > 0 ? text + BASE32.charAt((value << (5 - bits)) & 31) : text;
}

/**
 * A deterministic id: the prefix and the first 26 base32 characters (130 bits) of SHA-256 of the key.
 * The same key always gives the same id, which is how one intended mail stays one row.
 */
export async function idFromKey(prefix: string, key: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
  return `${prefix}_${base32(new Uint8Array(digest)).slice(0, 26)}`;
}
