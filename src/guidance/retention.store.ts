import * as z from "zod";

import { forgetMailsOf } from "../mail/messages.store.ts";
import { REMINDER_TOPICS } from "./sequence.ts";
import { sqlSet, statement } from "../platform/d1.ts";
import { type Forgetting, after, deleting } from "../platform/forgetting.ts";
import { lookInAWeek } from "../privacy/contacts.store.ts";
import { RETENTION } from "../privacy/retention.ts";

/** What was followed to its end a week ago, and nothing of the same sequence still runs. */
const OVER = `FROM enrolments e WHERE e.status = 2 AND e.is_settled = 0 AND e.ended_at <= :now - ${RETENTION.afterLastStep}
  AND NOT EXISTS (SELECT 1 FROM enrolments o WHERE o.recipient_id = e.recipient_id AND o.sequence = e.sequence AND o.status < 2)`;
const Over = z.object({ id: z.string(), recipient_id: z.string() });

/** A week after its last step, a topic is over: nothing more is coming. */
export const topicsOver: Forgetting = {
  key: "topics",
  label: "Parcours suivis jusqu’au bout, à clore",
  due: `SELECT e.ended_at + ${RETENTION.afterLastStep} AS due_at ${OVER}`,
  by: "e.ended_at",
  phase: "end",
  most: 500,
  run: async ({ db, now }) => {
    const query = statement(`SELECT e.id, e.recipient_id ${OVER} ORDER BY e.ended_at LIMIT :most`, {
      now,
      most: topicsOver.most,
    });
    const over = await db.all(Over, query);
    const ids = over.map((one) => one.id);
    await db.batch([
      statement(
        `UPDATE subscriptions SET status = 2, ended_at = :now, end_reason = 'completed' WHERE status = 1 AND (recipient_id, topic) IN
           (SELECT e.recipient_id, t.value FROM enrolments e, json_each(iif(e.sequence IN ${sqlSet(REMINDER_TOPICS)}, '["suivi"]', json_array(e.sequence))) t
            WHERE e.id IN (SELECT value FROM json_each(:ids)))`,
        { ids, now },
      ),
      lookInAWeek(
        over.map((one) => one.recipient_id),
        now,
      ),
      statement("UPDATE enrolments SET is_settled = 1 WHERE id IN (SELECT value FROM json_each(:ids))", { ids }),
    ]);
    return ids.length;
  },
};

/** Enrolments that are long over, with the lines that say why a step was not sent. */
export const enrolmentsDue: Forgetting = {
  key: "enrolments",
  label: "Parcours finis depuis plus de treize mois",
  due: `SELECT ended_at + ${RETENTION.messages} AS due_at FROM enrolments WHERE status > 1 AND ended_at <= :now - ${RETENTION.messages}`,
  by: "ended_at",
  phase: "forget",
  most: 500,
  run: async ({ db, now }) => {
    const ended = `FROM enrolments WHERE status > 1 AND ended_at <= :now - ${RETENTION.messages} ORDER BY ended_at LIMIT :most`;
    const given = { now, most: enrolmentsDue.most };
    const [, gone = []] = await db.batch([
      forgetMailsOf(ended, given),
      statement(`DELETE FROM enrolments WHERE id IN (SELECT id ${ended}) RETURNING id`, given),
    ]);
    return gone.length;
  },
};

/** Proofs that somebody agreed, for three years after they left. */
export const subscriptionProofsDue = deleting(
  "consents",
  "Preuves de consentement, trois ans après la fin",
  { table: "consents", id: "id" },
  {
    ...after("occurred_at", RETENTION.consents),
    where: `occurred_at <= :now - ${RETENTION.consents} AND NOT EXISTS (SELECT 1 FROM subscriptions s
      WHERE s.recipient_id = consents.recipient_id AND s.status = 1)`,
  },
);
