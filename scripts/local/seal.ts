import { createCipheriv, createHash, createHmac, randomBytes } from "node:crypto";

/** The keys that scripts need, as both Workers hold them. */
export type Keys = { SEAL_KEYS: string; ADDR_HASH_KEY: string; LINK_KEYS: string };
type Ring = { current: string; keys: Record<string, string> };

const ringOf = (secret: string): { kid: string; key: Buffer } => {
  const ring = JSON.parse(secret) as Ring;
  return { kid: ring.current, key: Buffer.from(ring.keys[ring.current] ?? "", "base64") };
};

/** An address as `contacts` holds it: sealed like the vault does (AES-GCM, nonce first, base64url), and its blind index. */
export function sealAddress(keys: Keys, email: string): { kid: string; sealed: string; hash: string } {
  const hash = createHmac("sha256", Buffer.from(keys.ADDR_HASH_KEY, "base64")).update(email).digest("base64url");
  const { kid, key } = ringOf(keys.SEAL_KEYS);
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(`contacts.email:${hash}`));
  const sealed = Buffer.concat([iv, cipher.update(email, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return { kid, sealed: sealed.toString("base64url"), hash };
}

/** A signed link, as `src/platform/links.ts` makes them. */
export function signLink(keys: Keys, purpose: string, subject: string, expiresAt: number): string {
  const { kid, key } = ringOf(keys.LINK_KEYS);
  const expiry = expiresAt.toString(36);
  const mac = createHmac("sha256", key).update(`${purpose}\n${subject}\n${expiry}`).digest();
  return `${kid}.${subject}.${expiry}.${mac.subarray(0, 16).toString("base64url")}`;
}

/** An id that is always the same for a text: scripts may run twice. */
export const idOf = (prefix: string, text: string): string =>
  `${prefix}_${createHash("sha256").update(text).digest("hex").slice(0, 26)}`;
