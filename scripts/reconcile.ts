import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";
import { uuidv7 } from "uuidv7";

import { runSql } from "./local/database.ts";
import { ROOT, tool, toolEnv } from "./local/tools.ts";

/* `npm run reconcile -- --since 2026-12-01T10:00:00Z`: after the database was taken back to a moment, says what the restore undid: mails that
   would leave a second time, people who are back. `--apply` does it again. The reactor looks, at its next tick: it holds the keys and the
   provider's list. Sending is switched off first, always; switching it on again is a person's act. Ends with 1 while anything is open. */
const { values: flags } = parseArgs({
  options: {
    since: { type: "string" },
    apply: { type: "boolean" },
    production: { type: "boolean" },
    dir: { type: "string", default: ".demo" }, // of a stack on this machine
  },
});
const since = Date.parse(flags.since ?? "") / 1000;
if (!Number.isInteger(since)) {
  console.error("--since needs the moment to which the database was taken back, like 2026-12-01T10:00:00Z");
  process.exit(2);
}

type Row = Record<string, unknown>;
function remote(sql: string): Row[] {
  const args = ["d1", "execute", "DB", "--remote", "--env", "production", "--json", "--command", sql];
  const out = execFileSync(tool("wrangler"), args, { cwd: ROOT, env: toolEnv, encoding: "utf8" });
  return (JSON.parse(out) as { results: Row[] }[])[0]?.results ?? [];
}
const rows = flags.production === true ? remote : (sql: string): Row[] => runSql(`${ROOT}/${flags.dir}`, sql);

rows("UPDATE mail_control SET sending_enabled = 0 WHERE id = 1 RETURNING id");
const id = `evt_${uuidv7()}`;
const data = JSON.stringify({ since, isApplied: flags.apply === true });
rows(
  `INSERT INTO events (id, type, version, at, actor, subject, data) VALUES ('${id}', 'restore.asked', 1, unixepoch(), 'operator', 'restore', '${data}') RETURNING id`,
);
console.log("Sending is off. The reactor looks at its next tick…");

type Answer = {
  mails: { waiting: number; missing: number };
  erasures: { told: number; back: number };
  leaves: { told: number; back: number };
  log: { told: number; here: number; gone: number; isSame: boolean };
  sessions: { open: number; associations: number };
  files: string[];
  seats: number;
  isOpen: boolean;
};
const MOST_LOOKS = 60;
async function answer(looks = 0): Promise<Answer> {
  const [found] = rows(`SELECT data FROM events WHERE id = '${id}-done'`);
  if (found !== undefined) {
    return JSON.parse(String(found["data"])) as Answer;
  }
  if (looks === MOST_LOOKS) {
    console.error("no answer after five minutes: does the reactor run? (/sante, wrangler tail)");
    process.exit(1);
  }
  await new Promise((done) => setTimeout(done, 5000));
  return answer(looks + 1);
}
const { mails, erasures, leaves, log, sessions, files, seats, isOpen } = await answer();
const done = flags.apply === true ? "done again" : "would be done again with --apply";
const logWords = ({ told, here, gone, isSame }: Answer["log"]): string =>
  !isSame
    ? `signed with ${told} entries, here are ${here} or others, and what is gone cannot be proven: stop, docs/operations.md, and npm run verify-log with a checkpoint of before`
    : gone > 0
      ? `${gone} entries are gone, each proven by its hash and the last signature: ${done}`
      : `${here} entries, ${told} of them signed: as they were`;
console.log(`
  mails      ${mails.waiting} would have left twice, ${mails.missing} were unknown here: ${done}
  people     ${erasures.told} wishes to be forgotten since, ${erasures.back} undone by the restore: ${done}
  seats      ${seats} sessions whose counters differ from their registrations${seats === 0 ? "" : ": docs/operations.md"}
  letters    ${leaves.told} wishes to receive no more since, ${leaves.back} undone by the restore: ${done}
  the label  ${logWords(log)}
  sessions   ${sessions.open} open ones of ${sessions.associations} associations stand as they did at that moment: ask who holds them to look
  files      ${files.length} came since and no row names them; nothing is deleted${files.map((key) => `\n             ${key}`).join("")}
`);
if (isOpen) {
  console.log("Something was open: run it again until nothing is, then switch sending on.");
}
process.exit(isOpen ? 1 : 0);
