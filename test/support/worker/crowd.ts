import { rows, run } from "./world.ts";

/** Tables that hold somebody's life with us, and their columns that are unique without being an id. */
const OF_A_LIFE: Readonly<Record<string, readonly string[]>> = {
  contacts: ["addr_hash"],
  recipients: [],
  subscriptions: ["unsub_ref"],
  registrations: ["idempotency_key"],
  participants: [],
  events: [],
  messages: ["provider_id"],
  send_batches: [],
  enrolments: [],
  webhook_receipts: [],
};
/** What lives share: sessions, people of teams, organisations. */
const SHARED = ["ses", "wks", "org", "ven", "per"];
/** Columns that hold ids. */
const IS_ID = /^(?:id|subject|cause|.*_id|.*_ref)$/;

/**
 * Copies the lives that are in the database: each row of these tables once more for each number from `from` to `to`, its ids with the number
 * behind. A registration goes to another session each time: `ses_crowd-…` of that number. Called again, it copies what it copied first. Returns
 * the bytes that each table grew by, with its indexes.
 */
export async function copyLives(from: number, to: number): Promise<Record<string, number>> {
  const grown: Record<string, number> = {};
  const numbers = JSON.stringify(Array.from({ length: to - from }, (_, i) => from + i));
  for (const [table, unique] of Object.entries(OF_A_LIFE)) {
    const columns = await rows<{ name: string; type: string }>(`SELECT name, type FROM pragma_table_info('${table}')`);
    const first = columns[0]?.name ?? "";
    const cells = columns.map(({ name, type }) => {
      if (table === "registrations" && name === "session_id") {
        return "printf('ses_crowd-%06d', n.value)";
      }
      const isUnique = unique.includes(name) || name === first;
      const isOwn = isUnique
        ? "true"
        : `substr(t.${name}, 1, 3) NOT IN ('${SHARED.join("', '")}') AND instr(t.${name}, '_') > 0`;
      return type === "TEXT" && (isUnique || IS_ID.test(name))
        ? `iif(${isOwn}, iif(instr(t.${name}, '~') = 0, t.${name}, substr(t.${name}, 1, instr(t.${name}, '~') - 1)) || '~' || n.value, t.${name})`
        : `t.${name}`;
    });
    const which = from === 0 ? "NOT LIKE '%~%'" : "LIKE '%~0'";
    const before = (await run("SELECT 1")).meta.size_after;
    const { meta } = await run(
      `INSERT INTO ${table} SELECT ${cells.join(", ")} FROM ${table} t, json_each(?1) n WHERE t.${first} ${which}`,
      numbers,
    );
    grown[table] = meta.size_after - before;
  }
  return grown;
}

/** Takes the copies out again; what was copied stays. Trails too, which the database keeps otherwise. */
export async function dropCopies(): Promise<void> {
  await run("DROP TRIGGER IF EXISTS events_are_kept");
  for (const table of Object.keys(OF_A_LIFE).toReversed()) {
    const [first] = await rows<{ name: string }>(`SELECT name FROM pragma_table_info('${table}') LIMIT 1`);
    await run(`DELETE FROM ${table} WHERE ${first?.name ?? ""} LIKE '%~%'`);
  }
}

/** So many open sessions more: three in four in the Val-de-Marne, of one programme, the others online; one a minute from a moment on. */
export const openCrowd = (from: number, to: number, startsAt: number): Promise<unknown> =>
  run(
    `INSERT INTO sessions (id, workshop_id, association_id, venue_id, mode, starts_at, ends_at, tz, capacity, state, opens_at, closes_at, queue_closes_at, updated_at, created_at, departement_code)
     SELECT printf('ses_crowd-%06d', value), 'wks_premier-telephone', 'org_1', iif(value % 4 = 0, NULL, 'ven_1'), iif(value % 4 = 0, 'online', 'onsite'),
       ?2 + value * 60, ?2 + value * 60 + 5400, 'Europe/Paris', 20, 'open', 0, ?2 + value * 60 - 3600, ?2 + value * 60 - 43200, 1, 1, iif(value % 4 = 0, NULL, '94')
     FROM json_each(?1)`,
    JSON.stringify(Array.from({ length: to - from }, (_, i) => from + i)),
    startsAt,
  );
