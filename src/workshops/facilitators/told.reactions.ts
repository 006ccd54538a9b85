import { type EventEnvelope, subjectOf } from "../../kernel/event.ts";
import type { SessionId } from "../../kernel/ids.ts";
import { DAY, PARIS, momentIn } from "../../kernel/time.ts";
import type { MailDraft } from "../../mail/message.ts";
import { type Reaction, type Reactions, plan } from "../../mail/plan.ts";
import type { Deps } from "../../platform/deps.ts";
import { actOf } from "../../platform/outbox.ts";
import type { Programmes } from "../sessions/programme.ts";
import { sessionData } from "../sessions/session.events.ts";
import { type Session, momentOf, placeInWords } from "../sessions/session.ts";
import { findSessions, placesOfVenues } from "../sessions/session.store.ts";
import type { StaffNews } from "./facilitators.mails.ts";
import { toTeam } from "./facilitators.reactions.ts";
import * as store from "./told.store.ts";

/** What a session was before it changed. */
type Was = { startsAt: number; tz: string; venueId: string | null };
/** What happened to which sessions, to whom it matters, and what each was. `isOneAct`: several events tell of it, whichever is heard first. */
type News = {
  news: StaffNews;
  sessions: readonly Session[];
  staff: readonly store.Staff[];
  was?: ReadonlyMap<SessionId, Was>;
  isOneAct?: boolean;
};
type Read = (event: EventEnvelope, deps: Deps) => Promise<News | null>;

/**
 * Whoever animates is told when a session of theirs is cancelled, moved, elsewhere, behind another link, or given by another association: one
 * mail a person for all that happened at once. Of the events of a series the first tells for all.
 */
export function toldReactions(programmes: Programmes): Reactions {
  const tell = (read: Read): { version: number; react: Reaction } => ({
    version: 1,
    react: async (event, deps) => {
      const news = await read(event, deps);
      return plan({ mails: news === null ? [] : await write(deps, { event, news, programmes }) });
    },
  });
  return {
    "session.cancelled": tell(cancelled),
    "session.edited": tell(edited),
    "session.handed_over": tell((event, { db }) => handedOver(event, { db, sessions: [subjectOf(event, "ses")] })),
    "workshop_request.cancelled": tell(visitsEnded),
    "workshop_request.agreement_withdrawn": tell(visitsEnded),
    "workshop_request.class_dropped": tell(visitsEnded),
    "workshop_request.moved": tell(visitsMoved),
    "workshop_request.taken_over": tell(async (event, { db }) =>
      handedOver(event, { db, sessions: await store.visitsOf(db, subjectOf(event, "wrq")) }),
    ),
  };
}

async function cancelled(event: EventEnvelope, { db }: Deps): Promise<News | null> {
  const { group, dates } = sessionData("session.cancelled", event);
  if (dates.length === 0) {
    return endedAtOnce(event, { db, sessions: [subjectOf(event, "ses")] });
  }
  return group !== null && group !== event.id
    ? null
    : { news: "cancelled", sessions: await findSessions(db, dates), staff: await store.staffOf(db, dates) };
}

/** An association that closes ends all that it announced; a request, the classes that were to be visited. */
async function endedAtOnce(
  { id, at }: EventEnvelope,
  { db, sessions }: Pick<Deps, "db"> & { sessions: readonly SessionId[] },
): Promise<News> {
  const ended = await store.endedWith(db, { sessions, at, act: actOf(id) });
  const staff = await store.staffOf(db, ended);
  return { news: "cancelled", sessions: await findSessions(db, ended), staff, isOneAct: true };
}
const visitsEnded = async (event: EventEnvelope, { db }: Deps): Promise<News> =>
  endedAtOnce(event, { db, sessions: await store.visitsOf(db, subjectOf(event, "wrq")) });

async function edited(event: EventEnvelope, { db }: Deps): Promise<News | null> {
  const { fields, group, dates, oldStartsAt, oldTz, oldVenueId } = sessionData("session.edited", event);
  const news = fields.some((field) => ["place", "hours", "programme"].includes(field)) ? "changed" : "link";
  if ((group !== null && group !== event.id) || (news === "link" && !fields.includes("link"))) {
    return null;
  }
  const alone = { session: subjectOf(event, "ses"), startsAt: oldStartsAt, tz: oldTz, venueId: oldVenueId };
  const all = dates.length === 0 ? [alone] : dates;
  const ids = all.map(({ session }) => session);
  const sessions = await findSessions(db, ids);
  return {
    news,
    sessions: sessions.filter(({ state }) => state !== "cancelled"),
    staff: await store.staffOf(db, ids),
    was: new Map(all.map((one) => [one.session, one])),
  };
}

async function visitsMoved(event: EventEnvelope, { db }: Deps): Promise<News> {
  const ids = await store.visitsOf(db, subjectOf(event, "wrq"));
  const sessions = (await findSessions(db, ids)).filter(({ state }) => state !== "cancelled");
  const was = sessions.map((one): [SessionId, Was] => [
    one.id,
    { startsAt: one.movedFromAt ?? one.startsAt, tz: one.tz, venueId: one.venueId },
  ]);
  return { news: "changed", sessions, staff: await store.staffOf(db, ids), was: new Map(was) };
}

/** The team of the association that has closed no longer gives what another takes over: one mail for all that this one does. */
async function handedOver(
  { at }: EventEnvelope,
  { db, sessions }: Pick<Deps, "db"> & { sessions: readonly SessionId[] },
): Promise<News> {
  const staff = await store.staffHandedOver(db, { sessions, at });
  const ids = staff.map(({ sessionId }) => sessionId);
  return { news: "handed", sessions: await findSessions(db, ids), staff, isOneAct: true };
}

type Told = { event: EventEnvelope; news: News; programmes: Programmes };
/** One mail to each, with their own sessions, soonest first. */
async function write({ db }: Deps, { event, news, programmes }: Told): Promise<MailDraft[]> {
  const was = news.was ?? new Map<SessionId, Was>();
  const venues = Array.from(was.values(), ({ venueId }) => venueId);
  const places = news.staff.length === 0 ? new Map() : await placesOfVenues(db, venues);
  const lines = new Map(
    news.sessions.map((one) => [one.id, lineOf(one, { programmes, was: was.get(one.id), places })] as const),
  );
  const byPerson = Map.groupBy(news.staff, ({ contactId, associationId }) => `${associationId}:${contactId}`);
  return Array.from(byPerson).flatMap(([key, theirs]) => {
    const mails = toOne(event, { theirs, lines, news: news.news });
    const held = theirs.map(({ sessionId }) => sessionId).toSorted();
    const once = `${news.news}:${event.at}:${key}:${held.join()}`;
    return news.isOneAct === true ? mails.map((mail) => Object.assign(mail, { dedupeKey: once })) : mails;
  });
}

type One = { theirs: readonly store.Staff[]; lines: ReadonlyMap<SessionId, string>; news: StaffNews };
function toOne(event: EventEnvelope, { theirs, lines, news }: One): MailDraft[] {
  const [first] = theirs;
  const held = new Set(theirs.map(({ sessionId }) => sessionId));
  const mine = Array.from(lines).filter(([id]) => held.has(id));
  if (first === undefined || mine.length === 0) {
    return [];
  }
  const space = `/espace/structures/${first.associationId}`;
  const pathOf = (page: string): string => (news === "handed" ? "/espace/" : `${space}/${page}`);
  const items = mine.map(([id, what]) => ({ what, path: pathOf(`seances/${id}`) }));
  const vars = { association: "", title: "", place: "", startsAt: event.at, tz: PARIS, until: "", items, news };
  const mails = toTeam(event, "seances-animees", [first.contactId], { ...vars, path: pathOf("mes-seances") });
  return mails.map((mail) => Object.assign(mail, { expiresAt: event.at + 3 * DAY }));
}

type Line = { programmes: Programmes; was: Was | undefined; places: ReadonlyMap<string | null, string> };
/** « Atelier numérique, mardi 8 décembre 2026 à 18 h 30, Maison bleue (avant : …) ». */
const lineOf = (one: Session, { programmes, was, places }: Line): string =>
  [programmes.bySlug.get(one.slug)?.neutralTitle ?? "Atelier", momentOf(one), placeInWords(one)].join(", ") +
  before(one, { was, places });

type Before = Omit<Line, "programmes">;
/** What is no longer so; nothing when that is something else. */
function before(one: Session, { was, places }: Before): string {
  if (was === undefined) {
    return "";
  }
  const moment = momentIn(was.startsAt, was.tz, { online: was.venueId === null });
  const old = [
    was.startsAt === one.startsAt ? "" : moment,
    was.venueId === one.venueId ? "" : (places.get(was.venueId) ?? ""),
  ].filter((words) => words !== "");
  return old.length === 0 ? "" : ` (avant : ${old.join(", ")})`;
}
