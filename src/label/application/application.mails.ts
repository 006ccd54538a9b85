import * as z from "zod";

import { idOf } from "../../kernel/ids.ts";
import { type Template, template } from "../../mail/template.ts";

const Filed = z
  .object({
    organisation: idOf("org"),
    application: idOf("app"),
    offer: z.string(),
    version: z.string(),
    number: z.int(),
    hash: z.string(),
  })
  .strict();

const Comment = z
  .object({ organisation: idOf("org"), application: idOf("app"), offer: z.string(), criterion: z.string() })
  .strict();

/** The mails about applications: to the person who answers for the mutuelle's space, and to colleagues whom a word is meant for. */
export const applicationTemplates = (words: Readonly<Record<string, string>>): Template[] => [
  template("label-depose", words["label-depose"] ?? "", Filed, (vars, reader) =>
    Promise.resolve({
      isInformal: false,
      values: { version: vars.version, numero: String(vars.number), empreinte: vars.hash },
      typed: { offre: vars.offer },
      links: { dossier: reader.page(`/espace/structures/${vars.organisation}/label/${vars.application}`) },
    }),
  ),
  template("label-mot", words["label-mot"] ?? "", Comment, ({ organisation, application, offer, criterion }, reader) =>
    Promise.resolve({
      isInformal: false,
      values: { critere: criterion },
      typed: { offre: offer },
      links: { dossier: reader.page(`/espace/structures/${organisation}/label/${application}`) },
    }),
  ),
];
