import type { SessionId } from "../../src/kernel/ids.ts";
import { beforeEach, describe, expect, test } from "vitest";

import { endRole } from "../../src/access/organisations/change-team.ts";
import { DAY } from "../../src/kernel/time.ts";
import { requestsDue } from "../../src/workshops/classes/requests.store.ts";
import { publishSessions } from "../../src/workshops/planning/plan-session.ts";
import { assigned } from "../support/worker/assigned.ts";
import { asked, association, school, SLOT, stateOf, teacher } from "../support/worker/classes.ts";
import { application } from "../support/worker/label.ts";
import { confirmed, must, waitlisted } from "../support/worker/people.ts";
import { mailsTo, pump } from "../support/worker/reactor.ts";
import { as, member, organisation, owns, signedIn } from "../support/worker/staff.ts";
import { ask, send, setClock } from "../support/worker/web.ts";
import { NOW, db, depsAt, openSession, rows, run, value } from "../support/worker/world.ts";

type Team = Awaited<ReturnType<typeof association>>;
let closing: Team;
let heir: Team;
let operator: ReturnType<typeof as>;
let session: SessionId;
beforeEach(async () => {
  await setClock(NOW);
  await school();
  closing = await association("org_closing");
  heir = await association("org_heir");
  operator = as((await signedIn("delivered+closes@resend.dev")).cookie);
  session = await openSession({ capacity: 2, startsAt: NOW + 9 * DAY });
  await run("UPDATE sessions SET association_id = ?1 WHERE id = ?2", closing.id, session);
});

const close = (fates: Record<string, string> = {}, id = closing.id) =>
  operator.post(`/console/structures/${id}/fermer`, { raison: "asked", confirme: "oui", ...fates });
/** The subjects of everything that an address got. */
const told = async (email: string): Promise<string[]> => {
  await pump(NOW + 2);
  return (await mailsTo(email)).map(({ subject }) => subject);
};
const visitOf = async (email: string): Promise<string> => {
  const request = await asked(email, { creneau1: "2027-01-14T10:00" });
  await send(`${request.head}/oui`, {});
  expect((await closing.answer(request.id, "accepter", { creneau: String(SLOT) })).location).toContain("fait=accepter");
  expect(await stateOf(request.id)).toBe("scheduled");
  return request.id;
};

describe("closing an association leaves no door open", () => {
  test("it asks what becomes of each session and visit; by default each falls and everybody is told, in one batch", async () => {
    const [seat, rank] = ["delivered+seat@resend.dev", "delivered+rank@resend.dev"];
    await confirmed(session, NOW, { email: "delivered+first@resend.dev" });
    await confirmed(session, NOW, { email: seat });
    await waitlisted(session, NOW, { email: rank });
    const [who, animates] = [teacher(), teacher()];
    const request = await visitOf(who);
    const person = await member(animates, "facilitator", closing.id);
    for (const { id } of await rows<{ id: string }>("SELECT id FROM sessions WHERE association_id = ?1", closing.id)) {
      await assigned(person, id, closing.id);
    }
    const page = await operator.post(`/console/structures/${closing.id}/fermer`, { raison: "asked" });
    expect(page.html).toContain(`name="sort-${session}"`);
    expect(page.html).toContain(`name="sort-${request}"`);
    expect(page.html).toMatch(/2\splaces prises, 1\sen attente/);
    expect(await value("SELECT state FROM organisations WHERE id = ?1", closing.id)).toBe("active");

    expect((await close()).status).toBe(303);
    expect(await rows("SELECT state, taken, waiting FROM sessions WHERE id = ?1", session)).toEqual([
      { state: "cancelled", taken: 0, waiting: 0 },
    ]);
    expect(
      await value(
        "SELECT count(*) FROM sessions WHERE association_id = ?1 AND state IN ('open', 'closed')",
        closing.id,
      ),
    ).toBe(0);
    expect(await stateOf(request)).toBe("cancelled");
    expect(await told(seat)).toContainEqual(expect.stringContaining("n’aura pas lieu"));
    expect(await told(rank)).toContainEqual(expect.stringContaining("n’aura pas lieu"));
    expect(await told(who)).toContain("Votre demande d’atelier");
    expect(await told(animates)).toEqual(["Des séances que vous deviez animer sont annulées"]);
    expect(await value("SELECT count(*) FROM events WHERE type = 'session.cancelled' AND subject = ?1", session)).toBe(
      1,
    );
    expect((await send(`/ateliers/seances/${session}/reserver`, {})).status).not.toBe(303);
  });

  test("of a session in a room and online, the half that somebody takes over stands alone, and is listed", async () => {
    const online = await openSession({ startsAt: NOW + 10 * DAY });
    await run(
      "UPDATE sessions SET association_id = ?1, mode = 'online', venue_id = NULL, departement_code = NULL WHERE id = ?2",
      closing.id,
      online,
    );
    await run("UPDATE sessions SET pair_id = ?1 WHERE id IN (?1, ?2)", session, online);
    expect((await close({ [`sort-${online}`]: heir.id })).status).toBe(303);
    expect(
      await rows("SELECT state, pair_id FROM sessions WHERE id IN (?1, ?2) ORDER BY state", session, online),
    ).toEqual([
      { state: "cancelled", pair_id: null },
      { state: "open", pair_id: null },
    ]);
    expect((await ask("/ateliers")).html).toContain(online);
  });

  test("handed over, a session and a visit go on with the other association, which is told once; so is whoever was to animate", async () => {
    const seat = "delivered+keeps@resend.dev";
    await confirmed(session, NOW, { email: seat });
    const second = await openSession({ startsAt: NOW + 10 * DAY });
    await run("UPDATE sessions SET association_id = ?1 WHERE id = ?2", closing.id, second);
    const request = await visitOf(teacher());
    await run("UPDATE organisations SET name = 'La Relève' WHERE id = ?1", heir.id);
    const animates = teacher();
    const person = await member(animates, "facilitator", closing.id);
    for (const { id } of await rows<{ id: string }>("SELECT id FROM sessions WHERE association_id = ?1", closing.id)) {
      await assigned(person, id, closing.id);
    }
    const fates = Object.fromEntries([session, second, request].map((id) => [`sort-${id}`, heir.id]));
    expect((await close(fates)).status).toBe(303);
    expect(await rows("SELECT DISTINCT association_id, state FROM sessions WHERE state IN ('open', 'closed')")).toEqual(
      [
        { association_id: heir.id, state: "closed" },
        { association_id: heir.id, state: "open" },
      ],
    );
    expect(await rows("SELECT association_id, coordinator_id, state FROM workshop_requests")).toEqual([
      { association_id: heir.id, coordinator_id: null, state: "scheduled" },
    ]);
    expect(await value("SELECT state FROM registrations WHERE session_id = ?1", session)).toBe("confirmed");
    expect((await told(heir.email)).filter((subject) => subject.includes("reprend des séances"))).toHaveLength(1);
    expect(await told(animates)).toEqual(["Des séances que vous deviez animer passent à une autre association"]);
    expect((await as(heir.cookie).get(`/espace/structures/${heir.id}/seances/${session}/equipe`)).status).toBe(200);
  });

  test("a visit whose other date was being asked for: it ends as if called off by the association, one press asks the others, and the clock has nothing left to do", async () => {
    const who = teacher();
    const request = await asked(who, { creneau1: "2027-01-14T10:00" });
    await send(`${request.head}/oui`, {});
    await closing.answer(request.id, "accepter", { creneau: String(SLOT) });
    await closing.answer(request.id, "deplacer", { creneau1: "2027-02-02T10:00" });
    await close();
    expect(
      await rows(
        "SELECT state, move_by, move_until, cancelled_by, is_late, reopen_until > ?1 AS reopens FROM workshop_requests",
        NOW + 59 * DAY,
      ),
    ).toEqual([
      {
        state: "cancelled",
        move_by: null,
        move_until: null,
        cancelled_by: "association",
        is_late: 0,
        reopens: 1,
      },
    ]);
    expect(await requestsDue(db, NOW + 90 * DAY)).toEqual([]);
    const answer = await send(`${request.page}/relancer`, {});
    expect(answer.location).toContain("fait=relancer");
    expect(await told(heir.email)).toContain("Une demande d’atelier près de chez vous");
  });

  test("handed over while another date was being asked for, the date that is fixed stands: the one who comes never said the other", async () => {
    const request = await asked(teacher(), { creneau1: "2027-01-14T10:00" });
    await send(`${request.head}/oui`, {});
    await closing.answer(request.id, "accepter", { creneau: String(SLOT) });
    await closing.answer(request.id, "deplacer", { creneau1: "2027-02-02T10:00" });
    await close({ [`sort-${request.id}`]: heir.id });
    expect(await rows("SELECT association_id, state, move_by, move_until FROM workshop_requests")).toEqual([
      { association_id: heir.id, state: "scheduled", move_by: null, move_until: null },
    ]);
  });

  test("dates that were only proposed fall, and the school waits for the others again", async () => {
    const who = teacher();
    const request = await asked(who);
    await send(`${request.head}/oui`, {});
    await closing.answer(request.id, "proposer", { creneau1: "2027-01-15T10:00" });
    expect(await stateOf(request.id)).toBe("proposed");
    await close();
    expect(await rows("SELECT state, association_id FROM workshop_requests")).toEqual([
      { state: "open", association_id: null },
    ]);
    expect(await value("SELECT count(*) FROM visit_plans WHERE proposed_by = 'association'")).toBe(0);
    expect(await told(who)).toContain("Votre demande est de nouveau montrée aux associations");
  });

  test("an heir that is no open association is refused, and nothing has changed", async () => {
    await organisation("org_mut", "mutuelle");
    expect((await close({ [`sort-${session}`]: "org_mut" })).status).toBe(409);
    expect(await value("SELECT state FROM organisations WHERE id = ?1", closing.id)).toBe("active");
    expect(await value("SELECT state FROM sessions WHERE id = ?1", session)).toBe("open");
  });

  test("a session that is being published while the space closes is not", async () => {
    await close();
    const plan = {
      programme: "premier-telephone",
      mode: "onsite" as const,
      venueId: "ven_1",
      venue: null,
      joinUrl: null,
      online: null,
      startsAt: NOW + 20 * DAY,
      endsAt: NOW + 20 * DAY + 5400,
      tz: "Europe/Paris",
      capacity: 5,
      draw: null,
      consentUnderAge: 15 as const,
      language: "fr" as const,
      visibility: "public" as const,
    };
    const by = { association: closing.id, name: "x", person: closing.person };
    expect(await publishSessions(depsAt(NOW + 1), { by, plan, key: "ses_late", starts: [plan.startsAt] })).toEqual([]);
    expect(await value("SELECT count(*) FROM sessions WHERE id = 'ses_late'")).toBe(0);
  });
});

describe("the same walk elsewhere", () => {
  test("a mutuelle that closes withdraws what is not decided", async () => {
    await organisation("org_mut", "mutuelle");
    const { person } = await signedIn("delivered+app@resend.dev", "applicant", "org_mut");
    await owns(person, "org_mut");
    for (const [i, state] of ["draft", "in_review", "decided"].entries()) {
      await application(`app_${i}`, "org_mut", state);
    }
    expect((await close({}, "org_mut")).status).toBe(303);
    expect((await rows("SELECT state FROM applications ORDER BY id")).map(({ state }) => state)).toEqual([
      "withdrawn",
      "withdrawn",
      "decided",
    ]);
    expect(await value("SELECT count(*) FROM events WHERE type = 'application.withdrawn'")).toBe(2);
  });

  test("whoever leaves a team stands in none of its sessions", async () => {
    const { person } = await signedIn("delivered+leaves@resend.dev", "facilitator", closing.id);
    await run(
      `INSERT INTO facilitators (id, person_id, association_id, honour_seen_on, honour_seen_by, honour_until_on, trained_on, feed_ref, created_at, updated_at)
       VALUES ('fac_1', ?1, ?2, '2026-01-01', ?1, '2028-01-01', '2026-01-01', 'ref', 1, 1)`,
      person,
      closing.id,
    );
    await run(
      "INSERT INTO session_facilitators (session_id, facilitator_id, state, is_covered, is_free, created_at, updated_at) VALUES (?1, 'fac_1', 'assigned', 1, 1, 1, 1)",
      session,
    );
    const by = { personId: closing.person, as: "owner" as const };
    must(
      await endRole(depsAt(NOW), { by, organisationId: closing.id, who: { personId: person, role: "facilitator" } }),
    );
    await pump(NOW + 1);
    expect(await value("SELECT state FROM session_facilitators")).toBe("withdrawn");
  });
});
