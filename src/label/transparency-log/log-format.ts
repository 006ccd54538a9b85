import * as z from "zod/mini";

import { TYPES } from "./entry.ts";

/* The files in which the log and one proof are taken away. */

const hex = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const Entry = z.strictObject({
  seq: z.int(),
  type: z.enum(TYPES),
  subject: z.string(),
  payload_hash: hex,
  prev_hash: hex,
  recorded_at: z.int(),
  hash: hex,
});
const Key = z.strictObject({ kid: z.string(), publicKey: z.string() });
export const LogFile = z.strictObject({
  /** `journal/1`: before decisions were one type. */
  format: z.enum(["journal/1", "journal/2"]),
  origin: z.string(),
  keys: z.array(Key),
  entries: z.array(Entry),
  /** What entries are the hash of, where it is public. */
  payloads: z.array(z.strictObject({ seq: z.int(), salt: z.string(), payload: z.unknown() })),
  checkpoints: z.array(z.strictObject({ size: z.int(), note: z.string() })),
});
export type LogFile = z.infer<typeof LogFile>;
export const ProofFile = z.strictObject({
  format: z.literal("preuve/1"),
  origin: z.string(),
  keys: z.array(Key),
  entry: Entry,
  /** Siblings, from the leaf to the root, in base64. */
  path: z.array(z.string()),
  note: z.string(),
});
export type ProofFile = z.infer<typeof ProofFile>;

/** The same proof as other programs read it: C2SP tlog-proof, version 1. Its index begins at zero. */
export const tlogProof = ({ entry, path, note }: ProofFile): string =>
  ["c2sp.org/tlog-proof@v1", `index ${entry.seq - 1}`, ...path, "", note].join("\n");
