import * as z from "zod";

import { EmailAddress, FirstName } from "../privacy/contact.ts";

/** What a person may need to attend, from a closed list: no free text, no diagnosis. */
export const NEEDS = {
  step_free: "Accès sans marche",
  hearing_loop: "Boucle magnétique ou micro",
  sign_language: "Interprète en langue des signes",
  large_print: "Documents en gros caractères",
  easy_words: "Explications en mots simples",
} as const;
type Need = keyof typeof NEEDS;

/** Age bands of someone who registers alone. Under 15 has a page of its own. */
export const AGE_BANDS = { under_15: "Moins de 15 ans", "15_17": "15 à 17 ans", "18_plus": "18 ans ou plus" } as const;

const needs = z
  .array(z.enum(Object.keys(NEEDS) as [Need, ...Need[]], { message: "Choisissez dans la liste proposée." }))
  .max(5);
const isCalendarWanted = z.enum(["", "on"]).transform((v) => v === "on");
const ageBand = z.enum(["15_17", "18_plus"], {
  error: (issue) =>
    issue.input === "under_15"
      ? "Avant 15 ans, on ne s’inscrit pas seul en ligne. Lis « Tu as moins de 15 ans » juste au-dessus."
      : "Choisis ta tranche d’âge : elle sert à adapter l’atelier.",
});

/** The form of one person: adults are not asked their age, since the session is for adults. */
export const AdultForm = z.object({
  name: FirstName,
  email: EmailAddress,
  ageBand: z.literal("18_plus").default("18_plus"),
  needs,
  isCalendarWanted,
});
/** The same for sessions for young people, from 15. */
export const YouthForm = AdultForm.extend({ ageBand });
export type PersonForm = z.infer<typeof YouthForm>;

/** Only an address: to correct one, or to get one's links again. */
export const AddressForm = z.object({ email: EmailAddress });

/** What went wrong, by field, in the order of the form. */
export type FieldErrors = Record<string, string>;

/** The first message of each field. */
export function fieldErrors(error: z.ZodError): FieldErrors {
  const errors: FieldErrors = {};
  for (const issue of error.issues) {
    errors[String(issue.path[0])] ??= issue.message;
  }
  return errors;
}
