import { beforeEach, describe, expect, test } from "vitest";

import { DAY, HOUR, MINUTE } from "../../../src/kernel/time.ts";
import { reserve } from "../../../src/workshops/seats/reserve.ts";
import { ask as askOnce } from "../../support/worker/people.ts";
import { ask, hold, send, setClock, solved } from "../../support/worker/web.ts";
import { NOW, depsAt, openSession, rows, run, value } from "../../support/worker/world.ts";

const GOOD = { name: "Léa", email: "delivered+lea@resend.dev" };
let sessionId = "";
let path = "";
beforeEach(async () => {
  await setClock(NOW);
  sessionId = await openSession();
  path = `/ateliers/seances/${sessionId}`;
});

describe("taking a seat, through the edge", () => {
  test("a seat is held, the form sent, and the answer says to look at the mail", async () => {
    const form = await hold(sessionId);
    expect((await ask(form)).html).toContain("Place gardée jusqu’à");
    const sent = await send(form, GOOD);
    expect([sent.status, sent.location.startsWith("/i/")]).toEqual([303, true]);
    expect(sent.bells).toHaveLength(1);
    expect((await ask(sent.location)).html).toContain("Vérifiez votre messagerie");
  });

  test("a GET never holds a seat", async () => {
    await ask(path);
    await ask(`${path}/reserver`);
    await ask(`${path}/inscription`);
    expect(await value("SELECT count(*) FROM registrations")).toBe(0);
  });

  test.each([
    ["no name", { ...GOOD, name: " " }, "Écrivez un prénom"],
    ["a name too long", { ...GOOD, name: "x".repeat(41) }, "40 caractères au plus"],
    ["a phone number as a name", { ...GOOD, name: "06 12 34 56 78" }, "N’écrivez pas de numéro"],
    ["no address", { ...GOOD, email: "" }, "Il manque une adresse"],
    ["half an address", { ...GOOD, email: "lea@" }, "n’est pas complète"],
    ["an address too long", { ...GOOD, email: `${"a".repeat(250)}@resend.dev` }, "trop longue"],
    ["a reserved domain", { ...GOOD, email: "lea@example.com" }, "réservé aux exemples"],
    ["a reserved ending", { ...GOOD, email: "lea@ecole.test" }, "réservé aux exemples"],
    ["an unknown need", { ...GOOD, needs: ["helicopter"] }, "Choisissez dans la liste"],
  ])("%s: 422, a sentence that says what to do, and what was typed stays", async (_, fields, sentence) => {
    const form = await hold(sessionId);
    const answer = await send(form, fields);
    expect(answer.status).toBe(422);
    expect(answer.html).toContain(sentence);
    expect(answer.html).toContain('class="errors" role="alert"');
    expect(answer.html).toContain(`value="${fields.email}"`);
    expect(await value("SELECT count(*) FROM contacts")).toBe(0);
  });

  test("young people say their age before any field; too young for this one is told another way, and nothing is kept", async () => {
    const youth = await openSession({ slug: "garder-la-main-sur-sa-ligne" });
    const at = `/ateliers/seances/${youth}`;
    expect((await ask(at)).html).toMatch(/Pour moi\s: 15 à 17\sans/);
    const young = await send(`${at}/reserver`, { ...(await solved(at)), jeunes: "1", pour: "11_14" });
    const unsaid = await send(`${at}/reserver`, { ...(await solved(at)), jeunes: "1" });
    expect([young.location, unsaid.status]).toEqual(["/jeunes/moins-de-15-ans", 422]);
    expect(unsaid.html).toContain("Dites d’abord pour qui");
    expect(await value("SELECT count(*) FROM registrations")).toBe(0);
    const form = await hold(youth, undefined, { jeunes: "1", pour: "15_17" });
    expect((await send(form, GOOD)).status).toBe(303);
    expect(await value("SELECT age_band FROM participants")).toBe("15_17");
    expect(await value("SELECT count(*) FROM guardian_consents")).toBe(0);
  });

  test("HTML in a name is text on the page", async () => {
    const form = await hold(sessionId);
    const answer = await send(form, { name: "<script>alert(1)</script>", email: "nope" });
    expect(answer.html).not.toContain("<script>alert");
    expect(answer.html).toContain("&lt;script&gt;alert(1)");
  });

  test("the form sent twice is taken in once", async () => {
    const form = await hold(sessionId);
    const both = await Promise.all([send(form, GOOD), send(form, GOOD)]);
    expect(both.map((a) => a.status)).toEqual([303, 303]);
    expect(await value("SELECT count(*) FROM participants")).toBe(1);
    expect(await value("SELECT count(*) FROM events WHERE type = 'registration.submitted'")).toBe(1);
  });

  test("the reservation button pressed twice holds one seat", async () => {
    const fields = await solved(path);
    const both = await Promise.all([send(`${path}/reserver`, fields), send(`${path}/reserver`, fields)]);
    expect(both.map((a) => a.status)).toEqual([303, 303]);
    expect(await value("SELECT taken FROM sessions WHERE id = ?1", sessionId)).toBe(1);
  });

  test("a hold that lapsed while typing is taken again for the same form", async () => {
    const form = await hold(sessionId);
    await setClock(NOW + 16 * MINUTE);
    const sent = await send(form, GOOD);
    expect(sent.status).toBe(303);
    expect(await rows("SELECT state FROM registrations ORDER BY id")).toEqual([
      { state: "expired" },
      { state: "held" },
    ]);
  });

  test("the session filled meanwhile: 409, the list is offered, what was typed is shown", async () => {
    const full = await openSession({ capacity: 1 });
    const form = await hold(full);
    await setClock(NOW + 16 * MINUTE);
    expect((await reserve(depsAt(NOW + 16 * MINUTE), { sessionId: full, ask: askOnce() })).ok).toBe(true);
    const sent = await send(form, GOOD);
    expect(sent.status).toBe(409);
    expect(sent.html).toContain("Rejoindre la liste");
    expect(sent.html).toContain(GOOD.email);
  });

  test("the session closed meanwhile: 409 and other dates", async () => {
    const fields = await solved(path);
    await run("UPDATE sessions SET state = 'closed' WHERE id = ?1", sessionId);
    const answer = await send(`${path}/reserver`, fields);
    expect([answer.status, answer.html.includes("Les inscriptions sont closes")]).toEqual([409, true]);
  });

  test("a session that is past, and one that does not exist", async () => {
    const fields = await solved(path);
    await setClock(NOW + 20 * DAY + HOUR);
    const late = await send(`${path}/reserver`, { ...fields, ...(await freshTicket()) });
    expect([late.status, late.html.includes("Cette séance est passée")]).toEqual([409, true]);
    expect((await ask("/ateliers/seances/ses_nope")).status).toBe(404);
    expect((await send("/ateliers/seances/ses_nope/reserver", await freshTicket())).status).toBe(404);
  });

  const freshTicket = async () => {
    const other = await openSession({ now: NOW + 30 * DAY });
    return solved(`/ateliers/seances/${other}`);
  };
});
