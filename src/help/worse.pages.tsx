import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import type { HelpLine } from "./help-lines.ts";
import { LineWays, lineOf } from "./line.parts.tsx";
import { type Sources, toHtml, wordsOf } from "./words.ts";

/** `/aide/empire`: three lines for when it gets worse, no question, one sheet of paper. */
export const WorsePage = ({ sources }: { sources: Sources }): Child => (
  <section class="narrow worse">
    <h1>{wordsOf(sources).worseTitle}</h1>
    <ol class="gestures">
      {LINES.map((key) => (
        <li>
          {raw(toHtml("empire", wordsOf(sources)[key], sources, { inline: true }))}
          <LineWays lines={namedIn(wordsOf(sources)[key], sources)} sources={sources} />
        </li>
      ))}
    </ol>
    <p class="acts">
      <a class="button quiet" href="/aide">
        {wordsOf(sources).again}
      </a>
      <a class="button quiet" href="/aide/ecrire">
        {wordsOf(sources).writeTitle}
      </a>
    </p>
  </section>
);

/** The lines that a sentence names, each a button under it. */
const namedIn = (words: string, sources: Sources): HelpLine[] =>
  [...words.matchAll(/\{line:(\w+)\}/g)].map(([, id = ""]) => lineOf(sources, id));
const LINES = ["worseDanger", "worseTalk", "worseChanged"] as const;
