import type { AnswersFile } from "../../src/label/scoring/formats.ts";
import { canonical, canonicalResult } from "../../src/label/scoring/canonical.ts";
import { parseAnswers, parseReferential } from "../../src/label/scoring/parse.ts";
import { type Pairs, sensitivity } from "../../src/label/scoring/sensitivity.ts";
import { scoreUnit } from "../../src/label/scoring/score.ts";

/* The core as any engine runs it, without hashing: what is hashed comes out as text. Bundled for engines that cannot import. */

function read(referential: string, answers: string) {
  const model = parseReferential(JSON.parse(referential));
  if (!model.ok) {
    throw new Error(JSON.stringify(model.wrong));
  }
  const file = parseAnswers(JSON.parse(answers), model.value);
  if (!file.ok) {
    throw new Error(JSON.stringify(file.wrong));
  }
  return { model: model.value, file: file.value };
}

/** The canonical text of each unit's answers. */
export const answersTexts = (referential: string, answers: string): string[] =>
  read(referential, answers).file.units.map((unit: AnswersFile["units"][number]) => canonical(unit.answers));

/** The canonical text of each unit's result, of those that have one; `hashes` are those of its answers. */
export function resultTexts(referential: string, answers: string, hashes: readonly string[]): string[] {
  const { model, file } = read(referential, answers);
  return file.units.flatMap((unit, i) => {
    const result = scoreUnit(model, unit, { at: file.at, isAssumed: false });
    return result.status === "ok" ? [canonicalResult({ ...result, answersHash: hashes[i] })] : [];
  });
}

const PAIRS: Pairs = {
  autres: [
    [2, 2, 20],
    [2, 3, 12],
    [3, 4, 9],
    [4, 4, 30],
  ],
};
/** The hash of what the levels of the first example depend on, a line each. */
export const SENSITIVITY = "dd5f10fc19de62e2d3001a1e956dc36063259abb181eaa08ea483920f4cda84c";
/** What the level of each unit depends on, as text: the same in every engine. */
export function sensitivityTexts(referential: string, answers: string): string[] {
  const { model, file } = read(referential, answers);
  const draws = { seed: { text: "moteurs", words: [1, 2, 3, 4] }, runs: 4 };
  return file.units.map((unit) =>
    canonical(sensitivity(model, unit, { at: file.at, isAssumed: false, pairs: PAIRS }, draws)),
  );
}
