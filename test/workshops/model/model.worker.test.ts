import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";

import { type ContactId, type RegistrationId, type SessionId, asId } from "../../../src/kernel/ids.ts";
import { DAY } from "../../../src/kernel/time.ts";
import { expireDue } from "../../../src/workshops/seats/capacity.store.ts";
import { editSessions } from "../../../src/workshops/planning/edit-session.ts";
import { sendMessage } from "../../../src/workshops/planning/send-message.ts";
import { addByHand } from "../../../src/workshops/seats/add-by-hand.ts";
import { changeDate } from "../../../src/workshops/seats/change-date.ts";
import { addPerson, dropPeople } from "../../../src/workshops/seats/change-party.ts";
import { peopleOf } from "../../../src/workshops/seats/people.store.ts";
import { confirm } from "../../../src/workshops/seats/confirm.ts";
import { answerConsent } from "../../../src/workshops/consent/answer-consent.ts";
import { joinList } from "../../../src/workshops/list/join-list.ts";
import { move } from "../../../src/workshops/seats/move.ts";
import { offerNextSeat } from "../../../src/workshops/list/offer-next-seat.ts";
import type { Party } from "../../../src/workshops/seats/party.ts";
import { register } from "../../../src/workshops/seats/register.ts";
import type { PersonForm } from "../../../src/workshops/seats/registration.schema.ts";
import { eventPrefix, reserve } from "../../../src/workshops/seats/reserve.ts";
import { findSession } from "../../../src/workshops/sessions/session.store.ts";
import { programmes } from "../../../workers/content.ts";
import { sized } from "../../support/size.ts";
import { editTo, sessionOf } from "../../support/worker/editing.ts";
import { member } from "../../support/worker/staff.ts";
import { ask } from "../../support/worker/people.ts";
import { NOW, db, depsAt, openSession, rows, run } from "../../support/worker/world.ts";
import { AWAY, type Command, Model } from "./model.ts";
import { commands, inRoom, withList } from "./walks.ts";

/** A mistake put into the real thing on purpose, after each command. */
type Planted = (sessionId: SessionId, command: Command) => Promise<unknown>;
const CAPACITY = 4;
const STARTS_AT = NOW + 10 * DAY;

let n = 0;
/** The real thing: use cases on D1, one registration id per entry of the model. */
class Real {
  ids: RegistrationId[] = [];
  readonly #tag = ++n;
  readonly sessionId: SessionId;
  readonly otherId: SessionId;
  constructor(sessionId: SessionId, otherId: SessionId) {
    this.sessionId = sessionId;
    this.otherId = otherId;
  }

  #form(who: number, seats: number, isChild: boolean): { form: PersonForm; party: Party } {
    const bands = Array.from({ length: seats }, () => (isChild ? ("11_14" as const) : ("18_plus" as const)));
    const form: PersonForm = {
      name: "Léa",
      email: `delivered+m${this.#tag}-${who}@resend.dev`,
      ageBand: bands[0] ?? "18_plus",
      others: bands.slice(1).map((ageBand) => ({ name: null, ageBand })),
      guardianEmail: isChild ? `delivered+p${this.#tag}-${who}@resend.dev` : null,
      isConsentGiven: false,
      needs: [],
      isCalendarWanted: false,
    };
    return { form, party: { kind: seats === 1 ? "person" : "family", bands } };
  }

  async apply(command: Command, now: number): Promise<boolean> {
    const deps = depsAt(now);
    if (command.do === "wait" || command.do === "pair") {
      return command.do === "wait" || this.#pair();
    }
    if (command.do === "move" || command.do === "term" || command.do === "comer" || command.do === "write") {
      return this.#team(command, now);
    }
    if (command.do === "hold" || command.do === "join") {
      return this.#ask(command, deps);
    }
    const id = this.ids[command.at % this.ids.length];
    if (id === undefined) {
      return false;
    }
    if (command.do === "other") {
      const moved = (await changeDate(deps, { registrationId: id, to: this.otherId, by: "participant" })).ok;
      this.ids = moved ? this.ids.filter((one) => one !== id) : this.ids;
      return moved;
    }
    return command.do === "less" || command.do === "more"
      ? this.#party(command, id, now)
      : this.#act(command.do, id, now);
  }

  /** The other date becomes the half online of this one. */
  async #pair(): Promise<true> {
    await run(
      "UPDATE sessions SET mode = 'online', venue_id = NULL, join_url = 'https://visio.example.fr' WHERE id = ?1",
      this.otherId,
    );
    await run(
      `UPDATE sessions SET pair_id = ?1, (starts_at, ends_at, closes_at, queue_closes_at) =
         (SELECT starts_at, ends_at, closes_at, queue_closes_at FROM sessions WHERE id = ?1) WHERE id IN (?1, ?2)`,
      this.sessionId,
      this.otherId,
    );
    return true;
  }

  /** What the association does. */
  async #team(command: Extract<Command, { do: "move" | "term" | "comer" | "write" }>, now: number): Promise<boolean> {
    const deps = depsAt(now);
    const session = await sessionOf(deps, this.sessionId);
    if (command.do === "comer") {
      const { seats } = command;
      const comer = { name: "Ana", ageBand: "18_plus", seats, needs: [], email: null, parentWord: null } as const;
      const key = `by-hand-${this.#tag}-${now}`;
      const added = await addByHand(deps, { session, comer: { ...comer, needs: [] }, key, person: "per_1" });
      this.ids = added.ok ? this.ids.concat(added.value.registrationId) : this.ids;
      return added.ok;
    }
    if (command.do === "write") {
      const words = { kind: "other", audience: "all", body: `Mot ${this.#tag} ${now}` } as const;
      return (await sendMessage(deps, { sessions: [session], by: { association: "org_1", person: "per_1" }, words }))
        .ok;
    }
    const edit = editTo(session, session.startsAt + command.days * DAY);
    const others = command.do === "term" || session.other !== null ? [await sessionOf(deps, this.otherId)] : [];
    return (await editSessions(deps, { first: session, others, edit, person: "per_1" })).ok;
  }

  async #party(command: Extract<Command, { do: "less" | "more" }>, id: RegistrationId, now: number): Promise<boolean> {
    const deps = depsAt(now);
    if (command.do === "more") {
      return (await addPerson(deps, { registrationId: id, person: { name: "Zoé", ageBand: "18_plus" } })).ok;
    }
    const people = await peopleOf(db, id);
    const one = people[command.which % Math.max(1, people.length)];
    return (await dropPeople(deps, { registrationId: id, ids: [one?.id ?? ""] })).ok;
  }

  async #ask(
    { do: what, who, seats, isChild }: Extract<Command, { who: number }>,
    deps: ReturnType<typeof depsAt>,
  ): Promise<boolean> {
    const { form, party } = this.#form(who, seats, isChild);
    const session = await findSession(db, this.sessionId);
    const asked =
      what === "hold"
        ? await reserve(deps, { sessionId: this.sessionId, ask: ask(), party })
        : session === null
          ? null
          : await joinList(deps, { session, form, ask: ask(), party });
    if (asked?.ok !== true) {
      return false;
    }
    this.ids.push(asked.value.registrationId);
    return (
      what === "join" || (await register(deps, { registrationId: asked.value.registrationId, form, ask: ask() })).ok
    );
  }

  async #act(act: string, id: RegistrationId | undefined, now: number): Promise<boolean> {
    const deps = depsAt(now);
    if (id === undefined) {
      return false;
    }
    if (act === "click") {
      return (await confirm(deps, id)).ok;
    }
    if (act === "cancel" || act === "decline") {
      return (await move(deps, { registrationId: id, act })).ok;
    }
    const asked = await rows<{ contact_id: ContactId }>(
      "SELECT contact_id FROM guardian_consents WHERE registration_id = ?1 AND side = 'guardian'",
      id,
    );
    const answer = { yes: "given", no: "refused", withdraw: "withdrawn" } as const;
    return (
      await answerConsent(deps, {
        guardianId: asId("ctc", asked[0]?.contact_id),
        registrationId: id,
        answer: answer[act as keyof typeof answer],
      })
    ).ok;
  }

  async settle(now: number): Promise<void> {
    const deps = depsAt(now);
    await db.batch(expireDue(now, this.sessionId, eventPrefix(deps.newId)));
    while ((await offerNextSeat(deps, { programmes, sessionId: this.sessionId })).length > 0) {
      // the reactor goes on until nothing is left to offer
    }
  }
}

/** What stands in D1, in the words of the model. */
async function standing(real: Real) {
  const [session] = await rows("SELECT taken, waiting, starts_at FROM sessions WHERE id = ?1", real.sessionId);
  const entries = await rows(
    `SELECT r.id, r.state, r.seats, r.expires_at AS until, r.skips, r.revision AS rev,
       (SELECT outcome FROM guardian_consents g WHERE g.registration_id = r.id AND g.side = 'guardian') AS consent,
       (SELECT count(*) FROM events e WHERE e.subject = r.id AND e.subject_rev IS NOT NULL) AS events,
       (SELECT max(subject_rev) FROM events e WHERE e.subject = r.id AND e.subject_rev IS NOT NULL) AS last,
       (SELECT count(*) FROM events e WHERE e.subject = r.id AND e.type = 'queue.entry_skipped') AS told,
       (SELECT count(*) FROM offers o WHERE o.registration_id = r.id AND o.outcome = 'open') AS offers
     FROM registrations r WHERE r.session_id = ?1`,
    real.sessionId,
  );
  const [away] = await rows("SELECT taken, starts_at FROM sessions WHERE id = ?1", real.otherId);
  const [written] = await rows("SELECT count(*) AS n FROM session_messages WHERE session_id = ?1", real.sessionId);
  const gaps = await rows(
    `SELECT r.id FROM registrations r WHERE r.session_id = ?1 AND r.seats <> (SELECT count(*) FROM participants p
       WHERE p.registration_id = r.id AND p.position BETWEEN 1 AND r.seats)`,
    real.sessionId,
  );
  const byId = new Map(entries.map(({ id, ...entry }) => [id, entry]));
  return { session, away, written, gaps, entries: real.ids.map((id) => byId.get(id)), count: entries.length };
}

const expected = (model: Model) => ({
  session: { taken: model.taken, waiting: model.list.length, starts_at: model.startsAt },
  away: { taken: model.away.reduce((sum, e) => sum + e.seats, 0), starts_at: model.awayAt },
  written: { n: model.written.length },
  gaps: [],
  entries: model.entries.map((e) => ({
    state: e.state,
    seats: e.seats,
    until: e.until,
    skips: e.skips,
    rev: e.rev,
    consent: e.consent,
    events: e.rev,
    last: e.rev,
    told: e.told,
    offers: e.state === "offered" ? 1 : 0,
  })),
  count: model.entries.length,
});

async function agree(list: readonly Command[], planted?: Planted): Promise<void> {
  const model = new Model(NOW, STARTS_AT, CAPACITY);
  const other = await openSession({ capacity: AWAY, startsAt: model.awayAt });
  const real = new Real(await openSession({ capacity: CAPACITY, startsAt: STARTS_AT }), other);
  await run("DELETE FROM rate_counters");
  for (const command of list) {
    const is = model.apply(command);
    expect({ command, ok: await real.apply(command, model.now) }).toEqual({ command, ok: is });
    await planted?.(real.sessionId, command);
    model.settle();
    await real.settle(model.now);
    expect({ command, ...(await standing(real)) }).toEqual({ command, ...expected(model) });
    expect(model.taken).toBeLessThanOrEqual(CAPACITY);
  }
}

/** Walks that are known to reach every state; beside them others each time, told by their seed. */
const FIXED = 20_261_129;
const fresh = Math.floor(Math.random() * 2 ** 31);
const WALKS = sized({ short: 30, long: 1000 });

/** Somebody of the team takes the answers to what it writes. */
beforeEach(async () => {
  await openSession();
  const person = await member("delivered+model@resend.dev", "coordinator", "org_1");
  await run("UPDATE associations SET reply_contact_id = (SELECT contact_id FROM people WHERE id = ?1)", person);
});

describe("random commands against a model in memory and the real database", () => {
  test.each([
    ["the fixed", FIXED, sized({ short: 9, long: 10 })],
    ["a fresh", fresh, 7],
  ])(
    `${WALKS} walks from %s seed, %i: seats, ranks, deadlines, agreements and the trail of events agree after every step`,
    async (_, seed, least) => {
      const seen = new Map<string, number>();
      console.log(`model: seed ${seed}`);
      await fc.assert(
        fc.asyncProperty(commands, async (list) => {
          list.forEach((command) => seen.set(command.do, (seen.get(command.do) ?? 0) + 1));
          await agree(list);
        }),
        { numRuns: WALKS, seed, endOnFailure: false },
      );
      const states = await rows<{ state: string; n: number }>(
        "SELECT state, count(*) AS n FROM registrations GROUP BY state",
      );
      console.log(`model: ${JSON.stringify(Object.fromEntries(seen))} ended as ${JSON.stringify(states)}`);
      // Walks that never reach a state prove nothing about it.
      expect(states.length).toBeGreaterThanOrEqual(least);
    },
    600_000,
  );

  const plants: [string, Planted, typeof commands?][] = [
    [
      "a cancelled group frees one seat only",
      (id, { do: what }) =>
        what === "cancel"
          ? run("UPDATE sessions SET taken = min(capacity, taken + 1) WHERE id = ?1", id)
          : Promise.resolve(),
    ],
    [
      "the last of the list is served first",
      (id) =>
        run(
          "UPDATE registrations SET queue_at = 5000000000 - queue_at WHERE session_id = ?1 AND queue_at < 2500000000",
          id,
        ),
      withList,
    ],
    [
      "who comes to the door takes no seat",
      (id, { do: what }) =>
        what === "comer" ? run("UPDATE sessions SET taken = max(0, taken - 1) WHERE id = ?1", id) : Promise.resolve(),
    ],
    [
      "a message makes the list begin anew",
      (id, { do: what }) =>
        what === "write"
          ? run("UPDATE registrations SET skips = skips + 1 WHERE session_id = ?1 AND state = 'waitlisted'", id)
          : Promise.resolve(),
      withList,
    ],
    [
      "the second date of a series stays where it was",
      (id, { do: what }) =>
        what === "term"
          ? run("UPDATE sessions SET starts_at = starts_at + 60 WHERE id <> ?1 AND capacity = 2", id)
          : Promise.resolve(),
    ],
    [
      "who comes otherwise keeps the seat in the room too",
      (id, { do: what }) =>
        what === "other"
          ? run("UPDATE sessions SET taken = min(capacity, taken + 1) WHERE id = ?1 AND pair_id = ?1", id)
          : Promise.resolve(),
      inRoom,
    ],
    [
      "a parent's silence counts as a yes",
      (id) =>
        run(
          "UPDATE guardian_consents SET outcome = 'given' WHERE registration_id IN (SELECT id FROM registrations WHERE session_id = ?1)",
          id,
        ),
    ],
  ];
  test.each(plants)(
    "a planted bug is found: %s",
    async (_, planted, walks = commands) => {
      const found = await fc.check(
        fc.asyncProperty(walks, (list) => agree(list, planted)),
        { numRuns: 300, seed: fresh, endOnFailure: true },
      );
      expect(found.failed).toBe(true);
    },
    120_000,
  );
});
