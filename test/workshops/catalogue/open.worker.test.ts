import { strFromU8, unzipSync } from "fflate";
import { beforeEach, describe, expect, test } from "vitest";

import openapi from "../../../content/api/openapi.json";
import { ROUTES } from "../../../src/access/routes.ts";
import { DAY, HOUR } from "../../../src/kernel/time.ts";
import { PROVEN } from "../../../src/workshops/seats/registration.ts";
import { assigned } from "../../support/worker/assigned.ts";
import { confirmed, waitlisted } from "../../support/worker/people.ts";
import { as, organisation, signedIn } from "../../support/worker/staff.ts";
import { ask, setClock } from "../../support/worker/web.ts";
import { NOW, openSession, rows, run, value } from "../../support/worker/world.ts";

beforeEach(() => setClock(NOW));

type Listed = { sessions: Record<string, unknown>[]; next: string | null };
const api = async (query = ""): Promise<Listed> => JSON.parse((await ask(`/api/v1/ateliers${query}`)).html) as Listed;

describe("feeds", () => {
  test("any list is RSS and JSON Feed: an item is its session, whatever changes; filters hold, what does not exist is not found", async () => {
    const id = await openSession();
    await openSession({ id: "ses_par", slug: "mon-telephone-mes-limites", startsAt: NOW + 30 * DAY });
    const items = async (query: string) =>
      JSON.parse((await ask(`/ateliers/flux.json${query}`)).html) as { items: { id: string; date_modified: string }[] };
    const idsOf = async (query: string) => (await items(query)).items.map((one) => one.id);
    expect(await idsOf("")).toEqual([id, "ses_par"]);
    expect(await idsOf("?public=parent")).toEqual([id]);
    expect(await idsOf("?departement=94")).toEqual([id, "ses_par"]);
    expect(await idsOf("?departement=75")).toEqual([]);
    expect(await idsOf("?association=a")).toEqual([id, "ses_par"]);
    for (const wrong of ["?public=martiens", "?association=personne"]) {
      expect((await ask(`/ateliers/flux.xml${wrong}`)).status).toBe(404);
    }
    const first = await ask("/ateliers/flux.xml");
    expect(first.headers.get("content-type")).toContain("application/rss+xml");
    expect(first.html.split("<item>").length).toBe(3);
    expect(first.html).toContain(`<guid isPermaLink="false">${id}</guid>`);
    expect(first.html.replaceAll(/<[^>]*>/g, "")).not.toMatch(/[<&](?!amp;|lt;|gt;|quot;)/);
    const tag = first.headers.get("etag") ?? "none";
    expect((await ask("/ateliers/flux.xml", { headers: { "if-none-match": tag } })).status).toBe(304);
    const before = (await items("")).items[0];
    await run("UPDATE sessions SET updated_at = updated_at + 60 WHERE id = ?1", id);
    const after = (await items("")).items[0];
    expect([after?.id, after?.date_modified === before?.date_modified]).toEqual([id, false]);
    expect((await ask("/ateliers?public=parent")).html).toContain('href="/ateliers/flux.xml?public=parent"');
    const all = (await ask("/associations")).html;
    expect(all).toMatch(/href="\/associations\/a"/);
    await run(
      "INSERT INTO organisations (id, kind, name, state, created_at) SELECT 'org_zz', kind, 'Zed', state, created_at FROM organisations WHERE id = 'org_1'",
    );
    await run("INSERT INTO associations (id, slug, created_at) VALUES ('org_zz', 'zz', 1)");
    const other = await openSession({ id: "ses_zz" });
    await run("UPDATE sessions SET association_id = 'org_zz' WHERE id = ?1", other);
    const rest = (await ask("/associations?apres=a")).html;
    expect([rest.includes('href="/associations/zz"'), rest.includes('href="/associations/a"')]).toEqual([true, false]);
    // Those of an old address may have nothing more: it leads to the beginning, and never says that there is nothing.
    expect(await ask("/associations?apres=zz")).toMatchObject({ status: 302, location: "/associations" });
  });

  test("a session's page leads to its way there and can be shared; nothing of another site is loaded", async () => {
    const id = await openSession();
    const { html } = await ask(`/ateliers/seances/${id}`);
    expect(html).toMatch(
      /<a href="https:\/\/www\.openstreetmap\.org\/search\?query=1\+rue\+X%2C\+Cr%C3%A9teil" rel="noreferrer">/,
    );
    expect(html).toContain(`data-share="/ateliers/seances/${id}" hidden`);
    expect(html.match(/(?:src|srcset|action)="https?:/g)).toBe(null);
  });
});

describe("/api/v1/ateliers", () => {
  test("lists open public sessions with what their description promises, and nothing of a person", async () => {
    const id = await openSession({ capacity: 7 });
    await confirmed(id, NOW, { name: "Zoé-Unique" });
    await confirmed(await openSession({ id: "ses_full", capacity: 1, startsAt: NOW + 30 * DAY }), NOW);
    await openSession({ id: "ses_closed", state: "closed" });
    await run("UPDATE sessions SET visibility = 'private' WHERE id = 'ses_closed'");
    const { sessions } = await api();
    expect(sessions.map((one) => one["id"])).toEqual([id, "ses_full"]);
    expect(sessions[0]).toMatchObject({
      placesLeft: "5+",
      door: "reserve",
      place: { departement: "94", isStepFree: true },
    });
    expect(sessions[1]).toMatchObject({ placesLeft: 0, door: "queue" });
    expect(sessions[0]?.["startsAt"]).toMatch(/^2026-12-21T10:00:00\+01:00$/);
    const promised = Object.keys(openapi.components.schemas.Session.properties).toSorted();
    expect(Object.keys(sessions[0] ?? {}).toSorted()).toEqual(promised);
    expect(JSON.stringify(sessions)).not.toMatch(/Zoé|@|join|reg_|ctc_/);
  });

  test("filters, and goes on to the next page", async () => {
    for (let i = 0; i < 14; i++) {
      await openSession({ id: `ses_${i}`, startsAt: NOW + (10 + i) * DAY });
    }
    await openSession({ id: "ses_young", slug: "mon-telephone-mes-limites" });
    expect((await api("?public=youth")).sessions.map((one) => one["id"])).toEqual(["ses_young"]);
    expect((await api("?departement=35")).sessions).toEqual([]);
    const first = await api("?public=parent");
    const last = NOW + 21 * DAY;
    expect([first.sessions.length, first.next]).toEqual([
      12,
      `https://site.test/api/v1/ateliers?public=parent&apres=${last}.ses_11`,
    ]);
    const rest = (await api(new URL(first.next ?? "").search)).sessions.map((one) => one["id"]);
    expect(rest).toEqual(["ses_12", "ses_13"]);
    const numbered = await api("?public=parent&page=1"); // as programs of before still ask
    expect([numbered.sessions.map((one) => one["id"]), numbered.next]).toEqual([rest, null]);
    expect(JSON.parse((await ask("/api/v1/ateliers?page=21")).html)).toMatchObject({ status: 422, field: "page" });
  });

  test("an ETag that still holds answers 304 without a body; a seat taken changes it only when the answer changes", async () => {
    const id = await openSession({ capacity: 6 });
    const first = await ask("/api/v1/ateliers");
    const tag = first.headers.get("etag") ?? "";
    const again = (value1: string) => ask("/api/v1/ateliers", { headers: { "if-none-match": value1 } });
    expect([(await again(tag)).status, (await again(`W/${tag}`)).html, (await again('"x"')).status]).toEqual([
      304,
      "",
      200,
    ]);
    await confirmed(id, NOW);
    expect((await again(tag)).status).toBe(200);
  });

  test("every path of the description exists", () => {
    const routeOf = (path: string): string => `GET ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`;
    expect(Object.keys(openapi.paths).filter((path) => !ROUTES.has(routeOf(path)))).toEqual([]);
  });
});

describe("the list on somebody else's page", () => {
  test("may be framed, sets no cookie, runs no script; every other page may not be framed", async () => {
    await openSession();
    const list = await ask("/integrer/ateliers?departement=94");
    expect(list.html).toContain("Premier téléphone");
    expect(list.html).not.toMatch(/<script|<form|<input/);
    expect(list.html).toContain('target="_top"');
    const policy = list.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("frame-ancestors *");
    expect(policy).toContain("default-src 'none'");
    expect([list.headers.get("x-frame-options"), list.headers.get("set-cookie")]).toEqual([null, null]);
    for (const path of ["/", "/ateliers", "/integrer", "/observatoire"]) {
      const { headers } = await ask(path);
      expect(
        [headers.get("x-frame-options"), headers.get("content-security-policy")?.includes("frame-ancestors 'none'")],
        path,
      ).toEqual(["DENY", true]);
    }
  });
});

describe("CSV of an association", () => {
  const file = (answer: { html: string }) =>
    answer.html
      .replace(/^\ufeff/, "")
      .trimEnd()
      .split("\r\n")
      .map((line) => line.slice(1, -1).split('";"'));

  /** Moves a session: from two hours before, its list is open. */
  const startsAt = (id: string, at: number) =>
    run("UPDATE sessions SET starts_at = ?1, ends_at = ?1 + 3600 WHERE id = ?2", at, id);

  test("the role decides the columns; formulas are disarmed; each download is an event without content", async () => {
    const id = await openSession();
    await confirmed(id, NOW, { name: "=cmd|' /C calc'!A0", needs: ["step_free"] });
    await startsAt(id, NOW + HOUR);
    const path = `/espace/structures/org_1/seances/${id}/exporter`;
    const coordinator = as((await signedIn("delivered+csv-c@resend.dev", "coordinator", "org_1")).cookie);
    const animates = await signedIn("delivered+csv-f@resend.dev", "facilitator", "org_1");
    const facilitator = as(animates.cookie);
    const others = as((await signedIn("delivered+csv-g@resend.dev", "facilitator", "org_1")).cookie);
    await assigned(animates.person, id);
    const operator = as((await signedIn("delivered+csv-o@resend.dev")).cookie);
    await organisation("org_2");
    const stranger = as((await signedIn("delivered+csv-x@resend.dev", "coordinator", "org_2")).cookie);
    const [mine, theirs, staff] = [
      await coordinator.post(path, {}),
      await facilitator.post(path, {}),
      await operator.post(`/console/seances/${id}/exporter`, {}),
    ];
    expect(file(mine)[0]).toEqual([
      "numero",
      "prenom",
      "etat",
      "places",
      "age",
      "accord_parent",
      "besoins",
      "inscrit_le",
      "fuseau",
    ]);
    expect(file(theirs)[0]).toEqual(["numero", "prenom", "etat", "places", "besoins"]);
    expect(file(await others.post(path, {}))[0]).toEqual(["numero", "etat", "places", "besoins"]);
    expect(file(staff)[0]).toEqual(["numero", "etat", "places", "age", "inscrit_le", "fuseau"]);
    expect(file(theirs)[1]?.[1]).toBe("'=cmd|' /C calc'!A0");
    expect(staff.html).not.toContain("cmd");
    expect((await stranger.post(path, {})).status).toBe(404);
    await startsAt(id, NOW + 3 * HOUR);
    expect(file(await coordinator.post(path, {}))[0]).not.toContain("prenom");
    const events = await rows("SELECT data FROM events WHERE type = 'export.downloaded'");
    expect(events).toEqual([1, 2, 3, 4, 5].map(() => ({ data: '{"file":"inscriptions.csv","lines":1}' })));
    expect(await value("SELECT count(DISTINCT actor) FROM events WHERE type = 'export.downloaded'")).toBe(4);
  });

  test("one row per person, in the order of the list and the words of the screens: no machine code anywhere", async () => {
    const id = await openSession();
    for (const state of PROVEN) {
      await confirmed(id, NOW, { name: "Noa", needs: ["easy_words"] });
      await run(
        "UPDATE registrations SET state = ?1, expires_at = 9999999999, queue_at = 1 WHERE state = 'confirmed'",
        state,
      );
    }
    await run("UPDATE sessions SET queue_closes_at = starts_at, taken = capacity WHERE id = ?1", id);
    await waitlisted(id, NOW, { name: "Ana", others: [{ name: "Bob", ageBand: "15_17" }] }, 2);
    await run(
      `INSERT INTO guardian_consents (id, registration_id, side, outcome, text_version, text_sha256, erase_at, created_at)
       SELECT 'gcs_' || id, id, 'guardian', 'given', 1, 'x', 1, 1 FROM registrations WHERE seats = 2`,
    );
    await startsAt(id, NOW + HOUR);
    const coordinator = as((await signedIn("delivered+csv-c@resend.dev", "coordinator", "org_1")).cookie);
    const lines = file(await coordinator.post(`/espace/structures/org_1/seances/${id}/exporter`, {})).slice(1);
    expect(lines).toHaveLength(PROVEN.length + 2);
    const pair = lines.slice(-2).map((cells) => cells.slice(0, 5));
    const rank = String(PROVEN.length + 1);
    expect(pair).toEqual([
      [rank, "Ana", "en liste d’attente", "1", "18 ans ou plus"],
      [rank, "Bob", "en liste d’attente", "1", "15 à 17 ans"],
    ]);
    const every = [...lines, ...file(await coordinator.post("/espace/structures/org_1/seances/exporter", {})).slice(1)];
    expect(every.flat().filter((cell) => /_|^[a-z]+ed$|^(?:open|done|absent_|given|asked)$/.test(cell))).toEqual([]);
  });

  test("its sessions, and those of nobody else; whose hours they are stands beside them, in a workbook too", async () => {
    await openSession();
    const team = as((await signedIn("delivered+csv-c@resend.dev", "coordinator", "org_1")).cookie);
    const taken = (format: string) => team.post("/espace/structures/org_1/seances/exporter", { format });
    const answer = await taken("csv");
    expect(file(answer)).toHaveLength(2);
    expect(answer.headers.get("content-disposition")).toContain("seances.csv");
    expect(file(answer).map((cells) => cells.slice(1, 3))).toEqual([
      ["debut", "fin"],
      [expect.stringMatching(/^2026-12-\d\dT\d\d:\d\d:00\+01:00$/), expect.stringMatching(/\+01:00$/)],
    ]);
    await openSession({ id: "ses_noumea", startsAt: NOW + 40 * DAY });
    await run("UPDATE sessions SET tz = 'Pacific/Noumea' WHERE id = 'ses_noumea'");
    const sheet = unzipSync((await taken("xlsx")).bytes)["xl/worksheets/sheet1.xml"] ?? new Uint8Array();
    const places = Array.from(strFromU8(sheet).matchAll(/<c r="D(\d)"[^>]*>.*?>([^<>]*)<\/t>/g), ([, n, text]) => [
      n,
      text,
    ]);
    expect(places).toEqual([
      ["1", "fuseau"],
      ["2", "heure de Paris"],
      ["3", "heure de Nouméa"],
    ]);
  });

  test("is written as it is read, however long: every session once, in order, in both formats, and counted before", async () => {
    const n = 1200;
    await openSession({ id: "ses_0" });
    await run(
      `INSERT INTO sessions (id, workshop_id, association_id, venue_id, departement_code, mode, starts_at, ends_at, tz, capacity, taken, waiting, state,
         visibility, opens_at, closes_at, queue_closes_at, consent_under_age, ics_sequence, revision, updated_at, created_at)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
       SELECT 'ses_' || i, workshop_id, association_id, venue_id, departement_code, mode, starts_at + (i / 3) * 60, ends_at + (i / 3) * 60, tz, 7, 0, 0, state,
         visibility, opens_at, closes_at, queue_closes_at, consent_under_age, 0, 1, 1, 1 FROM n JOIN sessions ON sessions.id = 'ses_0'`,
      n - 1,
    );
    const team = as((await signedIn("delivered+csv-c@resend.dev", "coordinator", "org_1")).cookie);
    const lines = file(await team.post("/espace/structures/org_1/seances/exporter", {})).slice(1);
    const starts = lines.map(([, start = ""]) => start);
    expect([lines.length, starts.toSorted().join() === starts.join()]).toEqual([n, true]);
    const workbook = await team.post("/espace/structures/org_1/seances/exporter", { format: "xlsx" });
    expect([workbook.headers.get("content-type"), workbook.html.slice(0, 2)]).toEqual([
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      "PK",
    ]);
    expect(await rows("SELECT data FROM events WHERE type = 'export.downloaded'")).toEqual(
      ["csv", "xlsx"].map((kind) => ({ data: `{"file":"seances.${kind}","lines":${n}}` })),
    );
  });
});
