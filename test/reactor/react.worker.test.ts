import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import type { EventId, SessionId } from "../../src/kernel/ids.ts";
import { DAY } from "../../src/kernel/time.ts";
import { type Reactions, plan, together } from "../../src/mail/plan.ts";
import { database, statement } from "../../src/platform/d1.ts";
import type { Deps } from "../../src/platform/deps.ts";
import { readHealth } from "../../src/platform/health.ts";
import { recordEvent } from "../../src/platform/outbox.ts";
import { confirm } from "../../src/workshops/seats/confirm.ts";
import { move } from "../../src/workshops/seats/move.ts";
import { react } from "../../workers/reactor/react.ts";
import { type Status, tellStatus } from "../../workers/reactor/status.ts";
import { forgettings, nightly, tick } from "../../workers/reactor/tick.ts";
import { confirmed, must, submitted, unique, waitlisted } from "../support/worker/people.ts";
import { deliver, deliverIn } from "../support/worker/deliver.ts";
import { mailsTo, pump, reactions, unreacted } from "../support/worker/reactor.ts";
import { setClock } from "../support/worker/web.ts";
import { watchD1 } from "../support/worker/watch-d1.ts";
import { NOW, counters, db, depsAt, openSession, rows, run, value, idIn } from "../support/worker/world.ts";
import { given } from "../support/worker/given.ts";

let sessionId: SessionId;
beforeEach(async () => {
  sessionId = await openSession({ capacity: 2 });
});

describe("the state of the platform", () => {
  const world = () => {
    const [files, told] = [new Map<string, string>(), [] as string[]];
    let isAway = false;
    const status: Status = {
      put: (key, text) => Promise.resolve(void files.set(key, text)),
      get: (key) => Promise.resolve(files.get(key) ?? null),
      helpLines: [{ label: "3018", href: "tel:3018", what: "numéro d’écoute" }],
      alert: (subject) => (isAway ? Promise.reject(new Error("away")) : Promise.resolve(void told.push(subject))),
    };
    const setAway = (is: boolean): void => void (isAway = is);
    return { told, status, setAway, page: () => files.get("etat.html") ?? "" };
  };
  const look = async (status: Status, minute: number, over: Partial<Deps> = {}): Promise<void> => {
    await run("UPDATE mail_control SET last_tick_at = ?1", NOW + minute * 60);
    await tellStatus(depsAt(NOW + minute * 60, over), status);
  };
  const gone = { ...db, one: () => Promise.reject(new Error("D1_ERROR: away")) };

  test("is a file that is written also while the database is away; whoever is on call is told at the second look, once, and once when all goes again", async () => {
    const { told, status, setAway, page } = world();
    await look(status, 0);
    expect(page()).toContain("Tout fonctionne");
    expect(page()).toContain("3018");
    await look(status, 1, { db: gone });
    expect([page().includes("ne peuvent pas être prises"), page().includes("Tout fonctionne"), told]).toEqual([
      true,
      false,
      [],
    ]);
    setAway(true);
    await look(status, 2, { db: gone });
    expect(told).toEqual([]);
    setAway(false);
    await look(status, 3, { db: gone });
    await look(status, 4, { db: gone });
    expect(told).toEqual(["Ligne Sûre : arrêt (database)"]);
    await look(status, 5);
    await look(status, 6);
    expect(told).toEqual(["Ligne Sûre : arrêt (database)", "Ligne Sûre : tout repart"]);
    expect(page()).toContain("Tout fonctionne");
  });

  test("the clock writes it", async () => {
    await run("UPDATE mail_control SET last_tick_at = unixepoch()");
    await deliver("events", { k: "tick", at: NOW });
    expect(await (await env.BADGES.get("etat.html"))?.text()).toContain("État de Ligne Sûre");
  });

  test("while the bucket of badges is away the clock goes on: an event is reacted to, its mail is rung for, and the night forgets", async () => {
    await setClock(NOW);
    await submitted(sessionId, NOW, { email: `delivered+${unique()}@resend.dev` });
    const away = () => Promise.reject(new Error("R2 is away"));
    const BADGES = { get: away, put: away } as never;
    const [id] = (await unreacted()).toReversed();
    const { result, rung } = await deliverIn({ BADGES }, "events", { k: "event", id }, { k: "tick", at: NOW });
    expect([result.retryMessages, result.explicitAcks.length]).toEqual([[], 2]);
    expect(rung).toContainEqual({ b: expect.stringMatching(/^bat_/) });
    expect((await rows("SELECT duty FROM duty_runs ORDER BY duty")).map(({ duty }) => duty)).toEqual(
      expect.arrayContaining(["forgetting", "nightly"]),
    );
  });
});

describe("events and time", () => {
  test("an event delivered three times, or in any order, is reacted to once", async () => {
    const email = `delivered+${unique()}@resend.dev`;
    const id = await submitted(sessionId, NOW, { email });
    const deliverAll = async (): Promise<void> => {
      const ids = (await unreacted()).toReversed();
      for (const event of [...ids, ...ids, ...ids]) {
        await react(depsAt(NOW), { reactions, eventIds: [event] });
      }
    };
    await deliverAll();
    must(await confirm(depsAt(NOW), id));
    await deliverAll();
    expect(await value("SELECT count(*) FROM send_batches")).toBe(2);
    await pump(NOW);
    expect((await mailsTo(email)).filter((m) => m.subject.includes("confirmée"))).toHaveLength(1);
    expect(await mailsTo(email)).toHaveLength(2);
  });

  test("what 25 events of one delivery look for is read together: as many round trips as for one, and no event reads more than its budget", async () => {
    const hall = await openSession({ capacity: 60 });
    const confirmedNow = async (many: number): Promise<EventId[]> => {
      const people = await Promise.all(Array.from({ length: many }, () => submitted(hall, NOW)));
      await pump(NOW);
      for (const id of people) {
        must(await confirm(depsAt(NOW), id));
      }
      return unreacted();
    };
    const costOf = async (eventIds: readonly EventId[]) => {
      const watched = watchD1(env.DB);
      await react(depsAt(NOW, { db: database(watched.d1) }), { reactions, eventIds });
      return watched;
    };
    const alone = await costOf(await confirmedNow(1));
    const all = await costOf(await confirmedNow(25));
    expect([all.trips <= alone.trips + 2, all.read <= 25 * 80]).toEqual([true, true]);
    expect(
      await value("SELECT count(*) FROM events WHERE type = 'registration.confirmed' AND reacted_at = ?1", NOW),
    ).toBe(26);
    await pump(NOW);
    expect(await value("SELECT count(*) FROM messages WHERE template = 'confirmee' AND status = 2")).toBe(26);
  });

  test("two consumers that react to one event at the same moment write one mail", async () => {
    const email = `delivered+${unique()}@resend.dev`;
    await submitted(sessionId, NOW, { email });
    const ids = await unreacted();
    await Promise.all([
      react(depsAt(NOW), { reactions, eventIds: ids }),
      react(depsAt(NOW), { reactions, eventIds: ids }),
    ]);
    expect(await value("SELECT count(*) FROM send_batches")).toBe(2); // the second one is empty
    expect(await value("SELECT count(*) FROM messages")).toBe(1);
    await pump(NOW);
    expect(await mailsTo(email)).toHaveLength(1);
  });

  test("what was overtaken is not told: cancelled before anyone reacted, only the cancellation is", async () => {
    const email = `delivered+${unique()}@resend.dev`;
    const id = await confirmed(sessionId, NOW, { email });
    must(await move(depsAt(NOW), { registrationId: id, act: "cancel" }));
    for (const event of (await unreacted()).toReversed()) {
      await react(depsAt(NOW), { reactions, eventIds: [event] });
    }
    await pump(NOW);
    expect((await mailsTo(email)).map((m) => m.subject)).toEqual([expect.stringContaining("annulée")]);
  });

  test("a night that fails is tried again by the next tick; a good one runs once a day", async () => {
    await submitted(sessionId, NOW);
    const late = depsAt(NOW + 8 * DAY);
    const failing = { ...late, db: { ...db, batch: () => Promise.reject(new Error("down")) } };
    await expect(nightly(failing)).rejects.toThrow("down");
    await nightly(late);
    expect(await value("SELECT count(*) FROM registrations WHERE erased_at IS NOT NULL")).toBe(1);
    expect(await value("SELECT count(*) FROM duty_runs WHERE duty = 'nightly'")).toBe(1);
  });

  test("a lost doorbell costs a minute: the clock rings again, and the end state is the same", async () => {
    const first = await confirmed(sessionId, NOW);
    await confirmed(sessionId, NOW);
    const next = await waitlisted(sessionId, NOW);
    must(await move(depsAt(NOW), { registrationId: first, act: "cancel" }));
    expect((await tick(depsAt(NOW + 30))).eventIds.filter((id) => id.startsWith("evt_")).length).toBeGreaterThan(0);
    const { eventIds } = await tick(depsAt(NOW + 61));
    expect(eventIds.length).toBeGreaterThan(4);
    await pump(NOW + 61);
    expect(await value("SELECT state FROM registrations WHERE id = ?1", next)).toBe("offered");
    expect(await counters(sessionId)).toEqual({ taken: 2, waiting: 0, held: 2, listed: 0 });
  });

  test("a seat that is kept is on record and rings for nobody: nothing follows from it", async () => {
    await submitted(sessionId, NOW);
    expect(await rows("SELECT type, reacted_at FROM events WHERE reacted_at IS NOT NULL")).toEqual([
      { type: "registration.held", reacted_at: NOW },
    ]);
    const about = { id: "evt_quiet", version: 1, at: NOW, actor: "visitor", subject: "reg_x", subjectRev: 1 } as const;
    const event = { ...about, type: "registration.held", cause: null, data: {} };
    expect(await reactions["registration.held"]?.react(event, depsAt(NOW))).toEqual(plan());
  });

  test("a reaction that fails does not stop the others; it waits longer each time and is parked after ten", async () => {
    const good = await submitted(sessionId, NOW);
    const bad = await idIn("evt", "SELECT id FROM events WHERE type = 'registration.held'");
    await run("UPDATE events SET reacted_at = NULL WHERE id = ?1", bad);
    const failing = {
      ...reactions,
      "registration.held": { version: 1, react: () => Promise.reject(new Error("bug")) },
    };
    await react(depsAt(NOW), { reactions: failing, eventIds: await unreacted() });
    expect(await unreacted()).toEqual([bad]);
    expect(await value("SELECT count(*) FROM messages m JOIN registrations r ON r.id = ?1", good)).toBe(1);
    for (let i = 0; i < 9; i++) {
      await react(depsAt(NOW), { reactions: failing, eventIds: [bad] });
    }
    expect(await rows("SELECT queue, attempts FROM parked_messages")).toEqual([{ queue: "events", attempts: 10 }]);
    expect(await unreacted()).toEqual([]);
  });

  test("what acts is done before any other is looked at, one after the other; one that writes without saying so fails", async () => {
    for (const id of [1, 2, 3, 4]) {
      await run(
        `INSERT INTO events (id, type, version, at, actor, subject, data) VALUES (?1, ?2, 1, ?3, 'clock', 'x', '{}')`,
        `evt_${id}`,
        id % 2 === 0 ? "test.acts" : "test.looks",
        NOW,
      );
    }
    const seen: string[] = [];
    const going = new Set<string>();
    const through = async (what: string): Promise<void> => {
      seen.push(`${what} beside ${[...going].join() || "nothing"}`);
      going.add(what);
      await value("SELECT 1");
      going.delete(what);
    };
    const count = () => db.changed(statement("UPDATE mail_control SET sending_enabled = sending_enabled"));
    const acting: Reactions = {
      "test.acts": { version: 1, acts: true, react: async () => (await through("acts"), await count(), plan()) },
      "test.looks": { version: 1, react: async () => (await through("looks"), plan()) },
    };
    await react(depsAt(NOW), { reactions: acting, eventIds: ["evt_1", "evt_2", "evt_3", "evt_4"] });
    expect(seen).toEqual(["acts beside nothing", "acts beside nothing", "looks beside nothing", "looks beside looks"]);
    expect(await value("SELECT count(*) FROM events WHERE reacted_at IS NULL")).toBe(0);

    await run(
      "INSERT INTO events (id, type, version, at, actor, subject, data) VALUES ('evt_5', 'test.looks', 1, 1, 'clock', 'x', '{}')",
    );
    const writing: Reactions = {
      "test.looks": {
        version: 1,
        react: async (_, { db: handed }) => (await handed.batch([statement("DELETE FROM parked_messages")]), plan()),
      },
    };
    await react(depsAt(NOW), { reactions: writing, eventIds: ["evt_5"] });
    expect(await rows("SELECT attempts, reacted_at, error FROM events WHERE id = 'evt_5'")).toEqual([
      { attempts: 1, reacted_at: null, error: "Error" },
    ]);
    expect(together(acting, writing)["test.acts"]?.acts).toBe(true);
  });

  test("an event of an unknown type or version is parked, visible, and the rest goes on", async () => {
    await submitted(sessionId, NOW);
    const odd = {
      id: "evt_odd" as const,
      type: "moon.landed",
      version: 1,
      at: NOW,
      actor: "x",
      subject: "m",
      subjectRev: null,
      cause: null,
      data: {},
    };
    await db.batch([recordEvent(odd), recordEvent({ ...odd, id: "evt_new", type: "registration.held", version: 2 })]);
    await react(depsAt(NOW), { reactions, eventIds: await unreacted() });
    expect(await value("SELECT count(*) FROM parked_messages")).toBe(2);
    expect(await unreacted()).toEqual([]);
    expect((await readHealth(db, { rules: forgettings, now: NOW })).parked).toBe(2);
  });

  test("broken queue bodies are parked and acknowledged; the good one beside them is handled", async () => {
    await submitted(sessionId, NOW);
    const [id] = (await unreacted()).toReversed();
    const { result, rung } = await deliver("events", { k: "event" }, "{broken", { k: "event", id }, { k: "dance", id });
    expect(result.explicitAcks).toHaveLength(4);
    expect(await value("SELECT count(*) FROM parked_messages")).toBe(3);
    expect(rung).toEqual([{ b: expect.stringMatching(/^bat_/) }]);
  });

  test("when the database cannot be reached the messages come back later", async () => {
    const { result } = await deliver("events", { k: "event", id: "evt_x" });
    expect(result.explicitAcks).toHaveLength(1);
    await run("ALTER TABLE events RENAME TO events_gone");
    const down = await deliver("events", { k: "event", id: "evt_x" });
    expect(down.result.retryMessages).toHaveLength(1);
  });

  test("dead letters become rows, once", async () => {
    const { result } = await deliver("mail-transactional-dlq", { b: "bat_1" });
    expect(result.explicitAcks).toHaveLength(1);
    expect(await rows("SELECT queue, body FROM parked_messages")).toEqual([
      { queue: "mail-transactional", body: '{"b":"bat_1"}' },
    ]);
  });

  test("two ticks at once, and a tick with nothing due, do no harm; an idle tick reads few rows", async () => {
    await submitted(sessionId, NOW);
    await Promise.all([tick(depsAt(NOW + 61)), tick(depsAt(NOW + 61))]);
    await pump(NOW + 61);
    expect(await value("SELECT count(*) FROM messages")).toBe(1);
    await tick(depsAt(NOW + 30 * DAY));
  });

  test("events are never rewritten nor deleted", async () => {
    await submitted(sessionId, NOW);
    await expect(run("UPDATE events SET data = '{}'")).rejects.toThrow("never rewritten");
    await expect(run("DELETE FROM events")).rejects.toThrow("never deleted");
  });

  test("no name and no address in events, queue bodies, messages or logs of events", async () => {
    await submitted(sessionId, NOW, { name: "Ophélie", email: "delivered+ophelie@resend.dev" });
    await pump(NOW);
    const all = JSON.stringify([
      await rows("SELECT * FROM events"),
      await rows("SELECT * FROM messages"),
      await rows("SELECT * FROM registrations"),
      await rows("SELECT * FROM contacts"),
      await rows("SELECT * FROM participants"),
    ]);
    expect(all).not.toMatch(/Oph|resend\.dev/);
  });

  test("/sante: all well, then what is stuck is named", async () => {
    await submitted(sessionId, NOW);
    await tick(depsAt(NOW));
    expect(await readHealth(db, { rules: forgettings, now: NOW })).toMatchObject({ ok: true, stuck: [] });
    expect(await readHealth(db, { rules: forgettings, now: NOW + 700 })).toMatchObject({
      ok: false,
      stuck: ["tick", "event"],
    });
    await pump(NOW);
    await run("UPDATE send_batches SET status = 1, next_at = ?1", NOW);
    expect((await readHealth(db, { rules: forgettings, now: NOW + 2000 })).stuck).toContain("mail");
  });

  test("/sante: what two nights did not forget is named, and no sooner", async () => {
    await tick(depsAt(NOW));
    await given("rate_counters", { expires_at: NOW - 2 * DAY + 60 });
    expect(await readHealth(db, { rules: forgettings, now: NOW })).toMatchObject({ ok: true, late: [] });
    const late = await readHealth(db, { rules: forgettings, now: NOW + 60 });
    expect(late).toMatchObject({ ok: false, late: ["counters"], stuck: ["forgetting"] });
    await nightly(depsAt(NOW + 60));
    expect(await readHealth(db, { rules: forgettings, now: NOW + 60 })).toMatchObject({ ok: true, late: [] });
  });
});
