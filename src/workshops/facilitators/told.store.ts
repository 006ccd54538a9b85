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
/** All that their associations cancelled at the moment at which they cancelled these. */
export async function endedWith(
  db: Database,
  { sessions, at }: { sessions: readonly SessionId[]; at: number },
): Promise<SessionId[]> {
  const rows = await db.all(
    z.object({ id: idOf("ses") }),
    statement(
      `SELECT DISTINCT o.id FROM sessions s JOIN sessions o ON o.association_id = s.association_id AND o.state = 'cancelled' AND o.updated_at = :at
       WHERE s.id IN (SELECT value FROM json_each(:sessions))`,
      { sessions, at },
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
