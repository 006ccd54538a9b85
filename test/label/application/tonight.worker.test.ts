import { beforeEach, describe, expect, test } from "vitest";

import { PLACE, draft, idOf, newMutuelle } from "../../support/worker/applicant.ts";
import { labelled } from "../../support/worker/label.ts";
import { as } from "../../support/worker/staff.ts";
import { ask } from "../../support/worker/web.ts";
import { run, value } from "../../support/worker/world.ts";

/* How somebody reaches the help of an offer this evening: said by the mutuelle, shown where people look. */

const LINE = "https://mutuelle.example/ligne";
const GIVEN = { line: LINE, form: "", hours: "always" };
let me: Awaited<ReturnType<typeof newMutuelle>>;
beforeEach(async () => {
  me = await newMutuelle();
});

describe("joining the help of an offer tonight", () => {
  test("what is wrong is said beside its field, and nothing typed is lost", async () => {
    const base = await draft(me.cookie);
    const wrong = await as(me.cookie).post(`${base}/joindre`, { ...GIVEN, line: "01 99 00 12 34", hours: "" });
    expect(wrong.status).toBe(422);
    expect(wrong.html).toContain("Écrivez une adresse complète, en https://.");
    expect(wrong.html).toContain("Dites quand quelqu’un répond.");
    expect(wrong.html).toContain('value="01 99 00 12 34"');
    expect(await value("SELECT tonight FROM applications WHERE id = ?1", idOf(base))).toBeNull();
  });

  test("a label in force says it at once, in the registry and on its page, with the day; emptied, nothing is said any more", async () => {
    const base = await draft(me.cookie);
    const id = idOf(base);
    const label = await labelled(id, PLACE, "ligne.exemple.fr", "lbl_tonight");
    const pages = async () =>
      (await Promise.all(["", `/${label}`].map((path) => ask(`/label/registre${path}`)))).map(({ html }) => html);
    expect((await pages())[1]).toContain("Cette mutuelle n’a pas dit comment");
    const told = (await as(me.cookie).post(`${base}/joindre`, GIVEN)).location;
    expect((await as(me.cookie).get(told)).html).toContain("la fiche de votre label le dit");
    for (const html of await pages()) {
      expect(html).toContain(`href="${LINE}" rel="nofollow ugc noreferrer"`);
      expect(html).toContain("jour et nuit, tous les jours, dit par la mutuelle le ");
      expect(html).not.toContain("Son formulaire");
    }
    await as(me.cookie).post(`${base}/joindre`, { line: "", form: "", hours: "always" });
    expect((await pages()).some((html) => html.includes(LINE))).toBe(false);
    expect((await as(me.cookie).get(told)).html).toContain("la fiche n’en dit plus rien");
  });

  test("« je suis » finds what one may join: open to all, or to one’s own; what is for others is left out", async () => {
    const label = await labelled(idOf(await draft(me.cookie)), PLACE, "pour.exemple.fr", "lbl_who");
    const range = (who: string) =>
      run("UPDATE labels SET ranges = ?1 WHERE id = ?2", `[{"name":"student","who":["${who}"],"territory":""}]`, label);
    const found = async (query: string) =>
      (await ask(`/label/registre?${query}`)).html.includes(`/label/registre/${label}"`);
    await range("students");
    expect([await found("pour=students"), await found("pour=retired"), await found("pour=inconnu")]).toEqual([
      true,
      false,
      true,
    ]);
    await range("everyone");
    expect(await found("pour=retired")).toBe(true);
  });

  test("« mon département » finds what may be joined there: everywhere, or one of its départements; what says none is not left out", async () => {
    const label = await labelled(idOf(await draft(me.cookie)), PLACE, "ici.exemple.fr", "lbl_where");
    const found = async (...territories: string[]) => {
      const ranges = territories.map((territory) => ({ name: "x", who: ["everyone"], territory }));
      await run("UPDATE labels SET ranges = ?1 WHERE id = ?2", JSON.stringify(ranges), label);
      const one = async (code: string) =>
        (await ask(`/label/registre?departement=${code}`)).html.includes(`/label/registre/${label}"`);
      return [await one("75"), await one("2A"), await one("")];
    };
    expect(await found("Paris (75), Val-de-Marne (94)")).toEqual([true, false, true]);
    expect(await found("Corse-du-Sud (2A)")).toEqual([false, true, true]);
    expect(await found("Val-de-Marne (94)", "")).toEqual([true, true, true]);
    expect([await found(), await found("Île-de-France")]).toEqual([
      [true, true, true],
      [true, true, true],
    ]);
  });
});
