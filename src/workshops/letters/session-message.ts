import * as z from "zod";

import { dayInWords, hourIn } from "../../kernel/time.ts";

/** What a message is about: it writes the first sentence. */
export const MESSAGE_KINDS = {
  bring: "quoi apporter",
  place: "la salle",
  access: "l’accès",
  late: "un retard",
  other: "autre chose",
} as const;
export type MessageKind = keyof typeof MESSAGE_KINDS;
export const MessageKind = z.enum(Object.keys(MESSAGE_KINDS) as [MessageKind, ...MessageKind[]]);

/** Who a message is for. */
export const MESSAGE_AUDIENCES = { seat: "Qui a une place", list: "Qui attend", all: "Tous" } as const;
export type MessageAudience = keyof typeof MESSAGE_AUDIENCES;
export const MessageAudience = z.enum(Object.keys(MESSAGE_AUDIENCES) as [MessageAudience, ...MessageAudience[]]);

export const MOST_LETTERS = 600;
/** What no message holds, and why: it stays in many mailboxes, some of them of the young. */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [
    /(?:\+?\d[\s().-]*){8,}/u,
    "un numéro de téléphone : il resterait dans toutes ces messageries. On vous répond par e-mail",
  ],
  [/[^\s@]+@[^\s@]+\.[^\s@]+/u, "une adresse e-mail : les réponses vont déjà à la vôtre"],
  [
    /https?:\/\/\S*|www\.\S+|\b[\p{L}\d-]+\.(?:fr|com|org|net|eu|io|info|app|link)\b\S*/iu,
    "une adresse de site : un lien dans un message ressemble à un piège",
  ],
  [
    /(?:^|[.!?]\s+)\p{Lu}\p{Ll}+\s*[,(]\s*\d{1,2}\s*ans\b|(?<=[\p{Ll},;:(]\s)\p{Lu}\p{Ll}+[^.!?]{0,15}\b\d{1,2}\s*ans\b|\b\d{1,2}\s*ans\b[^.!?]{0,15}(?<=\s)\p{Lu}\p{Ll}+/u,
    "un prénom à côté d’un âge : il désignerait un enfant",
  ],
];

/** One plain paragraph; what it may not hold is named, with the words that were found. */
export const paragraph = (least: number, most: number) =>
  z
    .string()
    .transform((text) => text.normalize("NFC").replace(/\s+/g, " ").trim())
    .pipe(
      z
        .string()
        .min(least, "Écrivez votre message.")
        .max(most, `${most} caractères au plus.`)
        .regex(/^[^\p{C}<>]*$/u, "Des caractères ne sont pas acceptés ici.")
        .superRefine((text, context) => {
          const found = REFUSED.map(([pattern, why]) => ({ what: pattern.exec(text)?.[0], why })).find(
            ({ what }) => what !== undefined,
          );
          if (found?.what !== undefined) {
            context.addIssue({
              code: "custom",
              message: `« ${found.what.trim().replace(/[.,;:!?]+$/, "")} » est ${found.why}. Retirez-le.`,
            });
          }
        }),
    );
/** What an association writes to the people of a session. */
export const MessageBody = paragraph(3, MOST_LETTERS);

export const MOST_NOTES = 300;
/** What the people of a session should know, or nothing. */
export const Notes = paragraph(0, MOST_NOTES);

/** Three a week for one session, a fourth in its last day; the same words within the hour are one message. Seconds. */
export const MOST_A_WEEK = 3;
export const SAME_WITHIN = 3600;

type About = {
  kind: MessageKind;
  startsAt: number;
  tz: string;
  isOnline: boolean;
  place: string;
  others?: readonly number[];
};
const NEWS: Readonly<Record<MessageKind, string>> = {
  bring: "voici quoi apporter",
  place: "voici comment trouver la salle",
  access: "voici comment entrer",
  late: "il y a un retard",
  other: "voici une précision",
};

/** « mardi 8 ». */
const dayOfMonth = (at: number, tz: string): string => dayInWords(at, tz).split(" ").slice(0, 2).join(" ");

/** « mardi 8 décembre ». */
const inFull = (at: number, tz: string): string => dayInWords(at, tz).split(" ").slice(0, 3).join(" ");

/** The sentences around what the association wrote: the same in the mail and in what is shown before it leaves. */
export function messageSentences(
  { kind, startsAt, tz, isOnline, place, others = [] }: About,
  to: "seat" | "list" | "parent",
  tu: boolean,
) {
  const day = dayOfMonth(startsAt, tz);
  const days = new Intl.ListFormat("fr").format([startsAt].concat(others).map((at) => `du ${inFull(at, tz)}`));
  const hour = hourIn(startsAt, tz, { online: isOnline });
  const opening = {
    seat: `Pour ${others.length > 0 ? "les ateliers" : "l’atelier"} ${days}, ${NEWS[kind]}.`,
    list: `${tu ? "Tu es" : "Vous êtes"} toujours sur la liste d’attente de l’atelier ${days}. Si une place se libère, ${NEWS[kind]}.`,
    parent: `Pour l’atelier ${days}, auquel vous avez donné votre accord, ${NEWS[kind]}.`,
  }[to];
  const closing = {
    seat:
      kind === "place" || kind === "late"
        ? ""
        : `Rien d’autre ne change${others.length > 0 ? "" : ` : ${hour}, ${place}`}.`,
    list: tu ? "Ton rang ne change pas." : "Votre rang ne change pas.",
    parent: "",
  }[to];
  const whose = { seat: tu ? "Ton" : "Votre", list: tu ? "Ton" : "Votre", parent: "L’" }[to];
  const subject = `${whose}${to === "parent" ? "" : " "}atelier du ${day} : une précision`;
  return { subject, opening, closing };
}
