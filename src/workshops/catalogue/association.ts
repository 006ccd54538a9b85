import * as z from "zod";

/** What the school authorities have signed with an association. */
export const AGREEMENT_KINDS = ["none", "academic", "national"] as const;
export type AgreementKind = (typeof AGREEMENT_KINDS)[number];
export const AGREEMENT_WORDS: Readonly<Record<AgreementKind, string>> = {
  none: "Aucun",
  academic: "Agrément académique de l’Éducation nationale",
  national: "Agrément national de l’Éducation nationale",
};

/** The columns that say it, of the table `associations`. */
export const AGREEMENT_SHAPE = {
  agreement_kind: z.enum(AGREEMENT_KINDS),
  agreement_until_on: z.iso.date().nullable(),
  agreement_seen_on: z.iso.date().nullable(),
};
export type Agreement = {
  agreementKind: AgreementKind;
  /** Its last day; null: the association says that it has one, and nobody of ours saw the paper. */
  agreementUntilOn: string | null;
  agreementSeenOn: string | null;
};

/** « 31/08/2028 ». */
const dayIn = (dayOn: string): string => dayOn.split("-").toReversed().join("/");
/** An agreement as a page says it on a day; null when there is none, or no longer. It is shown, never asked for, never ours to give. */
export function agreementInWords(
  { agreementKind, agreementUntilOn, agreementSeenOn }: Agreement,
  todayOn: string,
): string | null {
  if (agreementKind === "none" || (agreementUntilOn !== null && agreementUntilOn < todayOn)) {
    return null;
  }
  const words = AGREEMENT_WORDS[agreementKind];
  return agreementUntilOn === null || agreementSeenOn === null
    ? `${words}, d’après l’association.`
    : `${words} jusqu’au ${dayIn(agreementUntilOn)} ; document vu par notre équipe le ${dayIn(agreementSeenOn)}.`;
}

/** What is said where one would look for it. */
export const NO_AGREEMENT = "Nous n’avons pas vu d’agrément de l’Éducation nationale ; il n’est pas exigé ici.";

/** How many days before its end an association is told, first and last. */
export const AGREEMENT_RECALLS = [180, 90] as const;
