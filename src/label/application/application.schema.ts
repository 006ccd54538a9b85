import { validate as validateSiren } from "stdnum/lib/esm/fr/siren.js";
import * as z from "zod";

import { PublicName } from "../../kernel/public-name.ts";
import type { CriterionSpec } from "../scoring/formats.ts";
import type { PieceVisibility } from "./application.ts";

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
    path: ["covered"],
    message: "Il ne peut pas y avoir plus d’adhérents couverts que d’adhérents.",
  });
export type Offer = z.infer<typeof Offer>;

/** The first message of each field. */
const errorsOf = (error: z.ZodError): Record<string, string> =>
  Object.fromEntries(error.issues.toReversed().map((issue) => [String(issue.path[0] ?? ""), issue.message]));

/** What the offer is: its name, the contracts that give a right to it, members in all and covered. */
export function readOffer(fields: Fields): Read<Offer> {
  const typed = Object.fromEntries(
    ["offerName", "contracts", "members", "covered"].map((key) => [key, fields.get(key)]),
  );
  const read = Offer.safeParse(typed);
  return read.success ? { ok: true, value: read.data } : { ok: false, errors: errorsOf(read.error) };
}

export type TypedAnswer = {
  declared: number | null;
  isNa: boolean;
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

/** One answer as typed. A grade must be one of the criterion's; « sans objet » must be open to it and justified. */
export function readAnswer(fields: Fields, criterion: CriterionSpec): Read<TypedAnswer> {
  const grade = fields.get("note");
  const justification = fields.get("justification").trim();
  const revision = Number(fields.get("revision"));
  const isNa = grade === "na";
  const errors: Record<string, string> = {};
  if (!isOpenTo(criterion, grade)) {
    errors["note"] = "Cette note n’existe pas pour ce critère : choisissez-en une dans la liste.";
  }
  if (isNa && justification === "") {
    errors["justification"] = "« Sans objet » demande une justification : dites pourquoi en une phrase.";
  }
  if (justification.length > MOST_TEXT) {
    errors["justification"] = `${MOST_TEXT} caractères au plus : il y en a ${justification.length}.`;
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
          justification,
          revision,
          isPublishable: fields.get("publiable") === "on",
        },
      };
}

const Day = z.iso.date("Écrivez une date qui existe.");
const Page = z.url({
  protocol: /^https$/,
  hostname: z.regexes.domain,
  error: "Écrivez une adresse complète, en https://.",
});
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

/** What is said of a piece: a page or a file, its dates, who sees it, who holds it. `todayOn`: nothing comes from the future. */
export function readPiece(fields: Fields, todayOn: string): Read<TypedPiece> {
  const typed = (key: string): string => fields.get(key).trim();
  const [url, issuedOn, expiresOn] = [typed("url"), typed("emise"), typed("expire")];
  const siren = typed("detenteur").replace(/\s/g, "");
  const found = {
    emise: issuedOn > todayOn ? "Cette date est dans l’avenir : donnez celle du document." : wrongWith(Day, issuedOn),
    expire: wrongUnlessEmpty(Day, expiresOn),
    url: wrongUnlessEmpty(Page, url),
    detenteur: wrongUnlessEmpty(Siren, siren),
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
    },
  };
}
