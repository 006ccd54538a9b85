import * as z from "zod";

import { type SessionId, idOf } from "../../kernel/ids.ts";
import { flag, instant, json, row, wordOf } from "../../kernel/rows.ts";
import { type Database, sqlSet, statement } from "../../platform/d1.ts";
import { OUTCOMES } from "../seats/consent.ts";
import { NEEDS } from "../seats/needs.ts";
import { PROVEN, STATES } from "../seats/registration.ts";
import { AGE_BANDS } from "../sessions/age.ts";

const Line = row({
  /** The registration; people of one party share it. */
  id: idOf("reg"),
  /** One for a person; all of them for a class, whose pupils are never named. */
  seats: z.int(),
  state: z.enum(STATES),
  age_band: wordOf(AGE_BANDS).nullable(),
  needs: json(z.array(wordOf(NEEDS))),
  /** What was said of this person's coming; null: nothing. */
  is_present: flag.nullable(),
  consent: z.enum(OUTCOMES).nullable(),
  created_at: instant,
  name_id: z.string().nullable(),
  name_sealed: z.string().nullable(),
  kid: z.string().nullable(),
});
/** A person, or a class, as an export lists them. */
export type ExportLine = z.output<typeof Line>;

/** Everybody in a session who was not given up, in the order of the list on the screen. */
export const linesToExport = (db: Database, sessionId: SessionId): Promise<ExportLine[]> =>
  db.all(
    Line,
    statement(
      `SELECT r.id, iif(p.id IS NULL, r.seats, 1) AS seats, r.state, p.age_band, coalesce(p.needs, '[]') AS needs, p.is_present, r.created_at,
         n.id AS name_id, n.name_sealed, n.kid,
         (SELECT g.outcome FROM guardian_consents g WHERE g.registration_id = r.id AND g.side = 'guardian') AS consent
       FROM registrations r LEFT JOIN participants p ON p.registration_id = r.id LEFT JOIN contacts n ON n.id = p.contact_id
       WHERE r.session_id = :sessionId AND r.state IN ${sqlSet(PROVEN)}
       ORDER BY r.created_at, r.id, p.position`,
      { sessionId },
    ),
  );
