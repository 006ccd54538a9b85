import * as z from "zod";

import type { OrganisationId } from "../../kernel/ids.ts";
import { idOf } from "../../kernel/ids.ts";
import { row } from "../../kernel/rows.ts";
import { type Database, type Statement, statement } from "../../platform/d1.ts";
import { AGREEMENT_SHAPE, type AgreementKind } from "../catalogue/association.ts";

const Agreed = row({ id: idOf("org"), name: z.string(), ...AGREEMENT_SHAPE });
export type Agreed = z.output<typeof Agreed>;
const SELECT = `SELECT a.id, o.name, a.agreement_kind, a.agreement_until_on, a.agreement_seen_on FROM associations a
  JOIN organisations o ON o.id = a.id AND o.state = 'active'`;

/** Associations that are active, by their id: 50 from a cursor, and one more. */
export const agreementsAfter = (db: Database, after: string): Promise<Agreed[]> =>
  db.all(Agreed, statement(`${SELECT} WHERE a.id > :after ORDER BY a.id LIMIT 51`, { after }));

/** One of them; null when it is none. */
export const agreementOf = (db: Database, id: OrganisationId): Promise<Agreed | null> =>
  db.one(Agreed, statement(`${SELECT} WHERE a.id = :id`, { id }));

/** What an operator saw, on which day. */
export const setAgreement = (
  id: OrganisationId,
  { kind, untilOn, seenOn }: { kind: AgreementKind; untilOn: string | null; seenOn: string },
): Statement =>
  statement(
    `UPDATE associations SET agreement_kind = :kind, agreement_until_on = :untilOn, agreement_seen_on = :seenOn, agreement_recalls = 0
     WHERE id = :id`,
    { id, kind, untilOn, seenOn: untilOn === null ? null : seenOn },
  );

const Ending = row({ id: idOf("org"), agreement_until_on: z.string(), recalls: z.int() });
/** Agreements that end soon, and of which not all was told: how often it will have been, once this is. */
export const agreementsEnding = (
  db: Database,
  { todayOn, firstOn, lastOn }: { todayOn: string; firstOn: string; lastOn: string },
): Promise<z.output<typeof Ending>[]> =>
  db.all(
    Ending,
    statement(
      `SELECT a.id, a.agreement_until_on, iif(a.agreement_until_on <= :lastOn, 2, 1) AS recalls FROM associations a
         JOIN organisations o ON o.id = a.id AND o.state = 'active'
       WHERE a.agreement_until_on BETWEEN :todayOn AND :firstOn AND a.agreement_recalls < iif(a.agreement_until_on <= :lastOn, 2, 1)`,
      { todayOn, firstOn, lastOn },
    ),
  );
/** It was told. */
export const noteRecalled = (id: OrganisationId, recalls: number): Statement =>
  statement("UPDATE associations SET agreement_recalls = :recalls WHERE id = :id", { id, recalls });
