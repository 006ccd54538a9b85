import { uuidv7 } from "uuidv7";

/** A new id: a prefix that says what it names, and a UUIDv7, which sorts by time of creation. */
export const newId = (prefix: string): string => `${prefix}_${uuidv7()}`;
