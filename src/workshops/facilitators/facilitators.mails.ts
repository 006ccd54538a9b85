import * as z from "zod";

import { dayShort, momentIn } from "../../kernel/time.ts";
import { plural } from "../../kernel/text.ts";
import { type Template, template } from "../../mail/template.ts";

/** The variables of a mail to the team: public names and dates. */
export const TeamVars = z
  .object({
    association: z.string(),
    title: z.string(),
    place: z.string(),
    startsAt: z.int(),
    tz: z.string(),
    isOnline: z.boolean().default(false),
    path: z.string().regex(/^\/(?:espace|console)\//),
    until: z.string(),
    /** Several sessions in one mail: what each is, and where to see it. */
    items: z.array(z.object({ what: z.string(), path: z.string() }).strict()).default([]),
  })
  .strict();
export type TeamVars = z.input<typeof TeamVars>;

/** Sessions that one mail names; of more it says how many. */
const MOST_NAMED = 8;
const LINES = Array.from({ length: MOST_NAMED }, (_, i) => `- [{seance${i}}]({seance${i}})`).join("\n");

const TEAM_MAILS = [
  "appel-equipe",
  "manque-intervenant",
  "manques-proches",
  "verification-expire",
  "seances-reprises",
] as const;
export type TeamMail = (typeof TEAM_MAILS)[number];

const byLine = (at: (i: number) => string): Record<string, string> =>
  Object.fromEntries(Array.from({ length: MOST_NAMED }, (_, i) => [`seance${i}`, at(i)]));

/** The mails to coordinators and operators; their words are in `content/mails`. */
export const teamTemplates = (words: Readonly<Record<string, string>>): Template[] =>
  TEAM_MAILS.map((key) => {
    const content = words[key];
    if (content === undefined) {
      throw new Error(`no content/mails/${key}.md`);
    }
    return template(key, content.replace("{liste}", LINES), TeamVars, (vars, reader) =>
      Promise.resolve({
        isInformal: false,
        values: {
          autres: vars.items.length > MOST_NAMED ? `Et ${plural(vars.items.length - MOST_NAMED, "autre")}.` : "",
          atelier: vars.title,
          jusque: vars.until,

          jour: dayShort(vars.startsAt, vars.tz),
          moment: momentIn(vars.startsAt, vars.tz, { online: vars.isOnline }),
        },
        typed: { ...byLine((i) => vars.items[i]?.what ?? ""), association: vars.association, lieu: vars.place },
        links: {
          ...byLine((i) => reader.page(vars.items[i]?.path ?? vars.path)),
          lien: reader.page(vars.path),
        },
      }),
    );
  });
