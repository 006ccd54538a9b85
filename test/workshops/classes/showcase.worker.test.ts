import { beforeEach, describe, expect, test } from "vitest";

import middles from "../../../public/geo/middles.json";

import { DAY } from "../../../src/kernel/time.ts";
import { addressesDue, contactOfAddress } from "../../../src/privacy/contacts.store.ts";
import { watchesDue } from "../../../src/workshops/classes/watch.store.ts";
import { tellWatches } from "../../../src/workshops/classes/watch.ts";
import { UAI, association, linkIn, newest, school, subjects, teacher } from "../../support/worker/classes.ts";
import { pump } from "../../support/worker/reactor.ts";
import { ask, assets, send, setClock, solved } from "../../support/worker/web.ts";
import { signedIn } from "../../support/worker/staff.ts";
import { NOW, depsAt, run, value } from "../../support/worker/world.ts";
import { byHand } from "../../support/worker/led.ts";

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
  expect((await say("x".repeat(601))).status).toBe(422);

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

describe("« prévenez-moi »: where nobody comes, an address waits for one mail", () => {
  const FORM = "/etablissements/prevenir";
  const TOLD = "Une association vient maintenant dans les classes";
  const wait = async (email: string, over: Record<string, string | string[]> = {}) =>
    send(FORM, { ...(await solved(FORM)), departement: "09", niveaux: ["4e_3e", "lycee_gt"], email, ...over });
  const isKept = (email: string): Promise<unknown> => contactOfAddress(depsAt(NOW), email);
  const night = async (day: number): Promise<void> => {
    const at = NOW + day * DAY;
    await tellWatches(depsAt(at));
    await pump(at);
    const deps = { ...depsAt(at), clock: () => at, drop: () => Promise.resolve() };
    await watchesDue.run(deps);
    await addressesDue.run(deps);
  };

  test("one click confirms, one mail leaves when an association begins to come for one of its levels, and a week later the address is gone", async () => {
    expect((await ask("/etablissements/departement/09", WITH_MAP)).html).toContain(`${FORM}?departement=09`);
    const [email, silent] = [teacher(), teacher()];
    expect(byHand((await wait(email)).location)).toBe(`${FORM}/envoye`);
    await wait(silent);
    const link = await linkIn(email, "/prevenir/");
    await association("org_2", "09", ["4e_3e"]);
    await night(1);
    expect(await subjects(email)).not.toContain(TOLD);
    await run("DELETE FROM association_areas WHERE association_id = 'org_2'");
    expect((await send(`${link}/oui`, {})).location).toBe(link);
    await send(`${link}/oui`, {});
    expect((await ask(link)).html).toContain("01/12/2027");
    await night(2);
    await association("org_3", "09", ["cm"]);
    await night(3);
    expect(await subjects(email)).not.toContain(TOLD);
    await association("org_4", "09", ["4e_3e"]);
    await night(4);
    await night(5);
    expect((await subjects(email)).filter((subject) => subject === TOLD)).toEqual([TOLD]);
    const mail = await newest(email, TOLD);
    expect(mail).toContain("/etablissements/departement/09");
    expect([mail.includes("4e, 3e"), mail.includes("Lycée")]).toEqual([true, false]);
    expect(await isKept(email)).not.toBeNull();
    await night(12);
    expect([await isKept(email), await isKept(silent)]).toEqual([null, null]);
    expect(await subjects(silent)).not.toContain(TOLD);
    expect((await ask(link)).status).toBe(410);
  });

  test("an address is forgotten by one click of its link, or after a year without anybody", async () => {
    const [left, old] = [teacher(), teacher()];
    const links: string[] = [];
    for (const email of [left, old]) {
      await wait(email);
      const link = await linkIn(email, "/prevenir/");
      await send(`${link}/oui`, {});
      links.push(link);
    }
    expect((await send(`${links[0]}/effacer`, {})).html).toContain("Votre adresse est effacée");
    expect(await isKept(left)).toBeNull();
    await night(364);
    expect(await isKept(old)).not.toBeNull();
    await night(366);
    expect(await isKept(old)).toBeNull();
    expect(await value("SELECT count(*) FROM area_watches")).toBe(0);
  });

  test("a second wish for a département replaces the first once it is confirmed, not before", async () => {
    const email = teacher();
    await wait(email);
    await send(`${await linkIn(email, "/prevenir/")}/oui`, {});
    await wait(email, { niveaux: "cm" });
    expect(await value("SELECT levels FROM area_watches WHERE confirmed_at IS NOT NULL")).toContain("4e_3e");
    await setClock(NOW + 1000);
    await send(`${await linkIn(email, "/prevenir/", NOW + 1000)}/oui`, {});
    expect(await value("SELECT group_concat(levels) FROM area_watches")).toBe('["cm"]');
  });

  test("what is missing is said, with what was typed still there; where an association comes already there is nothing to wait for", async () => {
    const wrong = await wait("claire", { departement: "", niveaux: "personne" });
    expect(wrong.status).toBe(422);
    for (const words of ["Choisissez un département.", "Choisissez au moins un niveau.", 'value="claire"']) {
      expect(wrong.html).toContain(words);
    }
    const served = await wait(teacher(), { departement: "94" });
    expect([served.status, plain(served.html).includes("vient déjà pour : 4e, 3e")]).toEqual([422, true]);
    expect(await value("SELECT count(*) FROM area_watches")).toBe(0);
  });
});
