import { beforeEach } from "vitest";

import { type SessionId, asId } from "../../src/kernel/ids.ts";
import { DAY, HOUR } from "../../src/kernel/time.ts";
import { askForClass } from "../../src/workshops/classes/ask-for-class.ts";
import { findRequest } from "../../src/workshops/classes/requests.store.ts";
import { inviteColleague } from "../../src/workshops/classes/write-word.ts";
import { readClassForm } from "../../src/workshops/classes/request.schema.ts";
import { assignTo, noteChecks } from "../../src/workshops/facilitators/staff-session.ts";
import { answerSurvey } from "../../src/workshops/impact/answer-survey.ts";
import { joinList } from "../../src/workshops/list/join-list.ts";
import { resizeSessions } from "../../src/workshops/planning/plan-session.ts";
import { markPerson } from "../../src/workshops/presence/mark-person.ts";
import { attestPerson, checkAttestation } from "../../src/workshops/presence/attest.ts";
import { changeDate } from "../../src/workshops/seats/change-date.ts";
import { addPerson, dropPeople } from "../../src/workshops/seats/change-party.ts";
import { correctAddress } from "../../src/workshops/seats/correct-address.ts";
import { move } from "../../src/workshops/seats/move.ts";
import { peopleOf } from "../../src/workshops/seats/people.store.ts";
import type { PersonForm } from "../../src/workshops/seats/registration.schema.ts";
import { findRegistration } from "../../src/workshops/seats/registration.store.ts";
import { takeBack } from "../../src/workshops/seats/take-back.ts";
import { reserve, tooLateToAsk } from "../../src/workshops/seats/reserve.ts";
import type { Wave } from "../../src/workshops/sessions/waves.ts";
import { findSession } from "../../src/workshops/sessions/session.store.ts";
import { surveys } from "../../workers/content.ts";
import { refusedBecause } from "../support/refusals.ts";
import { CLASS_FORM, UAI, school } from "../support/worker/classes.ts";
import { ask, confirmed, must, submitted, unique } from "../support/worker/people.ts";
import { member, organisation } from "../support/worker/staff.ts";
import { setClock } from "../support/worker/web.ts";
import { NOW, db, depsAt, openSession, run, value } from "../support/worker/world.ts";

const address = (): string => `delivered+${unique()}@resend.dev`;
const found = async <T>(what: Promise<T | null>): Promise<T> => {
  const it = await what;
  if (it === null) {
    throw new Error("not there");
  }
  return it;
};
const sessionOf = (id: SessionId) => found(findSession(db, id));
const formOf = (email: string): PersonForm => ({
  name: "Léa",
  email,
  ageBand: "18_plus",
  others: [],
  guardianEmail: null,
  isConsentGiven: false,
  needs: [],
  isCalendarWanted: false,
});
/** A session on which something was written by hand, and a seat asked for in it. */
async function reserveWhere(change: string, seats = 1, plan: Parameters<typeof openSession>[0] = {}) {
  const id = await openSession(plan);
  if (change !== "") {
    await run(`UPDATE sessions SET ${change} WHERE id = ?1`, id);
  }
  const bands = Array.from({ length: seats }, () => "18_plus" as const);
  return reserve(depsAt(NOW), { sessionId: id, ask: ask(), party: { kind: seats === 1 ? "person" : "family", bands } });
}

beforeEach(() => setClock(NOW));

refusedBecause(reserve, [
  ["not_found", () => reserve(depsAt(NOW), { sessionId: "ses_none", ask: ask() })],
  ["full", () => reserveWhere("taken = capacity")],
  ["too_many", () => reserveWhere("taken = capacity - 1", 3)],
  ["too_large", () => reserveWhere("capacity = 2", 3)],
  [
    "free_again",
    async () => {
      const id = await openSession();
      const session = await sessionOf(id);
      return joinList(depsAt(NOW), { session, form: formOf(address()), ask: ask() });
    },
  ],
  ["queue_first", () => reserveWhere("waiting = 1")],
  ["closed", () => reserveWhere("closes_at = starts_at - 86400 * 30")],
  ["not_yet", () => reserveWhere(`opens_at = ${NOW + DAY}`)],
  ["past", () => reserveWhere("state = 'done'")],
  ["cancelled", () => reserveWhere("state = 'cancelled'")],
  [
    "too_often",
    async () => {
      const [id, client] = [await openSession({ capacity: 60 }), unique()];
      for (let i = 0; i < 20; i += 1) {
        must(await reserve(depsAt(NOW), { sessionId: id, ask: ask({ client, lane: "slow" }) }));
      }
      return reserve(depsAt(NOW), { sessionId: id, ask: ask({ client, lane: "slow" }) });
    },
  ],
]);

refusedBecause(tooLateToAsk, [
  [
    "consent_too_late",
    async () => {
      const session = await sessionOf(await openSession({ startsAt: NOW + 12.5 * HOUR }));
      return tooLateToAsk({ session }, { kind: "person", bands: ["11_14"] }, NOW);
    },
  ],
]);

/** A confirmed group of adults, and who is in it. */
async function group(seats: number, plan: Parameters<typeof openSession>[0] = {}) {
  const registrationId = await confirmed(await openSession(plan), NOW);
  for (let i = 1; i < seats; i++) {
    must(await addPerson(depsAt(NOW), { registrationId, person: GUEST }));
  }
  const ids = (await peopleOf(db, registrationId)).map(({ id }) => id);
  return { registrationId, ids };
}
const GUEST = { name: "Max", ageBand: "18_plus" as const };

refusedBecause(dropPeople, [
  ["not_found", () => dropPeople(depsAt(NOW), { registrationId: "reg_none", ids: [] })],
  [
    "not_possible",
    async () => dropPeople(depsAt(NOW), { registrationId: await submitted(await openSession(), NOW), ids: [] }),
  ],
  ["already_done", async () => dropPeople(depsAt(NOW), { ...(await group(2)), ids: ["par_none"] })],
  ["last", async () => dropPeople(depsAt(NOW), await group(1))],
  [
    "pair",
    async () => {
      const { registrationId, ids } = await group(2);
      await run("UPDATE participants SET age_band = '11_14' WHERE id = ?1", ids[1] ?? "");
      return dropPeople(depsAt(NOW), { registrationId, ids: ids.slice(0, 1) });
    },
  ],
]);

refusedBecause(addPerson, [
  ["too_many", async () => addPerson(depsAt(NOW), { ...(await group(5)), person: GUEST })],
  ["no_seat", async () => addPerson(depsAt(NOW), { ...(await group(1, { capacity: 1 })), person: GUEST })],
  [
    "queue_first",
    async () => {
      const { registrationId } = await group(1, { capacity: 2 });
      await run("UPDATE sessions SET waiting = 1");
      return addPerson(depsAt(NOW), { registrationId, person: GUEST });
    },
  ],
]);

/** A move of a group to another date, on which something was written by hand. */
async function moveWhere(change: string, about = "") {
  const { registrationId } = await group(1);
  const to = await openSession({ startsAt: NOW + 40 * DAY });
  await run(`UPDATE sessions SET ${change} WHERE id = ?1`, to);
  if (about !== "") {
    await run(`UPDATE registrations SET ${about} WHERE id = ?1`, registrationId);
  }
  return changeDate(depsAt(NOW), { registrationId, to, by: "participant" });
}

refusedBecause(changeDate, [
  ["not_found", () => changeDate(depsAt(NOW), { registrationId: "reg_none", to: "ses_none", by: "participant" })],
  ["not_possible", () => moveWhere("visibility = 'private'")],
  ["too_often", () => moveWhere("capacity = capacity", "moves = 3")],
  ["no_seat", () => moveWhere("taken = capacity")],
  ["queue_first", () => moveWhere("waiting = 1")],
  [
    "already_there",
    async () => {
      const email = address();
      const there = await openSession({ startsAt: NOW + 40 * DAY });
      await confirmed(there, NOW, { email });
      const registrationId = await confirmed(await openSession(), NOW, { email });
      return changeDate(depsAt(NOW), { registrationId, to: there, by: "participant" });
    },
  ],
  [
    "parent_decides",
    async () => {
      const { registrationId } = await group(1);
      await run(
        `INSERT INTO guardian_consents (id, registration_id, side, contact_id, text_version, text_sha256, outcome, erase_at, created_at)
         VALUES ('gcn_1', ?1, 'guardian', 'ctc_parent', 1, 'x', 'given', 1, 1)`,
        registrationId,
      );
      const to = await openSession({ startsAt: NOW + 40 * DAY });
      return changeDate(depsAt(NOW), { registrationId, to, by: "participant" });
    },
  ],
]);

const markFor = async (person: string) => {
  const { registrationId, ids } = await group(1);
  const mark = { isPresent: true, by: "per_1", made: "now" as const };
  return markPerson(depsAt(NOW), { registrationId, person: person === "" ? (ids[0] ?? "") : person, ...mark });
};
refusedBecause(markPerson, [
  ["not_found", () => markFor("par_none")],
  ["not_possible", () => markFor("")],
]);

refusedBecause(takeBack, [
  ["not_possible", async () => takeBack(depsAt(NOW), (await group(1)).registrationId)],
  [
    "no_seat",
    async () => {
      const { registrationId } = await group(1, { capacity: 1 });
      must(await move(depsAt(NOW), { registrationId, act: "cancel" }));
      await run("UPDATE sessions SET waiting = 1");
      return takeBack(depsAt(NOW), registrationId);
    },
  ],
]);

refusedBecause(move, [
  ["not_found", () => move(depsAt(NOW), { registrationId: "reg_none", act: "cancel" })],
  [
    "not_possible",
    async () => move(depsAt(NOW), { registrationId: await submitted(await openSession(), NOW), act: "accept" }),
  ],
  [
    "already_done",
    async () => move(depsAt(NOW), { registrationId: await confirmed(await openSession(), NOW), act: "confirm" }),
  ],
  [
    "expired",
    async () =>
      move(depsAt(NOW + 3 * DAY), { registrationId: await submitted(await openSession(), NOW), act: "confirm" }),
  ],
  [
    "session_started",
    async () =>
      move(depsAt(NOW + 21 * DAY), { registrationId: await confirmed(await openSession(), NOW), act: "cancel" }),
  ],
  [
    "already_registered",
    async () => {
      const [session, email] = [await openSession(), address()];
      await confirmed(session, NOW, { email });
      return move(depsAt(NOW), { registrationId: await submitted(session, NOW, { email }), act: "confirm" });
    },
  ],
  [
    "too_many_dates",
    async () => {
      const email = address();
      for (let i = 0; i < 3; i += 1) {
        await confirmed(await openSession(), NOW, { email });
      }
      return move(depsAt(NOW), {
        registrationId: await submitted(await openSession(), NOW, { email }),
        act: "confirm",
      });
    },
  ],
]);

refusedBecause(correctAddress, [
  [
    "not_possible",
    () => correctAddress(depsAt(NOW), { registrationId: "reg_none", email: address(), client: unique() }),
  ],
  [
    "too_often",
    async () => {
      const id = await submitted(await openSession(), NOW);
      for (let i = 0; i < 5; i += 1) {
        must(await correctAddress(depsAt(NOW), { registrationId: id, email: address(), client: unique() }));
      }
      return correctAddress(depsAt(NOW), { registrationId: id, email: address(), client: unique() });
    },
  ],
]);

refusedBecause(resizeSessions, [
  [
    "too_few",
    async () => {
      const id = await openSession({ capacity: 2 });
      await confirmed(id, NOW);
      await confirmed(id, NOW);
      return resizeSessions(depsAt(NOW), { sessions: [await sessionOf(id)], capacity: 1, person: "per_1" });
    },
  ],
  [
    "not_possible",
    async () =>
      resizeSessions(depsAt(NOW + 21 * DAY), {
        sessions: [await sessionOf(await openSession())],
        capacity: 9,
        person: "per_1",
      }),
  ],
]);

const set = surveys.at(0) ?? null;
/** Answers a wave of a session of so many people, at a moment. */
async function answerAt(wave: Wave, now: number, { taken = 20, code = null as string | null, kept = 0 } = {}) {
  const id = await openSession({ capacity: 30 });
  await run("UPDATE sessions SET taken = ?1 WHERE id = ?2", taken, id);
  if (set === null) {
    throw new Error("no questionnaire");
  }
  const session = await sessionOf(id);
  const given = { wave, set, code, answers: {} };
  for (let i = 0; i < kept; i += 1) {
    must(await answerSurvey(depsAt(now), { session, ...given }));
  }
  return answerSurvey(depsAt(now), { session, ...given });
}
refusedBecause(answerSurvey, [
  ["too_early", () => answerAt("post", NOW)],
  ["too_late", () => answerAt("pre", NOW + 21 * DAY)],
  ["too_small", () => answerAt("pre", NOW + 15 * DAY, { taken: 4 })],
  ["same_code", () => answerAt("pre", NOW + 15 * DAY, { code: "ABCDEFGHJK", kept: 1 })],
  ["full", () => answerAt("pre", NOW + 15 * DAY, { taken: 5, kept: 5 })],
]);

/** A member of the association, seen and trained or not; the facilitator's id. */
async function facilitator(untilOn: string): Promise<string> {
  await organisation("org_1").catch(() => "");
  const personId = await member(address(), "facilitator", "org_1");
  const checks = { honourSeenOn: "2026-11-01", honourUntilOn: untilOn, trainedOn: "2026-11-01" };
  await noteChecks(depsAt(NOW), { who: { associationId: "org_1", personId, by: "per_1" }, checks });
  return String(await value("SELECT id FROM facilitators WHERE person_id = ?1", personId));
}
refusedBecause(assignTo, [
  [
    "not_covered",
    async () =>
      assignTo(depsAt(NOW), {
        session: await sessionOf(await openSession()),
        facilitatorId: await facilitator("2026-12-02"),
        by: "per_1",
      }),
  ],
  [
    "not_free",
    async () => {
      const [first, second] = [await sessionOf(await openSession()), await sessionOf(await openSession())];
      const id = await facilitator("2028-01-01");
      must(await assignTo(depsAt(NOW), { session: first, facilitatorId: id, by: "per_1" }));
      return assignTo(depsAt(NOW), { session: second, facilitatorId: id, by: "per_1" });
    },
  ],
]);

refusedBecause(attestPerson, [
  [
    "not_attended",
    async () =>
      attestPerson(depsAt(NOW), {
        found: await found(findRegistration(db, await confirmed(await openSession(), NOW))),
        name: "Léa",
      }),
  ],
]);

refusedBecause(checkAttestation, [
  ["not_found", () => checkAttestation(depsAt(NOW), { code: "ABCDEFGHJKMN", name: null, client: unique() })],
  [
    "too_often",
    async () => {
      const client = unique();
      for (let i = 0; i < 30; i += 1) {
        await checkAttestation(depsAt(NOW), { code: "ABCDEFGHJKMN", name: null, client });
      }
      return checkAttestation(depsAt(NOW), { code: "ABCDEFGHJKMN", name: null, client });
    },
  ],
]);

/** Asks for a class in the school of the tests, once something was written by hand. */
async function askAgain(change: string | null, times: number, uai = UAI) {
  await school();
  if (change !== null) {
    await run(change);
  }
  const read = readClassForm(
    { get: (name) => (CLASS_FORM as Readonly<Record<string, string>>)[name] ?? "", all: () => [] },
    { minutes: new Map([["agir-en-temoin", 60]]), place: { tz: "Europe/Paris", departement: "94" }, now: NOW },
  );
  if (!read.ok) {
    throw new Error(JSON.stringify(read.errors));
  }
  const who = () => ({ email: address(), key: unique(), client: unique() });
  for (let i = 1; i < times; i += 1) {
    must(await askForClass(depsAt(NOW), { where: { uai }, form: read.value, who: who() }));
    await run("UPDATE workshop_requests SET state = 'open'");
  }
  return askForClass(depsAt(NOW), { where: { uai }, form: read.value, who: who() });
}
refusedBecause(askForClass, [
  ["not_found", () => askAgain(null, 1, "0000000A")],
  ["no_official_address", () => askAgain("UPDATE schools SET official_email = NULL", 1)],
  ["too_many", () => askAgain(null, 4)],
]);

refusedBecause(inviteColleague, [
  [
    "invited_already",
    async () => {
      await askAgain(null, 2);
      const id = asId("wrq", String(await value("SELECT min(id) FROM workshop_requests")));
      const request = await findRequest(db, id);
      if (request === null) {
        throw new Error("no request");
      }
      const invite = () =>
        inviteColleague(depsAt(NOW), { request, email: "delivered+beside@resend.dev", role: "nurse" });
      must(await invite());
      return invite();
    },
  ],
]);
