import { beforeEach, describe, expect, test } from "vitest";

import type { RegistrationId, SessionId } from "../../src/kernel/ids.ts";
import { DAY, HOUR, instantOf } from "../../src/kernel/time.ts";
import { exitAnchored } from "../../src/guidance/enrolments.store.ts";
import { sendBatch } from "../../src/mail/send-batch.ts";
import { confirm } from "../../src/workshops/seats/confirm.ts";
import { askFollowUp } from "../../src/guidance/settings.ts";
import { markPresence } from "../../src/workshops/presence/mark.ts";
import { move } from "../../src/workshops/seats/move.ts";
import { tick } from "../../workers/reactor/tick.ts";
import { knock } from "../support/worker/guidance.ts";
import { moveTo } from "../support/worker/editing.ts";
import { confirmed, must, submitted, unique } from "../support/worker/people.ts";
import { mailsTo, openBatches, pump, sendDepsAt } from "../support/worker/reactor.ts";
import { NOW, db, depsAt, openSession, rows, run, value, idIn } from "../support/worker/world.ts";

const PARIS = "Europe/Paris";
let email: string;
beforeEach(() => {
  email = `delivered+${unique()}@resend.dev`;
});
const subjects = async () => (await mailsTo(email)).map((mail) => mail.subject);
describe("reminders of a booked session", () => {
  const start = instantOf("2026-12-20T18:30", PARIS);
  const book = async (): Promise<{ session: SessionId; registration: RegistrationId }> => {
    const session = await openSession({ startsAt: start });
    return { session, registration: await confirmed(session, NOW, { email }) };
  };
  const at = (local: string): Promise<void> => knock(instantOf(local, PARIS));

  test("a week before and the day before at 10:00, the day after; in three months only who asked", async () => {
    await book();
    for (const day of ["2026-12-13T09:59", "2026-12-13T10:00", "2026-12-19T10:00", "2026-12-21T10:00"]) {
      await at(day);
    }
    expect((await subjects()).slice(-3)).toEqual([
      "Votre rendez-vous du dim. 20 déc.",
      "C’est demain, 18 h 30",
      "Après dim. 20 déc., une chose à garder",
    ]);
    const after = (await mailsTo(email)).at(-1);
    expect(after?.text).toContain("/suivi/");
    await at("2027-03-20T10:00");
    expect(await rows("SELECT step, reason FROM messages WHERE status = 6 AND class > 0 ORDER BY step")).toEqual([
      { step: "j+1-absent", reason: "unless:registration.not_absent" },
      { step: "j+1-venu", reason: "unless:registration.not_attended" },
      { step: "j+90", reason: "unless:follow_up.not_asked" },
    ]);
  });

  test("the day after says what was marked: the paper to the person who came, other dates to the person who did not, neither to the person who is not marked; corrected later, one mail", async () => {
    const address = (): string => `delivered+${unique()}@resend.dev`;
    const people = { came: address(), missed: address(), nobody: address() };
    const session = await openSession({ startsAt: start });
    const ids = new Map<string, RegistrationId>();
    for (const [who, mailbox] of Object.entries(people)) {
      ids.set(who, await confirmed(session, NOW, { email: mailbox }));
    }
    await pump(NOW);
    const mark = async (who: keyof typeof people, isPresent: boolean, local: string): Promise<void> => {
      const now = instantOf(local, PARIS);
      must(
        await markPresence(depsAt(now), { registrationId: ids.get(who) ?? "reg_", isPresent, by: "x", made: "now" }),
      );
      await knock(now);
    };
    await mark("came", true, "2026-12-20T18:40");
    await mark("missed", false, "2026-12-20T18:41");
    await at("2026-12-21T10:00");
    const told = async (who: keyof typeof people) =>
      (await mailsTo(people[who])).filter(({ subject }) => /^Après|autres dates|corrigée/.test(subject));
    const [came, missed, unmarked] = [await told("came"), await told("missed"), await told("nobody")];
    expect([came, missed, unmarked].map((mails) => mails.length)).toEqual([1, 1, 1]);
    const says = [came, missed, unmarked].map(([mail]) => [
      mail?.text.includes("attestation est prête"),
      mail?.text.includes("pas pu venir"),
      mail?.text.includes("/ateliers/premier-telephone#dates"),
    ]);
    expect(says).toEqual([
      [true, false, false],
      [false, true, true],
      [false, false, false],
    ]);
    await mark("missed", true, "2026-12-22T11:00");
    await mark("missed", false, "2026-12-22T11:05");
    await mark("missed", true, "2026-12-22T11:10");
    await mark("came", false, "2026-12-22T11:00");
    expect((await told("missed")).map(({ subject }) => subject)).toEqual([
      missed[0]?.subject,
      "La liste du dim. 20 déc. est corrigée",
    ]);
    expect(await told("came")).toHaveLength(1);
  });

  test("who asked for the message in three months keeps the address until then, and gets it", async () => {
    await book();
    await at("2026-12-21T10:00");
    expect(await askFollowUp(depsAt(start + DAY), await idIn("ctc", "SELECT contact_id FROM recipients"))).toBe(true);
    await at("2027-03-20T10:00");
    expect((await subjects()).at(-1)).toBe("Trois mois après");
  });

  test("cancelled: no reminder any more", async () => {
    const { registration } = await book();
    await pump(NOW);
    must(await move(depsAt(NOW + 60), { registrationId: registration, act: "cancel" }));
    await at("2026-12-13T10:00");
    expect(await subjects()).not.toContain("Votre rendez-vous du dim. 20 déc.");
    expect(await rows("SELECT status, reason FROM enrolments")).toEqual([{ status: 3, reason: "cancelled" }]);
  });

  test("cancelled between the batch and its claim: the reminder does not leave", async () => {
    const { registration } = await book();
    await pump(NOW);
    await tick(depsAt(instantOf("2026-12-13T10:00", PARIS)));
    must(await move(depsAt(instantOf("2026-12-13T10:00", PARIS) + 5), { registrationId: registration, act: "cancel" }));
    await pump(instantOf("2026-12-13T10:00", PARIS) + 6);
    expect(await subjects()).not.toContain("Votre rendez-vous du dim. 20 déc.");
    expect(await value("SELECT reason FROM messages WHERE step = 'j-7'")).toMatch(/cancelled|unless/);
  });

  test("cancelled between the gate and the freeze: the freeze is refused, gated again, and nothing leaves", async () => {
    const { registration } = await book();
    await pump(NOW);
    const at10 = instantOf("2026-12-13T10:00", PARIS);
    await tick(depsAt(at10));
    let isDone = false;
    const faultPoint = async (name: string): Promise<void> => {
      if (name === "after_put" && !isDone) {
        isDone = true;
        await db.batch(exitAnchored(registration, "cancelled", at10));
      }
    };
    for (const id of await openBatches()) {
      await sendBatch(sendDepsAt(at10 + 5, { faultPoint }), id);
    }
    expect([isDone, await subjects()]).toEqual([true, ["Votre place du dim. 20 déc. est confirmée"]]);
    expect(await value("SELECT reason FROM messages WHERE step = 'j-7'")).toBe("cancelled");
  });

  test("rescheduled three times, then cancelled: only reminders of the date that stands, none after the end", async () => {
    const { session, registration } = await book();
    await at("2026-12-13T10:00");
    for (const [i, date] of ["2026-12-27T18:30", "2027-01-05T18:30", "2026-12-29T18:30"].entries()) {
      must(await moveTo(depsAt(instantOf("2026-12-14T10:00", PARIS) + i * 60), session, instantOf(date, PARIS)));
      await pump(instantOf("2026-12-14T10:00", PARIS) + i * 60);
    }
    await at("2026-12-19T10:00");
    await at("2026-12-22T10:00");
    expect((await subjects()).filter((s) => s.startsWith("Votre rendez-vous"))).toEqual([
      "Votre rendez-vous du dim. 20 déc.",
      "Votre rendez-vous du mar. 29 déc.",
    ]);
    expect(await subjects()).not.toContain("C’est demain, 18 h 30");
    must(await move(depsAt(instantOf("2026-12-22T11:00", PARIS)), { registrationId: registration, act: "cancel" }));
    await at("2026-12-28T10:00");
    await at("2026-12-30T10:00");
    expect((await subjects()).filter((s) => s.startsWith("C’est demain") || s.startsWith("Après"))).toEqual([]);
  });

  test("left by one click: the place stays, the reminders stop, other mails go on", async () => {
    const { registration } = await book();
    await at("2026-12-13T10:00");
    await run("UPDATE subscriptions SET status = 2 WHERE topic = 'atelier'");
    await at("2026-12-19T10:00");
    expect(await subjects()).not.toContain("C’est demain, 18 h 30");
    must(await move(depsAt(instantOf("2026-12-19T11:00", PARIS)), { registrationId: registration, act: "cancel" }));
    await pump(instantOf("2026-12-19T11:00", PARIS));
    expect((await subjects()).at(-1)).toContain("annul");
  });

  test("booked the day before: no reminder of what was just read", async () => {
    const session = await openSession({ startsAt: start });
    const late = start - 20 * HOUR;
    const id = await submitted(session, late, { email });
    must(await confirm(depsAt(late), id));
    await knock(late + 60);
    await knock(start - HOUR);
    expect((await subjects()).filter((s) => s.startsWith("C’est demain") || s.startsWith("Votre rendez-vous"))).toEqual(
      [],
    );
    expect(await rows("SELECT step, reason FROM messages WHERE status = 6 ORDER BY step")).toEqual([
      { step: "j-1", reason: "late_enrolment" },
      { step: "j-7", reason: "late_enrolment" },
    ]);
  });

  test("asked for before ten the day before, and confirmed after: still reminded that day", async () => {
    const session = await openSession({ startsAt: start });
    const id = await submitted(session, instantOf("2026-12-19T09:00", PARIS), { email });
    must(await confirm(depsAt(instantOf("2026-12-19T10:30", PARIS)), id));
    await at("2026-12-19T10:31");
    await at("2026-12-19T11:00");
    expect(await subjects()).toContain("C’est demain, 18 h 30");
  });
});
