import * as z from "zod";

import { EmailAddress, FirstName } from "../../privacy/contact.ts";
import { type Party, type Shape } from "./party.ts";
import { Need } from "./needs.ts";
import { AgeBand } from "../sessions/age.ts";

const needs = z.array(Need).max(5);
const isCalendarWanted = z.enum(["", "on"]).transform((v) => v === "on");
const agreed = (message: string) => z.literal("on", { error: message });
const CHILD_AGREES = "Cochez cette case avec votre enfant : sans son accord, il ne vient pas.";

/** What every form asks: needs, and a calendar entry. */
const COMMON = { needs, isCalendarWanted };
/** The parent who registers says yes, and the child too. */
const AGREEMENTS = {
  accord: agreed("Cochez cette case pour autoriser votre enfant à venir."),
  accordEnfant: agreed(CHILD_AGREES),
};
const PERSON = { name: FirstName, email: EmailAddress, ...COMMON };
const optionalAddress = z
  .string()
  .trim()
  .transform((text) => (text === "" ? null : text))
  .pipe(z.union([z.null(), EmailAddress]));

/** Somebody who asks for a parent's agreement first: their own address is not needed, their parent's is. */
const ChildForm = z
  .object({
    name: FirstName,
    email: optionalAddress,
    parentEmail: EmailAddress,
    accordEnfant: agreed("Coche cette case si tu veux venir : ton accord compte autant que celui de ton parent."),
    ...COMMON,
  })
  .refine((form) => form.email !== form.parentEmail, {
    path: ["parentEmail"],
    message:
      "C’est la même adresse que la tienne. Écris celle d’un parent : c’est à cette personne que nous demandons.",
  });

/** One child of several, registered by a parent. */
const oneChild = (i: number) => ({
  [`prenom${i}`]: FirstName,
  [`age${i}`]: z.enum(["under_11", "11_14", "15_17"], { error: "Choisissez la tranche d’âge de cet enfant." }),
});

/** What somebody wrote about everybody of their party; the first is who is greeted. */
export type PersonForm = {
  name: string;
  /** Null: a child without an address of their own. */
  email: string | null;
  ageBand: AgeBand;
  others: readonly { name: string | null; ageBand: AgeBand | null }[];
  /** The parent to ask; null when nobody is asked. */
  guardianEmail: string | null;
  /** A parent registers children: both agreements are on the form. */
  isConsentGiven: boolean;
  needs: string[];
  isCalendarWanted: boolean;
};
type Typed = { get: (name: string) => string; all: (name: string) => string[] };

/** Reads the form of a party: the shape says which fields it has; errors come by field, in French. */
export function readParty(
  typed: Typed,
  shape: Shape,
  party: Party,
): { ok: true; person: PersonForm } | { ok: false; errors: FieldErrors } {
  const children = party.bands.map((_, i) => i + 1);
  const fields = {
    adult: PERSON,
    alone: PERSON,
    pair: { ...PERSON, ...AGREEMENTS },
    children: { email: EmailAddress, ...Object.assign({}, ...children.map(oneChild)), ...AGREEMENTS, ...COMMON },
  };
  const names = ["name", "email", "parentEmail", "accord", "accordEnfant", "isCalendarWanted"];
  const all = [...names, ...children.flatMap((i) => [`prenom${i}`, `age${i}`])];
  const values = { ...Object.fromEntries(all.map((name) => [name, typed.get(name)])), needs: typed.all("needs") };
  const parsed = (shape === "child" ? ChildForm : z.object(fields[shape])).safeParse(values);
  if (!parsed.success) {
    return { ok: false, errors: fieldErrors(parsed.error) };
  }
  return { ok: true, person: personOf(parsed.data as Record<string, unknown>, shape, party) };
}

function personOf(data: Record<string, unknown>, shape: Shape, party: Party): PersonForm {
  const text = (name: string): string | null => (typeof data[name] === "string" ? data[name] : null);
  const band = (i: number): AgeBand | null => AgeBand.safeParse(data[`age${i + 1}`]).data ?? party.bands[i] ?? null;
  const nameAt = (i: number): string | null => text(`prenom${i + 1}`);
  return {
    name: text("name") ?? nameAt(0) ?? "",
    email: text("email"),
    ageBand: band(0) ?? "18_plus",
    others: party.bands.slice(1).map((_, i) => ({ name: nameAt(i + 1), ageBand: band(i + 1) })),
    guardianEmail: shape === "child" ? text("parentEmail") : null,
    isConsentGiven: shape === "pair" || shape === "children",
    needs: needs.parse(data["needs"]),
    isCalendarWanted: data["isCalendarWanted"] === true,
  };
}

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
