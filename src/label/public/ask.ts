import type { ReferentialFile } from "../scoring/formats.ts";

/** A question to put to one's mutuelle, made from a criterion. */
export type Question = { id: string; text: string };

/** The questions of a referential, in its order (`help.question`). */
export const questionsOf = ({ criteria }: Pick<ReferentialFile, "criteria">): Question[] =>
  criteria.flatMap(({ id, help }) => (help?.question === undefined ? [] : [{ id, text: help.question }]));

export type AskDraft = {
  /** Name of the mutuelle, as typed; empty for a blank to fill in. */
  mutuelle: string;
  /** Name of the person; empty for a blank. */
  name: string;
  place: string;
  dateInWords: string;
  questions: readonly string[];
};

const BLANK = "…………………………";
const or = (text: string): string => (text.trim() === "" ? BLANK : text.trim());

/** The letter, a paragraph each: no promise, no reproach, nothing about what happened to the person. */
export function writeAsk({ mutuelle, name, place, dateInWords, questions }: AskDraft): string[] {
  return [
    or(name),
    `À ${or(mutuelle)}, service adhérents`,
    `${or(place)}, le ${dateInWords.trim() === "" ? BLANK : dateInWords}`,
    "Objet : votre aide aux victimes de cyberharcèlement par téléphone",
    "Madame, Monsieur,",
    "Je suis adhérent ou adhérente de votre mutuelle. Je souhaite savoir ce que mon contrat prévoit si une personne de mon foyer est harcelée par téléphone ou en ligne.",
    "Pouvez-vous me répondre, par écrit, aux questions suivantes ?",
    ...questions.map((question, i) => `${i + 1}. ${question}`),
    "Je vous remercie de m’indiquer aussi l’adresse de la page publique où ces informations figurent.",
    "Je vous prie d’agréer, Madame, Monsieur, l’expression de mes salutations distinguées.",
    or(name),
  ];
}
