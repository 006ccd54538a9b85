import { expect } from "vitest";

import { type Said, said } from "../../src/kernel/said.ts";

/** A table of what a page says after an act, the states of its page, and what a sentence of it may claim in which states only. */
export type Table = readonly [
  page: string,
  table: Said<string>,
  states: readonly string[],
  claims: readonly (readonly [claim: RegExp, where: readonly string[]])[],
];

/** Every code of a table in every state: none says what is not so, every claim is made where it may be, and no state is said by nothing. */
export function everyCode(_page: Table[0], table: Table[1], states: Table[2], claims: Table[3]): void {
  const made = new Set<RegExp>();
  for (const code of Object.keys(table)) {
    expect(Object.keys(table[code] ?? {}).filter((state) => !states.includes(state))).toEqual([]);
    for (const state of states) {
      const words = said(table, code, [state]);
      for (const [claim, where] of claims.filter(([one]) => words !== null && one.test(words))) {
        made.add(claim);
        expect({ code, state, words, lies: !where.includes(state) }).toMatchObject({ lies: false });
      }
    }
    expect(said(table, code, [])).toBeNull();
  }
  expect(claims.map(([claim]) => claim).filter((claim) => !made.has(claim))).toEqual([]);
}
