import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { filesHolding } from "../support/files.ts";
import { type World, mailsFor, startWorld, until } from "../support/stack.ts";
import { findPath, visitor } from "../support/visitor.ts";

const EMAIL = "delivered+tres-secrete-adresse@resend.dev";
/** Written in plain on purpose, to see that it is found. */
const CONTROL = "temoin@exemple.fr";
const NAME = "Zéphyrine-Anatole";
let world: World;

beforeAll(async () => {
  world = await startWorld("secrets");
});
afterAll(() => world.close());

/** The files of the run (database and journal, R2, queues, logs, settings) that hold one of the texts. */
const holders = (texts: readonly string[]): string[] => filesHolding(world.stack.dir, texts);

/** One person through everything: a seat, guidance, a space, signing in, looking for links. */
async function everything(): Promise<void> {
  const person = visitor(world.url, "198.51.100.20");
  const post = async (path: string, fields: [string, string][], by = person) =>
    by.post(path, [...(await by.antibotFields(await by.get(path))), ...fields]);
  const session = "/ateliers/seances/ses_demo-1";
  const held = await person.post(`${session}/reserver`, await person.antibotFields(await person.get(session)));
  const form: [string, string][] = [
    ["name", NAME],
    ["ageBand", "18_plus"],
    ["email", EMAIL],
  ];
  const seated = await person.post(held.url.slice(world.url.length), form);
  expect(seated.html, held.url).toContain("messagerie");
  const wish: [string, string][] = [
    ["parcours", "premier-telephone"],
    ["age", "aucun"],
    ["zone", "Europe/Paris"],
    ["accord", "on"],
  ];
  await post("/parents", [...wish, ["email", EMAIL]]);
  await post("/structures/demander", [
    ["kind", "association"],
    ["name", "Les Témoins"],
    ["number", ""],
    ["email", EMAIL],
  ]);
  // Nobody has proven this address yet: one mail leaves at once, the two other requests wait a quarter of an hour for theirs.
  await until("a mail", () => mailsFor(world.sim, EMAIL).length >= 1);
  world.stack.sql("UPDATE mail_control SET clock_offset = clock_offset + 901 WHERE id = 1");
  await until("the mail of all that waits", async () => {
    await world.stack.tick();
    return mailsFor(world.sim, EMAIL).some((mail) => mail.text.includes("/invitation/"));
  });
  const texts = mailsFor(world.sim, EMAIL).map((mail) => mail.text);
  const invitation = texts.find((text) => text.includes("/invitation/")) ?? "";
  await person.post(new URL(findPath(invitation, `${world.url}/invitation/`)).pathname, []);
  // The invitation signed them in here: they sign in once more elsewhere.
  const elsewhere = visitor(world.url, "198.51.100.21");
  const again: [string, string][] = [
    ["email", EMAIL],
    ["suite", ""],
  ];
  await post("/connexion", again, elsewhere);
  await post("/inscription/retrouver", [["email", EMAIL]]);
  await post("/preferences", [["email", EMAIL]]);
  await person.get(`/console/personnes?email=${encodeURIComponent(EMAIL)}`);
  await world.stack.tick();
  await until("the mails that answer", () => mailsFor(world.sim, EMAIL).length >= 4);
}

describe("a whole run of the platform", () => {
  test("leaves no byte of a known name or address in the database, in R2, in queues or in logs", async () => {
    await everything();
    const [row] = world.stack.sql("SELECT count(*) AS n FROM contacts WHERE email_sealed IS NOT NULL");
    expect(row?.["n"]).toBeGreaterThan(0);
    expect(holders(["SQLite format 3"])).not.toEqual([]);
    expect(readFileSync(join(world.stack.dir, "wrangler.log"), "utf8")).toContain("POST");
    expect(holders([EMAIL, NAME])).toEqual([]);
    world.stack.sql(`INSERT INTO sequences (id, version, sha, status) VALUES ('${CONTROL}', 1, 'x', 0)`);
    expect(holders([CONTROL]).length).toBeGreaterThan(0);
    world.stack.sql(`DELETE FROM sequences WHERE id = '${CONTROL}'`);
  });

  test("npm run rotate-keys: a new key, everything re-sealed by the clock, the old key gone, links and mails still work", async () => {
    const rotate = (...more: string[]): string =>
      execFileSync(
        "node",
        ["scripts/rotate-keys.ts", "--dir", world.stack.dir.replace(`${process.cwd()}/`, ""), ...more],
        {
          encoding: "utf8",
        },
      );
    expect(rotate()).toMatch(/New key "b"\. \d+ left to re-seal/);
    await until(
      "nothing under the old key",
      async () => {
        await world.stack.tick().catch(() => undefined);
        await wait(3000); // the Workers start again, and the clock rings
        return rotate().startsWith("Nothing is left");
      },
      20,
    );
    expect(rotate("--drop")).toContain('Only the key "b" is left');
    const before = mailsFor(world.sim, EMAIL).length;
    const other = visitor(world.url, "198.51.100.21");
    await until("the site is back", async () => (await fetch(`${world.url}/sante`).catch(() => null))?.ok);
    await other.post("/connexion", [
      ...(await other.antibotFields(await other.get("/connexion"))),
      ["email", EMAIL],
      ["suite", ""],
    ]);
    // What was rung while the Workers started again is lost with their queue: the clock rings it anew, once it is a minute old.
    await until(
      "a mail to an address sealed anew",
      async () => {
        await world.stack.tick().catch(() => undefined);
        return mailsFor(world.sim, EMAIL).length > before;
      },
      120,
    );
    expect(holders([EMAIL, NAME])).toEqual([]);
  });
});
