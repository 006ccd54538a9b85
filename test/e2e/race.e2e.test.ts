import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { sized } from "../support/size.ts";
import { type World, startWorld, until } from "../support/stack.ts";
import { type Page, findPath, visitor } from "../support/visitor.ts";

/** Many people, each on a connection of their own, want the 20 seats of one session. */
const PEOPLE = sized({ short: 120, long: 500 });
const SEATS = 20;
const LOSERS = PEOPLE - SEATS;
const SESSION = "ses_demo-2";
const PATH = `/ateliers/seances/${SESSION}`;
const PERSON: [string, string][] = [
  ["name", "Léa"],
  ["ageBand", "18_plus"],
];
const ip = (i: number): string => `10.${Math.floor(i / 250)}.${i % 250}.7`;
const address = (i: number): string => `delivered+race${i}@resend.dev`;

let world: World;
beforeAll(async () => {
  world = await startWorld("race");
  world.stack.sql(`UPDATE sessions SET capacity = ${SEATS} WHERE id = '${SESSION}'`);
});
afterAll(() => world.close());

/** Runs `act` for each of `n` people, at most `at` at a time. */
async function crowd<T>(n: number, at: number, act: (i: number) => Promise<T>): Promise<T[]> {
  const results: T[] = Array.from({ length: n });
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < n; i = next++) {
      results[i] = await act(i);
    }
  };
  await Promise.all(Array.from({ length: at }, worker));
  return results;
}

describe(`${PEOPLE} people on 20 seats, over HTTP`, () => {
  const pages: Page[] = [];

  test(`20 seats are held, ${LOSERS} people are told it is full, nobody sees an error`, async () => {
    const people = Array.from({ length: PEOPLE }, (_, i) => visitor(world.url, ip(i)));
    const forms = await crowd(PEOPLE, 16, async (i) => {
      const me = visitor(world.url, ip(i));
      return me.antibotFields(await me.get(PATH));
    });
    pages.push(...(await Promise.all(people.map((person, i) => person.post(`${PATH}/reserver`, forms[i] ?? [])))));
    const held = pages.filter((page) => page.status === 200 && page.url.includes("/inscription"));
    const full = pages.filter((page) => page.status === 409 && page.html.includes("La dernière place vient de partir"));
    expect([held.length, full.length]).toEqual([SEATS, LOSERS]);
    expect(pages.filter((page) => page.status >= 500)).toEqual([]);
    const [row] = world.stack.sql(
      `SELECT taken, (SELECT count(*) FROM registrations WHERE session_id = '${SESSION}') AS n FROM sessions WHERE id = '${SESSION}'`,
    );
    expect(row).toEqual({ taken: SEATS, n: SEATS });
  });

  test(`the ${LOSERS} join the list and click: ${LOSERS} distinct ranks, still nobody too many`, async () => {
    const losers = pages.flatMap((page, i) => (page.status === 409 ? [i] : []));
    const joined = await crowd(losers.length, 12, async (k) => {
      const i = losers[k] ?? 0;
      const me = visitor(world.url, ip(i));
      const fields = await me.antibotFields(await me.get(`${PATH}/liste`));
      return me.post(`${PATH}/liste`, [...fields, ...PERSON, ["email", address(i)]]);
    });
    expect(new Set(joined.map((page) => page.status))).toEqual(new Set([200]));
    await until(
      "a mail for each",
      async () => {
        await world.stack.tick();
        return world.sim.ledger().length >= losers.length;
      },
      120,
    );
    expect(world.sim.ledger()).toHaveLength(losers.length);
    const ranked = await crowd(losers.length, 12, async (k) => {
      const mail = world.sim.ledger()[k];
      const link = findPath(mail?.text ?? "", `${world.url}/i/`);
      return visitor(world.url, ip(k)).post(`${link}/confirmer`, []);
    });
    expect(new Set(ranked.map((page) => page.status))).toEqual(new Set([200]));
    const rows = world.stack.sql(
      `SELECT count(*) AS people, count(DISTINCT rank) AS ranks, min(rank) AS first, max(rank) AS last FROM (
         SELECT row_number() OVER (ORDER BY queue_at, id) AS rank FROM registrations WHERE session_id = '${SESSION}' AND state = 'waitlisted')`,
    );
    expect(rows).toEqual([{ people: LOSERS, ranks: LOSERS, first: 1, last: LOSERS }]);
    const shown = await crowd(losers.length, 12, async (k) => {
      const link = findPath(world.sim.ledger()[k]?.text ?? "", `${world.url}/i/`);
      const { html } = await visitor(world.url, ip(k)).get(link);
      return /Vous êtes (\d+e sur|en tête de) la liste/.exec(html)?.[1];
    });
    expect(new Set(shown).size).toBe(LOSERS);
    const [session] = world.stack.sql(`SELECT taken, waiting FROM sessions WHERE id = '${SESSION}'`);
    expect(session).toEqual({ taken: SEATS, waiting: LOSERS });
  });
});
