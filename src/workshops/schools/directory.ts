import { fold } from "../../kernel/text.ts";
import { Uai } from "../../kernel/uai.ts";
import type { School, SchoolKind } from "./school.ts";

/*
 * The official directory, `fr-en-annuaire-education` (data.education.gouv.fr): one line per school, 71 columns in the layout
 * of May 2026. Columns are found by name, because published years order and spell them differently. Telephone numbers are not read.
 */
const REQUIRED = {
  uai: "identifiant_de_l_etablissement",
  name: "nom_etablissement",
  kind: "type_etablissement",
  sector: "statut_public_prive",
  postcode: "code_postal",
  communeCode: "code_commune",
  commune: "nom_commune",
  departement: "code_departement",
  academie: "code_academie",
  email: "mail",
  state: "etat",
} as const;
const OPTIONAL = {
  address1: "adresse_1",
  address2: "adresse_2",
  priority: "appartenance_education_prioritaire",
  nursery: "ecole_maternelle",
  primary: "ecole_elementaire",
  general: "voie_generale",
  technical: "voie_technologique",
  vocational: "voie_professionnelle",
  updatedOn: "date_maj_ligne",
} as const;
type Column = keyof typeof REQUIRED | keyof typeof OPTIONAL;

/** Reads one line of cells: the school, or why it cannot be kept, in French. */
export type ReadLine = (cells: readonly string[]) => { school: School } | { reason: string };
/** What a header line gives: a reader, or the columns that are missing. */
export type Header = { ok: true; read: ReadLine } | { ok: false; missing: string[] };

const columnName = (text: string): string => fold(text.trim()).replace(/[^a-z0-9]+/g, "_");

/** Understands a header line: `Code_postal`, `Code postal` and `CODE POSTAL` are the same column. */
export function readHeader(cells: readonly string[]): Header {
  const names = cells.map(columnName);
  const missing = Object.values(REQUIRED).filter((name) => !names.includes(name));
  if (missing.length > 0) {
    return { ok: false, missing };
  }
  const places = new Map(Object.entries({ ...REQUIRED, ...OPTIONAL }).map(([key, name]) => [key, names.indexOf(name)]));
  return {
    ok: true,
    read: (line) =>
      line.length === cells.length
        ? readSchool((column) => (line[places.get(column) ?? -1] ?? "").trim())
        : { reason: `${line.length} colonnes au lieu de ${cells.length}` },
  };
}

const KINDS: Readonly<Record<string, SchoolKind>> = {
  ecole: "ecole",
  college: "college",
  lycee: "lycee",
  erea: "erea",
  "medico-social": "medico_social",
};
/** « A OUVRIR » is not open yet: it is kept, and not offered. */
const STATES: Readonly<Record<string, School["status"]>> = {
  ouvert: "open",
  "a fermer": "closing",
  "a ouvrir": "absent",
};

const PRIORITIES = ["REP", "REP+"] as const;

function readSchool(cell: (column: Column) => string): ReturnType<ReadLine> {
  const uai = Uai.safeParse(cell("uai"));
  const status = STATES[fold(cell("state"))];
  const departement = departementOf(cell("departement"));
  const sector = { public: "public", prive: "private" }[fold(cell("sector"))];
  if (!uai.success) {
    return { reason: `« ${cell("uai")} » n’est pas un UAI` };
  }
  if (cell("name") === "" || cell("commune") === "") {
    return { reason: `${uai.data} : le nom ou la commune manque` };
  }
  if (departement === null) {
    return { reason: `${uai.data} : code de département « ${cell("departement")} » inconnu` };
  }
  if (status === undefined || (sector !== "public" && sector !== "private")) {
    return {
      reason: `${uai.data} : état « ${cell("state")} » ou statut « ${cell("sector")} » inconnu`,
    };
  }
  return {
    school: {
      uai: uai.data,
      name: cell("name"),
      kind: KINDS[fold(cell("kind"))] ?? "other",
      sector,
      departement,
      status,
      address: [cell("address1"), cell("address2")].filter((part) => part !== "").join(", "),
      postcode: cell("postcode"),
      commune: cell("commune"),
      communeCode: cell("communeCode"),
      academie: cell("academie"),
      priority: PRIORITIES.find((one) => one === cell("priority")) ?? "none",
      hasNursery: cell("nursery") === "1",
      hasPrimary: cell("primary") === "1",
      hasGeneral: cell("general") === "1",
      hasTechnical: cell("technical") === "1",
      hasVocational: cell("vocational") === "1",
      officialEmail: /^[^@\s,;]+@[^@\s,;]+\.[a-z]{2,}$/i.test(cell("email")) ? cell("email").toLowerCase() : null,
      source: "directory",
      sourceUpdatedOn: /^\d{4}-\d{2}-\d{2}$/.test(cell("updatedOn")) ? cell("updatedOn") : null,
    },
  };
}

/** `094` and `94` are `94`; Corsica is `2A` and `2B`, `02A`, or the prefixes of its UAIs, 620 and 720. */
function departementOf(code: string): string | null {
  const short = code.toUpperCase().replace(/^0(?=..$)/, "");
  const corsica = { 620: "2A", 720: "2B" }[short];
  return corsica ?? (/^(?:\d{2}|2[AB]|9[78]\d)$/.test(short) ? short : null);
}
