import type { RegistrationId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { MOVED_FIRST, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { type RegistrationRefusal, mayMark } from "../seats/registration.ts";
import { registrationEvent } from "../seats/registration.events.ts";
import * as store from "../seats/registration.store.ts";
import { type Marked, changeOfMark } from "./mark.ts";
import { type Made, type Mark, against, momentOf } from "./mark-order.ts";
import { type MarkedPerson, PERSON_MARKED_FIRST, marksOf, writePersonMark } from "./presence.store.ts";

type Marking = { registrationId: RegistrationId; person: string; isPresent: boolean; by: string; made: Made };

/** Somebody else marks the same party in the same instant: it is read again so often. */
const ROUNDS = 10;
/**
 * Writes that one of a party came, or not. Of several marks of one person the latest act stands, in whatever order they arrive. A
 * registration counts as used when one of its people came.
 */
export async function markPerson(
  deps: Deps,
  { registrationId, person, isPresent, by, made }: Marking,
): Promise<Result<Marked, RegistrationRefusal | "not_found">> {
  for (let round = 0; round < ROUNDS; round++) {
    const found = await store.findRegistration(deps.db, registrationId);
    const people = await marksOf(deps.db, registrationId);
    const one = people.find(({ id }) => id === person);
    if (found === null || one === undefined) {
      return refuse("not_found");
    }
    if (!mayMark({ ...found.registration, session: found.session }, deps.now)) {
      return refuse("not_possible");
    }
    const standing: Mark | null = one.isPresent === null ? null : { isPresent: one.isPresent, madeMs: one.markedMs };
    const act: Mark = { isPresent, madeMs: momentOf(made, standing, deps.now) };
    const does = against(standing, act);
    if (does === "is_there" || does === "is_older") {
      return ok({ eventId: null, stands: standing ?? act });
    }
    const done = await write(deps, { ...found, people, one, act, by, isChange: does === "changes" });
    if (done !== null) {
      return ok(done);
    }
  }
  throw new Error(`no turn for a mark of ${person}`);
}

type Step = store.RegistrationWithSession & {
  people: readonly MarkedPerson[];
  one: MarkedPerson;
  act: Mark;
  by: string;
  isChange: boolean;
};
/** The mark; null when somebody else marked the same party since it was read. */
async function write(
  deps: Deps,
  { registration, session, people, one, act, by, isChange }: Step,
): Promise<Marked | null> {
  const { id } = registration;
  const revision = registration.revision + 1;
  const about = { id: deps.newId("evt"), registration: id, revision, at: deps.now, actor: by };
  const type = act.isPresent ? "registration.attended" : "registration.missed";
  const isAnyHere = act.isPresent || people.some((other) => other.id !== one.id && other.isPresent === true);
  const to = isAnyHere ? "attended" : "absent";
  const mark = writePersonMark(one, act);
  const change = changeOfMark(registration, { to, session, now: deps.now });
  try {
    const event = recordEvent(registrationEvent(type, about, { session: session.id }));
    await deps.db.batch(isChange ? [event, mark, change] : [mark]);
    return { eventId: isChange ? about.id : null, stands: act };
  } catch (error) {
    if (![MOVED_FIRST, PERSON_MARKED_FIRST].some((name) => name === refusedBy(error))) {
      throw error;
    }
    return null;
  }
}
