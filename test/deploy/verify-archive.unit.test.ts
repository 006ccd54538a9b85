import { spawnSync } from "node:child_process";
import { generateKeyPairSync, sign as signWith } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, expect, test } from "vitest";

import { databaseOf } from "../../scripts/local/database.ts";
import { temporaryFolder } from "../../scripts/local/temporary.ts";
import { root } from "../../src/kernel/merkle.ts";
import { fromBase64, noteText, signedNote, writeVerifierKey } from "../../src/label/transparency-log/checkpoint.ts";
import { archiveSome, leafOfArchive } from "../../src/platform/archive.ts";
import { newId } from "../../src/platform/ids.ts";

const ORIGIN = "site.exemple.fr/archive";
let folder = "";
let key = "";
const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const raw = fromBase64(
  String(publicKey.export({ format: "jwk" }).x)
    .replaceAll("-", "+")
    .replaceAll("_", "/"),
);

beforeAll(async () => {
  folder = temporaryFolder("archive");
  mkdirSync(join(folder, "archive"));
  const db = new DatabaseSync(":memory:");
  readdirSync("migrations")
    .toSorted()
    .forEach((file) => db.exec(readFileSync(`migrations/${file}`, "utf8")));
  for (let i = 0; i < 6; i++) {
    db.exec(`INSERT INTO events (id, type, version, at, actor, subject, subject_rev, data, reacted_at)
      VALUES ('evt_${i}', 'registration.held', 1, 1, 'visitor', 'reg_${i % 3}', ${i}, '{}', 1)`);
  }
  let left = [["reg_0", "reg_1"], ["reg_2"], []];
  const place = (name: string): string => join(folder, name);
  const given = {
    db: databaseOf(db),
    now: 20_000_000,
    newId,
    shelf: {
      put: (name: string, bytes: Uint8Array) => Promise.resolve(writeFileSync(place(name), bytes)),
      get: (name: string) =>
        Promise.resolve(existsSync(place(name)) ? new Uint8Array(readFileSync(place(name))) : null),
    },
    of: {
      closed: () => {
        const [first = [], ...rest] = left;
        left = rest;
        return Promise.resolve(first);
      },
      leave: () => [],
    },
    publish: async (archives: Parameters<typeof leafOfArchive>[0][]) => {
      const text = noteText(ORIGIN, archives.length, await root(archives.map(leafOfArchive)));
      const note = await signedNote(text, ORIGIN, raw, (bytes) =>
        Promise.resolve(new Uint8Array(signWith(null, bytes, privateKey))),
      );
      writeFileSync(place("archive/log.json"), JSON.stringify({ format: "archive-log/1", origin: ORIGIN, archives }));
      writeFileSync(place("archive/checkpoint"), note);
    },
  };
  for (let moved = 1; moved > 0;) {
    moved = await archiveSome(given as never);
  }
  expect(db.prepare("SELECT count(*) AS n FROM events").get()).toEqual({ n: 0 });
  key = await writeVerifierKey(ORIGIN, btoa(String.fromCharCode(...raw)));
}, 60_000);

const verify = (...args: string[]) =>
  spawnSync(process.execPath, ["scripts/verify-archive.ts", folder, ...args], { encoding: "utf8" });

test("files, list and signature agree: two files, and it says so; under another key it does not", async () => {
  const { status, stdout } = verify("--key", key);
  expect([status, stdout]).toEqual([0, expect.stringContaining("2 fichiers")]);
  const other = await writeVerifierKey(ORIGIN, btoa("k".repeat(32)));
  expect(verify("--key", other).status).toBe(1);
});

test("a byte of a file, a file that is gone, a list that was cut: each is said, and the end is 1", () => {
  const file = readdirSync(join(folder, "archive")).find((name) => name.endsWith(".gz")) ?? "";
  const at = join(folder, "archive", file);
  const bytes = readFileSync(at);
  const changed = new Uint8Array(bytes);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  writeFileSync(at, changed);
  expect(verify("--key", key)).toMatchObject({
    status: 1,
    stdout: expect.stringContaining("son empreinte est une autre"),
  });
  rmSync(at);
  expect(verify("--key", key)).toMatchObject({ status: 1, stdout: expect.stringContaining("il manque") });
  writeFileSync(at, bytes);
  const list = join(folder, "archive/log.json");
  const log = JSON.parse(readFileSync(list, "utf8")) as { archives: unknown[] };
  writeFileSync(list, JSON.stringify({ ...log, archives: log.archives.slice(1) }));
  expect(verify("--key", key)).toMatchObject({ status: 1, stdout: expect.stringContaining("n’est pas celui") });
  writeFileSync(list, "{}");
  expect(verify().status).toBe(2);
});
