import * as z from "zod";

import type { OrganisationId } from "../../kernel/ids.ts";
import { DAY } from "../../kernel/time.ts";
import { flag, json, row } from "../../kernel/rows.ts";
import { type Database, sqlSet, statement } from "../../platform/d1.ts";
import { NOT_CALLED_OFF } from "../sessions/session.ts";
import { PROVEN } from "../seats/registration.ts";

const Held = row({
  slug: z.string(),
  starts_at: z.int(),
  tz: z.string(),
  /** Null: online. */
  place: z.string().nullable(),
  commune: z.string().nullable(),
  /** A class of a visit; otherwise a session for everybody. */
  is_class: flag,
  /** Who was said to have come, or was counted; null: nobody said it. */
  came: z.int().nullable(),
  /** Who was said not to have come. */
  absent: z.int(),
  capacity: z.int(),
  /** Seats given back in the last two days; people added by the team. */
  late: z.int(),
  by_hand: z.int(),
  /** Of each of those who waited, how long until a place was offered; null: none was. */
  waits: json(z.array(z.int().nullable())),
});
/** A session that took place, in numbers. */
export type Held = z.output<typeof Held>;

/** A seat given back so near to the session is hardly taken again. */
const LATE = 2 * DAY;

/**
 * Read from rows that stay: trails leave for a file 90 days after somebody was forgotten, and a year of figures would forget them too.
 * What an association held between two moments, oldest first: what was called off, and visits that did not happen, are left out.
 */
export const heldBy = (
  db: Database,
  { associationId, from, to }: { associationId: OrganisationId; from: number; to: number },
): Promise<Held[]> =>
  db.all(
    Held,
    statement(
      `SELECT w.slug, s.starts_at, s.tz, v.name AS place, v.commune, q.id IS NOT NULL AS is_class,
         iif(q.id IS NULL,
           (SELECT sum(coalesce(p.is_present, r.state = 'attended')) FROM registrations r JOIN participants p ON p.registration_id = r.id
              WHERE r.session_id = s.id AND r.state IN ${sqlSet(PROVEN)}),
           (SELECT sum(a.pupils_present) FROM registrations r JOIN attendance_sheets a ON a.registration_id = r.id
              WHERE r.session_id = s.id)) AS came,
         (SELECT count(*) FROM registrations r JOIN participants p ON p.registration_id = r.id
            WHERE r.session_id = s.id AND r.state IN ${sqlSet(PROVEN)} AND coalesce(p.is_present = 0, r.state = 'absent')) AS absent,
         s.capacity,
         (SELECT count(*) FROM registrations r WHERE r.session_id = s.id AND r.state = 'cancelled' AND r.cancel_reason = 'person'
            AND r.cancelled_at >= s.starts_at - ${LATE}) AS late,
         (SELECT coalesce(sum(r.seats), 0) FROM registrations r WHERE r.session_id = s.id AND r.source <> 'site' AND r.state IN ${sqlSet(PROVEN)}) AS by_hand,
         (SELECT json_group_array((SELECT max(0, min(x.offered_at) - r.queue_at) FROM offers x WHERE x.registration_id = r.id))
            FROM registrations r WHERE r.session_id = s.id AND r.queue_at IS NOT NULL) AS waits
       FROM sessions s JOIN workshops w ON w.id = s.workshop_id LEFT JOIN venues v ON v.id = s.venue_id
         LEFT JOIN registrations c ON c.session_id = s.id AND c.kind = 'class' LEFT JOIN workshop_requests q ON q.id = c.workshop_request_id
       WHERE s.association_id = :associationId AND s.starts_at >= :from AND s.starts_at < :to AND s.state IN ${sqlSet(NOT_CALLED_OFF)}
         AND q.not_held IS NULL
       ORDER BY s.starts_at`,
      { associationId, from, to },
    ),
  );
