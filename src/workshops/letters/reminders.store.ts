import * as z from "zod";

import { type RegistrationId, idOf } from "../../kernel/ids.ts";
import { type Database, sqlSet, statement } from "../../platform/d1.ts";
import type { RegistrationState } from "../seats/registration.ts";
import { SESSION_COLUMNS, SESSION_FROM } from "../sessions/session.store.ts";
import { Session } from "../sessions/session.ts";

const Extra = z.object({ registration: idOf("reg"), kind: z.string(), is_calendar_wanted: z.int(), seats: z.int() });
/** A registration to remind somebody of, with its session. */
export type Reminded = {
  registration: RegistrationId;
  kind: string;
  isCalendarWanted: boolean;
  seats: number;
  session: Session;
};

/** The sessions behind registrations, many at once. */
export async function sessionsOf(db: Database, registrationIds: readonly RegistrationId[]): Promise<Reminded[]> {
  const [rows = []] = await db.readAll([
    statement(
      `SELECT g.id AS registration, g.kind, g.is_calendar_wanted, g.seats, ${SESSION_COLUMNS}
       FROM json_each(:registrationIds) AS j JOIN registrations g ON g.id = j.value
         JOIN ${SESSION_FROM.replace("sessions s JOIN", "sessions s ON s.id = g.session_id JOIN")}`,
      { registrationIds },
    ),
  ]);
  return rows.map((row) => {
    const { registration, kind, is_calendar_wanted: wanted, seats } = Extra.parse(row);
    return { registration, kind, isCalendarWanted: wanted === 1, seats, session: Session.parse(row) };
  });
}

const Ids = z.object({ id: z.string() });
const ids = async (db: Database, { sql, list }: { sql: string; list: readonly string[] }): Promise<Set<string>> =>
  new Set((await db.all(Ids, statement(sql, { ids: list }))).map((row) => row.id));

/** Those that stand in one of these states and were not erased. */
export const standingAmong = (
  db: Database,
  { registrationIds, states }: { registrationIds: readonly RegistrationId[]; states: readonly RegistrationState[] },
): Promise<Set<string>> =>
  ids(db, {
    sql: `SELECT g.id FROM json_each(:ids) AS j JOIN registrations g ON g.id = j.value
     WHERE g.state IN ${sqlSet(states)} AND g.erased_at IS NULL`,
    list: registrationIds,
  });

/** Recipients who asked, after a workshop, for one message in three months. */
export const askedFollowUpAmong = (db: Database, recipientIds: readonly string[]): Promise<Set<string>> =>
  ids(db, {
    sql: `SELECT p.recipient_id AS id FROM json_each(:ids) AS j JOIN subscriptions p ON p.recipient_id = j.value AND p.topic = 'suivi'
     WHERE p.status = 1`,
    list: recipientIds,
  });
