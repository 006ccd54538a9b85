import { applyD1Migrations, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";

import { rows } from "../support/worker/world.ts";

/** Every table, index and trigger as it was declared, and how many rows each table holds. */
async function whatStands(): Promise<unknown> {
  const declared = await rows<{ type: string; name: string }>(
    "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'd1_%' AND name NOT LIKE '_cf_%' AND name NOT LIKE 'sqlite_%' ORDER BY name",
  );
  const tables = declared.filter(({ type }) => type === "table");
  const counts = await Promise.all(
    tables.map(({ name }) => rows(`SELECT '${name}' AS name, count(*) AS n FROM "${name}"`)),
  );
  return { declared, counts };
}

test("migrations applied one by one, as a deploy does, give the database that tests begin with", async () => {
  const together = await whatStands();
  await reset();
  expect(await rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'events'")).toEqual([]);
  await applyD1Migrations(env.DB, env.MIGRATIONS);
  expect(await whatStands()).toEqual(together);
  expect(await rows("SELECT name FROM d1_migrations ORDER BY id")).toEqual(
    env.MIGRATIONS.map(({ name }) => ({ name })),
  );
});
