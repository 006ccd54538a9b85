import { type BatchId, asId } from "../../../src/kernel/ids.ts";
import type { Mailer, MailerAnswer } from "../../../src/platform/mailer.ts";
import { openBatch, writeMessage } from "../../../src/mail/messages.store.ts";
import { keepAddress } from "../../../src/privacy/contacts.store.ts";
import { react } from "../../../workers/reactor/react.ts";
import { submitted } from "./people.ts";
import { reactions, sendDepsAt, unreacted } from "./reactor.ts";
import { DAY } from "../../../src/kernel/time.ts";
import { NOW, db, depsAt, openSession } from "./world.ts";

/** The same as `batchOf` without anybody's act behind it: written straight into the tables, to `TAG-0@…` and on. */
export async function mailsOf(n: number, tag: string): Promise<BatchId> {
  const deps = depsAt(NOW);
  const id = deps.newId("bat");
  const kept = await Promise.all(
    Array.from({ length: n }, (_, i) =>
      keepAddress(deps, { email: `delivered+${tag}-${i}@resend.dev`, zone: "Europe/Paris" }),
    ),
  );
  const written = kept.map(async ({ statements }, i) => {
    const contactId = asId("ctc", String(statements[0]?.params[0]));
    const dedupeKey = `test:${tag}:${i}`;
    const draft = {
      dedupeKey,
      template: "parcours-adresse",
      contactId,
      nameId: null,
      vars: { change: `rcp_${i}~${contactId}`, until: NOW + 30 * DAY },
      dueAt: NOW,
      expiresAt: NOW + 30 * DAY,
      isUnproven: false,
    };
    return [...statements, ...(await writeMessage(draft, { batchId: id, now: NOW }))];
  });
  await db.batch([openBatch(id, NOW), ...(await Promise.all(written)).flat()]);
  return id;
}

/** `n` mails waiting in one batch, rung and not sent yet, to `delivered+TAG-0@…` and on. Its id. */
export async function batchOf(n: number, tag: string): Promise<BatchId> {
  const sessionId = await openSession();
  for (let i = 0; i < n; i++) {
    await submitted(sessionId, NOW, { email: `delivered+${tag}-${i}@resend.dev` });
  }
  const { batchIds } = await react(depsAt(NOW), { reactions, eventIds: await unreacted() });
  return asId("bat", batchIds[0]);
}

/** The port to the simulator. */
export const real: Mailer = sendDepsAt(NOW).mailer;
/** An answer that never came. */
export const LOST: MailerAnswer = { kind: "ambiguous", cause: "network" };
/** Calls the simulator for real, then loses the answer. */
export const losing: Mailer = { post: async (...call) => real.post(...call).then(() => LOST) };
/** A provider that refuses. */
export const refusing = (status: number, name: string, retryAfter: number | null = null, message = "no"): Mailer => ({
  post: () => Promise.resolve({ kind: "refused", status, name, message, retryAfter }),
});
