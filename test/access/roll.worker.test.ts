import { beforeEach, describe, expect, test } from "vitest";

import type { SessionId } from "../../src/kernel/ids.ts";
import { DAY, HOUR, MINUTE } from "../../src/kernel/time.ts";
import { authenticator } from "../support/authenticator.ts";
import { answerOf, ceremony, hiddenIn, questionIn } from "../support/worker/ceremony.ts";
import { assigned } from "../support/worker/assigned.ts";
import { confirmed, unique } from "../support/worker/people.ts";
import { as, organisation, signedIn } from "../support/worker/staff.ts";
import { setClock } from "../support/worker/web.ts";
import { NOW, openSession, run, value } from "../support/worker/world.ts";
import { given } from "../support/worker/given.ts";

/* Those who call the roll read first names of children: while a list is open to them their logins are short, and a file wants a key. */

const STRICT = { PASSKEYS: "required" };
const address = (): string => `delivered+${unique()}@resend.dev`;
const START = NOW + 30 * DAY;
const END = START + 2 * HOUR;
const SPACE = "/espace/structures/org_1";

let session: SessionId;
beforeEach(async () => {
  await setClock(NOW);
  session = await openSession({ startsAt: START });
  await confirmed(session, NOW, { name: "Noé" });
});

/** Somebody of the association who signed in at a moment. */
async function signedInAt(at: number, role: string, email = address()): Promise<ReturnType<typeof as>> {
  const { cookie, person } = await signedIn(email, role, "org_1");
  const mine = "person_id = ?2 AND revoked_at IS NULL";
  await run(`UPDATE logins SET created_at = ?1, seen_at = ?1, expires_at = ?1 + 30 * 86400 WHERE ${mine}`, at, person);
  return as(cookie, STRICT);
}

describe("while a list of first names is open", () => {
  test.each([
    ["facilitator", "idle for three hours, on the day", START - HOUR, 3 * HOUR, true],
    ["coordinator", "idle for three hours, on the day", START - HOUR, 3 * HOUR, true],
    ["facilitator", "idle for one hour, on the day", START, HOUR, false],
    ["facilitator", "idle for three hours, before the list opens", START - 6 * HOUR, 3 * HOUR, false],
    ["facilitator", "idle for three hours, a day and a bit after the end", END + 22 * HOUR, 3 * HOUR, false],
    ["coordinator", "idle for three hours, a day and a bit after the end", END + 22 * HOUR, 3 * HOUR, true],
    ["coordinator", "idle for three hours, eight days after the end", END + 8 * DAY, 3 * HOUR, false],
    ["educator", "idle for three hours, on the day: reads no list", START - HOUR, 3 * HOUR, false],
  ])("a %s %s: signs in again, or stays", async (role, _, from, idle, isOver) => {
    const browser = await signedInAt(from, role);
    await setClock(from + idle);
    expect((await browser.get(SPACE)).location).toBe(isOver ? "/connexion?suite=%2Fespace%2Fstructures%2Forg_1" : "");
  });

  test("a login of twelve hours is over, in use or not", async () => {
    const browser = await signedInAt(START - 13 * HOUR, "facilitator");
    await run("UPDATE logins SET seen_at = ?1", START);
    await setClock(START + MINUTE);
    expect((await browser.get(SPACE)).location).toContain("/connexion");
  });

  test("a cancelled session, and that of another association, shorten nothing", async () => {
    const browser = await signedInAt(START - HOUR, "facilitator");
    await setClock(START + 2 * HOUR);
    await run("UPDATE sessions SET state = 'cancelled'");
    expect((await browser.get(SPACE)).status).toBe(200);
    await run("UPDATE logins SET seen_at = ?1", START - HOUR);
    await organisation("org_2");
    await given("associations", { id: "org_2", slug: "b" });
    await run("UPDATE sessions SET state = 'open', association_id = 'org_2'");
    expect((await browser.get(SPACE)).status).toBe(200);
  });

  test("names are there from two hours before, on the screen and in the file, and not a minute sooner", async () => {
    const names = async (at: number): Promise<boolean[]> => {
      await setClock(at);
      const { cookie } = await signedIn(address(), "coordinator", "org_1");
      const team = as(cookie);
      const list = `${SPACE}/seances/${session}`;
      return [(await team.get(list)).html, (await team.post(`${list}/exporter`, {})).html].map((x) =>
        x.includes("Noé"),
      );
    };
    expect(await names(START - 2 * HOUR - MINUTE)).toEqual([false, false]);
    expect(await names(START - 2 * HOUR + MINUTE)).toEqual([true, true]);
    expect(await names(END + 7 * DAY - MINUTE)).toEqual([true, true]);
    expect(await names(END + 7 * DAY + MINUTE)).toEqual([false, false]);
  });
});

/** What another device would answer if it made a key for the question of a page. */
const madeAnew = async (html: string): Promise<string> =>
  JSON.stringify(await (await authenticator()).register(ceremony(questionIn(html).challenge)));

describe("a key of those who call the roll", () => {
  test("is offered at the second visit, not at the first, and not to the person who has one", async () => {
    const email = address();
    const OFFER = "Vos listes portent des prénoms";
    const page = async (role: string, of = email) =>
      (await as((await signedIn(of, role, "org_1")).cookie, STRICT).get("/espace")).html;
    expect(await page("facilitator")).not.toContain(OFFER);
    expect(await page("facilitator")).toContain(OFFER);
    await run("INSERT INTO passkeys SELECT 'key_1', id, '{}', 0, 1, 1 FROM people");
    expect(await page("facilitator")).not.toContain(OFFER);
    const educator = address();
    await page("educator", educator);
    expect(await page("educator", educator)).not.toContain(OFFER);
  });

  test("is asked for before a file with names: who has none makes it there, and the file comes", async () => {
    await setClock(START);
    const email = address();
    const animates = await signedIn(email, "facilitator", "org_1");
    await assigned(animates.person, session);
    const browser = as(animates.cookie, STRICT);
    const path = `${SPACE}/seances/${session}/exporter`;
    const asked = await browser.post(path, {});
    expect(asked.html).toContain("Ajoutez d’abord une clé");
    expect(asked.html).not.toContain("Noé");
    const device = await authenticator();
    const file = await browser.post(path, {
      ...hiddenIn(asked.html, path),
      preuve: await answerOf(device, asked.html),
    });
    expect([file.headers.get("content-disposition"), file.html.includes("Noé")]).toEqual([
      'attachment; filename="inscriptions.csv"',
      true,
    ]);
    // In the next login the mailbox is not enough: another device cannot make a second first key.
    const next = as((await signedIn(email, "facilitator", "org_1")).cookie, STRICT);
    const again = await next.post(path, {});
    expect(again.html).toContain("Montrez votre clé");
    expect((await next.post(path, { preuve: await madeAnew(again.html) })).status).toBe(422);
    expect(await value("SELECT count(*) FROM passkeys")).toBe(1);
  });
});
