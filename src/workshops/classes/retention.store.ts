import * as z from "zod";

import { type Database, type Statement, statement } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { counting } from "../../platform/forgetting.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { registrationEvent } from "../registration.events.ts";

/** How long a request keeps its addresses. */
export const keepUntil = (id: string, eraseAt: number): Statement =>
  statement("UPDATE workshop_requests SET erase_at = ?2 WHERE id = ?1", id, eraseAt);

/** The registrations of a visit that is cancelled: their events, which end their reminders. */
export async function registrationsToCancel(
  deps: Deps,
  requestId: string,
  actor: string,
): Promise<{ statements: Statement[]; eventIds: string[] }> {
  const rows = await deps.db.all(
    z.object({ id: z.string(), session_id: z.string(), seats: z.int(), revision: z.int() }),
    statement(
      `SELECT r.id, r.session_id, r.seats, r.revision FROM workshop_request_groups g
         JOIN registrations r ON r.session_id = g.session_id AND r.state = 'confirmed' WHERE g.workshop_request_id = ?1`,
      requestId,
    ),
  );
  const events = rows.map((row) =>
    registrationEvent(
      "registration.cancelled",
      { id: deps.newId("evt"), registration: row.id, revision: row.revision + 1, at: deps.now, actor },
      { session: row.session_id, from: "confirmed", seats: row.seats, reason: "session_cancelled" },
    ),
  );
  return { statements: events.map(recordEvent), eventIds: events.map((event) => event.id) };
}

/** What class requests forget in time. */
export const classRequestsDue = counting(
  "workshop_requests",
  "Demandes de classe dont le délai est passé (adresse du demandeur, adresse de la direction)",
  "SELECT 1 FROM workshop_requests WHERE erased_at IS NULL AND erase_at <= ?1",
);

const Due = z.object({ id: z.string(), contact_id: z.string().nullable(), head_contact_id: z.string().nullable() });
export type DueRequest = z.infer<typeof Due>;
/** Requests whose time has come, at most 200. */
export const dueRequests = (db: Database, now: number): Promise<DueRequest[]> =>
  db.all(
    Due,
    statement(
      "SELECT id, contact_id, head_contact_id FROM workshop_requests WHERE erased_at IS NULL AND erase_at <= ?1 LIMIT 200",
      now,
    ),
  );
/** Every request that an address asked for, or is asked about. */
export const requestsOfContact = (db: Database, contactId: string): Promise<(DueRequest & { state: string })[]> =>
  db.all(
    Due.extend({ state: z.string() }),
    statement(
      `SELECT id, contact_id, head_contact_id, state FROM workshop_requests WHERE contact_id = ?1 AND erased_at IS NULL
       UNION SELECT id, contact_id, head_contact_id, state FROM workshop_requests WHERE head_contact_id = ?1 AND erased_at IS NULL`,
      contactId,
    ),
  );

/** Empties requests of their addresses; the numbers stay to be counted. */
export const emptyRequests = (ids: readonly string[], now: number): Statement =>
  statement(
    `UPDATE workshop_requests SET contact_id = NULL, head_contact_id = NULL, coordinator_id = NULL, erased_at = ?2, updated_at = ?2
     WHERE id IN (SELECT value FROM json_each(?1)) AND erased_at IS NULL`,
    JSON.stringify(ids),
    now,
  );
