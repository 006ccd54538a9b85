import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { resendMailer } from "../../src/platform/mailer.ts";
import { LIES, type Lie, startBook } from "../support/provider-by-the-book/server.ts";
import { type ResendSim, startResendSim } from "../support/resend-sim/server.ts";

type Provider = Pick<ResendSim, "url" | "ledger" | "close"> & {
  setFaults: (rules: { fault: never; times?: number }[]) => void;
};
const PROVIDERS: readonly [string, () => Promise<Provider>][] = [
  ["the simulator", () => startResendSim({ rps: 0 })],
  ["the provider by the book", () => startBook()],
];

const mail = (to = "delivered@resend.dev") => ({ from: "a@lignesure.fr", to: [to], subject: "s", text: "t" });

describe.each(PROVIDERS)("our port to the provider, against %s", (_, start) => {
  let sim: Provider;
  beforeEach(async () => {
    sim = await start();
  });
  afterEach(() => sim.close());
  const bytes = (body: unknown) => new Uint8Array(new TextEncoder().encode(JSON.stringify(body)));
  const mailer = () => resendMailer({ apiKey: "re_1", baseUrl: sim.url, validation: "strict", timeoutMs: 300 });

  test("the stored bytes leave as they are, first and again", async () => {
    const body = bytes([mail(), mail("b@resend.dev")]);
    expect(await mailer().post("/emails/batch", body, "bat_1", 2)).toMatchObject({ kind: "accepted" });
    expect(await mailer().post("/emails/batch", body, "bat_1", 2)).toMatchObject({ kind: "accepted" });
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
      sim.setFaults([{ fault: fault as never, times: 1 }]);
      expect((await mailer().post("/emails", bytes(mail()), fault, 1)).kind, fault).toBe("ambiguous");
    }
    await sim.close();
    expect((await mailer().post("/emails", bytes(mail()), "gone", 1)).kind).toBe("ambiguous");
    sim = await start();
  });

  test("a refusal keeps its status, its name and retry-after", async () => {
    sim.setFaults([{ fault: "429_storm" as never, times: 1 }]);
    expect(await mailer().post("/emails", bytes(mail()), "k", 1)).toMatchObject({
      kind: "refused",
      status: 429,
      name: "rate_limit_exceeded",
      retryAfter: 1,
    });
    expect(await mailer().post("/emails", bytes(mail("nope")), "k", 1)).toMatchObject({
      kind: "refused",
      status: 422,
      retryAfter: null,
    });
  });
});

describe("a 200 that does not say of each mail what became of it, once", () => {
  const bytes = (body: unknown) => new Uint8Array(new TextEncoder().encode(JSON.stringify(body)));
  const lies = Object.keys(LIES) as Lie[];
  let book: Awaited<ReturnType<typeof startBook>>;
  beforeEach(async () => {
    book = await startBook();
  });
  afterEach(() => book.close());
  const call = async (lie: Lie, size: number, validation: "strict" | "permissive") => {
    book.setFaults([{ fault: "lie", lie }]);
    const mailer = resendMailer({ apiKey: "re_1", baseUrl: book.url, validation, timeoutMs: 2000 });
    const mails = Array.from({ length: size }, (_, i) => mail(`delivered+${i}@resend.dev`));
    return mailer.post(
      size === 1 ? "/emails" : "/emails/batch",
      bytes(size === 1 ? mails[0] : mails),
      `${lie}${size}`,
      size,
    );
  };

  test.each(lies.filter((lie) => lie !== "many_for_one"))("to a batch: %s is ambiguous, in both modes", async (lie) => {
    expect((await call(lie, 8, "strict")).kind).toBe("ambiguous");
    expect((await call(lie, 7, "permissive")).kind).toBe("ambiguous");
  });

  test.each(["empty", "no_data", "many_for_one", "html", "error"] as const)(
    "to a single: %s is ambiguous",
    async (lie) => {
      expect((await call(lie, 1, "strict")).kind).toBe("ambiguous");
    },
  );

  test("in permissive mode the order tells nothing: ids come by webhook alone; what was refused is told by its place", async () => {
    const mailer = resendMailer({ apiKey: "re_1", baseUrl: book.url, validation: "permissive", timeoutMs: 2000 });
    const answer = await mailer.post("/emails/batch", bytes([mail(), mail("nope"), mail("b@resend.dev")]), "k", 3);
    expect(answer).toMatchObject({
      kind: "accepted",
      ids: [],
      refusedIndexes: new Map([[1, expect.stringContaining("`to`")]]),
    });
    expect(book.ledger()).toHaveLength(2);
  });

  test("the door without JSON is a refusal of us, not a riddle", async () => {
    book.setFaults([{ fault: "answer", answer: { status: 403, message: "error code: 1010" } }]);
    const mailer = resendMailer({ apiKey: "re_1", baseUrl: book.url, validation: "strict", timeoutMs: 2000 });
    expect(await mailer.post("/emails", bytes(mail()), "k", 1)).toMatchObject({
      kind: "refused",
      status: 403,
      name: "no_json",
    });
  });
});
