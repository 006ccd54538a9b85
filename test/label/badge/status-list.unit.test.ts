import { readFileSync, readdirSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { createVerifyCryptosuite } from "@digitalbazaar/eddsa-jcs-2022-cryptosuite";
import { checkStatus, decodeList } from "@digitalbazaar/vc-bitstring-status-list";
import { beforeAll, expect, test } from "vitest";

import { databaseOf } from "../../../scripts/local/database.ts";
import { roleSql } from "../../../scripts/local/people.ts";
import { seedRegistry } from "../../../scripts/seed-registry.ts";
import { LABEL_PEOPLE, demoPeopleSql } from "../../../scripts/seed-people.ts";
import { demoSql } from "../../../scripts/seed.ts";
import { credentialKey } from "../../../src/label/badge/badge.ts";
import { didDocument } from "../../../src/label/badge/credential.ts";
import { publishBadges } from "../../../src/label/badge/publish.ts";
import { PLACES, listCredential, listKey, listPath } from "../../../src/label/badge/status-list.ts";
import { labelsToPublish } from "../../../src/label/registry/labels.store.ts";
import type { Deps } from "../../../src/platform/deps.ts";
import { random } from "../../../src/platform/ids.ts";
import { openSigner } from "../../../src/platform/signer.ts";

/* Whether a badge still holds, read by a library that is not ours, from files that were fetched before and nothing else. */

const ORIGIN = "https://lignesure.example";
const NOW = Math.floor(Date.now() / 1000); // the other library reads the clock of the machine
type Json = Record<string, unknown>;

const ring = (letter: string): string =>
  JSON.stringify({ current: "a", keys: { a: Buffer.from(letter.repeat(32)).toString("base64") } });
const keys = {
  LINK_KEYS: ring("l"),
  SEAL_KEYS: ring("s"),
  SIGNING_KEYS: ring("k"),
  ADDR_HASH_KEY: Buffer.from("h".repeat(32)).toString("base64"),
};
const files = new Map<string, string>();
const badges = {
  get: (key: string) => Promise.resolve(files.get(key) ?? null),
  put: (key: string, text: string) => Promise.resolve(void files.set(key, text)),
};
let db: DatabaseSync;

/** A registry as the demo has it, its badges signed. */
beforeAll(async () => {
  db = new DatabaseSync(":memory:");
  for (const file of readdirSync("migrations").toSorted()) {
    db.exec(readFileSync(`migrations/${file}`, "utf8"));
  }
  db.exec(
    `${demoSql(NOW)}\n${demoPeopleSql(keys, NOW)}\n${roleSql(keys, { email: LABEL_PEOPLE.operator, role: "operator" }, NOW).join("\n")}`,
  );
  await seedRegistry(db, keys, ORIGIN, NOW);
  await published();
}, 60_000);

async function published(): Promise<void> {
  const deps = { db: databaseOf(db), now: NOW, random } as unknown as Deps;
  const publisher = { badges, signer: await openSigner(keys.SIGNING_KEYS), origin: ORIGIN };
  await publishBadges(deps, { publisher, labels: await labelsToPublish(deps.db) });
}
const firstLabel = (): string => (db.prepare("SELECT id FROM labels ORDER BY id LIMIT 1").get() as { id: string }).id;
const credential = (): Json => JSON.parse(files.get(credentialKey(firstLabel())) ?? "{}") as Json;

/** The files that a reader kept: keys, and both lists. */
async function keptFiles(): Promise<Map<string, Json>> {
  const did = didDocument(ORIGIN, [await openSigner(keys.SIGNING_KEYS)]);
  const [method] = did["verificationMethod"] as Json[];
  const lists = ["revocation", "suspension"].map((name): [string, Json] => [
    `${ORIGIN}${listPath(name)}`,
    JSON.parse(files.get(listKey(name)) ?? "{}") as Json,
  ]);
  const context = "https://w3id.org/security/multikey/v1";
  return new Map(
    lists.concat([
      [String(did["id"]), did],
      [String(method?.["id"]), { "@context": context, ...method }],
    ]),
  );
}

/** What the other library says: which purposes are set, or why it refuses. */
async function statusOf(one: Json, kept: ReadonlyMap<string, Json>): Promise<string[] | string> {
  const documentLoader = (url: string) => {
    const document = kept.get(url);
    if (document === undefined) {
      throw new Error(`asked for ${url}`);
    }
    return { documentUrl: url, document, contextUrl: null };
  };
  const suite = new DataIntegrityProof({ cryptosuite: createVerifyCryptosuite() });
  const { verified, results, error } = await checkStatus({ credential: one, documentLoader, suite });
  return verified
    ? results.filter((found) => found.status).map((found) => found.credentialStatus.statusPurpose)
    : String(error?.message);
}

test.each([
  ["in force", "active", []],
  ["suspended", "suspended", ["suspension"]],
  ["lifted, under reserve", "reserved", []],
  ["withdrawn", "withdrawn", ["revocation"]],
])(
  "a badge that was kept, %s: an independent library reads it offline, from the lists alone",
  async (_, state, expected) => {
    const before = credential();
    db.exec(`UPDATE labels SET state = '${state}', published_seq = 0`);
    await published();
    expect(await statusOf(before, await keptFiles())).toEqual(expected);
  },
);

test("a list with one byte changed, or that names another issuer, says nothing: the library refuses it", async () => {
  const kept = await keptFiles();
  const url = `${ORIGIN}${listPath("suspension")}`;
  const list = kept.get(url) ?? {};
  const subject = list["credentialSubject"] as Json;
  const encodedList = String(subject["encodedList"]).replace(/.$/, (last) => (last === "A" ? "B" : "A"));
  for (const wrong of [
    { ...list, credentialSubject: { ...subject, encodedList } },
    { ...list, issuer: "did:web:ailleurs.test" },
    { ...list, validUntil: "2099-01-01T00:00:00Z" },
  ]) {
    expect(await statusOf(credential(), new Map(kept).set(url, wrong))).toContain("not verified");
  }
});

test("a place that no list has is refused, not read as fine", async () => {
  const status = (credential()["credentialStatus"] as Json[]).map((one) => ({
    ...one,
    statusListIndex: String(PLACES),
  }));
  expect(await statusOf({ ...credential(), credentialStatus: status }, await keptFiles())).toMatch(
    /position|range|index/i,
  );
});

test("place 0 is the leftmost bit, the last one the rightmost, as the other library reads them", async () => {
  const places = [0, 7, 8, 94_567, PLACES - 1];
  const { credentialSubject } = await listCredential(ORIGIN, { name: "suspension", places, now: NOW });
  const { encodedList } = credentialSubject as { encodedList: string };
  const list = await decodeList({ encodedList });
  expect(Array.from({ length: list.length }, (_, i) => i).filter((i) => list.getStatus(i))).toEqual(places);
});
