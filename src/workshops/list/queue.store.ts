import * as z from "zod";

import { type RegistrationId, type SessionId, idOf } from "../../kernel/ids.ts";
import { flag, row } from "../../kernel/rows.ts";
import { type Database, type Statement, statement } from "../../platform/d1.ts";
import type { QueueEntry } from "./queue-rule.ts";
import { Session } from "../sessions/session.ts";
import { selectSession } from "../sessions/session.store.ts";

const Entry = row({ id: idOf("reg"), seats: z.int(), skips: z.int(), revision: z.int(), waits_for_consent: flag });
/** An entry with what its transition needs. */
export type Waiting = QueueEntry & { revision: number };

/** A session and its waiting list, whole: who comes last is served when nobody before fits. In one round trip. */
export async function waitingListOf(
  db: Database,
  sessionId: SessionId,
): Promise<{ session: Session; entries: Waiting[] } | null> {
  const [sessions, rows] = await db.readAll([
    selectSession(sessionId),
    statement(
      `SELECT id, seats, skips, revision, EXISTS (SELECT 1 FROM guardian_consents g WHERE g.registration_id = r.id
         AND g.side = 'guardian' AND g.outcome = 'asked') AS waits_for_consent
       FROM registrations r WHERE session_id = :sessionId AND state = 'waitlisted' ORDER BY queue_at, lot, id`,
      { sessionId },
    ),
  ]);
  if (sessions?.[0] === undefined) {
    return null;
  }
  return { session: Session.parse(sessions[0]), entries: z.array(Entry).parse(rows) };
}

type Offer = {
  id: string;
  registrationId: RegistrationId;
  sessionId: SessionId;
  seats: number;
  until: number;
  revision: number;
  now: number;
};

/** Gives an entry its offer; counters move beside, in the capacity store. */
export const writeOffer = (o: Offer): Statement[] => [
  statement(
    "UPDATE registrations SET state = 'offered', expires_at = :until, revision = :revision, updated_at = :now WHERE id = :registrationId",
    { registrationId: o.registrationId, until: o.until, revision: o.revision, now: o.now },
  ),
  statement(
    `INSERT INTO offers (id, registration_id, session_id, seats, offered_at, expires_at, outcome, created_at)
     VALUES (:id, :registrationId, :sessionId, :seats, :now, :until, 'open', :now)`,
    { id: o.id, registrationId: o.registrationId, sessionId: o.sessionId, seats: o.seats, now: o.now, until: o.until },
  ),
];

/** Notes that a group was passed over: evidence that the rule was applied. */
export const writeSkip = (s: {
  id: string;
  sessionId: SessionId;
  skippedId: string;
  passedById: string;
  freeSeats: number;
  now: number;
}): Statement[] => [
  statement("UPDATE registrations SET skips = skips + 1 WHERE id = :skippedId", { skippedId: s.skippedId }),
  statement(
    `INSERT INTO queue_skips (id, session_id, skipped_id, passed_by_id, free_seats, created_at) VALUES (:id, :sessionId, :skippedId, :passedById, :freeSeats, :now)`,
    {
      id: s.id,
      sessionId: s.sessionId,
      skippedId: s.skippedId,
      passedById: s.passedById,
      freeSeats: s.freeSeats,
      now: s.now,
    },
  ),
];
