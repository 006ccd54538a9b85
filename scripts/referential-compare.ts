import { carriedTo, gatesAlone, offerWith, tried, wordsAlone, wordsAndGates } from "../src/label/referential/trial.ts";
import { dimensionsOf, levelName } from "../src/label/referential/words.ts";
import type { AnswersFile, UnitSpec } from "../src/label/scoring/formats.ts";
import type { Model } from "../src/label/scoring/model.ts";
import type { ScoredUnit } from "../src/label/scoring/score.ts";

type Line = readonly [what: string, ...of: string[]];
const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0);

/** What must hold of each version, recomputed from its file. */
function invariants(model: Model): string[] {
  const { criteria } = model.file;
  const pieces = sum(criteria.flatMap(({ evidence = [] }) => evidence.map(({ min }) => min)));
  const points = dimensionsOf(model.file).map((one) => sum(one.criteria.map((id) => model.weights.get(id) ?? 0)));
  const gates = criteria.flatMap((one) => one.gates ?? []);
  return [
    String(criteria.length),
    String(pieces),
    `${points.join(" ")} = ${sum(points)}`,
    model.levels.map(({ id }) => gates.filter((gate) => gate.level === id).length).join(" "),
    criteria
      .filter((one) => one.severity === "major-only")
      .map((one) => one.id)
      .join(" "),
  ];
}
const NAMES = ["critères", "pièces demandées", "points par dimension", "portes par niveau", "toute faute est majeure"];

const standing = (model: Model, { verified, level }: ScoredUnit): string =>
  `${verified.basisPoints ?? 0} ${level === null ? "aucun niveau" : levelName(model.file, level)}`;
/** What keeps an offer from the next level. */
const open = ({ gates, floors, conditions }: ScoredUnit): string =>
  gates
    .filter((one) => !one.met)
    .map((one) => one.criterion)
    .concat(floors.filter((one) => !one.met).map((one) => one.node))
    .concat(conditions.filter((one) => !one.met).map((one) => one.kind))
    .join(" ");

/** Two versions side by side: what holds of each, the least that opens gates, an offer on paper alone, and offers of a file. Lines of cells. */
export function compared(versions: readonly [Model, Model], { units, at = "" }: AnswersFile): Line[] {
  const [before, after] = versions;
  const of = (what: string, unitOf: (model: Model) => UnitSpec): Line[] => {
    const results = versions.map((model) => tried(model, unitOf(model), at));
    const words = versions.map((model, i) => standing(model, results[i] as ScoredUnit));
    return [
      [what, ...words],
      ["  il manque", ...results.map(open)],
    ];
  };
  const facts = { mysteryTests: 2, interview: true };
  const gates = before.levels.map(({ id }, i): Line => {
    const upTo = before.levels.slice(0, i + 1).map((level) => level.id);
    const bps = versions.map((model) => {
      const { nodes } = tried(model, offerWith(model, { grades: gatesAlone(model, upTo), facts, day: at }), at);
      return nodes.map((node) => node.basisPoints ?? 0).join(" ");
    });
    return [`portes de ${id} seules`].concat(bps) as [string];
  });
  const checked = versions.map(invariants);
  return [
    ["", ...versions.map(({ file }) => `${file.version} (${file.status})`)],
    ...NAMES.map((name, i): Line => [name].concat(checked.map((one) => one[i] ?? "")) as [string]),
    ...gates,
    ...of("sur le papier seul", (model) => offerWith(model, { grades: wordsAlone(model), day: at })),
    ...of("papier, et portes du premier niveau", (model) =>
      offerWith(model, { grades: wordsAndGates(model), day: at }),
    ),
    ...units.flatMap((unit) =>
      of(unit.id, (model) =>
        model === before ? unit : carriedTo(after, unit, { before: tried(before, unit, at), day: at }),
      ),
    ),
  ];
}
