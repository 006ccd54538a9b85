import * as z from "zod";

import { type FormFields, readForm } from "../platform/form.ts";
import type { Deps } from "../platform/deps.ts";
import type { SiteContext } from "../platform/http.ts";
import { FirstName } from "../privacy/contact.ts";
import { readName } from "../privacy/contacts.store.ts";
import { ConfirmPage } from "../ui/confirm.tsx";
import type { FormState } from "../ui/form.tsx";
import { plural } from "../kernel/text.ts";
import { agesToAdd, calledAt } from "./manage.party.tsx";
import { type PartyRefusal, addPerson, dropPeople } from "./seats/change-party.ts";
import { needsConsent } from "./seats/party.ts";
import { type Person, peopleOf } from "./seats/people.store.ts";
import { fieldErrors } from "./seats/registration.schema.ts";
import type { RegistrationWithSession } from "./seats/registration.store.ts";
import { takeBack } from "./seats/take-back.ts";
import type { Programme } from "./sessions/programme.ts";
import { momentOf } from "./sessions/session.ts";
import { AgeBand } from "./sessions/age.ts";

/** A registration that the link opened; `show` is its page, with what was typed. */
export type Opened = RegistrationWithSession & { programme: Programme; token: string };
type Show = (state: FormState) => Promise<Response>;

const back = (c: SiteContext, token: string, done: string): Response => c.redirect(`/i/${token}?fait=${done}`, 303);
const HEAD = { title: "Votre inscription" } as const;

/** What is said of a party that stays as it was; by default that it is too late. */
const PARTY_SAID: Partial<Record<PartyRefusal, string>> = {
  already_done: "places",
  pair: "ensemble",
  queue_first: "liste-avant",
  no_seat: "pas-assez",
  too_many: "pas-assez",
};

/** First names of the people of a registration, in their order; null where none was asked, or it is erased. */
export const namesOf = (deps: Pick<Deps, "db" | "vault">, people: readonly Person[]): Promise<(string | null)[]> =>
  Promise.all(people.map((one) => readName(deps, { id: one.nameId, name_sealed: one.nameSealed, kid: one.kid })));

/** One of them does not come: said before what follows; the last one is cancelling. */
export async function removeOne(c: SiteContext, held: Opened): Promise<Response> {
  const deps = c.get("deps");
  const fields = await readForm(c);
  const person = fields?.get("personne") ?? "";
  const people = await peopleOf(deps.db, held.registration.id);
  if (people.length === 1) {
    return askToCancel(c, held);
  }
  if (fields?.get("confirme") !== "oui") {
    const at = people.findIndex(({ id }) => id === person);
    const words = {
      title:
        at === -1 ? "Retirer cette personne\u00a0?" : `Retirer ${calledAt(await namesOf(deps, people), at)}\u00a0?`,
      consequence: `Sa place est rendue tout de suite, et son prénom est effacé. ${plural(people.length - 1, "place reste la vôtre", "places restent les vôtres")}.`,
      button: "Oui, retirer",
    };
    const fieldsOf = { personne: person };
    return c.render(<ConfirmPage {...words} action={c.req.path} fields={fieldsOf} back={`/i/${held.token}`} />, HEAD);
  }
  const dropped = await dropPeople(deps, { registrationId: held.registration.id, ids: [person] });
  deps.ring(...(dropped.ok ? dropped.value.eventIds : []));
  return back(c, held.token, dropped.ok ? "places" : (PARTY_SAID[dropped.refusal] ?? "trop-tard"));
}

/** Fewer of an offered group: the rest is taken, at once. */
export async function takeFewer(c: SiteContext, held: Opened): Promise<Response | "all"> {
  const deps = c.get("deps");
  const fields = await readForm(c);
  const people = await peopleOf(deps.db, held.registration.id);
  const ids = people.filter(({ id }) => fields?.get(`vient-${id}`) !== "on").map(({ id }) => id);
  if (ids.length === 0) {
    return "all";
  }
  const dropped = await dropPeople(deps, { registrationId: held.registration.id, ids });
  deps.ring(...(dropped.ok ? dropped.value.eventIds : []));
  return back(c, held.token, dropped.ok ? "confirme" : (PARTY_SAID[dropped.refusal] ?? "trop-tard"));
}

/** Somebody more: a first name, an age where there are several, and both agreements for a child. */
export async function addOne(c: SiteContext, held: Opened, show: Show): Promise<Response> {
  const deps = c.get("deps");
  const fields = await readForm(c);
  const read = fields === null ? null : readPerson(fields, held);
  if (fields === null || read === null || !read.ok) {
    c.status(422);
    return show({ values: fields?.shown ?? {}, errors: read?.ok === false ? read.errors : {} });
  }
  const added = await addPerson(deps, { registrationId: held.registration.id, person: read.person });
  deps.ring(...(added.ok ? added.value.eventIds : []));
  return back(c, held.token, added.ok ? "places" : (PARTY_SAID[added.refusal] ?? "trop-tard"));
}

type PersonRead =
  | { ok: true; person: { name: string; ageBand: AgeBand } }
  | { ok: false; errors: Record<string, string> };
function readPerson(fields: FormFields, { programme, session }: Opened): PersonRead {
  const ages = agesToAdd(programme);
  const typed = ages.length === 1 ? ages[0] : fields.get("age");
  const read = z
    .object({ prenom: FirstName, age: AgeBand.refine((age) => ages.includes(age), "Choisissez un âge.") })
    .safeParse({ prenom: fields.get("prenom"), age: typed });
  const errors = read.success ? {} : fieldErrors(read.error);
  const age = AgeBand.safeParse(typed).data ?? "18_plus";
  const isChild = age !== "18_plus" && needsConsent({ kind: "person", bands: [age] }, session.consentUnderAge);
  for (const tick of ["accord", "accordEnfant"]) {
    if (isChild && fields.get(tick) !== "on") {
      errors[tick] = "Cochez les deux cases : l’accord d’un parent, et celui de l’enfant.";
    }
  }
  return read.success && Object.keys(errors).length === 0
    ? { ok: true, person: { name: read.data.prenom, ageBand: read.data.age } }
    : { ok: false, errors };
}

/** Before a seat or a rank is given back: what is lost, and who gets it. */
export function askToCancel(c: SiteContext, { registration: r, session, token }: Opened): Response | Promise<Response> {
  const isRank = r.state === "waitlisted";
  const seats = plural(r.seats, "place est rendue", "places sont rendues");
  const next = session.waiting > 0 ? "à la première demande de la liste d’attente" : "à tous";
  const words = {
    title: isRank ? "Quitter la liste d’attente" : r.seats > 1 ? "Annuler pour vous tous" : "Annuler l’inscription",
    consequence: isRank
      ? "Le rang est perdu : une nouvelle demande repart à la fin de la liste. Personne ne demande pourquoi."
      : `${momentOf(session)} : ${seats}, aussitôt ${next}. Personne ne demande pourquoi.`,
    button: isRank ? "Quitter la liste" : "Annuler l’inscription",
  };
  return c.render(<ConfirmPage {...words} action={`/i/${token}/annuler`} fields={{}} back={`/i/${token}`} />, HEAD);
}

/** Cancelled by mistake: theirs again, unless somebody else comes first. */
export async function takeItBack(c: SiteContext, held: Opened): Promise<Response> {
  const deps = c.get("deps");
  const taken = await takeBack(deps, held.registration.id);
  deps.ring(taken.ok ? taken.value.eventId : null);
  return back(c, held.token, taken.ok ? "repris" : taken.refusal === "no_seat" ? "reprise" : "trop-tard");
}
