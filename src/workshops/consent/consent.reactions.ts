import { type EventEnvelope, subjectOf } from "../../kernel/event.ts";
import type { ContactId, EventId, SessionId } from "../../kernel/ids.ts";
import { DAY } from "../../kernel/time.ts";
import { type MailDraft, answerTo } from "../../mail/message.ts";
import { type Reaction, type Reactions, plan } from "../../mail/plan.ts";
import type { Deps } from "../../platform/deps.ts";
import type { Programmes } from "../sessions/programme.ts";
import { type RegistrationWithSession, findRegistration } from "../seats/registration.store.ts";
import { accessInWords, type Session, placeInWords } from "../sessions/session.ts";
import { sessionData } from "../sessions/session.events.ts";
import { findAnySession, findSessions, placeOfVenue } from "../sessions/session.store.ts";
import { aboutMessage } from "../letters/session-message.reactions.ts";
import { findMessage, writtenAlike } from "../letters/session-message.store.ts";
import { agreedIn, guardianOf, guardianStanding } from "../seats/consent.store.ts";
import { dateOf } from "../letters/series.mails.ts";
import type { GuardianMail, GuardianVars, ParentSeriesMail, ParentSeriesVars } from "./consent.mails.ts";

/** Once a parent has answered before, this many questions a day reach them by mail; the rest wait on the page of the link. */
const MOST_A_DAY = 3;

/** What a parent is asked, and told, after something happened to the registration or the session of a child. */
export function consentReactions(programmes: Programmes): Reactions {
  const asking: Reaction = async (event, deps) => {
    const found = await findRegistration(deps.db, subjectOf(event, "reg"));
    return plan({ mails: found === null ? [] : await askGuardian(deps, { event, found, programmes }) });
  };
  const telling =
    (newsIn: (event: EventEnvelope) => News): Reaction =>
    async (event, deps) =>
      plan({ mails: await tellGuardians(deps, { event, programmes, ...newsIn(event) }) });
  const changing: Reaction = async (event, deps) => {
    const edited = sessionData("session.edited", event);
    const { oldStartsAt, oldTz, oldVenueId } = edited;
    if (!edited.fields.some((field) => field === "place" || field === "hours")) {
      return plan();
    }
    if (edited.dates.length > 1) {
      const dates = edited.dates.map((was) => ({ session: was.session, was }));
      const { group } = edited;
      const of = [subjectOf(event, "ses")];
      return plan({ mails: await tellSeries(deps, { event, mail: "modifiees-parent", group, dates, of, programmes }) });
    }
    const old = { oldStartsAt, oldTz, oldPlace: await placeOfVenue(deps.db, oldVenueId) };
    const isPlace = edited.fields.includes("place");
    const mail =
      isPlace || !(await isMoved(deps, { event, was: oldStartsAt })) ? "modifiee-parent" : "changement-parent";
    return plan({ mails: await tellGuardians(deps, { event, programmes, mail, ...old }) });
  };
  const cancelling: Reaction = async (event, deps) => {
    const { group, dates: ids, message } = sessionData("session.cancelled", event);
    if (group === null) {
      return plan({ mails: await tellGuardians(deps, { event, programmes, mail: "annulee-parent", message }) });
    }
    const dates = ids.map((session) => ({ session, was: null }));
    const series = { event, mail: "annulees-parent", group, dates, of: ids, message, programmes } as const;
    return plan({ mails: group === event.id ? await tellSeries(deps, series) : [] }); // the first tells for all
  };
  const carrying: Reaction = async (event, deps) => plan({ mails: await carryMessage(deps, { event, programmes }) });
  const moved = (event: EventEnvelope): News => ({
    mail: "changement-parent",
    oldStartsAt: sessionData("session.rescheduled", event).oldStartsAt,
  });
  return {
    "registration.consent_asked": { version: 1, react: asking },
    "registration.waitlisted": { version: 1, react: asking },
    "session.cancelled": { version: 1, react: cancelling },
    "session.rescheduled": { version: 1, react: telling(moved) },
    "session.edited": { version: 1, react: changing },
    "session.message_sent": { version: 1, react: carrying },
  };
}

/**
 * The one mail to a parent. An address that never answered gets one mail, whatever is asked of it, by whom and how often: its key is
 * the address, not the event. Further questions wait on the page behind that link. Blocked addresses get none.
 */
async function askGuardian(
  deps: Deps,
  {
    event,
    found: { registration, session },
    programmes,
  }: { event: EventEnvelope; found: RegistrationWithSession; programmes: Programmes },
): Promise<MailDraft[]> {
  const consent = await guardianOf(deps.db, registration.id);
  if (consent === null || consent.contactId === null || consent.outcome !== "asked") {
    return [];
  }
  const { contactId } = consent;
  const standing = await guardianStanding(deps.db, {
    registrationId: registration.id,
    contactId,
    since: deps.now - DAY,
  });
  if (standing.isBlocked || (standing.hasClicked && standing.recent >= MOST_A_DAY)) {
    return [];
  }
  const until = registration.expiresAt ?? session.startsAt;
  return [
    {
      template: "accord-parent",
      contactId,
      nameId: null,
      vars: { ...aboutSession(session, programmes), until, oldStartsAt: null },
      dedupeKey: standing.hasClicked ? answerTo(event.id, "accord-parent") : `consent:${contactId}`,
      dueAt: event.at,
      expiresAt: until,
      isUnproven: !standing.hasClicked,
    },
  ];
}

/** Whether a session begins at another moment than before: its day is the news then. */
async function isMoved({ db }: Deps, { event, was }: { event: EventEnvelope; was: number }): Promise<boolean> {
  const session = await findAnySession(db, subjectOf(event, "ses"));
  return session !== null && session.startsAt !== was;
}

/** What parents who said yes are told, and what was true before. */
type News = {
  mail: GuardianMail;
  oldStartsAt?: number | null;
  oldTz?: string | null;
  oldPlace?: string | null;
  message?: MessageId | null;
};

/** Parents who said yes are told when the session moves or falls: they agreed to that one. */
async function tellGuardians(
  { db }: Deps,
  {
    event,
    programmes,
    mail,
    oldStartsAt = null,
    oldTz = null,
    oldPlace = null,
    message = null,
  }: { event: EventEnvelope; programmes: Programmes } & News,
): Promise<MailDraft[]> {
  const session = await findAnySession(db, subjectOf(event, "ses"));
  if (session === null) {
    return [];
  }
  const contacts = new Set((await agreedIn(db, [session.id])).map(({ contactId }) => contactId));
  const vars = { ...aboutSession(session, programmes), until: null, oldStartsAt, oldTz, oldPlace, message };
  return [...contacts].map((contactId) => ({
    template: mail,
    contactId,
    nameId: null,
    vars,
    dedupeKey: answerTo(event.id, mail, contactId),
    dueAt: event.at,
    expiresAt: event.at + 3 * DAY,
    isUnproven: false,
  }));
}

type MessageId = `smg_${string}`;
type SeriesNews = {
  event: EventEnvelope;
  mail: ParentSeriesMail;
  group: EventId | null;
  /** Each date, and what it was before where it changed. */
  dates: readonly { session: SessionId; was: { startsAt: number; tz: string; venueId: string | null } | null }[];
  /** Whoever agreed to one of these is told. */
  of: readonly SessionId[];
  message?: MessageId | null;
  programmes: Programmes;
};
/** One mail for all the dates that a parent agreed to, whichever of their events is heard first. */
async function tellSeries(
  { db }: Deps,
  { event, mail, group, dates: told, of, message = null, programmes }: SeriesNews,
): Promise<MailDraft[]> {
  const ids = told.map(({ session }) => session);
  const sessions = new Map((await findSessions(db, ids)).map((session) => [session.id, session]));
  const agreed = await agreedIn(db, ids);
  const dates: { id: SessionId; item: ParentSeriesVars["items"][number]; title: string }[] = [];
  for (const { session: id, was } of told) {
    const session = sessions.get(id);
    if (session !== undefined) {
      const old =
        was === null ? null : { startsAt: was.startsAt, tz: was.tz, place: await placeOfVenue(db, was.venueId) };
      const { title } = aboutSession(session, programmes);
      dates.push({ id, item: Object.assign({ old }, dateOf(session)), title });
    }
  }
  const held = Map.groupBy(agreed, ({ contactId }) => contactId);
  const here = [...held].filter(([, lines]) => lines.some(({ sessionId }) => of.includes(sessionId)));
  return here.map(([contactId, lines]) => {
    const theirs = dates.filter(({ id }) => lines.some(({ sessionId }) => sessionId === id));
    const vars: ParentSeriesVars = {
      title: theirs[0]?.title ?? "Atelier",
      items: theirs.map(({ item }) => item),
      message,
    };
    return {
      template: mail,
      contactId,
      nameId: null,
      vars,
      dedupeKey: answerTo(group ?? event.id, mail, contactId),
      dueAt: event.at,
      expiresAt: event.at + 3 * DAY,
      isUnproven: false,
    };
  });
}

/** What an association wrote to those who have a seat, for each parent who agreed; one who has not answered is told nothing. */
async function carryMessage(
  { db }: Deps,
  { event, programmes }: { event: EventEnvelope; programmes: Programmes },
): Promise<MailDraft[]> {
  const message = await findMessage(db, sessionData("session.message_sent", event).message);
  const session = message === null ? null : await findAnySession(db, message.sessionId);
  if (message === null || session === null || message.audience === "list") {
    return [];
  }
  const { seriesOf } = message;
  const dates: { session: Session; agreed: Set<ContactId> }[] = [];
  for (const id of seriesOf === null ? [session.id] : await writtenAlike(db, seriesOf)) {
    const one = await findAnySession(db, id);
    const agreed = new Set((await agreedIn(db, [id])).map(({ contactId }) => contactId));
    dates.push(...(one === null ? [] : [{ session: one, agreed }]));
  }
  const here = dates.find((date) => date.session.id === session.id)?.agreed ?? new Set<ContactId>();
  return [...here].flatMap((contactId): MailDraft[] => {
    const [first, ...others] = dates.filter((date) => date.agreed.has(contactId)).map((date) => date.session);
    return first === undefined
      ? []
      : [
          {
            template: "message-parent",
            contactId,
            nameId: null,
            vars: { ...aboutMessage(message, first, programmes), others: others.map(({ startsAt }) => startsAt) },
            dedupeKey:
              seriesOf === null
                ? answerTo(event.id, "message-parent", contactId)
                : `smg:${seriesOf}:message-parent:${contactId}`,
            dueAt: event.at,
            expiresAt: first.endsAt,
            isUnproven: false,
          },
        ];
  });
}

const aboutSession = (
  session: Session,
  programmes: Programmes,
): Omit<GuardianVars, "until" | "oldStartsAt" | "oldTz" | "oldPlace" | "message"> => ({
  title: programmes.bySlug.get(session.slug)?.neutralTitle ?? "Atelier",
  place: placeInWords(session),
  access: accessInWords(session),
  association: session.association,
  startsAt: session.startsAt,
  endsAt: session.endsAt,
  tz: session.tz,
  isOnline: session.mode === "online",
});
