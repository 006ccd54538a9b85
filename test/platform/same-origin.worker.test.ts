import { beforeEach, describe, expect, test } from "vitest";

import { ROUTES } from "../../src/access/routes.ts";
import { ORIGIN, ask, setClock } from "../support/worker/web.ts";
import { NOW } from "../support/worker/world.ts";

/* What a browser says of where a form comes from, on every form of the site; what it says decides, silence does not. */

const FORMS = [...ROUTES.keys()]
  .filter((route) => !route.startsWith("GET ") && !/ \/(?:u|webhooks)\//.test(route))
  .map((route) => route.replace(/^\w+ /, "").replaceAll(/:\w+/g, "x"));

type Said = { origin?: string; "sec-fetch-site"?: string };
const EVIL = "https://evil.example";
const TAKEN: readonly Said[] = [
  {},
  { origin: ORIGIN },
  { origin: ORIGIN, "sec-fetch-site": "same-origin" },
  { origin: "null", "sec-fetch-site": "same-origin" },
  { "sec-fetch-site": "same-origin" },
];
const REFUSED: readonly Said[] = [
  { origin: EVIL },
  { origin: EVIL, "sec-fetch-site": "same-origin" },
  { origin: "null" },
  { origin: "null", "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
];

/** The forms that answer « vient d’une autre page » to this. */
async function refusedForms(said: Said, init: RequestInit = {}): Promise<string[]> {
  const refused: string[] = [];
  for (const form of FORMS) {
    const answer = await ask(form, { method: "POST", body: new URLSearchParams({ a: "b" }), ...init, headers: said });
    if (answer.status === 403 && answer.html.includes("vient d’une autre page")) {
      refused.push(form);
    }
  }
  return refused;
}

beforeEach(() => setClock(NOW));

describe("a form is refused for what a browser says, never for what it does not say", () => {
  test("every form is walked", () => expect(FORMS.length).toBeGreaterThan(100));

  test.each(TAKEN)("%o is let through, on every form", async (said) => {
    expect(await refusedForms(said)).toEqual([]);
  });

  test.each(REFUSED)("%o is refused, on every form", async (said) => {
    expect(await refusedForms(said)).toEqual(FORMS);
  });

  test("neither another kind of body nor another method gets around it", async () => {
    const headers = { origin: EVIL, "content-type": "application/octet-stream" };
    const answers = [
      await ask("/parents", { method: "POST", body: "x", headers }),
      await ask("/parents", { method: "PUT", body: "x", headers }),
      await ask("/parents", { method: "DELETE", headers }),
    ];
    expect(answers.map((a) => a.status)).toEqual([403, 403, 403]);
  });

  test("machines post without an origin, and from anywhere: the webhook and the one-click page stay theirs", async () => {
    const paths = ["/webhooks/resend", "/u/x"];
    const answers = await Promise.all(paths.map((path) => ask(path, { method: "POST", headers: { origin: EVIL } })));
    expect(answers.filter((a) => a.html.includes("vient d’une autre page"))).toEqual([]);
  });
});
