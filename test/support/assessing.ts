import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";

import type { PersonId } from "../../src/kernel/ids.ts";
import { databaseOf, openLocal } from "../../scripts/local/database.ts";
import { whoIs } from "../../scripts/local/people.ts";
import { draftIt, long } from "../../scripts/local/play-draft.ts";
import type { Keys } from "../../scripts/local/seal.ts";
import { LABEL_PEOPLE } from "../../scripts/seed-people.ts";
import { isPerRange } from "../../src/label/application/range.ts";
import type { AnswerSpec, AnswersFile, ReferentialFile, UnitSpec } from "../../src/label/scoring/formats.ts";
import { modelOf } from "../../src/label/scoring/model.ts";
import { newId, random } from "../../src/platform/ids.ts";
import { pressFor } from "./journey.ts";
import { rangeOf } from "./ranges.ts";
import { REFERENTIAL_FILE } from "./referential.ts";
import type { SharedWorld } from "./shared-world.ts";

export const read = <T>(path: string): T => JSON.parse(readFileSync(path, "utf8")) as T;
const model = modelOf(REFERENTIAL_FILE as ReferentialFile);
export const unit = read<AnswersFile>("docs/scoring/label.answers.json").units[0] as UnitSpec;
export const PLACE = "org_demo-mutuelle";

/** Three ranges: where they differ, the first two give what the unit says, the last one the best. */
const RANGES = [rangeOf("Socle", 12_000), rangeOf("Confort", 8000), rangeOf("Confort+", 4000)];
function withRanges(id: string, answer: AnswerSpec): AnswerSpec {
  const criterion = model.criteria.get(id);
  const { declared } = long(answer);
  return criterion === undefined || !isPerRange(model.file, criterion) || typeof declared !== "number"
    ? answer
    : { ...long(answer), byRange: { Socle: declared, Confort: declared, "Confort+": 4 } };
}

/** A draft of the demo's mutuelle, answered and proven: the id of the application. */
export async function draft(world: SharedWorld, now: number, name: string): Promise<string> {
  const db = openLocal(world.stack.dir);
  const keys = read<Keys>(join(world.stack.dir, "keys.json"));
  const { id: applicant } = db.prepare(`SELECT ${whoIs(keys, LABEL_PEOPLE.applicant).person} AS id`).get() as {
    id: PersonId;
  };
  const nobody: [PersonId, PersonId] = ["per_", "per_"];
  const id = await draftIt({
    depsAt: (at) => ({ db: databaseOf(db), now: at, newId, random, vault: undefined as never }),
    model,
    organisation: PLACE,
    ranges: RANGES,
    unit: {
      ...unit,
      answers: Object.fromEntries(
        Object.entries(unit.answers).map(([criterion, one]) => [criterion, withRanges(criterion, one)]),
      ),
    },
    start: now,
    offer: { offerName: name, contracts: ["Socle", "Confort"], members: 24_000, covered: 24_000 },
    cast: { applicant, operator: "per_", assessors: nobody, adjudicator: "per_", panel: ["per_", ...nobody] },
  });
  db.close();
  return id;
}

const gradeOf = (id: string, over: Readonly<Record<string, number>>): string => {
  const { verified, na } = long(unit.answers[id]);
  return na?.accepted === true ? "na" : String(over[id] ?? (typeof verified === "number" ? verified : 0));
};

/**
 * Grades every criterion and hands in. `over` are other grades than what the pieces show; `byForm`: how many through their form, the
 * others are posted by the page as their form would.
 */
export async function gradeAll(page: Page, over: Readonly<Record<string, number>>, byForm: number): Promise<void> {
  const ids = model.file.criteria.map((one) => one.id);
  const desk = page.url();
  await page.locator("a.button", { hasText: "commencer par" }).click();
  for (const id of ids.slice(0, byForm)) {
    expect(page.url()).toContain(`/criteres/${id}`);
    await page.locator(`input[name="note"][value="${gradeOf(id, over)}"]`).check();
    await page.getByLabel("Motif").fill(`Constaté sur pièces : ${gradeOf(id, over)}.`);
    await page.locator("button", { hasText: "Enregistrer" }).first().click();
    await page.waitForURL("**fait=note");
  }
  const rest = ids.slice(byForm).map((id): [string, string] => [`${desk}/criteres/${id}`, gradeOf(id, over)]);
  if (rest.length > 0) {
    await page.evaluate(async (forms) => {
      for (const [action, note] of forms) {
        await fetch(action, {
          method: "POST",
          body: new URLSearchParams({ note, motif: `Constaté sur pièces : ${note}.`, revision: "0" }),
        });
      }
    }, rest);
  }
  await page.goto(desk);
  await pressFor(page, "Rendre mes notes", "rendu");
}
