import * as z from "zod/mini";

/* The documented files of the core. The type of each thing is read from its schema; JSON Schema is written from it too. */

const id = z.string().check(z.minLength(1), z.maxLength(100));
const count = z.int().check(z.minimum(0));
const maybe = z.optional;
const day = z.iso.date();
const direction = z.union([z.literal(1), z.literal(-1)]);

const NormaliserSpec = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("anchored"), max: z.number().check(z.gt(0)), allowed: z.array(z.number()) }),
  z.strictObject({ kind: z.literal("binary") }),
  z.strictObject({ kind: z.literal("identity"), min: maybe(z.number()), max: maybe(z.number()) }),
  z.strictObject({
    kind: z.literal("goalposts"),
    min: z.number(),
    max: z.number(),
    direction: maybe(direction),
    clamp: maybe(z.boolean()),
    log: maybe(z.enum(["none", "ln", "log10"])),
    scale: maybe(z.number()),
  }),
  z.strictObject({
    kind: z.literal("steps"),
    thresholds: z.array(z.number()),
    points: z.array(z.number()),
    direction,
    strict: maybe(z.boolean()),
  }),
  z.strictObject({
    kind: z.literal("linear"),
    knots: z.array(z.tuple([z.number(), z.number()])),
    outside: z.enum(["clamp", "error"]),
  }),
  z.strictObject({ kind: z.literal("proportion") }),
]);

/** What may be shown as proof of a grade. */
export const EVIDENCE_KINDS = ["url", "document", "dataset", "interview", "mystery", "automatic"] as const;
const EvidenceKind = z.enum(EVIDENCE_KINDS);
const Asked = z.strictObject({ kind: EvidenceKind, min: count, publishable: z.boolean(), text: z.string() });

export const CriterionSpec = z.strictObject({
  id,
  normalise: NormaliserSpec,
  weight: maybe(z.number()),
  name: maybe(z.string()),
  requirement: maybe(z.string()),
  motive: maybe(z.array(z.strictObject({ source: z.enum(["A", "B"]), quote: z.string() }))),
  anchors: maybe(z.array(z.strictObject({ grade: z.number(), text: z.string() }))),
  evidence: maybe(z.array(Asked)),
  na: maybe(z.strictObject({ allowed: z.boolean(), condition: maybe(z.string()) })),
  gates: maybe(z.array(z.strictObject({ level: id, minGrade: z.number() }))),
  severity: maybe(z.enum(["gradable", "major-only"])),
  help: maybe(
    z.strictObject({
      why: z.string(),
      accepted: z.array(z.string()),
      refused: z.array(z.string()),
      faq: maybe(z.string()),
      question: maybe(z.string()),
    }),
  ),
  remediation: maybe(
    z.strictObject({ text: z.string(), effort: z.union([z.literal(1), z.literal(2), z.literal(3)]), days: count }),
  ),
  lifecycle: maybe(z.enum(["future", "active", "obsolete"])),
  /** Graded for each range of an offer: the least covered one counts. */
  perRange: maybe(z.boolean()),
  since: maybe(z.string()),
  until: maybe(z.string()),
  replaces: maybe(z.array(id)),
});

const Weight = z.union([z.number(), z.literal("auto")]);
export type Child =
  | { criterion: string; weight?: number | "auto" | undefined }
  | { node: NodeSpec; weight: number | "auto" };
export type NodeSpec = {
  id: string;
  name?: string | undefined;
  method: "arithmetic" | "geometric" | "harmonic" | "power" | "sum";
  children: Child[];
  /** Exponent of `power`. */
  p?: number | undefined;
  /** Caps of a `sum`. */
  min?: number | undefined;
  max?: number | undefined;
  dataThreshold?: number | undefined;
  thresholdBy?: "count" | "weight" | undefined;
};
const Child: z.ZodMiniType<Child> = z.union([
  z.strictObject({ criterion: id, weight: maybe(Weight) }),
  z.strictObject({ node: z.lazy(() => NodeSpec), weight: Weight }),
]);
const NodeSpec: z.ZodMiniType<NodeSpec> = z.strictObject({
  id,
  name: maybe(z.string()),
  method: z.enum(["arithmetic", "geometric", "harmonic", "power", "sum"]),
  children: z.array(Child),
  p: maybe(z.number()),
  min: maybe(z.number()),
  max: maybe(z.number()),
  dataThreshold: maybe(z.number().check(z.minimum(0), z.maximum(1))),
  thresholdBy: maybe(z.enum(["count", "weight"])),
});

const Comparison = z.strictObject({
  of: id,
  as: z.enum(["raw", "normalised", "grade", "node"]),
  op: z.enum(["<", "<=", "=", "!=", ">=", ">"]),
  than: z.union([z.number(), id]),
});
type Comparison = z.infer<typeof Comparison>;
export type When = Comparison | { all: When[] } | { any: When[] } | { not: When };
const When: z.ZodMiniType<When> = z.union([
  Comparison,
  z.strictObject({ all: z.array(z.lazy(() => When)) }),
  z.strictObject({ any: z.array(z.lazy(() => When)) }),
  z.strictObject({ not: z.lazy(() => When) }),
]);
const EffectSpec = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("capValue"), node: id, to: z.number() }),
  z.strictObject({ kind: z.literal("setValue"), node: id, to: z.number() }),
  z.strictObject({ kind: z.literal("exclude"), target: id }),
  z.strictObject({ kind: z.literal("capBand"), to: id, value: maybe(z.number()) }),
  z.strictObject({ kind: z.literal("zeroTotal") }),
]);
export const RuleSpec = z.strictObject({
  id,
  when: When,
  effect: EffectSpec,
  reason: z.strictObject({ fr: z.string() }),
});

const LevelSpec = z.strictObject({
  id,
  name: maybe(z.string()),
  minBp: count,
  floors: maybe(z.array(z.strictObject({ level: id, node: id, minBp: count }))),

  evidenceMaxMonths: maybe(count),
  mysteryTests: maybe(count),
  interview: maybe(z.boolean()),
  naMaxBp: maybe(count),
});

export const ReferentialFile = z.strictObject({
  format: z.literal("referential/1"),
  id,
  version: z.string().check(z.regex(/^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/)),
  title: z.strictObject({ fr: z.string() }),
  status: z.enum(["draft", "published", "superseded"]),
  publishedOn: maybe(day),
  effectiveFrom: maybe(day),
  scale: maybe(z.strictObject({ min: z.number(), max: z.number() })),
  display: z.strictObject({
    decimals: z.int().check(z.minimum(0), z.maximum(9)),
    rounding: z.enum(["floor", "half-up"]),
    unit: maybe(z.literal("percent")),
  }),
  missing: z.enum(["zero", "drop", "fail"]),
  /** What holds up a grade above 0: `any` piece (the default), or every kind that is asked, in number. */
  evidenceRule: maybe(z.enum(["any", "kinds"])),
  /** Words that anchors use, and what they mean. */
  definitions: maybe(z.array(z.strictObject({ term: z.string(), text: z.string() }))),
  criteria: z.array(CriterionSpec).check(z.minLength(1)),
  tree: NodeSpec,
  rules: maybe(z.array(RuleSpec)),
  bands: maybe(
    z.strictObject({ direction, strict: z.boolean(), list: z.array(z.strictObject({ id, bound: z.number() })) }),
  ),
  levels: maybe(z.array(LevelSpec)),
});

const Value = z.union([z.number(), z.boolean(), z.strictObject({ success: z.number(), total: z.number() })]);
const LongAnswer = z.strictObject({
  declared: maybe(z.nullable(Value)),
  /** The grade of each range by its name: the least is the one declared. */
  byRange: maybe(z.record(z.string(), z.number())),
  verified: maybe(z.nullable(Value)),
  evidence: maybe(
    z.array(
      z.strictObject({
        kind: EvidenceKind,
        issuedOn: day,
        accepted: z.boolean(),
        expiresOn: maybe(day),
        /** Why a piece of that kind is not there: it stands in its place once it is accepted. */
        instead: maybe(z.enum(["held_by_provider", "in_progress", "equivalent"])),
      }),
    ),
  ),
  na: maybe(z.strictObject({ justification: z.string(), accepted: maybe(z.boolean()) })),
  justification: maybe(z.string()),
  publishable: maybe(z.boolean()),
});
export const AnswerSpec = z.union([z.nullable(Value), LongAnswer]);
export const AnswersFile = z.strictObject({
  format: z.literal("answers/1"),
  referential: z.string().check(z.regex(/^[^@]+@[^@]+$/)),
  at: maybe(day),
  units: z.array(
    z.strictObject({
      id,
      facts: maybe(z.strictObject({ mysteryTests: maybe(count), interview: maybe(z.boolean()) })),
      answers: z.record(z.string(), AnswerSpec),
    }),
  ),
});

export type EvidenceRule = NonNullable<ReferentialFile["evidenceRule"]>;
export type CriterionSpec = z.infer<typeof CriterionSpec>;
export type RuleSpec = z.infer<typeof RuleSpec>;
export type LevelSpec = z.infer<typeof LevelSpec>;
export type ReferentialFile = z.infer<typeof ReferentialFile>;
export type AnswerSpec = z.infer<typeof AnswerSpec>;
export type AnswersFile = z.infer<typeof AnswersFile>;
export type UnitSpec = AnswersFile["units"][number];
