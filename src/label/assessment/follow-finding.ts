import type { EventId, PersonId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { PARIS, dayOf } from "../../kernel/time.ts";
import { isTold } from "../application/application.ts";
import { type Statement, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { assessmentEvent } from "./assessment.events.ts";
import { type AssessedFile, taskOf } from "./file.ts";
import { type FindingStep, findingState, stepsOf } from "./findings.ts";
import * as store from "./write.store.ts";

/* What is said of a finding once its mutuelle has read it, in turns, until it is lifted. */

export type FindingRefusal = "not_yours" | "not_open" | "too_short";
type About = { file: AssessedFile; findingId: string; by: PersonId; text: string };

/** Whoever found it, the third person or the panel: they may say that it is mended, or that it is not. */
export function mayJudge(file: AssessedFile, findingId: string, by: PersonId): boolean {
  const task = taskOf(file, by)?.task;
  const found = file.findings.find((one) => one.id === findingId);
  return (
    found !== undefined && task !== undefined && task !== "operator" && (task !== "assessor" || found.personId === by)
  );
}

/** The mutuelle says that it mended a finding, and how. The id of the event. */
export function sayMended(deps: Deps, about: About): Promise<Result<EventId, FindingRefusal>> {
  const state = stateOf(deps, about);
  if (!isTold(about.file.application.state) || state === null || state === "lifted" || state === "to_check") {
    return Promise.resolve(refuse("not_open"));
  }
  return about.text.trim().length < 10
    ? Promise.resolve(refuse("too_short"))
    : say(deps, { ...about, kind: "mended", type: "file.finding_mended" });
}

/** A finding that is said to be mended is not: what is still missing. The id of the event. */
export function keepFinding(deps: Deps, about: About): Promise<Result<EventId, FindingRefusal>> {
  if (!mayJudge(about.file, about.findingId, about.by)) {
    return Promise.resolve(refuse("not_yours"));
  }
  if (stateOf(deps, about) !== "to_check") {
    return Promise.resolve(refuse("not_open"));
  }
  return about.text.trim().length < 10
    ? Promise.resolve(refuse("too_short"))
    : say(deps, { ...about, kind: "kept", type: "file.finding_answered" });
}

/** Lifts a finding that was mended. The id of the event; null before the mutuelle read it: nobody is told. */
export async function liftFinding(deps: Deps, about: About): Promise<Result<EventId | null, FindingRefusal>> {
  if (!mayJudge(about.file, about.findingId, about.by)) {
    return refuse("not_yours");
  }
  if (stateOf(deps, about) === "lifted") {
    return refuse("not_open");
  }
  const lifted = store.liftFinding(about.findingId, about.file.application.id, dayOf(deps.now, PARIS));
  if (!isTold(about.file.application.state)) {
    await deps.db.batch([lifted]);
    return ok(null);
  }
  return say(deps, { ...about, kind: "lifted", type: "file.finding_answered", more: [lifted] });
}

function stateOf({ now }: Deps, { file, findingId }: About) {
  const found = file.findings.find((one) => one.id === findingId);
  return found === undefined ? null : findingState(found, file.steps, dayOf(now, PARIS));
}

type Saying = About & {
  kind: FindingStep["kind"];
  type: "file.finding_mended" | "file.finding_answered";
  more?: readonly Statement[];
};
/** The next turn, with its event. Two at once: the second is refused by the key of its turn. */
async function say(
  deps: Deps,
  { file, findingId, by, text, kind, type, more = [] }: Saying,
): Promise<Result<EventId, FindingRefusal>> {
  const applicationId = file.application.id;
  const turn = 1 + stepsOf(file.steps, findingId).length;
  const about = {
    id: deps.newId("evt"),
    subject: `${applicationId}~${findingId}~${turn}`,
    revision: 1,
    at: deps.now,
    actor: by,
  };
  const event = assessmentEvent(type, about, { finding: findingId });
  const step = { applicationId, findingId, turn, kind, text: text.trim(), saidOn: dayOf(deps.now, PARIS) };
  try {
    await deps.db.batch([recordEvent(event), store.addStep(step), ...more]);
  } catch (error) {
    if (refusedBy(error) === null) {
      throw error;
    }
    return refuse("not_open"); // taken at the same moment
  }
  return ok(event.id);
}
