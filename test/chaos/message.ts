import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { runSqlFile } from "../../scripts/local/database.ts";
import { type Keys, sealAddress } from "../../scripts/local/seal.ts";
import { demoSql } from "../../scripts/seed.ts";
import { DAY, HOUR, instantOf } from "../../src/kernel/time.ts";
import { type ChaosOptions, type Run, breakThings, comeToRest, inAStorm, recover } from "./run.ts";

/** Dates of the series that is written to. */
const DATES = 10;
/** What becomes of each person before any mail leaves; of twenty, one each, and one in five holds two dates. */
const FATES = { 3: "left", 7: "erased", 11: "suppressed" } as const;
type Fate = (typeof FATES)[keyof typeof FATES] | "stays";
const fateOf = (i: number): Fate => (FATES as Readonly<Record<number, Fate>>)[i % 20] ?? "stays";
const addressOf = (i: number): string => `delivered+atelier-${i}@resend.dev`;

/** How many mails each person got, counted from the provider's ledger; and what D1 says of their messages. */
export type MessageVerdict = {
  /** People with so many mails, by what became of them: « stays » with one each, the others with none. */
  mails: Record<Fate, Record<number, number>>;
  /** Rows of D1: sent, refused by the gate, anything else. */
  rows: { sent: number; skipped: number; others: number };
  kills: number;
  /** Mails to people of whom nobody knows. */
  strangers: number;
};

/**
 * An association writes to all dates of a series. While the mails wait some people are erased, others are on the list of addresses that are
 * not written to; then they leave while everything breaks, and what nobody knows the outcome of is looked for at the provider.
 */
export const runMessageStorm = (
  people: number,
  options: Omit<ChaosOptions, "mails" | "name">,
): Promise<MessageVerdict> =>
  inAStorm({ ...options, mails: people, name: "-message" }, async (run) => {
    write(run, people);
    const expected = Array.from({ length: people }, (_, i) => fateOf(i)).filter((fate) => fate !== "left").length;
    await planned(run, expected);
    const ids = (fate: Fate): string => idsOf(people, fate).join("', '");
    run.stack.sql(
      `UPDATE contacts SET email_sealed = NULL, hash_until_at = ${Math.floor(Date.now() / 1000) + run.offset + DAY} WHERE id IN ('${ids("erased")}');
       INSERT INTO suppressions (addr_hash, reason, source, created_at) SELECT addr_hash, 'bounced', 'test', 1 FROM contacts WHERE id IN ('${ids("suppressed")}');
       UPDATE mail_control SET sending_enabled = 1 WHERE id = 1`,
    );
    await breakThings(run);
    await comeToRest(run);
    if (options.without === null) {
      await recover(run);
    }
    return verdict(run, people);
  });

const idsOf = (people: number, fate: Fate): string[] =>
  Array.from({ length: people }, (_, i) => i).flatMap((i) => (fateOf(i) === fate ? [`ctc_${i}`] : []));

/** A series, its people, and what its association wrote: as publishing, registering and « Envoyer » leave them. Sending waits. */
function write(run: Run, people: number): void {
  const real = Math.floor(Date.now() / 1000);
  const now = instantOf("2026-12-01T08:05", "Europe/Paris");
  run.offset = now - real;
  const keys = JSON.parse(readFileSync(join(run.stack.dir, "keys.json"), "utf8")) as Keys;
  const sessions = Array.from({ length: DATES }, (_, i) => ({ id: `ses_date-${i}`, at: now + (10 + 7 * i) * DAY }));
  const contacts = Array.from({ length: people }, (_, i) => {
    const { kid, sealed, hash } = sealAddress(keys, addressOf(i));
    return [`${i}`, sealed, hash, kid];
  });
  const seats = Array.from({ length: people }, (_, i) => [
    i,
    i % DATES,
    fateOf(i) === "left" ? "cancelled" : "confirmed",
  ]);
  const both = seats
    .filter(([i]) => Number(i) % 5 === 0)
    .map(([i, date, state]) => [i, (Number(date) + 1) % DATES, state]);
  const registrations = (list: unknown[][], tag: string): string =>
    `INSERT INTO registrations (id, session_id, contact_id, kind, seats, state, verified_at, idempotency_key, erase_at, updated_at, created_at)
     SELECT 'reg_${tag}' || (value->>0), 'ses_date-' || (value->>1), 'ctc_' || (value->>0), 'person', 1, value->>2, 1, '${tag}' || (value->>0), 9999999999, 1, 1
     FROM json_each('${JSON.stringify(list)}');`;
  const inChunks = Array.from({ length: Math.ceil(people / 500) }, (_, i) => contacts.slice(i * 500, i * 500 + 500));
  const lines = [
    demoSql(now), // a demo sends: held only after it
    `UPDATE mail_control SET sending_enabled = 0, rps = 1000, clock_offset = ${run.offset} WHERE id = 1;`,
    "UPDATE events SET reacted_at = 1;",
    ...sessions.map(
      ({
        id,
        at,
      }) => `INSERT INTO sessions (id, workshop_id, association_id, venue_id, mode, starts_at, ends_at, tz, capacity, state, opens_at, closes_at,
        queue_closes_at, updated_at, created_at, series_id) VALUES ('${id}', 'wks_premier-telephone', 'org_demo-1', 'ven_demo-1', 'onsite', ${at}, ${at + 2 * HOUR},
        'Europe/Paris', 5000, 'open', 0, ${at - HOUR}, ${at - 12 * HOUR}, 1, 1, 'ser_storm');`,
    ),
    ...inChunks.flatMap((chunk) => [
      `INSERT INTO contacts (id, email_sealed, addr_hash, kid, created_at) SELECT 'ctc_' || (value->>0), value->>1, value->>2, value->>3, ${now} FROM json_each('${JSON.stringify(chunk)}');`,
      `INSERT INTO recipients (id, contact_id, locale, zone, created_at) SELECT 'rcp_' || (value->>0), 'ctc_' || (value->>0), 'fr', 'Europe/Paris', ${now} FROM json_each('${JSON.stringify(chunk)}');`,
    ]),
    registrations(seats, "a"),
    registrations(both, "b"),
    ...sessions.flatMap(({ id, at }, i) => [
      `INSERT INTO session_messages (id, session_id, association_id, kind, audience, body, body_sha256, author_id, planned, erase_at, created_at, series_of)
       VALUES ('smg_${i}', '${id}', 'org_demo-1', 'place', 'all', 'La salle change : entrez par la cour.', 'x', 'per_x', 1, ${at + 30 * DAY}, ${now}, 'smg_0');`,
      `INSERT INTO events (id, type, version, at, actor, subject, data) VALUES ('evt_storm-${i}', 'session.message_sent', 1, ${now}, 'per_x', '${id}', '{"message":"smg_${i}"}');`,
    ]),
  ];
  const file = join(run.stack.dir, "seed.sql");
  writeFileSync(file, lines.join("\n"));
  runSqlFile(run.stack.dir, file);
}

/** Every mail stands, and none has left. */
async function planned(run: Run, expected: number): Promise<void> {
  const query = "SELECT count(*) AS n FROM messages WHERE template IN ('message-seance', 'message-liste')";
  for (let i = 0; i < 120; i++) {
    await run.stack.tick().catch(() => undefined);
    await wait(1000);
    if (
      Number(run.stack.sql(query)[0]?.["n"]) >= expected &&
      run.stack.sql("SELECT 1 AS n FROM events WHERE reacted_at IS NULL").length === 0
    ) {
      if (run.sim.ledger().length > 0) {
        throw new Error("mails left before they were to");
      }
      return;
    }
  }
  throw new Error(`not all of ${expected} mails were planned: ${JSON.stringify(run.stack.sql(query))}`);
}

function verdict(run: Run, people: number): MessageVerdict {
  const got = new Map<string, number>();
  for (const { to } of run.sim.ledger()) {
    got.set(to.join(), (got.get(to.join()) ?? 0) + 1);
  }
  const mails: MessageVerdict["mails"] = { stays: {}, left: {}, erased: {}, suppressed: {} };
  for (let i = 0; i < people; i++) {
    const n = got.get(addressOf(i)) ?? 0;
    const ofFate = mails[fateOf(i)];
    ofFate[n] = (ofFate[n] ?? 0) + 1;
    got.delete(addressOf(i));
  }
  const count = (where: string): number =>
    Number(
      run.stack.sql(`SELECT count(*) AS n FROM messages WHERE template = 'message-seance' AND ${where}`)[0]?.["n"],
    );
  const [sent, skipped] = [count("status BETWEEN 2 AND 5"), count("status = 6")];
  return {
    mails,
    rows: { sent, skipped, others: count("status NOT BETWEEN 2 AND 6 AND reason IS NOT 'resent'") },
    kills: run.sim.hung(),
    strangers: got.size,
  };
}
