import type { EventId, PersonId } from "../../kernel/ids.ts";
import { ok } from "../../kernel/result.ts";
import { zoned } from "../../kernel/time.ts";
import { MOVED_FIRST, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { askAgain } from "../presence/presence.store.ts";
import { NO_SEAT, changeProgramme } from "../seats/capacity.store.ts";
import { clampDeadlines } from "../seats/registration.store.ts";
import type { Need } from "../seats/needs.ts";
import { isEarlyEnough } from "../list/draw-time.ts";
import { isSameDate } from "../sessions/scope.ts";
import { sessionEvent } from "../sessions/session.events.ts";
import {
  type ConsentAge,
  LIST_CLOSES_HOURS,
  type Session,
  TAKING_PLACE,
  isDrawing,
  isVisit,
  readConsentAge,
} from "../sessions/session.ts";
import { keepWorkshop, rewriteSession } from "../sessions/session.store.ts";
import { insertPlannedVenue } from "./planning.store.ts";
import { type SessionPlan, startProblem } from "./session.schema.ts";

/** What a session is to become: where, when, by which link, until when one may register, and what its people should know. */
export type Edit = Pick<SessionPlan, "mode" | "venueId" | "venue" | "joinUrl" | "tz" | "startsAt" | "endsAt"> & {
  closesAt: number;
  notes: string;
  language: Session["language"];
  consentUnderAge: ConsentAge;
  /** Another one only while nobody holds a seat or a rank. */
  programme: string;
};
type EditedField = "place" | "hours" | "link" | "closing" | "notes" | "language" | "consent" | "programme";
export type Change = { session: Session; to: Edit; fields: EditedField[] };

/** Why nothing of an edit was written: one of its sessions may not change so, or somebody changed one meanwhile. */
export type EditRefusal = "not_possible" | "wrong_hour" | "wrong_closing" | "changed_meanwhile" | "held";
type Edited = { ok: true; value: { eventIds: EventId[] } } | { ok: false; refusal: EditRefusal; at: Session };

/** Whether a coordinator may still change a session. */
export const isEditable = (session: Session, now: number): boolean =>
  TAKING_PLACE.some((state) => state === session.state) && session.startsAt > now && !isVisit(session);

const isElsewhere = (session: Session, edit: Edit): boolean =>
  edit.venue !== null || edit.venueId !== session.venueId || edit.mode !== session.mode;

/** What an edit changes of a session as it stands; a new place is always one. */
function changedBy(session: Session, edit: Edit): EditedField[] {
  const isMoved = isElsewhere(session, edit);
  const shift = edit.startsAt - session.startsAt;
  const changes: [EditedField, boolean][] = [
    ["place", isMoved],
    ["hours", edit.startsAt !== session.startsAt || edit.endsAt !== session.endsAt],
    ["link", !isMoved && edit.joinUrl !== session.joinUrl],
    ["closing", edit.closesAt !== session.closesAt + shift],
    ["notes", edit.notes !== session.notes],
    ["language", edit.language !== session.language],
    ["consent", edit.consentUnderAge !== session.consentUnderAge],
    ["programme", edit.programme !== session.slug],
  ];
  return changes.flatMap(([field, isChanged]) => (isChanged ? [field] : []));
}

/** A moment of another date of the series, moved on the wall clock as that of the first was. */
function alike(
  at: number,
  clocks: { from: string; to: string },
  moved: { was: number; is: number; old: string },
): number {
  const wall = (t: number, tz: string) => zoned(t, tz).toPlainDateTime();
  const step = wall(moved.was, moved.old).until(wall(moved.is, clocks.to));
  return Math.floor(wall(at, clocks.from).add(step).toZonedDateTime(clocks.to).epochMilliseconds / 1000);
}

/** What the other half becomes: the same hours, closing and notes; its own place or link. */
const halfLike = (edit: Edit, { mode, venueId, joinUrl }: Session): Edit => ({
  mode: mode === "online" ? "online" : "onsite",
  venueId,
  venue: null,
  joinUrl,
  tz: edit.tz,
  startsAt: edit.startsAt,
  endsAt: edit.endsAt,
  closesAt: edit.closesAt,
  notes: edit.notes,
  language: edit.language,
  consentUnderAge: edit.consentUnderAge,
  programme: edit.programme,
});

/** What is neither when nor where: as edited where it was touched. */
const wordsLike = (
  touched: readonly EditedField[],
  edit: Edit,
  other: Session,
): Pick<Edit, "notes" | "language" | "consentUnderAge" | "programme"> => ({
  notes: touched.includes("notes") ? edit.notes : other.notes,
  language: touched.includes("language") ? edit.language : other.language,
  consentUnderAge: touched.includes("consent") ? edit.consentUnderAge : readConsentAge(String(other.consentUnderAge)),
  programme: touched.includes("programme") ? edit.programme : other.slug,
});

/** What another date of the series becomes when the first becomes `edit`: what was not touched stays its own. */
function likeFirst(first: Session, edit: Edit, other: Session): Edit {
  if (isSameDate(first, other)) {
    return halfLike(edit, other);
  }
  const isAlike = first.pairId === null || first.mode === other.mode; // the other halves of other dates keep their place and link
  const { venueId, venue, mode, joinUrl, tz } =
    isElsewhere(first, edit) && isAlike
      ? edit
      : { ...other, venue: null, mode: other.mode === "online" ? ("online" as const) : ("onsite" as const) };
  const clocks = { from: other.tz, to: tz };
  const startsAt = alike(other.startsAt, clocks, { was: first.startsAt, is: edit.startsAt, old: first.tz });
  const endsAt = alike(other.endsAt, clocks, { was: first.endsAt, is: edit.endsAt, old: first.tz });
  const touched = changedBy(first, edit);
  return {
    venueId,
    venue,
    mode,
    tz,
    startsAt,
    endsAt,
    joinUrl: touched.includes("link") && mode === "online" && isAlike ? edit.joinUrl : joinUrl,
    closesAt: touched.includes("closing")
      ? startsAt - (edit.startsAt - edit.closesAt)
      : startsAt - (other.startsAt - other.closesAt),
    ...wordsLike(touched, edit, other),
  };
}

type Asked = { first: Session; others?: readonly Session[]; edit: Edit };
/** What an edit makes of these sessions: those alone that it changes. */
function changesOf({ first, others = [], edit }: Asked): Change[] {
  const all = others.map((session) => ({ session, to: likeFirst(first, edit, session) }));
  return [{ session: first, to: edit }]
    .concat(all)
    .map((one) => Object.assign({ fields: changedBy(one.session, one.to) }, one))
    .filter(({ fields }) => fields.length > 0);
}
/** It happens elsewhere, or at another hour: everybody who has a seat or a rank is told. */
export const isMove = ({ fields }: Pick<Change, "fields">): boolean =>
  fields.includes("place") || fields.includes("hours");

/** The dates whose room or hours an edit changes, as they will be: what another booking of the room is looked for against. */
export const bookedBy = (first: Session, others: readonly Session[], edit: Edit): Edit[] =>
  changesOf({ first, others, edit })
    .filter(isMove)
    .map(({ to }) => to);

/** Its hours cannot be these: past, at night, an end before the start, or too near to its draw. */
function isWrongHour({ session, to }: Change, now: number): boolean {
  const isMoved = to.startsAt !== session.startsAt;
  const { drawAt } = session;
  const isBeforeDraw =
    isMoved && drawAt !== null && isDrawing(session) && !isEarlyEnough({ drawAt, startsAt: to.startsAt });
  return (isMoved && startProblem(to.startsAt, now, to.tz) !== null) || to.endsAt <= to.startsAt || isBeforeDraw;
}

/** Why this date cannot become so; null when it can. */
function whyNot(change: Change, now: number): EditRefusal | null {
  const { session, to, fields } = change;
  if (!isEditable(session, now)) {
    return "not_possible";
  }
  if (fields.includes("programme") && (session.taken > 0 || session.waiting > 0)) {
    return "held";
  }
  if (isWrongHour(change, now)) {
    return "wrong_hour";
  }
  return fields.includes("closing") && (to.closesAt <= now || to.closesAt > to.startsAt) ? "wrong_closing" : null;
}

/** What would be changed of which date; or the first date that cannot become so. */
export function planEdit(
  asked: Asked,
  now: number,
): { ok: true; value: Change[] } | { ok: false; refusal: EditRefusal; at: Session } {
  const changes = changesOf(asked);
  for (const change of changes) {
    const refusal = whyNot(change, now);
    if (refusal !== null) {
      return { ok: false, refusal, at: change.session };
    }
  }
  return ok(changes);
}

/**
 * Changes what stands of sessions that have not begun, all at once and all or none: `first` becomes `edit`, the others of its series the same
 * way, on their own days. One event a session, one mail a person. Every seat and rank is kept, no deadline outlives what it leads to, and
 * calendars get a newer version where time or place changed. The place of past sessions is never rewritten: another place is another row.
 * Sessions are as they were read: somebody else's change since then refuses this one. A date that cannot change is named.
 */
export async function editSessions(
  deps: Deps,
  { person, edit, ...which }: Asked & { person: PersonId },
): Promise<Edited> {
  const to = { ...edit, venueId: edit.venue === null ? edit.venueId : deps.newId("ven") };
  const planned = planEdit({ ...which, edit: to }, deps.now);
  if (!planned.ok) {
    return planned;
  }
  return planned.value.length === 0 ? ok({ eventIds: [] }) : write(deps, { changes: planned.value, place: to, person });
}

async function write(
  deps: Deps,
  { changes, place, person }: { changes: readonly Change[]; place: Edit; person: PersonId },
): Promise<Edited> {
  const [first] = changes;
  if (first === undefined) {
    return ok({ eventIds: [] });
  }
  const eventIds = changes.map(() => deps.newId("evt"));
  const before = changes.map(({ session: s }) => ({
    session: s.id,
    startsAt: s.startsAt,
    tz: s.tz,
    venueId: s.venueId,
  }));
  const isSeries = new Set(changes.map(({ session }) => session.startsAt)).size > 1;
  const series = isSeries ? { group: eventIds[0] ?? null, dates: before } : { group: null, dates: [] };
  const events = changes.map(({ session, fields }, i) => {
    const id = eventIds[i] ?? deps.newId("evt");
    const about = { id, subject: session.id, at: deps.now, actor: person, revision: session.revision + 1 };
    const old = { oldStartsAt: session.startsAt, oldTz: session.tz, oldVenueId: session.venueId };
    return sessionEvent("session.edited", about, { fields, ...old, ...series });
  });
  const { venue, venueId } = place;
  try {
    await deps.db.batch([
      ...events.map(recordEvent),
      ...(venue === null || venueId === null ? [] : [insertPlannedVenue(venueId, venue, deps.now)]),
      ...changes.flatMap((change) => rewrite(change, deps.now)),
    ]);
    return ok({ eventIds });
  } catch (error) {
    const constraint = refusedBy(error);
    if (constraint !== MOVED_FIRST && constraint !== NO_SEAT) {
      throw error;
    }
    return { ok: false, refusal: constraint === NO_SEAT ? "held" : "changed_meanwhile", at: first.session };
  }
}

/** What was answered to whoever has a need, and has to be looked at again after such a change. */
const LOOKED_AT_AGAIN: Partial<Record<Change["fields"][number], readonly Need[]>> = {
  place: ["step_free", "hearing_loop"],
  hours: ["sign_language"],
};

/** The list follows: it closes as long before as it did, or with the registrations when those were changed. */
function rewrite({ session, to, fields }: Change, now: number) {
  const shift = to.startsAt - session.startsAt;
  const asUsual = Math.max(now, to.startsAt - LIST_CLOSES_HOURS * 3600);
  const queueClosesAt = fields.includes("closing") ? Math.min(to.closesAt, asUsual) : session.queueClosesAt + shift;
  const { venueId, mode, joinUrl, tz, startsAt, endsAt, closesAt, notes, language, consentUnderAge } = to;
  const isNewer = fields.includes("place") || fields.includes("hours");
  return [
    ...(fields.includes("programme")
      ? [keepWorkshop(to.programme, now), changeProgramme(session.id, to.programme)]
      : []),
    rewriteSession(
      session.id,
      {
        venueId,
        mode,
        joinUrl,
        tz,
        startsAt,
        endsAt,
        closesAt,
        queueClosesAt,
        notes,
        language,
        consentUnderAge,
        isNewer,
      },
      now,
    ),
    ...clampDeadlines(session.id, startsAt),
    ...fields.flatMap((field) => LOOKED_AT_AGAIN[field] ?? []).map((need) => askAgain(session.id, need)),
  ];
}
