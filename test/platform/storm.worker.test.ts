import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test, vi } from "vitest";

import { MINUTE } from "../../src/kernel/time.ts";
import { database } from "../../src/platform/d1.ts";
import { reactorOf } from "../../workers/reactor/consume.ts";
import { sized } from "../support/size.ts";
import { address, linkIn } from "../support/worker/manage.ts";
import { unique } from "../support/worker/people.ts";
import { mailsTo, sendDepsAt } from "../support/worker/reactor.ts";
import {
  type Evening,
  LAG,
  type Pairs,
  type Without,
  bodyOf,
  evening,
  fieldsIn,
  replicated,
  worst,
} from "../support/worker/trouble.ts";
import { type Answer, ask, send, setClock } from "../support/worker/web.ts";
import { solveTicket } from "../support/visitor.ts";
import { NOW, counters, openSession, rows, value } from "../support/worker/world.ts";

/* An opening while the database is in trouble, from the page to the mail and its button. Time passes when the test says so. */

const PEOPLE = sized({ short: 12, long: 100 });
/** A hundred people take a minute on a busy machine. Milliseconds. */
const PATIENCE = sized({ short: 60_000, long: 600_000 });
/** Seconds from one look of the world to the next. */
const STEP = 10;
/** People who press at the same moment, at most. */
const AT_ONCE = 20;

beforeEach(() => {
  const real = globalThis.setTimeout;
  vi.spyOn(globalThis, "setTimeout").mockImplementation(((then: () => void, ms = 0) =>
    real(then, ms >= 100 && ms <= 300 ? 0 : ms)) as never);
  return () => vi.restoreAllMocks();
});

type World = { at: Evening; DB: D1Database; comesBackTo: number[]; path: string; said: number[]; bells: Bell[] };
type Bell = { queue: string; body: unknown; at: number; attempts: number; id: string };
/** What somebody does, one act after the other; between them they wait so many seconds. */
type Life = AsyncGenerator<number, string, undefined>;

const bellOf = (world: World, queue: string, body: unknown): Bell => ({
  queue,
  body,
  at: world.at.now,
  attempts: 1,
  id: unique(),
});

/** Asks until the site has an answer; who is told to come again does so, with what the page gives back. */
async function* insist(world: World, path: string, given: Pairs | null): AsyncGenerator<number, Answer, undefined> {
  const ip = `10.1.${Math.floor(world.at.random() * 256)}.${Math.floor(world.at.random() * 256)}`;
  let fields = given;
  for (let press = 0; press < 60; press++) {
    const asked = { ip, bindings: { DB: world.DB } };
    const answer = await (fields === null ? ask(path, asked) : send(path, bodyOf(fields), asked));
    world.said.push(answer.status);
    world.bells.push(...answer.bells.map((id) => bellOf(world, "events", { k: "event", id })));
    if (answer.status !== 503 && !world.comesBackTo.includes(answer.status)) {
      return answer;
    }
    fields = fields === null || answer.status !== 503 ? fields : fieldsIn(answer.html, path.split("?")[0] ?? "");
    yield Number(answer.headers.get("retry-after") ?? LAG);
  }
  throw new Error(`sixty times at ${path}`);
}

/** Reads of the session, takes a seat, fills the form, and presses the button of the mail when it came. */
async function* life(world: World, email: string): Life {
  yield Math.floor(world.at.random() * 2 * MINUTE);
  const page = yield* insist(world, world.path, null);
  if (page.status !== 200) {
    return `no page: ${page.status}`;
  }
  const given = / name="billet" value="([^"]*)"/.exec(page.html)?.[1] ?? "";
  const billet = given === "" ? (yield* insist(world, "/billet", null)).html : given;
  if (billet.startsWith("<")) {
    return "no ticket";
  }
  const ticket: Pairs = [
    ["billet", billet],
    ["solution", await solveTicket(billet)],
  ];
  const held = yield* insist(world, `${world.path}/reserver`, ticket);
  if (held.status !== 303) {
    return "no seat";
  }
  const form = yield* insist(world, held.location, [
    ["name", "Zoé"],
    ["email", email],
  ]);
  if (form.status >= 400) {
    return `no form: ${form.status}`;
  }
  for (let looks = 0; looks < 60; looks++) {
    const [mail] = await mailsTo(email);
    if (mail !== undefined) {
      const confirmed = yield* insist(world, `${linkIn(mail.text)}/confirmer`, []);
      return confirmed.status < 400 ? "confirmed" : `not confirmed: ${confirmed.status}`;
    }
    yield STEP;
  }
  return "no mail";
}

/** The reactor takes what rang; what it gives back comes again later, as its queue would bring it. */
async function deliver(world: World, DB: D1Database): Promise<void> {
  const due = world.bells.filter(({ at }) => at <= world.at.now);
  world.bells = world.bells.filter(({ at }) => at > world.at.now);
  const rung = (queue: string) => ({
    send: (body: unknown) => Promise.resolve(world.bells.push(bellOf(world, queue, body))),
    sendBatch: (all: { body: unknown }[]) =>
      Promise.resolve(world.bells.push(...all.map(({ body }) => bellOf(world, queue, body)))),
  });
  const bindings = {
    ...env,
    EVENTS: rung("events"),
    MAIL_TRANSACTIONAL: rung("mail-transactional"),
    MAIL_BULK: rung("mail-bulk"),
  };
  const db = database(DB);
  const reactor = reactorOf(() => Promise.resolve(sendDepsAt(world.at.now, { db })));
  for (const queue of new Set(due.map((bell) => bell.queue))) {
    const messages = due
      .filter((bell) => bell.queue === queue)
      .map((bell) => ({
        ...bell,
        ack: () => undefined,
        retry: ({ delaySeconds = 0 }) =>
          world.bells.push({ ...bell, at: world.at.now + delaySeconds, attempts: bell.attempts + 1 }),
      }));
    await reactor.queue({ queue, messages } as never, bindings as never);
  }
}

/** Events without a reaction, and batches of mails that have not left. */
const left = () =>
  value(
    "SELECT (SELECT count(*) FROM events WHERE reacted_at IS NULL) + (SELECT count(*) FROM send_batches WHERE status < 3)",
  );

/** Who comes, when, to what session, and through which database the site and the reactor see it. */
type Plan = {
  people: number;
  at: Evening;
  session: string;
  site: D1Database;
  reactor: D1Database;
  comesBackTo?: number[];
};

/** The next act of everybody whose moment has come; how it ended for those who are done. */
async function actAll(people: { at: number; life: Life }[], now: number): Promise<string[]> {
  const ends: string[] = [];
  const acting = people.filter((one) => one.at <= now);
  for (let from = 0; from < acting.length; from += AT_ONCE) {
    await Promise.all(
      acting.slice(from, from + AT_ONCE).map(async (one) => {
        const next = await one.life.next();
        one.at = next.done === true ? Infinity : now + next.value;
        if (next.done === true) {
          ends.push(next.value);
        }
      }),
    );
  }
  return ends;
}

/** An evening until everybody is done, then until nothing waits: how it ended for each, and what stands. `look` is called after each step. */
async function live({ people: many, at, session, site, reactor, comesBackTo = [] }: Plan, look = async () => {}) {
  const world: World = { at, DB: site, comesBackTo, path: `/ateliers/seances/${session}`, said: [], bells: [] };
  const emails = Array.from({ length: many }, address);
  const people = emails.map((email) => ({ at: NOW, life: life(world, email) }));
  const ends: string[] = [];
  const isQuiet = async (): Promise<boolean> =>
    ends.length === many && world.bells.length === 0 && (await left()) === 0;
  for (; !(await isQuiet()) && at.now < NOW + 30 * MINUTE; at.now += STEP) {
    await setClock(at.now);
    ends.push(...(await actAll(people, at.now)));
    if ((at.now - NOW) % MINUTE === 0) {
      world.bells.push(bellOf(world, "events", { k: "tick", at: at.now }));
    }
    await deliver(world, reactor);
    await look();
  }
  const mails: string[][] = [];
  for (const email of emails) {
    mails.push((await mailsTo(email)).map(({ subject }) => subject));
  }
  const { taken, held } = await counters(session);
  return {
    ends: Object.fromEntries([...new Set(ends)].map((end) => [end, ends.filter((one) => one === end).length])),
    saysAgain: world.said.includes(503),
    says500: world.said.filter((status) => status >= 500 && status !== 503).length,
    seats: [taken, held],
    registrations: await rows(
      "SELECT state, count(*) AS n, count(DISTINCT contact_id) AS people FROM registrations WHERE state <> 'expired' GROUP BY state",
    ),
    halves: await rows(
      "SELECT id FROM registrations r WHERE revision <> (SELECT max(subject_rev) FROM events e WHERE e.subject = r.id)",
    ),
    mailsTwice: mails.filter((subjects) => new Set(subjects).size !== subjects.length),
    mailsPerPerson: [...new Set(mails.map(({ length }) => length))].toSorted((a, b) => a - b),
    left: await left(),
    parked: await value("SELECT count(*) FROM parked_messages"),
  };
}

/** What must stand when all is over: so many seats, each one's own, everybody told once. */
const good = (capacity: number, people: number) => ({
  ends: { confirmed: capacity, "no seat": people - capacity },
  says500: 0,
  seats: [capacity, capacity],
  registrations: [{ state: "confirmed", n: capacity, people: capacity }],
  halves: [],
  mailsTwice: [],
  mailsPerPerson: [0, 2],
  left: 0,
  parked: 0,
});

describe(
  "an opening while the database stumbles, loses answers and is silent for eighty seconds",
  { timeout: PATIENCE },
  () => {
    const silence = { from: NOW + MINUTE, to: NOW + MINUTE + 80 };
    async function storm({ people, capacity }: { people: number; capacity: number }, without: Without = null) {
      const at = evening(NOW, 11);
      const DB = worst(at, silence, without);
      const seen = new Set<unknown>();
      const lived = await live(
        { people, at, session: await openSession({ capacity }), site: DB, reactor: DB },
        async () => {
          if (at.now >= silence.from && at.now < silence.to) {
            seen.add(await value("SELECT (SELECT count(*) FROM events) || ' ' || (SELECT count(*) FROM messages)"));
          }
        },
      );
      return { ...lived, statesInSilence: seen.size };
    }

    test("nobody is lost, doubled or left in the middle, no mail leaves twice, nobody reads a 500, and nothing is decided in the silence", async () => {
      const capacity = Math.floor((PEOPLE * 2) / 3);
      expect(await storm({ people: PEOPLE, capacity })).toEqual({
        ...good(capacity, PEOPLE),
        saysAgain: true,
        statesInSilence: 1,
      });
    });

    test.runIf(PEOPLE > 12)(
      "without the look for the event on record, or where a passing failure is not told from others, somebody reads a 500",
      async () => {
        expect((await storm({ people: 40, capacity: 40 }, "record")).says500).toBeGreaterThan(0);
        expect((await storm({ people: 20, capacity: 20 }, "kind")).says500).toBeGreaterThan(0);
      },
    );
  },
);

describe("an opening where all that the site reads is half a minute old", { timeout: PATIENCE }, () => {
  const FEW = sized({ short: 6, long: 60 });
  const lag = async (capacity: number, most?: number) => {
    const at = evening(NOW, 5);
    const session = await openSession({ capacity });
    const { late, fresh } = await replicated(at, most);
    return live({ people: FEW, at, session, site: late, reactor: fresh, comesBackTo: [404, 410] });
  };

  test("no decision depends on a read: nobody is oversold, doubled or left in the middle, whoever reads too early comes back", async () => {
    expect(await lag(FEW / 2)).toEqual({ ...good(FEW / 2, FEW), saysAgain: false });
  });

  test.runIf(FEW > 6)("a limit of seats that is read instead of written oversells", async () => {
    expect((await lag(1000, FEW / 2)).seats[0]).toBeGreaterThan(FEW / 2);
  });
});
