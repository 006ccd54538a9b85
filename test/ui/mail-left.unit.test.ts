import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { LEFT, asReady, saysMailLeft } from "../../src/ui/mail-left.ts";

test("every page says of a mail that it left in the one sentence that the frame can take back", () => {
  const said = globSync("src/**/*.{ts,tsx}").flatMap((file) =>
    (
      readFileSync(file, "utf8").match(
        /[^"`>{]*(?:vien(?:t|nent) d\S+ (?:y )?partir|est partie? à|nvitation est partie)[^"`<]*/g,
      ) ?? []
    )
      .filter((words) => !words.toLowerCase().includes(LEFT) && !words.includes("place vient de partir"))
      .map((words) => `${file}: ${words.trim()}`),
  );
  expect(said).toEqual([]);
});

test("while sending is off the sentence says that it leaves when sending resumes, at the start of a line and within one", () => {
  const page =
    "<p>Un message vient de partir. Le bouton qu’il contient confirme.</p><p>À l’adresse, un message vient de partir.</p>";
  expect(saysMailLeft(page)).toBe(true);
  expect([asReady(page).match(/partira dès que/g)?.length, saysMailLeft(asReady(page))]).toEqual([2, false]);
  expect(saysMailLeft("<p>La dernière place vient de partir</p>")).toBe(false);
});
