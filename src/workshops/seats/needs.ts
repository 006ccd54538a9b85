import * as z from "zod";

/** What a person may need to attend, from a closed list: no free text, no diagnosis. */
export const NEEDS = {
  step_free: "Accès sans marche",
  hearing_loop: "Boucle magnétique ou micro",
  sign_language: "Interprète en langue des signes",
  large_print: "Documents en gros caractères",
  easy_words: "Explications en mots simples",
} as const;
export type Need = keyof typeof NEEDS;
export const Need = z.enum(Object.keys(NEEDS) as [Need, ...Need[]], { message: "Choisissez dans la liste proposée." });

/** What an association answers to a need, from a closed list too. */
export const NEED_ANSWERS = {
  planned: "Prévu",
  cannot: "Nous n’y arrivons pas",
  together: "À voir ensemble",
} as const;
export type NeedAnswer = keyof typeof NEED_ANSWERS;
export const NeedAnswer = z.enum(Object.keys(NEED_ANSWERS) as [NeedAnswer, ...NeedAnswer[]]);

/** What each answer says to the person who has the need. */
export const ANSWERS_SAY: Readonly<Record<NeedAnswer, readonly [vous: string, tu: string]>> = {
  planned: ["C’est prévu.", "C’est prévu."],
  cannot: [
    "Nous n’y arrivons pas pour cette date. Vous pouvez venir quand même, ou choisir une autre date.",
    "Nous n’y arrivons pas pour cette date. Tu peux venir quand même, ou choisir une autre date.",
  ],
  together: [
    "C’est à voir ensemble : parlez-en à l’équipe en arrivant, ou en répondant à ses messages.",
    "C’est à voir ensemble : parles-en à l’équipe en arrivant, ou en répondant à ses messages.",
  ],
};
