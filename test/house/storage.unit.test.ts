import { globSync, readFileSync } from "node:fs";

import { unstable_readConfig as readConfig } from "wrangler";
import { describe, expect, test } from "vitest";

/** The parts of docs/storage.md, by their heading. */
const PARTS = new Map(
  readFileSync("docs/storage.md", "utf8")
    .split("\n## ")
    .slice(1)
    .map((part) => [part.split("\n")[0] ?? "", part]),
);
/** What the first column of a part's table names. */
const named = (heading: string): string[] =>
  [...(PARTS.get(heading) ?? "").matchAll(/^\| ([^|]+) \|/gm)]
    .flatMap(([, cell = ""]) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, name = ""]) => name))
    .toSorted();

type Config = {
  r2_buckets: { bucket_name: string }[];
  queues: { producers: { queue: string }[]; consumers?: { queue: string }[] };
};
const CONFIGS = ["wrangler.toml", ...globSync("workers/*/wrangler.toml")].map(
  (config) => readConfig({ config }) as unknown as Config,
);
const inConfigs = (names: (config: Config) => readonly string[]): string[] =>
  [...new Set(CONFIGS.flatMap(names))].toSorted();

describe("docs/storage.md names everything that is stored", () => {
  test.each(globSync("src/*/tables.ts"))("every table of %s, and no other", async (file) => {
    const { TABLES } = (await import(`../../src/${file.split("/")[1]}/tables.ts`)) as { TABLES: readonly string[] };
    expect(named(`Tables of \`${file.split("/")[1]}\``)).toEqual(TABLES.toSorted());
  });

  test("every bucket and every queue of the configurations, and no other", () => {
    expect(named("Buckets")).toEqual(inConfigs((config) => config.r2_buckets.map((bucket) => bucket.bucket_name)));
    expect(named("Queues")).toEqual(
      inConfigs(({ queues }) => [
        ...queues.producers.map(({ queue }) => queue),
        ...(queues.consumers ?? []).map(({ queue }) => queue),
      ]),
    );
  });
});
