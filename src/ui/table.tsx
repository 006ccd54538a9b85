import type { Child } from "hono/jsx";

type Props = {
  caption?: string;
  heads: readonly string[];
  /** One list of cells per row; the first names the row. */
  rows: readonly (readonly Child[])[];
};

/** A table that becomes a list of cards on a narrow screen; its roles are spelled out because that layout hides them. */
export const Table = ({ caption, heads, rows }: Props): Child => (
  <table class="stacks" role="table">
    {caption === undefined ? null : <caption>{caption}</caption>}
    <thead role="rowgroup">
      <tr role="row">
        {heads.map((head) => (
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
              <td role="cell" data-head={heads[i]}>
                {cell}
              </td>
            ),
          )}
        </tr>
      ))}
    </tbody>
  </table>
);
