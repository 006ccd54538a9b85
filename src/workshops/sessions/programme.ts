import * as z from "zod";

import { readContent } from "../../kernel/front-matter.ts";
import { pick } from "../../kernel/pick.ts";
import { fold } from "../../kernel/text.ts";
import { AgeBand } from "./age.ts";

/** Official frames that a team may tie an hour to; each is said by its record `cadre_…`. We never say that a programme is part of one. */
export const CADRES = ["phare", "emi", "evars", "crcn", "citoyen"] as const;

/** Who a programme is for. `class` programmes are given in a class, on a school's request; all others have public sessions. */
const AUDIENCES = {
  youth: "Jeunes",
  parent: "Parents",
  family: "Un parent et son enfant",
  educator: "Professionnels de l’éducation",
  health: "Professionnels de santé",
  class: "Classes",
} as const;
export type ProgrammeAudience = keyof typeof AUDIENCES;

/** From which year to which each band is; « et plus » has no end. */
const YEARS: Readonly<Record<AgeBand, readonly [from: number, to: number | null]>> = {
  under_11: [6, 10],
  "11_14": [11, 14],
  "15_17": [15, 17],
  "18_plus": [18, null],
};
/** The ages of a list of bands, as people read them: « 11 à 17 ans », « 15 ans et plus ». */
export function agesInWords(ages: readonly AgeBand[]): string {
  const from = Math.min(...ages.map((age) => YEARS[age][0]));
  const ends = ages.map((age) => YEARS[age][1]);
  return ends.includes(null) ? `${from} ans et plus` : `${from} à ${Math.max(...ends.map((end) => end ?? 0))} ans`;
}

/** Who a programme is for, in words: of the young also which ages, as the programme says them. */
export const audienceInWords = ({ audience, ages }: Pick<Programme, "audience" | "ages">): string =>
  audience === "youth" ? `${AUDIENCES.youth}, ${agesInWords(ages)}` : AUDIENCES[audience];

/** « Pour qui », in the catalogue: an age, or what somebody is; the codes of audiences too, for addresses that stand elsewhere. */
export const PUBLICS = {
  "11_14": "11 à 14 ans",
  "15_17": "15 à 17 ans",
  adultes: "Adultes",
  parent: AUDIENCES.parent,
  family: AUDIENCES.family,
  pros: "Professionnels",
} as const;
export type Public = keyof typeof PUBLICS | ProgrammeAudience;
export const isPublic = (code: string): code is Public =>
  Object.hasOwn(PUBLICS, code) || Object.hasOwn(AUDIENCES, code);
/** Who is asked for, in words; empty where it is everybody. */
export const publicInWords = (code: string): string =>
  pick<string>(PUBLICS, code) ?? pick<string>(AUDIENCES, code) ?? "";

/** True when a programme is for those who are asked for. */
export function isFor({ audience, ages }: Pick<Programme, "audience" | "ages">, who: Public): boolean {
  if (who === "pros") {
    return audience === "educator" || audience === "health";
  }
  const age = who === "adultes" ? "18_plus" : who;
  return audience === "youth" && age !== "youth" ? ages.some((one) => one === age) : audience === who;
}

/** Whether every word that somebody typed stands in what a programme says of itself; no word is in all. */
export function saysWords(p: Programme, typed: string): boolean {
  const text = fold([p.title, p.summary, p.public, p.animatedBy, audienceInWords(p)].join(" "));
  return fold(typed)
    .split(/[^a-z0-9]+/)
    .every((word) => text.includes(word));
}

const Head = z
  .object({
    /** Its place in the catalogue: `scripts/build-content.ts` sorts by it. */
    order: z.coerce.number().int().positive(),
    title: z.string().max(70),
    neutral_title: z.string().max(40),
    audience: z.enum(Object.keys(AUDIENCES) as [ProgrammeAudience, ...ProgrammeAudience[]]),
    /** Bands of age that a youth workshop is for; by default from 15. */
    ages: z.string().optional(),
    public: z.string(),
    duration_minutes: z.coerce.number().int().min(30).max(480),
    group: z.string(),
    animated_by: z.string(),
    summary: z.string().max(220),
    /** How it goes, three or four steps: « Les réglages : téléphone en main. | … ». A class programme needs none. */
    steps: z.string().optional(),
    /** Bands of school years that a class programme is for: those of `LEVELS`, in the room of schools. */
    levels: z.string().optional(),
    cadres: z.string().optional(),
    version: z.coerce.number().int().positive(),
  })
  .strict();

/** Pages of ours that stand where a programme would: none may be called so. */
export const RESERVED_SLUGS = ["regles", "seances"] as const;
export const WORKSHOP_STATES = ["draft", "published", "archived"] as const;

/** A programme: the words of a workshop, from `content/programmes/<slug>.md`. */
export type Programme = {
  slug: string;
  title: string;
  /** What mails and calendars say: discreet, since screens and phones are shared. */
  neutralTitle: string;
  audience: ProgrammeAudience;
  /** Bands of age that may come alone. */
  ages: readonly AgeBand[];
  /** Bands of school years; empty where no class may ask for it. */
  levels: readonly string[];
  public: string;
  durationMinutes: number;
  group: string;
  animatedBy: string;
  summary: string;
  /** How it goes, in its order. */
  steps: readonly { title: string; words: string }[];
  version: number;
  /** The file that shared links show: its name says nothing of what it is about, and changes with the words. */
  picture: string;
};
/** The file of the site that holds every body. */
export const BODIES = "/words/programmes.json";
/** What a programme is about, at length, as HTML, by slug: made when the site is built. */
export type ProgrammeBodies = Readonly<Record<string, string>>;

/** The programmes, in the order of the catalogue. */
export type Programmes = { all: readonly Programme[]; bySlug: ReadonlyMap<string, Programme> };

/** The steps that a session's page shows. Throws where whoever chooses a session would not be told how it goes. */
function stepsOf(slug: string, { steps = "", audience }: z.infer<typeof Head>): Programme["steps"] {
  const told = steps.split(" | ").flatMap((step) => {
    const [, title, words] = /^(.+?)\s: (.+)$/.exec(step) ?? [];
    return title === undefined || words === undefined
      ? []
      : [{ title, words: words.charAt(0).toUpperCase() + words.slice(1) }];
  });
  const most = audience === "class" ? [0, 3, 4] : [3, 4];
  if (!most.includes(told.length)) {
    throw new Error(`content/programmes/${slug}.md: steps: three or four, each « Titre : phrase », with « | » between`);
  }
  return told;
}

/** Reads a programme; throws with what is wrong, so that a broken file never ships. */
export function parseProgramme(slug: string, text: string): Programme {
  if (RESERVED_SLUGS.some((reserved) => reserved === slug)) {
    throw new Error(`content/programmes/${slug}.md: /ateliers/${slug} is a page of ours`);
  }
  const { head } = readContent(text);
  const h = Head.parse(head);
  return {
    slug,
    title: h.title,
    neutralTitle: h.neutral_title,
    audience: h.audience,
    ages: z.array(AgeBand).parse((h.ages ?? "15_17, 18_plus").split(", ")),
    levels: h.levels === undefined ? [] : h.levels.split(", "),
    public: h.public,
    durationMinutes: h.duration_minutes,
    group: h.group,
    animatedBy: h.animated_by,
    summary: h.summary,
    steps: stepsOf(slug, h),
    version: h.version,
    picture: `/atelier-${h.order}-${h.version}.png`,
  };
}

/** What a programme may serve for, as records say it; empty where it names no frame. Throws with a frame that nobody knows. */
export function framesOf(text: string, say: (fact: string) => string): string {
  const named = Head.parse(readContent(text).head).cadres;
  const cadres = z.array(z.enum(CADRES)).parse(named === undefined ? [] : named.split(", "));
  return cadres.length === 0
    ? ""
    : [
        "\n## Peut servir pour\n\nUne équipe éducative peut relier cette heure à :\n",
        ...cadres.map((cadre) => `- ${say(`cadre_${cadre}`)}`),
        "\nL’atelier n’en fait pas officiellement partie : c’est l’équipe qui dit comment il s’y relie.\n",
      ].join("\n");
}

/** Words that subjects, previews, senders and calendars never hold: a mail on a shared screen must not expose anyone. */
export const FORBIDDEN_WORDS = [
  "harcèlement",
  "cyber",
  "victime",
  "agresseur",
  "violence",
  "plainte",
  "intime",
  "suicide",
] as const;
