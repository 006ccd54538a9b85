import { type KeyRing, parseRing } from "./keys.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Signs with Ed25519 under the current key of a ring. */
export type Signer = {
  kid: string;
  /** 32 bytes. */
  publicKey: Bytes;
  sign: (bytes: Bytes) => Promise<Bytes>;
};

/** What stands before a 32-byte Ed25519 seed in PKCS #8 (RFC 8410, § 7). */
const PKCS8 = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

const bytesOf = (base64: string): Bytes => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
const fromUrl = (text: string): Bytes => bytesOf(text.replaceAll("-", "+").replaceAll("_", "/"));

/** Opens the ring `SIGNING_KEYS`: seeds of 32 bytes in base64, by key id. */
export async function openSigner(secret: string): Promise<Signer> {
  const ring: KeyRing = parseRing(secret);
  const seed = bytesOf(ring.keys.get(ring.current) ?? "");
  const pkcs8 = new Uint8Array([...PKCS8, ...seed]);
  const key = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]);
  const jwk = (await crypto.subtle.exportKey("jwk", key)) as { x?: string };
  return {
    kid: ring.current,
    publicKey: fromUrl(jwk.x ?? ""),
    sign: async (bytes) => new Uint8Array(await crypto.subtle.sign("Ed25519", key, bytes)),
  };
}
