import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import type { RegistrationId, ContactId } from "../../../src/kernel/ids.ts";
import { DAY, HOUR } from "../../../src/kernel/time.ts";
import { endOfNextSchoolYear } from "../../../src/workshops/classes/school-days.ts";
import { eraseNow } from "../../../src/workshops/erase.ts";
import { manageSubject } from "../../../src/workshops/seats/manage-link.ts";
import { nightly, tick } from "../../../workers/reactor/tick.ts";
import {
  SLOT,
  asked,
  askClass,
  aTeacherAndAnAssociation,
  association,
  authorised,
  colleague,
  newest,
  passing,
  stateOf,
  subjects,
  teacher,
} from "../../support/worker/classes.ts";
import { confirmed } from "../../support/worker/people.ts";
import { mailsTo, pump } from "../../support/worker/reactor.ts";
import { ask, send, setClock } from "../../support/worker/web.ts";
import { NOW, counters, depsAt, links, openSession, rows, run, value } from "../../support/worker/world.ts";

/** A text without no-break spaces. */
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, " ");
let email = "";
let aso: Awaited<ReturnType<typeof association>>;
beforeEach(async () => {
  ({ email, aso } = await aTeacherAndAnAssociation());
});

describe("a visit that is fixed", () => {
  test("is one private session per class, each full with its class, confirmed, reminded, and told with both addresses", async () => {
    const { id, page } = await authorised(email);
    await aso.answer(id, "accepter", { creneau: String(SLOT) });
    await pump(NOW);
    const sessions = await rows<{ id: string; starts_at: number; visibility: string; state: string; capacity: number }>(
      "SELECT id, starts_at, visibility, state, capacity FROM sessions ORDER BY starts_at",
    );
    expect(
      sessions.map(({ starts_at, visibility, state, capacity }) => [starts_at, visibility, state, capacity]),
    ).toEqual([
      [SLOT, "private", "closed", 28],
      [SLOT + 3.5 * HOUR, "private", "closed", 26],
    ]);
    for (const session of sessions) {
      expect(await counters(session.id)).toMatchObject({ taken: session.capacity, held: session.capacity, waiting: 0 });
      expect((await ask(`/ateliers/seances/${session.id}`)).status).toBe(404);
    }
    expect(await value("SELECT count(*) FROM registrations WHERE kind = 'class' AND state = 'confirmed'")).toBe(2);
    expect(await value("SELECT count(*) FROM enrolments WHERE status = 0")).toBe(1);
    expect(await subjects(email)).toContain("Votre atelier est fixé");
    expect((await subjects(email)).filter((one) => one.includes("est confirmée"))).toEqual([]);
    expect((await ask(page)).html).toContain(aso.email);
    const ends = "13\u00a0h\u00a030\u00a0– 15\u00a0h\u00a020";
    const said = {
      school: (await ask(page)).html,
      inbox: (await ask(aso.base, { headers: { cookie: aso.cookie } })).html,
      association: (await ask(`${aso.base}/${id}`, { headers: { cookie: aso.cookie } })).html,
      mail: await newest(email, "Votre atelier est fixé"),
      mailToo: await newest(aso.email, "Un atelier en classe est fixé"),
    };
    expect(
      Object.entries(said)
        .filter(([, text]) => !text.includes(ends))
        .map(([where]) => where),
    ).toEqual([]);
    expect((await ask(`${aso.base}/${id}`, { headers: { cookie: aso.cookie } })).html).toContain(email);
    expect((await mailsTo(email)).map((mail) => mail.text).join()).not.toContain(aso.email);
  });

  test("of two associations at once the first wins, the other is told; a second accept changes nothing", async () => {
    const other = await association("org_2");
    const { id } = await authorised(email);
    const answers = await Promise.all([aso, other].map((one) => one.answer(id, "accepter", { creneau: String(SLOT) })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 409]);
    expect(answers.find(({ status }) => status === 409)?.html).toContain("Une autre association vient de répondre");
    expect(await value("SELECT count(*) FROM sessions")).toBe(2);
    expect(await value("SELECT count(*) FROM events WHERE type = 'workshop_request.scheduled'")).toBe(1);
  });

  test("two of the dates that one association proposes are taken at one instant by two people of the school: one visit, the other is told", async () => {
    const { id, page } = await authorised(email);
    const beside = await colleague(page);
    await aso.answer(id, "proposer", { creneau1: "2027-02-02T10:00", creneau2: "2027-02-09T10:00" });
    const taken = await Promise.all([
      send(`${page}/choisir`, { creneau: String(SLOT + 19 * DAY) }),
      send(`${beside}/choisir`, { creneau: String(SLOT + 26 * DAY) }),
    ]);
    expect(taken.map(({ location }) => location?.split("?")[1]).toSorted()).toEqual(["fait=change", "fait=choisir"]);
    expect(await value("SELECT count(*) FROM events WHERE type = 'workshop_request.scheduled'")).toBe(1);
    expect(await value("SELECT count(*) FROM sessions")).toBe(2);
    expect(await value("SELECT min(starts_at) FROM sessions")).toBe(
      await value("SELECT starts_at FROM workshop_requests"),
    );
  });

  test("the same hours proposed to two schools and taken at one instant: both are fixed, each with its own session, and the association reads both", async () => {
    const [one, two] = [await authorised(email), await authorised(teacher())];
    for (const { id } of [one, two]) {
      await aso.answer(id, "proposer", { creneau1: "2027-02-02T10:00" });
    }
    const at = String(SLOT + 19 * DAY);
    await Promise.all([one, two].map(({ page }) => send(`${page}/choisir`, { creneau: at })));
    expect(await value("SELECT count(*) FROM sessions")).toBe(4);
    expect(await value("SELECT count(*) FROM workshop_requests WHERE state = 'scheduled'")).toBe(2);
    await pump(NOW);
    expect((await subjects(aso.email)).filter((subject) => subject.includes("fixé"))).toHaveLength(2);
  });

  test("cancelled by either side: no seat stays taken, nobody is reminded, the other side is told", async () => {
    const { id, page } = await authorised(email);
    await aso.answer(id, "accepter", { creneau: String(SLOT) });
    await pump(NOW);
    expect((await send(`${page}/annuler`, {})).html).toContain("L’association est prévenue par message");
    await send(`${page}/annuler`, { confirme: "oui" });
    await pump(NOW);
    expect(await rows("SELECT DISTINCT state, taken FROM sessions")).toEqual([{ state: "cancelled", taken: 0 }]);
    expect(await rows("SELECT DISTINCT state, cancel_reason FROM registrations")).toEqual([
      { state: "cancelled", cancel_reason: "session_cancelled" },
    ]);
    expect(await newest(aso.email, "Une demande d’atelier qui s’arrête")).toContain("a annulé la séance fixée");
    expect(await value("SELECT count(*) FROM enrolments WHERE status = 0")).toBe(0);

    await setClock(NOW);
    const again = await authorised(teacher());
    await aso.answer(again.id, "accepter", { creneau: String(SLOT) });
    await aso.answer(again.id, "annuler", { confirme: "oui" });
    expect(await stateOf(again.id)).toBe("cancelled");
  });

  test("its requester is reminded a week and a day before, with every hour, and the day after; never as a person is", async () => {
    const { id, page } = await authorised(email);
    await aso.answer(id, "accepter", { creneau: String(SLOT) });
    await pump(NOW);
    for (let hours = 8 * 24; hours > -40; hours -= 6) {
      await passing(SLOT - NOW - hours * HOUR);
    }
    const all = (await mailsTo(email)).map((mail) => ({ subject: mail.subject, text: plain(mail.text) }));
    expect(all.slice(-3).map(({ subject }) => subject)).toEqual([
      "Dans une semaine, l’atelier dans votre établissement",
      "Demain, l’atelier dans votre établissement",
      "Après l’atelier : les nombres à confirmer",
    ]);
    for (const { text } of all.slice(-3)) {
      expect(text).toContain("10 h – 11 h 50 : 4e, 3e, 26 élèves");
      expect(text).toContain("13 h 30 – 15 h 20 : 4e, 3e, 24 élèves");
    }
    expect(await rows("SELECT DISTINCT sequence, anchor_ref FROM enrolments")).toEqual([
      { sequence: "visite", anchor_ref: id },
    ]);
    const calendar = await ask(`${page}/agenda.ics`);
    expect(calendar.html.match(/BEGIN:VEVENT/g)).toHaveLength(2);
    expect(calendar.html).toMatch(/DTEND;TZID=Europe\/Paris:20270114T152000/);
  });

  test("reminders of visits that were fixed before they had a sequence of their own go on in it", async () => {
    const { id } = await authorised(email);
    await aso.answer(id, "accepter", { creneau: String(SLOT) });
    await pump(NOW);
    const registration = String(await value("SELECT min(id) FROM registrations WHERE kind = 'class'"));
    await run("UPDATE enrolments SET sequence = 'atelier', version = 2, anchor_ref = ?1", registration);
    await run("UPDATE subscriptions SET topic = 'atelier'");
    for (const sql of env.MIGRATIONS.find(({ name }) => name.startsWith("0031"))?.queries ?? []) {
      await run(sql);
    }
    await passing(SLOT - NOW - 7 * DAY + HOUR);
    expect((await subjects(email)).at(-1)).toBe("Dans une semaine, l’atelier dans votre établissement");
  });

  test("over, it is done; its own link to a registration leads to the request", async () => {
    const { id } = await authorised(email);
    await aso.answer(id, "accepter", { creneau: String(SLOT) });
    await passing(SLOT - NOW + 6 * HOUR);
    expect(await stateOf(id)).toBe("done");
    expect(await value("SELECT count(*) FROM sessions WHERE state = 'done'")).toBe(2);
    const [registration] = await rows<{ id: RegistrationId; contact_id: ContactId }>(
      "SELECT id, contact_id FROM registrations LIMIT 1",
    );
    const subject = manageSubject(registration?.id ?? "reg_", registration?.contact_id ?? null);
    expect((await ask(`/i/${await links.sign("manage", subject, SLOT + DAY)}`)).location).toMatch(/^\/demandes\//);
  });
});

describe("other dates, another association", () => {
  test("proposed: the school takes one, or none; silence of five working days opens it again", async () => {
    const { id, page } = await authorised(email);
    const dates = { creneau1: "2027-02-02T10:00", creneau2: "2027-02-03T10:00", creneau3: "" };
    expect((await aso.answer(id, "proposer", { creneau1: "", creneau2: "", creneau3: "" })).status).toBe(422);
    await aso.answer(id, "proposer", dates);
    await pump(NOW);
    expect(await newest(email, "D’autres dates pour votre atelier")).toContain("mardi 2 février 2027 : 10");
    expect((await ask(aso.base, { headers: { cookie: aso.cookie } })).html).toContain("créneaux proposés");
    expect((await send(`${page}/choisir`, { creneau: "123" })).status).toBe(422);
    await send(`${page}/aucune`, {});
    expect(await stateOf(id)).toBe("open");
    await pump(NOW);
    expect(await newest(aso.email, "Une demande d’atelier qui s’arrête")).toContain(
      "La demande est de nouveau ouverte à tous",
    );
    await aso.answer(id, "proposer", dates);
    await passing(8 * DAY);
    expect([await stateOf(id), await value("SELECT association_id FROM workshop_requests")]).toEqual(["open", null]);
    await setClock(NOW);
    await aso.answer(id, "proposer", dates);
    await send(`${page}/choisir`, { creneau: String(SLOT + 19 * DAY) });
    expect([await stateOf(id), await value("SELECT min(starts_at) FROM sessions")]).toEqual([
      "scheduled",
      SLOT + 19 * DAY,
    ]);
  });

  test("unanswered: told once more after three working days, shown to the neighbours after ten, over after twenty, and the school is told; one of them may come", async () => {
    const { id, page } = await authorised(email);
    const [near, far] = [await association("org_near", "77"), await association("org_far", "13")];
    const sees = async (one: typeof near) => (await ask(one.base, { headers: { cookie: one.cookie } })).html;
    const opens = (one: typeof near) => ask(`${one.base}/${id}`, { headers: { cookie: one.cookie } });
    const NEARBY = "Une demande d’atelier près de chez vous";
    await pump(NOW);
    await passing(3 * DAY + 9 * HOUR);
    await passing(4 * DAY);
    expect((await subjects(aso.email)).filter((one) => one === "Une demande d’atelier attend toujours")).toHaveLength(
      1,
    );
    expect(await stateOf(id)).toBe("open");
    expect((await ask(page)).html).toContain("aux associations des départements voisins");
    expect([(await sees(near)).includes(id), (await opens(near)).status]).toEqual([false, 303]);
    await run("UPDATE logins SET expires_at = ?1, seen_at = ?2, created_at = ?2", NOW + 40 * DAY, NOW + 14 * DAY);
    await passing(15 * DAY);
    expect((await ask(page)).html).toContain("Montrée aussi aux associations des départements voisins");
    expect(plain((await sees(near)).replaceAll(/<[^>]+>/g, ""))).toContain("département voisin : Val-de-Marne");
    expect([(await opens(near)).status, (await opens(far)).status]).toEqual([200, 303]);
    const told = await Promise.all([near, far, aso].map(({ email: to }) => subjects(to)));
    expect(told.map((all) => all.filter((subject) => subject === NEARBY).length)).toEqual([1, 0, 1]);
    expect((await near.answer(id, "proposer", { creneau1: "2027-02-02T10:00" })).location).toContain("fait=proposer");
    await send(`${page}/aucune`, {});
    expect(await stateOf(id)).toBe("open");
    await passing(40 * DAY);
    const ends = await newest(email, "Votre demande d’atelier");
    expect([await stateOf(id), ends.includes("Aucune association n’a pu répondre")]).toEqual(["declined", true]);
  });

  test("declined: it leaves one list and stays in the other; handed over: the other is told", async () => {
    const other = await association("org_2");
    const { id } = await authorised(email);
    expect((await aso.answer(id, "passer", {})).status).toBe(422);
    const page = async (at: string) => (await ask(at, { headers: { cookie: aso.cookie } })).html;
    const passed = `${aso.base}?de=${id}&fait=passer`;
    expect(await page(passed)).not.toContain("a quitté votre liste");
    expect((await aso.answer(id, "passer", { raison: "too_far" })).location).toBe(passed);
    expect(await page(passed)).toContain("Cette demande a quitté votre liste.");
    expect(await page(`${aso.base}?de=${id}&fait=annuler`)).not.toContain("La séance est annulée");
    const inbox = async (one: typeof aso) =>
      (await ask(one.base, { headers: { cookie: one.cookie } })).html.includes("Deux-Rives");
    expect([await inbox(aso), await inbox(other)]).toEqual([false, true]);
    expect((await aso.answer(id, "accepter", { creneau: String(SLOT) })).status).toBe(409);
    const third = await association("org_3");
    await other.answer(id, "transmettre", { vers: third.id });
    await pump(NOW);
    expect(await subjects(third.email)).toContain("Une demande d’atelier près de chez vous");
    expect([await inbox(other), await inbox(third)]).toEqual([false, true]);
  });

  test("an association cannot hand a request over to itself, nor to one that does not work there: nothing is written", async () => {
    await association("org_far", "35");
    const { id } = await authorised(email);
    const before = await rows("SELECT * FROM workshop_requests");
    const events = await value("SELECT count(*) FROM events");
    for (const to of [aso.id, "org_far", ""]) {
      expect((await aso.answer(id, "transmettre", { vers: to })).location, to).toContain("fait=change");
    }
    expect(await rows("SELECT * FROM workshop_requests")).toEqual(before);
    expect(await value("SELECT count(*) FROM events")).toBe(events);
    expect(await value("SELECT count(*) FROM workshop_request_answers")).toBe(0);
  });

  test("an association sees its départements and levels alone, and never another's request", async () => {
    const far = await association("org_far", "35");
    const small = await association("org_small", "94", ["cm"]);
    const { id } = await authorised(email);
    for (const one of [far, small]) {
      expect((await ask(one.base, { headers: { cookie: one.cookie } })).html).not.toContain("Deux-Rives");
      expect((await ask(`${one.base}/${id}`, { headers: { cookie: one.cookie } })).status).toBe(303);
      expect((await one.answer(id, "accepter", { creneau: String(SLOT) })).status).toBe(409);
    }
    await send(
      `/espace/structures/org_far/territoire`,
      { departement: "94", niveaux: "4e_3e" },
      { headers: { cookie: far.cookie } },
    );
    expect((await ask(far.base, { headers: { cookie: far.cookie } })).html).toContain("Deux-Rives");
    await send(`/espace/structures/org_far/territoire`, { departement: "94" }, { headers: { cookie: far.cookie } });
    expect((await ask(far.base, { headers: { cookie: far.cookie } })).html).not.toContain("Deux-Rives");
  });

  test("a slot that is not the school's, or that has passed, is refused", async () => {
    const { id } = await authorised(email);
    expect((await aso.answer(id, "accepter", { creneau: String(SLOT + 60) })).status).toBe(422);
    await setClock(SLOT + 60);
    await run("UPDATE logins SET expires_at = ?1, seen_at = ?2, created_at = ?2", SLOT + DAY, SLOT);
    await aso.answer(id, "accepter", { creneau: String(SLOT) });
    expect([await stateOf(id), await value("SELECT count(*) FROM sessions")]).toEqual(["open", 0]);
  });
});

describe("what is forgotten", () => {
  test("an address stays as long as its request, whatever else of the person is erased", async () => {
    await asked(email);
    const seat = await confirmed(await openSession(), NOW, { email });
    await eraseNow(depsAt(NOW), seat);
    const [kept] = await rows(
      "SELECT email_sealed IS NOT NULL AS sealed FROM contacts c JOIN workshop_requests r ON r.contact_id = c.id",
    );
    expect(kept).toEqual({ sealed: 1 });
  });

  test("unproven after seven days; proven at the end of the next school year; the numbers stay", async () => {
    await askClass(email);
    const kept = await asked(teacher());
    await pump(NOW);
    await tick(depsAt(NOW + 8 * DAY));
    await nightly(depsAt(NOW + 8 * DAY));
    expect(await value("SELECT count(*) FROM workshop_requests WHERE contact_id IS NOT NULL")).toBe(1);
    await nightly(depsAt(endOfNextSchoolYear(NOW, "Europe/Paris") + DAY + 5 * HOUR));
    const [row] = await rows(
      "SELECT contact_id, head_contact_id, adults FROM workshop_requests WHERE id = ?1",
      kept.id,
    );
    expect(row).toEqual({ contact_id: null, head_contact_id: null, adults: 2 });
    expect(
      await value(
        "SELECT count(*) FROM contacts WHERE email_sealed IS NOT NULL AND id NOT IN (SELECT contact_id FROM people)",
      ),
    ).toBe(0);
    expect((await ask(kept.page)).status).toBe(410);
  });
});
