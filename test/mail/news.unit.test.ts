import { describe, expect, test } from "vitest";

import { afterSoft, readNews } from "../../src/mail/news.ts";

const news = (type: string, data: object = {}) => readNews({ type, data: { email_id: "re_1", ...data } });

describe("what news of a mail means", () => {
  test.each([
    ["email.sent", 2, null, "sent"],
    ["email.delivered", 3, null, "delivered"],
    ["email.bounced", 4, null, "bounced_soft"],
    ["email.failed", 4, null, "failed"],
    ["email.suppressed", 4, "provider", "suppressed"],
    ["email.complained", 5, "complaint", "complained"],
    ["suppression.added", null, "provider", "suppression.added"],
    ["suppression.removed", null, null, "suppression.removed"],
    ["email.opened", null, null, "opened"],
    ["constructor", null, null, "constructor"],
  ])("%s", (type, rank, suppress, metric) => {
    expect(news(type)).toMatchObject({ rank, suppress, metric });
  });

  test.each([
    ["Permanent", "hard_bounce", "bounced", "bounced", false],
    ["Transient", null, "bounced_soft", "bounced_soft:transient", true],
    ["Undetermined", null, "bounced_soft", "bounced_soft:undetermined", true],
    ["Of a type of next year!", null, "bounced_soft", "bounced_soft:ofatypeofnextyear", true],
    [undefined, null, "bounced_soft", "bounced_soft:untyped", true],
  ])(
    "a bounce of type %s: only what says that it is for good closes the address",
    (type, suppress, metric, reason, isSoft) => {
      const bounce = type === undefined ? {} : { bounce: { type } };
      expect(news("email.bounced", bounce)).toMatchObject({ rank: 4, suppress, metric, reason, isSoft });
    },
  );

  test.each([
    ["four in a month", { soft: 4 }, null],
    ["five in a month", { soft: 5 }, "hold"],
    ["a sixth, already at rest", { soft: 6, holds: 1, heldUntilAt: 200 }, null],
    ["one try after the rest", { soft: 1, holds: 1, heldUntilAt: 50 }, "suppress"],
    ["one after the rest, delivered meanwhile", { soft: 1, holds: 1, heldUntilAt: 50, isDeliveredSince: true }, null],
    ["five again, delivered meanwhile", { soft: 5, holds: 1, heldUntilAt: 50, isDeliveredSince: true }, "suppress"],
  ] as const)("soft bounces: %s", (_, known, next) => {
    expect(afterSoft({ holds: 0, heldUntilAt: null, isDeliveredSince: false, ...known }, 100)).toBe(next);
  });

  test("our id is read from tags as a record and as a list, and from nothing else", () => {
    const mid = `msg_${"a2".repeat(13)}`;
    expect(news("email.sent", { tags: { mid } })?.messageId).toBe(mid);
    expect(news("email.sent", { tags: [{ name: "mid", value: mid }] })?.messageId).toBe(mid);
    expect(news("email.sent", { tags: { mid: "msg_1" } })?.messageId).toBeNull();
    expect(news("email.sent")?.messageId).toBeNull();
  });

  test("only a suppression names an address", () => {
    const email = "someone@example.org";
    expect(news("suppression.added", { email })?.address).toBe(email);
    expect(news("suppression.removed", { email })?.address).toBe(email);
    expect(news("email.bounced", { email })?.address).toBeNull();
  });
});
