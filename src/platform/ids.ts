import { uuidv7 } from "uuidv7";

import { type Id, base32 } from "../kernel/ids.ts";

/** So many random bytes. Acts are handed this function, so that a test may hand them another. */
export type Random = (bytes: number) => Uint8Array<ArrayBuffer>;
/** Random bytes from the runtime; 65,536 at most. */
export const random: Random = (bytes) => crypto.getRandomValues(new Uint8Array(bytes));

/** A whole number by chance, both ends included; coarse. */
export const between = (least: number, most: number): number =>
  least + Math.floor(((random(1)[0] ?? 0) / 256) * (most - least + 1));

/** A new id: a prefix that says what it names, and a UUIDv7, which sorts by time of creation. */
export const newId = <Prefix extends string>(prefix: Prefix): Id<Prefix> => `${prefix}_${uuidv7()}`;

/** Ten random base32 characters: names a subscription in the short link that leaves it. */
export const newRef = (chance: Random): string => base32(chance(7)).slice(0, 10);

/** Letters and digits that nobody mistakes for others when reading them from paper. */
const CLEAR = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

/** An id that says nothing of when it was made: 128 random bits. */
export const newRandomId = <Prefix extends string>(chance: Random, prefix: Prefix): Id<Prefix> =>
  `${prefix}_${base32(chance(16))}`;

/** A code of such characters, for paper: twelve hold 58 bits. */
export const newCode = (chance: Random, length = 12): string =>
  Array.from(
    chance(64)
      .filter((byte) => byte < 240)
      .slice(0, length),
    (byte) => CLEAR.charAt(byte % 30),
  ).join("");
