import * as z from "zod";

import { DAY, HOUR, MINUTE, hourInWords } from "../../kernel/time.ts";
import { typedNumber } from "../../kernel/typed-number.ts";
import { readMoment } from "../../kernel/typed-moment.ts";
import { DEPARTEMENTS, zoneOf } from "../sessions/departements.ts";

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
  /** Below this age a parent is asked. */
  consentUnderAge: 15 | 18;
  visibility: "public" | "private";
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
  const errors: Record<string, string> = {};
  const take = <T>(name: string, read: z.ZodSafeParseResult<T>): T | null => {
    if (!read.success) {
      errors[name] = read.error.issues[0]?.message ?? "";
    }
    return read.success ? read.data : null;
  };
  const programme = form.get("programme");
  const length = minutes.get(programme);
  if (length === undefined) {
    errors["programme"] = "Choisissez un atelier.";
  }
  const where = form.get("lieu");
  const mode = where === "online" ? "online" : "onsite";
  const venueId = zones.has(where) ? where : null;
  const venue = where === "new" ? readVenue(form, errors) : null;
  if (venueId === null && where !== "new" && where !== "online") {
    errors["lieu"] = "Choisissez un lieu.";
  }
  const joinUrl = mode === "online" ? take("joinUrl", JoinUrl.safeParse(form.get("joinUrl"))) : null;
  const capacity = take("capacity", Capacity.safeParse(form.get("capacity"))) ?? 1;
  const tz = zones.get(where) ?? zoneOf(venue?.departement ?? "");
  const startsAt = readMoment(form.get("debut"), tz);
  const problem = startProblem(startsAt, now, tz);
  if (problem !== null) {
    errors["debut"] = problem;
  }
  if (Object.keys(errors).length > 0 || startsAt === null || length === undefined) {
    return { ok: false, errors };
  }
  const endsAt = startsAt + length * MINUTE;
  const visibility = form.get("visibilite") === "private" ? "private" : "public";
  const consentUnderAge = form.get("accord") === "18" ? 18 : 15;
  return {
    ok: true,
    plan: { programme, mode, venueId, venue, joinUrl, startsAt, endsAt, tz, capacity, consentUnderAge, visibility },
  };
}

function readVenue(form: Typed, errors: Record<string, string>): VenuePlan | null {
  const names = Object.keys(Venue.shape);
  const read = Venue.safeParse(Object.fromEntries(names.map((name) => [name, form.get(name)])));
  for (const issue of read.success ? [] : read.error.issues) {
    errors[String(issue.path[0])] ??= issue.message;
  }
  return read.success ? read.data : null;
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
  const hour = Number.parseInt(hourInWords(startsAt, tz), 10);
  return hour < 7 || hour >= 22 ? "Une séance commence entre 7 h et 22 h. Vérifiez l’heure." : null;
}
