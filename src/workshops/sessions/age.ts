import * as z from "zod";

/** Bands of age, as people read them: we never ask a date of birth. */
export const AGE_BANDS = {
  under_11: "Moins de 11 ans",
  "11_14": "11 à 14 ans",
  "15_17": "15 à 17 ans",
  "18_plus": "18 ans ou plus",
} as const;
export type AgeBand = keyof typeof AGE_BANDS;
export const AgeBand = z.enum(Object.keys(AGE_BANDS) as [AgeBand, ...AgeBand[]]);
