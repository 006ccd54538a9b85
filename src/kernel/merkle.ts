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

/** What proves that a list of leaves begins with its first `old` (RFC 6962, § 2.1.2); nothing of none, and of all. */
export const consistencyPath = (leaves: readonly Bytes[], old: number): Promise<Bytes[]> =>
  old <= 0 || old >= leaves.length ? Promise.resolve([]) : pathFrom(leaves, old, true);

/** `isWhole`: the old tree is a whole subtree of the new one, whose root is known already. */
async function pathFrom(leaves: readonly Bytes[], old: number, isWhole: boolean): Promise<Bytes[]> {
  if (old === leaves.length) {
    return isWhole ? [] : [await root(leaves)];
  }
  const at = cut(leaves.length);
  return old <= at
    ? (await pathFrom(leaves.slice(0, at), old, isWhole)).concat([await root(leaves.slice(at))])
    : (await pathFrom(leaves.slice(at), old - at, false)).concat([await root(leaves.slice(0, at))]);
}

/** A tree as a checkpoint says it. */
type Head = { size: number; root: Bytes };
const isSame = (a: Bytes, b: Bytes): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

/** Whether a tree only grew into another, as a path proves it (RFC 6962, § 2.1.2, read backwards). */
export async function isConsistent(old: Head, young: Head, path: readonly Bytes[]): Promise<boolean> {
  if (old.size === 0 || old.size > young.size) {
    return old.size === 0 && path.length === 0;
  }
  const found = await rootsFrom(path, { old: old.size, young: young.size }, old.root);
  return found !== null && isSame(found.old, old.root) && isSame(found.young, young.root);
}

/** The two roots that a path leads to, by the way in which it was made; `known`: the root of the old tree, while it is a whole subtree. */
async function rootsFrom(
  path: readonly Bytes[],
  { old, young }: { old: number; young: number },
  known: Bytes | null,
): Promise<{ old: Bytes; young: Bytes } | null> {
  if (old === young) {
    const [only, ...more] = known === null ? path : [known, ...path];
    return only === undefined || more.length > 0 ? null : { old: only, young: only };
  }
  const [at, sibling] = [cut(young), path.at(-1)];
  const rest = path.slice(0, -1);
  const isLeft = old <= at;
  const below = isLeft ? { old, young: at } : { old: old - at, young: young - at };
  const inner = sibling === undefined ? null : await rootsFrom(rest, below, isLeft ? known : null);
  if (inner === null || sibling === undefined) {
    return null;
  }
  return isLeft
    ? { old: inner.old, young: await hash(1, inner.young, sibling) }
    : { old: await hash(1, sibling, inner.old), young: await hash(1, sibling, inner.young) };
}
