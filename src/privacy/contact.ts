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

/** An address with its domain in ASCII, as browsers write it: `info@mairie-évian.fr` is `info@xn--mairie-vian-hbb.fr`. */
function withAsciiDomain(address: string): string {
  const at = address.lastIndexOf("@") + 1;
  const domain = address.slice(at);
  // Only what may be a name: a URL would take a path or a port away without a word.
  const isName = /^[\p{L}\p{M}\p{N}.-]+$/u.test(domain) && /[^\u0020-\u007e]/.test(domain);
  return at > 0 && isName && URL.canParse(`http://${domain}`)
    ? address.slice(0, at) + new URL(`http://${domain}`).hostname
    : address;
}

/** The first character that an address cannot have, in words: « é », or its number when it cannot be seen. */
function oddCharacter(address: string): string | null {
  const odd = /[^\u0021-\u007e]/u.exec(address)?.[0];
  if (odd === undefined) {
    return null;
  }
  const number = `U+${(odd.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  return odd === " " ? "une espace" : /[\p{C}\p{Z}]/u.test(odd) ? `un caractère invisible (${number})` : `« ${odd} »`;
}

/**
 * An e-mail address as people type or paste it: without what is invisible around it, lower case, its domain in ASCII; an address of at
 * most 254 characters whose domain can receive mail. The messages say what to do.
 */
export const EmailAddress = z
  .string()
  .transform((text) => withAsciiDomain(text.replace(/^[\p{C}\p{Z}]+|[\p{C}\p{Z}]+$/gu, "").toLowerCase()))
  .pipe(
    z
      .string()
      .min(1, "Il manque une adresse e-mail : c’est là que part la confirmation.")
      .max(254, "Cette adresse est trop longue. Vérifiez-la.")
      .superRefine((address, context) => {
        const odd = oddCharacter(address);
        if (odd !== null) {
          context.addIssue({ code: "custom", message: `Une adresse ne peut pas contenir ${odd}. Corrigez-la.` });
        }
      })
      .pipe(z.email("Cette adresse n’est pas complète. Elle doit ressembler à nom@fournisseur.fr."))
      .refine((address) => !isReservedAddress(address), {
        message: "Ce domaine est réservé aux exemples et ne reçoit pas de courrier. Écrivez une adresse réelle.",
      }),
  );

/** What cannot be seen in a name, but for joiners between letters: Persian and Indian names are written with them. */
const UNSEEN = /(?!(?<=[\p{L}\p{M}])[\u200c\u200d](?=\p{L}))\p{C}/gu;

/** What a name is made of; a point only after a single letter, so that nothing in it is a link. */
const NOT_OF_A_NAME =
  /[^\p{L}\p{M}\p{Join_C} '’.-]|(?<!(?<![\p{L}\p{M}])\p{L}\p{M}*)\.|\.(?=[\p{L}\p{M}])|(?<!\p{L})www(?!\p{L})/iu;

/** What to correct in a name; null when nothing. */
function oddInName(name: string): string | null {
  const odd = NOT_OF_A_NAME.exec(name)?.[0];
  return odd === undefined
    ? null
    : odd === "."
      ? "Dans un prénom, un point ne suit qu’une seule lettre, comme dans « J. ». Corrigez-le."
      : `Un prénom ne peut pas contenir « ${odd} ». Corrigez-le.`;
}

/** First name or nickname: one line, 1 to 40 characters; what is invisible is removed. Shown as text, never as HTML. */
export const FirstName = z
  .string()
  .transform((text) => text.normalize("NFC").replace(/\s+/g, " ").replace(UNSEEN, "").trim())
  .pipe(
    z
      .string()
      .min(1, "Écrivez un prénom ou un surnom : c’est ainsi que l’animateur vous appellera.")
      .max(40, "40 caractères au plus : un prénom ou un surnom suffit.")
      .refine((name) => !/(?:\d[\s.-]?){8,}/.test(name), {
        message: "N’écrivez pas de numéro de téléphone : nous n’en demandons jamais.",
      })
      .refine((name) => !fold(name).includes("@"), { message: "Écrivez un prénom, pas une adresse." })
      .superRefine((name, context) => {
        const message = oddInName(name);
        if (message !== null) {
          context.addIssue({ code: "custom", message });
        }
      }),
  );
