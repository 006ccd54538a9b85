import type { EventId, RegistrationId } from "../../kernel/ids.ts";
import { pick } from "../../kernel/pick.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import type { EventEnvelope } from "../../kernel/event.ts";
import { MOVED_FIRST, type Statement, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { RETENTION } from "../../privacy/retention.ts";
import { consentUntil } from "./consent.ts";
import { closeConsent } from "./consent.store.ts";
import { putQuestion } from "./keep-consent.ts";
import { moveSeats } from "./capacity.store.ts";
import { countProof } from "./proof-weeks.store.ts";
import {
  type CancelReason,
  type OfferOutcome,
  type RegistrationAct,
  type RegistrationRefusal,
  type RegistrationState,
  type SeatMove,
  decide,
  eraseAt,
} from "./registration.ts";
import { registrationEvent } from "./registration.events.ts";
import * as store from "./registration.store.ts";
import * as status from "./status.store.ts";

/** A change that was made: what the registration is now, and the event to ring for. */
export type Moved = store.RegistrationWithSession & { eventId: EventId };
export type MoveRefusal = RegistrationRefusal | "not_found" | "already_registered" | "too_many_dates";
/** Why one seat is given back; a whole session that falls has its own act. */
type OwnReason = Exclude<CancelReason, "session_cancelled" | "session_over" | "too_large">;

/** The acts of people that this function carries out, with the event each leaves. */
const EVENT_OF = {
  confirm: "registration.confirmed",
  ask_consent: "registration.consent_asked",
  consent: "registration.confirmed",
  refuse: "registration.refused",
  accept: "registration.confirmed",
  prove_address: "registration.waitlisted",
  decline: "registration.declined",
  cancel: "registration.cancelled",
} as const;
type PersonAct = keyof typeof EVENT_OF & RegistrationAct;

type Told = { reason?: OwnReason; also?: readonly Statement[] };

/**
 * Carries out one act on a registration: load, decide, one batch (event, registration, counters). When somebody else
 * moved it at the same moment, it reads and decides once more. Refusals say why; nothing is ever half done. `also` is written with it.
 */
export async function move(
  deps: Deps,
  { registrationId, act, told = {} }: { registrationId: RegistrationId; act: PersonAct; told?: Told },
): Promise<Result<Moved, MoveRefusal>> {
  const first = await moveOnce(deps, { registrationId, act, ...told });
  return first ?? (await moveOnce(deps, { registrationId, act, ...told })) ?? refuse("not_possible");
}

/** What the database says no to, in words of ours. */
const REFUSED_BY = { [store.SAME_PERSON]: "already_registered", "foreign key": "too_many_dates" } as const;

/** One try; null when somebody else moved it meanwhile. */
async function moveOnce(
  deps: Deps,
  { registrationId, act, reason = "person", also = [] }: { registrationId: RegistrationId; act: PersonAct } & Told,
): Promise<Result<Moved, MoveRefusal> | null> {
  const found = await store.findRegistration(deps.db, registrationId);
  if (found === null) {
    return refuse("not_found");
  }
  const { registration, session } = found;
  const decided = decide({ ...registration, session }, act, deps.now);
  if (!decided.ok) {
    return decided;
  }
  const until = consentUntil(session, deps.now);
  if (act === "ask_consent" && until <= deps.now) {
    return refuse("expired");
  }
  const step = { ...found, ...decided.value, act, reason, until };
  const event = eventOf(deps, step);
  try {
    await deps.db.batch([recordEvent(event), ...writing(deps, step), ...also]);
    return ok({ registration: { ...registration, state: step.to }, session, eventId: event.id });
  } catch (error) {
    const constraint = refusedBy(error);
    const refusal = pick(REFUSED_BY, constraint ?? "");
    if (refusal === null && constraint !== MOVED_FIRST) {
      throw error;
    }
    return refusal === null ? null : refuse(refusal);
  }
}

/** An act that was decided: on what, where it leads, why, and until when a parent would be waited for. */
type Step = store.RegistrationWithSession & {
  act: PersonAct;
  to: RegistrationState;
  move: SeatMove;
  reason: OwnReason;
  until: number;
};

/** Everything that an act writes beside its event: the registration, the counters, the offer, the question to a parent. */
function writing(deps: Deps, step: Step): Statement[] {
  const { registration, session, act, move: seats, reason, until } = step;
  const isWaitedFor = registration.consent === "asked";
  const isPut = act === "ask_consent" || (act === "prove_address" && isWaitedFor);
  const isLapsed = isWaitedFor && reason !== "guardian" && ENDS.has(act);
  return [
    changing(deps, step),
    ...(PROVES.has(act) ? proving(registration, deps.now) : []),
    ...(seats.taken === 0 && seats.waiting === 0 ? [] : [moveSeats(session.id, seats)]),
    ...(registration.state === "offered" ? [store.closeOffer(registration.id, outcomeOf(act))] : []),
    ...(isPut ? [putQuestion(registration.id, until, deps.now)] : []),
    ...(isLapsed ? [closeConsent(registration.id, "lapsed", deps.now)] : []),
  ];
}

/** An address is proved: of one workshop no date too many is live by it; of a seat that was kept, one more has come so far. */
const proving = ({ id, state, verifiedAt }: Step["registration"], now: number): Statement[] => [
  ...(verifiedAt === null ? [status.refuseOneTooMany(id)] : []),
  ...(state === "held" ? [countProof("confirmed", now)] : []),
];

const changing = (deps: Deps, { registration, session, act, to, reason, until }: Step): Statement =>
  store.changeRegistration({
    id: registration.id,
    to,
    revision: registration.revision + 1,
    expiresAt: act === "ask_consent" ? until : null,
    // Given back before anybody proved the address: it is kept no longer than if nobody had answered.
    eraseAt: isRefused(act, reason)
      ? deps.now + RETENTION.afterRefusal
      : eraseAt(
          registration.verifiedAt === null && act === "cancel" ? registration.state : to,
          registration.isMinor,
          registration.createdAt,
          session.endsAt,
        ),
    isProof: PROVES.has(act),
    icsBump: act === "cancel" ? 1 : 0,
    cancelReason: act === "cancel" ? reason : null,
    now: deps.now,
  });

/** The acts of the person whose address it is, by the link that only that mailbox got. */
const PROVES: ReadonlySet<PersonAct> = new Set(["confirm", "ask_consent", "accept", "prove_address", "decline"]);
/** After these nobody waits for a parent any more. */
const ENDS: ReadonlySet<PersonAct> = new Set(["cancel", "decline"]);

/** A parent says no, or takes their agreement back: nothing of the child is needed any more. */
const isRefused = (act: PersonAct, reason: OwnReason): boolean =>
  reason === "guardian" && (act === "refuse" || ENDS.has(act));

const outcomeOf = (act: PersonAct): Exclude<OfferOutcome, "open" | "expired"> =>
  act === "accept" ? "accepted" : act === "decline" ? "declined" : "cancelled";

function eventOf(deps: Deps, { registration, session, act, reason, until }: Step): EventEnvelope {
  const about = {
    id: deps.newId("evt"),
    registration: registration.id,
    revision: registration.revision + 1,
    at: deps.now,
    actor: reason === "guardian" || act === "consent" || act === "refuse" ? "guardian" : "participant",
  };
  const { seats, state: from } = registration;
  const type = EVENT_OF[act];
  if (type === "registration.cancelled") {
    return registrationEvent(type, about, { session: session.id, from, seats, reason });
  }
  if (type === "registration.consent_asked") {
    return registrationEvent(type, about, { session: session.id, until });
  }
  return type === "registration.declined" || type === "registration.refused"
    ? registrationEvent(type, about, { session: session.id, seats })
    : registrationEvent(type, about, { session: session.id });
}
