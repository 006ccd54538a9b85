import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test, vi } from "vitest";

import { DAY, HOUR, instantOf } from "../../src/kernel/time.ts";
import {
  type BytesShelf,
  type Manifest,
  type RawRow,
  contactsOfForgotten,
  exportSome,
  openPart,
  putBack,
  readManifest,
  withoutForgotten,
} from "../../src/platform/export.ts";
import { bytesShelf } from "../../src/platform/export-r2.ts";
import { alone } from "../../src/platform/nightly-jobs.ts";
import { textShelf } from "../../src/platform/texts-r2.ts";
import { askErasure } from "../../src/privacy/erase-person.ts";
import { tellErasures, toldSince } from "../../src/privacy/told-erasures.ts";
import { eraseNow } from "../../src/workshops/erase.ts";
import { exportNightly } from "../../workers/reactor/export.ts";
import { reconcileRestored } from "../../workers/reactor/restore.ts";
import { confirmed } from "../support/worker/people.ts";
import { pump, sendDepsAt } from "../support/worker/reactor.ts";
import { setClock } from "../support/worker/web.ts";
import { NOW, db, depsAt, idIn, openSession, rows, run, value, vault } from "../support/worker/world.ts";

const NIGHT = instantOf("2026-12-02T04:10", "Europe/Paris");
const DAY_OF = "2026-12-02";
const shelf = bytesShelf(env.EXPORTS);
const given = (over: Partial<BytesShelf> = {}, now = NIGHT) => ({ db, vault, now, shelf: { ...shelf, ...over } });
const NO_END = { until: 1, clock: () => 0 };
const nobodySends = { list: () => Promise.resolve(new Map<string, string>()) };

const tables = async (): Promise<string[]> =>
  (
    await rows<{ name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' AND name NOT LIKE '~_cf%' ESCAPE '~' AND name NOT LIKE 'd1~_%' ESCAPE '~'",
    )
  ).map(({ name }) => name);
async function everything(): Promise<Record<string, RawRow[]>> {
  const all: Record<string, RawRow[]> = {};
  for (const table of await tables()) {
    // Without what the database works out by itself: it cannot be written.
    const columns = await rows<{ name: string }>(`SELECT name FROM pragma_table_info('${table}')`);
    all[table] = await rows<RawRow>(`SELECT ${columns.map(({ name }) => name).join(", ")} FROM "${table}"`);
  }
  return all;
}
async function wholeExport(): Promise<Manifest> {
  expect(await exportSome(given(), NO_END)).toBe(true);
  const manifest = await readManifest(shelf, DAY_OF);
  if (manifest === null) {
    throw new Error("no manifest");
  }
  return manifest;
}
async function opened(manifest: Manifest): Promise<Record<string, RawRow[]>> {
  const all: Record<string, RawRow[]> = {};
  for (const part of manifest.parts) {
    all[part.table] = [...(all[part.table] ?? []), ...(await openPart({ shelf, vault }, part))];
  }
  return all;
}
/** A new database from an export, as the command makes it: whoever asked to be forgotten since is left out. */
async function restore(manifest: Manifest, told: ReadonlySet<string>): Promise<void> {
  const all = await opened(manifest);
  const gone = new Set([...told, ...contactsOfForgotten(all["participants"] ?? [], told)]);
  const triggers = await rows<{ name: string; sql: string }>(
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
  );
  await env.DB.batch([
    env.DB.prepare("PRAGMA defer_foreign_keys = on"),
    ...triggers.map(({ name }) => env.DB.prepare(`DROP TRIGGER ${name}`)),
    ...(await tables()).map((table) => env.DB.prepare(`DELETE FROM "${table}"`)),
    ...Object.entries(all).flatMap(([table, list]) =>
      list.map((row) => {
        const { sql, params } = putBack(table, withoutForgotten(table, row, gone));
        return env.DB.prepare(sql).bind(...params);
      }),
    ),
    env.DB.prepare("UPDATE mail_control SET sending_enabled = 0"),
    ...triggers.map(({ sql }) => env.DB.prepare(sql)),
  ]);
}

beforeEach(() => setClock(NOW));

describe("the nightly export", () => {
  test("holds every row of every table, sealed: nothing of it reads without the ring", async () => {
    const session = await openSession({ startsAt: NOW + 20 * DAY });
    await confirmed(session, NOW, { name: "Zénobie" });
    await pump(NOW);
    const before = await everything();
    const manifest = await wholeExport();
    const back = await opened(manifest);
    for (const [table, list] of Object.entries(before)) {
      expect([table, back[table]?.length ?? 0]).toEqual([table, list.length]);
      expect(back[table] ?? []).toEqual(expect.arrayContaining(list));
    }
    expect(manifest.parts.length).toBeGreaterThan(10);
    for (const { key } of manifest.parts) {
      const text = new TextDecoder("latin1").decode((await shelf.get(key)) ?? new Uint8Array());
      expect([text.includes("ses_"), text.includes("premier"), text.startsWith("\x1f\x8b")]).toEqual([
        false,
        false,
        false,
      ]);
    }
  });

  test("what weighs much goes into more parts, none heavier than a Worker holds, and every row is read back", async () => {
    const body = "é".repeat(600_000);
    for (const n of [1, 2, 3, 4, 5]) {
      await run(
        "INSERT INTO parked_messages (id, queue, body, attempts, parked_at) VALUES (?1, 'news', ?2, 1, ?3)",
        `news:${n}`,
        JSON.stringify(body),
        n,
      );
    }
    const parts = (await wholeExport()).parts.filter(({ table }) => table === "parked_messages");
    expect(parts.map(({ rows: n }) => n)).toEqual([3, 2]);
    const back = await Promise.all(parts.map((part) => openPart({ shelf, vault }, part)));
    expect(back.flat().map((row) => [row["id"], row["body"] === JSON.stringify(body)])).toEqual(
      [1, 2, 3, 4, 5].map((n) => [`news:${n}`, true]),
    );
  });

  test("killed after each step and started again: the same rows, none lost, none twice", async () => {
    const session = await openSession({ startsAt: NOW + 20 * DAY });
    await confirmed(session, NOW);
    const whole = Object.values(await everything()).flat().length;
    let steps = 0;
    let isWhole = false;
    while (!isWhole && steps < 500) {
      steps += 1;
      let left = steps % 2; // dies before a part is written, then before the manifest says so
      isWhole = await exportSome(
        given({
          put: async (key, bytes) => {
            if (left === 0) {
              throw new Error("killed");
            }
            left -= 1;
            await shelf.put(key, bytes);
            left += key.endsWith("manifest.json") && steps % 4 === 1 ? 1 : 0;
          },
        }),
        NO_END,
      ).catch(() => false);
      if (steps % 5 === 0) {
        isWhole = await exportSome(given(), { until: 1, clock: atOnce() });
      }
    }
    expect(steps).toBeGreaterThan(10);
    const manifest = await readManifest(shelf, DAY_OF);
    expect(manifest?.finishedAt).toBe(NIGHT);
    const back = manifest === null ? {} : await opened(manifest);
    expect(Object.values(back).flat().length).toBe(whole);
  });

  test("runs once a night, after what is due was forgotten; goes on where a delivery stopped; old ones go after ninety days", async () => {
    await openSession();
    const old = "exports/2026-09-03/000001";
    const oldManifest: Manifest = {
      format: "export/1",
      day: "2026-09-03",
      startedAt: 1,
      finishedAt: 1,
      parts: [{ key: old, table: "x", rows: 1, sha256: "", kid: "a" }],
      next: null,
    };
    await shelf.put(old, new Uint8Array(1));
    await shelf.put(
      "exports/2026-09-03/manifest.json",
      new Uint8Array(new TextEncoder().encode(JSON.stringify(oldManifest))),
    );
    const at = (now: number) => ({ ...sendDepsAt(now), clock: () => now });
    expect(await exportNightly(at(NIGHT - 2 * HOUR), env)).toBe(false);
    expect(await readManifest(shelf, DAY_OF)).toBeNull();
    let now = 0;
    const slow = { ...at(NIGHT), clock: () => (now += 7) };
    expect(await exportNightly(slow, env)).toBe(true);
    expect((await readManifest(shelf, DAY_OF))?.finishedAt).toBeNull();
    expect(await exportNightly(at(NIGHT), env)).toBe(false);
    const { finishedAt, parts } = (await readManifest(shelf, DAY_OF)) ?? { finishedAt: null, parts: [] };
    expect([finishedAt, new Set(parts.map(({ key }) => key)).size]).toEqual([NIGHT, parts.length]);
    expect([await shelf.get(old), await readManifest(shelf, "2026-09-03")]).toEqual([null, null]);
    expect(await value("SELECT count(*) FROM duty_runs WHERE duty = 'exporting'")).toBe(0);
  });

  test("after nights that did nothing the next one drops what they did not, and a part that no manifest names", async () => {
    await openSession();
    const [missed, unnamed] = ["exports/2026-08-20/manifest.json", "exports/2026-08-21/000001"];
    const manifest: Manifest = {
      format: "export/1",
      day: "2026-08-20",
      startedAt: 1,
      finishedAt: null,
      parts: [],
      next: { table: "x", after: [] },
    };
    await shelf.put(missed, new Uint8Array(new TextEncoder().encode(JSON.stringify(manifest))));
    await shelf.put(unnamed, new Uint8Array(1));
    await exportSome(given(), { until: 0, clock: () => 0 }); // it does not become whole: what is too old goes all the same
    expect([await shelf.get(missed), await shelf.get(unnamed)]).toEqual([null, null]);
  });

  test("one killed while it held the lock does not stop the night: after ten minutes another goes on", async () => {
    await openSession();
    await run("INSERT INTO duty_runs (duty, day_on, started_at) VALUES ('exporting', 'lock', ?1)", NIGHT);
    await exportNightly({ ...sendDepsAt(NIGHT + 60), clock: () => 0 }, env);
    expect(await readManifest(shelf, DAY_OF)).toBeNull();
    await exportNightly({ ...sendDepsAt(NIGHT + 601), clock: () => 0 }, env);
    expect((await readManifest(shelf, DAY_OF))?.finishedAt).toBe(NIGHT + 601);
  });

  test("one that was slow gives back its own lock, never that of the next, which is still at it", async () => {
    const locked = () => value("SELECT max(started_at) FROM duty_runs WHERE day_on = 'lock'");
    let end = (): void => undefined;
    const isOver = new Promise<void>((done) => (end = done));
    const slow = alone({ db, now: NIGHT }, { duty: "exporting", work: () => isOver });
    await vi.waitFor(async () => expect(await locked()).toBe(NIGHT));
    const work = async (): Promise<void> => {
      end();
      await slow;
      expect(await locked()).toBe(NIGHT + 601);
    };
    await alone({ db, now: NIGHT + 601 }, { duty: "exporting", work });
    expect(await locked()).toBeNull();
  });

  test("a byte that was changed, a part that is missing, another ring: nothing is put back", async () => {
    await openSession();
    const { parts } = await wholeExport();
    const [part] = parts;
    if (part === undefined) {
      throw new Error("no part");
    }
    const bytes = (await shelf.get(part.key)) ?? new Uint8Array();
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await shelf.put(part.key, bytes);
    await expect(openPart({ shelf, vault }, part)).rejects.toThrow("not what the manifest names");
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const forged = { ...part, sha256: Array.from(digest, (b) => b.toString(16).padStart(2, "0")).join("") };
    await expect(openPart({ shelf, vault }, forged)).rejects.toThrow();
    await shelf.drop(part.key);
    await expect(openPart({ shelf, vault }, part)).rejects.toThrow("missing");
  });
});

describe("an export of long ago is put back", () => {
  test("rehearsed: whoever asked to be forgotten since is never readable in it, and is forgotten whole before any mail may leave; all others are as they were", async () => {
    const session = await openSession({ startsAt: NOW + 60 * DAY });
    const [gone, one, stays] = [
      await confirmed(session, NOW, { name: "Zénobie" }),
      await confirmed(session, NOW),
      await confirmed(session, NOW),
    ];
    await pump(NOW);
    const contact = await idIn("ctc", "SELECT contact_id FROM registrations WHERE id = ?1", gone);
    const nameOf = (id: string) =>
      value("SELECT contact_id FROM participants WHERE registration_id = ?1 AND position = 1", id);
    const [hers, his] = [String(await nameOf(one)), String(await nameOf(stays))];
    await setClock(NIGHT);
    const manifest = await wholeExport();

    // Forty days later: two people have left, and the database is lost.
    const later = NIGHT + 40 * DAY;
    const told = textShelf(env.EVIDENCE);
    await askErasure(depsAt(NIGHT + DAY), { contactId: contact, actor: "self" });
    await eraseNow(depsAt(NIGHT + DAY), one);
    await pump(NIGHT + DAY);
    await tellErasures(depsAt(NIGHT + DAY), { shelf: told, isNight: false });
    const ids = new Set(await toldSince(depsAt(later), { shelf: told, since: manifest.startedAt }));
    expect(ids).toEqual(new Set([contact, one, gone]));

    await setClock(later);
    await restore(manifest, ids);
    const sealed = (id: string) => rows("SELECT email_sealed, name_sealed FROM contacts WHERE id = ?1", id);
    // Before anybody looks, nothing of them can be read.
    expect(await sealed(contact)).toEqual([{ email_sealed: null, name_sealed: null }]);
    expect(await sealed(hers)).toEqual([{ email_sealed: null, name_sealed: null }]);
    expect((await sealed(his))[0]).not.toMatchObject({ name_sealed: null });
    const noFiles = (): Promise<string[]> => Promise.resolve([]);
    const look = { since: manifest.startedAt, isApplied: true };
    const found = await reconcileRestored(
      { ...sendDepsAt(later, { accepted: nobodySends }), shelf: told, filesSince: noFiles },
      look,
    );
    expect(found).toMatchObject({ isSendingOn: false, erasures: { told: 3, back: 3 } });
    await pump(later);
    const again = await reconcileRestored(
      { ...sendDepsAt(later + 60, { accepted: nobodySends }), shelf: told, filesSince: noFiles },
      look,
    );
    expect(again).toMatchObject({ erasures: { told: 3, back: 0 }, seats: 0 });
    expect(await value("SELECT count(*) FROM contacts WHERE id = ?1", contact)).toBe(0);
    expect(await rows("SELECT id FROM registrations WHERE id IN (?1, ?2) AND erased_at IS NULL", gone, one)).toEqual(
      [],
    );
    expect(await value("SELECT state FROM registrations WHERE id = ?1", stays)).toBe("confirmed");
    expect(await rows("PRAGMA foreign_key_check")).toEqual([]);
  });
});

/** Time that is over after one look. */
const atOnce = () => {
  let looks = 0;
  return () => (looks++ === 0 ? 0 : 2);
};
