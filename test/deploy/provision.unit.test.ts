import { readFileSync, rmSync, statSync } from "node:fs";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { productionConfigs } from "../../scripts/local/account.ts";
import { type Account, lookAt, makeMissing } from "../../scripts/local/estate.ts";
import { temporaryFolder } from "../../scripts/local/temporary.ts";

/* The API of the account, played: it keeps what it is given, and can hang up after so many writes. */
type World = {
  databases: { name: string; jurisdiction: string | null; read_replication?: object }[];
  queues: string[];
  buckets: string[];
  rules: object[];
  scripts: string[];
  secrets: Record<string, string>;
  writes: number;
  dies: number;
};
let world: World;
let server: Server;
let account: Account;
let folder = "";

function answer(method: string, path: string, body: Record<string, string>): unknown {
  const secret = /^\/workers\/scripts\/([\w-]+)\/secrets$/.exec(path);
  if (secret !== null) {
    const script = secret[1] ?? "";
    if (!world.scripts.includes(script)) {
      throw new Error("script not found");
    }
    if (method === "PUT") {
      world.secrets[`${script} ${body["name"]}`] = body["text"] ?? "";
    }
    return Object.keys(world.secrets)
      .filter((key) => key.startsWith(`${script} `))
      .map((key) => ({ name: key.split(" ")[1] }));
  }
  if (path === "/workers/scripts") {
    return world.scripts.map((id) => ({ id }));
  }
  const worker = /^\/workers\/scripts\/([\w-]+)$/.exec(path)?.[1];
  if (worker !== undefined) {
    return void world.scripts.push(worker);
  }
  const database = world.databases.find(({ name }) => path === `/d1/database/u-${name}`);
  if (database !== undefined) {
    return Object.assign(database, method === "PUT" ? body : {});
  }
  if (method === "PUT") {
    return void (world.rules = body["rules"] as unknown as object[]);
  }
  if (method === "POST") {
    const name = body["name"] ?? body["queue_name"] ?? "";
    const lists = {
      "/d1/database": world.databases.map((one) => one.name),
      "/queues": world.queues,
      "/r2/buckets": world.buckets,
    };
    if (lists[path as keyof typeof lists].includes(name)) {
      throw new Error(`${name} exists`);
    }
    return path === "/d1/database"
      ? void world.databases.push({ name, jurisdiction: body["jurisdiction"] ?? null })
      : void lists[path as "/queues"].push(name);
  }
  return path === "/d1/database"
    ? world.databases.map(({ name, jurisdiction }) => ({ uuid: `u-${name}`, name, jurisdiction }))
    : path === "/queues"
      ? world.queues.map((name) => ({ queue_name: name }))
      : path === "/r2/buckets"
        ? { buckets: world.buckets.map((name) => ({ name })) }
        : { rules: world.rules };
}

beforeEach(async () => {
  folder = temporaryFolder("provision");
  world = { databases: [], queues: [], buckets: [], rules: [], scripts: [], secrets: {}, writes: 0, dies: Infinity };
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const method = request.method ?? "";
      if (method !== "GET" && (world.writes += 1) > world.dies) {
        return request.socket.destroy();
      }
      const path = (request.url ?? "").replace("/accounts/acc", "");
      const text = Buffer.concat(chunks).toString();
      try {
        const result =
          answer(method, path, (text.startsWith("{") ? JSON.parse(text) : {}) as Record<string, string>) ?? null;
        return response.end(JSON.stringify({ success: true, result, errors: [] }));
      } catch (error) {
        return response.end(JSON.stringify({ success: false, result: null, errors: [{ message: String(error) }] }));
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  account = { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, id: "acc", token: "t" };
});
afterEach(() => {
  server.close();
});

const configs = productionConfigs();
const keys = (): string => join(folder, "keys.json");
const apply = async (): Promise<string[]> => {
  const said: string[] = [];
  const left = await makeMissing(await lookAt(account, configs, keys()), (line) => said.push(line));
  return left.map(({ what }) => what).concat(said);
};
const BY_HAND = [
  "secret RESEND_WEBHOOK_SECRET of ligne-sure-site-production",
  "secret RESEND_API_KEY of ligne-sure-reactor-production",
];

test("looking makes nothing; applied it makes all that is missing, and a second time nothing", async () => {
  const parts = await lookAt(account, configs, keys());
  expect([world.writes, parts.every(({ state }) => state === "missing"), parts.length > 24]).toEqual([0, true, true]);
  const first = await apply();
  expect(first.slice(0, 2)).toEqual(BY_HAND);
  expect(world.queues.toSorted()).toEqual([
    "events",
    "events-dlq",
    "mail-bulk",
    "mail-bulk-dlq",
    "mail-transactional",
    "mail-transactional-dlq",
    "news",
    "news-dlq",
  ]);
  expect([world.databases, world.buckets.length, world.rules.length]).toEqual([
    [{ name: "ligne-sure", jurisdiction: "eu", read_replication: { mode: "auto" } }],
    4,
    1,
  ]);
  for (const shared of ["LINK_KEYS", "SEAL_KEYS", "ADDR_HASH_KEY"]) {
    const value = world.secrets[`ligne-sure-site-production ${shared}`];
    expect([
      shared,
      world.secrets[`ligne-sure-reactor-production ${shared}`] === value,
      (value ?? "").length > 40,
    ]).toEqual([shared, true, true]);
    expect(first.join("\n")).not.toContain(value);
  }
  expect([
    statSync(keys()).mode & 0o777,
    "SIGNING_KEYS" in (JSON.parse(readFileSync(keys(), "utf8")) as object),
  ]).toEqual([0o600, true]);
  expect(world.scripts).toEqual([
    "ligne-sure-site-production",
    "ligne-sure-reactor-production",
    "ligne-sure-outside-production",
  ]);
  const made = world.writes;
  expect([await apply(), world.writes]).toEqual([BY_HAND, made]);
});

test("killed at each step and started again, it ends with the same, both Workers with one key", async () => {
  for (let step = 0; step < 37; step += 1) {
    world.dies = world.writes + 1; // one more is made, then the line is cut
    await apply().catch(() => undefined);
  }
  world.dies = Infinity;
  expect(await apply()).toEqual(BY_HAND);
  expect(world.scripts).toHaveLength(3);
  expect([world.databases.length, new Set(world.queues).size, world.queues.length, world.buckets.length]).toEqual([
    1, 8, 8, 4,
  ]);
  expect(world.secrets["ligne-sure-site-production SEAL_KEYS"]).toBe(
    world.secrets["ligne-sure-reactor-production SEAL_KEYS"],
  );
});

test("one thing missing is told alone; copies that somebody switched off are on again; a database in the wrong place is told, and never replaced", async () => {
  await apply();
  world.queues = world.queues.filter((name) => name !== "news-dlq");
  const open = (await lookAt(account, configs, keys())).filter(
    ({ state, make }) => state === "missing" && make !== undefined,
  );
  expect(open.map(({ what }) => what)).toEqual(["queue news-dlq"]);
  world.databases = [{ name: "ligne-sure", jurisdiction: "eu", read_replication: { mode: "disabled" } }];
  await makeMissing(await lookAt(account, configs, keys()), () => undefined);
  expect(world.databases[0]?.read_replication).toEqual({ mode: "auto" });
  world.databases = [{ name: "ligne-sure", jurisdiction: null }];
  const left = await makeMissing(await lookAt(account, configs, keys()), () => undefined);
  expect(left.map(({ state, why = "" }) => [state, why.slice(0, 12)])).toContainEqual(["wrong", "is elsewhere"]);
  expect(world.databases).toEqual([{ name: "ligne-sure", jurisdiction: null }]);
});

test("rules that somebody gave the bucket stay; a second Worker never gets another key than the first", async () => {
  const own = { id: "by-hand", enabled: true, conditions: { prefix: "x/" } };
  world.buckets = ["ligne-sure-mail-bodies"];
  world.rules = [own];
  await apply();
  expect(world.rules).toEqual([own, expect.objectContaining({ id: "bodies-two-days" })]);
  const lost = "ligne-sure-reactor-production SEAL_KEYS";
  delete world.secrets[lost];
  rmSync(keys());
  expect(await apply()).toContain("secret SEAL_KEYS of ligne-sure-reactor-production");
  expect(world.secrets[lost]).toBeUndefined();
});
