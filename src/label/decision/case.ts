import type { AssessedFile } from "../assessment/file.ts";
import { openMajors } from "../assessment/findings.ts";
import type { Model } from "../scoring/model.ts";
import { type Decided, type Decision, type Kind, type Scored, isScoredAnew, scoreNow } from "./decision.ts";

export type DecideRefusal =
  | "not_yours"
  | "not_open"
  | "moved"
  | "no_reasons"
  | "too_late"
  | "nothing_to_win"
  | "log_full";
/** A file, what was decided about it, and the version that it is scored under. */
export type Case = { file: AssessedFile; decided: Decided; model: Model };

export const lastOf = ({ decided }: Case): Decision | null => decided.decisions.at(-1) ?? null;

/** What a decision would rest on, as of a day: grades read anew, or, where nothing was graded since, the result of the one before. */
export async function groundsOf(one: Case, at: string, kind: Kind | null = null): Promise<Scored | null> {
  const last = lastOf(one);
  const majors = openMajors(one.file.findings, at);
  if (!isScoredAnew(one.file.application.state, kind)) {
    return last === null ? null : { answers: last.answers, result: last.result, majors };
  }
  return scoreNow(one.model, one.file, last?.answers.units[0]?.id ?? one.file.application.id, at);
}
