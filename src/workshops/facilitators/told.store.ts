import * as z from "zod";

import { type RequestId, type SessionId, idOf } from "../../kernel/ids.ts";
import { row } from "../../kernel/rows.ts";
import { type Database, statement } from "../../platform/d1.ts";

const Staff = row({ contact_id: idOf("ctc"), association_id: idOf("org"), session_id: idOf("ses") });
/** Somebody who gives a session, and for which association. */
export type Staff = z.output<typeof Staff>;
/** Who is assigned to some sessions. */
export const staffOf = (db: Database, sessions: readonly SessionId[]): Promise<Staff[]> =>
  db.all(
    Staff,
    statement(
      `SELECT h.contact_id, f.association_id, x.session_id FROM session_facilitators x JOIN facilitators f ON f.id = x.facilitator_id
         JOIN people h ON h.id = f.person_id
       WHERE x.session_id IN (SELECT value FROM json_each(:sessions)) AND x.state = 'assigned' ORDER BY f.id`,
      { sessions },
    ),
  );
/**
 * Those of some sessions that were cancelled at a moment, and all that ended by the same act: an association that closes records one event for
 * each of its sessions and class requests, under ids that begin alike. Another act of the same second has its own.
 */
export async function endedWith(
  db: Database,
  { sessions, at, act }: { sessions: readonly SessionId[]; at: number; act: string },
): Promise<SessionId[]> {
  const rows = await db.all(
    z.object({ id: idOf("ses") }),
    statement(
      `SELECT s.id FROM sessions s WHERE s.state = 'cancelled' AND s.updated_at = :at AND s.id IN (SELECT value FROM json_each(:sessions)
         UNION SELECT e.subject FROM events e WHERE e.id >= :act AND e.id < :act || '~' AND e.type = 'session.cancelled'
         UNION SELECT g.session_id FROM events e JOIN workshop_request_groups g ON g.workshop_request_id = e.subject
           WHERE e.id >= :act AND e.id < :act || '~' AND e.type = 'workshop_request.cancelled')`,
      { sessions, at, act },
    ),
  );
  return rows.map(({ id }) => id);
}
/** Whom closing an association took off, at that moment, what the association of these sessions took over. */
export const staffHandedOver = (
  db: Database,
  { sessions, at }: { sessions: readonly SessionId[]; at: number },
): Promise<Staff[]> =>
  db.all(
    Staff,
    statement(
      `SELECT DISTINCT h.contact_id, f.association_id, x.session_id FROM sessions o JOIN sessions s ON s.association_id = o.association_id
         JOIN session_facilitators x ON x.session_id = s.id AND x.state = 'withdrawn' AND x.updated_at = :at
         JOIN facilitators f ON f.id = x.facilitator_id AND f.association_id <> s.association_id JOIN people h ON h.id = f.person_id
       WHERE o.id IN (SELECT value FROM json_each(:sessions))`,
      { sessions, at },
    ),
  );
/** The sessions of a class request: of the classes that it has, and of those that were left out. */
export async function visitsOf(db: Database, requestId: RequestId): Promise<SessionId[]> {
  const rows = await db.all(
    z.object({ session_id: idOf("ses") }),
    statement(
      `SELECT session_id FROM workshop_request_groups WHERE workshop_request_id = :requestId AND session_id IS NOT NULL
       UNION SELECT r.session_id FROM workshop_requests q JOIN registrations r ON r.contact_id = q.contact_id AND r.workshop_request_id = q.id
       WHERE q.id = :requestId`,
      { requestId },
    ),
  );
  return rows.map((found) => found.session_id);
}
