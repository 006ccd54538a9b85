import type { Deps } from "../../platform/deps.ts";
import { type Session, doorOf } from "../sessions/session.ts";
import { findSession, sessionsOfWorkshop } from "../sessions/session.store.ts";
import { isOpenTo } from "./change-date.ts";
import type { RegistrationWithSession } from "./registration.store.ts";

/** So many dates are shown to choose from. */
const MOST_SHOWN = 8;

/** The dates that a registration may move to now: the other half of what is in a room and online, those near in place, then in time. */
export async function datesFor(
  { db, now }: Pick<Deps, "db" | "now">,
  found: RegistrationWithSession,
): Promise<Session[]> {
  const { registration, session } = found;
  const hasRoom = (one: Session): boolean =>
    doorOf(one, now) === "reserve" && one.capacity - one.taken >= registration.seats && isOpenTo(found, one);
  const isFar = (one: Session): number =>
    one.id === session.other?.id ? -1 : Number(one.venue?.departement !== session.venue?.departement);
  const half = session.other === null ? null : await findSession(db, session.other.id);
  const listed = await sessionsOfWorkshop(db, { slug: session.slug, now, isEach: true });
  const dates = (half === null ? listed : listed.filter(({ id }) => id !== half.id).concat(half)).filter(hasRoom);
  return dates.toSorted((a, b) => isFar(a) - isFar(b) || a.startsAt - b.startsAt).slice(0, MOST_SHOWN);
}
