import { describe, expect, test } from "vitest";

import { csvLine } from "../../src/kernel/csv.ts";
import { EmailAddress, FirstName } from "../../src/privacy/contact.ts";

describe("an address that is unusual but right is taken", () => {
  test.each([
    ["info@mairie-évian.fr", "info@xn--mairie-vian-hbb.fr"],
    ["Info@Mairie-ÉVIAN.fr", "info@xn--mairie-vian-hbb.fr"],
    ["a@mairie-e\u0301vian.fr", "a@xn--mairie-vian-hbb.fr"],
    ["lea@pm.me\u2060", "lea@pm.me"],
    ["\u202alea@pm.me\u202c", "lea@pm.me"],
    ["\u00a0lea@pm.me\ufeff", "lea@pm.me"],
    ["lea+atelier@pm.me", "lea+atelier@pm.me"],
  ])("%j is %s", (typed, taken) => {
    expect(EmailAddress.parse(typed)).toBe(taken);
  });

  test.each([
    ["léa@pm.me", "« é »"],
    ["le\u200ba@pm.me", "un caractère invisible (U+200B)"],
    ["lea martin@pm.me", "une espace"],
    ["lea@pm.me/évian", "« é »"],
    ["lea@évian.fr:80", "« é »"],
  ])("%j is not, and the sentence names the character", (typed, named) => {
    expect(EmailAddress.safeParse(typed).error?.issues[0]?.message).toBe(
      `Une adresse ne peut pas contenir ${named}. Corrigez-la.`,
    );
  });

  test("a domain that can receive nothing stays refused, however it is written", () => {
    expect(EmailAddress.safeParse("lea@évian.test").success).toBe(false);
    expect(EmailAddress.safeParse("lea@évian").success).toBe(false);
  });
});

test.each([
  ["Ali\u200creza", "Ali\u200creza"],
  ["क्\u200dष", "क्\u200dष"],
  ["Lé\u200ba", "Léa"],
  ["\u200cLéa\u200d", "Léa"],
  ["\u202eLéa\u202c \u0007", "Léa"],
  ["Anne\u00a0\nMarie", "Anne Marie"],
])("a name keeps what joins its letters, and loses what cannot be seen: %j", (typed, kept) => {
  expect(FirstName.parse(typed)).toBe(kept);
});

test.each([
  ["Lina photos-lina.fr", "un point ne suit qu’une seule lettre"],
  ["J.P.", "un point ne suit qu’une seule lettre"],
  ["Lina.", "un point ne suit qu’une seule lettre"],
  [".Lina", "un point ne suit qu’une seule lettre"],
  ["a.fr", "un point ne suit qu’une seule lettre"],
  ["Lina www photos", "« www »"],
  ["Lina/x", "« / »"],
  ["http:Lina", "« : »"],
  ["Léa 2", "« 2 »"],
  ["Léa <b>", "« < »"],
  ["Léa 🙂", "« 🙂 »"],
])("a name cannot be a link, and the sentence names what to correct: %s", (typed, told) => {
  expect(FirstName.safeParse(typed).error?.issues[0]?.message).toContain(told);
});

test.each(["Anne-Lise", "D’Artagnan", "L'Hédi", "J. Martin", "Jean P.", "Nguyễn Thị", "Оля", "مريم", "क्ष", "M. R. Ç."])(
  "a name of letters is taken as it is: %s",
  (name) => {
    expect(FirstName.parse(name)).toBe(name);
  },
);

test.each([
  ["=1+1", true],
  ["+33", true],
  ["-1", true],
  ["@x", true],
  ["＝1+1", true],
  ["＋1", true],
  ["－1", true],
  ["＠x", true],
  ["\t=1", true],
  ["\r=1", true],
  ["\n=1", true],
  ["\nx", true],
  ["x\n=1", true],
  ["x;=1", true],
  ["x,\u00a0=1", true],
  ["1 = 1", false],
  ["Saint-Denis", false],
  ["a@b.fr", false],
  ["3 + 2", false],
])("no cell of a file is a formula: %j is escaped: %s", (text, isEscaped) => {
  expect(csvLine([text])).toBe(`"${isEscaped ? "'" : ""}${text}"\r\n`);
});
