import * as z from "zod";

import { type LabelId, idOf } from "../../kernel/ids.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { BINDING_STATES, RECOGNISED } from "../decision/label.ts";

const Row = z.object({
  domain: z.string(),
  labelId: idOf("lbl"),
  nonce: z.string(),
  state: z.enum(BINDING_STATES),
  failures: z.int(),
  checkedAt: z.int().nullable(),
});
/** A site that a mutuelle says is its own. */
export type Binding = z.infer<typeof Row>;
const COLUMNS = "domain, label_id AS labelId, nonce, state, failures, checked_at AS checkedAt";

export const bindingsOf = (db: Database, labelId: LabelId): Promise<Binding[]> =>
  db.all(
    Row,
    statement(`SELECT ${COLUMNS} FROM domain_bindings WHERE label_id = :labelId ORDER BY domain`, { labelId }),
  );

/** Sites whose weekly check is due, the longest first: a few, for each is read over the network, and each tick asks again. */
export const bindingsDue = (db: Database, now: number): Promise<Binding[]> =>
  db.all(
    Row,
    statement(
      `SELECT ${COLUMNS} FROM domain_bindings WHERE state IN ${sqlSet(RECOGNISED)} AND next_at <= :now ORDER BY next_at LIMIT 5`,
      { now },
    ),
  );

/** Sites of one label. */
export const MOST_DOMAINS = 10;
/** A site to be proven; added again, its proof stays what it was; nothing is written past the most. */
export const addBinding = (labelId: LabelId, domain: string, nonce: string, now: number): Statement =>
  statement(
    `INSERT INTO domain_bindings (domain, label_id, nonce, state, failures, next_at, created_at)
     SELECT :domain, :labelId, :nonce, 'pending', 0, :now, :now WHERE (SELECT count(*) FROM domain_bindings WHERE label_id = :labelId) < ${MOST_DOMAINS}
     ON CONFLICT DO NOTHING`,
    { labelId, domain, nonce, now },
  );

export const dropBinding = (labelId: LabelId, domain: string): Statement =>
  statement("DELETE FROM domain_bindings WHERE label_id = :labelId AND domain = :domain", { labelId, domain });

/** What a check found. */
export const noteCheck = (
  b: Pick<Binding, "labelId" | "domain" | "state" | "failures">,
  now: number,
  nextAt: number,
): Statement =>
  statement(
    "UPDATE domain_bindings SET state = :state, failures = :failures, checked_at = :now, next_at = :nextAt WHERE label_id = :labelId AND domain = :domain",
    { labelId: b.labelId, domain: b.domain, state: b.state, failures: b.failures, now, nextAt },
  );
