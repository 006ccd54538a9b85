import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { type BatchId, asId } from "../../src/kernel/ids.ts";
import { DAY, HOUR } from "../../src/kernel/time.ts";
import { reconcile } from "../../src/mail/reconcile.ts";
import { sendBatch } from "../../src/mail/send-batch.ts";
import type { SendDeps } from "../../src/mail/sending.ts";
import { cutOff } from "../../src/mail/tick.store.ts";
import { database } from "../../src/platform/d1.ts";
import { type Mailer, resendMailer } from "../../src/platform/mailer.ts";
import { react } from "../../workers/reactor/react.ts";
import { formAndRing, tick } from "../../workers/reactor/tick.ts";
import { LOST, batchOf, losing, mailsOf, real, refusing } from "../support/worker/mail.ts";
import { submitted, unique } from "../support/worker/people.ts";
import { mailsTo, openBatches, pump, reactions, sendDepsAt, templates, unreacted } from "../support/worker/reactor.ts";
import { watchD1 } from "../support/worker/watch-d1.ts";
import { NOW, bodies, db, depsAt, openSession, rows, run, value } from "../support/worker/world.ts";

const statusOf = () => value("SELECT status FROM messages");
let tag = "";
beforeEach(() => {
  tag = unique();
});

describe("when the provider refuses", () => {
  test("one bad address among eight: seven are sent, one fails with its reason, in few calls", async () => {
    const id = await batchOf(8, tag);
    let calls = 0;
    const mailer: Mailer = {
      post: (...call) => {
        calls += 1;
        const isBad = new TextDecoder().decode(call[1]).includes(`${tag}-5@`);
        return isBad ? refusing(422, "validation_error", null, "Bad `to` field.").post(...call) : real.post(...call);
      },
    };
    expect(await sendBatch(sendDepsAt(NOW, { mailer }), id)).toBe("split");
    await pump(NOW, { mailer });
    expect(await mailsTo(tag)).toHaveLength(7);
    expect(await rows("SELECT reason FROM messages WHERE status = 7")).toEqual([
      { reason: "recipient:validation_error: Bad `to` field." },
    ]);
    expect(calls).toBeLessThanOrEqual(8);
  });

  test("429 waits what it is told, keeps its key, and loses nothing", async () => {
    const id = await batchOf(1, tag);
    expect(await sendBatch(sendDepsAt(NOW, { mailer: refusing(429, "rate_limit_exceeded", 7) }), id)).toBe("wait");
    expect(await rows("SELECT not_before_at, doubt, status FROM send_batches")).toEqual([
      { not_before_at: NOW + 7, doubt: 0, status: 1 },
    ]);
    expect(await sendBatch(sendDepsAt(NOW + 8), id)).toBe("sent");
  });

  test.each([
    [401, "missing_api_key"],
    [403, "suspended_api_key"],
    [429, "daily_quota_exceeded"],
  ])(
    "%i %s opens the breaker after one answer; nothing is lost, nothing is called until one mail probes",
    async (status, name) => {
      const later = name.includes("quota") ? (Math.floor(NOW / DAY) + 1) * DAY + 1 : NOW + 301;
      const id = await batchOf(1, tag);
      expect(await sendBatch(sendDepsAt(NOW, { mailer: refusing(status, name) }), id)).toBe("dissolve");
      expect(await statusOf()).toBe(0);
      await tick(depsAt(NOW + 60));
      const [again = "bat_"] = await openBatches();
      expect(await sendBatch(sendDepsAt(NOW + 60), again)).toBe("refused_claim");
      expect(await sendBatch(sendDepsAt(later), again)).toBe("refused_claim");
      await tick(depsAt(later));
      await pump(later);
      expect([await mailsTo(tag), await value("SELECT breaker_until_at FROM mail_control")]).toEqual([
        [expect.anything()],
        0,
      ]);
    },
  );

  test("refused for now until past its use, and nothing in doubt: skipped as expired, not unknown", async () => {
    const id = await batchOf(1, tag);
    await sendBatch(sendDepsAt(NOW, { mailer: refusing(429, "rate_limit_exceeded", 7) }), id);
    expect(await sendBatch(sendDepsAt(NOW + 30 * DAY), id)).toBe("dissolve");
    await tick(depsAt(NOW + 30 * DAY));
    await pump(NOW + 30 * DAY);
    expect(await rows("SELECT status, reason FROM messages WHERE template = 'place-gardee'")).toEqual([
      { status: 6, reason: "expired" },
    ]);
  });

  test("in doubt, and past its use: unknown, and no call", async () => {
    const id = await batchOf(1, tag);
    await sendBatch(sendDepsAt(NOW, { mailer: losing }), id);
    await run("UPDATE messages SET expires_at = ?1", NOW + 60);
    expect(await sendBatch(sendDepsAt(NOW + 61), id)).toBe("unknown");
    expect(await mailsTo(tag)).toHaveLength(1);
  });

  test("other bytes under the same key: unknown, and never a new key", async () => {
    const id = await batchOf(1, tag);
    expect(await sendBatch(sendDepsAt(NOW, { mailer: refusing(409, "invalid_idempotent_request") }), id)).toBe(
      "unknown",
    );
    expect([await statusOf(), await value("SELECT status FROM send_batches")]).toEqual([8, 4]);
  });

  test("in doubt for 23 hours: unknown, no resend; certain that nothing left: formed again", async () => {
    const id = await batchOf(1, tag);
    await sendBatch(sendDepsAt(NOW, { mailer: losing }), id);
    await run("UPDATE send_batches SET next_at = ?1", NOW);
    await db.batch(cutOff(NOW + 23 * HOUR + 1));
    expect([await statusOf(), await value("SELECT status FROM send_batches")]).toEqual([8, 4]);
    expect(await sendBatch(sendDepsAt(NOW + DAY), id)).toBe("refused_claim");
  });

  test.each([
    [23 * HOUR - 60, "sent", 2],
    [23 * HOUR + 60, "refused_claim", 8],
  ] as const)(
    "a bell that comes %i s after the freeze, in doubt: %s, for the provider forgets the key",
    async (after, outcome, status) => {
      const id = await batchOf(1, tag);
      await sendBatch(sendDepsAt(NOW, { mailer: losing }), id);
      expect(await sendBatch(sendDepsAt(NOW + after), id)).toBe(outcome);
      await db.batch(cutOff(NOW + after));
      expect([await statusOf(), (await mailsTo(tag)).length]).toEqual([status, 1]);
    },
  );

  test("a freeze as old that certainly sent nothing is dissolved, never posted", async () => {
    const id = await batchOf(1, tag);
    await sendBatch(sendDepsAt(NOW, { mailer: refusing(429, "rate_limit_exceeded", 7) }), id);
    expect(await sendBatch(sendDepsAt(NOW + 23 * HOUR + 60), id)).toBe("dissolve");
    expect([await statusOf(), (await mailsTo(tag)).length]).toEqual([0, 0]);
  });

  test("the same count that differs three times: unknown, and the provider's list settles it; what was accepted is sent", async () => {
    const url = env.BOOK_URL;
    const lie = (what: string | null) =>
      fetch(`${url}/__sim/faults`, {
        method: "PUT",
        body: JSON.stringify(what === null ? [] : [{ fault: "lie", lie: what }]),
      });
    const provider = resendMailer({ apiKey: "re_1", baseUrl: url, validation: "strict", timeoutMs: 1000 });
    for (const what of [
      "fewer",
      "empty",
      "no_data",
      "one_for_many",
      "twice",
      "beyond",
      "same_index",
      "html",
      "error",
    ]) {
      tag = unique();
      const id = await mailsOf(8, tag);
      await run("UPDATE mail_control SET breaker_until_at = 0, breaker_strikes = 0");
      await lie(what);
      for (const after of [0, 20, 60]) {
        await sendBatch(sendDepsAt(NOW + after, { mailer: provider }), id);
      }
      const isRiddle = what === "html";
      await lie(null);
      if (isRiddle) {
        await sendBatch(sendDepsAt(NOW + 200, { mailer: provider }), id);
      } else {
        expect(await value("SELECT count(*) FROM messages WHERE batch_id = ?1 AND status = 8", id), what).toBe(8);
        await run("UPDATE send_batches SET frozen_at = unixepoch() WHERE id = ?1", id);
        await reconcile({ ...depsAt(NOW + 70), accepted: provider }, id);
      }
      const ledger: unknown[] = await (await fetch(`${url}/__sim/ledger?to=${tag}`)).json();
      const sent = await value("SELECT count(*) FROM messages WHERE batch_id = ?1 AND status = 2", id);
      expect([ledger.length, sent], what).toEqual([8, 8]);
    }
  });

  test("two mails in a row, each alone, refused under one name stop the calls, whatever the name; one that leaves between, and they do not", async () => {
    const badTo: Partial<SendDeps> = { mailer: refusing(422, "validation_error", null, "Bad `to` field.") };
    const breaker = () => value("SELECT breaker_since_at FROM mail_control");
    await sendBatch(sendDepsAt(NOW, badTo), await mailsOf(1, unique()));
    await sendBatch(sendDepsAt(NOW), await mailsOf(1, unique()));
    await sendBatch(sendDepsAt(NOW, badTo), await mailsOf(1, unique()));
    expect(await breaker()).toBeNull();
    await sendBatch(sendDepsAt(NOW, badTo), await mailsOf(1, unique()));
    expect(await breaker()).toBe(NOW);
    expect(await sendBatch(sendDepsAt(NOW + 301), await mailsOf(1, tag))).toBe("refused_claim");
    await formAndRing(depsAt(NOW + 301));
    await pump(NOW + 301);
    expect([await breaker(), (await mailsTo(tag)).length]).toEqual([null, 1]);
  });

  test("one body that we made wrong stops the others for one probe at most, and is refused once others left and it did not", async () => {
    const bad = `${tag}-5@`;
    const mailer: Mailer = {
      post: (...call) =>
        new TextDecoder().decode(call[1]).includes(bad)
          ? refusing(422, "missing_required_field").post(...call)
          : real.post(...call),
    };
    const states = () => rows("SELECT status, count(*) AS n FROM messages GROUP BY 1 ORDER BY 1");
    await mailsOf(8, tag);
    await pump(NOW, { mailer });
    expect(await rows("SELECT status, reason, due_at, solo FROM messages WHERE reason IS NOT NULL")).toEqual([
      { status: 0, reason: "refused:missing_required_field", due_at: NOW + 900, solo: 1 },
    ]);
    await mailsOf(1, unique());
    for (const after of [301, 430, 560]) {
      await formAndRing(depsAt(NOW + after));
      await pump(NOW + after, { mailer });
    }
    expect(await states()).toEqual([
      { status: 0, n: 1 },
      { status: 2, n: 8 },
    ]);
    await formAndRing(depsAt(NOW + 901));
    await pump(NOW + 901, { mailer });
    expect(await states()).toEqual([
      { status: 2, n: 8 },
      { status: 7, n: 1 },
    ]);
    expect(await value("SELECT breaker_since_at FROM mail_control")).toBeNull();
  });

  test("five ambiguous answers in a row stop the calls for a minute", async () => {
    const ids: BatchId[] = [];
    for (let i = 0; i < 5; i++) {
      tag = unique();
      ids.push(await batchOf(1, tag));
    }
    const mailer: Mailer = { post: () => Promise.resolve(LOST) };
    for (const id of ids) {
      await sendBatch(sendDepsAt(NOW, { mailer }), id);
    }
    expect(await value("SELECT breaker_until_at FROM mail_control")).toBe(NOW + 60);
  });
});

describe("when something of ours breaks", () => {
  test("R2 cannot be written: nothing is frozen, the next run sends", async () => {
    const id = await batchOf(1, tag);
    const put = () => Promise.reject(new Error("R2"));
    expect(await sendBatch(sendDepsAt(NOW, { bodies: { ...bodies, put } }), id)).toBe("released");
    expect(await value("SELECT frozen_at FROM send_batches")).toBeNull();
    expect(await sendBatch(sendDepsAt(NOW + 31), id)).toBe("sent");
  });

  test("the stored bytes are missing, or altered: no call, unknown", async () => {
    for (const spoil of ["delete", "alter"] as const) {
      tag = unique();
      const id = await batchOf(1, tag);
      await sendBatch(sendDepsAt(NOW, { mailer: { post: () => Promise.resolve(LOST) } }), id);
      const { objects } = await env.MAIL_BODIES.list({ prefix: id });
      const key = objects[0]?.key ?? "";
      await (spoil === "delete"
        ? env.MAIL_BODIES.delete(key)
        : env.MAIL_BODIES.put(key, "other", { customMetadata: { kid: "a" } }));
      const mailer: Mailer = { post: () => Promise.reject(new Error("must not be called")) };
      expect(await sendBatch(sendDepsAt(NOW + 200, { mailer }), id)).toBe("unknown");
    }
  });

  test("a template that throws for one mail: the others leave, that one is dead and says so", async () => {
    const id = await batchOf(4, tag);
    const [victim] = await rows<{ id: string }>("SELECT id FROM messages ORDER BY id LIMIT 1");
    await run("UPDATE messages SET vars = '{}' WHERE id = ?1", victim?.id ?? "");
    expect(await sendBatch(sendDepsAt(NOW), id)).toBe("split");
    await pump(NOW);
    expect(await mailsTo(tag)).toHaveLength(3);
    expect(await rows("SELECT id, reason FROM messages WHERE status = 9")).toEqual([
      { id: victim?.id, reason: "template place-gardee" },
    ]);
    expect(templates.size).toBeGreaterThan(10);
  });

  test("what a mail says could not be read for a moment: nothing is dead, and it leaves once the lease is over", async () => {
    const id = await batchOf(2, tag);
    const { renderer } = sendDepsAt(NOW);
    const away = () => Promise.reject(new Error("D1_ERROR: Network connection lost."));
    const held = new Map([...templates].map(([key, one]) => [key, { ...one, fill: away }]));
    const over = { renderer: { ...renderer, templates: held } };
    await expect(sendBatch(sendDepsAt(NOW, over), id)).rejects.toThrow("Network connection lost");
    expect(await value("SELECT count(*) FROM messages WHERE status = 9")).toBe(0);
    await tick(depsAt(NOW + HOUR));
    await pump(NOW + HOUR);
    expect(await mailsTo(tag)).toHaveLength(2);
  });

  test("an address that no key opens: that mail is skipped and says so, the others leave", async () => {
    const id = await batchOf(3, tag);
    await run(
      "UPDATE contacts SET email_sealed = 'AAAA' WHERE id = (SELECT id FROM contacts WHERE email_sealed IS NOT NULL LIMIT 1)",
    );
    expect(await sendBatch(sendDepsAt(NOW), id)).toBe("sent");
    expect(await mailsTo(tag)).toHaveLength(2);
    expect(await rows("SELECT reason FROM messages WHERE status = 6")).toEqual([{ reason: "unreadable" }]);
  });

  test("nothing is left in R2 once everything is settled", async () => {
    await batchOf(2, tag);
    await pump(NOW);
    expect((await env.MAIL_BODIES.list()).objects).toEqual([]);
  });

  test("one transactional mail writes 15 rows at most", async () => {
    const watched = watchD1(env.DB);
    await submitted(await openSession(), NOW);
    const counted = database(watched.d1);
    const { batchIds } = await react({ ...depsAt(NOW), db: counted }, { reactions, eventIds: await unreacted() });
    await sendBatch(sendDepsAt(NOW, { db: counted }), asId("bat", batchIds[0]));
    expect(watched.written).toBeGreaterThan(5);
    expect(watched.written).toBeLessThanOrEqual(15);
  });
});
