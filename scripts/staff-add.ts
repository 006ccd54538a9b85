import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { temporaryFolder } from "./local/temporary.ts";
import { runSqlFile } from "./local/database.ts";
import { uuidv7 } from "uuidv7";

import { roleSql, whoIs } from "./local/people.ts";
import { type Keys, idOf, signLink } from "./local/seal.ts";
import { ROOT, tool, toolEnv } from "./local/tools.ts";

/** Minutes during which the printed link opens, once. */
const LINK_MINUTES = 15;
/** Seconds in which a first passkey can be added with it. */
const FIRST_PASSKEY = 86_400;

/** The SQL that makes an address an operator, and a one-use sign-in for it. `now` in unix seconds, by the platform's clock. */
export function staffSql(
  keys: Keys,
  email: string,
  now: number,
  minutes = LINK_MINUTES,
): { sql: string; token: string } {
  const { person } = whoIs(keys, email);
  const signIn = idOf("sgn", `${email}${now}`);
  const until = now + minutes * 60;
  const sql = [
    ...roleSql(keys, { email, role: "operator" }, now),
    `UPDATE memberships SET ended_at = NULL WHERE person_id = ${person} AND organisation_id = '' AND role = 'operator';`,
    // Whoever runs this holds the keys of everything: a lost passkey is replaced, and the trail says so.
    `INSERT INTO events (id, type, version, at, actor, subject, data) SELECT 'evt_${uuidv7()}', 'passkey.reset', 1, ${now}, 'staff:add', ${person}, '{}' WHERE EXISTS (SELECT 1 FROM passkeys WHERE person_id = ${person});`,
    `DELETE FROM passkeys WHERE person_id = ${person};`,
    `UPDATE people SET passkey_until_at = ${now + FIRST_PASSKEY} WHERE id = ${person};`,
    `INSERT INTO sign_ins (id, person_id, expires_at) SELECT '${signIn}', ${person}, ${until} WHERE true ON CONFLICT DO NOTHING;`,
  ].join("\n");
  return { sql, token: signLink(keys, "sign-in", signIn, until) };
}

/* `npm run staff:add -- EMAIL`: the first operator. On this machine by default; with --production, on the real database,
   with the three keys in the environment (they are the Workers' secrets; nothing is written to disk but the SQL, sealed). */
if (import.meta.main) {
  const [email = "", flag] = process.argv.slice(2);
  if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) {
    console.error("npm run staff:add -- EMAIL [--production]");
    process.exit(2);
  }
  const isProduction = flag === "--production";
  const local = join(ROOT, ".demo/keys.json");
  const { SEAL_KEYS, ADDR_HASH_KEY, LINK_KEYS, SITE_ORIGIN } = process.env;
  const given = SEAL_KEYS && ADDR_HASH_KEY && LINK_KEYS ? { SEAL_KEYS, ADDR_HASH_KEY, LINK_KEYS } : null;
  const keys = given ?? (!isProduction && existsSync(local) ? (JSON.parse(readFileSync(local, "utf8")) as Keys) : null);
  if (keys === null) {
    console.error(
      isProduction
        ? "SEAL_KEYS, ADDR_HASH_KEY and LINK_KEYS must be in the environment"
        : "start the demo first: npm run demo",
    );
    process.exit(2);
  }
  const { sql, token } = staffSql(keys, email.toLowerCase(), Math.floor(Date.now() / 1000));
  const file = join(temporaryFolder("staff"), "staff.sql");
  writeFileSync(file, sql);
  if (isProduction) {
    execFileSync(tool("wrangler"), ["d1", "execute", "DB", "--remote", "--env", "production", "--file", file], {
      cwd: ROOT,
      env: toolEnv,
      stdio: "inherit",
    });
  } else {
    runSqlFile(join(ROOT, ".demo"), file);
  }
  console.log(
    `${SITE_ORIGIN ?? "http://localhost:8787"}/connexion/lien/${token}\nOnce, within ${LINK_MINUTES} minutes.`,
  );
}
