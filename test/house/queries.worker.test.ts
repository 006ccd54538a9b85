import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { releaseHeld } from "../../src/guidance/enrolments.store.ts";
import { setPaused } from "../../src/guidance/sequences.store.ts";
import { DAY, HOUR } from "../../src/kernel/time.ts";
import type { News } from "../../src/mail/news.ts";
import { suppressByMessage, suppressHash, takeNews } from "../../src/mail/news.store.ts";
import { settleUnknown } from "../../src/mail/desk.store.ts";
import { settingsSubject } from "../../src/mail/template.ts";
import { cutOff } from "../../src/mail/tick.store.ts";
import { database } from "../../src/platform/d1.ts";
import { resealContacts } from "../../src/privacy/contacts.store.ts";
import { eraseDue, eraseNow } from "../../src/workshops/erase.ts";
import { move } from "../../src/workshops/move.ts";
import { rescheduleSession } from "../../src/workshops/reschedule-session.ts";
import { react } from "../../workers/reactor/react.ts";
import { nightly, tick } from "../../workers/reactor/tick.ts";
import { subscribed } from "../support/worker/guidance.ts";
import { confirmed, must, waitlisted } from "../support/worker/people.ts";
import { pump, reactions, unreacted } from "../support/worker/reactor.ts";
import { askToSignIn, signedIn } from "../support/worker/staff.ts";
import { type Watched, watchD1 } from "../support/worker/watch-d1.ts";
import { hold, ask, send, setClock, solved } from "../support/worker/web.ts";
import { NOW, depsAt, links, openSession, value } from "../support/worker/world.ts";

/** Tables that grow with people and time, and the short names under which statements read them. */
const GROWING = new Set([
  ...["events", "contacts", "rate_counters", "recipients", "subscriptions", "suppressions", "messages", "send_batches"],
  ...["sessions", "registrations", "participants", "offers", "queue_skips"],
  ...["enrolments", "consents", "webhook_receipts", "people", "memberships", "sign_ins", "logins", "parked_messages"],
  ...["s", "r", "q", "m", "p", "c", "n", "e", "o", "k", "g", "x", "b", "a", "l"],
]);

const NEWS: News = {
  ...{ type: "email.bounced", messageId: "msg_x", providerId: null, rank: 4, metric: "bounced" },
  ...{ suppress: "hard_bounce", address: null },
};

/** The statements whose plan scans a growing table without an index. */
async function scans(statements: Iterable<string>): Promise<string[]> {
  const found: string[] = [];
  for (const sql of statements) {
    const params = Math.max(0, ...[...sql.matchAll(/\?(\d+)/g)].map((m) => Number(m[1])));
    const plan = env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`).bind(...Array.from({ length: params }, () => null));
    for (const { detail } of (await plan.all<{ detail: string }>()).results) {
      const table = /^SCAN (\w+)(?! USING (?:COVERING )?INDEX)/.exec(detail)?.[1];
      if (table !== undefined && GROWING.has(table)) {
        found.push(`${detail} <- ${sql.replace(/\s+/g, " ").slice(0, 200)}`);
      }
    }
  }
  return found;
}

/** A parent through guidance: asks, confirms, settles, moves, leaves, is told about; an operator pauses and resumes. */
async function guidance(over: { bindings: object }): Promise<void> {
  const email = "delivered+plan-parent@resend.dev";
  const wish = { parcours: "premier-telephone", age: "aucun", zone: "Europe/Paris", accord: "on", email };
  await send("/parents", { ...(await solved("/parents")), ...wish }, over);
  const { recipientId, consentId } = await subscribed(NOW);
  await ask(`/parents/confirmer/${await links.sign("subscribe", consentId, NOW + DAY)}`, over);
  const contactId = String(await value("SELECT contact_id FROM recipients WHERE id = ?1", recipientId));
  const base = `/preferences/${await links.sign("preferences", settingsSubject(recipientId, contactId), NOW + DAY)}`;
  await ask(`${base}/donnees`, over);
  await send(`${base}/parcours`, { parcours: ["en-parler", "atelier"] }, over);
  await send(`${base}/rythme`, { heure: "h9", zone: "Indian/Reunion", pause: "j30" }, over);
  await send(`${base}/adresse`, { email: "delivered+plan-next@resend.dev" }, over);
  await send("/preferences", { ...(await solved("/preferences")), email }, over);
  const next = String(
    await value("SELECT json_extract(data, '$.contact') FROM events WHERE type = 'address.change_requested'"),
  );
  await send(`/preferences/adresse/${await links.sign("address", `${recipientId}~${next}`, NOW + DAY)}`, {}, over);
  await send(`/suivi/${await links.sign("follow", next, NOW + DAY)}`, {}, over);
  const ref = String(await value("SELECT unsub_ref FROM subscriptions WHERE status = 1 AND topic = 'en-parler'"));
  await send(`/u/${await links.signRef(ref)}`, { page: "oui" }, over);
}

/** An operator: signs in, uses every button of the desk, closes their logins. */
async function desk(over: { bindings: object }): Promise<void> {
  const { cookie } = await signedIn("delivered+plan-staff@resend.dev");
  const headers = { cookie };
  const { form, signIn } = await askToSignIn("delivered+plan-staff@resend.dev", "198.51.100.3");
  await send("/connexion", { ...(await solved("/connexion")), email: "delivered+plan-staff@resend.dev" }, over);
  await send("/connexion/code", { demande: form, code: await links.code(signIn) }, { ...over, headers });
  const again = { headers: { cookie: (await signedIn("delivered+plan-staff@resend.dev")).cookie }, ...over };
  for (const path of ["/espace/securite", "/console/courrier", "/console/courrier/envois/bat_x"]) {
    await ask(path, again);
  }
  await send("/console/personnes", { email: "delivered+plan-staff@resend.dev" }, again);
  const acts = {
    envoi: { valeur: "1" },
    classe: { classe: "2", valeur: "0" },
    disjoncteur: {},
    essai: { parcours: "en-parler", etape: "1" },
  };
  for (const [act, fields] of Object.entries(acts)) {
    await send(`/console/courrier/${act}`, fields, again);
  }
  await send("/console/courrier/renvoyer", { message: "msg_x", envoi: "bat_x", confirme: "oui" }, again);
  await send("/console/courrier/rejouer", { message: "events:x" }, again);
  await send("/console/courrier/envois/bat_x/chercher", {}, again);
  await send("/espace/securite/fermer-les-autres", {}, again);
}

/** One person through every page and every form, somebody who cancels, erases, moves; then the clock, months long. */
async function everything(watched: Watched): Promise<void> {
  const deps = { ...depsAt(NOW), db: database(watched.d1) };
  const over = { bindings: { DB: watched.d1 } };
  const full = await openSession({ capacity: 2 });
  const open = await openSession();
  const [a, b] = [await confirmed(full, NOW), await confirmed(full, NOW)];
  await waitlisted(full, NOW);
  for (const path of [
    "/ateliers",
    "/ateliers/premier-telephone",
    `/ateliers/seances/${full}`,
    "/sante",
    "/sitemap.xml",
  ]) {
    await ask(path, over);
  }
  const seat = (await send(`/ateliers/seances/${open}/reserver`, await solved(`/ateliers/seances/${open}`), over))
    .location;
  await ask(seat, over);
  const sent = await send(seat, { name: "Léa", email: "delivered+plan@resend.dev" }, over);
  await send(`${sent.location}/adresse`, { email: "delivered+plan2@resend.dev" }, over);
  const list = `/ateliers/seances/${full}/liste`;
  await send(list, { ...(await solved(list)), name: "Ana", email: "delivered+plan3@resend.dev" }, over);
  const recall = "/inscription/retrouver";
  await send(recall, { ...(await solved(recall)), email: "delivered+plan2@resend.dev" }, over);
  await guidance(over);
  await desk(over);
  await deps.db.batch(settleUnknown("bat_x", [["msg_x", "re_x"]], NOW));
  await deps.db.batch([
    ...takeNews("x", NEWS, "2026-12-01", NOW),
    suppressByMessage("msg_x", "complaint", NOW),
    suppressHash("h", "manual", "staff", NOW),
  ]);
  await deps.db.batch([setPaused("en-parler", true)]);
  must(await move(deps, a, "cancel"));
  await eraseNow(deps, b);
  must(await rescheduleSession(deps, full, NOW + 10 * DAY));
  await react(deps, reactions, await unreacted());
  await pump(NOW, { db: deps.db });
  for (const later of [60, 2 * HOUR, 12 * DAY, 70 * DAY]) {
    await tick({ ...deps, now: NOW + later });
    await pump(NOW + later, { db: deps.db });
    await nightly({ ...deps, now: NOW + later });
  }
  await deps.db.batch([setPaused("en-parler", false), releaseHeld(["en-parler"], NOW)]);
  await deps.db.batch(cutOff(NOW));
  await eraseDue(deps);
  await resealContacts(deps);
}

beforeEach(() => setClock(NOW));

describe("every statement on a table that grows uses an index", () => {
  test("EXPLAIN QUERY PLAN shows no scan, for every statement that the product runs", async () => {
    const watched = watchD1(env.DB);
    await everything(watched);
    expect(watched.seen.size).toBeGreaterThan(140);
    expect(await scans(watched.seen)).toEqual([]);
  });

  test("the check above is able to see a scan", async () => {
    expect(await scans(["SELECT id FROM registrations WHERE skips = ?1"])).toHaveLength(1);
  });
});

describe("round trips to the database, in production", () => {
  const trips = async (act: (over: { bindings: object }) => Promise<{ status: number }>): Promise<number> => {
    const watched = watchD1(env.DB);
    const { status } = await act({ bindings: { DB: watched.d1, MAIL_ENV: "production", PASSKEYS: "required" } });
    expect([200, 303]).toContain(status);
    return watched.trips;
  };

  test("a page takes two at most; reserving one, the form three at most", async () => {
    const real = Math.floor(Date.now() / 1000);
    await setClock(real);
    const id = await openSession({ now: real });
    expect(await trips((over) => ask("/", over))).toBe(0);
    for (const path of ["/ateliers", "/ateliers/premier-telephone", `/ateliers/seances/${id}`, "/sante"]) {
      expect(await trips((over) => ask(path, over)), path).toBeLessThanOrEqual(2);
    }
    const fields = await solved(`/ateliers/seances/${id}`);
    expect(await trips((over) => send(`/ateliers/seances/${id}/reserver`, fields, over))).toBe(1);
    const seat = await hold(id);
    expect(await trips((over) => ask(seat, over))).toBeLessThanOrEqual(2);
    const person = { name: "Léa", email: "delivered+trips@resend.dev" };
    expect(await trips((over) => send(seat, person, over))).toBeLessThanOrEqual(3);
  });
});

describe("an idle tick", () => {
  test("reads at most 50 rows, whatever the number of people registered", async () => {
    const id = await openSession({ capacity: 5000 });
    const insert = env.DB.prepare(
      `INSERT INTO registrations (id, session_id, kind, seats, state, idempotency_key, erase_at, updated_at, created_at)
       SELECT 'reg_' || value, ?1, 'person', 1, 'confirmed', 'k' || value, 9999999999, 1, 1 FROM json_each(?2)`,
    );
    await env.DB.batch([
      insert.bind(id, JSON.stringify(Array.from({ length: 3000 }, (_, i) => i))),
      env.DB.prepare("UPDATE sessions SET taken = 3000 WHERE id = ?1").bind(id),
    ]);
    await tick(depsAt(NOW));
    await nightly(depsAt(NOW));
    const watched = watchD1(env.DB);
    await tick({ ...depsAt(NOW + 60), db: database(watched.d1) });
    await nightly({ ...depsAt(NOW + 60), db: database(watched.d1) });
    expect(watched.read).toBeGreaterThan(0);
    expect(watched.read).toBeLessThanOrEqual(50);
  });
});
