import * as z from "zod";

import { type ContactId, type RegistrationId, idOf } from "../kernel/ids.ts";
import { json } from "../kernel/rows.ts";
import { type Database, type Statement, statement } from "../platform/d1.ts";
import type { Counted } from "../platform/forgetting.ts";

const Person = z.object({
  id: idOf("reg"),
  session_id: idOf("ses"),
  contact_id: idOf("ctc").nullable(),
  guardian_id: idOf("ctc").nullable(),
  name_ids: json(z.array(z.string())),
});
export type PersonToErase = z.infer<typeof Person>;
const PERSON = `SELECT r.id, r.session_id, r.contact_id,
  (SELECT g.contact_id FROM guardian_consents g WHERE g.registration_id = r.id AND g.side = 'guardian') AS guardian_id,
  (SELECT json_group_array(p.contact_id) FROM participants p WHERE p.registration_id = r.id AND p.contact_id IS NOT NULL) AS name_ids
  FROM registrations r`;

/** What the workshops forget in time. */
export const registrationsCounted: Counted = {
  key: "registrations",
  label: "Inscriptions dont le délai est passé (prénom, adresse, âge, besoins)",
  due: "SELECT erase_at AS due_at FROM registrations WHERE erased_at IS NULL AND erase_at <= :now",
  by: "erase_at",
};

/** Registrations whose time has come, at most `most`. */
export const peopleDue = (db: Database, { now, most }: { now: number; most: number }): Promise<PersonToErase[]> =>
  db.all(
    Person,
    statement(`${PERSON} WHERE r.erased_at IS NULL AND r.erase_at <= :now ORDER BY r.erase_at LIMIT :most`, {
      now,
      most,
    }),
  );

/** One registration, unless it is erased already. */
export const personOf = (db: Database, registrationId: RegistrationId): Promise<PersonToErase | null> =>
  db.one(Person, statement(`${PERSON} WHERE r.id = :registrationId AND r.erased_at IS NULL`, { registrationId }));

/** Empties registrations and participants of everything personal; the bare rows stay to be counted. */
export const emptyRegistrations = (ids: readonly RegistrationId[], now: number): Statement[] => {
  return [
    statement(
      "UPDATE participants SET contact_id = NULL, age_band = NULL, needs = '[]', answers = '{}' WHERE registration_id IN (SELECT value FROM json_each(:ids))",
      { ids },
    ),
    statement(
      "UPDATE registrations SET contact_id = NULL, erased_at = :now, updated_at = :now WHERE id IN (SELECT value FROM json_each(:ids)) AND erased_at IS NULL",
      { ids, now },
    ),
  ];
};

/** Every registration of a contact that is not erased yet. */
export async function registrationsOf(db: Database, contactId: ContactId): Promise<RegistrationId[]> {
  const rows = await db.all(
    z.object({ id: idOf("reg") }),
    statement("SELECT id FROM registrations WHERE contact_id = :contactId AND erased_at IS NULL ORDER BY id", {
      contactId,
    }),
  );
  return rows.map((found) => found.id);
}
