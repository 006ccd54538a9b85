import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { templates } from "../templates.ts";
import { type ResendSim, startResendSim } from "./server.ts";
import { sign } from "./webhooks.ts";

let sim: ResendSim;
beforeEach(async () => {
  sim = await startResendSim({ rps: 0 });
});
afterEach(() => sim.close());

const mail = (to = "delivered@resend.dev", over: object = {}) => ({
  from: "a@lignesure.fr",
  to: [to],
  subject: "s",
  text: "t",
  ...over,
});
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(sim.url + path, {
    method: "POST",
    headers: { authorization: "Bearer re_1", "user-agent": "test", "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
const outcome = async (response: Response) => [response.status, ((await response.json()) as { name?: string }).name];

describe("the simulator answers like the provider", () => {
  test("one mail and a batch are accepted, in the order of the payload, and can be read back", async () => {
    const { id } = (await (await post("/emails", mail())).json()) as { id: string };
    const { data } = (await (await post("/emails/batch", [mail("a@resend.dev"), mail("b@resend.dev")])).json()) as {
      data: { id: string }[];
    };
    expect(sim.ledger().map((entry) => entry.id)).toEqual([id, ...data.map((d) => d.id)]);
    const read = (await (await fetch(`${sim.url}/emails/${id}`)).json()) as { last_event: string };
    expect(read.last_event).toBe("delivered");
    expect((await fetch(`${sim.url}/emails/none`)).status).toBe(404);
  });

  test("the same key and bytes: the first answer again, nothing sent; after 24 hours the key is new", async () => {
    const headers = { "idempotency-key": "k1" };
    const [first, second] = [
      await (await post("/emails", mail(), headers)).json(),
      await (await post("/emails", mail(), headers)).json(),
    ];
    expect(second).toEqual(first);
    expect(sim.ledger()).toHaveLength(1);
    await fetch(`${sim.url}/__sim/clock`, { method: "POST", body: JSON.stringify({ advance: 86_400 }) });
    await post("/emails", mail(), headers);
    expect(sim.ledger()).toHaveLength(2);
  });

  test("the two 409s: other bytes under a key, and a key still in process", async () => {
    const headers = { "idempotency-key": "k1" };
    await post("/emails", mail(), headers);
    expect(await outcome(await post("/emails", mail("b@resend.dev"), headers))).toEqual([
      409,
      "invalid_idempotent_request",
    ]);
    expect(await outcome(await post("/emails/batch", [mail()], headers))).toEqual([409, "invalid_idempotent_request"]);
    expect(sim.ledger()).toHaveLength(1);
  });

  test.each([
    ["an example domain", mail("a@example.com")],
    ["a malformed address", mail("nope")],
    ["no subject", mail("a@b.fr", { subject: undefined })],
    ["neither text nor HTML", mail("a@b.fr", { text: undefined })],
    ["a tag with a space", mail("a@b.fr", { tags: [{ name: "a b", value: "c" }] })],
    ["51 recipients", mail("a@b.fr", { to: Array.from({ length: 51 }, () => "a@b.fr") })],
    ["something we never use", mail("a@b.fr", { scheduled_at: "tomorrow" })],
  ])("422: %s", async (_, body) => {
    expect(await outcome(await post("/emails", body))).toEqual([422, "validation_error"]);
    expect(sim.ledger()).toHaveLength(0);
  });

  test("strict: one bad mail refuses the batch and its key stays free; permissive: the others leave", async () => {
    const body = [mail(), mail("nope"), mail("b@resend.dev")];
    const headers = { "idempotency-key": "k1" };
    expect((await post("/emails/batch", body, headers)).status).toBe(422);
    expect(sim.ledger()).toHaveLength(0);
    expect((await post("/emails/batch", [mail()], headers)).status).toBe(200);
    const partly = await post("/emails/batch", body, { "x-batch-validation": "permissive" });
    expect(await partly.json()).toMatchObject({ errors: [{ index: 1 }] });
    expect(sim.ledger()).toHaveLength(3);
  });

  test("0 or 101 mails in a batch, an empty or endless key: refused", async () => {
    expect((await post("/emails/batch", [])).status).toBe(422);
    expect(
      (
        await post(
          "/emails/batch",
          Array.from({ length: 101 }, () => mail()),
        )
      ).status,
    ).toBe(422);
    expect(await outcome(await post("/emails", mail(), { "idempotency-key": "x".repeat(257) }))).toEqual([
      400,
      "invalid_idempotency_key",
    ]);
  });

  test("no key, an unknown key", async () => {
    const strict = await startResendSim({ apiKeys: ["re_good"] });
    const call = (headers: Record<string, string>) =>
      fetch(`${strict.url}/emails`, { method: "POST", headers: { "user-agent": "t", ...headers }, body: "{}" });
    expect(await outcome(await call({}))).toEqual([401, "missing_api_key"]);
    expect(await outcome(await call({ authorization: "Bearer re_bad" }))).toEqual([403, "invalid_api_key"]);
    await strict.close();
  });

  test("over the rate: 429 with retry-after; over the day's quota: 429 of another name", async () => {
    const slow = await startResendSim({ rps: 2, dailyQuota: 1 });
    const call = () =>
      fetch(`${slow.url}/emails`, {
        method: "POST",
        headers: { authorization: "Bearer x", "user-agent": "t" },
        body: JSON.stringify(mail()),
      });
    const answers = [await call(), await call(), await call()];
    expect(await Promise.all(answers.map(outcome))).toEqual([
      [200, undefined],
      [429, "daily_quota_exceeded"],
      [429, "rate_limit_exceeded"],
    ]);
    expect(answers[2]?.headers.get("retry-after")).toBe("1");
    await slow.close();
  });

  test.each([
    "500_before_accept",
    "503_before_accept",
    "429_storm",
    "quota_daily",
    "key_suspended",
    "reset_before_accept",
  ] as const)("fault %s: nothing is accepted, the key stays free", async (fault) => {
    sim.setFaults([{ fault, times: 1 }]);
    const headers = { "idempotency-key": "k1" };
    const first = await post("/emails", mail(), headers).then(
      (r) => r.status,
      () => 0,
    );
    expect([0, 403, 429, 500, 503]).toContain(first);
    expect(sim.ledger()).toHaveLength(0);
    expect((await post("/emails", mail(), headers)).status).toBe(200);
  });

  test.each(["drop_after_accept", "500_after_accept", "garbage_answer"] as const)(
    "fault %s: accepted once, the answer is lost, the replay gives it",
    async (fault) => {
      sim.setFaults([{ fault, times: 1 }]);
      const headers = { "idempotency-key": "k1" };
      await post("/emails", mail(), headers).catch(() => null);
      expect(sim.ledger()).toHaveLength(1);
      expect(await (await post("/emails", mail(), headers)).json()).toEqual({ id: sim.ledger()[0]?.id });
      expect(sim.ledger()).toHaveLength(1);
    },
  );

  test("the mailbox lists, filters and shows a mail with links that work", async () => {
    await post(
      "/emails",
      mail("ana@resend.dev", { subject: "<b>Bonjour</b>", html: "<p>x</p>", text: "voir https://a.fr/b" }),
    );
    const list = await (await fetch(`${sim.url}/?to=ana`)).text();
    expect(list).toContain("&#60;b&#62;Bonjour");
    expect(await (await fetch(`${sim.url}/?to=nobody`)).text()).toContain("Aucun message");
    const shown = await (await fetch(`${sim.url}/mail/${sim.ledger()[0]?.id}`)).text();
    expect(shown).toContain('<a href="https://a.fr/b"');
  });

  test("every mail that the site can write is shown with example data", async () => {
    const list = await (await fetch(`${sim.url}/modeles`)).text();
    for (const key of templates.keys()) {
      expect(list, key).toMatch(new RegExp(`"/modeles/${key}(?:\\.[\\w-]+)*"`));
    }
    const shown = await (await fetch(`${sim.url}/modeles/place-gardee.tu`)).text();
    expect(shown.match(/<iframe/g)).toHaveLength(2);
    expect(shown).toContain("Bonjour Léa");
    expect(await (await fetch(`${sim.url}/modeles/..%2F..%2Fpackage`)).text()).toBe(list); // no other file is read
  });

  test("webhooks come back signed, with the tags", async () => {
    const received: { signature: string; expected: string; type: string }[] = [];
    const secret = `whsec_${Buffer.from("secret").toString("base64")}`;
    const hook = createServer((req, res) => {
      let body = "";
      req.on("data", (chunk) => (body += chunk));
      req.on("end", () => {
        const { "svix-id": id, "svix-timestamp": at, "svix-signature": signature } = req.headers;
        received.push({
          signature: String(signature),
          expected: sign(secret, String(id), Number(at), body),
          type: JSON.parse(body).type,
        });
        res.end();
      });
    });
    await new Promise<void>((done) => hook.listen(0, done));
    const told = await startResendSim({
      rps: 0,
      webhook: { url: `http://127.0.0.1:${(hook.address() as AddressInfo).port}`, secret },
    });
    await fetch(`${told.url}/emails`, {
      method: "POST",
      headers: { authorization: "Bearer x", "user-agent": "t" },
      body: JSON.stringify(mail("x+bounced@b.fr")),
    });
    await expect.poll(() => received.map((r) => r.type)).toEqual(["email.sent", "email.bounced"]);
    expect(received.every((r) => r.signature === r.expected)).toBe(true);
    await told.close();
    hook.close();
  });
});
