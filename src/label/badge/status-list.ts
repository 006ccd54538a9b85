import { toBase64 } from "../transparency-log/checkpoint.ts";
import { didOf } from "./credential.ts";

/* Which credentials no longer hold, as lists of bits that anybody may keep (W3C Bitstring Status List v1.0): who reads a badge never has to ask us about it. */

/** What a list says of a credential: it never holds again; it does not hold for now. */
export const LISTS = ["revocation", "suspension"] as const;
type ListName = (typeof LISTS)[number];

/** Places in a list: the fewest that the recommendation allows, so that a place says little of whose it is. */
export const PLACES = 131_072;
/** How long a list may be relied on, in seconds. */
const LASTS = 86_400;

/** Where a list is published, and in the bucket. */
export const listPath = (name: string): string => `/label/statuts/${name}`;
export const listKey = (name: string): string => `statuts/${name}.json`;

/** A place at random: 17 bits of three bytes. */
export const placeOf = (bytes: Uint8Array): number =>
  (((bytes[0] ?? 0) << 16) | ((bytes[1] ?? 0) << 8) | (bytes[2] ?? 0)) % PLACES;

/** What a credential says of where to look: one entry a list, at the same place of each. */
export const statusEntries = (origin: string, place: number): object[] =>
  LISTS.map((name) => ({
    id: `${origin}${listPath(name)}#${place}`,
    type: "BitstringStatusListEntry",
    statusPurpose: name,
    statusListIndex: String(place),
    statusListCredential: `${origin}${listPath(name)}`,
  }));

/** The list as text: the leftmost bit is place 0; GZIP, base64url, with the « u » that says so. */
async function encoded(places: readonly number[]): Promise<string> {
  const bits = new Uint8Array(PLACES / 8);
  for (const place of places) {
    bits[place >> 3] = (bits[place >> 3] ?? 0) | (0x80 >> (place & 7));
  }
  const zipped = new Response(bits).body?.pipeThrough(new CompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(zipped).arrayBuffer());
  return `u${toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

type Listed = { name: ListName; places: readonly number[]; now: number };
/** A moment as credentials write it. */
export const second = (at: number): string => new Date(at * 1000).toISOString().replace(/\.\d+Z$/, "Z");
/** A list as a credential, before it is signed. `now` in seconds. */
export async function listCredential(origin: string, { name, places, now }: Listed): Promise<Record<string, unknown>> {
  const id = `${origin}${listPath(name)}`;
  return {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    id,
    type: ["VerifiableCredential", "BitstringStatusListCredential"],
    issuer: didOf(origin),
    validFrom: second(now),
    validUntil: second(now + LASTS),
    credentialSubject: {
      id: `${id}#list`,
      type: "BitstringStatusList",
      statusPurpose: name,
      encodedList: await encoded(places),
    },
  };
}
