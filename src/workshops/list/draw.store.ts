import * as z from "zod";

import { type SessionId, idOf } from "../../kernel/ids.ts";
import { instant, json, row } from "../../kernel/rows.ts";
import { type Database, type Statement, inChunks, statement } from "../../platform/d1.ts";
import type { Beacon, DrawEntry } from "./draw.ts";
import { BeaconSchema, DrawEntrySchema } from "./draw-file.ts";

const Draw = row({
  session_id: idOf("ses"),
  commitment: z.string(),
  seed: z.string(),
  round: z.int(),
  frozen_at: instant.nullable(),
  root: z.string().nullable(),
  entries: json(z.array(DrawEntrySchema)),
  ordered: json(z.array(z.string())),
  beacon: json(BeaconSchema).nullable(),
});
/** A draw as it stands. `seed` is shown to nobody before it has taken place. */
export type Draw = z.output<typeof Draw>;

/** The draw of a session; null when it has none. */
export const findDraw = (db: Database, sessionId: SessionId): Promise<Draw | null> =>
  db.one(Draw, statement(`SELECT ${Draw.columns()} FROM draws WHERE session_id = :sessionId`, { sessionId }));

type New = { sessionId: SessionId; seed: string; commitment: string; round: number; now: number };
/** What binds us, written with the session. */
export const insertDraw = (d: New): Statement =>
  statement(
    `INSERT INTO draws (session_id, commitment, seed, round, created_at) VALUES (:sessionId, :commitment, :seed, :round, :now)`,
    d,
  );

const Due = row({
  id: idOf("ses"),
  revision: z.int(),
  opens_at: instant,
  draw_at: instant,
});
export type DueDraw = z.output<typeof Due>;
/** Open sessions whose draw is due since a moment and has not taken place, the longest due first. */
export const dueDraws = (db: Database, until: number): Promise<DueDraw[]> =>
  db.all(
    Due,
    statement(
      `SELECT ${Due.columns()} FROM sessions WHERE draw_at IS NOT NULL AND drawn_at IS NULL AND state = 'open' AND draw_at <= :until
       ORDER BY draw_at LIMIT 20`,
      { until },
    ),
  );

/** Who takes part: asked in the first hour, proven before the list is frozen, still there. */
export const entriesOf = (db: Database, { id, drawAt }: DueDraw): Promise<DrawEntry[]> =>
  db.all(
    DrawEntrySchema,
    statement(
      `SELECT ticket, seats FROM registrations WHERE session_id = :id AND state = 'waitlisted' AND ticket IS NOT NULL AND queue_at < :drawAt`,
      { id, drawAt },
    ),
  );

/** Freezes a list. Once: a list that is frozen never grows. */
export const freezeDraw = (
  sessionId: SessionId,
  { entries, root, now }: { entries: readonly DrawEntry[]; root: string; now: number },
): Statement =>
  statement(
    "UPDATE draws SET entries = :entries, root = :root, frozen_at = :now WHERE session_id = :sessionId AND frozen_at IS NULL",
    { sessionId, entries, root, now },
  );

/** Writes what chance gave: the list is served in this order, before whoever asked later. */
export const writeDrawn = (
  { id, opensAt }: DueDraw,
  { order, beacon, now }: { order: readonly string[]; beacon: Beacon; now: number },
): Statement[] => [
  statement("UPDATE draws SET ordered = :order, beacon = :beacon WHERE session_id = :id", {
    id,
    order,
    beacon: JSON.stringify(beacon),
  }),
  ...inChunks(order.map((ticket, i) => ({ ticket, lot: i + 1 }))).map((lots) =>
    statement(
      `UPDATE registrations SET queue_at = :opensAt, lot = j.value ->> 'lot' FROM json_each(:lots) AS j
       WHERE registrations.ticket = j.value ->> 'ticket' AND registrations.session_id = :id`,
      { id, opensAt, lots },
    ),
  ),
  statement("UPDATE sessions SET drawn_at = :now, revision = revision + 1, updated_at = :now WHERE id = :id", {
    id,
    now,
  }),
];
