import { log } from "./log.ts";
import { type KeyRing, fromBase64Url, hmac, importKey, toBase64Url, utf8 } from "./keys.ts";

/** A sealed text and the key that sealed it. */
type Sealed = { kid: string; sealed: string };
/** What a seal gives: its text, or that nothing of ours opens it. A list is then shorter by a word, and never closed. */
export type Opened = { text: string } | { unreadable: true };

/** Seals and opens personal data, and recognises an address without reading it. */
export type Vault = {
  /** AES-GCM under the current key; the place (`contacts.email:ctc_…`) is bound in, so a text moved elsewhere won't open. */
  seal(place: string, text: string): Promise<Sealed>;
  /** Opens what `seal` made; unreadable when the key is gone, the place differs or a byte was changed, which the log tells. */
  open(place: string, sealed: Sealed): Promise<Opened>;
  sealBytes(place: string, bytes: Uint8Array<ArrayBuffer>): Promise<{ kid: string; bytes: Uint8Array<ArrayBuffer> }>;
  openBytes(place: string, kid: string, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
  /** The blind index of an address (already normalised): HMAC under a key that never rotates. */
  fingerprint(text: string): Promise<string>;
  currentKid: string;
  /** Every key of the ring. */
  kids: readonly string[];
};

/** What was told already, so that the log tells it once for each value and isolate. */
const told = new Set<string>();
const MOST_TOLD = 10_000;

/** Builds the vault from the sealing ring and the never-rotating hash key. */
export function openVault(ring: KeyRing, hashKey: string): Vault {
  const keyOf = (kid: string): Promise<CryptoKey> => {
    const key = ring.keys.get(kid);
    if (key === undefined) {
      throw new Error(`sealing key ${kid} is not in the ring`);
    }
    return importKey(key, "AES-GCM");
  };
  const sealBytes: Vault["sealBytes"] = async (place, bytes) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const additionalData = new TextEncoder().encode(place);
    const key = await keyOf(ring.current);
    const body = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, bytes));
    const out = new Uint8Array(12 + body.length);
    out.set(iv);
    out.set(body, 12);
    return { kid: ring.current, bytes: out };
  };
  const openBytes: Vault["openBytes"] = async (place, kid, bytes) => {
    const algorithm = { name: "AES-GCM", iv: bytes.slice(0, 12), additionalData: new TextEncoder().encode(place) };
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, await keyOf(kid), bytes.slice(12)));
  };
  return {
    sealBytes,
    openBytes,
    seal: async (place, text) => {
      const { kid, bytes } = await sealBytes(place, utf8(text));
      return { kid, sealed: toBase64Url(bytes) };
    },
    open: async (place, { kid, sealed }) => {
      try {
        return { text: new TextDecoder().decode(await openBytes(place, kid, fromBase64Url(sealed))) };
      } catch (error) {
        if (!told.has(place) && told.size < MOST_TOLD) {
          told.add(place);
          log.error("vault.unreadable", error, { kid, what: place.split(":")[0] ?? "" });
        }
        return { unreadable: true };
      }
    },
    fingerprint: async (text) => toBase64Url(await hmac(hashKey, text)),
    currentKid: ring.current,
    kids: [...ring.keys.keys()],
  };
}
