import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { allowList, gate } from "../../src/mail/gate.ts";
import type { LoadedMessage } from "../../src/mail/message.ts";
import { type CalledBatch, nextStep } from "../../src/mail/outcome.ts";
import type { MailerAnswer } from "../../src/platform/mailer.ts";

const NOW = 1_796_115_600;
const batch = (over: Partial<CalledBatch> = {}): CalledBatch => ({
  size: 10,
  doubt: 1,
  attempts: 1,
  frozenAt: NOW,
  ...over,
});
const refused = (status: number, name: string, retryAfter: number | null = null): MailerAnswer => ({
  kind: "refused",
  status,
  name,
  message: "why",
  retryAfter,
});

describe("from an answer to the next step", () => {
  test.each([
    ["accepted", { kind: "accepted", ids: [], refusedIndexes: new Map() } as MailerAnswer, batch(), { do: "settle" }],
    [
      "no answer",
      { kind: "ambiguous", cause: "x" } as MailerAnswer,
      batch({ attempts: 3 }),
      { do: "wait", seconds: 60, doubtLess: 0, strike: true },
    ],
    [
      "no answer, again and again",
      { kind: "ambiguous", cause: "x" } as MailerAnswer,
      batch({ attempts: 30 }),
      { do: "wait", seconds: 1800, doubtLess: 0, strike: true },
    ],
    [
      "the same key in process",
      refused(409, "concurrent_idempotent_requests"),
      batch({ doubt: 2 }),
      { do: "wait", seconds: 10, doubtLess: 0 },
    ],
    [
      "other bytes under the key",
      refused(409, "invalid_idempotent_request"),
      batch(),
      { do: "unknown", why: "invalid_idempotent_request" },
    ],
    ["too fast", refused(429, "rate_limit_exceeded", 3), batch(), { do: "wait", seconds: 3, doubtLess: 1 }],
    [
      "too fast, for ten minutes, certainly unsent",
      refused(429, "rate_limit_exceeded"),
      batch({ frozenAt: NOW - 601 }),
      { do: "dissolve" },
    ],
    [
      "too fast, for ten minutes, in doubt",
      refused(429, "rate_limit_exceeded"),
      batch({ frozenAt: NOW - 601, doubt: 2, attempts: 9 }),
      { do: "wait", seconds: 8, doubtLess: 1 },
    ],
    [
      "quota of the day",
      refused(429, "daily_quota_exceeded"),
      batch(),
      { do: "dissolve", breaker: { until: "next-utc-day", reason: "daily_quota_exceeded" } },
    ],
    [
      "key suspended, in doubt",
      refused(403, "suspended_api_key"),
      batch({ doubt: 2 }),
      { do: "wait", seconds: 3600, doubtLess: 1, breaker: { until: "staff", reason: "suspended_api_key" } },
    ],
    ["one bad mail among ten", refused(422, "validation_error"), batch(), { do: "split" }],
    [
      "one bad mail alone",
      refused(422, "validation_error"),
      batch({ size: 1 }),
      { do: "fail", message: "validation_error: why" },
    ],
    [
      "a bad mail, in doubt",
      refused(422, "validation_error"),
      batch({ doubt: 2 }),
      { do: "unknown", why: "validation_error" },
    ],
  ])("%s", (_, answer, called, step) => {
    expect(nextStep(answer, called, NOW)).toEqual(step);
  });

  test("a batch in doubt is never split, dissolved nor failed, whatever the answer", () => {
    const names = fc.constantFrom(
      "validation_error",
      "rate_limit_exceeded",
      "daily_quota_exceeded",
      "suspended_api_key",
      "anything",
    );
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
  zone: "Europe/Paris",
  unsub_ref: null,
  age_group: null,
  contact_id: "ctc_1",
  paused_until_at: null,
  erased_at: null,
  sub_status: null,
  addr_hash: "h",
  kid: "a",
  email_sealed: "x",
  name_kid: null,
  name_sealed: null,
  is_suppressed: 0,
  ...over,
});
const everyone = (): boolean => true;

describe("the gate", () => {
  test.each([
    ["erased", { erased_at: 1 }],
    ["erased", { contact_id: null }],
    ["expired", { expires_at: NOW }],
    ["suppressed", { is_suppressed: 1 }],
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
