import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";

import type { Health } from "../src/platform/health.ts";
import { type ResendSim, startResendSim } from "../test/support/resend-sim/server.ts";
import {
  INSPECTOR_PORT,
  LOCAL_WEBHOOK_SECRET,
  type Stack,
  endStacks,
  requireFreePort,
  startStack,
} from "./local/stack.ts";
import { fillWithDemo } from "./local/demo-data.ts";
import { jumper } from "./local/jump.ts";
import { DEMO_PEOPLE } from "./seed-people.ts";

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
    inspectorPort: INSPECTOR_PORT,
    isFresh: flags.fresh === true,
    passkeys: flags.passkeys === true ? "required" : "off",
    resendBaseUrl: RESEND_BASE_URL ?? sim?.url ?? "",
    ...(RESEND_API_KEY === undefined ? {} : { resendApiKey: RESEND_API_KEY }),
    ...(MAIL_FROM === undefined ? {} : { mailFrom: MAIL_FROM }),
  });

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
  Debugger     ${stack.inspector}/json lists what it can attach to: docs/debugging.md
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
    // Four: a machine that is busy with something else may leave one unanswered.
    if (missed === 4) {
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
  const token = await fillWithDemo(stack.dir, stack.url);
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
