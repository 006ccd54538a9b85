import type { EventId, PersonId } from "../kernel/ids.ts";
import type { Deps } from "../platform/deps.ts";
import type { Custodian } from "../privacy/custodian.ts";
import { anyPersonOf, forgetPerson, loginsOf } from "./access.store.ts";
import { forgetMember } from "./organisations/change-team.ts";
import { forgetInvitationsOf, invitationsOf, membershipsOf, ownedBy } from "./organisations/custody.store.ts";
import { correctionsOf, forgetCorrectionsOf } from "./organisations/corrections.store.ts";
import { ROLE_WORDS } from "./organisations/organisation.ts";
import { passkeysOf } from "./passkeys.store.ts";
import type { Role } from "./roles.ts";
import { SIGN_IN_LIMITS } from "./sign-in.ts";

const roleWords = (role: string): string => (Object.hasOwn(ROLE_WORDS, role) ? ROLE_WORDS[role as Role] : role);
const iso = (at: number | null): string | null => (at === null ? null : new Date(at * 1000).toISOString());

/** What access holds about a person: roles, logins, passkeys, invitations. Erasing hands over what they own. */
export const accessCustody: Custodian = {
  label: "Rôles et connexions",
  limits: SIGN_IN_LIMITS,
  show: async (deps, contactId) => {
    const personId = await anyPersonOf(deps.db, contactId);
    const invitations = (await invitationsOf(deps.db, contactId)).map((invitation) => ({
      quoi: "invitation",
      structure: invitation.name,
      role: roleWords(invitation.role),
      envoyee: iso(invitation.created_at),
      acceptee: iso(invitation.accepted_at),
    }));
    const corrections = (await correctionsOf(deps.db, contactId)).map((correction) => ({
      quoi: "adresse de connexion corrigée",
      adresse: correction.fromContactId === contactId ? "l’ancienne" : "la nouvelle",
      fin: iso(correction.untilAt),
    }));
    const known = [...invitations, ...corrections];
    return personId === null ? known : [...known, ...(await heldOf(deps, personId))];
  },
  dependsOn: async ({ db }, contactId) =>
    (await ownedBy(db, contactId)).map(({ name, others }) =>
      others === 0
        ? `Seul responsable de « ${name} » : elle restera sans personne, à reprendre dans « À faire »`
        : `Responsable de « ${name} » : une autre personne de l’équipe le devient`,
    ),
  erase: async (deps, contactId) => {
    const personId = await anyPersonOf(deps.db, contactId);
    const eventIds: EventId[] = [];
    if (personId !== null) {
      const roles = (await membershipsOf(deps.db, personId)).filter((m) => m.ended_at === null);
      for (const organisationId of new Set(roles.map((m) => m.organisation_id))) {
        eventIds.push(...(await forgetMember(deps, { personId, organisationId })));
      }
    }
    await deps.db.batch([
      forgetInvitationsOf(contactId),
      forgetCorrectionsOf(contactId),
      ...(personId === null ? [] : forgetPerson(personId)),
    ]);
    return eventIds;
  },
};

async function heldOf(deps: Deps, personId: PersonId): Promise<Record<string, unknown>[]> {
  const memberships = await membershipsOf(deps.db, personId);
  const logins = await loginsOf(deps.db, { personId, now: deps.now });
  const passkeys = await passkeysOf(deps.db, personId);
  return [
    ...memberships.map((m) => ({
      quoi: "rôle",
      structure: m.name ?? "Ligne Sûre",
      role: roleWords(m.role),
      depuis: iso(m.created_at),
      fin: iso(m.ended_at),
    })),
    ...logins.map((login) => ({ quoi: "connexion", ouverte: iso(login.created_at), vue: iso(login.seen_at) })),
    ...passkeys.map((key) => ({ quoi: "clé", ajoutee: iso(key.createdAt), montree: iso(key.usedAt) })),
  ];
}
