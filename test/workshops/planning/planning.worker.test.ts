import { beforeEach, describe, expect, test } from "vitest";

import { asId } from "../../../src/kernel/ids.ts";
import { DAY, HOUR, dayOf, instantOf } from "../../../src/kernel/time.ts";
import { tick } from "../../../workers/reactor/tick.ts";
import { confirmed, submitted, unique, waitlisted } from "../../support/worker/people.ts";
import { mailsTo, pump } from "../../support/worker/reactor.ts";
import { as, organisation, owns, signedIn } from "../../support/worker/staff.ts";
import { ask, setClock } from "../../support/worker/web.ts";
import { NOW, counters, depsAt, openSession, rows, run, value } from "../../support/worker/world.ts";
import { given } from "../../support/worker/given.ts";

const PARIS = "Europe/Paris";
const BASE = "/espace/structures/org_1/seances";
let team: ReturnType<typeof as>;
beforeEach(async () => {
  await setClock(NOW);
  await openSession({ id: "ses_before" });
  team = as((await signedIn(`delivered+${unique()}@resend.dev`, "coordinator", "org_1")).cookie);
});
const mail = (): string => `delivered+${unique()}@resend.dev`;
const key = async (): Promise<string> =>
  / name="cle" value="([^"]*)"/.exec((await team.get(`${BASE}/nouvelle`)).html)?.[1] ?? "";
const FORM = {
  programme: "premier-telephone",
  debut: "2027-03-16T18:30",
  semaines: "",
  capacity: "12",
  lieu: "ven_1",
  name: "",
  address: "",
  commune: "",
  departement: "",
  access: "",
  isStepFree: "",
  hasHearingLoop: "",
  joinUrl: "",
  fuseau: "Europe/Paris",
};
const NEW_PLACE = {
  lieu: "new",
  name: "Foyer",
  address: "1 rue X",
  commune: "Saint-Pierre",
  departement: "974",
  access: "Sonnez.",
};
const publish = async (over: Record<string, string> = {}) =>
  team.post(`${BASE}/nouvelle`, { ...FORM, cle: await key(), ...over });
/** The same on several days, read again and confirmed as they are ticked. */
const publishSeries = async (over: Record<string, string>) => {
  const form = { ...FORM, cle: await key(), ...over };
  const { html } = await team.post(`${BASE}/nouvelle`, form);
  const dates = [...html.matchAll(/name="dates" value="(\d+)" checked/g)].map(([, at = ""]) => at);
  return team.post(`${BASE}/nouvelle`, { ...form, dates, confirme: "oui" });
};
const fresh = () =>
  rows<{ id: string; starts_at: number; tz: string; mode: string; state: string }>(
    "SELECT id, starts_at, tz, mode, state FROM sessions WHERE id <> 'ses_before' ORDER BY starts_at",
  );

describe("a session that only its link shows", () => {
  test("is listed nowhere and indexed by nobody; whoever has the link reserves like anywhere else", async () => {
    await publish({ visibilite: "private", accord: "18" });
    const [only] = await fresh();
    const made = asId("ses", only?.id);
    const path = `/ateliers/seances/${made}`;
    for (const list of [
      "/ateliers",
      "/ateliers/premier-telephone",
      `/sitemap.xml?partie=${dayOf(only?.starts_at ?? 0, "UTC")}`,
      "/api/v1/ateliers",
      "/agenda/departement/94.ics",
      "/integrer/ateliers",
    ]) {
      expect((await ask(list)).html, list).not.toContain(made);
    }
    const page = await ask(path);
    expect([page.status, page.html.includes('name="robots"') || !page.html.includes("canonical")]).toEqual([200, true]);
    await confirmed(made, NOW + 60);
    expect((await counters(made)).taken).toBe(1);
    expect(await value("SELECT consent_under_age FROM sessions WHERE id = ?1", made)).toBe(18);
    expect((await team.get(BASE)).html).toContain("sur lien");
    expect((await team.post(`${BASE}/${made}/places`, { capacity: "20" })).status).toBe(303);
  });
});

describe("publishing a session", () => {
  test("opens it at once, at a known place, a new one or online; the catalogue shows it", async () => {
    expect((await publish()).location).toBe(`${BASE}?fait=publier`);
    const [first] = await fresh();
    expect(first).toMatchObject({
      starts_at: instantOf("2027-03-16T18:30", PARIS),
      tz: PARIS,
      mode: "onsite",
      state: "open",
    });
    expect((await ask(`/ateliers/seances/${first?.id}`)).status).toBe(200);
    await publish({ ...NEW_PLACE, debut: "2027-03-17T18:30", isStepFree: "on", confirme: "oui" });
    expect((await fresh())[1]).toMatchObject({
      starts_at: instantOf("2027-03-17T18:30", "Indian/Reunion"),
      tz: "Indian/Reunion",
    });
    await publish({ lieu: "online", joinUrl: "https://visio.asso.fr/salle", debut: "2027-03-18T18:30" });
    expect((await fresh())[2]).toMatchObject({ mode: "online", tz: PARIS });
    expect((await ask("/ateliers?lieu=online")).html).not.toContain("visio.asso.fr");
    expect((await team.get(BASE)).html).toContain("Foyer");
  });

  test("a series keeps its local hour across the change of clocks", async () => {
    await publishSeries({ debut: "16/03/2027 18:30", semaines: "4" });
    expect((await fresh()).map((one) => one.starts_at)).toEqual(
      ["2027-03-16", "2027-03-23", "2027-03-30", "2027-04-06"].map((day) => instantOf(`${day}T18:30`, PARIS)),
    );
    expect(await value("SELECT count(*) FROM events WHERE type = 'session.published'")).toBe(4);
  });

  test("sent twice it is published once", async () => {
    const cle = await key();
    const answers = await Promise.all([publishSeries({ cle, semaines: "2" }), publishSeries({ cle, semaines: "2" })]);
    expect([answers.map(({ status }) => status), (await fresh()).length]).toEqual([[303, 303], 2]);
  });

  test.each([
    ["a programme for classes", { programme: "agir-en-temoin" }, "programme"],
    ["no date", { debut: "" }, "debut"],
    ["a date that has passed", { debut: "2026-11-01T18:30" }, "debut"],
    ["the middle of the night", { debut: "2027-03-16T03:00" }, "debut"],
    ["no seats", { capacity: "0" }, "capacity"],
    ["words for seats", { capacity: "douze" }, "capacity"],
    ["a series of a year", { semaines: "52" }, "semaines"],
    ["no place", { lieu: "" }, "lieu"],
    ["another association's place", { lieu: "ven_x" }, "lieu"],
    ["a new place without its town", { ...NEW_PLACE, commune: "" }, "commune"],
    ["a telephone number in the place", { ...NEW_PLACE, access: "Appelez le 06 12 34 56 78" }, "access"],
    ["an address that is no https", { lieu: "online", joinUrl: "http://x.fr" }, "joinUrl"],
  ])("%s is told at its field, and nothing is published", async (_, over, field) => {
    const answer = await publish(over);
    expect([answer.status, answer.html.includes(`href="#${field}"`)]).toEqual([422, true]);
    expect(await fresh()).toEqual([]);
  });

  test("an association approved today publishes, says where it works, and has a public page", async () => {
    await organisation("org_new");
    const { cookie, person } = await signedIn(mail(), "coordinator", "org_new");
    await owns(person, "org_new");
    const newcomer = as(cookie);
    const base = "/espace/structures/org_new";
    expect((await newcomer.post(`${base}/territoire`, { departement: "94", niveaux: "cm" })).status).toBe(303);
    const cle = / name="cle" value="([^"]*)"/.exec((await newcomer.get(`${base}/seances/nouvelle`)).html)?.[1] ?? "";
    expect(
      (await newcomer.post(`${base}/seances/nouvelle`, { ...FORM, ...NEW_PLACE, confirme: "oui", cle })).status,
    ).toBe(303);
    expect((await ask("/associations/structure-org-new")).html).toContain("Saint-Pierre");
  });

  test("online from overseas: the hour is that of the place chosen, home by default, and told on each clock before anything is published", async () => {
    await given("association_areas", { association_id: "org_1", departement_code: "988", levels: "[]" });
    expect((await team.get(`${BASE}/nouvelle`)).html).toMatch(/value="Pacific\/Noumea" selected/);
    const online = {
      lieu: "online",
      joinUrl: "https://visio.asso.fr/salle",
      debut: "2027-03-18T18:30",
      fuseau: "Pacific/Noumea",
    };
    const asked = await publish(online);
    expect(asked.html.replaceAll(/[\u00a0\u202f]/g, " ")).toContain(
      "jeudi 18 mars 2027 : 18 h 30 à Nouméa, 8 h 30 à Paris",
    );
    expect(await fresh()).toEqual([]);
    const fields = Object.fromEntries(
      [...asked.html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, typed]) => [
        name,
        typed ?? "",
      ]),
    ) as Record<string, string>;
    const again = await team.post(`${BASE}/nouvelle`, { ...fields, corriger: "oui" });
    expect([again.status, again.html.includes('value="2027-03-18T18:30"')]).toEqual([200, true]);
    expect(await fresh()).toEqual([]);
    expect((await team.post(`${BASE}/nouvelle`, { ...fields, confirme: "oui" })).location).toContain("fait=publier");
    expect(await fresh()).toMatchObject([
      { tz: "Pacific/Noumea", starts_at: instantOf("2027-03-18T08:30", "Europe/Paris") },
    ]);
    const wrong = await publish({ ...online, fuseau: "Pacific/Auckland" });
    expect([wrong.status, wrong.html.includes('href="#fuseau"')]).toEqual([422, true]);
  });

  test("where there is one clock nothing more is asked", async () => {
    expect((await publish({ lieu: "online", joinUrl: "https://visio.asso.fr/salle" })).location).toContain(
      "fait=publier",
    );
  });

  test("duplicating fills the form with the same programme, place and seats, and no date", async () => {
    const { html } = await team.get(`${BASE}/nouvelle?modele=ses_before`);
    expect(html).toMatch(/value="premier-telephone" selected/);
    expect(html).toMatch(/value="ven_1" checked/);
    expect(html).toMatch(/id="capacity"[^>]*value="20"/);
    expect(html).toMatch(/id="debut"[^>]*value=""/);
  });
});

describe("changing a session", () => {
  test("cancelled: nobody keeps a seat or a rank, each is told once, reminders end, calendars and lists learn of it; its pages say so and offer nothing that would be refused", async () => {
    const id = await openSession({ capacity: 2 });
    const people = [mail(), mail(), mail()];
    await confirmed(id, NOW, { email: people[0] ?? "" });
    await confirmed(id, NOW, { email: people[1] ?? "" });
    await waitlisted(id, NOW, { email: people[2] ?? "" });
    await pump(NOW);
    expect((await team.post(`${BASE}/${id}/annuler`, {})).html).toMatch(/2\s+places prises, 1 en attente/);
    await team.post(`${BASE}/${id}/annuler`, { confirme: "oui" });
    expect((await team.post(`${BASE}/${id}/annuler`, {})).location).toBe(`${BASE}?fait=annuler`);
    await tick(depsAt(NOW + 60));
    await pump(NOW + 60);
    await pump(NOW + 120);
    expect(await counters(id)).toEqual({ taken: 0, waiting: 0, held: 0, listed: 0 });
    expect(await rows("SELECT DISTINCT state, cancel_reason FROM registrations")).toEqual([
      { state: "cancelled", cancel_reason: "session_cancelled" },
    ]);
    expect(await value("SELECT count(*) FROM enrolments WHERE status = 0")).toBe(0);
    for (const one of people) {
      expect((await mailsTo(one)).filter((sent) => sent.subject.includes("n’aura pas lieu"))).toHaveLength(1);
    }
    expect(await value("SELECT count(*) FROM events WHERE type = 'registration.cancelled'")).toBe(3);
    expect((await ask("/ateliers")).html).not.toContain(id);
    expect((await ask("/agenda/departement/94.ics")).html).toContain("STATUS:CANCELLED");
    const own = `${BASE}/${id}`;
    expect((await team.post(`${own}/reponses`, {})).status).toBe(303);
    for (const { status, html } of [
      ...(await Promise.all(["modifier", "equipe", "questionnaires", "ajouter"].map((at) => team.get(`${own}/${at}`)))),
      ...(await Promise.all(
        ["modifier", "places", "message", "equipe/assigner", "equipe/appeler", "besoin", "present", "manque"].map(
          (at) => team.post(`${own}/${at}`, { capacity: "30" }),
        ),
      )),
    ]) {
      expect([status, html.includes("Cette séance est annulée"), html.includes("a agi")]).toEqual([409, true, false]);
    }
    for (const { status, html } of [await team.get(own), await team.get(`${own}/message`)]) {
      const isOffered = /<textarea|Changer cette séance|Ajouter quelqu’un/.test(html);
      expect([status, html.includes("Cette séance est annulée"), isOffered]).toEqual([200, true, false]);
      const acts = Array.from(html.matchAll(/(?:action|href)="([^"]*\/seances\/ses_[^"/]+\/[^"]+)"/g), ([, to]) => to);
      expect(acts.filter((to) => !/\/(?:message|reponses|exporter)$/.test(to ?? ""))).toEqual([]);
    }
    const month = (await team.get(`${BASE}?vue=mois&mois=${dayOf(NOW + 20 * DAY, PARIS).slice(0, 7)}`)).html;
    const card = month.split('<li class="card go session').find((one) => one.includes(id)) ?? "";
    expect([card.startsWith(' off">'), card.includes("annulée"), card.includes("prise")]).toEqual([true, true, false]);
  });

  test("a week shows its sessions day beside day, and where somebody is missing; weeks follow one another", async () => {
    const day = dayOf(NOW + 20 * DAY, PARIS);
    const { html } = await team.get(`${BASE}?vue=semaine&jour=${day}`);
    expect(html).toContain("Il manque quelqu’un pour animer 1");
    expect(html).toMatch(/<a href="[^"]*\/ses_before\/equipe"><strong>/);
    expect(html.split('<ol class="strip">')[1]?.split("<li").length).toBe(8);
    const [, next = ""] = /href="([^"]*)">\s*Semaine suivante/.exec(html) ?? [];
    const after = (await team.get(next.replaceAll("&amp;", "&"))).html;
    expect([after.includes("Rien n’est prévu."), after.includes("ses_before")]).toEqual([true, false]);
    expect((await team.get(`${BASE}?vue=semaine&jour=hier`)).status).toBe(200);
  });

  test("a seat that is confirmed at the very moment of the cancelling is cancelled too, or was never taken", async () => {
    for (let i = 0; i < 10; i++) {
      const id = await openSession({ capacity: 5 });
      await Promise.allSettled([
        confirmed(id, NOW),
        team.post(`${BASE}/${id}/annuler`, { confirme: "oui" }),
        confirmed(id, NOW),
      ]);
      expect(await counters(id)).toEqual({ taken: 0, waiting: 0, held: 0, listed: 0 });
    }
  });

  test("moved: everybody keeps their seat and is told; a bad date changes nothing", async () => {
    const id = await openSession();
    const email = mail();
    await confirmed(id, NOW, { email });
    const at = (day: string) => ({
      lieu: "ven_1",
      debut: `${day}T18:30`,
      fin: `${day}T20:00`,
      cloture: "2026-12-21T09:00",
      savoir: "",
      confirme: "oui",
    });
    const revision = await value("SELECT revision FROM sessions WHERE id = ?1", id);
    const version = `${id}:${String(revision)}`;
    expect((await team.post(`${BASE}/${id}/modifier`, { ...at("2026-11-01"), version })).status).toBe(422);
    expect((await team.post(`${BASE}/${id}/modifier`, { ...at("2027-02-02"), version })).location).toContain(
      "fait=modifier",
    );
    await pump(NOW);
    expect(await value("SELECT starts_at FROM sessions WHERE id = ?1", id)).toBe(instantOf("2027-02-02T18:30", PARIS));
    expect((await mailsTo(email)).some((sent) => sent.subject.startsWith("Changement de date"))).toBe(true);
    expect(await counters(id)).toMatchObject({ taken: 1, held: 1 });
  });

  test("more seats serve the list; fewer than are taken is refused, with how many", async () => {
    const id = await openSession({ capacity: 2 });
    await confirmed(id, NOW);
    await confirmed(id, NOW);
    const email = mail();
    await waitlisted(id, NOW, { email });
    const few = await team.post(`${BASE}/${id}/places`, { capacity: "1" });
    expect([few.status, /2\s+places sont prises/.test(few.html)]).toEqual([422, true]);
    await team.post(`${BASE}/${id}/places`, { capacity: "3" });
    await pump(NOW);
    expect(await rows("SELECT state FROM registrations WHERE state = 'offered'")).toHaveLength(1);
    expect((await mailsTo(email)).length).toBeGreaterThan(1);
    expect(await counters(id)).toMatchObject({ taken: 3, waiting: 0 });
  });

  test("is the coordinator's of that association alone, before it begins, and never a class visit's", async () => {
    const id = await openSession();
    await submitted(id, NOW);
    const facilitator = as((await signedIn(mail(), "facilitator", "org_1")).cookie);
    await organisation("org_2");
    const stranger = as((await signedIn(mail(), "coordinator", "org_2")).cookie);
    for (const [who, base] of [
      [facilitator, BASE],
      [stranger, BASE],
      [stranger, "/espace/structures/org_2/seances"],
    ] as const) {
      expect((await who.post(`${base}/${id}/annuler`, { confirme: "oui" })).status).toBe(404);
    }
    expect((await facilitator.get(`${BASE}/${id}`)).html).not.toContain("Changer cette séance");
    expect((await team.get(`${BASE}/${id}`)).html).toContain("Changer cette séance");
    await run("UPDATE sessions SET visibility = 'private', state = 'closed', opens_at = closes_at WHERE id = ?1", id);
    for (const [act, fields] of Object.entries({
      annuler: { confirme: "oui" },
      places: { capacity: "30" },
    })) {
      expect((await team.post(`${BASE}/${id}/${act}`, fields)).status).toBe(409);
    }
    await run(
      "UPDATE sessions SET visibility = 'public', state = 'open', starts_at = ?1, ends_at = ?2 WHERE id = ?3",
      NOW - 60,
      NOW + HOUR,
      id,
    );
    expect((await team.post(`${BASE}/${id}/annuler`, { confirme: "oui" })).status).toBe(409);
    expect(await value("SELECT state FROM sessions WHERE id = ?1", id)).toBe("open");
  });
});
