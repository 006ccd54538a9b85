import * as z from "zod";

import { type Database, statement } from "./d1.ts";
import { type Counted, lateForgettings } from "./forgetting.ts";

/** How late each thing may be, in seconds, before `/sante` answers 503. */
const LIMITS = { tick: 300, event: 600, mail: 900, refused: 900 } as const;
/** A database that has not answered after so many milliseconds counts as away: monitors hear of it within two seconds. */
const LONGEST_LOOK = 1500;
/** A count stops here. */
const MOST_COUNTED = 1000;

const Row = z.object({
  last_tick_at: z.int().nullable(),
  sending_enabled: z.int(),
  breaker_until_at: z.int(),
  event_at: z.int().nullable(),
  mail_at: z.int().nullable(),
  parked: z.int(),
  breaker_since_at: z.int().nullable(),
  refused_at: z.int().nullable(),
  refused: z.int(),
  aside: z.int(),
});

/** The state of the machine room; ages in seconds, null when nothing waits. */
export type Health = {
  ok: boolean;
  database: "ok" | "unreachable";
  tickAge: number | null;
  oldestEventAge: number | null;
  oldestMailAge: number | null;
  sending: "on" | "off" | "breaker";
  parked: number;
  /** What should have been forgotten two nights ago, by key. */
  late: string[];
  /** Mails that the provider refused or that could not be written, and nobody dealt with; those set aside too. */
  refused: { count: number; oldest: number | null };
  stuck: string[];
};

/** Reads the health of the whole, from two round trips: the machine, and what time should have forgotten. What each `stuck` word means and what to do: docs/operations.md. */
export async function readHealth(
  db: Database,
  { rules, now }: { rules: readonly Counted[]; now: number },
): Promise<Health> {
  const look = async (): Promise<Health | null> => {
    const row = await db.one(
      Row,
      statement(
        `SELECT c.last_tick_at, c.sending_enabled, c.breaker_until_at, c.breaker_since_at,
           (SELECT min(at) FROM events WHERE reacted_at IS NULL) AS event_at,
           min(coalesce((SELECT min(due_at) FROM messages WHERE status = 0 AND class = 0 AND solo = 0), 9000000000000),
             coalesce((SELECT min(next_at) FROM send_batches WHERE status < 3), 9000000000000)) AS mail_at,
           min(coalesce((SELECT min(due_at) FROM messages WHERE status IN (7, 9) AND handled_at IS NULL), 9000000000000),
             coalesce(c.breaker_since_at, 9000000000000)) AS refused_at,
           (SELECT count(*) FROM (SELECT 1 FROM messages WHERE status IN (7, 9) AND handled_at IS NULL LIMIT ${MOST_COUNTED})) AS refused,
           (SELECT count(*) FROM (SELECT 1 FROM messages WHERE status = 0 AND solo = 1 LIMIT ${MOST_COUNTED})) AS aside,
           (SELECT count(*) FROM parked_messages WHERE replayed_at IS NULL) AS parked
         FROM mail_control c WHERE c.id = 1`,
      ),
    );
    return row === null ? null : healthOf(row, await lateForgettings(db, { rules, now }), now);
  };
  const isTooLate = new Promise<null>((done) => void setTimeout(() => done(null), LONGEST_LOOK));
  return (await Promise.race([look().catch(() => null), isTooLate])) ?? UNREACHABLE;
}

const UNREACHABLE = {
  ok: false,
  database: "unreachable",
  tickAge: null,
  oldestEventAge: null,
  oldestMailAge: null,
  sending: "off",
  parked: 0,
  refused: { count: 0, oldest: null },
  late: [],
  stuck: ["database"],
} satisfies Health;

function healthOf(row: z.infer<typeof Row>, late: string[], now: number): Health {
  const age = (at: number | null): number | null => (at === null || at >= 9e12 ? null : Math.max(0, now - at));
  const ages = {
    tick: age(row.last_tick_at),
    event: age(row.event_at),
    mail: age(row.mail_at),
    refused: age(row.refused_at),
  };
  const waiting = (["tick", "event", "mail", "refused"] as const).filter((what) => (ages[what] ?? 0) > LIMITS[what]);
  const stuck = [...waiting, ...(late.length > 0 ? ["forgetting"] : [])];
  return {
    ok: stuck.length === 0,
    database: "ok",
    tickAge: ages.tick,
    oldestEventAge: ages.event,
    oldestMailAge: ages.mail,
    sending:
      row.sending_enabled === 0
        ? "off"
        : row.breaker_until_at > now || row.breaker_since_at !== null
          ? "breaker"
          : "on",
    parked: row.parked,
    late,
    refused: { count: row.refused + row.aside, oldest: ages.refused },
    stuck,
  };
}
