import * as z from "zod";

/** The name of an organisation or a place, as the public knows it: one line, no address, no telephone number. */
export const PublicName = z
  .string()
  .transform((text) => text.normalize("NFC").replace(/\s+/g, " ").trim())
  .pipe(
    z
      .string()
      .min(2, "Écrivez le nom de la structure, tel que le public le connaît.")
      .max(120, "120 caractères au plus.")
      .regex(/^[^\p{C}<>@]*$/u, "Écrivez le nom seul, sans adresse ni caractères spéciaux.")
      .refine((name) => !/(?:\d[\s.-]?){10,}/.test(name), {
        message: "N’écrivez pas de numéro de téléphone : nous n’en demandons jamais.",
      }),
  );
