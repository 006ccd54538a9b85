import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { Head, Todo } from "../ui/parts.tsx";
import { type HelpLine, bandLines } from "./help-lines.ts";
import { LineCards } from "./line.parts.tsx";
import { nightOf } from "./numbers-data.ts";
import type { Words } from "./tongue.ts";
import { type Sources, lineHtml, wordsOf } from "./words.ts";

type Shown = { lines: readonly HelpLine[]; sources: Pick<Sources, "tongue"> };

/** The band of every page: the four numbers, as links a phone can dial, and where they come from. */
export const HelpBand = ({ lines, sources }: Shown): Child => (
  <aside class="band" aria-label={wordsOf(sources).bandName}>
    <div class="wrap">
      <h2>{wordsOf(sources).bandTitle}</h2>
      <ul>
        {bandLines(lines).map((line) => (
          <li>
            {raw(lineHtml(line))}
            <span>{line.band}</span>
          </li>
        ))}
      </ul>
      <p>
        <a href="/aide/numeros">{wordsOf(sources).bandWhy}</a>
      </p>
      <p>
        <a href="/aide/ecrire">{wordsOf(sources).bandDeaf}</a>
      </p>
    </div>
  </aside>
);

/** `/aide/numeros`, « Qui appeler »: each line with for whom and when; where it was read, one press away. */
export const NumbersPage = ({ lines, sources }: Shown): Child => {
  const words = wordsOf(sources);
  const { night, evening } = nightOf(lines);
  return (
    <div class="split">
      <div>
        <Head title={words.numbersTitle} lead={words.numbersLead} />
        <p class="meta" data-line="all">
          {`${words.atNight} ${night}. ${words.evening} ${evening}.`}
        </p>
        <LineCards lines={lines} level="h2" sources={sources} />
      </div>
      <Traces words={words} />
    </div>
  );
};

/** What stays on a shared phone, and how to remove it. */
const Traces = ({ words }: { words: Words }): Child => (
  <aside class="card flat stick" aria-labelledby="traces">
    <h2 id="traces">{words.shared}</h2>
    <Todo
      items={[
        {
          icon: "discret",
          title: words.history,
          children: <p>{words.historyHow}</p>,
        },
        {
          icon: "tel",
          title: words.callLog,
          children: <p>{words.callLogHow}</p>,
        },
      ]}
    />
  </aside>
);
