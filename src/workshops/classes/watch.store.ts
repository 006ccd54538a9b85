import * as z from "zod";

import { type ContactId, idOf } from "../../kernel/ids.ts";
import { json, row, wordOf } from "../../kernel/rows.ts";
import { type Database, type Statement, statement } from "../../platform/d1.ts";
import { type Forgetting, after } from "../../platform/forgetting.ts";
import { lookAgainAt } from "../../privacy/contacts.store.ts";
import { LEVELS, type Level } from "../schools/school-class.ts";

const Watch = row({
  id: z.string(),
  contact_id: idOf("ctc"),
  departement_code: z.string(),
  levels: json(z.array(wordOf(LEVELS))),
  confirmed_at: z.int().nullable(),
  told_at: z.int().nullable(),
  forget_at: z.int(),
});
/** Somebody who asked to be told when an association begins to come to classes of some levels in a département. */
export type Watch = z.output<typeof Watch>;
const WATCHES = `SELECT ${Watch.columns()} FROM area_watches`;

export const findWatch = (db: Database, id: string): Promise<Watch | null> =>
  db.one(Watch, statement(`${WATCHES} WHERE id = :id`, { id }));
export const watchesOf = (db: Database, contactId: ContactId): Promise<Watch[]> =>
  db.all(Watch, statement(`${WATCHES} WHERE contact_id = :contactId`, { contactId }));

type New = { id: string; addrHash: string; departement: string; levels: readonly Level[]; forgetAt: number };
export const insertWatch = ({ id, addrHash, departement, levels, forgetAt }: New, now: number): Statement =>
  statement(
    `INSERT INTO area_watches (id, contact_id, departement_code, levels, forget_at, created_at)
     VALUES (:id, (SELECT id FROM contacts WHERE addr_hash = :addrHash), :departement, :levels, :forgetAt, :now)`,
    { id, addrHash, departement, levels: JSON.stringify(levels), forgetAt, now },
  );

/** The click of its address; what the same address asked before of the same département is replaced. */
export const confirmWatch = (id: string, { now, forgetAt }: { now: number; forgetAt: number }): Statement[] => [
  statement(
    `DELETE FROM area_watches WHERE id <> :id AND (contact_id, departement_code) =
       (SELECT w.contact_id, w.departement_code FROM area_watches w WHERE w.id = :id)`,
    { id },
  ),
  statement(
    "UPDATE area_watches SET confirmed_at = :now, forget_at = :forgetAt WHERE id = :id AND confirmed_at IS NULL",
    { id, now, forgetAt },
  ),
];

const Served = row({ id: z.string(), levels: json(z.array(wordOf(LEVELS))) });
/** Confirmed ones for whom an association comes now, with the levels that it comes for, that nobody told yet. */
export const watchesServed = (db: Database, most: number): Promise<z.output<typeof Served>[]> =>
  db.all(
    Served,
    statement(
      `SELECT id, levels FROM (SELECT w.id, w.confirmed_at, (SELECT json_group_array(DISTINCT m.value) FROM association_areas a
           JOIN organisations o ON o.id = a.association_id AND o.state = 'active' JOIN json_each(a.levels) l JOIN json_each(w.levels) m ON m.value = l.value
           WHERE a.departement_code = w.departement_code) AS levels
         FROM area_watches w WHERE w.confirmed_at > 0 AND w.told_at IS NULL)
       WHERE levels <> '[]' ORDER BY confirmed_at LIMIT :most`,
      { most },
    ),
  );
/** It was told: one mail is all it asked for. */
export const noteTold = (id: string, { now, forgetAt }: { now: number; forgetAt: number }): Statement =>
  statement("UPDATE area_watches SET told_at = :now, forget_at = :forgetAt WHERE id = :id", { id, now, forgetAt });

export const deleteWatches = (contactId: ContactId): Statement =>
  statement("DELETE FROM area_watches WHERE contact_id = :contactId", { contactId });
export const deleteWatch = (id: string): Statement => statement("DELETE FROM area_watches WHERE id = :id", { id });

const DUE = after("forget_at", 0);
/** Never clicked, told, or a year old: it goes, and its address with it the same night unless something else needs it. */
export const watchesDue: Forgetting = {
  key: "area_watches",
  label: "Adresses de « Prévenez-moi » : jamais confirmées, prévenues, ou qui attendent depuis un an",
  due: `SELECT ${DUE.at} AS due_at FROM area_watches WHERE ${DUE.where}`,
  by: DUE.by,
  phase: "forget",
  most: 200,
  run: async ({ db, now }) => {
    const query = statement(`${WATCHES} WHERE ${DUE.where} ORDER BY ${DUE.by} LIMIT :most`, {
      now,
      most: watchesDue.most,
    });
    const due = await db.all(Watch, query);
    await db.batch(due.flatMap(({ id, contactId }) => [deleteWatch(id), lookAgainAt(contactId, now)]));
    return due.length;
  },
};
