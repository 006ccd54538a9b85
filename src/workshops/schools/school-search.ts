import type { School } from "./school.ts";
import { impliedWords, ownWords, wordsIn } from "./school-words.ts";

/** Words looked at of what was typed, and words that may lead: the longest, since short ones are in every second name. */
const MOST_WORDS = 14;
const MOST_LEADS = 6;
/** From this length on, a word may be the beginning of another one in the index. */
const MOST_EXACT = 2;

/** The words of what somebody typed, each once; « 94 400 » is a postcode. */
export const typedWords = (typed: string): string[] =>
  [...new Set(wordsIn(typed.replace(/\b(\d{2})\s(?=\d{3}\b)/g, "$1")))].slice(0, MOST_WORDS);

/** Where each word that may lead stands in the index: from `low`, below `high`. */
export const rangesOf = (words: readonly string[]): [low: string, high: string][] =>
  words
    .toSorted((a, b) => b.length - a.length)
    .slice(0, MOST_LEADS)
    .map((word) => [word, `${word}${word.length > MOST_EXACT ? "~" : " "}`]);

/**
 * The UAIs that stand in the lists of every word, given the lists of one word after those of another. When the lists end too soon, the
 * last word is left out: not all of its lists are there.
 */
export function inAll(lists: readonly { low: string; uais: string }[], isCutShort: boolean): string[] {
  const sets = new Map<string, Set<string>>();
  for (const { low, uais } of lists) {
    const set = sets.get(low) ?? new Set<string>();
    (JSON.parse(uais) as string[]).forEach((uai) => set.add(uai));
    sets.set(low, set);
  }
  const [first, ...others] = isCutShort && sets.size > 1 ? [...sets.values()].slice(0, -1) : [...sets.values()];
  return [...(first ?? [])].filter((uai) => others.every((set) => set.has(uai)));
}

/** How well a school answers, the better the higher: in this order. */
type Fit = { missing: string[]; score: readonly number[] };

/** Compares the words typed with a school: each answers to one word of it, whole if it can, else as a beginning. */
function fitOf(words: readonly string[], school: School): Fit {
  const own = new Set(ownWords(school));
  const whole = words.filter((word) => own.delete(word));
  const rest = words.filter((word) => !whole.includes(word)).toSorted((a, b) => b.length - a.length);
  const begun = rest.filter((word) => {
    const found = [...own].find((one) => one.startsWith(word));
    return found !== undefined && own.delete(found);
  });
  const implied = impliedWords(school);
  const missing = rest.filter((word) => !begun.includes(word) && !implied.some((one) => one.startsWith(word)));
  const near = missing.filter((word) => [...own].some((one) => isNear(word, one))).length;
  const town = wordsIn(school.commune).filter((word) => whole.includes(word)).length / wordsIn(school.commune).length;
  return { missing, score: [-missing.length, near, whole.length, town, begun.length, -own.size] };
}

/** True when one slip of a finger makes one word of the other: a letter wrong, missing, too many, or two in the wrong order. */
export function isNear(typed: string, word: string): boolean {
  if (typed.length < 4 || Math.abs(typed.length - word.length) > 1) {
    return false;
  }
  let at = 0;
  while (at < typed.length && typed[at] === word[at]) {
    at += 1;
  }
  const [a, b] = [typed.slice(at), word.slice(at)];
  const isSwapped = a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2);
  return a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1) || isSwapped;
}

const compare = (a: readonly number[], b: readonly number[]): number => {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at === -1 ? 0 : (b[at] ?? 0) - (a[at] ?? 0);
};

/**
 * The schools that answer to all the words, the best first: those whose words are typed whole, whose town is, that have the fewest
 * others. When none does, those that lack one word, and which it is.
 */
export function rank(
  words: readonly string[],
  schools: readonly School[],
  most: number,
): { schools: School[]; hasMore: boolean; leftOut: string | null } {
  const fits = schools
    .map((school) => ({ school, ...fitOf(words, school) }))
    .toSorted((a, b) => compare(a.score, b.score) || (a.school.name < b.school.name ? -1 : 1));
  const [best] = fits;
  const lacking = best?.missing.length ?? 0;
  const isEnough = lacking === 0 || (lacking === 1 && words.length > 1);
  const good = isEnough ? fits.filter(({ missing }) => missing.length === lacking) : [];
  return {
    schools: good.slice(0, most).map(({ school }) => school),
    hasMore: good.length > most,
    leftOut: lacking === 1 && good.length > 0 ? (best?.missing[0] ?? null) : null,
  };
}
