import { pick } from "../../kernel/pick.ts";
import { fold } from "../../kernel/text.ts";
import { Uai } from "../../kernel/uai.ts";
import { EmailAddress } from "../../privacy/contact.ts";
import type { CsvRecord } from "./csv-records.ts";
import { isWithin } from "./coordinates.ts";
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
  ulis: "ulis",
  segpa: "segpa",
  arts: "section_arts",
  cinema: "section_cinema",
  theatre: "section_theatre",
  sport: "section_sport",
  international: "section_internationale",
  european: "section_europeenne",
  latitude: "latitude",
  longitude: "longitude",
  updatedOn: "date_maj_ligne",
} as const;
type Column = keyof typeof REQUIRED | keyof typeof OPTIONAL;
type Cell = (column: Column) => string;

/**
 * What a line is: a school, with the number of codes that got their lost zero back; a service that is no school; or refused, with why in
 * French. A line that is refused still names its school when its UAI can be read; `unknownKind` and `broken` are what the whole file is
 * judged by: a kind that nobody knows, a name whose accents were lost.
 */
export type Line = { line: number } & (
  | { school: School; mended: number }
  | { service: string | null }
  | { reason: string; uai: string | null; unknownKind?: string; broken?: { how: Broken; name: string } }
);
/** How accents get lost: written down twice (« Ã© »), or replaced by a sign for what cannot be read. */
export type Broken = "twice" | "lost";

/** Reads one record. */
type ReadLine = (record: CsvRecord) => Line;
/** What a header line gives: a reader, or the columns that are missing. */
export type Header = { ok: true; read: ReadLine } | { ok: false; missing: string[] };

const columnName = (text: string): string => fold(text.trim()).replace(/[^a-z0-9]+/g, "_");

/**
 * Understands a header line: `Code_postal`, `Code postal` and `CODE POSTAL` are the same column. Of each line the kind is read first:
 * what is not our business is never a mistake, whatever its other cells hold.
 */
export function readHeader(cells: readonly string[]): Header {
  const names = cells.map(columnName);
  const missing = Object.values(REQUIRED).filter((name) => !names.includes(name));
  if (missing.length > 0) {
    return { ok: false, missing };
  }
  const places = new Map(Object.entries({ ...REQUIRED, ...OPTIONAL }).map(([key, name]) => [key, names.indexOf(name)]));
  return {
    ok: true,
    read: ({ line, cells: own, flaw }) => {
      const cell: Cell = (column) => (own[places.get(column) ?? -1] ?? "").trim();
      const uai = uaiOf(cell);
      const isService = own.length === cells.length && SERVICES.has(fold(cell("kind")));
      if (isService) {
        return { line, service: uai?.uai ?? null };
      }
      return { line, ...(flaw === null ? readLine(cell, uai) : { reason: flaw, uai: uai?.uai ?? null }) };
    },
  };
}

const KINDS: Readonly<Record<string, SchoolKind>> = {
  ecole: "ecole",
  college: "college",
  lycee: "lycee",
  erea: "erea",
  "medico-social": "medico_social",
};
/** Kinds of the directory that have no class: administration, inspection, orientation. */
const SERVICES = new Set(["service administratif", "information et orientation", "autre"]);
/** « A OUVRIR » is not open yet: it is kept, and not offered. */
const STATES: Readonly<Record<string, School["status"]>> = {
  ouvert: "open",
  "a fermer": "closing",
  "a ouvrir": "absent",
};
const SECTORS: Readonly<Record<string, School["sector"]>> = { public: "public", prive: "private" };
const PRIORITIES = ["REP", "REP+"] as const;

/** « Ã© », « â€™ »: UTF-8 that was read as Windows-1252 and written down again; and the sign for what could not be read. */
const TWICE = /[ÂÃÅ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ]|â€/u;
function brokenName(text: string): Broken | null {
  if (text.includes("\ufffd")) {
    return "lost";
  }
  return TWICE.test(text) ? "twice" : null;
}

/** A code as a spreadsheet leaves it, with the zero back that it took for nothing. */
const padded = (code: string, width: number): string =>
  /^\d+$/.test(code) && code.length === width - 1 ? `0${code}` : code;

/** The UAI of a line, if its key is right, also when it lost its first zero. */
function uaiOf(cell: Cell): { uai: string; isMended: boolean } | null {
  const typed = cell("uai");
  const uai = Uai.safeParse(typed);
  const mended = uai.success ? uai : Uai.safeParse(`0${typed}`);
  return mended.success ? { uai: mended.data, isMended: !uai.success } : null;
}

type Read = Line extends infer L ? (L extends unknown ? Omit<L, "line"> : never) : never;
function readLine(cell: Cell, uai: ReturnType<typeof uaiOf>): Read {
  const kind = pick(KINDS, fold(cell("kind")));
  const name =
    (["name", "commune", "kind", "address1"] as const).map(cell).find((one) => brokenName(one) !== null) ?? "";
  const how = brokenName(name);
  if (how !== null) {
    return { reason: `accents abîmés, « ${name} »`, uai: uai?.uai ?? null, broken: { how, name } };
  }
  if (kind === null) {
    const reason = `type d’établissement « ${cell("kind")} » inconnu`;
    return { reason, uai: uai?.uai ?? null, unknownKind: cell("kind") };
  }
  return uai === null ? { reason: `« ${cell("uai")} » n’est pas un UAI`, uai: null } : readSchool(cell, kind, uai);
}

function readSchool(cell: Cell, kind: SchoolKind, { uai, isMended }: { uai: string; isMended: boolean }): Read {
  const refused = (why: string): Read => ({ reason: `${uai} : ${why}`, uai });
  const [status, sector] = [pick(STATES, fold(cell("state"))), pick(SECTORS, fold(cell("sector")))];
  const departement = departementOf(cell("departement"));
  if (cell("name") === "" || cell("commune") === "") {
    return refused("le nom ou la commune manque");
  }
  if (departement === null) {
    return refused(`code de département « ${cell("departement")} » inconnu`);
  }
  if (status === null || sector === null) {
    return refused(`état « ${cell("state")} » ou statut « ${cell("sector")} » inconnu`);
  }
  const [postcode, communeCode] = [padded(cell("postcode"), 5), padded(cell("communeCode"), 5)];
  const mended = [
    isMended,
    postcode !== cell("postcode"),
    communeCode !== cell("communeCode"),
    cell("departement").length === 1,
  ];
  const school = { uai, kind, status, sector, departement, postcode, communeCode, ...plainFields(cell) };
  return { school: { ...school, ...coordinatesOf(cell, departement) }, mended: mended.filter(Boolean).length };
}

type Judged =
  | "uai"
  | "kind"
  | "status"
  | "sector"
  | "departement"
  | "postcode"
  | "communeCode"
  | "latitude"
  | "longitude";
/** What is taken as it stands. */
const plainFields = (cell: Cell): Omit<School, Judged> => ({
  name: cell("name"),
  address: [cell("address1"), cell("address2")].filter((part) => part !== "").join(", "),
  commune: cell("commune"),
  academie: cell("academie"),
  priority: PRIORITIES.find((one) => one === cell("priority")) ?? "none",
  hasNursery: cell("nursery") === "1",
  hasPrimary: cell("primary") === "1",
  hasGeneral: cell("general") === "1",
  hasTechnical: cell("technical") === "1",
  hasVocational: cell("vocational") === "1",
  hasUlis: cell("ulis") === "1",
  hasSegpa: cell("segpa") === "1",
  hasArts: cell("arts") === "1",
  hasCinema: cell("cinema") === "1",
  hasTheatre: cell("theatre") === "1",
  hasSport: cell("sport") === "1",
  hasInternational: cell("international") === "1",
  hasEuropean: cell("european") === "1",
  officialEmail: EmailAddress.safeParse(cell("email")).data ?? null,
  source: "directory",
  sourceUpdatedOn: /^\d{4}-\d{2}-\d{2}$/.test(cell("updatedOn")) ? cell("updatedOn") : null,
});

/** Both, or neither when they are not where the département is; a spreadsheet may have put a comma. */
function coordinatesOf(cell: Cell, departement: string): Pick<School, "latitude" | "longitude"> {
  const [latitude, longitude] = (["latitude", "longitude"] as const).map((column) =>
    cell(column) === "" ? Number.NaN : Number(cell(column).replace(",", ".")),
  ) as [number, number];
  return isWithin(departement, latitude, longitude) ? { latitude, longitude } : { latitude: null, longitude: null };
}

/** `094`, `94` and `1` are `94` and `01`; Corsica is `2A` and `2B`, `02A`, or the prefixes of its UAIs, 620 and 720. */
function departementOf(code: string): string | null {
  const short = padded(code.toUpperCase(), 2).replace(/^0(?=..$)/, "");
  const corsica = { 620: "2A", 720: "2B" }[short];
  return corsica ?? (/^(?:\d{2}|2[AB]|9[78]\d)$/.test(short) && short !== "00" ? short : null);
}
