import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { type LabelId, asId, type PersonId } from "../../../src/kernel/ids.ts";
import { caseOf, decide, play } from "../../../scripts/local/play-label.ts";
import { adjudicate } from "../../../src/label/assessment/grade-file.ts";
import { releaseTask } from "../../../src/label/assessment/release-task.ts";
import { dayOf } from "../../../src/kernel/time.ts";
import { appeal } from "../../../src/label/decision/appeal.ts";
import { openTo, present, sign } from "../../../src/label/decision/decide.ts";
import { canonical, sha256 } from "../../../src/label/scoring/canonical.ts";
import { scoreFile } from "../../../src/label/scoring/score-file.ts";
import { findLabel } from "../../../src/label/registry/labels.store.ts";
import { cast, model, playOf, units } from "../../support/worker/label-cast.ts";
import { hasTask } from "../../support/worker/label.ts";
import { must, unique } from "../../support/worker/people.ts";
import { member } from "../../support/worker/staff.ts";
import { setClock } from "../../support/worker/web.ts";
import { NOW, db, depsAt, rows, run, value } from "../../support/worker/world.ts";

void env;
beforeEach(() => setClock(NOW));

describe("a decision", () => {
  test("the three examples: N2, N1 stopped by a gate, none; each with the score of its grades", async () => {
    const seen: [string | null, string, number][] = [];
    for (const unit of units) {
      const { place, people } = await cast();
      await play(playOf(place, people, { unit }), "decided");
    }
    for (const row of await rows<{ level: string | null; state: string; result: string }>(
      "SELECT level, state, result FROM decisions ORDER BY journal_seq",
    )) {
      const result = JSON.parse(row.result) as { verified: { basisPoints: number } };
      seen.push([row.level, row.state, result.verified.basisPoints]);
    }
    expect(seen).toEqual([
      ["N2", "active", 7475],
      ["N1", "active", 6550],
      [null, "refused", 3801],
    ]);
  });

  test("what is published gives the published hash again, and names the label, not the application", async () => {
    const { place, people } = await cast();
    const id = await play(playOf(place, people), "decided");
    const [row] = await rows<{ answers: string; result_hash: string; label_id: LabelId }>(
      "SELECT answers, result_hash, label_id FROM decisions",
    );
    const answers = JSON.parse(row?.answers ?? "") as Parameters<typeof scoreFile>[1];
    const again = await scoreFile(model, answers, { at: answers.at, isAssumed: false }, null);
    expect(again.units[0]).toMatchObject({ status: "ok", resultHash: row?.result_hash });
    expect(answers.units[0]?.id).toBe(row?.label_id);
    expect(row?.answers).not.toContain(id);
    expect(await findLabel(db, asId("lbl", row?.label_id))).toMatchObject({
      level: "N2",
      verifiedBp: 7475,
      state: "active",
    });
  });

  test("twenty third signatures at once take one decision, with one entry in the log", async () => {
    const { place, people } = await cast();
    const p = playOf(place, people);
    const id = await play(p, "contradictory");
    const deps = depsAt(NOW);
    const again = () => caseOf(p, id, NOW);
    await present(deps, {
      one: await again(),
      kind: "grant",
      reasons: "Les pièces montrent ce qui est annoncé.",
      revision: 0,
      by: people.panel[0],
    });
    await sign(deps, { whole: await again(), revision: 1, by: people.panel[1], readAgain: again });
    const whole = await again();
    const done = await Promise.all(
      Array.from({ length: 20 }, () =>
        sign(depsAt(NOW), { whole, revision: 1, by: people.panel[2], readAgain: again }),
      ),
    );
    expect(done.filter((one) => one.ok && one.value !== null)).toHaveLength(1);
    expect(done.every((one) => one.ok)).toBe(true);
    expect(await value("SELECT count(*) FROM decisions")).toBe(1);
    expect(await value("SELECT count(*) FROM journal_entries WHERE type = 'decision'")).toBe(1);
  });

  test("nothing is decided while the mutuelle may answer, by fewer than three, or without reasons", async () => {
    const { place, people } = await cast();
    const p = playOf(place, people);
    const id = await play(p, "contradictory");
    const early = p.start + 20 * 86_400;
    const whole = await caseOf(p, id, early);
    const given = { kind: "grant", reasons: "Les pièces montrent ce qui est annoncé.", revision: 0 };
    expect(await present(depsAt(early), { one: whole, ...given, by: people.panel[0] })).toEqual({
      ok: false,
      refusal: "not_open",
    });
    const later = await caseOf(p, id, NOW);
    expect(await present(depsAt(NOW), { one: later, ...given, reasons: "oui", by: people.panel[0] })).toEqual({
      ok: false,
      refusal: "no_reasons",
    });
    expect(await present(depsAt(NOW), { one: later, ...given, by: people.assessors[0] })).toEqual({
      ok: false,
      refusal: "not_yours",
    });
    // Presented without its signature it would wait for a third that nobody owes.
    await run("CREATE TRIGGER unsigned BEFORE INSERT ON signatures BEGIN SELECT RAISE(ABORT, 'no pen'); END");
    await expect(present(depsAt(NOW), { one: later, ...given, by: people.panel[0] })).rejects.toThrow("no pen");
    expect(await value("SELECT count(*) FROM proposals")).toBe(0);
    await run("DROP TRIGGER unsigned");
    const both = await Promise.all(
      people.panel.slice(0, 2).map((by) => present(depsAt(NOW), { one: later, ...given, by })),
    );
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await rows("SELECT person_id FROM signatures")).toEqual(
      await rows("SELECT presented_by AS person_id FROM proposals"),
    );
    const again = () => caseOf(p, id, NOW);
    await sign(depsAt(NOW), { whole: await again(), revision: 1, by: people.panel[1], readAgain: again });
    await sign(depsAt(NOW), { whole: await again(), revision: 1, by: people.panel[0], readAgain: again });
    expect(await value("SELECT count(*) FROM decisions")).toBe(0);
  });

  test("a grade that moves after it was presented makes signing refuse", async () => {
    const { place, people } = await cast();
    const p = playOf(place, people);
    const id = await play(p, "contradictory");
    const again = () => caseOf(p, id, NOW);
    await present(depsAt(NOW), {
      one: await again(),
      kind: "grant",
      reasons: "Les pièces montrent ce qui est annoncé.",
      revision: 0,
      by: people.panel[0],
    });
    await sign(depsAt(NOW), { whole: await again(), revision: 1, by: people.panel[1], readAgain: again });
    await env.DB.prepare("UPDATE reviews SET grade = 0 WHERE criterion_id = 'PSY-1'").run();
    expect(
      await sign(depsAt(NOW), { whole: await again(), revision: 1, by: people.panel[2], readAgain: again }),
    ).toEqual({ ok: false, refusal: "moved" });
  });

  test("a decision is never changed nor deleted, nor is an entry of the log", async () => {
    const { place, people } = await cast();
    await play(playOf(place, people), "decided");
    for (const sql of [
      "UPDATE decisions SET level = 'N3'",
      "DELETE FROM decisions",
      "UPDATE journal_entries SET subject = 'x'",
      "DELETE FROM journal_entries",
    ]) {
      await expect(env.DB.prepare(sql).run()).rejects.toThrow(/never|log/);
    }
  });

  test("suspended by the same panel, then it says so; the score of the decision before stays", async () => {
    const { place, people } = await cast();
    const p = playOf(place, people);
    const id = await play(p, "decided");
    await decide({ ...p, reasons: "Une plainte sérieuse est en cours d’examen." }, id, "suspend", NOW);
    const [label] = await rows<{ state: string; verified_bp: number; journal_seq: number; published_seq: number }>(
      "SELECT state, verified_bp, journal_seq, published_seq FROM labels",
    );
    expect(label).toMatchObject({ state: "suspended", verified_bp: 7475, journal_seq: 2, published_seq: 0 });
    expect(await value("SELECT count(*) FROM labels")).toBe(1);
  });

  test("the log holds no application and no person", async () => {
    const { place, people } = await cast();
    const id = await play(playOf(place, people, { unit: units[2] ?? { id: "", answers: {} } }), "decided");
    const text = JSON.stringify([
      await rows("SELECT * FROM journal_entries"),
      await rows("SELECT * FROM journal_payloads WHERE is_public = 1"),
    ]);
    for (const secret of [id, place, people.applicant, ...people.panel]) {
      expect(text).not.toContain(secret);
    }
    expect(await sha256(canonical({}))).toHaveLength(64);
  });
});

test("an appeal wins: a holder of N1 is read anew, the panel reverses, the label is higher and its days are kept", async () => {
  const { place, people } = await cast();
  // Both assessors read ACC-1 one grade below the gate of N2.
  const gradeOf = (criterion: string, _: number, verified: number) => (criterion === "ACC-1" ? 2 : verified);
  const p = playOf(place, people, { gradeOf });
  const id = await play(p, "decided");
  const labelOf = async () =>
    (await rows("SELECT level, state, valid_until_on FROM labels WHERE application_id = ?1", id))[0];
  const before = await labelOf();
  expect(before).toMatchObject({ level: "N1", state: "active" });
  const text = "Les pièces jointes depuis montrent un meilleur service.";
  expect((await appeal(depsAt(NOW), { one: await caseOf(p, id, NOW), text, by: people.applicant })).ok).toBe(true);
  const panel: PersonId[] = [];
  for (let slot = 1; slot <= 3; slot++) {
    const person = await member(`delivered+${unique()}@resend.dev`, "panel_member");
    await hasTask(id, "appeal", person, slot);
    panel.push(person);
  }
  const [first = "per_none", ...others] = panel;
  const open = async () => openTo(await caseOf(p, id, NOW), dayOf(NOW, "Europe/Paris"));
  expect(await open()).toEqual(["uphold"]);
  const criterion = model.criteria.get("ACC-1");
  const { file } = await caseOf(p, id, NOW);
  const judged = { grade: 3, reason: "Relu avec les pièces.", refused: [] };
  expect(
    criterion === undefined ? null : await adjudicate(depsAt(NOW), { file, criterion, by: first, ...judged }),
  ).toEqual({ ok: true, value: null });
  expect(await open()).toEqual(["uphold", "reverse"]);
  const given = { kind: "reverse", reasons: "Relu : le service est meilleur que noté.", revision: 0 };
  expect((await present(depsAt(NOW), { one: await caseOf(p, id, NOW), ...given, by: first })).ok).toBe(true);
  for (const by of others) {
    const readAgain = () => caseOf(p, id, NOW);
    expect((await sign(depsAt(NOW), { whole: await readAgain(), revision: 1, by, readAgain })).ok).toBe(true);
  }
  const after = await labelOf();
  expect(String(after?.["level"]) > "N1").toBe(true);
  expect(after).toMatchObject({ state: "active", valid_until_on: before?.["valid_until_on"] });
});

test("a panel that loses a member in mid-appeal: a signature that was given goes with the seat, whoever comes signs in its place", async () => {
  const { place, people } = await cast();
  const p = playOf(place, people);
  const id = await play(p, "decided");
  const text = "Les pièces jointes depuis montrent un meilleur service.";
  must(await appeal(depsAt(NOW), { one: await caseOf(p, id, NOW), text, by: people.applicant }));
  const seated = async (slot: number): Promise<PersonId> => {
    const person = await member(`delivered+${unique()}@resend.dev`, "panel_member");
    await hasTask(id, "appeal", person, slot);
    return person;
  };
  const [first, lost, third] = [await seated(1), await seated(2), await seated(3)];
  const given = { kind: "uphold", reasons: "Relu : rien ne change de ce qui a été noté.", revision: 0 };
  must(await present(depsAt(NOW), { one: await caseOf(p, id, NOW), ...given, by: first }));
  const readAgain = () => caseOf(p, id, NOW);
  const signs = async (by: PersonId) =>
    sign(depsAt(NOW), { whole: await readAgain(), revision: 1, by, readAgain }).then((done) => done.ok);
  const decided = () => value("SELECT count(*) FROM decisions WHERE application_id = ?1", id);
  expect(await signs(lost)).toBe(true);
  const { file } = await readAgain();
  must(await releaseTask(depsAt(NOW), { file, personId: lost, by: people.operator }));
  expect([await signs(lost), await signs(third), await decided()]).toEqual([false, true, 1]);
  expect(await signs(await seated(2))).toBe(true);
  expect(await decided()).toBe(2);
});
