import readWorkbook from "read-excel-file/node";
import { expect, test } from "vitest";

import { instantOf } from "../../src/kernel/time.ts";
import { type Cell, xlsxFile } from "../../src/platform/xlsx.ts";

async function fileOf(heads: readonly string[], pages: Iterable<readonly (readonly Cell[])[]>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of xlsxFile(heads, pages)) {
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
/** The rows as another program reads them. */
const read = async (file: Buffer) => (await readWorkbook(file))[0]?.data ?? [];

test("another program reads text as text, numbers as numbers, moments as dates on the clock of their place", async () => {
  const reunion = { at: instantOf("2027-03-28T02:30", "Indian/Reunion"), tz: "Indian/Reunion" };
  const paris = { at: instantOf("2027-03-28T03:30", "Europe/Paris"), tz: "Europe/Paris" };
  const odd = "=1+1\n<b>&amp; « Zoé » \u{1F600}\u0001";
  const file = await fileOf(
    ["texte", "nombre", "quand"],
    [
      [["=1+1", 12, reunion]],
      [
        [odd, 0, paris],
        [null, null, null],
      ],
    ],
  );
  const [heads, ...rows] = await read(file);
  expect(heads).toEqual(["texte", "nombre", "quand"]);
  expect(rows.map(([text, number]) => [text, number])).toEqual([
    ["=1+1", 12],
    [odd.replace("\u0001", ""), 0],
  ]);
  expect(
    rows.map(([, , at]) => (at instanceof Date ? new Date(at.getTime() + 500).toISOString().slice(0, 16) : at)),
  ).toEqual(["2027-03-28T02:30", "2027-03-28T03:30"]);
});

test("a file leaves as it is read, however many rows there are: never much more than one page of them is held", async () => {
  const page = Array.from({ length: 500 }, (_, i) => [
    "Premier téléphone",
    i,
    "Médiathèque des Tilleuls, 3, rue de l’Exemple",
  ]);
  let most = 0;
  let size = 0;
  for await (const piece of xlsxFile(
    ["a", "b", "c"],
    Array.from({ length: 20 }, () => page),
  )) {
    most = Math.max(most, piece.length);
    size += piece.length;
  }
  expect(size).toBeGreaterThan(50_000);
  expect(most).toBeLessThan(200_000);
});
