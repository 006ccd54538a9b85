import { beforeEach, describe, expect, test } from "vitest";

import { CALIBRATION } from "../../../src/label/assessment/calibration.ts";
import { unique } from "../../support/worker/people.ts";
import { as, signedIn } from "../../support/worker/staff.ts";
import { play } from "../../../scripts/local/play-label.ts";
import { cast, playOf } from "../../support/worker/label-cast.ts";
import { setClock } from "../../support/worker/web.ts";
import { NOW, run, value } from "../../support/worker/world.ts";

/* Before an assessor grades a real file, fictitious answers whose grade is known. */

const PATH = "/espace/evaluation/calibrage";
const plain = (html: string): string => html.replaceAll(/[\u00a0\u202f]/g, " ");
const [first] = CALIBRATION.cases;
if (first === undefined) {
  throw new Error("no fictitious answer");
}
const newcomer = async () => {
  const { cookie, person } = await signedIn(`delivered+${unique()}@resend.dev`, "assessor");
  await run("UPDATE logins SET passkey_at = ?1 WHERE person_id = ?2", NOW, person);
  return { ...as(cookie), person };
};

beforeEach(() => setClock(NOW));

describe("calibration", () => {
  test("the reference is read only after one’s own grade, and that grade never changes within the year", async () => {
    const me = await newcomer();
    const page = async () => plain((await me.get(`${PATH}/${first.id}`)).html);
    const before = await page();
    expect([before.includes(plain(first.why)), before.includes("Note déclarée par la mutuelle")]).toEqual([
      false,
      false,
    ]);
    const given = { note: "3", motif: "Huit séances au tableau." };
    expect((await me.post(`${PATH}/${first.id}`, given)).location).toBe(`${PATH}/${first.id}?fait=note`);
    const after = await page();
    for (const words of ["Référence : 2, vous : 3", "Huit séances au tableau.", "Note déclarée par la mutuelle : 3"]) {
      expect(after).toContain(words);
    }
    expect((await me.post(`${PATH}/${first.id}`, { ...given, note: "2" })).html).toContain("déjà jugé cette réponse");
    expect(await value("SELECT grade FROM calibrations WHERE person_id = ?1", me.person)).toBe(3);
    // A year later it can be graded again; what was given before stays in what is counted.
    await run("UPDATE calibrations SET saved_at = saved_at - 366 * 86400 WHERE person_id = ?1", me.person);
    await me.post(`${PATH}/${first.id}`, { ...given, note: "2" });
    expect(await value("SELECT group_concat(grade) FROM calibrations WHERE person_id = ?1", me.person)).toBe("3,2");
  });

  test("nobody else reads one’s differences", async () => {
    const [me, colleague] = [await newcomer(), await newcomer()];
    await me.post(`${PATH}/${first.id}`, { note: "4", motif: "Une marque que je laisse." });
    const { cookie } = await signedIn(`delivered+${unique()}@resend.dev`, "operator");
    for (const html of [
      (await colleague.get(`${PATH}/${first.id}`)).html,
      (await colleague.get(PATH)).html,
      (await as(cookie).get("/console/label/accords")).html,
    ]) {
      expect(html).not.toMatch(/Une marque que je laisse|vous\s: 4/);
    }
  });

  test("what is missing is said beside the field, and nothing typed is lost", async () => {
    const me = await newcomer();
    const refused = await me.post(`${PATH}/${first.id}`, { motif: "Lu" });
    expect([refused.status, refused.html.includes(">Lu</textarea>")]).toEqual([422, true]);
    expect(refused.html).toContain("Choisissez une note de la liste.");
    expect(refused.html).toContain("Dites en une phrase ce que les pièces montrent.");
    expect((await me.get(`${PATH}/inconnue`)).status).toBe(404);
  });

  test("who has graded nine in the year is given no file, the console says it; the tenth opens them", async () => {
    const { place, people, addresses } = await cast();
    const id = await play(playOf(place, people), "filed");
    const { cookie } = await signedIn(addresses["operator"] ?? "", "operator");
    const [desk, me] = [as(cookie), await newcomer()];
    await desk.post(`/console/label/${id}/prendre`, {});
    await desk.post(`/console/label/${id}/recevable`, {});
    const give = () => desk.post(`/console/label/${id}/confier`, { tache: "assessor", personne: me.person });
    for (const one of CALIBRATION.cases.slice(0, 9)) {
      await me.post(`${PATH}/${one.id}`, { note: String(one.grade), motif: "Lu dans les pièces." });
    }
    expect((await desk.get(`/console/label/${id}`)).html).toContain("calibrage à faire");
    expect((await give()).html).toContain("n’a pas fait son calibrage");
    expect(plain((await me.get("/espace/evaluation")).html)).toContain("9 réponses jugées sur 10");
    const tenth = CALIBRATION.cases[9];
    await me.post(`${PATH}/${tenth?.id ?? ""}`, { note: String(tenth?.grade), motif: "Lu dans les pièces." });
    expect((await give()).location).toContain("fait=confier");
    // A year later they would be asked again.
    await run("UPDATE calibrations SET saved_at = saved_at - 366 * 86400 WHERE person_id = ?1", me.person);
    await run("DELETE FROM assignments WHERE person_id = ?1", me.person);
    expect((await give()).html).toContain("n’a pas fait son calibrage");
  });
});
