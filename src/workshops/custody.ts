import type { Custodian } from "../privacy/custodian.ts";
import { RECALLS } from "./recall.ts";
import { eraseAllOf } from "./erase.ts";
import { registrationsOf } from "./erase.store.ts";
import { findRegistration } from "./registration.store.ts";

const iso = (at: number): string => new Date(at * 1000).toISOString();

/** What the workshops hold about a person: each registration that is not erased yet. */
export const workshopsCustody: Custodian = {
  label: "Inscriptions aux ateliers",
  limits: [RECALLS],
  show: async (deps, contactId) => {
    const items: Record<string, unknown>[] = [];
    for (const id of await registrationsOf(deps.db, contactId)) {
      const found = await findRegistration(deps.db, id);
      if (found !== null) {
        const { registration, session } = found;
        items.push({
          ...{ quoi: "inscription", atelier: session.slug, date: iso(session.startsAt), etat: registration.state },
          prenom_garde: registration.name.id !== null,
        });
      }
    }
    return items;
  },
  erase: eraseAllOf,
};
