import type { Session } from "../sessions/session.ts";

/** What somebody of a team may need in order to give a session, from a closed list: no free text, no diagnosis. */
export const OWN_NEEDS = {
  step_free: "Accès sans marche",
  hearing_loop: "Boucle magnétique ou micro",
  sign_language: "Interprète en langue des signes",
  pauses: "Des pauses",
  large_print: "Documents en gros caractères",
  transport: "Près des transports en commun",
} as const;
export type OwnNeed = keyof typeof OWN_NEEDS;

/** The needs of a list, in our order; what is none of them is dropped. */
export const readOwnNeeds = (codes: readonly string[]): OwnNeed[] =>
  (Object.keys(OWN_NEEDS) as OwnNeed[]).filter((need) => codes.includes(need));
export const ownNeedsInWords = (needs: readonly OwnNeed[]): string =>
  needs.map((need) => OWN_NEEDS[need].toLowerCase()).join(", ");

/** What a place is known to lack of what somebody needs; online nothing is. */
export const lackedBy = (needs: readonly OwnNeed[], { venue }: Pick<Session, "venue">): OwnNeed[] =>
  needs.filter(
    (need) =>
      venue !== null &&
      ((need === "step_free" && !venue.isStepFree) || (need === "hearing_loop" && !venue.hasHearingLoop)),
  );
