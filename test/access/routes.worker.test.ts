import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { PERMISSIONS, type Permission, ROLES, type Within } from "../../src/access/roles.ts";
import { ROUTES } from "../../src/access/routes.ts";
import { TELLS_CACHE } from "../../workers/site/front.ts";
import { buildSite } from "../../workers/site/site.tsx";
import { application, filed, hasTask, labelled, pieceWithFile, underReview } from "../support/worker/label.ts";
import { publish } from "../support/worker/badges.ts";
import { unique } from "../support/worker/people.ts";
import { organisation, owns, signedIn } from "../support/worker/staff.ts";
import { ORIGIN, ask, setClock } from "../support/worker/web.ts";
import { NOW, openSession, run } from "../support/worker/world.ts";
import { given } from "../support/worker/given.ts";

/* Every route of the site, asked for as everybody there can be, and compared with the table of src/access/roles.ts. */

type Outcome = "pass" | "sign_in" | "passkey" | "hidden";
type Persona = { name: string; cookie: string; may: Record<Permission, Outcome> };

const MINE = "org_mine";
const MUTUELLE = "org_mutuelle";
const OTHER = "org_other";
const IN_ORGANISATIONS = ["educator", "coordinator", "facilitator", "applicant"] as const;

/** Somebody who is signed in and has no role here: every other person is this one and what their role adds. */
const STRANGER: Record<Permission, Outcome> = {
  visit: "pass",
  keep_own_space: "pass",
  see_organisation: "hidden",
  attend: "hidden",
  coordinate: "hidden",
  run_organisation: "hidden",
  apply: "hidden",
  sign: "hidden",
  operate: "hidden",
  assess: "hidden",
};
const VISITOR: Record<Permission, Outcome> = {
  visit: "pass",
  keep_own_space: "sign_in",
  see_organisation: "sign_in",
  attend: "sign_in",
  coordinate: "sign_in",
  run_organisation: "sign_in",
  apply: "sign_in",
  sign: "sign_in",
  operate: "sign_in",
  assess: "sign_in",
};
const MEMBER = { ...STRANGER, see_organisation: "pass" } as const;
const FACILITATOR = { ...MEMBER, attend: "pass" } as const;
const COORDINATOR = { ...FACILITATOR, coordinate: "pass" } as const;

/** What each kind of person may, written out a second time: an error in the table must not agree with itself. */
const MAY = {
  visitor: VISITOR,
  member: MEMBER,
  facilitator: FACILITATOR,
  coordinator: COORDINATOR,
  owner: { ...COORDINATOR, run_organisation: "pass" },
  applicant: { ...MEMBER, apply: "pass" },
  // Filing is asked for at the mutuelle, everything else at the association.
  signatory: { ...STRANGER, sign: "pass" },
  stranger: STRANGER,
  operatorWithoutPasskey: { ...STRANGER, operate: "passkey" },
  operator: { ...STRANGER, operate: "pass" },
  // With a task on the file that is asked for; without one it does not exist, role or not.
  judgeWithoutPasskey: { ...STRANGER, assess: "passkey" },
  judge: { ...STRANGER, assess: "pass" },
} satisfies Record<string, Record<Permission, Outcome>>;

/** Everybody: nobody, each role here, each role elsewhere, the owner, each role of the platform, with a passkey and without. */
async function everybody(): Promise<Persona[]> {
  const people: Persona[] = [{ name: "visitor", cookie: "", may: MAY.visitor }];
  const add = async (name: string, role: string, place: Within, what: Record<Permission, Outcome>): Promise<string> => {
    const { cookie, person } = await signedIn(`delivered+${unique()}@resend.dev`, role, place);
    people.push({ name, cookie, may: what });
    return person;
  };
  for (const role of IN_ORGANISATIONS) {
    await add(`${role} here`, role, MINE, role === "educator" ? MAY.member : MAY[role]);
    await add(`${role} elsewhere`, role, OTHER, MAY.stranger);
  }
  await owns(await add("owner here", "coordinator", MINE, MAY.owner), MINE);
  await add("applicant of the mutuelle", "applicant", MUTUELLE, MAY.stranger);
  await owns(await add("signatory", "applicant", MUTUELLE, MAY.signatory), MUTUELLE);
  await owns(await add("owner elsewhere", "coordinator", OTHER, MAY.stranger), OTHER);
  await add("assessor without a passkey", "assessor", "", MAY.judgeWithoutPasskey);
  for (const [name, role, task] of [
    ["assessor of the file", "assessor", "assessor"],
    ["panel member of the file", "panel_member", "panel"],
  ] as const) {
    const person = await add(name, role, "", MAY.judge);
    await run("UPDATE logins SET passkey_at = 1 WHERE person_id = ?1", person);
    await hasTask("app_desk", task, person);
  }
  await add("operator without a passkey", "operator", "", MAY.operatorWithoutPasskey);
  const operator = await add("operator", "operator", "", MAY.operator);
  await run("UPDATE logins SET passkey_at = 1 WHERE person_id = ?1", operator);
  return people;
}

/** What an answer means. Behind the guard every object of these requests exists, so a 404 there is the guard's. */
function meaning(status: number, location: string): Outcome {
  if (status === 404) {
    return "hidden";
  }
  if (location.startsWith("/connexion?suite=") || location.startsWith("/espace/cle?suite=")) {
    return location.startsWith("/connexion") ? "sign_in" : "passkey";
  }
  return "pass";
}

/** Every page that a cache may keep, written a second time, and one of each that is there. */
const KEPT: Readonly<Record<string, string>> = {
  "GET /": "/",
  "GET /ateliers": "/ateliers",
  "GET /ateliers/regles": "/ateliers/regles",
  "GET /ateliers/:slug": "/ateliers/premier-telephone",
  "GET /ateliers/seances/:id": "/ateliers/seances/:id",
  "GET /ateliers/seances/:id/tirage": "/ateliers/seances/:id/tirage",
  "GET /associations/:slug": "/associations/mine",
  "GET /agenda/association/:file": "/agenda/association/mine.ics",
  "GET /agenda/departement/:file": "/agenda/departement/94.ics",
  "GET /api/v1/ateliers": "/api/v1/ateliers",
  "GET /integrer": "/integrer",
  "GET /integrer/ateliers": "/integrer/ateliers",
  "GET /observatoire": "/observatoire",
  "GET /observatoire/resultats.csv": "/observatoire/resultats.csv",
  "GET /api/v1/resultats": "/api/v1/resultats",
  "GET /sitemap.xml": "/sitemap.xml",
  "GET /label/registre": "/label/registre",
  "GET /label/registre/:fiche": "/label/registre/lbl_walk",
  "GET /label/badge/:fichier": "/label/badge/lbl_walk.svg",
  "GET /label/badge/:fiche/encart": "/label/badge/lbl_walk/encart",
};

/** Every page that may read a copy of the database, written a second time. */
const FROM_A_COPY = [
  "GET /agenda/association/:file",
  "GET /agenda/departement/:file",
  "GET /api/v1/ateliers",
  "GET /api/v1/resultats",
  "GET /ateliers/flux.json",
  "GET /ateliers/flux.xml",
  "GET /label/registre",
  "GET /observatoire",
  "GET /observatoire/resultats.csv",
];

const isOfDesk = (permission: Permission): boolean => permission === "assess" || permission === "operate";
const routes = [...new Set(buildSite().routes.flatMap((r) => (r.method === "ALL" ? [] : [`${r.method} ${r.path}`])))];

beforeEach(async () => {
  await setClock(NOW);
  await organisation(MINE);
  await organisation(OTHER);
  await organisation(MUTUELLE, "mutuelle");
});

describe("who may go where", () => {
  test("every route has a line in the table, and every line its route", () => {
    expect(routes.length).toBeGreaterThan(100);
    expect(routes.toSorted()).toEqual([...ROUTES.keys()].toSorted());
  });

  test("every role of the platform is granted or denied by every permission, on purpose", () => {
    expect(Object.keys(PERMISSIONS).toSorted()).toEqual(Object.keys(MAY.visitor).toSorted());
    expect(new Set([...IN_ORGANISATIONS, "assessor", "panel_member", "operator"])).toEqual(new Set(ROLES));
  });

  test("every route as everybody: what the table says, and nothing else; what a cache may keep is the same for all, all else is kept by none, and open lists alone read a copy of the database", async () => {
    const session = await openSession();
    await given("associations", { id: MINE, slug: "mine" });
    await run("UPDATE sessions SET association_id = ?1", MINE);
    await given("draws", { session_id: session });
    await application("app_mine", MINE);
    await application("app_mutuelle", MUTUELLE);
    await pieceWithFile("evi_mine", "app_mine", "PSY-1");
    await filed("app_mine", 1);
    await application("app_told", MINE, "contradictory");
    await run(
      `INSERT INTO findings (id, application_id, criterion_id, person_id, severity, text, found_on, due_on)
       VALUES ('fnd_told', 'app_told', 'PSY-1', 'per_x', 'minor', 'x', '2026-11-01', '2027-05-01')`,
    );
    await underReview("app_desk", OTHER);
    await labelled("app_mine", MINE, "x");
    await run("UPDATE labels SET published_seq = 0");
    await publish(NOW);
    await run(
      `INSERT INTO directory_files (id, r2_key, sha256, bytes, state, asks, accepted, lines_done, added, changed, absent, tries, busy_until, created_at)
       VALUES ('x', 'annuaire/x', 'x', 1, 'judged', 0, '{}', 0, 0, 0, 0, 0, 0, 1)`,
    );
    await run(
      `INSERT INTO ranges (id, application_id, name, who, who_words, territory, members, price, price_age, price_on)
       VALUES ('x', 'app_mine', 'Essentielle', '[]', '', '', 1, '', 40, '2026-01-01')`,
    );
    await run(
      `INSERT INTO library_pieces (id, organisation_id, name, kind, r2_key, bytes, mime, issued_on, added_by, created_at)
       VALUES ('x', ?1, 'Contrat', 'document', 'app_mine/evi_mine', 14, 'application/pdf', '2026-01-01', 'x', 1)`,
      MINE,
    );
    const people = await everybody();
    const wrong: string[] = [];
    const [kept, copied] = [new Set<string>(), new Set<string>()];
    for (const route of routes) {
      const [method = "", address = ""] = route.split(" ");
      const path = KEPT[route] ?? address;
      const seenBy = new Set<string>();
      const DB = {
        prepare: (sql: string) => env.DB.prepare(sql),
        batch: (all: D1PreparedStatement[]) => env.DB.batch(all),
        withSession: (from: string) => {
          copied.add(from === "first-unconstrained" ? route : from);
          return env.DB.withSession(from);
        },
      };
      const permission = ROUTES.get(route) ?? "operate";
      const real = path
        .replace(":structure", permission === "sign" ? MUTUELLE : MINE)
        .replace(":dossier", route.includes("/constats/") && permission === "apply" ? "app_told" : ":dossier")
        .replace(":dossier", permission === "sign" ? "app_mutuelle" : isOfDesk(permission) ? "app_desk" : "app_mine")
        .replace(":dimension", "D1")
        .replace(":critere", "PSY-1")
        .replace(":preuve", isOfDesk(permission) ? "evi_desk" : "evi_mine")
        .replace(":constat", permission === "apply" ? "fnd_told" : "fnd_desk")
        .replace(":cas", "psy-1-illimite")
        .replace(":numero", "1")
        .replace(":seance", session)
        .replace(":id", session)
        .replace(/:\w+/g, "x");
      const askAs = async ({ name, cookie, may: rights }: Persona): Promise<void> => {
        const headers: Record<string, string> = { cookie, origin: ORIGIN };
        const body = method === "POST" ? { body: "" } : {};
        const answer = await ask(real, { method, headers, ...body, bindings: { PASSKEYS: "required", DB } });
        const { status, location } = answer;
        seenBy.add(answer.html);
        if (answer.headers.has(TELLS_CACHE)) {
          kept.add(route);
        }
        // What an assessor found is the panel's once its mutuelle was told.
        const isTooSoon = route === "GET /espace/evaluation/:dossier/constats/:constat" && name.startsWith("panel");
        const expected = isTooSoon ? "hidden" : rights[permission];
        // A form is not sent elsewhere: it is refused, whatever is missing. Public pages answer for themselves.
        const isRefusedForm = method === "POST" && status === 403;
        const seen = isRefusedForm ? expected : meaning(status, location);
        const isOpen = permission === "visit" && status !== 403 && !location.startsWith("/connexion?");
        const isRight =
          permission === "visit"
            ? isOpen
            : seen === expected && (!isRefusedForm || ["sign_in", "passkey"].includes(expected));
        if (!isRight) {
          wrong.push(`${route} as ${name}: ${status} ${location}, expected ${expected}`);
        }
      };
      if (method === "GET") {
        await Promise.all(people.map(askAs));
      } else {
        for (const person of people) {
          await askAs(person); // one after another: an act that passes changes what the next one finds
        }
      }
      if (kept.has(route) && seenBy.size !== 1) {
        wrong.push(`${route}: kept by a cache, and ${seenBy.size} pages for ${people.length} people`);
      }
    }
    expect(wrong).toEqual([]);
    expect([...kept].toSorted()).toEqual(Object.keys(KEPT).toSorted());
    expect([...copied].toSorted()).toEqual(FROM_A_COPY);
  }, 600_000); // thousands of requests

  test("an organisation refused or closed gives nobody anything", async () => {
    const { cookie } = await signedIn(`delivered+${unique()}@resend.dev`, "coordinator", MINE);
    const path = `/espace/structures/${MINE}`;
    expect((await ask(path, { headers: { cookie } })).status).toBe(200);
    await run("UPDATE organisations SET state = 'closed' WHERE id = ?1", MINE);
    expect((await ask(path, { headers: { cookie } })).status).toBe(303);
  });
});
