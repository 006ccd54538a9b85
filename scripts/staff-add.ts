import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { runSqlFile } from "./local/database.ts";
import { type Keys, idOf, sealAddress, signLink } from "./local/seal.ts";
import { ROOT, tool, toolEnv } from "./local/tools.ts";

/** Minutes during which the printed link opens, once. */
const LINK_MINUTES = 15;

/** The SQL that makes an address an operator, and a one-use sign-in for it. `now` in unix seconds, by the platform's clock. */
export function staffSql(
  keys: Keys,
  email: string,
  now: number,
  minutes = LINK_MINUTES,
): { sql: string; token: string } {
  const { kid, sealed, hash } = sealAddress(keys, email);
  const contact = `(SELECT id FROM contacts WHERE addr_hash = '${hash}')`;
  const person = `(SELECT id FROM people WHERE contact_id = ${contact})`;
  const signIn = idOf("sgn", `${email}${now}`);
  const until = now + minutes * 60;
  const sql = [
    `INSERT INTO contacts (id, email_sealed, addr_hash, kid, created_at) VALUES ('${idOf("ctc", hash)}', '${sealed}', '${hash}', '${kid}', ${now}) ON CONFLICT (addr_hash) DO NOTHING;`,
    `INSERT INTO recipients (id, contact_id, locale, zone, created_at) SELECT '${idOf("rcp", hash)}', ${contact}, 'fr', 'Europe/Paris', ${now} WHERE true ON CONFLICT (contact_id) DO NOTHING;`,
    `INSERT INTO people (id, contact_id, created_at) SELECT '${idOf("per", hash)}', ${contact}, ${now} WHERE true ON CONFLICT (contact_id) DO NOTHING;`,
    `INSERT INTO memberships (person_id, organisation_id, role, created_at) SELECT ${person}, '', 'operator', ${now} WHERE true ON CONFLICT DO NOTHING;`,
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
  const file = join(tmpdir(), `staff-${process.pid}.sql`);
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
