import type { Mailer, MailerAnswer } from "../../../src/platform/mailer.ts";
import { react } from "../../../workers/reactor/react.ts";
import { submitted } from "./people.ts";
import { reactions, sendDepsAt, unreacted } from "./reactor.ts";
import { NOW, depsAt, openSession } from "./world.ts";

/** `n` mails waiting in one batch, rung and not sent yet, to `delivered+TAG-0@…` and on. Its id. */
export async function batchOf(n: number, tag: string): Promise<string> {
  const sessionId = await openSession();
  for (let i = 0; i < n; i++) {
    await submitted(sessionId, NOW, { email: `delivered+${tag}-${i}@resend.dev` });
  }
  const { batchIds } = await react(depsAt(NOW), { reactions, eventIds: await unreacted() });
  return batchIds[0] ?? "";
}

/** The port to the simulator. */
export const real: Mailer = sendDepsAt(NOW).mailer;
/** An answer that never came. */
export const LOST: MailerAnswer = { kind: "ambiguous", cause: "network" };
/** Calls the simulator for real, then loses the answer. */
export const losing: Mailer = { post: async (...call) => real.post(...call).then(() => LOST) };
/** A provider that refuses. */
export const refusing = (status: number, name: string, retryAfter: number | null = null): Mailer => ({
  post: () => Promise.resolve({ kind: "refused", status, name, message: "no", retryAfter }),
});
