import * as z from "zod";

import { idOf } from "../../kernel/ids.ts";
import { ROLES } from "../roles.ts";
import { type Template, template } from "../../mail/template.ts";
import { ROLE_WORDS } from "./organisation.ts";
import { REASONS, type Reason } from "./organisations.events.ts";

/** The platform itself, as a team that one can be invited to. */
export const PLATFORM_NAME = "l’équipe de Ligne Sûre";

/** Why a space was refused or closed, as its owner reads it. */
export const REASON_WORDS: Record<Reason, string> = {
  not_found: "Nous n’avons pas retrouvé cette structure dans les annuaires publics.",
  address:
    "L’adresse donnée n’est pas une adresse professionnelle de la structure : refaites la demande avec celle-ci.",
  duplicate: "Cette structure a déjà un espace : demandez à son responsable de vous y inviter.",
  out_of_scope: "Cet espace s’adresse aux associations, aux établissements, aux mutuelles et aux structures jeunesse.",
  asked: "C’est ce que vous nous aviez demandé.",
};

const Founding = z.object({ invitation: z.string(), until: z.int() }).strict();
const Invited = Founding.extend({ structure: z.string(), role: z.enum(ROLES) }).strict();
const Corrected = z.object({ correction: z.string(), until: z.int() }).strict();
const Decided = z
  .object({ organisation: idOf("org"), structure: z.string(), reason: z.enum(REASONS).nullable() })
  .strict();

/**
 * The mails about spaces and teams. The one that goes to an address that never clicked says nothing that a stranger typed;
 * the others name an organisation that an operator has seen.
 */
export const organisationTemplates = (words: Readonly<Record<string, string>>): Template[] => {
  const decided = (key: string) =>
    template(key, words[key] ?? "", Decided, ({ organisation, structure, reason }, reader) =>
      Promise.resolve({
        isInformal: false,
        values: reason === null ? {} : { raison: REASON_WORDS[reason] },
        typed: { structure },
        links:
          reason === null
            ? { espace: reader.page(`/espace/structures/${organisation}`) }
            : { contact: reader.page("/contact") },
      }),
    );
  return [
    template(
      "structure-confirmer",
      words["structure-confirmer"] ?? "",
      Founding,
      async ({ invitation, until }, reader) => ({
        isInformal: false,
        values: {},
        links: { lien: await reader.link("invitation", invitation, until, "/invitation") },
      }),
    ),
    template("invitation", words["invitation"] ?? "", Invited, async ({ invitation, until, role }, reader) => ({
      isInformal: false,
      values: { role: ROLE_WORDS[role] },
      links: { lien: await reader.link("invitation", invitation, until, "/invitation") },
    })),
    template(
      "adresse-a-prouver",
      words["adresse-a-prouver"] ?? "",
      Corrected,
      async ({ correction, until }, reader) => ({
        isInformal: false,
        values: {},
        links: { lien: await reader.link("address-confirm", correction, until, "/acces/adresse") },
      }),
    ),
    template("adresse-quittee", words["adresse-quittee"] ?? "", Corrected, async ({ correction, until }, reader) => ({
      isInformal: false,
      values: {},
      links: { lien: await reader.link("address-undo", correction, until, "/acces/annuler") },
    })),
    template("adresse-retiree", words["adresse-retiree"] ?? "", z.object({}).strict(), (_, reader) =>
      Promise.resolve({ isInformal: false, values: {}, links: { contact: reader.page("/contact") } }),
    ),
    decided("structure-validee"),
    decided("structure-refusee"),
    decided("structure-fermee"),
    decided("responsable"),
  ];
};
