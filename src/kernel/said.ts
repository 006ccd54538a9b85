import { pick } from "./pick.ts";

/** What is said after an act, by what stands now. */
export type Said<S extends string> = Readonly<Record<string, Readonly<Partial<Record<S, string>>>>>;

/**
 * The words after an act that the address names; null when nothing that stands now bears them out: an address is read again, kept,
 * handed on, and what was true once is no news.
 */
export function said<S extends string>(table: Said<S>, act: string | undefined, standing: readonly S[]): string | null {
  const words: Readonly<Partial<Record<S, string>>> | null = pick(table, act);
  const state = standing.find((one) => words?.[one] !== undefined);
  return state === undefined ? null : (words?.[state] ?? null);
}
