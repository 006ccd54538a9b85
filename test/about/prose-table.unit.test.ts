import { expect, test } from "vitest";

import { proseHtml } from "../../src/about/prose.ts";

const COMPARED = "| À voir | « Ici » | Là |\n|---|---|---|\n| Un signe | **fort** | faible |";

test("a table of three columns names each cell, so that its rows can be cards on a phone", () => {
  const html = proseHtml(COMPARED);
  expect(html).toContain('<th scope="row" role="rowheader">Un signe</th>');
  expect(html).toContain('<td role="cell" data-head="«\u00a0Ici\u00a0»"><strong>fort</strong></td>');
  expect(html).toContain('<td role="cell" data-head="Là">faible</td>');
});

test("a table of two columns, or one to fill in by hand, stays a table", () => {
  expect(proseHtml("| À dire | À éviter |\n|---|---|\n| Oui | Non |")).not.toContain("data-head");
  expect(proseHtml(COMPARED.replace("faible", " "))).not.toContain("data-head");
});
