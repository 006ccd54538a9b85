import { type Result, ok, refuse } from "../../kernel/result.ts";
import { byDay } from "../../kernel/deadline.ts";
import { DAY, HOUR, MINUTE } from "../../kernel/time.ts";
import type { Outcome } from "./consent.ts";
import { RETENTION } from "../../privacy/retention.ts";
import type { Session } from "../sessions/session.ts";

/** Who a registration is for. */
export const REGISTRATION_KINDS = ["person", "family", "class"] as const;

/** How somebody came to be registered: by the site, or written down by the team, before the day or at the door. */
export const SOURCES = ["site", "phone", "door"] as const;
export type Source = (typeof SOURCES)[number];
/** On whose word a child under the session's age is written down by the team: a parent stands there, or signed a paper that the team keeps. */
export const PARENT_WORDS = ["present", "paper"] as const;
export type ParentWord = (typeof PARENT_WORDS)[number];

/** Why a seat or a rank was given back; `guardian`: a parent said no, or takes their agreement back; `too_large`: the room became too small. */
export const CANCEL_REASONS = [
  "person",
  "duplicate",
  "erased",
  "session_cancelled",
  "session_over",
  "guardian",
  "too_large",
] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];

/** What became of a seat that was offered to the list. */
export const OFFER_OUTCOMES = ["open", "accepted", "declined", "expired", "cancelled"] as const;
export type OfferOutcome = (typeof OFFER_OUTCOMES)[number];

/** Every state of a registration. */
export const STATES = [
  "held",
  "awaiting_consent",
  "confirmed",
  "joining",
  "waitlisted",
  "offered",
  "declined",
  "refused",
  "expired",
  "cancelled",
  "attended",
  "absent",
] as const;
export type RegistrationState = (typeof STATES)[number];

/** What each state is called by those who see them all, and in the copy of what is held about somebody. */
export const STATE_WORDS: Readonly<Record<RegistrationState, string>> = {
  held: "place gardée",
  awaiting_consent: "attend un accord",
  confirmed: "confirmée",
  joining: "liste, à confirmer",
  waitlisted: "en liste d’attente",
  offered: "place proposée",
  declined: "place refusée",
  refused: "refusée",
  expired: "expirée",
  cancelled: "annulée",
  attended: "venu",
  absent: "absent",
};

/** Whether it is counted in `sessions.taken`. */
const IS_SEATED: Readonly<Record<RegistrationState, boolean>> = {
  held: true,
  awaiting_consent: true,
  confirmed: true,
  joining: false,
  waitlisted: false,
  offered: true,
  declined: false,
  refused: false,
  expired: false,
  cancelled: false,
  attended: true,
  absent: true,
};
export const HOLDS_SEATS: ReadonlySet<RegistrationState> = new Set(STATES.filter((state) => IS_SEATED[state]));

/** What can happen to a registration that exists. Creation (`held`, `joining`) is the capacity rule's business. */
export type RegistrationAct =
  | "confirm"
  | "ask_consent"
  | "consent"
  | "refuse"
  | "expire"
  | "cancel"
  | "prove_address"
  | "offer"
  | "accept"
  | "decline"
  | "mark_present"
  | "mark_absent"
  | "close_list";

/** The table of docs/places.md: from which states an act leads where. What is not listed is refused. */
export const TRANSITIONS: Record<RegistrationAct, Partial<Record<RegistrationState, RegistrationState>>> = {
  confirm: { held: "confirmed" },
  ask_consent: { held: "awaiting_consent" },
  consent: { awaiting_consent: "confirmed" },
  refuse: { awaiting_consent: "refused" },
  expire: { held: "expired", awaiting_consent: "expired", offered: "expired", joining: "expired" },
  cancel: {
    held: "cancelled",
    awaiting_consent: "cancelled",
    confirmed: "cancelled",
    waitlisted: "cancelled",
    joining: "cancelled",
  },
  prove_address: { joining: "waitlisted" },
  offer: { waitlisted: "offered" },
  accept: { offered: "confirmed" },
  decline: { offered: "declined" },
  mark_present: { confirmed: "attended", absent: "attended" },
  mark_absent: { confirmed: "absent", attended: "absent" },
  close_list: { waitlisted: "expired" },
};

/*
 * Groups of states, worked out of the table above. In the order of `STATES`: SQLite uses a partial index only for the very list
 * that the index was made with.
 */
const opens = (act: RegistrationAct, state: RegistrationState): boolean => TRANSITIONS[act][state] !== undefined;
/** What time ends. */
export const EXPIRABLE = STATES.filter((state) => opens("expire", state));
/** A seat or a rank that can still be given back. */
export const LIVE = STATES.filter((state) => opens("cancel", state) || opens("decline", state));
/** Nobody has clicked yet: the address may be anybody's. */
export const UNPROVEN = STATES.filter((state) => opens("confirm", state) || opens("prove_address", state));
/** A seat, held or used, or a rank, at an address that is proven: one a person and session. */
export const PROVEN = STATES.filter(
  (state) => (HOLDS_SEATS.has(state) || opens("offer", state)) && !UNPROVEN.includes(state),
);
/** A seat or a rank still to come, at an address that is proven. */
export const PROVEN_LIVE = PROVEN.filter((state) => LIVE.includes(state));
/** The same, where no parent has to answer first. */
export const AGREED = PROVEN_LIVE.filter((state) => !opens("consent", state));
/** Those who stand on the list of the day. */
export const MARKABLE = STATES.filter((state) => opens("mark_present", state) || opens("mark_absent", state));
/** Those who come, or came. */
export const COMING = ["confirmed", "attended"] as const satisfies readonly RegistrationState[];

/** Presence is marked from two hours before the start, as people come in, and corrected until seven days after the end. Seconds. */
export const MARKED_FROM = 2 * HOUR;
export const MARKED_UNTIL = 7 * DAY;
/** Who calls the roll, and for how long after the end they read and mark the list. Seconds. */
export const LIST_STAYS = { coordinator: MARKED_UNTIL, facilitator: DAY } as const;
/** States of a session that has no list. */
export const LISTLESS: readonly string[] = ["cancelled", "draft"];

type Timed = { startsAt: number; endsAt: number; state: string };
/** True while the list of a session, with its first names, is open to a role: no other time shows them, on a screen or in a file. */
export const isListOpen = (
  { startsAt, endsAt, state }: Timed,
  { role, now }: { role: keyof typeof LIST_STAYS; now: number },
): boolean => now >= startsAt - MARKED_FROM && now <= endsAt + LIST_STAYS[role] && !LISTLESS.includes(state);

/** What a decision needs to know. Times in unix seconds. */
export type RegistrationFacts = {
  state: RegistrationState;
  seats: number;
  expiresAt: number | null;
  /** What a parent answered; null when none is asked. */
  consent: Outcome | null;
  session: { startsAt: number; endsAt: number };
};

export type RegistrationRefusal = "not_possible" | "expired" | "already_done" | "session_started";

/** How a state change moves the counters of its session. */
export type SeatMove = { taken: number; waiting: number };

/** Where an act leads, and what it does to the counters; or why not. Pure. */
export function decide(
  facts: RegistrationFacts,
  act: RegistrationAct,
  now: number,
): Result<{ to: RegistrationState; move: SeatMove }, RegistrationRefusal> {
  const { state, seats } = facts;
  const to = TRANSITIONS[act][state];
  if (to === undefined) {
    const isDone = Object.values(TRANSITIONS[act]).includes(state);
    return refuse(state === "expired" ? "expired" : isDone ? "already_done" : "not_possible");
  }
  const why = isAgainstConsent(facts, act) ? "not_possible" : whyNotNow(facts, act, now);
  if (why !== null) {
    return refuse(why);
  }
  const taken = (HOLDS_SEATS.has(to) ? seats : 0) - (HOLDS_SEATS.has(state) ? seats : 0);
  const waiting = Number(to === "waitlisted") - Number(state === "waitlisted");
  return ok({ to, move: { taken, waiting } });
}

/** A parent is waited for, or none is: the two ways from a held seat never mix, and no seat is offered or taken meanwhile. */
const isAgainstConsent = ({ consent }: RegistrationFacts, act: RegistrationAct): boolean =>
  consent === "asked" ? act === "confirm" || act === "offer" || act === "accept" : act === "ask_consent";

const isMarkTime = ({ startsAt, endsAt }: RegistrationFacts["session"], now: number): boolean =>
  startsAt - MARKED_FROM <= now && now <= endsAt + MARKED_UNTIL;
/** True when it may be said of the people of a registration who came. */
export const mayMark = ({ state, session }: Pick<RegistrationFacts, "state" | "session">, now: number): boolean =>
  MARKABLE.includes(state) && isMarkTime(session, now);

/** Why an act comes too early or too late; null when its time is right. */
function whyNotNow(
  { state, expiresAt, session }: RegistrationFacts,
  act: RegistrationAct,
  now: number,
): RegistrationRefusal | null {
  const isDue = expiresAt !== null && expiresAt <= now;
  if (act === "expire") {
    return isDue ? null : "not_possible";
  }
  if (isDue && opens("expire", state)) {
    return "expired";
  }
  if (act === "mark_present" || act === "mark_absent") {
    return isMarkTime(session, now) ? null : "not_possible";
  }
  return session.startsAt <= now ? "session_started" : null;
}

/** A hold while the form is filled: so long for the first seat, so much more per extra seat. Seconds. */
export const HOLD_TIME = { first: 15 * MINUTE, next: MINUTE };
export const holdUntil = (seats: number, now: number): number => now + HOLD_TIME.first + (seats - 1) * HOLD_TIME.next;

/** So often somebody may move one registration to another date. */
export const MOST_MOVES = 3;

/** Proven registrations of one address in one workshop, at several dates: more are not confirmed. */
export const MOST_PER_WORKSHOP = 3;

/** A hold once the form is sent: so long for the click, less when the session is near; never past the start. Seconds. */
export const CLICK_TIME = { far: 24 * HOUR, near: 2 * HOUR, nearBefore: 72 * HOUR };
export const clickUntil = ({ startsAt, tz }: { startsAt: number; tz: string }, now: number): number =>
  byDay(now + (startsAt - now < CLICK_TIME.nearBefore ? CLICK_TIME.near : CLICK_TIME.far), {
    now,
    tz,
    latest: startsAt,
  });

/** A group that the room can no longer hold has so long to wait with fewer. Seconds. */
export const SHRINK_TIME = 72 * HOUR;
export const shrinkUntil = ({ queueClosesAt, tz }: { queueClosesAt: number; tz: string }, now: number): number =>
  byDay(now + SHRINK_TIME, { now, tz, latest: queueClosesAt });

/** A list request waits 24 h for the click, never past the closing of the list, nor past the draw that it asks to be in. */
export const joinUntil = (
  { queueClosesAt, tz, drawAt = null, drawnAt = null }: Pick<Session, "queueClosesAt" | "tz"> & Partial<Session>,
  now: number,
): number => {
  const isBefore = drawAt !== null && drawnAt === null && drawAt > now;
  return byDay(now + 24 * HOUR, { now, tz, latest: isBefore ? Math.min(drawAt, queueClosesAt) : queueClosesAt });
};

/** When a registration is erased: soon when it was never confirmed, else some time after the session. */
export function eraseAt(state: RegistrationState, isMinor: boolean, createdAt: number, endsAt: number): number {
  const isProven = !UNPROVEN.includes(state);
  const never = isMinor ? RETENTION.neverConfirmedMinor : RETENTION.neverConfirmedAdult;
  return isProven ? endsAt + RETENTION.afterSession : createdAt + never;
}

/** The sequence of reminders around a session; its anchor is the registration. */
export const REMINDERS = "atelier";
/** The conditions under which a reminder is not sent; each is one query in `reminders.ts`. */
export const REMINDER_CONDITIONS = [
  "registration.not_confirmed",
  "registration.not_attended",
  "registration.not_absent",
  "registration.not_unmarked",
  "follow_up.not_asked",
] as const;
