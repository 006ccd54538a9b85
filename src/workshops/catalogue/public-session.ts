import { isoIn } from "../../kernel/time.ts";
import { type Programme, audienceInWords } from "../sessions/programme.ts";
import type { CalendarEntry } from "../sessions/calendar.ts";
import { type Session, doorInWords, doorOf, isVisit, otherDoorInWords, placeInWords } from "../sessions/session.ts";

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
  /** What somebody who comes now finds: seats, the waiting list, or neither; and the words in which people read it. */
  door: string;
  doorInWords: string;
  /** Of a session held in a room and online, the half that this is not. */
  otherHalf: { id: string; url: string; mode: string; doorInWords: string } | null;
};

/** Makes one; `origin` is where the site is, times are ISO 8601 with their offset. Pure. */
export function publicSession(session: Session, programme: Programme, origin: string, now: number): PublicSession {
  const at = (instant: number): string => isoIn({ at: instant, tz: session.tz });
  const free = Math.max(0, session.capacity - session.taken);
  const { venue } = session;
  return {
    id: session.id,
    url: `${origin}/ateliers/seances/${session.id}`,
    title: programme.title,
    audience: audienceInWords(programme),
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
    doorInWords: doorInWords(session, now),
    otherHalf: otherHalf(session, origin, now),
  };
}

function otherHalf(session: Session, origin: string, now: number): PublicSession["otherHalf"] {
  const { other, mode } = session;
  return other === null
    ? null
    : {
        id: other.id,
        url: `${origin}/ateliers/seances/${other.id}`,
        mode: mode === "online" ? "onsite" : "online",
        doorInWords: otherDoorInWords(session, now) ?? "",
      };
}

/** A session as an entry of a calendar: its neutral title, nobody named. A class that is visited has no door. Pure. */
export const entryOf = (
  session: Session,
  programme: Programme | undefined,
  { origin, now }: { origin: string; now: number },
): CalendarEntry => ({
  uid: `${session.id}@${new URL(origin).host}`,
  sequence: session.icsSequence,
  isCancelled: session.state === "cancelled",
  startsAt: session.startsAt,
  endsAt: session.endsAt,
  tz: session.tz,
  title: programme?.neutralTitle ?? "Atelier",
  place: session.venue === null ? "En ligne" : placeInWords(session),
  stamp: session.updatedAt,
  url: `${origin}/ateliers/seances/${session.id}`,
  ...(isVisit(session) ? {} : { note: doorInWords(session, now) }),
});
