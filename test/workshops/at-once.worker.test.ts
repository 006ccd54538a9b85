import { createMessageBatch } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import type { EventId } from "../../src/kernel/ids.ts";
import { DAY } from "../../src/kernel/time.ts";
import { reactorOf } from "../../workers/reactor/consume.ts";
import { react } from "../../workers/reactor/react.ts";
import { SLOT, association, authorised, newest, school, teacher } from "../support/worker/classes.ts";
import { fill } from "../support/worker/fill.ts";
import { confirmed, submitted, unique } from "../support/worker/people.ts";
import { mailsTo, pump, reactions, sendDepsAt, unreacted } from "../support/worker/reactor.ts";
import { as, signedIn } from "../support/worker/staff.ts";
import { type Answer, send, setClock } from "../support/worker/web.ts";
import { sendBatch } from "../../src/mail/send-batch.ts";
import { NOW, depsAt, openSession, run, value } from "../support/worker/world.ts";

/* What ends for many people at once is written in SQL: its events are rung for all the same. */

const address = (): string => `delivered+${unique()}@resend.dev`;
beforeEach(() => setClock(NOW));

/** What follows from the bells of an answer alone: reactions, then the mails that they formed. */
async function follow({ bells }: Answer): Promise<void> {
  const { batchIds } = await react(depsAt(NOW), { reactions, eventIds: bells as EventId[] });
  for (const id of batchIds) {
    await sendBatch(sendDepsAt(NOW), id);
  }
}
const heard = async (emails: readonly string[], subject: string): Promise<number> =>
  (await Promise.all(emails.map(mailsTo))).filter((mails) => mails.some((mail) => mail.subject.includes(subject)))
    .length;

describe("what is cancelled tells its people at once, whether the clock knocks or not", () => {
  test("a session: twenty people, twenty mails", async () => {
    const session = await openSession({ capacity: 20 });
    const people = Array.from({ length: 20 }, address);
    for (const email of people) {
      await confirmed(session, NOW, { email });
    }
    await pump(NOW);
    const team = as((await signedIn(address(), "coordinator", "org_1")).cookie);
    await pump(NOW);
    const done = await team.post(`/espace/structures/org_1/seances/${session}/annuler`, { confirme: "oui" });
    expect(done.status).toBe(303);
    expect((await unreacted()).toSorted()).toEqual(done.bells.toSorted());
    await follow(done);
    expect(await heard(people, "n’aura pas lieu")).toBe(20);
    expect(await unreacted()).toEqual([]);
  });

  test("a visit, by its school: every class of it, and the association", async () => {
    await school();
    const email = teacher();
    const aso = await association("org_1");
    const { id, page } = await authorised(email);
    await aso.answer(id, "accepter", { creneau: String(SLOT) });
    await pump(NOW);
    const done = await send(`${page}/annuler`, { confirme: "oui" });
    expect((await unreacted()).toSorted()).toEqual(done.bells.toSorted());
    expect(done.bells.length).toBeGreaterThan(1);
    await follow(done);
    expect(await newest(aso.email, "Une demande d’atelier qui s’arrête")).toContain("a annulé la séance fixée");
  });

  test("an association that closes: its sessions, and everybody in them", async () => {
    const aso = await association(`org_${unique()}`);
    const session = await openSession({ startsAt: NOW + 9 * DAY });
    await run("UPDATE sessions SET association_id = ?1 WHERE id = ?2", aso.id, session);
    const people = [address(), address()];
    for (const email of people) {
      await confirmed(session, NOW, { email });
    }
    const operator = as((await signedIn(address())).cookie);
    await pump(NOW);
    const done = await operator.post(`/console/structures/${aso.id}/fermer`, { raison: "asked", confirme: "oui" });
    expect((await unreacted()).toSorted()).toEqual(done.bells.toSorted());
    await follow(done);
    expect(await heard(people, "n’aura pas lieu")).toBe(2);
  });

  test("a hundred and one people: a queue takes a hundred bells at once, all are rung", async () => {
    const session = await openSession({ capacity: 101 });
    const seat = {
      kind: "person",
      seats: 1,
      session_id: session,
      contact_id: "ctc_#",
      state: "confirmed",
      idempotency_key: "k#",
    };
    await fill("registrations", 101, { id: "reg_#", ...seat, created_at: 1, updated_at: 1, erase_at: NOW + 400 * DAY });
    const team = as((await signedIn(address(), "coordinator", "org_1")).cookie);
    await pump(NOW);
    const done = await team.post(`/espace/structures/org_1/seances/${session}/annuler`, { confirme: "oui" });
    expect(done.bells).toHaveLength(102);
    expect(done.mostBells).toBe(100);
  });

  test("what the reactor ends in SQL itself, it rings for in the same breath", async () => {
    const id = await submitted(await openSession(), NOW, { email: address() });
    await pump(NOW);
    await run("UPDATE registrations SET expires_at = ?2 WHERE id = ?1", id, NOW - 1);
    const rung: unknown[] = [];
    const bell = {
      send: () => Promise.resolve(),
      sendBatch: (all: { body: { id?: unknown } }[]) => Promise.resolve(rung.push(...all.map(({ body }) => body.id))),
    };
    const tick = { id: "1", timestamp: new Date(NOW * 1000), attempts: 1, body: { k: "tick", at: NOW } };
    const bindings = { ...env, EVENTS: bell, MAIL_TRANSACTIONAL: bell, MAIL_BULK: bell };
    await reactorOf(() => Promise.resolve(sendDepsAt(NOW))).queue(
      createMessageBatch("events", [tick]),
      bindings as never,
    );
    expect(rung).toContain(
      await value("SELECT id FROM events WHERE type = 'registration.expired' AND subject = ?1", id),
    );
  });
});
