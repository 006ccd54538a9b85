import { Validator } from "@cfworker/json-schema";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { decide, play } from "../../../scripts/local/play-label.ts";
import { OPEN_DATA } from "../../../src/access/routes.ts";
import type { PairsFile } from "../../../src/label/scoring/pairs-format.ts";
import { keepLabel, publishLabels } from "../../../workers/reactor/label.ts";
import { openApi } from "../../../workers/prerender/open-api.ts";
import { cast, playOf, units } from "../../support/worker/label-cast.ts";
import { ORIGIN, ask, setClock } from "../../support/worker/web.ts";
import { NOW, depsAt, openSession, rows, run, value } from "../../support/worker/world.ts";

type Media = Record<string, { schema: object }>;
type Described = { parameters: { name: string }[]; responses: Record<string, { content?: Media }> };
const api = openApi(ORIGIN) as { paths: Record<string, { get: Described }>; components: object };
/** What of an answer the description does not allow. */
function against(schema: object, answer: unknown): string[] {
  const whole = { ...schema, components: api.components };
  return new Validator(whole, "2020-12", false)
    .validate(answer)
    .errors.map((one) => `${one.instanceLocation} ${one.error}`);
}
const mediaOf = (headers: Headers): string => headers.get("content-type")?.split(";")[0] ?? "";
const pathOf = (route: string): string => route.replaceAll(/:(\w+)/g, "{$1}");

/** A registry as a demo holds it: in force, suspended, none; badges and a checkpoint signed. An address for each open route. */
async function demo(): Promise<[route: string, path: string][]> {
  for (const unit of units) {
    const { place, people } = await cast();
    const p = playOf(place, people, { unit });
    const id = await play(p, "decided");
    if (unit === units[1]) {
      await decide({ ...p, reasons: "Une plainte sérieuse est en cours d’examen." }, id, "suspend", NOW);
    }
  }
  await keepLabel(depsAt(NOW), env as never);
  await publishLabels(depsAt(NOW), env as never);
  const labels = (await rows<{ id: string }>("SELECT id FROM labels ORDER BY id")).map((one) => one.id);
  const given: Record<string, string[]> = {
    ":fiche": labels,
    "badge/:fichier": labels.flatMap((id) => [`badge/${id}.svg`, `badge/${id}.json`, `badge/${id}.vc.json`]),
    "journal/:fichier": ["journal.json", "checkpoint", "points.xml", "coherence?de=2&a=4"].map(
      (one) => `journal/${one}`,
    ),
    "/oembed": labels.map((id) => `/oembed?url=${encodeURIComponent(`${ORIGIN}/label/badge/${id}/encart`)}`),
    ":liste": ["revocation", "suspension"],
    "/seances/:id": ["/seances/ses_drawn"],
    ":taille": [String(await value("SELECT max(size) FROM checkpoints"))],
    ":numero": ["1.json", "2.json", "3.json", "3.tlog-proof"],
    "association/:file": ["association/association-1.ics"],
    "departement/:file": ["departement/94.ics"],
  };
  return OPEN_DATA.flatMap((route) => {
    const [hole, values] = Object.entries(given).find(([name]) => route.includes(name)) ?? ["", [""]];
    return values.map((one): [string, string] => [route, hole === "" ? route : route.replace(hole, one)]);
  });
}

beforeEach(async () => {
  await setClock(NOW);
  await openSession();
  await openSession({ id: "ses_drawn" });
  await run(
    "INSERT INTO draws (session_id, commitment, seed, round, created_at) VALUES ('ses_drawn', ?1, ?1, 1, 1)",
    "0".repeat(64),
  );
  await run("UPDATE associations SET slug = 'association-1'");
});

describe("open data is what its description says", () => {
  test("every open route is described; every answer of a filled registry is valid, has an ETag, and is not sent twice", async () => {
    // Both ways: nothing is open without its description, nothing is described that is not asked for below.
    expect(Object.keys(api.paths).toSorted()).toEqual(OPEN_DATA.map(pathOf).toSorted());
    const wrong: unknown[] = [];
    let seen = 0;
    for (const [route, path] of await demo()) {
      const answer = await ask(path);
      const media = mediaOf(answer.headers);
      const content = api.paths[pathOf(route)]?.get.responses["200"]?.content?.[media];
      const found = content === undefined ? [`no ${media}`] : [];
      const json =
        media.endsWith("json") && content !== undefined ? against(content.schema, JSON.parse(answer.html)) : [];
      const again = await ask(path, { headers: { "if-none-match": answer.headers.get("etag") ?? "" } });
      const cached = /^public, max-age=\d+$/.test(answer.headers.get("cache-control") ?? "");
      seen += answer.status === 200 ? 1 : 0;
      if (answer.status !== 200 || found.concat(json).length > 0 || again.status !== 304 || !cached) {
        wrong.push([path, answer.status, found, json, again.status, answer.headers.get("cache-control")]);
      }
    }
    expect(wrong).toEqual([]);
    expect(seen).toBeGreaterThan(20);
  });

  test("what is not there is a problem in JSON, not a page, and the description says so", async () => {
    for (const route of OPEN_DATA.filter((one) => one.includes(":"))) {
      const path = route.replace(/:\w+/, route.startsWith("/label/journal/preuve") ? "999.json" : "rien.vc.json");
      const answer = await ask(path, { headers: { accept: "*/*" } });
      const problem = api.paths[pathOf(route)]?.get.responses["404"]?.content?.["application/problem+json"];
      expect([path, answer.status, mediaOf(answer.headers)]).toEqual([path, 404, "application/problem+json"]);
      expect([path, against(problem?.schema ?? { not: {} }, JSON.parse(answer.html))]).toEqual([path, []]);
    }
  });

  test("numbers, booleans, lists and what is missing are values of JSON, never text", async () => {
    await demo();
    const { labels } = JSON.parse((await ask("/label/registre.json")).html) as { labels: Record<string, unknown>[] };
    expect(labels[0]).toMatchObject({
      score_verifie: 74.75,
      acces_tous_contrats: true,
      date_derniere_surveillance: null,
      contrats_couverts: ["Socle"],
      domaines: [],
      seances_psy_minimum: 8,
    });
    const schema = api.paths["/label/registre.json"]?.get.responses["200"]?.content?.["application/json"]?.schema ?? {};
    const forged = {
      format: "registre/2",
      licence: "Licence Ouverte 2.0",
      labels: [{ ...labels[0], score_verifie: "74.75" }],
    };
    expect(against(schema, forged).length).toBeGreaterThan(0);
  });

  test("blind grades of a file are in nothing published before its quarter is over, nor ever without four others", async () => {
    const published = async (day: string): Promise<number> => {
      await setClock(Date.parse(`${day}T12:00:00Z`) / 1000);
      const { criteria } = JSON.parse((await ask("/label/registre/ecarts.json")).html) as PairsFile;
      return Object.values(criteria).flat().length;
    };
    const decided = async (): Promise<void> => {
      const { place, people } = await cast();
      await play(playOf(place, people), "decided");
    };
    for (let i = 0; i < 4; i += 1) {
      await decided();
    }
    const four = await published("2027-01-05");
    await decided();
    expect([four, await published("2026-12-31"), (await published("2027-01-05")) > 0]).toEqual([0, 0, true]);
    expect([(await published("2027-12-31")) > 0, await published("2028-01-01")]).toEqual([true, 0]);
  });

  test("the second version of the table keeps every column of the first, in order", async () => {
    const fields = async (path: string): Promise<string[]> =>
      (JSON.parse((await ask(path)).html) as { fields: { name: string }[] }).fields.map((one) => one.name);
    const [first, second] = [
      await fields("/label/registre/schema.json"),
      await fields("/label/registre/schema-2.0.0.json"),
    ];
    expect(first).toHaveLength(22);
    expect(second.slice(0, 22)).toEqual(first);
    expect(second).toHaveLength(26);
  });
});
