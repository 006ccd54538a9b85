import type { AnswerSpec, AnswersFile, UnitSpec } from "./formats.ts";
import { canonical, canonicalResult, sha256 } from "./canonical.ts";
import type { Model } from "./model.ts";
import { type Draws, type Robustness, robustness } from "./robustness.ts";
import type { Options } from "./reach.ts";
import { type Pairs, type Sensitivity, sensitivity } from "./sensitivity.ts";
import { type FailedUnit, type ScoredUnit, scoreUnit } from "./score.ts";
import { type Plan, whatIf } from "./what-if.ts";

/** Of the scoring core; raised when a result can change for the same files. */
const ENGINE_VERSION = "1.0.0";

type Shadow = {
  version: string;
  basisPoints: number | null;
  level: string | null;
  status?: FailedUnit["status"];
};
type Beside = { whatIf?: Plan; robustness?: Robustness; sensitivity?: Sensitivity; shadow?: Shadow };
type UnitResult =
  | (ScoredUnit & Beside & { answersHash: string; resultHash: string; rank: number })
  | (FailedUnit & { rank: null });
export type ResultFile = {
  format: "result/1";
  engine: { version: string; commit: string | null };
  referential: { id: string; version: string; hash: string };
  units: UnitResult[];
};
export type Asked = Pick<Options, "at" | "isAssumed"> & {
  /** A level to plan for. */
  whatIf?: string | undefined;
  robustness?: Draws | undefined;
  /** With what assessors gave each other, where it is known. */
  sensitivity?: (Draws & { pairs?: Pairs | undefined }) | undefined;
  /** Another version, under which each unit is scored as well. */
  shadow?: Model | undefined;
};

/** Ranks by the verified value: highest first, lowest first where low is best; equal values share one and skip the next. */
function ranks(model: Model, units: readonly (ScoredUnit | FailedUnit)[]): (number | null)[] {
  const sign = model.file.bands?.direction === -1 ? -1 : 1;
  const values = units.map((unit) => (unit.status === "ok" ? unit.verified.value * sign : null));
  const first = new Map<number, number>();
  const sorted = values.filter((value) => value !== null).toSorted((a, b) => b - a);
  sorted.forEach((value, i) => first.set(value, Math.min(first.get(value) ?? Infinity, i + 1)));
  return values.map((value) => (value === null ? null : (first.get(value) ?? null)));
}

const isNa = (answer: AnswerSpec): boolean => typeof answer === "object" && answer !== null && "na" in answer;

/** Answers as another version reads them: those to criteria it has, and no « sans objet » that it does not allow. */
function answersUnder(model: Model, unit: UnitSpec): UnitSpec {
  const stays = ([id, answer]: [string, AnswerSpec]): boolean =>
    model.criteria.has(id) && !(isNa(answer) && model.criteria.get(id)?.na?.allowed !== true);
  return { ...unit, answers: Object.fromEntries(Object.entries(unit.answers).filter(stays)) };
}

/** A unit under another version of the referential: what it would have there. */
function shadowOf(model: Model, unit: UnitSpec, options: Options): Shadow {
  const scored = scoreUnit(model, answersUnder(model, unit), options);
  const { version } = model.file;
  return scored.status === "ok"
    ? { version, basisPoints: scored.verified.basisPoints ?? null, level: scored.level }
    : { version, basisPoints: null, level: null, status: scored.status };
}

function besideOf(model: Model, unit: UnitSpec, asked: Asked): Beside {
  const plan = asked.whatIf === undefined ? undefined : whatIf(model, unit, asked.whatIf, asked);
  const spread = asked.robustness === undefined ? null : robustness(model, unit, asked, asked.robustness);
  const influence =
    asked.sensitivity === undefined
      ? null
      : sensitivity(
          model,
          unit,
          { at: asked.at, isAssumed: asked.isAssumed, pairs: asked.sensitivity.pairs },
          asked.sensitivity,
        );
  return {
    ...(influence === null ? {} : { sensitivity: influence }),
    ...(plan?.ok === true ? { whatIf: plan.value } : {}),
    ...(spread === null ? {} : { robustness: spread }),
    ...(asked.shadow === undefined ? {} : { shadow: shadowOf(asked.shadow, unit, asked) }),
  };
}

type Ranked = { unit: UnitSpec; scored: ScoredUnit | FailedUnit; rank: number | null };
/** A unit that has a score, with its hashes, what stands beside it and its rank. */
async function seal(model: Model, { unit, scored, rank }: Ranked, asked: Asked): Promise<UnitResult> {
  if (scored.status !== "ok") {
    return { ...scored, rank: null };
  }
  const answersHash = await sha256(canonical(unit.answers));
  const resultHash = await sha256(canonicalResult({ ...scored, answersHash }));
  return { ...scored, answersHash, resultHash, ...besideOf(model, unit, asked), rank: rank ?? 0 };
}

/**
 * Scores every unit of a file and seals each that has a score with its hashes (SHA-256 of canonical JSON, RFC 8785): `answersHash` over the
 * answers as given, `resultHash` over the result without what other units or options add to it.
 */
export async function scoreFile(
  model: Model,
  { units }: AnswersFile,
  asked: Asked,
  commit: string | null,
): Promise<ResultFile> {
  const scored = units.map((unit) => ({ unit, scored: scoreUnit(model, unit, asked) }));
  const places = ranks(
    model,
    scored.map((one) => one.scored),
  );
  const sealed = await Promise.all(
    scored.map((one, i) => seal(model, { unit: one.unit, scored: one.scored, rank: places[i] ?? null }, asked)),
  );
  return sealedFile(model, sealed, commit);
}

/** The file that holds units already sealed under a version of the referential. */
export async function sealedFile(model: Model, units: ResultFile["units"], commit: string | null): Promise<ResultFile> {
  const { id, version } = model.file;
  const referential = { id, version, hash: await sha256(canonical(model.file)) };
  return { format: "result/1", engine: { version: ENGINE_VERSION, commit }, referential, units };
}
