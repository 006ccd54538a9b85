import { type Outcome, bad, good } from "./codes.ts";
import { type Quantity, fraction } from "./exact.ts";

/** How a raw value becomes a value that nodes can aggregate. No rule here looks at other units. */
export type Normaliser =
  | { kind: "anchored"; max: number; allowed: number[] }
  | { kind: "binary" }
  | { kind: "identity"; min?: number | undefined; max?: number | undefined }
  | {
      kind: "goalposts";
      min: number;
      max: number;
      direction?: 1 | -1 | undefined;
      clamp?: boolean | undefined;
      log?: "none" | "ln" | "log10" | undefined;
      scale?: number | undefined;
    }
  | { kind: "steps"; thresholds: number[]; points: number[]; direction: 1 | -1; strict?: boolean | undefined }
  | { kind: "linear"; knots: [number, number][]; outside: "clamp" | "error" }
  | { kind: "proportion" };

type Proportion = { success: number; total: number };
export type Raw = number | boolean | Proportion;
/** A normalised value; `grade` is what gates compare. `null`: the value says that the criterion does not apply (0 of 0). */
export type Normalised = { value: Quantity; grade: number } | null;

type Of<K extends Normaliser["kind"]> = Extract<Normaliser, { kind: K }>;

/** An integer as an exact fraction, any other number as it is. */
const quantity = (value: number): Quantity => (Number.isSafeInteger(value) ? fraction(value) : value);
const plain = (value: number): Outcome<Normalised> => good({ value: quantity(value), grade: value });

function anchored(value: number, { max, allowed }: Of<"anchored">, place: string): Outcome<Normalised> {
  if (!allowed.includes(value)) {
    return bad("GRADE_NOT_ANCHORED", place);
  }
  const isWhole = Number.isSafeInteger(value) && Number.isSafeInteger(max);
  return good({ value: isWhole ? fraction(value, max) : value / max, grade: value });
}

/** `scale·(f(x)−f(min))/(f(max)−f(min))`, as in the Human Development Index (UNDP, technical notes). */
function goalposts(value: number, spec: Of<"goalposts">, place: string): Outcome<Normalised> {
  const { min, max, direction = 1, clamp = true, log = "none", scale = 1 } = spec;
  if (log !== "none" && (value <= 0 || min <= 0 || max <= 0)) {
    return bad("LOG_NONPOSITIVE", place);
  }
  const f = { none: (x: number) => x, ln: Math.log, log10: Math.log10 }[log];
  const rising = (scale * (f(value) - f(min))) / (f(max) - f(min));
  const read = direction === 1 ? rising : scale - rising;
  return plain(clamp ? Math.min(Math.max(read, Math.min(0, scale)), Math.max(0, scale)) : read);
}

function identity(
  value: number,
  { min = -Infinity, max = Infinity }: Of<"identity">,
  place: string,
): Outcome<Normalised> {
  return value < min || value > max ? bad("OUT_OF_SCALE", place) : plain(value);
}

function steps(value: number, { thresholds, points, direction, strict = false }: Of<"steps">): Outcome<Normalised> {
  const passed = thresholds.filter((t) => (value - t) * direction > 0 || (!strict && value === t)).length;
  return plain(points[passed] ?? 0);
}

function linear(value: number, { knots, outside }: Of<"linear">, place: string): Outcome<Normalised> {
  const [first = [0, 0]] = knots;
  const last = knots.at(-1) ?? first;
  if (value < first[0] || value > last[0]) {
    return outside === "error" ? bad("OUT_OF_SCALE", place) : plain(value < first[0] ? first[1] : last[1]);
  }
  const right = Math.max(
    knots.findIndex(([x]) => value <= x),
    1,
  );
  const [[x0, y0], [x1, y1]] = [knots[right - 1] ?? first, knots[right] ?? last];
  return plain(value === x1 ? y1 : y0 + ((value - x0) / (x1 - x0)) * (y1 - y0));
}

function proportion({ success, total }: Proportion, place: string): Outcome<Normalised> {
  if (success < 0 || success > total) {
    return bad("PROPORTION_INVALID", place);
  }
  if (total === 0) {
    return good(null);
  }
  const isWhole = Number.isSafeInteger(success) && Number.isSafeInteger(total);
  return good({ value: isWhole ? fraction(success, total) : success / total, grade: success / total });
}

/**
 * A raw value by the rule of its criterion. `place` names the criterion in a trouble: a grade that has no anchor, a value
 * out of bounds, a logarithm of nothing, more successes than tries, a value of another kind than the rule reads.
 */
export function normalise(raw: Raw, spec: Normaliser, place: string): Outcome<Normalised> {
  if (typeof raw === "object") {
    return spec.kind === "proportion" ? proportion(raw, place) : bad("VALUE_KIND", place);
  }
  if (typeof raw === "boolean") {
    return spec.kind === "binary" ? plain(raw ? 1 : 0) : bad("VALUE_KIND", place);
  }
  if (spec.kind === "anchored") {
    return anchored(raw, spec, place);
  }
  if (spec.kind === "identity") {
    return identity(raw, spec, place);
  }
  if (spec.kind === "goalposts") {
    return goalposts(raw, spec, place);
  }
  if (spec.kind === "steps") {
    return steps(raw, spec);
  }
  return spec.kind === "linear" ? linear(raw, spec, place) : bad("VALUE_KIND", place);
}
