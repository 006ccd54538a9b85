import type { OrganisationId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { DAY } from "../../kernel/time.ts";
import { type Place, afterWorkingDays } from "../../kernel/working-days.ts";

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
 * What can happen to a request, and where it leads. `authorise` goes further when an association has pencilled; `time` is
 * silence. What is not here is refused.
 */
export const TRANSITIONS = {
  prove: { unproven: "awaiting_head" },
  prove_unknown: { unproven: "unvetted" },
  vet: { unvetted: "awaiting_head" },
  dismiss: { unvetted: "declined", open: "declined" },
  authorise: { awaiting_head: "open" },
  refuse: { awaiting_head: "refused" },
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
  cancel: { scheduled: "cancelled" },
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
/** How an association leaves a request: it will not come, or another will. */
export const LEAVINGS = ["decline", "hand_over"] as const;
/** Whether our team has looked at a place that the directory lacks. */
export const PLACE_STATES = ["unvetted", "vetted", "refused"] as const;

/** What a decision needs to know. Times in unix seconds. */
export type RequestFacts = {
  state: RequestState;
  /** The association that pencilled, proposed, or comes; and what it pencilled. */
  associationId: OrganisationId | null;
  pencil: (typeof PENCILS)[number] | null;
  startsAt: number | null;
  expiresAt: number | null;
  /** When the associations were told once more that it waits. */
  remindedAt: number | null;
  tz: string;
  departement: string;
};
export type RequestRefusal = "not_possible" | "taken" | "expired" | "too_late";
export type RequestMove = { to: RequestState; expiresAt: number | null };

/** Where an act leads and until when silence may last; or why not. `by` is the association that acts, if one does. Pure. */
export function decideRequest(
  facts: RequestFacts,
  act: RequestAct,
  now: number,
  by: OrganisationId | null = null,
): Result<RequestMove, RequestRefusal> {
  const { state, expiresAt } = facts;
  const next = (TRANSITIONS[act] as Partial<Record<RequestState, RequestState>>)[state];
  if (ANSWERS.has(act) && isTaken(facts, next, by)) {
    return refuse("taken");
  }
  if (next === undefined) {
    return refuse("not_possible");
  }
  const why = whyNotNow(facts, act, now);
  if (why !== null) {
    return refuse(why);
  }
  if (act === "time" && state === "open") {
    return ok(afterSilence(facts, now));
  }
  const to = act === "authorise" ? afterTheHead(facts, now) : next;
  return ok({ to, expiresAt: to === state ? expiresAt : silenceUntil(to, now, facts) });
}

/** What an association answers. */
const ANSWERS: ReadonlySet<RequestAct> = new Set(["accept", "propose", "decline", "hand_over"]);

/** Another association holds it, or one comes already. */
const isTaken = (
  { associationId, state }: RequestFacts,
  next: RequestState | undefined,
  by: OrganisationId | null,
): boolean => (associationId !== null && associationId !== by) || (next === undefined && state === "scheduled");

/** Why an act comes too early or too late; null when its time is right. */
function whyNotNow({ state, expiresAt, startsAt }: RequestFacts, act: RequestAct, now: number): RequestRefusal | null {
  const isDue = expiresAt !== null && expiresAt <= now;
  if (act === "time") {
    return isDue ? null : "not_possible";
  }
  // Open, it only waits: being late there refuses nobody.
  if (isDue && state !== "open") {
    return "expired";
  }
  return act === "cancel" && startsAt !== null && startsAt <= now ? "too_late" : null;
}

/** No association answered: all are told once more after three working days; after twenty in all, nobody is going to come. */
const afterSilence = ({ remindedAt, tz, departement }: RequestFacts, now: number): RequestMove =>
  remindedAt === null
    ? { to: "open", expiresAt: afterWorkingDays(17, now, { tz, departement }) }
    : { to: "declined", expiresAt: null };

/** What the head's yes leads to: what was pencilled, unless its hour has passed meanwhile. */
function afterTheHead({ pencil, startsAt }: RequestFacts, now: number): RequestState {
  if (pencil === "propose") {
    return "proposed";
  }
  return pencil === "accept" && startsAt !== null && startsAt > now ? "scheduled" : "open";
}

/** How long silence may last in a state; null where nothing waits. A session that is fixed lasts until its own end. */
export function silenceUntil(state: RequestState, now: number, place: Place): number | null {
  const days = { unproven: 7, unvetted: 21, awaiting_head: 21 } as const satisfies Partial<
    Record<RequestState, number>
  >;
  if (state === "unproven" || state === "unvetted" || state === "awaiting_head") {
    return now + days[state] * DAY;
  }
  const working = { open: 3, proposed: 5 } as const satisfies Partial<Record<RequestState, number>>;
  return state === "open" || state === "proposed" ? afterWorkingDays(working[state], now, place) : null;
}

/** Who asks: a role, never a name. */
export const REQUESTER_ROLES = {
  teacher: "Enseignante, enseignant",
  cpe: "CPE",
  head: "Direction",
  nurse: "Infirmerie, service social",
  referent: "Référent pHARe",
  youth_worker: "Éducation, animation jeunesse",
} as const;

/** Why an association will not come. */
export const DECLINE_REASONS = {
  no_one: "Personne de disponible sur ces dates",
  too_far: "Trop loin pour nous",
  level: "Ce niveau n’est pas le nôtre",
  too_many: "Trop de demandes en ce moment",
} as const;

/** Places that are not in the school directory. */
export const PLACE_KINDS = {
  school: "Établissement scolaire absent de l’annuaire",
  cfa: "CFA",
  mission_locale: "Mission locale",
  foyer: "Foyer, maison d’enfants",
  town: "Commune, centre social",
  mutuelle: "Mutuelle, pour ses adhérents",
} as const;
export type PlaceKind = keyof typeof PLACE_KINDS;
