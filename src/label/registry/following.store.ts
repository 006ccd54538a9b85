import * as z from "zod";

import { type LabelId, idOf } from "../../kernel/ids.ts";
import { type Database, statement } from "../../platform/d1.ts";

const Row = z.object({
  id: idOf("lbl"),
  organisation: idOf("org"),
  application: idOf("app"),
  offer: z.string(),
  until: z.string(),
  state: z.string(),
});
export type Followed = z.infer<typeof Row>;
/** What mails about labels say. */
export const followed = (db: Database, ids: readonly LabelId[]): Promise<Followed[]> =>
  db.all(
    Row,
    statement(
      `SELECT id, organisation_id AS organisation, application_id AS application, offer_name AS offer, valid_until_on AS until, state
       FROM labels WHERE id IN (SELECT value FROM json_each(:ids))`,
      { ids },
    ),
  );
