import type { Child } from "hono/jsx";

import { Icon } from "./icon.tsx";
import { Fold } from "./parts.tsx";
import { Table } from "./table.tsx";

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

/** Where each département stands, north first, as on a map: one tile each, those overseas in a column of their own. */
const TILES = `
.   .   .   .   .   62  59  .   .   .   .   .   .
.   .   .   .   76  80  02  08  .   .   .   .   .
.   .   50  14  27  60  95  93  51  55  54  57  67
29  22  35  53  61  78  92  75  77  10  52  88  68
.   56  44  49  72  28  91  94  89  21  70  90  .
.   .   85  79  37  41  45  58  71  39  25  .   .
.   .   .   17  86  36  18  03  69  01  74  .   .
.   .   .   16  87  23  63  42  38  73  .   .   .
971 .   33  24  19  15  43  07  26  05  .   .   .
972 .   40  47  46  12  48  30  84  04  06  .   .
973 .   64  32  82  81  34  13  83  .   .   2B  .
974 .   .   65  31  09  11  66  .   .   .   2A  .
976 .   .   .   .   .   .   .   .   .   .   .   .`
  .trim()
  .split("\n")
  .flatMap((line, y) =>
    line
      .trim()
      .split(/\s+/)
      .map((code, x) => ({ code, x: x * 41, y: y * 41 })),
  )
  .filter(({ code }) => code !== ".");
type TileProps = { code: string; x: number; y: number; step: number };
/** Numbered where there is something: a hundred numbers hid the shape of the country. */
const Tile = ({ code, x, y, step }: TileProps): Child => (
  <>
    <rect class={`t${step}`} x={x} y={y} width="38" height="38" rx="7" data-code={code} />
    {step === 0 ? null : (
      <text x={x + 19} y={y + 26}>
        {code}
      </text>
    )}
  </>
);
type TileMapProps = {
  title: string;
  /** What is counted, as the head of its column: « Associations ». */
  counted: string;
  /** The départements that have some, each with its name and how many; and where it leads. */
  places: readonly { code: string; name: string; n: number; href?: string; words?: string }[];
  /** From how many on a tile is darker, and from how many on it is darkest. */
  steps: readonly [more: number, most: number];
  /** From how many on anything is told of a département; below, its tile says no more than that. */
  least?: number;
};

/** How many of something each département has: a picture in four steps, and the same in a table. */
export const TileMap = ({ title, counted, places, steps: [more, most], least = 1 }: TileMapProps): Child => {
  const counts = new Map(places.map(({ code, n }) => [code, n]));
  const hrefs = new Map(places.map(({ code, href }) => [code, href]));
  const stepOf = (n: number): number => [least, more, most].filter((from) => n >= from).length;
  const upTo = (from: number, next: number): string => (next - from === 1 ? String(from) : `${from} à ${next - 1}`);
  const keys = [least === 1 ? "0" : `moins de ${least}`, upTo(least, more), upTo(more, most), `${most} et plus`];
  return (
    <figure class="tilemap">
      <figcaption>{title}</figcaption>
      <p class="hint">
        Un carré par département, à peu près à sa place : Lille en haut, Brest à gauche, la Corse en bas à droite,
        l’outre-mer dans la colonne de gauche.
      </p>
      <svg viewBox="-1 -1 532 532" aria-hidden="true">
        {TILES.map((tile) => {
          const step = stepOf(counts.get(tile.code) ?? 0);
          const href = hrefs.get(tile.code);
          return href === undefined ? (
            <Tile {...tile} step={step} />
          ) : (
            <a href={href} tabindex={-1}>
              <Tile {...tile} step={step} />
            </a>
          );
        })}
      </svg>
      <ul class="bits key">
        {keys.map((words, step) => (
          <li>
            <svg viewBox="-1 -1 40 40" aria-hidden="true">
              <rect class={`t${step}`} width="38" height="38" rx="7" />
            </svg>
            <span>{words}</span>
          </li>
        ))}
      </ul>
      <Fold title="La même chose en liste" icon="lieu" isOpen={places.some(({ href }) => href !== undefined)}>
        <Table
          heads={["Département", counted]}
          rows={places.map(({ code, name, n, href, words = String(n) }) => [
            href === undefined ? `${name} (${code})` : <a href={href}>{`${name} (${code})`}</a>,
            words,
          ])}
        />
      </Fold>
    </figure>
  );
};
