import { readAddressOf } from "../../src/mail/address.ts";
import type { LoadedMessage } from "../../src/mail/message.ts";
import { makeBody, renderItems } from "../../src/mail/renderer.ts";
import { reactorDeps } from "../../workers/reactor/deps.ts";

/* The other queue of the bench, in a process of its own, bundled beside its packages: a BullMQ worker that renders the same
   mails by the same code and posts them to the same simulator, a hundred in a call, four calls at once as ours. */

type Job = { id: string; data: { messages: LoadedMessage[] } };
type Bull = {
  Worker: new (
    queue: string,
    work: (job: Job) => Promise<void>,
    options: object,
  ) => { waitUntilReady: () => Promise<unknown> };
};
type Plan = { env: Record<string, string>; port: number; hasKey: boolean };

/** Written in by whoever bundles this file. */
declare const PLAN: Plan;
const { env, port, hasKey } = PLAN;
/** The only thing that is asked of a database here is how far the clock was moved. */
type Fake = { bind: () => Fake; first: () => Promise<object> };
const DB: { prepare: () => Fake } = {
  prepare: () => ({ bind: () => DB.prepare(), first: () => Promise.resolve({ clock_offset: 0 }) }),
};
const { renderer, vault } = await reactorDeps({ ...env, DB } as never);
const name = "bullmq"; // found where this file is bundled to: the project does not depend on it
const { Worker } = (await import(name)) as Bull;

async function work({ id, data: { messages } }: Job): Promise<void> {
  const items = [];
  for (const message of messages) {
    items.push({ message, address: (await readAddressOf(vault, message)) ?? "" });
  }
  const { mails } = await renderItems(renderer, { items, now: Math.floor(Date.now() / 1000) });
  const { body, endpoint } = await makeBody(mails);
  const answer = await fetch(`${env["RESEND_BASE_URL"]}${endpoint}`, {
    method: "POST",
    body,
    headers: {
      authorization: `Bearer ${env["RESEND_API_KEY"]}`,
      "content-type": "application/json",
      ...(hasKey ? { "idempotency-key": id } : {}),
    },
  });
  if (!answer.ok) {
    throw new Error(`${answer.status} ${await answer.text()}`);
  }
}

// What a crash leaves is looked for every second; by default it takes half a minute.
const impatient = { lockDuration: 5000, stalledInterval: 1000 };
const worker = new Worker("mails", work, { connection: { host: "127.0.0.1", port }, concurrency: 4, ...impatient });
await worker.waitUntilReady();
console.log("ready");
