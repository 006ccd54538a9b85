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
