import { beforeEach, describe, expect, test } from "vitest";

import type { RegistrationId, SessionId } from "../../../src/kernel/ids.ts";
import { DAY } from "../../../src/kernel/time.ts";
import { cancelSessions } from "../../../src/workshops/planning/plan-session.ts";
import { changeDate } from "../../../src/workshops/seats/change-date.ts";
import { move } from "../../../src/workshops/seats/move.ts";
import { reserve } from "../../../src/workshops/seats/reserve.ts";
import { findSession } from "../../../src/workshops/sessions/session.store.ts";
import { about, asked, manageIn, newest } from "../../support/worker/consent.ts";
import { address, managePath } from "../../support/worker/manage.ts";
import { ask as form, confirmed, must, waitlisted } from "../../support/worker/people.ts";
import { mailsTo, pump } from "../../support/worker/reactor.ts";
import { ask as askFor, send, setClock } from "../../support/worker/web.ts";
import { NOW, counters, db, depsAt, openSession, rows, run, value } from "../../support/worker/world.ts";

beforeEach(() => setClock(NOW));

const ask = async (path: string): Promise<string> =>
  (await askFor(path)).html.replaceAll(/[\u00a0\u202f]/g, " ").replaceAll(/\s+/g, " ");
const later = (capacity = 20): Promise<SessionId> => openSession({ capacity, startsAt: NOW + 40 * DAY });
const change = (registrationId: RegistrationId, to: SessionId, now = NOW) =>
  changeDate(depsAt(now), { registrationId, to, by: "participant" });
const SURE = { confirme: "oui" };
const ics = async (link: string) => {
  const text = (await askFor(`${link}/agenda.ics`)).html;
  const field = (name: string): string => new RegExp(`^${name}[:;](.*)$`, "m").exec(text)?.[1]?.trim() ?? "";
  return { uid: field("UID"), sequence: Number(field("SEQUENCE")), method: field("METHOD") };
};

describe("moving to another date by oneself", () => {
  test("the same registration, link and calendar entry; both dates are shown before, and told after; the seat left goes to the list", async () => {
    const [first, second] = [await openSession({ capacity: 1 }), await later()];
    const [email, next] = [address(), address()];
    const id = await confirmed(first, NOW, { email, needs: ["sign_language"] });
    await run(`UPDATE participants SET answers = '{"sign_language":"planned"}'`);
    await pump(NOW);
    await waitlisted(first, NOW + 1, { email: next });
    const link = await managePath(id);
    await run("UPDATE sessions SET ics_sequence = 5 WHERE id = ?1", first);
    const before = await ics(link);
    expect(await ask(link)).toContain("Venir un autre jour");
    const shown = await send(`${link}/date`, { seance: second });
    expect(shown.html).toContain("À la place");
    expect(await value("SELECT session_id FROM registrations WHERE id = ?1", id)).toBe(first);
    expect((await send(`${link}/date`, { seance: second, ...SURE })).location).toContain("fait=date");
    expect(await counters(first)).toMatchObject({ taken: 0, held: 0 });
    expect(await counters(second)).toMatchObject({ taken: 1, held: 1 });
    // What the first association had answered says nothing of the second date.
    expect(await value("SELECT needs || answers FROM participants WHERE registration_id = ?1", id)).toBe(
      '["sign_language"]{}',
    );
    const after = await ics(link);
    expect([after.uid, after.sequence > before.sequence]).toEqual([before.uid, true]);
    await pump(NOW + 2);
    const told = (await mailsTo(email)).at(-1);
    expect(told?.text).toContain("Ce n’est plus");
    expect((await mailsTo(next)).at(-1)?.subject).toContain("Une place vous attend");
    expect(await rows("SELECT anchor_at, anchor_rev FROM enrolments WHERE anchor_ref = ?1", id)).toEqual([
      { anchor_at: NOW + 40 * DAY, anchor_rev: 1 },
    ]);
    await send(`${link}/annuler`, SURE);
    const gone = await ics(link);
    expect([gone.uid, gone.method, gone.sequence > after.sequence]).toEqual([before.uid, "CANCEL", true]);
  });

  test("into the last seat against a newcomer, 50 times: one wins, nobody is left without a seat or has two", async () => {
    for (let round = 0; round < 50; round++) {
      const [first, second] = [await openSession({ capacity: 1 }), await later(1)];
      const id = await confirmed(first, NOW);
      const [moved, held] = await Promise.all([
        change(id, second),
        reserve(depsAt(NOW), { sessionId: second, ask: form() }),
      ]);
      expect([moved.ok, held.ok].filter(Boolean)).toHaveLength(1);
      expect(await counters(first)).toMatchObject(moved.ok ? { taken: 0, held: 0 } : { taken: 1, held: 1 });
      expect(await counters(second)).toMatchObject({ taken: 1, held: 1 });
    }
  });

  test("the new date fills between reading and writing: the old seat stays", async () => {
    const [first, second] = [await openSession(), await later(1)];
    const id = await confirmed(first, NOW);
    const link = await managePath(id);
    await confirmed(second, NOW);
    expect((await send(`${link}/date`, { seance: second, ...SURE })).location).toContain("fait=date-prise");
    expect(await ask(`${link}?fait=date-prise`)).toContain("La place vient d’être prise ; la vôtre est gardée.");
    expect(await counters(first)).toMatchObject({ taken: 1, held: 1 });
  });

  test("nobody passes a list by moving, and three moves are enough", async () => {
    const [first, second] = [await openSession(), await later()];
    const id = await confirmed(first, NOW);
    must(await change(id, second));
    must(await change(id, first));
    must(await change(id, second));
    expect(await change(id, first)).toMatchObject({ ok: false, refusal: "too_often" });
    expect(await ask(await managePath(id))).toContain("déjà changé de date trois fois");
  });

  test("a press and its echo move once", async () => {
    const [first, second] = [await openSession(), await later()];
    const id = await confirmed(first, NOW);
    await Promise.all([change(id, second), change(id, second)]);
    expect(await rows("SELECT moves, revision FROM registrations")).toEqual([{ moves: 1, revision: 4 }]);
    expect(await counters(second)).toMatchObject({ taken: 1, held: 1 });
  });
});

describe("a child whom a parent agreed to", () => {
  test("the child is told whose it is to change; the parent does by their own link, and the child reads both dates", async () => {
    const slug = "mon-telephone-mes-limites";
    const [first, second] = [await openSession({ slug }), await openSession({ slug, startsAt: NOW + 40 * DAY })];
    const [email, parent] = [address(), address()];
    const page = await asked(first, email, parent);
    const id = await newest();
    await send(`${page}/oui`, about(id));
    await pump(NOW);
    const mine = manageIn((await mailsTo(email)).at(-1)?.text ?? "");
    expect(await ask(mine)).toContain("c’est ton parent qui peut la changer, par son lien");
    expect((await send(`${mine}/date`, { seance: second, ...SURE })).location).toContain("fait=parent");
    const fields = { ...about(id), [`seance-${id}`]: second };
    expect((await send(`${page}/date`, fields)).html).toContain("À la place");
    expect((await send(`${page}/date`, { ...fields, ...SURE })).location).toContain("fait=date");
    expect(await value("SELECT session_id FROM registrations WHERE id = ?1", id)).toBe(second);
    await pump(NOW);
    expect((await mailsTo(email)).at(-1)?.text).toContain("Ce n’est plus");
    expect(await value("SELECT forget_at FROM guardian_consents WHERE side = 'guardian'")).toBe(
      NOW + 40 * DAY + 2 * 3600 + 30 * DAY,
    );
  });
});

describe("a session that the association cancelled", () => {
  test("its people choose another date by the link they have; reminders begin anew", async () => {
    const [first, second] = [await openSession(), await later()];
    const id = await confirmed(first, NOW, { email: address() });
    await pump(NOW);
    const session = await findSession(db, first);
    must(
      await cancelSessions(depsAt(NOW), {
        sessions: [session ?? (await Promise.reject(new Error("none")))],
        by: { association: "org_1", person: "per_1" },
      }),
    );
    await pump(NOW);
    const link = await managePath(id);
    expect(await ask(link)).toContain("Venir un autre jour");
    expect((await send(`${link}/date`, { seance: second, ...SURE })).location).toContain("fait=date");
    await pump(NOW);
    expect(await rows("SELECT state, session_id FROM registrations")).toEqual([
      { state: "confirmed", session_id: second },
    ]);
    expect(await counters(first)).toMatchObject({ taken: 0, held: 0 });
    expect(await counters(second)).toMatchObject({ taken: 1, held: 1 });
    expect(await rows("SELECT status, anchor_at FROM enrolments")).toEqual([{ status: 0, anchor_at: NOW + 40 * DAY }]);
  });

  test("who had cancelled before does not come back by it", async () => {
    const [first, second] = [await openSession(), await later()];
    const id = await confirmed(first, NOW);
    must(await move(depsAt(NOW), { registrationId: id, act: "cancel" }));
    expect(await change(id, second)).toMatchObject({ ok: false, refusal: "not_possible" });
  });
});
