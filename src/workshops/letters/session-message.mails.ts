import * as z from "zod";

import { idOf } from "../../kernel/ids.ts";
import type { Filling } from "../../mail/letter.ts";
import { type Reader, type Template, template } from "../../mail/template.ts";
import { manageSubject, manageUntil } from "../seats/manage-link.ts";
import { MessageKind, messageSentences } from "./session-message.ts";

/** What every mail that carries a message knows; the words of the association are read as it leaves. */
export const MessageVars = z
  .object({
    message: idOf("smg"),
    kind: MessageKind,
    title: z.string(),
    place: z.string(),
    association: z.string(),
    startsAt: z.int(),
    endsAt: z.int(),
    tz: z.string(),
    isOnline: z.boolean(),
    /** When the other dates of the reader begin, where several were written to at once. */
    others: z.array(z.int()).default([]),
  })
  .strict();
const SeatVars = MessageVars.extend({ registration: idOf("reg"), isInformal: z.boolean() });
export type SeatMessageVars = z.input<typeof SeatVars>;

/** The parts of such a mail that do not depend on who reads it. */
export function fillMessage(
  vars: z.output<typeof MessageVars>,
  { to, isInformal }: { to: "seat" | "list" | "parent"; isInformal: boolean },
): Pick<Filling, "isInformal" | "values" | "typed" | "outside" | "toldBy"> {
  const { subject, opening, closing } = messageSentences(vars, to, isInformal);
  return {
    isInformal,
    values: { ouverture: opening, atelier: vars.title },
    typed: { message: "", association: vars.association, suite: closing },
    outside: { subject, preheader: "Quelques mots de l’association qui l’anime." },
    toldBy: vars.message,
  };
}

const about = (key: string, to: "seat" | "list", words: string): Template =>
  template(key, words, SeatVars, async (vars, reader: Reader) => {
    const subject = manageSubject(vars.registration, reader.contactId);
    const { values, ...filling } = fillMessage(vars, { to, isInformal: vars.isInformal });
    const bonjour = reader.name === null ? "Bonjour," : `Bonjour ${reader.name},`;
    return {
      ...filling,
      values: { ...values, bonjour },
      links: { lien: await reader.link("manage", subject, manageUntil(vars.endsAt)) },
    };
  });

/** The mails that carry what an association wrote. */
export const messageTemplates = (words: Readonly<Record<string, string>>): Template[] => [
  about("message-seance", "seat", words["message-seance"] ?? ""),
  about("message-liste", "list", words["message-liste"] ?? ""),
];
