import * as z from "zod";

import { type Template, template } from "../../mail/template.ts";
import { LEVELS, type Level } from "../schools/school-class.ts";
import { DEPARTEMENTS } from "../sessions/departements.ts";

/** The variables of a mail to somebody who waits for an association: no personal data. */
const WatchVars = z
  .object({
    watch: z.string(),
    departement: z.string(),
    levels: z.array(z.enum(Object.keys(LEVELS) as [Level, ...Level[]])),
    linkUntil: z.int(),
  })
  .strict();
export type WatchVars = z.input<typeof WatchVars>;

/** For which classes somebody waits, in words. */
export const levelsInWords = (levels: readonly Level[]): string => levels.map((level) => LEVELS[level]).join(" ; ");

const WATCH_MAILS = ["prevenir-confirmer", "prevenir-vient"] as const;
export type WatchMail = (typeof WATCH_MAILS)[number];
/** The mails around « Prévenez-moi », by key; their words are in `content/mails`. */
export const watchTemplates = (words: Readonly<Record<string, string>>): Template[] =>
  WATCH_MAILS.map((key) =>
    template(key, words[key] ?? "", WatchVars, async ({ watch, departement, levels, linkUntil }, reader) => ({
      isInformal: false,
      values: { departement: DEPARTEMENTS[departement] ?? departement, niveaux: levelsInWords(levels) },
      links: {
        lien: await reader.link("area-watch", watch, linkUntil, "/prevenir"),
        page: reader.page(`/etablissements/departement/${departement}`),
      },
    })),
  );
