import fc from "fast-check";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { DAY } from "../../src/kernel/time.ts";
import { asId } from "../../src/kernel/ids.ts";
import type { Told } from "../../src/mail/news.ts";
import { takeDelivery } from "../../src/mail/take-news.ts";
import { messageId } from "../../src/mail/message.ts";
import { formAndRing } from "../../workers/reactor/tick.ts";
import { knock, stepsTo, subscribed } from "../support/worker/guidance.ts";
import { SECRET, type Telling, newsOf, tellOf } from "../support/worker/news.ts";
import { unique } from "../support/worker/people.ts";
import { as, signedIn } from "../support/worker/staff.ts";
import { watchD1 } from "../support/worker/watch-d1.ts";
import { pump } from "../support/worker/reactor.ts";
import { ask, setClock } from "../support/worker/web.ts";
import { NOW, depsAt, rows, run, value } from "../support/worker/world.ts";

let mid: string;
let email: string;

const tell = (type: string, over?: Telling) => tellOf(mid, type, over);
const status = () => value("SELECT status FROM messages WHERE id = ?1", mid);
const count = (metric: string) => value("SELECT coalesce(sum(n), 0) FROM stats_daily WHERE metric = ?1", metric);

beforeEach(async () => {
  await setClock(NOW);
  email = `delivered+${unique()}@resend.dev`;
  await subscribed(NOW, { email });
  await knock(NOW + 60);
  mid = String(await value("SELECT id FROM messages WHERE class = 2"));
});

describe("what the provider tells afterwards", () => {
  test("a bad signature, another secret, an old time, no headers: 401 and nothing is written", async () => {
    const refused = [
      await tell("email.delivered", { secret: "whsec_b3RoZXI=" }),
      await tell("email.delivered", { at: NOW - 330 }),
      await tell("email.delivered", { at: NOW + 330 }),
      await ask("/webhooks/resend", { method: "POST", body: "{}" }),
    ];
    expect(refused.map((a) => a.status)).toEqual([401, 401, 401, 401]);
    expect([await status(), await value("SELECT count(*) FROM webhook_receipts")]).toEqual([2, 0]);
  });

  test("two secrets while one is replaced; a body nobody can read is refused; an unknown type or mail is no error", async () => {
    const both = { bindings: { RESEND_WEBHOOK_SECRET: `whsec_bmV1Zg== ${SECRET}` } };
    expect((await tell("email.delivered", both)).status).toBe(200);
    expect((await tell("x", { body: "not json" })).status).toBe(400);
    expect((await tell("domain.updated")).status).toBe(200);
    expect((await tell("email.delivered", { data: { tags: { mid: "msg_nobody" } } })).status).toBe(200);
    expect(await value("SELECT count(*) FROM webhook_receipts")).toBe(3);
  });

  test("told twice, it counts once; told in any order, the highest rank stays", async () => {
    const id = `msg_${unique()}`;
    await tell("email.delivered", { id });
    await tell("email.delivered", { id });
    await tell("email.sent");
    expect([await status(), await count("delivered")]).toEqual([3, 1]);
    await tell("email.complained");
    await tell("email.delivered");
    expect(await status()).toBe(5);
  });

  test("before our own settle: the rank stays when we settle", async () => {
    await run("UPDATE messages SET status = 1 WHERE id = ?1", mid);
    await tell("email.delivered");
    await run("UPDATE messages SET status = max(status, 2) WHERE id = ?1", mid);
    expect(await status()).toBe(3);
  });

  test("unknown is settled by proof; skipped is not", async () => {
    await run("UPDATE messages SET status = 8 WHERE id = ?1", mid);
    await tell("email.delivered");
    expect(await status()).toBe(3);
    await run("UPDATE messages SET status = 6 WHERE id = ?1", mid);
    await tell("email.delivered");
    expect(await status()).toBe(6);
  });

  test.each([
    ["email.bounced", { bounce: { type: "Permanent" } }, "hard_bounce"],
    ["email.complained", {}, "complaint"],
    ["email.suppressed", {}, "provider"],
  ])("%s: the address is never written to again, and its sequences end at once", async (type, data, reason) => {
    const id = `msg_${unique()}`;
    for (let i = 0; i < 2; i++) {
      await tell(type, { data, id });
    }
    await pump(NOW + 70);
    expect(await rows("SELECT reason, source FROM suppressions")).toEqual([{ reason, source: "webhook" }]);
    expect(await rows("SELECT status, reason FROM enrolments")).toEqual([{ status: 3, reason: "suppressed" }]);
    expect(await value("SELECT count(*) FROM events WHERE type = 'address.suppressed'")).toBe(1);
    await knock(NOW + 8 * 86_400);
    expect(await stepsTo(email)).toHaveLength(1);
  });

  test("a soft bounce and a delay are noted, and stop nothing", async () => {
    await tell("email.bounced", { data: { bounce: { type: "Transient" } } });
    await tell("email.delivery_delayed");
    expect(await value("SELECT count(*) FROM suppressions")).toBe(0);
    expect([await count("bounced_soft"), await count("delivery_delayed")]).toEqual([1, 1]);
  });

  test("five soft bounces in a month with no delivery between: the address rests 14 days, is tried, and given up the second time", async () => {
    const recipient = String(await value("SELECT recipient_id FROM messages WHERE id = ?1", mid));
    const soft = async (at: number, type: string | null = "Undetermined", then?: string) => {
      mid = await messageId(`soft:${recipient}:${at}`);
      await run(
        "INSERT INTO messages (id, class, recipient_id, template, vars, due_at, expires_at, status, sent_at) VALUES (?1, 2, ?2, 'x', '{}', ?3, ?3, 2, ?3)",
        mid,
        recipient,
        at,
      );
      await setClock(at);
      await tell(then ?? "email.bounced", { at, data: { bounce: type === null ? {} : { type } } });
    };
    const holds = () => rows("SELECT held_until_at, holds FROM address_holds");
    for (const day of [1, 2, 3, 4]) {
      await soft(NOW + day * DAY, day === 2 ? null : "Transient");
    }
    await soft(NOW + 5 * DAY, null, "email.delivered");
    for (const day of [6, 7, 8, 9]) {
      await soft(NOW + day * DAY);
    }
    expect([await holds(), await value("SELECT count(*) FROM suppressions")]).toEqual([[], 0]);
    await soft(NOW + 10 * DAY);
    expect(await holds()).toEqual([{ held_until_at: NOW + 24 * DAY, holds: 1 }]);
    await run(
      "INSERT INTO messages (id, class, recipient_id, template, vars, due_at, expires_at, status) VALUES ('msg_rest', 0, ?1, 'parcours-adresse', '{}', ?2, ?2 + 9999, 0)",
      recipient,
      NOW + 11 * DAY,
    );
    await formAndRing(depsAt(NOW + 11 * DAY));
    await pump(NOW + 11 * DAY);
    expect(await rows("SELECT status, reason FROM messages WHERE template = 'parcours-adresse'")).toEqual([
      { status: 6, reason: "held" },
    ]);
    await soft(NOW + 25 * DAY, "Transient");
    expect(await rows("SELECT reason FROM suppressions")).toEqual([{ reason: "soft_repeated" }]);
    expect(await value("SELECT count(*) FROM events WHERE type = 'address.suppressed'")).toBe(1);
  });

  test("a soft bounce that is told again, at once or weeks later, is one soft bounce: it never brings a rest nor a suppression nearer", async () => {
    const recipient = String(await value("SELECT recipient_id FROM messages WHERE id = ?1", mid));
    const bounces: [id: string, mid: string][] = [];
    const again = async (at: number): Promise<void> => {
      await setClock(at);
      for (const [id, of] of bounces) {
        await tellOf(of, "email.bounced", { at, id, data: { bounce: { type: "Transient" } } });
      }
    };
    const soft = async (at: number): Promise<void> => {
      const of = await messageId(`again:${recipient}:${at}`);
      await run(
        "INSERT INTO messages (id, class, recipient_id, template, vars, due_at, expires_at, status, sent_at) VALUES (?1, 2, ?2, 'x', '{}', ?3, ?3, 2, ?3)",
        of,
        recipient,
        at,
      );
      bounces.push([`msg_${unique()}`, of]);
      await again(at);
      await again(at + 60);
    };
    const standing = () =>
      rows("SELECT (SELECT count(*) FROM address_holds) AS holds, (SELECT count(*) FROM suppressions) AS suppressed");
    for (const day of [1, 2, 3, 4]) {
      await soft(NOW + day * DAY);
    }
    expect([await standing(), await count("bounced_soft")]).toEqual([[{ holds: 0, suppressed: 0 }], 4]);
    await soft(NOW + 5 * DAY);
    expect(await rows("SELECT held_until_at, holds FROM address_holds")).toEqual([
      { held_until_at: NOW + 19 * DAY, holds: 1 },
    ]);
    await again(NOW + 20 * DAY); // the rest is over: one soft bounce more would end it all
    expect([await standing(), await count("bounced_soft")]).toEqual([[{ holds: 1, suppressed: 0 }], 5]);
    expect(await value("SELECT count(*) FROM events WHERE type = 'address.suppressed'")).toBe(0);
  });

  test.each([
    ["provider", 0],
    ["complaint", 1],
    ["manual", 1],
    ["hard_bounce", 1],
  ])("the provider lifts a suppression: ours of %s, %i left", async (reason, left) => {
    await run(
      "INSERT INTO suppressions (addr_hash, reason, source, created_at) SELECT c.addr_hash, ?1, 'test', 1 FROM messages m JOIN recipients r ON r.id = m.recipient_id JOIN contacts c ON c.id = r.contact_id WHERE m.id = ?2",
      reason,
      mid,
    );
    await tell("suppression.removed", { data: { email, tags: {} } });
    expect(await value("SELECT count(*) FROM suppressions")).toBe(left);
  });

  test("a suppression that names an address: its keyed hash is kept, never the address", async () => {
    await tell("suppression.added", { data: { email: email.toUpperCase(), tags: {} } });
    expect(await value("SELECT count(*) FROM suppressions s JOIN contacts c ON c.addr_hash = s.addr_hash")).toBe(1);
    const kept = JSON.stringify([
      await rows("SELECT * FROM webhook_receipts"),
      await rows("SELECT * FROM suppressions"),
    ]);
    expect(kept.toLowerCase()).not.toContain(email);
  });

  test("the queue is busy: 503, so that the provider comes back; the database is not asked", async () => {
    const NEWS = { send: () => Promise.reject(new Error("overloaded")) };
    expect((await tell("email.delivered", { bindings: { NEWS } })).status).toBe(503);
    const watched = watchD1(env.DB);
    const { told } = await newsOf(mid, "email.bounced", {
      data: { to: [email], bounce: { type: "Permanent" } },
      bindings: { DB: watched.d1 },
    });
    expect([told.length, JSON.stringify(told).includes("@"), watched.written]).toEqual([1, false, 0]);
  });

  test("a piece that was parked goes back by « Rejouer », once", async () => {
    const { told } = await newsOf(mid, "email.complained");
    const parked =
      "INSERT INTO parked_messages (id, queue, body, attempts, parked_at) VALUES ('news:1', 'news', ?1, 10, ?2)";
    await run(parked, JSON.stringify(told[0]), NOW);
    const desk = as((await signedIn(`delivered+${unique()}@resend.dev`)).cookie);
    for (let i = 0; i < 2; i++) {
      await desk.post("/console/courrier/rejouer", { message: "news:1" });
      await pump(NOW + 60);
    }
    expect([await status(), await count("complained")]).toEqual([5, 1]);
    expect(await value("SELECT replayed_at IS NOT NULL FROM parked_messages")).toBe(1);
    expect(await rows("SELECT status, reason FROM enrolments")).toEqual([{ status: 3, reason: "suppressed" }]);
  });
});

/** What each mail is told, by the provider, in its order; nothing else of it ever comes. */
const STORIES = [
  ["email.sent", "email.delivered"],
  ["email.sent", "email.bounced"],
  ["email.sent", "email.bounced:soft"],
  ["email.sent", "email.delivered", "email.complained"],
  ["email.sent", "email.bounced:soft", "email.bounced"],
  ["email.sent", "email.delivery_delayed", "email.failed"],
  ["email.suppressed"],
  ["email.sent", "email.opened", "email.delivered", "email.delivered"],
] as const;
const RANKS: Readonly<Record<string, number>> = { "email.sent": 2, "email.delivered": 3, "email.complained": 5 };
const rankOf = (type: string): number => RANKS[type] ?? (/bounced|failed|suppressed/.test(type) ? 4 : 2);
const CLOSES = new Set(["email.bounced", "email.complained", "email.suppressed"]);

describe("a wave of news", () => {
  test("each piece three times, shuffled, through two consumers at once: what one delivery of each in order would leave", async () => {
    const shuffled = <T>(list: readonly T[]): T[] =>
      fc.sample(fc.shuffledSubarray(list.slice(), { minLength: list.length }), { seed: 30, numRuns: 1 })[0] ?? [];
    const pieces: Told[] = [];
    await run("DELETE FROM stats_daily");
    const mails = Array.from({ length: 40 }, (_, i) => ({
      id: `msg_${String(i)
        .padStart(26, "a")
        .replaceAll(/[0189]/g, "x")}${i}`,
      story: STORIES[i % STORIES.length] ?? [],
    }));
    for (const [i, { id, story }] of mails.entries()) {
      const contact = `ctc_w${i}`;
      await run(
        "INSERT INTO contacts (id, email_sealed, addr_hash, kid, created_at) VALUES (?1, 'x', ?2, 'a', 1)",
        contact,
        `hash-${i}`,
      );
      await run(
        "INSERT INTO recipients (id, contact_id, locale, zone, created_at) VALUES (?1, ?2, 'fr', 'Europe/Paris', 1)",
        `rcp_w${i}`,
        contact,
      );
      await run(
        "INSERT INTO messages (id, class, recipient_id, template, vars, due_at, expires_at, status, sent_at) VALUES (?1, 2, ?2, 'x', '{}', ?3, ?3, ?4, ?3)",
        id,
        `rcp_w${i}`,
        NOW,
        i % 5 === 0 ? 8 : 1,
      );
      for (const type of story) {
        const data = type.startsWith("email.bounced")
          ? { bounce: { type: type.endsWith("soft") ? "Transient" : "Permanent" } }
          : {};
        const made = await newsOf("msg_unread", type.replace(":soft", ""), { data, at: NOW });
        pieces.push(...made.told.map((one) => ({ ...one, messageId: asId("msg", id) })));
      }
    }
    const thrice = shuffled(pieces.concat(pieces, pieces));
    const deliveries = Array.from({ length: Math.ceil(thrice.length / 25) }, (_, i) =>
      thrice.slice(i * 25, i * 25 + 25),
    );
    const consumer = async (): Promise<void> => {
      for (let next = deliveries.shift(); next !== undefined; next = deliveries.shift()) {
        await takeDelivery(depsAt(NOW), next);
      }
    };
    await Promise.all([consumer(), consumer()]);

    const found = await rows<{ id: string; status: number; reason: string | null }>(
      "SELECT id, status, reason FROM messages WHERE recipient_id LIKE 'rcp_w%' ORDER BY recipient_id",
    );
    const wanted = mails.map(({ id, story }) => {
      const highest = Math.max(...story.map(rankOf));
      const reasons = story
        .filter((type) => rankOf(type) === highest)
        .map((type) => type.slice(6))
        .map((type) => type.replace(":soft", "_soft:transient"));
      return { id, status: highest, reason: highest < 4 ? null : (reasons.toSorted()[0] ?? null) };
    });
    expect(new Map(found.map((one) => [one.id, one]))).toEqual(new Map(wanted.map((one) => [one.id, one])));
    const counted = await rows<{ metric: string; n: number }>(
      "SELECT metric, sum(n) AS n FROM stats_daily GROUP BY metric ORDER BY metric",
    );
    const told = Map.groupBy(
      mails.flatMap(({ story }) => story.map((type) => type.slice(6).replace(":soft", "_soft"))),
      (metric) => metric,
    );
    expect(Object.fromEntries(counted.map(({ metric, n }) => [metric, n]))).toEqual(
      Object.fromEntries(Array.from(told, ([metric, all]) => [metric, all.length])),
    );
    const closed = mails.filter(({ story }) => story.some((type) => CLOSES.has(type))).length;
    expect([
      await value("SELECT count(*) FROM suppressions"),
      await value("SELECT count(*) FROM events WHERE type = 'address.suppressed'"),
    ]).toEqual([closed, closed]);
    expect(await value("SELECT count(*) FROM webhook_receipts")).toBe(pieces.length);
  });
});
