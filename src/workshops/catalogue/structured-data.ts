import { isoIn } from "../../kernel/time.ts";
import { DEPARTEMENTS } from "../sessions/departements.ts";
import type { Programme } from "../sessions/programme.ts";
import { type Door, type Session, doorOf } from "../sessions/session.ts";

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

/** The picture of every workshop, drawn without a word: what a search engine shows beside its neutral title. */
const IMAGE = "/images/atelier.svg";

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
    image: [origin + IMAGE],
    startDate: at(session.startsAt),
    endDate: at(session.endsAt),
    eventAttendanceMode: `${SCHEMA}${ATTENDANCE[session.mode]}EventAttendanceMode`,
    eventStatus: `${SCHEMA}Event${statusOf(session)}`,
    ...moved,
    inLanguage: "fr",
    isAccessibleForFree: true,
    maximumAttendeeCapacity: session.capacity,
    organizer: association,
    performer: association,
    location: locationOf(session, url),
    offers: {
      "@type": "Offer",
      url,
      price: 0,
      priceCurrency: "EUR",
      availability: SCHEMA + AVAILABILITY[doorOf(session, now)],
      validFrom: at(session.opensAt),
    },
  };
}

const statusOf = ({ state, movedFromAt }: Session): string =>
  state === "cancelled" ? "Cancelled" : movedFromAt === null ? "Scheduled" : "Rescheduled";

function locationOf({ venue, mode }: Session, url: string): object {
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
  return mode === "hybrid" ? [place, online] : place;
}
