import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { runSqlFile } from "../../scripts/local/database.ts";
import type { Keys } from "../../scripts/local/seal.ts";
import { staffSql } from "../../scripts/staff-add.ts";
import { writeFileSync } from "node:fs";
import { sized } from "../support/size.ts";
import { type World, mailsFor, startWorld, until } from "../support/stack.ts";
import { type Visitor, findPath, visitor } from "../support/visitor.ts";

/** Guesses of each kind: far more than the 50 that are answered. */
const GUESSES = sized({ short: 100, long: 10_000 });
/** How often a stranger asks at one door: more than any door answers. */
const ASKED = sized({ short: 12, long: 30 });
const VICTIM = "delivered+victime@resend.dev";
let world: World;

beforeAll(async () => {
  world = await startWorld("guessing");
  const keys = JSON.parse(readFileSync(join(world.stack.dir, "keys.json"), "utf8")) as Keys;
  const file = join(world.stack.dir, "staff.sql");
  const now = Math.floor(Date.now() / 1000);
  // Limits count by window: at the first second of an hour every window is new, and none ends while guesses run.
  const toTheHour = `UPDATE mail_control SET clock_offset = ${3600 - (now % 3600)} WHERE id = 1;`;
  writeFileSync(file, `${staffSql(keys, VICTIM, now).sql}\n${toTheHour}`);
  runSqlFile(world.stack.dir, file);
});
afterAll(() => world.close());

/** Asks for a link in the name of the victim; the hidden field of the form for the code. */
async function ask(who: Visitor): Promise<{ status: number; form: string }> {
  const hidden = await who.antibotFields(await who.get("/connexion"));
  const page = await who.post("/connexion", [...hidden, ["email", VICTIM], ["suite", "/console"]]);
  return { status: page.status, form: / name="demande" value="([^"]*)"/.exec(page.html)?.[1] ?? "" };
}

/** Sends `n` guesses, 32 at once; how often each status came back. */
async function guess(n: number, one: (i: number) => Promise<Response>): Promise<Record<number, number>> {
  const seen: Record<number, number> = {};
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < n; i = next++) {
      const response = await one(i);
      await response.arrayBuffer();
      seen[response.status] = (seen[response.status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: 32 }, worker));
  return seen;
}

const post = (path: string, fields: Record<string, string>, ip: string): Promise<Response> =>
  fetch(`${world.url}${path}`, {
    method: "POST",
    redirect: "manual",
    headers: { origin: world.url, "cf-connecting-ip": ip, accept: "text/html" },
    body: new URLSearchParams(fields),
  });

describe(`${GUESSES} codes and ${GUESSES} tokens, over HTTP`, () => {
  test("none opens, limits answer 429, and the victim signs in meanwhile", async () => {
    const attacker = visitor(world.url, "203.0.113.66");
    const forms: string[] = [];
    const asked: number[] = [];
    for (let i = 0; i < 65; i++) {
      const { status, form } = await ask(attacker);
      asked.push(status);
      forms.push(...(form === "" ? [] : [form]));
    }
    expect(asked.filter((status) => status === 429)).toHaveLength(5);

    const codes = guess(GUESSES, (i) =>
      post(
        "/connexion/code",
        {
          demande: forms[i % forms.length] ?? "",
          code: String(i * 97)
            .padStart(6, "0")
            .slice(-6),
        },
        "203.0.113.66",
      ),
    );
    const [first = "", subject = ""] = (forms[0] ?? "").split(".");
    const soon = (Math.floor(Date.now() / 1000) + 600).toString(36);
    const tokens = guess(GUESSES, (i) =>
      post(`/connexion/lien/${first}.${subject}.${soon}.${String(i).padStart(22, "A")}`, {}, "203.0.113.67"),
    );

    // Meanwhile, from their own connection: no more mail comes, but the last one that did holds a link that opens.
    const victim = visitor(world.url, "198.51.100.5");
    expect((await ask(victim)).status).toBe(200);
    await until("mails to the victim", () => mailsFor(world.sim, VICTIM).length > 0);
    const link = findPath(mailsFor(world.sim, VICTIM).at(-1)?.text ?? "", `${world.url}/connexion/lien/`).slice(
      world.url.length,
    );
    const entered = await post(link, {}, "198.51.100.5");
    expect([entered.status, entered.headers.get("location")]).toEqual([303, "/console"]);

    const [seenCodes, seenTokens] = [await codes, await tokens];
    console.log(
      JSON.stringify({
        guesses: GUESSES,
        codes: seenCodes,
        tokens: seenTokens,
        mails: mailsFor(world.sim, VICTIM).length,
      }),
    );
    expect(Object.keys(seenCodes).filter((status) => !["422", "429"].includes(status))).toEqual([]);
    expect(Object.keys(seenTokens).filter((status) => !["410", "429"].includes(status))).toEqual([]);
    expect([seenCodes[429], seenTokens[429]]).toEqual([GUESSES - 50, GUESSES - 50]);
    expect(mailsFor(world.sim, VICTIM)).toHaveLength(4);
    const [row] = world.stack.sql("SELECT count(*) AS n FROM logins");
    expect(row?.["n"]).toBe(1);
  });
});

const SESSION = "/ateliers/seances/ses_demo-2";
type Fields = [string, string][];
/** A door that takes an address: what is typed there, and what its link begins with. */
type Door = { link: string; path: string; fields: Fields; subject?: string };
const CLASS: Fields = Object.entries({
  kind: "town",
  name: "Maison de quartier",
  commune: "Créteil",
  departement: "94",
  programme: "agir-en-temoin",
  niveau1: "4e_3e",
  eleves1: "20",
  adults: "2",
  adultRole: "teacher",
  requesterRole: "cpe",
  creneau1: "2027-03-11T10:00",
  creneau2: "2027-03-16T14:00",
  hasRoom: "on",
  hasOpenSituation: "non",
  headVia: "handed_over",
});
const DOORS: Record<string, Door> = {
  "a seat": { path: `${SESSION}/reserver`, link: "/i/", fields: [] },
  "messages for parents": {
    path: "/parents",
    link: "/parents/confirmer/",
    fields: Object.entries({ parcours: "numero-circule", age: "aucun", zone: "Europe/Paris", accord: "on" }),
  },
  "a class": { path: "/etablissements/demande/absent", link: "/demandes/", fields: CLASS },
  "a space": {
    path: "/structures/demander",
    link: "/invitation/",
    fields: Object.entries({ kind: "association", name: "Une association", number: "" }),
  },
};
/** Doors that only give back what an address has already: asked for the addresses that came through the doors above. */
const BACK: Record<string, Door & { of: string }> = {
  "lost links": { of: "a seat", path: "/inscription/retrouver", link: "/i/", fields: [], subject: "Vos inscriptions" },
  "the settings": {
    of: "messages for parents",
    path: "/preferences",
    link: "/preferences/",
    fields: [],
    subject: "Le lien vers vos réglages",
  },
};
const addressOf = (door: string): string => `delivered+${door.replaceAll(" ", "-")}@resend.dev`;

/** Goes through a door in the name of an address, as a browser does. */
async function goThrough(who: Visitor, door: Door, email: string): Promise<number> {
  const from = door.path.replace(/\/reserver$/, "");
  const hidden = await who.antibotFields(await who.get(from));
  const page = await who.post(door.path, [...hidden, ...door.fields, ["email", email]]);
  if (!door.path.endsWith("/reserver")) {
    return page.status;
  }
  const form = new URL(page.url);
  const sent = await who.post(form.pathname + form.search, [
    ["name", "Léa"],
    ["ageBand", "18_plus"],
    ["email", email],
  ]);
  return sent.status;
}

const clockOf = (): number => Number(world.stack.sql("SELECT clock_offset AS n FROM mail_control")[0]?.["n"]);

describe(`a stranger asks ${ASKED} times at every door in somebody's name, the owner once`, () => {
  const seen: Record<string, number[]> = {};
  const countOf = (name: string, door: Door): number =>
    mailsFor(world.sim, addressOf(name)).filter((mail) => door.subject === undefined || mail.subject === door.subject)
      .length;
  const quiet = async (): Promise<void> => {
    await until(
      "everything that is due has left",
      async () => {
        await world.stack.tick();
        const [row] = world.stack.sql(
          `SELECT (SELECT count(*) FROM events WHERE reacted_at IS NULL) + (SELECT count(*) FROM send_batches WHERE status < 3)
             + (SELECT count(*) FROM messages, mail_control WHERE messages.status = 0 AND due_at <= unixepoch() + clock_offset) AS n`,
        );
        return row?.["n"] === 0;
      },
      120,
    );
  };

  test("at most four mails in an hour, and the owner holds a working link within a quarter of an hour", async () => {
    world.stack.sql("UPDATE sessions SET capacity = 90 WHERE id = 'ses_demo-2'");
    const ways = { ...DOORS, ...BACK };
    for (const [name, door] of Object.entries(ways)) {
      const target = "of" in door ? door.of : name;
      const [stranger, owner] = [visitor(world.url, "203.0.113.80"), visitor(world.url, "198.51.100.80")];
      const statuses = new Set<number>();
      for (let i = 0; i < ASKED; i++) {
        statuses.add(await goThrough(stranger, door, addressOf(target)));
        if (i % 6 === 5) {
          await quiet();
        }
      }
      await quiet();
      const before = countOf(target, door);
      expect(await goThrough(owner, door, addressOf(target)), name).toBe(200);
      world.stack.sql(`UPDATE mail_control SET clock_offset = ${clockOf() + 901} WHERE id = 1`);
      await quiet();
      const mails = mailsFor(world.sim, addressOf(target));
      seen[name] = [...statuses, before, countOf(target, door)];
      expect(before, name).toBeLessThanOrEqual(4);
      const link = findPath(mails.at(-1)?.text ?? "", `${world.url}${door.link}`);
      expect((await owner.get(link.slice(world.url.length))).status, name).toBe(200);
      expect(countOf(target, door) > before, name).toBe(true);
    }
    console.log(JSON.stringify(seen));
  });
});
