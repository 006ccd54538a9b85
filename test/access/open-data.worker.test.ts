import { beforeEach, describe, expect, test } from "vitest";

import { OPEN_DATA, ROUTES } from "../../src/access/routes.ts";
import { ask, setClock } from "../support/worker/web.ts";
import { NOW, openSession } from "../support/worker/world.ts";

const ELSEWHERE = { origin: "https://mairie.example", accept: "*/*" };
const GETS = [...ROUTES.keys()].filter((route) => route.startsWith("GET ")).map((route) => route.slice(4));
const concrete = (path: string): string => path.replaceAll(/:\w+/g, "x");

beforeEach(async () => {
  await setClock(NOW);
  await openSession();
});

describe("open data", () => {
  test("each of it is a route, and every route that gives data to everybody is open", () => {
    expect(OPEN_DATA.filter((path) => !GETS.includes(path))).toEqual([]);
    const looksOpen = GETS.filter((path) => !path.includes(":structure") && !path.includes(":token"));
    expect(looksOpen.filter((path) => /\.(?:json|csv)$|^\/api\//.test(path) && !OPEN_DATA.includes(path))).toEqual([]);
  });

  test.each([...OPEN_DATA])(
    "%s is read by pages of other sites, without cookies, a preflight included",
    async (path) => {
      const answer = await ask(concrete(path), { headers: ELSEWHERE });
      expect([
        answer.headers.get("access-control-allow-origin"),
        answer.headers.get("cross-origin-resource-policy"),
        answer.headers.get("access-control-allow-credentials"),
      ]).toEqual(["*", "cross-origin", null]);
      const asked = {
        ...ELSEWHERE,
        "access-control-request-method": "GET",
        "access-control-request-headers": "if-none-match",
      };
      const preflight = await ask(concrete(path), { method: "OPTIONS", headers: asked });
      expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([204, "*"]);
      expect(preflight.headers.get("access-control-allow-headers")).toContain("if-none-match");
    },
  );

  test("what has not changed is not sent again: every answer has an ETag, which is answered by 304", async () => {
    const whole: string[] = [];
    for (const path of OPEN_DATA.map(concrete)) {
      const first = await ask(path, { headers: ELSEWHERE });
      if (first.status !== 200) {
        continue;
      }
      whole.push(path);
      const tag = first.headers.get("etag") ?? "";
      const again = await ask(path, { headers: { ...ELSEWHERE, "if-none-match": tag } });
      expect([path, tag.length > 10, again.status, again.html]).toEqual([path, true, 304, ""]);
      expect(again.headers.get("access-control-allow-origin")).toBe("*");
    }
    expect(whole.length).toBeGreaterThan(6);
  });

  test("nothing else is open: a page, a form and what belongs to somebody say nothing to other sites", async () => {
    for (const path of ["/", "/ateliers", "/parents", "/preferences/x/donnees.json", "/espace"]) {
      const { headers } = await ask(path, { headers: ELSEWHERE });
      expect([path, headers.get("access-control-allow-origin")]).toEqual([path, null]);
    }
  });

  test.each([
    ["departement", "999"],
    ["departement", "toString"],
    ["lieu", "lune"],
    ["public", "chats"],
    ["sans_marche", "oui"],
    ["a_partir_du", "2026-02-31"],
    ["a_partir_du", "demain"],
    ["page", "-1"],
    ["page", "deux"],
  ])("a filter that does not exist is refused by its name, never left out: %s=%s", async (field, value) => {
    const answer = await ask(`/api/v1/ateliers?${field}=${value}`, { headers: ELSEWHERE });
    expect([answer.status, answer.headers.get("content-type")?.split(";")[0]]).toEqual([
      422,
      "application/problem+json",
    ]);
    expect(JSON.parse(answer.html)).toMatchObject({ field });
  });

  test("a page past the end is an empty list, and every filter that exists is taken", async () => {
    for (const past of ["page=1", "page=20", "apres=4102444800.ses_0"]) {
      const answer = await ask(`/api/v1/ateliers?${past}`, { headers: ELSEWHERE });
      expect([past, answer.status, JSON.parse(answer.html)]).toMatchObject([past, 200, { sessions: [], next: null }]);
    }
    // Pages had numbers once: further than the twentieth one goes on by `next`.
    expect((await ask("/api/v1/ateliers?page=21", { headers: ELSEWHERE })).status).toBe(422);
    const all = "departement=01&lieu=onsite&public=parent&sans_marche=1&a_partir_du=2027-01-14&page=00";
    expect((await ask(`/api/v1/ateliers?${all}`)).status).toBe(200);
  });
});

describe("a slash at the end", () => {
  test("is the same page on every route: the browser is sent there, query kept, and never to another site", async () => {
    const wrong: string[] = [];
    for (const path of GETS.map(concrete).filter((one) => one !== "/")) {
      const answer = await ask(`${path}/?a=1`);
      const there = new URL(answer.location || "/", "https://site.test");
      if (answer.status !== 308 || `${there.pathname}${there.search}` !== `${path}?a=1`) {
        wrong.push(path);
      }
    }
    expect(wrong).toEqual([]);
    expect(new URL((await ask("https://site.test//evil.example/")).location).host).toBe("site.test");
  });
});
