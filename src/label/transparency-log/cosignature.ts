import {
  type Bytes,
  KEY_TYPES,
  type VerifierKey,
  fromBase64,
  isSigned,
  keyId,
  openNote,
  signatureLine,
  toBase64,
  utf8,
} from "./checkpoint.ts";

/* What witnesses say of a checkpoint: C2SP tlog-cosignature, version 1, Ed25519. */

/** Bytes of a signature line: the id of the key, the time, the signature. */
const [ID, TIME, WHOLE] = [4, 8, 76];

/** What a witness signs: that it saw this checkpoint at that time, in unix seconds, and no other of its size. */
const seenText = (text: string, at: number): Bytes => utf8(`cosignature/v1\ntime ${at}\n${text}`);

/** The signature line of a witness under the text of a checkpoint. */
export async function cosign(
  { text, at }: { text: string; at: number },
  { name, publicKey, sign }: { name: string; publicKey: Bytes; sign: (bytes: Bytes) => Promise<Uint8Array> },
): Promise<string> {
  const time = new Uint8Array(TIME);
  new DataView(time.buffer).setBigUint64(0, BigInt(at));
  const id = await keyId(name, publicKey, KEY_TYPES.witness);
  return signatureLine(name, new Uint8Array([...id, ...time, ...(await sign(seenText(text, at)))]));
}

/** Who saw a note, and when; and the lines that a known key should have signed, and did not. */
export type Cosigned = { seen: { witness: VerifierKey; at: number }[]; false: string[] };

/** The cosignatures of a note by some witnesses. Names and keys that are none of theirs are left aside. */
export async function cosignaturesOf(note: string, witnesses: readonly VerifierKey[]): Promise<Cosigned> {
  const found: Cosigned = { seen: [], false: [] };
  const opened = openNote(note);
  for (const { name, bytes } of opened?.signatures ?? []) {
    for (const witness of witnesses.filter((one) => one.name === name)) {
      const key = fromBase64(witness.publicKey);
      const isIts = toBase64(await keyId(name, key, KEY_TYPES.witness)) === toBase64(bytes.slice(0, ID));
      if (!isIts) {
        continue;
      }
      const at = bytes.length === WHOLE ? Number(new DataView(bytes.buffer).getBigUint64(ID)) : Number.NaN;
      const isTrue =
        Number.isSafeInteger(at) && (await isSigned(key, bytes.slice(ID + TIME), seenText(opened?.text ?? "", at)));
      if (isTrue) {
        found.seen.push({ witness, at });
      } else {
        found.false.push(name);
      }
    }
  }
  return found;
}
