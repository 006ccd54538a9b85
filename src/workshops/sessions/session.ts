import { HOUR, hourIn, momentIn, spanIn, zoned } from "../../kernel/time.ts";
import * as z from "zod";

import { idOf } from "../../kernel/ids.ts";
import { flag, instant, row } from "../../kernel/rows.ts";
import { plural } from "../../kernel/text.ts";
import type { Place } from "../../kernel/working-days.ts";
import type { ProgrammeAudience } from "./programme.ts";

export const SESSION_MODES = ["onsite", "online", "hybrid"] as const;
export const SESSION_STATES = ["draft", "open", "closed", "cancelled", "done"] as const;
export type SessionState = (typeof SESSION_STATES)[number];
/** It takes place, whether seats can still be had or not. */
export const TAKING_PLACE = ["open", "closed"] as const satisfies readonly SessionState[];
/** What takes place, or has: neither a draft nor called off. */
export const NOT_CALLED_OFF = ["open", "closed", "done"] as const satisfies readonly SessionState[];
/** Private: not listed anywhere, open to whoever has its link. */
export const VISIBILITIES = ["public", "private"] as const;

/** Below which age a parent is asked: 15, or 18 where the association wants it. */
export const CONSENT_AGES = [15, 18] as const;
export type ConsentAge = (typeof CONSENT_AGES)[number];

/** The age that a form names; 15 when it names none. */
export const readConsentAge = (typed: string): ConsentAge => (typed === "18" ? 18 : 15);

/** In which language a session is given. */
export const LANGUAGES = {
  fr: "En français",
  fr_lsf: "En français, avec un interprète en langue des signes",
  lsf: "En langue des signes française",
  en: "En anglais",
  ar: "En arabe",
  es: "En espagnol",
  pt: "En portugais",
  tr: "En turc",
} as const;
export type Language = keyof typeof LANGUAGES;
const Language = z.enum(Object.keys(LANGUAGES) as [Language, ...Language[]]);
export const languageInWords = (language: Language): string => LANGUAGES[language];
/** The language that a form names; French when it names none. */
export const readLanguage = (typed: string): Language => Language.catch("fr").parse(typed);

/** A session as pages, mails and rules see it. Times in unix seconds, `tz` an IANA zone. */
export const Session = row({
  id: idOf("ses"),
  slug: z.string(),
  venue_id: z.string().nullable(),
  mode: z.enum(SESSION_MODES),
  join_url: z.string().nullable(),
  starts_at: instant,
  ends_at: instant,
  tz: z.string(),
  capacity: z.int(),
  taken: z.int(),
  waiting: z.int(),
  state: z.enum(SESSION_STATES),
  visibility: z.enum(VISIBILITIES),
  opens_at: instant,
  closes_at: instant,
  queue_closes_at: instant,
  /** When its list is frozen for a draw; null: first come, first served. */
  draw_at: instant.nullable(),
  /** When the draw took place. */
  drawn_at: instant.nullable(),
  /** Below this age a parent is asked: 15, or 18 where the association wants it. */
  consent_under_age: z.int(),
  ics_sequence: z.int(),
  revision: z.int(),
  updated_at: instant,
  /** When it began before its last move. */
  moved_from_at: instant.nullable(),
  /** The sessions that were published with it; null: it stands alone. */
  series_id: idOf("ser").nullable(),
  /** Held in a room and online: the half in the room, whichever this one is. Null: it is held in one way. */
  pair_id: idOf("ses").nullable(),
  /** The other half, and how full it is. */
  other_id: idOf("ses").nullable(),
  other_capacity: z.int().nullable(),
  other_taken: z.int().nullable(),
  other_waiting: z.int().nullable(),
  /** What its people should know: one paragraph of its association, or nothing. */
  notes: z.string(),
  language: Language,
  association: z.string(),
  association_slug: z.string(),
  is_demo: flag,
  venue_name: z.string().nullable(),
  address: z.string().nullable(),
  commune: z.string().nullable(),
  departement: z.string().nullable(),
  is_step_free: flag.nullable(),
  has_hearing_loop: flag.nullable(),
  access: z.string().nullable(),
}).derive(({ venueName, address, commune, departement, isStepFree, hasHearingLoop, access, ...found }) => ({
  other:
    found.otherId === null
      ? null
      : {
          id: found.otherId,
          capacity: found.otherCapacity ?? 0,
          taken: found.otherTaken ?? 0,
          waiting: found.otherWaiting ?? 0,
        },
  venue:
    venueName === null
      ? null
      : {
          name: venueName,
          address: address ?? "",
          commune: commune ?? "",
          departement: departement ?? "",
          isStepFree: isStepFree === true,
          hasHearingLoop: hasHearingLoop === true,
          access: access ?? "",
        },
}));
export type Session = z.infer<typeof Session>;

/** Whose calendar and clocks count for a session; online, the holidays of the whole country. */
export const placeOf = ({ tz, venue }: Pick<Session, "tz" | "venue">): Place => ({
  tz,
  departement: venue?.departement ?? null,
});

/** From this hour on, on its own clock, a session is « en soirée ». */
const EVENING_FROM = 17;
/** What lists are narrowed by: whether a session begins in the evening or on a Wednesday, on its own clock. */
export function slotOf({ startsAt, tz }: Pick<Session, "startsAt" | "tz">): {
  isEvening: boolean;
  isWednesday: boolean;
} {
  const local = zoned(startsAt, tz);
  return { isEvening: local.hour >= EVENING_FROM, isWednesday: local.dayOfWeek === 3 };
}

type Timed = Pick<Session, "startsAt" | "tz" | "mode">;
/** When a session begins, or another moment on its clock; online, always with whose hour it is. */
export const momentOf = (s: Timed, at: number = s.startsAt): string =>
  momentIn(at, s.tz, { online: s.mode === "online" });
/** From when to when it is. */
export const spanOf = (s: Session): string => spanIn(s, s.tz, { online: s.mode === "online" });
/** The same without the day. */
export const hourOf = (s: Timed, at: number = s.startsAt): string => hourIn(at, s.tz, { online: s.mode === "online" });

/** From so many hours before the session the list is over and seats are reserved directly again. */
export const LIST_CLOSES_HOURS = 12;

/** A class that is visited: its seats were never open to anybody. */
export const isVisit = (s: Pick<Session, "visibility" | "opensAt" | "closesAt">): boolean =>
  s.visibility === "private" && s.closesAt <= s.opensAt;

/** What a session offers to somebody who arrives now. */
export type Door = "reserve" | "queue" | "not_yet" | "closed" | "past" | "cancelled";

/** From how many free seats on a session says that few are left. */
export const FEW = 5;

type Drawn = Pick<Session, "drawAt" | "drawnAt">;
/** A draw is announced and has not taken place: there are only asks, no seat is given. */
export const isDrawing = ({ drawAt, drawnAt }: Drawn): boolean => drawAt !== null && drawnAt === null;
/** Who asks now takes part in the draw: it is the hour after the opening. */
export const isDrawnNow = (s: Drawn & Pick<Session, "opensAt">, now: number): boolean =>
  isDrawing(s) && s.opensAt <= now && now < s.opensAt + HOUR;

/** No seat is given directly: people wait, or a draw is to come. */
const isListFirst = (s: Drawn & Pick<Session, "waiting" | "queueClosesAt">, now: number): boolean =>
  isDrawing(s) || (s.waiting > 0 && now < s.queueClosesAt);

/** Which door is open: seats, the waiting list, or none and why. Pure; the capacity rule decides for real. */
export function doorOf(
  s: Drawn &
    Pick<Session, "state" | "startsAt" | "opensAt" | "closesAt" | "queueClosesAt" | "capacity" | "taken" | "waiting">,
  now: number,
): Door {
  if (s.state === "cancelled") {
    return "cancelled";
  }
  if (s.state === "done" || s.startsAt <= now) {
    return "past";
  }
  if (s.state !== "open" || s.closesAt <= now) {
    return "closed";
  }
  if (s.opensAt > now) {
    return "not_yet";
  }
  if (s.taken < s.capacity && !isListFirst(s, now)) {
    return "reserve";
  }
  return now < s.queueClosesAt ? "queue" : "closed";
}

/** True when a party may wait: the room can hold it, the list is open, and either somebody waits already or too few seats are free. */
export const mayQueue = (s: Parameters<typeof doorOf>[0], seats: number, now: number): boolean =>
  seats <= s.capacity &&
  (doorOf(s, now) === "queue" ||
    (doorOf(s, now) === "reserve" && now < s.queueClosesAt && s.capacity - s.taken < seats));

/** The free seats as people read them: words that a page half a minute old still says truly; the form tells how many. */
const seatsInWords = (free: number): string => (free <= FEW ? "Dernières places" : "Places disponibles");

/** What somebody who comes now finds, in words: the one wording of it, for pages, the list on other sites, feeds and programs. Pure. */
export function doorInWords(s: Parameters<typeof doorOf>[0], now: number): string {
  if (isDrawing(s) && doorOf(s, now) === "queue") {
    return isDrawnNow(s, now) ? "Demandes ouvertes, tirage demain" : "Tirage à venir, liste d’attente";
  }
  const free = s.capacity - s.taken;
  const words: Record<Door, string> = {
    reserve: seatsInWords(free),
    // Nothing is called full while seats are free.
    queue: free > 0 ? "Places gardées pour la liste d’attente" : "Complet, liste d’attente",
    not_yet: "Ouvre bientôt",
    closed: "Inscriptions closes",
    past: "Séance passée",
    cancelled: "Séance annulée",
  };
  return words[doorOf(s, now)];
}

type Half = Pick<Session, "other" | "mode">;
/** What the door of the other half says, of a session that is held in a room and online; null for any other. The hours are the same. */
export const otherDoorInWords = (s: Half & Parameters<typeof doorOf>[0], now: number): string | null =>
  s.other === null ? null : doorInWords({ ...s, ...s.other }, now);
/** Which half a session is. */
export const halfInWords = ({ mode }: Pick<Session, "mode">): string => (mode === "online" ? "À distance" : "En salle");
/** Seats taken in the room and online: below a number nothing is asked of so few people. */
export const takenInBoth = ({ taken, other }: Pick<Session, "taken" | "other">): number => taken + (other?.taken ?? 0);

/** How full it is, for the team that gives it. */
export const takenInWords = (s: Pick<Session, "capacity" | "taken" | "waiting">): string =>
  `${plural(s.taken, "place prise", "places prises")} sur ${s.capacity}, ${s.waiting} en attente`;

/** The place in one line, for mails and calendars. */
export function placeInWords(s: Pick<Session, "venue" | "mode">): string {
  return s.venue === null ? "En ligne" : `${s.venue.name}, ${s.venue.address}, ${s.venue.commune}`;
}

/** How one gets into the room: what is sure of it, and what its association wrote; empty where there is no room, or nothing to say. */
export function accessInWords({ venue }: Pick<Session, "venue">): string {
  const said = venue === null ? [] : [venue.isStepFree ? "accès sans marche" : "", venue.access];
  const words = said.filter((part) => part !== "").join(" ; ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Who is spoken to: youth pages say « tu », all others « vous ». */
export const isInformalFor = (audience: ProgrammeAudience): boolean => audience === "youth";
