import { env } from "cloudflare:workers";
import { expect, test } from "vitest";

import type { RegistrationId } from "../../src/kernel/ids.ts";
import { DAY, MINUTE } from "../../src/kernel/time.ts";
import { database } from "../../src/platform/d1.ts";
import { confirm } from "../../src/workshops/seats/confirm.ts";
import { move } from "../../src/workshops/seats/move.ts";
import { brokenCounters } from "../../src/workshops/seats/capacity.store.ts";
import { custodians } from "../../workers/reactor/erase.ts";
import { erasePerson } from "../../src/privacy/erase-person.ts";
import { tick } from "../../workers/reactor/tick.ts";
import { react } from "../../workers/reactor/react.ts";
import { copyLives, openCrowd } from "../support/worker/crowd.ts";
import { knock, subscribed } from "../support/worker/guidance.ts";
import { managePath } from "../support/worker/manage.ts";
import { tellOf } from "../support/worker/news.ts";
import { confirmed, must, unique } from "../support/worker/people.ts";
import { pump, reactions, unreacted } from "../support/worker/reactor.ts";
import { as, signedIn } from "../support/worker/staff.ts";
import { watchD1 } from "../support/worker/watch-d1.ts";
import { ask, send, setClock, solved } from "../support/worker/web.ts";
import { NOW, depsAt, idIn, openSession, run } from "../support/worker/world.ts";

/** The most that each may read and write, as D1 counts rows. */
const BUDGET: Readonly<Record<string, { read: number; written: number; grows?: number }>> = {
  "the catalogue": { read: 350, written: 0 },
  "the page of a session": { read: 12, written: 0 },
  "the page of a programme": { read: 140, written: 0 },
  "the home page": { read: 2, written: 0 },
  "the index of the site map": { read: 200, written: 0, grows: 4 }, // with days, not with sessions
  "a day of the site map": { read: 1500, written: 0 },
  "a hold": { read: 60, written: 30 },
  "its form": { read: 80, written: 40 },
  "a confirmation": { read: 80, written: 30 },
  "its mail and reminders": { read: 160, written: 60 },
  "« mon inscription »": { read: 110, written: 0 }, // with twenty dates to move to
  "a cancellation": { read: 80, written: 30 },
  "the list of the day, 12 people": { read: 12 * 12, written: 0 },
  "a piece of news": { read: 18, written: 5 }, // each look at the list it came in is counted, too
  "a tick, nothing due": { read: 50, written: 2 },
  "one person erased": { read: 300, written: 90 },
  "the console": { read: 6000, written: 0 },
};
type Cost = { read: number; written: number };

/** What each costs now; `round` keeps what one round makes apart from the other. */
async function measured(round: string): Promise<Record<string, Cost>> {
  const costs: Record<string, Cost> = {};
  const during = async (name: string, act: (d1: D1Database) => Promise<unknown>): Promise<void> => {
    const watched = watchD1(env.DB);
    await act(watched.d1);
    costs[name] = { read: watched.read, written: watched.written };
  };
  const page = (name: string, path: string): Promise<void> => during(name, (DB) => ask(path, { bindings: { DB } }));
  const session = await openSession({ startsAt: NOW + 20 * DAY });
  const people: RegistrationId[] = [];
  for (let i = 0; i < 12; i++) {
    people.push(await confirmed(session, NOW));
  }
  await pump(NOW);
  const seat = `/ateliers/seances/${session}`;
  await page("the catalogue", "/ateliers?departement=94");
  await page("the page of a session", seat);
  await page("the page of a programme", "/ateliers/premier-telephone");
  await page("the home page", "/");
  await page("the index of the site map", "/sitemap.xml");
  await page("a day of the site map", "/sitemap.xml?partie=2026-12-31");
  const first = await managePath(people[0] ?? "reg_none");
  await page("« mon inscription »", first);
  const fields = await solved(seat);
  let form = "";
  await during(
    "a hold",
    async (DB) => (form = (await send(`${seat}/reserver`, fields, { bindings: { DB } })).location),
  );
  const email = `delivered+${unique()}@resend.dev`;
  await during("its form", (DB) => send(form, { name: "Ana", email }, { bindings: { DB } }));
  await pump(NOW);
  const made = await idIn("reg", "SELECT id FROM registrations ORDER BY id DESC LIMIT 1");
  const withDb = (d1: D1Database) => depsAt(NOW, { db: database(d1) });
  await during("a confirmation", async (d1) => must(await confirm(withDb(d1), made)));
  const waiting = await unreacted();
  expect(waiting).toHaveLength(1);
  await during("its mail and reminders", (d1) => react(withDb(d1), { reactions, eventIds: waiting }));
  await pump(NOW);
  await during("a cancellation", async (d1) => must(await move(withDb(d1), { registrationId: made, act: "cancel" })));
  await pump(NOW);
  const mid = await idIn(
    "msg",
    "SELECT id FROM messages WHERE status = 2 AND id NOT LIKE '%~%' ORDER BY id DESC LIMIT 1",
  );
  await during("a piece of news", (DB) => tellOf(mid, "email.delivered", { bindings: { DB } }));
  await tick(depsAt(NOW + MINUTE));
  await during("a tick, nothing due", (d1) => tick({ ...withDb(d1), now: NOW + 2 * MINUTE }));
  await setClock(NOW + 20 * DAY);
  const team = await signedIn(`delivered+${unique()}@resend.dev`, "coordinator", "org_1");
  await during("the list of the day, 12 people", (DB) =>
    as(team.cookie, { DB }).get(`/espace/structures/org_1/seances/${session}`),
  );
  await setClock(NOW);
  const operator = await signedIn(`delivered+${unique()}@resend.dev`);
  await during("the console", (DB) => as(operator.cookie, { DB }).get("/console"));
  const contact = await idIn("ctc", "SELECT contact_id FROM registrations WHERE id = ?1", people[1] ?? "");
  const asked = { id: `evt_${round}`, subject: contact, actor: "self", at: NOW } as const;
  await during("one person erased", (d1) => erasePerson(withDb(d1), { custodians, asked }));
  await run("UPDATE sessions SET state = 'done' WHERE id = ?1", session);
  return costs;
}

test("what the product reads and writes is the same at 2,000 sessions and 3,000 lives, and at twice as many", async () => {
  await setClock(NOW);
  const first = await openSession({ startsAt: NOW + 10 * DAY });
  await confirmed(first, NOW);
  await subscribed(NOW);
  await knock(NOW + MINUTE);
  await openCrowd(0, 2000, NOW + 30 * DAY);
  await copyLives(0, 1500);
  const before = await measured("a");
  await openCrowd(2000, 4000, NOW + 30 * DAY);
  await copyLives(1500, 3000);
  const after = await measured("b");
  const grown = Object.entries(after).filter(
    ([name, { read, written }]) =>
      Math.abs(read - (before[name]?.read ?? 0)) > (BUDGET[name]?.grows ?? 2) ||
      Math.abs(written - (before[name]?.written ?? 0)) > 2,
  );
  expect(Object.fromEntries(grown.map(([name, now]) => [name, { before: before[name], now }]))).toEqual({});
  const over = Object.entries(after).filter(
    ([name, { read, written }]) => read > (BUDGET[name]?.read ?? 0) || written > (BUDGET[name]?.written ?? 0),
  );
  expect(Object.fromEntries(over)).toEqual({});
  const [all, watched] = [await brokenCounters(database(env.DB), 5000), watchD1(env.DB)];
  expect([all.length > 500, await brokenCounters(database(watched.d1))]).toEqual([true, all]);
  expect(watched.trips).toBeGreaterThan(5); // by steps, none of which looks at more than 500 sessions
});
