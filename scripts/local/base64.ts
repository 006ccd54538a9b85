/*
 * What the Workers' runtime has of base64 and Node 24 keeps behind a flag (`--js-base-64`): a command that reads what Workers write imports this
 * first, so that it runs by itself. Delete it once Node has them.
 */
type Alphabet = { alphabet?: "base64" | "base64url"; omitPadding?: boolean };

const methods = {
  toBase64(this: Uint8Array, { alphabet = "base64", omitPadding = false }: Alphabet = {}): string {
    const text = Buffer.from(this.buffer, this.byteOffset, this.byteLength).toString(alphabet);
    return alphabet === "base64" && omitPadding ? text.replace(/=+$/, "") : text;
  },
  toHex(this: Uint8Array): string {
    return Buffer.from(this.buffer, this.byteOffset, this.byteLength).toString("hex");
  },
};
/** Refuses what is none, as the runtime's does: Buffer would skip it. */
function fromBase64(text: string, { alphabet = "base64" }: Alphabet = {}): Uint8Array {
  if (!(alphabet === "base64" ? /^[A-Za-z0-9+/]*={0,2}$/ : /^[\w-]*={0,2}$/).test(text)) {
    throw new SyntaxError("not base64");
  }
  return new Uint8Array(Buffer.from(text, alphabet));
}

const known: object = Uint8Array;
if (!("fromBase64" in known)) {
  Object.assign(Uint8Array, { fromBase64 });
  Object.assign(Uint8Array.prototype, methods);
}
