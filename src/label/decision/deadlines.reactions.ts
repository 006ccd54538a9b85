import { type EventEnvelope, subjectOf } from "../../kernel/event.ts";
import type { ApplicationId, ContactId, PersonId } from "../../kernel/ids.ts";
import { PARIS, dayInWords, instantOf } from "../../kernel/time.ts";
import { type FollowUp, type Reaction, type Reactions, plan } from "../../mail/plan.ts";
import type { Predicate, VarsSource } from "../../guidance/predicate.ts";
import { filedBy } from "../application/application.store.ts";
import { assessmentData } from "../assessment/assessment.events.ts";
import { TASK_WORDS, noonOf } from "../assessment/process.ts";
import type { Database } from "../../platform/d1.ts";
import {
  OF_MUTUELLE,
  OF_TASK,
  PHASE_WORDS,
  type Phase,
  isStillWaited,
  isStillWorking,
  leftOf,
  missingOf,
  phaseRef,
  phaseUntil,
  taskRef,
  workUntil,
} from "./deadlines.ts";
import { FOLLOWING } from "./decision.ts";
import { addressesOf, holdersOf, phaseLines, standingOf, taskLines } from "./deadlines.store.ts";

/* Reminders before a day on which something ends, and the day after for whoever works: by the engine of sequences, around that day. */

/** The end of a day, on the clocks that offices keep. */
const endOf = (day: string): { anchorAt: number; anchorTz: string } => ({
  anchorAt: instantOf(`${day}T18:00`, PARIS),
  anchorTz: PARIS,
});

type Waited = { sequence: string; contactId: ContactId; anchorRef: string; untilOn: string };
const enrolled = ({ sequence, contactId, anchorRef, untilOn }: Waited): FollowUp => ({
  do: "enrol",
  sequence,
  contactId,
  nameId: null,
  anchorRef,
  ...endOf(untilOn),
});

/** The mutuelle is waited for until a day. */
async function waitedFor(
  db: Database,
  { application, phase, key, untilOn }: { application: ApplicationId; phase: Phase; key: string; untilOn: string },
): Promise<FollowUp[]> {
  const filed = await filedBy(db, application);
  const anchorRef = phaseRef(application, phase, key);
  return filed === null ? [] : [enrolled({ sequence: OF_MUTUELLE, contactId: filed.contact_id, anchorRef, untilOn })];
}

/** Those who work on a file, or one of them, are waited for in the phase that it is in. */
async function working(
  db: Database,
  { application, only }: { application: ApplicationId; only?: PersonId },
): Promise<FollowUp[]> {
  const [standing, holders] = [await standingOf(db, application), await holdersOf(db, application)];
  return holders
    .filter(({ personId }) => (only ?? personId) === personId)
    .flatMap(({ task, personId, contactId }) => {
      const untilOn = standing === null ? null : workUntil(standing.state, standing.dueOn, task);
      const anchorRef = taskRef(application, untilOn ?? "", personId);
      return untilOn === null ? [] : [enrolled({ sequence: OF_TASK, contactId, anchorRef, untilOn })];
    });
}

const aboutFile = (event: EventEnvelope): ApplicationId => subjectOf(event, "app");
const begins: Reaction = async (event, { db }) =>
  plan({ followUps: await working(db, { application: aboutFile(event) }) });
/** Somebody was given a task, or given it back. */
const given: Reaction = async (event, { db }) => {
  const { person } = assessmentData("file.assigned", event);
  return plan({ followUps: await working(db, { application: aboutFile(event), only: person }) });
};
const phase =
  (type: "file.clarification_asked" | "file.opened_to_answers" | "file.hearing_opened", name: Phase): Reaction =>
  async (event, { db }) => {
    const { dueOn } = assessmentData(type, event);
    const application = aboutFile(event);
    const own = dueOn === null ? [] : await waitedFor(db, { application, phase: name, key: dueOn, untilOn: dueOn });
    return plan({ followUps: own.concat(type === "file.opened_to_answers" ? await working(db, { application }) : []) });
  };
const decided: Reaction = async (event, { db }) => {
  const { decision, appealUntilOn } = assessmentData("file.decided", event);
  const untilOn = appealUntilOn ?? null;
  const about = { application: aboutFile(event), phase: "appeal" as const, key: decision };
  return plan({ followUps: untilOn === null ? [] : await waitedFor(db, { ...about, untilOn }) });
};
/** The last day to appeal comes sooner. */
const read: Reaction = (event) => {
  const { decision, appealUntilOn } = assessmentData("file.decision_read", event);
  const anchorRef = phaseRef(aboutFile(event), "appeal", decision);
  return Promise.resolve(plan({ followUps: [{ do: "move", anchorRef, ...endOf(appealUntilOn) }] }));
};

/** Whoever corrected the address that they sign in with is reminded there. */
const readdressed =
  (isUndone: boolean): Reaction =>
  async (event, { db }) => {
    const moved = await addressesOf(db, event.subject);
    if (moved === null) {
      return plan();
    }
    const [from, to] = isUndone ? [moved.toContactId, moved.fromContactId] : [moved.fromContactId, moved.toContactId];
    return plan({ followUps: [{ do: "readdress", sequences: [OF_MUTUELLE, OF_TASK, FOLLOWING], from, to }] });
  };

const REACTIONS: Readonly<Record<string, Reaction>> = {
  "application.submitted": begins,
  "file.admitted": begins,
  "file.begun": begins,
  "file.resumed": begins,
  "file.appealed": begins,
  "file.assigned": given,
  "file.restored": given,
  "file.clarification_asked": phase("file.clarification_asked", "clarification"),
  "file.opened_to_answers": phase("file.opened_to_answers", "contradictory"),
  "file.hearing_opened": phase("file.hearing_opened", "hearing"),
  "file.decided": decided,
  "file.decision_read": read,
  "address.corrected": readdressed(false),
  "address.correction_undone": readdressed(true),
};
/** What begins to be waited for with what happens to a file. */
export const deadlineReactions: Reactions = Object.fromEntries(
  Object.entries(REACTIONS).map(([type, react]) => [type, { version: 1, react }]),
);

type Asked = Parameters<Predicate>[1];
const refsOf = (asked: Asked) =>
  asked.map(({ id, anchorRef }) => {
    const [application = "", second = "", third = ""] = anchorRef.split("~");
    return [id, application, second, third] as const;
  });
/** Those asked about of whom it is not true. */
const allBut = (asked: Asked, kept: readonly { id: string }[]): Set<string> => {
  const known = new Set(kept.map(({ id }) => id));
  return new Set(asked.map(({ id }) => id).filter((id) => !known.has(id)));
};

/** What was done, or is no longer waited for, is reminded of no more. */
export const phaseOver: Predicate = async (db, asked) =>
  allBut(asked, (await phaseLines(db, refsOf(asked))).filter(isStillWaited));
export const taskOver: Predicate = async (db, asked) =>
  allBut(asked, (await taskLines(db, refsOf(asked))).filter(isStillWorking));

const dayWords = (day: string): string => dayInWords(noonOf(day), PARIS);
const phaseVars: VarsSource = async (db, asked) =>
  new Map(
    (await phaseLines(db, refsOf(asked))).map((line) => [
      line.id,
      {
        organisation: line.organisation,
        application: line.application,
        offer: line.offer,
        what: PHASE_WORDS[line.phase as Phase],
        day: dayWords(phaseUntil(line)),
        left: missingOf(line),
      },
    ]),
  );
const taskVars: VarsSource = async (db, asked) =>
  new Map(
    (await taskLines(db, refsOf(asked))).map((line) => [
      line.id,
      { task: TASK_WORDS[line.task], day: dayWords(line.key), left: leftOf(line) },
    ]),
  );
export const deadlineVars: Readonly<Record<string, VarsSource>> = { [OF_MUTUELLE]: phaseVars, [OF_TASK]: taskVars };
/** What a test of these mails shows: an offer that does not exist. */
export const deadlineExamples: Readonly<Record<string, Record<string, unknown>>> = {
  [OF_MUTUELLE]: {
    organisation: "org_essai",
    application: "app_essai",
    offer: "Offre (essai)",
    what: PHASE_WORDS.contradictory,
    day: "jeudi 31 décembre",
    left: "Notes auxquelles vous avez répondu : 2. Après ce jour, le comité décide.",
  },
  [OF_TASK]: { task: TASK_WORDS.assessor, day: "jeudi 31 décembre", left: "Critères notés : 12." },
};
