import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { examine } from "../../scripts/local/doctor.ts";
import { readMailDomain, sendingDomains, wantedRecords } from "../../scripts/local/mail-domain.ts";

const NOW = 1_796_115_600;
const DOMAIN = "lettres.exemple.fr";
type Answer = { status: number; body: string; headers: Record<string, string> };
const answer = (status = 200, body = "", headers: Record<string, string> = {}): Answer => ({ status, body, headers });
const SECURE = {
  "content-security-policy": "default-src 'self'",
  "strict-transport-security": "max-age=31536000",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};
/** A deployment that is well, path by path. */
const WELL: Readonly<Record<string, Answer>> = {
  "/": answer(),
  "/aide": answer(),
  "/ateliers": answer(200, "", SECURE),
  "/sante": answer(200, JSON.stringify({ stuck: [], sending: "on" })),
  "/api/v1/ateliers": answer(200, JSON.stringify({ sessions: [] })),
  "/webhooks/resend": answer(401),
  "/console": answer(303, "", { location: "/connexion" }),
  "/.well-known/security.txt": answer(200, "Contact: x\nExpires: 2027-11-01T00:00:00Z\n"),
  "/.well-known/did.json": answer(200, "{}"),
  "/label/journal/checkpoint": answer(200, "origin\n1\nroot\n"),
};
const DNS: Readonly<Record<string, string[]>> = {
  [`send.${DOMAIN}`]: ["v=spf1 include:amazonses.com ~all"],
  [`resend._domainkey.${DOMAIN}`]: ["p=MIGfMA0GCSqG"],
  "_dmarc.exemple.fr": ["v=DMARC1; p=none; rua=mailto:a@exemple.fr"],
};
const txtOf = (over: Record<string, string[]> = {}) => {
  const records = { ...DNS, ...over };
  return (name: string) => Promise.resolve(records[name] ?? []);
};
async function seen(over: Record<string, Answer> = {}, dns: Record<string, string[]> = {}) {
  const world = { ...WELL, ...over };
  const found = await examine({
    origin: "https://site.exemple.fr",
    fetch: (url) => {
      const { status, body, headers } = world[new URL(url).pathname] ?? answer(404);
      return Promise.resolve(new Response(body === "" ? null : body, { status, headers }));
    },
    txt: txtOf(dns),
    mailDomains: [DOMAIN],
    now: NOW,
  });
  return found.filter(({ isWell }) => !isWell);
}

describe("npm run doctor says in French and in English what is wrong, from outside", () => {
  test("nothing is wrong with a deployment that is well", async () => {
    expect(await seen()).toEqual([]);
  });

  test.each([
    ["/", answer(500), "/ répond 500", "/ answers 500"],
    ["/aide", answer(404), "/aide répond 404", "/aide answers 404"],
    ["/ateliers", answer(200, "", { ...SECURE, "set-cookie": "a=b" }), "un cookie est posé", "a cookie is set"],
    ["/ateliers", answer(200, "", {}), "manquent : content-security-policy", "missing: content-security-policy"],
    ["/sante", answer(503, '{"stuck":["tick"],"sending":"on"}'), "l’horloge est arrêtée", "the clock stopped"],
    [
      "/sante",
      answer(200, '{"stuck":[],"sending":"off"}'),
      "l’envoi des messages est « off »",
      'sending of mails is "off"',
    ],
    ["/sante", answer(502, "<html>"), "impossible à regarder", "cannot be looked at"],
    ["/api/v1/ateliers", answer(200, "{}"), "La liste des ateliers", "The list of sessions"],
    ["/webhooks/resend", answer(200), "200 sans signature", "200 without a signature"],
    ["/console", answer(200), "s’ouvre sans connexion", "opens without signing in"],
    ["/.well-known/security.txt", answer(200, "Expires: 2026-12-05T00:00:00Z"), "expire bientôt", "ends soon"],
    ["/.well-known/did.json", answer(404), "ne se lisent pas", "do not read"],
  ])("%s: one finding, in both languages", async (path, bad, fr, en) => {
    const found = await seen({ [path]: bad });
    expect(found.length).toBe(1);
    expect(found[0]?.fr).toContain(fr);
    expect(found[0]?.en).toContain(en);
  });

  test.each([
    ["SPF", { [`send.${DOMAIN}`]: [] }],
    ["DKIM", { [`resend._domainkey.${DOMAIN}`]: ["p="] }],
    ["DMARC", { "_dmarc.exemple.fr": ["nothing"] }],
  ])("a sending domain without %s is told", async (what, dns) => {
    expect((await seen({}, dns)).map(({ key }) => key)).toEqual([`${what} ${DOMAIN}`]);
  });
});

describe("the records of a sending domain, read back", () => {
  let server: ReturnType<typeof createServer>;
  let baseUrl = "";
  beforeEach(async () => {
    const records = [
      { record: "SPF", type: "MX", name: "send", value: "feedback-smtp" },
      { record: "SPF", type: "TXT", name: "send", value: "v=spf1 include:amazonses.com ~all" },
      { record: "DKIM", type: "TXT", name: "resend._domainkey", value: "p=MIGfMA0GCSqG" },
    ];
    server = createServer((request, response) => {
      const known = { id: "d1", name: DOMAIN };
      response.end(JSON.stringify(request.url === "/domains" ? { data: [known] } : { ...known, records }));
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => void server.close());

  test("what the provider asks for is what stands in the DNS; another key is wrong, none is missing, with what to write", async () => {
    const wanted = await wantedRecords({ baseUrl, apiKey: "re_x" }, DOMAIN);
    const read = async (dns: Record<string, string[]> = {}) =>
      (await readMailDomain({ txt: txtOf(dns), domain: DOMAIN }, wanted)).map(({ what, state }) => `${what} ${state}`);
    expect(await read()).toEqual(["SPF there", "DKIM there", "DMARC there"]);
    expect(await read({ [`resend._domainkey.${DOMAIN}`]: ["p=MIGother"] })).toContain("DKIM wrong");
    expect(await read({ [`send.${DOMAIN}`]: [] })).toContain("SPF missing");
    const [spf] = await readMailDomain({ txt: txtOf({ [`send.${DOMAIN}`]: [] }), domain: DOMAIN }, wanted);
    expect(spf?.why).toBe(`TXT at send.${DOMAIN}: v=spf1 include:amazonses.com ~all`);
    expect(await wantedRecords({ baseUrl, apiKey: "re_x" }, "autre.fr")).toBeNull();
  });

  test("a record that DNS cut into parts, or that has other spaces, is the same", async () => {
    const wanted = { spf: [], dkim: [{ name: "k.exemple.fr", value: 'p= "MIGf" "MA0G"' }] };
    const [, dkim] = await readMailDomain({ txt: txtOf({ "k.exemple.fr": ["p=MIGfMA0G"] }), domain: DOMAIN }, wanted);
    expect(dkim?.state).toBe("there");
  });

  test("the domains are those of the senders, each once", () => {
    expect(sendingDomains("Ligne <a@X.fr>", "b@lettres.x.fr", "c@x.fr")).toEqual(["x.fr", "lettres.x.fr"]);
  });
});
