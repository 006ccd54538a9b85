import * as z from "zod";

import {
  type OrganisationId,
  type PersonId,
  type RegistrationId,
  type RequestId,
  type SessionId,
  idOf,
} from "../../kernel/ids.ts";
import { flag, json, row, wordOf } from "../../kernel/rows.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { recordEach } from "../../platform/outbox.ts";
import type { Need, NeedAnswer } from "../seats/needs.ts";
import { MARKABLE, PROVEN_LIVE, REGISTRATION_KINDS, STATES } from "../seats/registration.ts";
import { CLASS_SHAPE, LEVELS, SETTINGS } from "../schools/school-class.ts";
import { AgeBand } from "../sessions/age.ts";
import type { SignedVia } from "./attestation.ts";
import { selectSession } from "../sessions/session.store.ts";
import { Session } from "../sessions/session.ts";

const Line = row({
  id: idOf("reg"),
  kind: z.enum(REGISTRATION_KINDS),
  seats: z.int(),
  state: z.enum(STATES),
  /** One of those it seats; null: a class, whose pupils are counted. */
  person: z.string().nullable(),
  position: z.int(),
  age_band: AgeBand.nullable(),
  is_present: flag.nullable(),
  marked_ms: z.int(),
  request: z.string().nullable(),
  level: wordOf(LEVELS).nullable(),
  year: CLASS_SHAPE.year,
  label: CLASS_SHAPE.label,
  setting: wordOf(SETTINGS).nullable(),
  pupils: z.int().nullable(),
  name_id: z.string().nullable(),
  name_sealed: z.string().nullable(),
  kid: z.string().nullable(),
  needs: json(z.array(z.string())),
  answers: json(z.record(z.string(), z.string())),
  pupils_present: z.int().nullable(),
  adults_present: z.int().nullable(),
  signed_at: z.int().nullable(),
});
/** One line of an attendance list: a person, or a class with its counts. */
export type PresenceLine = z.output<typeof Line>;

/** A session of an association, and who has a seat in it, in one round trip; null when it is not theirs. */
export async function presenceOf(
  db: Database,
  { sessionId, associationId }: { sessionId: SessionId; associationId: OrganisationId },
): Promise<{ session: Session; lines: PresenceLine[] } | null> {
  const [own, sessions, lines] = await db.readAll([
    statement("SELECT 1 AS n FROM sessions WHERE id = :sessionId AND association_id = :associationId", {
      sessionId,
      associationId,
    }),
    selectSession(sessionId),
    statement(
      `SELECT r.id, r.kind, r.seats, r.state, p.id AS person, coalesce(p.position, 1) AS position, p.age_band, p.is_present, coalesce(p.marked_ms, r.marked_ms) AS marked_ms,
         r.workshop_request_id AS request, g.level, g.year, g.label, g.setting, g.pupils, coalesce(p.needs, '[]') AS needs, coalesce(p.answers, '{}') AS answers,
         n.id AS name_id, n.name_sealed, n.kid, a.pupils_present, a.adults_present, a.signed_at
       FROM registrations r LEFT JOIN participants p ON p.registration_id = r.id LEFT JOIN contacts n ON n.id = p.contact_id
         LEFT JOIN attendance_sheets a ON a.registration_id = r.id
         LEFT JOIN workshop_request_groups g ON g.workshop_request_id = r.workshop_request_id AND g.session_id = r.session_id
       WHERE r.session_id = :sessionId AND r.state IN ${sqlSet(MARKABLE)} ORDER BY r.created_at, r.id, p.position`,
      { sessionId },
    ),
  ]);
  return own?.length === 1 ? { session: Session.parse(sessions?.[0]), lines: z.array(Line).parse(lines) } : null;
}

/** Whether somebody gives a session: assigned to it, by the account that they sign in with. */
export const isAssigned = async (
  db: Database,
  { sessionId, personId }: { sessionId: SessionId; personId: PersonId },
): Promise<boolean> =>
  (await db.one(
    z.object({ n: z.int() }),
    statement(
      `SELECT 1 AS n FROM session_facilitators x JOIN facilitators f ON f.id = x.facilitator_id
       WHERE x.session_id = :sessionId AND x.state = 'assigned' AND f.person_id = :personId`,
      { sessionId, personId },
    ),
  )) !== null;

/** Those of a session who come and have a need. */
const WITH_NEED = `registration_id IN (SELECT id FROM registrations WHERE session_id = :sessionId AND state IN ${sqlSet(PROVEN_LIVE)})
  AND EXISTS (SELECT 1 FROM json_each(participants.needs) j WHERE j.value = :need)`;
export const countWithNeed = async (
  db: Database,
  { sessionId, need }: { sessionId: SessionId; need: Need },
): Promise<number> =>
  (
    await db.one(
      z.object({ n: z.int() }),
      statement(`SELECT count(*) AS n FROM participants WHERE ${WITH_NEED}`, { sessionId, need }),
    )
  )?.n ?? 0;
/** The answer stands beside the need, and goes with it. */
export const answerFor = (sessionId: SessionId, need: Need, answer: NeedAnswer): Statement =>
  statement(`UPDATE participants SET answers = json_set(answers, '$.' || :need, :answer) WHERE ${WITH_NEED}`, {
    sessionId,
    need,
    answer,
  });
/** The answer to a need is none any more: it was about another room, or another hour. */
export const askAgain = (sessionId: SessionId, need: Need): Statement =>
  statement(`UPDATE participants SET answers = json_remove(answers, '$.' || :need) WHERE ${WITH_NEED}`, {
    sessionId,
    need,
  });

/** A seat and its mark as they were read. */
type Read = { id: string; revision: number; markedMs: number };
/** The constraint behind "somebody else marked this seat since it was read". */
export const MARKED_FIRST = "mark_as_read";
/** When the mark that is being changed was made; the batch fails when another was written since the seat was read. */
export const markOver = ({ id, markedMs }: Read, madeMs: number): Statement =>
  statement("UPDATE registrations SET marked_ms = iif(marked_ms = :markedMs, :madeMs, -1) WHERE id = :id", {
    id,
    markedMs,
    madeMs,
  });
/** The same mark, made later; changes nothing when the seat was marked or moved since it was read. */
export const moveMark = ({ id, revision, markedMs }: Read, madeMs: number): Statement =>
  statement(
    "UPDATE registrations SET marked_ms = :madeMs WHERE id = :id AND revision = :revision AND marked_ms = :markedMs",
    { id, revision, markedMs, madeMs },
  );

const MarkedPerson = row({ id: z.string(), is_present: flag.nullable(), marked_ms: z.int() });
/** Somebody of a party, and what was said of their coming. */
export type MarkedPerson = z.output<typeof MarkedPerson>;
export const marksOf = (db: Database, registrationId: RegistrationId): Promise<MarkedPerson[]> =>
  db.all(
    MarkedPerson,
    statement(
      "SELECT id, is_present, marked_ms FROM participants WHERE registration_id = :registrationId ORDER BY position",
      { registrationId },
    ),
  );
/** The constraint behind "somebody else marked this person since it was read". */
export const PERSON_MARKED_FIRST = "person_mark_as_read";
/** That one of a party came, or not; the batch fails when another mark was written since it was read. */
export const writePersonMark = (
  { id, markedMs }: MarkedPerson,
  { isPresent, madeMs }: { isPresent: boolean; madeMs: number },
): Statement =>
  statement(
    "UPDATE participants SET is_present = :isPresent, marked_ms = iif(marked_ms = :markedMs, :madeMs, -1) WHERE id = :id",
    { id, isPresent, markedMs, madeMs },
  );
/** The same of a whole party; of those alone of whom nobody said anything, where the night says it. */
export const markEverybody = (
  id: RegistrationId,
  { isPresent, madeMs }: { isPresent: boolean; madeMs: number },
  isOnlyUnsaid: boolean,
): Statement =>
  statement(
    `UPDATE participants SET is_present = :isPresent, marked_ms = :madeMs
     WHERE registration_id = :id AND (is_present IS NULL OR NOT :isOnlyUnsaid)`,
    { id, isPresent, madeMs, isOnlyUnsaid },
  );

/** The head-count of a class; changing it takes the signature away. */
export const countClass = (registrationId: RegistrationId, pupils: number, adults: number, now: number): Statement =>
  statement(
    `INSERT INTO attendance_sheets (registration_id, pupils_present, adults_present, updated_at, created_at) VALUES (:registrationId, :pupils, :adults, :now, :now)
     ON CONFLICT (registration_id) DO UPDATE SET pupils_present = excluded.pupils_present, adults_present = excluded.adults_present,
       signer_role = NULL, signed_via = NULL, signed_at = NULL, updated_at = excluded.updated_at
       WHERE pupils_present <> excluded.pupils_present OR adults_present <> excluded.adults_present`,
    { registrationId, pupils, adults, now },
  );

type Signing = { registrationIds: readonly RegistrationId[]; via: SignedVia; now: number; prefix: string };
/** The events of numbers that are about to be confirmed: none for a class that was not counted, or that somebody confirmed already. */
export const tellSigned = ({ registrationIds, via, now, prefix }: Signing): Statement =>
  recordEach(
    { type: "attendance.signed", at: now, actor: "school", prefix },
    `SELECT registration_id AS subject, NULL AS subject_rev, json_object('via', :via) AS data FROM attendance_sheets
     WHERE registration_id IN (SELECT value FROM json_each(:registrationIds)) AND signed_at IS NULL AND pupils_present IS NOT NULL`,
    { registrationIds, via },
  );
/** The adult of the class confirms the numbers as they stand. */
export const signSheet = (registrationId: RegistrationId, role: string, via: SignedVia, now: number): Statement =>
  statement(
    "UPDATE attendance_sheets SET signer_role = :role, signed_via = :via, signed_at = :now WHERE registration_id = :registrationId AND signed_at IS NULL",
    { registrationId, role, via, now },
  );

const Sheet = z.object(CLASS_SHAPE).extend({
  registration_id: idOf("reg"),
  session_id: idOf("ses"),
  starts_at: z.int(),
  ends_at: z.int(),
  pupils_present: z.int().nullable(),
  adults_present: z.int().nullable(),
  signed_at: z.int().nullable(),
});
/** What was counted for each class of a visit. */
export type ClassSheet = z.infer<typeof Sheet>;
/** It came, and its adult confirmed the numbers: a paper can say so. */
export const isAttestable = (sheet: ClassSheet): boolean => sheet.signed_at !== null && (sheet.pupils_present ?? 0) > 0;
export const sheetsOf = (db: Database, requestId: RequestId): Promise<ClassSheet[]> =>
  db.all(
    Sheet,
    statement(
      `SELECT r.id AS registration_id, g.session_id, s.starts_at, s.ends_at, g.level, g.year, g.label, g.setting, a.pupils_present, a.adults_present, a.signed_at
       FROM workshop_request_groups g JOIN sessions s ON s.id = g.session_id
         JOIN registrations r ON r.session_id = g.session_id LEFT JOIN attendance_sheets a ON a.registration_id = r.id
       WHERE g.workshop_request_id = :requestId ORDER BY g.position`,
      { requestId },
    ),
  );

/** Seats that nobody marked, of sessions that ended between two instants, at most 100. */
export async function unmarked(
  db: Database,
  { after, before }: { after: number; before: number },
): Promise<RegistrationId[]> {
  const query = statement(
    `SELECT r.id FROM sessions s JOIN registrations r ON r.session_id = s.id AND r.state = 'confirmed'
     WHERE s.state = 'done' AND s.starts_at > :after - 86400 AND s.starts_at <= :before AND s.ends_at > :after AND s.ends_at <= :before LIMIT 100`,
    { after, before },
  );
  return (await db.all(z.object({ id: idOf("reg") }), query)).map((found) => found.id);
}
