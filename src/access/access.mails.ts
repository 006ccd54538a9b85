import * as z from "zod";

import { hourInWords } from "../kernel/time.ts";
import { type Template, template } from "../mail/template.ts";

const Vars = z.object({ signIn: z.string(), until: z.int() }).strict();

/** The mail that lets somebody in: a link to a button, and a code for the form that asked. */
export const accessTemplates = (words: Readonly<Record<string, string>>): Template[] => [
  template("connexion", words["connexion"] ?? "", Vars, async ({ signIn, until }, reader) => ({
    isInformal: false,
    values: { code: await reader.code(signIn), limite: hourInWords(until, "Europe/Paris") },
    links: { lien: await reader.link("sign-in", signIn, until, "/connexion/lien") },
  })),
];
