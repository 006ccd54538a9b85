import { type Result, ok, refuse } from "../../kernel/result.ts";
import { dayOf } from "../../kernel/time.ts";
import { refusedBy } from "../../platform/d1.ts";
import { newRandomId } from "../../platform/ids.ts";
import type { Deps } from "../../platform/deps.ts";
import { type Session, takenInBoth } from "../sessions/session.ts";
import { SAME_CODE, keepAnswer } from "./impact.store.ts";
import { type Answers, type QuestionSet } from "./survey.ts";
import { LEAST_SEATS, type Wave, waveWindow } from "../sessions/waves.ts";

/** Why a questionnaire cannot be answered. */
export type SurveyRefusal = "too_early" | "too_late" | "too_small" | "same_code" | "full";

/** Whether a wave is open now; null when it is. */
export function whyClosed(
  session: Session,
  wave: Wave,
  now: number,
): Extract<SurveyRefusal, "too_early" | "too_late" | "too_small"> | null {
  const { opensAt, closesAt } = waveWindow(wave, session);
  if (session.state === "cancelled" || now > closesAt) {
    return "too_late";
  }
  return takenInBoth(session) < LEAST_SEATS ? "too_small" : now < opensAt ? "too_early" : null;
}

/**
 * Keeps an answer that nobody can be joined to: no registration, no address, no time but the day, a random id, no event, no counter
 * of who sends. `code` is the person's own, or null.
 */
export async function answerSurvey(
  deps: Pick<Deps, "db" | "now" | "random">,
  {
    session,
    wave,
    set,
    code,
    answers,
  }: { session: Session; wave: Wave; set: QuestionSet; code: string | null; answers: Answers },
): Promise<Result<null, SurveyRefusal>> {
  const closed = whyClosed(session, wave, deps.now);
  if (closed !== null) {
    return refuse(closed);
  }
  const id = newRandomId(deps.random, "ans");
  const day = dayOf(deps.now, session.tz);
  try {
    const kept = await deps.db.changed(
      keepAnswer({ id, sessionId: session.id, wave, code, set: set.id, answers, day }),
    );
    return kept === 0 ? refuse("full") : ok(null);
  } catch (error) {
    if (refusedBy(error) !== SAME_CODE) {
      throw error;
    }
    return refuse("same_code");
  }
}
