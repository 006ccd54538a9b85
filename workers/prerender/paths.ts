import type { Served } from "../../src/help/dead-links.ts";
import type { ReactorWords, SiteWords } from "../site-words.ts";

/** What `workers/prerender/pages.tsx` gives to `scripts/build-pages.ts`. */
export type Prerendered = {
  prerenderedPages: (origin: string) => Served[];
  partsPage: (origin: string) => string;
  wrongContent: (todayOn: string) => string[];
  howHard: () => string[];
  newsFeed: (origin: string) => string;
  labelFiles: (origin: string) => { path: string; text: string }[];
  calendarFiles: (origin: string) => { path: string; text: string }[];
  programmePaths: readonly string[];
  siteWords: () => SiteWords;
  reactorWords: () => Promise<ReactorWords>;
  programmeBodies: () => Readonly<Record<string, string>>;
};

/** The pages of help: written at build time and served as files, so that reading them leaves no trace on the server. */
export const HELP_PATHS: readonly string[] = [
  "/aide",
  "/aide/numeros",
  "/aide/ecrire",
  "/aide/empire",
  "/recours",
  "/aide/plateformes",
  "/comprendre",
  "/comprendre/jeunes",
  "/comprendre/parents",
  "/comprendre/enseignants",
  "/comprendre/soignants",
  "/recours/textes",
  "/recours/preuves",
  "/recours/journal",
  "/recours/lettre",
  "/jeunes/sans-mes-parents",
  "/partenaires",
  "/sources",
  "/facile/aide",
  "/facile/aide/numeros",
  "/en/aide",
  "/en/aide/numeros",
  "/en/aide/ecrire",
  "/en/aide/empire",
  "/en/recours",
];
