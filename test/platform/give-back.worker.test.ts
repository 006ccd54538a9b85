import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { ROUTES } from "../../src/access/routes.ts";
import { isPassing } from "../../src/platform/d1.ts";
import { CLASS_FORM, UAI, school } from "../support/worker/classes.ts";
import { subscribed } from "../support/worker/guidance.ts";
import { managePath } from "../support/worker/manage.ts";
import { confirmed, unique } from "../support/worker/people.ts";
import { as, signedIn } from "../support/worker/staff.ts";
import { LOST, type Pairs, around, bodyOf, fieldsIn } from "../support/worker/trouble.ts";
import { type Answer, ask, hold, send, setClock, solved } from "../support/worker/web.ts";
import { NOW, counters, openSession, rows, value } from "../support/worker/world.ts";

/* The database fails in passing: what somebody wrote is in the page that says so, and one press sends it again. */

const address = (): string => `delivered+${unique()}@resend.dev`;
beforeEach(async () => {
  // The pause before a second try is not waited for; every other timer is the runtime's.
  const real = globalThis.setTimeout;
  vi.spyOn(globalThis, "setTimeout").mockImplementation(((then: () => void, ms = 0) =>
    real(then, ms >= 100 && ms <= 300 ? 0 : ms)) as never);
  await setClock(NOW);
});
afterEach(() => vi.restoreAllMocks());

/** The database, which throws at the `at`-th thing that it is asked, and when it is asked the same again. */
function failingAt(at: number, times = 2): { DB: D1Database; hasFailed: () => boolean } {
  let asked = 0;
  const trip = async <T>(run: () => Promise<T>): Promise<T> => {
    asked += 1;
    if (asked >= at && asked < at + times) {
      throw new Error(LOST);
    }
    return run();
  };
  const bare = new WeakMap<object, D1PreparedStatement>();
  const wrap = (real: D1PreparedStatement): D1PreparedStatement => {
    const wrapped = {
      bind: (...values: unknown[]) => wrap(real.bind(...values)),
      first: () => trip(() => real.first()),
      all: () => trip(() => real.all()),
      run: () => trip(() => real.run()),
    } as unknown as D1PreparedStatement;
    bare.set(wrapped, real);
    return wrapped;
  };
  const DB = {
    prepare: (sql: string) => wrap(env.DB.prepare(sql)),
    batch: (all: D1PreparedStatement[]) => trip(() => env.DB.batch(all.map((one) => bare.get(one) ?? one))),
  } as unknown as D1Database;
  return { DB, hasFailed: () => asked >= at };
}

/** Loses the answer of the first transaction whose first statement is such, after it was written. */
function losing(isIt: (sql: string) => boolean): { DB: D1Database; count: () => number } {
  let lost = 0;
  const DB = around(async (sql, run) => {
    const answer = await run();
    if (isIt(sql) && lost === 0) {
      lost += 1;
      throw new Error(LOST);
    }
    return answer;
  });
  return { DB, count: () => lost };
}

/** Fails so many of a hundred, half of them after it was written; always the same ones. */
function stumbling(percent: number): D1Database {
  let asked = 0;
  return around(async (sql, run) => {
    asked += 1;
    const chance = (asked * 7919) % 100;
    if (chance < percent / 2 && !sql.includes("clock_offset FROM")) {
      throw new Error("D1_ERROR: D1 DB is overloaded. Requests queued for too long.");
    }
    const answer = await run();
    if (chance >= 100 - percent / 2 && !sql.includes("clock_offset FROM")) {
      throw new Error(LOST);
    }
    return answer;
  });
}

/** A public form, as somebody fills it, and what it leaves in the database. */
type Form = { path: string; fields: Pairs; leaves: string };
const proven = async (path: string): Promise<Pairs> => Object.entries(await solved(path));
const simple = async (path: string, fields: Pairs, leaves: string): Promise<Form> => ({
  path,
  fields: [...(await proven(path)), ...fields],
  leaves,
});
const FORMS: Readonly<Record<string, () => Promise<Form>>> = {
  "POST /parents": () => {
    const parent: Pairs = [
      ["parcours", "premier-telephone"],
      ["parcours", "en-parler"],
      ["age", "college"],
      ["zone", "Europe/Paris"],
      ["accord", "on"],
    ];
    return simple(
      "/parents",
      [...parent, ["email", address()]],
      "SELECT count(*) FROM events WHERE type LIKE 'subscription%'",
    );
  },
  "POST /connexion": () =>
    simple(
      "/connexion",
      [
        ["email", address()],
        ["suite", "/console"],
      ],
      "SELECT count(*) FROM sign_ins",
    ),
  "POST /preferences": async () => {
    const email = address();
    await subscribed(NOW, { email });
    return simple("/preferences", [["email", email]], "SELECT count(*) FROM events WHERE type LIKE 'settings%'");
  },
  "POST /inscription/retrouver": async () => {
    const email = address();
    await confirmed(await openSession(), NOW, { email });
    return simple(
      "/inscription/retrouver",
      [["email", email]],
      "SELECT count(*) FROM events WHERE type LIKE 'contact%'",
    );
  },
  "POST /structures/demander": () => {
    const space: Pairs = [
      ["kind", "youth_organisation"],
      ["name", "L’« Été » & Cie"],
      ["number", ""],
    ];
    return simple("/structures/demander", [...space, ["email", address()]], "SELECT count(*) FROM organisations");
  },
  "POST /etablissements/demande/:uai": async () => {
    await school();
    const typed = Object.entries(CLASS_FORM) as Pairs;
    const path = `/etablissements/demande/${UAI}`;
    return simple(path, [...typed, ["email", address()]], "SELECT count(*) FROM workshop_requests");
  },
  "POST /ateliers/seances/:id/reserver": async () =>
    simple(`/ateliers/seances/${await openSession()}`, [], "SELECT count(*) FROM registrations").then((form) => ({
      ...form,
      path: `${form.path}/reserver`,
    })),
  "POST /ateliers/seances/:id/inscription": async () => ({
    path: await hold(await openSession(), unique()),
    fields: [
      ["name", "Léa"],
      ["email", address()],
    ],
    leaves: "SELECT count(*) FROM events WHERE type = 'registration.submitted'",
  }),
  "POST /i/:token/annuler": async () => ({
    path: `${await managePath(await confirmed(await openSession(), NOW))}/annuler`,
    fields: [["confirme", "oui"]],
    leaves: "SELECT count(*) FROM registrations WHERE state = 'cancelled'",
  }),
};

const shown = ({ status, location, html }: Answer): string =>
  `${status} ${location.split(/[?=]/)[0]} ${/<h1[^>]*>([^<]*)/.exec(html)?.[1] ?? ""}`;
/** Without what differs from one person to the next. */
const bland = (text: string): string => text.replace(/\/i\/\S+|ses_[\w-]+/g, "…");

describe("a passing failure of the database", () => {
  test.each(Object.entries(FORMS))(
    "%s: at whichever statement it fails, the page holds every field, and a second press works once",
    async (_, make) => {
      const undisturbed = await make();
      const good = bland(shown(await send(undisturbed.path, bodyOf(undisturbed.fields), { ip: unique() })));
      expect(good).toMatch(/^(?:200|303)/);
      let k = 0;
      for (let isOver = false; !isOver && k < 60; k++) {
        const { path, fields, leaves } = await make();
        const [before, ip] = [Number(await value(leaves)), unique()];
        const { DB, hasFailed } = failingAt(k + 1);
        const first = await send(path, bodyOf(fields), { ip, bindings: { DB } });
        isOver = !hasFailed();
        if (!isOver && first.status === 503) {
          const bare = path.split("?")[0] ?? "";
          const kept = fieldsIn(first.html, bare);
          expect([k, kept]).toEqual([k, fields]);
          expect(first.html.includes("Envoyer de nouveau")).toBe(true);
          expect(Number(first.headers.get("retry-after"))).toSatisfy((s: number) => s >= 20 && s <= 40);
          expect([k, bland(shown(await send(path, bodyOf(kept), { ip })))]).toEqual([k, good]);
        }
        expect([k, Number(await value(leaves))]).toEqual([k, before + 1]);
      }
      expect(k).toBeGreaterThan(2);
      expect(k).toBeLessThan(60);
    },
  );

  test("every public form, and every form of a space, gives back what came; a reading page says to come again", async () => {
    const { cookie } = await signedIn(address(), "coordinator", "org_1");
    const down = {
      prepare: () => {
        throw new Error(LOST);
      },
    };
    const wrong: string[] = [];
    for (const [route] of ROUTES) {
      const [method = "", path = ""] = route.split(" ");
      const real = path.replace(/:\w+/g, "x");
      const bindings = { DB: { ...down, batch: down.prepare } };
      const answer =
        method === "POST"
          ? await send(real, { a: ["1", "2"], "b-c": 'é « x » <i> & "y"' }, { bindings, headers: { cookie } })
          : await ask(real, { bindings, headers: { cookie } });
      const kept = JSON.stringify(fieldsIn(answer.html, real));
      const expected = method === "POST" ? '[["a","1"],["a","2"],["b-c","é « x » <i> & \\"y\\""]]' : "[]";
      if (answer.status !== 503 || kept !== expected) {
        wrong.push(`${route}: ${answer.status} ${kept}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("is told from what will not pass, and from a refusal", async () => {
    expect(isPassing(new Error(LOST))).toBe(true);
    const failure = async (sql: string): Promise<unknown> =>
      env.DB.prepare(sql)
        .run()
        .catch((error: unknown) => error);
    expect(isPassing(await failure("SELECT nothing FROM nowhere"))).toBe(false);
    expect(isPassing(await failure("INSERT INTO logins (id) VALUES ('x')"))).toBe(false);
    expect(isPassing(new Error("something else"))).toBe(false);
    expect(await rows("SELECT id FROM logins")).toEqual([]);
    const program = await ask("/parents", {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
      body: "email=x",
      bindings: { DB: failingAt(1).DB },
    });
    expect([program.status, program.headers.get("content-type")]).toEqual([
      503,
      "application/problem+json; charset=utf-8",
    ]);
    expect((await as("").get("/parents")).status).toBe(200);
  });

  test("what failed once is read again, and an act is written once, even where its answer was lost", async () => {
    const session = await openSession({ capacity: 3 });
    const pass = failingAt(3, 1);
    expect([(await ask(`/ateliers/seances/${session}`, { bindings: { DB: pass.DB } })).status]).toEqual([200]);
    const lost = losing((sql) => sql.startsWith("INSERT INTO events"));
    const path = `/ateliers/seances/${session}`;
    const held = await send(`${path}/reserver`, await solved(path), { bindings: { DB: lost.DB } });
    expect([held.status, lost.count()]).toEqual([303, 1]);
    const form = { name: "Ana", email: address() };
    expect(
      (await send(held.location, form, { bindings: { DB: losing((sql) => sql.startsWith("INSERT INTO events")).DB } }))
        .status,
    ).toBe(303);
    expect(await counters(session)).toEqual({ taken: 1, waiting: 0, held: 1, listed: 0 });
    expect(await rows("SELECT type, count(*) AS n FROM events GROUP BY type ORDER BY type")).toEqual([
      { type: "registration.held", n: 1 },
      { type: "registration.submitted", n: 1 },
    ]);
  });

  test("an evening on which the database stumbles: nobody is lost or twice there, and nobody reads a 500", async () => {
    const session = await openSession({ capacity: 12 });
    const path = `/ateliers/seances/${session}`;
    const storm = stumbling(25);
    const statuses: number[] = [];
    const person = async (): Promise<void> => {
      const ip = unique();
      const fields = await solved(path);
      const persist = async (at: string, given: Record<string, string>): Promise<Answer> => {
        for (let press = 0; press < 30; press++) {
          const answer = await send(at, given, { ip, bindings: { DB: storm } });
          statuses.push(answer.status);
          if (answer.status !== 503) {
            return answer;
          }
        }
        throw new Error("thirty presses");
      };
      const held = await persist(`${path}/reserver`, fields);
      if (held.status === 303) {
        await persist(held.location, { name: "Zoé", email: address() });
      }
    };
    await Promise.all(Array.from({ length: 20 }, () => person()));
    expect(new Set(statuses).has(503)).toBe(true);
    expect(statuses.filter((status) => status >= 500 && status !== 503)).toEqual([]);
    const { taken, held } = await counters(session);
    expect([taken, held]).toEqual([12, 12]);
    expect(await value("SELECT count(*) FROM registrations")).toBe(12);
    expect(await value("SELECT count(*) FROM events WHERE type = 'registration.submitted'")).toBe(12);
  });

  test("a database that hangs: monitors read within two seconds that it is away", async () => {
    vi.restoreAllMocks();
    const clock = { bind: () => ({ first: () => Promise.resolve({ clock_offset: 0 }) }) };
    const never = () => new Promise(() => undefined);
    const DB = {
      prepare: (sql: string) =>
        sql.includes("clock_offset FROM") ? clock : { bind: () => ({ first: never, all: never }) },
      batch: never,
    };
    const answer = await ask("/sante", { bindings: { DB }, headers: { accept: "application/json" } });
    expect([answer.status, JSON.parse(answer.html)]).toMatchObject([503, { stuck: ["database"] }]);
  });
});
