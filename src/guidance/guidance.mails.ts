import * as z from "zod";

import { type Fact, sourceOf } from "../help/facts.ts";
import type { HelpLine } from "../help/help-lines.ts";
import { readContent } from "../kernel/front-matter.ts";
import { typo } from "../kernel/text.ts";
import { PARIS, momentIn } from "../kernel/time.ts";
import type { Filling } from "../mail/letter.ts";
import { type Reader, type Template, settingsSubject, template } from "../mail/template.ts";
import type { Sequence } from "./sequence.ts";

/** What the words of guidance may use: facts, and the numbers of the help lines. */
export type Sources = { facts: ReadonlyMap<string, Fact>; helpLines: readonly HelpLine[] };

/** Age groups of the child, as people say them; the words keep the paragraphs of one, or all three when none is known. */
const AGE_GROUPS = { primaire: "À l’école primaire", college: "Au collège", lycee: "Au lycée" } as const;

const WHY =
  "Vous recevez ce message parce que vous avez demandé ce parcours et confirmé votre adresse. Il s’arrête tout seul à la dernière étape.";

/** Fills the words of a step: nothing in it is about the person but the age group. */
export function fillStep(
  content: string,
  { facts, helpLines }: Sources,
  reader: Pick<Reader, "ageGroup" | "page">,
): Filling {
  const named = factsIn(content).map((id) => {
    const fact = facts.get(id);
    if (fact === undefined) {
      throw new Error(`content/mails: no record "${id}" among the facts`);
    }
    return fact;
  });
  const values: Record<string, string> = Object.fromEntries(named.map((fact) => [fact.id, typo(fact.text)]));
  const links: Record<string, string> = {
    ateliers: reader.page("/ateliers?public=parent"),
    aide: reader.page("/aide"),
  };
  for (const [group, words] of Object.entries(AGE_GROUPS)) {
    values[`au_${group}`] = reader.ageGroup === null || reader.ageGroup === group ? words : "";
  }
  for (const line of helpLines) {
    values[`n${line.id}`] = line.label;
    links[`tel${line.id}`] = line.href ?? reader.page("/aide");
  }
  return { isInformal: false, values, links, why: WHY, sources: [...new Set(named.map(sourceOf))] };
}

/** The facts that words declare in their head. */
export const factsIn = (content: string): string[] =>
  (readContent(content).head["facts"] ?? "").split(/,\s*/).filter((id) => id !== "");

const Nothing = z.object({}).strict();
const RequestVars = z.object({ consent: z.string(), until: z.int() }).strict();
const SettingsVars = z.object({ recipient: z.string(), until: z.int() }).strict();
const AddressVars = z.object({ change: z.string(), until: z.int() }).strict();

/** The mails of guidance, by key: every step of every sequence of class 2, and the four that answer a form. */
export function guidanceTemplates(
  words: Readonly<Record<string, string>>,
  sequences: readonly Sequence[],
  sources: Sources,
): Template[] {
  const steps = new Map(
    sequences
      .filter((s) => s.class === 2)
      .flatMap((s) => s.steps.map((step, i) => [step.mail, { at: i + 1, of: s.steps.length }] as const)),
  );
  const wordsOf = (key: string): string => {
    const content = words[key];
    if (content === undefined) {
      throw new Error(`no content/mails/${key}.md`);
    }
    return content;
  };
  return [
    ...Array.from(steps, ([key, progress]) =>
      template(key, wordsOf(key), Nothing, (_, reader) =>
        Promise.resolve({ ...fillStep(wordsOf(key), sources, reader), progress }),
      ),
    ),
    template("parcours-confirmer", wordsOf("parcours-confirmer"), RequestVars, async (vars, reader) =>
      answer({ lien: await reader.link("subscribe", vars.consent, vars.until, "/parents/confirmer") }, vars.until),
    ),
    template("parcours-deja", wordsOf("parcours-deja"), SettingsVars, toSettings),
    template("parcours-reglages", wordsOf("parcours-reglages"), SettingsVars, toSettings),
    template("parcours-adresse", wordsOf("parcours-adresse"), AddressVars, async (vars, reader) =>
      answer({ lien: await reader.link("address", vars.change, vars.until, "/preferences/adresse") }, vars.until),
    ),
  ];
}

const answer = (links: Record<string, string>, until: number): Filling => ({
  isInformal: false,
  values: { limite: momentIn(until, PARIS) },
  links,
});

async function toSettings({ recipient, until }: z.infer<typeof SettingsVars>, reader: Reader): Promise<Filling> {
  const subject = settingsSubject(recipient, reader.contactId);
  return answer({ reglages: await reader.link("preferences", subject, until, "/preferences") }, until);
}
