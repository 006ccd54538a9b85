import { KEY_TYPES, readVerifierKey, toBase64, writeVerifierKey } from "../../src/label/transparency-log/checkpoint.ts";
import { cosign } from "../../src/label/transparency-log/cosignature.ts";

/** A witness of a test: its key as it is written down, and what it says of a note at a time. */
export async function witnessKey(name: string) {
  const { publicKey, privateKey } = (await crypto.subtle.generateKey("Ed25519", true, ["sign"])) as CryptoKeyPair;
  const raw = new Uint8Array((await crypto.subtle.exportKey("raw", publicKey)) as ArrayBuffer);
  const sign = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> =>
    new Uint8Array(await crypto.subtle.sign("Ed25519", privateKey, bytes));
  const vkey = await writeVerifierKey(name, toBase64(raw), KEY_TYPES.witness);
  const key = await readVerifierKey(vkey, KEY_TYPES.witness);
  if (key === null) {
    throw new Error("a key that is not read back");
  }
  const seen = (note: string, at: number): Promise<string> =>
    cosign({ text: note.slice(0, note.indexOf("\n\n") + 1), at }, { name, publicKey: raw, sign });
  return { name, vkey, key, seen };
}
