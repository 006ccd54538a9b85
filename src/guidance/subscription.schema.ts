import * as z from "zod";

import { EmailAddress } from "../privacy/contact.ts";

/** How old the child is, where somebody says it: it adapts words, and nothing else. */
export const AGE_GROUPS = ["primaire", "college", "lycee"] as const;
/** What somebody does with their agreement, each kept as proof. */
export const CONSENT_ACTIONS = ["requested", "confirmed", "changed", "paused", "resumed", "withdrawn"] as const;
/** The two that a link in a mail can stand for: asked for in a form, or on the page of settings. */
export const ASKING = ["requested", "confirmed"] as const satisfies readonly (typeof CONSENT_ACTIONS)[number][];

/** Where people may live, as they say it, and the IANA zone whose hours are theirs. */
export const ZONES: Readonly<Record<string, string>> = {
  "Europe/Paris": "France hexagonale, Corse",
  "America/Guadeloupe": "Guadeloupe, Saint-Martin, Saint-Barthélemy",
  "America/Martinique": "Martinique",
  "America/Cayenne": "Guyane",
  "America/Miquelon": "Saint-Pierre-et-Miquelon",
  "Indian/Reunion": "La Réunion",
  "Indian/Mayotte": "Mayotte",
  "Pacific/Noumea": "Nouvelle-Calédonie",
  "Pacific/Tahiti": "Polynésie : Société, Tuamotu, Australes",
  "Pacific/Marquesas": "Polynésie : Marquises",
  "Pacific/Wallis": "Wallis-et-Futuna",
};
export const Zone = z
  .string()
  .refine((zone) => Object.hasOwn(ZONES, zone), { message: "Choisissez un lieu de la liste." });

/** The hours at which guidance may come; outside quiet hours. */
export const HOURS: readonly number[] = [8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20];

/** Said to a parent who left the question out. */
export const CHOOSE_AGE = "Choisissez une tranche, ou « je préfère ne pas dire ».";

/** The form of `/parents`: what happens, how old the child is, where to write, and the agreement. */
export const SubscriptionForm = z.object({
  parcours: z.string().min(1, "Choisissez ce qui ressemble le plus à votre situation."),
  /** Of the child, where there is one: the others have nothing to say here. */
  age: z
    .enum([...AGE_GROUPS, "aucun", ""], { message: CHOOSE_AGE })
    .transform((age) => (age === "aucun" || age === "" ? null : age)),
  email: EmailAddress,
  zone: Zone,
  accord: z.literal("on", { message: "Cochez la case : sans votre accord, nous n’envoyons rien." }),
});
export type SubscriptionForm = z.infer<typeof SubscriptionForm>;

/** The errors of a form, by field: the first of each. */
export function errorsOf(error: z.ZodError): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const issue of error.issues) {
    errors[String(issue.path[0])] ??= issue.message;
  }
  return errors;
}
