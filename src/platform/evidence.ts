/** Why a file was not kept. */
export type EvidenceRefusal = "empty" | "too_big" | "type" | "cut";
/** A file that was kept, or why it was not. */
type Kept = { ok: true; sha256: string; mime: string } | { ok: false; refusal: EvidenceRefusal };

/** Files that prove what an application says, in R2. */
export type EvidenceStore = {
  /** Streams a file in. What is refused, or stops in the middle, leaves nothing behind. */
  put: (key: string, body: ReadableStream<Uint8Array>, bytes: number, rules: Rules) => Promise<Kept>;
  get: (key: string) => Promise<ReadableStream<Uint8Array> | null>;
  drop: (key: string) => Promise<void>;
};
/** What a file must be: how long at most, and of which type by its first bytes. */
export type Rules = { mostBytes: number; headBytes: number; sniff: (head: Uint8Array) => { mime: string } | null };
