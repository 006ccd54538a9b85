import * as z from "zod";

import { idOf } from "../../kernel/ids.ts";
import { type EventEnvelope, subjectOf } from "../../kernel/event.ts";
import { pick } from "../../kernel/pick.ts";
import { HOUR, zoned } from "../../kernel/time.ts";
import { type MailDraft, answerTo } from "../../mail/message.ts";
import { type FollowUp, type Plan, type Reaction, type Reactions, plan } from "../../mail/plan.ts";
import type { Deps } from "../../platform/deps.ts";
import type { Programme, Programmes } from "../sessions/programme.ts";
import type { RegistrationMail, RegistrationVars } from "./registration.mails.ts";
import { MOST_PER_WORKSHOP, REMINDERS, type RegistrationState } from "../seats/registration.ts";
import * as store from "../seats/registration.store.ts";
import { isInformalTo } from "../seats/party.ts";
import { accessInWords, isDrawing, placeInWords } from "../sessions/session.ts";
import * as standing from "../seats/status.store.ts";
import { findAnySession } from "../sessions/session.store.ts";

const SessionOf = z.object({ session: idOf("ses") }).loose();

export type Draft = {
  mail: RegistrationMail | "besoin";
  isUnproven?: boolean;
  until?: number | null;
  oldStartsAt?: number | null;
  /** The clock and the place of the date before; none: the same. */
  oldTz?: string | null;
  oldPlace?: string | null;
  /** How many people came before. */
  oldSeats?: number | null;
  /** What the association wrote beside. */
  message?: `smg_${string}` | null;
  waitsForDay?: boolean;
};

const Resized = z.object({ from: z.int() }).loose();

type Found = store.RegistrationWithSession;
type Write = (event: EventEnvelope, found: Found, draft: Draft) => MailDraft[];
type DraftOf = (found: Found, event: EventEnvelope) => Draft | null;

/** What the platform does, by itself, after something happened to a registration. */
export function registrationReactions(programmes: Programmes): Reactions {
  const write: Write = (event, found, draft) =>
    writeMail(event, found, programmes.bySlug.get(found.session.slug), draft);
  const v1 = (react: Reaction): { version: number; react: Reaction } => ({ version: 1, react });
  return {
    "registration.held": v1(nothing),
    "registration.submitted": v1((event, deps) => askForProof(deps, { event, write })),
    "registration.joined": v1((event, deps) => askForProof(deps, { event, write })),
    "registration.address_corrected": v1((event, deps) => askForProof(deps, { event, write })),
    "registration.consent_reminded": v1(telling(write, reminded)),
    "registration.consented": v1(serving(write, () => null)),
    "registration.resized": v1(serving(write, resized)),
    "registration.moved": v1((event, deps) => tellMoved(deps, { event, write })),
    "registration.refused": v1(serving(write, () => ({ mail: "accord-non" }))),
    "registration.confirmed": v1(reminding(telling(write, confirmed))),
    "registration.waitlisted": v1(serving(write, joined)),
    "registration.offered": v1(telling(write, offered)),
    "registration.cancelled": v1(endingReminders("cancelled", serving(write, cancelled))),
    "registration.declined": v1(serving(write, () => null)),
    "registration.expired": v1(serving(write, expired)),
    "registration.added": v1(nothing),
    "list.opened": v1(nothing),
    "session.published": v1(nothing),
    "session.list_closed": v1(nothing),
    "session.draw_frozen": v1(nothing),
    "session.drawn": v1((event) => Promise.resolve(plan({ sessionsToServe: [subjectOf(event, "ses")] }))),
    "session.resized": v1((event, deps) => tellOutgrown(deps, { event, write })),
    "registration.attended": v1(telling(write, attended)),
    "registration.missed": v1(nothing),
    "attendance.signed": v1(nothing),
    "attestation.issued": v1(nothing),
    "registration.erased": v1((event, deps) =>
      event.data["by"] === "person" ? endingReminders("erased", nothing)(event, deps) : nothing(event, deps),
    ),
    "queue.entry_skipped": v1(telling(write, () => ({ mail: "liste-depasse" }))),
  };
}

/** What these events say stays true while the registration stands so, whatever else changed: who comes, or a parent's yes. */
const SAYS: Readonly<Record<string, RegistrationState>> = {
  "registration.confirmed": "confirmed",
  "registration.waitlisted": "waitlisted",
  "registration.offered": "offered",
};
/** Something happened to the registration since: its own mail tells, and this one would say what is no longer true. */
function isOvertaken(event: EventEnvelope, { registration }: Found): boolean {
  const state = pick(SAYS, event.type);
  if (state !== null) {
    return registration.state !== state;
  }
  return event.subjectRev === null
    ? !["waitlisted", "awaiting_consent"].includes(registration.state)
    : event.subjectRev !== registration.revision;
}

const nothing: Reaction = () => Promise.resolve(plan());

/** A class is told by its request, which says more. */
const confirmed: DraftOf = ({ registration }) => (registration.requestId === null ? { mail: "confirmee" } : null);
/** Who shares the link of a party learns that somebody comes no more, or comes too. */
const resized: DraftOf = (_, event) => ({ mail: "places-changees", oldSeats: Resized.parse(event.data).from });
/** Before a draw nobody has a rank. */
const joined: DraftOf = ({ session }) => ({ mail: isDrawing(session) ? "tirage-rejoint" : "liste-rejointe" });
const offered: DraftOf = ({ registration }) =>
  registration.state === "offered" ? { mail: "place-proposee", until: registration.expiresAt } : null;
const cancelled: DraftOf = ({ registration }, event) => {
  const mail = CANCELLED_MAILS[String(event.data["reason"])];
  const isTold = registration.verifiedAt !== null && registration.requestId === null && mail !== undefined;
  return isTold && (event.data["told"] ?? null) === null ? { mail } : null;
};
const CANCELLED_MAILS: Readonly<Record<string, RegistrationMail>> = {
  person: "annulee",
  guardian: "accord-non",
  session_cancelled: "seance-annulee",
  too_large: "liste-sortie",
};
const EXPIRED_MAILS: Readonly<Record<string, RegistrationMail>> = {
  offered: "place-expiree",
  awaiting_consent: "accord-non",
  waitlisted: "liste-finie",
};
const expired: DraftOf = (_, event) => {
  const mail = EXPIRED_MAILS[String(event.data["from"])];
  return mail === undefined ? null : { mail, waitsForDay: mail === "liste-finie" };
};
/** Who was told otherwise the day after, or nothing, learns that they stand on the list after all. */
const attended: DraftOf = ({ registration, session }, { at }) =>
  registration.requestId === null && at > dayAfter(session) ? { mail: "attestation-prete", waitsForDay: true } : null;
/** When the reminder of the day after leaves. */
const dayAfter = ({ startsAt, tz }: Found["session"]): number =>
  Math.floor(zoned(startsAt, tz).add({ days: 1 }).with({ hour: 10, minute: 0, second: 0 }).epochMilliseconds / 1000);
const reminded: DraftOf = ({ registration }) =>
  registration.consent === "asked" ? { mail: "accord-rappel", until: registration.expiresAt, waitsForDay: true } : null;

/** The person is told, when there is something to tell. */
const telling =
  (write: Write, draftOf: DraftOf): Reaction =>
  async (event, deps) => {
    const found = await store.findRegistration(deps.db, subjectOf(event, "reg"));
    const draft = found === null || isOvertaken(event, found) ? null : draftOf(found, event);
    return found === null || draft === null ? plan() : plan({ mails: write(event, found, draft) });
  };

/** The same, and the waiting list of the session is served: a seat may have come free. */
const serving =
  (write: Write, draftOf: DraftOf): Reaction =>
  async (event, deps) => ({
    ...(await telling(write, draftOf)(event, deps)),
    sessionsToServe: [SessionOf.parse(event.data).session],
  });

/** A confirmed seat has reminders around its session, for whoever does not leave them. */
const reminding =
  (react: Reaction): Reaction =>
  async (event, deps) => {
    const planned = await react(event, deps);
    const found = await store.findRegistration(deps.db, subjectOf(event, "reg"));
    return found === null ? planned : { ...planned, followUps: reminders(found) };
  };

const endingReminders =
  (reason: string, react: Reaction): Reaction =>
  async (event, deps) => ({
    ...(await react(event, deps)),
    followUps: [{ do: "exit", anchorRef: event.subject, reason }],
  });

/** The mail whose button proves an address; to somebody who already has a place here, another mail says so. */
async function askForProof(deps: Deps, { event, write }: { event: EventEnvelope; write: Write }): Promise<Plan> {
  const found = await store.findRegistration(deps.db, subjectOf(event, "reg"));
  const contactId = found?.registration.contactId ?? null;
  if (found === null || contactId === null || isOvertaken(event, found)) {
    return plan();
  }
  const { registration, session } = found;
  const known = await standing.standingOf(deps.db, {
    contactId,
    sessionId: session.id,
    registrationId: registration.id,
    at: event.at,
  });
  const { isUnproven } = known;
  const other = known.other === null ? null : await store.findRegistration(deps.db, known.other);
  if (other !== null) {
    return plan({ mails: write(event, other, { mail: "deja-inscrit", isUnproven }) });
  }
  const live = await standing.liveInWorkshop(deps.db, { contactId, sessionId: session.id });
  const isTooMany = live >= MOST_PER_WORKSHOP;
  const first = registration.consent === "asked" ? "accord-a-demander" : "place-gardee";
  const list = isDrawing(session) ? "tirage-confirmer" : "liste-confirmer";
  const mail = registration.state === "joining" ? list : first;
  const draft = { mail: isTooMany ? "limite-atteinte" : mail, isUnproven, until: registration.expiresAt } as const;
  return plan({ mails: write(event, found, draft) });
}

const Moved = SessionOf.extend({ from: idOf("ses"), was: z.string() });
/**
 * Somebody moved to another date: they are told both, reminders follow, and the seats they left are offered to those who waited for them.
 * Where the first session had been cancelled, reminders begin anew.
 */
async function tellMoved(deps: Deps, { event, write }: { event: EventEnvelope; write: Write }): Promise<Plan> {
  const { from, was } = Moved.parse(event.data);
  const found = await store.findRegistration(deps.db, subjectOf(event, "reg"));
  const first = await findAnySession(deps.db, from);
  if (found === null || first === null) {
    return plan({ sessionsToServe: [from] });
  }
  const { registration, session } = found;
  const anchor = { anchorRef: registration.id, anchorAt: session.startsAt, anchorTz: session.tz };
  const followUps: FollowUp[] = was === "cancelled" ? reminders(found) : [{ do: "move", ...anchor }];
  const old = { oldStartsAt: first.startsAt, oldTz: first.tz, oldPlace: placeInWords(first) };
  const mails = isOvertaken(event, found) ? [] : write(event, found, { mail: "date-changee", ...old });
  return plan({ mails, followUps, sessionsToServe: [from] });
}

/** Reminders around a confirmed seat; a class is reminded by its request, once for all its classes. */
function reminders({ registration, session }: Found): FollowUp[] {
  const { contactId } = registration;
  if (contactId === null || registration.requestId !== null || registration.state !== "confirmed") {
    return [];
  }
  const who = { contactId, nameId: registration.name.id };
  const anchor = { anchorRef: registration.id, anchorAt: session.startsAt, anchorTz: session.tz };
  return [{ do: "enrol", sequence: REMINDERS, ...who, ...anchor, askedAt: registration.createdAt }];
}

/** Seats were added: the list is served. They became fewer: each group that the room can no longer hold is told what it may do, and until when. */
async function tellOutgrown(deps: Deps, { event, write }: { event: EventEnvelope; write: Write }): Promise<Plan> {
  const sessionId = subjectOf(event, "ses");
  const mails: MailDraft[] = [];
  for (const id of await standing.outgrownIds(deps.db, sessionId)) {
    const found = await store.findRegistration(deps.db, id);
    const until = found?.registration.expiresAt ?? null;
    mails.push(...(found === null ? [] : write(event, found, { mail: "liste-trop-grande", until })));
  }
  return plan({ mails, sessionsToServe: [sessionId] });
}

/** What was true before, where a mail says it. */
const before = ({ oldStartsAt = null, oldTz = null, oldPlace = null, oldSeats = null }: Draft) => ({
  oldStartsAt,
  oldTz,
  oldPlace,
  oldSeats,
});

/** The one mail of a draft to the address of a registration; none once it is erased. */
export function writeMail(
  event: EventEnvelope,
  { registration, session }: Found,
  programme: Programme | undefined,
  draft: Draft,
): MailDraft[] {
  if (registration.contactId === null || programme === undefined) {
    return [];
  }
  const vars: RegistrationVars = {
    ...before(draft),
    registration: registration.id,
    session: session.id,
    title: programme.neutralTitle,
    place: placeInWords(session),
    access: accessInWords(session),
    startsAt: session.startsAt,
    endsAt: session.endsAt,
    drawAt: session.drawAt,
    tz: session.tz,
    isOnline: session.mode === "online",
    isInformal: isInformalTo(programme.audience, registration.kind),
    isCalendarWanted: registration.isCalendarWanted,
    rank: registration.rank,
    seats: registration.seats,
    capacity: session.capacity,
    notes: session.notes,
    slug: session.slug,
    message: draft.message ?? null,
    until: draft.until ?? null,
  };
  const mail: MailDraft = {
    dedupeKey:
      draft.mail === "attestation-prete"
        ? `reg:${registration.id}:${draft.mail}`
        : answerTo(event.id, draft.mail, registration.id),
    template: draft.mail,
    contactId: registration.contactId,
    nameId: registration.name.id,
    vars,
    dueAt: event.at,
    expiresAt: expiryOf(draft, session.startsAt, event.at),
    isUnproven: draft.isUnproven ?? false,
    waitsForDay: draft.waitsForDay ?? false,
  };
  return [mail];
}

/**
 * A mail past its use is never sent: proofs and offers die with what they offer, the rest when the session begins or after 72 h. What lets
 * its reader sleep may wait past the beginning: where they live it is another hour, and nobody is left without an end.
 */
const expiryOf = (draft: Draft, startsAt: number, at: number): number =>
  draft.until ?? (startsAt > at && draft.waitsForDay !== true ? Math.min(startsAt, at + 72 * HOUR) : at + 72 * HOUR);
