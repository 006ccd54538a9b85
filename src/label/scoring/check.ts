import type {
  AnswersFile,
  AnswerSpec,
  Child,
  CriterionSpec,
  LevelSpec,
  NodeSpec,
  ReferentialFile,
  RuleSpec,
  When,
} from "./formats.ts";
import { nodesBelow } from "./model.ts";
import type { Normaliser } from "./normalise.ts";

/** What is wrong with a file: where, and what to do. */
export type Wrong = { place: string; why: string };

const wrong = (place: string, why: string): Wrong => ({ place, why });
const when = (isWrong: boolean, place: string, why: string): Wrong[] => (isWrong ? [wrong(place, why)] : []);

function twice(ids: readonly string[], what: string): Wrong[] {
  const seen = new Set<string>();
  const again = ids.filter((id) => seen.has(id) || !seen.add(id));
  return [...new Set(again)].map((id) => wrong(id, `${what} : cet identifiant est donné deux fois`));
}

const isOrdered = (values: readonly number[], direction: 1 | -1): boolean =>
  values.every((value, i) => (value - (values[i - 1] ?? value)) * direction >= 0);

function checkSteps(spec: Extract<Normaliser, { kind: "steps" }>, at: string): Wrong[] {
  const order = spec.direction === 1 ? "croissant" : "décroissant";
  const count = spec.thresholds.length + 1;
  return [
    ...when(!isOrdered(spec.thresholds, spec.direction), `${at}.thresholds`, `les seuils doivent aller en ${order}`),
    ...when(spec.points.length !== count, `${at}.points`, `il faut une valeur de plus que de seuils (${count})`),
  ];
}

function checkNormaliser(spec: Normaliser, at: string): Wrong[] {
  if (spec.kind === "steps") {
    return checkSteps(spec, at);
  }
  if (spec.kind === "goalposts") {
    const isLog = spec.log !== undefined && spec.log !== "none";
    const isBelow = isLog && (spec.min <= 0 || spec.max <= 0);
    return [
      ...when(spec.min === spec.max, at, "min et max doivent différer"),
      ...when(isBelow, at, "un logarithme demande des bornes supérieures à 0"),
    ];
  }
  if (spec.kind === "linear") {
    const isBack = spec.knots.some(([x], i) => x <= (spec.knots[i - 1]?.[0] ?? -Infinity));
    return [
      ...when(spec.knots.length < 2, `${at}.knots`, "il faut au moins deux points"),
      ...when(isBack, `${at}.knots`, "les abscisses doivent aller en croissant"),
    ];
  }
  return spec.kind === "anchored"
    ? when(spec.allowed.length === 0, `${at}.allowed`, "donnez au moins une note")
    : when(
        spec.kind === "identity" && (spec.min ?? -Infinity) >= (spec.max ?? Infinity),
        at,
        "min doit être inférieur à max",
      );
}

type Gate = NonNullable<CriterionSpec["gates"]>[number];
/** `allowed`: the grades of the criterion; `null` where it may take any. */
function checkGate(
  { level, minGrade }: Gate,
  at: string,
  allowed: readonly number[] | null,
  levels: ReadonlySet<string>,
): Wrong[] {
  return [
    ...when(!levels.has(level), `${at}.level`, `aucun niveau ne s’appelle « ${level} »`),
    ...when(
      allowed !== null && !allowed.includes(minGrade),
      `${at}.minGrade`,
      `la porte demande ${minGrade}, qui n’est pas une note du critère : elle est hors d’atteinte`,
    ),
  ];
}

function checkCriterion(criterion: CriterionSpec, at: string, levels: ReadonlySet<string>): Wrong[] {
  const { normalise, gates = [], anchors = [] } = criterion;
  const allowed = normalise.kind === "anchored" ? normalise.allowed : null;
  return [
    ...checkNormaliser(normalise, `${at}.normalise`),
    ...gates.flatMap((gate, i) => checkGate(gate, `${at}.gates[${i}]`, allowed, levels)),
    ...anchors.flatMap(({ grade }, i) =>
      when(
        allowed !== null && !allowed.includes(grade),
        `${at}.anchors[${i}].grade`,
        `${grade} n’est pas une note du critère`,
      ),
    ),
  ];
}

/** Nodes and their children: names, weights, what each method takes. */
function checkTree(file: ReferentialFile, criteria: ReadonlyMap<string, CriterionSpec>): Wrong[] {
  const nodes = nodesBelow(file.tree);
  const leaves = nodes.flatMap((node) =>
    node.children.flatMap((child) => ("criterion" in child ? [child.criterion] : [])),
  );
  return [
    ...twice([...nodes.map((node) => node.id), ...criteria.keys()], "critère ou nœud"),
    ...twice(leaves, "critère placé sous deux nœuds"),
    ...nodes.flatMap((node) => checkNode(node, criteria)),
  ];
}

function checkNode(node: NodeSpec, criteria: ReadonlyMap<string, CriterionSpec>): Wrong[] {
  const { id, method, p, min, max, children } = node;
  return [
    ...when(children.length === 0, id, "ce nœud n’a pas d’enfant"),
    ...when(method === "power" && p === undefined, id, "une moyenne de puissance demande son exposant p"),
    ...when(method !== "power" && p !== undefined, id, "p n’a de sens que pour la méthode power"),
    ...when(
      method !== "sum" && (min !== undefined || max !== undefined),
      id,
      "min et max n’ont de sens que pour la méthode sum",
    ),
    ...when((min ?? -Infinity) > (max ?? Infinity), id, "min doit être inférieur ou égal à max"),
    ...children.flatMap((child) => checkChild(child, method === "sum", criteria)),
  ];
}

/** "auto" and a weight that is missing are not. */
const isNegative = (weight: Child["weight"]): boolean => Number(weight) < 0;

function checkChild(child: Child, isSum: boolean, criteria: ReadonlyMap<string, CriterionSpec>): Wrong[] {
  if ("node" in child) {
    return when(!isSum && isNegative(child.weight), child.node.id, "un poids négatif n’a de sens que sous sum");
  }
  const criterion = criteria.get(child.criterion);
  const weight = typeof child.weight === "number" ? child.weight : criterion?.weight;
  return [
    ...when(criterion === undefined, child.criterion, "aucun critère ne porte ce nom"),
    ...when(criterion !== undefined && weight === undefined, child.criterion, "ce critère n’a pas de poids"),
    ...when(!isSum && isNegative(weight), child.criterion, "un poids négatif n’a de sens que sous sum"),
  ];
}

function named(condition: When): { id: string; as: string | null }[] {
  if ("of" in condition) {
    const than = typeof condition.than === "string" ? [{ id: condition.than, as: null }] : [];
    return [{ id: condition.of, as: condition.as }, ...than];
  }
  const inside = "not" in condition ? [condition.not] : "all" in condition ? condition.all : condition.any;
  return inside.flatMap(named);
}

/** The names that a rule may use. */
type Names = { criteria: ReadonlySet<string>; nodes: ReadonlySet<string>; bands: ReadonlySet<string> };
function checkRule({ id, when: condition, effect }: RuleSpec, at: string, { criteria, nodes, bands }: Names): Wrong[] {
  const isKnown = (name: string): boolean => nodes.has(name) || criteria.has(name);
  const unknown = named(condition).filter((one) => !isKnown(one.id));
  const crossed = named(condition).filter(
    ({ id: of, as }) => as !== null && isKnown(of) && (as === "node") !== nodes.has(of),
  );
  return [
    ...unknown.map((one) => wrong(`${at}.when`, `« ${one.id} » ne nomme rien (règle ${id})`)),
    ...crossed.map((one) =>
      wrong(`${at}.when`, `« ${one.id} » : as vaut node pour un nœud, et pour un nœud seulement`),
    ),
    ...wrongEffect(effect, { at: `${at}.effect`, id, nodes, bands, isKnown }),
  ];
}

type Place = {
  at: string;
  id: string;
  nodes: ReadonlySet<string>;
  bands: ReadonlySet<string>;
  isKnown: (name: string) => boolean;
};
/** An effect on something that is not there: which name, in which rule. */
function wrongEffect(effect: RuleSpec["effect"], { at, id, nodes, bands, isKnown }: Place): Wrong[] {
  if ("node" in effect && !nodes.has(effect.node)) {
    return [wrong(`${at}.node`, `aucun nœud ne s’appelle « ${effect.node} » (règle ${id})`)];
  }
  if ("target" in effect && !isKnown(effect.target)) {
    return [wrong(`${at}.target`, `« ${effect.target} » ne nomme rien (règle ${id})`)];
  }
  return effect.kind === "capBand" && !bands.has(effect.to)
    ? [wrong(`${at}.to`, `aucune bande ne s’appelle « ${effect.to} » (règle ${id})`)]
    : [];
}

type Floor = NonNullable<LevelSpec["floors"]>[number];
/** A floor that stands under a level. */
function checkFloor({ level, node }: Floor, at: string, under: string, nodes: ReadonlySet<string>): Wrong[] {
  return [
    ...when(level !== under, `${at}.level`, `ce plancher est rangé sous le niveau « ${under} »`),
    ...when(!nodes.has(node), `${at}.node`, `aucun nœud ne s’appelle « ${node} »`),
  ];
}

/** What a referential of the right shape still gets wrong: names, doubles, orders, weights, gates out of reach. */
export function checkReferential(file: ReferentialFile): Wrong[] {
  const criteria = new Map(file.criteria.map((one) => [one.id, one]));
  const nodes = new Set(nodesBelow(file.tree).map((node) => node.id));
  const { rules = [], levels = [] } = file;
  const bands = (file.bands?.list ?? []).map((band) => band.id);
  const levelIds = levels.map((level) => level.id);
  const known = new Set(levelIds);
  const names = { criteria: new Set(criteria.keys()), nodes, bands: new Set(bands) };
  return [
    ...twice(
      file.criteria.map((one) => one.id),
      "critère",
    ),
    ...twice(
      rules.map((one) => one.id),
      "règle",
    ),
    ...twice(bands, "bande"),
    ...twice(levelIds, "niveau"),
    ...when(file.scale !== undefined && file.scale.min >= file.scale.max, "scale", "min doit être inférieur à max"),
    ...when(
      file.levels !== undefined && file.scale === undefined,
      "levels",
      "des niveaux demandent une échelle (scale)",
    ),
    ...file.criteria.flatMap((one, i) => checkCriterion(one, `criteria[${i}]`, known)),
    ...checkTree(file, criteria),
    ...rules.flatMap((one, i) => checkRule(one, `rules[${i}]`, names)),
    ...levels.flatMap(({ id, floors = [] }, i) =>
      floors.flatMap((floor, j) => checkFloor(floor, `levels[${i}].floors[${j}]`, id, nodes)),
    ),
  ];
}

function checkAnswer(answer: AnswerSpec, criterion: CriterionSpec | undefined, at: string): Wrong[] {
  if (criterion === undefined) {
    return [wrong(at, "aucun critère ne porte ce nom")];
  }
  const na = typeof answer === "object" && answer !== null && "na" in answer ? answer.na : undefined;
  return na === undefined
    ? []
    : [
        ...when(criterion.na?.allowed !== true, `${at}.na`, "ce critère n’admet pas « sans objet »"),
        ...when(na.justification.trim() === "", `${at}.na.justification`, "« sans objet » demande une justification"),
      ];
}

/** What an answers file of the right shape still gets wrong, against the referential that it names. */
export function checkAnswers(file: AnswersFile, referential: ReferentialFile): Wrong[] {
  const criteria = new Map(referential.criteria.map((one) => [one.id, one]));
  const expected = `${referential.id}@${referential.version}`;
  return [
    ...when(
      file.referential !== expected,
      "referential",
      `ces réponses sont pour « ${file.referential} », pas pour « ${expected} »`,
    ),
    ...twice(
      file.units.map((unit) => unit.id),
      "unité",
    ),
    ...file.units.flatMap((unit, i) =>
      Object.entries(unit.answers).flatMap(([id, answer]) =>
        checkAnswer(answer, criteria.get(id), `units[${i}].answers.${id}`),
      ),
    ),
  ];
}
