import * as z from "zod";

import { idOf } from "../../kernel/ids.ts";
import { dayShort, momentIn } from "../../kernel/time.ts";
import type { Filling, Span } from "../../mail/letter.ts";
import { type Reader, type Template, template } from "../../mail/template.ts";
import { manageSubject, manageUntil } from "../seats/manage-link.ts";
import { type Session, accessInWords, placeInWords } from "../sessions/session.ts";

export const DateVars = z.object({
  startsAt: z.int(),
  endsAt: z.int(),
  tz: z.string(),
  isOnline: z.boolean(),
  place: z.string(),
  /** How one gets in; empty: nothing to say. */
  access: z.string().default(""),
  /** What it was before; null: that did not change. */
  old: z.object({ startsAt: z.int(), tz: z.string(), place: z.string() }).nullable(),
});
type DateVars = z.infer<typeof DateVars>;
/** Dates of a series that somebody holds, and what changed of all of them. */
const SeriesVars = z
  .object({
    title: z.string(),
    what: z.enum(["changed", "lien-change", "a-savoir", "cancelled"]),
    isInformal: z.boolean(),
    items: z.array(DateVars.extend({ registration: idOf("reg") })),
    notes: z.string(),
    /** What the association wrote beside: read as the mail leaves. */
    message: idOf("smg").nullable().default(null),
    /** The programme, whose page lists other dates. */
    slug: z.string().default(""),
  })
  .strict();
export type SeriesVars = z.input<typeof SeriesVars>;
/** What a mail says of one date. */
export const dateOf = (s: Session): Omit<DateVars, "old"> => ({
  startsAt: s.startsAt,
  endsAt: s.endsAt,
  tz: s.tz,
  isOnline: s.mode === "online",
  place: placeInWords(s),
  access: accessInWords(s),
});

/** « mardi 8 décembre 2026 à 18 h 30, Maison bleue (avant : …) »: its moment leads to it, its places somebody typed. A date that changed says
 * how one gets in. */
export function lineOf({ startsAt, tz, isOnline, place, access, old }: DateVars, href: string | null): Span[] {
  const plain = (text: string): Span => ({ text, isStrong: false, href: null });
  const typed = (text: string, before = ", "): Span => ({
    text: before + text,
    isStrong: false,
    href: null,
    isTyped: true,
  });
  const now = [{ ...plain(momentIn(startsAt, tz, { online: isOnline })), href }, typed(place)];
  return old === null
    ? now
    : [
        ...now,
        plain(` (avant : ${momentIn(old.startsAt, old.tz, { online: isOnline })}`),
        typed(old.place),
        plain(")"),
        ...(access === "" ? [] : [typed(access, ". ")]),
      ];
}

const OPENINGS: Readonly<Record<SeriesVars["what"], readonly [vous: string, tu: string]>> = {
  changed: [
    "Ces dates ont changé. Votre place, ou votre rang, est gardé à chacune.",
    "Ces dates ont changé. Ta place, ou ton rang, est gardé à chacune.",
  ],
  "lien-change": [
    "Le lien de connexion de ces dates a changé. L’ancien ne sert plus ; le nouveau est sur la page de chacune.",
    "Le lien de connexion de ces dates a changé. L’ancien ne sert plus ; le nouveau est sur la page de chacune.",
  ],
  cancelled: [
    "L’association a dû annuler ces séances. Nous en sommes désolés : vos inscriptions à ces dates sont annulées.",
    "L’association a dû annuler ces séances. Nous en sommes désolés : tes inscriptions à ces dates sont annulées.",
  ],
  "a-savoir": ["Pour ces dates, quelque chose est à savoir.", "Pour ces dates, quelque chose est à savoir."],
};

async function fillSeries(vars: z.output<typeof SeriesVars>, reader: Reader): Promise<Filling> {
  const lines = vars.items.map(async (one) => {
    const subject = manageSubject(one.registration, reader.contactId);
    return lineOf(one, await reader.link("manage", subject, manageUntil(one.endsAt)));
  });
  const [first] = vars.items;
  return {
    isInformal: vars.isInformal,
    values: {
      bonjour: reader.name === null ? "Bonjour," : `Bonjour ${reader.name},`,
      atelier: vars.title,
      jour: first === undefined ? "" : dayShort(first.startsAt, first.tz),
      ouverture: OPENINGS[vars.what][vars.isInformal ? 1 : 0],
    },
    typed: { notes: vars.what === "a-savoir" ? vars.notes : "", message: "" },
    toldBy: vars.message ?? undefined,
    blocks: { liste: [{ kind: "list", items: await Promise.all(lines) }] },
    links: { dates: reader.page(vars.slug === "" ? "/ateliers" : `/ateliers/${vars.slug}#dates`) },
  };
}

/** The mails that tell several dates of a series at once. */
export const seriesTemplates = (words: Readonly<Record<string, string>>): Template[] =>
  SERIES_MAILS.map((key) => template(key, words[key] ?? "", SeriesVars, fillSeries));
const SERIES_MAILS = ["seances-modifiees", "seances-annulees"] as const;
