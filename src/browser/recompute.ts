import { modelOf } from "../label/scoring/model.ts";
import type { AnswersFile, ReferentialFile } from "../label/scoring/formats.ts";
import { scoreFile } from "../label/scoring/score-file.ts";

/** The hash of the result of published answers, computed here: the same code as the site and the command. */
export async function hashOf(referential: ReferentialFile, answers: AnswersFile): Promise<string | null> {
  const { units } = await scoreFile(modelOf(referential), answers, { at: answers.at, isAssumed: false }, null);
  return units[0]?.status === "ok" ? units[0].resultHash : null;
}
