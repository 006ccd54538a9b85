import type { Readings } from "./answers.ts";
import { type Outcome, good } from "./codes.ts";
import { type Quantity, compare, exactOf, fraction, round9 } from "./exact.ts";
import type { RuleSpec, When } from "./formats.ts";
import type { Model } from "./model.ts";
import type { Raw } from "./normalise.ts";
import { type Effects, type Evaluation, type Multipliers, NO_EFFECTS, evaluate } from "./tree.ts";

/** A rule that was looked at: the value of what it is about before and after it. */
export type RuleResult = { id: string; fired: boolean; before: number | null; after: number | null; reason: string };
/** A total after the rules of the file, what each of them did, and the band that the total may not be above. */
export type Ruled = { evaluation: Evaluation; total: Outcome<Quantity>; rules: RuleResult[]; bandCaps: string[] };

/** What a condition looks at, and as what. */
type Looked = Pick<Extract<When, { of: string }>, "of" | "as">;
type State = {
  effects: Effects;
  evaluation: Evaluation;
  totals: ((total: Quantity) => Quantity)[];
  bandCaps: string[];
};

const asNumber = (raw: Raw): number => (typeof raw === "object" ? raw.success / raw.total : Number(raw));

/** What a condition compares, on 9 decimals; `null` for what is excluded, missing or « sans objet ». */
function lookUp(model: Model, readings: Readings, state: State, { of, as }: Looked): number | null {
  if (state.effects.excluded.has(of)) {
    return null;
  }
  if (model.nodes.has(of)) {
    const value = state.evaluation.nodes.get(of);
    return value?.ok === true ? round9(value.value) : null;
  }
  const reading = readings.get(of);
  if (reading?.state !== "value") {
    return null;
  }
  return round9(as === "raw" ? asNumber(reading.raw) : as === "grade" ? reading.grade : reading.value);
}

function holds(when: When, read: (looked: Looked) => number | null): boolean {
  if ("all" in when) {
    return when.all.every((one) => holds(one, read));
  }
  if ("any" in when) {
    return when.any.some((one) => holds(one, read));
  }
  if ("not" in when) {
    return !holds(when.not, read);
  }
  const left = read(when);
  const right = typeof when.than === "number" ? round9(when.than) : read({ of: when.than, as: when.as });
  if (left === null || right === null) {
    return false;
  }
  const by = { "<": left < right, "<=": left <= right, "=": left === right, "!=": left !== right };
  return { ...by, ">=": left >= right, ">": left > right }[when.op];
}

const lower = (to: number) => (value: Quantity) => (compare(value, to) > 0 ? exactOf(to) : value);
const higher = (to: number) => (value: Quantity) => (compare(value, to) < 0 ? exactOf(to) : value);

/** What a rule changes, as functions that later rules and parents see. */
function fire(state: State, { effect }: RuleSpec, model: Model): Omit<State, "evaluation"> {
  const { effects, totals, bandCaps } = state;
  if (effect.kind === "exclude") {
    return { ...state, effects: { ...effects, excluded: new Set([...effects.excluded, effect.target]) } };
  }
  if (effect.kind === "zeroTotal") {
    return { ...state, totals: [...totals, () => fraction(0)] };
  }
  if (effect.kind === "capBand") {
    const isLowBest = model.file.bands?.direction === -1;
    const cap = effect.value === undefined ? [] : [(isLowBest ? higher : lower)(effect.value)];
    return { ...state, totals: [...totals, ...cap], bandCaps: [...bandCaps, effect.to] };
  }
  const change = effect.kind === "capValue" ? lower(effect.to) : () => exactOf(effect.to);
  const before = effects.changes.get(effect.node) ?? [];
  const changes = new Map([...effects.changes, [effect.node, [...before, change]]]);
  return { ...state, effects: { ...effects, changes } };
}

/** The total after what rules did to it; never below the bottom of the scale. */
function totalOf({ evaluation, totals }: Pick<State, "evaluation" | "totals">, model: Model): Outcome<Quantity> {
  if (!evaluation.total.ok) {
    return evaluation.total;
  }
  const value = totals.reduce((now, change) => change(now), evaluation.total.value);
  const { scale } = model.file;
  return good(scale === undefined ? value : higher(scale.min)(value));
}

/** The value that a rule is about: its node, or the total. */
function about({ effect }: RuleSpec, state: State, model: Model): number | null {
  const value =
    effect.kind === "capValue" || effect.kind === "setValue"
      ? state.evaluation.nodes.get(effect.node)
      : totalOf(state, model);
  return value?.ok === true ? round9(value.value) : null;
}

/**
 * Runs the rules of a file in its order, each once, over a tree of values. What a rule excludes or caps is done before the
 * nodes above are computed again; each rule sees what those before it left.
 */
export function applyRules(model: Model, readings: Readings, multipliers?: Multipliers): Ruled {
  const start = evaluate(model, readings, NO_EFFECTS, multipliers);
  let state: State = { effects: NO_EFFECTS, evaluation: start, totals: [], bandCaps: [] };
  const rules: RuleResult[] = [];
  for (const rule of model.file.rules ?? []) {
    const now = state;
    const fired = holds(rule.when, (looked) => lookUp(model, readings, now, looked));
    const before = about(rule, now, model);
    if (fired) {
      const changed = fire(now, rule, model);
      state = { ...changed, evaluation: evaluate(model, readings, changed.effects, multipliers) };
    }
    rules.push({ id: rule.id, fired, before, after: about(rule, state, model), reason: rule.reason.fr });
  }
  return { evaluation: state.evaluation, total: totalOf(state, model), rules, bandCaps: state.bandCaps };
}

/** The band of a total: the most demanding bound that it passes, never above the caps; `null` when it passes none. */
export function bandOf(model: Model, total: Quantity, caps: readonly string[]): string | null {
  const { bands } = model.file;
  const passes = (bound: number): boolean => {
    const side = compare(round9(total), bound) * (bands?.direction ?? 1);
    return side > 0 || (side === 0 && bands?.strict === false);
  };
  const passed = (bands?.list ?? []).filter(({ bound }) => passes(bound)).map(({ id }) => model.bands.indexOf(id));
  const best = Math.min(Math.max(...passed), ...caps.map((id) => model.bands.indexOf(id)));
  return model.bands[best] ?? null;
}
