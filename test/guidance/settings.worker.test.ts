import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { DAY, instantOf } from "../../src/kernel/time.ts";
import { settingsSubject } from "../../src/mail/template.ts";
import type { Database } from "../../src/platform/d1.ts";
import { tick } from "../../workers/reactor/tick.ts";
import { STEPS, knock, messagesOf, stepSubject, stepsTo, subscribed } from "../support/worker/guidance.ts";
import { confirmed, unique } from "../support/worker/people.ts";
import { mailsTo, pump } from "../support/worker/reactor.ts";
import { ask, send, setClock } from "../support/worker/web.ts";
import { NOW, depsAt, links, openSession, rows, run, value, idIn } from "../support/worker/world.ts";

let email: string;
let recipientId: string;
let base: string;

const linkFor = async (id: string): Promise<string> => {
  const contact = await idIn("ctc", "SELECT contact_id FROM recipients WHERE id = ?1", id);
  return `/preferences/${await links.sign("preferences", settingsSubject(id, contact), NOW + 400 * DAY)}`;
};

beforeEach(async () => {
  await setClock(NOW);
  email = `delivered+${unique()}@resend.dev`;
  ({ recipientId } = await subscribed(NOW, { email }));
  base = await linkFor(recipientId);
  await knock(NOW + 60);
});

describe("settings, behind a signed link", () => {
  test("show the address, what is received and when; a foreign or altered link shows nobody", async () => {
    const page = await ask(base);
    expect(page.html).toContain(email);
    expect(page.html).toMatch(/value="premier-telephone" checked/);
    expect((await ask(base.replace(/.$/, "x"))).status).toBe(410);
    const foreign = `/preferences/${await links.sign("manage", `${recipientId}~x`, NOW + DAY)}`;
    expect((await ask(foreign)).status).toBe(410);
  });

  test("how far one is, when the next comes at the earliest, and where to read again", async () => {
    const { html } = await ask(base);
    expect(html).toContain(`étape 1 sur ${STEPS} envoyée`);
    expect(html).toMatch(/La suite, au plus tôt\s: \w+ \d+\S* \p{L}+ 2026/u);
    expect(html).toContain('href="/parents/reperes-1"');
  });

  test("the child’s age is asked where a path is chosen: changed there, kept when it is not said, given to a path that begins", async () => {
    const ages = () => rows("SELECT topic, age_group AS age FROM subscriptions ORDER BY topic");
    const first = { topic: "premier-telephone", age: "lycee" };
    await send(`${base}/parcours`, { parcours: ["premier-telephone"], age: "lycee" });
    expect(await ages()).toEqual([first]);
    expect((await ask(base)).html).toMatch(/value="lycee" selected/);
    await send(`${base}/parcours`, { parcours: ["premier-telephone"] });
    await send(`${base}/parcours`, { parcours: ["premier-telephone"], age: "crèche" });
    expect(await ages()).toEqual([first]);
    await send(`${base}/parcours`, { parcours: ["premier-telephone", "en-parler", "adulte-vise"], age: "college" });
    expect(await ages()).toEqual([
      { topic: "adulte-vise", age: null },
      { topic: "en-parler", age: "college" },
      { topic: "premier-telephone", age: "college" },
    ]);
    await send(`${base}/parcours`, { parcours: ["premier-telephone"], age: "aucun" });
    expect((await ask(base)).html).toMatch(/value="aucun" selected/);
  });

  test("the next step leaves at once when its reader asks, once for each press; the ones after it keep their day, and the night its rest", async () => {
    const press = (etape: number) => send(`${base}/suivante`, { parcours: "premier-telephone", etape: `${etape}` });
    const subjects = () => stepsTo(email);
    expect((await ask(base)).html).toContain("Envoyer la suivante maintenant");
    const noted = (await press(1)).location;
    expect((await ask(noted)).html).toMatch(/notice good[^]*La suivante part/);
    const again = (await press(1)).location;
    expect((await ask(again)).html).toMatch(/Cette étape est déjà en route\s: rien/);
    const waiting = (await ask(base)).html;
    expect(waiting).toContain("La suivante part dans les minutes qui viennent");
    expect(waiting).not.toContain("Envoyer la suivante maintenant");
    await knock(NOW + 120);
    expect(await subjects()).toEqual([stepSubject(1), stepSubject(2)]);
    expect((await ask(noted)).html).not.toContain("La suivante part dans les minutes"); // it left
    expect((await ask(again)).html).toMatch(/Rien n’a changé\s: ce parcours/);
    expect(await rows("SELECT step, wanted_at, next_at FROM enrolments")).toEqual([
      { step: 2, wanted_at: null, next_at: instantOf("2026-12-17T18:30", "Europe/Paris") },
    ]);
    await press(1);
    await press(7);
    await send(`${base}/suivante`, { parcours: "en-parler", etape: "2" });
    await knock(NOW + 240);
    expect(await subjects()).toHaveLength(2);
    await setClock(instantOf("2026-12-01T22:30", "Europe/Paris"));
    await press(2);
    await knock(instantOf("2026-12-01T22:31", "Europe/Paris"));
    expect(await subjects()).toHaveLength(2);
    await knock(instantOf("2026-12-02T08:01", "Europe/Paris"));
    expect(await subjects()).toEqual([stepSubject(1), stepSubject(2), stepSubject(3)]);
  });

  test("« c’est fini »: the steps between do not leave any more, the last does at its day; asked only where it may be over, and once", async () => {
    const mine = `delivered+${unique()}@resend.dev`;
    const { recipientId: id } = await subscribed(NOW, { email: mine, parcours: "messages-malveillants" });
    const own = await linkFor(id);
    await knock(NOW + 60);
    const press = (path: string, parcours: string) => send(`${path}/fini`, { parcours });
    expect((await ask(base)).html).not.toContain("C’est fini");
    expect((await press(base, "premier-telephone")).location).toMatch(/fait=fini-dit$/);
    expect((await ask(own)).html).toContain("C’est fini");
    expect((await press(own, "messages-malveillants")).location).toMatch(/fait=fini$/);
    expect((await press(own, "messages-malveillants")).location).toMatch(/fait=fini-dit$/);
    const said = (await ask(own)).html;
    expect(said).toContain("il reste le dernier message");
    expect(said).not.toMatch(/>\s*C’est fini\s*<|Envoyer la suivante/);
    await knock(NOW + 120);
    expect(await rows("SELECT step FROM enrolments WHERE recipient_id = ?1", id)).toEqual([{ step: 5 }]);
    await knock(NOW + 14 * DAY);
    expect(await stepsTo(mine)).toEqual([stepSubject(1)]);
    await knock(NOW + 31 * DAY);
    expect(await stepsTo(mine)).toEqual([stepSubject(1), stepSubject(STEPS)]);
  });

  test("« c’est fini » pressed while the clock writes the next step: that step does not leave", async () => {
    const mine = `delivered+${unique()}@resend.dev`;
    const { recipientId: id } = await subscribed(NOW, { email: mine, parcours: "messages-malveillants" });
    const own = await linkFor(id);
    await knock(NOW + 60);
    const next = Number(await value("SELECT next_at FROM enrolments WHERE recipient_id = ?1", id));
    await setClock(next);
    const deps = depsAt(next);
    const said: (string | null)[] = [];
    const batch: Database["batch"] = async (statements) => {
      if (said.length === 0 && statements.some(({ sql }) => sql.includes("INTO messages"))) {
        said.push((await send(`${own}/fini`, { parcours: "messages-malveillants" })).location);
      }
      return deps.db.batch(statements);
    };
    const between = { ...deps.db, batch };
    await tick({ ...deps, db: between });
    expect(said).toEqual([expect.stringMatching(/fait=fini$/)]);
    await pump(next);
    expect(await stepsTo(mine)).toEqual([stepSubject(1)]);
    expect(await messagesOf(id)).toContainEqual({ step: "2", status: 6, reason: "improved" });
  });

  test("topics on and off: one begins, one ends, each with its proof", async () => {
    await send(`${base}/parcours`, { parcours: ["en-parler"] });
    await knock(NOW + 120);
    expect(await rows("SELECT topic, status FROM subscriptions ORDER BY topic")).toEqual([
      { topic: "en-parler", status: 1 },
      { topic: "premier-telephone", status: 2 },
    ]);
    expect(await rows("SELECT sequence, status FROM enrolments ORDER BY sequence")).toEqual([
      { sequence: "en-parler", status: 0 },
      { sequence: "premier-telephone", status: 3 },
    ]);
    expect(await stepsTo(email)).toHaveLength(2);
    await knock(NOW + 10 * DAY);
    expect(await stepsTo(email)).toHaveLength(2);
  });

  test("another hour and another place: the next step arrives at that hour, there", async () => {
    const noumea = "Pacific/Noumea";
    await send(`${base}/rythme`, { heure: "h9", zone: noumea, pause: "non" });
    await knock(NOW + 120);
    expect(await value("SELECT next_at FROM enrolments")).toBe(instantOf("2026-12-08T09:00", noumea));
    for (const zone of ["Mars/Olympus", "constructor", "__proto__"]) {
      expect((await send(`${base}/rythme`, { heure: "h9", zone, pause: "non" })).status).toBe(422);
    }
    await send(`${base}/rythme`, { heure: "h23", zone: noumea, pause: "non" });
    expect(await value("SELECT send_hour FROM recipients")).toBe(null);
  });

  test("a pause of thirty days: nothing, no backlog afterwards, each missing step says why; back early when asked", async () => {
    await send(`${base}/rythme`, { heure: "prevue", zone: "Europe/Paris", pause: "j30" });
    expect((await ask(base)).html).toContain("En pause");
    for (let day = 1; day <= 33; day++) {
      await knock(NOW + day * DAY);
    }
    expect(await stepsTo(email)).toHaveLength(2);
    const skipped = await rows<{ step: string; reason: string }>(
      "SELECT step, reason FROM messages WHERE status = 6 ORDER BY step",
    );
    expect(skipped).toEqual([
      { step: "2", reason: "paused" },
      { step: "3", reason: "paused" },
    ]);
    expect(await rows("SELECT action FROM consents WHERE action IN ('paused', 'resumed')")).toEqual([
      { action: "paused" },
    ]);
  });

  test("a new address: confirmed there first; then guidance goes on there, and the old address is gone", async () => {
    const next = `delivered+${unique()}@resend.dev`;
    expect((await send(`${base}/adresse`, { email: "pas une adresse" })).status).toBe(422);
    await send(`${base}/adresse`, { email: next });
    await knock(NOW + 120);
    const link =
      new RegExp(`${env.SITE_ORIGIN}(/preferences/adresse/\\S+)`).exec((await mailsTo(next))[0]?.text ?? "")?.[1] ?? "";
    expect((await ask(link)).status).toBe(200);
    expect(await value("SELECT count(*) FROM contacts WHERE email_sealed IS NOT NULL")).toBe(2);
    expect((await send(link, {})).html).toContain("C’est fait");
    expect((await send(link, {})).status).toBe(410);
    expect(await value("SELECT count(*) FROM contacts WHERE email_sealed IS NOT NULL")).toBe(1);
    expect((await ask(base)).status).toBe(410);
    await knock(instantOf("2026-12-08T18:31", "Europe/Paris"));
    expect((await mailsTo(next)).map((m) => m.subject)).toEqual(["Confirmer votre nouvelle adresse", stepSubject(2)]);
    expect(await stepsTo(email)).toHaveLength(1);
  });

  test("to a new address, back, and there again: each click moves it, also where both addresses serve for something else", async () => {
    const next = `delivered+${unique()}@resend.dev`;
    const session = await openSession();
    await Promise.all([email, next].map((one) => confirmed(session, NOW, { email: one })));
    const recipientAt = () => value("SELECT recipient_id FROM enrolments WHERE sequence = 'premier-telephone'");
    const homes: unknown[] = [await recipientAt()];
    for (const [i, to] of [next, email, next].entries()) {
      const now = NOW + (i + 1) * 2 * DAY;
      await setClock(now);
      await send(`${await linkFor(String(homes.at(-1)))}/adresse`, { email: to });
      await pump(now + 60);
      const { text = "" } = (await mailsTo(to)).findLast(({ subject }) => subject.startsWith("Confirmer votre")) ?? {};
      const link = new RegExp(`${env.SITE_ORIGIN}(/preferences/adresse/\\S+)`).exec(text)?.[1] ?? "";
      expect((await send(link, {})).html).toContain("C’est fait");
      homes.push(await recipientAt());
    }
    expect([homes[1] === homes[0], homes[2] === homes[0], homes[3] === homes[1]]).toEqual([false, true, true]);
  });

  test("the same choice sent twice at once begins a way once", async () => {
    await Promise.all([1, 2].map(() => send(`${base}/parcours`, { parcours: ["premier-telephone", "en-parler"] })));
    await knock(NOW + 120);
    expect(await rows("SELECT sequence FROM enrolments ORDER BY sequence")).toEqual([
      { sequence: "en-parler" },
      { sequence: "premier-telephone" },
    ]);
  });

  test("at most one message a fortnight holds for what is added later too", async () => {
    await send(`${base}/rythme`, { heure: "prevue", zone: "Europe/Paris", pause: "non", lent: "on" });
    await send(`${base}/parcours`, { parcours: ["premier-telephone", "en-parler"] });
    const slow = [
      { topic: "en-parler", freq: 1 },
      { topic: "premier-telephone", freq: 1 },
    ];
    expect(await rows("SELECT topic, freq FROM subscriptions ORDER BY topic")).toEqual(slow);
  });

  test("somebody whose hours cannot be reckoned holds nobody else back", async () => {
    const other = `delivered+${unique()}@resend.dev`;
    const unlucky = await subscribed(NOW, {});
    await run("UPDATE recipients SET zone = 'constructor' WHERE id = ?1", unlucky.recipientId);
    await subscribed(NOW, { email: other });
    await knock(NOW + 120);
    expect(await stepsTo(other)).toHaveLength(1);
    expect(await value("SELECT next_at FROM enrolments WHERE recipient_id = ?1", unlucky.recipientId)).toBe(
      NOW + 120 + DAY,
    );
  });

  test("stop everything, then change one's mind", async () => {
    await send(`${base}/arreter`, {});
    await knock(NOW + 8 * DAY);
    expect(await stepsTo(email)).toHaveLength(1);
    await setClock(NOW + 9 * DAY);
    await send(`${base}/parcours`, { parcours: ["premier-telephone"] });
    await knock(NOW + 9 * DAY + 60);
    expect(await stepsTo(email)).toHaveLength(2);
  });

  test("a copy of everything, readable and as JSON: topics, messages with why not, proofs, registrations", async () => {
    await confirmed(await openSession(), NOW, { email });
    const copy = JSON.parse((await ask(`${base}/donnees.json`)).html) as {
      adresse: string;
      donnees: { items: object[] }[];
    };
    expect(copy.adresse).toBe(email);
    const kinds = copy.donnees.flatMap((d) => d.items.map((item) => (item as { quoi: string }).quoi));
    expect(new Set(kinds)).toEqual(new Set(["inscription", "réglages", "parcours", "message", "preuve"]));
    expect((await ask(`${base}/donnees`)).html).toMatch(/inscription<\/strong>[^<]*état\s:\sconfirmée/);
  });

  test("erase: address gone, seat given back, the way ended; only proofs without an address remain", async () => {
    const session = await openSession();
    await confirmed(session, NOW, { email });
    expect((await send(`${base}/effacer`, {})).html).toContain("Tout s’efface");
    await pump(NOW + 120);
    expect(await value("SELECT count(*) FROM contacts WHERE email_sealed IS NOT NULL OR name_sealed IS NOT NULL")).toBe(
      0,
    );
    expect(await value("SELECT taken FROM sessions WHERE id = ?1", session)).toBe(0);
    expect(await value("SELECT count(*) FROM enrolments WHERE status < 2")).toBe(0);
    expect((await ask(base)).status).toBe(410);
    await knock(NOW + 20 * DAY);
    expect(await stepsTo(email)).toHaveLength(1);
  });
});
