import { type Outcome, bad, good } from "./codes.ts";
import { type Quantity, compare } from "./exact.ts";
import { lackInWords, lackOf } from "./evidence.ts";
import type { AnswerSpec, CriterionSpec, EvidenceRule } from "./formats.ts";
import { type Model, isCounted } from "./model.ts";
import { type Raw, normalise } from "./normalise.ts";

/** What one criterion counts for, and why. */
export type Reading =
  | { state: "value"; raw: Raw; value: Quantity; grade: number; reason: string }
  | { state: "na" | "missing" | "idle"; reason: string; isStale?: boolean };
export type Readings = ReadonlyMap<string, Reading>;

/** Which of the two numbers is being read, and what is taken as given. */
export type View = {
  number: "declared" | "verified";
  /** The day of the reading, as YYYY-MM-DD. */
  at: string | undefined;
  /** The greatest age of a piece of evidence in months; `null` for any age. */
  months: number | null;
  /** A simulation: evidence and the committee's word are taken as given. */
  isAssumed: boolean;
  rule: EvidenceRule;
};

type Long = Exclude<AnswerSpec, number | boolean | null | { success: number; total: number }>;
type Evidence = NonNullable<Long["evidence"]>[number];

/** A day some months later; the last day of the month where the month is shorter (31 January + 1 month = end of February). */
export function monthsLater(day: string, months: number): string {
  const whole = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months;
  const [year, month] = [Math.floor(whole / 12), (whole % 12) + 1];
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const last = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(Math.min(Number(day.slice(8)), last))}`;
}

const monthOf = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));

/** `monthsLater(day, months) >= at`; the days count only where both fall in one month. */
function isReached(day: string, months: number, at: string): boolean {
  const ahead = monthOf(day) + months - monthOf(at);
  return ahead === 0 ? monthsLater(day, months) >= at : ahead > 0;
}

/** Accepted and young enough on a day: valid when `issuedOn + months >= at`, and up to `expiresOn` where it is given. */
export function isFresh(
  piece: Pick<Evidence, "issuedOn" | "expiresOn">,
  at: string | undefined,
  months: number | null,
): boolean {
  const isOldEnough = at === undefined || months === null || isReached(piece.issuedOn, months, at);
  return isOldEnough && (piece.expiresOn === undefined || at === undefined || piece.expiresOn >= at);
}

const isLong = (answer: NonNullable<AnswerSpec>): answer is Long =>
  typeof answer === "object" && !("success" in answer);
/** The short form is both declared and verified. */
const long = (answer: AnswerSpec | undefined): Long =>
  answer === null || answer === undefined ? {} : isLong(answer) ? answer : { declared: answer, verified: answer };

function readNa(answer: Long, view: View): Reading | null {
  if (answer.na === undefined) {
    return null;
  }
  const { accepted } = answer.na;
  if (view.number === "declared" || view.isAssumed) {
    return accepted === false ? null : { state: "na", reason: "sans objet selon la réponse" };
  }
  if (accepted === true) {
    return { state: "na", reason: "sans objet, accepté" };
  }
  return accepted === false
    ? null
    : { state: "missing", reason: "sans objet demandé, pas encore accepté : compte pour 0" };
}

function readValue(raw: Raw, criterion: CriterionSpec, reason: string): Outcome<Reading> {
  const read = normalise(raw, criterion.normalise, criterion.id);
  if (!read.ok) {
    return read;
  }
  return good(
    read.value === null
      ? { state: "na", reason: "aucun cas : sans objet" }
      : { state: "value", raw, ...read.value, reason },
  );
}

/** A grade above 0 needs accepted pieces that are young enough, as the version's rule says; without them, it counts as missing. */
function withEvidence(reading: Reading, pieces: readonly Evidence[], criterion: CriterionSpec, view: View): Reading {
  if (view.isAssumed || reading.state !== "value" || compare(reading.value, 0) <= 0) {
    return reading;
  }
  const accepted = pieces.filter((piece) => piece.accepted);
  const lack = lackOf(
    criterion,
    accepted.filter((piece) => isFresh(piece, view.at, view.months)),
    view.rule,
  );
  if (lack.length === 0) {
    return reading;
  }
  const isStale = lackOf(criterion, accepted, view.rule).length === 0;
  const reason =
    view.rule === "kinds" ? `il manque ${lackInWords(lack)} : compte pour 0` : "preuve absente : compte pour 0";
  return isStale
    ? { state: "missing", isStale, reason: "preuve trop ancienne : compte pour 0" }
    : { state: "missing", reason };
}

/** What somebody found where something was declared: never above it, and as far as evidence holds it up. */
function readVerified(declared: Reading, given: Long, criterion: CriterionSpec, view: View): Outcome<Reading> {
  if (given.verified === undefined || given.verified === null) {
    return good({ state: "missing", reason: "pas encore vérifié" });
  }
  const found = readValue(given.verified, criterion, "vérifié");
  return found.ok ? good(withEvidence(lowerOf(declared, found.value), given.evidence ?? [], criterion, view)) : found;
}

function lowerOf(declared: Reading, found: Reading): Reading {
  const isDeclaredLower =
    declared.state === "value" && found.state === "value" && compare(declared.value, found.value) < 0;
  return isDeclaredLower ? { ...declared, reason: "la note déclarée, plus basse que la note trouvée" } : found;
}

/** What is declared is the grade of the least covered range, where an answer gives one for each. */
function isLeast({ declared, byRange }: Long): boolean {
  const grades = Object.values(byRange ?? {});
  return grades.length === 0 || declared === Math.min(...grades);
}

/**
 * What a criterion counts for. Verified is the lower of declared and found (`min(declared, verified)`), 0 where evidence is
 * missing, refused or too old; a « sans objet » counts in the verified number once it is accepted.
 */
function readAnswer(answer: AnswerSpec | undefined, criterion: CriterionSpec, view: View): Outcome<Reading> {
  if (!isCounted(criterion)) {
    return good({ state: "idle", reason: criterion.lifecycle === "future" ? "critère à venir" : "critère retiré" });
  }
  const given = long(answer);
  const na = readNa(given, view);
  if (na !== null) {
    return good(na);
  }
  if (given.declared === undefined || given.declared === null) {
    return good({ state: "missing", reason: "sans réponse" });
  }
  if (!isLeast(given)) {
    return bad("RANGE_MISMATCH", criterion.id);
  }
  const declared = readValue(given.declared, criterion, "déclaré");
  return !declared.ok || view.number === "declared" || view.isAssumed
    ? declared
    : readVerified(declared.value, given, criterion, view);
}

/** Every criterion of a unit, read in one view. `raised` replaces grades, as a plan proposes them. */
export function readAll(
  model: Model,
  answers: Readonly<Record<string, AnswerSpec>>,
  view: View,
  raised: ReadonlyMap<string, number> = new Map(),
): Outcome<Readings> {
  const readings = new Map<string, Reading>();
  for (const criterion of model.file.criteria) {
    const grade = raised.get(criterion.id);
    const answer = Object.hasOwn(answers, criterion.id) ? answers[criterion.id] : undefined;
    const read = grade === undefined ? readAnswer(answer, criterion, view) : readValue(grade, criterion, "plan");
    if (!read.ok) {
      return bad(read.trouble.code, criterion.id);
    }
    readings.set(criterion.id, read.value);
  }
  return good(readings);
}
