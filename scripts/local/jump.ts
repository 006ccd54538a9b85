import type { Stack } from "./stack.ts";

const NEXT = `SELECT c.clock_offset, unixepoch() + c.clock_offset AS now,
  (SELECT count(*) FROM events WHERE reacted_at IS NULL) + (SELECT count(*) FROM send_batches WHERE status < 3) AS busy,
  min(coalesce((SELECT min(expires_at) FROM registrations WHERE state IN ('held', 'awaiting_consent', 'joining', 'offered')), 9000000000),
    coalesce((SELECT min(due_at) FROM messages WHERE status = 0), 9000000000),
    iif(EXISTS (SELECT 1 FROM sessions WHERE waiting > 0 AND taken < capacity AND starts_at > unixepoch() + c.clock_offset),
      ((unixepoch() + c.clock_offset) / 3600 + 1) * 3600, 9000000000)) AS due
  FROM mail_control c WHERE c.id = 1`;

/**
 * When nothing waits and nothing moves, lets the clock of both Workers and of the mailbox jump to the next due moment:
 * a hold that lapses, a mail that is due, or the next hour at which a freed seat may be offered.
 */
export async function jumpWhenQuiet(stack: Stack, simUrl: string | null): Promise<void> {
  const [row] = stack.sql(NEXT);
  const [offset, now, busy, due] = ["clock_offset", "now", "busy", "due"].map((name) => Number(row?.[name]));
  if (offset === undefined || now === undefined || due === undefined || busy !== 0 || due <= now || due > 8e9) {
    return;
  }
  const advance = due - now + 1;
  stack.sql(`UPDATE mail_control SET clock_offset = ${offset + advance} WHERE id = 1`);
  if (simUrl !== null) {
    await fetch(`${simUrl}/__sim/clock`, { method: "POST", body: JSON.stringify({ advance }) });
  }
  console.log(`  The clock jumped to ${new Date((due + 1) * 1000).toISOString()}`);
}
