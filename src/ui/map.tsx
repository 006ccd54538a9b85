import type { Child } from "hono/jsx";

import { Icon } from "./icon.tsx";

/** `done`: all is there; `said`: said and not proven; `none`: nothing yet; `shut`: below what is asked. */
export type CellState = "done" | "said" | "none" | "shut";
const classOf = (state: CellState): string => (state === "none" ? "cell" : `cell ${state}`);
export type Cell = {
  href: string;
  /** « PSY-4 ». */
  code: string;
  /** Its name and where it stands, in full: the cell has room for its code alone. */
  words: string;
  state: CellState;
  isCurrent?: boolean;
};

type MapProps = {
  /** Lines of cells; with a title each, or a single one without. */
  rows: readonly { title?: Child; cells: readonly Cell[] }[];
};

/** Many small things of one kind in view at once, each a link named in full. */
export const CellMap = ({ rows }: MapProps): Child => (
  <div class="map">
    {rows.map(({ title, cells }) => (
      <div>
        {title === undefined ? null : <h3>{title}</h3>}
        <ol>
          {cells.map((cell) => (
            <li>
              <CellLink {...cell} />
            </li>
          ))}
        </ol>
      </div>
    ))}
  </div>
);

const CellLink = ({ href, code, words, state, isCurrent = false }: Cell): Child => {
  const [family = "", number = ""] = code.split("-");
  const name = `${family} ${number}, ${words}`;
  return (
    <a class={classOf(state)} href={href} aria-label={name} title={name} aria-current={isCurrent ? "page" : undefined}>
      <span>{family}</span> {number}
      {state === "shut" ? <Icon name="porte" /> : null}
    </a>
  );
};

/** What the looks of the cells mean, and how many there are of each. */
export const MapKey = ({ keys }: { keys: readonly (readonly [CellState, words: string])[] }): Child => (
  <ul class="bits key">
    {keys.map(([state, words]) => (
      <li>
        <span class={classOf(state)} />
        <span>{words}</span>
      </li>
    ))}
  </ul>
);
