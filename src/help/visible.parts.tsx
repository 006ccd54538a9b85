import { channelHours, type HelpLine } from "./help-lines.ts";
import { shortOf } from "./line.parts.tsx";
import { FIRST_STEPS, type Result, type Walk, everyResult } from "./path.ts";
import { openFolds, wordings } from "./result.pages.tsx";
import { type Sources, tongueOf, wordsOf } from "./words.ts";

/** Words that one reads of an answer before anything is unfolded, at most. */
const MOST = 120;

const countWords = (text: string): number => (text.match(/\S*[\p{L}\d]\S*/gu) ?? []).length;
const readable = (html: string): string => html.replace(/<[^>]+>/g, "");

/** Every advice of a walk as one person reads it, by both. */
function toldTo({ path, advice }: Walk, sources: Sources): (advice: string, whom: string) => string {
  const told = new Map<string, string>();
  for (const one of advice) {
    for (const { html, rule } of wordings(one, path, sources)) {
      const people = (rule.whom ?? path.whom.options.map(({ id }) => id)).flatMap((id) => path.groups[id] ?? [id]);
      people.forEach((whom) => told.set(`${one.id} ${whom}`, readable(html)));
    }
  }
  return (id, whom) => told.get(`${id} ${whom}`) ?? "";
}

/** How many words one reads of each answer before anything is unfolded, by the name of the answer. */
export function visibleWords(walk: Walk, sources: Sources): { name: string; words: number }[] {
  const told = toldTo(walk, sources);
  const words = wordsOf(sources);
  const { lang } = tongueOf(sources);
  const lineOf = (id: string): HelpLine | undefined => sources.helpLines.find((line) => line.id === id);
  const hoursOf = (id: string): string =>
    lineOf(id)
      ?.channels.slice(0, 1)
      .map((channel) => channelHours(channel, lang))
      .join("") ?? "";
  const [wait] = wordings({ id: "fait", step: "rappel", say: "{fact:attente_3114}" }, walk.path, sources);
  const [site, number] = ["site", "number"]; // one word each, whichever they are
  const around = [words.free, "source", words.write, words.onSite, site, words.writeElse, words.dying, number]
    .concat(words.dayAndNight, readable(wait?.html ?? ""), words.nobody, words.worse, words.whole)
    .join(" ");
  return everyResult(walk, []).map((result: Result) => {
    const { whom, advice, call, next, ticked } = result;
    const open = advice.filter((one) => FIRST_STEPS.some((step) => step === one.step));
    const short = call.flatMap((id) => lineOf(id) ?? []).map(shortOf);
    const lines = call.concat(next).map((id) => `${lineOf(id)?.label} ${hoursOf(id)}`);
    const text = [around, whom.title, openFolds(walk, result, words)].concat(
      short,
      lines,
      open.map((one) => told(one.id, whom.id)),
    );
    return { name: `${ticked.join("+")}, ${whom.id}`, words: countWords(text.join(" ")) };
  });
}

/** Answers of which one reads more before anything is unfolded than fits a first screen. */
export const wrongLength = (walk: Walk, sources: Sources): string[] =>
  visibleWords(walk, sources)
    .filter(({ words }) => words > MOST)
    .map(({ name, words }) => `result "${name}", ${tongueOf(sources).id}: ${words} words before anything is unfolded`);
