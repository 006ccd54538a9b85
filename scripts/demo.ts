import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";

import type { Health } from "../src/platform/health.ts";
import { type ResendSim, startResendSim } from "../test/support/resend-sim/server.ts";
import { LOCAL_WEBHOOK_SECRET, type Stack, endStacks, requireFreePort, startStack } from "./local/stack.ts";
import { jumper } from "./local/jump.ts";
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
  DEMO_DIR = ".demo",
} = process.env;

/** Ends what was started, once, whatever stage it is in. */
const ending = { isOn: false };
async function end(code: number): Promise<void> {
  if (!ending.isOn) {
    ending.isOn = true;
    await endStacks();
    process.exit(code);
  }
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => void end(0));
}

async function startMailbox(): Promise<ResendSim | null> {
  await requireFreePort(Number(PORT), "PORT", DEMO_DIR);
  if (RESEND_BASE_URL !== undefined) {
    return null;
  }
  await requireFreePort(Number(MAIL_PORT), "MAIL_PORT", DEMO_DIR);
  return startResendSim({
    port: Number(MAIL_PORT),
    rps: 10,
    webhook: { url: `http://localhost:${PORT}/webhooks/resend`, secret: LOCAL_WEBHOOK_SECRET, timeScale: 0.1 },
  });
}

const start = (sim: ResendSim | null): Promise<Stack> =>
  startStack({
    dir: DEMO_DIR,
    port: Number(PORT),
    host: HOST,
    isFresh: flags.fresh === true,
    passkeys: flags.passkeys === true ? "required" : "off",
    resendBaseUrl: RESEND_BASE_URL ?? sim?.url ?? "",
    ...(RESEND_API_KEY === undefined ? {} : { resendApiKey: RESEND_API_KEY }),
    ...(MAIL_FROM === undefined ? {} : { mailFrom: MAIL_FROM }),
  });

/** Fills the database; the token of a link that signs an operator in. */
async function seed(stack: Stack): Promise<string> {
  const file = join(stack.dir, "seed.sql");
  const [clock] = stack.sql("SELECT unixepoch() + clock_offset AS now FROM mail_control");
  const keys = JSON.parse(readFileSync(join(stack.dir, "keys.json"), "utf8")) as Keys & { SIGNING_KEYS: string };
  const now = Number(clock?.["now"]);
  const staff = staffSql(keys, DEMO_PEOPLE.operator, now, 24 * 60);
  writeFileSync(file, `${demoSql(Math.floor(Date.now() / 1000))}\n${demoPeopleSql(keys, now)}\n${staff.sql}`);
  runSqlFile(stack.dir, file);
  const db = openLocal(stack.dir);
  await seedRegistry(db, keys, stack.url, now);
  db.close();
  return staff.token;
}

/** Ticks until what was seeded has been reacted to, so that the site is well when it says so. */
async function settle(stack: Stack): Promise<void> {
  for (let i = 0; i < 60 && !ending.isOn; i++) {
    await stack.tick();
    const health = (await (await fetch(`${stack.url}/sante`)).json()) as Health;
    if (health.ok && health.oldestEventAge === null) {
      return;
    }
    await wait(1000);
  }
  throw new Error(`the site is not well: see ${stack.url}/sante and ${join(stack.dir, "wrangler.log")}`);
}

const words = (stack: Stack, sim: ResendSim | null, token: string): string => `
  Site         ${stack.url}
  Mailbox      ${sim === null ? "(mails go to RESEND_BASE_URL)" : `http://localhost:${MAIL_PORT}`}
  An address   delivered+demo@resend.dev
  Guidance     ${stack.url}/parents: subscribe, confirm in the mailbox; with --jump all its steps arrive in minutes
  Staff        ${stack.url}/connexion/lien/${token}
               (once, today; then sign in as ${DEMO_PEOPLE.operator})
  Others       ${DEMO_PEOPLE.coordinator}, delivered+ecole@…, delivered+mutuelle@…: ${stack.url}/connexion
  Label        ${stack.url}/label/registre; its people: delivered+evaluation@…, +evaluation2, +arbitrage, +comite1 to 3,
               +recours1 to 3; its mutuelles: +mutuelle, +bruyere, +cytise
  Waiting list the first session of ${stack.url}/ateliers has 2 seats: take both, then join the list

  Ctrl-C ends everything. --fresh starts again from nothing; --jump lets time jump to what your own acts wait for;
  --passkeys asks the team for a passkey, as in production.
`;

/** Knocks like the cron until somebody ends it; throws when the Workers are gone. */
async function keepTime(stack: Stack, sim: ResendSim | null): Promise<void> {
  const clock = jumper(stack, sim?.url ?? null);
  if (flags.jump === true) {
    process.stdin.on("data", clock.lift);
  }
  for (let missed = 0; !ending.isOn; await wait(flags.jump === true ? 2500 : 5000)) {
    const isAnswered = await stack.tick().then(
      () => true,
      () => false,
    );
    missed = isAnswered ? 0 : missed + 1;
    if (missed === 2) {
      // A workerd that was killed is started again by wrangler, and answers nobody.
      throw new Error(
        `the Workers do not answer any more (see ${join(stack.dir, "wrangler.log")}); start the demo again`,
      );
    }
    await (flags.jump === true ? clock.jump() : undefined);
  }
}

try {
  const sim = await startMailbox();
  console.log("Starting the database and both Workers…");
  const stack = await start(sim);
  const token = await seed(stack);
  await settle(stack);
  console.log(words(stack, sim, token));
  await keepTime(stack, sim);
} catch (error) {
  // Whoever ends it while it starts makes something throw, and that is no news.
  if (!ending.isOn) {
    console.error(error instanceof Error ? error.message : error);
  }
  await end(1);
}
