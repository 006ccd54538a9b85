import { type Figures, countOf } from "./figures.ts";
import { type QuestionSet } from "./survey.ts";
import { WAVES, type Wave } from "../sessions/waves.ts";

/** One count that is published: which question, when, which option, how many. */
export type ResultLine = { question: string; wave: Wave; option: string; n: number };
/** One question as a page shows it: what was answered at each wave, and how those who gave a code moved. */
export type ResultPart = {
  question: string;
  options: { text: string; score: number }[];
  waves: { wave: Wave; counts: readonly number[]; n: number }[];
  changes: { wave: Wave; counts: readonly number[]; n: number }[];
};

/** The questions of a questionnaire with what is published of each; those of which nothing is are left out. Pure. */
export function resultsOf(set: QuestionSet, figures: Figures): ResultPart[] {
  const waves = Object.keys(WAVES) as Wave[];
  return set.questions.flatMap(({ id, text, options }) => {
    const shown = (suffix: string) =>
      waves.flatMap((wave) => {
        const counts = figures[`${id}|${wave}${suffix}`];
        return counts === undefined ? [] : [{ wave, counts, n: countOf(counts) }];
      });
    const part = { question: text, options, waves: shown(""), changes: shown("|change") };
    return part.waves.length === 0 ? [] : [part];
  });
}

/** The same as lines, for CSV and API. Pure. */
export const linesOf = (set: QuestionSet, figures: Figures): ResultLine[] =>
  set.questions.flatMap(({ id, options }) =>
    (Object.keys(WAVES) as Wave[]).flatMap((wave) =>
      (figures[`${id}|${wave}`] ?? []).map((n, i) => ({ question: id, wave, option: options[i]?.id ?? "", n })),
    ),
  );

/** How many people answered what is published: of the question that most of them answered. Pure. */
export const answersIn = (set: QuestionSet, figures: Figures): number =>
  Math.max(0, ...resultsOf(set, figures).flatMap(({ waves }) => waves.map(({ n }) => n)));
