import * as z from "zod";

import type { Place } from "../../kernel/working-days.ts";
import { PublicName } from "../../kernel/public-name.ts";
import { typedNumber } from "../../kernel/typed-number.ts";
import { readMoment } from "../../kernel/typed-moment.ts";
import { DEPARTEMENTS } from "../sessions/departements.ts";
import { HEAD_WAYS, PLACE_KINDS, REQUESTER_ROLES, visitMinutes } from "./request.ts";
import { ADULT_ROLES, LEVELS, type Level } from "../schools/school-class.ts";
import { slotProblem } from "./school-days.ts";

/** Classes in one request, slots in one form or proposal. */
export const MOST_CLASSES = 4;
export const MOST_SLOTS = 3;

const oneOf = <K extends string>(codes: Readonly<Record<K, string>>, message: string) =>
  z.enum(Object.keys(codes) as [K, ...K[]], { error: message });
const tick = z.enum(["", "on"]).transform((v) => v === "on");
const PUPILS = "Écrivez un nombre d’élèves de 1 à 40 pour chaque classe : au-delà, faites-en deux.";
const ADULTS = "Écrivez combien d’adultes de chez vous restent dans la salle, de 1 à 10.";

/** The fields of the form that stand alone; classes and slots are read beside. */
const Fields = z.object({
  programme: z.string(),
  adults: typedNumber(1, 10, ADULTS),
  requesterRole: oneOf(REQUESTER_ROLES, "Choisissez votre fonction."),
  adultRole: oneOf(ADULT_ROLES, "Choisissez qui reste dans la salle."),
  headVia: z.enum(HEAD_WAYS, { error: "Choisissez comment la direction donne son accord." }),
  hasRoom: tick,
  hasProjector: tick,
  hasStepFree: tick,
  hasOpenSituation: z.enum(["oui", "non"], { error: "Répondez par oui ou par non." }).transform((v) => v === "oui"),
});
export type ClassForm = z.output<typeof Fields> & { groups: { level: Level; pupils: number }[]; slots: number[] };

type Typed = { get: (name: string) => string };
type Read<T> = { ok: true; value: T } | { ok: false; errors: Record<string, string> };
/** What the form is read against: the programmes one may ask for with their minutes, where the classes are, now. */
type Against = { minutes: ReadonlyMap<string, number>; place: Place; now: number };

/** Reads the form of a class request; each error names its field. */
export function readClassForm(form: Typed, { minutes, place, now }: Against): Read<ClassForm> {
  const names = Object.keys(Fields.shape);
  const fields = Fields.safeParse(Object.fromEntries(names.map((name) => [name, form.get(name)])));
  const errors: Record<string, string> = {};
  for (const issue of fields.success ? [] : fields.error.issues) {
    errors[String(issue.path[0])] ??= issue.message;
  }
  const length = minutes.get(form.get("programme"));
  if (length === undefined) {
    errors["programme"] = "Choisissez un atelier.";
  }
  const groups = readGroups(form, errors);
  const visit = visitMinutes(Math.max(1, groups.length), length ?? 60);
  const slots = readSlots(form, visit, now, place);
  Object.assign(errors, slots.errors);
  return fields.success && Object.keys(errors).length === 0
    ? { ok: true, value: { ...fields.data, groups, slots: slots.slots } }
    : { ok: false, errors };
}

const Group = z.object({ level: oneOf(LEVELS, ""), pupils: typedNumber(1, 40, "") });
function readGroups(form: Typed, errors: Record<string, string>): { level: Level; pupils: number }[] {
  const groups: { level: Level; pupils: number }[] = [];
  for (let i = 1; i <= MOST_CLASSES; i++) {
    const [level, pupils] = [form.get(`niveau${i}`), form.get(`eleves${i}`)];
    if (level === "" && pupils.trim() === "" && i > 1) {
      continue;
    }
    const read = Group.safeParse({ level, pupils });
    if (read.success) {
      groups.push(read.data);
      continue;
    }
    const wrong = new Set(read.error.issues.map((issue) => issue.path[0]));
    if (wrong.has("level")) {
      errors[`niveau${i}`] = "Choisissez le niveau de cette classe.";
    }
    if (wrong.has("pupils")) {
      errors[`eleves${i}`] = PUPILS;
    }
  }
  return groups;
}

/** Reads up to three dates with their hour, `creneau1` to `creneau3`, in the clock of the place. None is an answer too. */
export function readSlots(
  form: Typed,
  minutes: number,
  now: number,
  place: Place,
): { slots: number[]; errors: Record<string, string> } {
  const slots: number[] = [];
  const errors: Record<string, string> = {};
  for (let i = 1; i <= MOST_SLOTS; i++) {
    const name = `creneau${i}`;
    const text = form.get(name).trim();
    const at = text === "" ? null : readMoment(text, place.tz);
    const problem =
      text === ""
        ? null
        : at === null
          ? "Écrivez une date et une heure, comme 14/01/2027 10:00."
          : slots.includes(at)
            ? "Ce créneau est déjà donné plus haut. Choisissez-en un autre, ou laissez vide."
            : slotProblem(at, { minutes, now, place });
    if (problem !== null) {
      errors[name] = problem;
    } else if (at !== null) {
      slots.push(at);
    }
  }
  return { slots, errors };
}

/** A place that is not in the directory: its public name and town; nobody's name. */
export const PlaceForm = z.object({
  kind: oneOf(PLACE_KINDS, "Choisissez le type de structure."),
  name: PublicName,
  commune: z
    .string()
    .transform((text) => text.normalize("NFC").replace(/\s+/g, " ").trim())
    .pipe(
      z
        .string()
        .min(2, "Écrivez la commune.")
        .max(60, "60 caractères au plus.")
        .regex(/^[\p{L}’' -]+$/u, "Écrivez la commune seule, sans code postal."),
    ),
  departement: oneOf(DEPARTEMENTS, "Choisissez le département."),
});
export type PlaceForm = z.output<typeof PlaceForm>;
