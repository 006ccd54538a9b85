import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { type BatchId, asId } from "../../src/kernel/ids.ts";
import { resendUnknown } from "../../src/mail/operations.store.ts";
import { reconcile } from "../../src/mail/reconcile.ts";
import { resendRefused } from "../../src/mail/refused.store.ts";
import { react } from "../../workers/reactor/react.ts";
import { knock, stepsTo, subscribed } from "../support/worker/guidance.ts";
import { LOST, real } from "../support/worker/mail.ts";
import { unique } from "../support/worker/people.ts";
import { mailsTo, pump, reactions, sendDepsAt, unreacted } from "../support/worker/reactor.ts";
import { as, signedIn } from "../support/worker/staff.ts";
import { ask, setClock } from "../support/worker/web.ts";
import { NOW, db, depsAt, rows, run, value, idIn } from "../support/worker/world.ts";

let email: string;
let staff: ReturnType<typeof as>;
let operator: string;
beforeEach(async () => {
  await setClock(NOW);
  email = `delivered+${unique()}@resend.dev`;
  operator = `delivered+${unique()}@resend.dev`;
  staff = as((await signedIn(operator)).cookie);
});

/** One guidance mail whose call was made, whose answer was lost, and that nobody knows about any more. */
async function unknownMail(accepted: boolean): Promise<{ batch: BatchId; message: string }> {
  await subscribed(NOW, { email });
  const post = accepted
    ? async (...call: Parameters<typeof real.post>) => real.post(...call).then(() => LOST)
    : () => Promise.resolve(LOST);
  await knock(NOW + 60, { mailer: { post } });
  await run("UPDATE send_batches SET frozen_at = ?1 WHERE class = 2", Math.floor(Date.now() / 1000));
  await run("UPDATE messages SET status = 8, reason = 'unresolved after 23 h' WHERE class = 2");
  await run("UPDATE send_batches SET status = 4, done_at = 1 WHERE class = 2");
  return {
    batch: await idIn("bat", "SELECT id FROM send_batches WHERE class = 2"),
    message: String(await value("SELECT id FROM messages WHERE class = 2")),
  };
}

describe("operators' pages", () => {
  test("say what waits, by class, and what became of each step; every figure is a number too", async () => {
    await subscribed(NOW, { email });
    await knock(NOW + 60);
    const page = await staff.get("/console/courrier");
    expect(page.html).toContain("Rien ne vous attend ici.");
    expect((await staff.get("/console/parcours")).html).toMatch(/<span>partis<\/span><b>1<\/b>/);
  });

  test("the one switch: off, nothing leaves; on, it leaves; both are recorded with who", async () => {
    await subscribed(NOW, { email });
    expect((await staff.post("/console/courrier/envoi", { valeur: "0" })).html).toContain("pas même le vôtre");
    expect(await value("SELECT sending_enabled FROM mail_control")).toBe(1);
    await staff.post("/console/courrier/envoi", { valeur: "0", confirme: "oui" });
    await knock(NOW + 60);
    expect(await stepsTo(email)).toEqual([]);
    expect((await staff.get("/console/courrier")).html).toContain("L’envoi est coupé");
    await staff.post("/console/courrier/envoi", { valeur: "1" });
    await knock(NOW + 300);
    expect(await stepsTo(email)).toHaveLength(1);
    const trail = await rows<{ actor: string }>("SELECT actor FROM events WHERE type = 'mail.switched'");
    expect(trail.map(({ actor }) => actor.startsWith("per_"))).toEqual([true, true]);
  });

  test("a class paused waits; the others go", async () => {
    await staff.post("/console/courrier/classe", { classe: "2", valeur: "1" });
    await subscribed(NOW, { email });
    await knock(NOW + 60);
    expect(await stepsTo(email)).toEqual([]);
    expect(await mailsTo(operator)).not.toEqual([]);
    await staff.post("/console/courrier/classe", { classe: "2", valeur: "0" });
    await knock(NOW + 300);
    expect(await stepsTo(email)).toHaveLength(1);
  });

  test("a sequence paused and resumed from the page", async () => {
    await staff.post("/console/courrier/pause", { parcours: "premier-telephone" });
    await knock(NOW + 1);
    await staff.post("/console/courrier/pause", { parcours: "premier-telephone" });
    await subscribed(NOW, { email });
    await knock(NOW + 60);
    expect(await stepsTo(email)).toEqual([]);
    await staff.post("/console/courrier/reprendre", { parcours: "premier-telephone" });
    await knock(NOW + 120);
    await knock(NOW + 180);
    expect(await stepsTo(email)).toHaveLength(1);
  });

  test("a test of any step goes to the person who asked, says so, and is counted nowhere", async () => {
    for (const [parcours, etape] of [
      ["premier-telephone", "3"],
      ["atelier", "j-1"],
    ] as const) {
      await staff.post("/console/courrier/essai", { parcours, etape });
    }
    await knock(NOW + 60);
    const subjects = (await mailsTo(operator)).map((m) => m.subject).filter((s) => s.startsWith("[Essai]"));
    expect(subjects.toSorted()).toEqual([expect.stringContaining("C’est demain"), "[Essai] Votre étape 3 sur 6"]);
    expect(await value("SELECT count(*) FROM stats_daily WHERE sequence <> ''")).toBe(0);
  });

  test("an unknown outcome that the provider's list proves is settled; nothing leaves again", async () => {
    const { batch } = await unknownMail(true);
    expect((await staff.get("/console/courrier")).html).toMatch(/1\senvoi dont personne ne sait l’issue/);
    await staff.post(`/console/courrier/envois/${batch}/chercher`, {});
    const { toReconcile } = await react(depsAt(NOW + 70), { reactions, eventIds: await unreacted() });
    expect(toReconcile).toEqual([batch]);
    await reconcile(sendDepsAt(NOW + 70), batch);
    expect(await rows("SELECT status, provider_id IS NOT NULL AS known FROM messages WHERE class = 2")).toEqual([
      { status: 2, known: 1 },
    ]);
    expect(await value("SELECT status FROM send_batches WHERE id = ?1", batch)).toBe(3);
    await knock(NOW + 120);
    expect(await stepsTo(email)).toHaveLength(1);
  });

  test("one that the list does not hold can be sent again, on purpose, once", async () => {
    const { batch, message } = await unknownMail(false);
    await reconcile(sendDepsAt(NOW + 70), batch);
    expect((await staff.get(`/console/courrier/envois/${batch}`)).html).toContain("absent de la liste du fournisseur");
    for (let i = 0; i < 2; i++) {
      await staff.post("/console/courrier/renvoyer", { message, envoi: batch, confirme: "oui" });
      await knock(NOW + 120 + i * 60);
    }
    expect(await stepsTo(email)).toHaveLength(1);
    expect(await rows("SELECT status, reason FROM messages WHERE class = 2 ORDER BY status")).toEqual([
      { status: 2, reason: null },
      { status: 8, reason: "resent" },
    ]);
  });

  test("sent again, a mail stays what it was: to an address that nobody proved, by day alone, a test", async () => {
    const { message } = await unknownMail(false);
    await run("UPDATE messages SET is_unproven = 1, waits_for_day = 1, test = 1 WHERE id = ?1", message);
    const [unknown, refused] = [`${message}1`, `${message}2`];
    await db.batch(resendUnknown(asId("msg", message), unknown, NOW));
    await run("UPDATE messages SET status = 7 WHERE id = ?1", message);
    await db.batch(resendRefused([[message, refused]], NOW));
    const kept = { is_unproven: 1, waits_for_day: 1, test: 1 };
    const query = "SELECT id, is_unproven, waits_for_day, test FROM messages WHERE id IN (?1, ?2) ORDER BY id";
    expect(await rows(query, unknown, refused)).toEqual([unknown, refused].map((id) => ({ id, ...kept })));
  });

  test("a parked event is shown, replayed, and gone from the page", async () => {
    await subscribed(NOW, { email });
    const id = String(await value("SELECT id FROM events WHERE type = 'subscription.confirmed'"));
    await run(
      "INSERT INTO parked_messages VALUES ('events:x', 'events', ?1, 11, ?2, NULL, NULL)",
      JSON.stringify({ k: "event", id }),
      NOW,
    );
    await run("UPDATE events SET reacted_at = 1 WHERE id = ?1", id);
    expect((await staff.get("/console/courrier")).html).toContain("Rejouer");
    await staff.post("/console/courrier/rejouer", { message: "events:x" });
    await knock(NOW + 60);
    await knock(NOW + 120);
    expect(await stepsTo(email)).toHaveLength(1);
    expect(await value("SELECT replayed_by LIKE 'per_%' FROM parked_messages")).toBe(1);
    expect((await staff.get("/console/courrier")).html).not.toContain("Rejouer");
  });

  test("one person's history, by exact address: what left, and why not what did not", async () => {
    const { recipientId } = await subscribed(NOW, { email });
    await knock(NOW + 60);
    await run("UPDATE messages SET status = 6, reason = 'capped' WHERE recipient_id = ?1 AND class = 2", recipientId);
    const page = await staff.post("/console/personnes", { email });
    expect(page.html).toContain("Décider à deux qui connaîtra le numéro");
    expect(page.html).toMatch(/non parti\s: assez de messages ce jour-là/);
    expect(page.html).not.toContain(email);
    expect((await staff.post("/console/personnes", { email: `x${email}` })).html).toContain("Rien pour cette adresse");
  });

  test("production refuses to go without passkeys", async () => {
    expect(
      (await ask("/", { bindings: { PASSKEYS: "off", MAIL_ENV: "production" } }).catch(() => ({ status: 500 }))).status,
    ).toBe(500);
    expect(env.PASSKEYS).toBe("off");
  });

  test("the trail of acts names people by id alone", async () => {
    await staff.post("/console/courrier/disjoncteur", {});
    await pump(NOW + 1);
    expect(JSON.stringify(await rows("SELECT actor, data FROM events"))).not.toContain("@");
  });
});
