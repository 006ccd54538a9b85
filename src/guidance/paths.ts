import { readContent } from "../kernel/front-matter.ts";
import { typo } from "../kernel/text.ts";
import type { Sequence, Step } from "./sequence.ts";

/** For whom a sequence is: the parent of a child, the person who is hit, who works in a school. */
export const AUDIENCES = { parent: "Pour les parents", adulte: "Pour soi", ecole: "Pour l’école" } as const;
type Audience = keyof typeof AUDIENCES;

/** How a sequence presents itself to people, from `content/parcours/<id>.md`. */
export type Path = {
  sequence: Sequence;
  audience: Audience;
  title: string;
  situation: string;
  summary: string;
  /** What it is followed for may stop: its readers are asked. */
  mayStop: boolean;
  steps: PathStep[];
};
/** What the site itself needs of a path; the rest is on static pages (`reading.pages.tsx`). */
export type PathCard = {
  sequence: { id: string; list: string };
  audience: Audience;
  title: string;
  situation: string;
  summary: string;
  mayStop: boolean;
  steps: { step: { key: string }; title: string }[];
};
/** A step as the site shows it: its words can be read by anyone, without subscribing. */
export type PathStep = { step: Step; number: number; title: string; today: string; content: string; when: string };

/** Puts the words and the steps of guidance together; throws when words are missing. */
export function pathOf(sequence: Sequence, presentation: string, words: Readonly<Record<string, string>>): Path {
  const { head } = readContent(presentation);
  const need = (from: Record<string, string>, key: string, file: string): string => {
    const found = from[key];
    if (found === undefined) {
      throw new Error(`content: "${key}" is missing in ${file}`);
    }
    return typo(found);
  };
  const file = `content/parcours/${sequence.id}.md`;
  return {
    sequence,
    audience: audienceOf(need(head, "public", file), file),
    title: need(head, "title", file),
    situation: need(head, "situation", file),
    summary: need(head, "summary", file),
    mayStop: head["stops"] === "true",
    steps: sequence.steps.map((step, i) => {
      const content = words[step.mail] ?? "";
      const words1 = readContent(content).head;
      const where = `content/mails/${step.mail}.md`;
      return {
        step,
        number: i + 1,
        content,
        when: whenInWords(step),
        title: need(words1, "title", where),
        today: need(words1, "today", where),
      };
    }),
  };
}

function audienceOf(name: string, file: string): Audience {
  if (!Object.hasOwn(AUDIENCES, name)) {
    throw new Error(`content: "public: ${name}" in ${file}; known: ${Object.keys(AUDIENCES).join(", ")}`);
  }
  return name as Audience;
}

/** « tout de suite », « 3 jours après », « le 2e mois ». */
function whenInWords({ offset }: Step): string {
  const [, days] = /^P(\d+)D$/.exec(offset) ?? [];
  const [, months] = /^P(\d+)M$/.exec(offset) ?? [];
  if (days !== undefined) {
    return Number(days) === 1 ? "le lendemain" : `${days} jours après`;
  }
  return months === undefined ? "tout de suite" : `${months} mois après`;
}
