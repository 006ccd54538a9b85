import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { HOUR, MINUTE } from "../../src/kernel/time.ts";
import { ownPath } from "../../src/access/roles.ts";
import { unique } from "../support/worker/people.ts";
import { mailsTo, pump } from "../support/worker/reactor.ts";
import { as, askToSignIn, cookieOf, member, organisation, signedIn } from "../support/worker/staff.ts";
import { ask, send, setClock, solved } from "../support/worker/web.ts";
import { NOW, links, run, value } from "../support/worker/world.ts";
import { given } from "../support/worker/given.ts";

let email: string;
beforeEach(async () => {
  email = `delivered+${unique()}@resend.dev`;
  await setClock(NOW);
});
const linkIn = async (): Promise<string> => {
  await pump(NOW + 1);
  return (
    new RegExp(`${env.SITE_ORIGIN}(/connexion/lien/\\S+)`).exec((await mailsTo(email)).at(-1)?.text ?? "")?.[1] ?? ""
  );
};

describe("signing in", () => {
  test("a link by mail: a scanner's GETs change nothing, the button signs in once, the cookie is the browser's own", async () => {
    await member(email);
    await askToSignIn(email);
    const link = await linkIn();
    for (let i = 0; i < 3; i++) {
      expect((await ask(link)).html).toContain("Me connecter");
    }
    expect(await value("SELECT count(*) FROM logins")).toBe(0);
    const entered = await send(link, {});
    expect([entered.status, entered.location]).toEqual([303, "/console/courrier"]);
    expect(entered.headers.get("set-cookie")).toMatch(
      /^__Host-connexion=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect((await as(cookieOf(entered)).get("/console/courrier")).status).toBe(200);
    expect((await send(link, {})).status).toBe(410);
    expect(await value("SELECT count(*) FROM logins")).toBe(1);
  });

  test("the same page for everybody; only somebody with a role gets a mail", async () => {
    const known = `delivered+${unique()}@resend.dev`;
    await member(known);
    const shown = async (address: string) =>
      (await askToSignIn(address, unique())).answer.html.replaceAll(/ value="[^"]*"/g, "");
    expect(await shown(email)).toBe(await shown(known));
    await pump(NOW + 1);
    expect([(await mailsTo(known)).length, (await mailsTo(email)).length]).toEqual([1, 0]);
  });

  test("the code is good in the form that asked for it alone, five tries, once", async () => {
    await member(email);
    const mine = await askToSignIn(email);
    const stranger = await askToSignIn(email, "198.51.100.7");
    const code = await links.code(mine.signIn);
    for (let i = 0; i < 6; i++) {
      expect((await send("/connexion/code", { demande: stranger.form, code })).status).toBe(422);
    }
    const right = await links.code(stranger.signIn);
    expect((await send("/connexion/code", { demande: stranger.form, code: right })).status).toBe(422);
    expect((await send("/connexion/code", { demande: mine.form, code })).status).toBe(303);
    expect((await send("/connexion/code", { demande: mine.form, code })).status).toBe(410);
  });

  test("too late, altered, foreign: one page, and nobody enters", async () => {
    await member(email);
    const { form, signIn } = await askToSignIn(email);
    const link = await linkIn();
    const foreign = `/connexion/lien/${await links.sign("manage", signIn, NOW + HOUR)}`;
    expect((await send(link.replace(/.$/, "-"), {})).status).toBe(410);
    expect((await send(foreign, {})).status).toBe(410);
    await setClock(NOW + 16 * MINUTE);
    expect((await send(link, {})).status).toBe(410);
    expect((await send("/connexion/code", { demande: form, code: await links.code(signIn) })).status).toBe(410);
    expect(await value("SELECT count(*) FROM logins")).toBe(0);
  });

  test("guessing: a thousand tokens open nothing, and the person signs in meanwhile", async () => {
    await member(email);
    const { form, signIn } = await askToSignIn(email);
    for (let i = 0; i < 1000; i++) {
      const guess = `a.${signIn}.${(NOW + 600).toString(36)}.${"A".repeat(18)}${String(i).padStart(4, "0")}`;
      expect((await send(`/connexion/lien/${guess}`, {})).status).toBe(i < 50 ? 410 : 429);
    }
    expect((await send("/connexion/code", { demande: form, code: await links.code(signIn) })).status).toBe(303);
  });

  test("a stranger who asks in one's name all day locks nobody out: four mails in a quarter of an hour, and the last link opens as long", async () => {
    await member(email);
    for (let i = 0; i < 12; i++) {
      expect((await askToSignIn(email, unique())).answer.status).toBe(200);
    }
    const mine = await askToSignIn(email, "198.51.100.1");
    expect(mine.answer.html).toContain("un message l’attend déjà, envoyé à 10\u00a0h");
    expect((await send("/connexion/code", { demande: mine.form, code: await links.code(mine.signIn) })).status).toBe(
      422,
    );
    const link = await linkIn();
    expect(await mailsTo(email)).toHaveLength(4);
    await setClock(NOW + 14 * MINUTE);
    expect((await send(link, {})).status).toBe(303);
  });

  test("past ten codes a day only links open: six digits are not tried for ever", async () => {
    await member(email);
    for (let i = 0; i < 12; i++) {
      await setClock(NOW + i * 16 * MINUTE);
      await askToSignIn(email, unique());
    }
    await pump(NOW + 12 * 16 * MINUTE - 16 * MINUTE + 1);
    const newest = await askToSignIn(email, unique());
    const code = await links.code(newest.signIn);
    expect((await send("/connexion/code", { demande: newest.form, code })).status).toBe(422);
    expect(await value("SELECT min(tries) FROM sign_ins WHERE id = ?1", newest.signIn)).toBe(5);
    await pump(NOW + 12 * 16 * MINUTE);
    expect((await mailsTo(email)).at(-1)?.text).toContain("seul le lien ouvre");
  });

  test("many requests: a person from elsewhere is not locked out by a stranger's connection", async () => {
    await member(email);
    const statuses: number[] = [];
    for (let i = 0; i < 62; i++) {
      statuses.push((await askToSignIn(`delivered+${unique()}@resend.dev`, "203.0.113.9")).answer.status);
    }
    expect(statuses.slice(-2)).toEqual([429, 429]);
    expect((await askToSignIn(email, "203.0.113.10")).answer.status).toBe(200);
  });

  test.each([
    "//evil.fr",
    "https://evil.fr",
    "/\\evil.fr",
    "/a/../../b",
    "javascript:alert(1)",
    "/x\r\nSet-Cookie: a",
    "/.//evil.example",
    "/a//b",
  ])("after signing in, %s leads home", (path) => {
    expect(ownPath(path)).toBe("/espace");
  });
});

describe("where one was going", () => {
  const goes = async (suite: string): Promise<string> => {
    await member(email);
    const page = await send("/connexion", { ...(await solved("/connexion")), email, suite }, { ip: unique() });
    const demande = / name="demande" value="([^"]*)"/.exec(page.html)?.[1] ?? "";
    const id = (await links.verify("sign-in-form", demande, NOW)) ?? "";
    return (await send("/connexion/code", { demande, code: await links.code(id), suite: "https://evil.fr" })).location;
  };

  test("is remembered through the mail, and is never another site", async () => {
    expect(await goes("/console/journal?famille=passkey")).toBe("/console/journal?famille=passkey");
    expect(await goes("//evil.fr")).toBe("/espace");
    const { cookie } = await signedIn(`delivered+${unique()}@resend.dev`);
    expect((await as(cookie).get("/connexion?suite=//evil.fr")).location).toBe("/espace");
    expect((await as(cookie).get("/connexion?suite=/console")).location).toBe("/console");
  });
});

describe("being signed in", () => {
  test("the console sends a visitor to sign in and back; to somebody without the role it does not exist", async () => {
    const visitor = await ask("/console/courrier");
    expect([visitor.status, visitor.location]).toEqual([303, "/connexion?suite=%2Fconsole%2Fcourrier"]);
    expect((await send("/console/courrier/envoi", { valeur: "0" })).status).toBe(403);
    const { cookie } = await signedIn(email, "coordinator");
    expect((await as(cookie).get("/console/courrier")).status).toBe(404);
    expect((await as(cookie).post("/console/courrier/envoi", { valeur: "0" })).status).toBe(404);
    expect((await as(cookie).get("/espace/securite")).status).toBe(200);
    expect(await value("SELECT sending_enabled FROM mail_control")).toBe(1);
  });

  test("a role taken away, a login revoked, a long silence: over at once", async () => {
    const { cookie, person } = await signedIn(email);
    const browser = as(cookie);
    expect((await browser.get("/console/courrier")).status).toBe(200);
    await run("UPDATE memberships SET ended_at = 1 WHERE person_id = ?1", person);
    expect((await browser.get("/console/courrier")).status).toBe(303);
    await run("UPDATE memberships SET ended_at = NULL WHERE person_id = ?1", person);
    await setClock(NOW + 3 * HOUR);
    expect((await browser.get("/console/courrier")).status).toBe(303);
    await setClock(NOW);
    const id = String(await value("SELECT id FROM logins"));
    const left = await browser.post("/espace/securite/fermer", { connexion: id });
    expect([left.status, left.location]).toEqual([303, "/"]);
    expect((await browser.get("/espace/securite")).status).toBe(303);
  });

  test("a login lives as long as today's roles let it: who came to see more is signed out, on every device", async () => {
    await organisation("org_1");
    const { cookie, person } = await signedIn(email, "facilitator", "org_1");
    const browser = as(cookie);
    await setClock(NOW + 11 * HOUR);
    expect((await browser.get("/espace")).status).toBe(200);
    await given("memberships", { person_id: person, organisation_id: "", role: "assessor" });
    await setClock(NOW + 12 * HOUR - 60); // used all along: less than two hours ago
    expect((await browser.get("/espace")).status).toBe(200);
    await setClock(NOW + 13 * HOUR);
    expect((await browser.get("/espace")).location).toContain("/connexion");
    await run("UPDATE memberships SET ended_at = 1 WHERE role = 'assessor'");
    expect((await browser.get("/espace")).status).toBe(200);
  });

  test("one closes one's own logins, not another's", async () => {
    const mine = await signedIn(email);
    const other = await signedIn(`delivered+${unique()}@resend.dev`);
    const theirs = String(await value("SELECT id FROM logins WHERE person_id = ?1", other.person));
    await as(mine.cookie).post("/espace/securite/fermer", { connexion: theirs });
    expect((await as(other.cookie).get("/console/courrier")).status).toBe(200);
  });

  test("no token and no code stands in the database", async () => {
    const { cookie } = await signedIn(email);
    const token = cookie.split("=")[1] ?? "";
    const dump = JSON.stringify([
      await value("SELECT json_group_array(token_hash) FROM logins"),
      await value("SELECT json_group_array(id) FROM sign_ins"),
    ]);
    expect(dump).not.toContain(token);
    expect(
      await value("SELECT count(*) FROM pragma_table_info('sign_ins') WHERE name LIKE '%code%' OR name LIKE '%token%'"),
    ).toBe(0);
  });

  test("a form posted from another site is refused", async () => {
    const { cookie } = await signedIn(email);
    const answer = await send(
      "/console/courrier/envoi",
      { valeur: "0" },
      { headers: { cookie, origin: "https://evil.fr" } },
    );
    expect(answer.status).toBe(403);
  });
});
