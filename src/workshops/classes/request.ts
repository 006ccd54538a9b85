import type { OrganisationId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { DAY, HOUR, instantAt, zoned } from "../../kernel/time.ts";
import { neighboursOf } from "../sessions/departements.ts";
import { type Place, afterWorkingDays, lastWorkedEvening, workedEvening } from "../../kernel/working-days.ts";

/** Every state of a class request. */
export const REQUEST_STATES = [
  "unproven",
  "unvetted",
  "awaiting_head",
  "open",
  "proposed",
  "scheduled",
  "refused",
  "lapsed",
  "declined",
  "withdrawn",
  "cancelled",
  "done",
] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

/** The public word of each state. */
export const STATE_WORDS: Record<RequestState, string> = {
  unproven: "adresse à confirmer",
  unvetted: "vue par notre équipe",
  awaiting_head: "accord en cours",
  open: "en attente d’une association",
  proposed: "créneaux proposés",
  scheduled: "séance fixée",
  refused: "refusée par la direction",
  lapsed: "sans réponse",
  declined: "sans suite",
  withdrawn: "retirée",
  cancelled: "annulée",
  done: "passée",
};

/**
 * What can happen to a request, and where it leads. `prove` leads to our team first when the place is not known, `authorise` further when an
 * association has pencilled; `time` is silence. What is not here is refused.
 */
export const TRANSITIONS = {
  prove: { unproven: "awaiting_head" },
  vet: { unvetted: "awaiting_head" },
  dismiss: { unvetted: "declined", open: "declined" },
  authorise: { awaiting_head: "open" },
  refuse: { awaiting_head: "refused" },
  head_withdraw: { open: "refused", proposed: "refused", scheduled: "cancelled" },
  accept: { awaiting_head: "awaiting_head", open: "scheduled" },
  propose: { awaiting_head: "awaiting_head", open: "proposed" },
  decline: { awaiting_head: "awaiting_head", open: "open" },
  hand_over: { awaiting_head: "awaiting_head", open: "open" },
  accept_proposal: { proposed: "scheduled" },
  decline_proposal: { proposed: "open" },
  withdraw: {
    unproven: "withdrawn",
    unvetted: "withdrawn",
    awaiting_head: "withdrawn",
    open: "withdrawn",
    proposed: "withdrawn",
  },
  resize: {
    unvetted: "unvetted",
    awaiting_head: "awaiting_head",
    open: "open",
    proposed: "proposed",
    scheduled: "scheduled",
  },
  add_class: { unvetted: "unvetted", awaiting_head: "awaiting_head", open: "open", scheduled: "scheduled" },
  drop_class: {
    unvetted: "unvetted",
    awaiting_head: "awaiting_head",
    open: "open",
    proposed: "proposed",
    scheduled: "scheduled",
  },
  reopen: { lapsed: "awaiting_head", declined: "open", cancelled: "open" },
  ask_move: { scheduled: "scheduled" },
  accept_move: { scheduled: "scheduled" },
  decline_move: { scheduled: "scheduled" },
  cancel: { scheduled: "cancelled" },
  acknowledge: { cancelled: "cancelled" },
  not_held: { done: "done" },
  write: { awaiting_head: "awaiting_head", proposed: "proposed", scheduled: "scheduled" },
  invite: { awaiting_head: "awaiting_head", open: "open", proposed: "proposed", scheduled: "scheduled" },
  remind: { awaiting_head: "awaiting_head" },
  lapse_move: { scheduled: "scheduled" },
  open_to_all: { awaiting_head: "awaiting_head", open: "open" },
  report: { done: "done" },
  time: {
    unproven: "lapsed",
    unvetted: "declined",
    awaiting_head: "lapsed",
    open: "open",
    proposed: "open",
    scheduled: "done",
  },
} as const satisfies Record<string, Partial<Record<RequestState, RequestState>>>;
export type RequestAct = keyof typeof TRANSITIONS;

/** Who acts: who asked, somebody beside them, the head, the association that holds it, one that may take it, our team; and the clock. */
export const SIDES = ["requester", "colleague", "head", "holder", "taker", "operator"] as const;
export type Side = (typeof SIDES)[number];
export type Actor = Side | "clock";
const SCHOOL: readonly Actor[] = ["requester", "colleague"];
const BOTH: readonly Actor[] = ["requester", "colleague", "holder"];
/** Who may do what. */
export const MAY: Record<RequestAct, readonly Actor[]> = {
  prove: ["requester"],
  vet: ["operator"],
  dismiss: ["operator"],
  authorise: ["head"],
  refuse: ["head"],
  head_withdraw: ["head"],
  accept: ["holder", "taker"],
  propose: ["holder", "taker"],
  decline: ["holder", "taker"],
  hand_over: ["holder", "taker"],
  accept_proposal: SCHOOL,
  decline_proposal: SCHOOL,
  withdraw: ["requester"],
  resize: SCHOOL,
  add_class: SCHOOL,
  drop_class: SCHOOL,
  reopen: ["requester"],
  ask_move: BOTH,
  accept_move: BOTH,
  decline_move: BOTH,
  cancel: ["requester", "holder"],
  acknowledge: BOTH,
  not_held: ["requester", "holder"],
  write: BOTH,
  invite: ["requester"],
  remind: ["clock"],
  lapse_move: ["clock"],
  open_to_all: ["clock"],
  report: ["clock"],
  time: ["clock"],
};
/** What an act is called where it is offered. */
const ACT_WORDS: Record<RequestAct, string> = {
  prove: "Envoyer la demande",
  vet: "Vérifier la structure",
  dismiss: "Écarter la demande",
  authorise: "Donner l’accord",
  refuse: "Refuser l’accord",
  head_withdraw: "Retirer mon accord",
  accept: "Venir à un créneau de l’établissement",
  propose: "Proposer d’autres dates",
  decline: "Passer cette demande",
  hand_over: "Transmettre à une autre association",
  accept_proposal: "Choisir une des dates proposées",
  decline_proposal: "Dire qu’aucune date ne convient",
  withdraw: "Retirer la demande",
  resize: "Changer les nombres ou la lettre d’une classe",
  add_class: "Ajouter une classe",
  drop_class: "Retirer une classe",
  reopen: "Rouvrir la demande",
  ask_move: "Proposer une autre date",
  accept_move: "Accepter l’autre date",
  decline_move: "Garder la date fixée",
  cancel: "Annuler la venue",
  acknowledge: "Dire que l’annulation est vue",
  not_held: "Dire que la séance n’a pas eu lieu",
  write: "Écrire un mot",
  invite: "Faire suivre la demande par un collègue",
  remind: "Relancer la direction",
  lapse_move: "Laisser tomber l’autre date",
  open_to_all: "Montrer la demande à toutes les associations",
  report: "Envoyer le bilan à la direction",
  time: "Laisser passer le délai",
};

/** Seen by the school, and not over. */
export const LIVE_REQUESTS = REQUEST_STATES.filter(
  (state) => state in TRANSITIONS.time && !(state in TRANSITIONS.prove),
);
/** What an association may still answer. */
export const OFFERED_REQUESTS = REQUEST_STATES.filter((state) => state in TRANSITIONS.hand_over);

/** A visit that is fixed, or was. */
export const FIXED_REQUESTS = ["scheduled", "done"] as const satisfies readonly RequestState[];
/** The sequence of mails around a visit; and the one condition of its own. */
export const VISITS = "visite";
export const VISIT_CONDITIONS = ["visit.not_fixed"] as const;

/** How the head's yes comes: to a mail at the official address, or to a link that the requester hands over. */
export const HEAD_WAYS = ["official_mail", "handed_over"] as const;
export type HeadWay = (typeof HEAD_WAYS)[number];
/** What an association noted before the head's yes: one of the school's dates, or its own. */
export const PENCILS = ["accept", "propose"] as const;
/** Who proposed a date. */
export const PROPOSERS = ["school", "association"] as const;
export type Proposer = (typeof PROPOSERS)[number];
/** How an association leaves a request: it will not come, or another will. */
export const LEAVINGS = ["decline", "hand_over"] as const;
/** Whether our team has looked at a place that the directory lacks. */
export const PLACE_STATES = ["unvetted", "vetted", "refused"] as const;
/** Who called a visit off. */
export const CANCELLERS = ["school", "association", "head", "erasure"] as const;
export type Canceller = (typeof CANCELLERS)[number];

/** What a decision needs to know. Times in unix seconds. */
export type RequestFacts = {
  state: RequestState;
  /** The place is in the directory: our team need not look. */
  isKnown: boolean;
  /** The association that pencilled, proposed, or comes; and what it pencilled. */
  associationId: OrganisationId | null;
  pencil: (typeof PENCILS)[number] | null;
  startsAt: number | null;
  /** When the last class of a fixed visit ends. */
  endsAt: number | null;
  /** When the first class starts, in each plan of the school and of the association. */
  slots: readonly number[];
  proposals: readonly number[];
  expiresAt: number | null;
  /** When the associations were told once more that it waits. */
  remindedAt: number | null;
  /** When it was shown to the neighbouring départements too. */
  widenedAt: number | null;
  /** Until when the association that was asked first sees it alone; null: all see it. */
  firstUntil: number | null;
  headReminders: number;
  /** When the head is written to next: reminded, or sent the report of a visit that is over. */
  headRemindAt: number | null;
  /** When the head answered. */
  headDecidedAt: number | null;
  reopened: number;
  reopenUntil: number | null;
  moveBy: Proposer | null;
  moveUntil: number | null;
  cancelledBy: Canceller | null;
  isLate: boolean;
  acknowledgedAt: number | null;
  notHeld: string | null;
  /** Who follows it beside who asked, or is invited to. */
  colleagues: readonly unknown[];
  groups: readonly unknown[];
  tz: string;
  departement: string;
};
export type RequestRefusal = "not_possible" | "taken" | "expired" | "too_late";
export type RequestMove = { to: RequestState; expiresAt: number | null };
/** Who acts, and when. `by` is the association that acts, if one does. */
export type Acting = { side: Actor; now: number; by?: OrganisationId | null };

/** Where an act leads and until when silence may last; or why not. Pure. */
export function decideRequest(
  facts: RequestFacts,
  act: RequestAct,
  { side, now, by = null }: Acting,
): Result<RequestMove, RequestRefusal> {
  const { state, expiresAt } = facts;
  const next = (TRANSITIONS[act] as Partial<Record<RequestState, RequestState>>)[state];
  if (ANSWERS.has(act) && isTaken(facts, by)) {
    return refuse("taken");
  }
  if (next === undefined || !isUpTo(facts, { side, by }, act) || !isOpenTo(facts, act, side)) {
    return refuse("not_possible");
  }
  if (side === "clock") {
    return isRung(facts, act, now) ? ok(afterSilence(facts, act, { next, now })) : refuse("not_possible");
  }
  const late = lastChance(facts, act);
  if (late.until !== null && now > late.until) {
    return refuse(late.why);
  }
  const to = leadsTo(facts, act, { next, now });
  return ok({ to, expiresAt: to === state ? expiresAt : silenceUntil(to, now, facts) });
}

/** What an association answers. */
const ANSWERS: ReadonlySet<RequestAct> = new Set(["accept", "propose", "decline", "hand_over"]);

/** Another association holds it, or one comes already. */
const isTaken = ({ associationId, state }: RequestFacts, by: OrganisationId | null): boolean =>
  (associationId !== null && associationId !== by) || state === "scheduled";

/** Whether an act is a side's to do; an association holds only what is its own. */
const isUpTo = ({ associationId }: RequestFacts, { side, by }: Pick<Acting, "side" | "by">, act: RequestAct): boolean =>
  MAY[act].includes(side) && (side !== "holder" || (associationId !== null && associationId === by));

/** The side of a date: the school's people, or the association. */
export const proposerOf = (side: Actor): Proposer => (side === "holder" || side === "taker" ? "association" : "school");

/** What must be so beside the state, whatever the hour. */
function isOpenTo(facts: RequestFacts, act: RequestAct, side: Actor): boolean {
  const own = proposerOf(side);
  const conditions: Partial<Record<RequestAct, boolean>> = {
    accept: facts.slots.length > 0,
    accept_proposal: facts.proposals.length > 0,
    // Whoever chose or is asked for hours chose them for these classes.
    add_class: facts.groups.length < MOST_CLASSES && facts.pencil === null && facts.moveBy === null,
    drop_class: facts.groups.length > 1,
    ask_move: facts.moveBy === null,
    accept_move: facts.moveBy !== null && facts.moveBy !== own,
    decline_move: facts.moveBy !== null && facts.moveBy !== own,
    reopen: facts.reopenUntil !== null && facts.reopened < MOST_REOPENED,
    acknowledge: facts.isLate && facts.acknowledgedAt === null && facts.cancelledBy !== own,
    not_held: facts.notHeld === null,
    write: facts.associationId !== null,
    invite: facts.colleagues.length < MOST_COLLEAGUES,
  };
  return conditions[act] ?? true;
}

type Last = { until: number | null; why: "expired" | "too_late" };
/** The last second at which an act is possible, null where none is set; and what is said later. */
function lastChance(facts: RequestFacts, act: RequestAct): Last {
  const { startsAt, endsAt, state } = facts;
  const atStart: Last = { until: startsAt, why: "too_late" };
  // Open, it only waits: being late there refuses nobody. Once it is fixed, each act has a bound of its own.
  const silence: Last = { until: state === "open" ? null : facts.expiresAt, why: "expired" };
  const atEnd: Last = { until: endsAt, why: "too_late" };
  const onceFixed = (last: Last): Last => (state === "scheduled" ? last : silence);
  const own: Partial<Record<RequestAct, () => Last>> = {
    accept: () => untilBegun(silence, facts.slots),
    accept_proposal: () => untilBegun(silence, facts.proposals),
    cancel: () => atStart,
    // The other side has a whole working day to answer.
    ask_move: () => ({ until: noticeEvening(facts, 1), why: "too_late" }),
    accept_move: () => ({ until: facts.moveUntil, why: "expired" }),
    decline_move: () => ({ until: facts.moveUntil, why: "expired" }),
    reopen: () => ({ until: facts.reopenUntil, why: "expired" }),
    not_held: () => ({ until: endsAt === null ? null : endsAt + NOT_HELD_FOR, why: "too_late" }),
    resize: () => onceFixed({ until: eveOf(facts), why: "too_late" }),
    add_class: () => onceFixed({ until: noticeEvening(facts, 0), why: "too_late" }),
    drop_class: () => onceFixed({ until: eveOf(facts), why: "too_late" }),
    head_withdraw: () => onceFixed(atStart),
    write: () => onceFixed(atEnd),
    invite: () => onceFixed(atEnd),
  };
  return own[act]?.() ?? silence;
}
/** The end of silence, or the last of the dates to choose from, of which there is one: whichever comes first. */
function untilBegun(silence: Last, dates: readonly number[]): Last {
  const last = Math.max(...dates);
  return silence.until === null || last < silence.until ? { until: last, why: "too_late" } : silence;
}

/** The eve of a visit, 18:00 on its clock. */
function eveOf({ startsAt, tz }: RequestFacts): number | null {
  return startsAt === null
    ? null
    : instantAt(zoned(startsAt, tz).toPlainDate().subtract({ days: 1 }).toString(), 18 * 60, tz);
}

/** The last end of a working day that leaves 48 hours before a visit, or an earlier one: no deadline falls on a Sunday, or at night. */
const noticeEvening = ({ startsAt, tz, departement }: RequestFacts, daysMore: number): number | null =>
  startsAt === null ? null : lastWorkedEvening(startsAt - MOVE_NOTICE, { tz, departement }, daysMore);

/** Classes of one request. */
export const MOST_CLASSES = 4;
/** Three addresses in all. */
const MOST_COLLEAGUES = 2;

/** How long before a visit another date may still be asked for, and answered. */
const MOVE_NOTICE = 48 * HOUR;
/** How long after a visit one may say that it did not happen. */
const NOT_HELD_FOR = 7 * DAY;
/** How long after a visit its report is sent to the head. */
export const REPORT_AFTER = 10 * DAY;
/** How long after its end, and how often, a request may be opened again. */
export const REOPEN_FOR = 60 * DAY;
export const MOST_REOPENED = 2;
/** Called off so close to the day, it is late: the other side has to say that it knows. */
export const LATE_BEFORE = 15 * DAY;

/** When the other side's silence about another date ends: five working days, and the evening of one that leaves 48 hours before the visit. */
export const moveUntil = (facts: RequestFacts, now: number): number =>
  Math.min(afterWorkingDays(5, now, facts), noticeEvening(facts, 0) ?? now);

/** Until when what has just ended may be opened again by whoever asked; null: it may not. */
export const reopenUntil = (
  { state, reopened }: Pick<RequestFacts, "state" | "reopened">,
  to: RequestState,
  now: number,
): number | null => {
  const isOne = (state === "awaiting_head" && to === "lapsed") || (state === "open" && to === "declined");
  const isCancelled = state === "scheduled" && to === "cancelled";
  return (isOne || isCancelled) && reopened < MOST_REOPENED ? now + REOPEN_FOR : null;
};

/** The clock knocks when a time has come. */
function isRung(facts: RequestFacts, act: RequestAct, now: number): boolean {
  const own: Partial<Record<RequestAct, number | null>> = {
    remind: facts.headRemindAt,
    lapse_move: facts.moveUntil,
    // What is held is shown to nobody else: if it is let go, the others see it then.
    open_to_all: facts.associationId === null ? facts.firstUntil : null,
    report: facts.headRemindAt,
  };
  const at = act in own ? (own[act] ?? null) : facts.expiresAt;
  return at !== null && at <= now;
}

/** What the next silence of an open request leads to: all are told once more, the neighbours see it too, or nobody will come. */
export type OpenSilence = "remind" | "widen" | "decline";
export function openSilence({ remindedAt, widenedAt, departement }: RequestFacts): OpenSilence {
  if (remindedAt === null) {
    return "remind";
  }
  return widenedAt === null && neighboursOf(departement).length > 0 ? "widen" : "decline";
}

/**
 * What silence leads to. Open and unanswered: all are told once more after three working days, the neighbours see it after ten, and
 * after twenty in all nobody will come.
 */
function afterSilence(
  facts: RequestFacts,
  act: RequestAct,
  { next: to, now }: { next: RequestState; now: number },
): RequestMove {
  if (act !== "time") {
    return { to, expiresAt: facts.expiresAt };
  }
  if (facts.state === "open") {
    const days = openSilence({ ...facts, remindedAt: now }) === "widen" ? 7 : 17;
    const next = { remind: days, widen: 10, decline: null }[openSilence(facts)];
    return next === null
      ? { to: "declined", expiresAt: null }
      : { to: "open", expiresAt: afterWorkingDays(next, now, facts) };
  }
  return { to, expiresAt: silenceUntil(to, now, facts) };
}

/** Where an act leads: the head's yes to what was pencilled, unless its hour has passed meanwhile. */
function leadsTo(
  { pencil, startsAt, isKnown }: RequestFacts,
  act: RequestAct,
  { next, now }: { next: RequestState; now: number },
): RequestState {
  if (act === "prove") {
    return isKnown ? "awaiting_head" : "unvetted";
  }
  if (act !== "authorise" || pencil === null) {
    return next;
  }
  if (pencil === "propose") {
    return "proposed";
  }
  return (startsAt ?? 0) > now ? "scheduled" : "open";
}

/** Until when the association that is asked first sees the request alone: five working days. */
export const firstUntil = (now: number, place: Place): number => afterWorkingDays(5, now, place);

/** How long silence may last in a state, to the end of a working day where a school or an association decides; null where nothing waits. A session that is fixed lasts until its own end. */
export function silenceUntil(state: RequestState, now: number, place: Place): number | null {
  const until: Partial<Record<RequestState, () => number>> = {
    // The address of somebody who never asked is gone after a week, to the minute.
    unproven: () => now + 7 * DAY,
    unvetted: () => workedEvening(now + 21 * DAY, place),
    awaiting_head: () => workedEvening(now + 21 * DAY, place),
    open: () => afterWorkingDays(3, now, place),
    proposed: () => afterWorkingDays(5, now, place),
  };
  return until[state]?.() ?? null;
}

/** The head's silence is reminded of after one week, after two, and two days before it decides. */
const HEAD_REMINDERS = 3;
/** When the head is reminded next, after so many times; null: no more. `last`: when the question was put, or reminded of. */
export function headRemindAt(
  reminders: number,
  { last, until }: { last: number; until: number | null },
): number | null {
  if (reminders < HEAD_REMINDERS - 1) {
    return last + 7 * DAY;
  }
  return reminders === HEAD_REMINDERS - 1 && until !== null ? until - 2 * DAY : null;
}
/** The last reminder before silence decides goes to the person who asked: the head has had three mails. */
export const isLastReminder = (reminders: number): boolean => reminders === HEAD_REMINDERS - 1;
/** An act that somebody can still do, until when (the last second; null: no bound of its own), and what it is called. */
export type StillOpen = { act: RequestAct; until: number | null; words: string };

/** « Ce que vous pouvez encore faire, et jusqu’à quand »: from the table of transitions alone, for every page. */
export function stillOpen(facts: RequestFacts, side: Side, now: number): StillOpen[] {
  const by = side === "holder" ? facts.associationId : null;
  return LISTED.filter((act) => decideRequest(facts, act, { side, now, by }).ok).map((act) => ({
    act,
    until: lastChance(facts, act).until,
    words: ACT_WORDS[act],
  }));
}
/** What takes something away or ends it all is listed last, away from what is done every day. */
export const ENDS: readonly RequestAct[] = ["head_withdraw", "drop_class", "not_held", "withdraw", "cancel"];
export const REQUEST_ACTS = Object.keys(TRANSITIONS) as RequestAct[];
const LISTED = REQUEST_ACTS.filter((act) => !ENDS.includes(act)).concat(ENDS);
