import type { ApplicationId, PersonId } from "../../kernel/ids.ts";
import { type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { recordEach } from "../../platform/outbox.ts";
import { IS_CALIBRATED } from "./calibration.store.ts";
import type { FindingStep } from "./findings.ts";
import type { Cause, Grade, Refused } from "./grades.ts";
import { GRADING, type Task } from "./process.ts";

type Phase = { id: ApplicationId; state: string; dueOn: string | null; words: string | null; now: number };
/** Moves a file to its next phase; the revision of its event is the lock. `words`: what the mutuelle is told. */
export const movePhase = ({ id, state, dueOn, words, now }: Phase): Statement =>
  statement(
    `UPDATE applications SET state = :state, due_on = :dueOn, words = :words, reviewed = iif(:state = 'in_review', submission, reviewed),
       revision = revision + 1, updated_at = :now WHERE id = :id`,
    { id, state, dueOn, words, now },
  );

const ROLE: Readonly<Record<Task, string>> = {
  operator: "operator",
  assessor: "assessor",
  adjudicator: "assessor",
  panel: "panel_member",
  appeal: "panel_member",
};
type Assigned = {
  applicationId: ApplicationId;
  task: Task;
  slot: number;
  personId: PersonId;
  tiesSince: string;
  now: number;
};
/**
 * Gives a task on a file to somebody. Refused by the database: no such role, or at work for the mutuelle (`has_the_role`), a tie with
 * it (`no_interest`), who would grade has not graded enough fictitious answers (`is_calibrated`), a task on this file already or a seat
 * that is taken (its keys).
 */
export const assign = ({ applicationId, task, slot, personId, tiesSince, now }: Assigned): Statement =>
  statement(
    `INSERT INTO assignments (application_id, task, slot, person_id, assigned_at, may, is_free, is_calibrated)
     SELECT :applicationId, :task, :slot, :personId, :now,
       EXISTS (SELECT 1 FROM memberships m WHERE m.person_id = :personId AND m.organisation_id = '' AND m.role = :role AND m.ended_at IS NULL)
         AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.person_id = :personId AND m.organisation_id = a.organisation_id),
       NOT EXISTS (SELECT 1 FROM interests i WHERE i.person_id = :personId AND i.organisation_id = a.organisation_id
         AND (i.ended_on IS NULL OR i.ended_on > :tiesSince)),
       :task NOT IN ${sqlSet(GRADING)} OR ${IS_CALIBRATED}
     FROM applications a WHERE a.id = :applicationId`,
    { applicationId, task, slot, personId, role: ROLE[task], tiesSince, now },
  );

type Saved = {
  applicationId: ApplicationId;
  criterionId: string;
  personId: PersonId;
  grade: Grade;
  comment: string;
  refused: readonly Refused[];
  seen: string;
  changedBecause: string;
  revision: number;
  now: number;
};
/** Saves a blind grade over the revision that was read, while the file is being graded and its assessor has not handed in; nothing is written otherwise. The first grade stays beside, and another one says why. */
export const saveReview = (r: Saved): Statement =>
  statement(
    `INSERT INTO reviews (application_id, criterion_id, person_id, grade, comment, refused, seen, first_grade, first_seen, revision, saved_at)
     SELECT :applicationId, :criterionId, :personId, :grade, :comment, :refused, :seen, :grade, :seen, 1, :now FROM applications a JOIN assignments g ON g.application_id = a.id AND g.person_id = :personId
     WHERE a.id = :applicationId AND a.state = 'in_review' AND g.task = 'assessor' AND g.done_at IS NULL
     ON CONFLICT (application_id, criterion_id, person_id) DO UPDATE SET grade = excluded.grade, comment = excluded.comment,
       refused = excluded.refused, seen = excluded.seen, revision = reviews.revision + 1, saved_at = excluded.saved_at,
       changed_because = iif(reviews.first_grade IS excluded.grade, '', :changedBecause)
     WHERE reviews.revision = :revision AND (reviews.first_grade IS excluded.grade OR length(:changedBecause) >= 10)`,
    {
      applicationId: r.applicationId,
      criterionId: r.criterionId,
      personId: r.personId,
      grade: r.grade,
      comment: r.comment,
      refused: r.refused,
      seen: r.seen,
      changedBecause: r.changedBecause,
      revision: r.revision,
      now: r.now,
    },
  );

type HandingIn = { applicationId: ApplicationId; personId: PersonId; now: number; eventPrefix: string };
/** Hands in: the grades of this person no longer change. With its event, once: none where they handed in already, or the phase is over. */
export function handIn({ applicationId, personId, now, eventPrefix }: HandingIn): Statement[] {
  const theirs = `application_id = :applicationId AND person_id = :personId AND task = 'assessor' AND done_at IS NULL
    AND EXISTS (SELECT 1 FROM applications WHERE id = :applicationId AND state = 'in_review')`;
  return [
    recordEach(
      { type: "file.handed_in", at: now, actor: personId, prefix: eventPrefix },
      `SELECT application_id || '~' || person_id AS subject, NULL AS subject_rev, '{}' AS data FROM assignments WHERE ${theirs}`,
      { applicationId, personId },
    ),
    statement(`UPDATE assignments SET done_at = :now WHERE ${theirs}`, { applicationId, personId, now }),
  ];
}
/** Gives the grades back to whoever handed in: what they graded was filed anew. */
export const reopenReviews = (applicationId: ApplicationId): Statement =>
  statement("UPDATE assignments SET done_at = NULL WHERE application_id = :applicationId AND task = 'assessor'", {
    applicationId,
  });

type Exchanged = Pick<Saved, "applicationId" | "criterionId" | "personId" | "grade" | "now"> & { reason: string };
/** What somebody gives after reading the other's grade. */
export const saveExchange = ({ applicationId, criterionId, personId, grade, reason, now }: Exchanged): Statement =>
  statement(
    `INSERT INTO exchanges (application_id, criterion_id, person_id, grade, reason, saved_at)
     SELECT :applicationId, :criterionId, :personId, :grade, :reason, :now FROM applications WHERE id = :applicationId AND state = 'in_review'
     ON CONFLICT (application_id, criterion_id, person_id) DO UPDATE SET grade = excluded.grade, reason = excluded.reason, saved_at = excluded.saved_at`,
    { applicationId, criterionId, personId, grade, reason, now },
  );

type Judged = {
  applicationId: ApplicationId;
  criterionId: string;
  personId: PersonId;
  grade: Grade;
  reason: string;
  refused: readonly Refused[];
  cause: Cause;
  now: number;
};
const WHILE = { disagreement: "in_review", answer: "contradictory", appeal: "appealed" } as const;
/** The word of the third person, while the file is in the phase that asks for it; nothing is written otherwise. */
export const saveAdjudication = (j: Judged): Statement =>
  statement(
    `INSERT INTO adjudications (application_id, criterion_id, grade, reason, refused, cause, person_id, saved_at)
     SELECT :applicationId, :criterionId, :grade, :reason, :refused, :cause, :personId, :now FROM applications WHERE id = :applicationId AND state = :state
     ON CONFLICT (application_id, criterion_id) DO UPDATE SET grade = excluded.grade, reason = excluded.reason,
       refused = excluded.refused, cause = excluded.cause, person_id = excluded.person_id, saved_at = excluded.saved_at`,
    {
      applicationId: j.applicationId,
      criterionId: j.criterionId,
      grade: j.grade,
      reason: j.reason,
      refused: j.refused,
      cause: j.cause,
      personId: j.personId,
      now: j.now,
      state: WHILE[j.cause],
    },
  );

type Found = {
  id: string;
  applicationId: ApplicationId;
  criterionId: string;
  also: readonly string[];
  personId: PersonId;
  severity: string;
  text: string;
  foundOn: string;
  dueOn: string;
  /** The audit that found it; null: an assessor did, while grading. */
  auditId: string | null;
};
/** Notes a finding: while a file is graded, or while its label is audited. */
export const addFinding = (f: Found): Statement =>
  statement(
    `INSERT INTO findings (id, application_id, criterion_id, also, person_id, severity, text, found_on, due_on, audit_id)
     SELECT :id, :applicationId, :criterionId, :also, :personId, :severity, :text, :foundOn, :dueOn, :auditId FROM applications WHERE id = :applicationId
       AND (state = 'in_review' OR EXISTS (SELECT 1 FROM audits u WHERE u.id = :auditId AND u.closed_on IS NULL))`,
    {
      id: f.id,
      applicationId: f.applicationId,
      criterionId: f.criterionId,
      also: f.also,
      personId: f.personId,
      severity: f.severity,
      text: f.text,
      foundOn: f.foundOn,
      dueOn: f.dueOn,
      auditId: f.auditId,
    },
  );
type Telling = { findingId: string; by: PersonId; now: number; eventPrefix: string };
/** The event by which a mutuelle is told of a finding that stands; none where there is no such finding. */
export const tellFinding = ({ findingId, by, now, eventPrefix }: Telling): Statement =>
  recordEach(
    { type: "file.finding_answered", at: now, actor: by, prefix: eventPrefix },
    `SELECT application_id || '~' || id AS subject, 1 AS subject_rev, json_object('finding', id) AS data FROM findings WHERE id = :findingId`,
    { findingId },
  );
/** Lifts a finding: it was mended. */
export const liftFinding = (id: string, applicationId: ApplicationId, day: string): Statement =>
  statement(
    "UPDATE findings SET lifted_on = :day WHERE id = :id AND application_id = :applicationId AND lifted_on IS NULL",
    { id, applicationId, day },
  );

type Step = { applicationId: ApplicationId } & FindingStep;
/** Says a turn about a finding that is open; refused by its key where somebody took it, and nothing is written once it is lifted. */
export const addStep = ({ applicationId, findingId, turn, kind, text, saidOn }: Step): Statement =>
  statement(
    `INSERT INTO finding_steps (application_id, finding_id, turn, kind, text, said_on)
     SELECT :applicationId, id, :turn, :kind, :text, :saidOn FROM findings WHERE id = :findingId AND application_id = :applicationId AND lifted_on IS NULL`,
    { applicationId, findingId, turn, kind, text, saidOn },
  );

type Responded = {
  applicationId: ApplicationId;
  criterionId: string;
  kind: string;
  text: string;
  todayOn: string;
  now: number;
};
/** What the mutuelle answers to a grade, while it may: until the last day, and until the third person replied. */
export const saveResponse = ({ applicationId, criterionId, kind, text, todayOn, now }: Responded): Statement =>
  statement(
    `INSERT INTO responses (application_id, criterion_id, kind, text, saved_at)
     SELECT :applicationId, :criterionId, :kind, :text, :now FROM applications WHERE id = :applicationId AND state = 'contradictory' AND due_on >= :todayOn
       AND NOT EXISTS (SELECT 1 FROM replies WHERE application_id = :applicationId AND criterion_id = :criterionId)
     ON CONFLICT (application_id, criterion_id) DO UPDATE SET kind = excluded.kind, text = excluded.text, saved_at = excluded.saved_at`,
    { applicationId, criterionId, kind, text, todayOn, now },
  );

type Turn = { applicationId: ApplicationId; criterionId: string; turn: number; text: string; now: number };
/** Says a turn after an answer; refused by its key where somebody took it. */
export const saveReply = (t: Turn): Statement =>
  statement(
    "INSERT INTO replies (application_id, criterion_id, turn, text, said_at) VALUES (:applicationId, :criterionId, :turn, :text, :now)",
    { applicationId: t.applicationId, criterionId: t.criterionId, turn: t.turn, text: t.text, now: t.now },
  );

type Contacted = {
  id: string;
  applicationId: ApplicationId;
  kind: string;
  channel: string;
  madeOn: string;
  note: string;
  by: PersonId;
  tiesSince: string;
};
/** A test that nobody announced, or an interview: levels ask for them, so nothing is written by who has a tie with the mutuelle. */
export const addContact = (c: Contacted): Statement =>
  statement(
    `INSERT INTO mystery_contacts (id, application_id, kind, channel, made_on, note, made_by)
     SELECT :id, a.id, :kind, :channel, :madeOn, :note, :by FROM applications a WHERE a.id = :applicationId
       AND NOT EXISTS (SELECT 1 FROM interests i WHERE i.person_id = :by AND i.organisation_id = a.organisation_id
         AND (i.ended_on IS NULL OR i.ended_on > :tiesSince))`,
    c,
  );
