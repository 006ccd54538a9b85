import type { Estate } from "../access/organisations/estate.ts";
import { STATE_WORDS } from "./application/application.ts";
import { applicationsToEnd, endApplications } from "./application/application.store.ts";

/** What a mutuelle has asked for: applications that are not decided. A label that was given stays in the registry to its term. */
export const labelEstate: Estate = {
  owned: async ({ db }, organisationId) =>
    (await applicationsToEnd(db, organisationId)).map(({ id, offer_name: offer, state }) => ({
      id,
      what: `Candidature au label : ${offer}, ${STATE_WORDS[state]}`,
      heirs: {},
    })),
  settle: ({ now, newId }, { organisationId, by }) =>
    endApplications({ organisationId, by, now, eventPrefix: newId("evt").slice(0, 19) }),
};
