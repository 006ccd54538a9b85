import { beforeEach, describe, expect, test } from "vitest";

import type { SessionId } from "../../../src/kernel/ids.ts";
import { DAY, HOUR } from "../../../src/kernel/time.ts";
import { answerNeed } from "../../../src/workshops/presence/answer-need.ts";
import { type Comer, addByHand } from "../../../src/workshops/seats/add-by-hand.ts";
import { eraseAllOf } from "../../../src/workshops/erase.ts";
import { nightly } from "../../../workers/reactor/tick.ts";
import { refusedBecause } from "../../support/refusals.ts";
import { assigned } from "../../support/worker/assigned.ts";
import { sessionOf } from "../../support/worker/editing.ts";
import { address, managePath } from "../../support/worker/manage.ts";
import { confirmed, must, unique, waitlisted } from "../../support/worker/people.ts";
import { mailsTo, pump } from "../../support/worker/reactor.ts";
import { as, comeBack, signedIn } from "../../support/worker/staff.ts";
import { ask as askFor, setClock } from "../../support/worker/web.ts";
import { NOW, counters, depsAt, openSession, rows, run, value } from "../../support/worker/world.ts";

const START = NOW + 20 * DAY;
let session: SessionId;
let base = "";
let coordinator: ReturnType<typeof as>;
let animates: ReturnType<typeof as>;
let others: ReturnType<typeof as>;
let staff: ReturnType<typeof as>;
beforeEach(async () => {
  await setClock(NOW);
  session = await openSession({ capacity: 3 });
  base = `/espace/structures/org_1/seances/${session}`;
  const mail = () => `delivered+${unique()}@resend.dev`;
  coordinator = as((await signedIn(mail(), "coordinator", "org_1")).cookie);
  const one = await signedIn(mail(), "facilitator", "org_1");
  await assigned(one.person, session);
  animates = as(one.cookie);
  others = as((await signedIn(mail(), "facilitator", "org_1")).cookie);
  staff = as((await signedIn(mail())).cookie);
});
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, " ").replaceAll("’", "'");
const keyIn = (html: string): string => / name="cle" value="([^"]*)"/.exec(html)?.[1] ?? "";
const ANA = { prenom: "Ana", age: "18_plus", places: "1", parole: "", email: "" };
const add = async (who: ReturnType<typeof as>, over: Record<string, string> = {}) =>
  who.post(`${base}/ajouter`, { ...ANA, cle: keyIn((await who.get(`${base}/ajouter`)).html), ...over });

describe("who sees first names", () => {
  test("by role and hour, as one table: names on the page, names when asked for, counts alone, nothing", async () => {
    await confirmed(session, NOW, { name: "Maëlle" });
    const hours = { "20 days before": NOW, "two hours before": START - 2 * HOUR, after: START + 2 * HOUR + 2 * DAY };
    const who = () => ({ coordinator, animates, others, staff });
    const seen: Record<string, string[]> = {};
    for (const [when, at] of Object.entries(hours)) {
      await comeBack(at);
      for (const [role, one] of Object.entries(who())) {
        const page = await one.get(base);
        const asked = await one.post(`${base}/prenoms`, {});
        const sheet = await one.post(`${base}/feuille`, {});
        const sees = (answer: { status: number; html: string }, what: string) =>
          answer.html.includes("Maëlle") ? [what] : [];
        const words = [...sees(page, "page"), ...sees(asked, "asked"), ...sees(sheet, "sheet")];
        (seen[when] ??= []).push(`${role}: ${page.status === 404 ? "no page" : words.join(" ") || "counts"}`);
      }
    }
    expect(seen).toEqual({
      "20 days before": ["coordinator: asked sheet", "animates: counts", "others: counts", "staff: no page"],
      "two hours before": [
        "coordinator: page asked sheet",
        "animates: page asked sheet",
        "others: counts",
        "staff: no page",
      ],
      after: ["coordinator: page asked sheet", "animates: counts", "others: counts", "staff: no page"],
    });
  });

  test("each list that is opened stands in the trail, before a name is shown; a refused one does not", async () => {
    await confirmed(session, NOW, { name: "Maëlle" });
    await coordinator.post(`${base}/prenoms`, {});
    await coordinator.post(`${base}/feuille`, { besoins: "on" });
    await others.post(`${base}/prenoms`, {});
    expect(await rows("SELECT data FROM events WHERE type = 'list.opened' ORDER BY id")).toEqual([
      { data: '{"what":"screen"}' },
      { data: '{"what":"sheet"}' },
    ]);
  });

  test("beside a first name stands that a minor comes, and whether under 15; of an adult nothing", async () => {
    await confirmed(session, NOW, { name: "Maëlle" });
    await confirmed(session, NOW, { name: "Ugo", ageBand: "15_17" });
    await confirmed(session, NOW, { name: "Inès", ageBand: "11_14" });
    const asked = plain((await coordinator.post(`${base}/prenoms`, {})).html);
    expect([...asked.matchAll(/<li>((?:Maëlle|Ugo|Inès)[^<]*)<\/li>/g)].map(([, line]) => line)).toEqual([
      "Inès, moins de 15 ans",
      "Maëlle",
      "Ugo, mineur, 15 ans ou plus",
    ]);
    await comeBack(START);
    expect(plain((await coordinator.get(base)).html)).toMatch(/Inès.{0,400}moins de 15 ans/s);
  });

  test("the sheet holds no address, and needs only when they are asked for", async () => {
    const email = address();
    await confirmed(session, NOW, { name: "Maëlle", email, needs: ["large_print"] });
    const without = (await coordinator.post(`${base}/feuille`, {})).html;
    const withNeeds = (await coordinator.post(`${base}/feuille`, { besoins: "on" })).html;
    expect([without, withNeeds].map((html) => [html.includes(email), html.includes("gros caractères")])).toEqual([
      [false, false],
      [false, true],
    ]);
  });
});

describe("somebody who is written down by hand", () => {
  test("without an address has a seat at once and is never written to; figures count them, and they are erased like others", async () => {
    await pump(NOW);
    const before = await value("SELECT count(*) FROM messages");
    expect((await add(coordinator, { places: "2" })).location).toContain("fait=ajoute");
    expect(await counters(session)).toMatchObject({ taken: 2, held: 2 });
    await pump(NOW);
    await pump(START - DAY);
    expect(await value("SELECT count(*) FROM messages")).toBe(before);
    expect(await rows("SELECT source, contact_id, state FROM registrations")).toEqual([
      { source: "phone", contact_id: null, state: "confirmed" },
    ]);
    expect(plain((await coordinator.get(base)).html)).toContain("2 personnes pour l'instant");
    await comeBack(START);
    expect((await animates.get(base)).html).toContain("Ana");
    await run("UPDATE sessions SET state = 'done'");
    await nightly(depsAt(START + 60 * DAY));
    expect(
      await rows(
        "SELECT name_sealed FROM contacts WHERE name_sealed IS NOT NULL AND id IN (SELECT contact_id FROM participants)",
      ),
    ).toEqual([]);
    expect(await value("SELECT erased_at IS NOT NULL FROM registrations")).toBe(1);
  });

  test("with an address nobody is confirmed by what another types: a hold, and the usual proof", async () => {
    const email = address();
    expect((await add(coordinator, { email })).location).toContain("fait=ajoute-mail");
    await pump(NOW);
    expect(await rows("SELECT state FROM registrations")).toEqual([{ state: "held" }]);
    expect((await mailsTo(email)).length).toBe(1);
  });

  test("before the day the list comes first; at the door the room alone decides, and a full room is refused", async () => {
    for (let i = 0; i < 3; i += 1) {
      await confirmed(session, NOW);
    }
    await waitlisted(session, NOW);
    await run("UPDATE sessions SET capacity = 4 WHERE id = ?1", session);
    const early = await add(coordinator);
    expect([early.status, plain(early.html).includes("Des personnes attendent")]).toEqual([422, true]);
    await comeBack(START + HOUR / 2);
    expect((await add(animates)).location).toContain("fait=ajoute");
    const full = await add(animates, { prenom: "Ugo" });
    expect([full.status, full.html.includes('value="Ugo"'), plain(full.html).includes("La salle est pleine")]).toEqual([
      422,
      true,
      true,
    ]);
    expect(await counters(session)).toMatchObject({ taken: 4, held: 4 });
    expect((await others.get(`${base}/ajouter`)).status).toBe(409);
  });

  test("a child comes on a parent's word, recorded by what was given and by whom; without it is refused and nothing typed is lost", async () => {
    const without = await add(coordinator, { prenom: "Noé", age: "11_14" });
    expect([without.status, without.html.includes('value="Noé"'), without.html.includes('href="#parole"')]).toEqual([
      422,
      true,
      true,
    ]);
    await add(coordinator, { prenom: "Noé", age: "11_14", parole: "paper" });
    const [event] = await rows<{ data: string }>("SELECT data FROM events WHERE type = 'registration.added'");
    expect(JSON.parse(event?.data ?? "{}")).toMatchObject({ parentWord: "paper", source: "phone", seats: 1 });
    expect(await rows("SELECT parent_word FROM registrations")).toEqual([{ parent_word: "paper" }]);
  });

  test("sent twice is one seat; the last seat goes to one of two", async () => {
    const cle = keyIn((await coordinator.get(`${base}/ajouter`)).html);
    await Promise.all([add(coordinator, { cle }), add(coordinator, { cle })]);
    expect((await counters(session)).taken).toBe(1);
    await add(coordinator);
    const answers = await Promise.all([add(coordinator), add(coordinator)]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 422]);
    expect(await counters(session)).toMatchObject({ taken: 3, held: 3 });
  });
});

describe("a need", () => {
  test("is answered once for all who have it: one mail each, on their page; who cannot be helped reads of other dates; erased with the need", async () => {
    const [signs, both, none] = [address(), address(), address()];
    const id = await confirmed(session, NOW, { email: signs, needs: ["sign_language"] });
    await confirmed(session, NOW, { email: both, needs: ["sign_language", "large_print"] });
    await confirmed(session, NOW, { email: none });
    await pump(NOW);
    expect(plain((await coordinator.get(base)).html)).toContain("Interprète en langue des signes : 2 personnes");
    expect(
      (await coordinator.post(`${base}/besoin`, { besoin: "sign_language", reponse: "cannot" })).location,
    ).toContain("fait=besoin");
    await pump(NOW);
    const told = async (email: string) =>
      (await mailsTo(email))
        .filter(({ subject }) => subject.includes("réponse à une demande"))
        .map(({ text }) => plain(text));
    expect((await told(signs)).map((text) => text.includes("choisir une autre date"))).toEqual([true]);
    expect([(await told(both)).length, (await told(none)).length]).toEqual([1, 0]);
    expect(plain((await askFor(await managePath(id))).html)).toContain("Nous n'y arrivons pas");
    expect(plain((await coordinator.get(base)).html)).toContain("Nous n'y arrivons pas.");
    await eraseAllOf(
      depsAt(NOW),
      (await rows<{ contact_id: `ctc_${string}` }>("SELECT contact_id FROM registrations WHERE id = ?1", id))[0]
        ?.contact_id ?? "ctc_",
    );
    expect(await rows("SELECT needs, answers FROM participants WHERE registration_id = ?1", id)).toEqual([
      { needs: "[]", answers: "{}" },
    ]);
    expect((await animates.post(`${base}/besoin`, { besoin: "large_print", reponse: "planned" })).status).toBe(409);
  });
});

const ONE: Comer = { name: "Ana", ageBand: "18_plus", seats: 1, needs: [], email: null, parentWord: null };
const byHand = async (over: Partial<Comer>, now = NOW) =>
  addByHand(depsAt(now), {
    session: await sessionOf(depsAt(now), session),
    comer: { ...ONE, ...over },
    key: `hand-${unique()}`,
    person: "per_1",
  });
refusedBecause(addByHand, [
  ["closed", () => byHand({}, START + 3 * HOUR)],
  ["full", () => byHand({ seats: 4 })],
  [
    "queue_first",
    async () => {
      for (let i = 0; i < 3; i += 1) {
        await confirmed(session, NOW);
      }
      await waitlisted(session, NOW);
      await run("UPDATE sessions SET capacity = 4 WHERE id = ?1", session);
      return byHand({});
    },
  ],
  ["parent_needed", () => byHand({ ageBand: "under_11" })],
  ["child_address", () => byHand({ ageBand: "under_11", email: address() })],
  [
    "too_often",
    async () => {
      session = await openSession({ capacity: 200 });
      for (let i = 0; i < 60; i += 1) {
        must(await byHand({ email: address() }));
      }
      return byHand({ email: address() });
    },
  ],
]);
refusedBecause(answerNeed, [
  [
    "nobody",
    async () => {
      const one = await sessionOf(depsAt(NOW), session);
      return answerNeed(depsAt(NOW), { session: one, need: "large_print", answer: "planned", person: "per_1" });
    },
  ],
  [
    "not_possible",
    async () => {
      const one = await sessionOf(depsAt(NOW), session);
      return answerNeed(depsAt(START), { session: one, need: "large_print", answer: "planned", person: "per_1" });
    },
  ],
]);
