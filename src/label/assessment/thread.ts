import type { ApplicationId, EventId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { PARIS, dayOf } from "../../kernel/time.ts";
import { refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { assessmentEvent } from "./assessment.events.ts";
import type { AssessedFile } from "./file.ts";
import { isPhaseOver } from "./process.ts";
import * as store from "./write.store.ts";

/* What follows an answer of the mutuelle to a grade: three rounds, in turns, while the phase lasts. */

/** Rounds of an answer and its reply; the first answer stands apart, so turns after it are one fewer than twice as many. */
const ROUNDS = 3;
const TURNS = 2 * ROUNDS - 1;
export type Side = "mutuelle" | "judge";
/** Whose a turn is. */
export const sideOf = (turn: number): Side => (turn % 2 === 1 ? "judge" : "mutuelle");

/** The turn that comes next about a criterion, and whose it is; `null`: nothing was answered, all was said, or the phase is over. */
export function nextTurn(
  { application, responses, replies }: Pick<AssessedFile, "application" | "responses" | "replies">,
  criterionId: string,
  todayOn: string,
): { turn: number; side: Side } | null {
  const turn = 1 + replies.filter((one) => one.criterionId === criterionId).length;
  const isOpen = application.state === "contradictory" && !isPhaseOver(application.dueOn, todayOn);
  const isAnswered = responses.some((one) => one.criterionId === criterionId);
  return isOpen && isAnswered && turn <= TURNS ? { turn, side: sideOf(turn) } : null;
}

export type ThreadRefusal = "not_your_turn" | "too_short";
type Saying = { file: AssessedFile; criterionId: string; side: Side; text: string; actor: string };
/** Says the next turn. The id of the event. */
export async function reply(
  deps: Deps,
  { file, criterionId, side, text, actor }: Saying,
): Promise<Result<EventId, ThreadRefusal>> {
  const todayOn = dayOf(deps.now, PARIS);
  const next = nextTurn(file, criterionId, todayOn);
  if (next?.side !== side) {
    return refuse("not_your_turn");
  }
  if (text.trim().length < 10) {
    return refuse("too_short");
  }
  const applicationId: ApplicationId = file.application.id;
  const { turn } = next;
  const about = {
    id: deps.newId("evt"),
    subject: `${applicationId}~${criterionId}~${turn}`,
    revision: 1,
    at: deps.now,
    actor,
  };
  const event = assessmentEvent("file.replied", about, { criterion: criterionId, side });
  try {
    await deps.db.batch([
      recordEvent(event),
      store.saveReply({ applicationId, criterionId, turn, text: text.trim(), now: deps.now }),
    ]);
  } catch (error) {
    if (refusedBy(error) === null) {
      throw error;
    }
    return refuse("not_your_turn"); // taken at the same moment
  }
  return ok(event.id);
}
