import * as z from "zod";

import type { Fact } from "../help/facts.ts";
import { type HelpLine, spokenChannel } from "../help/help-lines.ts";
import { clockInWords } from "../help/opening.ts";
import { readContent } from "../kernel/front-matter.ts";
import { typo } from "../kernel/text.ts";
import { PARIS, dayInWords, momentIn, startOfDay } from "../kernel/time.ts";
import type { Filling, Span, Tool } from "../mail/letter.ts";
import { type Reader, type Template, settingsSubject, template } from "../mail/template.ts";
import type { Sequence } from "./sequence.ts";

/** What the words of guidance may use: facts, and the numbers of the help lines. */
export type Sources = { facts: ReadonlyMap<string, Fact>; helpLines: readonly HelpLine[] };

/** Age groups of the child, as people say them; the words keep the paragraphs of one, or all three when none is known. */
const AGE_GROUPS = { primaire: "À l’école primaire", college: "Au collège", lycee: "Au lycée" } as const;

/** Said of every step before it is opened: how far one is, never what it is about. */
const PREHEADER = "Un geste court, quand vous aurez cinq minutes.";
/** Where a step stands, as a screen may show it to anybody. */
export const outsideOf = ({ steps }: Sequence, at: number) => ({
  subject: isMonthly(steps) ? "Votre message du mois" : `Votre étape ${at} sur ${steps.length}`,
  preheader: PREHEADER,
});
/** What stands around the words of a step: how far it is, what comes, and the page that one may hand on. */
function around(
  { sequence, at }: { sequence: Sequence; at: number },
  { next }: StepVars,
  page: Reader["page"],
): Pick<Filling, "progress" | "outside" | "after"> {
  const of = sequence.steps.length;
  const path = `/parents/${sequence.list}`;
  const text = (words: string, isStrong = false): Span => ({ text: words, isStrong, href: null });
  const link = (words: string, to: string): Span => ({ text: words, isStrong: false, href: page(to) });
  const coming = [
    text("La suite, au plus tôt : "),
    text(next === undefined ? "" : dayInWords(startOfDay(next, "UTC"), "UTC"), true),
    text(". "),
  ];
  const last = [text("C’était le dernier message de ce parcours. ")];
  const useful = `${path}/${sequence.steps[at - 1]?.key ?? ""}#${USEFUL}`;
  const spans = [
    text("À transmettre si vous voulez : "),
    link("cette étape se lit", `${path}/${sequence.steps[at - 1]?.key ?? ""}`),
    text(" sans adresse ni compte, comme "),
    link("toutes les autres", path),
    text("."),
  ];
  const opinion = [
    text("Cette étape vous a aidé ? "),
    link("Oui", useful),
    text(" ou "),
    link("non", useful),
    text(" : on compte les réponses, sans savoir de qui."),
  ];
  const said = next !== undefined ? coming : at === of ? last : [];
  return {
    progress: { at, of },
    outside: outsideOf(sequence, at),
    after: [
      { kind: "paragraph", spans: said.concat(spans) },
      { kind: "paragraph", spans: opinion },
    ],
  };
}
/** Where a step asks whether it helped. */
export const USEFUL = "utile";
const isMonthly = (steps: Sequence["steps"]): boolean => steps.slice(1).every(({ offset }) => offset.endsWith("M"));

const WHY =
  "Vous recevez ce message parce que vous avez demandé ce parcours et confirmé votre adresse. Il s’arrête tout seul à la dernière étape.";

/** Fills the words of a step: nothing in it is about the person but the age group. */
export function fillStep(
  content: string,
  { facts, helpLines }: Sources,
  reader: Pick<Reader, "ageGroup" | "page"> & { hour: number | null },
): Filling {
  const named = factsIn(content).map((id) => {
    const fact = facts.get(id);
    if (fact === undefined) {
      throw new Error(`content/mails: no record "${id}" among the facts`);
    }
    if (fact.awaits !== null) {
      throw new Error(`content/mails: "${id}" waits for a ${fact.awaits}`);
    }
    return fact;
  });
  const values: Record<string, string> = Object.fromEntries(named.map((fact) => [fact.id, typo(fact.text)]));
  const when = whenOf(reader.hour);
  values["quand"] = when;
  values["Quand"] = `${when.slice(0, 1).toUpperCase()}${when.slice(1)}`;
  const links: Record<string, string> = {
    ateliers: reader.page("/ateliers?public=parent"),
    ateliers_jeunes: reader.page("/ateliers?public=youth"),
    classes: reader.page("/etablissements"),
    aide: reader.page("/aide"),
    publie: reader.page("/aide/plateformes"),
    affiche: reader.page("/comprendre#usurpe-ou-harcele"),
  };
  for (const [group, words] of Object.entries(AGE_GROUPS)) {
    values[`au_${group}`] = reader.ageGroup === null || reader.ageGroup === group ? words : "";
  }
  for (const line of helpLines) {
    values[`n${line.id}`] = typo(line.label);
    links[`tel${line.id}`] = line.href;
    values[`ferme${line.id}`] = closingOf(line);
  }
  for (const fact of named) {
    links[`${fact.id}_site`] = fact.service?.url ?? reader.page("/aide");
  }
  return {
    isInformal: false,
    values,
    links,
    why: WHY,
    tool: toolIn(content, reader.page),
    sources: named.length === 0 ? null : reader.page("/sources"),
  };
}

/** When a line closes in the evening, as its record says: « 23 h ». */
function closingOf(line: HelpLine): string {
  const hours = spokenChannel(line)?.hours;
  return Array.isArray(hours) ? clockInWords(hours[0]?.to ?? "") : "";
}

/** The moment at which a step is read, by the local hour at which it leaves; a page is read at any. */
function whenOf(hour: number | null): string {
  if (hour === null || (hour >= 6 && hour < 17)) {
    return "aujourd’hui";
  }
  return hour >= 17 ? "ce soir" : "maintenant";
}

/** The page that the words of a step name in their head, with what its button says. */
function toolIn(content: string, page: Reader["page"]): Tool | null {
  const [, path, label] = /^(\/\S*) (.+)$/.exec(readContent(content).head["tool"] ?? "") ?? [];
  return path === undefined || label === undefined ? null : { href: page(path), label: typo(label) };
}

/** The facts that words declare in their head. */
export const factsIn = (content: string): string[] =>
  (readContent(content).head["facts"] ?? "").split(/,\s*/).filter((id) => id !== "");

/** `next`: the local day (`2026-12-05`) of the step after this one, at the earliest; none after the last, nor in a trial. */
const StepVars = z.object({ next: z.iso.date().optional() }).strict();
type StepVars = z.infer<typeof StepVars>;
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
      .flatMap((s) => s.steps.map((step, i) => [step.mail, { sequence: s, at: i + 1 }] as const)),
  );
  const wordsOf = (key: string): string => {
    const content = words[key];
    if (content === undefined) {
      throw new Error(`no content/mails/${key}.md`);
    }
    return content;
  };
  return [
    ...Array.from(steps, ([key, place]) =>
      template(key, wordsOf(key), StepVars, (vars, reader) =>
        Promise.resolve({ ...fillStep(wordsOf(key), sources, reader), ...around(place, vars, reader.page) }),
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
