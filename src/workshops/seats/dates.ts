import type { Deps } from "../../platform/deps.ts";
import { type Session, doorOf } from "../sessions/session.ts";
import { sessionsOfWorkshop } from "../sessions/session.store.ts";
import { isOpenTo } from "./change-date.ts";
import type { RegistrationWithSession } from "./registration.store.ts";

/** So many dates are shown to choose from. */
const MOST_SHOWN = 8;

/** The dates that a registration may move to now, those near in place first, then in time. */
export async function datesFor(
  { db, now }: Pick<Deps, "db" | "now">,
  found: RegistrationWithSession,
): Promise<Session[]> {
  const { registration, session } = found;
  const hasRoom = (one: Session): boolean =>
    doorOf(one, now) === "reserve" && one.capacity - one.taken >= registration.seats && isOpenTo(found, one);
  const isFar = (one: Session): number => Number(one.venue?.departement !== session.venue?.departement);
  const dates = (await sessionsOfWorkshop(db, { slug: session.slug, now })).filter(hasRoom);
  return dates.toSorted((a, b) => isFar(a) - isFar(b) || a.startsAt - b.startsAt).slice(0, MOST_SHOWN);
}
