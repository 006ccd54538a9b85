import * as z from "zod/mini";

/* The shape of `result/1`, as it is published; what the command prints is held to it by a test. */

const bp = z.int().check(z.minimum(0), z.maximum(10_000));
const value = z.nullable(z.number());
const hash = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const Total = z.strictObject({ value: z.number(), basisPoints: z.optional(bp), display: z.string() });
const Shadow = z.strictObject({
  version: z.string(),
  basisPoints: z.nullable(bp),
  level: z.nullable(z.string()),
  status: z.optional(z.enum(["error", "insufficient-data"])),
});
const Step = z.strictObject({
  criterion: z.string(),
  from: z.number(),
  to: z.number(),
  effort: z.number(),
  deltaBp: z.int(),
  newBp: bp,
  newLevel: z.nullable(z.string()),
  reason: z.enum(["gate", "floor", "total"]),
});
const Prerequisite = z.union([
  z.strictObject({ kind: z.literal("freshness"), criterion: z.string(), months: z.int() }),
  z.strictObject({
    kind: z.enum(["naMaxBp", "mysteryTests", "interview"]),
    level: z.string(),
    required: z.number(),
    obtained: z.number(),
  }),
]);
const Plan = z.strictObject({
  target: z.string(),
  reachable: z.nullable(z.boolean()),
  effort: value,
  steps: z.array(Step),
  prerequisites: z.array(Prerequisite),
});
const Draws = z.strictObject({
  seed: z.string(),
  runs: z.int(),
  median: z.number(),
  low: z.number(),
  high: z.number(),
  unchanged: value,
});

const Sensitivity = z.strictObject({
  seed: z.string(),
  runs: z.int(),
  unchanged: z.int(),
  grades: z.boolean(),
  inputs: z.array(
    z.strictObject({ id: z.string(), of: z.enum(["weight", "grade"]), first: z.number(), total: z.number() }),
  ),
});

const Scored = z.strictObject({
  id: z.string(),
  status: z.literal("ok"),
  simulated: z.optional(z.literal(true)),
  declared: Total,
  verified: Total,
  nodes: z.array(z.strictObject({ id: z.string(), value, basisPoints: z.optional(bp) })),
  criteria: z.array(
    z.strictObject({
      id: z.string(),
      raw: z.union([z.null(), z.number(), z.boolean(), z.strictObject({ success: z.number(), total: z.number() })]),
      normalised: value,
      weight: z.number(),
      contribution: value,
      reason: z.string(),
    }),
  ),
  band: z.nullable(z.string()),
  level: z.nullable(z.string()),
  scoreByLevel: z.optional(z.array(z.strictObject({ level: z.string(), basisPoints: bp }))),
  gates: z.array(
    z.strictObject({
      criterion: z.string(),
      level: z.string(),
      required: z.number(),
      obtained: value,
      met: z.boolean(),
    }),
  ),
  floors: z.array(
    z.strictObject({
      node: z.string(),
      level: z.string(),
      requiredBp: bp,
      obtainedBp: z.nullable(bp),
      met: z.boolean(),
    }),
  ),
  conditions: z.array(
    z.strictObject({
      kind: z.enum(["score", "naMaxBp", "mysteryTests", "interview"]),
      level: z.string(),
      required: z.number(),
      obtained: z.number(),
      met: z.boolean(),
    }),
  ),
  rules: z.array(
    z.strictObject({ id: z.string(), fired: z.boolean(), before: value, after: value, reason: z.string() }),
  ),
  answersHash: hash,
  resultHash: hash,
  rank: z.int(),
  whatIf: z.optional(Plan),
  robustness: z.optional(Draws),
  sensitivity: z.optional(Sensitivity),
  shadow: z.optional(Shadow),
});
const Failed = z.strictObject({
  id: z.string(),
  status: z.enum(["error", "insufficient-data"]),
  error: z.strictObject({ code: z.string(), place: z.string(), message: z.string() }),
  rank: z.null(),
});

export const ResultFormat = z.strictObject({
  format: z.literal("result/1"),
  engine: z.strictObject({ version: z.string(), commit: z.nullable(z.string()) }),
  referential: z.strictObject({ id: z.string(), version: z.string(), hash }),
  units: z.array(z.union([Scored, Failed])),
});
