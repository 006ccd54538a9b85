import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { runSql } from "./local/database.ts";
import { type Ring, dropOldKeys, startRotation } from "./local/ring.ts";
import { ROOT, tool, toolEnv } from "./local/tools.ts";

/* `npm run rotate-keys`: gives the ring of sealing keys a new current key, or shows what is left to re-seal; the reactor
   re-seals 500 names and addresses a minute. `--drop` removes the old keys once nothing needs them. On the demo by default;
   `--production --ring FILE` reads the ring from a file of yours, and writes the new one there before anything is sent. */
const { values: flags } = parseArgs({
  options: {
    production: { type: "boolean" },
    ring: { type: "string" },
    drop: { type: "boolean" },
    dir: { type: "string", default: ".demo" }, // of a stack on this machine
  },
});

/** Where the ring is kept, how it reaches both Workers, and the database to count in. */
type Place = {
  read: () => Ring;
  write: (ring: Ring) => void;
  push: (ring: Ring) => void;
  /** True where both Workers start again together: no moment when one seals with a key that the other does not know. */
  isPushedAtOnce: boolean;
  /** Called when somebody looks and something is left. */
  look: () => void;
  rows: (sql: string) => Row[];
};
type Row = Record<string, unknown>;

/** Counts what each key of the ring still seals. */
const SQL = "SELECT kid, count(*) AS n FROM contacts GROUP BY kid";

/** The local runtime reads its settings again when a configuration changes; it may miss one change made during another. */
function reload(dir: string): void {
  const now = new Date();
  [join(dir, "wrangler.toml"), join(dir, "reactor/wrangler.toml")].forEach((config) => utimesSync(config, now, now));
}

const local = (): Place => {
  const dir = join(ROOT, flags.dir);
  const file = join(dir, "keys.json");
  const all = (): Record<string, string> => JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  return {
    read: () => JSON.parse(all()["SEAL_KEYS"] ?? "null") as Ring,
    write: (ring) => writeFileSync(file, JSON.stringify({ ...all(), SEAL_KEYS: JSON.stringify(ring) })),
    push: (ring) => {
      for (const vars of [join(dir, ".dev.vars"), join(dir, "reactor/.dev.vars")]) {
        const kept = readFileSync(vars, "utf8").replace(/^SEAL_KEYS=.*$/m, () => `SEAL_KEYS='${JSON.stringify(ring)}'`);
        writeFileSync(vars, kept);
      }
      reload(dir);
    },
    isPushedAtOnce: true,
    look: () => reload(dir),
    rows: (sql) => runSql(dir, sql),
  };
};

const production = (file: string): Place => {
  const wrangler = (args: string[], input?: string): string =>
    execFileSync(tool("wrangler"), args, { cwd: ROOT, env: toolEnv, input, encoding: "utf8" });
  return {
    read: () => JSON.parse(readFileSync(file, "utf8")) as Ring,
    write: (ring) => writeFileSync(file, `${JSON.stringify(ring)}\n`, { mode: 0o600 }),
    push: (ring) => {
      for (const config of ["workers/reactor/wrangler.toml", "wrangler.toml"]) {
        wrangler(["secret", "put", "SEAL_KEYS", "-c", config, "--env", "production"], JSON.stringify(ring));
      }
    },
    isPushedAtOnce: false,
    look: () => undefined,
    rows: (sql) => {
      const out = wrangler(["d1", "execute", "DB", "--remote", "--env", "production", "--json", "--command", sql]);
      return (JSON.parse(out) as { results: Row[] }[])[0]?.results ?? [];
    },
  };
};

if (flags.production === true && flags.ring === undefined) {
  console.error("--production needs --ring FILE: the file in which you keep SEAL_KEYS");
  process.exit(2);
}
if (flags.production !== true && !existsSync(join(ROOT, flags.dir, "keys.json"))) {
  console.error("start the demo first: npm run demo");
  process.exit(2);
}
const place = flags.ring === undefined ? local() : production(flags.ring);
const ring = place.read();
const counts = Object.fromEntries(place.rows(SQL).map((row) => [String(row["kid"]), Number(row["n"])]));
const left = Object.entries(counts).reduce((sum, [kid, n]) => (kid === ring.current ? sum : sum + n), 0);

if (flags.drop === true) {
  if (left > 0) {
    console.error(`${left} still sealed with an old key: wait, and look again with npm run rotate-keys`);
    process.exit(1);
  }
  const alone = dropOldKeys(ring);
  place.write(alone);
  place.push(alone);
  console.log(
    `Only the key "${alone.current}" is left. Mails on their way need the old one for two days: keep it somewhere until then.`,
  );
} else if (Object.keys(ring.keys).length > 1) {
  if (left > 0) {
    place.look();
  }
  console.log(
    left > 0
      ? `${left} left to re-seal with "${ring.current}": 500 a minute. Look again with npm run rotate-keys`
      : `Nothing is left under an old key. After two days (mails on their way): npm run rotate-keys -- --drop`,
  );
} else {
  const { known, used } = startRotation(ring);
  place.write(used); // kept before anything is sealed with it
  if (!place.isPushedAtOnce) {
    place.push(known);
  }
  place.push(used);
  const total = Object.values(counts).reduce((sum, n) => sum + n, 0);
  console.log(`New key "${used.current}". ${total} left to re-seal: 500 a minute. Look again with npm run rotate-keys`);
}
