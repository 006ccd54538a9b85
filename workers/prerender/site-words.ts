import convention from "../../content/label/convention.md";
import { proseHtml } from "../../src/about/prose.ts";
import { readContent } from "../../src/kernel/front-matter.ts";
import { catalogue, facts, helpLines, paths, programmes, surveys } from "../content.ts";
import { mailWords, programmeWords } from "../content.built.ts";
import { type ProgrammeBodies, framesOf } from "../../src/workshops/sessions/programme.ts";
import type { MailNames } from "../../src/mail/words.ts";
import type { ReactorWords, SiteWords } from "../site-words.ts";
import { canonical, sha256 } from "../../src/label/scoring/canonical.ts";
import { pathOf } from "../../src/label/referential/words.ts";
import { drafts, referentials } from "./referentials.ts";
import { band, prerenderedPaths } from "./pages.tsx";

const REMINDER_TITLES: Record<string, string> = {
  "j-7": "Une semaine avant",
  "j-10": "Dix jours ouvrés avant",
  "j-3": "Trois jours ouvrés avant",
  "j-1": "La veille",
  "j+1": "Le lendemain",
  "j+1-venu": "Le lendemain, qui est venu",
  "j+1-absent": "Le lendemain, qui n’est pas venu",
  "j+1-sans": "Le lendemain, sans présence notée",
  "j+90": "Trois mois après",
  m12: "Un an après",
  m24: "Deux ans après",
  m33: "Trois mois avant la fin",
};
/** What a step is called; one without words stops the build: its key was shown once. */
function reminderTitle(key: string): string {
  const title = REMINDER_TITLES[key];
  if (title === undefined) {
    throw new Error(`the step ${key} has no name in workers/prerender/site-words.ts`);
  }
  return title;
}

/** Sequences that are no guidance: what they are called in the console. */
const OTHER_TITLES: Record<string, string> = {
  "label-suivi": "Suivi du label",
  "label-phase": "Délais d’une mutuelle",
  "label-tache": "Délais de qui évalue",
  visite: "Rappels d’une visite en classe",
};

const checked = (
  record: { id: string; read_at: string; read_on: string; checked_on: string | null },
  what: string,
) => ({
  id: record.id,
  where: record.read_at,
  readOn: record.read_on,
  checkedOn: record.checked_on,
  what,
});

/** « Rappel : {atelier} » becomes « Rappel : … », said to adults; a mail that one person writes to another has no words of its own. */
const mailNames = (): MailNames =>
  Object.fromEntries(
    Object.entries(mailWords).map(([key, text]) => {
      const { subject = "", title = "Un mot transmis", preheader = title } = readContent(text).head;
      const named =
        subject === "" ? title : subject.replaceAll(/\{\w+\}/g, "…").replaceAll(/\[\[([^|\]]*)\|[^\]]*\]\]/g, "$1");
      return [key, named === "…" ? preheader : named];
    }),
  );

/** What the site needs of the content, ready to be shown. */
export function siteWords(): SiteWords {
  return {
    band,
    programmes: programmes.all,
    surveys,
    paths: paths.map(({ sequence: { id, list }, steps, ...path }) => ({
      sequence: { id, list },
      audience: path.audience,
      title: path.title,
      situation: path.situation,
      mayStop: path.mayStop,
      summary: path.summary,
      steps: steps.map(({ step, title }) => ({ step: { key: step.key }, title })),
    })),
    sequences: catalogue.current.map(({ id, steps }) => {
      const path = paths.find((one) => one.sequence.id === id);
      return {
        id,
        title: path?.title ?? OTHER_TITLES[id] ?? "Rappels d’atelier",
        steps: steps.map(({ key }) => ({
          key,
          title: path?.steps.find((one) => one.step.key === key)?.title ?? reminderTitle(key),
          viewPath: path === undefined ? null : `/parents/${path.sequence.list}/${key}`,
        })),
      };
    }),
    records: [
      ...Array.from(facts.values(), (fact) => checked(fact, fact.official)),
      ...helpLines.map((line) => checked(line, `${line.label} : ${line.what}`)),
    ],
    prerenderedPaths,
    referentials: referentials.map(pathOf),
    drafts: drafts.map(pathOf),
    mailNames: mailNames(),
    agreement: proseHtml(readContent(convention).body),
  };
}

/** What the reactor needs of the content. */
export const reactorWords = async (): Promise<ReactorWords> => ({
  versions: await Promise.all(
    referentials.map(async (file) => ({ name: `${file.id}@${file.version}`, hash: await sha256(canonical(file)) })),
  ),
});

/** An official frame, as its record says it, and where that was read. */
function sayFrame(id: string): string {
  const fact = facts.get(id);
  if (fact === undefined) {
    throw new Error(`content/facts.json: no ${id}`);
  }
  return `${fact.text} (Source : [${fact.official}](${fact.read_at_url}).)`;
}

/** What programmes are in full, as HTML by slug: a file that the site reads when it shows one. */
export const programmeBodies = (): ProgrammeBodies =>
  Object.fromEntries(
    Object.entries(programmeWords).map(([slug, text]) => {
      return [slug, proseHtml(readContent(text).body + framesOf(text, sayFrame))];
    }),
  );
