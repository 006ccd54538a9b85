import * as z from "zod";

const Ring = z.object({
  current: z.string().length(1),
  keys: z.record(z.string().length(1), z.base64()).transform((keys) => new Map(Object.entries(keys))),
});
/** A ring of keys: `{"current":"b","keys":{"a":"base64","b":"base64"}}`. Old keys stay valid to read. */
export type KeyRing = z.infer<typeof Ring>;

/** Reads a ring from a secret; throws at start-up when it is malformed or its current key is missing. */
export function parseRing(secret: string): KeyRing {
  const ring = Ring.parse(JSON.parse(secret));
  if (!ring.keys.has(ring.current)) {
    throw new Error("the current key is not in the ring");
  }
  return ring;
}

/** Bytes to base64url without padding. */
export const toBase64Url = (bytes: Uint8Array): string => bytes.toBase64({ alphabet: "base64url", omitPadding: true });

/** Bytes from base64url; throws on other characters. */
export const fromBase64Url = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.fromBase64(text, { alphabet: "base64url" });

/** The bytes of a text. */
export const utf8 = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(text));

const imported = new Map<string, Promise<CryptoKey>>();

/** Imports a base64 key once per isolate. */
export function importKey(base64: string, use: "HMAC" | "AES-GCM"): Promise<CryptoKey> {
  const name = `${use}:${base64}`;
  let key = imported.get(name);
  if (key === undefined) {
    const bytes = Uint8Array.fromBase64(base64);
    key =
      use === "HMAC"
        ? crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"])
        : crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
    imported.set(name, key);
  }
  return key;
}

/** HMAC-SHA-256 of a text, as bytes. */
export async function hmac(base64Key: string, text: string): Promise<Uint8Array> {
  const key = await importKey(base64Key, "HMAC");
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8(text)));
}
