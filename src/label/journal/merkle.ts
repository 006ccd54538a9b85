type Bytes = Uint8Array<ArrayBuffer>;

async function hash(prefix: number, ...parts: Bytes[]): Promise<Bytes> {
  const bytes = new Uint8Array(1 + parts.reduce((sum, part) => sum + part.length, 0));
  bytes[0] = prefix;
  let at = 1;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** The largest power of two below a length above 1: where RFC 6962 cuts a list. */
const cut = (length: number): number => 2 ** Math.floor(Math.log2(length - 1));

/** The root of a list of leaves (RFC 6962, § 2.1): leaves are hashed after 0x00, pairs after 0x01; of no leaf, the hash of nothing. */
export async function root(leaves: readonly Bytes[]): Promise<Bytes> {
  const [first] = leaves;
  if (first === undefined) {
    return new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array()));
  }
  if (leaves.length === 1) {
    return hash(0, first);
  }
  const at = cut(leaves.length);
  return hash(1, await root(leaves.slice(0, at)), await root(leaves.slice(at)));
}
