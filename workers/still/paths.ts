import type { Served } from "../../src/help/dead-links.ts";

/** What `workers/still/pages.tsx` gives to `scripts/build-pages.ts`. */
export type Still = {
  stillPages: (origin: string) => Served[];
  wrongContent: (todayOn: string) => string[];
  programmePaths: readonly string[];
};

/** The pages that are written at build time and served as files: the sitemap lists them with the others. */
export const STILL_PATHS: readonly string[] = [
  "/aide",
  "/aide/numeros",
  "/comprendre",
  "/comprendre/jeunes",
  "/comprendre/parents",
  "/comprendre/enseignants",
  "/comprendre/soignants",
  "/recours",
  "/recours/journal",
  "/recours/lettre",
  "/partenaires",
];
