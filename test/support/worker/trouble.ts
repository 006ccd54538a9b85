import { env } from "cloudflare:workers";

/* A database in trouble, and what a page gives back meanwhile. */

export type Pairs = [name: string, value: string][];
export const LOST = "D1_ERROR: Network connection lost.";

/** One statement as it was asked. */
type Asked = { sql: string; values: unknown[] };
type Around = (sql: string, run: () => Promise<D1Result[]>, asked: Asked[]) => Promise<D1Result[]>;

/** The database, through which every transaction passes `around`. */
export function around(wrap: Around): D1Database {
  const known = new WeakMap<object, Asked>();
  const keep = (real: D1PreparedStatement, asked: Asked): D1PreparedStatement => {
    const alone = async () => (await wrap(asked.sql, async () => [await real.all()], [asked]))[0];
    const one = {
      bind: (...values: unknown[]) => keep(real.bind(...values), { ...asked, values }),
      first: async () => (await alone())?.results[0] ?? null,
      all: alone,
      run: alone,
    } as unknown as D1PreparedStatement;
    known.set(one, asked);
    bare.set(one, real);
    return one;
  };
  const bare = new WeakMap<object, D1PreparedStatement>();
  return {
    prepare: (sql: string) => keep(env.DB.prepare(sql), { sql, values: [] }),
    batch: (all: D1PreparedStatement[]) => {
      const asked = all.flatMap((one) => known.get(one) ?? []);
      return wrap(asked[0]?.sql ?? "", () => env.DB.batch(all.map((one) => bare.get(one) ?? one)), asked);
    },
  } as unknown as D1Database;
}

/** The fields of the form in a page that posts to `path`, as a browser sends them again. */
export function fieldsIn(html: string, path: string): Pairs {
  const form = html.split(`<form method="post" action="${path}">`)[1]?.split("</form>")[0] ?? "";
  const plain = (text: string): string =>
    text
      .replaceAll("&quot;", '"')
      .replaceAll("&#39;", "'")
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&amp;", "&");
  const inputs = [...form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
  return inputs.map(([, name = "", typed = ""]) => [plain(name), plain(typed)]);
}
export const bodyOf = (pairs: Pairs) => {
  const fields: Record<string, string[]> = {};
  for (const [name, typed] of pairs) {
    (fields[name] ??= []).push(typed);
  }
  return fields;
};

/** A moment of the test, which passes when it says so; chance that is the same in each run. */
export type Evening = { now: number; random: () => number };
export function evening(now: number, seed: number): Evening {
  let state = seed;
  const random = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return { now, random };
}

/** What is left out, to show what it is there for: the look for the event on record; telling a passing failure from others. */
export type Without = "record" | "kind" | null;
const LOOKS_ON_RECORD = "AS n FROM json_each";

/** D1 at its worst: 5 of 100 are « overloaded », 5 lose their answer after it was written; for 80 seconds nothing answers at all. */
export const worst = (at: Evening, pause: { from: number }, without: Without): D1Database =>
  around(async (sql, run) => {
    const failure = without === "kind" ? "something broke" : LOST;
    const chance = at.random();
    if (chance < 0.05 || (at.now >= pause.from && at.now < pause.from + 80)) {
      throw new Error(without === "kind" ? failure : "D1_ERROR: D1 DB is overloaded. Requests queued for too long.");
    }
    const answer = await run();
    if (chance > 0.95) {
      throw new Error(failure);
    }
    return without === "record" && sql.includes(LOOKS_ON_RECORD)
      ? answer.map((one) => ({ ...one, results: [{ n: 0 }] }))
      : answer;
  });

/** Seconds that a copy is behind. */
export const LAG = 30;
/** Tables that the copy has from the beginning. */
const WORLD = ["mail_control", "organisations", "associations", "venues", "workshops", "sessions"];
const isRead = ({ sql }: Asked): boolean =>
  /^\s*(?:SELECT|WITH)\b/i.test(sql) && !/\b(?:INSERT|UPDATE|DELETE)\b/.test(sql);

/**
 * The database with a copy of it that is half a minute behind, as a replica would be: `late` reads the copy, `fresh` does not; both write to the
 * database, and what they wrote reaches the copy later. `most`: so many seats are held by a look at the copy, as if no constraint of the database did.
 */
export async function replicated(at: Evening, most = Infinity): Promise<{ late: D1Database; fresh: D1Database }> {
  const written: { at: number; asked: Asked[] }[] = [];
  const bound = ({ sql, values }: Asked): D1PreparedStatement => env.COPY.prepare(sql).bind(...values);
  const { results: tables } = await env.COPY.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*'",
  ).all<{ name: string }>();
  const drop = ["PRAGMA defer_foreign_keys = on", ...tables.map(({ name }) => `DROP TABLE ${name}`)];
  await env.COPY.batch(drop.map((sql) => env.COPY.prepare(sql)));
  await env.COPY.batch(env.MIGRATIONS.flatMap(({ queries }) => queries).map((sql) => env.COPY.prepare(sql)));
  for (const table of WORLD) {
    const { results } = await env.DB.prepare(`SELECT * FROM ${table}`).all<Record<string, unknown>>();
    for (const row of results) {
      const cells = Object.keys(row).map(() => "?");
      await bound({
        sql: `INSERT OR REPLACE INTO ${table} (${Object.keys(row).join(", ")}) VALUES (${cells.join(", ")})`,
        values: Object.values(row),
      }).run();
    }
  }
  let clock = 0;
  let caughtUp: Promise<unknown> = Promise.resolve();
  const catchUp = async (): Promise<void> => {
    while ((written[0]?.at ?? Infinity) <= at.now - LAG) {
      await env.COPY.batch((written.shift()?.asked ?? []).map(bound));
    }
    if (clock !== at.now) {
      clock = at.now; // what the hour is, a copy knows as well as anybody
      const offset = clock - Math.floor(Date.now() / 1000);
      await bound({ sql: "UPDATE mail_control SET clock_offset = ? WHERE id = 1", values: [offset] }).run();
    }
  };
  const write: Around = async (_, run, asked) => {
    const answer = await run();
    written.push({ at: at.now, asked });
    return answer;
  };
  return {
    fresh: around((sql, run, asked) => (asked.every(isRead) ? run() : write(sql, run, asked))),
    late: around(async (sql, run, asked) => {
      caughtUp = caughtUp.then(catchUp);
      await caughtUp;
      if (asked.every(isRead)) {
        return env.COPY.batch(asked.map(bound));
      }
      if (most < Infinity && asked.some((one) => one.sql.includes("INSERT INTO registrations"))) {
        const taken = await env.COPY.prepare("SELECT sum(taken) AS taken FROM sessions").first<number>("taken");
        if ((taken ?? 0) >= most) {
          throw new Error("D1_ERROR: CHECK constraint failed: seats_within_capacity");
        }
      }
      return write(sql, run, asked);
    }),
  };
}
