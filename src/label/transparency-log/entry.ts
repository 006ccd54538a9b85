import { canonical, sha256 } from "../scoring/canonical.ts";

/* One entry of the log. What stands in it names no person; what it is about stands in its payload, apart, under a salt. */

export const TYPES = [
  "referential_published",
  "application_decided",
  "state_changed",
  "appeal_decided",
  "key_rotated",
  "checkpoint_issued",
] as const;
export type EntryType = (typeof TYPES)[number];
export const TYPE_WORDS: Readonly<Record<EntryType, string>> = {
  referential_published: "référentiel publié",
  application_decided: "décision sur une candidature",
  state_changed: "changement d’état d’un label",
  appeal_decided: "décision sur un recours",
  key_rotated: "clé de signature",
  checkpoint_issued: "point de contrôle émis",
};

/** An entry as it stands; `hash` covers the rest. Times in unix seconds. */
export type Entry = {
  seq: number;
  type: EntryType;
  subject: string;
  payload_hash: string;
  prev_hash: string;
  recorded_at: number;
  hash: string;
};

/** What is to be written. `subject`: a label, a version, a key; a random id for a file without a label. */
export type Draft = { type: EntryType; subject: string; payload: object; isPublic: boolean };

/** Before the first entry. */
export const START = "0".repeat(64);

/** The canonical text of an entry (RFC 8785) that its hash covers and that is its leaf in the tree. */
export const textOf = ({ seq, type, subject, payload_hash, prev_hash, recorded_at }: Entry): string =>
  canonical({ seq, type, subject, payload_hash, prev_hash, recorded_at });

/** What an entry keeps of its payload: SHA-256 over salt and payload, so that short payloads cannot be guessed. */
export const payloadHash = (salt: string, payload: unknown): Promise<string> => sha256(canonical({ salt, payload }));

/** The entry that follows another (`null`: the first). */
export async function entryAfter(
  last: Pick<Entry, "seq" | "hash"> | null,
  draft: Draft,
  salt: string,
  now: number,
): Promise<Entry> {
  const bare = {
    seq: (last?.seq ?? 0) + 1,
    type: draft.type,
    subject: draft.subject,
    recorded_at: now,
    hash: "",
    payload_hash: await payloadHash(salt, draft.payload),
    prev_hash: last?.hash ?? START,
  };
  return { ...bare, hash: await sha256(textOf(bare)) };
}

/** The leaves of the tree. */
export const leafOf = (entry: Entry): Uint8Array<ArrayBuffer> =>
  new Uint8Array(new TextEncoder().encode(textOf(entry)));
