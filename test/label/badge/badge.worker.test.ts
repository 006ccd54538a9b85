import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { decide, play } from "../../../scripts/local/play-label.ts";
import { publish } from "../../support/worker/badges.ts";
import { cast, playOf } from "../../support/worker/label-cast.ts";
import { ORIGIN, ask, setClock } from "../../support/worker/web.ts";
import { NOW, db, run, value } from "../../support/worker/world.ts";

const DAY = 86_400;
const labelId = async (): Promise<string> => String(await value("SELECT id FROM labels LIMIT 1"));
const svg = async (id: string) => ask(`/label/badge/${id}.svg`);

async function granted() {
  const { place, people } = await cast();
  const p = playOf(place, people);
  const application = await play(p, "decided");
  await publish(NOW);
  return { p, application, id: await labelId() };
}

beforeEach(() => setClock(NOW));

describe("a badge", () => {
  test("in force: coloured, in words, for readers too; other sites may embed it", async () => {
    const { id } = await granted();
    const { status, html, headers } = await svg(id);
    expect([status, headers.get("content-type")]).toEqual([200, "image/svg+xml; charset=utf-8"]);
    expect(html).toMatch(/role="img" aria-label="Label Ligne Sûre : Renforcé – valide jusqu’en \d\d\/\d{4}"><title>/);
    expect(html).toContain("#0b5d4e");
    expect([headers.get("cross-origin-resource-policy"), headers.get("access-control-allow-origin")]).toEqual([
      "cross-origin",
      "*",
    ]);
    expect(headers.get("cache-control")).toBe("public, max-age=300");
    const again = await ask(`/label/badge/${id}.svg`, { headers: { "if-none-match": headers.get("etag") ?? "" } });
    expect([again.status, again.html]).toEqual([304, ""]);
  });

  test("shows the level as roofs while it is in force, and none afterwards", async () => {
    const { p, application, id } = await granted();
    expect((await svg(id)).html.match(/<circle /g)).toHaveLength(2);
    await decide({ ...p, reasons: "Une plainte sérieuse est en cours d’examen." }, application, "suspend", NOW);
    await publish(NOW);
    expect((await svg(id)).html).not.toContain("<circle");
  });

  test("shields JSON says the same", async () => {
    const { id } = await granted();
    const { html } = await ask(`/label/badge/${id}.json`);
    expect(JSON.parse(html)).toMatchObject({
      schemaVersion: 1,
      label: "Label Ligne Sûre",
      color: "0b5d4e",
      isError: false,
      cacheSeconds: 300,
    });
  });

  test.each([
    ["suspend", "suspendu", "#4a4f55"],
    ["reserve", "sous réserve", "url(#h)"],
  ] as const)("after « %s » its words and its colour change, with another ETag", async (kind, words, colour) => {
    const { p, application, id } = await granted();
    const before = (await svg(id)).headers.get("etag");
    await decide({ ...p, reasons: "Une plainte sérieuse est en cours d’examen." }, application, kind, NOW);
    expect(await publish(NOW)).toBe(1);
    const { html, headers, status } = await svg(id);
    expect(status).toBe(200);
    expect(html).toContain(words);
    expect(html).toContain(colour);
    expect(headers.get("etag")).not.toBe(before);
    expect(await publish(NOW)).toBe(0);
  });

  test("expired on the day after its last, whatever job ran or did not", async () => {
    const { id } = await granted();
    await setClock(NOW + 37 * 31 * DAY);
    expect((await svg(id)).html).toContain("expiré");
    expect(JSON.parse((await ask(`/label/badge/${id}.json`)).html)).toMatchObject({
      message: "expiré",
      color: "lightgrey",
    });
    expect((await ask(`/label/registre/${id}`)).html).toContain("pas en vigueur");
  });

  test("a path that leads to another object than a badge leads to none", async () => {
    await env.BADGES.put("badges/lbl_x.vc.json", '{"proof":{}}');
    expect((await ask("/label/badge/lbl_x.vc/encart")).status).toBe(404);
  });

  test("unknown: a grey picture, and 404 for what programs and people read", async () => {
    const { status, html, headers } = await svg("lbl_inconnu");
    expect([status, headers.get("access-control-allow-origin")]).toEqual([200, "*"]);
    expect(html).toContain("inconnu");
    for (const path of [
      "/label/badge/lbl_inconnu.json",
      "/label/badge/lbl_inconnu.vc.json",
      "/label/registre/lbl_inconnu",
      "/label/badge/x.png",
    ]) {
      expect((await ask(path)).status).toBe(404);
    }
  });

  test("picture, JSON and credential come from their objects: in production the database is not asked", async () => {
    const { id } = await granted();
    const DB = new Proxy(env.DB, {
      get: () => () => {
        throw new Error("the database was asked");
      },
    });
    for (const path of [
      `/label/badge/${id}.svg`,
      `/label/badge/${id}.json`,
      `/label/badge/${id}.vc.json`,
      "/.well-known/did.json",
    ]) {
      const { status } = await ask(path, {
        bindings: { DB, MAIL_ENV: "production", PASSKEYS: "required" },
      });
      expect(`${path} ${status}`).toBe(`${path} 200`);
    }
  });

  test("a fictitious mutuelle's badge says so; its page is not for search engines", async () => {
    const { place, people } = await cast();
    await run("UPDATE organisations SET is_demo = 1 WHERE id = ?1", place);
    await play(playOf(place, people), "decided");
    await publish(NOW);
    const id = await labelId();
    expect((await svg(id)).html).toContain("exemple fictif");
    const { html } = await ask(`/label/registre/${id}`);
    expect(html).toContain('content="noindex"');
    expect(html).toContain("(exemple fictif)");
    expect(db).toBeDefined();
  });

  test("no other page may be embedded elsewhere than the frame, which says the state in words and has neither script nor cookie", async () => {
    const { id, p, application } = await granted();
    const frame = await ask(`/label/badge/${id}/encart`);
    expect(frame.html).toMatch(/Renforcé – valide/);
    expect(frame.html).not.toMatch(/<script|<form|style=/);
    expect([frame.headers.get("set-cookie"), frame.headers.get("x-frame-options")]).toEqual([null, null]);
    expect(frame.headers.get("content-security-policy")).toMatch(/default-src 'none'.*frame-ancestors \*/);
    const url = encodeURIComponent(`${ORIGIN}/label/registre/${id}`);
    const told = JSON.parse((await ask(`/oembed?url=${url}&format=json`)).html) as { html: string; type: string };
    expect([told.type, told.html.includes(`${ORIGIN}/label/badge/${id}/encart`)]).toEqual(["rich", true]);
    for (const other of [
      `url=${encodeURIComponent(`https://ailleurs.fr/label/registre/${id}`)}`,
      `url=${url}&format=xml`,
      "",
    ]) {
      expect([other, (await ask(`/oembed?${other}`)).status]).toEqual([other, 404]);
    }
    await decide({ ...p, reasons: "L’écoute annoncée ne répond plus." }, application, "suspend", NOW + 61 * DAY);
    await publish(NOW + 61 * DAY);
    const after = (await ask(`/label/badge/${id}/encart`)).html;
    expect([after.includes("suspendu"), after.includes('class="lvl')]).toEqual([true, false]);
    expect((await ask("/label/badge/lbl_rien/encart")).headers.get("x-frame-options")).toBe("DENY");
    for (const path of [`/label/registre/${id}`, "/label/registre", "/label/verifier"]) {
      const { headers } = await ask(path);
      expect([path, headers.get("access-control-allow-origin"), headers.get("cross-origin-resource-policy")]).toEqual([
        path,
        null,
        "same-origin",
      ]);
    }
  });
});
