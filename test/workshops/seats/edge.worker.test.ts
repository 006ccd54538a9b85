import { beforeEach, describe, expect, test } from "vitest";

import type { SessionId } from "../../../src/kernel/ids.ts";
import { DAY, HOUR } from "../../../src/kernel/time.ts";
import { managePath } from "../../support/worker/manage.ts";
import { confirmed } from "../../support/worker/people.ts";
import { ROUTES } from "../../../src/access/routes.ts";
import { ORIGIN, ask, hold, send, setClock, solved } from "../../support/worker/web.ts";
import { NOW, links, openSession, run, value } from "../../support/worker/world.ts";

const GOOD = { name: "Léa", email: "delivered+lea@resend.dev" };
let sessionId: SessionId;
let path = "";
beforeEach(async () => {
  await setClock(NOW);
  sessionId = await openSession();
  path = `/ateliers/seances/${sessionId}`;
});

describe("what does not pass the edge", () => {
  test("a tampered link, an expired link, a link of another kind: the same 410", async () => {
    const form = await hold(sessionId);
    const { location } = await send(form, GOOD);
    const bad = location.slice(0, -1) + (location.endsWith("A") ? "B" : "A");
    const answers = [await ask(bad), await ask("/i/x"), await ask("/i/a.reg_1.zz.zz")];
    await setClock(NOW + 2 * DAY);
    answers.push(await ask(location));
    expect(answers.map((a) => a.status)).toEqual([410, 410, 410, 410]);
    expect(new Set(answers.map((a) => /<h1>(.*?)<\/h1>/.exec(a.html)?.[1])).size).toBe(1);
  });

  test("the link of the browser cannot confirm: only the mailbox proves an address", async () => {
    const form = await hold(sessionId);
    const { location } = await send(form, GOOD);
    expect((await send(`${location}/confirmer`, {})).status).toBe(410);
    expect(await value("SELECT state FROM registrations")).toBe("held");
  });

  test("once the address is proven, the link of the browser shows no name and cannot cancel", async () => {
    const id = await confirmed(sessionId, NOW, { name: "Ophélie" });
    const token = await links.sign("hold", id, NOW + DAY);
    const page = await ask(`/i/${token}`);
    expect([page.status, page.html.includes("Ophélie"), page.html.includes("resend.dev")]).toEqual([200, false, false]);
    expect((await send(`/i/${token}/annuler`, { confirme: "oui" })).status).toBe(410);
  });

  test("a body of 2 MB: 413, and the answer is a page", async () => {
    const form = await hold(sessionId);
    const answer = await send(form, { ...GOOD, name: "x".repeat(2_000_000) });
    expect([answer.status, answer.html.includes("trop lourd")]).toEqual([413, true]);
  });

  test("invalid UTF-8: 400, nothing stored", async () => {
    const form = await hold(sessionId);
    const headers = { origin: ORIGIN, "content-type": "application/x-www-form-urlencoded" };
    const body = "name=L%E9a&email=delivered%2Blea%40resend.dev";
    const answer = await ask(form, { method: "POST", body, headers });
    expect([answer.status, answer.html.includes("caractères sont abîmés")]).toEqual([400, true]);
    expect(await value("SELECT count(*) FROM contacts")).toBe(0);
  });

  test("fields named after the insides of JavaScript are just fields nobody asked for", async () => {
    const form = await hold(sessionId);
    const odd = { ["__proto__"]: "x", constructor: "x", toString: "x" };
    expect((await send(form, { ...odd, name: "Léa", email: "nope" })).status).toBe(422);
    expect((await send(form, { ...odd, ...GOOD })).status).toBe(303);
  });

  test("a body that is not a form: 400", async () => {
    const form = await hold(sessionId);
    const headers = { origin: ORIGIN, "content-type": "application/json" };
    expect((await ask(form, { method: "POST", body: "{}", headers })).status).toBe(400);
  });

  test("a form posted from another site: 403", async () => {
    const form = await hold(sessionId);
    const answer = await send(form, GOOD, { headers: { origin: "https://evil.test" } });
    expect([answer.status, answer.html.includes("vient d’une autre page")]).toEqual([403, true]);
    expect(await value("SELECT count(*) FROM contacts")).toBe(0);
  });

  test.each([
    ["our page", { origin: ORIGIN }, true],
    ["another site that calls itself ours", { origin: "https://evil.example", "sec-fetch-site": "same-origin" }, false],
    ["no origin, from elsewhere", { "sec-fetch-site": "cross-site" }, false],
    ["no origin, from a sister site", { "sec-fetch-site": "same-site" }, false],
    ["a page without referrer", { origin: "null", "sec-fetch-site": "same-origin" }, true],
    ["a sandboxed frame", { origin: "null", "sec-fetch-site": "cross-site" }, false],
    ["a sandboxed frame of an old browser", { origin: "null" }, false],
    ["a text browser", {}, true],
  ] as const)(
    "whatever changes something, from %s, whatever its method and content type",
    async (_, headers, passes) => {
      const types = ["application/x-www-form-urlencoded", "application/octet-stream", "application/json", "text/plain"];
      for (const method of ["POST", "PUT", "DELETE"]) {
        for (const type of types) {
          const answer = await ask("/connexion", { method, body: "x", headers: { ...headers, "content-type": type } });
          expect([method, type, answer.status === 403]).toEqual([method, type, !passes]);
        }
      }
      expect((await ask("/connexion", { headers })).status).toBe(200);
      expect((await ask("/webhooks/resend", { method: "POST", body: "x", headers })).html).not.toContain("autre page");
    },
  );

  test("a table is never asked for what every object inherits: forged, old and broken links look the same", async () => {
    const inherited = ["__proto__", "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable"];
    const more = ["toLocaleString", "toString", "valueOf", "__defineGetter__", "__lookupGetter__"];
    const paths = [...ROUTES.keys()].filter((route) => route.startsWith("GET ") && route.includes(":token"));
    expect(paths.length).toBeGreaterThan(10);
    const wrong: string[] = [];
    for (const name of [...inherited, ...more, "z"]) {
      for (const route of paths) {
        const asked = route
          .slice(4)
          .replace(":token", `${name}.x.zzzzzz.${"a".repeat(22)}`)
          .replace(/:\w+/g, name);
        const seen = await Promise.all([
          ask(asked),
          ask(asked.replace(/[^/]{30,}/, name)),
          ask(`${asked}?fait=${name}`),
        ]);
        wrong.push(...seen.filter(({ status }) => status >= 500).map(({ status }) => `${asked} ${status}`));
        wrong.push(
          ...(new Set(seen.map(({ status }) => status)).size > 1
            ? [`${asked}: ${seen.map((one) => one.status).join(", ")}`]
            : []),
        );
      }
    }
    expect(wrong).toEqual([]);
    const mine = await managePath(await confirmed(sessionId, NOW));
    for (const name of [...inherited, ...more]) {
      expect((await ask(`${mine}?fait=${name}`)).html).not.toMatch(/<p role="status"><\/p>|class="notice/);
    }
    expect((await ask(`${mine}?fait=confirme`)).html).toMatch(/class="notice/);
  });

  test("the number of a request is ours, whatever the client calls it", async () => {
    const answer = await ask("/nope", { headers: { accept: "application/json", "x-request-id": "the-clients-own" } });
    expect(JSON.parse(answer.html)).toMatchObject({ requestId: expect.not.stringContaining("clients") });
    expect(answer.headers.get("strict-transport-security")).toBe("max-age=31536000");
  });

  test.each([
    ["/nope", "Que faire maintenant", "/aide"],
    ["/ateliers/nope/nope", "Voir les ateliers", "/ateliers"],
    ["/label/nope/nope/nope", "Voir le registre du label", "/label/registre"],
    ["/labels", "Que faire maintenant", "/aide"],
  ])("a wrong address, %s, says what to do now: %s, then how to look for it", async (at, label, href) => {
    const { status, html } = await ask(at);
    expect(status).toBe(404);
    expect(html).toContain(`<a class="button" href="${href}">${label}</a>`);
    expect(html).toContain('<a href="/chercher">');
    expect(html.match(new RegExp(`href="${href}"`, "g"))?.length).toBeGreaterThan(0);
  });

  test("machines get problem+json", async () => {
    const answer = await ask("/nope", { headers: { accept: "application/json" } });
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(JSON.parse(answer.html)).toMatchObject({ status: 404, title: "Cette page n’existe pas" });
  });

  test("without script: too fast is told so, then the slower lane works", async () => {
    const { billet } = await solved(path);
    const fast = await send(`${path}/reserver`, { billet, solution: "" });
    expect([fast.status, fast.html.includes("trop vite"), fast.html.includes(billet)]).toEqual([422, true, true]);
    await setClock(NOW + 5);
    expect((await send(`${path}/reserver`, { billet, solution: "" })).status).toBe(303);
  });

  test("a page that served once is answered with the same seats alone: for another number, or another session, it says so", async () => {
    const proof = await solved(path);
    const held = await send(`${path}/reserver`, { ...proof, places: "1" });
    const again = await send(`${path}/reserver`, { ...proof, places: "1" });
    expect(again.location.split(".")[1]).toBe(held.location.split(".")[1]);
    const other = await openSession({ id: "ses_other" });
    const answers = [
      await send(`${path}/reserver`, { ...proof, places: "3" }),
      await send(`/ateliers/seances/${other}/reserver`, { ...proof, places: "1" }),
    ];
    expect(answers.map(({ status, html }) => [status, html.includes("Rouvrez la séance")])).toEqual([
      [409, true],
      [409, true],
    ]);
    expect(await value("SELECT count(*) FROM registrations")).toBe(1);
  });

  test("without script the page of a session has no ticket: the answer brings one, with what was chosen, and a second press holds the seats", async () => {
    expect((await ask(path)).html).toContain('name="billet" value=""');
    const first = await send(`${path}/reserver`, { places: "3", billet: "", solution: "", "site-web": "" });
    const billet = / name="billet" value="([^"]+)"/.exec(first.html)?.[1] ?? "";
    expect([first.status, first.html.includes('<option value="3" selected')]).toEqual([422, true]);
    await setClock(NOW + 5);
    const second = await send(`${path}/reserver`, { places: "3", billet, solution: "", "site-web": "" });
    expect(second.location).toContain("/inscription?place=");
    expect(await value("SELECT taken FROM sessions")).toBe(3);
  });

  test("without script, a party that no longer fits is not made smaller: it stays chosen, and is answered", async () => {
    await run("UPDATE sessions SET taken = capacity - 2");
    const first = await send(`${path}/reserver`, { places: "4", billet: "", solution: "", "site-web": "" });
    expect(first.html).toContain('<option value="4" selected');
    const billet = / name="billet" value="([^"]+)"/.exec(first.html)?.[1] ?? "";
    await setClock(NOW + 5);
    const second = await send(`${path}/reserver`, { places: "4", billet, solution: "", "site-web": "" });
    expect([second.status, await value("SELECT count(*) FROM registrations")]).toEqual([409, 0]);
  });

  test("a filled trap, a forged ticket, an old ticket, no ticket: refused, nothing held", async () => {
    const good = await solved(path);
    const forged = btoa(atob(good.billet).replace(/"at":\d+/, '"at":1'));
    const answers = [
      await send(`${path}/reserver`, { ...good, "site-web": "http://spam" }),
      await send(`${path}/reserver`, { ...good, billet: forged }),
      await send(`${path}/reserver`, {}),
    ];
    await setClock(NOW + 3 * HOUR);
    answers.push(await send(`${path}/reserver`, good));
    expect(answers.map((a) => a.status)).toEqual([422, 422, 422, 422]);
    expect(await value("SELECT count(*) FROM registrations")).toBe(0);
  });

  test("too many seats held from one connection: 429, and what to do", async () => {
    const tickets = await Promise.all(Array.from({ length: 21 }, () => solved(path)));
    await setClock(NOW + 5);
    await run("UPDATE sessions SET capacity = 50");
    const answers = await Promise.all(tickets.map(({ billet }) => send(`${path}/reserver`, { billet, solution: "" })));
    const counts = [303, 409, 429].map((status) => answers.filter((a) => a.status === status).length);
    expect(counts).toEqual([20, 0, 1]);
    expect(answers.find((a) => a.status === 429)?.html).toContain("Attendez dix minutes");
  });

  test("one seat cannot be used to write to many strangers: the sixth address is refused", async () => {
    const form = await hold(sessionId);
    let { location } = await send(form, GOOD);
    const statuses: number[] = [];
    for (let i = 0; i < 6; i++) {
      const answer = await send(`${location.split("?")[0]}/adresse`, { email: `delivered+many${i}@resend.dev` });
      statuses.push(answer.status);
      location = answer.status === 303 ? answer.location : location;
    }
    expect(statuses).toEqual([303, 303, 303, 303, 303, 429]);
  });

  test("when the database is down: 500, a fixed sentence, a reference, and no detail", async () => {
    const prepare = () => {
      throw new Error("secret detail of délia@resend.dev");
    };
    const answer = await ask(path, { bindings: { DB: { prepare, batch: prepare } } });
    expect([answer.status, answer.html.includes("Une erreur s’est produite chez nous")]).toEqual([500, true]);
    expect(answer.html).toMatch(/Référence de l’incident.{1,3}: ?[\w-]{10,}/);
    expect(answer.html).not.toContain("secret detail");
  });

  test("every page carries the security headers and is not stored", async () => {
    const page = await ask(path);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(page.headers.get("referrer-policy")).toBe("same-origin");
    expect(page.headers.get("cache-control")).toBe("no-store");
    expect(page.headers.get("set-cookie")).toBeNull();
    expect(page.html).toContain('name="robots" content="noindex"');
  });
});
