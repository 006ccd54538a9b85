import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { MAIL_LEFT, bySending, mailLeft, sayMail, speaksOfMail, withMail } from "../../src/ui/mail-left.ts";

const NONE = { answers: false, guidance: false };

/** What a page may say only while mails leave: that one has left, leaves at once, or that somebody has been told. */
const CLAIMS =
  /vien(?:t|nent) d\S+ (?:y )?partir|\bpart(?:ent)? (?:tout de suite|aussitôt|maintenant|dans )|C’est parti\b|demande est partie|prévenue?s? aussitôt|(?:en (?:est|sont)|(?:est|sont)) prévenue?s?[ .,"`]/;
/** What is none of ours, or was said to have happened to nobody. */
const OTHERS =
  /La dernière place vient de partir|ersonne (?:d’autre )?n’(?:en )?est prévenu|L’auteur est prévenu|prévenue?s? par message|Ce qui attend et n’a pas expiré/;

/** String literals and text of a source, without those that are handed to the two functions of this file. */
const looseWords = (source: string): string[] =>
  source
    .replace(/\b(?:bySending|withMail)\(\s*(?:"[^"]*"|`[^`]*`)(?:,\s*(?:"[^"]*"|`[^`]*`))?/g, "")
    .split("\n")
    .filter((line) => !/^\s*(?:\/\/|\/?\*)/.test(line) && CLAIMS.test(line) && !OTHERS.test(line))
    .map((line) => line.trim());

test("no page says that a mail left, leaves or told somebody but by the words that the frame can take back", () => {
  const said = globSync("src/**/*.{ts,tsx}", { exclude: ["src/**/*.mails.ts", "src/browser/**"] }).flatMap((file) =>
    looseWords(readFileSync(file, "utf8")).map((line) => `${file}: ${line}`),
  );
  expect(said).toEqual([]);
  expect(
    looseWords('const A = "Un message vient de partir.";\nconst B = withMail("L’école en est prévenue.");'),
  ).toEqual(['const A = "Un message vient de partir.";']);
});

test("while what answers an act is held back, its sentences say that it leaves when sending resumes; nothing else of the page changes", () => {
  const typed = "<td>un message vient de partir</td>";
  const page = `<p>${MAIL_LEFT}. Le bouton confirme.</p><p>À l’adresse, ${mailLeft}.</p>${typed}<p>${withMail("L’école en est prévenue.")}</p>`;
  expect(speaksOfMail(page)).toBe(true);
  expect(sayMail(page, NONE)).toBe(
    `<p>Un message vient de partir. Le bouton confirme.</p><p>À l’adresse, un message vient de partir.</p>${typed}<p>L’école en est prévenue.</p>`,
  );
  const held = sayMail(page, { ...NONE, answers: true });
  expect(held.match(/partira dès que les envois, suspendus en ce moment, reprennent/g)).toHaveLength(2);
  expect(held).toContain("<p>L’école en est prévenue. Les envois sont suspendus en ce moment");
  expect([held.includes(typed), speaksOfMail(held), sayMail(page, { ...NONE, guidance: true })]).toEqual([
    true,
    false,
    sayMail(page, NONE),
  ]);
});

test("guidance that is held back changes what is said of steps, and nothing said of answers", () => {
  const page = `${bySending("part tout de suite", "attend", "guidance")}, ${mailLeft}`;
  expect(sayMail(page, { answers: false, guidance: true })).toBe("attend, un message vient de partir");
  expect(sayMail(page, { answers: true, guidance: false })).toContain("part tout de suite, un message est prêt");
});
