import { expect, test } from "vitest";

import cappedAnswers from "../../../docs/scoring/capped.answers.json";
import capped from "../../../docs/scoring/capped.referential.json";
import developmentAnswers from "../../../docs/scoring/development.answers.json";
import development from "../../../docs/scoring/development.referential.json";
import labelAnswers from "../../../docs/scoring/label.answers.json";
import doc from "../../../docs/scoring.md";
import { parseAnswers, parseReferential } from "../../../src/label/scoring/parse.ts";
import { scoreFile } from "../../../src/label/scoring/score-file.ts";
import { sha256 } from "../../../src/label/scoring/canonical.ts";
import { SENSITIVITY, sensitivityTexts } from "../../support/engine.ts";
import { REFERENTIAL_FILE } from "../../support/referential.ts";

const EXAMPLES = [
  [REFERENTIAL_FILE, labelAnswers],
  [development, developmentAnswers],
  [capped, cappedAnswers],
] as const;

test("workerd gives the published hashes", async () => {
  const found = [];
  for (const [referential, answers] of EXAMPLES) {
    const model = parseReferential(referential);
    const file = model.ok ? parseAnswers(answers, model.value) : model;
    if (!model.ok || !file.ok) {
      throw new Error("an example that is refused");
    }
    const { units } = await scoreFile(model.value, file.value, { at: file.value.at, isAssumed: false }, null);
    found.push(...units.flatMap((unit) => (unit.status === "ok" ? [[unit.id, unit.resultHash]] : [])));
  }
  const published = [...doc.matchAll(/^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$/gm)].map(([, unit, hash]) => [
    unit,
    hash,
  ]);
  expect(found).toEqual(published);
  expect(found.length).toBe(7);
  const hangs = sensitivityTexts(JSON.stringify(REFERENTIAL_FILE), JSON.stringify(labelAnswers));
  expect(await sha256(hangs.join("\n"))).toBe(SENSITIVITY);
});
