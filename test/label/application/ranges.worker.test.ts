import { rangeOf } from "../../support/ranges.ts";
import { beforeEach, describe, expect, test } from "vitest";

import { long } from "../../../scripts/local/play-draft.ts";
import { play } from "../../../scripts/local/play-label.ts";
import { type Range, isPerRange } from "../../../src/label/application/range.ts";
import { keepRange, removeRange } from "../../../src/label/application/work-on.ts";
import { readApplication } from "../../../src/label/application/application.store.ts";
import { answer, draft, idOf, json, newMutuelle } from "../../support/worker/applicant.ts";
import { publish } from "../../support/worker/badges.ts";
import { cast, model, playOf, units } from "../../support/worker/label-cast.ts";
import { refusedBecause } from "../../support/refusals.ts";
import { as } from "../../support/worker/staff.ts";
import { ask } from "../../support/worker/web.ts";
import { NOW, db, depsAt, rows, value } from "../../support/worker/world.ts";
import { ONLY_LED, says } from "../../support/worker/led.ts";

let me: Awaited<ReturnType<typeof newMutuelle>>;
beforeEach(async () => {
  me = await newMutuelle();
});

const RANGE = {
  name: "Socle",
  who: "everyone",
  whoWords: "",
  territory: "",
  members: "6000",
  price: "under_30",
  priceAge: "40",
  priceOn: "2026-01-01",
};
const add = (base: string, over: Record<string, string> = {}) =>
  as(me.cookie).post(`${base}/gammes`, { ...RANGE, ...over });
const rangeId = async (name: string): Promise<string> =>
  String(await value("SELECT id FROM ranges WHERE name = ?1", name));

const SMALL = {
  who: ["everyone" as const],
  whoWords: "",
  territory: "",
  members: 1,
  price: "to_50" as const,
  priceAge: 40,
  priceOn: "2026-01-01",
};
/** A draft with two ranges: 8,000 of the 12,000 members. */
async function withTwo(): Promise<string> {
  const base = await draft(me.cookie);
  expect((await add(base)).status).toBe(303);
  expect((await add(base, { name: "Confort", members: "2000", price: "to_80" })).status).toBe(303);
  return base;
}

describe("ranges of an offer", () => {
  test("what an offer says of its contracts follows its ranges; one taken out asks first, and its grades count no more", async () => {
    const base = await withTwo();
    const offer = () => rows("SELECT contracts, covered FROM applications WHERE id = ?1", idOf(base));
    expect(await offer()).toEqual([{ contracts: '["Confort","Socle"]', covered: 8000 }]);
    const socle = await rangeId("Socle");
    const path = `${base}/gammes/${socle}/retirer`;
    const asked = await as(me.cookie).post(path, {});
    expect([asked.status, /6000\sadhérents/.test(asked.html), await value("SELECT count(*) FROM ranges")]).toEqual([
      200,
      true,
      2,
    ]);
    expect((await as(me.cookie).get(`${base}/gammes?de=${socle}&fait=retiree`)).html).not.toContain("est retirée.");
    const taken = await as(me.cookie).post(path, { confirme: "oui" });
    expect(await says(as(me.cookie).get, taken.location, "La gamme est retirée.")).toEqual(ONLY_LED);
    expect(await offer()).toEqual([{ contracts: '["Confort"]', covered: 2000 }]);
    expect((await as(me.cookie).get(`${base}/dimensions/D4`)).html).toContain("ne peut pas dépasser 1");
  });

  test("a criterion takes a grade a range, says which one counts, and comes back whole after a mistake, with script and without", async () => {
    const base = await withTwo();
    const [socle, confort] = [await rangeId("Socle"), await rangeId("Confort")];
    const grades = { [`gamme-${socle}`]: "2", [`gamme-${confort}`]: "4", note: "" };
    const path = `${base}/criteres/PSY-1`;
    expect((await as(me.cookie).post(path, answer(grades))).status).toBe(303);
    const { html } = await as(me.cookie).get(`${base}/dimensions/D1`);
    expect(html).toMatch(/La note de l’offre est 2, celle de la gamme la moins couverte\s: Socle \(4 à 7/);
    const saved = JSON.parse(
      (await json(path, answer({ ...grades, [`gamme-${socle}`]: "3", revision: "1" }), me.cookie)).html,
    ) as object;
    expect(saved).toMatchObject({ revision: 2 });
    const wrong = await as(me.cookie).post(path, answer({ ...grades, [`gamme-${socle}`]: "7", revision: "2" }));
    expect([wrong.status, wrong.html.includes("Cette note n’existe pas")]).toEqual([422, true]);
    const late = await json(path, answer({ ...grades, revision: "1" }), me.cookie);
    expect([late.status, JSON.parse(late.html)]).toMatchObject([
      409,
      { theirs: { byRange: { [socle]: 3, [confort]: 4 } } },
    ]);
    await as(me.cookie).post(`${base}/deposer`, { convention: "on" });
    const filed = JSON.parse(String(await value("SELECT document FROM submissions"))) as Record<string, never>;
    expect(filed).toMatchObject({
      offer: {
        contracts: ["Confort", "Socle"],
        covered: 8000,
        ranges: [{ name: "Confort" }, { name: "Socle", price: "under_30" }],
      },
      answers: { "PSY-1": { declared: 3, byRange: { Socle: 3, Confort: 4 } } },
    });
  });

  test.each([
    ["no price", { price: "" }, "Choisissez une fourchette de prix"],
    ["no age", { priceAge: "" }, "pour quel âge"],
    ["a price of tomorrow", { priceOn: "2027-06-01" }, "dans l’avenir"],
    ["nobody who may join", { who: "" }, "Cochez qui peut y adhérer"],
    ["somebody of no list", { who: "constructor" }, "Cochez qui peut y adhérer"],
    ["a territory that is no département", { territory: "Bretagne" }, "n’est pas un département"],
    ["no members", { members: "0" }, "combien d’adhérents"],
    ["a telephone number", { name: "Appelez le 06 12 34 56 78" }, "numéro de téléphone"],
  ])("%s: told what to do, and what was typed stays", async (_, over, words) => {
    const base = await draft(me.cookie);
    const { status, html } = await add(base, { territory: "22, Finistère", ...over });
    expect([
      status,
      html.includes(words),
      html.includes(`value="${"territory" in over ? over.territory : "22, Finistère"}"`),
    ]).toEqual([422, true, true]);
  });

  test("a name twice, more members than the mutuelle has: refused beside their field", async () => {
    const base = await withTwo();
    expect((await add(base)).html).toContain("porte déjà ce nom");
    const tooMany = await add(base, { name: "Or", members: "4001" });
    expect([tooMany.status, tooMany.html.includes("plus d’adhérents que la mutuelle (12000)")]).toEqual([409, true]);
  });

  const held = async () => {
    const base = await withTwo();
    const work = await readApplication(db, { id: idOf(base), organisationId: "org_vieux-chene" });
    const { application, ranges } = work as NonNullable<typeof work>;
    return { application, ranges, by: me.person };
  };
  const keep = async (over: Partial<Range>, more: Range[] = []) => {
    const { ranges, ...rest } = await held();
    const range = { ...(ranges[0] as Range), id: "rng_new", name: "Or", members: 1, ...over };
    return keepRange(depsAt(NOW), { ...rest, ranges: ranges.concat(more), range });
  };
  const small = (i: number): Range => ({ ...SMALL, id: `rng_${i}`, name: `G${i}` });
  refusedBecause(keepRange, [
    ["name", () => keep({ name: "Socle" })],
    ["too_many", () => keep({ members: 5000 })],
    [
      "most",
      () =>
        keep(
          {},
          Array.from({ length: 18 }, (_, i) => small(i)),
        ),
    ],
    [
      "moved",
      async () => {
        const { ranges, ...rest } = await held();
        const range = { ...SMALL, id: "rng_new", name: "Or" };
        await keepRange(depsAt(NOW), { ...rest, ranges, range });
        return keepRange(depsAt(NOW), { ...rest, ranges, range: { ...range, name: "Argent" } });
      },
    ],
  ]);
  refusedBecause(removeRange, [
    [
      "moved",
      async () => {
        const { ranges, ...rest } = await held();
        await removeRange(depsAt(NOW), { ...rest, id: ranges[0]?.id ?? "" });
        return removeRange(depsAt(NOW), { ...rest, id: ranges[1]?.id ?? "" });
      },
    ],
  ]);
});

test("a mutuelle with three ranges comes to its decision with one file: the least covered range counts, and the page shows all three", async () => {
  const ranges = [
    rangeOf("Socle", 500, ["everyone"]),
    rangeOf("Confort", 300, ["company"]),
    rangeOf("Confort+", 200, ["company"]),
  ];
  const [unit = { id: "", answers: {} }] = units;
  const answers = Object.fromEntries(
    Object.entries(unit.answers).map(([criterion, given]) => {
      const { declared: least } = long(given);
      const known = model.criteria.get(criterion);
      const isRanged = known !== undefined && isPerRange(model.file, known) && typeof least === "number";
      return [
        criterion,
        isRanged ? { ...long(given), byRange: { Socle: least, Confort: least, "Confort+": 4 } } : given,
      ];
    }),
  );
  const { place, people } = await cast();
  await play(playOf(place, people, { ranges, unit: { ...unit, answers } }), "decided");
  await publish(NOW);
  const id = String(await value("SELECT id FROM labels"));
  expect(await value("SELECT level FROM labels")).toBe("N2");
  const { html } = await ask(`/label/registre/${id}`);
  expect(html).toContain("celle de la gamme la moins couverte, Confort, Socle");
  expect(html).toMatch(/Garantie.*Confort.*Confort\+.*Socle/s);
  const published = JSON.parse((await ask(`/label/registre/${id}/reponses.json`)).html) as {
    units: { answers: object }[];
  };
  expect(published.units[0]?.answers).toMatchObject({ "PSY-1": { declared: 3, byRange: { "Confort+": 4 } } });
  expect((await ask(`/label/registre/${id}/recalcul`)).html).toContain("redonnent exactement");
  const found = async (query: string) => (await ask(`/label/registre?${query}`)).html.includes(`/label/registre/${id}`);
  expect([await found("tous=1"), await found("contrats=1")]).toEqual([true, true]);
});
