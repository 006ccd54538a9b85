import * as z from "zod";

/** A word of the house: what we say, what it means to a reader, what is never written instead (patterns) and why. */
const Word = z
  .object({ say: z.string(), meaning: z.string(), never: z.array(z.string()), why: z.string() })
  .strict()
  .refine((word) => word.never.length === 0 || word.why !== "", "says never, but not why");
export type Word = z.infer<typeof Word>;

/** Reads `content/lexique.json`: the one lexicon. */
export const parseLexicon = (data: unknown): Word[] => z.array(Word).parse(data);
