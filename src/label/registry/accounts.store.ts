import * as z from "zod";

import { type ContactId, type PersonId, idOf } from "../../kernel/ids.ts";
import { type RowOf, row } from "../../kernel/rows.ts";
import { type Database, type Statement, statement } from "../../platform/d1.ts";
import { type Operator, told } from "./operator.store.ts";
import { PUBLISHED_FROM } from "./accounts.ts";

const Payment = row({
  id: z.string(),
  year: z.int(),
  payer: z.string(),
  payee: z.string(),
  purpose: z.string(),
  euros: z.int(),
});
export type Payment = RowOf<typeof Payment>;
/** Who paid what to whom, the newest year first. */
export const paymentsOf = (db: Database): Promise<Payment[]> =>
  db.all(Payment, statement(`SELECT ${Payment.columns()} FROM payments ORDER BY year DESC, id LIMIT 500`));
export const addPayment = (payment: Payment & { now: number }): Statement =>
  statement(
    `INSERT INTO payments (id, year, payer, payee, purpose, euros, added_at) VALUES (:id, :year, :payer, :payee, :purpose, :euros, :now)`,
    payment,
  );
/** Takes a payment off the page. */
export const dropPayment = (who: Operator, id: string): Statement[] => [
  told(who, "accounts.payment_removed", {
    rows: "SELECT id AS subject, json_object('year', year, 'euros', euros) AS data FROM payments WHERE id = :id",
    given: { id },
  }),
  statement("DELETE FROM payments WHERE id = :id", { id }),
];

const Minutes = row({ id: z.string(), held_on: z.string(), text: z.string() });
export type Minutes = RowOf<typeof Minutes>;
/** Minutes of the committee, the newest first. */
export const minutesOf = (db: Database): Promise<Minutes[]> =>
  db.all(
    Minutes,
    statement(`SELECT ${Minutes.columns()} FROM committee_minutes ORDER BY held_on DESC, id DESC LIMIT 200`),
  );
export const addMinutes = (minutes: Minutes & { now: number }): Statement =>
  statement("INSERT INTO committee_minutes (id, held_on, text, added_at) VALUES (:id, :heldOn, :text, :now)", minutes);
/** Takes minutes off the page. */
export const dropMinutes = (who: Operator, id: string): Statement[] => [
  told(who, "accounts.minutes_removed", {
    rows: "SELECT id AS subject, json_object('heldOn', held_on) AS data FROM committee_minutes WHERE id = :id",
    given: { id },
  }),
  statement("DELETE FROM committee_minutes WHERE id = :id", { id }),
];

const Named = row({ name: z.string() });
/** Members of the panel who agreed to be named, while they are members. */
export const panelNames = async (db: Database): Promise<string[]> =>
  (
    await db.all(
      Named,
      statement(
        `SELECT n.name FROM panel_names n WHERE EXISTS (SELECT 1 FROM memberships m WHERE m.person_id = n.person_id
           AND m.organisation_id = '' AND m.role = 'panel_member' AND m.ended_at IS NULL) ORDER BY n.name`,
      ),
    )
  ).map(({ name }) => name);
export const nameOfMember = async (db: Database, personId: PersonId): Promise<string> =>
  (await db.one(Named, statement("SELECT name FROM panel_names WHERE person_id = :personId", { personId })))?.name ??
  "";
/** Somebody agrees to be named so. */
export const agreeToName = (agreed: { personId: PersonId; name: string; now: number }): Statement =>
  statement(
    `INSERT INTO panel_names (person_id, name, agreed_at) VALUES (:personId, :name, :now)
     ON CONFLICT (person_id) DO UPDATE SET name = excluded.name, agreed_at = excluded.agreed_at`,
    agreed,
  );
export const dropName = (personId: PersonId): Statement =>
  statement("DELETE FROM panel_names WHERE person_id = :personId", { personId });
export const forgetName = (contactId: ContactId): Statement =>
  statement("DELETE FROM panel_names WHERE person_id IN (SELECT id FROM people WHERE contact_id = :contactId)", {
    contactId,
  });

const Tie = row({ kind: z.string(), n: z.int() });
const Count = row({ decided: z.int(), recusals: z.int() });
/** Ties that people of the team declared, by kind, and files that a tie kept somebody away from; null before five files are decided. */
export async function tiesOf(db: Database): Promise<{ kinds: RowOf<typeof Tie>[]; recusals: number } | null> {
  const count = await db.one(
    Count,
    statement(
      `SELECT (SELECT count(*) FROM decisions WHERE decided_on > '' AND round = 1) AS decided,
         (SELECT count(DISTINCT i.person_id || '~' || a.id) FROM interests i CROSS JOIN applications a ON a.organisation_id = i.organisation_id
            WHERE i.organisation_id > '' AND a.submission > 0) AS recusals`,
    ),
  );
  if (count === null || count.decided < PUBLISHED_FROM) {
    return null;
  }
  const kinds = await db.all(
    Tie,
    statement("SELECT kind, count(*) AS n FROM interests WHERE organisation_id > '' GROUP BY kind ORDER BY kind"),
  );
  return { kinds, recusals: count.recusals };
}

const Change = row({ criterion_id: z.string(), offers: z.int(), rose: z.int(), fell: z.int() });
/** What rose and fell by criterion, where enough offers were decided twice. */
export const changesOf = (db: Database): Promise<RowOf<typeof Change>[]> =>
  db.all(
    Change,
    statement(`SELECT ${Change.columns()} FROM label_changes WHERE offers >= ${PUBLISHED_FROM} ORDER BY criterion_id`),
  );
const Compared = row({
  first_label: idOf("lbl"),
  first_entry: z.int(),
  last_label: idOf("lbl"),
  last_entry: z.int(),
});
/** The first and the last published decision of each offer that was decided twice. */
const ENDS = `SELECT a.organisation_id AS o, a.offer_name AS n, min(d.journal_seq) AS first, max(d.journal_seq) AS last
  FROM decisions d JOIN applications a ON a.id = d.application_id WHERE d.label_id > '' GROUP BY 1, 2 HAVING first < last`;
/** The verified grades of one of the two, by criterion. */
const gradesAt = (end: "first" | "last"): string =>
  `SELECT ends.o, ends.n, j.key AS criterion, j.value ->> '$.verified' AS grade
   FROM ends JOIN decisions d ON d.journal_seq = ends.${end}, json_each(d.answers, '$.units[0].answers') j
   WHERE j.type = 'object' AND json_type(j.value, '$.verified') = 'integer'`;
/** Which decisions the changes are computed from. */
export const comparedOf = (db: Database): Promise<RowOf<typeof Compared>[]> =>
  db.all(
    Compared,
    statement(
      `SELECT f.label_id AS first_label, e.first AS first_entry, l.label_id AS last_label, e.last AS last_entry
       FROM (${ENDS}) e JOIN decisions f ON f.journal_seq = e.first JOIN decisions l ON l.journal_seq = e.last ORDER BY e.last`,
    ),
  );
/** Makes it anew: verified grades of the first and the last published decision of each offer that was decided twice. */
export const computeChanges = (): Statement[] => [
  statement("DELETE FROM label_changes WHERE criterion_id > ''"),
  statement(
    `WITH ends AS (${ENDS}), firsts AS (${gradesAt("first")}), lasts AS (${gradesAt("last")})
     INSERT INTO label_changes (criterion_id, offers, rose, fell)
     SELECT firsts.criterion, count(*), sum(lasts.grade > firsts.grade), sum(lasts.grade < firsts.grade)
     FROM firsts JOIN lasts ON lasts.o = firsts.o AND lasts.n = firsts.n AND lasts.criterion = firsts.criterion GROUP BY firsts.criterion`,
  ),
];
