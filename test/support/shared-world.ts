import { inject } from "vitest";

import { runSql } from "../../scripts/local/database.ts";
import { type Stack, knock } from "../../scripts/local/stack.ts";
import type { LedgerEntry } from "./resend-sim/types.ts";

/** The world that all files of a project share (`browser-setup.ts`): each keeps to addresses and sessions of its own. */
export type SharedWorld = { url: string; simUrl: string; stack: Pick<Stack, "dir" | "sql" | "tick"> };

export function sharedWorld(): SharedWorld {
  const { url, dir, simUrl } = inject("world");
  return { url, simUrl, stack: { dir, sql: (command) => runSql(dir, command), tick: () => knock(url) } };
}

/** The mails that the simulator accepted for an address, in their order. */
export async function mailsTo(world: SharedWorld, address: string): Promise<LedgerEntry[]> {
  const answer = await fetch(`${world.simUrl}/__sim/ledger?to=${encodeURIComponent(address)}`);
  return ((await answer.json()) as LedgerEntry[]).filter((mail) => mail.to.includes(address));
}

/** The number of the last mail that the simulator accepted for anybody; 0 before the first. */
export async function lastMail(world: SharedWorld): Promise<number> {
  const answer = await fetch(`${world.simUrl}/__sim/ledger`);
  return ((await answer.json()) as LedgerEntry[]).at(-1)?.seq ?? 0;
}
