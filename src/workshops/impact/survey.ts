import * as z from "zod";

import { DAY, MINUTE } from "../../kernel/time.ts";
import type { ProgrammeAudience } from "../sessions/programme.ts";

/** Before, after, three months later. */
export const WAVES = { pre: "Avant l’atelier", post: "Après l’atelier", m3: "Trois mois après" } as const;
export type Wave = keyof typeof WAVES;
export const Wave = z.enum(Object.keys(WAVES) as [Wave, ...Wave[]]);

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

/** Fewer seats taken than this and no questionnaire opens: the session alone would point at somebody. */
export const LEAST_SEATS = 5;
type Timed = { startsAt: number; endsAt: number };

/** From when until when a wave may be answered, in unix seconds. */
export function waveWindow(wave: Wave, { startsAt, endsAt }: Timed): { opensAt: number; closesAt: number } {
  const windows = {
    pre: { opensAt: startsAt - 7 * DAY, closesAt: startsAt + 30 * MINUTE },
    post: { opensAt: endsAt - 30 * MINUTE, closesAt: endsAt + 14 * DAY },
    m3: { opensAt: endsAt + 83 * DAY, closesAt: endsAt + 120 * DAY },
  };
  return windows[wave];
}

/** The subject of the one link of a session and wave, the same for everybody. */
export const surveySubject = (sessionId: string, wave: Wave): string => `${sessionId}~${wave}`;

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
