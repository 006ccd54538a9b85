import { beforeEach, describe, expect, test } from "vitest";

import { applicant, draft, idOf, newMutuelle } from "../../support/worker/applicant.ts";
import { pump } from "../../support/worker/reactor.ts";
import { as } from "../../support/worker/staff.ts";
import { leaveComment } from "../../../src/label/application/comment.ts";
import { refusedBecause } from "../../support/refusals.ts";
import { forgetApplication } from "../../../src/label/application/retention.store.ts";
import { NOW, db, depsAt, rows, value } from "../../support/worker/world.ts";
import { ONLY_LED, says } from "../../support/worker/led.ts";

/* Words among the team of a mutuelle, by criterion. That no assessor reads them is in blind.worker.test.ts. */

let me: Awaited<ReturnType<typeof newMutuelle>>;
beforeEach(async () => {
  me = await newMutuelle();
});
describe("a word for the team", () => {
  test("is read by the team on its criterion; only its author takes it back; with the file it goes", async () => {
    const base = await draft(me.cookie);
    const colleague = await applicant();
    const said = await as(colleague.cookie).post(`${base}/criteres/PSY-1/mots`, {
      mot: "Qui a le contrat 2027 ?",
      pour: "",
    });
    expect(said.location).toContain("fait=mot#PSY-1");
    const seen = await as(me.cookie).get(`${base}/dimensions/D1`);
    expect(seen.html).toContain("Qui a le contrat 2027");
    expect(seen.html).toContain("Quelqu’un de l’équipe");
    const id = String(await value("SELECT id FROM team_comments WHERE application_id = ?1", idOf(base)));
    await as(me.cookie).post(`${base}/criteres/PSY-1/mots/retirer`, { mot: id });
    expect(await rows("SELECT id FROM team_comments WHERE id = ?1", id)).toHaveLength(1);
    const back = await as(colleague.cookie).post(`${base}/criteres/PSY-1/mots/retirer`, { mot: id });
    expect(await says(as(colleague.cookie).get, back.location, "Le mot est retiré.")).toEqual(ONLY_LED);
    expect(await rows("SELECT id FROM team_comments WHERE id = ?1", id)).toEqual([]);
    await as(me.cookie).post(`${base}/criteres/PSY-1/mots`, { mot: "Encore.", pour: "" });
    await db.batch(forgetApplication(idOf(base)));
    expect(await rows("SELECT id FROM team_comments WHERE application_id = ?1", idOf(base))).toEqual([]);
  });

  test("whoever it is meant for is written to, without the word; its author never", async () => {
    const base = await draft(me.cookie);
    const colleague = await applicant();
    await as(colleague.cookie).post(`${base}/criteres/PSY-2`, { note: "2", justification: "Page 4.", revision: "0" });
    const told = async (pour: string): Promise<number> => {
      const before = Number(await value("SELECT count(*) FROM messages WHERE template = 'label-mot'"));
      await as(me.cookie).post(`${base}/criteres/PSY-2/mots`, { mot: "Un mot secret", pour });
      await pump(NOW + 1);
      return Number(await value("SELECT count(*) FROM messages WHERE template = 'label-mot'")) - before;
    };
    expect([await told("owner"), await told(""), await told("answerer"), await told("team")]).toEqual([0, 0, 1, 1]);
    expect(await value("SELECT count(*) FROM messages WHERE vars LIKE '%secret%'")).toBe(0);
  });

  test("nothing and too much are said beside the field, and what was typed is still there", async () => {
    const base = await draft(me.cookie);
    const long = "x".repeat(1001);
    const refused = await as(me.cookie).post(`${base}/criteres/PSY-1/mots`, { mot: long, pour: "team" });
    expect(refused.status).toBe(422);
    expect(refused.html).toMatch(/1000\scaractères au plus\s: raccourcissez/);
    expect(refused.html).toContain(long);
    expect((await as(me.cookie).post(`${base}/criteres/PSY-1/mots`, { mot: "  ", pour: "" })).status).toBe(422);
    expect(await value("SELECT count(*) FROM team_comments WHERE application_id = ?1", idOf(base))).toBe(0);
  });

  const leave = async (text: string) => {
    const applicationId = idOf(await draft(me.cookie));
    return leaveComment(depsAt(NOW), { applicationId, criterionId: "PSY-1", by: me.person, text, meant: null });
  };
  refusedBecause(leaveComment, [
    ["empty", () => leave(" ")],
    ["too_long", () => leave("x".repeat(1001))],
  ]);
});
