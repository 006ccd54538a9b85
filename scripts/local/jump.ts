import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { DAY, MINUTE } from "../../src/kernel/time.ts";
import type { Stack } from "./stack.ts";

/** What an act of this run waits for: a mail of a sequence that somebody began, or the next hour at which a list may be served. */
const dueSql = (start: number): string => `SELECT min(at) FROM (
  SELECT next_at AS at FROM enrolments WHERE status = 0 AND created_at > ${start}
  UNION ALL SELECT m.due_at FROM messages m JOIN enrolments e ON e.id = m.enrolment_id
    WHERE m.status = 0 AND e.created_at > ${start}
  UNION ALL SELECT ((unixepoch() + c.clock_offset) / 3600 + 1) * 3600
    FROM mail_control c, registrations r JOIN sessions s ON s.id = r.session_id
    WHERE r.state = 'waitlisted' AND r.created_at > ${start} AND s.taken < s.capacity
      AND s.starts_at > unixepoch() + c.clock_offset)`;
const openSql = (which: "min" | "max"): string =>
  `(SELECT ${which}(starts_at) FROM sessions WHERE state = 'open' AND starts_at > unixepoch() + clock_offset)`;
const momentSql = (start: number): string => `SELECT unixepoch() + clock_offset AS now, (${dueSql(start)}) AS due,
  ${openSql("min")} AS firstOpen, ${openSql("max")} AS lastOpen,
  EXISTS (SELECT 1 FROM events WHERE reacted_at IS NULL) OR EXISTS (SELECT 1 FROM send_batches WHERE status < 3) AS isBusy
  FROM mail_control WHERE id = 1`;

/** The demo at one moment, in seconds of its own clock; null: there is none. */
export type Moment = {
  now: number;
  due: number | null;
  firstOpen: number | null;
  lastOpen: number | null;
  isBusy: boolean;
};

/** What a run has seen: when it began, in seconds of its clock; how long ago a page was asked for; whether somebody pressed Enter. */
export type Run = { start: number; idle: number; isLifted: boolean };

const RUN_DAYS = 100;
const day = (at: number): string => new Date(at * 1000).toLocaleDateString("fr-FR", { timeZone: "Europe/Paris" });

/** Where the clock may jump, or why it stands still and what to press; null while something moves by itself. */
export function whereTo({ now, due, firstOpen, lastOpen, isBusy }: Moment, run: Run): number | string | null {
  if (isBusy || (due !== null && due <= now)) {
    return null;
  }
  if (due === null) {
    return "nobody has begun a sequence or joined a list since this start; do so in the site and it goes on";
  }
  if (run.idle > 10 * MINUTE) {
    return "no page was asked for in the last ten minutes; open one and it goes on";
  }
  if (due >= run.start + RUN_DAYS * DAY) {
    return `what comes next is due on ${day(due)}, beyond ${RUN_DAYS} days from the start; press Ctrl-C and start with --fresh`;
  }
  if (firstOpen !== null && due >= firstOpen && !run.isLifted) {
    return `what comes next is due on ${day(due)}, after the first open session (${day(firstOpen)}); press Enter to let sessions pass`;
  }
  if (lastOpen === null || due >= lastOpen) {
    return "no open session would be left; press Ctrl-C and start with --fresh";
  }
  return due + 1;
}

/** What lets time jump in one run: `jump` after each tick, `lift` when somebody wants to go beyond the first open session. */
export type Jumper = { jump: () => Promise<void>; lift: () => void };

/**
 * Lets the clock of both Workers and of the mailbox jump to the next moment that an act of this run waits for, when nothing
 * moves. It never jumps past somebody who is filling a form or has a button to press, and says why it stands still.
 */
export function jumper(stack: Stack, simUrl: string | null, say: (line: string) => void = console.log): Jumper {
  const [clock] = stack.sql("SELECT unixepoch() + clock_offset AS now FROM mail_control");
  const run: Run = { start: Number(clock?.["now"]), idle: 0, isLifted: false };
  const pages = pagesAsked(join(stack.dir, "wrangler.log"));
  let lastPage = Date.now();
  let said = "";
  let told = 0;
  return {
    lift: () => (run.isLifted = true),
    jump: async () => {
      lastPage = pages() ? Date.now() : lastPage;
      run.idle = (Date.now() - lastPage) / 1000;
      const [row] = stack.sql(momentSql(run.start));
      const to = whereTo({ ...(row as Moment), isBusy: row?.["isBusy"] === 1 }, run);
      if (typeof to === "string" && to !== said) {
        say(`  The clock stands still: ${to}.`);
      }
      said = typeof to === "string" ? to : "";
      if (typeof to === "number") {
        const offset = to - Math.floor(Date.now() / 1000);
        stack.sql(`UPDATE mail_control SET clock_offset = ${offset} WHERE id = 1`);
        if (simUrl !== null) {
          await fetch(`${simUrl}/__sim/clock`, { method: "POST", body: JSON.stringify({ advance: offset - told }) });
        }
        told = offset;
        say(`  The clock jumped to ${new Date(to * 1000).toLocaleString("fr-FR", { timeZone: "Europe/Paris" })}`);
      }
    },
  };
}

/** Tells whether the log of the Workers names a page that was asked for since the last look. */
function pagesAsked(log: string): () => boolean {
  const read = (): string => (existsSync(log) ? readFileSync(log, "utf8") : "");
  let seen = read().length;
  return () => {
    const fresh = read().slice(seen);
    seen += fresh.length;
    return / GET \/(?!cdn-cgi\/|sante)/.test(fresh);
  };
}
