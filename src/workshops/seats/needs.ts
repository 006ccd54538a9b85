import * as z from "zod";

import { afterWorkingDays } from "../../kernel/working-days.ts";
import { type Session, placeOf } from "../sessions/session.ts";

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

/** What takes time to arrange: so many working days. */
export const LEAD_DAYS: Partial<Record<Need, number>> = { sign_language: 15, hearing_loop: 5, large_print: 3 };
/** Whether less than that is left before a session. */
export function isTooLateFor(need: Need, session: Session, now: number): boolean {
  const days = LEAD_DAYS[need];
  return days !== undefined && afterWorkingDays(days, now, placeOf(session)) > session.startsAt;
}
/** What nobody can promise for a session as it stands: too little time is left, or its room is not known to have it. */
export function unsureOf(session: Session, now: number): Need[] {
  const { venue } = session;
  const has: Partial<Record<Need, boolean>> =
    venue === null
      ? { step_free: true, hearing_loop: true }
      : { step_free: venue.isStepFree, ...(venue.hasHearingLoop ? { hearing_loop: true } : {}) };
  return (Object.keys(NEEDS) as Need[]).filter((need) => !(has[need] ?? !isTooLateFor(need, session, now)));
}

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
