import { calibrate } from "../../src/label/assessment/calibrate.ts";
import { CALIBRATION, type CalibrationCase } from "../../src/label/assessment/calibration.ts";
import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";

import { type Until, caseOf, play } from "../../scripts/local/play-label.ts";
import { readApplication } from "../../src/label/application/application.store.ts";
import { fileApplication } from "../../src/label/application/file-application.ts";
import { adjudicate, handIn, saveReview } from "../../src/label/assessment/grade-file.ts";
import { assignTask, moveFile } from "../../src/label/assessment/run-file.ts";
import { releaseTask, restoreTask } from "../../src/label/assessment/release-task.ts";
import type { EvidenceRefusal } from "../../src/platform/evidence.ts";
import { evidenceStore } from "../../src/platform/evidence-r2.ts";
import type { Audit, AuditDraw } from "../../src/label/registry/audits.store.ts";
import { concludeAudit, countCases } from "../../src/label/registry/run-audits.ts";
import { refusedBecause } from "../support/refusals.ts";
import { cast, model, playOf } from "../support/worker/label-cast.ts";
import { setClock } from "../support/worker/web.ts";
import { NOW, db, depsAt, run, value } from "../support/worker/world.ts";
import { given } from "../support/worker/given.ts";

/** A file played so far, with its people. */
async function played(until: Until) {
  const { place, people } = await cast();
  const p = playOf(place, people, { start: NOW - 20 * 86_400 });
  const id = await play(p, until);
  return { id, place, people, read: async () => (await caseOf(p, id, NOW)).file };
}
const [criterion] = model.file.criteria;
if (criterion === undefined) {
  throw new Error("a referential without criteria");
}
const { id: criterionId } = criterion;
const SAID = { grade: 1, comment: "Vu à la page 4.", reason: "Vu à la page 4.", refused: [], changedBecause: "" };
beforeEach(() => setClock(NOW));

refusedBecause(saveReview, [
  [
    "closed",
    async () => {
      const { people, read } = await played("graded");
      return saveReview(depsAt(NOW), { file: await read(), criterion, by: people.assessors[0], ...SAID, revision: 0 });
    },
  ],
]);

refusedBecause(saveReview, [
  [
    "unexplained",
    async () => {
      const { people, read } = await played("begun");
      const review = { criterion, by: people.assessors[0], ...SAID };
      await saveReview(depsAt(NOW), { file: await read(), ...review, revision: 0 });
      return saveReview(depsAt(NOW), { file: await read(), ...review, grade: 2, revision: 1 });
    },
  ],
]);

refusedBecause(handIn, [
  [
    "missing",
    async () => {
      const { people, read } = await played("begun");
      return handIn(depsAt(NOW), { file: await read(), model, by: people.assessors[0] });
    },
  ],
]);

refusedBecause(adjudicate, [
  [
    "not_due",
    async () => {
      const { people, read } = await played("begun");
      return adjudicate(depsAt(NOW), { file: await read(), criterion, by: people.adjudicator, ...SAID });
    },
  ],
]);

/** Frees the task of the third person and gives it to somebody. */
async function reassign(to: "applicant" | "tied" | "uncalibrated") {
  const { id, place, people, read } = await played("begun");
  await run("DELETE FROM assignments WHERE application_id = ?1 AND task = 'adjudicator'", id);
  if (to === "tied") {
    await given("interests", { person_id: people.adjudicator, organisation_id: place, kind: "contract" });
  }
  if (to === "uncalibrated") {
    await run("DELETE FROM calibrations WHERE person_id = ?1 AND case_id = 'essai-1'", people.adjudicator);
  }
  const personId = to === "applicant" ? people.applicant : people.adjudicator;
  return assignTask(depsAt(NOW), { file: await read(), task: "adjudicator", personId, by: people.operator });
}
refusedBecause(assignTask, [
  ["no_role", () => reassign("applicant")],
  ["tied", () => reassign("tied")],
  ["not_calibrated", () => reassign("uncalibrated")],
]);

refusedBecause(calibrate, [
  [
    "known",
    async () => {
      const { people } = await played("begun");
      const first = { one: CALIBRATION.cases[0] as CalibrationCase, by: people.adjudicator, grade: 2, why: "Lu." };
      await calibrate(depsAt(NOW), first);
      return calibrate(depsAt(NOW + 1), first);
    },
  ],
]);

const audit = { id: "aud_x", labelId: "lbl_x" } as unknown as Audit; // all that these acts read of it
refusedBecause(countCases, [
  [
    "no_number",
    () =>
      countCases(depsAt(NOW), {
        audit,
        draw: { seed: "aa", root: "bb" } as unknown as AuditDraw,
        cases: 1.5,
        by: "per_x",
      }),
  ],
]);
refusedBecause(concludeAudit, [["no_words", () => concludeAudit(depsAt(NOW), { audit, words: "Rien.", by: "per_x" })]]);

refusedBecause(restoreTask, [
  [
    "gone",
    async () => {
      const { people, read } = await played("begun");
      const [first] = people.assessors;
      await releaseTask(depsAt(NOW), { file: await read(), personId: first, by: people.operator });
      const releasedId = String(await value("SELECT id FROM released_work"));
      return restoreTask(depsAt(NOW + 31 * 86_400), { file: await read(), releasedId, by: people.operator });
    },
  ],
]);

refusedBecause(moveFile, [
  [
    "not_ready",
    async () => {
      const { people, read } = await played("begun");
      return moveFile(depsAt(NOW), { file: await read(), model, act: "open_contradictory", by: people.operator });
    },
  ],
  [
    "too_soon",
    async () => {
      const { people, read } = await played("begun");
      const words = "La page 4 manque, merci de la joindre.";
      await moveFile(depsAt(NOW), { file: await read(), model, act: "clarify", by: people.operator, words });
      return moveFile(depsAt(NOW), { file: await read(), model, act: "resume", by: people.operator });
    },
  ],
]);

/** Files once more what was filed, with some answers and under a version of the referential. */
async function fileAgain(keep: boolean, version: string) {
  const { id, place, people } = await played("filed");
  const work = await readApplication(db, { id, organisationId: place });
  if (work === null) {
    throw new Error("not there");
  }
  const answers = keep ? work.answers : [];
  return fileApplication(depsAt(NOW), {
    work: { ...work, answers },
    current: version || work.application.referential,
    by: people.applicant,
  });
}
refusedBecause(fileApplication, [
  ["nothing", () => fileAgain(false, "")],
  ["superseded", () => fileAgain(true, "label@99.0.0")],
]);

const PDF = new TextEncoder().encode("%PDF-1.7 fictif");
const FILES: [what: string, body: Uint8Array, said: number, refusal: EvidenceRefusal][] = [
  ["without a byte", new Uint8Array(), 0, "empty"],
  ["that says it is too long", PDF, 1000, "too_big"],
  ["of another type, whatever its name", new TextEncoder().encode("<script>fictif"), 14, "type"],
  ["that stops in the middle", PDF, PDF.length + 5, "cut"],
];
test.each(FILES)("a file %s is refused, and nothing of it is kept", async (_, body, said, refusal) => {
  const sniff = (head: Uint8Array) => (head[0] === 0x25 ? { mime: "application/pdf" } : null);
  const rules = { mostBytes: 100, headBytes: 8, sniff };
  const store = evidenceStore(env.EVIDENCE);
  const kept = await store.put(`x/${criterionId}`, new Blob([body]).stream(), said, rules);
  expect(kept).toEqual({ ok: false, refusal });
  expect((await env.EVIDENCE.list()).objects).toEqual([]);
});
