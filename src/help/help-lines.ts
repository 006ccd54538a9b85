import * as z from "zod";

import { type Hours, type Spoken, answersAtNight, hoursInWords } from "./opening.ts";
import { PROVENANCE, parseRecords } from "./provenance.ts";
import type { Language, Tongue } from "./tongue.ts";

const Clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/);
const Opening = z
  .object({ days: z.array(z.int().min(1).max(7)).min(1), from: Clock, to: Clock })
  .strict()
  .refine(({ from, to }) => from < to, "closes before it opens");

/** One way to reach a line: its own handle, its own hours, for whom, and what it asks before it answers. */
const Channel = z
  .object({
    kind: z.enum(["phone", "sms", "chat", "visio", "form", "app"]),
    href: z.string().regex(/^(?:tel:|sms:|https:\/\/)\S+$/),
    /** Null: nobody read them. Such a channel never counts as one that answers at night. */
    hours: z.union([z.literal("always"), z.array(Opening).min(1)]).nullable(),
    /** What is known of hours that were not read, in words. */
    when: z.string().nullable().default(null),
    ages: z.string().nullable().default(null),
    asks: z.string().nullable().default(null),
    free: z.boolean(),
  })
  .strict();
export type Channel = z.infer<typeof Channel>;

const Said = z.string().min(1).nullable().default(null);
/** The words of a line in another language; of its channels in their order, those that have words. */
const Translated = z
  .object({
    what: z.string().min(1),
    for_whom: z.string().min(1),
    more: Said,
    band: Said,
    channels: z.array(z.object({ when: Said, ages: Said, asks: Said }).strict()),
  })
  .strict()
  .nullable()
  .default(null);

const HelpLineRecord = z
  .object({
    id: z.string(),
    label: z.string(),
    channels: z.array(Channel).min(1),
    /** Where one reads more. */
    site: z.url().nullable(),
    what: z.string(),
    for_whom: z.string(),
    /** What goes with every channel: « anonyme, confidentiel ». */
    more: z.string().nullable(),
    /** A service that takes what one sends and listens to nobody. */
    listens: z.boolean(),
    /** On what the sources disagree: told where people check, never in an emergency. */
    doubt: z.string().nullable(),
    band: z.string().nullable(),
    /** Old numbers that people may still look for. */
    replaces: z.array(z.string()),
    en: Translated,
    facile: Translated,
    ...PROVENANCE,
  })
  .strict();

/** A help line, as published, with what its channels make of it. */
export type HelpLine = z.infer<typeof HelpLineRecord> & {
  /** Its first channel. */
  href: string;
  /** When each channel answers, and what goes with all of them. */
  hours: string;
  at_night: "answers" | "closed" | "not_a_listener";
};

/** Reads the one list of help lines, in the order of display. What they do at night is computed, never written. */
export const parseHelpLines = (data: unknown): HelpLine[] =>
  parseRecords("help-lines.json", HelpLineRecord, data).map((line) =>
    Object.assign(line, { href: line.channels[0]?.href ?? "", hours: hoursOf(line, "fr"), at_night: nightOf(line) }),
  );

/** The same lines in another language. Throws with the first that was not written in it, or has words where the French has none. */
export const linesInTongue = (lines: readonly HelpLine[], { id, lang }: Pick<Tongue, "id" | "lang">): HelpLine[] =>
  lines.map((line) => {
    const words = wordsIn(line, id);
    const channels = line.channels.map((channel, index) => ({ ...channel, ...words.channels[index] }));
    const { what, for_whom, more, band } = words;
    const said = { ...line, what, for_whom, more, band, channels };
    return { ...said, hours: hoursOf(said, lang) };
  });

function wordsIn(line: HelpLine, language: Language): NonNullable<HelpLine["en"]> {
  const words = language === "en" ? line.en : line.facile;
  const differs =
    words?.channels.length !== line.channels.length ||
    (words.band === null) !== (line.band === null) ||
    line.channels.some((channel, index) =>
      (["when", "ages", "asks"] as const).some(
        (key) => (channel[key] === null) !== (words.channels[index]?.[key] === null),
      ),
    );
  if (words === null || differs) {
    throw new Error(`content/help-lines.json: "${line.id}" is not written in "${language}"`);
  }
  return words;
}

const SPEAKS = {
  fr: {
    kinds: { phone: "téléphone", sms: "SMS", chat: "tchat", visio: "visio", form: "site", app: "application" },
    unread: "aux heures d’ouverture",
    free: "gratuit",
    colon: " : ",
    semicolon: " ; ",
  },
  en: {
    kinds: { phone: "phone", sms: "text", chat: "chat", visio: "video", form: "website", app: "app" },
    unread: "during opening hours",
    free: "free",
    colon: ": ",
    semicolon: "; ",
  },
} as const;

/** « tous les jours, de 9 h à 23 h »; for hours that nobody read, what is known of them. */
export const channelHours = ({ hours, when }: { hours: Hours; when: string | null }, spoken: Spoken = "fr"): string =>
  hoursInWords(hours, spoken) ?? when ?? SPEAKS[spoken].unread;

/** « tchat : certains après-midi seulement, moins de 21 ans ». */
export const channelInWords = (channel: Channel, spoken: Spoken = "fr"): string =>
  [
    `${SPEAKS[spoken].kinds[channel.kind]}${SPEAKS[spoken].colon}${channelHours(channel, spoken)}`,
    channel.ages,
    channel.asks,
  ]
    .filter((part) => part !== null)
    .join(", ");

function hoursOf({ channels, more, listens }: Pick<HelpLine, "channels" | "more" | "listens">, spoken: Spoken): string {
  const { free, semicolon } = SPEAKS[spoken];
  const [only, ...others] = channels;
  const alone = only === undefined || others.length > 0 ? null : [channelHours(only, spoken), only.asks];
  const told =
    alone?.filter((part) => part !== null).join(", ") ??
    channels.map((channel) => channelInWords(channel, spoken)).join(semicolon);
  const price = channels.every((channel) => channel.free) ? free : null;
  const first = [listens ? told : null, price].filter((part) => part !== null).join(", ");
  const words = [first, more].filter((part) => part !== null).join(semicolon);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function nightOf({ channels, listens }: Pick<HelpLine, "channels" | "listens">): HelpLine["at_night"] {
  if (!listens) {
    return "not_a_listener";
  }
  return channels.some((channel) => answersAtNight(channel.hours)) ? "answers" : "closed";
}

const SPOKEN: ReadonlySet<Channel["kind"]> = new Set(["phone", "visio"]);
/** The channel to speak on, when a line has one. */
export const spokenChannel = ({ channels }: HelpLine): Channel | undefined =>
  channels.find((channel) => channel.kind === "phone");
/** The channel to write on, when a line has one. */
export const writtenChannel = ({ channels }: HelpLine): Channel | undefined =>
  channels.find((channel) => !SPOKEN.has(channel.kind));

/** The lines of the band: on every page and at the foot of every mail. */
export const bandLines = (lines: readonly HelpLine[]): HelpLine[] => lines.filter((line) => line.band !== null);

/** The line for thoughts of dying: every result and every search that speaks of danger shows it. */
export const AGAINST_DYING = "3114";
