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
const GUESSES = sized({ short: 300, long: 10_000 });
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
    for (let i = 0; i < 25; i++) {
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
    expect(mailsFor(world.sim, VICTIM)).toHaveLength(5);
    const [row] = world.stack.sql("SELECT count(*) AS n FROM logins");
    expect(row?.["n"]).toBe(1);
  });
});
