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

/** Everything of a criterion that people read or that counts, as text to compare; and how a difference bears on an offer. */
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
  Array.isArray(value) ? value.join(" · ") : value === undefined ? "" : String(value);

const gateSum = (one: CriterionSpec): number => (one.gates ?? []).reduce((sum, gate) => sum + gate.minGrade, 0);
const pieces = (one: CriterionSpec): number => (one.evidence ?? []).reduce((sum, piece) => sum + piece.min, 0);

function effectOf(attribute: string, before: CriterionSpec, after: CriterionSpec): Effect {
  if (attribute === "gates") {
    return byHeight(gateSum(before), gateSum(after), true);
  }
  if (attribute === "evidence") {
    return byHeight(pieces(before), pieces(after), true);
  }
  if (attribute === "na") {
    return byHeight(Number(before.na?.allowed === true), Number(after.na?.allowed === true), false);
  }
  if (attribute === "severity") {
    return byHeight(Number(before.severity === "major-only"), Number(after.severity === "major-only"), true);
  }
  // A weight moves shares both ways, and other words may ask for more: nothing of that is a loosening to apply unseen.
  return attribute === "name" || attribute === "help" || attribute === "remediation" ? "neutral" : "tightens";
}

const dimensionOf = ({ tree }: ReferentialFile, id: string): string =>
  tree.children.flatMap((child) =>
    "node" in child && child.node.children.some((leaf) => "criterion" in leaf && leaf.criterion === id)
      ? [child.node.name ?? child.node.id]
      : [],
  )[0] ?? "";

function levelChanges(before: LevelSpec, after: LevelSpec): Change[] {
  const floors = (level: LevelSpec): string =>
    (level.floors ?? []).map((one) => `${one.node} ≥ ${one.minBp}`).join(" · ");
  const sum = (level: LevelSpec): number => (level.floors ?? []).reduce((total, one) => total + one.minBp, 0);
  const rows: [string, string, string, Effect][] = [
    ["minBp", String(before.minBp), String(after.minBp), byHeight(before.minBp, after.minBp, true)],
    ["floors", floors(before), floors(after), byHeight(sum(before), sum(after), true)],
    ...(["evidenceMaxMonths", "naMaxBp"] as const).map((key): [string, string, string, Effect] => [
      key,
      String(before[key]),
      String(after[key]),
      byHeight(before[key] ?? Infinity, after[key] ?? Infinity, false),
    ]),
    ...(["mysteryTests", "interview"] as const).map((key): [string, string, string, Effect] => [
      key,
      String(before[key]),
      String(after[key]),
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
          : [{ kind: "update", id: one.id, attribute, from: a, to: b, effect: effectOf(attribute, was, one) }];
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
