import * as z from "zod";

const LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ";

/** The key of a UAI: the letter at (first seven digits modulo 23), without I, O and Q. Agrees with published UAIs. */
const letterOf = (digits: string): string => LETTERS.charAt(Number(digits) % 23);

/** A number as people type it, without its spaces, dots and dashes. */
export const packed = z.string().transform((text) => text.replace(/[\s.-]/g, "").toUpperCase());

/** The number of a school: seven digits and their letter. Proves the format, not that the school exists. */
export const Uai = packed.pipe(
  z
    .string()
    .regex(
      /^\d{7}[A-Z]$/,
      "Un UAI s’écrit avec sept chiffres et une lettre, comme 0750654D. Il figure sur Onde ou Pronote.",
    )
    .refine((uai) => letterOf(uai.slice(0, 7)) === uai[7], {
      message:
        "La lettre finale de l’UAI ne correspond pas à ses sept chiffres. Vérifiez chaque caractère, comme dans 0750654D.",
    }),
);

/**
 * The UAI that somebody may mean by a number: with spaces or small letters, without its first zero, without its letter, which then follows
 * from the digits. Null for anything else; a letter that is typed stays as it is, right or wrong.
 * @example uaiMeant("750654 d") => "0750654D"
 * @example uaiMeant("750654") => "0750654D"
 * @example uaiMeant("lycée") => null
 */
export function uaiMeant(typed: string): string | null {
  const [, digits = "", letter = ""] = /^(\d{6,7})([A-Z]?)$/.exec(packed.parse(typed)) ?? [];
  const whole = digits.padStart(7, "0");
  return digits === "" ? null : `${whole}${letter === "" ? letterOf(whole) : letter}`;
}
