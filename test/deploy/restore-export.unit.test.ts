import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, expect, test } from "vitest";

import { temporaryFolder } from "../../scripts/local/temporary.ts";

const ring = JSON.stringify({ current: "a", keys: { a: btoa("r".repeat(32)) } });
let folder = "";
const migrated = (): DatabaseSync => {
  const db = new DatabaseSync(":memory:", { enableForeignKeyConstraints: false });
  readdirSync("migrations")
    .toSorted()
    .forEach((file) => db.exec(readFileSync(`migrations/${file}`, "utf8")));
  return db;
};
/** Writes an export of a small world into a folder, as the reactor does: in a process of its own, for keys need a flag there. */
const EXPORT = `
  import { DatabaseSync } from "node:sqlite";
  import { mkdirSync, readFileSync, readdirSync, writeFileSync, existsSync } from "node:fs";
  import { dirname, join } from "node:path";
  import { databaseOf } from "./scripts/local/database.ts";
  import { exportSome } from "./src/platform/export.ts";
  import { openVault } from "./src/platform/vault.ts";
  import { parseRing } from "./src/platform/keys.ts";
  const [folder, ring, seed] = process.argv.slice(1);
  const db = new DatabaseSync(":memory:");
  readdirSync("migrations").sort().forEach((file) => db.exec(readFileSync("migrations/" + file, "utf8")));
  db.exec(readFileSync(seed, "utf8"));
  const at = (key) => join(folder, key);
  const shelf = {
    put: async (key, bytes) => { mkdirSync(dirname(at(key)), { recursive: true }); writeFileSync(at(key), bytes); },
    get: async (key) => existsSync(at(key)) ? new Uint8Array(readFileSync(at(key))) : null,
    drop: async () => {},
  };
  const vault = openVault(parseRing(ring), "");
  const done = await exportSome({ db: databaseOf(db), vault, now: Number(process.argv[4]), shelf }, { until: 1, clock: () => 0 });
  if (!done) process.exit(1);
`;
const NOW = Math.floor(Date.now() / 1000) - 2 * 86_400;
const DAY = new Date(NOW * 1000).toISOString().slice(0, 10);
const SEED = `
  INSERT INTO contacts (id, email_sealed, name_sealed, addr_hash, kid, created_at) VALUES
    ('ctc_gone', 'sealed-gone', NULL, 'h1', 'a', 1), ('ctc_stays', 'sealed-stays', 'it''s; a "name"', 'h2', 'a', 1);
  INSERT INTO events (id, type, version, at, actor, subject, subject_rev, data) VALUES ('evt_1', 'registration.held', 1, 1, 'visitor', 'reg_1', 1, '{"word":"é; l''eau"}');
  INSERT INTO parked_messages (id, queue, body, attempts, parked_at) VALUES
    ('long', 'news', json_quote(replace(hex(zeroblob(100000)), '0', 'é''😱')), 1, 1), ('next', 'a' || char(0) || 'b', '"short"', 1, 1);
  UPDATE mail_control SET sending_enabled = 1;`;

beforeAll(() => {
  folder = temporaryFolder("restore");
  writeFileSync(join(folder, "seed.sql"), SEED);
  writeFileSync(join(folder, "ring.json"), ring);
  execFileSync(
    process.execPath,
    [
      "--import",
      "./scripts/local/base64.ts",
      "--input-type=module",
      "-e",
      EXPORT,
      folder,
      ring,
      join(folder, "seed.sql"),
      String(NOW),
    ],
    { stdio: "pipe" },
  );
  mkdirSync(join(folder, "erased"));
  writeFileSync(
    join(folder, `erased/${DAY}.json`),
    JSON.stringify({ format: "erased/1", day: DAY, ids: ["ctc_gone"] }),
  );
}, 60_000);

const out = (): string => join(folder, "restored.sql");
const restore = (...more: string[]) =>
  spawnSync(
    process.execPath,
    [
      "scripts/restore-export.ts",
      "--day",
      DAY,
      "--ring",
      join(folder, "ring.json"),
      "--out",
      out(),
      "--from",
      folder,
      ...more,
    ],
    { encoding: "utf8" },
  );

test("the command writes SQL that fills a new database: every row, sending off, and nothing readable of whoever asked to be forgotten since", () => {
  const { status, stdout, stderr } = restore();
  expect([status, stderr]).toEqual([0, expect.not.stringContaining("Error")]);
  expect(stdout).toContain("1 wishes to be forgotten since: left out unread");
  expect(readFileSync(out(), "utf8")).not.toContain("sealed-gone");
  const db = migrated();
  db.exec(`BEGIN;\n${readFileSync(out(), "utf8")}COMMIT;`);
  expect(db.prepare("SELECT id, email_sealed, name_sealed FROM contacts ORDER BY id").all()).toEqual([
    { id: "ctc_gone", email_sealed: null, name_sealed: null },
    { id: "ctc_stays", email_sealed: "sealed-stays", name_sealed: `it's; a "name"` },
  ]);
  expect(db.prepare("SELECT data FROM events").all()).toEqual([{ data: '{"word":"é; l\'eau"}' }]);
  expect(db.prepare("SELECT sending_enabled FROM mail_control").get()).toEqual({ sending_enabled: 0 });
  expect(() => db.exec("DELETE FROM events")).toThrow("events are never deleted");
  expect(db.prepare("PRAGMA foreign_key_check").all()).toEqual([]);
});

test("no statement weighs more than D1 takes, whatever a row weighs, and each text is whole again", () => {
  expect(restore().status).toBe(0);
  const sql = readFileSync(out(), "utf8");
  expect(sql.split(";\n").filter((one) => Buffer.byteLength(one) > 100_000)).toEqual([]);
  const db = migrated();
  db.exec(`BEGIN;\n${sql}COMMIT;`);
  const long = JSON.stringify("é'😱".repeat(200_000));
  const bodies = db.prepare("SELECT id, body FROM parked_messages ORDER BY id").all();
  expect(bodies.map(({ id, body }) => [id, body === long || body])).toEqual([
    ["long", true],
    ["next", '"short"'],
  ]);
  expect(db.prepare("SELECT hex(queue) AS queue FROM parked_messages WHERE id = 'next'").all()).toEqual([
    { queue: "610062" },
  ]);
  expect(db.prepare("SELECT name FROM sqlite_master WHERE name LIKE 'restored%'").all()).toEqual([]);
});

test("wishes that cannot be read end the command: nobody is put back because a file could not be opened", () => {
  const file = join(folder, `erased/${DAY}.json`);
  const told = readFileSync(file);
  rmSync(file);
  mkdirSync(file);
  const { status, stderr } = restore();
  rmSync(file, { recursive: true });
  writeFileSync(file, told);
  expect([status, stderr]).toEqual([1, expect.stringContaining("EISDIR")]);
});

test("another ring, or a night that was not exported, is said and writes nothing", () => {
  writeFileSync(join(folder, "other.json"), JSON.stringify({ current: "a", keys: { a: btoa("x".repeat(32)) } }));
  expect(restore("--ring", join(folder, "other.json")).status).not.toBe(0);
  const { status, stderr } = restore("--day", "2020-01-01");
  expect([status, stderr]).toEqual([1, expect.stringContaining("2020-01-01: no export")]);
});
