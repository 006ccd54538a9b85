import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import type { SessionId } from "../../../src/kernel/ids.ts";
import { DAY, HOUR } from "../../../src/kernel/time.ts";
import { freezeResults } from "../../../src/workshops/impact/freeze-results.ts";
import { type Wave, surveySubject, waveWindow } from "../../../src/workshops/sessions/waves.ts";
import { surveys } from "../../../workers/content.ts";
import { confirmed } from "../../support/worker/people.ts";
import { pump } from "../../support/worker/reactor.ts";
import { signedIn } from "../../support/worker/staff.ts";
import { ask, send, setClock, solved } from "../../support/worker/web.ts";
import { NOW, depsAt, links, openSession, rows, run, value } from "../../support/worker/world.ts";

const STARTS = NOW + 3 * DAY;
const session = { startsAt: STARTS, endsAt: STARTS + 2 * HOUR };
/** Monday 4:00 in Paris, so many weeks on. */
const monday = (weeks: number): number => NOW + (6 + 7 * weeks) * DAY - 6 * HOUR;
let id: SessionId;
beforeEach(async () => {
  await setClock(NOW);
  id = await openSession({ startsAt: STARTS, capacity: 30 });
  await run("UPDATE sessions SET taken = 20 WHERE id = ?1", id);
});

const linkOf = async (wave: Wave, ses = id): Promise<string> =>
  `/enquetes/${await links.sign("survey", surveySubject(ses, wave), waveWindow(wave, session).closesAt)}`;
const GOOD = { q_premiere_reaction: "ecouter", q_appeler: "oui" };
async function answer(wave: Wave, code: string, fields: Record<string, string> = GOOD, ses = id) {
  const path = await linkOf(wave, ses);
  return send(path, { ...(await solved(path)), ...fields, code });
}
const codeIn = (html: string): string => /<strong>([A-Z0-9-]{12})<\/strong>/.exec(html)?.[1] ?? "";

describe("answering", () => {
  test("before the workshop the page draws a code; typed again afterwards it pairs the answers", async () => {
    const page = await ask(await linkOf("pre"));
    expect(page.html).toContain("Personne ne sait qui répond");
    const first = await answer("pre", "");
    const code = codeIn(first.html);
    expect([first.status, code.replaceAll("-", "").length]).toEqual([200, 10]);
    await setClock(session.endsAt + HOUR);
    expect((await answer("post", code.toLowerCase())).status).toBe(200);
    expect(await value("SELECT count(DISTINCT code) FROM survey_answers")).toBe(1);
    const twice = await answer("post", code);
    expect([twice.status, twice.html.includes("Ce code a déjà répondu")]).toEqual([409, true]);
    expect((await answer("post", "")).html).not.toContain("<strong>");
  });

  test("nothing answered, a broken code: 422 with what to do, nothing kept", async () => {
    const empty = await answer("pre", "", {});
    expect([empty.status, empty.html.includes("Répondez à une question au moins")]).toEqual([422, true]);
    const broken = await answer("pre", "ABC");
    expect([broken.status, broken.html.includes("dix caractères")]).toEqual([422, true]);
    expect(await value("SELECT count(*) FROM survey_answers")).toBe(0);
  });

  test("too early, too late, a group of four: refused with why", async () => {
    expect((await ask(await linkOf("post"))).html).toContain("pas encore ouvert");
    await setClock(STARTS + HOUR);
    await setClock(NOW);
    await run("UPDATE sessions SET taken = 4 WHERE id = ?1", id);
    const small = await send(await linkOf("pre"), GOOD);
    expect([small.status, small.html.includes("petit groupe")]).toEqual([409, true]);
  });

  test("a questionnaire that has closed says when, why, and which one is open instead, to the person who reads and to the person who answers; its link only from « après » to « trois mois après »", async () => {
    const link = await linkOf("pre");
    const post = await linkOf("post");
    const m3 = await linkOf("m3");
    await setClock(session.endsAt + HOUR);
    for (const said of [await ask(link), await send(link, GOOD)]) {
      expect([said.status, said.html.includes("Ce questionnaire est fermé")]).toEqual([409, true]);
      expect(said.html).toMatch(/Il s’est fermé le [^<]* à \d+.h/);
      expect(said.html).toContain("les réponses ne diraient plus d’où chacun part");
      expect(said.html).toContain("Après l’atelier");
      expect(said.html).not.toContain('href="/enquetes/');
    }
    await setClock(session.endsAt + 90 * DAY);
    expect((await ask(post)).html).toContain(`href="${m3}"`);
    const before = (await ask(link)).html;
    expect([before.includes("Trois mois après"), before.includes('href="/enquetes/')]).toEqual([true, false]);
    expect((await ask(link.slice(0, -4))).status).toBe(410);
  });

  test("never more answers than seats taken", async () => {
    await run("UPDATE sessions SET taken = 5 WHERE id = ?1", id);
    const statuses = [];
    for (let i = 0; i < 6; i++) {
      statuses.push((await answer("pre", "")).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 409]);
  });

  test("the team gets one link a wave and cards whose codes are kept nowhere", async () => {
    const { cookie } = await signedIn("delivered+kit@resend.dev", "coordinator", "org_1");
    const page = await ask(`/espace/structures/org_1/seances/${id}/questionnaires`, { headers: { cookie } });
    expect([...page.html.matchAll(/\/enquetes\/[^"<]+"/g)].length).toBe(3);
    const codes = [...page.html.matchAll(/<strong>([A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{2})<\/strong>/g)].map(
      (m) => m[1] ?? "",
    );
    expect(new Set(codes).size).toBe(20);
    const dump = JSON.stringify(await everything());
    expect(codes.filter((code) => dump.includes(code) || dump.includes(code.replaceAll("-", "")))).toEqual([]);
    expect((await answer("pre", codes[0] ?? "")).status).toBe(200);
  });
});

/** Every row of every table. */
async function everything(): Promise<Record<string, Record<string, unknown>[]>> {
  const tables = await rows<{ name: string }>(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%' AND name NOT LIKE 'd1_%'",
  );
  const all = await Promise.all(tables.map(async ({ name }) => [name, await rows(`SELECT * FROM "${name}"`)] as const));
  return Object.fromEntries(all);
}

/** Keyed hashes of a text under a secret, in the shapes one would store. */
async function hashesOf(secret: string, text: string): Promise<string[]> {
  const key = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(secret),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(text)));
  return [bytes.toHex(), bytes.toBase64({ alphabet: "base64url" })];
}

describe("an attacker with the whole database and all secrets", () => {
  test("joins no answer to a person: no shared value, no derived id, no order, no time", async () => {
    const small = await openSession({ startsAt: STARTS, capacity: 12 });
    const people = [];
    for (let i = 0; i < 8; i++) {
      people.push(await confirmed(small, NOW));
    }
    await pump(NOW);
    for (let i = 0; i < 8; i++) {
      await answer("pre", "", { ...GOOD, q_reglages: i % 2 === 0 ? "oui" : "non" }, small);
    }
    const { survey_answers: answers = [], ...others } = await everything();
    expect(answers).toHaveLength(8);
    // What an answer shares with any other row: its session, a day, and nothing that only one person has.
    const elsewhere = new Set(
      Object.values(others).flatMap((list) => list.flatMap((row) => Object.values(row).map(String))),
    );
    const shared = answers.flatMap((row) =>
      Object.entries(row)
        .filter(([, v]) => elsewhere.has(String(v)))
        .map(([column]) => column),
    );
    expect(new Set(shared)).toEqual(new Set(["session_id", "answered_on"]));
    // No event, no message, no counter names an answer or was made by one.
    const dump = JSON.stringify(others);
    for (const { id: one, code } of answers) {
      expect([dump.includes(String(one)), dump.includes(String(code))]).toEqual([false, false]);
    }
    // Nothing of an answer is derived from a person under any key.
    const secrets = [env.LINK_KEYS, env.SEAL_KEYS, env.ADDR_HASH_KEY].flatMap((ring) => [ring, ...ring.split(/[,:]/)]);
    const contacts = await rows<{ id: string; addr_hash: string | null }>("SELECT id, addr_hash FROM contacts");
    const known = [...people, ...contacts.flatMap((c) => [c.id, c.addr_hash ?? ""]), "Léa"].filter(
      (text) => text !== "",
    );
    const marks = answers
      .map((row) => `${String(row["id"]).slice(4)}|${String(row["code"])}`)
      .join()
      .toLowerCase();
    for (const secret of secrets.filter((one) => one !== "")) {
      for (const text of known) {
        for (const hash of await hashesOf(secret, text)) {
          expect(marks).not.toContain(hash.slice(0, 10).toLowerCase());
        }
      }
    }
    // Columns hold a day at the finest; ids sort at random, not by time.
    expect(Object.keys(answers[0] ?? {}).toSorted()).toEqual(
      ["id", "session_id", "wave", "code", "question_set", "answers", "answered_on"].toSorted(),
    );
    expect(answers.every((row) => /^\d{4}-\d\d-\d\d$/.test(String(row["answered_on"])))).toBe(true);
    // Ids that hold a time begin alike when they are made together; these share no beginning.
    const beginnings = new Set(answers.map((row) => String(row["id"]).slice(4, 10)));
    expect(beginnings.size).toBe(answers.length);
  });
});

describe("what is published, on the page, in the CSV and by the API", () => {
  const total = async (): Promise<number> => {
    const { results } = JSON.parse((await ask("/api/v1/resultats")).html) as {
      results: { scope: string; question: string; wave: string; n: number }[];
    };
    return results
      .filter((r) => r.scope === "public:parents.v1" && r.question === "appeler" && r.wave === "pre")
      .reduce((sum, r) => sum + r.n, 0);
  };
  const answers = async (n: number): Promise<void> => {
    for (let i = 0; i < n; i++) {
      expect((await answer("pre", "")).status).toBe(200);
    }
  };

  test("is frozen weekly, appears with five, moves by five, and never shows the session of a small group", async () => {
    await answers(4);
    expect(await freezeResults(depsAt(monday(0)), surveys)).toBe(0);
    expect((await ask("/observatoire")).html).toContain("Pas encore de résultats");
    await answers(1);
    expect(await total()).toBe(0); // not before the week is frozen
    await freezeResults(depsAt(monday(0)), surveys);
    expect(await total()).toBe(5);
    await answers(5);
    expect(await freezeResults(depsAt(monday(0)), surveys)).toBe(0); // this week is frozen
    expect(await total()).toBe(5);
    await run("DELETE FROM survey_answers WHERE id IN (SELECT id FROM survey_answers LIMIT 2)");
    expect(await freezeResults(depsAt(monday(1)), surveys)).toBe(0); // three more would show three people
    await answers(2);
    expect(await freezeResults(depsAt(monday(1)), surveys)).toBeGreaterThan(0);
    expect(await total()).toBe(10);
    const csv = (await ask("/observatoire/resultats.csv")).html;
    expect(csv).toContain('"public:parents.v1";"2026-12-');
    expect(csv).not.toContain("session:");
    const page = (await ask("/observatoire?vue=programme:premier-telephone:parents.v1")).html;
    expect(page).toContain("10 sur 10");
    expect(page.match(/Avant l’atelier\s: \d+ sur/g)).toHaveLength(2); // two questions were answered, at one moment each
    expect(
      page.match(/>[^<]*\(94\)<\/th><td[^>]*>\d+</g)?.map((cell) => cell.replaceAll(/<[^>]*>|[<>]/g, " ")),
    ).toEqual([
      " Val-de-Marne (94)  10 ", // the map and its table count what is published, and say nothing of fewer than five
    ]);
    expect(page).toContain("<span>moins de 5</span>");
  });

  test("a snapshot is never rewritten", async () => {
    await answers(5);
    await freezeResults(depsAt(monday(1)), surveys);
    expect(await freezeResults(depsAt(monday(1)), surveys)).toBe(0);
    await expect(run("UPDATE survey_snapshots SET figures = '{}'")).rejects.toThrow(/never rewritten/);
  });
});
