import { zoned } from "../../kernel/time.ts";
import { AUDIENCES, type Programme } from "../sessions/programme.ts";
import { type Session, doorOf } from "../sessions/session.ts";

/** A session as other programs read it: public facts only. */
export type PublicSession = {
  id: string;
  url: string;
  title: string;
  audience: string;
  startsAt: string;
  endsAt: string;
  timezone: string;
  mode: string;
  place: { name: string; commune: string; departement: string; isStepFree: boolean } | null;
  association: string;
  /** Free seats up to five; above, only that there are more: nobody needs the exact number. */
  placesLeft: number | "5+";
  /** What somebody who comes now finds: seats, the waiting list, or neither. */
  door: string;
};

/** Makes one; `origin` is where the site is, times are ISO 8601 with their offset. Pure. */
export function publicSession(session: Session, programme: Programme, origin: string, now: number): PublicSession {
  const at = (instant: number): string =>
    zoned(instant, session.tz).toString({ timeZoneName: "never", smallestUnit: "second" });
  const free = Math.max(0, session.capacity - session.taken);
  const { venue } = session;
  return {
    id: session.id,
    url: `${origin}/ateliers/seances/${session.id}`,
    title: programme.title,
    audience: AUDIENCES[programme.audience],
    startsAt: at(session.startsAt),
    endsAt: at(session.endsAt),
    timezone: session.tz,
    mode: session.mode,
    association: session.association,
    place:
      venue === null
        ? null
        : { name: venue.name, commune: venue.commune, departement: venue.departement, isStepFree: venue.isStepFree },
    placesLeft: free > 5 ? "5+" : free,
    door: doorOf(session, now),
  };
}
