import * as z from "zod";

import { PARIS, addDays, dayOf, mondayOf, startOfDay } from "../kernel/time.ts";
import { type Database, statement } from "../platform/d1.ts";

/** A count of a day stops here: the page says « ou plus ». */
export const MOST_A_DAY = 1000;
/** Days that are shown, today's the last. */
const DAYS = 7;

/** One day in numbers. `errors`: messages set aside that day and not put back since. */
export type DayInNumbers = { startsAt: number; sent: number; returned: number; registrations: number; errors: number };
/** What waits, each count up to a bound, and since when its oldest does (unix seconds). */
export type Heap = { key: keyof typeof HEAPS; n: number; oldest: number | null };

/** What waits in the machine. */
const HEAPS = {
  events: "SELECT at FROM events WHERE reacted_at IS NULL",
  mails: "SELECT due_at AS at FROM messages WHERE status = 0 AND class = 0 AND solo = 0 AND due_at <= :now",
  reminders: "SELECT due_at AS at FROM messages WHERE status = 0 AND class = 1 AND solo = 0 AND due_at <= :now",
  lists: "SELECT due_at AS at FROM messages WHERE status = 0 AND class = 2 AND solo = 0 AND due_at <= :now",
  batches: "SELECT next_at AS at FROM send_batches WHERE status < 3",
  refused: "SELECT due_at AS at FROM messages WHERE status IN (7, 9) AND handled_at IS NULL",
  parked: "SELECT parked_at AS at FROM parked_messages WHERE replayed_at IS NULL",
} as const;

const Mails = z.object({ day: z.string(), sent: z.int(), returned: z.int() });
const Count = z.object({ n: z.int(), oldest: z.int().nullable() });

/** The least id of that kind that was made at a moment: ids begin with the time. */
function idAt(prefix: "reg", at: number): string {
  const hex = (at * 1000).toString(16).padStart(12, "0");
  return `${prefix}_${hex.slice(0, 8)}-${hex.slice(8)}`;
}

/** The last seven days in numbers, and what waits, from one round trip; no count reads more than a thousand rows. */
export async function readGauges(db: Database, now: number): Promise<{ days: DayInNumbers[]; heaps: Heap[] }> {
  const today = dayOf(now, PARIS);
  const starts = Array.from({ length: DAYS }, (_, i) => startOfDay(addDays(today, i + 1 - DAYS), PARIS));
  const spans = starts.map((from, i) => ({ from, until: starts[i + 1] ?? now + 1 }));
  const keys = Object.keys(HEAPS) as Heap["key"][];
  const [mails = [], ...counts] = await db.readAll([
    statement(
      `SELECT day, sum(iif(metric = 'sent', n, 0)) AS sent, sum(iif(metric = 'bounced' OR metric = 'complained', n, 0)) AS returned
       FROM stats_daily WHERE day >= :day GROUP BY day`,
      { day: dayOf(starts[0] ?? now, "UTC") },
    ),
    ...spans.map(({ from, until }) =>
      statement(
        `SELECT count(*) AS n, NULL AS oldest FROM (SELECT 1 FROM registrations WHERE id >= :from AND id < :until LIMIT ${MOST_A_DAY})`,
        { from: idAt("reg", from), until: idAt("reg", until) },
      ),
    ),
    ...spans.map(({ from, until }) =>
      statement(
        "SELECT count(*) AS n, NULL AS oldest FROM parked_messages WHERE replayed_at IS NULL AND parked_at >= :from AND parked_at < :until",
        {
          from,
          until,
        },
      ),
    ),
    ...keys.map((key) =>
      statement(
        `SELECT count(*) AS n, min(at) AS oldest FROM (${HEAPS[key]} ORDER BY at LIMIT ${MOST_A_DAY})`,
        HEAPS[key].includes(":now") ? { now } : {},
      ),
    ),
  ]);
  const byDay = new Map(
    z
      .array(Mails)
      .parse(mails)
      .map((one) => [one.day, one]),
  );
  const numbers = counts.map((rows) => Count.parse(rows[0]));
  const days = spans.map(({ from }, i) => {
    const { sent = 0, returned = 0 } = byDay.get(dayOf(from, PARIS)) ?? {};
    return { startsAt: from, sent, returned, registrations: numbers[i]?.n ?? 0, errors: numbers[DAYS + i]?.n ?? 0 };
  });
  const heaps = keys.map((key, i) => {
    const { n = 0, oldest = null } = numbers[2 * DAYS + i] ?? {};
    return { key, n, oldest };
  });
  return { days, heaps };
}

/** Weeks that are shown, that of today first. */
const WEEKS = 8;
const DoubleStep = z.object({
  week_on: z.string(),
  held: z.int(),
  delivered: z.int(),
  opened: z.int(),
  confirmed: z.int(),
});
/** A week of the double step of a registration, in four numbers. */
export type DoubleStep = z.infer<typeof DoubleStep>;

/** From the seat that is kept to the address that is proved, week by week: the mails are those that hold the button, and two look-ups a day. */
export const readDoubleStep = (db: Database, now: number): Promise<DoubleStep[]> =>
  db.all(
    DoubleStep,
    statement(
      `SELECT j.value AS week_on, coalesce(p.held, 0) AS held, coalesce(p.opened, 0) AS opened, coalesce(p.confirmed, 0) AS confirmed,
         (SELECT coalesce(sum(d.n), 0) FROM json_each('[0,1,2,3,4,5,6]') i JOIN json_each('["place-gardee","accord-a-demander"]') t
            JOIN stats_daily d ON d.day = date(j.value, i.value || ' days') AND d.sequence = '' AND d.step = t.value
              AND d.metric = 'delivered') AS delivered
       FROM json_each(:weeks) j LEFT JOIN proof_weeks p ON p.week_on = j.value`,
      { weeks: Array.from({ length: WEEKS }, (_, i) => addDays(mondayOf(now, PARIS), -7 * i)) },
    ),
  );
