import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { resendMailer } from "../../src/platform/mailer.ts";
import { type ResendSim, startResendSim } from "../support/resend-sim/server.ts";

let sim: ResendSim;
beforeEach(async () => {
  sim = await startResendSim({ rps: 0 });
});
afterEach(() => sim.close());

const mail = (to = "delivered@resend.dev") => ({ from: "a@lignesure.fr", to: [to], subject: "s", text: "t" });

describe("our port to the provider, against it", () => {
  const bytes = (body: unknown) => new Uint8Array(new TextEncoder().encode(JSON.stringify(body)));
  const mailer = () => resendMailer({ apiKey: "re_1", baseUrl: sim.url, validation: "strict", timeoutMs: 300 });

  test("the stored bytes leave as they are, first and again", async () => {
    const body = bytes([mail(), mail("b@resend.dev")]);
    expect(await mailer().post("/emails/batch", body, "bat_1")).toMatchObject({ kind: "accepted" });
    expect(await mailer().post("/emails/batch", body, "bat_1")).toMatchObject({ kind: "accepted" });
    const sha = Buffer.from(await crypto.subtle.digest("SHA-256", body)).toString("hex");
    expect(sim.ledger().map((entry) => [entry.key, entry.bodySha])).toEqual([
      ["bat_1", sha],
      ["bat_1", sha],
    ]);
  });

  test("a lost, hanging, broken or unreadable answer is ambiguous, never a refusal", async () => {
    for (const fault of [
      "drop_after_accept",
      "500_after_accept",
      "hang_after_accept",
      "garbage_answer",
      "reset_before_accept",
      "503_before_accept",
    ] as const) {
      sim.setFaults([{ fault, times: 1 }]);
      expect((await mailer().post("/emails", bytes(mail()), fault)).kind, fault).toBe("ambiguous");
    }
    await sim.close();
    expect((await mailer().post("/emails", bytes(mail()), "gone")).kind).toBe("ambiguous");
    sim = await startResendSim();
  });

  test("a refusal keeps its status, its name and retry-after", async () => {
    sim.setFaults([{ fault: "429_storm", times: 1 }]);
    expect(await mailer().post("/emails", bytes(mail()), "k")).toMatchObject({
      kind: "refused",
      status: 429,
      name: "rate_limit_exceeded",
      retryAfter: 1,
    });
    expect(await mailer().post("/emails", bytes(mail("nope")), "k")).toMatchObject({
      kind: "refused",
      status: 422,
      retryAfter: null,
    });
  });
});
