import { isoIn } from "../../kernel/time.ts";
import { DEPARTEMENTS } from "../sessions/departements.ts";
import type { Programme } from "../sessions/programme.ts";
import { type Door, type Session, doorOf, isDrawing } from "../sessions/session.ts";

const SCHEMA = "https://schema.org/";

const ATTENDANCE: Readonly<Record<Session["mode"], string>> = { onsite: "Offline", online: "Online", hybrid: "Mixed" };
const AVAILABILITY: Readonly<Record<Door, string>> = {
  reserve: "InStock",
  queue: "SoldOut",
  not_yet: "PreOrder",
  closed: "SoldOut",
  past: "SoldOut",
  cancelled: "SoldOut",
};

type Where = { origin: string; now: number };

/** schema.org data of a session, for search engines: under its neutral title, with everything that they ask for or recommend. Pure. */
export function eventData(session: Session, programme: Programme, { origin, now }: Where): object {
  const at = (instant: number): string => isoIn({ at: instant, tz: session.tz });
  const url = `${origin}/ateliers/seances/${session.id}`;
  const association = {
    "@type": "Organization",
    name: session.association,
    url: `${origin}/associations/${session.associationSlug}`,
  };
  const moved = session.movedFromAt === null ? {} : { previousStartDate: at(session.movedFromAt) };
  return {
    "@context": "https://schema.org",
    "@type": "EducationEvent",
    name: programme.neutralTitle,
    description: programme.summary,
    url,
    image: [origin + programme.picture],
    startDate: at(session.startsAt),
    endDate: at(session.endsAt),
    eventAttendanceMode: `${SCHEMA}${ATTENDANCE[modeOf(session)]}EventAttendanceMode`,
    eventStatus: `${SCHEMA}Event${statusOf(session)}`,
    ...moved,
    inLanguage: session.language === "fr_lsf" ? ["fr", "fsl"] : session.language === "lsf" ? "fsl" : session.language,
    isAccessibleForFree: true,
    maximumAttendeeCapacity: session.capacity + (session.other?.capacity ?? 0),
    organizer: association,
    performer: association,
    location: locationOf(session, url),
    offers: {
      "@type": "Offer",
      url,
      price: 0,
      priceCurrency: "EUR",
      availability: SCHEMA + availabilityOf(session, now),
      validFrom: at(session.opensAt),
    },
  };
}

/** Seats in the room or online are seats. */
function availabilityOf(session: Session, now: number): string {
  if (isDrawing(session)) {
    return AVAILABILITY.not_yet; // one may ask, and nobody has a seat before the draw
  }
  const here = doorOf(session, now);
  const there = session.other === null ? here : doorOf({ ...session, ...session.other }, now);
  return AVAILABILITY[there === "reserve" ? there : here];
}

const statusOf = ({ state, movedFromAt }: Session): string =>
  state === "cancelled" ? "Cancelled" : movedFromAt === null ? "Scheduled" : "Rescheduled";

/** In a room and online it is one event, told on the page of the half in the room. */
const modeOf = ({ mode, other }: Session): Session["mode"] => (other === null ? mode : "hybrid");

function locationOf(session: Session, url: string): object {
  const { venue } = session;
  const online = { "@type": "VirtualLocation", url };
  if (venue === null) {
    return online;
  }
  const place = {
    "@type": "Place",
    name: venue.name,
    address: {
      "@type": "PostalAddress",
      streetAddress: venue.address,
      addressLocality: venue.commune,
      addressRegion: DEPARTEMENTS[venue.departement] ?? venue.departement,
      addressCountry: "FR",
    },
  };
  return modeOf(session) === "hybrid" ? [place, online] : place;
}
