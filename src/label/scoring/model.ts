import type { Child, CriterionSpec, LevelSpec, NodeSpec, ReferentialFile } from "./formats.ts";

/** A checked referential with what scoring looks up in it. */
export type Model = {
  readonly file: ReferentialFile;
  readonly criteria: ReadonlyMap<string, CriterionSpec>;
  readonly nodes: ReadonlyMap<string, NodeSpec>;
  /** What each criterion weighs where it stands, with nothing left out; those that count for nothing are not in it. */
  readonly weights: ReadonlyMap<string, number>;
  /** By level, the least grades that it asks of criteria that count. */
  readonly gates: ReadonlyMap<string, readonly { criterion: string; level: string; minGrade: number }[]>;
  /** Lowest first. */
  readonly levels: readonly LevelSpec[];
  /** The least demanding first. */
  readonly bands: readonly string[];
};

/** Every node below and including one, parents first. */
export function nodesBelow(node: NodeSpec): NodeSpec[] {
  return [node, ...node.children.flatMap((child) => ("node" in child ? nodesBelow(child.node) : []))];
}

/** The weight of a child, 0 where it is out; "auto" of a node is the sum of those below. */
export function fullWeight(
  child: Child,
  criteria: ReadonlyMap<string, CriterionSpec>,
  isOut: (child: Child) => boolean = () => false,
): number {
  if (isOut(child)) {
    return 0;
  }
  if (typeof child.weight === "number") {
    return child.weight;
  }
  return "criterion" in child
    ? (criteria.get(child.criterion)?.weight ?? 0)
    : child.node.children.reduce((sum, one) => sum + fullWeight(one, criteria, isOut), 0);
}

/** Whether a criterion counts on the days of its version: `future` ones are shown and answered, `obsolete` ones shown. */
export const isCounted = (criterion: CriterionSpec): boolean => (criterion.lifecycle ?? "active") === "active";

/** Prepares a file that `checkReferential` finds nothing in. */
export function modelOf(file: ReferentialFile): Model {
  const direction = file.bands?.direction ?? 1;
  const criteria = new Map(file.criteria.map((one) => [one.id, one]));
  const nodes = nodesBelow(file.tree);
  const leaves = nodes.flatMap((node) =>
    node.children.flatMap((child) =>
      "criterion" in child ? [[child.criterion, fullWeight(child, criteria)] as const] : [],
    ),
  );
  const gates = file.criteria
    .filter(isCounted)
    .flatMap(({ id, gates: asked = [] }) => asked.map((gate) => ({ criterion: id, ...gate })));
  return {
    file,
    criteria,
    gates: Map.groupBy(gates, ({ level }) => level),
    nodes: new Map(nodes.map((node) => [node.id, node])),
    weights: new Map(leaves.filter(([id]) => file.criteria.some((one) => one.id === id && isCounted(one)))),
    levels: (file.levels ?? []).toSorted((a, b) => a.minBp - b.minBp),
    bands: (file.bands?.list ?? []).toSorted((a, b) => (a.bound - b.bound) * direction).map((band) => band.id),
  };
}
