import { sha256 } from "../scoring/canonical.ts";

/* Which labels are audited in a year, and which cases at the provider: by lot, so that anybody can compute it again. */

/** One label in ten, one at least; ten cases of each. */
const SHARE = 10;
const CASES = 10;
/** Between the promise of a seed and the day whose note is used: long enough for somebody to keep the promise. */
export const DRAW_AFTER_DAYS = 14;

/** What chance comes from: the seed, and a root that its holder could not choose. Both in lower-case hex, the root as its note has it. */
type Chance = { seed: string; root: string };
const keyOf = ({ seed, root }: Chance): Promise<string> => sha256(`${seed}${root}`);

/** The labels that are drawn, in the order of their lots: the lowest SHA-256 of the key and the id. */
export async function drawLabels(chance: Chance, among: readonly string[]): Promise<string[]> {
  const key = await keyOf(chance);
  const lots = await Promise.all(among.map(async (id) => ({ id, lot: await sha256(`${key}${id}`) })));
  const most = among.length === 0 ? 0 : Math.max(1, Math.ceil(among.length / SHARE));
  return lots
    .toSorted((a, b) => (a.lot < b.lot ? -1 : 1))
    .slice(0, most)
    .map(({ id }) => id);
}

/** The cases of one label that are read, by their place in the provider's list from 1; all of them where there are no more than ten. */
export async function drawCases(chance: Chance, labelId: string, cases: number): Promise<number[]> {
  const key = await keyOf(chance);
  const chosen = new Set<number>();
  for (let n = 0; chosen.size < Math.min(CASES, cases); n += 1) {
    const lot = await sha256(`${key}${labelId}${n}`); // oxlint-disable-line no-await-in-loop -- each may repeat one before
    chosen.add(1 + Number(BigInt(`0x${lot}`) % BigInt(cases)));
  }
  return [...chosen].toSorted((a, b) => a - b);
}
