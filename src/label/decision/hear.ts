import type { EventId, PersonId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { PARIS, dayOf } from "../../kernel/time.ts";
import { type Statement, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { newRandomId } from "../../platform/ids.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { assessmentEvent } from "../assessment/assessment.events.ts";
import { taskOf } from "../assessment/file.ts";
import { movePhase } from "../assessment/write.store.ts";
import { appendToLog } from "../transparency-log/append.ts";
import type { Draft, Entry } from "../transparency-log/entry.ts";
import { type Case, lastOf } from "./case.ts";
import { type Decision, isFollowed } from "./decision.ts";
import {
  type Held,
  type Measure,
  type MeasureRefusal,
  type NewMeasure,
  checkMeasure,
  daysOf,
  isSeconded,
} from "./measure.ts";
import * as store from "./measures.store.ts";

export type HearRefusal = MeasureRefusal | "not_yours" | "not_open" | "moved";

const isOnPanel = ({ file }: Case, personId: PersonId): boolean => {
  const mine = taskOf(file, personId);
  return mine?.task === "panel" && !mine.isTied;
};

type Opening = { one: Case; given: NewMeasure; attached: readonly string[]; by: PersonId };
/** One member of the panel wants a label reserved, suspended or withdrawn, on grounds that are attached. Nobody outside is told yet. */
export async function openMeasure(
  deps: Deps,
  { one, given, attached, by }: Opening,
): Promise<Result<null, HearRefusal>> {
  const last = lastOf(one);
  if (!isOnPanel(one, by)) {
    return refuse("not_yours");
  }
  const labelId = last?.labelId ?? null;
  if (labelId === null || !isFollowed(one.file.application.state, last)) {
    return refuse("not_open");
  }
  const findings = one.file.findings.filter(({ liftedOn }) => liftedOn === null).map(({ id }) => id);
  const held = checkMeasure(given, {
    attached: findings.concat(attached),
    isCriterion: (id) => one.model.criteria.has(id),
  });
  if (!held.ok) {
    return held;
  }
  const id = deps.newId("mea");
  const measure = { ...given, held: held.value, id, labelId, openedBy: by, applicationId: one.file.application.id };
  return settled(deps, store.writeMeasure({ ...measure, now: deps.now }).concat(store.signMeasure(id, by, deps.now)));
}

async function settled(deps: Deps, writes: readonly Statement[]): Promise<Result<null, HearRefusal>> {
  try {
    await deps.db.batch(writes);
    return ok(null);
  } catch (error) {
    if (refusedBy(error) === null) {
      throw error;
    }
    return refuse("moved");
  }
}

type Seconding = { one: Case; id: string; by: PersonId; readAgain: () => Promise<Case | null> };
/**
 * Another member signs too. With the second signature the mutuelle is told and its days begin; with the third, where it is urgent, the label
 * is suspended as well, until a day. The id of the event, or `null`.
 */
export async function secondMeasure(
  deps: Deps,
  { one, id, by, readAgain }: Seconding,
): Promise<Result<EventId | null, HearRefusal>> {
  if (!isOnPanel(one, by)) {
    return refuse("not_yours");
  }
  if (one.decided.measure?.id !== id || one.decided.measure.heardUntilOn !== null) {
    return refuse("moved");
  }
  await deps.db.batch([store.signMeasure(id, by, deps.now)]);
  const now = await readAgain();
  const measure = now === null ? null : wanted(now, id);
  return now === null || measure === null ? ok(null) : begin(deps, { one: now, measure });
}

/** The measure that is open, if enough of those who are on the panel signed it. */
function wanted(one: Case, id: string): Measure | null {
  const { measure } = one.decided;
  if (measure?.id !== id) {
    return null;
  }
  const signers = measure.signers.filter((person) => isOnPanel(one, person));
  return isSeconded({ isUrgent: measure.isUrgent, signers }) ? measure : null;
}

/** Tells the mutuelle, once: of two last signatures at the same moment one writes it. */
async function begin(
  deps: Deps,
  { one, measure }: { one: Case; measure: Measure },
): Promise<Result<EventId | null, HearRefusal>> {
  const { id, state, revision, dueOn } = one.file.application;
  const last = lastOf(one);
  const days = daysOf(measure, deps.now);
  const about = { id: deps.newId("evt"), subject: id, revision: revision + 1, at: deps.now, actor: measure.openedBy };
  const event = assessmentEvent("file.hearing_opened", about, { dueOn: days.heardUntilOn, isUrgent: measure.isUrgent });
  const writes = (journalSeq: number | null): Statement[] => [
    recordEvent(event),
    store.beginHearing({ id: measure.id, ...days, journalSeq }),
    movePhase({ id, state, dueOn, words: null, now: deps.now }),
  ];
  const untilOn = days.provisionalUntilOn;
  try {
    await (untilOn === null || last === null
      ? deps.db.batch(writes(null))
      : appendToLog(deps, {
          drafts: [
            provisionalDraft(last, measure, {
              subject: newRandomId(deps.random, "dcn"),
              untilOn,
              todayOn: dayOf(deps.now, PARIS),
            }),
          ],
          rest: ([entry]: readonly Entry[]) =>
            writes(entry?.seq ?? 0).concat(store.suspendUntil(measure.labelId, untilOn, entry?.seq ?? 0)),
        }));
    return ok(event.id);
  } catch (error) {
    if (refusedBy(error) === null) {
      throw error;
    }
    return ok(null); // another last signature wrote it
  }
}

/** What the log says of an urgent suspension: until which day, and what holds again after it. */
function provisionalDraft(
  last: Decision,
  { labelId }: Measure,
  { subject, untilOn, todayOn }: { subject: string; untilOn: string; todayOn: string },
): Draft {
  const payload = {
    format: "decision/1",
    label: labelId,
    kind: "suspend",
    state: "suspended",
    provisionalUntilOn: untilOn,
    before: last.state,
    level: last.level,
    decidedOn: todayOn,
    validUntilOn: last.validUntilOn,
    referential: last.referential,
    answersHash: last.result.answersHash,
    resultHash: last.resultHash,
  };
  return { type: "decision", subject, isPublic: true, payload };
}

/** The mutuelle answers one point, until the last day of its hearing. */
export async function answerMeasure(
  deps: Deps,
  { one, id, answer }: { one: Case; id: string; answer: Held },
): Promise<Result<null, HearRefusal>> {
  const { measure } = one.decided;
  if (measure?.id !== id || !measure.held.some(({ criterion }) => criterion === answer.criterion)) {
    return refuse("not_open");
  }
  if (answer.text.trim().length < 10) {
    return refuse("no_reasons");
  }
  const changed = await deps.db.changed(store.saveAnswer(id, answer, dayOf(deps.now, PARIS), deps.now));
  return changed > 0 ? ok(null) : refuse("not_open");
}
