import { readTerritory } from "./territory.ts";
import { validate as validateSiren } from "stdnum/lib/esm/fr/siren.js";
import * as z from "zod";

import { tooLong } from "../../kernel/text.ts";
import { PublicName } from "../../kernel/public-name.ts";
import type { CriterionSpec } from "../scoring/formats.ts";
import type { Answer, PieceVisibility } from "./application.ts";
import { PRICES, type Range, WHO } from "./range.ts";
import { HOURS, type Tonight } from "./tonight.ts";

type Fields = { get(name: string): string };
type Read<T> = { ok: true; value: T } | { ok: false; errors: Record<string, string> };

const MOST_TEXT = 2000;
const MOST_CONTRACTS = 60;
const WHOLE = "Écrivez un nombre entier, en chiffres.";
const Whole = z
  .string()
  .transform((text) => text.replace(/\s/g, ""))
  .pipe(z.string().regex(/^\d{1,8}$/, WHOLE))
  .transform(Number);

const Offer = z
  .object({
    offerName: PublicName,
    contracts: z
      .string()
      .transform((text) => [
        ...new Set(
          text
            .split("\n")
            .map((line) => line.trim())
            .filter((line) => line !== ""),
        ),
      ])
      .pipe(
        z
          .array(z.string().max(120, "120 caractères au plus par contrat."))
          .min(1, "Écrivez au moins un contrat, un par ligne.")
          .max(MOST_CONTRACTS, `${MOST_CONTRACTS} contrats au plus.`),
      ),
    members: Whole.pipe(z.int().min(1, "Écrivez le nombre total d’adhérents.")),
    covered: Whole,
  })
  .refine((offer) => offer.covered <= offer.members, {
    path: ["members"],
    message: "Il ne peut pas y avoir plus d’adhérents couverts que d’adhérents.",
  });
export type Offer = z.infer<typeof Offer>;

/** The first message of each field. */
const errorsOf = (error: z.ZodError): Record<string, string> =>
  Object.fromEntries(error.issues.toReversed().map((issue) => [String(issue.path[0] ?? ""), issue.message]));

/** What the offer is: its name, the contracts that give a right to it, members in all and covered; `known`: what its ranges say of the two. */
export function readOffer(
  fields: Fields,
  known: { contracts: readonly string[]; covered: number } | null,
): Read<Offer> {
  const typed = Object.fromEntries(
    ["offerName", "contracts", "members", "covered"].map((key) => [key, fields.get(key)]),
  );
  if (known !== null) {
    Object.assign(typed, { contracts: known.contracts.join("\n"), covered: String(known.covered) });
  }
  const read = Offer.safeParse(typed);
  return read.success ? { ok: true, value: read.data } : { ok: false, errors: errorsOf(read.error) };
}

export type TypedAnswer = {
  declared: number | null;
  isNa: boolean;
  byRange: Answer["byRange"];
  justification: string;
  isPublishable: boolean;
  revision: number;
};

/** Whether a criterion may be answered so: by one of its grades, by « sans objet » where it is open to it, or not yet. */
function isOpenTo({ normalise, na }: CriterionSpec, grade: string): boolean {
  if (grade === "na") {
    return na?.allowed === true;
  }
  return grade === "" || (normalise.kind === "anchored" && normalise.allowed.map(String).includes(grade));
}

/** The grades that were chosen for ranges; those without one are left out. */
const gradesOf = (given: readonly (readonly [string, string])[]): Record<string, number> =>
  Object.fromEntries(given.filter(([, grade]) => grade !== "").map(([id, grade]) => [id, Number(grade)]));

/** One answer as typed; `ranges` where the criterion takes a grade for each. A grade must be one of the criterion's; « sans objet » must be open to it and justified. */
export function readAnswer(fields: Fields, criterion: CriterionSpec, ranges: readonly Range[] = []): Read<TypedAnswer> {
  const given = ranges.map(({ id }) => [id, fields.get(`gamme-${id}`)] as const);
  const grade = fields.get("note");
  const justification = fields.get("justification").trim();
  const revision = Number(fields.get("revision"));
  const isNa = grade === "na";
  const errors: Record<string, string> = {};
  if (![grade].concat(given.map(([, one]) => one)).every((one) => isOpenTo(criterion, one))) {
    errors["note"] = "Cette note n’existe pas pour ce critère : choisissez-en une dans la liste.";
  }
  if (isNa && justification === "") {
    errors["justification"] = "« Sans objet » demande une justification : dites pourquoi en une phrase.";
  }
  const long = tooLong(justification, MOST_TEXT);
  if (long !== null) {
    errors["justification"] = long;
  }
  if (!Number.isInteger(revision) || revision < 0) {
    errors["note"] = "Cette page est incomplète : rechargez-la.";
  }
  return Object.keys(errors).length > 0
    ? { ok: false, errors }
    : {
        ok: true,
        value: {
          declared: isNa || grade === "" ? null : Number(grade),
          isNa,
          byRange: ranges.length === 0 ? null : gradesOf(given),
          justification,
          revision,
          isPublishable: fields.get("publiable") === "on",
        },
      };
}

const Day = z.iso.date("Écrivez une date qui existe.");
const MOST_ADDRESS = 2000;
const Page = z
  .string()
  .max(MOST_ADDRESS, "2 000 caractères au plus : donnez une adresse plus courte.")
  .pipe(
    z.url({
      protocol: /^https$/,
      hostname: z.regexes.domain,
      error: "Écrivez une adresse complète, en https://.",
    }),
  );
const Siren = z
  .string()
  .refine((text) => validateSiren(text).isValid, "Un SIREN a neuf chiffres, et sa clé doit tomber juste.");

export type TypedPiece = {
  kind: "url" | "document" | "dataset";
  url: string | null;
  issuedOn: string;
  expiresOn: string | null;
  visibility: PieceVisibility;
  carriedBy: string | null;
  name: string;
  pages: string;
};

/** What is wrong with a text, in words; `null` when nothing is. */
function wrongWith(schema: z.ZodType, text: string): string | null {
  const read = schema.safeParse(text);
  return read.success ? null : (read.error.issues[0]?.message ?? "À corriger.");
}
/** The same for a field that may stay empty. */
const wrongUnlessEmpty = (schema: z.ZodType, text: string): string | null =>
  text === "" ? null : wrongWith(schema, text);
const orNull = (text: string): string | null => (text === "" ? null : text);

/** What a piece is called: as typed, else its file's or its page's name, without what is not a word. */
function nameOf(typed: string, url: string, isTable: boolean): string {
  const last = (typed || url).split(/[/\\]/).findLast((part) => part !== "") ?? "";
  const words = last
    .normalize("NFC")
    .replace(/\.[a-z0-9]{2,5}$/i, "")
    .replaceAll(/[^\p{L}\p{N} .,;:()’'°&+-]+/gu, " ")
    .trim()
    .slice(0, 120);
  return words || (isTable ? "Tableau de données" : "Document");
}
/** Where in a piece: « art. 12, p. 8 ». */
export const readPages = (fields: Fields): string =>
  fields
    .get("pages")
    .replaceAll(/[\p{C}<>]/gu, " ")
    .trim();
/** Characters of it, at most. */
export const MOST_WHERE = 100;

/** What is said of a piece: a page or a file, its dates, who sees it, who holds it. `todayOn`: nothing comes from the future. */
export function readPiece(fields: Fields, todayOn: string): Read<TypedPiece> {
  const typed = (key: string): string => fields.get(key).trim();
  const [url, issuedOn, expiresOn] = [typed("url"), typed("emise"), typed("expire")];
  const siren = typed("detenteur").replace(/\s/g, "");
  const found = {
    emise: issuedOn > todayOn ? "Cette date est dans l’avenir : donnez celle du document." : wrongWith(Day, issuedOn),
    expire:
      wrongUnlessEmpty(Day, expiresOn) ??
      (expiresOn !== "" && expiresOn < issuedOn
        ? "Cette fin vient avant la date de la pièce : corrigez l’une des deux."
        : null),
    url: wrongUnlessEmpty(Page, url),
    detenteur: wrongUnlessEmpty(Siren, siren),
    pages: tooLong(readPages(fields), MOST_WHERE),
  };
  const errors = Object.entries(found).filter((one): one is [string, string] => one[1] !== null);
  if (errors.length > 0) {
    return { ok: false, errors: Object.fromEntries(errors) };
  }
  const isTable = fields.get("nature") === "dataset";
  return {
    ok: true,
    value: {
      kind: url === "" ? (isTable ? "dataset" : "document") : "url",
      url: orNull(url),
      issuedOn,
      expiresOn: orNull(expiresOn),
      visibility: fields.get("public") === "on" ? "public" : "private",
      carriedBy: orNull(siren),
      name: nameOf(typed("nom"), url, isTable),
      pages: readPages(fields),
    },
  };
}

const Hours = z.enum(Object.keys(HOURS) as [keyof typeof HOURS]);
/** How the help of an offer is reached, as typed; nothing at all when both addresses are empty: it is said no more. */
export function readTonight(fields: Fields, todayOn: string): Read<Tonight | null> {
  const [line, form] = [fields.get("line").trim(), fields.get("form").trim()];
  const hours = Hours.safeParse(fields.get("hours"));
  const found = {
    line: wrongUnlessEmpty(Page, line),
    form: wrongUnlessEmpty(Page, form),
    hours: hours.success || line + form === "" ? null : "Dites quand quelqu’un répond.",
  };
  const errors = Object.entries(found).filter((one): one is [string, string] => one[1] !== null);
  if (errors.length > 0) {
    return { ok: false, errors: Object.fromEntries(errors) };
  }
  const value = hours.success ? { line: orNull(line), form: orNull(form), hours: hours.data, on: todayOn } : null;
  return { ok: true, value: line + form === "" ? null : value };
}

const PLACE = z.string().trim().max(200, "200 caractères au plus.");
const NOBODY = "Cochez qui peut y adhérer.";
const RangeForm = z.object({
  name: PublicName,
  who: z.array(z.enum(Object.keys(WHO) as [keyof typeof WHO], NOBODY)).min(1, NOBODY),
  whoWords: PLACE,
  territory: z.string().trim().max(3000, "3 000 caractères au plus."),
  members: Whole.pipe(z.int().min(1, "Écrivez combien d’adhérents elle compte.")),
  price: z.enum(Object.keys(PRICES) as [keyof typeof PRICES], "Choisissez une fourchette de prix."),
  priceAge: z
    .string()
    .trim()
    .regex(/^(?:1[0-1]\d|\d{1,2})$/, "Écrivez pour quel âge, en chiffres.")
    .transform(Number),
  priceOn: z.iso.date("Écrivez de quel jour date ce prix."),
});
/** A range as typed: who may join it, where, how many are in it, what it costs, for whom and since when. */
export function readRange(fields: Fields & { all(name: string): string[] }, todayOn: string): Read<Omit<Range, "id">> {
  const typed = Object.fromEntries(
    ["name", "whoWords", "territory", "members", "price", "priceAge", "priceOn"].map((key) => [key, fields.get(key)]),
  );
  const read = RangeForm.safeParse({ ...typed, who: fields.all("who") });
  if (!read.success) {
    return { ok: false, errors: errorsOf(read.error) };
  }
  if (read.data.priceOn > todayOn) {
    return { ok: false, errors: { priceOn: "Cette date est dans l’avenir : donnez celle du tarif." } };
  }
  const where = readTerritory(read.data.territory);
  return where.ok
    ? { ok: true, value: { ...read.data, territory: where.territory } }
    : {
        ok: false,
        errors: { territory: `« ${where.unknown} » n’est pas un département : donnez son nom ou son code.` },
      };
}
