import type { Stack } from "./stack.ts";

const NEVER = 9_000_000_000;
/** The next moment that waits for nobody: a mail that is due, or the next hour at which a freed seat may be offered. */
const DUE = `(SELECT min(
  coalesce((SELECT min(due_at) FROM messages WHERE status = 0), ${NEVER}),
  coalesce((SELECT min(next_at) FROM enrolments WHERE status = 0), ${NEVER}),
  iif(EXISTS (SELECT 1 FROM sessions WHERE waiting > 0 AND taken < capacity AND starts_at > unixepoch() + clock_offset),
    ((unixepoch() + clock_offset) / 3600 + 1) * 3600, ${NEVER})))`;
const JUMP = `UPDATE mail_control SET clock_offset = ${DUE} - unixepoch() + 1
  WHERE id = 1 AND ${DUE} > unixepoch() + clock_offset AND ${DUE} < ${NEVER}
    AND NOT EXISTS (SELECT 1 FROM events WHERE reacted_at IS NULL) AND NOT EXISTS (SELECT 1 FROM send_batches WHERE status < 3)
  RETURNING unixepoch() + clock_offset AS now`;

let told = 0;

/**
 * When nothing waits and nothing moves, lets the clock of both Workers and of the mailbox jump to the next due moment.
 * It never jumps past somebody who is filling a form or has a button to press.
 */
export async function jumpWhenQuiet(stack: Stack, simUrl: string | null): Promise<void> {
  const [row] = stack.sql(JUMP);
  const now = Number(row?.["now"] ?? 0);
  if (now === 0) {
    return;
  }
  const offset = now - Math.floor(Date.now() / 1000);
  if (simUrl !== null) {
    await fetch(`${simUrl}/__sim/clock`, { method: "POST", body: JSON.stringify({ advance: offset - told }) });
  }
  told = offset;
  console.log(`  The clock jumped to ${new Date(now * 1000).toLocaleString("fr-FR", { timeZone: "Europe/Paris" })}`);
}
