import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { domainsThatTrack } from "../../../scripts/local/tracking.ts";
import { type ResendSim, startResendSim } from "./server.ts";

let sim: ResendSim;
beforeEach(async () => {
  sim = await startResendSim({ rps: 0 });
});
afterEach(() => sim.close());

const mail = (to = "delivered@resend.dev") => ({ from: "a@lignesure.fr", to: [to], subject: "s", text: "t" });
const post = (path: string, body: unknown) =>
  fetch(sim.url + path, {
    method: "POST",
    headers: { authorization: "Bearer re_1", "user-agent": "test" },
    body: JSON.stringify(body),
  });

describe("what the simulator remembers, and what it tells", () => {
  test("the list of mails is read in pages, newest first; every answer says what is left of the rate", async () => {
    await post(
      "/emails/batch",
      Array.from({ length: 5 }, (_, i) => mail(`p${i}@resend.dev`)),
    );
    type Listed = { data: { id: string; to: string[] }[]; has_more: boolean };
    const read = async (query: string) => (await (await fetch(`${sim.url}/emails?${query}`)).json()) as Listed;
    const first = await read("limit=2");
    expect([first.data.map((e) => e.to[0]), first.has_more]).toEqual([["p4@resend.dev", "p3@resend.dev"], true]);
    const rest = await read(`limit=10&after=${first.data[1]?.id}`);
    expect([rest.data.length, rest.has_more]).toEqual([3, false]);
    const paced = await startResendSim({ rps: 5 });
    expect((await fetch(`${paced.url}/domains`)).headers.get("ratelimit-limit")).toBe("5");
    await paced.close();
  });

  test("one verified domain that tracks nothing; suppressed addresses are added, listed and removed", async () => {
    const { data } = (await (await fetch(`${sim.url}/domains`)).json()) as { data: object[] };
    expect(data).toEqual([
      expect.objectContaining({ status: "verified", open_tracking: false, click_tracking: false }),
    ]);
    expect(await domainsThatTrack(sim.url, "re_1")).toEqual([]);
    const follows = await startResendSim({ rps: 0, tracksOpens: true });
    expect(await domainsThatTrack(follows.url, "re_1")).toEqual(["lignesure.example"]);
    await follows.close();
    await post("/suppressions", { email: "a@b.fr" });
    await post("/suppressions/batch", { emails: ["c@d.fr", "e@f.fr"] });
    await fetch(`${sim.url}/suppressions/a@b.fr`, { method: "DELETE" });
    const list = (await (await fetch(`${sim.url}/suppressions`)).json()) as { data: { email: string }[] };
    expect(list.data.map((one) => one.email)).toEqual(["c@d.fr", "e@f.fr"]);
    expect((await post("/suppressions/batch", { emails: Array.from({ length: 101 }, () => "x@y.fr") })).status).toBe(
      422,
    );
  });

  test.each([
    ["webhook_lost", []],
    ["webhook_duplicate", ["email.sent", "email.sent", "email.delivered", "email.delivered"]],
    ["webhook_reorder", ["email.delivered", "email.sent"]],
  ] as const)("%s", async (fault, types) => {
    const received: string[] = [];
    const hook = createServer((req, res) => {
      let body = "";
      req.on("data", (chunk) => (body += chunk));
      req.on("end", () => {
        received.push((JSON.parse(body) as { type: string }).type);
        res.end();
      });
    });
    await new Promise<void>((done) => hook.listen(0, done));
    const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}`;
    const told = await startResendSim({ rps: 0, webhook: { url, secret: "whsec_c2VjcmV0" } });
    told.setFaults([{ fault }]);
    await fetch(`${told.url}/emails`, {
      method: "POST",
      headers: { authorization: "Bearer x", "user-agent": "t" },
      body: JSON.stringify(mail()),
    });
    await expect.poll(() => received.length, { timeout: 2000 }).toBe(types.length);
    expect(received).toEqual(types);
    await told.close();
    hook.close();
  });
});
