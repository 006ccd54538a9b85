import { describe, expect, test } from "vitest";

import { readNews } from "../../src/mail/news.ts";

const news = (type: string, data: object = {}) => readNews({ type, data: { email_id: "re_1", ...data } });

describe("what news of a mail means", () => {
  test.each([
    ["email.sent", 2, null, "sent"],
    ["email.delivered", 3, null, "delivered"],
    ["email.bounced", 4, "hard_bounce", "bounced"],
    ["email.failed", 4, null, "failed"],
    ["email.suppressed", 4, "provider", "suppressed"],
    ["email.complained", 5, "complaint", "complained"],
    ["suppression.added", null, "provider", "suppression.added"],
    ["email.opened", null, null, "opened"],
    ["constructor", null, null, "constructor"],
  ])("%s", (type, rank, suppress, metric) => {
    expect(news(type)).toMatchObject({ rank, suppress, metric });
  });

  test("a bounce that may pass ends the mail and suppresses nothing", () => {
    const soft = { rank: 4, suppress: null, metric: "bounced_soft" };
    expect(news("email.bounced", { bounce: { type: "Transient" } })).toMatchObject(soft);
    const hard = { rank: 4, suppress: "hard_bounce", metric: "bounced" };
    expect(news("email.bounced", { bounce: { type: "Permanent" } })).toMatchObject(hard);
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
    expect(news("email.bounced", { email })?.address).toBeNull();
  });
});
