import { beforeEach, expect, test } from "vitest";

import middles from "../../../public/geo/middles.json";

import { UAI, association, school } from "../../support/worker/classes.ts";
import { ask, assets, send, setClock } from "../../support/worker/web.ts";
import { signedIn } from "../../support/worker/staff.ts";
import { NOW, run, value } from "../../support/worker/world.ts";

let aso: Awaited<ReturnType<typeof association>>;
beforeEach(async () => {
  await setClock(NOW);
  await school();
  aso = await association("org_1");
  await run("UPDATE organisations SET name = 'Les Relais' WHERE id = 'org_1'");
});
/** With the middles of the départements at hand. */
const WITH_MAP = { bindings: { ASSETS: assets({ "/geo/middles.json": middles }) } };
const plain = (html: string): string => html.replaceAll("\u00a0", " ");

test("what an association offers to classes is said from closed lists, and read on its page and on that of the département", async () => {
  const base = aso.base.replace("demandes", "territoire");
  const said = {
    programmes: "agir-en-temoin",
    adapte_ulis: "2019",
    adapte_ime: "oui",
    adapte_cfa: "1066",
    mois: "jan",
    delai: "5",
  };
  await send(`${base}/vitrine`, said, { headers: { cookie: aso.cookie } });
  expect((await ask(base, { headers: { cookie: aso.cookie } })).html).toMatch(/value="2019" selected/);
  for (const path of ["/etablissements/departement/94", "/etablissements/association/org_1"]) {
    const html = plain((await ask(path)).html);
    expect([
      path,
      html.includes("Les Relais"),
      /ULIS depuis 2019\s; IME, ITEP\s; CFA</.test(html),
      html.includes("5 jours ouvrés"),
    ]).toEqual([path, true, true, true]);
  }
  await send(
    `${base}/vitrine`,
    { programmes: "constructor", adapte_ordinary: "oui", delai: "999" },
    { headers: { cookie: aso.cookie } },
  );
  expect(await value("SELECT programmes || publics || coalesce(answer_days, '-') FROM association_offers")).toBe(
    "[][]-",
  );
});

test("a collège reads the workshops for its years first, and where its holidays are", async () => {
  const html = (await ask(`/etablissements/demande/${UAI}`)).html;
  const order = Array.from(html.matchAll(/name="programme" value="([^"]+)"/g), ([, slug]) => slug);
  expect(order.slice(0, 3).toSorted()).toEqual([
    "agir-en-temoin",
    "mon-telephone-mes-limites",
    "vivre-en-groupe-de-messages",
  ]);
  expect(order.length).toBeGreaterThan(5);
  expect(html).toContain('href="/kit/calendrier-annee"');
});

test("seen from a school, the associations that receive classes nearest come first, each with its distance; another département's school says nothing", async () => {
  await association("org_2");
  const places: [string, string][] = [
    ["org_1", "Vitry-sur-Seine"],
    ["org_2", "Créteil"],
  ];
  for (const [id, commune] of places) {
    await run(
      "INSERT INTO association_places (association_id, name, address, commune, is_step_free, updated_at) VALUES (?1, 'La salle', '1 rue X', ?2, 1, 1)",
      id,
      commune,
    );
  }
  await run("UPDATE schools SET latitude = 48.79, longitude = 2.455");
  const towns = [
    ["94028", "Créteil", "94000", 93000, 48.784, 2.456, "c"],
    ["94081", "Vitry-sur-Seine", "94400", 95000, 48.787, 2.392, "c"],
  ];
  const map = {
    bindings: {
      ASSETS: assets({ "/geo/index.json": ["d/94"], "/geo/d/94.json": towns, "/geo/middles.json": middles }),
    },
  };
  const seen = async (path: string): Promise<string> => plain((await ask(path, map)).html);
  const html = await seen(`/etablissements/departement/94?etablissement=${UAI}`);
  expect(html).toMatch(
    /Créteil[\s\S]*(?:dans la commune|à 1 km environ) de votre établissement[\s\S]*Vitry-sur-Seine[\s\S]*à 5 km environ de votre établissement/,
  );
  expect(await seen("/etablissements/departement/94")).not.toContain("de votre établissement");
  expect(await seen(`/etablissements/departement/77?etablissement=${UAI}`)).not.toContain("de votre établissement");
  expect((await ask(`/etablissements/demande/${UAI}`)).html).toContain(
    `/etablissements/departement/94?etablissement=${UAI}`,
  );
});

test("a département where nobody comes names those nearby to which somebody does, the nearest first, never one across the sea", async () => {
  await association("org_2", "974");
  await association("org_3", "45");
  const html = plain((await ask("/etablissements/departement/77", WITH_MAP)).html);
  const links = Array.from(html.matchAll(/departement\/(\d+)"[^>]*>[^<]+<\/a>( : [^<]+)/g), ([, code, words]) => [
    code,
    words,
  ]);
  expect(links.map(([code]) => code)).toEqual(["94", "45"]);
  expect(links[0]?.[1]).toMatch(/^ : 1 association, à \d\d km environ$/);
  expect(plain((await ask("/etablissements/departement/94")).html)).not.toContain("Les plus proches");
});

test("a département where nobody comes says what to do; an unknown one, an unknown association, one that is closed are not found", async () => {
  expect((await ask("/etablissements/departement/2A", WITH_MAP)).html).toContain("Demandez quand même");
  expect(plain((await ask("/etablissements/departement/94")).html)).toContain("pas encore assez de demandes");
  expect((await ask("/etablissements/departement/999")).status).toBe(404);
  expect((await ask("/etablissements/association/constructor")).status).toBe(404);
  await run("UPDATE organisations SET state = 'closed' WHERE id = 'org_1'");
  expect((await ask("/etablissements/association/org_1")).status).toBe(404);
});

test("an association's own words are read by an operator before schools read them; refused or changed, what was shown stands and nothing typed is lost", async () => {
  const base = aso.base.replace("demandes", "territoire");
  const headers = { headers: { cookie: aso.cookie } };
  const say = (mots: string) => send(`${base}/vitrine`, { mots, delai: "" }, headers);
  const shown = async (): Promise<string> => plain((await ask("/etablissements/association/org_1")).html);
  const operator = await signedIn("delivered+op-textes@resend.dev");
  const desk = async (): Promise<string> =>
    (await ask("/console/agrements", { headers: { cookie: operator.cookie } })).html;
  const settle = async (montre: string): Promise<void> => {
    const lu = /name="lu" value="(\d+)"/.exec(await desk())?.[1] ?? "";
    await send("/console/agrements/org_1/texte", { montre, lu }, { headers: { cookie: operator.cookie } });
  };
  const wrong = await say("Appelez le 06 12 34 56 78 pour venir.");
  expect([wrong.status, wrong.html.includes("Appelez le 06")]).toEqual([422, true]);
  expect((await say("x".repeat(301))).status).toBe(422);

  await say("Nous venons à deux, avec des cartes en gros caractères.");
  expect(await shown()).not.toContain("gros caractères");
  expect((await ask(base, headers)).html).toContain("attend d’être lu");
  await settle("oui");
  expect(await shown()).toContain("« Nous venons à deux, avec des cartes en gros caractères. »");
  expect(await desk()).not.toContain("Textes à lire");

  await setClock(NOW + 60);
  await say("Les meilleurs de France.");
  expect(await shown()).toContain("gros caractères");
  const seen = /name="lu" value="(\d+)"/.exec(await desk())?.[1] ?? "";
  await setClock(NOW + 120);
  await say("Les meilleurs du monde.");
  // What was read is not what is there now: it waits to be read.
  await send("/console/agrements/org_1/texte", { montre: "oui", lu: seen }, { headers: { cookie: operator.cookie } });
  expect(await shown()).toContain("gros caractères");
  await settle("non");
  expect(await shown()).toContain("gros caractères");
  const mine = (await ask(base, headers)).html;
  expect([mine.includes("n’est pas montré"), mine.includes("Les meilleurs du monde.")]).toEqual([true, true]);
  await say("");
  expect(await shown()).not.toContain("gros caractères");
});

test("the kit is where it is needed: on the programme of a class, and beside the sessions of whoever animates; an association's page leads to asking it first", async () => {
  const programme = (await ask("/ateliers/agir-en-temoin")).html;
  for (const sheet of ["une-semaine-avant", "le-lendemain", "tout"]) {
    expect(programme).toContain(`href="/kit/${sheet}-agir-en-temoin"`);
  }
  expect((await ask("/ateliers/premier-telephone")).html).not.toContain("Ce que vous recevrez");
  const { cookie } = await signedIn("delivered+anime@resend.dev", "facilitator", "org_1");
  const mine = (await ask("/espace/structures/org_1/mes-seances", { headers: { cookie } })).html;
  for (const sheet of ["si-quelquun-se-confie", "cartes-11-14", "cartes-15-plus", "fil-invente", "jeu-enquete"]) {
    expect(mine).toContain(`href="/kit/${sheet}"`);
  }
  expect((await ask("/associations/org_1")).html).toContain("/etablissements/demande?pour=org_1");
});
