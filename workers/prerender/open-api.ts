import * as z from "zod/mini";

import workshops from "../../content/api/openapi.json";
import { AccountsFile } from "../../src/label/registry/accounts.ts";
import { registrySchema } from "../../src/label/registry/open-data.ts";
import { AnswersFile } from "../../src/label/scoring/formats.ts";
import { ResultFormat } from "../../src/label/scoring/result-format.ts";
import { PairsFile } from "../../src/label/scoring/pairs-format.ts";
import { LogFile, ProofFile } from "../../src/label/transparency-log/log-format.ts";
import { DrawFileSchema } from "../../src/workshops/list/draw-file.ts";

/* What the open routes answer, in OpenAPI 3.1: the part of the workshops by hand, that of the label from the schemas that read its files. */

const text = { type: "string" } as const;
const lists = (items: object): object => ({ type: "array", items });
/** A schema as it stands inside another document. */
function within(schema: z.core.$ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema);
  return rest;
}

const Shields = z.strictObject({
  schemaVersion: z.literal(1),
  label: z.string(),
  message: z.string(),
  color: z.string(),
  isError: z.literal(false),
  cacheSeconds: z.int(),
});
/** The shapes that answers are named by. */
const SCHEMAS: Readonly<Record<string, object>> = {
  Registry: registrySchema(),
  Answers: within(AnswersFile),
  LabelResult: within(ResultFormat),
  Pairs: within(PairsFile),
  Accounts: within(AccountsFile),
  Log: within(LogFile),
  Proof: within(ProofFile),
  Draw: within(DrawFileSchema),
  Shields: within(Shields),
  OEmbed: {
    type: "object",
    required: ["version", "type", "html", "width", "height"],
    properties: { version: { const: "1.0" }, type: { const: "rich" }, html: text, width: { type: "integer" } },
  },
  TableSchema: {
    type: "object",
    required: ["name", "version", "fields"],
    properties: { name: text, version: text, fields: lists({ type: "object", required: ["name", "type"] }) },
  },
  Credential: {
    type: "object",
    required: [
      "@context",
      "id",
      "type",
      "issuer",
      "validFrom",
      "validUntil",
      "credentialStatus",
      "credentialSubject",
      "proof",
    ],
    properties: { id: text, type: lists(text), validFrom: text, validUntil: text },
  },
  StatusList: {
    type: "object",
    required: ["@context", "id", "type", "issuer", "validFrom", "validUntil", "credentialSubject", "proof"],
    properties: {
      id: text,
      type: { const: ["VerifiableCredential", "BitstringStatusListCredential"] },
      credentialSubject: {
        type: "object",
        required: ["type", "statusPurpose", "encodedList"],
        properties: {
          type: { const: "BitstringStatusList" },
          statusPurpose: { enum: ["revocation", "suspension"] },
          encodedList: { type: "string", pattern: "^u[A-Za-z0-9_-]+$" },
        },
      },
    },
  },
  Keys: {
    type: "object",
    required: ["@context", "id", "verificationMethod", "assertionMethod"],
    properties: { id: text, assertionMethod: lists(text) },
  },
};

/** A route: what it gives, and under which media types; `null`: no JSON. */
type Given = { summary: string; content: Readonly<Record<string, string | null>> };
const JSON_TYPE = "application/json";
const CSV = { "text/csv": null } as const;
const ICS = { "text/calendar": null } as const;
const LABEL: Readonly<Record<string, Given>> = {
  "/label/registre.json": {
    summary: "Le registre du label : une entrée par label donné, refus exclus",
    content: { [JSON_TYPE]: "Registry" },
  },
  "/label/registre/ecarts.json": {
    summary:
      "Les notes que deux évaluations se sont données pour le même critère, à l’aveugle ; à partir de trente, des quatre derniers trimestres d’au moins cinq dossiers décidés",
    content: { [JSON_TYPE]: "Pairs" },
  },
  "/label/comptes.json": {
    summary:
      "Qui contrôle le label : audits tirés au sort, paiements, liens, calibrage, ce qui a changé, comptes rendus",
    content: { [JSON_TYPE]: "Accounts" },
  },
  "/label/registre.csv": { summary: "Le même, en CSV : point-virgule, UTF-8", content: CSV },
  "/label/registre/schema.json": {
    summary: "Les colonnes du CSV, première version du tableau",
    content: { [JSON_TYPE]: "TableSchema" },
  },
  "/label/registre/schema-2.0.0.json": {
    summary: "Les colonnes du CSV, deuxième version : listes, nombres",
    content: { [JSON_TYPE]: "TableSchema" },
  },
  "/label/registre/exemple-valide.csv": { summary: "Une ligne juste, d’une offre fictive", content: CSV },
  "/label/registre/{fiche}/reponses.json": {
    summary:
      "Les réponses publiées d’un label, de quoi recalculer son score ; avec entree=N, celles de la décision n° N du journal",
    content: { [JSON_TYPE]: "Answers" },
  },
  "/label/registre/{fiche}/resultat.json": {
    summary: "Le résultat de la dernière décision, avec ses empreintes",
    content: { [JSON_TYPE]: "LabelResult" },
  },
  "/label/journal/{fichier}": {
    summary:
      "Le journal (journal.json), son dernier point de contrôle (checkpoint), tous en RSS (points.xml), la preuve qu’il n’a fait que grandir (coherence?de=M&a=N)",
    content: { [JSON_TYPE]: "Log", "text/plain": null, "application/rss+xml": null },
  },
  "/label/journal/points/{taille}": {
    summary: "Le point de contrôle sur tant d’entrées",
    content: { "text/plain": null },
  },
  "/label/journal/preuve/{numero}": {
    summary: "La preuve d’une entrée : NUMÉRO.json, NUMÉRO.tlog-proof (C2SP)",
    content: { [JSON_TYPE]: "Proof", "text/plain": null, "text/html": null },
  },
  "/label/badge/{fichier}": {
    summary:
      "Un badge : IDENTIFIANT.svg, IDENTIFIANT.json (pour shields.io) ou IDENTIFIANT.vc.json (Open Badges 3.0, signé)",
    content: { [JSON_TYPE]: "Shields", "application/vc+json": "Credential", "image/svg+xml": null },
  },
  "/oembed": {
    summary: "oEmbed 1.0 : ce qu’un site montre à la place d’une adresse du registre (url=ADRESSE&format=json)",
    content: { [JSON_TYPE]: "OEmbed" },
  },
  "/label/statuts/{liste}": {
    summary: "Les badges retirés (revocation) ou suspendus (suspension) : W3C Bitstring Status List, signée, 24 heures",
    content: { "application/vc+json": "StatusList" },
  },
  "/.well-known/did.json": { summary: "Les clés qui signent les badges", content: { [JSON_TYPE]: "Keys" } },
};
const FILES: Readonly<Record<string, Given>> = {
  "/ateliers/seances/{id}/tirage.json": {
    summary: "Un tirage au sort : ce qui engage avant, et de quoi le recalculer après",
    content: { [JSON_TYPE]: "Draw" },
  },
  "/observatoire/resultats.csv": { summary: "Les résultats publiés des ateliers, en CSV", content: CSV },
  "/agenda/association/{file}": { summary: "Le calendrier d’une association : IDENTIFIANT.ics", content: ICS },
  "/agenda/departement/{file}": { summary: "Le calendrier d’un département : CODE.ics", content: ICS },
};

const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const operationOf = ({ summary, content }: Given): object => ({
  summary,
  responses: {
    200: {
      description: "Tout ce qui est publié",
      content: Object.fromEntries(
        Object.entries(content).map(([media, name]) => [media, { schema: name === null ? text : ref(name) }]),
      ),
    },
  },
});

type Operation = { summary: string; parameters?: object[]; responses: object };
const ETAG = { name: "If-None-Match", in: "header", schema: text };
/** What every open route takes and answers beside what it gives: an ETag, and what is unknown. */
function completed(path: string, operation: Operation): object {
  const names = Array.from(path.matchAll(/\{(\w+)\}/g), (found) => found[1] ?? "");
  const inPath = names.map((name) => ({ name, in: "path", required: true, schema: text }));
  const unknown = {
    description: "Rien à cette adresse",
    content: { "application/problem+json": { schema: ref("Problem") } },
  };
  return {
    ...operation,
    parameters: (operation.parameters ?? []).concat(inPath, ETAG),
    responses: {
      ...operation.responses,
      304: { description: "Rien n’a changé depuis cet ETag" },
      404: unknown,
    },
  };
}

/** The description of the site at an origin. */
export function openApi(origin: string): object {
  const described = Object.entries({ ...LABEL, ...FILES }).map(([path, given]) => [path, { get: operationOf(given) }]);
  const paths: Record<string, { get: Operation }> = { ...workshops.paths, ...Object.fromEntries(described) };
  return {
    ...workshops,
    servers: [{ url: origin }],
    paths: Object.fromEntries(Object.entries(paths).map(([path, { get }]) => [path, { get: completed(path, get) }])),
    components: { schemas: { ...workshops.components.schemas, ...SCHEMAS } },
  };
}

/** Shapes of files that stand alone, each with its address as `$id`. */
export function schemaFiles(origin: string): { path: string; schema: object }[] {
  const named: readonly (readonly [string, object])[] = [
    ["answers-1.json", SCHEMAS["Answers"] ?? {}],
    ["result-1.json", SCHEMAS["LabelResult"] ?? {}],
    ["registre.schema.json", SCHEMAS["Registry"] ?? {}],
    ["journal.schema.json", SCHEMAS["Log"] ?? {}],
    ["preuve.schema.json", SCHEMAS["Proof"] ?? {}],
  ];
  return named.map(([name, schema]) => identified(origin, `/api/v1/schemas/${name}`, schema));
}

/** A JSON Schema under the address that it is published at. */
export const identified = (origin: string, path: string, schema: object): { path: string; schema: object } => ({
  path,
  schema: { $schema: "https://json-schema.org/draft/2020-12/schema", $id: `${origin}${path}`, ...schema },
});
