import * as z from "zod";

import type { ContactId, MessageId } from "../kernel/ids.ts";
import { type Database, type Statement, sqlSet, statement } from "../platform/d1.ts";
import { CAME_BACK } from "./news.ts";
import { TRIAL, TRIAL_EVERY } from "./trial.ts";

const TRIABLE = sqlSet(CAME_BACK);

/** Over a suppression `s` and a message `m`: it stops the mail. A trial alone goes where mail came back. */
export const STOPS = `(m.template <> '${TRIAL}' OR s.reason NOT IN ${TRIABLE})`;

/** When the last trial to an address left (0: never), if another may leave now; null when none may, or none is needed. */
export async function lastTrial(
  db: Database,
  { contactId, now }: { contactId: ContactId; now: number },
): Promise<number | null> {
  const found = await db.one(
    z.object({ last_at: z.int() }),
    statement(
      `SELECT coalesce((SELECT max(m.due_at) FROM messages m WHERE m.recipient_id = r.id AND m.template = '${TRIAL}'), 0) AS last_at
       FROM contacts c JOIN recipients r ON r.contact_id = c.id JOIN suppressions s ON s.addr_hash = c.addr_hash
       WHERE c.id = :contactId AND c.email_sealed IS NOT NULL AND s.reason IN ${TRIABLE}`,
      { contactId },
    ),
  );
  return found === null || found.last_at > now - TRIAL_EVERY ? null : found.last_at;
}

/** Trials among the mails that arrived: what stood against their addresses goes, and so does their rest. A bounce that is known already outranks it. */
export function liftTried(arrived: readonly MessageId[], now: number): Statement[] {
  const trials = `json_each(:arrived) j CROSS JOIN messages m ON m.id = j.value JOIN recipients r ON r.id = m.recipient_id
    JOIN contacts c ON c.id = r.contact_id WHERE m.template = '${TRIAL}' AND m.status = 3`;
  return [
    statement(
      `UPDATE address_holds SET held_until_at = min(held_until_at, :now) WHERE addr_hash IN (SELECT c.addr_hash FROM ${trials})`,
      { arrived, now },
    ),
    statement(
      `DELETE FROM suppressions WHERE addr_hash IN (SELECT c.addr_hash FROM ${trials}) AND reason IN ${TRIABLE}
         AND created_at <= (SELECT max(m.due_at) FROM ${trials} AND c.addr_hash = suppressions.addr_hash)`,
      { arrived },
    ),
  ];
}
