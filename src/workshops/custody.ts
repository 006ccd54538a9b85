import type { ContactId } from "../kernel/ids.ts";
import { limitsOf } from "../platform/counters.ts";
import type { Deps } from "../platform/deps.ts";
import type { Custodian } from "../privacy/custodian.ts";
import { RECALLS } from "./seats/recall.ts";
import { eraseAllOf } from "./erase.ts";
import { registrationsOf } from "./erase.store.ts";
import { forgetReplyContact, repliesTo } from "./letters/session-message.store.ts";
import { STATE_WORDS as REGISTRATION_WORDS } from "./seats/registration.ts";
import { findRegistration } from "./seats/registration.store.ts";
import { eraseRequestsOf } from "./classes/erase-requests.ts";
import { ownNeedsInWords } from "./facilitators/own-needs.ts";
import { forgetOwnWords } from "./facilitators/own-words.store.ts";
import { ownWordsOf } from "./facilitators/say-words.ts";
import { eraseGuardian } from "./consent/answer-consent.ts";
import { OUTCOME_WORDS } from "./seats/consent.ts";
import { askedOf } from "./seats/consent.store.ts";
import { STATE_WORDS as REQUEST_WORDS } from "./classes/request.ts";
import { findRequest } from "./classes/requests.store.ts";
import { followedBy } from "./classes/thread.store.ts";
import { deleteWatches, watchesOf } from "./classes/watch.store.ts";
import { threadOf } from "./classes/write-word.ts";
import { requestsOfContact } from "./classes/retention.store.ts";

const iso = (at: number): string => new Date(at * 1000).toISOString();

/** What the workshops hold about a person: registrations and class requests that are not erased yet. */
export const workshopsCustody: Custodian = {
  label: "Ateliers : inscriptions et demandes de classe",
  limits: limitsOf(RECALLS),
  show: async (deps, contactId) => {
    const items: Record<string, unknown>[] = [];
    for (const id of await registrationsOf(deps.db, contactId)) {
      const found = await findRegistration(deps.db, id);
      if (found !== null) {
        const { registration, session } = found;
        items.push({
          quoi: "inscription",
          atelier: session.slug,
          date: iso(session.startsAt),
          etat: REGISTRATION_WORDS[registration.state],
          prenom_garde: registration.name.id !== null,
        });
      }
    }
    for (const { registrationId, outcome } of await askedOf(deps.db, contactId)) {
      items.push({ quoi: "accord demandé à un parent", numero: registrationId, etat: OUTCOME_WORDS[outcome] });
    }
    for (const request of await requestsOfContact(deps.db, contactId)) {
      const quoi = request.contact_id === contactId ? "demande de classe" : "accord demandé à la direction";
      const found = request.contact_id === contactId ? await findRequest(deps.db, request.id) : null;
      const words = found === null ? [] : await threadOf(deps, { id: found.id, reader: "school" });
      const mots = words.map(({ by, text }) => ({
        de: by === "school" ? "établissement" : "association",
        texte: text,
      }));
      items.push({ quoi, numero: request.id, etat: REQUEST_WORDS[request.state], mots });
    }
    items.push(...(await othersOf(deps, contactId)), ...(await heldForTeam(deps, contactId)));
    return items;
  },
  erase: async (deps, contactId) => {
    await deps.db.batch([forgetReplyContact(contactId), deleteWatches(contactId)]);
    await forgetOwnWords(deps.db, contactId);
    return [
      ...(await eraseAllOf(deps, contactId)),
      ...(await eraseGuardian(deps, contactId)),
      ...(await eraseRequestsOf(deps, contactId)),
    ];
  },
};

/** What somebody follows or waits for without having asked for a workshop themselves. */
async function othersOf({ db }: Deps, contactId: ContactId): Promise<Record<string, unknown>[]> {
  const followed = await followedBy(db, contactId);
  const watches = await watchesOf(db, contactId);
  return [
    ...followed.map(({ workshopRequestId: numero }) => ({ quoi: "demande de classe suivie", numero })),
    ...watches.map(({ departementCode: departement, confirmedAt, forgetAt }) => ({
      quoi: "prévenez-moi",
      departement,
      confirme: confirmedAt === null ? null : iso(confirmedAt),
      fin: iso(forgetAt),
    })),
  ];
}

/** What stands of somebody as one of the team of an association. */
async function heldForTeam(deps: Deps, contactId: ContactId): Promise<Record<string, unknown>[]> {
  const own = await ownWordsOf(deps, contactId);
  const needs = own.needs.map(([numero, list]) => ({
    quoi: "besoins pour animer",
    numero,
    besoins: ownNeedsInWords(list),
  }));
  const names = own.names.map(([numero, name]) => ({
    quoi: "prénom montré sur la page des séances",
    numero,
    prenom: name?.first ?? null,
    ligne: name?.line ?? null,
  }));
  const replies = (await repliesTo(deps.db, contactId)).map((numero) => ({
    quoi: "reçoit les réponses aux messages d’une association",
    numero,
  }));
  return [...needs, ...names, ...replies];
}
