/** A fictitious school of a directory file, cell by cell. */
export type Cells = Record<string, string>;

/** The first line of the fixture: the columns that are read, and some that must not be. */
const HEADER = [
  "Identifiant_de_l_etablissement Nom_etablissement Type_etablissement Statut_public_prive Adresse_1 Adresse_2 Code_postal Code_commune",
  "Nom_commune Code_departement Code_academie Ecole_maternelle Ecole_elementaire Voie_generale Voie_technologique Voie_professionnelle",
  "Telephone Fax Mail ULIS Segpa Section_sport Section_internationale Appartenance_Education_Prioritaire SIREN_SIRET latitude longitude",
  "date_ouverture date_maj_ligne etat",
]
  .join(" ")
  .split(" ");

/** Towns of the Marne that do not exist. */
const INVENTED =
  "Champval Orvillers Bellefont Grandrieu Montclair Hautecour Vaubrun Clairmarais Rochebelle Fontvive Aubrac-le-Vieux Sainte-Orange Pierrelune Valdoré Noirmont Beauregain Combelle Chantefeuille Merlieu Tournevent Saint-Evron Longpré Aiguebrune Malvoisie Boisjoli Courlande Escaufort Lussigny Pontarmé Trévières".split(
    " ",
  );
/** Towns, each with its postcode, INSEE code, département as the file writes it, and a point of it. */
const TOWNS = [
  ["Vitry-sur-Seine", "94400", "94081", "094", "48.79", "2.39"],
  ["L'Haÿ-les-Roses", "94240", "94038", "094", "48.78", "2.34"],
  ["Villiers-sur-Marne", "94350", "94079", "094", "48.83", "2.54"],
  ["Saint-Maur-des-Fossés", "94100", "94068", "094", "48.80", "2.49"],
  ["Paris 11e Arrondissement", "75011", "75111", "075", "48.86", "2.38"],
  ["Paris 1er Arrondissement", "75001", "75101", "075", "48.86", "2.34"],
  ["Lyon 3e Arrondissement", "69003", "69383", "069", "45.76", "4.85"],
  ["Bourg-en-Bresse", "01000", "01053", "001", "46.20", "5.22"],
  ["Saint-Pierre", "97410", "97416", "974", "-21.34", "55.48"],
  ["Bastia", "20200", "2B033", "02B", "42.70", "9.45"],
  ...INVENTED.map((name, i) => [name, `51${100 + i}`, `51${100 + i}`, "051", "49.04", "4.03"] as const),
] as const;
const FIRST = "Jean Jules Marie Pierre Simone Henri Louise Paul Irène Victor Émile Anatole Jacques Élise Marcel".split(
  " ",
);
const LAST =
  "Jaurès Ferry Curie Brossolette Veil Wallon Michel Éluard Joliot-Curie Hugo Zola France Prévert Cachin Pasteur Moulin Berthelot Macé Tilleuls Saint-Exupéry".split(
    " ",
  );
const SORTS = [
  ["Ecole élémentaire", "Ecole", "0", "1"],
  ["Ecole maternelle", "Ecole", "1", "0"],
  ["Collège", "Collège", "", ""],
  ["Ecole primaire", "Ecole", "1", "1"],
  ["Lycée général et technologique", "Lycée", "", ""],
  ["Lycée professionnel", "Lycée", "", ""],
] as const;

/** The UAI of seven digits, with its right key. */
export const uaiOf = (n: number): string => `${String(n).padStart(7, "0")}${"ABCDEFGHJKLMNPRSTUVWXYZ".charAt(n % 23)}`;

/** One of a list, always the same for the same number. */
const one = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;

/** A school that does not exist, always the same for the same number; two numbers below 2,000 never share name, sort and town. */
export function cellsOf(n: number): Cells {
  const [commune, postcode, communeCode, departement, latitude, longitude] = one(TOWNS, n);
  const named = Math.floor(n / 120);
  const [sort, kind, nursery, primary] = one(SORTS, (Math.floor(n / 40) % 3) + 3 * (named % 2));
  const name = `${one(FIRST, named)} ${one(LAST, named * 7 + Math.floor(named / 15))}`;
  return {
    Identifiant_de_l_etablissement: uaiOf(1000 + n),
    Nom_etablissement: `${sort} ${name}${n % 8 === 3 ? " A" : n % 8 === 5 ? " B" : ""}`,
    Type_etablissement: kind,
    Statut_public_prive: n % 17 === 0 ? "Privé" : "Public",
    Adresse_1: `${n} rue de l’Exemple`,
    Code_postal: postcode,
    Code_commune: communeCode,
    Nom_commune: commune,
    Code_departement: departement,
    Code_academie: "24",
    Ecole_maternelle: nursery,
    Ecole_elementaire: primary,
    Voie_professionnelle: sort === "Lycée professionnel" ? "1" : "",
    Telephone: "0100000000",
    Mail: `ce.${uaiOf(1000 + n)}@ac-fictive.fr`,
    ULIS: String(Number(n % 4 === 0)),
    Segpa: kind === "Collège" ? String(Number(n % 8 === 0)) : "",
    Section_sport: n % 5 === 0 ? "1" : "",
    SIREN_SIRET: "00000000000000",
    latitude,
    longitude,
    date_ouverture: "1970-09-01",
    date_maj_ligne: "2026-05-27",
    etat: "OUVERT",
  };
}

/** A service as the directory lists it among the schools: without a status, without a state. */
export const serviceCells = (n: number): Cells => ({
  Identifiant_de_l_etablissement: uaiOf(7000 + n),
  Nom_etablissement: `CIO fictif n° ${n}`,
  Type_etablissement: n % 2 === 0 ? "Information et orientation" : "Service Administratif",
  Nom_commune: "Fresnes",
  Code_departement: "094",
});

/** A directory of so many schools. */
export const schoolsOf = (n: number): Cells[] => Array.from({ length: n }, (_, i) => cellsOf(i));

/** The text of a file. */
export const csvOf = (rows: readonly Cells[], { delimiter = ";", newline = "\r\n", header = HEADER } = {}): string =>
  [header.join(delimiter), ...rows.map((row) => HEADER.map((name) => row[name] ?? "").join(delimiter))].join(newline);
export { HEADER };

const WESTERN = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";
/** A text in Windows-1252, which no encoder writes any more. */
export const western = (text: string): Uint8Array =>
  Uint8Array.from(text, (sign) => (WESTERN.includes(sign) ? 128 + WESTERN.indexOf(sign) : sign.charCodeAt(0)));
/** A text that was saved twice: its UTF-8 read as Windows-1252. */
export const savedTwice = (text: string): string =>
  new TextDecoder("windows-1252").decode(new TextEncoder().encode(text));
/** A text in UTF-16 with its byte order mark. */
export function wide(text: string, isBigEndian = false): Uint8Array {
  const bytes = new Uint8Array(2 * text.length + 2);
  const view = new DataView(bytes.buffer);
  Array.from({ length: text.length + 1 }, (_, i) =>
    view.setUint16(2 * i, i === 0 ? 0xfeff : text.charCodeAt(i - 1), !isBigEndian),
  );
  return bytes;
}
