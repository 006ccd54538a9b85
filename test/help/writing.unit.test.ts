import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  type Entry,
  asAccount,
  asDocument,
  asPieces,
  fromFile,
  merged,
  sorted,
  toFile,
  wrongIn,
} from "../../src/help/notes.ts";
import { type LetterDraft, asText, writeLetter } from "../../src/help/prosecutor-letter.ts";

const entry = (over: Partial<Entry> = {}): Entry => ({
  on: "2026-11-03",
  at: "21:30",
  what: "Trois appels",
  witnesses: "",
  proof: "capture",
  ...over,
});
const entries = fc.array(
  fc.record({
    on: fc
      .date({ min: new Date("2000-01-01"), max: new Date("2040-12-31"), noInvalidDate: true })
      .map((d) => d.toISOString().slice(0, 10)),
    at: fc.constantFrom("", "00:00", "09:05", "23:59"),
    what: fc.string({ minLength: 1, maxLength: 200, unit: "binary" }).filter((text) => text.trim() !== ""),
    witnesses: fc.string({ maxLength: 50, unit: "binary" }),
    proof: fc.string({ maxLength: 50 }),
  }),
  { maxLength: 20 },
);

describe("the journal of facts", () => {
  test("a file read again gives the same facts, in order, whatever was typed", () => {
    fc.assert(
      fc.property(entries, (typed) => {
        expect(fromFile(toFile(typed))).toEqual({ entries: sorted(typed) });
      }),
    );
  });

  test("a journal of years is read again whole: three thousand facts, and a hundred as long as the boxes take", () => {
    const many = Array.from({ length: 3000 }, (_, i) => entry({ what: `Appel ${i}` }));
    const longest = { what: "é".repeat(5000), witnesses: "\n".repeat(5000), proof: '"'.repeat(5000) };
    const long = Array.from({ length: 100 }, (_, i) => entry({ ...longest, on: `20${10 + (i % 15)}-11-03` }));
    const text = toFile([...many, ...long]);
    expect(text.length).toBeGreaterThan(2_000_000);
    expect(fromFile(text)).toEqual({ entries: sorted([...many, ...long]) });
  });

  test("reading the same file twice adds nothing; an older fact goes first", () => {
    const [a, b] = [entry(), entry({ on: "2026-10-01", at: "" })];
    expect(merged([a], [b, a])).toEqual([b, a]);
    expect(sorted([entry({ at: "08:00" }), entry({ at: "" })]).map((one) => one.at)).toEqual(["", "08:00"]);
  });

  const file = (over: object): string =>
    JSON.stringify({ kind: "ligne-sure/journal", version: 1, entries: [entry()], ...over });
  test.each([
    ["half a file", file({}).slice(0, 40), "broken"],
    ["nothing", "", "broken"],
    ["another program's file", '{"a":1}', "other"],
    ["a list", "[]", "other"],
    ["a later version", file({ version: 2 }), "version"],
    ["no entries", file({ entries: undefined }), "entries"],
    ["a fact without its date", file({ entries: [entry({ on: "" })] }), "entries"],
    ["a day that is none", file({ entries: [entry({ on: "2026-13-40" })] }), "entries"],
    ["an hour that is none", file({ entries: [entry({ at: "25:00" })] }), "entries"],
    ["an empty fact", file({ entries: [entry({ what: "  " })] }), "entries"],
    ["a fact too long", file({ entries: [entry({ what: "x".repeat(5001) })] }), "entries"],
    ["a number for words", file({ entries: [{ ...entry(), what: 3 }] }), "entries"],
  ])("%s is refused whole", (_, text, refusal) => {
    expect(fromFile(text)).toEqual({ refusal });
  });

  test("becomes the account of a letter", () => {
    expect(asAccount([entry(), entry({ on: "2026-10-01", at: "", what: "Un message" })])).toBe(
      "Le 1er octobre 2026 : Un message (pièce 1)\nLe 3 novembre 2026 à 21:30 : Trois appels (pièce 2)",
    );
  });

  test("a piece bears one number, in the journal as in the letter; a fact without one counts none", () => {
    const journal = [
      entry({ proof: " message vocal,\nsur mon téléphone " }),
      entry({ on: "2026-10-01", at: "", what: "Un message\nPuis deux", proof: "" }),
      entry({ on: "2026-10-02", at: "", what: "Un appel", witnesses: "Bo", proof: "capture" }),
    ];
    expect(asPieces(journal)).toBe("Pièce 1 : capture\nPièce 2 : message vocal, sur mon téléphone");
    expect(asAccount(journal)).toContain("Un appel (pièce 1)\n");
    expect(asAccount(journal)).toContain("Puis deux\n");
    const lines = asText(asDocument(journal, "30 novembre 2026")).split(/\n+/);
    expect(lines.filter((line) => line !== "")).toEqual([
      "Journal des faits",
      "3 faits, du 1er octobre 2026 au 3 novembre 2026.",
      "Document préparé le 30 novembre 2026.",
      "Les pièces",
      "Pièce 1 : capture",
      "Pièce 2 : message vocal, sur mon téléphone",
      "Le 1er octobre 2026",
      "Un message",
      "Puis deux",
      "Le 2 octobre 2026",
      "Un appel",
      "Vu par : Bo",
      "Preuve : pièce 1",
      "Le 3 novembre 2026 à 21:30",
      "Trois appels",
      "Preuve : pièce 2",
    ]);
    expect(asText(asDocument([], "30 novembre 2026"))).toContain("Aucun fait noté.");
    expect(asText(asDocument([entry()], "30 novembre 2026"))).toContain("Un fait, le 3 novembre 2026.");
  });
});

const EMPTY: LetterDraft = {
  identity: "",
  birth: "",
  contact: "",
  court: "",
  facts: "",
  author: "",
  witnesses: "",
  damage: "",
  documents: "",
  place: "",
  dateInWords: "22 novembre 2026",
  isCivilParty: false,
};
const FULL: LetterDraft = {
  ...EMPTY,

  identity: "Ana Exemple",
  birth: "1er mai 1990 à Lyon, française",
  contact: "1 rue des Lilas\n69000 Lyon\n06 00 00 00 00",

  court: "Lyon",
  facts: "Le 3 novembre à Lyon, vingt appels.\nLe 4, dix autres.",
  author: "Un voisin",
  place: "Lyon",

  witnesses: "Bo Témoin, 2 rue des Lilas",
  damage: "Insomnies, 120 € de consultation",
  documents: "1. Captures",
  isCivilParty: true,
};

describe("the letter to the prosecutor", () => {
  test("holds every part that service-public's sheet F21613 lists", () => {
    const text = asText(writeLetter(FULL));
    const parts = [
      "Ana Exemple",
      "1er mai 1990 à Lyon, française",
      "1 rue des Lilas",
      "06 00 00 00 00", // 1: civil status, contact
      "Le 3 novembre à Lyon, vingt appels.",
      "Le 4, dix autres.", // 2: facts, date and place
      "Je pense que l’auteur de ces faits est : Un voisin", // 3: author
      "Bo Témoin, 2 rue des Lilas", // 4: witnesses
      "Insomnies, 120 € de consultation", // 5: damage
      "1. Captures", // 6: documents
      "Je me constitue partie civile", // 7: optional
      "procureur de la République",
      "Tribunal judiciaire de Lyon",
      "À Lyon, le 22 novembre 2026",
      "Signature",
    ];
    expect(parts.filter((part) => !text.includes(part))).toEqual([]);
    expect(text).toContain("Objet : dépôt de plainte\n");
  });

  test("is a complaint against X unless an author is named, and names no damages unless asked", () => {
    const text = asText(writeLetter(EMPTY));
    expect(text).toContain("Objet : dépôt de plainte contre X");
    expect(text).toContain("je porte plainte contre X");
    expect(text).not.toContain("partie civile");
    expect(asText(writeLetter({ ...EMPTY, author: "   " }))).toContain("contre X");
  });

  test("keeps 50 000 characters, emoji and Arabic as they were typed", () => {
    const facts = `${"é".repeat(50_000)}\n😱👩‍👩‍👧\nتهديدات عبر الهاتف`;
    expect(asText(writeLetter({ ...EMPTY, facts }))).toContain(facts);
  });
});

test("a fact whose day is still to come, or a hundred years old, is refused with a word; a clock half a day wrong refuses nothing", () => {
  const now = Date.parse("2026-11-30T23:30:00Z");
  const said = (on: string, what = "Douze appels") => wrongIn({ on, what }, now)?.words ?? null;
  expect(["2026-11-30", "2026-12-01", "1990-05-01"].map((on) => said(on))).toEqual([null, null, null]);
  expect(["2099-11-03", "2027-11-30"].map((on) => said(on))).toEqual([
    "Cette date n’est pas encore venue : vérifiez le jour et l’année.",
    "Cette date n’est pas encore venue : vérifiez le jour et l’année.",
  ]);
  expect([said("0026-11-30"), said(""), said("2026-11-30", " ")]).toEqual([
    "Cette date est trop ancienne : vérifiez l’année.",
    "Choisissez une date, même approximative.",
    "Écrivez ce qui s’est passé.",
  ]);
});
