import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { SendDeps } from "../../src/mail/sending.ts";
import { readHealth } from "../../src/platform/health.ts";
import { resendMailer } from "../../src/platform/mailer.ts";
import { cutOff } from "../../src/mail/tick.store.ts";
import { formAndRing } from "../../workers/reactor/tick.ts";
import { ERROR_TABLE, type ErrorRow } from "../support/error-table.ts";
import { sized } from "../support/size.ts";
import { mailsOf } from "../support/worker/mail.ts";
import { unique } from "../support/worker/people.ts";
import { pump } from "../support/worker/reactor.ts";
import { NOW, db, depsAt, rows, run, value } from "../support/worker/world.ts";

/** Both providers are driven by the same suite: neither was written for the other. */
const PROVIDERS = [
  ["the simulator", () => env.RESEND_BASE_URL, {}],
  ["the provider by the book", () => env.BOOK_URL, { consumesRefused: false }],
  ["the provider by the book, where a refusal uses the key up", () => env.BOOK_URL, { consumesRefused: true }],
] as const;
const SIZE = 8;
/** A row for each kind of refusal. */
const ONE_OF_EACH = ERROR_TABLE.filter((row, i) => ERROR_TABLE.findIndex(({ about }) => about === row.about) === i);
/** One of each kind first: those are asked for each time, on every provider. */
const BY_KIND = ONE_OF_EACH.concat(ERROR_TABLE.filter((row) => !ONE_OF_EACH.includes(row)));
const MOST_ROWS = sized({ short: 12, long: 100 });
const MOST_KINDS = sized({ short: 4, long: 12 });
let url = "";
let tag = "";

const control = (path: string, body: unknown) =>
  fetch(`${url}/__sim/${path}`, { method: "PUT", body: JSON.stringify(body) });
/** What every call is answered from now on. */
const answers = (row: Omit<ErrorRow, "about">) =>
  control("faults", [{ fault: "answer", answer: { status: row.status, name: row.name, message: row.message } }]);
const isWell = () => control("faults", []);
const over = (): Partial<SendDeps> => {
  const provider = resendMailer({ apiKey: "re_1", baseUrl: url, validation: "strict", timeoutMs: 1000 });
  return { mailer: provider, accepted: provider };
};
const accepted = async (): Promise<number> => {
  const listed: unknown[] = await (await fetch(`${url}/__sim/ledger?to=${tag}`)).json();
  return listed.length;
};
/** How many of the eight stand where. */
async function standing() {
  const [row] = await rows<Record<"pending" | "sent" | "refused" | "charged" | "unknown", number>>(
    `SELECT coalesce(sum(status < 2), 0) AS pending, coalesce(sum(status BETWEEN 2 AND 5), 0) AS sent,
       coalesce(sum(status = 7 AND reason LIKE 'recipient:%'), 0) AS refused,
       coalesce(sum(status IN (6, 9) OR (status = 7 AND reason NOT LIKE 'recipient:%')), 0) AS charged,
       coalesce(sum(status = 8), 0) AS unknown FROM messages`,
  );
  return row ?? { pending: 0, sent: 0, refused: 0, charged: 0, unknown: 0 };
}
async function pass(now: number): Promise<void> {
  await db.batch(cutOff(now));
  await formAndRing(depsAt(now));
  await pump(now, over());
}
/** Time passes until nothing is pending, at most so many minutes. */
async function goOn(from: number, minutes: number): Promise<number> {
  let [now, step] = [from, 130];
  while (now < from + minutes * 60 && (await standing()).pending > 0) {
    now += step;
    step = Math.min(3600, step + 60);
    await pass(now);
  }
  return now;
}

beforeEach(() => {
  tag = unique();
});
afterEach(isWell);

describe.each(PROVIDERS)("%s refuses", (_, urlOf, options) => {
  beforeEach(async () => {
    url = urlOf();
    await control("options", options);
    await isWell();
  });

  // Whether a refusal uses the key up makes no difference between rows of one kind.
  const isWhole = !("consumesRefused" in options && options.consumesRefused);
  test.each(BY_KIND.slice(0, isWhole ? MOST_ROWS : MOST_KINDS))(
    "$status $name, $message: no mail is charged with what is not about it",
    async (row) => {
      await mailsOf(SIZE, tag);
      await answers(row);
      for (const after of [0, 60, 400, 1000, 2000]) {
        await (after === 0 ? pump(NOW, over()) : pass(NOW + after));
        const now = await standing();
        expect(now.pending + now.sent + now.refused + now.unknown, `${after} s: ${JSON.stringify(now)}`).toBe(SIZE);
        expect([now.charged, now.sent], `${after} s`).toEqual([0, 0]);
      }
      const refused = await standing();
      expect(refused.refused > 0, "only an address is charged").toBe(row.about === "recipient");
      expect(refused.unknown).toBe(row.about === "other_bytes" ? SIZE : 0);
      if (["account", "sender", "ours", "unknown_name", "quota", "recipient"].includes(row.about)) {
        expect((await readHealth(db, { rules: [], now: NOW + 2000 })).stuck).toContain("refused");
      }
      await isWell();
      // A quota closes at midnight UTC.
      const end = await goOn(row.about === "quota" ? NOW + 15 * 3600 : NOW + 2000, 180);
      const well = await standing();
      expect({ sent: well.sent, accepted: await accepted() }).toEqual({
        sent: SIZE - well.refused - well.unknown,
        accepted: SIZE - well.refused - well.unknown,
      });
      expect([well.pending, well.refused, well.unknown]).toEqual([0, refused.refused, refused.unknown]);
      await run("UPDATE mail_control SET last_tick_at = ?1", end);
      expect((await readHealth(db, { rules: [], now: end })).ok).toBe(well.refused === 0);
    },
  );

  test.each(ONE_OF_EACH.slice(0, MOST_KINDS))(
    "$status $name, $message, after a call without an answer: nothing twice, nothing lost",
    async (row) => {
      await mailsOf(SIZE, tag);
      await control("faults", [{ fault: "503_before_accept" }]);
      await pump(NOW, over());
      await answers(row);
      for (const after of [20, 400, 800]) {
        await pass(NOW + after);
        const now = await standing();
        expect(now.pending + now.unknown, `${after} s: ${JSON.stringify(now)}`).toBe(SIZE);
      }
      await isWell();
      const end = await goOn(NOW + (row.about === "quota" ? 15 * 3600 : 800), 26 * 60);
      const well = await standing();
      expect(well.sent + well.unknown, JSON.stringify(well)).toBe(SIZE);
      expect(await accepted()).toBe(well.sent);
      // Where a refusal uses the key up, it answers the same for ever: a person decides. Otherwise only what says nothing of the call before.
      const isStuck = !isWhole && row.status < 500 && row.status !== 409;
      expect(well.unknown, JSON.stringify(well)).toBe(
        isStuck || ["recipient", "other_bytes"].includes(row.about) ? SIZE : 0,
      );
      // Whatever was refused, the next mail leaves, and closes the breaker.
      await mailsOf(1, `${tag}-next`);
      await goOn(end, 10);
      expect([await accepted(), await value("SELECT breaker_since_at FROM mail_control")]).toEqual([
        well.sent + 1,
        null,
      ]);
    },
  );
});
