import { beforeEach, describe, expect, test } from "vitest";

import { asId } from "../../src/kernel/ids.ts";
import { DAY } from "../../src/kernel/time.ts";
import { askTrial } from "../../src/mail/ask-trial.ts";
import { liftComplaint } from "../../src/mail/lift-complaint.ts";
import { address } from "../support/worker/manage.ts";
import { tellOf } from "../support/worker/news.ts";
import { submitted } from "../support/worker/people.ts";
import { mailsTo, pump } from "../support/worker/reactor.ts";
import { as, signedIn } from "../support/worker/staff.ts";
import { type Answer, ask, hold, send, setClock } from "../support/worker/web.ts";
import { NOW, depsAt, openSession, rows, run, value, vault } from "../support/worker/world.ts";
import { given } from "../support/worker/given.ts";

const TRIAL = "L’essai est arrivé";
const HARD = { data: { bounce: { type: "Permanent" } } };
let email: string;

const newest = async (): Promise<string> =>
  String(await value("SELECT id FROM messages WHERE status <> 6 ORDER BY due_at DESC, sent_at DESC LIMIT 1"));
const trials = async (): Promise<number> => (await mailsTo(email)).filter((mail) => mail.subject === TRIAL).length;
const trialId = async (): Promise<string> =>
  String(await value("SELECT id FROM messages WHERE template = 'adresse-essai' AND status = 2"));
const against = () => value("SELECT group_concat(reason) FROM suppressions");
/** What somebody reads who registers with the address. */
const register = async (at = NOW): Promise<string> => {
  const { location } = await send(await hold(await openSession({ now: at, startsAt: at + 20 * DAY })), {
    name: "Léa",
    email,
  });
  return (await ask(location)).html;
};
const tokenIn = (html: string): string => / name="jeton" value="([^"]*)"/.exec(html)?.[1] ?? "";
const press = (jeton: string): Promise<Answer> => send("/adresse/essai", { jeton });
const contact = async () =>
  asId("ctc", String(await value("SELECT id FROM contacts WHERE addr_hash = ?1", await vault.fingerprint(email))));

/** A mail to the address came back for good; then, a second later, its owner asks for a trial and it leaves. */
async function bounced(): Promise<void> {
  await submitted(await openSession(), NOW, { email });
  await pump(NOW);
  await tellOf(await newest(), "email.bounced", HARD);
  await setClock(NOW + 1);
  await pump(NOW + 1);
}
async function tried(): Promise<{ token: string; mid: string }> {
  await bounced();
  const token = tokenIn(await register());
  expect((await press(token)).html).toContain("Un essai part maintenant");
  await pump(NOW + 30);
  return { token, mid: await trialId() };
}

beforeEach(async () => {
  email = address();
  await setClock(NOW);
});

describe("a bounce can be undone by who reads the mailbox, with one trial", () => {
  test("nothing but the trial leaves before it is delivered; delivered, the address is written to as always", async () => {
    const { mid } = await tried();
    expect((await mailsTo(email)).map((mail) => mail.subject).slice(1)).toEqual([TRIAL]);
    expect([await against(), await register()]).toEqual(["hard_bounce", expect.stringContaining("Un essai est parti")]);
    await tellOf(mid, "email.delivered");
    expect(await against()).toBeNull();
    expect(await register()).not.toContain("reviennent");
    await setClock(NOW + 2000);
    await register();
    await pump(NOW + 2000);
    expect((await mailsTo(email)).length).toBeGreaterThan(2);
  });

  test("bounced, it stays; another may leave after 30 days, not before", async () => {
    const { token, mid } = await tried();
    await tellOf(mid, "email.bounced", HARD);
    expect(await against()).toBe("hard_bounce");
    expect((await press(token)).html).toContain("Un essai est déjà parti");
    for (const [after, allowed] of [
      [30 * DAY - 60, false],
      [30 * DAY + 60, true],
    ] as const) {
      await setClock(NOW + 1 + after);
      const page = await register(NOW + 1 + after);
      expect([after, tokenIn(page) !== ""]).toEqual([after, allowed]);
      const asked = await askTrial(depsAt(NOW + 1 + after), { contactId: await contact() });
      expect([after, asked !== null]).toEqual([after, allowed]);
    }
    await pump(NOW + 90 + 30 * DAY);
    expect(await trials()).toBe(2);
  });

  test("news in any order ends the same: what is known to have bounced lifts nothing when it is called delivered", async () => {
    const { mid } = await tried();
    await tellOf(mid, "email.bounced", HARD);
    await tellOf(mid, "email.delivered");
    expect(await against()).toBe("hard_bounce");
  });

  test("another mail that is delivered late lifts nothing", async () => {
    await submitted(await openSession(), NOW, { email });
    await pump(NOW);
    const mid = await newest();
    await given("suppressions", { addr_hash: await vault.fingerprint(email), reason: "provider" });
    await tellOf(mid, "email.delivered");
    expect(await against()).toBe("provider");
  });

  test("however many ask at the same moment, one trial leaves", async () => {
    await bounced();
    const contactId = await contact();
    await Promise.all(Array.from({ length: 5 }, () => askTrial(depsAt(NOW + 1), { contactId })));
    await pump(NOW + 1);
    await run("UPDATE events SET reacted_at = NULL WHERE type = 'address.trial_requested'");
    await pump(NOW + 2);
    expect(await trials()).toBe(1);
  });

  test("an address at rest after soft bounces is tried too, and its rest ends with the trial that arrives", async () => {
    await bounced();
    const hash = await vault.fingerprint(email);
    await run("UPDATE suppressions SET reason = 'soft_repeated'");
    await run("INSERT INTO address_holds (addr_hash, held_until_at, holds) VALUES (?1, ?2, 2)", hash, NOW + DAY);
    await press(tokenIn(await register()));
    await pump(NOW + 30);
    expect(await trials()).toBe(1);
    await tellOf(await trialId(), "email.delivered");
    expect([await against(), await value("SELECT held_until_at FROM address_holds")]).toEqual([
      null,
      expect.toSatisfy((at: number) => at < NOW + 60),
    ]);
  });
});

describe("a complaint is no bounce", () => {
  test.each(["complaint", "manual"])("%s: no button, and no trial however it is asked", async (reason) => {
    await bounced();
    await run("UPDATE suppressions SET reason = ?1", reason);
    expect(tokenIn(await register())).toBe("");
    expect(await askTrial(depsAt(NOW + 1), { contactId: await contact() })).toBeNull();
  });

  test("an operator lifts it, with a reason and a trace, and mail leaves again; mail that came back is not theirs to lift", async () => {
    await bounced();
    const staff = as((await signedIn(address())).cookie);
    const contactId = await contact();
    const lift = (fields: Record<string, string>) =>
      staff.post("/console/personnes/lever", { contact: contactId, ...fields });
    await lift({ confirme: "oui", raison: "asked" });
    expect(await against()).toBe("hard_bounce");
    await run("UPDATE suppressions SET reason = 'complaint'");
    const found = await staff.post("/console/personnes", { email });
    expect(found.html).toContain("Lui écrire de nouveau…");
    const asked = await lift({});
    expect([asked.status, asked.html.includes("La personne l’a demandé par écrit")]).toEqual([200, true]);
    const unsaid = await lift({ confirme: "oui" });
    expect([unsaid.status, unsaid.html.includes("Choisissez une raison.")]).toEqual([422, true]);
    expect(await against()).toBe("complaint");
    const lifted = (await lift({ confirme: "oui", raison: "asked" })).location;
    expect((await staff.get(lifted)).html).toContain("Le signalement est levé");
    expect((await staff.get("/console/personnes?fait=leve")).html).not.toContain("Le signalement est levé");
    expect((await lift({ confirme: "oui", raison: "asked" })).location).toBe("/console/personnes"); // nothing was lifted
    const again = { by: asId("per", "per_x"), contactId, reason: "asked" } as const;
    expect(await liftComplaint(depsAt(NOW + 1), again)).toEqual({ ok: false, refusal: "not_reported" });
    expect([
      await against(),
      await rows("SELECT subject, data FROM events WHERE type = 'address.complaint_lifted'"),
    ]).toEqual([null, [{ subject: contactId, data: '{"reason":"asked"}' }]]);
    const before = (await mailsTo(email)).length;
    await setClock(NOW + DAY);
    await submitted(await openSession({ now: NOW + DAY, startsAt: NOW + 20 * DAY }), NOW + DAY, { email });
    await pump(NOW + DAY);
    expect((await mailsTo(email)).length).toBeGreaterThan(before);
  });

  test("who complains about the trial is kept as that, and is not tried again", async () => {
    const { mid } = await tried();
    await tellOf(mid, "email.complained");
    await tellOf(mid, "email.delivered");
    await tellOf(mid, "email.bounced", HARD);
    expect(await against()).toBe("complaint");
    await setClock(NOW + 40 * DAY);
    const page = await register(NOW + 40 * DAY);
    expect([page.includes("Nous n’écrivons pas à cette adresse."), tokenIn(page)]).toEqual([true, ""]);
  });

  test("a complaint that comes between the request and the trial stops it", async () => {
    await bounced();
    await askTrial(depsAt(NOW + 1), { contactId: await contact() });
    await run("UPDATE suppressions SET reason = 'complaint'");
    await pump(NOW + 1);
    expect(await trials()).toBe(0);
  });

  test("a field that nobody signed asks for nothing", async () => {
    await bounced();
    expect((await press(await contact())).status).toBe(410);
    expect(await value("SELECT count(*) FROM events WHERE type = 'address.trial_requested'")).toBe(0);
  });
});
