import * as z from "zod";

import { type OrganisationId, type SessionId, idOf } from "../../kernel/ids.ts";
import { STATES } from "../seats/registration.ts";
import { AgeBand } from "../sessions/age.ts";
import { DAY } from "../../kernel/time.ts";
import { type Database, statement } from "../../platform/d1.ts";
import { SESSION_COLUMNS, SESSION_FROM, selectSession } from "../sessions/session.store.ts";
import { Session } from "../sessions/session.ts";

/** What the console's sessions are filtered by; `after` is `start~id` of the last one of the page before. */
export type SessionFilter = { state: string; departement: string; afterStart: number; afterId: string };

/** Sessions in a state, by date: 50 and one more to know whether there are others. */
export const sessionsInState = (db: Database, f: SessionFilter): Promise<Session[]> =>
  db.all(
    Session,
    statement(
      `SELECT ${SESSION_COLUMNS} FROM ${SESSION_FROM} WHERE s.state = :state AND (s.starts_at, s.id) > (:afterStart, :afterId)
         AND (:departement = '' OR v.departement_code = :departement) ORDER BY s.starts_at, s.id LIMIT 51`,
      { state: f.state, afterStart: f.afterStart, afterId: f.afterId, departement: f.departement },
    ),
  );

const Line = z.object({
  id: idOf("reg"),
  state: z.enum(STATES),
  seats: z.int(),
  age_band: AgeBand.nullable(),
  created_at: z.int(),
  updated_at: z.int(),
  erased_at: z.int().nullable(),
});
export type RegistrationLine = z.infer<typeof Line>;

/** One session whatever its state, and its registrations by id: no name, no address, 50 and one more. */
export async function registrationsOfSession(
  db: Database,
  { sessionId, after }: { sessionId: SessionId; after: string },
): Promise<{ session: Session | null; lines: RegistrationLine[] }> {
  const [session, lines] = await db.readAll([
    selectSession(sessionId),
    statement(
      `SELECT r.id, r.state, r.seats, p.age_band, r.created_at, r.updated_at, r.erased_at FROM registrations r
         LEFT JOIN participants p ON p.registration_id = r.id AND p.position = 1
       WHERE r.session_id = :sessionId AND r.id > :after ORDER BY r.id LIMIT 51`,
      { sessionId, after },
    ),
  ]);
  return { session: z.array(Session).parse(session)[0] ?? null, lines: z.array(Line).parse(lines) };
}

/** The sessions of an association from yesterday on, soonest first: the list of the day is open until then. */
export const upcomingOf = (
  db: Database,
  { associationId, now }: { associationId: OrganisationId; now: number },
): Promise<Session[]> =>
  db.all(
    Session,
    statement(
      `SELECT ${SESSION_COLUMNS} FROM ${SESSION_FROM} WHERE s.association_id = :associationId AND s.starts_at > :startsAt
         AND s.state <> 'cancelled' ORDER BY s.starts_at`,
      { associationId, startsAt: now - DAY },
    ),
  );
