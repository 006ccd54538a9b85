import { csvLine } from "../../kernel/csv.ts";
import { shownState } from "./label-words.ts";
import { CODES, NUMBERS, OPEN_TO_ALL } from "./filters.ts";
import type { Label } from "../decision/label.ts";

/* The registry as open data: one line per label, the columns of the published table schema. */

/** A value as JSON says it; in the CSV a list is joined by `|`, nothing is an empty cell. */
type Cell = string | number | boolean | null | readonly string[];
type Column = {
  name: string;
  type: "string" | "integer" | "number" | "boolean" | "date" | "list";
  description: string;
  constraints: { required?: boolean; unique?: boolean; pattern?: string; enum?: readonly string[] };
  /** The version of the table that brought it. */
  since: string;
  of: (label: Label, at: Where) => Cell;
};
export type Where = { origin: string; todayOn: string };

const LEVELS = ["N1", "N2", "N3"];
const STATES = ["active", "reserved", "suspended", "withdrawn", "expired"];
/** Versions of the table: each keeps the columns of the one before. */
export const TABLES = ["1.0.0", "2.0.0"] as const;

/** What a column is beside its name, its words and where it is read; the first version by default. */
type Kind = Partial<Pick<Column, "type" | "constraints" | "since">>;
const column = (name: string, description: string, of: Column["of"], kind: Kind = {}): Column => ({
  name,
  type: "string",
  description,
  constraints: { required: true },
  since: "1.0.0",
  of,
  ...kind,
});
const matching = (pattern: string): Kind => ({ constraints: { required: true, pattern } });
const among = (values: readonly string[]): Kind => ({ constraints: { required: true, enum: [...new Set(values)] } });
/** The first versions know no provisional suspension: it reads as one, with its last day beside. */
function stateOf(label: Label, { todayOn }: Where): string {
  const state = shownState(label, todayOn);
  return state === "provisional" ? "suspended" : state;
}
const LIST: Kind = { type: "list", constraints: {} };
const SCORE: Kind = { type: "number" };
const DAY: Kind = { type: "date" };
const INTEGER: Kind = { type: "integer", since: "2.0.0", constraints: {} };

export const COLUMNS: readonly Column[] = [
  column("id_label", "Identifiant public du label", (l) => l.id, {
    constraints: { required: true, unique: true, pattern: "^lbl_[a-z0-9]+$" },
  }),
  column("siren", "SIREN de la mutuelle", (l) => l.siren, matching("^[0-9]{9}$")),
  column("denomination", "Nom de la mutuelle", (l) => l.organisation),
  column("offre", "Nom de l’offre", (l) => l.offerName),
  column("contrats_couverts", "Contrats qui y donnent droit", (l) => l.contracts, LIST),
  column("niveau", "Niveau de la dernière décision", (l) => l.level, among(LEVELS)),
  column("etat", "État au jour de l’export", stateOf, among(STATES)),
  column("score_verifie", "Score vérifié, sur 100", (l) => l.verifiedBp / 100, SCORE),
  column("score_declare", "Score déclaré, sur 100", (l) => l.declaredBp / 100, SCORE),
  column(
    "version_referentiel",
    "Version du référentiel",
    (l) => l.referential,
    matching("^label@[0-9]+[.][0-9]+[.][0-9]+$"),
  ),
  column("date_decision", "Jour de la dernière décision", (l) => l.decidedOn, DAY),
  column("date_fin_validite", "Dernier jour du label", (l) => l.validUntilOn, DAY),
  column("date_derniere_surveillance", "Jour de la dernière surveillance", (l) => l.surveyedOn, {
    type: "date",
    constraints: {},
  }),
  column("domaines", "Sites reconnus", (l) => l.domains, LIST),
  column("url_fiche", "Fiche publique", (l, { origin }) => `${origin}/label/registre/${l.id}`),
  column("url_preuves", "Réponses publiées", (l, { origin }) => `${origin}/label/registre/${l.id}/reponses.json`),
  column("hash_decision", "Empreinte SHA-256 du résultat", (l) => l.resultHash, matching("^[0-9a-f]{64}$")),
  column(
    "seances_psy_incluses",
    "Séances en plus de Mon soutien psy, par épisode",
    (l) => CODES.sessions[l.sessions] ?? "",
    among(CODES.sessions),
  ),
  column("reste_a_charge", "Ce que paie la personne", (l) => CODES.costs[l.costs] ?? "", among(CODES.costs)),
  column(
    "frais_numero_plafond_eur",
    "Plafond des frais de changement de numéro, en euros",
    (l) => CODES.number_costs[l.number_costs] ?? "",
    among(CODES.number_costs),
  ),
  column(
    "delai_premier_rdv_jours",
    "Délai médian du premier rendez-vous, en jours au plus",
    (l) => CODES.delay[l.delay] ?? "",
    among(CODES.delay),
  ),
  column("acces_tous_contrats", "Ouvert à tous les contrats santé", (l) => l.contracts_open >= OPEN_TO_ALL, {
    type: "boolean",
  }),
  column(
    "provisoire_jusquau",
    "Dernier jour d’une suspension à titre provisoire ; vide : aucune",
    (l, { todayOn }) => (shownState(l, todayOn) === "provisional" ? l.provisionalUntilOn : null),
    { type: "date", since: "2.0.0", constraints: {} },
  ),
  column(
    "seances_psy_minimum",
    "Séances en plus de Mon soutien psy, au moins",
    (l) => NUMBERS.sessions[l.sessions] ?? null,
    INTEGER,
  ),
  column(
    "frais_numero_plafond_max_eur",
    "Plafond des frais de changement de numéro, en euros ; vide : frais réels",
    (l) => NUMBERS.number_costs[l.number_costs] ?? null,
    INTEGER,
  ),
  column(
    "delai_premier_rdv_max_jours",
    "Délai médian du premier rendez-vous, en jours au plus ; vide : plus de 21, ou non mesuré",
    (l) => NUMBERS.delay[l.delay] ?? null,
    INTEGER,
  ),
];

/** A cell of the CSV: scores with two decimals, lists with `|` between their items. */
function cellOf({ type, of }: Column, label: Label, at: Where): string | null {
  const cell = of(label, at);
  if (cell === null || typeof cell === "string") {
    return cell;
  }
  if (typeof cell === "number") {
    return type === "number" ? cell.toFixed(2) : String(cell);
  }
  return typeof cell === "boolean" ? String(cell) : cell.map((one) => one.replaceAll("|", "/")).join("|");
}

export const csvHead = (): string => csvLine(COLUMNS.map((one) => one.name));
export const csvRow = (label: Label, at: Where): string => csvLine(COLUMNS.map((one) => cellOf(one, label, at)));
export const jsonRow = (label: Label, at: Where): Record<string, Cell> =>
  Object.fromEntries(COLUMNS.map((one) => [one.name, one.of(label, at)]));

/** What goes round the rows of `registre.json`. */
export const REGISTRY_FORMAT = "registre/2";
export const LICENCE = "Licence Ouverte 2.0";

/** A column in a table schema. The first version has no lists: it says text. */
function fieldOf({ name, type, description, constraints }: Column, version: string): object {
  const kind =
    type === "boolean"
      ? { trueValues: ["true"], falseValues: ["false"] }
      : type === "list"
        ? { delimiter: "|", itemType: "string" }
        : {};
  const bounds = type === "number" ? { minimum: 0, maximum: 100 } : {};
  const shown = type === "list" && version === "1.0.0" ? "string" : type;
  const details = shown === type ? kind : {};
  return { name, type: shown, description, ...details, constraints: { ...constraints, ...bounds } };
}

/** Lists and `fieldsMatch` came with the second edition of table schemas. */
const PROFILES: Readonly<Record<string, string>> = {
  "1.0.0": "https://frictionlessdata.io/schemas/table-schema.json",
  "2.0.0": "https://datapackage.org/profiles/2.0/tableschema.json",
};
/** Where a version of the table is described. */
export const tablePath = (version: string): string =>
  version === "1.0.0" ? "/label/registre/schema.json" : `/label/registre/schema-${version}.json`;

/**
 * The table schema (datapackage.org, Table Schema) of a version, in the manner of schema.data.gouv.fr. The CSV holds the columns of the
 * newest; it has all those of an older one first, in their order.
 */
export const tableSchema = (origin: string, version: string): object => ({
  $schema: PROFILES[version],
  name: "registre-label-ligne-sure",
  title: "Registre du label Ligne Sûre",
  version,
  licence: "etalab-2.0",
  description:
    "Une ligne par label donné, y compris suspendu, retiré ou expiré. Valeurs vérifiées. Séparateur « ; », UTF-8.",
  homepage: `${origin}/label/registre`,
  path: `${origin}${tablePath(version)}`,
  resources: [{ title: "Exemple valide", path: `${origin}/label/registre/exemple-valide.csv` }],
  fieldsMatch: version === TABLES.at(-1) ? "exact" : "subset",
  fields: COLUMNS.filter((one) => one.since <= version).map((one) => fieldOf(one, version)),
  missingValues: [""],
});

const JSON_TYPES: Readonly<Record<Column["type"], object>> = {
  string: { type: "string" },
  date: { type: "string", format: "date" },
  number: { type: "number", minimum: 0, maximum: 100 },
  integer: { type: "integer", minimum: 0 },
  boolean: { type: "boolean" },
  list: { type: "array", items: { type: "string" } },
};
/** A column in the JSON Schema of `registre.json`: what may be empty in the CSV may be `null` there, lists apart. */
function propertyOf({ type, description, constraints: { required, pattern, enum: values } }: Column): object {
  const bare = JSON_TYPES[type];
  const narrow = Object.entries({ pattern, enum: values }).filter(([, value]) => value !== undefined);
  const one = { ...bare, ...Object.fromEntries(narrow) };
  return required === true || type === "list"
    ? { description, ...one }
    : { description, anyOf: [one, { type: "null" }] };
}

/** The JSON Schema of `registre.json`. */
export const registrySchema = (): object => ({
  type: "object",
  required: ["format", "licence", "labels"],
  additionalProperties: false,
  properties: {
    format: { const: REGISTRY_FORMAT },
    licence: { const: LICENCE },
    labels: {
      type: "array",
      items: {
        type: "object",
        required: COLUMNS.map((one) => one.name),
        additionalProperties: false,
        properties: Object.fromEntries(COLUMNS.map((one) => [one.name, propertyOf(one)])),
      },
    },
  },
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
  provisionalUntilOn: null,
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
  statusIndex: null,
  ranges: [],
  tonight: null,
  sessions: 3,
  delay: 2,
  robustness: { seed: "", runs: 0, median: 0, low: 0, high: 0, unchanged: null },
  hangsOn: null,
  contracts_open: 3,
  costs: 3,
  no_complaint: 4,
  minors: 2,
  number_costs: 3,
  domains: ["mutuelle.example"],
});
