import * as z from "zod";

import { type SessionId, idOf } from "../../kernel/ids.ts";
import { type Database, sqlSet, statement } from "../../platform/d1.ts";
import { PROVEN } from "../seats/registration.ts";

const Line = z.object({
  id: idOf("reg"),
  kind: z.string(),
  seats: z.int(),
  state: z.string(),
  bands: z.string(),
  needs: z.string().nullable(),
  consent: z.string().nullable(),
  created_at: z.int(),
  name_id: z.string().nullable(),
  name_sealed: z.string().nullable(),
  kid: z.string().nullable(),
});
/** A registration as an export lists it. */
export type ExportLine = z.infer<typeof Line>;

/** Every registration of a session that was not given up, in the order they came. */
export const linesToExport = (db: Database, sessionId: SessionId): Promise<ExportLine[]> =>
  db.all(
    Line,
    statement(
      `SELECT r.id, r.kind, r.seats, r.state, r.created_at, p.needs, n.id AS name_id, n.name_sealed, n.kid,
         (SELECT json_group_array(b.age_band ORDER BY b.position) FROM participants b WHERE b.registration_id = r.id) AS bands,
         (SELECT g.outcome FROM guardian_consents g WHERE g.registration_id = r.id AND g.side = 'guardian') AS consent
       FROM registrations r LEFT JOIN participants p ON p.registration_id = r.id AND p.position = 1
         LEFT JOIN contacts n ON n.id = p.contact_id
       WHERE r.session_id = :sessionId AND r.state IN ${sqlSet(PROVEN)}
       ORDER BY r.created_at, r.id`,
      { sessionId },
    ),
  );
