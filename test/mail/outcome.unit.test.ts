import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { allowList, gate } from "../../src/mail/gate.ts";
import type { LoadedMessage } from "../../src/mail/message.ts";
import { type CalledBatch, nextStep, wasRefused } from "../../src/mail/outcome.ts";
import { aboutOf } from "../../src/mail/refusal.ts";
import type { MailerAnswer } from "../../src/platform/mailer.ts";
import { ERROR_TABLE, NAMES } from "../support/error-table.ts";

const NOW = 1_796_115_600;
const batch = (over: Partial<CalledBatch> = {}): CalledBatch => ({
  size: 10,
  doubt: 1,
  attempts: 1,
  frozenAt: NOW,
  wasRefused: false,
  isProvenOurs: false,
  miscounts: 0,
  ...over,
});
const refused = (status: number, name: string, retryAfter: number | null = null, message = "why"): MailerAnswer => ({
  kind: "refused",
  status,
  name,
  message,
  retryAfter,
});
const LOST: MailerAnswer = { kind: "ambiguous", cause: "x" };
const MISCOUNT: MailerAnswer = { kind: "ambiguous", cause: "counts differ", isMiscount: true };
const BAD_TO = "Invalid `to` field.";
const probe = (reason: string, isNews = true) => ({ breaker: { until: "probe", reason, isNews } });

describe("from an answer to the next step", () => {
  test.each([
    ["accepted", { kind: "accepted", ids: [], refusedIndexes: new Map() } as MailerAnswer, {}, { do: "settle" }],
    ["no answer", LOST, { attempts: 3 }, { do: "wait", seconds: 60, doubtLess: 0, strike: true, why: "x" }],
    ["no answer, again and again", LOST, { attempts: 30 }, { do: "wait", seconds: 1800 }],
    ["a count that differs", MISCOUNT, { miscounts: 1 }, { do: "wait", seconds: 15, doubtLess: 0, miscount: true }],
    ["a count that differs, the third time", MISCOUNT, { miscounts: 2 }, { do: "unknown", why: "counts differ" }],
    [
      "the same key in process",
      refused(409, "concurrent_idempotent_requests"),
      { doubt: 2 },
      { do: "wait", seconds: 10, doubtLess: 0 },
    ],
    ["other bytes under the key", refused(409, "invalid_idempotent_request"), {}, { do: "unknown" }],
    ["too fast", refused(429, "rate_limit_exceeded", 3), {}, { do: "wait", seconds: 3, doubtLess: 1 }],
    [
      "too fast, for ten minutes, certainly unsent",
      refused(429, "rate_limit_exceeded"),
      { frozenAt: NOW - 601 },
      { do: "dissolve" },
    ],
    [
      "too fast, for ten minutes, in doubt",
      refused(429, "rate_limit_exceeded"),
      { frozenAt: NOW - 601, doubt: 2, attempts: 9 },
      { do: "wait", seconds: 8, doubtLess: 1 },
    ],
    [
      "quota of the day",
      refused(429, "daily_quota_exceeded"),
      {},
      { do: "dissolve", breaker: { until: "next-utc-day", reason: "daily_quota_exceeded: why", isNews: true } },
    ],
    [
      "key suspended, in doubt",
      refused(403, "suspended_api_key"),
      { doubt: 2 },
      { do: "wait", seconds: 300, doubtLess: 1, ...probe("suspended_api_key: why") },
    ],
    [
      "key suspended, told again under a key that was refused before: no news",
      refused(403, "suspended_api_key"),
      { doubt: 2, wasRefused: true },
      { do: "wait", ...probe("suspended_api_key: why", false) },
    ],
    ["one bad address among ten", refused(422, "validation_error", null, BAD_TO), {}, { do: "split" }],
    [
      "one bad address alone",
      refused(422, "validation_error", null, BAD_TO),
      { size: 1 },
      { do: "refuse", why: `recipient:validation_error: ${BAD_TO}`, single: "validation_error" },
    ],
    ["a bad address, in doubt", refused(422, "validation_error", null, BAD_TO), { doubt: 2 }, { do: "unknown" }],
    ["a field of ours among ten", refused(422, "missing_required_field"), {}, { do: "split" }],
    [
      "a field of ours, alone",
      refused(422, "missing_required_field"),
      { size: 1 },
      { do: "set_aside", why: "refused:missing_required_field", ...probe("missing_required_field: why") },
    ],
    [
      "a field of ours, alone, and another mail left since",
      refused(422, "missing_required_field"),
      { size: 1, isProvenOurs: true },
      { do: "refuse", why: "ours:missing_required_field: why" },
    ],
    ["a field of ours, in doubt", refused(422, "missing_required_field"), { doubt: 2 }, { do: "wait", doubtLess: 1 }],
    ["a name that nobody knows", refused(418, "teapot"), { size: 1 }, { do: "dissolve", ...probe("teapot: why") }],
    [
      "an unknown name of 409: perhaps a call under way, so the key is kept",
      refused(409, "new_conflict"),
      {},
      { do: "wait", doubtLess: 0, ...probe("new_conflict: why") },
    ],
  ] as const)("%s", (_, answer, called, step) => {
    expect(nextStep(answer, batch(called), NOW)).toMatchObject(step);
  });

  test("whatever the refusal, the only mails it ends are those it is about: this address, or a body proven bad", () => {
    const words = fc.constantFrom(
      "why",
      BAD_TO,
      "Invalid `from` field.",
      "API key is invalid",
      "Invalid `reply_to` field.",
    );
    const answers = fc.record({
      status: fc.integer({ min: 400, max: 499 }),
      name: fc.constantFrom(...NAMES),
      message: words,
    });
    fc.assert(
      fc.property(
        answers,
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        ({ status, name, message }, size, isProvenOurs) => {
          const about = aboutOf({ status, name, message });
          const step = nextStep(refused(status, name, null, message), batch({ size, isProvenOurs }), NOW);
          if (step.do === "refuse") {
            expect([size, about === "recipient" || (about === "ours" && isProvenOurs)]).toEqual([1, true]);
          }
        },
      ),
    );
  });

  test("who asks us to slow down is waited for longer each time, eight seconds at most; ten minutes without doubt form it anew", () => {
    const slow = refused(429, "rate_limit_exceeded");
    const waits = [1, 2, 3, 4, 9].map((attempts) => nextStep(slow, batch({ attempts }), NOW));
    expect(waits.map((step) => ("seconds" in step ? step.seconds : step.do))).toEqual([1, 2, 4, 8, 8]);
    expect([600, 601].map((age) => nextStep(slow, batch(), NOW + age).do)).toEqual(["wait", "dissolve"]);
  });

  test("a lost answer is no miscount; a batch whose call was refused says so", () => {
    expect(nextStep(LOST, batch({ miscounts: 5 }), NOW)).toEqual(nextStep(LOST, batch(), NOW));
    expect([null, "x", "not refused:x", "refused:x"].map(wasRefused)).toEqual([false, false, false, true]);
  });

  test("whatever stops the calls says until when: a probe, or the day after for a quota", () => {
    const untils = ERROR_TABLE.flatMap(({ status, name }) =>
      [1, 2].flatMap((doubt) => {
        const step = nextStep(refused(status, name), batch({ size: 1, doubt }), NOW);
        return "breaker" in step && step.breaker !== undefined ? [step.breaker.until] : [];
      }),
    );
    expect([...new Set(untils)].toSorted()).toEqual(["next-utc-day", "probe"]);
  });

  test("a batch in doubt is never split, dissolved nor failed, whatever the answer", () => {
    const names = fc.constantFrom(...NAMES);
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 499 }), names, fc.integer({ min: 2, max: 9 }), (status, name, doubt) => {
        expect(["wait", "unknown"]).toContain(
          nextStep(refused(status, name), batch({ doubt, frozenAt: NOW - 9999 }), NOW).do,
        );
      }),
    );
  });
});

const message = (over: Partial<LoadedMessage> = {}): LoadedMessage => ({
  id: "msg_1",
  class: 0,
  recipient_id: "rcp_1",
  topic: null,
  sequence: null,
  step: null,
  template: "t",
  vars: "{}",

  expires_at: NOW + 60,
  name_id: null,
  enrolment_id: null,
  test: 0,
  is_unproven: 0,
  zone: "Europe/Paris",
  unsub_ref: null,
  age_group: null,
  contact_id: "ctc_1",
  paused_until_at: null,
  erased_at: null,
  sub_status: null,
  confirmed_at: null,
  addr_hash: "h",
  kid: "a",
  email_sealed: "x",
  name_kid: null,
  name_sealed: null,
  is_suppressed: 0,
  waits_for_day: 0,
  held_until_at: null,
  ...over,
});
const everyone = (): boolean => true;

describe("the gate", () => {
  test.each([
    ["erased", { erased_at: 1 }],
    ["erased", { contact_id: null }],
    ["expired", { expires_at: NOW }],
    ["suppressed", { is_suppressed: 1 }],
    ["held", { held_until_at: NOW + 1 }],
    ["unsubscribed", { class: 2, sub_status: 2 }],
    ["unsubscribed", { class: 1, sub_status: null }],
    ["paused", { class: 2, sub_status: 1, paused_until_at: NOW + 1 }],
  ])("%s: skipped with that reason", (reason, over) => {
    expect(gate(message(over), "a@b.fr", { allowed: everyone, now: NOW })).toEqual({ keep: false, reason });
  });

  test("a transactional mail needs no subscription and knows no pause", () => {
    expect(
      gate(message({ sub_status: 2, paused_until_at: NOW + 9 }), "a@b.fr", { allowed: everyone, now: NOW }),
    ).toEqual({ keep: true });
  });

  test("whatever the row: an erased, expired or suppressed one is never kept", () => {
    const any = fc.record({
      class: fc.nat(2),
      expires_at: fc.integer({ min: NOW - 9, max: NOW + 9 }),
      is_suppressed: fc.nat(1),
      erased_at: fc.option(fc.constant(1)),
      sub_status: fc.option(fc.nat(3)),
    });
    fc.assert(
      fc.property(any, (over) => {
        if (gate(message(over), "a@b.fr", { allowed: everyone, now: NOW }).keep) {
          expect([over.expires_at > NOW, over.is_suppressed, over.erased_at]).toEqual([true, 0, null]);
        }
      }),
    );
  });

  test("outside production only the list is written to; on this machine, everyone", () => {
    const api = "https://mail.test.fr";
    expect(allowList("production", "", api)("a@b.fr")).toBe(true);
    expect(allowList("development", "", api)("a@b.fr")).toBe(false);
    expect(allowList("development", "*", api)("a@b.fr")).toBe(false);
    expect(allowList("development", "x@y.fr, @b.fr", api)("a@b.fr")).toBe(true);
    expect(allowList("development", "", "http://localhost:8788")("a@b.fr")).toBe(true);
  });
});
