import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { DAY, instantOf } from "../../../src/kernel/time.ts";
import { listSessions } from "../../../src/workshops/sessions/session.store.ts";
import { sessionsInDepartement } from "../../../src/workshops/catalogue/associations.store.ts";
import { database } from "../../../src/platform/d1.ts";
import { openCrowd } from "../../support/worker/crowd.ts";
import { unique } from "../../support/worker/people.ts";
import { as, signedIn } from "../../support/worker/staff.ts";
import { watchD1 } from "../../support/worker/watch-d1.ts";
import { ask, setClock } from "../../support/worker/web.ts";
import { NOW, openSession, run, value } from "../../support/worker/world.ts";

beforeEach(() => setClock(NOW));
const links = (html: string): string[] =>
  [...html.matchAll(/href="\/ateliers\/seances\/(ses_[^"]+)"/g)].map((m) => m[1] ?? "");

describe("the catalogue", () => {
  test("filters by public, département, place, date and access, without script", async () => {
    const parents = await openSession({ id: "ses_parents" });
    await openSession({ id: "ses_young", slug: "garder-la-main-sur-sa-ligne", startsAt: NOW + 5 * DAY });
    await openSession({ id: "ses_online", startsAt: NOW + 30 * DAY });
    await run("UPDATE sessions SET mode = 'online', venue_id = NULL, departement_code = NULL WHERE id = 'ses_online'");
    const shown = async (query: string) => links((await ask(`/ateliers?${query}`)).html);
    expect(await shown("")).toEqual(["ses_young", parents, "ses_online"]);
    expect(await shown("public=youth")).toEqual(["ses_young"]);
    expect(await shown("departement=94")).toEqual(["ses_young", parents]);
    expect(await shown("departement=75")).toEqual([]);
    expect(await shown("lieu=online")).toEqual(["ses_online"]);
    expect(await shown("lieu=onsite&public=parent")).toEqual([parents]);
    expect(await shown("a_partir_du=2026-12-20")).toEqual([parents, "ses_online"]);
    await run("UPDATE venues SET is_step_free = 0");
    expect(await shown("sans_marche=1")).toEqual(["ses_online"]);
  });

  test("a filter that makes no sense counts as not chosen", async () => {
    await openSession({ id: "ses_1" });
    const answer = await ask(
      "/ateliers?public=martians&departement=%27%3B--&a_partir_du=2026-02-31&apres=-1&lieu=moon",
    );
    expect([answer.status, links(answer.html)]).toEqual([200, ["ses_1"]]);
  });

  test("drafts, class visits, past and closed sessions are not listed; nor can drafts and visits be opened", async () => {
    await openSession({ id: "ses_draft", state: "draft" });
    await openSession({ id: "ses_closed", state: "closed" });
    await openSession({ id: "ses_past", startsAt: NOW - DAY });
    await openSession({ id: "ses_private" });
    await run(
      "UPDATE sessions SET visibility = 'private', state = 'closed', opens_at = closes_at WHERE id = 'ses_private'",
    );
    const page = await ask("/ateliers");
    expect(links(page.html)).toEqual([]);
    expect(page.html).toContain("Aucune séance ne correspond");
    expect([
      (await ask("/ateliers/seances/ses_draft")).status,
      (await ask("/ateliers/seances/ses_private")).status,
    ]).toEqual([404, 404]);
    expect((await ask("/ateliers/seances/ses_closed")).html).toContain("Inscriptions closes");
  });

  test("twelve on a page, then the next page", async () => {
    for (let i = 0; i < 15; i++) {
      await openSession({ startsAt: NOW + (i + 2) * DAY });
    }
    await run("UPDATE sessions SET starts_at = ?1 WHERE starts_at > ?2", NOW + 13 * DAY, NOW + 12 * DAY); // four at one moment
    const first = await ask("/ateliers?departement=94");
    const next =
      /href="(\/ateliers\?departement=94&amp;apres=[^"#]+)/.exec(first.html)?.[1]?.replace("&amp;", "&") ?? "";
    const second = await ask(next);
    expect(new Set(links(first.html).concat(links(second.html))).size).toBe(15);
    expect([links(first.html).length, links(second.html).length]).toEqual([12, 3]);
    expect([first.html.includes("Premières séances"), second.html.includes("Premières séances")]).toEqual([
      false,
      true,
    ]);
    const old = await ask("/ateliers?departement=94&page=1");
    expect([old.status, old.location]).toEqual([301, "/ateliers?departement=94"]);
  });

  test.each([
    [20, "Places disponibles"],
    [6, "Places disponibles"],
    [5, "Dernières places"],
    [1, "Dernières places"],
    [0, "Complet, liste d’attente"],
  ])("with %i free seats the page says « %s »", async (free, words) => {
    const id = await openSession({ capacity: 20 });
    await run("UPDATE sessions SET taken = 20 - ?1", free);
    const page = (await ask(`/ateliers/seances/${id}`)).html.replaceAll("\u00a0", " ");
    expect(page).toContain(words);
  });
});

describe("small pages", () => {
  test.each(["/", "/ateliers/regles"])("%s answers, with the help band and the way out", async (path) => {
    const page = await ask(path);
    expect(page.status).toBe(200);
    expect(page.html).toContain('href="tel:3018"');
    expect(page.html).toContain('href="/quitter"');
    expect(page.html).toContain('<html lang="fr">');
    expect(page.html.match(/<h1/g)).toHaveLength(1);
    expect(page.html.replace(/<script[\s\S]*?<\/script>/g, "")).not.toMatch(/>[^<]* [;!?][^<]*</);
  });

  test("« Quitter vite » leaves for a neutral page and clears what the site left", async () => {
    const answer = await ask("/quitter");
    expect([answer.status, answer.headers.get("clear-site-data")]).toEqual([303, '"cache", "storage"']);
    expect(new URL(answer.location).hostname).not.toContain("site.test");
  });

  test("machines find their files, and every address comes from the settings", async () => {
    await openSession({ id: "ses_1" });
    const [robots, map, security] = [
      await ask("/robots.txt"),
      await ask("/sitemap.xml?partie=2026-12-21"),
      await ask("/.well-known/security.txt"),
    ];
    expect(robots.html).toContain("Disallow: /i/");
    expect((await ask("/sitemap.xml")).html).toContain("<loc>https://site.test/sitemap.xml?partie=2026-12-21</loc>");
    expect((await ask("/sitemap.xml?partie=demain")).status).toBe(404);
    const changed = new Date(Number(await value("SELECT updated_at FROM sessions")) * 1000).toISOString();
    expect(map.html).toContain(`<loc>https://site.test/ateliers/seances/ses_1</loc><lastmod>${changed}</lastmod>`);
    expect(security.html).toContain("Contact: https://site.test/contact#securite\n");
  });

  test("/sante tells monitors how things are", async () => {
    const answer = await ask("/sante", { headers: { accept: "application/json" } });
    expect(JSON.parse(answer.html)).toMatchObject({ database: "ok", sending: "on", parked: 0 });
  });
});

describe("what a list reads does not grow with what is open", () => {
  const all = ["premier-telephone", "garder-la-main-sur-sa-ligne", "accueillir-la-parole", "reperer-en-consultation"];
  const many = all.concat("notre-pacte-du-telephone", "quand-les-messages-font-mal");
  const every = {
    slugs: many,
    departement: "",
    mode: "",
    from: NOW,
    to: NOW + 1000 * DAY,
    isStepFree: false,
    isEvening: false,
    isWednesday: false,
    now: NOW,
    after: null,
    skipped: 0,
  } as const;
  const views = {
    everything: every,
    "a département": { ...every, departement: "94" },
    "a département where nothing is": { ...every, departement: "75" },
    online: { ...every, mode: "online" },
    "from a day on": { ...every, from: NOW + 31 * DAY },
    "a public whose programmes nobody plays": { ...every, slugs: ["reperer-en-consultation"] },
    "a public of few programmes": { ...every, slugs: all },
    "the fortieth page": { ...every, after: { startsAt: NOW + 30 * DAY + 480 * 60, id: "ses_crowd-000480" } },
  } as const;
  const readBy = async (look: (db: ReturnType<typeof database>) => Promise<unknown>): Promise<number> => {
    const watched = watchD1(env.DB);
    await look(database(watched.d1));
    return watched.read;
  };
  const measured = async (): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const [name, view] of Object.entries(views)) {
      counts[name] = await readBy((db) => listSessions(db, view));
    }
    counts["the calendar of a département"] = await readBy((db) =>
      sessionsInDepartement(db, { code: "94", from: NOW, until: NOW + 31 * DAY }),
    );
    return counts;
  };

  test("the same rows at 2,000 and at 4,000 sessions, and at most 350 for any page", async () => {
    await openSession({ id: "ses_first" });
    await openCrowd(0, 2000, NOW + 30 * DAY);
    const before = await measured();
    await openCrowd(2000, 4000, NOW + 30 * DAY);
    const after = await measured();
    const { "the calendar of a département": calendar = 0, ...pages } = after;
    expect(Object.entries(pages).filter(([, read]) => read > 350)).toEqual([]);
    expect(calendar).toBeLessThan(6000); // a day of 1,440 sessions, each with what it is made of
    for (const [name, read] of Object.entries(after)) {
      expect([name, Math.abs(read - (before[name] ?? 0)) <= 2, read]).toEqual([name, true, read]);
    }
  });

  test("online sessions are of every département", async () => {
    await openSession({ id: "ses_online" });
    await run("UPDATE sessions SET mode = 'online', venue_id = NULL, departement_code = NULL WHERE id = 'ses_online'");
    expect(links((await ask("/ateliers?departement=94&lieu=online")).html)).toEqual(["ses_online"]);
  });

  test("a month is a table of days whose links lead to what is there; filters hold, a month that is none is this one; a session is of the month of its own clock", async () => {
    await openSession({ id: "ses_m1", startsAt: NOW + 40 * DAY });
    await openSession({ id: "ses_m2", startsAt: NOW + 40 * DAY + 3600, slug: "mon-telephone-mes-limites" });
    await openSession({ id: "ses_near" });
    const { html } = await ask("/ateliers?vue=mois&mois=2027-01");
    expect(links(html)).toEqual(["ses_m1", "ses_m2"]);
    const [, day = ""] = /<td><a href="#(jour-2027-01-\d\d)">/.exec(html) ?? [];
    expect(html).toContain(`id="${day}"`);
    expect(html).toMatch(/seen-by-readers">.:.2.séances/);
    expect(html).toContain("mois=2026-12");
    expect(links((await ask("/ateliers?vue=mois&mois=2027-01&public=parent")).html)).toEqual(["ses_m1"]);
    expect(links((await ask("/ateliers?vue=mois&mois=2027-13")).html)).toEqual(["ses_near"]);
    expect((await ask("/ateliers?vue=mois&mois=2028-02")).html).toContain("Aucune séance ce mois-là");
    for (const [query, words] of [
      ["mois=2027-13", "Le mois demandé ne se lit pas"],
      ["mois=2027-01&public=parents", "Le public demandé n’existe pas"],
      ["mois=2020-05", null],
    ] as const) {
      const page = (await ask(`/ateliers?vue=mois&${query}`)).html;
      expect([query, words === null || page.includes(words)]).toEqual([query, true]);
      expect([query, /mois=20(?:20|26-11)/.test(page)]).toEqual([query, false]);
    }
    await openSession({ id: "ses_noumea", startsAt: instantOf("2027-03-01T08:00", "Pacific/Noumea") });
    await openSession({ id: "ses_tahiti", startsAt: instantOf("2027-03-31T20:00", "Pacific/Tahiti") });
    await run(
      "UPDATE sessions SET tz = iif(id = 'ses_noumea', 'Pacific/Noumea', 'Pacific/Tahiti') WHERE id IN ('ses_noumea', 'ses_tahiti')",
    );
    const team = as((await signedIn(`delivered+${unique()}@resend.dev`, "coordinator", "org_1")).cookie);
    for (const view of ["/ateliers", "/espace/structures/org_1/seances"]) {
      const of = async (month: string) => (await team.get(`${view}?vue=mois&mois=${month}`)).html;
      const months = await Promise.all(["2027-02", "2027-03", "2027-04"].map(of));
      const found = months.map((page) => ["ses_noumea", "ses_tahiti"].filter((id) => page.includes(id)));
      expect([view, found]).toEqual([view, [[], ["ses_noumea", "ses_tahiti"], []]]);
      expect(months[1]).toMatch(/href="#jour-2027-03-01".*href="#jour-2027-03-31"/s);
    }
  });

  test("a list past its end begins again, and a choice that does not exist is said, not passed over", async () => {
    for (const [i, starts] of Array.from({ length: 13 }, (_, n) => NOW + 2 * DAY + n * 3600).entries()) {
      await openSession({ id: `ses_p${String(i).padStart(2, "0")}`, startsAt: starts });
    }
    const past = `${NOW + 90 * DAY}.ses_p12`;
    for (const query of ["page=1", "page=99", `apres=${past}`]) {
      const { location } = await ask(`/ateliers?departement=94&${query}`);
      expect([query, location]).toEqual([query, "/ateliers?departement=94"]);
    }
    const told = [
      ["public=martiens", "Le public demandé n’existe pas"],
      ["departement=99", "Le département demandé n’existe pas"],
      ["a_partir_du=hier", "La date demandée ne se lit pas"],
      ["lieu=ici", "Un des choix de cette adresse"],
    ] as const;
    for (const [query, words] of told) {
      const { html } = await ask(`/ateliers?${query}`);
      expect([query, html.includes(words), links(html).length]).toEqual([query, true, 12]);
    }
    expect((await ask("/ateliers?q=atelier&utm=x")).html).not.toContain("sans ce choix");
  });
});
