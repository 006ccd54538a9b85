import { canonical, sha256 } from "../scoring/canonical.ts";

/* One entry of the log. What stands in it names no person; what it is about stands in its payload, apart, under a salt. */

/** Before `decision`, three types told which act it was, under the label as subject: entries written then stay as they are. */
export const TYPES = [
  "referential_published",
  "application_decided",
  "state_changed",
  "appeal_decided",
  "decision",
  "key_rotated",
  "checkpoint_issued",
] as const;
export type EntryType = (typeof TYPES)[number];
export const TYPE_WORDS: Readonly<Record<EntryType, string>> = {
  referential_published: "référentiel publié",
  application_decided: "décision sur une candidature",
  state_changed: "changement d’état d’un label",
  appeal_decided: "décision sur un recours",
  decision: "décision",
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

/** What is to be written. `subject`: a version, a key; of a decision a random id, its label stands in the payload alone. */
export type Draft = { type: EntryType; subject: string; payload: object; isPublic: boolean };

/** Before the first entry. */
export const START = "0".repeat(64);

/** The canonical text of an entry (RFC 8785) that its hash covers and that is its leaf in the tree. */
export const textOf = ({ seq, type, subject, payload_hash, prev_hash, recorded_at }: Entry): string =>
  canonical({ seq, type, subject, payload_hash, prev_hash, recorded_at });

/** What an entry keeps of its payload: SHA-256 over salt and payload, so that short payloads cannot be guessed. */
export const payloadHash = (salt: string, payload: unknown): Promise<string> => sha256(canonical({ salt, payload }));

const SECONDS = 60;
/** The seconds of a decision would tell whether a person or the clock wrote it: it stands under its minute. */
const momentOf = (type: EntryType, now: number): number => (type === "decision" ? now - (now % SECONDS) : now);

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
    recorded_at: momentOf(draft.type, now),
    hash: "",
    payload_hash: await payloadHash(salt, draft.payload),
    prev_hash: last?.hash ?? START,
  };
  return { ...bare, hash: await sha256(textOf(bare)) };
}

/** The leaves of the tree. */
export const leafOf = (entry: Entry): Uint8Array<ArrayBuffer> =>
  new Uint8Array(new TextEncoder().encode(textOf(entry)));

const labelIn = (payload: unknown): string | null => {
  const label = typeof payload === "object" && payload !== null && "label" in payload ? payload.label : null;
  return typeof label === "string" ? label : null;
};
/** The label that a decision is about: at first its subject, now in its payload alone; `null`: not public, or about none. */
export const labelOf = ({ type, subject }: Pick<Entry, "type" | "subject">, payload: unknown): string | null =>
  type === "decision" ? labelIn(payload) : subject;
