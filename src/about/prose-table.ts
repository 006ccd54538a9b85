import type { RendererObject, Tokens } from "marked";

import { typo } from "../kernel/text.ts";

const MARKUP: Readonly<Record<string, string>> = { "&": "&amp;", '"': "&quot;", "<": "&lt;" };
const row = (cells: readonly string[]): string => `<tr role="row">${cells.join("")}</tr>`;

/**
 * A table of Markdown as the part `Table` writes it, so that on a phone each row is a card. One of two columns has room there and
 * stays as it is, and so does one with cells to fill in by hand.
 */
export const proseTable: RendererObject = {
  table({ header, rows }) {
    const isToFill = rows.some((cells) => cells.some(({ text }) => text === ""));
    if (header.length < 3 || isToFill) {
      return false;
    }
    const inline = (cell: Tokens.TableCell | undefined): string => this.parser.parseInline(cell?.tokens ?? []);
    const named = header.map(({ text }) => typo(text).replaceAll(/[&"<]/g, (sign) => MARKUP[sign] ?? ""));
    const heads = header.map((cell) => `<th scope="col" role="columnheader">${inline(cell)}</th>`);
    const body = rows.map((cells) =>
      row(
        cells.map((cell, i) =>
          i === 0
            ? `<th scope="row" role="rowheader">${inline(cell)}</th>`
            : `<td role="cell" data-head="${named[i] ?? ""}">${inline(cell)}</td>`,
        ),
      ),
    );
    return `<table class="dense compared" role="table"><thead role="rowgroup">${row(heads)}</thead><tbody role="rowgroup">${body.join("")}</tbody></table>`;
  },
};
