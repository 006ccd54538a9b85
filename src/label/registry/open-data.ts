import { csvLine } from "../../kernel/csv.ts";
import { shownState } from "./label-words.ts";
import { CODES } from "./filters.ts";
import type { Label } from "../decision/label.ts";

/* The registry as open data: one line per label, the columns of the published table schema. */

type Column = {
  name: string;
  type: "string" | "integer" | "number" | "boolean" | "date";
  description: string;
  constraints?: object;
  of: (label: Label, at: Where) => string;
};
export type Where = { origin: string; todayOn: string };

const LEVELS = ["N1", "N2", "N3"];
const STATES = ["active", "reserved", "suspended", "withdrawn", "expired"];
const required = { required: true };
const percent = (bp: number): string => (bp / 100).toFixed(2);
const day = (name: string, description: string, of: Column["of"], constraints: object = required): Column => ({
  name,
  type: "date",
  description,
  of,
  constraints,
});
const text = (name: string, description: string, of: Column["of"], constraints: object = required): Column => ({
  name,
  type: "string",
  description,
  of,
  constraints,
});

export const COLUMNS: readonly Column[] = [
  text("id_label", "Identifiant public du label", (l) => l.id, {
    required: true,
    unique: true,
    pattern: "^lbl_[a-z0-9]+$",
  }),
  text("siren", "SIREN de la mutuelle", (l) => l.siren, { required: true, pattern: "^[0-9]{9}$" }),
  text("denomination", "Nom de la mutuelle", (l) => l.organisation),
  text("offre", "Nom de l’offre", (l) => l.offerName),
  text("contrats_couverts", "Contrats qui y donnent droit, séparés par |", (l) =>
    l.contracts.map((one) => one.replaceAll("|", "/")).join("|"),
  ),
  text("niveau", "Niveau de la dernière décision", (l) => l.level, { required: true, enum: LEVELS }),
  text("etat", "État au jour de l’export", (l, { todayOn }) => shownState(l.state, l.validUntilOn, todayOn), {
    required: true,
    enum: STATES,
  }),
  {
    name: "score_verifie",
    type: "number",
    description: "Score vérifié, sur 100",
    of: (l) => percent(l.verifiedBp),
    constraints: { required: true, minimum: 0, maximum: 100 },
  },
  {
    name: "score_declare",
    type: "number",
    description: "Score déclaré, sur 100",
    of: (l) => percent(l.declaredBp),
    constraints: { required: true, minimum: 0, maximum: 100 },
  },
  text("version_referentiel", "Version du référentiel", (l) => l.referential, {
    required: true,
    pattern: "^label@[0-9]+[.][0-9]+[.][0-9]+$",
  }),
  day("date_decision", "Jour de la dernière décision", (l) => l.decidedOn),
  day("date_fin_validite", "Dernier jour du label", (l) => l.validUntilOn),
  day("date_derniere_surveillance", "Jour de la dernière surveillance", (l) => l.surveyedOn ?? "", {}),
  text("domaines", "Sites reconnus, séparés par |", (l) => l.domains.join("|"), {}),
  text("url_fiche", "Fiche publique", (l, { origin }) => `${origin}/label/registre/${l.id}`),
  text("url_preuves", "Réponses publiées", (l, { origin }) => `${origin}/label/registre/${l.id}/reponses.json`),
  text("hash_decision", "Empreinte SHA-256 du résultat", (l) => l.resultHash, {
    required: true,
    pattern: "^[0-9a-f]{64}$",
  }),
  text(
    "seances_psy_incluses",
    "Séances en plus de Mon soutien psy, par épisode",
    (l) => CODES.sessions[l.sessions] ?? "",
    { required: true, enum: CODES.sessions },
  ),
  text("reste_a_charge", "Ce que paie la personne", (l) => CODES.costs[l.costs] ?? "", {
    required: true,
    enum: CODES.costs,
  }),
  text(
    "frais_numero_plafond_eur",
    "Plafond des frais de changement de numéro, en euros",
    (l) => CODES.number_costs[l.number_costs] ?? "",
    { required: true, enum: [...new Set(CODES.number_costs)] },
  ),
  text(
    "delai_premier_rdv_jours",
    "Délai médian du premier rendez-vous, en jours au plus",
    (l) => CODES.delay[l.delay] ?? "",
    { required: true, enum: CODES.delay },
  ),
  {
    name: "acces_tous_contrats",
    type: "boolean",
    description: "Ouvert à tous les contrats santé",
    of: (l) => CODES.contracts_open[l.contracts_open] ?? "false",
    constraints: required,
  },
];

export const csvHead = (): string => csvLine(COLUMNS.map((one) => one.name));
export const csvRow = (label: Label, at: Where): string => csvLine(COLUMNS.map((one) => one.of(label, at)));
export const jsonRow = (label: Label, at: Where): Record<string, string> =>
  Object.fromEntries(COLUMNS.map((one) => [one.name, one.of(label, at)]));

const fieldOf = ({ name, type, description, constraints = {} }: Column): object => {
  const field = { name, type, description, constraints };
  return type === "boolean" ? { ...field, trueValues: ["true"], falseValues: ["false"] } : field;
};

/** The table schema (specs.frictionlessdata.io/table-schema), in the manner of schema.data.gouv.fr. */
export const tableSchema = (origin: string): object => ({
  $schema: "https://frictionlessdata.io/schemas/table-schema.json",

  name: "registre-label-ligne-sure",
  title: "Registre du label Ligne Sûre",
  version: "1.0.0",
  licence: "etalab-2.0",
  description:
    "Une ligne par label donné, y compris suspendu, retiré ou expiré. Valeurs vérifiées. Séparateur « ; », UTF-8.",
  homepage: `${origin}/label/registre`,
  path: `${origin}/label/registre/schema.json`,
  resources: [{ title: "Exemple valide", path: `${origin}/label/registre/exemple-valide.csv` }],
  fields: COLUMNS.map(fieldOf),
  missingValues: [""],
});

/** A line that is right, of an offer that does not exist. */
export const exampleLabel = (): Label => ({
  id: "lbl_exemple",
  applicationId: "app_",
  organisationId: "org_",
  organisation: "Mutuelle d’Exemple (fictive)",
  siren: "000000018",

  offerName: "Offre d’exemple",
  sortName: "",
  isDemo: true,
  contracts: ["Socle", "Confort"],
  state: "active",
  level: "N2",
  levelName: "Renforcé",
  verifiedBp: 7475,
  declaredBp: 8125,
  referential: "label@0.9.0",
  decidedOn: "2026-11-20",
  validUntilOn: "2029-11-20",
  surveyedOn: null,
  resultHash: "0".repeat(64),
  journalSeq: 3,
  sessions: 3,
  delay: 2,
  robustness: { seed: "", runs: 0, median: 0, low: 0, high: 0, unchanged: null },
  contracts_open: 3,
  costs: 3,
  no_complaint: 4,
  minors: 2,
  number_costs: 3,
  domains: ["mutuelle.example"],
});
