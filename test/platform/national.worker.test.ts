import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";

import type { MessageId } from "../../src/kernel/ids.ts";
import { DAY, HOUR, MINUTE } from "../../src/kernel/time.ts";
import { database } from "../../src/platform/d1.ts";
import { confirm } from "../../src/workshops/seats/confirm.ts";
import { brokenCounters } from "../../src/workshops/seats/capacity.store.ts";
import { nightly, tick } from "../../workers/reactor/tick.ts";
import { behindCache, front } from "../../workers/site/front.ts";
import { buildSite } from "../../workers/site/site.tsx";
import { edgeCache } from "../support/edge-cache.ts";
import { sized } from "../support/size.ts";
import { yearsUntilFull } from "../support/filling.ts";
import { copyLives, dropCopies, openCrowd } from "../support/worker/crowd.ts";
import { knock } from "../support/worker/guidance.ts";
import { tellOf } from "../support/worker/news.ts";
import { must, submitted } from "../support/worker/people.ts";
import { watchD1 } from "../support/worker/watch-d1.ts";
import { ORIGIN, assets, setClock } from "../support/worker/web.ts";
import { NOW, depsAt, openSession, rows, run, value } from "../support/worker/world.ts";

/* What a page costs when a whole country has sessions open: rows that D1 counts, and milliseconds, with the cache and without it. `npm run bench:national`. */
const SESSIONS = sized({ short: 2000, long: 20_000 });
/** Bytes of a whole life: a registration, its mails two days after they left, what was told of them; and of what is left of it for ever. */
const LIFE_BUDGET = 8000;
const BARE_BUDGET = 3000;
/** The day of the last mail of a life; the person is forgotten on the fiftieth. */
const LAST_MAIL = 45;
/** How often each page is asked for its milliseconds. */
const TIMES = sized({ short: 2, long: 30 });

/** The most rows that a page may read. */
const PAGES: Readonly<Record<string, { path: string; read: number }>> = {
  "the catalogue": { path: "/ateliers", read: 350 },
  "a département": { path: "/ateliers?departement=94", read: 350 },
  "a département where nothing is": { path: "/ateliers?departement=15", read: 350 },
  online: { path: "/ateliers?lieu=online", read: 350 },
  "a public": { path: "/ateliers?public=educator", read: 350 },
  "a page far down": { path: `/ateliers?apres=${NOW + 30 * DAY + (SESSIONS - 100) * 60}.ses_x`, read: 350 },
  "the list for programs": { path: "/api/v1/ateliers", read: 350 },
  "a session": { path: "/ateliers/seances/ses_crowd-001000", read: 12 },
  "a programme": { path: "/ateliers/premier-telephone", read: 140 },
  home: { path: "/", read: 2 },
};

const site = buildSite();
/** The site as visitors reach it, and what its database was asked. */
function edge() {
  const watched = watchD1(env.DB);
  const answer = async (request: Request): Promise<Response> =>
    site.fetch(request, { ...env, DB: watched.d1, ASSETS: assets() }, createExecutionContext());
  const cache = edgeCache(behindCache(answer), () => NOW);
  return { watched, answer, ask: front({ site: answer, pages: cache.ask }) };
}
/** Milliseconds of one request. The clock of the runtime moves when something outside was asked: the database is, before and after. */
async function milliseconds(path: string, ask: (request: Request) => Promise<Response>): Promise<number> {
  await value("SELECT 1");
  const start = performance.now();
  for (let i = 0; i < TIMES; i++) {
    await (await ask(new Request(new URL(path, ORIGIN), { headers: { accept: "text/html" } }))).text();
  }
  await value("SELECT 1");
  return (performance.now() - start) / TIMES;
}

test(`at ${SESSIONS} open sessions no page of a crowd reads more than its budget, and from the cache none reads anything`, async () => {
  await setClock(NOW);
  await openSession({ startsAt: NOW + 20 * DAY });
  for (let from = 0; from < SESSIONS; from += 5000) {
    await openCrowd(from, Math.min(SESSIONS, from + 5000), NOW + 30 * DAY);
  }
  expect(await value("SELECT count(*) FROM sessions WHERE state = 'open'")).toBe(SESSIONS + 1);
  const lines = [];
  for (const [name, { path, read: budget }] of Object.entries(PAGES)) {
    const { watched, answer, ask } = edge();
    const first = await ask(new Request(new URL(path, ORIGIN), { headers: { accept: "text/html" } }));
    const { status } = first;
    const { read } = watched;
    expect({ name, status, read: read <= budget ? "within" : read }).toEqual({ name, status: 200, read: "within" });
    const before = watched.read;
    const cached = await milliseconds(path, ask);
    expect([name, watched.read]).toEqual([name, before]);
    const made = await milliseconds(path, answer);
    lines.push({ page: name, "rows read": read, budget, "ms made": made.toFixed(1), "ms kept": cached.toFixed(2) });
  }
  const watched = watchD1(env.DB);
  const during = { ...depsAt(NOW + 2 * MINUTE), db: database(watched.d1) };
  await tick(depsAt(NOW + MINUTE));
  await tick(during);
  lines.push({ page: "a tick, nothing due", "rows read": watched.read, budget: 50, "ms made": "", "ms kept": "" });
  expect(watched.read).toBeLessThanOrEqual(50);
  const night = watchD1(env.DB);
  expect(await brokenCounters(database(night.d1))).toEqual([]);
  lines.push({
    page: `the night's look at counters, ${night.trips} steps`,
    "rows read": night.read,
    budget: 3 * SESSIONS,
    "ms made": "",
    "ms kept": "",
  });
  if (SESSIONS > 2000) {
    lines.forEach((line) => console.log(Object.values(line).join(" | ")));
  }
});

/** A life whole: a registration, its mails until after the day, what the provider told of each. No night passes. */
async function oneLife(): Promise<void> {
  const startsAt = NOW + 20 * DAY;
  const id = await submitted(await openSession({ startsAt }), NOW);
  await knock(NOW + MINUTE);
  must(await confirm(depsAt(NOW + MINUTE), id));
  for (let day = 0; day <= LAST_MAIL; day++) {
    await knock(NOW + day * DAY + HOUR);
  }
  for (const { id: mid } of await rows<{ id: MessageId }>("SELECT id FROM messages WHERE status = 2")) {
    await tellOf(mid, "email.sent");
    await tellOf(mid, "email.delivered");
  }
}

/** Bytes of a life as it stands now, by table, its indexes included: so many copies of it, which are taken out again. */
async function weigh(lives: number): Promise<Record<string, number>> {
  let total: Record<string, number> = {};
  for (let from = 0; from < lives; from += 5000) {
    const grown = await copyLives(from, Math.min(lives, from + 5000));
    total = Object.fromEntries(Object.entries(grown).map(([table, bytes]) => [table, (total[table] ?? 0) + bytes]));
  }
  await dropCopies();
  return Object.fromEntries(Object.entries(total).map(([table, sum]) => [table, Math.round(sum / lives)]));
}
const sumOf = (bytes: Record<string, number>): number => Object.values(bytes).reduce((sum, one) => sum + one, 0);

test(
  "what a registration weighs, and how long the database has room: fifty years of 100,000 a year with the archive, not without",
  async () => {
    const lives = sized({ short: 300, long: 20_000 });
    await setClock(NOW);
    await oneLife();
    await openCrowd(0, lives, NOW + 30 * DAY);
    const full = await weigh(lives);
    // The person is still known, and the last mail left days ago.
    await nightly(depsAt(NOW + (LAST_MAIL + 3) * DAY));
    const kept = await weigh(lives);
    for (const day of [60, 90, 120, 520]) {
      await knock(NOW + day * DAY);
      await nightly(depsAt(NOW + day * DAY));
    }
    const bare = await weigh(lives);
    const before = (await run("SELECT 1")).meta.size_after;
    await run(
      "INSERT INTO archives (id, sha256, root, lines, subjects, verified_at, created_at) VALUES ('arc_1', 'x', 'x', 1, 1, 1, 1)",
    );
    const numbers = JSON.stringify(Array.from({ length: lives }, (_, i) => i));
    const told = await run(
      "INSERT INTO archived_subjects SELECT r.id || '~' || n.value, 'arc_1' FROM registrations r, json_each(?1) n",
      numbers,
    );
    const bytes = { ...kept, archived_subjects: Math.round((told.meta.size_after - before) / lives) };
    const lines = [100_000, 500_000, 1_000_000, 2_000_000].map((most) => ({
      registrations: most,
      without: yearsUntilFull({ bytes, bare, most, isArchived: false }),
      archived: yearsUntilFull({ bytes, bare, most, isArchived: true }),
    }));
    if (lives > 300) {
      Object.entries({ full, kept, bare }).forEach(([name, one]) =>
        console.log(`bytes of one registration, ${name}: ${sumOf(one)} (${JSON.stringify(one)})`),
      );
      lines.forEach((line) =>
        console.log(
          `${line.registrations} registrations a year: full after ${line.without.toFixed(1)} years, with the archive ${line.archived.toFixed(1)}`,
        ),
      );
    }
    expect(sumOf(kept)).toBeLessThanOrEqual(LIFE_BUDGET);
    expect(sumOf(bare)).toBeLessThanOrEqual(BARE_BUDGET);
    expect(lines[0]?.without).toBeLessThan(50);
    expect(lines[0]?.archived).toBeGreaterThan(50);
  },
  sized({ short: 60_000, long: 600_000 }),
);
