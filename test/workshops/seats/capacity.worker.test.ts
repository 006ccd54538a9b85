import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { RegistrationId, SessionId } from "../../../src/kernel/ids.ts";
import { DAY, HOUR, MINUTE } from "../../../src/kernel/time.ts";
import { type Statement, statement } from "../../../src/platform/d1.ts";
import { newId } from "../../../src/platform/ids.ts";
import { NO_SEAT, expireDue, setCapacity, takeSeats } from "../../../src/workshops/seats/capacity.store.ts";
import { confirm } from "../../../src/workshops/seats/confirm.ts";
import { move } from "../../../src/workshops/seats/move.ts";
import { offerNextSeat } from "../../../src/workshops/list/offer-next-seat.ts";
import { eventPrefix, reserve } from "../../../src/workshops/seats/reserve.ts";
import { programmes } from "../../../workers/content.ts";
import { ask, confirmed, must, submitted, unique, waitlisted } from "../../support/worker/people.ts";
import { NOW, counters, db, depsAt, openSession, rows, run, value } from "../../support/worker/world.ts";

const times = <T>(n: number, make: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: n }, (_, i) => make(i)));

/** A registration of any size, written the way the store writes one. */
const seatBatch = (sessionId: SessionId, seats: number): Statement[] => [
  statement(
    `INSERT INTO registrations (id, session_id, kind, seats, state, idempotency_key, erase_at, updated_at, created_at)
     VALUES (:id, :sessionId, 'class', :seats, 'confirmed', :id, 9999999999, 1, 1)`,
    { id: newId("reg"), sessionId, seats },
  ),
  takeSeats(sessionId, seats, NOW),
];

async function invariant(sessionId: string): Promise<void> {
  const c = await counters(sessionId);
  expect({ taken: c.taken, waiting: c.waiting }).toEqual({ taken: c.held, waiting: c.listed });
}

/** A session of one seat, just given back, and somebody first on its list. */
async function freedSeat(): Promise<{ sessionId: SessionId; second: RegistrationId }> {
  const sessionId = await openSession({ capacity: 1 });
  const first = await confirmed(sessionId, NOW);
  const second = await waitlisted(sessionId, NOW);
  must(await move(depsAt(NOW), { registrationId: first, act: "cancel" }));
  return { sessionId, second };
}

describe("the capacity rule", () => {
  test("200 people ask for 20 seats at the same time: 20 get one, 180 are told it is full", async () => {
    const sessionId = await openSession({ capacity: 20 });
    const results = await times(200, () => reserve(depsAt(NOW), { sessionId, ask: ask() }));
    expect(results.filter((r) => r.ok)).toHaveLength(20);
    expect(results.filter((r) => !r.ok && r.refusal === "full")).toHaveLength(180);
    expect(await value("SELECT count(*) FROM registrations")).toBe(20);
    expect(await value("SELECT count(*) FROM events")).toBe(20);
    await invariant(sessionId);
  });

  test("the same people one after the other: the same counts, so it is the race that is tested", async () => {
    const sessionId = await openSession({ capacity: 20 });
    let held = 0;
    for (let i = 0; i < 60; i++) {
      held += (await reserve(depsAt(NOW), { sessionId, ask: ask() })).ok ? 1 : 0;
    }
    expect(held).toBe(20);
    await invariant(sessionId);
  });

  test("negative control: a store that reads, then inserts, oversells in the same race", async () => {
    const sessionId = await openSession({ capacity: 20 });
    await times(200, async () => {
      const free = await value(
        "SELECT capacity - (SELECT count(*) FROM registrations) FROM sessions WHERE id = ?1",
        sessionId,
      );
      if (Number(free) > 0) {
        await db.batch(seatBatch(sessionId, 1).slice(0, 1));
      }
    });
    expect(Number(await value("SELECT count(*) FROM registrations"))).toBeGreaterThan(20);
  });

  test("negative control: without the CHECK, the same statements oversell", async () => {
    const sessionId = await openSession({ capacity: 20 });
    const sql = String(await value("SELECT sql FROM sqlite_schema WHERE name = 'sessions'"));
    const bare = sql
      .replace(/\s*CONSTRAINT seats_within_capacity CHECK \([^)]*\),/, "")
      .replace("TABLE sessions", "TABLE sessions_bare");
    expect(bare).not.toContain(NO_SEAT);
    await run(bare);
    await run("INSERT INTO sessions_bare SELECT * FROM sessions");
    const take = (): Statement => ({
      ...takeSeats(sessionId, 1, NOW),
      sql: takeSeats(sessionId, 1, NOW).sql.replace("sessions", "sessions_bare"),
    });
    await times(60, () => db.batch([take()]));
    expect(Number(await value("SELECT taken FROM sessions_bare"))).toBeGreaterThan(20);
  });

  test("groups of 1 to 6 and a class of 24, in any order: never above capacity, no group split", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 8, maxLength: 30 }),
        fc.nat(30),
        async (sizes, at) => {
          const sessionId = await openSession({ capacity: 30 });
          const all = [...sizes.slice(0, at), 24, ...sizes.slice(at)];
          await Promise.allSettled(all.map((seats) => db.batch(seatBatch(sessionId, seats))));
          const c = await counters(sessionId);
          expect(c.taken).toBeLessThanOrEqual(30);
          await invariant(sessionId);
        },
      ),
      { numRuns: 50, seed: 20261121 },
    );
  });

  test("two cancellations of one seat at once free one seat", async () => {
    const sessionId = await openSession({ capacity: 2 });
    const id = await confirmed(sessionId, NOW);
    const results = await times(2, () => move(depsAt(NOW), { registrationId: id, act: "cancel" }));
    expect(results.filter((r) => r.ok)).toHaveLength(1);
    expect((await counters(sessionId)).taken).toBe(0);
    expect(await value("SELECT count(*) FROM events WHERE type = 'registration.cancelled'")).toBe(1);
  });

  test("accepting, declining and expiring one offer at the same moment: one outcome", async () => {
    const { sessionId, second } = await freedSeat();
    await offerNextSeat(depsAt(NOW), { programmes, sessionId });
    const until = Number(await value("SELECT expires_at FROM registrations WHERE id = ?1", second));
    await Promise.allSettled([
      confirm(depsAt(until - 1), second),
      move(depsAt(until - 1), { registrationId: second, act: "decline" }),
      db.batch(expireDue(until, null, eventPrefix(newId))),
    ]);
    expect(await value("SELECT count(*) FROM events WHERE subject = ?1 AND subject_rev = 4", second)).toBe(1);
    await invariant(sessionId);
  });

  test("at the second of expiry the offer is gone, one second before it is not", async () => {
    for (const [late, state] of [
      [0, "offered"],
      [-1, "confirmed"],
    ] as const) {
      const { sessionId, second } = await freedSeat();
      await offerNextSeat(depsAt(NOW), { programmes, sessionId });
      const until = Number(await value("SELECT expires_at FROM registrations WHERE id = ?1", second));
      const result = await confirm(depsAt(until + late), second);
      expect(result.ok ? "accepted" : result.refusal).toBe(late === 0 ? "expired" : "accepted");
      expect(await value("SELECT state FROM registrations WHERE id = ?1", second)).toBe(state);
    }
  });

  test("the same form sent twice at once makes one registration, and both get the same answer", async () => {
    const sessionId = await openSession();
    const same = ask();
    const results = await times(4, () => reserve(depsAt(NOW), { sessionId, ask: same }));
    expect(new Set(results.map((r) => must(r).registrationId)).size).toBe(1);
    expect(await value("SELECT count(*) FROM registrations")).toBe(1);
    const party = { kind: "family", bands: ["18_plus", "18_plus"] } as const;
    expect(await reserve(depsAt(NOW), { sessionId, ask: same, party })).toMatchObject({ refusal: "other_before" });
  });

  test("a newcomer does not overtake the list when a seat is freed", async () => {
    const { sessionId } = await freedSeat();
    const newcomers = await times(20, () => reserve(depsAt(NOW), { sessionId, ask: ask() }));
    expect(newcomers.every((r) => !r.ok && r.refusal === "queue_first")).toBe(true);
    expect((await counters(sessionId)).taken).toBe(0);
  });

  test("from the closing of the list, direct booking is open again", async () => {
    const { sessionId } = await freedSeat();
    const late = NOW + 20 * DAY - 11 * HOUR;
    expect((await reserve(depsAt(late), { sessionId, ask: ask() })).ok).toBe(true);
  });

  test("a hold that lapsed gives its seat to the next request, without waiting for the clock", async () => {
    const sessionId = await openSession({ capacity: 1 });
    must(await reserve(depsAt(NOW), { sessionId, ask: ask() }));
    expect((await reserve(depsAt(NOW + 15 * MINUTE - 1), { sessionId, ask: ask() })).ok).toBe(false);
    expect((await reserve(depsAt(NOW + 15 * MINUTE), { sessionId, ask: ask() })).ok).toBe(true);
    expect(await rows("SELECT state FROM registrations ORDER BY id")).toEqual([
      { state: "expired" },
      { state: "held" },
    ]);
    expect(await value("SELECT count(*) FROM events WHERE type = 'registration.expired'")).toBe(1);
    await invariant(sessionId);
  });

  test.each([
    ["closed", { state: "closed" }, NOW],
    ["closed", {}, NOW + 20 * DAY - HOUR],
    ["past", {}, NOW + 20 * DAY],
    ["cancelled", { state: "cancelled" }, NOW],
    ["not_found", { state: "draft" }, NOW],
  ])("a session that is not open refuses whole, and says why: %s", async (why, plan, at) => {
    const sessionId = await openSession(plan);
    expect(await reserve(depsAt(at), { sessionId, ask: ask() })).toMatchObject({ ok: false, refusal: why });
    expect(await value("SELECT count(*) FROM registrations")).toBe(0);
    expect(await value("SELECT count(*) FROM events")).toBe(0);
  });

  test("an unknown session fails on the foreign key and leaves nothing", async () => {
    expect(await reserve(depsAt(NOW), { sessionId: `ses_${unique()}`, ask: ask() })).toMatchObject({
      ok: false,
      refusal: "not_found",
    });
    expect(await value("SELECT count(*) FROM events")).toBe(0);
  });

  test("one connection holds 60 seats in ten minutes, not 61; without script 20, not 21", async () => {
    const sessionId = await openSession({ capacity: 200 });
    for (const [lane, most] of [
      ["worked", 60],
      ["slow", 20],
    ] as const) {
      const client = unique();
      const results = await times(most + 1, () => reserve(depsAt(NOW), { sessionId, ask: ask({ client, lane }) }));
      expect(results.filter((r) => r.ok)).toHaveLength(most);
      expect(results.filter((r) => !r.ok && r.refusal === "too_often")).toHaveLength(1);
    }
  });

  test("capacity cannot go below the seats taken", async () => {
    const sessionId = await openSession({ capacity: 5 });
    await times(3, () => submitted(sessionId, NOW));
    await expect(db.batch(setCapacity(sessionId, 2, NOW))).rejects.toThrow(NO_SEAT);
    await db.batch(setCapacity(sessionId, 3, NOW));
    expect(await value("SELECT capacity FROM sessions WHERE id = ?1", sessionId)).toBe(3);
    expect(env.DB).toBeDefined();
  });
});
