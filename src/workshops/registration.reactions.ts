import * as z from "zod";

import type { EventEnvelope } from "../kernel/event.ts";
import { HOUR } from "../kernel/time.ts";
import { type MailDraft, answerTo } from "../mail/message.ts";
import { type Plan, type Reaction, type Reactions, plan } from "../mail/plan.ts";
import type { Deps } from "../platform/deps.ts";
import type { Programme, Programmes } from "./programme.ts";
import { RECALL_EVENT, SessionRescheduled } from "./registration.events.ts";
import { MOST_RECALLED, type RegistrationMail, type RegistrationVars } from "./registration.mails.ts";
import * as store from "./registration.store.ts";
import { isInformalFor, placeInWords } from "./session.ts";
import { liveRegistrationIds } from "./session-people.store.ts";

const SessionOf = z.object({ session: z.string() }).loose();
/** Live registrations of one address in one workshop: more are not confirmed. */
const MOST_PER_WORKSHOP = 3;

type Draft = { mail: RegistrationMail; isUnproven?: boolean; until?: number | null; oldStartsAt?: number };

/** What the platform does, by itself, after something happened to a registration. */
export function registrationReactions(programmes: Programmes): Reactions {
  const about = (found: store.RegistrationWithSession): Programme | undefined => programmes.bySlug.get(found.session.slug);
  const write = (event: EventEnvelope, found: store.RegistrationWithSession, draft: Draft): MailDraft[] =>
    writeMail(event, found, about(found), draft);
  const answer =
    (draftOf: (found: store.RegistrationWithSession, event: EventEnvelope) => Draft | null): Reaction =>
    async (event, deps) => {
      const found = await store.findRegistration(deps.db, event.subject);
      const draft = found === null ? null : draftOf(found, event);
      return found === null || draft === null ? plan() : plan({ mails: write(event, found, draft) });
    };
  /** A seat came free: the list is served, and the person is told when there is something to tell. */
  const freed =
    (draftOf: (found: store.RegistrationWithSession, event: EventEnvelope) => Draft | null): Reaction =>
    async (event, deps) => ({
      ...(await answer(draftOf)(event, deps)),
      sessionsToServe: [SessionOf.parse(event.data).session],
    });
  const nothing: Reaction = () => Promise.resolve(plan());
  const proof = (mail: "place-gardee" | "liste-confirmer"): Reaction => (event, deps) => askForProof(deps, event, mail, write);

  return {
    "registration.held": { version: 1, react: nothing },
    "registration.submitted": { version: 1, react: proof("place-gardee") },
    "registration.joined": { version: 1, react: proof("liste-confirmer") },
    "registration.address_corrected": {
      version: 1,
      react: async (event, deps) => {
        const found = await store.findRegistration(deps.db, event.subject);
        return proof(found?.registration.state === "joining" ? "liste-confirmer" : "place-gardee")(event, deps);
      },
    },
    "registration.confirmed": { version: 1, react: answer(() => ({ mail: "confirmee" })) },
    "registration.waitlisted": { version: 1, react: freed(() => ({ mail: "liste-rejointe" })) },
    "registration.offered": {
      version: 1,
      react: answer((found) =>
        found.registration.state === "offered" ? { mail: "place-proposee", until: found.registration.expiresAt } : null,
      ),
    },
    "registration.cancelled": {
      version: 1,
      react: freed((found, event) =>
        found.registration.verifiedAt !== null && event.data["reason"] === "person" ? { mail: "annulee" } : null,
      ),
    },
    "registration.declined": { version: 1, react: freed(() => null) },
    "registration.expired": {
      version: 1,
      react: freed((_, event) => (event.data["from"] === "offered" ? { mail: "place-expiree" } : null)),
    },
    "registration.erased": { version: 1, react: nothing },
    "queue.entry_skipped": { version: 1, react: answer(() => ({ mail: "liste-depasse" })) },
    "session.rescheduled": { version: 1, react: (event, deps) => tellEveryone(deps, event, write) },
    [RECALL_EVENT]: { version: 1, react: (event, deps) => recall(deps, event, about) },
  };
}

type Write = (event: EventEnvelope, found: store.RegistrationWithSession, draft: Draft) => MailDraft[];

/** The mail whose button proves an address; to somebody who already has a place here, another mail says so. */
async function askForProof(deps: Deps, event: EventEnvelope, mail: RegistrationMail, write: Write): Promise<Plan> {
  const found = await store.findRegistration(deps.db, event.subject);
  const contactId = found?.registration.contactId ?? null;
  if (found === null || contactId === null) {
    return plan();
  }
  const { registration, session } = found;
  const standing = await store.standingOf(deps.db, contactId, session.id, registration.id);
  const isUnproven = !standing.isProven;
  const other = standing.other === null ? null : await store.findRegistration(deps.db, standing.other);
  if (other !== null) {
    return plan({ mails: write(event, other, { mail: "deja-inscrit", isUnproven }) });
  }
  const live = await store.liveInWorkshop(deps.db, contactId, session.id, deps.now);
  const isTooMany = live > MOST_PER_WORKSHOP;
  const draft = { mail: isTooMany ? "limite-atteinte" : mail, isUnproven, until: registration.expiresAt } as const;
  return plan({ mails: write(event, found, draft) });
}

/** A session moved: everyone who has a seat or a rank is told, with the link to the new calendar entry. */
async function tellEveryone(deps: Deps, event: EventEnvelope, write: Write): Promise<Plan> {
  const { oldStartsAt } = SessionRescheduled.parse(event.data);
  const mails: MailDraft[] = [];
  for (const id of await liveRegistrationIds(deps.db, event.subject)) {
    const found = await store.findRegistration(deps.db, id);
    mails.push(...(found === null ? [] : write(event, found, { mail: "changement", oldStartsAt })));
  }
  return plan({ mails });
}

/** Somebody lost their mail: one mail with the link of each live registration, to that address only. */
async function recall(
  deps: Deps,
  event: EventEnvelope,
  about: (found: store.RegistrationWithSession) => Programme | undefined,
): Promise<Plan> {
  const items: { registration: string; title: string; startsAt: number; endsAt: number; tz: string }[] = [];
  for (const id of (await store.liveRegistrationsOf(deps.db, event.subject, deps.now)).slice(0, MOST_RECALLED)) {
    const found = await store.findRegistration(deps.db, id);
    if (found !== null) {
      const { startsAt, endsAt, tz } = found.session;
      items.push({ registration: id, title: about(found)?.neutralTitle ?? "Atelier", startsAt, endsAt, tz });
    }
  }
  const mail: MailDraft = {
    dedupeKey: answerTo(event.id, "retrouver"),
    template: "retrouver",
    contactId: event.subject,
    nameId: null,
    vars: { items },
    dueAt: deps.now,
    expiresAt: event.at + 24 * HOUR,
    isUnproven: false,
  };
  return plan({ mails: items.length === 0 ? [] : [mail] });
}

function writeMail(
  event: EventEnvelope,
  { registration, session }: store.RegistrationWithSession,
  programme: Programme | undefined,
  draft: Draft,
): MailDraft[] {
  if (registration.contactId === null || programme === undefined) {
    return [];
  }
  const vars: RegistrationVars = {
    registration: registration.id,
    title: programme.neutralTitle,
    place: placeInWords(session),
    startsAt: session.startsAt,
    endsAt: session.endsAt,
    tz: session.tz,
    isInformal: isInformalFor(programme.audience),
    isCalendarWanted: registration.isCalendarWanted,
    rank: registration.rank,
    until: draft.until ?? null,
    now: event.at,
    oldStartsAt: draft.oldStartsAt ?? null,
  };
  const mail: MailDraft = {
    dedupeKey: answerTo(event.id, draft.mail, registration.id),
    template: draft.mail,
    contactId: registration.contactId,
    nameId: registration.name.id,
    vars,
    dueAt: event.at,
    expiresAt: expiryOf(draft, session.startsAt, event.at),
    isUnproven: draft.isUnproven ?? false,
  };
  return [mail];
}

/** A mail past its use is never sent: proofs and offers die with what they offer, the rest after 72 h. */
const expiryOf = (draft: Draft, startsAt: number, at: number): number =>
  draft.until ?? (startsAt > at ? Math.min(startsAt, at + 72 * HOUR) : at + 72 * HOUR);
