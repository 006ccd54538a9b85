import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";

import { decide, hear, play } from "../../../scripts/local/play-label.ts";
import { lookOutside } from "../../../workers/reactor/label.ts";
import { publish } from "../../support/worker/badges.ts";
import { cast, playOf } from "../../support/worker/label-cast.ts";
import { ask, setClock } from "../../support/worker/web.ts";
import { NOW, depsAt, run, value } from "../../support/worker/world.ts";

/* Lists of the badges that no longer hold, over HTTP: another library reads them in `status-list.unit`. */

const DAY = 86_400;
type Json = Record<string, unknown>;
type Entry = { statusPurpose: string; statusListIndex: string; statusListCredential: string };

const json = async (path: string): Promise<Json> => JSON.parse((await ask(path)).html) as Json;
/** The bits of a published list, unzipped by another way than they were zipped. */
async function bitsOf(path: string): Promise<Uint8Array> {
  const { encodedList } = (await json(path))["credentialSubject"] as { encodedList: string };
  const zipped = Uint8Array.fromBase64(encodedList.slice(1), { alphabet: "base64url" });
  const body = new Response(zipped).body?.pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(body).arrayBuffer());
}
/** What the lists say now of a badge that was kept. */
async function statusOf(credential: Json): Promise<string[]> {
  const set: string[] = [];
  for (const entry of credential["credentialStatus"] as Entry[]) {
    const place = Number(entry.statusListIndex);
    const bits = await bitsOf(new URL(entry.statusListCredential).pathname);
    if (((bits[Math.floor(place / 8)] ?? 0) >> (7 - (place % 8))) % 2 === 1) {
      set.push(entry.statusPurpose);
    }
  }
  return set;
}

const labelId = async (): Promise<string> => String(await value("SELECT id FROM labels LIMIT 1"));
async function granted() {
  const { place, people } = await cast();
  const p = { ...playOf(place, people), reasons: "Une plainte sérieuse est en cours d’examen (fictif)." };
  const application = await play(p, "decided");
  await publish(NOW);
  const credential = await json(`/label/badge/${await labelId()}.vc.json`);
  return { p, application, credential };
}

beforeEach(() => setClock(NOW));

test("a badge that somebody kept no longer holds once its label is suspended, holds again once that is lifted, and never once it is withdrawn", async () => {
  const { p, application, credential } = await granted();
  expect(await statusOf(credential)).toEqual([]);
  for (const [kind, expected] of [
    ["suspend", ["suspension"]],
    ["maintain", []],
    ["withdraw", ["revocation"]],
  ] as const) {
    await decide(p, application, kind, NOW);
    await publish(NOW);
    expect([kind, await statusOf(credential)]).toEqual([kind, expected]);
  }
});

test("a list that does not exist is a problem in JSON", async () => {
  await granted();
  for (const path of ["/label/statuts/message", "/label/statuts/constructor"]) {
    const { status, headers } = await ask(path, { headers: { accept: "application/json" } });
    const type = "application/problem+json; charset=utf-8";
    expect([path, status, headers.get("content-type")]).toEqual([path, 404, type]);
  }
});

test("a list is 131,072 bits, kept five minutes, relied on for a day, renewed twice a day, readable from other sites", async () => {
  await granted();
  const { headers } = await ask("/label/statuts/suspension");
  expect(["cache-control", "access-control-allow-origin", "content-type"].map((name) => headers.get(name))).toEqual([
    "public, max-age=300",
    "*",
    "application/vc+json; charset=utf-8",
  ]);
  const list = await json("/label/statuts/suspension");
  expect((await bitsOf("/label/statuts/suspension")).length * 8).toBe(131_072);
  const until = (one: Json): number => Date.parse(String(one["validUntil"])) / 1000;
  expect(until(list)).toBe(NOW + DAY);
  const seen: number[] = [];
  for (let at = NOW; at < NOW + 2 * DAY; at += 3600) {
    await lookOutside(depsAt(at), env as never);
    seen.push(until(await json("/label/statuts/suspension")) - at);
  }
  expect(Math.min(...seen)).toBeGreaterThan(DAY / 3);
});

test("a suspended label keeps the credential that it had: its level is not signed afresh; one of the first version gets its place", async () => {
  const { p, application, credential } = await granted();
  const path = `/label/badge/${await labelId()}.vc.json`;
  await decide(p, application, "suspend", NOW);
  await publish(NOW + 60);
  expect(await json(path)).toEqual(credential);
  const { credentialStatus: _, ...old } = credential;
  await env.BADGES.put(`badges/${await labelId()}.vc.json`, JSON.stringify(old));
  await run("UPDATE labels SET published_seq = 0");
  await publish(NOW + 120);
  expect((await json(path))["credentialStatus"]).toEqual(credential["credentialStatus"]);
});

test("an urgent suspension sets the bit at once, and its end clears it on the next day without anybody's act", async () => {
  const { p, application, credential } = await granted();
  await hear(p, application, NOW, {
    isUrgent: true,
    ground: "danger",
    reasons:
      "Des personnes sont en danger : la ligne d’écoute répond par un message enregistré depuis plusieurs jours, et nul ne rappelle (fictif).",
  });
  await publish(NOW);
  expect(await statusOf(credential)).toEqual(["suspension"]);
  const later = NOW + 60 * DAY;
  await setClock(later);
  await lookOutside(depsAt(later), env as never);
  expect(await statusOf(credential)).toEqual([]);
});

test("no two labels share a place: one that is taken is not given again", async () => {
  const { place, people } = await cast();
  const other = await cast();
  await play(playOf(place, people), "decided");
  await publish(NOW);
  const taken = Number(await value("SELECT status_index FROM labels LIMIT 1"));
  await play(playOf(other.place, other.people), "decided");
  let draws = 0;
  const bytes = [taken >> 16, (taken >> 8) & 255, taken & 255];
  await publish(NOW, (n) =>
    n === 3 && draws++ < 2 ? Uint8Array.from(bytes) : crypto.getRandomValues(new Uint8Array(n)),
  );
  expect([draws > 2, await value("SELECT count(DISTINCT status_index) FROM labels")]).toEqual([true, 2]);
});
