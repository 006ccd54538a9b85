import { beforeEach, describe, expect, test } from "vitest";

import { HOUR, MINUTE, instantOf, zoned } from "../../src/kernel/time.ts";
import { moveEnrolments } from "../../src/guidance/enrolments.store.ts";
import { setPaused } from "../../src/guidance/sequences.store.ts";
import { tick } from "../../workers/reactor/tick.ts";
import { knock, live, messagesOf, stepsTo, subscribed } from "../support/worker/guidance.ts";
import { unique } from "../support/worker/people.ts";
import { mailsTo, pump } from "../support/worker/reactor.ts";
import { NOW, db, depsAt, rows, run, value } from "../support/worker/world.ts";

const PARIS = "Europe/Paris";
let email: string;
beforeEach(() => {
  email = `delivered+${unique()}@resend.dev`;
});
/** When the provider took each mail cannot be read from its own clock: it is read from ours. */
const sentAt = (recipientId: string) =>
  rows<{ at: number }>(
    "SELECT sent_at AS at FROM messages WHERE recipient_id = ?1 AND class > 0 AND status = 2 ORDER BY sent_at",
    recipientId,
  );

describe("a whole sequence", () => {
  test.each([PARIS, "America/Martinique", "Indian/Reunion", "Pacific/Noumea", "Pacific/Tahiti"])(
    "%s: every step once, at 18:30 there, across months and clock changes",
    async (zone) => {
      const start = instantOf("2026-10-20T12:00", zone);
      const { recipientId } = await subscribed(start, { email, zone, parcours: "en-parler" });
      for (const day of [
        "2026-10-20T12:05",
        "2026-11-20T18:31",
        "2026-12-20T18:31",
        "2027-01-20T18:31",
        "2027-02-20T18:31",
        "2027-03-20T18:31",
      ]) {
        await knock(instantOf(day, zone) - 3600);
        await knock(instantOf(day, zone));
        await knock(instantOf(day, zone) + 60);
      }
      const hours = (await sentAt(recipientId)).map(({ at }) => zoned(at, zone).toPlainTime().toString().slice(0, 5));
      expect(hours.slice(1)).toEqual(["18:31", "18:31", "18:31", "18:31", "18:31"]);
      expect(await stepsTo(email)).toHaveLength(6);
      expect(await rows("SELECT status, step FROM enrolments")).toEqual([{ status: 2, step: 6 }]);
    },
  );

  test("the clock knocks twice at once, or every minute for an hour: still one mail", async () => {
    const { recipientId } = await subscribed(NOW, { email });
    await pump(NOW);
    await Promise.all([tick(depsAt(NOW + 60)), tick(depsAt(NOW + 60)), tick(depsAt(NOW + 60))]);
    await live(NOW + 60, NOW + HOUR, 60);
    expect(await messagesOf(recipientId)).toEqual([{ step: "1", status: 2, reason: null }]);
    expect(await stepsTo(email)).toHaveLength(1);
  });

  test("an outage of six hours over the evening: the step comes the next morning, not at night", async () => {
    const { recipientId } = await subscribed(NOW, { email });
    await knock(NOW + 60);
    await knock(instantOf("2026-12-09T00:30", PARIS));
    expect(await stepsTo(email)).toHaveLength(1);
    await knock(instantOf("2026-12-09T08:00", PARIS));
    expect(zoned((await sentAt(recipientId))[1]?.at ?? 0, PARIS).hour).toBe(8);
  });

  test("a click at 23:10 is answered at 23:10, with the words of that hour; a quarter of an hour late, it waits for the morning", async () => {
    const click = instantOf("2026-12-02T23:10", PARIS);
    const first = async (): Promise<string> => (await mailsTo(email)).at(-1)?.text ?? "";
    await subscribed(click, { email, parcours: "images-diffusees" });
    await knock(click + 60);
    expect(await stepsTo(email)).toEqual(["Votre étape 1 sur 4"]);
    expect(await first()).toMatch(/Une chose à faire ce soir\s:[^]*Ce soir, ne le laissez pas seul/);
    await subscribed(click, { email: (email = `late-${email}`), parcours: "images-diffusees" });
    await knock(click + 15 * MINUTE);
    expect(await stepsTo(email)).toEqual([]);
    await knock(instantOf("2026-12-03T08:00", PARIS));
    expect(await stepsTo(email)).toEqual(["Votre étape 1 sur 4"]);
    expect(await first()).toMatch(/Une chose à faire aujourd’hui\s:[^]*Aujourd’hui, ne le laissez pas seul/);
  });

  test("a click at night is answered once, and the steps after it keep to the day", async () => {
    const { recipientId } = await subscribed(instantOf("2026-12-02T23:10", PARIS), { email });
    await live(instantOf("2026-12-02T23:11", PARIS), instantOf("2026-12-20T12:00", PARIS), 3 * HOUR);
    const hours = (await sentAt(recipientId)).map(({ at }) => zoned(at, PARIS).hour);
    expect([hours.length, hours[0], hours.slice(1).filter((hour) => hour < 8 || hour >= 21)]).toEqual([3, 23, []]);
  });

  test("formed before the click is a quarter of an hour old, claimed after: the gate puts it back until 8:00", async () => {
    const click = instantOf("2026-12-02T23:10", PARIS);
    await subscribed(click, { email });
    await pump(click);
    await tick(depsAt(click + 60));
    await pump(click + 16 * MINUTE);
    expect(await value("SELECT due_at FROM messages WHERE status = 0")).toBe(instantOf("2026-12-03T08:00", PARIS));
  });

  test("formed before 21:00, claimed after: the gate puts it back until 8:00", async () => {
    const { recipientId } = await subscribed(NOW, { email });
    await knock(NOW + 60);
    await tick(depsAt(instantOf("2026-12-08T20:59", PARIS)));
    await pump(instantOf("2026-12-08T21:01", PARIS));
    expect(await value("SELECT due_at FROM messages WHERE status = 0")).toBe(instantOf("2026-12-09T08:00", PARIS));
    await knock(instantOf("2026-12-09T08:00", PARIS));
    expect((await messagesOf(recipientId)).map((m) => m.status)).toEqual([2, 2]);
  });

  test("paused by an operator ten times in its course: nothing while paused, nothing twice, what expired is passed over", async () => {
    const { recipientId } = await subscribed(NOW, { email });
    await knock(NOW + 60);
    const due = instantOf("2026-12-08T18:30", PARIS);
    for (let i = 0; i < 10; i++) {
      await db.batch([setPaused("premier-telephone", true)]);
      await knock(due + i * 120);
      await db.batch([setPaused("premier-telephone", false)]);
      await knock(due + i * 120 + 60);
    }
    expect(await stepsTo(email)).toHaveLength(2);
    await db.batch([setPaused("premier-telephone", true)]);
    await knock(instantOf("2026-12-17T18:30", PARIS));
    expect(await value("SELECT status FROM enrolments")).toBe(1);
    await db.batch([setPaused("premier-telephone", false)]);
    await knock(instantOf("2026-12-26T10:00", PARIS));
    expect((await messagesOf(recipientId)).at(-1)).toEqual({ step: "3", status: 6, reason: "expired" });
    expect(await value("SELECT status FROM enrolments")).toBe(0);
  });

  test("paused while its batch is on the way: it waits, and leaves afterwards", async () => {
    await subscribed(NOW, { email });
    await pump(NOW);
    await tick(depsAt(NOW + 60));
    await db.batch([setPaused("premier-telephone", true)]);
    await pump(NOW + 61);
    expect(await stepsTo(email)).toEqual([]);
    await db.batch([setPaused("premier-telephone", false)]);
    await knock(NOW + HOUR);
    expect(await stepsTo(email)).toHaveLength(1);
  });

  test("a version whose file was changed after it ran is stopped, visibly, rather than followed", async () => {
    await subscribed(NOW, { email });
    await knock(NOW + 60);
    await run("UPDATE sequences SET sha = 'other' WHERE id = 'premier-telephone'");
    await knock(instantOf("2026-12-08T18:31", PARIS));
    expect(await stepsTo(email)).toHaveLength(1);
    expect(await rows("SELECT status, reason FROM enrolments")).toEqual([{ status: 1, reason: "sequence paused" }]);
  });

  test("the counters say what the messages say: sent by step, skipped by reason", async () => {
    await subscribed(NOW, { email });
    await knock(NOW + 60);
    await knock(instantOf("2026-12-19T12:00", PARIS));
    expect(
      await rows(
        "SELECT sequence, step, metric, sum(n) AS n FROM stats_daily WHERE sequence <> '' GROUP BY 1, 2, 3 ORDER BY 2, 3",
      ),
    ).toEqual([
      { sequence: "premier-telephone", step: "1", metric: "sent", n: 1 },
      { sequence: "premier-telephone", step: "2", metric: "skipped:expired", n: 1 },
      { sequence: "premier-telephone", step: "3", metric: "sent", n: 1 },
    ]);
  });

  test("a look that comes late moves nobody: neither who moved on meanwhile, nor who left", async () => {
    const { recipientId } = await subscribed(NOW, { email });
    await knock(NOW + 60);
    const [row] = await rows<{ id: string }>("SELECT id FROM enrolments WHERE recipient_id = ?1", recipientId);
    const late = [row?.id ?? "", 0, 1, NOW, NOW, 0, null, 1] as const;
    await db.batch([moveEnrolments([late], NOW + 61)]);
    expect(await rows("SELECT step, next_at FROM enrolments")).toEqual([
      { step: 1, next_at: instantOf("2026-12-08T18:30", PARIS) },
    ]);
    await run("UPDATE enrolments SET status = 3");
    await db.batch([moveEnrolments([[row?.id ?? "", 1, 2, NOW, NOW, 0, null, 1]], NOW + 62)]);
    expect(await value("SELECT status FROM enrolments")).toBe(3);
  });
});
