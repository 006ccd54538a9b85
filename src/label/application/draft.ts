/** What the form of a criterion holds. */
export type Words = { note: string; justification: string; publiable: boolean };
/** What was typed and not taken yet: over which revision of the answer; `null`: nobody knows. */
export type Draft = { base: number | null; words: Words };
/** The answer as a page carries it. */
export type Shown = { revision: number; words: Words };

const isSame = (a: Words, b: Words): boolean =>
  a.note === b.note && a.justification === b.justification && a.publiable === b.publiable;

/**
 * What becomes of words that a browser kept, on the page that opens: `send` them, since nobody saved in between; `forget` them,
 * since the site has them already; otherwise `ask` the person, and send nothing before they choose.
 */
export function resume({ base, words }: Draft, page: Shown): "send" | "forget" | "ask" {
  if (isSame(words, page.words)) {
    return "forget";
  }
  return base === page.revision ? "send" : "ask";
}
