import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { runSqlFile } from "../../scripts/local/database.ts";
import { type Stack, type StackOptions, startStack } from "../../scripts/local/stack.ts";
import { demoSql } from "../../scripts/seed.ts";
import { type ResendSim, startResendSim } from "./resend-sim/server.ts";
import type { LedgerEntry } from "./resend-sim/types.ts";

/** Both Workers and the mail simulator, running for real, with the demo's data. */
export type World = { stack: Stack; sim: ResendSim; url: string; close: () => Promise<void> };

/** Starts everything afresh under `.test-state/<name>`. The work of public forms is at its lowest cost. */
export async function startWorld(
  name: string,
  over: Partial<StackOptions> = {},
  given: ResendSim | null = null,
): Promise<World> {
  const sim = given ?? (await startResendSim({ rps: 0 }));
  const dir = `.test-state/${name}`;
  const stack = await startStack({
    dir,
    isFresh: true,
    resendBaseUrl: sim.url,
    areBundlesKept: true,
    altchaCost: 1,
    mailEnv: "test",
    ...over,
  });
  const file = join(stack.dir, "seed.sql");
  writeFileSync(file, demoSql(Math.floor(Date.now() / 1000)));
  runSqlFile(stack.dir, file);
  const world: World = {
    stack,
    sim,
    url: stack.url,
    close: async () => {
      await world.stack.stop(); // a test may have replaced the one it killed
      await sim.close();
    },
  };
  return world;
}

/** Waits until something is true; throws with its name when it never is. */
export async function until<T>(what: string, look: () => T | Promise<T>, seconds = 30): Promise<NonNullable<T>> {
  for (let i = 0; i < seconds * 5; i++) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) {
      return found as NonNullable<T>;
    }
    await wait(200);
  }
  throw new Error(`never happened: ${what}`);
}

/** The mails that the simulator accepted for an address. */
export const mailsFor = (sim: ResendSim, address: string): LedgerEntry[] =>
  sim.ledger().filter((entry) => entry.to.includes(address));
