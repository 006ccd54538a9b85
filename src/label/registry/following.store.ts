import * as z from "zod";

import { type Database, statement } from "../../platform/d1.ts";

const Row = z.object({
  id: z.string(),
  organisation: z.string(),
  application: z.string(),
  offer: z.string(),
  until: z.string(),
  state: z.string(),
});
export type Followed = z.infer<typeof Row>;
/** What mails about labels say. */
export const followed = (db: Database, ids: readonly string[]): Promise<Followed[]> =>
  db.all(
    Row,
    statement(
      `SELECT id, organisation_id AS organisation, application_id AS application, offer_name AS offer, valid_until_on AS until, state
       FROM labels WHERE id IN (SELECT value FROM json_each(:ids)) LIMIT 1000`,
      { ids },
    ),
  );

const Holder = z.object({ contactId: z.string() });
/** Who answers for a mutuelle that holds a label in force on a day: those who are sent checkpoints. At most 500. */
export const holders = async (db: Database, todayOn: string): Promise<string[]> =>
  (
    await db.all(
      Holder,
      statement(
        `SELECT DISTINCT p.contact_id AS contactId FROM labels l JOIN organisations o ON o.id = l.organisation_id
         JOIN people p ON p.id = o.owner_id WHERE l.sort_name > '' AND l.state <> 'withdrawn' AND l.valid_until_on >= :todayOn LIMIT 500`,
        { todayOn },
      ),
    )
  ).map((row) => row.contactId);
