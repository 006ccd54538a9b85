import type { Deps } from "../../platform/deps.ts";
import type { Line } from "./directory.ts";
import type { DirectoryFile } from "./open-directory.ts";
import { type School, isBookable } from "./school.ts";
import * as store from "./schools.store.ts";
import { type Sampled, type Verdict, emptyVerdict, stopsOf } from "./verdict.ts";

/** Schools compared in one question. */
const BATCH = 500;
/** How much of each list is shown. */
const MOST_SHOWN: Readonly<Record<Sampled, number>> = {
  added: 5,
  changed: 5,
  gone: 10,
  refused: 50,
  turned: 5,
  unknownKinds: 5,
  broken: 3,
};

/** What was seen so far of a file: counts, and what is needed to find what is no longer there. */
type Survey = { verdict: Verdict; seen: Set<string>; departements: Set<string>; taken: Set<string> };

/**
 * Reads a whole file and compares it with what is known, writing nothing. What decides is the result, never one detail: lines that
 * cannot be read leave their schools as they were and stop nothing.
 */
export async function judgeDirectory(
  { db }: Pick<Deps, "db">,
  file: DirectoryFile,
): Promise<{ verdict: Verdict; gone: School[] }> {
  const survey: Survey = {
    verdict: emptyVerdict(file.encoding),
    seen: new Set(),
    departements: new Set(),
    taken: new Set(),
  };
  let lines: Line[] = [];
  for await (const line of file.lines()) {
    lines.push(line);
    if (lines.length === BATCH) {
      await compare({ db }, { survey, lines });
      lines = [];
    }
  }
  await compare({ db }, { survey, lines });
  const { verdict, seen } = survey;
  const gone: School[] = [];
  for (const departement of survey.departements) {
    const known = await store.directoryOf(db, departement);
    verdict.known += known.length;
    gone.push(...known.filter((school) => !seen.has(school.uai)));
  }
  verdict.gone = gone.length;
  gone.forEach((school) => show(verdict, "gone", nameOf(school)));
  verdict.stops = stopsOf(verdict);
  return { verdict, gone };
}

const nameOf = ({ uai, name, commune }: School): string => `${uai} : ${name}, ${commune}`;
function show({ samples }: Verdict, what: Sampled, words: string): void {
  if (samples[what].length < MOST_SHOWN[what]) {
    samples[what].push(words);
  }
}

async function compare(
  { db }: Pick<Deps, "db">,
  { survey, lines }: { survey: Survey; lines: readonly Line[] },
): Promise<void> {
  const uais = lines.flatMap((line) =>
    "school" in line ? [line.school.uai] : "service" in line ? (line.service ?? []) : [],
  );
  const known = new Map((await store.schoolsOf(db, uais)).map((school) => [school.uai, school]));
  for (const line of lines) {
    survey.verdict.rows += 1;
    if ("school" in line) {
      countSchool(survey, line, known.get(line.school.uai));
    } else if ("service" in line) {
      survey.verdict.services += 1;
      countTurned(survey.verdict, known.get(line.service ?? ""), null);
    } else {
      countRefused(survey, line);
    }
  }
}

function countSchool(survey: Survey, line: Extract<Line, { school: School }>, known: School | undefined): void {
  const { verdict, seen, taken, departements } = survey;
  const { school } = line;
  if (taken.has(school.uai)) {
    const reason = `${school.uai} est déjà plus haut dans le fichier`;
    return countRefused(survey, { line: line.line, reason, uai: school.uai });
  }
  taken.add(school.uai);
  seen.add(school.uai);
  departements.add(school.departement);
  verdict.schools += 1;
  verdict.mended += line.mended;
  countTurned(verdict, known, school);
  if (known === undefined) {
    verdict.added += 1;
    show(verdict, "added", nameOf(school));
  } else if (!isSame(known, school)) {
    verdict.changed += 1;
    show(verdict, "changed", nameOf(school));
  }
}

/** A school that is known and open, and what the file says that it is now (null: a service). */
function countTurned(verdict: Verdict, known: School | undefined, read: School | null): void {
  if (known === undefined || !isBookable(known)) {
    return;
  }
  verdict.met += 1;
  if (read?.kind !== known.kind) {
    verdict.turned += 1;
    show(verdict, "turned", `${nameOf(known)} (${known.kind} → ${read?.kind ?? "service"})`);
  }
}

function countRefused({ verdict, seen }: Survey, line: Extract<Line, { reason: string }>): void {
  verdict.refused += 1;
  show(verdict, "refused", `ligne ${line.line} : ${line.reason}`);
  if (line.uai !== null) {
    seen.add(line.uai);
  }
  if (line.unknownKind !== undefined) {
    verdict.unknownKinds += 1;
    show(verdict, "unknownKinds", line.unknownKind === "" ? "type vide" : line.unknownKind);
  }
  if (line.broken !== undefined) {
    verdict.broken += 1;
    verdict.how ??= line.broken.how;
    show(verdict, "broken", line.broken.name);
  }
}

/** True when nothing of a school would change. */
export const isSame = (known: School | undefined, read: School): boolean =>
  known !== undefined && (Object.keys(read) as (keyof School)[]).every((field) => known[field] === read[field]);
