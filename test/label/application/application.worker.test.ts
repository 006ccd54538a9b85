import { beforeEach, describe, expect, test } from "vitest";

import { readApplication } from "../../../src/label/application/application.store.ts";
import { fileApplication } from "../../../src/label/application/file-application.ts";
import {
  OFFER,
  PLACE,
  SPACE,
  answer,
  applicant,
  draft,
  idOf,
  json,
  newMutuelle,
} from "../../support/worker/applicant.ts";
import { application, pieceWithFile } from "../../support/worker/label.ts";
import { as, organisation } from "../../support/worker/staff.ts";
import { ORIGIN, ask } from "../../support/worker/web.ts";
import { NOW, db, depsAt, rows, run, value } from "../../support/worker/world.ts";
import { REFERENTIAL } from "../../support/referential.ts";

let me: Awaited<ReturnType<typeof newMutuelle>>;
beforeEach(async () => {
  me = await newMutuelle();
});

describe("an offer is described, answered and filed", () => {
  test("opens under the current version; what is wrong comes back with what was typed", async () => {
    const base = await draft(me.cookie);
    expect(
      await rows(
        "SELECT offer_name, contracts, members, covered, referential, state FROM applications WHERE id = ?1",
        idOf(base),
      ),
    ).toEqual([
      {
        offer_name: "Écoute et appui",
        contracts: '["Socle","Confort"]',
        members: 12_000,
        covered: 11_000,
        referential: REFERENTIAL,
        state: "draft",
      },
    ]);
    const wrong = await as(me.cookie).post(SPACE, { ...OFFER, covered: "13000", contracts: " " });
    expect(wrong.status).toBe(422);
    expect(wrong.html).toContain("plus d’adhérents couverts que d’adhérents");
    expect(wrong.html).toContain("Écrivez au moins un contrat");
    expect(wrong.html).toContain('value="Écoute et appui"');
  });

  test("an offer is described over the state that was read: any other is told so, and what was typed stays", async () => {
    const base = await draft(me.cookie);
    const described = async (revision: string) =>
      as(me.cookie).post(`${base}/offre`, { ...OFFER, offerName: `Autre ${revision}`, revision });
    for (const revision of ["", "abc", "-4", "1.5", "99", "1e999"]) {
      const { status, html } = await described(revision);
      expect([revision, status, html.includes(`value="Autre ${revision}"`)]).toEqual([revision, 409, true]);
    }
    expect((await described("1")).status).toBe(303);
    expect(await rows("SELECT offer_name, revision FROM applications WHERE id = ?1", idOf(base))).toEqual([
      { offer_name: "Autre 1", revision: 2 },
    ]);
    expect((await as(me.cookie).post(`${base}/repartir`, {})).status).toBe(409);
    expect(await value("SELECT count(*) FROM applications")).toBe(1);
  });

  test("saves one answer, shows it, and where the offer would stand", async () => {
    const base = await draft(me.cookie);
    const saved = await as(me.cookie).post(`${base}/criteres/PSY-1`, answer({ publiable: "on" }));
    expect([saved.status, saved.location]).toEqual([303, `${base}/dimensions/D1?de=PSY-1&fait=reponse#PSY-1`]);
    const page = await as(me.cookie).get(`${base}/dimensions/D1`);
    expect(page.html).toMatch(/value="3" checked/);
    expect(page.html).toContain("Garanties 2026.");
    expect(page.html).toContain("12 portes non franchies");
    // Each gate leads to its criterion, by name.
    const gate = new RegExp(`<a href="${base}/dimensions/D1#PSY-5">PSY-5[^<]+urgence</a>[^<]+note 2 au moins</li>`);
    expect((await as(me.cookie).get(base)).html).toMatch(gate);
    const said = JSON.parse((await json(`${base}/criteres/PSY-2`, answer(), me.cookie)).html) as {
      revision: number;
      level: string;
    };
    expect(said).toMatchObject({ revision: 1, level: expect.stringContaining("sur 100") });
  });

  test("a grade without an anchor, « sans objet » where it is not open or without a word: refused, nothing typed is lost", async () => {
    const base = await draft(me.cookie);
    const none = await as(me.cookie).post(`${base}/criteres/PSY-5`, answer({ note: "3", justification: "Mon texte." }));
    expect(none.status).toBe(422);
    expect(none.html).toContain("Cette note n’existe pas pour ce critère");
    expect(none.html).toContain("Mon texte.");
    const unknown = await as(me.cookie).post(
      `${base}/criteres/PSY-1`,
      answer({ note: "na", justification: "x".repeat(2001) }),
    );
    expect(unknown.status).toBe(422);
    // The summary of what to correct leads to where it is corrected.
    const led = [...unknown.html.matchAll(/<li><a href="#([^"]+)"/g)].map(([, to = ""]) => to);
    expect(led.map((to) => unknown.html.split(` id="${to}"`).length)).toEqual([2, 2]);
    const bare = await as(me.cookie).post(`${base}/criteres/PSY-7`, answer({ note: "na", justification: " " }));
    expect(bare.html).toMatch(/Sans objet.{0,3}demande une justification/);
    expect((await as(me.cookie).post(`${base}/criteres/PSY-7`, answer({ note: "na" }))).status).toBe(303);
    expect((await as(me.cookie).post(`${base}/criteres/RIEN`, answer())).status).toBe(404);
    expect(await value("SELECT count(*) FROM answers WHERE application_id = ?1", idOf(base))).toBe(1);
  });

  test("two people on one criterion: the second save over an old revision is refused and shows both; the same words twice count once", async () => {
    const base = await draft(me.cookie);
    const other = await applicant();
    const first = await json(`${base}/criteres/ACC-1`, answer({ note: "3", justification: "La mienne" }), me.cookie);
    expect(first.status).toBe(200);
    const lost = await json(`${base}/criteres/ACC-1`, answer({ note: "1", justification: "La sienne" }), other.cookie);
    expect(lost.status).toBe(409);
    expect(JSON.parse(lost.html)).toMatchObject({ theirs: { declared: 3, justification: "La mienne", revision: 1 } });
    const page = await as(other.cookie).post(
      `${base}/criteres/ACC-1`,
      answer({ note: "1", justification: "La sienne" }),
    );
    expect(page.status).toBe(409);
    expect(page.html).toMatch(/«\sLa mienne\s»/);
    expect(page.html).toContain("La sienne</textarea>");
    expect(page.html).toContain('name="revision" value="1"');
    const again = await json(`${base}/criteres/ACC-1`, answer({ note: "3", justification: "La mienne" }), me.cookie);
    expect(JSON.parse(again.html)).toMatchObject({ revision: 1 });
    const over = await json(
      `${base}/criteres/ACC-1`,
      answer({ note: "1", justification: "La sienne", revision: "1" }),
      other.cookie,
    );
    expect(JSON.parse(over.html)).toMatchObject({ revision: 2 });
    expect(await value("SELECT justification FROM answers WHERE application_id = ?1", idOf(base))).toBe("La sienne");
  });

  test("twenty saves of one criterion at the same moment: one is taken, nineteen are told", async () => {
    const base = await draft(me.cookie);
    const many = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        json(`${base}/criteres/JUR-2`, answer({ justification: `Version ${i}` }), me.cookie),
      ),
    );
    expect(many.filter((one) => one.status === 200).length).toBe(1);
    expect(many.filter((one) => one.status === 409).length).toBe(19);
    expect(await value("SELECT revision FROM answers WHERE application_id = ?1", idOf(base))).toBe(1);
  });

  test("a simulation is carried over; what was answered keeps its answer; what is not a file of answers changes nothing", async () => {
    const base = await draft(me.cookie);
    await as(me.cookie).post(`${base}/criteres/PSY-1`, answer({ note: "4" }));
    const file = (text: string): FormData => {
      const form = new FormData();
      form.set("fichier", new File([text], "simulation.json", { type: "application/json" }));
      return form;
    };
    const post = (text: string) =>
      ask(`${base}/reprendre`, { method: "POST", body: file(text), headers: { cookie: me.cookie, origin: ORIGIN } });
    const answers = {
      "PSY-1": { declared: 1 },
      "PSY-5": { declared: 2 },
      "PLA-1": { na: { justification: "petite" } },
    };
    const good = { format: "answers/1", referential: REFERENTIAL, units: [{ id: "simulation", answers }] };
    expect((await post(JSON.stringify(good))).status).toBe(303);
    expect(
      await rows("SELECT criterion_id, declared, is_na FROM answers WHERE application_id = ?1 ORDER BY 1", idOf(base)),
    ).toEqual([
      { criterion_id: "PLA-1", declared: null, is_na: 1 },
      { criterion_id: "PSY-1", declared: 4, is_na: 0 },
      { criterion_id: "PSY-5", declared: 2, is_na: 0 },
    ]);
    const wrong = await post(JSON.stringify({ ...good, referential: "label@0.8.0" }));
    expect(wrong.status).toBe(422);
    expect(wrong.html).toContain("rien n’a changé");
    const back = await as(me.cookie).get(`${base}/reponses.json`);
    expect(JSON.parse(back.html)).toMatchObject({
      format: "answers/1",
      units: [{ answers: { "PSY-1": { declared: 4 } } }],
    });
  });
});

describe("filing", () => {
  const file = (base: string, cookie = me.cookie) => as(cookie).post(`${base}/deposer`, { convention: "on" });

  test("freezes what was read; an edit is another filing; the first one stays to the byte", async () => {
    const base = await draft(me.cookie);
    await as(me.cookie).post(`${base}/criteres/PSY-1`, answer());
    expect((await as(me.cookie).post(`${base}/deposer`, {})).status).toBe(422);
    const done = await file(base);
    expect([done.status, done.bells.length]).toEqual([303, 1]);
    const first = await as(me.cookie).get(`${base}/depots/1.json`);
    await as(me.cookie).post(`${base}/criteres/PSY-1`, answer({ note: "4", revision: "1" }));
    expect((await file(base)).status).toBe(303);
    expect((await as(me.cookie).get(`${base}/depots/1.json`)).html).toBe(first.html);
    const second = JSON.parse((await as(me.cookie).get(`${base}/depots/2.json`)).html) as { answers: object };
    expect(second.answers).toMatchObject({ "PSY-1": { declared: 4 } });
    expect(JSON.parse(first.html)).toMatchObject({
      number: 1,
      answers: { "PSY-1": { declared: 3 } },
      offer: { members: 12_000 },
    });
    await expect(run("UPDATE submissions SET hash = 'x'")).rejects.toThrow("a filing never changes");
  });

  test("ten filings at the same moment make one", async () => {
    const base = await draft(me.cookie);
    await as(me.cookie).post(`${base}/criteres/PSY-1`, answer());
    const many = await Promise.all(Array.from({ length: 10 }, () => file(base)));
    expect(many.filter((one) => one.status === 303).length).toBe(1);
    expect(many.filter((one) => one.status === 409).length).toBe(9);
    expect(await value("SELECT count(*) FROM submissions WHERE application_id = ?1", idOf(base))).toBe(1);
    expect(
      await value("SELECT count(*) FROM events WHERE subject = ?1 AND type = 'application.submitted'", idOf(base)),
    ).toBe(1);
  });

  test("what somebody saved, or a piece that came, between reading and filing stops the filing", async () => {
    const base = await draft(me.cookie);
    await as(me.cookie).post(`${base}/criteres/PSY-1`, answer());
    const read = async () => {
      const work = await readApplication(db, { id: idOf(base), organisationId: PLACE });
      if (work === null) {
        throw new Error("no application");
      }
      return work;
    };
    const stale = await read();
    await as(me.cookie).post(`${base}/criteres/PSY-1`, answer({ note: "4", revision: "1" }));
    const current = REFERENTIAL;
    expect(await fileApplication(depsAt(NOW), { work: stale, current, by: me.person })).toEqual({
      ok: false,
      refusal: "moved",
    });
    const fresh = await read();
    await pieceWithFile(`evi_late-${idOf(base)}`, idOf(base), "PSY-1");
    expect(await fileApplication(depsAt(NOW), { work: fresh, current, by: me.person })).toEqual({
      ok: false,
      refusal: "moved",
    });
    expect(await fileApplication(depsAt(NOW), { work: await read(), current, by: me.person })).toMatchObject({
      ok: true,
    });
  });

  test("only the person who answers for the mutuelle files or withdraws; nothing is filed empty or after withdrawing", async () => {
    const base = await draft(me.cookie);
    expect((await file(base)).html).toContain("Il n’y a encore aucune réponse");
    await as(me.cookie).post(`${base}/criteres/PSY-1`, answer());
    const other = await applicant();
    expect((await file(base, other.cookie)).status).toBe(404);
    expect((await as(other.cookie).get(`${base}/recapitulatif`)).html).toContain("signe et dépose");
    expect((await as(me.cookie).post(`${base}/retirer`, { confirme: "oui" })).status).toBe(303);
    expect((await file(base)).status).toBe(409);
    expect((await as(me.cookie).post(`${base}/offre`, { ...OFFER, offerName: "Autre", revision: "2" })).status).toBe(
      409,
    );
    expect((await as(me.cookie).post(`${base}/changer-de-version`, {})).status).toBe(409);
    expect((await as(me.cookie).post(`${base}/reprendre`, {})).status).toBe(409);
    expect(await value("SELECT offer_name FROM applications WHERE id = ?1", idOf(base))).toBe("Écoute et appui");
    expect((await json(`${base}/criteres/PSY-1`, answer({ note: "4", revision: "1" }), me.cookie)).status).toBe(409);
    expect(await value("SELECT declared FROM answers WHERE application_id = ?1", idOf(base))).toBe(3);
  });

  test("what belongs to another mutuelle does not exist", async () => {
    await organisation("org_autre", "mutuelle").catch(() => undefined);
    const id = await application(`app_autre`, "org_autre");
    for (const path of [`${SPACE}/${id}`, `${SPACE}/${id}/dimensions/D1`, `/espace/structures/org_autre/label/${id}`]) {
      expect((await as(me.cookie).get(path)).status).toBe(404);
    }
    expect((await json(`${SPACE}/${id}/criteres/PSY-1`, answer(), me.cookie)).status).toBe(404);
  });
});
