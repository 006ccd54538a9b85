import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { jumper } from "../../scripts/local/jump.ts";
import { LOCAL_WEBHOOK_SECRET } from "../../scripts/local/stack.ts";
import { zoned } from "../../src/kernel/time.ts";
import { startResendSim } from "../support/resend-sim/server.ts";
import { type World, mailsFor, startWorld, until } from "../support/stack.ts";
import { findPath, visitor } from "../support/visitor.ts";

const PORT = 18_931;
let world: World;
beforeAll(async () => {
  // News that comes while one clock has jumped and the other not yet is refused, and told again, as the provider does.
  const webhook = { url: `http://127.0.0.1:${PORT}/webhooks/resend`, secret: LOCAL_WEBHOOK_SECRET, timeScale: 0.1 };
  world = await startWorld("guidance", { port: PORT }, await startResendSim({ rps: 0, webhook }));
});
afterAll(() => world.close());

async function subscribe(email: string, parcours: string, zone: string): Promise<void> {
  const me = visitor(world.url, "10.7.0.1");
  const form = await me.get("/parents");
  const sent = await me.post("/parents", [
    ...(await me.antibotFields(form)),
    ...Object.entries({ parcours, age: "aucun", zone, accord: "on", email }),
  ]);
  expect(sent.html).toContain("Il reste un clic");
  await until("the mail with the button", () => mailsFor(world.sim, email).length > 0);
  const link = findPath(mailsFor(world.sim, email)[0]?.text ?? "", `${world.url}/parents/confirmer/`);
  expect((await me.post(link, [])).html).toContain("C’est confirmé");
}

describe("guidance, with both Workers, the queues and the provider's news", () => {
  test("a whole sequence arrives at the right local hours in La Réunion while time jumps; each mail is told delivered", async () => {
    const email = "delivered+reunion@resend.dev";
    const clock = jumper(world.stack, world.sim.url);
    clock.lift();
    await subscribe(email, "numero-circule", "Indian/Reunion");
    await until(
      "four steps",
      async () => {
        await world.stack.tick();
        await clock.jump();
        return mailsFor(world.sim, email).length === 5;
      },
      120,
    );
    const [question, first, ...later] = mailsFor(world.sim, email).map(({ at }) => at);
    expect(later.map((at) => zoned(at, "Indian/Reunion").hour)).toEqual([18, 18, 18]);
    expect((first ?? 0) - (question ?? 0)).toBeLessThan(15 * 60); // it answers the click, at any hour
    const told = await until("told delivered", () => {
      const [row] = world.stack.sql(
        "SELECT count(*) AS n FROM messages WHERE sequence = 'numero-circule' AND status = 3",
      );
      return row?.["n"] === 4 ? row : null;
    });
    expect(told["n"]).toBe(4);
  });

  test("somebody who complains gets nothing more, whatever they asked for", async () => {
    const email = "complained+e2e@resend.dev";
    await subscribe(email, "en-parler", "Europe/Paris");
    await until("suppressed", async () => {
      await world.stack.tick();
      const [row] = world.stack.sql("SELECT count(*) AS n FROM suppressions WHERE reason = 'complaint'");
      return row?.["n"] === 1;
    });
    await until("the way ended", async () => {
      await world.stack.tick();
      const [row] = world.stack.sql("SELECT count(*) AS n FROM enrolments WHERE sequence = 'en-parler' AND status < 2");
      return row?.["n"] === 0;
    });
  });

  test("the one-click link works from a bare POST, as a mailbox sends it", async () => {
    const email = "delivered+oneclick@resend.dev";
    const clock = jumper(world.stack, world.sim.url);
    clock.lift();
    await subscribe(email, "premier-telephone", "Pacific/Tahiti");
    await until(
      "the first step",
      async () => {
        await world.stack.tick();
        await clock.jump();
        return mailsFor(world.sim, email).length === 2;
      },
      60,
    );
    const link = /<([^>]+)>/.exec(mailsFor(world.sim, email)[1]?.headers["List-Unsubscribe"] ?? "")?.[1] ?? "";
    const answer = await fetch(link, {
      method: "POST",
      body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }),
    });
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("C’est arrêté.")]);
    const [row] = world.stack.sql(
      "SELECT status FROM subscriptions WHERE topic = 'premier-telephone' AND end_reason = 'one_click'",
    );
    expect(row?.["status"]).toBe(2);
  });
});
