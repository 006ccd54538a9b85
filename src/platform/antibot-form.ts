import type * as z from "zod";

import { PROBLEMS, type Problem } from "../kernel/problem.ts";
import type { AntibotVerdict } from "./antibot.ts";
import { type FormFields, readForm } from "./form.ts";
import type { SiteContext } from "./http.ts";

/** Checks the hidden part of a public form. */
export function checkAntibot(c: SiteContext, form: FormFields): Promise<AntibotVerdict> {
  const { antibot, now } = c.get("deps");
  const fields = { ticket: form.get("billet"), solution: form.get("solution"), trap: form.get("site-web") };
  return antibot.check(fields, now);
}

/** What to tell a person whose form did not pass: always what to do, never an accusation. */
export function antibotProblem(why: (AntibotVerdict & { passed: false })["why"], back: string): Problem {
  const next = { label: "Revenir à la page", href: back };
  if (why === "too_fast") {
    const detail = "Le formulaire est revenu en moins de trois secondes. Attendez un instant, puis appuyez de nouveau.";
    return { ...PROBLEMS[422], title: "Un peu trop vite", detail, next };
  }
  const detail =
    "La page est restée ouverte trop longtemps, ou n’a pas pu se vérifier. Rechargez-la et appuyez de nouveau.";
  return { ...PROBLEMS[422], title: "La page doit être rechargée", detail, next };
}

/** What a form that asks for one address came to: the address, or what to correct; null when it cannot be read at all. */
export type AddressRead =
  | { ok: true; email: string; fields: FormFields }
  | { ok: false; state: { values: Record<string, string[]>; errors: Record<string, string> }; fields: FormFields };

/** Reads a public form that asks for one address (field `email`), with the hidden part that tells people from robots. */
export async function readAddressForm(c: SiteContext, address: z.ZodType<string>): Promise<AddressRead | null> {
  const fields = await readForm(c);
  if (fields === null) {
    return null;
  }
  const verdict = await checkAntibot(c, fields);
  const email = address.safeParse(fields.get("email"));
  if (verdict.passed && email.success) {
    return { ok: true, email: email.data, fields };
  }
  const errors: Record<string, string> = email.success ? {} : { email: email.error.issues[0]?.message ?? "" };
  if (!verdict.passed) {
    errors["billet"] = antibotProblem(verdict.why, "").detail;
  }
  return { ok: false, state: { values: fields.shown, errors }, fields };
}
