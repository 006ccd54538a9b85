import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, describe, expect, test } from "vitest";

import { roleSql } from "../../scripts/local/people.ts";
import { demoSql } from "../../scripts/seed.ts";
import { LABEL_PEOPLE, demoPeopleSql } from "../../scripts/seed-people.ts";
import { seedRegistry } from "../../scripts/seed-registry.ts";
import { temporaryFolder } from "../../scripts/local/temporary.ts";
import { hashOf } from "../../src/browser/recompute.ts";
import { writeVerifierKey } from "../../src/label/transparency-log/checkpoint.ts";
import { verifyLog } from "../../src/label/transparency-log/verify-log.ts";
import type { Entry } from "../../src/label/transparency-log/entry.ts";
import type { AnswersFile, ReferentialFile } from "../../src/label/scoring/formats.ts";
import { REFERENTIAL_PATH } from "../support/referential.ts";

/* What the demo shows as decided: by the product's own acts, and computed again by everything that can compute. */

const NOW = Math.floor(Date.now() / 1000);
type Decided = { answers: string; result_hash: string; level: string | null; state: string };
let db: DatabaseSync;
let decided: Decided[];
beforeAll(async () => {
  const key = (): string => randomBytes(32).toString("base64");
  const ring = (): string => JSON.stringify({ current: "a", keys: { a: key() } });
  const keys = { LINK_KEYS: ring(), SEAL_KEYS: ring(), SIGNING_KEYS: ring(), ADDR_HASH_KEY: key() };
  db = new DatabaseSync(":memory:");
  for (const file of readdirSync("migrations").toSorted()) {
    db.exec(readFileSync(`migrations/${file}`, "utf8"));
  }
  db.exec(
    `${demoSql(NOW)}\n${demoPeopleSql(keys, NOW)}\n${roleSql(keys, { email: LABEL_PEOPLE.operator, role: "operator" }, NOW).join("\n")}`,
  );
  await seedRegistry(db, keys, "http://localhost:8787", NOW);
  decided = db
    .prepare("SELECT answers, result_hash, level, state FROM decisions ORDER BY journal_seq")
    .all() as Decided[];
}, 60_000);

describe("the three decisions of the demo", () => {
  test("N2, N1 stopped by a gate, and one refused that has begun again; all of them fictitious", () => {
    expect(decided.map((one) => [one.level, one.state])).toEqual([
      ["N2", "active"],
      ["N1", "active"],
      [null, "refused"],
    ]);
    expect(db.prepare("SELECT count(*) AS n FROM labels WHERE is_demo = 1").get()).toEqual({ n: 2 });
    expect(
      db.prepare("SELECT state FROM applications WHERE organisation_id = 'org_demo-cytise' ORDER BY id").all(),
    ).toEqual([{ state: "decided" }, { state: "draft" }]);
  });

  test("the command on the open data, and the code of the page, give the published hash of each", async () => {
    const folder = temporaryFolder("decided");
    const referential = JSON.parse(readFileSync(REFERENTIAL_PATH, "utf8")) as ReferentialFile;
    for (const [i, one] of decided.entries()) {
      const file = join(folder, `${i}.json`);
      writeFileSync(file, one.answers);
      const out = execFileSync(
        process.execPath,
        ["scripts/score.ts", "--referential", REFERENTIAL_PATH, "--answers", file],
        { encoding: "utf8" },
      );
      const { units } = JSON.parse(out) as { units: { resultHash: string }[] };
      expect(units[0]?.resultHash).toBe(one.result_hash);
      expect(await hashOf(referential, JSON.parse(one.answers) as AnswersFile)).toBe(one.result_hash);
    }
  });

  test("their log holds, checkpoint of yesterday included; the command says what vouches for it, and ends as it says", async () => {
    const log = logFile();
    const kept = log.checkpoints.map(({ note }) => note);
    expect(await verifyLog(log, { keys: [], kept, policy: null, registry: null, now: NOW })).toMatchObject({
      verdict: "by_itself",
      wrong: [],
      said: expect.stringMatching(
        /^6.entrées, 5.contenus publics, 1.point de contrôle, 1.entrée fermée, 1.point gardé ailleurs$/,
      ) as string,
    });
    const folder = temporaryFolder("journal");
    const file = (name: string, content: unknown): string => {
      const path = join(folder, name);
      writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
      return path;
    };
    const key = await writeVerifierKey(log.origin, log.keys[0]?.publicKey ?? "");
    const labels = db.prepare("SELECT id AS id_label, level AS niveau, state AS etat FROM labels").all();
    const whole = file("journal.json", log);
    const [note, registry] = [file("point.txt", kept[0] ?? ""), file("registre.json", { labels })];
    const other = await writeVerifierKey(log.origin, randomBytes(32).toString("base64"));
    const rows: [args: string[], exit: number][] = [
      [[whole], 3],
      [[whole, "--key", key], 3],
      [[whole, "--key", other], 1],
      [[whole, "--key", "x"], 2],
      [[whole, "--policy", file("politique.txt", "quorum personne")], 2],
      [[whole, "--policy", file("sans-temoin.txt", `log ${key}\nquorum none\n`)], 3],
      [[whole, "--policy", file("autre.txt", `log ${other}\nquorum none\n`)], 1],
      [[whole, "--checkpoint", note, "--registry", registry], 0],
      [[whole, "--checkpoint", note], 3],
      [[file("vide.json", { ...log, entries: [] }), "--checkpoint", note], 1],
      [[file("sans-point.json", { ...log, checkpoints: [] })], 1],
      [[file("rien.json", { ...log, entries: [], checkpoints: [], payloads: [], keys: [] })], 2],
      [[file("page.json", "<!doctype html>")], 2],
    ];
    for (const [args, exit] of rows) {
      const { status, stdout } = spawnSync("node", ["scripts/verify-log.ts", ...args], { encoding: "utf8" });
      expect([args, status]).toEqual([args, exit]);
      expect(stdout.includes("Tout se tient")).toBe(exit === 0);
    }
  });
});

/** The log of the demo, as the site gives it. */
function logFile() {
  const all = <T>(sql: string): T[] => db.prepare(sql).all() as T[];
  const payloads = all<{ seq: number; salt: string; payload: string }>(
    "SELECT seq, salt, payload FROM journal_payloads WHERE is_public = 1",
  );
  return {
    format: "journal/2" as const,
    origin: "localhost:8787/label/journal",
    keys: all<{ kid: string; publicKey: string }>("SELECT kid, public_key AS publicKey FROM signing_keys"),
    entries: all<Entry>(
      "SELECT seq, type, subject, payload_hash, prev_hash, recorded_at, hash FROM journal_entries ORDER BY seq",
    ),
    payloads: payloads.map((one) => ({ ...one, payload: JSON.parse(one.payload) as unknown })),
    checkpoints: all<{ size: number; note: string }>("SELECT size, note FROM checkpoints"),
  };
}
