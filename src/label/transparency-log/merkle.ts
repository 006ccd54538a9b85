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

/** What proves that leaf `index` is in the tree (RFC 6962, § 2.1.1): the sibling at each height, the lowest first. */
export async function inclusionPath(leaves: readonly Bytes[], index: number): Promise<Bytes[]> {
  if (leaves.length <= 1) {
    return [];
  }
  const at = cut(leaves.length);
  return index < at
    ? [...(await inclusionPath(leaves.slice(0, at), index)), await root(leaves.slice(at))]
    : [...(await inclusionPath(leaves.slice(at), index - at)), await root(leaves.slice(0, at))];
}

/** The root that a leaf and its path lead to (RFC 9162, § 2.1.3.2); `null` when the path has not the length of such a tree. */
export async function rootOf(leaf: Bytes, index: number, size: number, path: readonly Bytes[]): Promise<Bytes | null> {
  let [at, last] = [index, size - 1];
  let found = await hash(0, leaf);
  for (const sibling of path) {
    if (last === 0) {
      return null;
    }
    if (at % 2 === 1 || at === last) {
      found = await hash(1, sibling, found);
      while (at % 2 === 0 && at !== 0) {
        [at, last] = [at / 2, Math.floor(last / 2)];
      }
    } else {
      found = await hash(1, found, sibling);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && index < size ? found : null;
}
