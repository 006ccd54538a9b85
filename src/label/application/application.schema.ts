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

/** One answer as typed. A grade must be one of the criterion's; « sans objet » must be open to it and justified. */
export function readAnswer(fields: Fields, criterion: CriterionSpec): Read<TypedAnswer> {
  const grade = fields.get("note");
  const justification = fields.get("justification").trim();
  const revision = Number(fields.get("revision"));
  const allowed = criterion.normalise.kind === "anchored" ? criterion.normalise.allowed : [];
  const isNa = grade === "na";
  const errors: Record<string, string> = {};
  if (isNa ? criterion.na?.allowed !== true : grade !== "" && !allowed.map(String).includes(grade)) {
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

export type TypedPiece = {
  kind: "url" | "document" | "dataset";
  url: string | null;
  issuedOn: string;
  expiresOn: string | null;
  visibility: PieceVisibility;
  carriedBy: string | null;
};

/** What is said of a piece: a page or a file, its dates, who sees it, who holds it. `todayOn`: nothing comes from the future. */
export function readPiece(fields: Fields, todayOn: string): Read<TypedPiece> {
  const [url, issued, expires, holder] = ["url", "emise", "expire", "detenteur"].map((key) => fields.get(key).trim());
  const errors: Record<string, string> = {};
  const note = (key: string, read: { success: boolean; error?: z.ZodError }): void => {
    if (!read.success) {
      errors[key] = read.error?.issues[0]?.message ?? "À corriger.";
    }
  };
  note("emise", Day.safeParse(issued));
  if (issued !== undefined && issued > todayOn) {
    errors["emise"] = "Cette date est dans l’avenir : donnez celle du document.";
  }
  if (expires !== "") {
    note("expire", Day.safeParse(expires));
  }
  if (url !== "") {
    note("url", Page.safeParse(url));
  }
  const siren = (holder ?? "").replace(/\s/g, "");
  if (siren !== "" && !validateSiren(siren).isValid) {
    errors["detenteur"] = "Un SIREN a neuf chiffres, et sa clé doit tomber juste.";
  }
  const isTable = fields.get("nature") === "dataset";
  return Object.keys(errors).length > 0
    ? { ok: false, errors }
    : {
        ok: true,
        value: {
          kind: url === "" ? (isTable ? "dataset" : "document") : "url",
          url: url === "" ? null : (url ?? null),
          issuedOn: issued ?? "",
          expiresOn: expires === "" ? null : (expires ?? null),

          visibility: fields.get("public") === "on" ? "public" : "private",
          carriedBy: siren === "" ? null : siren,
        },
      };
}
