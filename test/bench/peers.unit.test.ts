import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";

import { temporaryFolder } from "../../scripts/local/temporary.ts";
import { missingForRace } from "./peers.ts";

let dir = "";
beforeEach(() => (dir = temporaryFolder("peers")));

const install = (name: string, version: string): void => {
  mkdirSync(join(dir, "node_modules", name), { recursive: true });
  writeFileSync(join(dir, "node_modules", name, "package.json"), JSON.stringify({ version }));
};
const putRedis = (): void => {
  writeFileSync(join(dir, "redis-server"), "");
  chmodSync(join(dir, "redis-server"), 0o755);
};

describe("the bench looks for a Redis queue before it says that there is none", () => {
  test("an empty machine lacks three things, each named with how to get it", () => {
    const missing = missingForRace(dir, `/nowhere:${dir}`);
    expect(missing.map((line) => line.split(" ")[0])).toEqual(["redis-server", "bullmq", "ioredis"]);
    expect(missing.every((line) => line.includes("install"))).toBe(true);
  });

  test("where all is there, nothing is missing; another version is", () => {
    putRedis();
    install("bullmq", "6.7.0");
    install("ioredis", "5.11.1");
    expect(missingForRace(dir, `/nowhere:${dir}`)).toEqual([]);
    install("bullmq", "5.0.0");
    expect(missingForRace(dir, dir)).toEqual([expect.stringContaining("bullmq 6.7.0 is not in")]);
  });
});
