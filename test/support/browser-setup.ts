import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

import { runSqlFile } from "../../scripts/local/database.ts";
import type { Keys } from "../../scripts/local/seal.ts";
import { demoPeopleSql } from "../../scripts/seed-people.ts";
import { startWorld } from "./stack.ts";

/**
 * Starts one world for all files of a project, with somebody of each role. In the project `clock` files let time pass, one after
 * another; in `browser` it never does, and operators show a passkey.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const passkeys = project.name === "clock" ? "off" : "required";
  const world = await startWorld(project.name, { host: "0.0.0.0", passkeys });
  const { dir } = world.stack;
  const keys = JSON.parse(readFileSync(join(dir, "keys.json"), "utf8")) as Keys;
  const people = join(dir, "people.sql");
  writeFileSync(people, demoPeopleSql(keys, Math.floor(Date.now() / 1000)));
  runSqlFile(dir, people);
  project.provide("world", { url: world.url, dir, simUrl: world.sim.url });
  return () => world.close();
}

declare module "vitest" {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- an interface is what can be merged into
  export interface ProvidedContext {
    /** Where the Workers answer, where they keep their state, where their mails go. */
    world: { url: string; dir: string; simUrl: string };
  }
}
