import * as z from "zod";

import { PARIS, hourIn } from "../kernel/time.ts";
import { type Template, template } from "../mail/template.ts";

const SignIn = z.object({ signIn: z.string(), until: z.int() }).strict();
const Nothing = z.object({}).strict();

/** The mails that let somebody in or prove them anew, and the one that says that their passkeys were taken away. */
export const accessTemplates = (words: Readonly<Record<string, string>>): Template[] => [
  template("connexion", words["connexion"] ?? "", SignIn, async ({ signIn, until }, reader) => ({
    isInformal: false,
    values: { code: await reader.code(signIn), limite: hourIn(until, PARIS) },
    links: { lien: await reader.link("sign-in", signIn, until, "/connexion/lien") },
  })),
  template("connexion-lien", words["connexion-lien"] ?? "", SignIn, async ({ signIn, until }, reader) => ({
    isInformal: false,
    values: { limite: hourIn(until, PARIS) },
    links: { lien: await reader.link("sign-in", signIn, until, "/connexion/lien") },
  })),
  template("preuve", words["preuve"] ?? "", SignIn, async ({ signIn, until }, reader) => ({
    isInformal: false,
    values: { code: await reader.code(signIn), limite: hourIn(until, PARIS) },
    links: { securite: reader.page("/espace/securite") },
  })),
  template("cles-retirees", words["cles-retirees"] ?? "", Nothing, (_, reader) =>
    Promise.resolve({ isInformal: false, values: {}, links: { connexion: reader.page("/connexion") } }),
  ),
];
