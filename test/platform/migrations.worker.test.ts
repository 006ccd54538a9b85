import { applyD1Migrations, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";

import { ZONE_CHOICES, instantOf, zoned } from "../../src/kernel/time.ts";
import { openSession, rows } from "../support/worker/world.ts";

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

test("0187 says of each session of before whether it begins in the evening or on a Wednesday, on its own clock, in summer and in winter", async () => {
  const at = env.MIGRATIONS.findIndex(({ name }) => name.startsWith("0187_"));
  await reset();
  await applyD1Migrations(env.DB, env.MIGRATIONS.slice(0, at));
  const first = await openSession({ isInLists: false });
  // Wednesdays, Sundays on which clocks change in Paris and in Saint-Pierre, and the days around them; the minutes on both sides of an answer.
  const days = [
    "2026-03-08",
    "2026-03-09",
    "2026-03-29",
    "2026-03-30",
    "2026-07-15",
    "2026-10-25",
    "2026-10-26",
    "2026-11-01",
    "2026-12-02",
  ];
  const minutes = ["00:00", "16:59", "17:00", "23:59"];
  const told = Object.keys(ZONE_CHOICES).flatMap((tz) =>
    days.flatMap((day) =>
      minutes.map((minute) => {
        const startsAt = instantOf(`${day}T${minute}`, tz);
        const local = zoned(startsAt, tz);
        return {
          id: `ses_${tz} ${day} ${minute}`,
          tz,
          startsAt,
          evening: Number(local.hour >= 17),
          wednesday: Number(local.dayOfWeek === 3),
        };
      }),
    ),
  );
  const columns = (await rows<{ name: string }>("SELECT name FROM pragma_table_info('sessions')")).map(
    ({ name }) => name,
  );
  const copied = (name: string): string =>
    ({ id: "j.value ->> 'id'", tz: "j.value ->> 'tz'", starts_at: "j.value ->> 'startsAt'" })[name] ?? `s.${name}`;
  await env.DB.prepare(
    `INSERT INTO sessions (${columns.join(", ")}) SELECT ${columns.map(copied).join(", ")} FROM json_each(?1) j JOIN sessions s ON s.id = ?2`,
  )
    .bind(JSON.stringify(told), first)
    .run();
  await applyD1Migrations(env.DB, env.MIGRATIONS.slice(0, at + 1));
  const after = await rows<{ id: string }>(
    "SELECT id, is_evening AS evening, is_wednesday AS wednesday FROM sessions WHERE id <> ?1",
    first,
  );
  const byId = (list: readonly { id: string }[]) => list.toSorted((a, b) => a.id.localeCompare(b.id));
  expect(byId(after)).toEqual(byId(told.map(({ id, evening, wednesday }) => ({ id, evening, wednesday }))));
  expect(new Set(told.map(({ evening, wednesday }) => `${evening}${wednesday}`)).size).toBe(4);
});
