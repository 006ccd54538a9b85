import { type Change, diffOf } from "./diff.ts";
import type { AnswerSpec, CriterionSpec, ReferentialFile } from "../scoring/formats.ts";

/** Something of a draft to look at again under a new version, and why. */
type ToConfirm = { criterion: string; why: "new" | "changed" | "gone" | "grade_gone" | "na_gone" };
export type Rebased = { answers: Record<string, AnswerSpec>; toConfirm: ToConfirm[] };

const declaredOf = (answer: AnswerSpec): unknown =>
  typeof answer === "object" && answer !== null && "declared" in answer ? answer.declared : answer;
const isNa = (answer: AnswerSpec): boolean => typeof answer === "object" && answer !== null && "na" in answer;

/** What a new version does to one answer: kept, or left out because it means nothing there any more. */
function carried(answer: AnswerSpec, criterion: CriterionSpec): ToConfirm["why"] | null {
  if (isNa(answer)) {
    return criterion.na?.allowed === true ? null : "na_gone";
  }
  const allowed = criterion.normalise.kind === "anchored" ? criterion.normalise.allowed : null;
  const declared = declaredOf(answer);
  const isGone = allowed !== null && typeof declared === "number" && !allowed.includes(declared);
  return isGone ? "grade_gone" : null;
}

/**
 * Carries the answers of a draft over to another version. Loosening applies by itself; whatever asks for more, or says it
 * otherwise, is kept and listed for a person to confirm; a grade or a « sans objet » that exists no more is left out and
 * listed. Decided files and files under review keep their version: only drafts come here.
 */
export function rebase(
  answers: Readonly<Record<string, AnswerSpec>>,
  before: ReferentialFile,
  after: ReferentialFile,
): Rebased {
  const now = new Map(after.criteria.map((one) => [one.id, one]));
  const tightened = new Set(
    diffOf(before, after)
      .filter(isTightening)
      .map((change) => change.id),
  );
  const kept: Record<string, AnswerSpec> = {};
  const toConfirm: ToConfirm[] = [];
  for (const [id, answer] of Object.entries(answers)) {
    const criterion = now.get(id);
    const lost = criterion === undefined ? "gone" : carried(answer, criterion);
    if (lost === null) {
      kept[id] = answer;
    }
    if (lost !== null || tightened.has(id)) {
      toConfirm.push({ criterion: id, why: lost ?? "changed" });
    }
  }
  const old = new Set(before.criteria.map((one) => one.id));
  const added = after.criteria.filter((one) => !old.has(one.id) && one.lifecycle !== "obsolete");
  return {
    answers: kept,
    toConfirm: [...toConfirm, ...added.map(({ id }) => ({ criterion: id, why: "new" as const }))],
  };
}

const isTightening = (change: Change): boolean => change.effect === "tightens";
