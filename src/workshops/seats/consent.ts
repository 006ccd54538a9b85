import { byDay } from "../../kernel/deadline.ts";
import { DAY, HOUR } from "../../kernel/time.ts";
import { type Party, needsConsent } from "./party.ts";

/** Consent is asked this long before the session at the latest. Seconds. */
const CONSENT_CLOSES = 12 * HOUR;

/**
 * Until when a seat waits for a parent, in unix seconds: 72 hours, or 48 when the session is within 7 days, never past 12 hours before
 * the start.
 */
export const consentUntil = ({ startsAt, tz }: { startsAt: number; tz: string }, now: number): number =>
  byDay(now + (startsAt - now < 7 * DAY ? 48 : 72) * HOUR, { now, tz, latest: startsAt - CONSENT_CLOSES });

/** True when a parent has to be asked and could not answer in time: at least an hour is left to them. */
export const isTooLate = (
  session: { startsAt: number; tz: string; consentUnderAge: number },
  party: Party,
  now: number,
): boolean => needsConsent(party, session.consentUnderAge) && consentUntil(session, now) < now + HOUR;

/** When the child is told once that no answer came: half-way. */
export const nudgeAt = (askedAt: number, until: number): number => askedAt + Math.floor((until - askedAt) / 2);

/** What became of a question put to a parent. */
export const OUTCOMES = ["asked", "given", "refused", "lapsed", "withdrawn"] as const;
export type Outcome = (typeof OUTCOMES)[number];
/** What each is called in the copy of what is held about somebody. */
export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  asked: "demandé",
  given: "donné",
  refused: "refusé",
  lapsed: "resté sans réponse",
  withdrawn: "retiré",
};
/** What a parent's own click made of it. */
export const ANSWERED = ["given", "refused", "withdrawn"] as const satisfies readonly Outcome[];
export const SIDES = ["child", "guardian"] as const;
export type Side = (typeof SIDES)[number];

/**
 * The exact sentences under which a child and a parent agree, each version kept for as long as a proof refers to it: change one by
 * adding a version at the end. The law sets 15 years for online services based on consent (art. 8 RGPD, art. 45 loi Informatique et
 * Libertés); asking a parent for a workshop is our own rule.
 */
const WORDINGS = [
  {
    child: "Je veux venir à cet atelier, et je sais qu’on demande l’accord d’un parent.",
    guardian:
      "J’autorise cet enfant à venir à cet atelier : j’exerce l’autorité parentale, ou la personne qui l’exerce est d’accord.",
    children: "Chaque enfant inscrit ici veut venir à cet atelier.",
    parent:
      "J’autorise chaque enfant inscrit ici à venir à cet atelier : j’exerce l’autorité parentale, ou la personne qui l’exerce est d’accord.",
  },
] as const;
/** Who agrees to what: a child alone and the parent who is asked, or the children and the parent of one form. */
export type Wording = (typeof WORDINGS)[number];
/** The version of today, and its sentences. */
export const WORDING_VERSION = WORDINGS.length;
export const WORDING: Wording = WORDINGS[WORDINGS.length - 1] ?? WORDINGS[0];

/** SHA-256 (hex) of the sentence that was shown. */
export async function wordingSha(words: keyof Wording): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(WORDING[words]));
  return new Uint8Array(digest).toHex();
}
