import type { Child } from "hono/jsx";

import { howSure } from "./provenance.ts";
import { SOURCES_NOTE, type Sources, tongueOf, wordsOf } from "./words.ts";

type NoteProps = {
  /** The page, as `/sources` names it. */
  page: string;
  /** The facts that stand on it; one that comes back is counted once. */
  facts: readonly string[];
  /** The help lines of which more than the number stands on it. */
  lines?: readonly string[];
  /** What the numbers of its marks stand for on paper, in their order. */
  printed?: readonly string[];
  sources: Pick<Sources, "facts" | "helpLines" | "todayOn" | "tongue">;
};

/** The anchor of a page on `/sources`. */
const sourcesOf = (page: string): string => `/sources#${anchorOf(page)}`;
export const anchorOf = (page: string): string => `sur${page.replaceAll("/", "-")}`;

/** One honest sentence for the whole page: how much of it is still to be checked on official pages, and where to see which. */
export const SourcesNote = ({ page, facts, lines = [], printed = [], sources }: NoteProps): Child => {
  const told = Array.from(new Set(facts), (id) => sources.facts.get(id)).filter((fact) => fact !== undefined);
  const reached = sources.helpLines.filter((line) => lines.includes(line.id));
  const shown = [told, reached].flat();
  const words = wordsOf(sources);
  return shown.length === 0 ? null : (
    <>
      <p class="meta honest" id={SOURCES_NOTE}>
        {howSure(shown, sources.todayOn, words.unsure) ?? words.sure}
        {tongueOf(sources).lang === "en" ? ": " : " : "}
        <a href={sourcesOf(page)}>{words.which}</a>
      </p>
      {printed.length === 0 ? null : (
        <ol class="printed">
          {printed.map((source) => (
            <li>{source}</li>
          ))}
        </ol>
      )}
    </>
  );
};
