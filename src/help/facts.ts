import * as z from "zod";

import { PROVENANCE, dayInWords, parseRecords } from "./provenance.ts";
import type { Language } from "./tongue.ts";

/** What an offence is called, what it covers, and what it may cost: a row of the table of `/recours`. */
const Offence = z
  .object({
    article: z.string(),
    name: z.string(),
    covers: z.string(),
    /** [when, penalty]: the highest the judge may give, prison and fine. */
    penalties: z.array(z.tuple([z.string(), z.string()])).min(1),
    /** Situations of `content/aide/chemin.json` that it may fit. */
    fits: z.array(z.string()),
  })
  .strict();

/** A service that helps to take down, to report or to be accompanied; `ages`: of the person on the image or in need. */
const Service = z
  .object({
    name: z.string(),
    /** Null: it can only be told of, and no gesture rests on it. */
    url: z.url().nullable(),
    ages: z.enum(["minor", "adult", "all"]),
    kind: z.enum(["retrait", "signaler", "accompagner"]),
    /** Whether the image is sent to the service. Said of every one that takes down. */
    image_leaves_device: z.boolean().optional(),
  })
  .strict()
  .refine(({ kind, url }) => kind === "accompagner" || url !== null, "nothing to open: its url is missing")
  .refine(
    ({ kind, image_leaves_device }) => kind !== "retrait" || image_leaves_device !== undefined,
    "does not say whether the image leaves the device",
  );

const Day = z.iso.date().nullable().default(null);
const Words = z.string().min(1).nullable().default(null);
const Conditions = z.array(z.string().min(1)).default([]);

/** A fact that a page or a mail may state: its sentence, the official text behind it, where we read it, who checked it. */
const FactRecord = z
  .object({
    id: z.string().regex(/^[a-z0-9_]+$/),
    official: z.string().min(1),
    text: z.string().min(1),
    /** The same for the person who is told « tu », where the words differ. */
    text_tu: Words,
    /** The same, easy to read, for everybody; and in English. Null: nobody has written it, and no page of that language may tell it. */
    text_facile: Words,
    text_en: Words,
    /** Who has to agree before it is told; until then no page and no mail may name it. */
    awaits: z.enum(["lawyer", "page"]).nullable().default(null),
    /** Words without which the sentence says more than its source: in every wording. `a|b` is one of the two. */
    conditions: Conditions,
    conditions_facile: Conditions,
    conditions_en: Conditions,
    /** When the law was made, when the text that was read was written, since when it applies: three different days. */
    law_date: Day,
    version_date: Day,
    effect_date: Day,
    /** A list of names grows old: it says of when it is. */
    is_list: z.boolean().default(false),
    /** Why a text on couples does not speak of an ex. */
    no_ex: Words,
    offence: Offence.optional(),
    service: Service.optional(),
    ...PROVENANCE,
  })
  .strict();
export type Fact = z.infer<typeof FactRecord>;
export type Facts = ReadonlyMap<string, Fact>;

/** Reads the files of facts (`law.json`, `services.json`, `facts.json`), by id. No record, no sentence. */
export function parseFacts(files: Readonly<Record<string, unknown>>): Facts {
  const all = Object.entries(files).flatMap(([file, data]) => parseRecords(file, FactRecord, data));
  const byId = new Map(all.map((fact) => [fact.id, fact]));
  if (byId.size !== all.length) {
    throw new Error("content: two facts of one name in two files");
  }
  return byId;
}

/** The sentence of a fact for the person who is told « tu » or « vous », in a language; null when nobody wrote it in that one. */
export function sentenceOf(fact: Fact, register: "vous" | "tu", language: Language = "fr"): string | null {
  if (language !== "fr") {
    return language === "en" ? fact.text_en : fact.text_facile;
  }
  return register === "tu" ? (fact.text_tu ?? fact.text) : fact.text;
}

const offenceWords = ({ name, covers, penalties }: z.infer<typeof Offence>): string =>
  [name, covers].concat(penalties.flat()).join(" ");
/** Every wording of a fact; the row of the table of offences is one of them. */
const wordingsOf = ({ text, text_tu, offence }: Fact): string[] =>
  [text, text_tu, offence === undefined ? null : offenceWords(offence)].filter((words) => words !== null);
const everyWord = (fact: Fact): string => wordingsOf(fact).join(" ");

/** « depuis le 4 mars 2022 », « depuis mai 2024 », « depuis 2026 ». */
const SINCE = /depuis (?:le )?((?:1er |\d{1,2} )?(?:\p{L}+ )?\d{4})/giu;
const isSince = ({ effect_date }: Fact, said: string): boolean =>
  effect_date !== null &&
  [effect_date, effect_date.slice(0, 7), effect_date.slice(0, 4)].some((date) => dayInWords(date) === said);

/** Whether every condition stands in each of these wordings. */
const keeps = (conditions: readonly string[], wordings: readonly string[]): boolean =>
  conditions.every((condition) => wordings.every((words) => condition.split("|").some((one) => words.includes(one))));

const FAULTS: { says: string; holds: (fact: Fact) => boolean }[] = [
  {
    says: "a wording lost a condition",
    holds: (fact) =>
      keeps(fact.conditions, wordingsOf(fact)) &&
      [[fact.text_facile, fact.conditions_facile] as const, [fact.text_en, fact.conditions_en] as const].every(
        ([words, conditions]) =>
          words === null || (conditions.length === fact.conditions.length && keeps(conditions, [words])),
      ),
  },
  {
    says: "« depuis » with another date than the one it applies from",
    holds: (fact) =>
      [...everyWord(fact).matchAll(SINCE)].every(([, said = ""]) => isSince(fact, said)) &&
      [...(fact.text_en ?? "").matchAll(/since [\w ]*(\d{4})/gi)].every(
        ([, year]) => year === fact.effect_date?.slice(0, 4),
      ),
  },
  {
    says: "a couple without an ex",
    holds: (fact) =>
      fact.no_ex !== null ||
      [everyWord(fact), fact.text_facile ?? "", fact.text_en ?? ""].every(
        (words) =>
          !/conjoint|concubin|dans (?:un|le) couple|spouse/i.test(words) || /(?<!\p{L})ex(?!\p{L})/iu.test(words),
      ),
  },
  {
    says: "a list that does not say of when it is",
    holds: (fact) => !fact.is_list || /situation de 20\d\d/.test(fact.text),
  },
  {
    says: "sources disagree, and the sentence bears no date",
    holds: (fact) =>
      fact.status === "V" ||
      [fact.text, fact.text_facile, fact.text_en].every((words) => words === null || /20\d\d/.test(words)),
  },
];

/** What is wrong with the sentences of records, by name: each kind of fault that was found once. Empty when all is well. */
export const wrongSentences = (facts: Iterable<Fact>): string[] =>
  [...facts].flatMap((fact) => FAULTS.filter(({ holds }) => !holds(fact)).map(({ says }) => `"${fact.id}": ${says}`));

/** « En vigueur depuis le 4 mars 2022 », « Version du 23 mars 2024 », « Loi du 3 août 2018 ». */
export function dateOfLaw({ effect_date, version_date, law_date }: Fact): string {
  if (effect_date !== null) {
    return `En vigueur depuis le ${dayInWords(effect_date)}`;
  }
  if (version_date !== null) {
    return `Version du ${dayInWords(version_date)}`;
  }
  return law_date === null ? "Date non relevée" : `Loi du ${dayInWords(law_date)}`;
}
