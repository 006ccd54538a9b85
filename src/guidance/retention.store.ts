import { DAY } from "../kernel/time.ts";
import { forgetMailsOf } from "../mail/messages.store.ts";
import { type Statement, statement } from "../platform/d1.ts";
import { type Forgetting, counting, deleting } from "../platform/forgetting.ts";
import { ADDRESS_IN_USE, forgetContacts } from "../privacy/contacts.store.ts";
import { RETENTION } from "../privacy/retention.ts";

/** How far back the night looks for what should have gone before: a month of missed nights. */
const LOOK_BACK = 30 * DAY;

/** A week after its last step, a topic is over: nothing more is coming. */
export const endCompleted = (now: number): Statement =>
  statement(
    `UPDATE subscriptions SET status = 2, ended_at = :now, end_reason = 'completed'
     WHERE status = 1 AND (recipient_id, topic) IN
       (SELECT e.recipient_id, t.value FROM enrolments e, json_each(iif(e.sequence = 'atelier', '["suivi"]', json_array(e.sequence))) t
        WHERE e.status > 1 AND e.status = 2 AND e.ended_at BETWEEN :now - ${LOOK_BACK} AND :now - ${RETENTION.afterLastStep}
          AND NOT EXISTS (SELECT 1 FROM enrolments o WHERE o.recipient_id = e.recipient_id AND o.sequence = e.sequence AND o.status < 2))`,
    { now },
  );

const LEFT = `SELECT DISTINCT contacts.id FROM subscriptions s JOIN recipients r ON r.id = s.recipient_id
    JOIN contacts ON contacts.id = r.contact_id
  WHERE s.status > 1 AND s.ended_at BETWEEN :now - ${LOOK_BACK} AND :now - ${RETENTION.afterLeaving}
    AND contacts.email_sealed IS NOT NULL AND NOT ${ADDRESS_IN_USE}`;

/** Addresses of people whose last topic ended a while ago, and whom nothing else needs. */
export const leftAddressesDue: Forgetting = {
  ...counting("addresses", "Adresses de personnes qui ont tout arrêté", LEFT),
  phase: "addresses",
  most: 500,
  run: ({ db, now }) =>
    forgetContacts(db, { query: statement(`${LEFT} LIMIT :most`, { now, most: leftAddressesDue.most }), now }),
};

/** Enrolments that are long over, with the lines that say why a step was not sent. */
export const enrolmentsDue: Forgetting = {
  ...counting(
    "enrolments",
    "Parcours finis depuis plus de treize mois",
    `SELECT 1 FROM enrolments WHERE status > 1 AND ended_at < :now - ${RETENTION.messages}`,
  ),
  phase: "forget",
  most: 500,
  run: async ({ db, now }) => {
    const ended = `FROM enrolments WHERE status > 1 AND ended_at < :now - ${RETENTION.messages} ORDER BY ended_at LIMIT :most`;
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
  `occurred_at < :now - ${RETENTION.consents} AND NOT EXISTS (SELECT 1 FROM subscriptions s
     WHERE s.recipient_id = consents.recipient_id AND s.status = 1)`,
);
