import type { EventId, RegistrationId, SessionId } from "../../kernel/ids.ts";
import { pick } from "../../kernel/pick.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { MOVED_FIRST, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { doorOf, type Session } from "../sessions/session.ts";
import { findSession } from "../sessions/session.store.ts";
import { NO_SEAT, expireDue, moveSeats, takeSeats } from "./capacity.store.ts";
import { needsConsent } from "./party.ts";
import { changeSession } from "./people.store.ts";
import { MOST_MOVES } from "./registration.ts";
import { registrationEvent } from "./registration.events.ts";
import * as store from "./registration.store.ts";
import { eventPrefix } from "./reserve.ts";

/** Why the date stays what it was. `parent_decides`: a parent agreed to this one, and changes it by their own link. */
export type DateRefusal =
  | "not_found"
  | "not_possible"
  | "too_often"
  | "parent_decides"
  | "already_there"
  | "queue_first"
  | "no_seat";
/** Who asks: whose address it is, or the parent who agreed. */
export type Mover = "participant" | "guardian";

/**
 * A registration goes on at another date of its workshop: the new seats pass the gate of a newcomer, the old ones are free in the same
 * batch; refused, the old ones stay. A seat whose session was cancelled may move too, until that session would have begun.
 */
export async function changeDate(
  deps: Deps,
  asked: { registrationId: RegistrationId; to: SessionId; by: Mover },
): Promise<Result<{ eventId: EventId }, DateRefusal>> {
  return (await changeOnce(deps, asked)) ?? (await changeOnce(deps, asked)) ?? refuse("not_possible");
}

/** One try; null when somebody else moved the registration meanwhile. */
async function changeOnce(
  deps: Deps,
  { registrationId, to, by }: { registrationId: RegistrationId; to: SessionId; by: Mover },
): Promise<Result<{ eventId: EventId }, DateRefusal> | null> {
  const found = await store.findRegistration(deps.db, registrationId);
  const target = await findSession(deps.db, to);
  if (found === null || target === null) {
    return refuse("not_found");
  }
  const why = whyNotMove(found, by, deps.now) ?? whyNotThere(found, target);
  if (why !== null) {
    return refuse(why);
  }
  const { registration, session } = found;
  const { id, seats } = registration;
  const revision = registration.revision + 1;
  const about = { id: deps.newId("evt"), registration: id, revision, at: deps.now, actor: by };
  const data = { session: to, from: session.id, seats, was: registration.state };
  const freed = registration.state === "confirmed" ? -seats : 0;
  try {
    await deps.db.batch([
      ...expireDue(deps.now, to, eventPrefix(deps.newId)),
      recordEvent(registrationEvent("registration.moved", about, data)),
      takeSeats(to, seats, deps.now),
      moveSeats(session.id, { taken: freed, waiting: 0 }),
      ...changeSession({ id, from: session.id, to: target, revision, now: deps.now }),
    ]);
    return ok({ eventId: about.id });
  } catch (error) {
    return explain(deps, { error, to });
  }
}

const REFUSED_BY = { [store.SAME_PERSON]: "already_there" } as const;
async function explain(
  deps: Deps,
  { error, to }: { error: unknown; to: SessionId },
): Promise<Result<never, DateRefusal> | null> {
  const constraint = refusedBy(error);
  if (constraint === MOVED_FIRST) {
    return null;
  }
  const refusal = pick(REFUSED_BY, constraint ?? "");
  if (refusal === null && constraint !== NO_SEAT) {
    throw error;
  }
  const session = refusal === null ? await findSession(deps.db, to) : null;
  const isListFirst = session !== null && session.waiting > 0 && doorOf(session, deps.now) === "queue";
  return refuse(refusal ?? (isListFirst ? "queue_first" : "no_seat"));
}

/** Seats that are theirs, or were until the association cancelled the session; both until that session begins. */
export const mayMove = ({ registration: r, session }: store.RegistrationWithSession, now: number): boolean =>
  (r.state === "confirmed" || (r.state === "cancelled" && r.cancelReason === "session_cancelled")) &&
  r.requestId === null &&
  r.verifiedAt !== null &&
  r.erasedAt === null &&
  (r.consent === null || r.consent === "given") &&
  session.startsAt > now;

/** Why this registration may not change its date now; null when it may. */
function whyNotMove(found: store.RegistrationWithSession, by: Mover, now: number): DateRefusal | null {
  if (!mayMove(found, now)) {
    return "not_possible";
  }
  if (found.registration.moves >= MOST_MOVES) {
    return "too_often";
  }
  return by === "participant" && found.registration.hasGuardian ? "parent_decides" : null;
}

/** Another date of the same workshop, listed, or the other half of this one, where nobody would have to be asked anew. */
export const isOpenTo = ({ registration: r, session }: store.RegistrationWithSession, target: Session): boolean => {
  const kind = r.kind === "person" ? "person" : "family";
  const isAsked = needsConsent({ kind, bands: r.bands }, target.consentUnderAge);
  return (
    target.slug === session.slug &&
    target.id !== session.id &&
    (target.visibility === "public" || target.id === session.other?.id) &&
    (!isAsked || r.consent === "given")
  );
};
const whyNotThere = (found: store.RegistrationWithSession, target: Session): "not_possible" | null =>
  isOpenTo(found, target) ? null : "not_possible";
