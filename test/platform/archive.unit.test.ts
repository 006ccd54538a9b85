import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { databaseOf } from "../../scripts/local/database.ts";
import {
  ARCHIVED_AFTER,
  type ArchiveShelf,
  type ListedArchive,
  type TrailLine,
  archiveKey,
  archiveSome,
  historyOf,
  leafOfArchive,
  listArchives,
} from "../../src/platform/archive.ts";
import type { Database } from "../../src/platform/d1.ts";
import { newId } from "../../src/platform/ids.ts";
import { archivableRegistrations } from "../../src/workshops/archive.store.ts";
import { sized } from "../support/size.ts";

const NOW = 1_800_000_000;
const OLD = NOW - ARCHIVED_AFTER - 1;
const COLUMNS = "id, type, version, at, actor, subject, subject_rev, cause, data, reacted_at";
const MIGRATIONS = readdirSync("migrations")
  .toSorted()
  .map((file) => readFileSync(`migrations/${file}`, "utf8"));

/** A registration of a random history: how many events, how long ago the last, whether it is bare, whether all was reacted to. */
type Life = { events: number; age: number; isBare: boolean; isReacted: boolean };
const lives = fc.array(
  fc.record({
    events: fc.integer({ min: 1, max: 6 }),
    age: fc.constantFrom(1, ARCHIVED_AFTER - 10, ARCHIVED_AFTER + 10, 3 * ARCHIVED_AFTER),
    isBare: fc.boolean(),
    isReacted: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
);
const isDue = ({ age, isBare, isReacted }: Life): boolean => isBare && isReacted && age > ARCHIVED_AFTER;
const subjectOf = (i: number): string => `reg_${String(i).padStart(4, "0")}`;

const raw = new DatabaseSync(":memory:");
raw.exec("PRAGMA foreign_keys = on");
MIGRATIONS.forEach((sql) => raw.exec(sql));
raw.exec(`INSERT INTO organisations (id, kind, name, state, created_at) VALUES ('org_1', 'association', 'A', 'active', 1);
  INSERT INTO associations (id, slug, created_at) VALUES ('org_1', 'a', 1);
  INSERT INTO workshops VALUES ('wks_1', 'w', 'published', 1, 1);
  INSERT INTO sessions (id, workshop_id, association_id, venue_id, mode, starts_at, ends_at, tz, capacity, state, opens_at, closes_at, queue_closes_at, updated_at, created_at)
  VALUES ('ses_1', 'wks_1', 'org_1', NULL, 'online', 2, 3, 'Europe/Paris', 20, 'done', 0, 1, 1, 1, 1);`);
const trigger = String(
  raw.prepare("SELECT sql FROM sqlite_master WHERE name = 'events_are_kept'").get()?.["sql"] ?? "",
);

/** A world of its own, in the same database. */
function world(all: readonly Life[]) {
  raw.exec(
    `DROP TRIGGER events_are_kept; DELETE FROM events; DELETE FROM archived_subjects; DELETE FROM archives; DELETE FROM registrations; ${trigger}`,
  );
  all.forEach((life, i) => {
    raw
      .prepare(
        `INSERT INTO registrations (id, session_id, kind, seats, state, idempotency_key, erase_at, erased_at, updated_at, created_at)
         VALUES (?, 'ses_1', 'person', 1, 'attended', ?, 1, ?, 1, 1)`,
      )
      .run(subjectOf(i), subjectOf(i), life.isBare ? NOW - life.age : null);
    for (let n = 1; n <= life.events; n++) {
      const data = JSON.stringify({ session: "ses_1", word: `é « ${n} » \n` });
      raw
        .prepare(`INSERT INTO events (${COLUMNS}) VALUES (?, 'registration.held', 1, ?, 'visitor', ?, ?, NULL, ?, ?)`)
        .run(
          `evt_${i}-${n}`,
          NOW - life.age - (life.events - n),
          subjectOf(i),
          n,
          data,
          life.isReacted || n > 1 ? NOW : null,
        );
    }
  });
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const signed: ListedArchive[][] = [];
  const shelf: ArchiveShelf = {
    put: (key, bytes) => Promise.resolve(void files.set(key, bytes)),
    get: (key) => Promise.resolve(files.get(key) ?? null),
  };
  return { files, signed, shelf, db: databaseOf(raw) };
}
const trailsNow = (): TrailLine[] => raw.prepare(`SELECT ${COLUMNS} FROM events ORDER BY id`).all() as TrailLine[];

class Killed extends Error {}
/** Everything that leaves the process dies at step `at`: before it, so that what is asked of it does not happen. */
function dying({ db, shelf }: { db: Database; shelf: ArchiveShelf }, at: number) {
  let step = 0;
  const or = <T>(run: () => Promise<T>): Promise<T> => (step++ === at ? Promise.reject(new Killed()) : run());
  return {
    shelf: {
      put: (k: string, b: Uint8Array<ArrayBuffer>) => or(() => shelf.put(k, b)),
      get: (k: string) => or(() => shelf.get(k)),
    },
    db: {
      ...db,
      batch: (all: Parameters<Database["batch"]>[0]) => or(() => db.batch(all)),
      changed: (one: Parameters<Database["changed"]>[0]) => or(() => db.changed(one)),
    },
    or,
  };
}
const given = (at: ReturnType<typeof world>, over: Partial<Parameters<typeof archiveSome>[0]> = {}) => ({
  db: at.db,
  now: NOW,
  newId,
  shelf: at.shelf,
  of: archivableRegistrations,
  publish: (all: readonly ListedArchive[]) => Promise.resolve(void at.signed.push([...all])),
  ...over,
});
async function whole(at: ReturnType<typeof world>): Promise<void> {
  for (let moved = 1; moved > 0;) {
    moved = await archiveSome(given(at));
  }
}

/* Another program: RFC 6962 from below, gzip and SHA-256 of Node. Nothing of ours is called. */
const sha = (...parts: (string | Uint8Array)[]): Uint8Array => {
  const hash = createHash("sha256");
  parts.forEach((part) => hash.update(part));
  return new Uint8Array(hash.digest());
};
function treeOf(leaves: readonly (string | Uint8Array)[]): string {
  let level = leaves.map((leaf) => sha(Uint8Array.of(0), leaf));
  while (level.length > 1) {
    level = level.flatMap((left, i) => {
      const right = level[i + 1];
      return i % 2 === 1 ? [] : [right === undefined ? left : sha(Uint8Array.of(1), left, right)];
    });
  }
  return Array.from(level[0] ?? sha(""), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
/** The lines of a file, after its hash and root were found to be those of the list. */
function strangersRead(files: ReadonlyMap<string, Uint8Array>, archive: ListedArchive): TrailLine[] {
  const bytes = files.get(`archive/${archive.id}.jsonl.gz`) ?? new Uint8Array();
  expect(hashOf(bytes)).toBe(archive.sha256);
  const [head = "", ...lines] = gunzipSync(bytes).toString("utf8").trimEnd().split("\n");
  expect(JSON.parse(head)).toEqual({ format: "archive/1", id: archive.id, lines: archive.lines });
  expect(treeOf(lines)).toBe(archive.root);
  return lines.map((line) => JSON.parse(line) as TrailLine);
}

describe("the archive", () => {
  test("killed before each of its steps and started again: the database and the files hold what there was, no line twice, no trail changed", async () => {
    let steps = 0;
    await fc.assert(
      fc.asyncProperty(lives, fc.integer({ min: 0, max: 12 }), async (all, at) => {
        const w = world(all);
        const before = trailsNow();
        const told = await Promise.all(all.map((_, i) => historyOf(w, subjectOf(i))));
        const dies = dying(w, at);
        const publish = (list: readonly ListedArchive[]) =>
          dies.or(() => Promise.resolve(void w.signed.push([...list])));
        const first = await archiveSome(given(w, { ...dies, publish })).catch((error: unknown) => {
          expect(error).toBeInstanceOf(Killed);
          steps += 1;
          return 0;
        });
        // Killed: every trail still reads whole, from wherever it is.
        expect(await Promise.all(all.map((_, i) => historyOf(w, subjectOf(i))))).toEqual(told);
        expect(first).toBeLessThanOrEqual(all.length);
        await whole(w);
        const archives = await listArchives(w.db);
        const there = archives.flatMap((archive) => strangersRead(w.files, archive));
        const both = [...trailsNow(), ...there].toSorted((a, b) => (a.id < b.id ? -1 : 1));
        expect(both).toEqual(before);
        expect(new Set(there.map(({ subject }) => subject))).toEqual(
          new Set(all.flatMap((life, i) => (isDue(life) ? [subjectOf(i)] : []))),
        );
        expect(await Promise.all(all.map((_, i) => historyOf(w, subjectOf(i))))).toEqual(told);
        // Signed each time before a row left, and what was signed once is never signed otherwise.
        const last = w.signed.at(-1) ?? [];
        expect(last).toEqual(archives);
        w.signed.forEach((list) => expect(list).toEqual(last.slice(0, list.length)));
        expect(treeOf(last.map((one) => leafOfArchive(one)))).toBe(
          treeOf(last.map(({ id, sha256, root, lines }) => `${id} ${sha256} ${root} ${lines}`)),
        );
      }),
      { numRuns: sized({ short: 200, long: 2000 }), seed: 25 },
    );
    expect(steps).toBeGreaterThan(50);
  });

  test("something happens to a registration while its trail is on the way: it stays, and the trail reads whole", async () => {
    const w = world([{ events: 3, age: 3 * ARCHIVED_AFTER, isBare: true, isReacted: true }]);
    const late = {
      ...w.shelf,
      put: async (key: string, bytes: Uint8Array<ArrayBuffer>) => {
        await w.shelf.put(key, bytes);
        raw.exec(
          `INSERT INTO events (${COLUMNS}) VALUES ('evt_late', 'registration.missed', 1, ${NOW}, 'clock', 'reg_0000', 4, NULL, '{}', NULL)`,
        );
      },
    };
    expect(await archiveSome(given(w, { shelf: late }))).toBe(1);
    expect(trailsNow().map(({ id }) => id)).toEqual(["evt_late"]);
    expect((await historyOf(w, "reg_0000")).map(({ id }) => id)).toEqual(["evt_0-1", "evt_0-2", "evt_0-3", "evt_late"]);
  });

  test("the database itself lets no event go before a file that was checked holds it, nor within ninety days", () => {
    world([{ events: 2, age: 3 * ARCHIVED_AFTER, isBare: true, isReacted: true }]);
    const gone = "DELETE FROM events WHERE subject = 'reg_0000'";
    expect(() => raw.exec(gone)).toThrow("events are never deleted");
    raw.exec("INSERT INTO archives (id, subjects, created_at) VALUES ('arc_1', '[]', 1)");
    raw.exec("INSERT INTO archived_subjects VALUES ('reg_0000', 'arc_1')");
    expect(() => raw.exec(gone)).toThrow("events are never deleted");
    raw.exec(`UPDATE archives SET verified_at = ${OLD - ARCHIVED_AFTER}`);
    expect(() => raw.exec(gone)).toThrow("events are never deleted");
    raw.exec(`UPDATE archives SET verified_at = ${NOW}`);
    raw.exec(gone);
    expect(trailsNow()).toEqual([]);
  });

  test("a byte of a file that was changed is seen: before anything leaves nothing leaves, after it no trail is told from it", async () => {
    const life = { events: 3, age: 3 * ARCHIVED_AFTER, isBare: true, isReacted: true };
    const changed = (bytes: Uint8Array<ArrayBuffer>) => {
      const other = bytes.slice();
      other[other.length - 1] = (other.at(-1) ?? 0) ^ 1;
      return other;
    };
    const w = world([life]);
    const before = trailsNow();
    const bad = { ...w.shelf, put: (key: string, bytes: Uint8Array<ArrayBuffer>) => w.shelf.put(key, changed(bytes)) };
    await expect(archiveSome(given(w, { shelf: bad }))).rejects.toThrow("not what was written");
    expect([trailsNow(), w.signed]).toEqual([before, []]);
    await whole(w);
    expect(trailsNow()).toEqual([]);
    const [archive] = await listArchives(w.db);
    const key = archiveKey(archive?.id ?? "");
    w.files.set(key, changed(w.files.get(key) ?? new Uint8Array()));
    await expect(historyOf(w, "reg_0000")).rejects.toThrow("not what was archived");
    w.files.delete(key);
    await expect(historyOf(w, "reg_0000")).rejects.toThrow("missing");
  });
});
