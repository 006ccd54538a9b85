import { expect, test } from "vitest";

import { chooseTests } from "../../scripts/local/choose-tests.ts";

/** The tests that `npm run t -- --changed` runs after a change of one file. */
const chosen = (file: string): string[] => chooseTests({ words: [], changed: new Set([file]) });

/** What has failed for want of being chosen, or would: a file that changes, and tests that read it or what is made of it. */
test.each([
  [
    "content/sequences/premier-telephone.v9.json",
    ["guidance/settings.worker", "guidance/subscription.worker", "guidance/versions.worker", "guidance/letters.unit"],
  ],
  ["content/parcours/premier-telephone.md", ["guidance/letters.unit", "house/figures.unit"]],
  [
    "content/programmes/essai.md",
    ["workshops/catalogue/one-wording.unit", "workshops/sessions/programme.unit", "help/kit.unit"],
  ],
  ["content/mails/annulee.md", ["workshops/letters/mails.unit", "mail/words.unit", "access/mails.unit"]],
  ["content/facts.json", ["help/records.unit", "help/sentences.unit", "guidance/letters.unit"]],
  ["content/aide/chemin.json", ["help/path.unit", "help/tongues.unit"]],
  ["content/enquetes/parents.v9.json", ["workshops/impact/figures.unit", "workshops/impact/survey.worker"]],
  ["content/drafts/label@9.9.9.json", ["label/referential/versions.unit", "label/scoring/draft-version.unit"]],
  ["content/kit/pacte.md", ["help/kit.unit"]],
  ["content/lexique.json", ["help/words.unit"]],
  ["docs/storage.md", ["house/storage.unit", "house/documents.unit"]],
  ["docs/slices/help.md", ["house/documents.unit"]],
  ["migrations/9999_essai.sql", ["house/vocabulary.worker", "house/queries.worker", "platform/migrations.worker"]],
  ["test/mail/golden/annulee.txt", ["workshops/letters/mails.unit"]],
  ["test/golden/home.txt", ["workshops/catalogue/one-wording.unit"]],
  ["src/workshops/seats/move.ts", ["workshops/seats/registration.unit"]],
  ["src/workshops/seats/registration.events.ts", ["house/reacted.unit"]],
])("a change of %s runs the tests that read it", (file, tests) => {
  const found = chosen(file);
  expect(tests.filter((name) => !found.some((path) => path.startsWith(`test/${name}.test.ts`)))).toEqual([]);
});

test("and not all of them: the Workers read everything", () => {
  const all = chooseTests({ words: ["test/"], changed: new Set() }).length;
  expect(all).toBeGreaterThan(200);
  for (const file of ["content/sequences/a.v9.json", "content/mails/a.md", "content/facts.json", "README.md"]) {
    expect(chosen(file).length, file).toBeLessThan(all / 6);
  }
  expect(chosen("content/rien/rien.json")).not.toContain("test/guidance/settings.worker.test.ts");
});
