import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import creteil from "../../../public/geo/d/94.json";
import paris from "../../../public/geo/d/75.json";
import index from "../../../public/geo/index.json";
import middles from "../../../public/geo/middles.json";
import iv from "../../../public/geo/n/iv.json";
import sa from "../../../public/geo/n/sa.json";
import { DAY, dayOf, instantOf } from "../../../src/kernel/time.ts";
import { database } from "../../../src/platform/d1.ts";
import { findPlace, searchAround } from "../../../src/workshops/catalogue/nearby.ts";
import { editSessions } from "../../../src/workshops/planning/edit-session.ts";
import { findAnySession } from "../../../src/workshops/sessions/session.store.ts";
import { assets, ask as askFor, setClock } from "../../support/worker/web.ts";
import { watchD1 } from "../../support/worker/watch-d1.ts";
import { asItStands } from "../../support/worker/editing.ts";
import { NOW, depsAt, openSession, run } from "../../support/worker/world.ts";

const SHELVES: Readonly<Record<string, unknown>> = {
  "/geo/index.json": index,
  "/geo/middles.json": middles,
  "/geo/d/94.json": creteil,
  "/geo/d/75.json": paris,
  "/geo/n/iv.json": iv,
  "/geo/n/pr.json": [],
  "/geo/n/sa.json": sa,
};
const asset = (path: string): Promise<unknown> =>
  Promise.resolve(SHELVES[path] ?? (path.startsWith("/geo/") ? [] : null));
const near = (query: string) => askFor(`/ateliers?${query}`, { bindings: { ASSETS: assets(SHELVES) } });
const plain = (text: string): string =>
  text
    .replaceAll(/[\u00a0\u202f]/g, " ")
    .replaceAll("’", "'")
    .replaceAll(/\s+/g, " ");

beforeEach(async () => {
  await setClock(NOW);
});
/** A search that is narrowed by nothing else. */
const EVERY = { isStepFree: false, isEvening: false, isWednesday: false, isNearestFirst: false, departement: "" };
const inDepartement = (id: string, code: string) =>
  run("UPDATE sessions SET departement_code = ?2 WHERE id = ?1", id, code);

describe("a session near a place", () => {
  test("is found by town, postcode or spelling, with how far it is; what was understood is said, and can be removed", async () => {
    await openSession({ id: "ses_near" });
    await inDepartement("ses_near", "94");
    for (const typed of ["Ivry-sur-Seine", "ivry sur seine", "94200"]) {
      const html = plain((await near(`ou=${encodeURIComponent(typed)}`)).html);
      expect([
        html.includes("Ivry-sur-Seine (94), à moins de 30 km"),
        html.includes("ses_near"),
        html.includes("km environ"),
      ]).toEqual([true, true, true]);
      expect(html).toContain("partout en France");
    }
  });

  test("none within the distance: the nearest with theirs, then online, then a class; never an empty page", async () => {
    await openSession({ id: "ses_near" });
    await inDepartement("ses_near", "94");
    const html = plain((await near("ou=75001&rayon=5")).html);
    expect([
      html.includes("Rien à cette distance"),
      html.includes("ses_near"),
      html.includes("/ateliers?lieu=online"),
    ]).toEqual([true, true, true]);
  });

  test("a town that does not exist is said at its field, with what was typed; the list stands", async () => {
    await openSession({ id: "ses_near" });
    const html = plain((await near("ou=Ivryxyz")).html);
    expect([
      html.includes("Aucune commune de ce nom"),
      html.includes('value="Ivryxyz"'),
      html.includes("ses_near"),
    ]).toEqual([true, true, true]);
  });

  test("words are looked for in what workshops say; a town among the words is a place; each part can be taken out", async () => {
    await openSession({ id: "ses_near" });
    await inDepartement("ses_near", "94");
    const words = plain((await near("quoi=Premier%20T%C3%A9l%C3%A9phone&jusqu_au=2030-01-01")).html);
    expect([words.includes("ses_near"), words.includes('aria-label="Retirer un choix"')]).toEqual([true, true]);
    expect(words).toMatch(/href="\/ateliers\?jusqu_au=2030-01-01#seances"[^>]*>(?:<svg.*?<\/svg>)?\s*« Premier/);
    const none = plain((await near("quoi=premier%20aquarelle")).html);
    expect([none.includes("Aucune séance ne correspond"), none.includes("ses_near")]).toEqual([true, false]);
    const town = plain((await near("quoi=ivry-sur-seine")).html);
    expect([town.includes("Ivry-sur-Seine (94), à moins de 30 km"), town.includes("ses_near")]).toEqual([true, true]);
  });

  test("an audience that another page links to is said as any choice, and can be taken out", async () => {
    for (const [code, words] of [
      ["youth", "Jeunes"],
      ["educator", "Professionnels de l'éducation"],
      ["15_17", "15 à 17 ans"],
    ] as const) {
      const html = plain((await near(`public=${code}`)).html);
      const removing = /aria-label="Retirer un choix".*?<\/nav>/s.exec(html)?.[0] ?? "";
      expect([code, removing.includes(words), html.includes("aucun filtre")]).toEqual([code, true, false]);
    }
  });

  test("from one day to another: none outside them, near a town or not; days that do not follow each other are said", async () => {
    const id = await openSession({ startsAt: NOW + 10 * DAY });
    await inDepartement(id, "94");
    const on = (days: number): string => dayOf(NOW + days * DAY, "Europe/Paris");
    for (const where of ["", "&commune=94041"]) {
      const seen = async (from: number, to: number) =>
        (await near(`a_partir_du=${on(from)}&jusqu_au=${on(to)}${where}`)).html.includes(id);
      expect([where, await seen(9, 9), await seen(10, 10), await seen(11, 30)]).toEqual([where, false, true, false]);
    }
    expect(plain((await near(`a_partir_du=${on(9)}&jusqu_au=${on(8)}`)).html)).toContain("vient avant celle du début");
    const map = plain((await askFor("/ateliers?vue=carte")).html);
    expect(map.match(/href="\/ateliers\?departement=94">Val-de-Marne \(94\)<\/a>/g)).toHaveLength(1);
  });

  test("in the evening or on a Wednesday, on the clock of its own place, as a list, a month and around a town; the nearest first when asked", async () => {
    const at = {
      evening: "2026-12-09T18:30",
      wednesday: "2026-12-09T10:00",
      other: "2026-12-10T10:00",
      island: "2026-12-10T17:00",
    };
    for (const [id, moment] of Object.entries(at)) {
      const tz = id === "island" ? "Indian/Reunion" : "Europe/Paris";
      const opened = await openSession({ id: `ses_${id}`, startsAt: instantOf(moment, tz), tz });
      const first = await findAnySession(database(env.DB), opened);
      const edit = first === null ? null : { ...asItStands(first), notes: "Écrite" };
      await (first === null || edit === null ? null : editSessions(depsAt(NOW), { first, edit, person: "per_1" }));
      await inDepartement(opened, id === "island" ? "974" : "94");
    }
    await run("UPDATE venues SET departement_code = '94'");
    const found = async (query: string): Promise<string[]> =>
      Array.from(new Set(Array.from((await near(query)).html.matchAll(/seances\/ses_([a-z]+)/g), ([, id = ""]) => id)));
    for (const view of ["", "&vue=mois&mois=2026-12"]) {
      expect([
        await found(`soir=1${view}`),
        await found(`mercredi=1${view}`),
        await found(`soir=1&mercredi=1${view}`),
      ]).toEqual([["evening", "island"], ["wednesday", "evening"], ["evening"]]);
    }
    expect(await found("commune=94041&mercredi=1")).toEqual(["wednesday", "evening"]);
    await run(
      "INSERT INTO venues SELECT 'ven_far', name, address, 'Villecresnes', commune_code, departement_code, is_step_free, has_hearing_loop, access_text, created_at FROM venues WHERE id = 'ven_1'",
    );
    await run("UPDATE sessions SET venue_id = 'ven_far' WHERE id = 'ses_wednesday'");
    expect(await found("commune=94041&rayon=100")).toEqual(["wednesday", "evening", "other"]);
    expect(await found("commune=94041&rayon=100&tri=distance")).toEqual(["evening", "other", "wednesday"]);
    expect(plain((await near("soir=1")).html)).toContain('aria-label="Retirer un choix"');
  });

  /** As many open sessions in the Val-de-Marne, all near Ivry, as many minutes apart. */
  const many = (count: number, minutes: number) =>
    run(
      `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?1 - 1)
       INSERT INTO sessions (id, workshop_id, association_id, venue_id, mode, starts_at, ends_at, tz, capacity, state, opens_at, closes_at, queue_closes_at, updated_at, created_at, departement_code)
       SELECT printf('ses_many-%03d', i), 'wks_premier-telephone', 'org_1', 'ven_1', 'onsite', ?2 + i * ?3, ?2 + i * ?3 + 5400, 'Europe/Paris', 20, 'open', 0,
         ?2 + i * ?3 - 3600, ?2 + i * ?3 - 43200, 1, 1, '94' FROM n`,
      count,
      NOW + 10 * DAY,
      minutes * 60,
    );

  test.each([0, 1, 1440])("of thirty sessions %i minutes apart each comes once, page by page", async (minutes) => {
    await openSession({ id: "ses_first" });
    await run("UPDATE sessions SET state = 'draft'");
    await many(30, minutes);
    let seen: string[] = [];
    let query: string | undefined = "commune=94041&rayon=30";
    for (let page = 0; query !== undefined && page < 10; page += 1) {
      const { html }: { html: string } = await near(query);
      seen = seen.concat([...html.matchAll(/seances\/(ses_many-\d+)"/g)].map(([, id = ""]) => id));
      query = /href="\/ateliers\?([^"#]*)#seances">\s*Séances suivantes/.exec(html)?.[1]?.replaceAll("&amp;", "&");
    }
    expect([query, seen.length, new Set(seen).size]).toEqual([undefined, 30, 30]);
    await run("DELETE FROM sessions WHERE id LIKE 'ses_many-%'");
  });

  test("« rien » is said of what was looked at alone, with the way to the whole list and farther", async () => {
    await openSession({ id: "ses_first" });
    await many(30, 60);
    const html = plain((await near("commune=94041&soir=1&public=educator")).html);
    expect([html.includes("pour le moment"), html.includes("Rien à cette distance jusqu'au")]).toEqual([false, true]);
    expect(html).toMatch(/href="\/ateliers\?public=educator&amp;departement=94&amp;soir=1#seances"/);
    expect(html).toContain("Séances suivantes");
    await run("DELETE FROM sessions WHERE id LIKE 'ses_many-%'");
  });

  test("what is chosen beside a town holds: online, or one département", async () => {
    await openSession({ id: "ses_near" });
    await inDepartement("ses_near", "94");
    const holds = async (query: string) => (await near(`commune=94041&${query}`)).html.includes("ses_near");
    expect([await holds("lieu=onsite"), await holds("lieu=online"), await holds("departement=75")]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("the list alone may ask a device where it is", async () => {
    const policy = async (path: string) => (await askFor(path)).headers.get("permissions-policy");
    expect(await policy("/ateliers")).toContain("geolocation=(self)");
    for (const path of ["/ateliers/regles", "/ateliers?vue=mois", "/"]) {
      expect(await policy(path)).toContain("geolocation=()");
    }
  });

  test("one of several towns of its name is chosen from a list, and the choice is an address", async () => {
    const html = plain((await near("ou=Sainte-Colombe")).html);
    expect(html).toContain("Plusieurs communes portent ce nom. Laquelle ?");
    expect([...html.matchAll(/commune=\w{5}/g)].length).toBeGreaterThanOrEqual(6);
    expect(plain((await near("commune=94041")).html)).toContain("Ivry-sur-Seine (94), à moins de");
  });
});

test("a search over 20,000 open sessions reads at most 250 rows, near or far, of all programmes or of one", async () => {
  await openSession({ id: "ses_first" });
  await run(
    `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 19999)
     INSERT INTO sessions (id, workshop_id, association_id, venue_id, mode, starts_at, ends_at, tz, capacity, state, opens_at, closes_at, queue_closes_at, updated_at, created_at, departement_code)
     SELECT printf('ses_crowd-%06d', i), 'wks_premier-telephone', 'org_1', 'ven_1', 'onsite', ?1 + i * 60, ?1 + i * 60 + 5400, 'Europe/Paris', 20, 'open', 0,
       ?1 + i * 60 - 3600, ?1 + i * 60 - 43200, 1, 1, CASE i % 4 WHEN 0 THEN '75' WHEN 1 THEN '92' WHEN 2 THEN '93' ELSE '94' END FROM n`,
    NOW + 30 * DAY,
  );
  const place = await findPlace({ asset }, { typed: "Ivry-sur-Seine", code: "" });
  if (place.kind !== "town") {
    throw new Error(place.kind);
  }
  const read: Record<string, number> = {};
  const since = (days: number) => ({ after: { startsAt: NOW + days * DAY, id: "" } });
  const asked = { town: place.town, radius: 30, to: NOW + 300 * DAY, ...since(0), ...EVERY };
  const searches = {
    all: { ...asked, slugs: ["premier-telephone"] },
    "of a programme that nobody plays": { ...asked, slugs: ["reperer-en-consultation"] },
    "from a later day": { ...asked, slugs: ["premier-telephone"], ...since(40) },
    "a hundred kilometres, step-free": { ...asked, slugs: ["premier-telephone"], radius: 100, isStepFree: true },
    "on a Wednesday evening, the nearest first": {
      ...asked,
      slugs: ["premier-telephone"],
      isEvening: true,
      isWednesday: true,
      isNearestFirst: true,
    },
  };
  for (const [name, search] of Object.entries(searches)) {
    const watched = watchD1(env.DB);
    const found = await searchAround({ db: database(watched.d1), now: NOW, asset }, search);
    read[name] = watched.read;
    expect([name, found.within.length]).toEqual([
      name,
      search.slugs[0] === "premier-telephone" && !search.isEvening ? 12 : 0,
    ]);
  }
  console.log(`rows read at 20,000: ${JSON.stringify(read)}`);
  expect(Object.entries(read).filter(([, rows]) => rows > 250)).toEqual([]);
});
