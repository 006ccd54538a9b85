import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { demoSql } from "../seed.ts";
import { DEMO_PEOPLE, demoPeopleSql } from "../seed-people.ts";
import { seedRegistry } from "../seed-registry.ts";
import { staffSql } from "../staff-add.ts";
import { openLocal, runSql, runSqlFile } from "./database.ts";
import type { Keys } from "./seal.ts";

/** Fills the local database of a site; the token of a link that signs an operator in. What is there already stays. */
export async function fillWithDemo(dir: string, url: string): Promise<string> {
  const file = join(dir, "seed.sql");
  const [clock] = runSql(dir, "SELECT unixepoch() + clock_offset AS now FROM mail_control");
  const keys = JSON.parse(readFileSync(join(dir, "keys.json"), "utf8")) as Keys & { SIGNING_KEYS: string };
  const now = Number(clock?.["now"]);
  const staff = staffSql(keys, DEMO_PEOPLE.operator, now, 24 * 60);
  writeFileSync(file, `${demoSql(Math.floor(Date.now() / 1000))}\n${demoPeopleSql(keys, now)}\n${staff.sql}`);
  runSqlFile(dir, file);
  const db = openLocal(dir);
  await seedRegistry(db, keys, url, now);
  db.close();
  return staff.token;
}

/** Whether nobody has filled the local database yet. */
export const isEmpty = (dir: string): boolean => runSql(dir, "SELECT 1 FROM sessions LIMIT 1").length === 0;
