import * as z from "zod";

import type { Place } from "../../kernel/working-days.ts";
import { PublicName } from "../../kernel/public-name.ts";
import { typedNumber } from "../../kernel/typed-number.ts";
import { readMoment } from "../../kernel/typed-moment.ts";
import { DEPARTEMENTS } from "../sessions/departements.ts";
import { instantAt, zoned } from "../../kernel/time.ts";
import { LUNCHES, type Laid, type Local, type Lunch, type PlannedClass, layOut, planProblem } from "./plan.ts";
import { HEAD_WAYS, MOST_CLASSES } from "./request.ts";
import { DAYS, HALVES, PLACE_KINDS, REQUESTER_ROLES, VISIT_PLACES } from "./request-codes.ts";
import type { Wishes } from "./request-words.ts";
import {
  ADULT_ROLES,
  CLASS_LABEL,
  LEVEL_CHOICES,
  SETTINGS,
  type SchoolClass,
  levelChosen,
  type Level,
  MONTHS,
} from "../schools/school-class.ts";
import { dayProblem } from "./school-days.ts";

/** Slots in one form or proposal. */
const MOST_SLOTS = 3;

const oneOf = <K extends string>(codes: Readonly<Record<K, string>>, message: string) =>
  z.enum(Object.keys(codes) as [K, ...K[]], { error: message });
const tick = z.enum(["", "on"]).transform((v) => v === "on");
export const PUPILS = "Écrivez un nombre d’élèves de 1 à 40 pour chaque classe : au-delà, faites-en deux.";
const LABEL = "Écrivez la lettre ou le numéro de la classe seuls, comme B ou 2 : jamais un nom.";
export const ADULTS = "Écrivez combien d’adultes de chez vous restent dans la salle, de 1 à 10.";

const Commune = z
  .string()
  .transform((text) => text.normalize("NFC").replace(/\s+/g, " ").trim())
  .pipe(
    z
      .string()
      .min(2, "Écrivez la commune.")
      .max(60, "60 caractères au plus.")
      .regex(/^[\p{L}’' -]+$/u, "Écrivez la commune seule, sans code postal."),
  );

/** The fields of the form that stand alone; classes and slots are read beside. */
const Fields = z.object({
  programme: z.string(),
  adults: typedNumber(1, 10, ADULTS),
  requesterRole: oneOf(REQUESTER_ROLES, "Choisissez votre fonction."),
  adultRole: oneOf(ADULT_ROLES, "Choisissez qui reste dans la salle."),
  headVia: z.enum(HEAD_WAYS, { error: "Choisissez comment la direction donne son accord." }),
  lunch: z
    .string()
    .transform((v) => (v === "" ? "12:00" : v))
    .pipe(oneOf(LUNCHES, "Choisissez la pause de midi à garder libre.")),
  place: z
    .string()
    .transform((v) => (v === "" ? "school" : v))
    .pipe(oneOf(VISIT_PLACES, "Choisissez où les classes sont vues.")),
  /** The association that is asked first, by the name of its page; none: all at once. */
  dabord: z.string().max(80),
  hasRoom: tick,
  hasProjector: tick,
  hasStepFree: tick,
  hasOpenSituation: z.enum(["oui", "non"], { error: "Répondez par oui ou par non." }).transform((v) => v === "oui"),
});
export type ClassForm = z.output<typeof Fields> & {
  groups: (SchoolClass & { pupils: number })[];
  /** At most three, best first: when each class is seen, in the order of the classes. */
  plans: PlannedClass[][];
  /** What would suit, where no date is given. */
  wishes: Wishes;
  /** Where the classes are seen, when it is another place than the school's or the association's. */
  elsewhere: Elsewhere | null;
};

export type Typed = { get: (name: string) => string };
type TypedLists = Typed & { all: (name: string) => string[] };
type Read<T> = { ok: true; value: T } | { ok: false; errors: Record<string, string> };
/** What the form is read against: the programmes one may ask for with their minutes, where the classes are, now. */
type Against = { minutes: ReadonlyMap<string, number>; place: Place; now: number };

/** Reads the form of a class request; each error names its field. */
export function readClassForm(form: TypedLists, { minutes, place, now }: Against): Read<ClassForm> {
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
  const read = readFormPlans(form, { minutes: length ?? 60, place, now });
  const elsewhere = form.get("place") === "other" ? readElsewhere(form, errors) : null;
  Object.assign(errors, read.errors);
  return fields.success && Object.keys(errors).length === 0
    ? { ok: true, value: { ...fields.data, groups, plans: read.plans, wishes: readWishes(form), elsewhere } }
    : { ok: false, errors };
}

const lunchOf = (form: Typed): Lunch => {
  const lunch = form.get("lunch");
  return Object.hasOwn(LUNCHES, lunch) ? (lunch as Lunch) : "12:00";
};
/** The plans of the form, whatever else is wrong with it: for the classes that it names. */
export function readFormPlans(form: Typed, { minutes, place, now }: Of): PlansRead {
  const levels = levelsTyped(form);
  return readPlans(form, { classes: classesNamed(form), levels, lunch: lunchOf(form), minutes, place, now });
}
/** The level of each class of the form, right or wrong otherwise; null where none is chosen. */
export const levelsTyped = (form: Typed): (Level | null)[] =>
  classesNamed(form).map((n) => levelChosen(levelTyped(form, n))?.level ?? null);
const CLASS_NUMBERS = Array.from({ length: MOST_CLASSES }, (_, i) => i + 1);
/** The classes of the form: the first, and those of which something is written. */
const classesNamed = (form: Typed): number[] =>
  CLASS_NUMBERS.filter(
    (n) => n === 1 || ["niveau", "lettre", "eleves"].some((name) => form.get(`${name}${n}`).trim() !== ""),
  );
/** The level of a class: its own, or that of the last one before it that has one. */
const levelTyped = (form: Typed, n: number): string =>
  CLASS_NUMBERS.slice(0, n)
    .map((k) => form.get(`niveau${k}`))
    .findLast((level) => level !== "") ?? "";

/** The letter of a class, as typed: « b » is « B »; none is an answer too. */
export const ClassLabel = z
  .string()
  .transform((text) => text.trim().toUpperCase())
  .refine((text) => text === "" || CLASS_LABEL.test(text), { error: LABEL })
  .transform((text) => (text === "" ? null : text));
const Group = z.object({
  niveau: z.enum(
    LEVEL_CHOICES.map(([code]) => code),
    { error: "Choisissez le niveau de cette classe." },
  ),
  lettre: ClassLabel,
  cadre: z
    .string()
    .transform((v) => (v === "" ? "ordinary" : v))
    .pipe(oneOf(SETTINGS, "Choisissez un cadre dans la liste.")),
  eleves: typedNumber(1, 40, PUPILS),
});
const readGroups = (form: Typed, errors: Record<string, string>): ClassForm["groups"] =>
  classesNamed(form).flatMap((n) => {
    const get: Typed["get"] = (name) => (name === `niveau${n}` ? levelTyped(form, n) : form.get(name));
    return readGroup({ get }, String(n), errors) ?? [];
  });

/** The class whose fields end like that; null, with what is wrong in `errors`, when it is none. */
export function readGroup(
  form: Typed,
  which: string,
  errors: Record<string, string>,
): ClassForm["groups"][number] | null {
  const typed = Object.keys(Group.shape).map((name) => [name, form.get(`${name}${which}`)]);
  const read = Group.safeParse(Object.fromEntries(typed));
  const level = levelChosen(form.get(`niveau${which}`));
  if (read.success && level !== null) {
    const { lettre: label, cadre: setting, eleves: pupils } = read.data;
    return { ...level, label, setting, pupils };
  }
  for (const issue of read.error?.issues ?? []) {
    errors[`${String(issue.path[0])}${which}`] ??= issue.message;
  }
  return null;
}

/** The public name and address of another place. */
const Elsewhere = z.object({
  lieuNom: PublicName,
  lieuAdresse: z
    .string()
    .transform((text) => text.normalize("NFC").replace(/\s+/g, " ").trim())
    .pipe(
      z
        .string()
        .min(4, "Écrivez le numéro et la rue, ou « place de la mairie ».")
        .max(120, "120 caractères au plus.")
        .regex(/^[\p{L}\p{N}’',. -]+$/u, "Écrivez l’adresse seule : numéro et rue.")
        .regex(/^(?!.*(?:\d[\s.-]?){10,})/, "N’écrivez pas de numéro de téléphone : nous n’en demandons jamais."),
    ),
  lieuCommune: Commune,
  lieuSansMarche: tick,
});
/** The fields without which there is no place. */
export const SPOT_FIELDS = ["lieuNom", "lieuAdresse", "lieuCommune"] as const;
export type Elsewhere = { name: string; address: string; commune: string; isStepFree: boolean };
export function readElsewhere(form: Typed, errors: Record<string, string>): Elsewhere | null {
  const read = Elsewhere.safeParse(
    Object.fromEntries(Object.keys(Elsewhere.shape).map((name) => [name, form.get(name)])),
  );
  for (const issue of read.error?.issues ?? []) {
    errors[String(issue.path[0])] ??= issue.message;
  }
  const { lieuNom = "", lieuAdresse = "", lieuCommune = "", lieuSansMarche = false } = read.data ?? {};
  return { name: lieuNom, address: lieuAdresse, commune: lieuCommune, isStepFree: lieuSansMarche };
}

/** Ticks of closed lists: what is none of them was not offered, and is left out. */
const readWishes = (form: TypedLists): Wishes => ({
  months: chosen(form.all("mois"), MONTHS),
  days: chosen(form.all("jours"), DAYS),
  halves: chosen(form.all("moments"), HALVES),
});
export const chosen = <K extends string>(typed: readonly string[], words: Readonly<Record<K, string>>): K[] =>
  (Object.keys(words) as K[]).filter((code) => typed.includes(code));

type Of = { minutes: number; place: Place; now: number };
/** `classes`: the numbers of the classes in the form, in their order; `levels`: theirs, where they are known. */
type Asked = Of & { classes: readonly number[]; levels: readonly (Level | null)[]; lunch: Lunch };
type PlansRead = { plans: PlannedClass[][]; errors: Record<string, string> };

/**
 * Reads up to three plans in the clock of the place: `creneau1` is when the first class starts, the others follow, or start at an hour of
 * their own, `creneau1_2`. No plan is an answer too.
 */
export function readPlans(form: Typed, asked: Asked): PlansRead {
  const [plans, errors]: [PlannedClass[][], Record<string, string>] = [[], {}];
  for (let rank = 1; rank <= MOST_SLOTS; rank++) {
    const typed = asked.classes.map((n, i) => (i === 0 ? `creneau${rank}` : `creneau${rank}_${n}`));
    if (typed.every((name) => form.get(name).trim() === "")) {
      continue;
    }
    const read = readPlan(form, typed, asked);
    const isDouble = read.ok && plans.some((plan) => plan[0]?.startsAt === read.plan[0]?.startsAt);
    if (!read.ok) {
      errors[read.at] = read.words;
    } else if (isDouble) {
      errors[typed[0] ?? ""] = "Ce créneau est déjà donné plus haut. Choisissez-en un autre, ou laissez vide.";
    } else {
      plans.push(read.plan);
    }
  }
  return { plans, errors };
}

type PlanRead = { ok: true; plan: PlannedClass[] } | { ok: false; at: string; words: string };
function readPlan(form: Typed, names: readonly string[], { minutes, place, now, lunch, levels }: Asked): PlanRead {
  const starts: (Local | null)[] = [];
  for (const [i, name] of names.entries()) {
    const text = form.get(name).trim();
    const at = text === "" ? null : readMoment(text, place.tz);
    if (at === null && (i === 0 || text !== "")) {
      return { ok: false, at: name, words: NO_HOUR };
    }
    starts.push(at === null ? null : localOf(at, place.tz));
  }
  const laid = layOut(starts, { minutes, lunch });
  const plan = laid.map((one) => fromLocal(one, place.tz));
  // A class without an hour of its own is mended where the first is.
  const fieldOf = (i: number): string => names.slice(0, i + 1).findLast((_, k) => starts[k] !== null) ?? names[0] ?? "";
  for (const [i, one] of plan.entries()) {
    const words = dayProblem(one, { now, place, level: levels[i] ?? null });
    if (words !== null) {
      return { ok: false, at: fieldOf(i), words };
    }
  }
  const problem = planProblem(laid, lunch);
  return problem === null ? { ok: true, plan } : { ok: false, at: fieldOf(problem.at), words: problem.words };
}

/** A moment on the clock of a place. */
export function localOf(at: number, tz: string): Local {
  const local = zoned(at, tz);
  return { day: local.toPlainDate().toString(), minute: local.hour * 60 + local.minute };
}
/** Hours on the clock of a place, as instants. */
export function fromLocal({ day, from, to }: Laid, tz: string): PlannedClass {
  const startsAt = instantAt(day, from, tz);
  return { startsAt, endsAt: startsAt + (to - from) * 60 };
}
export const NO_HOUR = "Écrivez une date et une heure, comme 14/01/2027 10:00.";

/** A place that is not in the directory: its public name and town; nobody's name. */
export const PlaceForm = z.object({
  kind: oneOf(PLACE_KINDS, "Choisissez le type de structure."),
  name: PublicName,
  commune: Commune,
  departement: oneOf(DEPARTEMENTS, "Choisissez le département."),
});
export type PlaceForm = z.output<typeof PlaceForm>;
