import { validate as validateSiren } from "stdnum/lib/esm/fr/siren.js";
import * as z from "zod";

import type { PersonId, OrganisationId } from "../../kernel/ids.ts";
import { PARIS } from "../../kernel/time.ts";
import { afterWorkingDays } from "../../kernel/working-days.ts";
import { PublicName } from "../../kernel/public-name.ts";
import { Uai, packed } from "../../kernel/uai.ts";
import type { Role } from "../roles.ts";

/** What acts on the platform beside people. */
export const KINDS = ["association", "school", "mutuelle", "youth_organisation"] as const;
export type Kind = (typeof KINDS)[number];

/** What each kind is called, which number names it, and the role of the person who registers it. */
export const KIND: Record<Kind, { label: string; number: "uai" | "siren" | "siren_if_any"; founder: Role }> = {
  association: { label: "Association qui anime des ateliers", number: "siren_if_any", founder: "coordinator" },
  school: { label: "École, collège ou lycée", number: "uai", founder: "educator" },
  mutuelle: { label: "Mutuelle (Livre II du Code de la mutualité)", number: "siren", founder: "applicant" },
  youth_organisation: {
    label: "Structure jeunesse (CFA, mission locale, foyer, commune…)",
    number: "siren_if_any",
    founder: "educator",
  },
};

/** The roles that can be given in an organisation of a kind, the founder's first. */
export const ROLES_IN: Record<Kind, readonly Role[]> = {
  association: ["coordinator", "facilitator"],
  school: ["educator"],
  mutuelle: ["applicant"],
  youth_organisation: ["educator"],
};

/** What a role is called. */
export const ROLE_WORDS: Record<Role, string> = {
  educator: "Éducateur ou enseignant",
  coordinator: "Coordination",
  facilitator: "Animation",
  applicant: "Candidature au label",
  assessor: "Évaluation du label",
  panel_member: "Comité du label",
  operator: "Opérateur de la plateforme",
};

/** Waiting, seen, over. */
export const STATE_WORDS = {
  unproven: "adresse à confirmer",
  pending: "à valider",
  active: "active",
  refused: "refusée",
  closed: "fermée",
} as const;
type OrganisationState = keyof typeof STATE_WORDS;
/** It has a space, or waits for one: what its people may do counts, and its number is taken. */
export const STANDING = ["pending", "active"] as const satisfies readonly OrganisationState[];

export type Organisation = {
  id: OrganisationId;
  kind: Kind;
  name: string;
  number: string | null;
  state: OrganisationState;
  ownerId: PersonId | null;
  isDemo: boolean;
  createdAt: number;
};

/** The number of a company, association or mutuelle: nine digits whose last is a check digit (Luhn). */
export const Siren = packed.pipe(
  z
    .string()
    .regex(/^\d{9}$/, "Un SIREN s’écrit avec neuf chiffres, comme 732 829 320, sans les cinq de plus du SIRET.")
    .refine((siren) => validateSiren(siren).isValid, {
      message:
        "Ces neuf chiffres ne forment pas un SIREN : le dernier est une clé, et elle ne tombe pas juste. Vérifiez-les.",
    }),
);

/** What the form that registers an organisation gives; the address is read apart. Unused numbers may stay empty. */
export const OrganisationForm = z
  .object({
    kind: z.enum(KINDS, { error: "Choisissez le type de structure." }),
    name: PublicName,
    number: z.string(),
  })
  .transform((form, context) => {
    const wants = KIND[form.kind].number;
    if (wants === "siren_if_any" && form.number.trim() === "") {
      return { ...form, number: null };
    }
    const read = (wants === "uai" ? Uai : Siren).safeParse(form.number);
    if (!read.success) {
      context.addIssue({ code: "custom", path: ["number"], message: read.error.issues[0]?.message ?? "" });
      return z.NEVER;
    }
    return { ...form, number: read.data };
  });
export type OrganisationForm = z.infer<typeof OrganisationForm>;

/** When who asked for a space has been promised an answer: five working days, at the end of the day. */
export const answerDue = (askedAt: number): number => afterWorkingDays(5, askedAt, { tz: PARIS, departement: null });
