import * as z from "zod";

import type { ProgrammeAudience } from "../sessions/programme.ts";

const Option = z.object({ id: z.string().regex(/^[a-z_]+$/), text: z.string(), score: z.int().min(0).max(3) }).strict();
const Question = z
  .object({ id: z.string().regex(/^[a-z_]+$/), text: z.string(), options: z.array(Option).min(2).max(5) })
  .strict();
/** A questionnaire, from `content/enquetes/<id>.json`: ten closed questions at most, no free text. `score`: higher is nearer to what the workshop teaches. */
export const QuestionSet = z
  .object({
    id: z.string().regex(/^[a-z]+\.v\d+$/),
    title: z.string(),
    register: z.enum(["tu", "vous"]),
    questions: z.array(Question).min(1).max(10),
  })
  .strict();
export type QuestionSet = z.infer<typeof QuestionSet>;

/** The questionnaire of a public. */
const SET_OF: Record<ProgrammeAudience, string> = {
  youth: "jeunes",
  class: "jeunes",
  parent: "parents",
  family: "parents",
  educator: "professionnels",
  health: "professionnels",
};
export const setFor = (audience: ProgrammeAudience, sets: readonly QuestionSet[]): QuestionSet | null =>
  sets.findLast((set) => set.id.startsWith(`${SET_OF[audience]}.`)) ?? null;

/** A code as people type it: any case, spaces or dashes. Empty: null. */
export const AnswerCode = z
  .string()
  .transform((text) => text.toUpperCase().replace(/[^A-Z0-9]/g, ""))
  .transform((text) => (text === "" ? null : text))
  .pipe(
    z.union([
      z.null(),
      z.string().regex(/^[2-9A-HJKMNP-TV-Z]{10}$/, "Le code a dix caractères. Relisez-le, ou laissez vide."),
    ]),
  );

/** One person's answers: option by question; what was not answered is left out. */
export type Answers = Readonly<Record<string, string>>;
/** Reads the answers of a form; null when nothing was answered. What is not in the questionnaire is ignored. */
export function readAnswers(set: QuestionSet, get: (name: string) => string): Answers | null {
  const answers = Object.fromEntries(
    set.questions.flatMap(({ id, options }) => {
      const picked = get(`q_${id}`);
      return options.some((option) => option.id === picked) ? [[id, picked]] : [];
    }),
  );
  return Object.keys(answers).length === 0 ? null : answers;
}
