/* Signed checkpoints of the log: C2SP tlog-checkpoint, in a C2SP signed-note with one Ed25519 signature. */

type Bytes = Uint8Array<ArrayBuffer>;

export const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
export function fromBase64(text: string): Bytes {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
const utf8 = (text: string): Bytes => new Uint8Array(new TextEncoder().encode(text));

/** A public key of the log, as it is published. */
export type LogKey = { kid: string; publicKey: string };

/** A key of a log as it is kept elsewhere (C2SP signed-note): `name+id+base64(0x01 ‖ key)`. */
export type VerifierKey = LogKey & { name: string };

/** How a key is written down, to be kept elsewhere. */
export async function writeVerifierKey(name: string, publicKey: string): Promise<string> {
  const bytes = fromBase64(publicKey);
  const id = [...(await keyId(name, bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${name}+${id}+${toBase64(new Uint8Array([0x01, ...bytes]))}`;
}

/** Reads such a key; `null` when it is none of Ed25519, or its id is not its own. */
export async function readVerifierKey(text: string): Promise<VerifierKey | null> {
  const [, name = "", , packed = ""] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(text.trim()) ?? [];
  const bytes = fromBase64(packed);
  if (bytes.length !== 33 || bytes[0] !== 0x01) {
    return null;
  }
  const publicKey = toBase64(bytes.slice(1));
  return (await writeVerifierKey(name, publicKey)) === text.trim() ? { kid: text, name, publicKey } : null;
}

/** What is signed: the origin, how many entries, the root of their tree. */
export const noteText = (origin: string, size: number, root: Uint8Array): string =>
  `${origin}\n${size}\n${toBase64(root)}\n`;

/** The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key): which key signed. */
async function keyId(name: string, publicKey: Uint8Array): Promise<Bytes> {
  const bytes = new Uint8Array([...utf8(name), 0x0a, 0x01, ...publicKey]);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).slice(0, 4);
}

/** The note: its text, an empty line, and the signature of the key named after the origin. */
export async function signedNote(
  text: string,
  name: string,
  publicKey: Uint8Array,
  sign: (bytes: Bytes) => Promise<Uint8Array>,
): Promise<string> {
  const signature = new Uint8Array([...(await keyId(name, publicKey)), ...(await sign(utf8(text)))]);
  return `${text}\n— ${name} ${toBase64(signature)}\n`;
}

export type Checkpoint = { origin: string; size: number; root: string };

/** The three lines that are signed; `null` when they are not those of a checkpoint. */
function readText(text: string): Checkpoint | null {
  const [origin = "", size = "", root = ""] = text.split("\n");
  const isCheckpoint = /^\d{1,15}$/.test(size) && /^[A-Za-z0-9+/]{43}=$/.test(root);
  return isCheckpoint ? { origin, size: Number(size), root } : null;
}

/** Reads a signed note and checks its signature under the keys given; `null` when none of them signed it. */
export async function readNote(note: string, keys: readonly LogKey[]): Promise<Checkpoint | null> {
  const at = note.indexOf("\n\n");
  const [text, signatures] = [note.slice(0, at + 1), note.slice(at + 2)];
  const checkpoint = at === -1 ? null : readText(text);
  if (checkpoint === null) {
    return null;
  }
  for (const line of signatures.split("\n")) {
    const [, name = "", packed = ""] = /^— (\S+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? [];
    const bytes = name === checkpoint.origin && packed !== "" ? fromBase64(packed) : new Uint8Array();
    for (const { publicKey } of keys) {
      if (bytes.length === 68 && (await isSigned(fromBase64(publicKey), name, bytes, utf8(text)))) {
        return checkpoint;
      }
    }
  }
  return null;
}

async function isSigned(publicKey: Bytes, name: string, packed: Bytes, text: Bytes): Promise<boolean> {
  if (toBase64(await keyId(name, publicKey)) !== toBase64(packed.slice(0, 4))) {
    return false;
  }
  const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", key, packed.slice(4), text);
}
