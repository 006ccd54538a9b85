import * as z from "zod";

import { type ContactId, type RequestId, idOf } from "../../kernel/ids.ts";
import { type Database, type Statement, statement } from "../../platform/d1.ts";
import type { Counted } from "../../platform/forgetting.ts";
import { REQUEST_STATES, type RequestState } from "./request.ts";

/** How long a request keeps its addresses. */
export const keepUntil = (id: RequestId, eraseAt: number): Statement =>
  statement("UPDATE workshop_requests SET erase_at = :eraseAt WHERE id = :id", { id, eraseAt });

/** What class requests forget in time. */
export const classRequestsCounted: Counted = {
  key: "workshop_requests",
  label: "Demandes de classe dont le délai est passé (adresse du demandeur, adresse de la direction)",
  due: "SELECT erase_at AS due_at FROM workshop_requests WHERE erased_at IS NULL AND erase_at <= :now",
  by: "erase_at",
};

const Due = z.object({ id: idOf("wrq"), contact_id: idOf("ctc").nullable(), head_contact_id: idOf("ctc").nullable() });
export type DueRequest = z.infer<typeof Due>;
/** Requests whose time has come, at most `most`. */
export const dueRequests = (db: Database, { now, most }: { now: number; most: number }): Promise<DueRequest[]> =>
  db.all(
    Due,
    statement(
      "SELECT id, contact_id, head_contact_id FROM workshop_requests WHERE erased_at IS NULL AND erase_at <= :now ORDER BY erase_at LIMIT :most",
      { now, most },
    ),
  );
/** Every request that an address asked for, or is asked about. */
export const requestsOfContact = (
  db: Database,
  contactId: ContactId,
): Promise<(DueRequest & { state: RequestState })[]> =>
  db.all(
    Due.extend({ state: z.enum(REQUEST_STATES) }),
    statement(
      `SELECT id, contact_id, head_contact_id, state FROM workshop_requests WHERE contact_id = :contactId AND erased_at IS NULL
       UNION SELECT id, contact_id, head_contact_id, state FROM workshop_requests WHERE head_contact_id = :contactId AND erased_at IS NULL`,
      { contactId },
    ),
  );

/** An address that was asked for the head's agreement of what somebody else asked for is asked no more. */
export const forgetHead = (contactId: ContactId, now: number): Statement =>
  statement(
    "UPDATE workshop_requests SET head_contact_id = NULL, updated_at = :now WHERE head_contact_id = :contactId AND contact_id IS NOT :contactId",
    { contactId, now },
  );

/** Empties requests of their addresses; the numbers stay to be counted. */
export const emptyRequests = (ids: readonly RequestId[], now: number): Statement =>
  statement(
    `UPDATE workshop_requests SET contact_id = NULL, head_contact_id = NULL, coordinator_id = NULL, erased_at = :now, updated_at = :now
     WHERE id IN (SELECT value FROM json_each(:ids)) AND erased_at IS NULL`,
    { ids, now },
  );
