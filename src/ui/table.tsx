import type { Child } from "hono/jsx";

type Props = {
  caption?: string;
  heads: readonly string[];
  /** One list of cells per row; the first names the row. */
  rows: readonly (readonly Child[])[];
  /** A few things side by side: on a phone each row keeps them so. Each has a letter and its name. */
  isCompared?: boolean;
};

/** The letter of what stands in a column of a comparison: A, then B. */
const letterOf = (column: number): string => String.fromCodePoint(64 + column);

/** A table whose rows become cards on a narrow screen; its roles are spelled out because that layout hides them. */
export const Table = ({ caption, heads, rows, isCompared = false }: Props): Child => {
  const names = heads.map((head, i) => (isCompared && i > 0 ? `${letterOf(i)} · ${head}` : head));
  return (
    <table class={isCompared ? "dense compared" : "dense"} role="table">
      {caption === undefined ? null : <caption>{caption}</caption>}
      <thead role="rowgroup">
        <tr role="row">
          {names.map((head) => (
            <th scope="col" role="columnheader">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((cells) => (
          <tr role="row">
            {cells.map((cell, i) =>
              i === 0 ? (
                <th scope="row" role="rowheader">
                  {cell}
                </th>
              ) : (
                <td role="cell" data-head={names[i]}>
                  {cell}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
};

type FillProps = {
  n: number;
  of: number;
  /** A floor to reach: under it the bar says so, as the words beside it do. */
  floor?: number;
};
const WIDTH = 300;

/** How much of how many, as a bar: the number stands beside it in words. */
export const Fill = ({ n, of, floor }: FillProps): Child => {
  const at = (value: number): number => Math.round((Math.min(value, of) / Math.max(of, 1)) * WIDTH);
  return (
    <svg class="fill" viewBox={`0 0 ${WIDTH} 14`} preserveAspectRatio="none" aria-hidden="true">
      <rect class={floor !== undefined && n < floor ? "low" : "v"} width={at(n)} height="14" />
      {floor === undefined
        ? null
        : ["gap", "m"].map((part) => <path class={part} d={`M${at(floor)} 0v14`} vector-effect="non-scaling-stroke" />)}
    </svg>
  );
};

type Meter = { title: Child; words: Child; n: number; of: number; floor?: number };

/** A few amounts of the same kind, one under the other: the thing, its number, and a bar. */
export const Meters = ({ meters }: { meters: readonly Meter[] }): Child => (
  <ul class="meters">
    {meters.map(({ title, words, ...fill }) => (
      <li>
        <span>{title}</span>
        <b>{words}</b>
        <Fill {...fill} />
      </li>
    ))}
  </ul>
);

/** Before and after, of a hundred: a ring, a dot, and what lies between. The numbers stand beside it in words. */
export const Dumbbell = ({ before, after }: { before: number; after: number }): Child => {
  const at = (share: number): number => 8 + Math.round((Math.min(Math.max(share, 0), 100) / 100) * (WIDTH - 16));
  return (
    <svg class="dumbbell" viewBox={`0 0 ${WIDTH} 20`} aria-hidden="true">
      <path class="t" d={`M8 10H${WIDTH - 8}`} />
      <path class="v" d={`M${at(before)} 10H${at(after)}`} />
      <circle class="was" cx={at(before)} cy="10" r="6" />
      <circle class="is" cx={at(after)} cy="10" r="7" />
    </svg>
  );
};
