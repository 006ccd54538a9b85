import canonicalize from "canonicalize";

/** The canonical JSON of a value (RFC 8785): one text for one value, whatever the order of its keys. */
export function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) {
    throw new Error("a value without JSON has no canonical form");
  }
  return text;
}

/** What a result hash does not cover: what other units, the engine or the options of a reading add to a result. */
const BESIDE = new Set(["resultHash", "rank", "engine", "whatIf", "robustness", "sensitivity", "shadow"]);

/** The canonical text of a unit's result, as its hash covers it. */
export const canonicalResult = (unit: Readonly<Record<string, unknown>>): string =>
  canonical(Object.fromEntries(Object.entries(unit).filter(([key]) => !BESIDE.has(key))));

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

/** SHA-256 of a text in UTF-8, in lower-case hex. */
export async function sha256(text: string): Promise<string> {
  return Array.from(await digest(text), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The four words that start the draws of a seed: the first 16 bytes of its SHA-256, each four big-endian. */
export async function seedOf(text: string): Promise<{ text: string; words: number[] }> {
  const view = new DataView((await digest(text)).buffer);
  return { text, words: [0, 4, 8, 12].map((at) => view.getUint32(at)) };
}
