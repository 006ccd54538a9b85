import { beforeEach, describe, expect, test } from "vitest";

import { decide, play } from "../../../scripts/local/play-label.ts";
import { outsideThrough } from "../../../src/platform/outside.ts";
import { checkDue } from "../../../src/label/badge/domains.ts";
import { env } from "cloudflare:workers";
import { outsideSeen, publish, site } from "../../support/worker/badges.ts";
import { cast, playOf } from "../../support/worker/label-cast.ts";
import { unique } from "../../support/worker/people.ts";
import { labelled } from "../../support/worker/label.ts";
import { ROUTES } from "../../../src/access/routes.ts";
import { as, organisation, signedIn } from "../../support/worker/staff.ts";
import { ORIGIN, ask, send, setClock } from "../../support/worker/web.ts";
import { NOW, db, rows, run, value } from "../../support/worker/world.ts";
import { ONLY_LED, says } from "../../support/worker/led.ts";

const DAY = 86_400;
const said = async (url: string): Promise<string> => {
  const { html } = await ask(`/label/verifier?url=${encodeURIComponent(url)}`, { ip: unique() });
  return (
    /<strong>(Ce (?:badge|label)[^<]*|Aucun label[^<]*|Cette adresse[^<]*|Ce site[^<]*)<\/strong>/.exec(
      html.replaceAll(/[\u00a0\u202f]/g, " "),
    )?.[1] ?? ""
  );
};
const TRUE = "Ce badge est vrai, et le label est en vigueur.";
const ENDED = "Ce badge est vrai, mais le label n’est plus en vigueur.";
/** By number, or by an address of ours: nobody looked at the page that shows it. */
const KNOWN = "Ce label existe, et il est en vigueur.";
const KNOWN_ENDED = "Ce label existe, mais il n’est plus en vigueur.";
const ELSEWHERE = "Ce badge existe, mais il n’est pas vérifié pour ce site.";
const UNKNOWN = "Aucun label connu à cette adresse.";
const OTHERS = "Ce badge est celui d’une autre mutuelle que celle de ce site.";
const SITE_ONLY =
  "Ce site est bien celui de cette mutuelle ; nous n’avons pas pu lire la page : comparez le badge à la fiche.";
const NO_BADGE = "Ce site est bien celui de cette mutuelle ; cette page ne montre aucun badge.";
const UNREADABLE = "Cette adresse ne se lit pas.";

async function granted() {
  const { place, people, addresses } = await cast();
  const p = playOf(place, people);
  const application = await play(p, "decided");
  await publish(NOW);
  const id = String(await value("SELECT id FROM labels LIMIT 1"));
  const { cookie } = await signedIn(addresses["applicant"] ?? "", "applicant", place);
  return { p, application, id, base: `/espace/structures/${place}/label/${application}`, me: as(cookie) };
}
const host = (): string => `www.${unique().replaceAll(/[^a-z0-9]/g, "")}.fr`;
const page = (id: string): string =>
  `<a href="${ORIGIN}/label/registre/${id}"><img src="${ORIGIN}/label/badge/${id}.svg"></a>`;

beforeEach(() => setClock(NOW));

describe("« ce badge est-il vrai ? »", () => {
  test("an address of ours: true, then ended once it is suspended", async () => {
    const { p, application, id } = await granted();
    expect(await said(`${ORIGIN}/label/badge/${id}.svg`)).toBe(KNOWN);
    expect(await said(`${ORIGIN}/label/registre/${id}`)).toBe(KNOWN);
    await decide({ ...p, reasons: "Une plainte sérieuse est en cours d’examen." }, application, "suspend", NOW);
    expect(await said(`${ORIGIN}/label/badge/${id}.svg`)).toBe(KNOWN_ENDED);
    expect(await said(`${ORIGIN}/label/registre/lbl_aaaaaaaaaaaaaaaaaaaaaaaaaa`)).toBe(UNKNOWN);
  });

  test("a site that proved itself by DNS or by its file; the same badge copied elsewhere is not for that site", async () => {
    const { id, base, me } = await granted();
    const [mine, other, copy] = [host(), host(), host()];
    for (const domain of [mine, other]) {
      await me.post(`${base}/domaines`, { domaine: `https://${domain}/offre` });
    }
    const [a, b] = await rows<{ domain: string; nonce: string }>(
      "SELECT domain, nonce FROM domain_bindings ORDER BY domain = ?1 DESC",
      mine,
    );
    await site({ host: mine, txt: [`label-ligne-sure=${a?.nonce ?? ""}`], pages: { "/offre": page(id) } });
    const proof = { "/.well-known/label-ligne-sure.json": `{"nonce": "${b?.nonce ?? ""}"}` };
    await site({ host: other, pages: { ...proof, "/offre": page(id) } });
    await site({ host: copy, pages: { "/": page(id) } });
    for (const domain of [mine, other]) {
      const proven = (await me.post(`${base}/domaines/${domain}/verifier`, {})).location;
      expect((await me.get(proven)).html).toContain("le site est reconnu");
      expect((await me.get(proven.replace("reconnu", "retire"))).html).not.toContain("Le site est retiré.");
      expect(await said(`https://${domain}/offre`)).toBe(TRUE);
    }
    expect(await said(`https://${copy}/`)).toBe(ELSEWHERE);
    expect(await said(copy)).toBe(ELSEWHERE);
    expect((await ask(`/label/registre/${id}`)).html).toContain(mine);
  });

  test("the badge on the page is judged, on a site that is proven too: another mutuelle's, several, none, a page that cannot be read", async () => {
    const { id, base, me } = await granted();
    const mine = host().replace("www.", "");
    await me.post(`${base}/domaines`, { domaine: mine });
    const nonce = String(await value("SELECT nonce FROM domain_bindings"));
    await run(
      `INSERT INTO domain_bindings (domain, label_id, nonce, state, failures, next_at, created_at)
       SELECT value || '.fr', label_id, 'n', 'pending', 0, 1, 1 FROM domain_bindings, json_each('[1,2,3,4,5,6,7,8,9]')`,
    );
    const eleventh = await me.post(`${base}/domaines`, { domaine: "onze.fr" });
    expect([
      eleventh.status,
      eleventh.html.includes("10 sites au plus"),
      eleventh.html.includes('value="onze.fr"'),
    ]).toEqual([422, true, true]);
    const out = await me.post(`${base}/domaines/1.fr/retirer`, { confirme: "oui" });
    expect(await says(me.get, out.location, "Le site est retiré.")).toEqual(ONLY_LED);
    await run("DELETE FROM domain_bindings WHERE nonce = 'n'");
    const stranger = await organisation(`org_${unique()}`, "mutuelle");
    const theirs = await labelled("app_theirs", stranger, host(), "lbl_bbbbbbbbbbbbbbbbbbbbbbbbbb");
    const pages = {
      "/": page(id),
      "/autre": page(theirs),
      "/deux": page(id) + page(theirs),
      "/aucun": "<p>Notre label</p>",
      "/image": `<img src="/copie/${theirs}.svg">`,
      "/faux": page("lbl_cccccccccccccccccccccccccc"),
      "/objet": `<object type="image/svg+xml" data="${ORIGIN}/label/badge/${theirs}.svg"></object>`,
    };
    const txt = [`label-ligne-sure=${nonce}`];
    await site({ host: mine, txt, pages });
    await site({ host: `www.${mine}`, pages });
    await me.post(`${base}/domaines/${mine}/verifier`, {});
    const all = Object.keys(pages).map(async (path) => [path, await said(`https://${mine}${path}`)]);
    expect(Object.fromEntries(await Promise.all(all))).toEqual({
      "/": TRUE,
      "/autre": OTHERS,
      "/deux": OTHERS,
      "/aucun": NO_BADGE,
      "/image": NO_BADGE,
      "/faux": UNKNOWN,
      "/objet": OTHERS,
    });
    const two = await ask(`/label/verifier?url=https://${mine}/deux`, { ip: unique() });
    expect([two.html.includes(`/label/registre/${id}`), two.html.includes(`/label/registre/${theirs}`)]).toEqual([
      true,
      true,
    ]);
    expect(await said(`https://www.${mine}/`)).toBe(TRUE);
    await site({ host: `boutique.${mine}`, pages });
    expect(await said(`https://boutique.${mine}/`)).toBe(ELSEWHERE); // who proved a name proved no name under it
    expect(await said(`https://${mine}/absente`)).toBe(SITE_ONLY);
    await site({ host: mine, txt, kind: "slow" });
    expect(await said(`https://${mine}/`)).toBe(SITE_ONLY);
    expect([await said(id), await said(` ${theirs} `)]).toEqual([KNOWN, KNOWN]);
  });

  test("a look-alike is another name; a page without a badge is no label; what is not an address says so", async () => {
    const { id, base, me } = await granted();
    const mine = host();
    await me.post(`${base}/domaines`, { domaine: mine });
    const nonce = String(await value("SELECT nonce FROM domain_bindings"));
    await site({ host: mine, txt: [`label-ligne-sure=${nonce}`] });
    await me.post(`${base}/domaines/${mine}/verifier`, {});
    const alike = mine.replace("www.", "www-");
    await site({ host: alike, pages: { "/": page(id) } });
    expect(await said(`https://${alike}/`)).toBe(ELSEWHERE);
    const plain = host();
    await site({ host: plain, pages: { "/": "<p>Bonjour</p>" } });
    expect(await said(`https://${plain}/`)).toBe(UNKNOWN);
    expect(await said("https://")).toBe(UNREADABLE);
    expect(await said("bonjour")).toBe(UNREADABLE);
  });

  test.each([
    "http://127.0.0.1/",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://[::1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://localhost/",
    "https://intranet/",
    "https://box.local/",
    "https://10.0.0.1:8443/",
    "https://user:pass@exemple.fr/",
    "https://exemple.fr:8080/",
    "ftp://exemple.fr/",
    "https://metadata.google.internal/",
  ])("%s is refused, and nothing is asked", async (url) => {
    const before = (await outsideSeen()).asked.length;
    expect(await said(url)).toBe(UNREADABLE);
    expect((await outsideSeen()).asked.length).toBe(before);
  });

  test.each([[["10.0.0.5"]], [["93.184.216.34", "192.168.1.1"]], [["fd00::1"]], [[]]])(
    "a name that leads inside (%j) is never asked for its page",
    async (ips) => {
      const inside = host();
      await site({ host: inside, ips, pages: { "/": "secret" } });
      expect(await said(`https://${inside}/`)).toBe(UNREADABLE);
      expect((await outsideSeen()).asked).not.toContain(inside);
    },
  );

  test("a loop of redirects, one that leads inside, an error, a site that never answers: said, within bounds", async () => {
    for (const kind of ["loop", "away", "slow"] as const) {
      const bad = host();
      await site({ host: bad, kind });
      const from = performance.now();
      expect(await said(`https://${bad}/`)).toBe(UNREADABLE);
      expect((await outsideSeen()).asked.filter((one) => one === bad).length).toBeLessThanOrEqual(4);
      expect(performance.now() - from).toBeLessThan(20_000);
    }
    const bad = host();
    await site({ host: bad, kind: "error" });
    expect(await said(`https://${bad}/`)).toBe(UNKNOWN);
  });

  test("fifty megabytes: the first 64 KB are read, the rest never leaves", async () => {
    const huge = host();
    await site({ host: huge, kind: "huge" });
    expect(await said(`https://${huge}/`)).toBe(UNKNOWN);
    expect((await outsideSeen()).sent).toBeLessThan(20);
  });

  test("one connection may not have us read the whole web", async () => {
    const ip = unique();
    const statuses: number[] = [];
    for (let i = 0; i < 31; i += 1) {
      statuses.push((await ask(`/label/verifier?url=bonjour${i}`, { ip })).status);
    }
    expect(statuses.slice(0, 30).every((status) => status === 200)).toBe(true);
    expect(statuses[30]).toBe(429);
  });

  test("every form that has us verify or fetch something is limited: the route table knows them all", async () => {
    const { base, me } = await granted();
    const verifying = [...ROUTES].filter(([route, may]) => /^POST .*\/verifier$/.test(route) && may !== "operate");
    const senders: Record<string, (ip: string) => ReturnType<typeof send>> = {
      "POST /label/verifier": (ip) => send("/label/verifier", { attestation: "{}" }, { ip }),
      "POST /attestations/verifier": (ip) => send("/attestations/verifier", { code: "ABCD-EFGH-JKMN" }, { ip }),
      "POST /espace/structures/:structure/label/:dossier/domaines/:domaine/verifier": () =>
        me.post(`${base}/domaines/www.exemple.fr/verifier`, {}),
    };
    expect(Object.keys(senders).toSorted()).toEqual(verifying.map(([route]) => route).toSorted());
    for (const [route, sendOne] of Object.entries(senders)) {
      const ip = unique();
      const statuses = new Set<number>();
      for (let i = 0; i < 61; i += 1) {
        statuses.add((await sendOne(ip)).status);
      }
      expect([route, statuses.has(429)]).toEqual([route, true]);
    }
  });

  test("a pasted credential: true; one byte changed: false; suspended: ended; text that is not one: what to paste", async () => {
    const { p, application, id } = await granted();
    const credential = (await ask(`/label/badge/${id}.vc.json`)).html;
    const paste = async (text: string) =>
      (await send("/label/verifier", { attestation: text })).html.replaceAll("\u00a0", " ");
    expect(await paste(credential)).toContain("La signature est juste");
    expect(await paste(credential)).toContain(TRUE);
    expect(await paste(credential.replace("Renforcé", "Complet"))).toContain("La signature est fausse");
    await decide({ ...p, reasons: "Une plainte sérieuse est en cours d’examen." }, application, "suspend", NOW);
    expect(await paste(credential)).toContain(ENDED);
    expect((await send("/label/verifier", { attestation: "bonjour" })).status).toBe(422);
  });

  test("a proof that disappears: warned after two weeks, no longer recognised after four, bound again when it is back", async () => {
    const { base, me } = await granted();
    const mine = host();
    await me.post(`${base}/domaines`, { domaine: mine });
    const nonce = String(await value("SELECT nonce FROM domain_bindings"));
    await site({ host: mine, txt: [`label-ligne-sure=${nonce}`] });
    await me.post(`${base}/domaines/${mine}/verifier`, {});
    await site({ host: mine, pages: {} });
    const outside = outsideThrough(env.OUTSIDE);
    const states: unknown[] = [];
    for (let week = 1; week <= 4; week += 1) {
      await checkDue(db, { outside, now: NOW + week * 7 * DAY + 60 });
      states.push(await value("SELECT state FROM domain_bindings"));
    }
    expect(states).toEqual(["bound", "warned", "warned", "unbound"]);
    expect(await checkDue(db, { outside, now: NOW + 40 * DAY })).toBe(0);
    await run("UPDATE mail_control SET clock_offset = clock_offset");
  });
});
