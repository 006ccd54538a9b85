import type { CriterionSpec, LevelSpec, ReferentialFile } from "../scoring/formats.ts";
import { modelOf } from "../scoring/model.ts";
import { parseReferential } from "../scoring/parse.ts";

/* What the label's own referential must hold beyond the format that any index follows. */

const POINTS = 100;
const QUESTIONS = 12;
export const MOST_IN_DIMENSION = 7;
const MOST_WORDS = 8;
const ID = /^[A-Z]{3}-[1-9]$/;
/** C. conso. L433-3 and L433-4: reserved to accredited bodies; never said of the label. */
const BANNED = /certifi|agréé|\bnormes?\b|\bofficiel/i;
const WORDS = [
  "name",
  "requirement",
  "motive",
  "anchors",
  "evidence",
  "na",
  "gates",
  "severity",
  "help",
  "remediation",
] as const;

type Check = {
  /** SHA-256 of each quote, by criterion. */
  quotes: Readonly<Record<string, readonly string[]>>;
  sha256: (text: string) => string;
  /** Every version published before. */
  before: readonly ReferentialFile[];
};

const isActive = (criterion: CriterionSpec): boolean => (criterion.lifecycle ?? "active") === "active";
const allowedOf = ({ normalise }: CriterionSpec): readonly number[] =>
  normalise.kind === "anchored" ? normalise.allowed : [];

function wrongCriterion(criterion: CriterionSpec, levels: readonly LevelSpec[], { quotes, sha256 }: Check): string[] {
  const { id, motive = [], anchors = [], gates = [], na } = criterion;
  const heights = gates.map((gate) => [levels.findIndex((level) => level.id === gate.level), gate.minGrade] as const);
  const loosens = heights.some(([at, grade]) => heights.some(([below, least]) => below < at && least > grade));
  const anchored = anchors.map((anchor) => anchor.grade).join();
  const known = quotes[id] ?? [];
  const found: [boolean, string][] = [
    [!ID.test(id), "un identifiant a trois lettres, un tiret et un chiffre de 1 à 9"],
    ...WORDS.map((key): [boolean, string] => [criterion[key] === undefined, `${key} manque`]),
    [anchored !== allowedOf(criterion).join(), "chaque note a une ancre, et une seule"],
    [
      motive.length === 0 || motive.length !== known.length,
      "il faut une citation, relevée dans la liste des empreintes",
    ],
    [motive.some(({ quote }) => !known.includes(sha256(quote))), "cette citation n’est pas celle qui a été relevée"],
    [motive.some(({ quote }) => quote.split(" ").length > MOST_WORDS), `une citation a ${MOST_WORDS} mots au plus`],
    [loosens, "une porte baisse quand le niveau monte"],
    [na?.allowed === true && gates.length > 0, "un critère qui porte une porte n’admet pas « sans objet »"],
    [na?.allowed === true && na.condition === undefined, "« sans objet » demande sa condition"],
  ];
  return found.filter(([isWrong]) => isWrong).map(([, why]) => `${id} : ${why}`);
}

/** Whether a condition of a level is easier than the same one of the level below. */
function isEasier(level: LevelSpec, below: LevelSpec): boolean {
  const floorOf = (node: string): number => level.floors?.find((floor) => floor.node === node)?.minBp ?? 0;
  return (
    level.minBp <= below.minBp ||
    (below.floors ?? []).some((floor) => floorOf(floor.node) <= floor.minBp) ||
    (level.evidenceMaxMonths ?? 0) > (below.evidenceMaxMonths ?? 0) ||
    (level.naMaxBp ?? 0) > (below.naMaxBp ?? 0) ||
    (level.mysteryTests ?? 0) < (below.mysteryTests ?? 0)
  );
}

/** Every condition of a level is at least as hard as below. */
function wrongLevels(levels: readonly LevelSpec[]): string[] {
  return levels.flatMap((level, i) => {
    const below = levels[i - 1];
    return below !== undefined && isEasier(level, below)
      ? [`${level.id} : une condition est plus facile qu’à ${below.id}`]
      : [];
  });
}

function wrongPoints({ criteria, tree }: ReferentialFile): string[] {
  const weights = new Map(criteria.filter(isActive).map(({ id, weight = 0 }) => [id, weight]));
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const dimensions = tree.children.map((child) => ("node" in child ? child.node.children : [child]));
  const sizes = dimensions.map((children) => children.map((child) => ("criterion" in child ? child.criterion : "")));
  const sums = sizes.map((ids) => ids.reduce((sum, id) => sum + (weights.get(id) ?? 0), 0));
  return [
    ...(total === POINTS ? [] : [`la somme des points est ${total}, pas ${POINTS}`]),
    ...(sums.some((sum) => sum * 2 > total) ? ["une dimension pèse plus de la moitié"] : []),
    ...sizes
      .filter((ids) => ids.length > MOST_IN_DIMENSION)
      .map((ids) => `plus de ${MOST_IN_DIMENSION} critères dans une dimension : ${ids.join(", ")}`),
    ...(sizes.flat().length === weights.size ? [] : ["un critère actif n’est dans aucune dimension"]),
  ];
}

/** Ids are for ever: they leave by becoming `obsolete`, and a version that was published never changes. */
function wrongHistory(file: ReferentialFile, before: readonly ReferentialFile[]): string[] {
  const now = new Map(file.criteria.map((one) => [one.id, one]));
  return before.flatMap((old) => {
    if (old.version === file.version) {
      return JSON.stringify(old) === JSON.stringify(file)
        ? []
        : [`${old.version} : une version publiée ne change plus`];
    }
    return old.criteria.flatMap((one) => {
      const found = now.get(one.id);
      if (found === undefined) {
        return [`${one.id} : disparu depuis ${old.version}, au lieu de devenir « obsolete »`];
      }
      const isBack = one.lifecycle === "obsolete" && found.lifecycle !== "obsolete";
      return isBack ? [`${one.id} : identifiant réutilisé depuis ${old.version}`] : [];
    });
  });
}

/** What is wrong with a version of the label's referential, in words; nothing when it may be published. */
export function wrongReferential(file: ReferentialFile, check: Check): string[] {
  const read = parseReferential(file);
  const shape = read.ok ? [] : read.wrong.map(({ place, why }) => `${nameAt(file, place)} : ${why}`);
  const { levels } = modelOf(file);
  const asked = file.criteria.filter((one) => isActive(one) && one.help?.question !== undefined).length;
  const banned = BANNED.exec(JSON.stringify(file.criteria));
  return [
    ...shape,
    ...file.criteria.filter(isActive).flatMap((one) => wrongCriterion(one, levels, check)),
    ...wrongLevels(levels),
    ...wrongPoints(file),
    ...wrongHistory(file, check.before),
    ...(asked === QUESTIONS ? [] : [`il faut ${QUESTIONS} questions pour le public, il y en a ${asked}`]),
    ...(banned === null ? [] : [`mot réservé : « ${banned[0]} » dans un texte public`]),
  ];
}

/** `criteria[3].gates[0]` with the id of the criterion in front. */
function nameAt(file: ReferentialFile, place: string): string {
  const at = /^criteria\[(\d+)\]/.exec(place)?.[1];
  const id = at === undefined ? undefined : file.criteria[Number(at)]?.id;
  return id === undefined ? place : `${id} (${place})`;
}
