import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { ROUTES } from "../../src/access/routes.ts";
import { isPassing } from "../../src/platform/d1.ts";
import { CLASS_FORM, UAI, school } from "../support/worker/classes.ts";
import { subscribed } from "../support/worker/guidance.ts";
import { managePath } from "../support/worker/manage.ts";
import { confirmed, unique } from "../support/worker/people.ts";
import { as, signedIn } from "../support/worker/staff.ts";
import { type Answer, ask, hold, send, setClock, solved } from "../support/worker/web.ts";
import { NOW, openSession, rows, value } from "../support/worker/world.ts";

/* The database fails in passing: what somebody wrote is in the page that says so, and one press sends it again. */

type Pairs = [name: string, value: string][];
const LOST = "D1_ERROR: Network connection lost.";
const address = (): string => `delivered+${unique()}@resend.dev`;
beforeEach(() => setClock(NOW));

/** The database, which throws once, at the `at`-th thing that it is asked. */
function failingOnce(at: number): { DB: D1Database; hasFailed: () => boolean } {
  let asked = 0;
  const trip = async <T>(run: () => Promise<T>): Promise<T> => {
    asked += 1;
    if (asked === at) {
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

/** The fields of the form in a page that posts to `path`, as a browser sends them again. */
function fieldsIn(html: string, path: string): Pairs {
  const form = html.split(`<form method="post" action="${path}">`)[1]?.split("</form>")[0] ?? "";
  const plain = (text: string): string =>
    text
      .replaceAll("&quot;", '"')
      .replaceAll("&#39;", "'")
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&amp;", "&");
  const inputs = [...form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
  return inputs.map(([, name = "", typed = ""]) => [plain(name), plain(typed)]);
}
const bodyOf = (pairs: Pairs) => {
  const fields: Record<string, string[]> = {};
  for (const [name, typed] of pairs) {
    (fields[name] ??= []).push(typed);
  }
  return fields;
};

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
        const { DB, hasFailed } = failingOnce(k + 1);
        const first = await send(path, bodyOf(fields), { ip, bindings: { DB } });
        isOver = !hasFailed();
        if (!isOver && first.status === 503) {
          const bare = path.split("?")[0] ?? "";
          const kept = fieldsIn(first.html, bare);
          expect([k, kept]).toEqual([k, fields]);
          expect([first.html.includes("Réessayer"), first.headers.get("retry-after")]).toEqual([true, "5"]);
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
      bindings: { DB: failingOnce(1).DB },
    });
    expect([program.status, program.headers.get("content-type")]).toEqual([
      503,
      "application/problem+json; charset=utf-8",
    ]);
    expect((await as("").get("/parents")).status).toBe(200);
  });
});
