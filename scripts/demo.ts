import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";

import { startResendSim } from "../test/support/resend-sim/server.ts";
import { LOCAL_WEBHOOK_SECRET, requireFreePort, startStack } from "./local/stack.ts";
import { ROOT } from "./local/tools.ts";
import { jumpWhenQuiet } from "./local/jump.ts";
import { openLocal, runSqlFile } from "./local/database.ts";
import type { Keys } from "./local/seal.ts";
import { demoSql } from "./seed.ts";
import { DEMO_PEOPLE, demoPeopleSql } from "./seed-people.ts";
import { seedRegistry } from "./seed-registry.ts";
import { staffSql } from "./staff-add.ts";

/* `npm run demo`: the whole platform on this machine, seeded, with a mailbox instead of real mail. */
const boolean = { type: "boolean" } as const;
const { values: flags } = parseArgs({ options: { fresh: boolean, jump: boolean, passkeys: boolean } });
const {
  PORT = "8787",
  MAIL_PORT = "8788",
  HOST = "127.0.0.1",
  RESEND_BASE_URL,
  RESEND_API_KEY,
  MAIL_FROM,
} = process.env;

try {
  await requireFreePort(Number(PORT), "PORT");
  await requireFreePort(RESEND_BASE_URL === undefined ? Number(MAIL_PORT) : 0, "MAIL_PORT");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
const sim =
  RESEND_BASE_URL === undefined
    ? await startResendSim({
        port: Number(MAIL_PORT),
        rps: 10,
        webhook: { url: `http://localhost:${PORT}/webhooks/resend`, secret: LOCAL_WEBHOOK_SECRET, timeScale: 0.1 },
      })
    : null;
console.log("Starting the database and both Workers…");
const stack = await startStack({
  dir: ".demo",
  port: Number(PORT),
  host: HOST,
  isFresh: flags.fresh === true,
  passkeys: flags.passkeys === true ? "required" : "off",
  resendBaseUrl: RESEND_BASE_URL ?? sim?.url ?? "",
  ...(RESEND_API_KEY === undefined ? {} : { resendApiKey: RESEND_API_KEY }),
  ...(MAIL_FROM === undefined ? {} : { mailFrom: MAIL_FROM }),
});
const file = join(ROOT, ".demo/seed.sql");
const [clock] = stack.sql("SELECT unixepoch() + clock_offset AS now FROM mail_control");
const keys = JSON.parse(readFileSync(join(ROOT, ".demo/keys.json"), "utf8")) as Keys & { SIGNING_KEYS: string };
const now = Number(clock?.["now"]);
const staff = staffSql(keys, DEMO_PEOPLE.operator, now, 24 * 60);
writeFileSync(file, `${demoSql(Math.floor(Date.now() / 1000))}\n${demoPeopleSql(keys, now)}\n${staff.sql}`);
runSqlFile(stack.dir, file);
const db = openLocal(stack.dir);
await seedRegistry(db, keys, stack.url, now);
db.close();

console.log(`
  Site         ${stack.url}
  Mailbox      ${sim === null ? "(mails go to RESEND_BASE_URL)" : `http://localhost:${MAIL_PORT}`}
  An address   delivered+demo@resend.dev
  Guidance     ${stack.url}/parents: subscribe, confirm in the mailbox; with --jump all its steps arrive in minutes
  Staff        ${stack.url}/connexion/lien/${staff.token}
               (once, today; then sign in as ${DEMO_PEOPLE.operator})
  Others       ${DEMO_PEOPLE.coordinator}, delivered+ecole@…, delivered+mutuelle@…: ${stack.url}/connexion
  Label        ${stack.url}/label/registre; its people: delivered+evaluation@…, +evaluation2, +arbitrage, +comite1 to 3,
               +recours1 to 3; its mutuelles: +mutuelle, +bruyere, +cytise
  Waiting list the first session of ${stack.url}/ateliers has 2 seats: take both, then join the list

  Ctrl-C ends everything. --fresh starts again from nothing; --jump lets time jump when all is quiet;
  --passkeys asks the team for a passkey, as in production.
`);

const ending = { isOn: false };
const end = async (): Promise<void> => {
  if (!ending.isOn) {
    ending.isOn = true;
    await stack.stop();
    await sim?.close();
    process.exit(0);
  }
};
process.on("SIGINT", () => void end());
process.on("SIGTERM", () => void end());

while (!ending.isOn) {
  await stack.tick().catch(() => undefined);
  await wait(flags.jump === true ? 2500 : 5000);
  if (flags.jump === true) {
    await jumpWhenQuiet(stack, sim?.url ?? null);
  }
}
