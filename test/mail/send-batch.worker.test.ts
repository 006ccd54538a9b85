import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { DAY } from "../../src/kernel/time.ts";
import { LEASE } from "../../src/mail/batches.store.ts";
import { sendBatch } from "../../src/mail/send-batch.ts";
import type { SendDeps } from "../../src/mail/sending.ts";
import type { Mailer } from "../../src/platform/mailer.ts";
import { LOST, batchOf, losing, real } from "../support/worker/mail.ts";
import { unique } from "../support/worker/people.ts";
import { mailsTo, sendDepsAt } from "../support/worker/reactor.ts";
import { NOW, bodies, db, rows, run, value } from "../support/worker/world.ts";
import { given } from "../support/worker/given.ts";

let tag = "";
beforeEach(() => {
  tag = unique();
});

describe("a mail is sent once", () => {
  test("whatever is delivered, three times and by two consumers at once: one acceptance, refused claims counted", async () => {
    const id = await batchOf(3, tag);
    const outcomes = await Promise.all([1, 2, 3].map(() => sendBatch(sendDepsAt(NOW), id)));
    expect(outcomes.toSorted()).toEqual(["refused_claim", "refused_claim", "sent"]);
    expect(await mailsTo(tag)).toHaveLength(3);
    expect(await rows("SELECT DISTINCT status FROM messages")).toEqual([{ status: 2 }]);
  });

  test("the answer is lost after the acceptance: the stored bytes go again under the same key, nothing is sent twice", async () => {
    const id = await batchOf(2, tag);
    expect(await sendBatch(sendDepsAt(NOW, { mailer: losing }), id)).toBe("wait");
    expect(await sendBatch(sendDepsAt(NOW + 5), id)).toBe("refused_claim");
    await run("UPDATE contacts SET name_sealed = NULL"); // a change of name must not change the bytes
    expect(await sendBatch(sendDepsAt(NOW + 20), id)).toBe("sent");
    expect(await mailsTo(tag)).toHaveLength(2);
    const [mail] = await mailsTo(tag);
    expect([mail?.key, mail?.bodySha]).toEqual([id, await value("SELECT body_sha FROM send_batches")]);
  });

  test("death after the claim, after the object, after the freeze, after the acceptance: the next run sends it once", async () => {
    const stop = (): Promise<never> => Promise.reject(new Error("killed"));
    const deaths = [
      { bodies: { ...bodies, put: stop } },
      {
        db: {
          ...db,
          batch: (s: never[]) => (JSON.stringify(s).includes("SET frozen_at") ? stop() : db.batch(s)),
        },
      },
      { mailer: { post: stop } },
      { mailer: { post: async (...call: Parameters<Mailer["post"]>) => real.post(...call).then(stop) } },
      { db: { ...db, batch: (s: never[]) => (JSON.stringify(s).includes("max(status, 2)") ? stop() : db.batch(s)) } },
    ];
    for (const [i, death] of deaths.entries()) {
      tag = unique();
      const id = await batchOf(1, tag);
      await sendBatch(sendDepsAt(NOW, death), id).catch(() => "killed");
      expect(await sendBatch(sendDepsAt(NOW + 200), id), `death ${i}`).toBe("sent");
      expect(await mailsTo(tag), `death ${i}`).toHaveLength(1);
    }
  });

  test("negative control: with a new key for each attempt, the same loss sends twice", async () => {
    const id = await batchOf(1, tag);
    const fresh: Mailer = { post: (endpoint, body, _, size) => real.post(endpoint, body, unique(), size) };
    await sendBatch(sendDepsAt(NOW, { mailer: { post: async (...c) => fresh.post(...c).then(() => LOST) } }), id);
    await sendBatch(sendDepsAt(NOW + 20, { mailer: fresh }), id);
    expect(await mailsTo(tag)).toHaveLength(2);
  });

  test("a batch whose lease has run low is released before anything is stored or frozen; the next run sends it once", async () => {
    const id = await batchOf(1, tag);
    let [now, calls] = [NOW, 0];
    const holding = (seconds: number): Partial<SendDeps> => ({
      clock: () => now,
      faultPoint: async (name) => void (name === "after_claim" ? (now += seconds) : null),
      mailer: { post: async (...call) => real.post(...call).finally(() => (calls += 1)) },
    });
    expect(await sendBatch(sendDepsAt(NOW, holding(LEASE - 59)), id)).toBe("released");
    expect([calls, (await env.MAIL_BODIES.list()).objects]).toEqual([0, []]);
    expect(await rows("SELECT frozen_at, body_sha, lease_id, error FROM send_batches")).toEqual([
      { frozen_at: null, body_sha: null, lease_id: null, error: "out of time" },
    ]);
    expect(await sendBatch(sendDepsAt(NOW + 1, holding(LEASE - 60)), id)).toBe("sent");
    expect([calls, (await mailsTo(tag)).length]).toEqual([1, 1]);
  });

  test("a stale holder cannot settle what another holder took over", async () => {
    const id = await batchOf(1, tag);
    let resume = (): void => undefined;
    const paused = new Promise<void>((done) => (resume = done));
    const slow: Mailer = { post: async (...call) => real.post(...call).finally(() => paused) };
    const stale = sendBatch(sendDepsAt(NOW, { mailer: slow }), id);
    await expect.poll(() => value("SELECT frozen_at FROM send_batches")).not.toBeNull();
    expect(await sendBatch(sendDepsAt(NOW + 130), id)).toBe("sent");
    resume();
    await expect(stale).rejects.toThrow("CHECK constraint failed");
    expect(await mailsTo(tag)).toHaveLength(1);
    expect(await value("SELECT n FROM stats_daily")).toBe(1);
  });
});

describe("no mail after no, none too late", () => {
  test("a suppression or an erasure committed between the gate and the freeze rolls the freeze back", async () => {
    const id = await batchOf(2, tag);
    const hash = String(await value("SELECT addr_hash FROM contacts WHERE addr_hash IS NOT NULL ORDER BY id LIMIT 1"));
    const put = async (...call: Parameters<typeof bodies.put>) => {
      await given("suppressions", { addr_hash: hash, reason: "manual" }, true);
      return bodies.put(...call);
    };
    expect(await sendBatch(sendDepsAt(NOW, { bodies: { ...bodies, put } }), id)).toBe("sent");
    expect(await mailsTo(tag)).toHaveLength(1);
    expect(await value("SELECT reason FROM messages WHERE status = 6")).toBe("suppressed");
  });

  test("past its use, a mail is skipped with its reason, never sent", async () => {
    const id = await batchOf(1, tag);
    expect(await sendBatch(sendDepsAt(NOW + 30 * DAY), id)).toBe("empty");
    expect(await rows("SELECT status, reason FROM messages")).toEqual([{ status: 6, reason: "expired" }]);
  });

  test("with sending switched off nothing is claimed; a restored database is off", async () => {
    const id = await batchOf(1, tag);
    await run("UPDATE mail_control SET sending_enabled = 0");
    expect(await sendBatch(sendDepsAt(NOW), id)).toBe("refused_claim");
    await run("UPDATE mail_control SET sending_enabled = 1");
    expect(await sendBatch(sendDepsAt(NOW), id)).toBe("sent");
  });

  test("outside production only the allow-list is written to", async () => {
    const id = await batchOf(1, tag);
    expect(await sendBatch(sendDepsAt(NOW, { allowed: () => false }), id)).toBe("empty");
    expect(await value("SELECT reason FROM messages")).toBe("not_allowed_here");
  });
});
