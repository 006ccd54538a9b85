/** A page that is the same for everyone until the next release: written once, served as a file, read by no code. */
export type StillPage = { path: string; html: string };

/** What `workers/still/pages.tsx` gives to `scripts/build-pages.ts`. */
export type Still = {
  stillPages: (origin: string) => StillPage[];
  wrongContent: (todayOn: string) => string[];
  deadLinks: (pages: readonly StillPage[], isOfSite: (path: string) => boolean) => string[];
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
