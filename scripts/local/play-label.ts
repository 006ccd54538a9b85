import type { PersonId, ApplicationId } from "../../src/kernel/ids.ts";
import { readApplication } from "../../src/label/application/application.store.ts";
import { countedFor } from "../../src/label/application/range.ts";
import { fileApplication } from "../../src/label/application/file-application.ts";
import { readFile } from "../../src/label/assessment/assessment.store.ts";
import { adjudicate, handIn, saveReview } from "../../src/label/assessment/grade-file.ts";
import { quarrels } from "../../src/label/assessment/grades.ts";
import { type RunRefusal, assignTask, moveFile, noteContact, tiesSince } from "../../src/label/assessment/run-file.ts";
import { type Play, draftIt, long } from "./play-draft.ts";
import type { Task } from "../../src/label/assessment/process.ts";
import { type Case, lastOf } from "../../src/label/decision/case.ts";
import { openMeasure, secondMeasure } from "../../src/label/decision/hear.ts";
import { ENVISAGED, type NewMeasure } from "../../src/label/decision/measure.ts";
import { present, sign } from "../../src/label/decision/decide.ts";
import { readDecided } from "../../src/label/decision/decision.store.ts";
import { isCounted } from "../../src/label/scoring/model.ts";

/* One application from its first word to its decision, by the product's own acts: for the demo and for tests. */

const DAY = 86_400;
/** How far to play: filed, in review with people, graded by both, open to answers, decided. */
export type Until = "filed" | "begun" | "graded" | "contradictory" | "decided";

const must = <T>(done: { ok: true; value: T } | { ok: false; refusal: string }): T => {
  if (!done.ok) {
    throw new Error(`refused: ${done.refusal}`);
  }
  return done.value;
};

/** Plays a file; the id of its application. */
export async function play(p: Play, until: Until): Promise<ApplicationId> {
  const id = await fileIt(p);
  if (until === "filed") {
    return id;
  }
  await assignAll(p, id);
  if (until === "begun") {
    return id;
  }
  await gradeAll(p, id);
  if (until === "graded") {
    return id;
  }
  await openToAnswers(p, id);
  if (until === "decided") {
    await decide(p, id, "grant");
  }
  return id;
}

/** The case of an application, as every act reads it. */
export async function caseOf(
  { depsAt, model }: Pick<Play, "depsAt" | "model">,
  id: ApplicationId,
  now: number,
): Promise<Case> {
  const { db } = depsAt(now);
  const file = await readFile(db, { applicationId: id, tiesSince: tiesSince(now) });
  if (file === null) {
    throw new Error(`no application ${id}`);
  }
  return { file, decided: await readDecided(db, id), model };
}

async function fileIt(p: Play): Promise<ApplicationId> {
  const id = await draftIt(p);
  const work = await readApplication(p.depsAt(p.start).db, { id, organisationId: p.organisation });
  if (work === null) {
    throw new Error("not readable");
  }
  const answers = countedFor({ file: p.model.file, offer: work.application, ranges: work.ranges }, work.answers);
  must(
    await fileApplication(p.depsAt(p.start + DAY), {
      work: { ...work, answers },
      current: work.application.referential,
      by: p.cast.applicant,
    }),
  );
  return id;
}

async function assignAll(p: Play, id: ApplicationId): Promise<void> {
  const { cast, model, unit } = p;
  const at = p.start + 3 * DAY;
  const deps = p.depsAt(at);
  const give = async (task: Task, person: PersonId): Promise<void> => {
    must<string>(
      (await assignTask(deps, {
        file: (await caseOf(p, id, at)).file,
        task,
        personId: person,
        by: cast.operator,
      })) as { ok: true; value: string } | { ok: false; refusal: RunRefusal },
    );
  };
  await give("operator", cast.operator);
  const moveOn = async (act: "admit" | "begin"): Promise<string> =>
    must(await moveFile(deps, { file: (await caseOf(p, id, at)).file, model, act, by: cast.operator }));
  await moveOn("admit");
  const others: [Task, PersonId][] = [
    ...cast.assessors.map((person): [Task, PersonId] => ["assessor", person]),
    ["adjudicator", cast.adjudicator],
    ...cast.panel.map((person): [Task, PersonId] => ["panel", person]),
  ];
  for (const [task, person] of others) {
    await give(task, person);
  }
  const tests = unit.facts?.mysteryTests ?? 0;
  const madeOn = new Date(at * 1000).toISOString().slice(0, 10);
  for (let i = 0; i < tests; i += 1) {
    must(
      await noteContact(deps, {
        file: (await caseOf(p, id, at)).file,
        contact: { kind: "mystery", channel: "form", madeOn, note: "Réponse claire et rapide (fictif)." },
        by: cast.operator,
      }),
    );
  }
  if (unit.facts?.interview) {
    must(
      await noteContact(deps, {
        file: (await caseOf(p, id, at)).file,
        contact: { kind: "interview", channel: "meeting", madeOn, note: "Entretien avec l’équipe (fictif)." },
        by: cast.operator,
      }),
    );
  }
  await moveOn("begin");
}

async function gradeAll(p: Play, id: ApplicationId): Promise<void> {
  const { cast, model, unit, gradeOf = (_, __, verified) => verified } = p;
  const at = p.start + 10 * DAY;
  const deps = p.depsAt(at);
  for (const [i, person] of cast.assessors.entries()) {
    const { file } = await caseOf(p, id, at);
    for (const criterion of model.file.criteria.filter(isCounted)) {
      const { verified, na, evidence = [] } = long(unit.answers[criterion.id]);
      const isNa = na?.accepted === true;
      const grade = isNa ? null : gradeOf(criterion.id, i === 0 ? 0 : 1, typeof verified === "number" ? verified : 0);
      const pieces = file.filed.pieces.filter((one) => one.criterion === criterion.id);
      const refused = pieces
        .filter((_, n) => !(evidence[n]?.accepted ?? true))
        .map((one) => ({ piece: one.id, why: "Ne montre pas ce qui est annoncé (fictif)." }));
      const comment = isNa ? "La demande est fondée (fictif)." : `Constaté sur pièces : note ${grade} (fictif).`;
      must(
        await saveReview(deps, {
          file,
          criterion,
          by: person,
          grade,
          comment,
          refused,
          changedBecause: "",
          revision: 0,
        }),
      );
    }
    must(await handIn(deps, { file: (await caseOf(p, id, at)).file, model, by: person }));
  }
}

async function openToAnswers(p: Play, id: ApplicationId): Promise<void> {
  const { cast, model } = p;
  const at = p.start + 15 * DAY;
  const deps = p.depsAt(at);
  for (const { criterion } of quarrels(model, (await caseOf(p, id, at)).file)) {
    const { file } = await caseOf(p, id, at);
    const grades = file.reviews.filter((one) => one.criterionId === criterion.id).map((one) => one.grade ?? 0);
    must(
      await adjudicate(deps, {
        file,
        criterion,
        by: cast.adjudicator,
        grade: Math.min(...grades),
        reason: "La note la plus basse est celle que les pièces montrent (fictif).",
        refused: [],
      }),
    );
  }
  must(
    await moveFile(deps, {
      file: (await caseOf(p, id, at)).file,
      model,
      act: "open_contradictory",
      by: cast.operator,
    }),
  );
}

/** One member of the panel opens a measure, a second supports it: the mutuelle is heard from then on. The id of the measure. */
export async function hear(p: Play, id: ApplicationId, at: number, over: Partial<NewMeasure> = {}): Promise<string> {
  const [opener, ...others] = p.cast.panel;
  const given: NewMeasure = {
    kind: "suspend",
    ground: "report",
    groundRef: "Article public du 3 mars (fictif).",
    held: "PSY-1 : les séances annoncées ne sont plus données (fictif).",
    reasons: "Les séances annoncées ne sont plus données, d’après un article (fictif).",
    isUrgent: false,
    ...over,
  };
  const deps = p.depsAt(at);
  must(await openMeasure(deps, { one: await caseOf(p, id, at), given, attached: [], by: opener }));
  const opened = (await caseOf(p, id, at)).decided.measure?.id ?? "";
  for (const by of given.isUrgent ? others : others.slice(0, 1)) {
    const readAgain = () => caseOf(p, id, at);
    must<string | null>(await secondMeasure(deps, { one: await readAgain(), id: opened, by, readAgain }));
  }
  return opened;
}

/** One presents, all sign; what goes against a label comes after its mutuelle was heard. */
export async function decide(
  p: Play,
  id: ApplicationId,
  wanted: "grant" | "reserve" | "refuse" | "maintain" | "suspend" | "withdraw",
  at = p.start + 60 * DAY,
): Promise<void> {
  const { cast, reasons = "Les pièces montrent ce qui est annoncé (décision fictive)." } = p;
  const deps = p.depsAt(at);
  const isAgainst = ENVISAGED.find((one) => one === wanted);
  if (isAgainst !== undefined && lastOf(await caseOf(p, id, at)) !== null) {
    await hear(p, id, at - 40 * DAY, { kind: isAgainst });
  }
  const first = await caseOf(p, id, at);
  const given = { reasons, revision: 0 };
  const done = await present(deps, { one: first, ...given, kind: wanted, by: cast.panel[0] });
  if (!done.ok) {
    must(await present(deps, { one: first, ...given, kind: "refuse", by: cast.panel[0] }));
  }
  for (const person of cast.panel.slice(1)) {
    must(
      await sign(deps, {
        whole: await caseOf(p, id, at),
        revision: 1,
        by: person,
        readAgain: () => caseOf(p, id, at),
      }),
    );
  }
}
