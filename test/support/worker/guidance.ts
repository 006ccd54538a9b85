import { catalogue } from "../../../workers/content.ts";
import { confirmSubscription, subscribe } from "../../../src/guidance/subscribe.ts";
import type { SendDeps } from "../../../src/mail/sending.ts";
import { tick } from "../../../workers/reactor/tick.ts";
import { must, unique } from "./people.ts";
import { type Mail, mailsTo, pump } from "./reactor.ts";
import { depsAt, rows } from "./world.ts";

type Wish = { email?: string; parcours?: string; age?: "primaire" | "college" | "lycee" | null; zone?: string };

/** Somebody who asked for a topic in the form; the id of the proof that the mailed link names. */
export async function asked(now: number, wish: Wish = {}): Promise<{ consentId: string; email: string }> {
  const email = wish.email ?? `delivered+${unique()}@resend.dev`;
  const { parcours = "premier-telephone", age = null, zone = "Europe/Paris" } = wish;
  must(await subscribe(depsAt(now), { form: { email, parcours, age, zone, accord: "on" }, client: unique() }));
  const [row] = await rows<{ subject: string }>(
    "SELECT subject FROM events WHERE type = 'subscription.requested' ORDER BY id DESC LIMIT 1",
  );
  return { consentId: row?.subject ?? "", email };
}

/** Somebody who asked and clicked; their recipient. */
export async function subscribed(
  now: number,
  wish: Wish = {},
): Promise<{ recipientId: string; email: string; consentId: string }> {
  const { consentId, email } = await asked(now, wish);
  const done = await confirmSubscription(depsAt(now), consentId);
  return { recipientId: done?.recipientId ?? "", email, consentId };
}

/** Time passes: reactions, a tick, and everything that is due leaves. */
export async function knock(now: number, over: Partial<SendDeps> = {}): Promise<void> {
  await pump(now, over);
  await tick(depsAt(now));
  await pump(now, over);
}

/** Knocks once every `seconds` until `end`. */
export async function live(from: number, end: number, seconds: number): Promise<void> {
  for (let now = from; now <= end; now += seconds) {
    await knock(now);
  }
}

/** The one-click link of a mail. */
export const leaveLink = (mail: Mail | undefined): string =>
  /<([^>]+)>/.exec(mail?.headers["List-Unsubscribe"] ?? "")?.[1] ?? "";

/** The steps of the sequence that `subscribed` begins, and the subject of one of them. */
export const STEPS = catalogue.newest("premier-telephone")?.steps.length ?? 0;
export const stepSubject = (n: number): string => `Votre étape ${n} sur ${STEPS}`;

/** Subjects accepted for an address, without the mail that asks for the click. */
export const stepsTo = async (email: string): Promise<string[]> =>
  (await mailsTo(email)).map((mail) => mail.subject).filter((subject) => !subject.startsWith("Un clic"));

/** How a message stands: its status and reason, oldest first. */
export const messagesOf = (recipientId: string) =>
  rows<{ step: string; status: number; reason: string | null }>(
    "SELECT step, status, reason FROM messages WHERE recipient_id = ?1 AND class > 0 ORDER BY due_at, step",
    recipientId,
  );
