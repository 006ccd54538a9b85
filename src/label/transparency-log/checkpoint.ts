/* Signed checkpoints of the log: C2SP tlog-checkpoint, in a C2SP signed-note. */

export type Bytes = Uint8Array<ArrayBuffer>;

export const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
export function fromBase64(text: string): Bytes {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
export const utf8 = (text: string): Bytes => new Uint8Array(new TextEncoder().encode(text));

/** A public key of the log, as it is published. */
export type LogKey = { kid: string; publicKey: string };

/** What a key signs: the log its checkpoints, a witness what it saw (C2SP signed-note, tlog-cosignature). */
export const KEY_TYPES = { log: 0x01, witness: 0x04 } as const;
type KeyType = (typeof KEY_TYPES)[keyof typeof KEY_TYPES];

/** A key as it is kept elsewhere (C2SP signed-note): `name+id+base64(type ‖ key)`. */
export type VerifierKey = LogKey & { name: string };

/** How a key is written down, to be kept elsewhere. */
export async function writeVerifierKey(
  name: string,
  publicKey: string,
  type: KeyType = KEY_TYPES.log,
): Promise<string> {
  const bytes = fromBase64(publicKey);
  const id = Array.from(await keyId(name, bytes, type), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${name}+${id}+${toBase64(new Uint8Array([type, ...bytes]))}`;
}

/** Reads such a key; `null` when it is none of Ed25519, or its id is not its own. */
export async function readVerifierKey(text: string, type: KeyType = KEY_TYPES.log): Promise<VerifierKey | null> {
  const [, name = "", , packed = ""] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(text.trim()) ?? [];
  const bytes = fromBase64(packed);
  if (bytes.length !== 33 || bytes[0] !== type) {
    return null;
  }
  const publicKey = toBase64(bytes.slice(1));
  return (await writeVerifierKey(name, publicKey, type)) === text.trim() ? { kid: text, name, publicKey } : null;
}

/** What is signed: the origin, how many entries, the root of their tree. */
export const noteText = (origin: string, size: number, root: Uint8Array): string =>
  `${origin}\n${size}\n${toBase64(root)}\n`;

/** The first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key): which key signed. */
export async function keyId(name: string, publicKey: Uint8Array, type: KeyType): Promise<Bytes> {
  const bytes = new Uint8Array([...utf8(name), 0x0a, type, ...publicKey]);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).slice(0, 4);
}

/** A line of a note that signs it. */
export const signatureLine = (name: string, bytes: Uint8Array): string => `— ${name} ${toBase64(bytes)}`;

/** The note: its text, an empty line, and the signature of the key named after the origin. */
export async function signedNote(
  text: string,
  name: string,
  publicKey: Uint8Array,
  sign: (bytes: Bytes) => Promise<Uint8Array>,
): Promise<string> {
  const id = await keyId(name, publicKey, KEY_TYPES.log);
  return `${text}\n${signatureLine(name, new Uint8Array([...id, ...(await sign(utf8(text)))]))}\n`;
}

export type Checkpoint = { origin: string; size: number; root: string };

/** The three lines that are signed; `null` when they are not those of a checkpoint. */
function readText(text: string): Checkpoint | null {
  const [origin = "", size = "", root = ""] = text.split("\n");
  const isCheckpoint = /^(?:0|[1-9]\d{0,14})$/.test(size) && /^[A-Za-z0-9+/]{43}=$/.test(root);
  return isCheckpoint ? { origin, size: Number(size), root } : null;
}

/** The signature lines of some text, the others left out: whose, and its bytes after the id of a key. */
export const readSignatures = (lines: string): { name: string; bytes: Bytes }[] =>
  lines.split("\n").flatMap((line) => {
    const [, name = "", packed = ""] =
      /^— (\S+) ((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/.exec(line) ?? [];
    return packed === "" ? [] : [{ name, bytes: fromBase64(packed) }];
  });

/** A note in its parts: the text that is signed, what it says, its signatures; `null` when it is no checkpoint. */
export function openNote(
  note: string,
): { text: string; checkpoint: Checkpoint; signatures: { name: string; bytes: Bytes }[] } | null {
  const at = note.indexOf("\n\n");
  const text = note.slice(0, at + 1);
  const checkpoint = at === -1 ? null : readText(text);
  return checkpoint === null ? null : { text, checkpoint, signatures: readSignatures(note.slice(at + 2)) };
}

/** Reads a signed note and checks its signature under the keys given; `null` when none of them signed it. */
export async function readNote(note: string, keys: readonly LogKey[]): Promise<Checkpoint | null> {
  const opened = openNote(note);
  if (opened === null) {
    return null;
  }
  const { text, checkpoint, signatures } = opened;
  for (const { name, bytes } of signatures) {
    for (const { publicKey } of name === checkpoint.origin && bytes.length === 68 ? keys : []) {
      const key = fromBase64(publicKey);
      const isIts = toBase64(await keyId(name, key, KEY_TYPES.log)) === toBase64(bytes.slice(0, 4));
      if (isIts && (await isSigned(key, bytes.slice(4), utf8(text)))) {
        return checkpoint;
      }
    }
  }
  return null;
}

/** Whether a key made an Ed25519 signature; bytes that are no key made none. */
export async function isSigned(publicKey: Bytes, signature: Bytes, text: Bytes): Promise<boolean> {
  if (publicKey.length !== 32) {
    return false;
  }
  const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", key, signature, text);
}
