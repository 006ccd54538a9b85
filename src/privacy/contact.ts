import * as z from "zod";

import { fold } from "../kernel/text.ts";

/** Domains that can receive no mail (RFC 2606 and 6761): the provider would refuse them. */
const RESERVED = new Set(["example.com", "example.org", "example.net", "test.com"]);
const RESERVED_TLD = /\.(?:test|invalid|example|localhost)$/;

/** True for an address at a reserved domain. */
function isReservedAddress(address: string): boolean {
  const domain = address.slice(address.lastIndexOf("@") + 1);
  return RESERVED.has(domain) || RESERVED_TLD.test(`.${domain}`) || domain === "localhost";
}

/**
 * An e-mail address as people type it: trimmed, lower case, an ASCII address of at most 254 characters whose domain
 * can receive mail. The messages say what to do.
 */
export const EmailAddress = z
  .string()
  .transform((text) => text.trim().toLowerCase())
  .pipe(
    z
      .string()
      .min(1, "Écrivez une adresse e-mail : c’est là que nous envoyons la confirmation.")
      .max(254, "Cette adresse est trop longue. Vérifiez-la.")
      .pipe(z.email("Cette adresse n’est pas complète. Elle doit ressembler à nom@fournisseur.fr."))
      .refine((address) => !isReservedAddress(address), {
        message: "Ce domaine est réservé aux exemples et ne reçoit pas de courrier. Écrivez une adresse réelle.",
      }),
  );

/** First name or nickname: one line, 1 to 40 characters, no control characters. Shown as text, never as HTML. */
export const FirstName = z
  .string()
  .transform((text) => text.normalize("NFC").replace(/\s+/g, " ").trim())
  .pipe(
    z
      .string()
      .min(1, "Écrivez un prénom ou un surnom : c’est ainsi que l’animateur vous appellera.")
      .max(40, "40 caractères au plus : un prénom ou un surnom suffit.")
      .regex(/^[^\p{C}]*$/u, "Ce prénom contient des caractères invisibles. Écrivez-le de nouveau.")
      .refine((name) => !/(?:\d[\s.-]?){8,}/.test(name), {
        message: "N’écrivez pas de numéro de téléphone : nous n’en demandons jamais.",
      })
      .refine((name) => !fold(name).includes("@"), { message: "Écrivez un prénom, pas une adresse." }),
  );
