import { randomBytes } from "node:crypto";

/** A ring of sealing keys, as both Workers hold it. */
export type Ring = { current: string; keys: Record<string, string> };

/** Names of keys, one character each; a name comes back only when all others were used. */
const NAMES = "abcdefghijklmnopqrstuvwxyz".split("");

/** The two rings of a rotation: first every Worker can open with the new key, then they seal with it. */
export function startRotation(ring: Ring): { known: Ring; used: Ring } {
  const start = NAMES.indexOf(ring.current) + 1;
  const name = [...NAMES.slice(start), ...NAMES].find((letter) => ring.keys[letter] === undefined) ?? "";
  const keys = { ...ring.keys, [name]: randomBytes(32).toString("base64") };
  return { known: { ...ring, keys }, used: { current: name, keys } };
}

/** The ring with its current key alone: only once nothing is sealed with the others. */
export const dropOldKeys = ({ current, keys }: Ring): Ring => ({ current, keys: { [current]: keys[current] ?? "" } });
