import * as z from "zod";

import { type EventId, idOf } from "../kernel/ids.ts";
import { type Database, statement } from "../platform/d1.ts";

/** Whom people asked to forget between two moments: ids of contacts and of registrations, in the order of the wishes. */
export async function erasuresBetween(
  db: Database,
  { from, until }: { from: number; until: number },
): Promise<string[]> {
  const rows = await db.all(
    z.object({ subject: z.string() }),
    statement(
      `SELECT subject FROM events INDEXED BY events__erasures WHERE (type = 'person.erasure_asked' OR (type = 'registration.erased' AND actor = 'person'))
         AND at >= :from AND at < :until ORDER BY at`,
      { from, until },
    ),
  );
  return rows.map(({ subject }) => subject);
}

/** Who ended what they receive between two moments: « recipient topic », or « recipient * » for all of it. What an erasure ended is told as that. */
export async function leavesBetween(db: Database, { from, until }: { from: number; until: number }): Promise<string[]> {
  const rows = await db.all(
    z.object({ wish: z.string() }),
    statement(
      `SELECT subject || ' ' || coalesce(data ->> 'topic', '*') AS wish FROM events INDEXED BY events__leaves
       WHERE type = 'subscription.ended' AND at >= :from AND at < :until AND data ->> 'reason' <> 'erased' ORDER BY at`,
      { from, until },
    ),
  );
  return rows.map(({ wish }) => wish);
}

/** Of these ids, those that are here and not forgotten: a restore brought them back. */
export async function broughtBack(db: Database, ids: readonly string[]): Promise<string[]> {
  const rows = await db.all(
    z.object({ id: z.string() }),
    statement(
      `SELECT c.id FROM json_each(:ids) j CROSS JOIN contacts c ON c.id = j.value WHERE c.email_sealed IS NOT NULL OR c.addr_hash IS NOT NULL
       UNION ALL SELECT r.id FROM json_each(:ids) j CROSS JOIN registrations r ON r.id = j.value WHERE r.erased_at IS NULL`,
      { ids },
    ),
  );
  return rows.map(({ id }) => id);
}

const Asked = z.object({ id: idOf("evt"), type: z.string(), data: z.string() });
/** The look at a restored database that was asked for and not answered yet; null when none is. */
export async function restoreAsked(db: Database): Promise<{ id: EventId; since: number; isApplied: boolean } | null> {
  const last = await db.one(
    Asked,
    statement("SELECT id, type, data FROM events WHERE subject = 'restore' ORDER BY id DESC LIMIT 1"),
  );
  if (last?.type !== "restore.asked") {
    return null;
  }
  const data = z.object({ since: z.int(), isApplied: z.boolean() }).parse(JSON.parse(last.data));
  return { id: last.id, since: data.since, isApplied: data.isApplied };
}
