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
    path: z.string().regex(/^\/(?:espace|console|associations)\//),
    until: z.string(),
    /** Several sessions in one mail: what each is, and where to see it. */
    items: z.array(z.object({ what: z.string(), path: z.string() }).strict()).default([]),
    /** What became of the sessions that somebody animates. */
    news: z
      .enum(["cancelled", "changed", "link", "handed", "offered", "accepted", "declined", "lacking"])
      .default("cancelled"),
  })
  .strict();
export type TeamVars = z.input<typeof TeamVars>;
export type StaffNews = z.output<typeof TeamVars>["news"];

/** What whoever animates reads of one session, of several, and what they have to do. */
const NEWS: Readonly<Record<StaffNews, readonly [one: string, several: string, next: string]>> = {
  cancelled: [
    "Une séance que vous deviez animer est annulée",
    "Des séances que vous deviez animer sont annulées",
    "Ne vous déplacez pas : personne n’y est plus attendu.",
  ],
  changed: [
    "Une séance que vous animez a changé",
    "Des séances que vous animez ont changé",
    "L’heure et le lieu écrits ici sont ceux qui valent maintenant. Si vous ne pouvez plus venir, prévenez dès maintenant la coordination de votre association.",
  ],
  link: [
    "Le lien d’une séance que vous animez a changé",
    "Le lien de séances que vous animez a changé",
    "L’ancien lien de connexion ne sert plus : le nouveau est sur la page de chaque séance.",
  ],
  offered: [
    "Quelqu’un de l’équipe propose d’animer une séance",
    "Quelqu’un de l’équipe propose d’animer des séances",
    "Dites oui ou non sur la page de la séance : la personne en est prévenue.",
  ],
  accepted: [
    "C’est oui : vous animez cette séance",
    "C’est oui : vous animez ces séances",
    "Elle est dans vos séances, avec le lieu et l’heure.",
  ],
  declined: [
    "Cette fois, quelqu’un d’autre anime",
    "Cette fois, quelqu’un d’autre anime",
    "Merci d’avoir proposé : vous n’avez rien à faire.",
  ],
  lacking: [
    "Il manque encore quelqu’un pour animer une séance",
    "Il manque encore quelqu’un pour animer des séances",
    "Sur la page de chacune, « Appeler l’équipe » écrit d’une pression à toutes les personnes vérifiées et libres ce jour-là.",
  ],
  handed: [
    "Une séance que vous deviez animer passe à une autre association",
    "Des séances que vous deviez animer passent à une autre association",
    "Votre association a fermé son espace : une autre prévoit qui anime. Ne vous déplacez pas sans son accord.",
  ],
};

/** Sessions that one mail names; of more it says how many. */
const MOST_NAMED = 8;
const LINES = Array.from({ length: MOST_NAMED }, (_, i) => `- [{seance${i}}]({seance${i}})`).join("\n");

const TEAM_MAILS = [
  "appel-equipe",
  "manque-intervenant",
  "manques-proches",
  "verification-expire",
  "agrement-expire",
  "seances-reprises",
  "seances-animees",
  "base-revenue",
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
          nouvelle: NEWS[vars.news][vars.items.length > 1 ? 1 : 0],
          suite: NEWS[vars.news][2],
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
