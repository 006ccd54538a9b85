import * as z from "zod";

import type { ApplicationId } from "../../kernel/ids.ts";
import { json, row, wordOf } from "../../kernel/rows.ts";
import { type Statement, statement } from "../../platform/d1.ts";
import { PRICES, type Range, WHO } from "./range.ts";

const Row = row({
  id: z.string(),
  name: z.string(),
  who: json(z.array(wordOf(WHO))),
  who_words: z.string(),
  territory: z.string(),
  members: z.int(),
  price: wordOf(PRICES),
  price_age: z.int(),
  price_on: z.string(),
});

/** The question for the ranges of an application, in the order of their names. */
export const rangesQuestion = (applicationId: ApplicationId): Statement =>
  statement(`SELECT ${Row.columns()} FROM ranges WHERE application_id = :applicationId ORDER BY name`, {
    applicationId,
  });
/** Its answer, read. */
export const readRanges = (rows: readonly unknown[]): Range[] => z.array(Row).parse(rows);

/** What an application says of its contracts follows its ranges, as long as it has some: their names, and the members that they cover. */
const follow = (applicationId: ApplicationId, now: number): Statement =>
  statement(
    `UPDATE applications SET
       contracts = coalesce((SELECT json_group_array(name ORDER BY name) FROM ranges WHERE application_id = :applicationId HAVING count(*) > 0), contracts),
       covered = coalesce((SELECT sum(members) FROM ranges WHERE application_id = :applicationId), covered),
       revision = revision + 1, updated_at = :now WHERE id = :applicationId`,
    { applicationId, now },
  );

type Saved = { applicationId: ApplicationId; range: Range; now: number };
/** Keeps a range, new or changed. Fails its key when another has that name. */
export const saveRange = ({ applicationId, range, now }: Saved): Statement[] => [
  statement(
    `INSERT INTO ranges (id, application_id, name, who, who_words, territory, members, price, price_age, price_on)
     VALUES (:id, :applicationId, :name, :who, :whoWords, :territory, :members, :price, :priceAge, :priceOn)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, who = excluded.who, who_words = excluded.who_words, territory = excluded.territory,
       members = excluded.members, price = excluded.price, price_age = excluded.price_age, price_on = excluded.price_on
     WHERE ranges.application_id = :applicationId`,
    {
      id: range.id,
      applicationId,
      name: range.name,
      who: JSON.stringify(range.who),
      whoWords: range.whoWords,
      territory: range.territory,
      members: range.members,
      price: range.price,
      priceAge: range.priceAge,
      priceOn: range.priceOn,
    },
  ),
  follow(applicationId, now),
];

/** Takes a range out of an offer; its grades stay with the answers and count no more. */
export const dropRange = (applicationId: ApplicationId, id: string, now: number): Statement[] => [
  statement("DELETE FROM ranges WHERE id = :id AND application_id = :applicationId", { id, applicationId }),
  follow(applicationId, now),
];
