import type { Child } from "hono/jsx";

import { fold } from "../kernel/text.ts";
import { Head } from "../ui/parts.tsx";

/** What one can look for: a page, or a part of one, with words that people use for it and that it does not say. */
export type Entry = { title: string; path: string; words?: string; parts?: readonly Entry[] };
export type EntryGroup = { title: string; id: string; entries: readonly Entry[] };
type Line = { label: string; href: string | null; band: string | null; id: string };

/** Who types these is shown the numbers before anything else. */
const URGENT = "mourir mort suicide suicidaire tuer danger frappe battu viol peur menace ex";

/** `columns`: the groups of one column after another, for columns of much the same height. */
type SearchProps = { columns: readonly (readonly EntryGroup[])[]; lines: readonly Line[] };
/** `/chercher`: the whole site by who it is for, and a field that shows what holds the words; nothing typed leaves the page. */
export const SearchPage = ({ columns, lines }: SearchProps): Child => (
  <>
    <Head
      title="Chercher, tout le site"
      lead="Avec vos mots. Rien de ce que vous écrivez ne part d’ici : la recherche se fait dans la page."
    />
    <div class="find later field narrow" hidden={true}>
      <label for="chercher">Que cherchez-vous ?</label>
      <input type="text" id="chercher" autocomplete="off" spellcheck={false} />
      <p id="trouve" role="status"></p>
    </div>
    <section class="card late" aria-labelledby="urgence" data-urgent={URGENT} hidden={true}>
      <h2 id="urgence">Si c’est urgent, d’abord</h2>
      <ul class="rows">
        {lines.map((line) => (
          <li>
            <a href={line.href ?? "/aide/numeros"} data-line={line.id}>
              {line.label}
            </a>{" "}
            {line.band}
          </li>
        ))}
      </ul>
    </section>
    <div class="cols two">
      {columns.map((groups) => (
        <div>
          {groups.map(({ title, id, entries }) => (
            <section aria-labelledby={id} data-group="">
              <h2 id={id}>{title}</h2>
              <ul class="rows">
                {entries.map((entry) => (
                  <EntryItem entry={entry} />
                ))}
              </ul>
            </section>
          ))}
        </div>
      ))}
    </div>
  </>
);

const EntryItem = ({ entry }: { entry: Entry }): Child => (
  <li data-entry={fold(entry.words ?? "")}>
    <a href={entry.path}>{entry.title}</a>
    {entry.parts === undefined || entry.parts.length === 0 ? null : (
      <ul>
        {entry.parts.map((part) => (
          <li data-entry="">
            <a href={part.path}>{part.title}</a>
          </li>
        ))}
      </ul>
    )}
  </li>
);
