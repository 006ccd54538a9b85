import type { CriterionSpec, LevelSpec, ReferentialFile } from "../scoring/formats.ts";
import type { ScoredUnit } from "../scoring/score.ts";
import type { Prerequisite } from "../scoring/what-if.ts";

/* The label in French sentences: on pages, in the simulator and in mails, the same. */

/** A part of a hundred, floored: 7475 basis points are « 74 sur 100 ». */
export const outOf100 = (bp: number): string => `${Math.floor(bp / 100)} sur 100`;

/** The public name of a level. */
export const levelName = ({ levels = [] }: Pick<ReferentialFile, "levels">, id: string | null): string =>
  levels.find((level) => level.id === id)?.name ?? "Aucun niveau";

/** How many roofs stand for a level: « N1 » is one. */
export function roofsOf(level: string): 1 | 2 | 3 {
  return level === "N3" ? 3 : level === "N2" ? 2 : 1;
}

/** The dimensions of a referential, in order: id, name and the ids of their criteria. */
export function dimensionsOf({
  tree,
}: Pick<ReferentialFile, "tree">): { id: string; name: string; criteria: string[] }[] {
  return tree.children.flatMap((child) =>
    "node" in child
      ? [
          {
            id: child.node.id,
            name: child.node.name ?? child.node.id,
            criteria: child.node.children.flatMap((leaf) => ("criterion" in leaf ? [leaf.criterion] : [])),
          },
        ]
      : [],
  );
}

/** The grades that exist for a criterion, as rows to press. */
export const gradesOf = ({ anchors = [], na }: CriterionSpec): { value: string; text: string; sign?: string }[] => [
  ...anchors.map(({ grade, text }) => ({ value: String(grade), text })),
  ...(na?.allowed === true ? [{ value: "na", sign: "–", text: `Sans objet : ${na.condition ?? ""}` }] : []),
];

/** What a grade means, as part of a sentence. */
export const anchorOf = ({ anchors = [] }: CriterionSpec, grade: number): string =>
  (anchors.find((one) => one.grade === grade)?.text ?? "").replace(/\.$/, "");

/** Kinds of evidence, as people say them. */
export const EVIDENCE_KINDS: Readonly<Record<NonNullable<CriterionSpec["evidence"]>[number]["kind"], string>> = {
  url: "adresse d’une page",
  document: "document",
  dataset: "tableau de données",
  interview: "entretien",
  mystery: "appel ou message mystère, fait par le label",
  automatic: "contrôle automatique, fait par le label",
};

/** How much a criterion asks of a mutuelle, a grade. Guesses until the pilot, so nobody is shown a sum of them. */
export const EFFORTS = { 1: "léger", 2: "moyen", 3: "lourd" } as const;

/** What a level asks beside its gates, a sentence each. */
export function levelRules(level: LevelSpec): string[] {
  const tests = level.mysteryTests ?? 0;
  const floor = Math.min(...(level.floors ?? []).map((one) => one.minBp));
  return [
    `un score vérifié d’au moins ${outOf100(level.minBp)}`,
    `au moins ${outOf100(floor)} dans chaque dimension`,
    `des preuves de ${level.evidenceMaxMonths ?? 0} mois au plus`,
    ...(tests > 0 ? [tests === 1 ? "un test mystère" : `${tests} tests mystère`] : []),
    ...(level.interview === true ? ["un entretien"] : []),
    `« sans objet » sur ${Math.floor((level.naMaxBp ?? 0) / 100)} % du poids au plus`,
  ];
}

/** What a level asks, in short: its score, its gates, and who looks beside. */
export function levelInShort({ criteria }: Pick<ReferentialFile, "criteria">, level: LevelSpec): string {
  const gates = criteria.flatMap((one) => one.gates ?? []).filter((gate) => gate.level === level.id).length;
  const tests = level.mysteryTests ?? 0;
  return [
    `${outOf100(level.minBp)} au moins`,
    `${gates} portes à franchir`,
    ...(tests > 0 ? [tests === 1 ? "un test mystère" : `${tests} tests mystère`] : []),
    ...(level.interview === true ? ["un entretien"] : []),
  ].join(", ");
}

const list = (items: readonly string[]): string => items.join(", ");
const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** So many gates are named; more than that are a list of codes. */
const MOST_NAMED = 3;
function namedGates(file: ReferentialFile, gates: readonly { criterion: string }[]): string {
  const name = (id: string): string => file.criteria.find((one) => one.id === id)?.name ?? "";
  const ids = gates.map(({ criterion }) => criterion);
  return ids.length > MOST_NAMED ? list(ids) : ids.map((id) => `${id}, ${name(id)}`).join(" ; ");
}
const nodeName = (file: ReferentialFile, node: string): string =>
  dimensionsOf(file).find(({ id }) => id === node)?.name ?? node;

/** What a page lists beside the sentence, which then counts it alone. */
type Listed = readonly ("gates" | "floors")[];

const gatesInWords = (file: ReferentialFile, gates: readonly { criterion: string }[], listed: Listed): string =>
  plural(gates.length, "porte non franchie", "portes non franchies") +
  (listed.includes("gates") ? "" : ` (${namedGates(file, gates)})`);

function floorsInWords(file: ReferentialFile, floors: ScoredUnit["floors"], listed: Listed): string {
  const count = plural(floors.length, "plancher non atteint", "planchers non atteints");
  const each = floors.map(
    ({ node, obtainedBp, requiredBp }) =>
      `${nodeName(file, node)} : ${Math.floor((obtainedBp ?? 0) / 100)} sur ${requiredBp / 100}`,
  );
  return listed.includes("floors") ? count : `${count} (${list(each)})`;
}

/** What keeps an offer from the next level, in one sentence; `null` at the highest level. */
export function whatIsMissing(file: ReferentialFile, unit: ScoredUnit, listed: Listed = []): string | null {
  const gates = unit.gates.filter((gate) => !gate.met);
  const floors = unit.floors.filter((floor) => !floor.met);
  const score = unit.conditions.find((one) => one.kind === "score" && !one.met);
  const next = unit.conditions[0]?.level;
  if (next === undefined) {
    return null;
  }
  const reasons = [
    ...(gates.length === 0 ? [] : [gatesInWords(file, gates, listed)]),
    ...(floors.length === 0 ? [] : [floorsInWords(file, floors, listed)]),
    ...(score === undefined ? [] : [`un score de ${outOf100(score.obtained)} au lieu de ${score.required / 100}`]),
    ...unit.conditions.filter((one) => one.kind !== "score" && !one.met).map((one) => prerequisite(one)),
  ];
  return `Ce qui manque pour « ${levelName(file, next)} » : ${list(reasons)}.`;
}

/** What grades cannot mend, as a part of a sentence. */
export function prerequisite(one: Prerequisite): string {
  if (one.kind === "freshness") {
    return `une preuve de ${one.months} mois au plus pour ${one.criterion}`;
  }
  if (one.kind === "mysteryTests") {
    return one.required === 1 ? "un test mystère" : `${one.required} tests mystère`;
  }
  return one.kind === "interview"
    ? "un entretien"
    : `« sans objet » sur ${Math.floor(one.required / 100)} % du poids au plus`;
}

/** Where a version is served. Without « @ », which servers write otherwise and redirect to. */
export const pathOf = ({ id, version }: Pick<ReferentialFile, "id" | "version">): string =>
  `/label/referentiel/${id}-${version}.json`;
