import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startStack } from "../../scripts/local/stack.ts";
import { type World, mailsFor, startWorld, until } from "../support/stack.ts";
import { findPath, visitor } from "../support/visitor.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld("crash");
});
afterAll(() => world.close());

const PEOPLE = 5;
const address = (i: number): string => `delivered+crash${i}@resend.dev`;

async function takeSeat(i: number): Promise<void> {
  const me = visitor(world.url, `10.9.0.${i}`);
  const path = "/ateliers/seances/ses_demo-4";
  const form = await me.post(`${path}/reserver`, await me.antibotFields(await me.get(path)));
  const { pathname, search } = new URL(form.url);
  const done = await me.post(pathname + search, [
    ["name", "Léa"],
    ["ageBand", "18_plus"],
    ["email", address(i)],
  ]);
  expect(done.status).toBe(200);
}

describe("workerd is killed in the middle of a send", () => {
  test("after a restart on the same state: one mail for each registration, and each link works", async () => {
    world.sim.setFaults([{ fault: "hang_after_accept", times: 1 }]);
    await Promise.all(Array.from({ length: PEOPLE }, (_, i) => takeSeat(i)));
    await until("the provider accepted, and does not answer", () => world.sim.ledger().length > 0);
    const accepted = world.sim.ledger().length;
    await world.stack.kill();
    const frozen = "frozen_at IS NOT NULL AND status = 2";

    world.stack = await startStack({
      dir: ".test-state/crash",
      port: Number(new URL(world.url).port),
      resendBaseUrl: world.sim.url,
      areBundlesKept: true,
      altchaCost: 1,
      mailEnv: "test",
    });
    expect(world.stack.sql(`SELECT count(*) AS n FROM send_batches WHERE ${frozen}`)).toEqual([{ n: 1 }]);
    // Two minutes pass: the lease of the dead consumer ends, and the clock knocks.
    world.stack.sql("UPDATE mail_control SET clock_offset = 150 WHERE id = 1");
    await until("everything is sent", async () => {
      await world.stack.tick();
      const [row] = world.stack.sql(
        "SELECT (SELECT count(*) FROM messages WHERE status = 2) AS sent, (SELECT count(*) FROM events WHERE reacted_at IS NULL) AS events",
      );
      return row?.["sent"] === PEOPLE && row["events"] === 0;
    });
    expect(accepted).toBeGreaterThan(0);
    for (let i = 0; i < PEOPLE; i++) {
      expect(mailsFor(world.sim, address(i)), address(i)).toHaveLength(1);
    }
    const summary = (await (await fetch(`${world.sim.url}/__sim/ledger/summary`)).json()) as {
      replays: number;
      duplicates: string[];
    };
    expect(summary.duplicates).toEqual([]);
    expect(summary.replays).toBeGreaterThan(0);
    const link = findPath(mailsFor(world.sim, address(0))[0]?.text ?? "", `${world.url}/i/`);
    expect((await visitor(world.url, "10.9.0.1").post(`${link}/confirmer`, [])).html).toContain("C’est confirmé");
  });
});
