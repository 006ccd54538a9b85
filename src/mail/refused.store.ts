import * as z from "zod";

import { type Database, type Statement, statement } from "../platform/d1.ts";
import { type Choice, REFUSED_STATUSES, type RefusedStatus } from "./refused.ts";

/** What stands before the provider's words in a reason: `recipient:validation_error`, `template X`, `refused:NAME`. */
const CODE = "substr(coalesce(reason, ''), 1, instr(coalesce(reason, '') || ': ', ': ') - 1)";

/** Which rows of `messages` each of them is. */
const WAITING: Readonly<Record<RefusedStatus, string>> = {
  7: "status IN (7, 9) AND status = 7 AND handled_at IS NULL", // twice, as the index says it
  9: "status IN (7, 9) AND status = 9 AND handled_at IS NULL",
  0: "status = 0 AND solo = 1",
};
const CHOSEN = (status: RefusedStatus): string =>
  `${WAITING[status]} AND ${CODE} = :code AND (:messageId IS NULL OR id = :messageId)`;

const Group = z.object({
  status: z.union([z.literal(0), z.literal(7), z.literal(9)]),
  code: z.string(),
  template: z.string(),
  day: z.string(),
  n: z.int(),
  /** How many are not past their use. */
  useful: z.int(),
  /** The provider's words about one of them. */
  said: z.string().nullable(),
});
export type RefusedGroup = z.infer<typeof Group>;

/** What waits, by reason, template and day of being due, the newest day first. */
export async function refusedGroups(db: Database, now: number): Promise<RefusedGroup[]> {
  const found = await db.readAll(
    REFUSED_STATUSES.map((status) =>
      statement(
        `SELECT status, ${CODE} AS code, template, date(due_at, 'unixepoch') AS day, count(*) AS n, sum(expires_at > :now) AS useful,
           max(reason) AS said FROM messages WHERE ${WAITING[status]} GROUP BY 1, 2, 3, 4 ORDER BY code, template, day DESC`,
        { now },
      ),
    ),
  );
  return found.flatMap((rows) => z.array(Group).parse(rows));
}

const Line = z.object({
  id: z.string(),
  template: z.string(),
  due_at: z.int(),
  expires_at: z.int(),
  reason: z.string().nullable(),
});
export type RefusedLine = z.infer<typeof Line>;

/** Mails of one reason, the latest first, at most so many. */
export const refusedLines = (
  db: Database,
  { status, code, most }: { most: number } & Pick<Choice, "status" | "code">,
): Promise<RefusedLine[]> =>
  db.all(
    Line,
    statement(
      `SELECT id, template, due_at, expires_at, reason FROM messages WHERE ${WAITING[status]} AND ${CODE} = :code
       ORDER BY due_at DESC LIMIT :most`,
      { code, most },
    ),
  );

/** The ids of a choice that are still of use: all of them, however many. */
export const resendable = async (
  db: Database,
  { status, code, messageId, now }: { now: number } & Choice,
): Promise<string[]> =>
  (
    await db.all(
      z.object({ id: z.string() }),
      statement(`SELECT id FROM messages WHERE ${CHOSEN(status)} AND expires_at > :now`, { code, messageId, now }),
    )
  ).map(({ id }) => id);

/** Refused mails leave again, each as a new one beside the old, once: pairs of id and new id. */
export const resendRefused = (pairs: readonly (readonly [string, string])[], now: number): Statement[] => [
  statement(
    `INSERT INTO messages (id, class, recipient_id, name_id, topic, sequence, step, template, vars, due_at, expires_at, status,
       enrolment_id, is_unproven, waits_for_day, test)
     SELECT j.value->>1, m.class, m.recipient_id, m.name_id, m.topic, m.sequence, m.step, m.template, m.vars, :now, m.expires_at, 0,
       m.enrolment_id, m.is_unproven, m.waits_for_day, m.test
     FROM json_each(:pairs) AS j CROSS JOIN messages m ON m.id = j.value->>0
     WHERE m.status IN (7, 9) AND m.handled_at IS NULL ON CONFLICT (id) DO NOTHING`,
    { pairs, now },
  ),
  statement(
    `UPDATE messages SET handled_at = :now WHERE id IN (SELECT value->>0 FROM json_each(:pairs)) AND status IN (7, 9) AND handled_at IS NULL`,
    { pairs, now },
  ),
];

/** What was set aside tries again at once, as if it had never been refused. */
export const retryAside = (ids: readonly string[], now: number): Statement =>
  statement(
    "UPDATE messages SET due_at = :now, reason = NULL WHERE id IN (SELECT value FROM json_each(:ids)) AND status = 0 AND solo = 1",
    { ids, now },
  );

/** Puts away what needs no answer: it stays refused, and waits for nobody. */
export const closeRefused = ({ status, code, messageId }: Choice, now: number): Statement =>
  statement(`UPDATE messages SET status = max(status, 7), handled_at = :now WHERE ${CHOSEN(status)}`, {
    code,
    messageId,
    now,
  });
