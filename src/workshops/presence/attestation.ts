import * as z from "zod";

import { fold } from "../../kernel/text.ts";
import type { RegistrationState } from "../seats/registration.ts";
import type { Session } from "../sessions/session.ts";

/** What an attestation says: that somebody came, or a class. */
export const ATTESTATION_KINDS = ["person", "class"] as const;
/** How the adult of the school signs the sheet: on the facilitator's screen, or by the link of a mail. */
export const SIGNED_VIA = ["screen", "link"] as const;
export type SignedVia = (typeof SIGNED_VIA)[number];

/** Whether somebody may print one: who came, once it has begun; whoever is at the door is marked before. */
export const mayPrint = (
  { state, erasedAt }: { state: RegistrationState; erasedAt: number | null },
  { startsAt }: Pick<Session, "startsAt">,
  now: number,
): boolean => state === "attended" && erasedAt === null && startsAt <= now;

/** A code as it is printed: `ABCD-EFGH-JKMN`. */
export const printCode = (code: string): string => code.replace(/(.{4})(?=.)/g, "$1-");

/** A code as people type it: any case, with or without dashes and spaces. */
export const AttestationCode = z
  .string()
  .transform((text) => text.toUpperCase().replace(/[^A-Z0-9]/g, ""))
  .pipe(
    z
      .string()
      .regex(
        /^[2-9A-HJKMNP-TV-Z]{12}$/,
        "Le code a douze caractères, sur trois groupes de quatre : il est au bas de l’attestation.",
      ),
  );

/** The name to print: as the person writes it. It is printed, never kept. */
export const PrintedName = z
  .string()
  .transform((text) => text.normalize("NFC").replace(/\s+/g, " ").trim())
  .pipe(
    z
      .string()
      .min(2, "Écrivez le nom à imprimer.")
      .max(80, "80 caractères au plus.")
      .regex(/^[\p{L}\p{M}’' .-]+$/u, "Écrivez un nom : des lettres, des espaces, des traits d’union."),
  );

/** What the keyed hash of a name is taken over: the code too, so that equal names on two papers do not look equal. */
export const namePlace = (code: string, name: string): string =>
  `attestation|${code}|${fold(name.normalize("NFC").trim()).replace(/\P{L}+/gu, " ")}`;
