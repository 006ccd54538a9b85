import { type Keys, idOf, sealAddress } from "./seal.ts";

/** SQL expressions for the contact and the person of an address: the same for scripts that run twice. */
export function whoIs(
  keys: Keys,
  email: string,
): { contact: string; person: string; statements: (now: number) => string[] } {
  const { kid, sealed, hash } = sealAddress(keys, email);
  const contact = `(SELECT id FROM contacts WHERE addr_hash = '${hash}')`;
  return {
    contact,
    person: `(SELECT id FROM people WHERE contact_id = ${contact})`,
    statements: (now) => [
      `INSERT INTO contacts (id, email_sealed, addr_hash, kid, created_at) VALUES ('${idOf("ctc", hash)}', '${sealed}', '${hash}', '${kid}', ${now}) ON CONFLICT (addr_hash) DO NOTHING;`,
      `INSERT INTO recipients (id, contact_id, locale, zone, created_at) SELECT '${idOf("rcp", hash)}', ${contact}, 'fr', 'Europe/Paris', ${now} WHERE true ON CONFLICT (contact_id) DO NOTHING;`,
      `INSERT INTO people (id, contact_id, created_at) SELECT '${idOf("per", hash)}', ${contact}, ${now} WHERE true ON CONFLICT (contact_id) DO NOTHING;`,
    ],
  };
}

/** Who takes a role where; nowhere is the platform itself. */
export type Given = { email: string; organisationId?: string; role: string };

/** The SQL that gives a role to an address: the person is made if there is none. */
export function roleSql(keys: Keys, { email, organisationId = "", role }: Given, now: number): string[] {
  const { person, statements } = whoIs(keys, email);
  return [
    ...statements(now),
    `INSERT INTO memberships (person_id, organisation_id, role, created_at) SELECT ${person}, '${organisationId}', '${role}', ${now} WHERE true ON CONFLICT DO NOTHING;`,
  ];
}
