import { PROBLEMS, type Problem } from "../kernel/problem.ts";
import type { AntibotVerdict } from "./antibot.ts";
import type { FormFields } from "./form.ts";
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
