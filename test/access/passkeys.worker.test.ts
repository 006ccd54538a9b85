import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { passkeyShown } from "../../src/access/passkeys.store.ts";
import { DAY, HOUR, MINUTE } from "../../src/kernel/time.ts";
import { type Authenticator, authenticator } from "../support/authenticator.ts";
import { ceremony, questionIn } from "../support/worker/ceremony.ts";
import { unique } from "../support/worker/people.ts";
import { mailsTo, pump } from "../support/worker/reactor.ts";
import { as, askToSignIn, cookieOf, signedIn } from "../support/worker/staff.ts";
import { send, setClock } from "../support/worker/web.ts";
import { NOW, db, links, rows, run, value } from "../support/worker/world.ts";
import { ONLY_LED, says } from "../support/worker/led.ts";

const STRICT = { PASSKEYS: "required" };
const fresh = (): string => `delivered+${unique()}@resend.dev`;
type Browser = ReturnType<typeof as>;

/** Somebody with a role, signed in by a link, with time to add a first passkey. */
async function newcomer(email = fresh(), role = "operator"): Promise<{ browser: Browser; person: string }> {
  const { cookie, person } = await signedIn(email, role);
  await run("UPDATE people SET passkey_until_at = ?2 WHERE id = ?1", person, NOW + DAY);
  return { browser: as(cookie, STRICT), person };
}

/** The question of the page, as the script in it reads it. */
const question = async (browser: Browser, path = "/espace/cle") => questionIn((await browser.get(path)).html);

/** Adds a passkey through the page. */
async function add(browser: Browser, device: Authenticator, path = "/espace/cle") {
  const { challenge } = await question(browser, path);
  const reponse = JSON.stringify(await device.register(ceremony(challenge)));
  return browser.post("/espace/cle/ajouter", { reponse, suite: "/console" });
}
/** Shows a passkey through the page. */
async function show(browser: Browser, device: Authenticator) {
  const { challenge } = await question(browser);
  const reponse = JSON.stringify(await device.sign(ceremony(challenge)));
  return browser.post("/espace/cle/montrer", { reponse, suite: "/console" });
}
/** Signs in anew, in another browser. */
async function signInAgain(email: string): Promise<Browser> {
  const { form, signIn } = await askToSignIn(email, unique());
  return as(cookieOf(await send("/connexion/code", { demande: form, code: await links.code(signIn) })), STRICT);
}

beforeEach(() => setClock(NOW));
afterEach(() => vi.restoreAllMocks());

describe("a passkey", () => {
  test("is asked for before the console; added once, it opens this login, and the next one must show it", async () => {
    const email = fresh();
    const { browser } = await newcomer(email);
    expect((await browser.get("/console/personnes")).location).toBe("/espace/cle?suite=%2Fconsole%2Fpersonnes");
    const refused = await browser.post("/console/personnes", { email });
    expect([refused.status, refused.html.includes("Montrez d’abord votre clé")]).toEqual([403, true]);
    const device = await authenticator();
    expect((await add(browser, device)).location).toBe("/console");
    expect((await browser.get("/console/personnes")).status).toBe(200);
    const next = await signInAgain(email);
    expect((await next.get("/console")).location).toBe("/espace/cle?suite=%2Fconsole");
    expect((await show(next, device)).location).toBe("/console");
    expect((await next.get("/console")).status).toBe(200);
  });

  test("after it, nobody is sent to another site", async () => {
    const { browser } = await newcomer();
    const { challenge } = await question(browser, "/espace/cle?suite=//evil.fr");
    const reponse = JSON.stringify(await (await authenticator()).register(ceremony(challenge)));
    expect((await browser.post("/espace/cle/ajouter", { reponse, suite: "//evil.fr" })).location).toBe("/espace");
  });

  test("a question is answered once, in five minutes, by one's own device and in one's own login", async () => {
    const email = fresh();
    const { browser } = await newcomer(email);
    const device = await authenticator();
    await add(browser, device);
    const next = await signInAgain(email);
    const { challenge } = await question(next);
    const reponse = JSON.stringify(await device.sign(ceremony(challenge)));
    const stranger = (await newcomer()).browser;
    await question(stranger);
    expect((await stranger.post("/espace/cle/montrer", { reponse, suite: "/console" })).status).toBe(422);
    const other = await authenticator();
    const wrong = JSON.stringify({ ...(await other.sign(ceremony(challenge))), id: device.id });
    expect((await next.post("/espace/cle/montrer", { reponse: wrong, suite: "/console" })).status).toBe(422);
    expect((await next.post("/espace/cle/montrer", { reponse, suite: "/console" })).status).toBe(422);
    await question(next);
    await setClock(NOW + 6 * MINUTE);
    expect((await showLate(next, device)).status).toBe(422);
    await setClock(NOW);
    const once = await question(next);
    const answer = { reponse: JSON.stringify(await device.sign(ceremony(once.challenge))), suite: "/console" };
    expect((await next.post("/espace/cle/montrer", answer)).status).toBe(303);
    expect((await next.post("/espace/cle/montrer", answer)).status).toBe(422);
  });

  /** Shows a passkey against a question that the page asked too long ago. */
  async function showLate(browser: Browser, device: Authenticator) {
    const challenge = String(
      await value("SELECT challenge FROM logins WHERE challenge IS NOT NULL ORDER BY created_at DESC"),
    );
    const reponse = JSON.stringify(await device.sign(ceremony(challenge)));
    return browser.post("/espace/cle/montrer", { reponse, suite: "//evil.fr" });
  }

  test("a first one only while its time runs: a mailbox stolen later adds none", async () => {
    const { browser, person } = await newcomer();
    await run("UPDATE people SET passkey_until_at = ?2 WHERE id = ?1", person, NOW - 1);
    expect((await browser.get("/espace/cle")).html).toContain("Le délai pour ajouter une première clé est passé");
    await run("UPDATE logins SET challenge = 'abc', challenge_until_at = ?1", NOW + 60);
    const device = await authenticator();
    const reponse = JSON.stringify(await device.register(ceremony("abc")));
    expect((await browser.post("/espace/cle/ajouter", { reponse, suite: "/console" })).status).toBe(422);
    expect(await value("SELECT count(*) FROM passkeys")).toBe(0);
  });

  test("a second one only in a login that showed the first; the last one cannot be removed", async () => {
    const email = fresh();
    const { browser, person } = await newcomer(email);
    const [first, second] = [await authenticator(), await authenticator("RS256")];
    await add(browser, first);
    const next = await signInAgain(email);
    expect((await question(next, "/espace/cle?autre=oui")).kind).toBe("show");
    await run("UPDATE logins SET challenge = 'abc', challenge_until_at = ?1", NOW + 60);
    const sly = JSON.stringify(await second.register(ceremony("abc")));
    expect((await next.post("/espace/cle/ajouter", { reponse: sly, suite: "/console" })).status).toBe(422);
    const missed = await browser.post("/espace/cle/ajouter", { reponse: "{}", suite: "/espace/securite" });
    expect([missed.status, missed.html.includes("Ajoutez une clé")]).toEqual([422, true]);
    expect((await add(browser, second, "/espace/cle?autre=oui")).status).toBe(303);
    await next.post("/espace/cle/retirer", { cle: first.id, confirme: "oui" });
    expect(await value("SELECT count(*) FROM passkeys WHERE person_id = ?1", person)).toBe(2);
    await browser.post("/espace/cle/retirer", { cle: first.id, confirme: "oui" });
    await browser.post("/espace/cle/retirer", { cle: second.id, confirme: "oui" });
    expect(await rows("SELECT id FROM passkeys")).toEqual([{ id: second.id }]);
  });

  test("removed, it ends what it opened: another device signs in again, this one shows the other key", async () => {
    const email = fresh();
    const { browser: one } = await newcomer(email);
    const [a, b] = [await authenticator(), await authenticator()];
    await add(one, a);
    await add(one, b, "/espace/cle?autre=oui");
    const [two, three] = [await signInAgain(email), await signInAgain(email)];
    await show(two, b);
    await show(three, a);
    expect((await one.post("/espace/cle/retirer", { cle: b.id, confirme: "oui" })).status).toBe(303);
    expect((await two.get("/console")).location).toContain("/connexion");
    expect([(await one.get("/console")).status, (await three.get("/console")).status]).toEqual([200, 200]);
    await add(one, b, "/espace/cle?autre=oui");
    await one.post("/espace/cle/retirer", { cle: a.id, confirme: "oui" });
    expect((await three.get("/console")).location).toContain("/connexion");
    expect((await one.get("/console")).location).toContain("/espace/cle");
    expect((await show(one, b)).status).toBe(303);
    expect((await one.get("/console")).status).toBe(200);
  });

  test("and its event are one transaction: what the trail cannot keep is neither added nor removed, and each act is told once", async () => {
    const { browser } = await newcomer();
    const [a, b] = [await authenticator(), await authenticator()];
    await add(browser, a);
    const trail = () => rows("SELECT type FROM events WHERE type LIKE 'passkey.%' ORDER BY id");
    await run(
      "CREATE TRIGGER no_trail BEFORE INSERT ON events WHEN new.type LIKE 'passkey.%' BEGIN SELECT RAISE(ABORT, 'no trail'); END",
    );
    expect((await add(browser, b, "/espace/cle?autre=oui")).status).toBe(500);
    expect(await value("SELECT count(*) FROM passkeys")).toBe(1);
    await run("DROP TRIGGER no_trail");
    await add(browser, b, "/espace/cle?autre=oui");
    await run(
      "CREATE TRIGGER no_trail BEFORE INSERT ON events WHEN new.type LIKE 'passkey.%' BEGIN SELECT RAISE(ABORT, 'no trail'); END",
    );
    const remove = { cle: b.id, confirme: "oui" };
    expect((await browser.post("/espace/cle/retirer", remove)).status).toBe(500);
    expect(await value("SELECT count(*) FROM passkeys")).toBe(2);
    await run("DROP TRIGGER no_trail");
    await Promise.all([browser.post("/espace/cle/retirer", remove), browser.post("/espace/cle/retirer", remove)]);
    expect((await trail()).map(({ type }) => type)).toEqual(["passkey.added", "passkey.added", "passkey.removed"]);
  });

  test("removed while it is being shown opens nothing", async () => {
    const email = fresh();
    const { browser } = await newcomer(email);
    const [a, b] = [await authenticator(), await authenticator()];
    await add(browser, a);
    await add(browser, b, "/espace/cle?autre=oui");
    await signInAgain(email);
    const login = String(await value("SELECT id FROM logins WHERE passkey_at IS NULL AND revoked_at IS NULL"));
    await browser.post("/espace/cle/retirer", { cle: b.id, confirme: "oui" });
    await db.batch(passkeyShown(b.id, 1, login, NOW)); // what was checked before, and is written after
    expect(await value("SELECT passkey_at FROM logins WHERE id = ?1", login)).toBe(null);
  });

  test("that stays, because it is the last or somebody else's, ends nothing", async () => {
    const email = fresh();
    const { browser } = await newcomer(email);
    const [a, other] = [await authenticator(), await authenticator()];
    await add(browser, a);
    await add((await newcomer()).browser, other);
    const next = await signInAgain(email);
    await show(next, a);
    await browser.post("/espace/cle/retirer", { cle: a.id, confirme: "oui" });
    await browser.post("/espace/cle/retirer", { cle: other.id, confirme: "oui" });
    expect([(await next.get("/console")).status, (await browser.get("/console")).status]).toEqual([200, 200]);
  });

  test("a copied device is refused: its counter does not grow", async () => {
    const email = fresh();
    const { browser } = await newcomer(email);
    const device = await authenticator();
    await add(browser, device);
    await run("UPDATE passkeys SET counter = 9");
    expect((await show(await signInAgain(email), device)).status).toBe(422);
  });

  const FRAMES = [{ crossOrigin: true }, { crossOrigin: true, topOrigin: "https://evil.fr" }];
  test.each(FRAMES)(
    "asked for in another site's frame (%j) is neither added nor shown; the log says why",
    async (frame) => {
      const logged = vi.spyOn(console, "warn").mockReturnValue();
      const email = fresh();
      const { browser } = await newcomer(email);
      const device = await authenticator();
      const made = await device.register({ ...ceremony((await question(browser)).challenge), ...frame });
      const added = await browser.post("/espace/cle/ajouter", { reponse: JSON.stringify(made), suite: "/console" });
      expect([added.status, added.html.includes("n’a pas été reconnue")]).toEqual([422, true]);
      expect(await value("SELECT count(*) FROM passkeys")).toBe(0);
      await add(browser, device);
      const next = await signInAgain(email);
      const signed = await device.sign({ ...ceremony((await question(next)).challenge), ...frame });
      const shown = await next.post("/espace/cle/montrer", { reponse: JSON.stringify(signed), suite: "/console" });
      expect([shown.status, shown.html.includes("n’a pas été reconnue")]).toEqual([422, true]);
      expect((await next.get("/console")).location).toBe("/espace/cle?suite=%2Fconsole");
      expect(logged.mock.calls.flat()).toEqual(
        ["add", "show"].map((act) =>
          JSON.stringify({ level: "warn", what: "access.passkey_refused", act, why: "cross_origin" }),
        ),
      );
    },
  );

  test("refused for another passkey, another question or none that stands: the log says which", async () => {
    const email = fresh();
    const { browser } = await newcomer(email);
    const device = await authenticator();
    await add(browser, device);
    const logged = vi.spyOn(console, "warn").mockReturnValue();
    const next = await signInAgain(email);
    await show(next, await authenticator());
    for (const act of ["montrer", "ajouter"]) {
      const answer = await (act === "montrer" ? device.sign : device.register)(ceremony("abc"));
      const reponse = JSON.stringify(answer);
      await next.post(`/espace/cle/${act}`, { reponse, suite: "/console" });
      await run("UPDATE logins SET challenge_until_at = ?1", NOW);
      await next.post(`/espace/cle/${act}`, { reponse, suite: "/console" });
    }
    const why = logged.mock.calls.flat().map((line) => (JSON.parse(String(line)) as { why: string }).why);
    expect(why).toEqual(["credential", "challenge", "not_asked", "challenge", "not_asked"]);
  });

  test.each(["", "{}", "null", '{"id":"x","response":{}}', "<script>"])(
    "an answer like %j is refused with words",
    async (reponse) => {
      const { browser } = await newcomer();
      for (const act of ["ajouter", "montrer"]) {
        const answer = await browser.post(`/espace/cle/${act}`, { reponse, suite: "/console" });
        expect([answer.status, answer.html.includes("n’a pas été reconnue")]).toEqual([422, true]);
      }
    },
  );

  test("other trusted roles are asked too where they will need it; an educator never is", async () => {
    const { browser } = await newcomer(fresh(), "assessor");
    expect((await browser.get("/espace/securite")).html).toContain("Ajouter ma première clé");
    const educator = await newcomer(fresh(), "educator");
    expect((await educator.browser.get("/espace/securite")).html).not.toMatch(/Mes clés|première clé/);
  });
});

describe("recovery", () => {
  test("another operator resets: passkeys and logins end, the person is told, the trail keeps it; oneself cannot", async () => {
    const email = fresh();
    const lost = await newcomer(email);
    await add(lost.browser, await authenticator());
    const helper = await newcomer();
    await add(helper.browser, await authenticator());
    const reset = (personne: string, more = {}) =>
      helper.browser.post("/console/equipe/rouvrir", { personne, ...more });
    expect((await reset(lost.person)).html).toContain("Assurez-vous de vive voix");
    expect(await value("SELECT count(*) FROM passkeys")).toBe(2);
    expect((await reset(lost.person, { confirme: "oui" })).status).toBe(303);
    expect((await lost.browser.get("/console")).location).toContain("/connexion");
    await pump(NOW + 1);
    const subjects = (await mailsTo(email)).map((mail) => mail.subject);
    expect(subjects).toContain("Vos clés de connexion ont été retirées");
    expect(await rows("SELECT actor, subject FROM events WHERE type = 'passkey.reset'")).toEqual([
      { actor: helper.person, subject: lost.person },
    ]);
    const again = await signInAgain(email);
    expect((await add(again, await authenticator())).status).toBe(303);
    expect((await reset(helper.person, { confirme: "oui" })).status).toBe(409);
    expect((await reset("per_nobody", { confirme: "oui" })).status).toBe(404);
  });

  test("the last operator cannot be removed; of two who remove each other at once, one stays", async () => {
    const [a, b] = [await newcomer(), await newcomer()];
    await run("UPDATE logins SET passkey_at = ?1", NOW);
    const remove = (by: Browser, personne: string) =>
      by.post("/console/equipe/retirer", { personne, role: "operator", confirme: "oui" });
    const done = await Promise.all([remove(a.browser, b.person), remove(b.browser, a.person)]);
    const left = "SELECT count(*) FROM memberships WHERE role = 'operator' AND ended_at IS NULL";
    expect(await value(left)).toBe(1);
    const last = (await value("SELECT person_id FROM memberships WHERE ended_at IS NULL")) === a.person ? a : b;
    const { location = "" } = done.find(({ status }) => status === 303) ?? {};
    expect(await says(last.browser.get, location, "Cette personne n’a plus ce rôle.")).toEqual(ONLY_LED);
    const refused = await remove(last.browser, last.person);
    expect([refused.status, refused.html.includes("dernier opérateur")]).toEqual([409, true]);
    expect(await value(left)).toBe(1);
  });

  test("a login that showed a passkey is over when it is revoked, or left alone for two hours", async () => {
    const { browser } = await newcomer();
    await add(browser, await authenticator());
    await setClock(NOW + 3 * HOUR);
    expect((await browser.get("/console")).location).toContain("/connexion");
    await setClock(NOW);
    await run("UPDATE logins SET revoked_at = 1");
    expect((await browser.get("/console")).location).toContain("/connexion");
  });
});
