import type { Database } from "../../platform/d1.ts";
import {
  LEAST,
  type Probe,
  type ProbeKind,
  type ProbeLine,
  type ProbeReport,
  isHit,
  makeProbes,
  seeded,
} from "./probes.ts";
import { bookableOf, departementsOf, searchSchools } from "./schools.store.ts";

/** Searches in all. */
export const PROBES = 300;
/** Départements whose schools are looked for; what must be found of all but the misspelt. */
const MOST_DEPARTEMENTS = 10;
const LEAST_OF_ALL = 0.98;

/** Looks for schools of the directory as people would, and counts what is found within the first five. The same seed asks the same. */
export async function runProbes(db: Database, { most = PROBES, seed = 1 } = {}): Promise<ProbeReport> {
  const chance = seeded(seed);
  const all = (await departementsOf(db)).map((code) => ({ code, at: chance() })).toSorted((a, b) => a.at - b.at);
  const schools = [];
  for (const { code } of all.slice(0, MOST_DEPARTEMENTS)) {
    schools.push(...(await bookableOf(db, code)));
  }
  const lines = new Map<ProbeKind, ProbeLine>();
  for (const probe of makeProbes(schools, most, seed)) {
    const line = lines.get(probe.kind) ?? { kind: probe.kind, asked: 0, found: 0, missed: [] };
    lines.set(probe.kind, countOne(line, probe, (await searchSchools(db, probe.typed)).schools));
  }
  return summed([...lines.values()]);
}

function countOne(line: ProbeLine, probe: Probe, found: Parameters<typeof isHit>[1]): ProbeLine {
  const isFound = isHit(probe, found);
  const missed = isFound
    ? line.missed
    : [...line.missed, `« ${probe.typed} » : ${probe.school.uai} ${probe.school.name}`];
  return { ...line, asked: line.asked + 1, found: line.found + Number(isFound), missed: missed.slice(0, 3) };
}

function summed(lines: ProbeLine[]): ProbeReport {
  const right = lines.filter(({ kind }) => kind !== "une lettre oubliée");
  const [asked, found] = [right.reduce((n, one) => n + one.asked, 0), right.reduce((n, one) => n + one.found, 0)];
  const isGood = found >= asked * LEAST_OF_ALL && lines.every((one) => one.found >= one.asked * LEAST[one.kind]);
  return { lines, asked, found, isGood };
}
