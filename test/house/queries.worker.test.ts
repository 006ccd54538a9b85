import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { readJournal } from "../../src/console/audit.store.ts";
import { database } from "../../src/platform/d1.ts";
import { nightly, tick } from "../../workers/reactor/tick.ts";
import { OWNED, foreignReads, foreignWrites } from "../support/worker/ownership.ts";
import { everything } from "../support/worker/walk.ts";
import { watchD1 } from "../support/worker/watch-d1.ts";
import { ask, hold, send, setClock, solved } from "../support/worker/web.ts";
import { NOW, depsAt, openSession } from "../support/worker/world.ts";

/** Tables that may be read from end to end, and why: they grow neither with people nor with time. Every other table has an index. */
const SMALL: Readonly<Record<string, string>> = {
  audit_draws: "one line a year",
  committee_minutes: "one line a meeting of a committee",
  label_changes: "one line a criterion",
  panel_names: "members of the panel who agree to be named, some dozens",
  payments: "what is paid for the label, some dozens a year",
  directory_files: "one line a file of the directory that an operator gives, some a year",
  school_imports: "one line an import of the directory, some a year",
  sequences: "one line a version of a sequence in content/",
  signing_keys: "one line a key, changed once a year or less",
};

/** The tables that a name of a plan stands for: behind its alias if it has one. None for a subquery, whose own plan says what it reads. */
function tablesNamed(name: string, sql: string): string[] {
  const isSubquery = new RegExp(
    `\\)\\s*(?:AS\\s+)?${name}\\b|\\b${name}(?:\\([^)]*\\))?\\s+AS\\s*(?:MATERIALIZED\\s*)?\\(`,
    "i",
  ).test(sql);
  const named = [...sql.matchAll(/(?:\b(?:FROM|JOIN|UPDATE|INTO)|,)\s+(\w+)\s+(?:AS\s+)?(\w+)/gi)];
  const tables = named.filter(([, , alias]) => alias === name).map(([, table = ""]) => table);
  return tables.length === 0 && !isSubquery ? [name] : tables;
}

/** Steps of a plan that read all of something: an index made for one statement reads its whole table too. */
const READS_ALL =
  /^(?:SCAN (?!CONSTANT ROW)|SEARCH (?=\w+ USING AUTOMATIC))(\w+)(?: USING (?:COVERING )?INDEX (\w+))?(?!.*VIRTUAL TABLE)/;

/**
 * The statements whose plan reads a table from end to end, unless it is small; the whole of a partial index is what it was made for, unless
 * all it leaves out is what has no value yet: of messages, that is hardly any.
 */
async function scans(statements: Iterable<string>): Promise<string[]> {
  const partial = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '%WHERE %' AND sql NOT LIKE '%WHERE % IS NOT NULL'",
  ).all<{
    name: string;
  }>();
  const isPartial = new Set(partial.results.map(({ name }) => name));
  const all = [...statements];
  const found: string[] = [];
  for (let from = 0; from < all.length; from += 50) {
    const some = all.slice(from, from + 50);
    const plans = await env.DB.batch<{ detail: string }>(some.map(explain));
    plans.forEach(({ results }, i) => found.push(...scansIn(some[i] ?? "", results, isPartial)));
  }
  return found;
}

function explain(sql: string): D1PreparedStatement {
  const params = Math.max(0, ...Array.from(sql.matchAll(/\?(\d+)/g), (m) => Number(m[1])));
  return env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`).bind(...Array.from({ length: params }, () => null));
}

const scansIn = (sql: string, plan: readonly { detail: string }[], isPartial: Set<unknown>): string[] =>
  plan.flatMap(({ detail }) => {
    const [, name = "", index = ""] = READS_ALL.exec(detail) ?? [];
    const read = name === "" || isPartial.has(index) ? [] : tablesNamed(name, sql);
    const isScan = read.some((table) => !Object.hasOwn(SMALL, table));
    return isScan ? [`${detail} <- ${sql.replace(/\s+/g, " ").slice(0, 260)}`] : [];
  });

let walked: Set<string> | null = null;
/** Every statement that the product runs, from one walk through all of it. */
async function statementsOfTheProduct(): Promise<Set<string>> {
  if (walked === null) {
    const watched = watchD1(env.DB);
    await everything(watched);
    walked = watched.seen;
  }
  return walked;
}

beforeEach(() => setClock(NOW));

describe("every statement on a table that grows uses an index", () => {
  test("EXPLAIN QUERY PLAN shows no scan, for every statement that the product runs", async () => {
    const seen = await statementsOfTheProduct();
    expect(seen.size).toBeGreaterThan(200);
    expect(await scans(seen)).toEqual([]);
  });

  test.each([
    "SELECT id FROM registrations WHERE skips = ?1",
    "SELECT zz.id FROM registrations AS zz WHERE zz.skips = ?1",
    "SELECT zz.id FROM sessions s JOIN registrations zz ON zz.skips > s.capacity WHERE s.id = ?1",
    "SELECT n FROM (SELECT count(*) AS n FROM registrations WHERE skips = ?1) AS small",
    "WITH sequences AS (SELECT id FROM registrations zz WHERE skips = ?1) SELECT id FROM sequences",
    "SELECT count(*) FROM contacts WHERE ?1 = 1",
    "SELECT me.id FROM guardian_consents me, sequences x WHERE me.text_version = ?1",
  ])("the check above sees a scan, under whatever alias and through an index too: %s", async (sql) => {
    expect(await scans([sql])).not.toEqual([]);
  });

  test("a small table is there, and has its reason", async () => {
    const tables = await env.DB.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all<{ name: string }>();
    expect(Object.keys(SMALL).filter((name) => !tables.results.some((table) => table.name === name))).toEqual([]);
    expect(Object.values(SMALL).filter((why) => why.length < 10)).toEqual([]);
  });
});

describe("a table is written by one feature", () => {
  test("each table has one owner", async () => {
    const tables = await env.DB.prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' AND name NOT LIKE 'd1\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    ).all<{ name: string }>();
    expect(Object.values(OWNED).flat().toSorted()).toEqual(tables.results.map(({ name }) => name).toSorted());
  });

  test("no statement writes a table of another feature", async () => {
    expect(foreignWrites(await statementsOfTheProduct())).toEqual([]);
  });

  test("the check above is able to see one: put together in one feature, or in several", () => {
    const [ours, theirs] = ["DELETE FROM people WHERE id = ?1", "UPDATE messages SET status = 6, reason = ?1"];
    const sources = [
      { feature: "guidance", text: theirs.replace("?1", "?") },
      { feature: "access", text: `"people" ${ours.slice(0, 12)}` },
      { feature: "workshops", text: '{ table: "sessions" }' },
    ];
    expect(foreignWrites([ours, theirs], sources)).toEqual([
      "guidance writes messages: UPDATE messages SET status = 6, reason = ?",
    ]);
    expect(
      foreignWrites(["DELETE FROM webhook_receipts WHERE id = ?1"], [{ feature: "label", text: '"webhook_receipts"' }]),
    ).toEqual(["label writes webhook_receipts: DELETE FROM webhook_receipts WHERE id = ?"]);
  });

  test("what one feature reads of another's tables is this list", () => {
    expect(foreignReads()).toEqual([
      "access: platform.events, privacy.contacts, workshops.sessions",
      "console: access.organisations, label.applications, label.complaints, label.draft_remarks, mail.mail_control, mail.messages, mail.send_batches, mail.stats_daily, platform.duty_runs, platform.events, platform.parked_messages, workshops.association_offers, workshops.proof_weeks, workshops.registrations, workshops.session_facilitators, workshops.sessions, workshops.workshop_requests",
      "guidance: mail.messages, privacy.contacts, privacy.recipients",
      "label: access.address_corrections, access.memberships, access.organisations, access.people",
      "mail: guidance.enrolments, guidance.sequences, guidance.subscriptions, platform.parked_messages, privacy.contacts, privacy.recipients",
      "platform: mail.mail_control, mail.messages, mail.send_batches",
      "privacy: access.address_corrections, access.invitations, access.people, guidance.subscriptions, mail.messages, mail.suppressions, platform.events, workshops.area_watches, workshops.guardian_consents, workshops.registrations, workshops.request_colleagues, workshops.workshop_requests",
      "workshops: access.memberships, access.organisations, access.people, guidance.subscriptions, mail.messages, platform.events, privacy.contacts",
    ]);
  });
});

describe("round trips to the database, in production", () => {
  const trips = async (act: (over: { bindings: object }) => Promise<{ status: number }>): Promise<number> => {
    const watched = watchD1(env.DB);
    const { status } = await act({ bindings: { DB: watched.d1, MAIL_ENV: "production", PASSKEYS: "required" } });
    expect([200, 303]).toContain(status);
    return watched.trips;
  };

  test("a page takes two at most; reserving one, the form three at most", async () => {
    const real = Math.floor(Date.now() / 1000);
    await setClock(real);
    const id = await openSession({ now: real });
    expect(await trips((over) => ask("/", over))).toBe(0);
    for (const path of ["/ateliers", "/ateliers/premier-telephone", `/ateliers/seances/${id}`, "/sante"]) {
      expect(await trips((over) => ask(path, over)), path).toBeLessThanOrEqual(2);
    }
    const fields = await solved(`/ateliers/seances/${id}`);
    expect(await trips((over) => send(`/ateliers/seances/${id}/reserver`, fields, over))).toBe(1);
    const seat = await hold(id);
    expect(await trips((over) => ask(seat, over))).toBeLessThanOrEqual(2);
    const person = { name: "Léa", email: "delivered+trips@resend.dev" };
    expect(await trips((over) => send(seat, person, over))).toBeLessThanOrEqual(3);
  });
});

describe("the trail of one thing, or of one person", () => {
  test("reads its own rows, whatever the length of the trail", async () => {
    const insert = `INSERT INTO events (id, type, version, at, actor, subject, data, reacted_at)
      SELECT 'evt_' || printf('%05d', value), 'x.y', 1, 1, iif(value % 1000 = 0, 'per_x', 'visitor'), 'thing_' || (value % 1000), '{}', 1
      FROM generate`;
    const numbers =
      "WITH RECURSIVE generate(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM generate WHERE value < 5000) ";
    await env.DB.prepare(numbers + insert).run();
    for (const filter of [
      { subject: "thing_7", actor: "" },
      { subject: "", actor: "per_x" },
    ]) {
      const watched = watchD1(env.DB);
      const { lines } = await readJournal(database(watched.d1), {
        filter: { family: "", before: "", from: "", ...filter },
        size: 500,
      });
      expect(lines).toHaveLength(5);
      expect(watched.read).toBeLessThanOrEqual(15);
    }
  });
});

describe("an idle tick", () => {
  test("reads at most 50 rows, whatever the number of people registered and of versions of sequences", async () => {
    const id = await openSession({ capacity: 5000 });
    const insert = env.DB.prepare(
      `INSERT INTO registrations (id, session_id, kind, seats, state, idempotency_key, erase_at, updated_at, created_at)
       SELECT 'reg_' || value, ?1, 'person', 1, 'confirmed', 'k' || value, 9999999999, 1, 1 FROM json_each(?2)`,
    );
    await env.DB.batch([
      insert.bind(id, JSON.stringify(Array.from({ length: 3000 }, (_, i) => i))),
      env.DB.prepare("UPDATE sessions SET taken = 3000 WHERE id = ?1").bind(id),
    ]);
    await tick(depsAt(NOW));
    await nightly(depsAt(NOW));
    const watched = watchD1(env.DB);
    await tick({ ...depsAt(NOW + 60), db: database(watched.d1) });
    await nightly({ ...depsAt(NOW + 60), db: database(watched.d1) });
    expect(watched.read).toBeGreaterThan(0);
    expect(watched.read).toBeLessThanOrEqual(50);
  });
});
