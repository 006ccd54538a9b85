import * as z from "zod";

import { idOf } from "../kernel/ids.ts";
import type { Archivable } from "../platform/archive.ts";
import { statement } from "../platform/d1.ts";

/** Registrations whose trail may leave: bare, and nothing happened to them since a moment that anybody still waits for. */
export const archivableRegistrations: Archivable = {
  closed: async (db, { before, most }) => {
    const rows = await db.all(
      z.object({ id: idOf("reg") }),
      statement(
        `SELECT r.id FROM registrations r WHERE r.erased_at IS NOT NULL AND r.archived_at IS NULL AND r.erased_at <= :before
           AND NOT EXISTS (SELECT 1 FROM events e WHERE e.subject = r.id AND (e.reacted_at IS NULL OR e.at > :before))
         ORDER BY r.erased_at LIMIT :most`,
        { before, most },
      ),
    );
    return rows.map(({ id }) => id);
  },
  leave: (subjects, now) => [
    statement("UPDATE registrations SET archived_at = :now WHERE id IN (SELECT value FROM json_each(:subjects))", {
      subjects,
      now,
    }),
  ],
};
