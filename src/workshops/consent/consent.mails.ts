import * as z from "zod";

import { idOf } from "../../kernel/ids.ts";
import { dayShort, durationInWords, momentIn } from "../../kernel/time.ts";
import type { Filling } from "../../mail/letter.ts";
import { type Reader, type Template, template } from "../../mail/template.ts";
import { MessageVars, fillMessage } from "../letters/session-message.mails.ts";
import { DateVars, lineOf } from "../letters/series.mails.ts";
import { manageUntil } from "../seats/manage-link.ts";

/** The variables of every mail to a parent: a session, never a name. */
export const GuardianVars = z
  .object({
    title: z.string(),
    place: z.string(),
    /** How one gets in; empty: nothing to say. */
    access: z.string().default(""),
    association: z.string(),
    startsAt: z.int(),
    endsAt: z.int(),
    tz: z.string(),
    isOnline: z.boolean().default(false),
    until: z.int().nullable(),
    oldStartsAt: z.int().nullable(),
    /** The clock and the place before; null: the same. */
    oldTz: z.string().nullable().default(null),
    oldPlace: z.string().nullable().default(null),
    /** What the association wrote beside: read as the mail leaves. */
    message: idOf("smg").nullable().default(null),
  })
  .strict();
export type GuardianVars = z.input<typeof GuardianVars>;

/** What a parent's link opens: every question put to that address, so that one mail is enough. */
export const CONSENT_LINK = { purpose: "consent", path: "/accord-parent" } as const;

async function fill(vars: z.output<typeof GuardianVars>, reader: Reader): Promise<Filling> {
  const { tz } = vars;
  const where = { online: vars.isOnline };
  const when = (at: number | null): string => (at === null ? "" : momentIn(at, tz, where));
  return {
    isInformal: false,
    values: {
      atelier: vars.title,
      jour: dayShort(vars.startsAt, tz),
      moment: when(vars.startsAt),
      ancien: vars.oldStartsAt === null ? "" : momentIn(vars.oldStartsAt, vars.oldTz ?? tz, where),
      limite: when(vars.until),
      duree: durationInWords(vars.endsAt - vars.startsAt),
    },
    typed: {
      lieu: vars.place,
      acces: vars.access,
      ancien_lieu: vars.oldPlace ?? vars.place,
      association: vars.association,
      message: "",
    },
    toldBy: vars.message ?? undefined,
    links: {
      lien: await reader.link(CONSENT_LINK.purpose, reader.contactId, manageUntil(vars.endsAt), CONSENT_LINK.path),
      ateliers: reader.page("/ateliers"),
    },
  };
}

/** The mails to parents who are asked, or who agreed; their words are in `content/mails`. */
export const guardianTemplates = (words: Readonly<Record<string, string>>): Template[] =>
  GUARDIAN_MAILS.map((key) => {
    const content = words[key];
    if (content === undefined) {
      throw new Error(`no content/mails/${key}.md`);
    }
    return template(key, content, GuardianVars, fill);
  });
/** What an association wrote, to a parent who agreed. */
export const parentMessageTemplate = (words: Readonly<Record<string, string>>): Template =>
  template("message-parent", words["message-parent"] ?? "", MessageVars, async (vars, reader) => ({
    ...fillMessage(vars, { to: "parent", isInformal: false }),
    links: {
      lien: await reader.link(CONSENT_LINK.purpose, reader.contactId, manageUntil(vars.endsAt), CONSENT_LINK.path),
    },
  }));
const GUARDIAN_MAILS = ["accord-parent", "changement-parent", "modifiee-parent", "annulee-parent"] as const;
export type GuardianMail = (typeof GUARDIAN_MAILS)[number];

/** Dates of a series that a parent agreed to, and what changed of all of them. */
const ParentSeriesVars = z
  .object({ title: z.string(), items: z.array(DateVars), message: idOf("smg").nullable().default(null) })
  .strict();
export type ParentSeriesVars = z.input<typeof ParentSeriesVars>;
/** What changed of several dates, or that they will not be, in one mail. */
export const parentSeriesTemplates = (words: Readonly<Record<string, string>>): Template[] =>
  PARENT_SERIES_MAILS.map((key) =>
    template(key, words[key] ?? "", ParentSeriesVars, async ({ title, items, message }, reader) => {
      const [first] = items;
      const until = Math.max(...items.map(({ endsAt }) => manageUntil(endsAt)));
      return {
        isInformal: false,
        values: { atelier: title, jour: first === undefined ? "" : dayShort(first.startsAt, first.tz) },
        typed: { message: "" },
        toldBy: message ?? undefined,
        blocks: { liste: [{ kind: "list", items: items.map((one) => lineOf(one, null)) }] },
        links: {
          lien: await reader.link(CONSENT_LINK.purpose, reader.contactId, until, CONSENT_LINK.path),
          ateliers: reader.page("/ateliers"),
        },
      };
    }),
  );
const PARENT_SERIES_MAILS = ["modifiees-parent", "annulees-parent"] as const;
export type ParentSeriesMail = (typeof PARENT_SERIES_MAILS)[number];
