import { beforeEach, describe, expect, test } from "vitest";

import { DAY } from "../../../src/kernel/time.ts";
import { ask, setClock } from "../../support/worker/web.ts";
import { NOW, openSession, run } from "../../support/worker/world.ts";

beforeEach(() => setClock(NOW));
const links = (html: string): string[] =>
  [...html.matchAll(/href="\/ateliers\/seances\/(ses_[^"]+)"/g)].map((m) => m[1] ?? "");

describe("the catalogue", () => {
  test("filters by public, département, place, date and access, without script", async () => {
    const parents = await openSession({ id: "ses_parents" });
    await openSession({ id: "ses_young", slug: "garder-la-main-sur-sa-ligne", startsAt: NOW + 5 * DAY });
    await openSession({ id: "ses_online", startsAt: NOW + 30 * DAY });
    await run("UPDATE sessions SET mode = 'online', venue_id = NULL WHERE id = 'ses_online'");
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
    const answer = await ask("/ateliers?public=martians&departement=%27%3B--&a_partir_du=2026-02-31&page=-1&lieu=moon");
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
    const [first, second] = [await ask("/ateliers"), await ask("/ateliers?page=1")];
    expect([links(first.html).length, links(second.html).length]).toEqual([12, 3]);
    expect(first.html).toContain("page=1");
    expect(second.html).toContain("Séances précédentes");
  });

  test.each([
    [20, "Places disponibles"],
    [5, "5 places libres"],
    [1, "1 place libre"],
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
      await ask("/sitemap.xml"),
      await ask("/.well-known/security.txt"),
    ];
    expect(robots.html).toContain("Disallow: /i/");
    expect(map.html).toContain("<loc>https://site.test/ateliers/seances/ses_1</loc>");
    expect(security.html).toContain("Contact: https://site.test/contact#securite\n");
  });

  test("/sante tells monitors how things are", async () => {
    const answer = await ask("/sante", { headers: { accept: "application/json" } });
    expect(JSON.parse(answer.html)).toMatchObject({ database: "ok", sending: "on", parked: 0 });
  });
});
