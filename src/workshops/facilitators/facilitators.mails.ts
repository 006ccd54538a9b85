import * as z from "zod";

import { dayShort, momentInWords, zoneNote } from "../../kernel/time.ts";
import { type Template, template } from "../../mail/template.ts";

/** The variables of a mail to the team: public names and dates. */
export const TeamVars = z
  .object({
    association: z.string(),
    title: z.string(),
    place: z.string(),
    startsAt: z.int(),
    tz: z.string(),
    path: z.string().regex(/^\/(?:espace|console)\//),
    until: z.string(),
  })
  .strict();
export type TeamVars = z.infer<typeof TeamVars>;

const TEAM_MAILS = ["manque-intervenant", "verification-expire", "seances-reprises"] as const;
export type TeamMail = (typeof TEAM_MAILS)[number];

/** The mails to coordinators and operators; their words are in `content/mails`. */
export const teamTemplates = (words: Readonly<Record<string, string>>): Template[] =>
  TEAM_MAILS.map((key) => {
    const content = words[key];
    if (content === undefined) {
      throw new Error(`no content/mails/${key}.md`);
    }
    return template(key, content, TeamVars, (vars, reader) =>
      Promise.resolve({
        isInformal: false,
        values: {
          association: vars.association,
          atelier: vars.title,
          lieu: vars.place,
          jusque: vars.until,

          jour: dayShort(vars.startsAt, vars.tz),
          moment: momentInWords(vars.startsAt, vars.tz) + zoneNote(vars.tz),
        },
        links: { lien: reader.page(vars.path) },
      }),
    );
  });
