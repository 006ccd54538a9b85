import * as z from "zod";

import { DAY, HOUR, MINUTE, PARIS, ZONE_CHOICES, zoned } from "../../kernel/time.ts";
import { errorAt } from "../../kernel/typed-error.ts";
import { typedNumber } from "../../kernel/typed-number.ts";
import { readMoment } from "../../kernel/typed-moment.ts";
import { fieldErrors } from "../seats/registration.schema.ts";
import { DEPARTEMENTS, zoneOf } from "../sessions/departements.ts";
import { LEAST_DAYS_BEFORE, drawAtFor, isEarlyEnough } from "../list/draw-time.ts";
import { type ConsentAge, type Language, readConsentAge, readLanguage } from "../sessions/session.ts";

/** What a coordinator decides about a session. Times in unix seconds, on the clock of `tz`. */
export type SessionPlan = {
  programme: string;
  mode: "onsite" | "online";
  /** A place that the association has used; null: the new one, or none when online. */
  venueId: string | null;
  venue: VenuePlan | null;
  joinUrl: string | null;
  startsAt: number;
  endsAt: number;
  tz: string;
  capacity: number;
  /** The same hours at a distance, for those who cannot come into the room; null: in one way only. */
  online: { capacity: number; joinUrl: string } | null;
  /** Below this age a parent is asked. */
  consentUnderAge: ConsentAge;
  visibility: "public" | "private";
  /** A draw instead of first come, first served: from when one may ask, and when it is. */
  draw: { opensAt: number; drawAt: number } | null;
  language: Language;
};
export type VenuePlan = {
  name: string;
  address: string;
  commune: string;
  departement: string;
  access: string;
  isStepFree: boolean;
  hasHearingLoop: boolean;
};

const line = (least: number, most: number, message: string) =>
  z
    .string()
    .transform((text) => text.normalize("NFC").replace(/\s+/g, " ").trim())
    .pipe(
      z
        .string()
        .min(least, message)
        .max(most, `${most} caractères au plus.`)
        .regex(/^[^\p{C}<>]*$/u, "Des caractères ne sont pas acceptés ici."),
    )
    .refine((text) => !/(?:\d[\s.-]?){10,}/.test(text), "N’écrivez pas de numéro de téléphone.");
const tick = z.enum(["", "on"]).transform((value) => value === "on");

const Venue = z.object({
  name: line(2, 80, "Écrivez le nom du lieu."),
  address: line(3, 120, "Écrivez l’adresse du lieu."),
  commune: line(2, 60, "Écrivez la commune."),
  departement: z.enum(Object.keys(DEPARTEMENTS) as [string, ...string[]], { error: "Choisissez le département." }),
  access: line(0, 200, ""),
  isStepFree: tick,
  hasHearingLoop: tick,
});
export const Capacity = typedNumber(1, 200, "Écrivez un nombre de places, de 1 à 200.");
const JoinUrl = z
  .string()
  .transform((text) => text.trim())
  .pipe(
    z
      .url({ protocol: /^https$/, error: "Écrivez l’adresse de connexion, en https://." })
      .max(300, "300 caractères au plus."),
  );

type Typed = { get: (name: string) => string };
type Read = { ok: true; plan: SessionPlan } | { ok: false; errors: Record<string, string> };
/** The programmes with their minutes, the places already used with their zone, now. */
export type Against = { minutes: ReadonlyMap<string, number>; zones: ReadonlyMap<string, string>; now: number };

/** Reads the form of a session; each error names its field, and what is missing does not hide what is wrong. */
export function readSession(form: Typed, { minutes, zones, now }: Against): Read {
  const programme = form.get("programme");
  const length = minutes.get(programme);
  const { errors: placeErrors, ...place } = readWhere(form, zones);
  const capacity = Capacity.safeParse(form.get("capacity"));
  const { online, errors: onlineErrors } = readOnline(form, place.mode);
  const startsAt = readMoment(form.get("debut"), place.tz);
  const problem = startProblem(startsAt, now, place.tz);
  const { draw, errors: drawErrors } = readDraw(form, { startsAt, tz: place.tz, now });
  const errors = {
    ...(length === undefined ? { programme: "Choisissez un atelier." } : {}),
    ...placeErrors,
    ...onlineErrors,
    ...drawErrors,
    ...errorAt("capacity", capacity),
    ...(problem === null ? {} : { debut: problem }),
  };
  if (Object.keys(errors).length > 0 || startsAt === null || length === undefined || !capacity.success) {
    return { ok: false, errors };
  }
  const endsAt = startsAt + length * MINUTE;
  const visibility = form.get("visibilite") === "private" ? "private" : "public";
  const consentUnderAge = readConsentAge(form.get("accord"));
  return {
    ok: true,
    plan: {
      ...place,
      online,
      draw,
      programme,
      startsAt,
      endsAt,
      capacity: capacity.data,
      consentUnderAge,
      visibility,
      language: readLanguage(form.get("langue")),
    },
  };
}

/** When one may ask for a place that is drawn; nothing: the session has no draw. */
function readDraw(
  form: Typed,
  { startsAt, tz, now }: { startsAt: number | null; tz: string; now: number },
): { draw: SessionPlan["draw"]; errors: Record<string, string> } {
  if (form.get("ouverture").trim() === "") {
    return { draw: null, errors: {} };
  }
  const wrong = (ouverture: string) => ({ draw: null, errors: { ouverture } });
  const opensAt = readMoment(form.get("ouverture"), tz);
  if (opensAt === null) {
    return wrong("Écrivez une date et une heure, comme 14/01/2027 18:30, ou laissez vide.");
  }
  if (opensAt < now + HOUR) {
    return wrong("Cette heure est passée, ou dans moins d’une heure : il faut le temps de l’annoncer.");
  }
  const drawAt = drawAtFor(opensAt, tz);
  return startsAt !== null && !isEarlyEnough({ drawAt, startsAt })
    ? wrong(
        `Le tirage a lieu le lendemain à midi, ${LEAST_DAYS_BEFORE} jours au moins avant la séance : choisissez plus tôt.`,
      )
    : { draw: { opensAt, drawAt }, errors: {} };
}

/** What a session in a room also offers at a distance: its seats and its link, or neither. */
function readOnline(
  form: Typed,
  mode: SessionPlan["mode"],
): { online: SessionPlan["online"]; errors: Record<string, string> } {
  const asked = ["placesDistance", "lienDistance"].filter((name) => form.get(name).trim() !== "");
  if (asked.length === 0) {
    return { online: null, errors: {} };
  }
  if (mode === "online") {
    const words = "Cette séance est déjà en ligne : choisissez une salle plus haut, ou laissez ceci vide.";
    return { online: null, errors: { placesDistance: words } };
  }
  const capacity = Capacity.safeParse(form.get("placesDistance"));
  const joinUrl = JoinUrl.safeParse(form.get("lienDistance"));
  const errors = { ...errorAt("placesDistance", capacity), ...errorAt("lienDistance", joinUrl) };
  return capacity.success && joinUrl.success
    ? { online: { capacity: capacity.data, joinUrl: joinUrl.data }, errors }
    : { online: null, errors };
}

type Where = Pick<SessionPlan, "mode" | "venueId" | "venue" | "joinUrl" | "tz"> & { errors: Record<string, string> };
/** Where a session is: online, a place that was used before, or a new one; and on which clock. */
export function readWhere(form: Typed, zones: Against["zones"]): Where {
  const where = form.get("lieu");
  if (where === "online") {
    const joinUrl = JoinUrl.safeParse(form.get("joinUrl"));
    const isKnown = Object.hasOwn(ZONE_CHOICES, form.get("fuseau"));
    const errors = {
      ...errorAt("joinUrl", joinUrl),
      ...(isKnown ? {} : { fuseau: "Choisissez à l’heure de quel endroit." }),
    };
    const tz = isKnown ? form.get("fuseau") : PARIS;
    return { mode: "online", venueId: null, venue: null, joinUrl: joinUrl.data ?? null, tz, errors };
  }
  const known = zones.get(where);
  const onsite = { mode: "onsite", joinUrl: null } as const;
  if (where === "new") {
    const { venue, errors } = readVenue(form);
    return { ...onsite, venueId: null, venue, tz: zoneOf(venue?.departement ?? ""), errors };
  }
  return known === undefined
    ? { ...onsite, venueId: null, venue: null, tz: zoneOf(""), errors: { lieu: "Choisissez un lieu." } }
    : { ...onsite, venueId: where, venue: null, tz: known, errors: {} };
}

function readVenue(form: Typed): { venue: VenuePlan | null; errors: Record<string, string> } {
  const names = Object.keys(Venue.shape);
  const read = Venue.safeParse(Object.fromEntries(names.map((name) => [name, form.get(name)])));
  return read.success ? { venue: read.data, errors: {} } : { venue: null, errors: fieldErrors(read.error) };
}

/** Why a session cannot start then, in French; null when it can. */
export function startProblem(startsAt: number | null, now: number, tz: string): string | null {
  if (startsAt === null) {
    return "Écrivez une date et une heure, comme 14/01/2027 18:30.";
  }
  if (startsAt <= now + HOUR) {
    return "Cette date est passée, ou dans moins d’une heure. Choisissez plus loin.";
  }
  if (startsAt > now + 366 * DAY) {
    return "Cette date est dans plus d’un an. Choisissez plus près.";
  }
  const hour = zoned(startsAt, tz).hour;
  return hour < 7 || hour >= 22 ? "Une séance commence entre 7 h et 22 h. Vérifiez l’heure." : null;
}
