import { type EventEnvelope, subjectOf } from "../../kernel/event.ts";
import { HOUR } from "../../kernel/time.ts";
import { type MailDraft, answerTo } from "../../mail/message.ts";
import { type FollowUp, type Plan, type Reactions, plan } from "../../mail/plan.ts";
import type { Deps } from "../../platform/deps.ts";
import { isInformalTo } from "../seats/party.ts";
import * as store from "../seats/registration.store.ts";
import * as standing from "../seats/status.store.ts";
import type { Programmes } from "../sessions/programme.ts";
import { sessionData } from "../sessions/session.events.ts";
import type { Session } from "../sessions/session.ts";
import { findAnySession, placesOfVenues } from "../sessions/session.store.ts";
import { type Draft, writeMail } from "./registration.reactions.ts";
import { type SeriesVars, dateOf } from "./series.mails.ts";

type Found = store.RegistrationWithSession;

/**
 * What was edited: who has a seat or a rank is told of another place or hour, who has a seat of another link, and of new notes when there are
 * not two days left. Reminders follow the hour.
 */
export const editedReactions = (programmes: Programmes): Reactions => {
  const react = (event: EventEnvelope, deps: Deps): Promise<Plan> => tellEdited(deps, { event, programmes });
  return {
    "session.rescheduled": { version: 1, react },
    "session.edited": { version: 1, react },
    "session.need_answered": { version: 1, react: (event, deps) => tellNeed(deps, { event, programmes }) },
  };
};

/** Who has the need reads the answer. */
async function tellNeed(
  deps: Deps,
  { event, programmes }: { event: EventEnvelope; programmes: Programmes },
): Promise<Plan> {
  const { need, answer } = sessionData("session.need_answered", event);
  const mails: MailDraft[] = [];
  for (const id of await standing.liveRegistrationIds(deps.db, subjectOf(event, "ses"))) {
    const found = await store.findRegistration(deps.db, id);
    if (found !== null && found.registration.needs.includes(need)) {
      const written = writeMail(event, found, programmes.bySlug.get(found.session.slug), { mail: "besoin" });
      mails.push(...written.map((mail) => Object.assign(mail, { vars: Object.assign(mail.vars, { need, answer }) })));
    }
  }
  return plan({ mails });
}

async function tellEdited(
  deps: Deps,
  { event, programmes }: { event: EventEnvelope; programmes: Programmes },
): Promise<Plan> {
  const session = await findAnySession(deps.db, subjectOf(event, "ses"));
  if (session === null) {
    return plan();
  }
  const edited = editedIn(event, session);
  const isMoved = edited.oldStartsAt !== session.startsAt;
  const news = newsOf(edited.fields, { startsAt: session.startsAt, isMoved, at: event.at });
  const places = await placesBefore(deps, edited);
  const mails: MailDraft[] = [];
  const followUps: FollowUp[] = [];
  for (const id of await standing.liveRegistrationIds(deps.db, session.id)) {
    const found = await store.findRegistration(deps.db, id);
    if (found !== null) {
      mails.push(...(await tellOne(deps, { event, found, edited, news, places, programmes })));
      followUps.push(...followed(found, edited));
    }
  }
  return plan({ mails, followUps });
}

/** Reminders of a seat follow its hour. */
const followed = ({ registration, session }: Found, { fields }: Edited): FollowUp[] =>
  registration.state === "confirmed" && fields.includes("hours")
    ? [{ do: "move", anchorRef: registration.id, anchorAt: session.startsAt, anchorTz: session.tz }]
    : [];

type Places = ReadonlyMap<string | null, string>;
/** Where the edited sessions were, in words. */
const placesBefore = ({ db }: Deps, { oldVenueId, dates }: Edited): Promise<Places> =>
  placesOfVenues(db, [oldVenueId].concat(dates.map((date) => date.venueId)));

type One = {
  event: EventEnvelope;
  found: Found;
  edited: Edited;
  news: News | null;
  places: Places;
  programmes: Programmes;
};
async function tellOne(deps: Deps, { event, found, edited, news, places, programmes }: One): Promise<MailDraft[]> {
  if (news === null || (found.registration.state !== "confirmed" && !news.isForAll)) {
    return [];
  }
  const many = await datesOf(deps.db, { found, edited, isForAll: news.isForAll });
  if (many.length > 1) {
    return writeSeries(event, { found, many, edited, places, what: news.what, programmes });
  }
  const draft: Draft = { mail: news.mail };
  if (news.what === "changed") {
    draft.oldStartsAt = edited.oldStartsAt;
    draft.oldTz = edited.oldTz;
    draft.oldPlace = places.get(edited.oldVenueId) ?? null;
  }
  return writeMail(event, found, programmes.bySlug.get(found.session.slug), draft);
}

type Edited = ReturnType<typeof editedIn>;
/** What an event says was edited; one of before says less: the hour alone had changed. */
function editedIn(event: EventEnvelope, { tz, venueId }: Session) {
  if (event.type === "session.edited") {
    return sessionData("session.edited", event);
  }
  const { oldStartsAt } = sessionData("session.rescheduled", event);
  return { fields: ["hours" as const], oldStartsAt, oldTz: tz, oldVenueId: venueId, group: null, dates: [] };
}

type News = {
  mail: "changement" | "seance-modifiee" | "lien-change" | "a-savoir";
  what: SeriesVars["what"];
  isForAll: boolean;
};
/** Which mail tells an edit, and whether to those on the list, too; null: nobody is told. */
function newsOf(
  fields: Edited["fields"],
  { startsAt, isMoved, at }: { startsAt: number; isMoved: boolean; at: number },
): News | null {
  if (fields.includes("place")) {
    return { mail: "seance-modifiee", what: "changed", isForAll: true };
  }
  if (fields.includes("hours")) {
    return { mail: isMoved ? "changement" : "seance-modifiee", what: "changed", isForAll: true };
  }
  if (fields.includes("link")) {
    return { mail: "lien-change", what: "lien-change", isForAll: false };
  }
  return fields.includes("notes") && startsAt - at < NOTES_WITHIN
    ? { mail: "a-savoir", what: "a-savoir", isForAll: false }
    : null;
}
/** What people should know is in the reminder of the day before; when that has left, or is about to, a mail says it. */
const NOTES_WITHIN = 48 * HOUR;

/** The dates of a series that were edited at once and that the same address holds, soonest first. */
async function datesOf(
  db: Deps["db"],
  { found, edited, isForAll }: { found: Found; edited: Edited; isForAll: boolean },
): Promise<Found[]> {
  const { contactId } = found.registration;
  if (edited.dates.length === 0 || contactId === null) {
    return [found];
  }
  const sessions = edited.dates.map(({ session }) => session);
  const ids = await standing.liveIn(db, { contactId, sessions });
  const all = await Promise.all(ids.map((id) => store.findRegistration(db, id)));
  return all.filter((one) => one !== null && (isForAll || one.registration.state === "confirmed")) as Found[];
}

type Several = {
  found: Found;
  many: readonly Found[];
  edited: Edited;
  places: Places;
  what: SeriesVars["what"];
  programmes: Programmes;
};
/** One mail for all dates of an address, whichever of their events is heard first. */
function writeSeries(event: EventEnvelope, { found, many, edited, places, what, programmes }: Several): MailDraft[] {
  const { registration, session } = found;
  const programme = programmes.bySlug.get(session.slug);
  if (registration.contactId === null || programme === undefined) {
    return [];
  }
  const vars: SeriesVars = {
    title: programme.neutralTitle,
    what,
    isInformal: isInformalTo(programme.audience, registration.kind),
    items: many.map(({ registration: r, session: s }) => {
      const was = edited.dates.find((date) => date.session === s.id);
      const old =
        was === undefined || what !== "changed"
          ? null
          : { startsAt: was.startsAt, tz: was.tz, place: places.get(was.venueId) ?? "" };
      return { registration: r.id, ...dateOf(s), old };
    }),
    notes: session.notes,
  };
  return [
    {
      dedupeKey: answerTo(edited.group ?? event.id, "seances-modifiees", registration.contactId),
      template: "seances-modifiees",
      contactId: registration.contactId,
      nameId: registration.name.id,
      vars,
      dueAt: event.at,
      expiresAt: Math.min(session.startsAt, event.at + 72 * HOUR),
      isUnproven: false,
    },
  ];
}
