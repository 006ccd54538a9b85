/**
 * What a table holds under a name that came from outside: its own entries alone, never what every object inherits.
 * @example pick({ lundi: 1 }, "lundi") => 1
 * @example pick({ lundi: 1 }, "constructor") => null
 */
export const pick = <T>(table: Readonly<Record<string, T>>, key: string | undefined): T | null =>
  key !== undefined && Object.hasOwn(table, key) ? (table[key] ?? null) : null;
