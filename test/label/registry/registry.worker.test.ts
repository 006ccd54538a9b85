import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import type { ReferentialFile } from "../../../src/label/scoring/formats.ts";
import { COLUMNS } from "../../../src/label/registry/open-data.ts";
import { play } from "../../../scripts/local/play-label.ts";
import { REFERENTIAL_FILE } from "../../support/referential.ts";
import { cast, playOf, units } from "../../support/worker/label-cast.ts";
import { labelled } from "../../support/worker/label.ts";
import { unique } from "../../support/worker/people.ts";
import { accountsTrail } from "../../support/worker/accounts-trail.ts";
import { as, signedIn } from "../../support/worker/staff.ts";
import { watchD1 } from "../../support/worker/watch-d1.ts";
import { ask, send, setClock, solved } from "../../support/worker/web.ts";
import { NOW, rows, run, value } from "../../support/worker/world.ts";
import { ONLY_LED, says } from "../../support/worker/led.ts";

const IN_PRODUCTION = { MAIL_ENV: "production", PASSKEYS: "required" };
async function trips(path: string): Promise<number> {
  const watched = watchD1(env.DB);
  expect((await ask(path, { bindings: { DB: watched.d1, ...IN_PRODUCTION } })).status).toBe(200);
  return watched.trips;
}
/** Many labels, as the table holds them. */
async function many(count: number): Promise<void> {
  await labelled("app_0", "org_0", "www.exemple.fr", "lbl_model");
  await run(
    `INSERT INTO labels SELECT 'lbl_' || printf('%05d', value), 'app_' || value, organisation_id, 'Mutuelle ' || printf('%05d', value), siren, offer_name,
       'mutuelle ' || printf('%05d', value), is_demo, contracts, state, level, level_name, verified_bp, declared_bp, referential, decided_on, valid_until_on,
       surveyed_on, result_hash, robustness, value + 10, value + 10, value % 5, delay, contracts_open, costs, no_complaint, minors, number_costs, NULL, NULL, ranges, sensitivity, checkpoint_mails
     FROM labels, (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < ${count}) SELECT value FROM n)`,
  );
}
type Field = {
  name: string;
  type: string;
  constraints: { required?: boolean; pattern?: string; enum?: string[]; minimum?: number; maximum?: number };
};
/** What is wrong with a CSV under a table schema: the checks of specs.frictionlessdata.io that our columns use. */
function wrongWith(csv: string, fields: readonly Field[]): string[] {
  const [head = "", ...lines] = csv
    .replace(/^\ufeff/, "")
    .trimEnd()
    .split("\r\n");
  const cells = (line: string): string[] => line.slice(1, -1).split('";"');
  const wrong = cells(head).join() === fields.map((one) => one.name).join() ? [] : ["head"];
  for (const [n, line] of lines.entries()) {
    for (const [i, cell] of cells(line).entries()) {
      const { name, type, constraints: c } = fields[i] as Field;
      const isGood =
        (cell !== "" || c.required !== true) &&
        (cell === "" || c.pattern === undefined || new RegExp(c.pattern).test(cell)) &&
        (cell === "" || c.enum === undefined || c.enum.includes(cell)) &&
        (type !== "date" || cell === "" || /^\d{4}-\d{2}-\d{2}$/.test(cell)) &&
        (type !== "boolean" || ["true", "false"].includes(cell)) &&
        (type !== "number" || (Number(cell) >= (c.minimum ?? -Infinity) && Number(cell) <= (c.maximum ?? Infinity)));
      wrong.push(...(isGood ? [] : [`line ${n + 1} ${name}: ${cell}`]));
    }
  }
  return wrong;
}

beforeEach(() => setClock(NOW));

describe("the registry", () => {
  test("of two thousand offers: two round trips a page, three for a comparison; the CSV comes in parts, whole", async () => {
    await many(2000);
    expect(await trips("/label/registre")).toBeLessThanOrEqual(2);
    expect(await trips("/label/registre?seances=1&vigueur=1&apres=lbl_01000~mutuelle 01000")).toBeLessThanOrEqual(2);
    expect(
      await trips("/label/comparateur?offre=lbl_00001&offre=lbl_00002&offre=lbl_00003&offre=lbl_00004&offre=lbl_00005"),
    ).toBeLessThanOrEqual(3);
    // On a phone each row is a card of its own: it says whose each word is.
    const side = (await ask("/label/comparateur?offre=lbl_00001&offre=lbl_00002")).html;
    const heads = [...side.matchAll(/data-head="([^"]*)"/g)].map(([, head]) => head ?? "");
    expect(heads.length).toBeGreaterThan(10);
    expect(heads.filter((head) => !/^[AB] · ./.test(head))).toEqual([]);
    const { html } = await ask("/label/registre.csv");
    expect(html.trimEnd().split("\r\n")).toHaveLength(2002);
    expect((JSON.parse((await ask("/label/registre.json")).html) as { labels: object[] }).labels).toHaveLength(2001);
    expect(await trips("/label/registre.csv")).toBeLessThanOrEqual(12);
  });

  test("pages follow one another by name, and filters leave out what was not verified", async () => {
    await many(120);
    const seen: string[] = [];
    let path = "/label/registre?seances=1";
    for (let page = 0; page < 5 && path !== ""; page += 1) {
      const { html } = await ask(path);
      for (const [, id = ""] of html.matchAll(/href="\/label\/registre\/(lbl_\d{5})"/g)) {
        seen.push(id);
      }
      path = (/<a class="button quiet" href="(\/label\/registre\?[^"]*)"/.exec(html)?.[1] ?? "").replaceAll(
        "&amp;",
        "&",
      );
    }
    const expected = (
      await rows<{ id: string }>("SELECT id FROM labels WHERE sessions >= 3 AND id <> 'lbl_model' ORDER BY sort_name")
    ).map((row) => row.id);
    expect(seen).toEqual(expected);
    expect(seen.length).toBeGreaterThan(40);
    // After the last, an address leads to the beginning; one that names what every object has is read as any other.
    const after = await ask("/label/registre?seances=1&apres=lbl_z~zzzz");
    expect([after.status, after.location]).toEqual([302, "/label/registre?seances=1"]);
    const { html } = await ask("/label/registre?pour=constructor&departement=toString");
    expect([html.includes("aucun filtre"), html.includes("native code")]).toEqual([true, false]);
    const none = (await ask("/label/comparateur?offre=lbl_a&offre=lbl_b&offre=lbl_c&offre=lbl_d&offre=lbl_e")).html;
    expect([none.includes("n’est au registre"), none.includes("sont montrées")]).toEqual([true, false]);
  });

  test("the export and the published example hold to the published schema; a cell that is wrong is seen", async () => {
    const { place, people } = await cast();
    await play(playOf(place, people), "decided");
    const schema = JSON.parse((await ask("/label/registre/schema-2.0.0.json")).html) as { fields: Field[] };
    expect(schema.fields.map((one) => one.name)).toEqual(COLUMNS.map((one) => one.name));
    for (const path of ["/label/registre.csv", "/label/registre/exemple-valide.csv"]) {
      expect(wrongWith((await ask(path)).html, schema.fields), path).toEqual([]);
    }
    const csv = (await ask("/label/registre.csv")).html;
    expect(wrongWith(csv.replace('"N2"', '"N9"'), schema.fields)).toEqual(["line 1 niveau: N9"]);
    expect(wrongWith(csv.replace(/"\d{9}"/, '"12"'), schema.fields)).toHaveLength(1);
  });

  test("a name that a spreadsheet would run is disarmed", async () => {
    await labelled("app_x", "org_x", "www.exemple.fr");
    await run("UPDATE labels SET organisation = '=HYPERLINK(1)'");
    expect((await ask("/label/registre.csv")).html).toContain(`"'=HYPERLINK(1)"`);
  });

  test("a refusal is nowhere in public: not by name, not by its application, not in the counts below five files", async () => {
    const { place, people, addresses } = await cast();
    await run("UPDATE organisations SET name = 'Mutuelle Sans Label' WHERE id = ?1", place);
    const id = await play(playOf(place, people, { unit: units[2] ?? { id: "", answers: {} } }), "decided");
    for (const path of [
      "/label/registre",
      "/label/registre.csv",
      "/label/registre.json",
      "/label/journal",
      "/label/journal/journal.json",
      "/label/journal/preuve/1",
    ]) {
      const { html } = await ask(path);
      expect(html, path).not.toMatch(/Sans Label|refus[eé]e?\b.*dossier|dossiers décidés/);
      expect(html, path).not.toContain(id);
    }
    const me = as((await signedIn(addresses["applicant"] ?? "", "applicant", place)).cookie);
    expect((await me.get(`/espace/structures/${place}/label/${id}/evaluation`)).html).toContain("label non donné");
    const file = (await me.get(`/espace/structures/${place}/label/${id}`)).html;
    expect([file.includes("Lire la décision"), file.includes("à portée")]).toEqual([true, false]);
  });

  test("what is published is computed again to the same hash, on the page that says so", async () => {
    const { place, people } = await cast();
    await play(playOf(place, people), "decided");
    const id = String(await value("SELECT id FROM labels"));
    expect((await ask(`/label/registre/${id}/recalcul`)).html).toContain("redonnent exactement le résultat publié");
    // The printed attestation attests what was reached, not what is missing to the level above.
    const deed = (await ask(`/label/registre/${id}/attestation`)).html;
    const [, level, gates] = /Portes de «\s([^»]+)\s»<\/dt><dd>(\d+), toutes franchies/.exec(deed) ?? [];
    const { criteria, levels } = REFERENTIAL_FILE as unknown as ReferentialFile;
    const asked = levels?.find(({ name }) => name === level)?.id;
    expect(level).toBe(await value("SELECT level_name FROM labels"));
    expect(Number(gates)).toBe(
      criteria.flatMap((one) => one.gates ?? []).filter((gate) => gate.level === asked).length,
    );
    await run("DROP TRIGGER decisions__frozen");
    await run("UPDATE decisions SET answers = replace(answers, '\"verified\":3', '\"verified\":4')");
    expect((await ask(`/label/registre/${id}/recalcul`)).html).toContain("Le résultat ne se retrouve pas");
  });

  test("robustness is said in words, never as a rank", async () => {
    const { place, people } = await cast();
    await play(playOf(place, people), "decided");
    const { html } = await ask(`/label/registre/${String(await value("SELECT id FROM labels"))}`);
    expect(html).toMatch(/le niveau serait le même \d+ fois sur 100/);
    expect(html).not.toMatch(/\brang\b|classé|1er|premier sur/i);
    // Each figure has the command that gives it again; each criterion that is proven in public stands once, with its name.
    const hash = /data-hash="(\w+)"/.exec(html)?.[1];
    expect(html).toContain(`--robustness --seed ${hash} --runs 1000`);
    const [proofs = ""] = /id="preuves"[^]*?<\/details>/.exec(html) ?? [];
    const named = [...proofs.matchAll(/<li>([A-Z]+-\d)\s·\s[^:<]+\s:/g)].map(([, id]) => id);
    expect([named.length > 5, new Set(named).size, named.length]).toEqual([
      true,
      named.length,
      proofs.split("<li>").length - 1,
    ]);
  });
});

describe("« signaler une inexactitude »", () => {
  test("kept without an address, moderated, then closed; a phone number is refused and nothing typed is lost; five an hour", async () => {
    const id = await labelled("app_x", "org_x", "www.exemple.fr");
    const path = `/label/signaler/${id}`;
    const ip = unique();
    const report = async (texte: string) => send(path, { ...(await solved(path)), sorte: "experience", texte }, { ip });
    const refused = await report("Appelez-moi au 06 12 34 56 78 pour en parler.");
    expect([
      refused.status,
      refused.html.includes("Enlevez le numéro"),
      refused.html.includes("pour en parler"),
    ]).toEqual([422, true, true]);
    const long = `La ligne ne répond pas. ${"x".repeat(2000)}`;
    const cut = await report(long);
    expect([cut.status, cut.html.includes("caractères au plus"), cut.html.includes(long)]).toEqual([422, true, true]);
    const kept: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      kept.push((await report("La ligne d’écoute ne répond pas le soir.")).location);
      expect((await ask(kept[i] ?? "")).html).toContain("C’est reçu.");
    }
    expect((await ask(`${path}?fait=envoye`)).html).not.toContain("C’est reçu.");
    expect((await report("Une fois de trop.")).status).toBe(429);
    expect(await value("SELECT count(*) FROM complaints")).toBe(5);
    const { cookie, person } = await signedIn(`delivered+${unique()}@resend.dev`, "operator");
    const desk = as(cookie);
    expect((await desk.get("/console/label/signalements")).html).toContain("ne répond pas le soir");
    const one = String(await value("SELECT id FROM complaints LIMIT 1"));
    const treated = `/console/label/signalements?de=${one}&fait=traiter`;
    expect((await desk.get(treated)).html).not.toContain("La suite est notée.");
    const { location } = await desk.post(`/console/label/signalements/${one}/traiter`, {
      etat: "closed",
      suite: "Vérifié auprès de la mutuelle.",
    });
    expect(await says(desk.get, location, "La suite est notée.")).toEqual(ONLY_LED);
    expect((await ask(kept.find((at) => at.includes(one)) ?? "")).html).not.toContain("C’est reçu.");
    expect(await rows("SELECT state, outcome FROM complaints WHERE state = 'closed'")).toEqual([
      { state: "closed", outcome: "Vérifié auprès de la mutuelle." },
    ]);
    await desk.post(`/console/label/signalements/${one}/traiter`, { etat: "review", suite: "" }); // closed already
    expect(await accountsTrail()).toEqual([["accounts.complaint_treated", one, person, { state: "closed" }]]);
  });
});

describe("somebody looks for their mutuelle", () => {
  test.each([
    ["harmonie", true],
    ["HÂRM", true],
    ["étoile", true],
    ["l'etoile du", true],
    ["essai", true],
    ["armonie", false],
    ["%", true],
    ["zzz", false],
  ])("by how a word of its name begins, with or without accents: %s", async (typed, isFound) => {
    await labelled("app_x", "org_x", "www.exemple.fr");
    await run(
      "UPDATE labels SET organisation = 'Harmonie-L’Étoile du Sud', sort_name = 'harmonie-l’etoile du sud offre d’essai'",
    );
    const { html } = await ask(`/label/registre?nom=${encodeURIComponent(typed)}`);
    expect(html.includes("/label/registre/lbl_walk")).toBe(isFound);
  });
});
