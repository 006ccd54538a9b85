import type { AnswerSpec } from "../scoring/formats.ts";
import type { Declared } from "./range.ts";

/* What changed from one filing of an offer to the next. */

type FiledPiece = { criterion: string; url: string | null; sha256: string | null; name: string };
/** What a filing says, or a working copy as it would be filed. */
export type Filing = {
  answers: Readonly<Record<string, AnswerSpec>>;
  pieces: readonly FiledPiece[];
  ranges: readonly Declared[];
};
/** Before and after; equal where nothing changed. */
type Pair<T> = readonly [before: T, after: T];
export type CriterionChange = {
  id: string;
  /** Grades in words: « 3 », « sans objet », « sans réponse »; null: the same. */
  grade: Pair<string> | null;
  words: Pair<string> | null;
  added: readonly string[];
  removed: readonly string[];
};
export type Changes = { criteria: readonly CriterionChange[]; ranges: readonly { name: string; what: RangeChange }[] };
type RangeChange = "added" | "removed" | "changed";

function said(answer: AnswerSpec | undefined): { grade: string; words: string } {
  if (typeof answer !== "object" || answer === null || "success" in answer) {
    return { grade: answer === undefined || answer === null ? "sans réponse" : "autre", words: "" };
  }
  const grade = answer.na === undefined ? String(answer.declared ?? "sans réponse") : "sans objet";
  const byRange = Object.entries(answer.byRange ?? {}).map(([name, one]) => `${name} ${one}`);
  return { grade: [grade].concat(byRange).join(", "), words: answer.justification ?? "" };
}

/** What a piece is, whatever it is called: its bytes or its address. */
const keyOf = ({ url, sha256 }: FiledPiece): string => sha256 ?? url ?? "";
const missingFrom = (others: readonly FiledPiece[], pieces: readonly FiledPiece[]): string[] => {
  const known = new Set(others.map(keyOf));
  return pieces.filter((one) => !known.has(keyOf(one))).map(({ name, url }) => name || (url ?? "pièce sans nom"));
};
const pair = (before: string, after: string): Pair<string> | null => (before === after ? null : [before, after]);

type Asked = { criteria: readonly string[]; hidden: ReadonlySet<string> };
/** What changed, criterion by criterion in the order given; what stayed is left out, and so are grades that are hidden. */
export function changesBetween(before: Filing, after: Filing, { criteria, hidden }: Asked): Changes {
  const of = ({ pieces }: Filing, id: string) => pieces.filter((one) => one.criterion === id);
  const changed = criteria.map((id): CriterionChange => {
    const [was, is] = [said(before.answers[id]), said(after.answers[id])];
    return {
      id,
      grade: hidden.has(id) ? null : pair(was.grade, is.grade),
      words: pair(was.words, is.words),
      added: missingFrom(of(before, id), of(after, id)),
      removed: missingFrom(of(after, id), of(before, id)),
    };
  });
  return {
    criteria: changed.filter(
      ({ grade, words, added, removed }) => grade !== null || words !== null || added.length > 0 || removed.length > 0,
    ),
    ranges: rangeChanges(before.ranges, after.ranges),
  };
}

function rangeChanges(before: readonly Declared[], after: readonly Declared[]): Changes["ranges"] {
  const names = [...new Set([...before, ...after].map(({ name }) => name))];
  return names.flatMap((name) => {
    const [was, is] = [before, after].map((list) => list.find((one) => one.name === name));
    const what: RangeChange | null =
      was === undefined ? "added" : is === undefined ? "removed" : isSame(was, is) ? null : "changed";
    return what === null ? [] : [{ name, what }];
  });
}
const isSame = (was: Declared, is: Declared): boolean => {
  const of = ({ who, whoWords, territory, members, price, priceAge, priceOn }: Declared): string =>
    JSON.stringify([who, whoWords, territory, members, price, priceAge, priceOn]);
  return of(was) === of(is);
};
