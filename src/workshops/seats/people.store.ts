import * as z from "zod";

import { type RegistrationId, type SessionId, idOf } from "../../kernel/ids.ts";
import { json, row } from "../../kernel/rows.ts";
import { type Database, type Statement, statement } from "../../platform/d1.ts";
import { RETENTION } from "../../privacy/retention.ts";
import { AgeBand } from "../sessions/age.ts";

const Person = row({
  id: idOf("par"),
  position: z.int(),
  age_band: AgeBand.nullable(),
  needs: json(z.array(z.string())),
  name_id: z.string().nullable(),
  name_sealed: z.string().nullable(),
  kid: z.string().nullable(),
});
/** Somebody whom a registration seats; `id` stays theirs whoever else comes or goes. */
export type Person = z.output<typeof Person>;

/** Everybody whom a registration seats, in order. */
export const peopleOf = (db: Database, registrationId: RegistrationId): Promise<Person[]> =>
  db.all(
    Person,
    statement(
      `SELECT p.id, p.position, p.age_band, p.needs, n.id AS name_id, n.name_sealed, n.kid
       FROM participants p LEFT JOIN contacts n ON n.id = p.contact_id WHERE p.registration_id = :registrationId ORDER BY p.position`,
      { registrationId },
    ),
  );

/** Of the people of a registration only these stay, in this order: positions go on without a gap. */
export const keepPeople = (registrationId: RegistrationId, staying: readonly Person[]): Statement[] => {
  const ids = staying.map(({ id }) => id);
  return [
    statement(
      "DELETE FROM participants WHERE registration_id = :registrationId AND id NOT IN (SELECT value FROM json_each(:ids))",
      { registrationId, ids },
    ),
    // Two steps, since no position may be taken twice, not even for a moment.
    statement(
      `UPDATE participants SET position = -1 - (SELECT j.key FROM json_each(:ids) j WHERE j.value = participants.id)
       WHERE registration_id = :registrationId`,
      { registrationId, ids },
    ),
    statement("UPDATE participants SET position = -position WHERE registration_id = :registrationId AND position < 0", {
      registrationId,
    }),
  ];
};

type Sized = { id: RegistrationId; seats: number; isAlone: boolean; revision: number; now: number };
/** Another number of seats; one adult who is left alone is a person again. A group that fits the room again waits without an end. */
export const resizeRegistration = (s: Sized): Statement =>
  statement(
    `UPDATE registrations SET seats = :seats, kind = iif(:isAlone, 'person', 'family'), revision = :revision, updated_at = :now,
       expires_at = iif(state = 'waitlisted' AND :seats <= (SELECT capacity FROM sessions WHERE id = registrations.session_id), NULL, expires_at)
     WHERE id = :id`,
    { id: s.id, seats: s.seats, isAlone: s.isAlone, revision: s.revision, now: s.now },
  );

/** A larger group on the list is a new demand: it stands at the end. */
export const requeue = (id: RegistrationId, now: number): Statement =>
  statement("UPDATE registrations SET queue_at = :now, skips = 0 WHERE id = :id AND state = 'waitlisted'", { id, now });

type Date = {
  id: RegistrationId;
  from: SessionId;
  to: { id: SessionId; endsAt: number };
  revision: number;
  now: number;
};
/**
 * A registration goes on in another session: the same id and link. Its calendar entry, whose version is counted by both, rises past every
 * version that left before. What is kept of it and of its agreements is kept until after the new session.
 */
export const changeSession = (d: Date): Statement[] => [
  statement(
    `UPDATE registrations SET session_id = :to, state = 'confirmed', cancel_reason = NULL, expires_at = NULL, moves = moves + 1,
       ics_sequence = ics_sequence + 1 + (SELECT ics_sequence FROM sessions WHERE id = :from) - (SELECT ics_sequence FROM sessions WHERE id = :to),
       erase_at = :eraseAt, revision = :revision, updated_at = :now WHERE id = :id`,
    {
      id: d.id,
      from: d.from,
      to: d.to.id,
      eraseAt: d.to.endsAt + RETENTION.afterSession,
      revision: d.revision,
      now: d.now,
    },
  ),
  statement(
    `UPDATE guardian_consents SET forget_at = iif(forget_at IS NULL, NULL, :forgetAt), erase_at = :eraseAt
     WHERE registration_id = :id AND outcome = 'given'`,
    {
      id: d.id,
      forgetAt: d.to.endsAt + RETENTION.afterSession,
      eraseAt: d.to.endsAt + RETENTION.agreements,
    },
  ),
  // What was answered to their needs was about the session that they leave.
  statement("UPDATE participants SET answers = '{}' WHERE registration_id = :id", { id: d.id }),
];
