import type { CriterionSpec, LevelSpec, ReferentialFile } from "../scoring/formats.ts";

/** What changed between two versions, keyed by criterion id. A change tightens, loosens, or only says things otherwise. */
export type Change = { effect: "tightens" | "loosens" | "neutral" } & (
  | { kind: "add" | "remove"; id: string }
  | { kind: "move"; id: string; from: string; to: string }
  | { kind: "update"; id: string; attribute: string; from: string; to: string }
);

type Effect = Change["effect"];
const byHeight = (before: number, after: number, isHighHard: boolean): Effect =>
  before === after ? "neutral" : after > before === isHighHard ? "tightens" : "loosens";

/** Everything of a criterion that people read or that counts, as text to compare. */
const ATTRIBUTES: Record<string, (one: CriterionSpec) => unknown> = {
  name: (one) => one.name,
  requirement: (one) => one.requirement,
  weight: (one) => one.weight,
  anchors: (one) => one.anchors?.map(({ grade, text }) => `${grade} ${text}`),
  gates: (one) => one.gates?.map(({ level, minGrade }) => `${level} ≥ ${minGrade}`),
  evidence: (one) => one.evidence?.map((piece) => `${piece.min} ${piece.kind} : ${piece.text}`),
  na: (one) => (one.na?.allowed === true ? (one.na.condition ?? "permis") : "non permis"),
  severity: (one) => one.severity,
  lifecycle: (one) => one.lifecycle ?? "active",
  help: (one) => (one.help === undefined ? undefined : Object.values(one.help).flat()),
  remediation: (one) => (one.remediation === undefined ? undefined : Object.values(one.remediation)),
};
const asText = (value: unknown): string =>
  typeof value === "boolean"
    ? value
      ? "oui"
      : "non"
    : Array.isArray(value)
      ? value.join(" · ")
      : value === undefined
        ? ""
        : String(value);

/** What is asked, each part with its height. */
type Parts = readonly (readonly [part: string, least: number])[];
/** More of one part tightens, whatever became of the others: a sum would hide it. */
function byParts(before: Parts, after: Parts): Effect {
  const [was, is] = [new Map(before), new Map(after)];
  const effects = [...new Set([...was.keys(), ...is.keys()])].map((part) =>
    byHeight(was.get(part) ?? 0, is.get(part) ?? 0, true),
  );
  return effects.find((one) => one === "tightens") ?? effects.find((one) => one === "loosens") ?? "neutral";
}
const gatesOf = (one: CriterionSpec): Parts => (one.gates ?? []).map(({ level, minGrade }) => [level, minGrade]);
/** A piece that is said otherwise is another piece. */
const piecesOf = (one: CriterionSpec): Parts =>
  (one.evidence ?? []).map(({ kind, text, min }) => [`${kind} : ${text}`, min]);
const floorsOf = (level: LevelSpec): Parts => (level.floors ?? []).map(({ node, minBp }) => [node, minBp]);

const neutral = (): Effect => "neutral";
/** How a difference bears on an offer. A weight moves shares both ways, and other words may ask for more: what has no line here tightens, so that nothing of it is applied unseen. */
const EFFECTS: Readonly<Record<string, (before: CriterionSpec, after: CriterionSpec) => Effect>> = {
  gates: (before, after) => byParts(gatesOf(before), gatesOf(after)),
  evidence: (before, after) => byParts(piecesOf(before), piecesOf(after)),
  na: (before, after) => (before.na?.allowed !== true && after.na?.allowed === true ? "loosens" : "tightens"),
  severity: (before, after) =>
    byHeight(Number(before.severity === "major-only"), Number(after.severity === "major-only"), true),
  name: neutral,
  help: neutral,
  remediation: neutral,
};

const dimensionOf = ({ tree }: ReferentialFile, id: string): string =>
  tree.children.flatMap((child) =>
    "node" in child && child.node.children.some((leaf) => "criterion" in leaf && leaf.criterion === id)
      ? [child.node.name ?? child.node.id]
      : [],
  )[0] ?? "";

function levelChanges(before: LevelSpec, after: LevelSpec): Change[] {
  const floors = (level: LevelSpec): string => asText(floorsOf(level).map(([node, minBp]) => `${node} ≥ ${minBp}`));
  const rows: [string, string, string, Effect][] = [
    ["minBp", String(before.minBp), String(after.minBp), byHeight(before.minBp, after.minBp, true)],
    ["floors", floors(before), floors(after), byParts(floorsOf(before), floorsOf(after))],
    ...(["evidenceMaxMonths", "naMaxBp"] as const).map((key): [string, string, string, Effect] => [
      key,
      asText(before[key]),
      asText(after[key]),
      byHeight(before[key] ?? Infinity, after[key] ?? Infinity, false),
    ]),
    ...(["mysteryTests", "interview"] as const).map((key): [string, string, string, Effect] => [
      key,
      asText(before[key]),
      asText(after[key]),
      byHeight(Number(before[key] ?? 0), Number(after[key] ?? 0), true),
    ]),
  ];
  return rows
    .filter(([, from, to]) => from !== to)
    .map(([attribute, from, to, effect]) => ({ kind: "update", id: after.id, attribute, from, to, effect }));
}

/**
 * The typed difference of two versions: criteria added, removed or moved to another dimension, attributes and conditions of
 * levels changed. `loosens` is what may be applied to a draft by itself; tightening never is.
 */
export function diffOf(before: ReferentialFile, after: ReferentialFile): Change[] {
  const old = new Map(before.criteria.map((one) => [one.id, one]));
  const now = new Map(after.criteria.map((one) => [one.id, one]));
  const levels = new Map((before.levels ?? []).map((level) => [level.id, level]));
  return [
    ...after.criteria.flatMap((one): Change[] => {
      const was = old.get(one.id);
      if (was === undefined) {
        return [{ kind: "add", id: one.id, effect: one.lifecycle === "future" ? "neutral" : "tightens" }];
      }
      const [from, to] = [dimensionOf(before, one.id), dimensionOf(after, one.id)];
      const moved: Change[] = from === to ? [] : [{ kind: "move", id: one.id, from, to, effect: "tightens" }];
      const updates = Object.entries(ATTRIBUTES).flatMap(([attribute, read]): Change[] => {
        const [a, b] = [asText(read(was)), asText(read(one))];
        return a === b
          ? []
          : [
              {
                kind: "update",
                id: one.id,
                attribute,
                from: a,
                to: b,
                effect: EFFECTS[attribute]?.(was, one) ?? "tightens",
              },
            ];
      });
      return [...moved, ...updates];
    }),
    ...before.criteria.flatMap(({ id }): Change[] => (now.has(id) ? [] : [{ kind: "remove", id, effect: "loosens" }])),
    ...(after.levels ?? []).flatMap((level) => {
      const was = levels.get(level.id);
      return was === undefined ? [] : levelChanges(was, level);
    }),
  ];
}
