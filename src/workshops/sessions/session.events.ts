import { idOf } from "../../kernel/ids.ts";
import * as z from "zod";

import { eventKit } from "../../kernel/event.ts";

/** The events of sessions, version 1. The subject is the session; its revision is the lock on what changes it. */
const EVENTS = {
  "session.published": z.object({}),
  /**
   * `dates`: all that were cancelled at once, told by these events; none: each registration's own event tells it. Of several, `group` is the
   * first event. `message`: what the association wrote beside.
   */
  "session.cancelled": z.object({
    group: idOf("evt").nullable().default(null),
    dates: z.array(idOf("ses")).default([]),
    message: idOf("smg").nullable().default(null),
  }),
  /** Another association gives it: the one that announced it has closed. */
  "session.handed_over": z.object({ from: idOf("org"), to: idOf("org") }),
  /** Moved to another date, as it was recorded before hours were edited with the rest. */
  "session.rescheduled": z.object({ startsAt: z.int(), endsAt: z.int(), oldStartsAt: z.int() }),
  /**
   * Another place, other hours, another link, closing time or notes: which, and what it was before. Dates of a series that were edited at
   * once name the first event of all, and what each date was.
   */
  "session.edited": z.object({
    fields: z.array(z.enum(["place", "hours", "link", "closing", "notes", "language", "consent", "programme"])),
    oldStartsAt: z.int(),
    oldTz: z.string(),
    oldVenueId: z.string().nullable(),
    group: idOf("evt").nullable().default(null),
    dates: z
      .array(z.object({ session: idOf("ses"), startsAt: z.int(), tz: z.string(), venueId: z.string().nullable() }))
      .default([]),
  }),
  /** Another number of seats. */
  "session.resized": z.object({ capacity: z.int() }),
  /** The list of its draw is frozen: how many take part, and the root of their tickets. */
  "session.draw_frozen": z.object({ entries: z.int(), root: z.string() }),
  /** The draw took place: how many were drawn, by whose chance. */
  "session.drawn": z.object({ entries: z.int(), beacon: z.enum(["drand", "checkpoint"]) }),
  /** Its association wrote to its people: the words are in `session_messages`. */
  "session.message_sent": z.object({ message: idOf("smg") }),
  /** First names of the people of a session were shown to somebody of its team, on a screen or on a sheet. */
  "list.opened": z.object({ what: z.enum(["screen", "sheet"]) }),
  /** A need was answered, for all who have it. */
  "session.need_answered": z.object({ need: z.string(), answer: z.string() }),
  /** The waiting list is over: how many still waited, and how many seats were free. */
  "session.list_closed": z.object({ waiting: z.int(), free: z.int() }),
  /** An adult is missing: somebody said so, or the nightly watch saw it: the day before, or while there is time to call the team. */
  "session.understaffed": z.object({ why: z.enum(["reported", "watch", "three_weeks", "one_week"]) }),
  /** A list was taken away as a file; the subject is the session or the association. */
  "export.downloaded": z.object({ file: z.string(), lines: z.int() }),
} as const;
export type SessionEventType = keyof typeof EVENTS;

/** What happened, as the console's audit trail says it. */
export const sessionWords: Readonly<Record<SessionEventType, string>> = {
  "session.published": "séance publiée",
  "session.cancelled": "séance annulée",
  "session.handed_over": "séance reprise par une autre association",
  "session.rescheduled": "séance déplacée",
  "session.edited": "séance modifiée",
  "session.resized": "séance : nombre de places changé",
  "session.draw_frozen": "séance : liste du tirage figée",
  "session.drawn": "séance : tirage fait",
  "session.message_sent": "séance : message aux inscrits",
  "list.opened": "séance : prénoms affichés",
  "session.need_answered": "séance : besoin répondu",
  "session.list_closed": "séance : liste d’attente close",
  "session.understaffed": "séance : il manque un adulte",
  "export.downloaded": "liste téléchargée",
};

/** Makes and reads events of sessions. */
export const { make: sessionEvent, read: sessionData } = eventKit(EVENTS);
