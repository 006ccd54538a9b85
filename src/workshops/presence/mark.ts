import type { RegistrationId, RequestId, EventId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { DAY } from "../../kernel/time.ts";
import { MOVED_FIRST, type Statement, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { actOf, recordEvent } from "../../platform/outbox.ts";
import {
  MARKED_UNTIL,
  type RegistrationRefusal,
  type RegistrationState,
  decide,
  eraseAt,
} from "../seats/registration.ts";
import { registrationEvent } from "../seats/registration.events.ts";
import * as store from "../seats/registration.store.ts";
import type { SignedVia } from "./attestation.ts";
import { type Made, type Mark, against, markOf, momentOf } from "./mark-order.ts";
import {
  MARKED_FIRST,
  countClass,
  markEverybody,
  markOver,
  moveMark,
  sheetsOf,
  signSheet,
  tellSigned,
  unmarked,
} from "./presence.store.ts";

/** Who marks those whom nobody marked. */
const NIGHT = "clock";

type Change = { to: RegistrationState; session: { endsAt: number }; now: number };
/** A registration whose people came, or none of them did. */
export const changeOfMark = (
  { id, isMinor, createdAt, revision }: store.Registration,
  { to, session, now }: Change,
): Statement =>
  store.changeRegistration({
    id,
    to,
    revision: revision + 1,
    expiresAt: null,
    isProof: false,
    icsBump: 0,
    cancelReason: null,
    eraseAt: eraseAt(to, isMinor, createdAt, session.endsAt),
    now,
  });

type Marking = { registrationId: RegistrationId; isPresent: boolean; by: string; made: Made };
/** What stands afterwards: this mark, or one that was made later. */
export type Marked = { eventId: EventId | null; stands: Mark };

/** Somebody else marks the same seat in the same instant: it is read again so often. */
const ROUNDS = 10;
/**
 * Writes that somebody came, or not. Of several marks the latest act stands, in whatever order they arrive; the same mark again is no
 * event.
 */
export async function markPresence(
  deps: Deps,
  { registrationId, isPresent, by, made }: Marking,
): Promise<Result<Marked, RegistrationRefusal | "not_found">> {
  for (let round = 0; round < ROUNDS; round++) {
    const found = await store.findRegistration(deps.db, registrationId);
    if (found === null) {
      return refuse("not_found");
    }
    const standing = markOf(found.registration);
    const act: Mark = { isPresent, madeMs: momentOf(made, standing, deps.now) };
    const does = against(standing, act);
    if (does === "is_there" || does === "is_older") {
      return ok({ eventId: null, stands: standing ?? act });
    }
    const done =
      does === "repeats" ? await repeatMark(deps, { ...found, act }) : await changeMark(deps, { ...found, act, by });
    if (done !== "moved") {
      return done;
    }
  }
  throw new Error(`no turn for a mark of ${registrationId}`);
}

type Done = Result<Marked, RegistrationRefusal> | "moved";

async function repeatMark(
  deps: Deps,
  { registration, act }: { act: Mark } & store.RegistrationWithSession,
): Promise<Done> {
  const changed = await deps.db.changed(moveMark(registration, act.madeMs));
  return changed > 0 ? ok({ eventId: null, stands: act }) : "moved";
}

async function changeMark(
  deps: Deps,
  { registration, session, act, by }: { act: Mark; by: string } & store.RegistrationWithSession,
): Promise<Done> {
  const decided = decide({ ...registration, session }, act.isPresent ? "mark_present" : "mark_absent", deps.now);
  if (!decided.ok) {
    return decided;
  }
  const { to } = decided.value;
  const { id } = registration;
  const revision = registration.revision + 1;
  const about = { id: deps.newId("evt"), registration: id, revision, at: deps.now, actor: by };
  const event = registrationEvent(act.isPresent ? "registration.attended" : "registration.missed", about, {
    session: session.id,
  });
  try {
    await deps.db.batch([
      recordEvent(event),
      markOver(registration, act.madeMs),
      markEverybody(id, act, by === NIGHT),
      changeOfMark(registration, { to, session, now: deps.now }),
    ]);
    return ok({ eventId: event.id, stands: act });
  } catch (error) {
    if (![MOVED_FIRST, MARKED_FIRST].some((name) => name === refusedBy(error))) {
      throw error;
    }
    return "moved";
  }
}

/** Counts a class: it came, with so many. A new count has to be confirmed again. */
export async function countOneClass(
  deps: Deps,
  {
    registrationId,
    counts,
    actor,
  }: { registrationId: RegistrationId; counts: { pupils: number; adults: number }; actor: string },
): Promise<Result<Marked, RegistrationRefusal | "not_found">> {
  const marked = await markPresence(deps, { registrationId, isPresent: counts.pupils > 0, by: actor, made: "now" });
  if (marked.ok) {
    await deps.db.batch([countClass(registrationId, counts.pupils, counts.adults, deps.now)]);
  }
  return marked;
}

/** The adult of the class confirms: on the facilitator's screen, or by the link of the request. Twice is once. */
export async function confirmCount(
  deps: Deps,
  { registrationIds, signer }: { registrationIds: readonly RegistrationId[]; signer: { role: string; via: SignedVia } },
): Promise<void> {
  const signing = { registrationIds, via: signer.via, now: deps.now, prefix: actOf(deps.newId("evt")) };
  await deps.db.batch([
    tellSigned(signing),
    ...registrationIds.map((id) => signSheet(id, signer.role, signer.via, deps.now)),
  ]);
}

/** The classes of a visit that were counted and that nobody confirmed yet. */
export const unconfirmedOf = async (deps: Deps, requestId: RequestId): Promise<RegistrationId[]> =>
  (await sheetsOf(deps.db, requestId))
    .filter((sheet) => sheet.pupils_present !== null && sheet.signed_at === null)
    .map((sheet) => sheet.registration_id);

/** The nightly duty: a day after the end, whoever was not marked counts as absent, until somebody corrects it. The number marked. */
export async function markTheRest(deps: Deps): Promise<number> {
  let count = 0;
  const rest = () => unmarked(deps.db, { after: deps.now - MARKED_UNTIL, before: deps.now - DAY });
  for (let ids = await rest(); ids.length > 0; ids = await rest()) {
    const marked = await Promise.all(
      ids.map((registrationId) =>
        markPresence(deps, { registrationId, isPresent: false, by: NIGHT, made: "by_night" }),
      ),
    );
    const done = marked.filter((one) => one.ok).length;
    count += done;
    if (done === 0) {
      break; // nothing moves: the next night tries again
    }
  }
  return count;
}
