import { env } from "cloudflare:workers";

import type { EventId, BatchId } from "../../../src/kernel/ids.ts";
import { holdBack } from "../../../src/guidance/hold-back.ts";
import { allowList } from "../../../src/mail/gate.ts";
import { sendBatch } from "../../../src/mail/send-batch.ts";
import type { SendDeps, SendOutcome } from "../../../src/mail/sending.ts";
import { resendMailer } from "../../../src/platform/mailer.ts";
import { bandLines } from "../../../src/help/help-lines.ts";
import { toldBy } from "../../../src/workshops/letters/session-message.store.ts";
import { offerNextSeat } from "../../../src/workshops/list/offer-next-seat.ts";
import { catalogue, helpLines, programmes } from "../../../workers/content.ts";
import { lists, registry, templates } from "../../../workers/reactor/deps.ts";
import { react } from "../../../workers/reactor/react.ts";
import { reactions } from "../../../workers/reactor/reactions.ts";
import { bodies, db, depsAt, links, rows, vault } from "./world.ts";

const band = bandLines(helpLines).map(({ label, href, band: what }) => ({ label, href: href ?? "", what: what ?? "" }));

const provider = resendMailer({
  apiKey: "re_test",
  baseUrl: env.RESEND_BASE_URL,
  validation: "strict",
  timeoutMs: 1000,
});

/** What the reactor is given, at a moment; the mails go to the simulator over HTTP. */
export const sendDepsAt = (now: number, over: Partial<SendDeps> = {}): SendDeps => ({
  ...depsAt(now),
  clock: () => now,
  mailer: provider,
  accepted: provider,
  bodies,
  renderer: {
    templates,
    vault,
    links,
    foot: { helpLines: band, origin: env.SITE_ORIGIN },
    from: "Ligne Sûre <a@lignesure.fr>",
    fromLists: "Ligne Sûre <b@lettres.lignesure.fr>",
    replyTo: "contact@lignesure.fr",
    told: (id) => toldBy({ db, vault }, id),
    lists,
  },
  sequences: holdBack(catalogue, registry),
  allowed: allowList("test", "*", env.RESEND_BASE_URL),
  ...over,
});

export { reactions, templates };
export const unreacted = async (): Promise<EventId[]> =>
  (await rows<{ id: EventId }>("SELECT id FROM events WHERE reacted_at IS NULL ORDER BY id")).map((row) => row.id);
export const openBatches = async (): Promise<BatchId[]> =>
  (await rows<{ id: BatchId }>("SELECT id FROM send_batches WHERE status < 3 ORDER BY id")).map((row) => row.id);

/** Reacts to everything and sends everything, until nothing moves. How each batch ended, by its id. */
export async function pump(now: number, over: Partial<SendDeps> = {}): Promise<Map<string, SendOutcome>> {
  const outcomes = new Map<string, SendOutcome>();
  for (let round = 0; round < 20; round++) {
    const ids = await unreacted();
    const batches = (await openBatches()).filter((id) => !outcomes.has(id));
    if (ids.length === 0 && batches.length === 0) {
      break;
    }
    const { sessionsToServe } = await react(depsAt(now), { reactions, eventIds: ids });
    for (const id of sessionsToServe) {
      await offerNextSeat(depsAt(now), { programmes, sessionId: id });
    }
    for (const id of await openBatches()) {
      outcomes.set(id, await sendBatch(sendDepsAt(now, over), id));
    }
  }
  return outcomes;
}

/** An accepted mail, from the simulator's ledger. */
export type Mail = {
  subject: string;
  html: string;
  text: string;
  key: string;
  bodySha: string;
  headers: Record<string, string>;
  at: number;
  tags: { name: string; value: string }[];
};

/** What the simulator accepted for an address, oldest first. */
export const mailsTo = async (address: string): Promise<Mail[]> =>
  (await fetch(`${env.RESEND_BASE_URL}/__sim/ledger?to=${encodeURIComponent(address)}`)).json();
