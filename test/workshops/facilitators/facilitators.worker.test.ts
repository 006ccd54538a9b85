import { beforeEach, describe, expect, test } from "vitest";

import { asId } from "../../../src/kernel/ids.ts";
import { DAY, HOUR, dayOf, instantOf } from "../../../src/kernel/time.ts";
import { callTeam } from "../../../src/workshops/facilitators/call-team.ts";
import {
  answerCall,
  answerOffer,
  assignTo,
  takeOff,
  watchStaffing,
} from "../../../src/workshops/facilitators/staff-session.ts";
import { withdrawLeaver } from "../../../src/workshops/facilitators/facilitators.store.ts";
import { findAnySession, keepAssociation } from "../../../src/workshops/sessions/session.store.ts";
import { nightly } from "../../../workers/reactor/tick.ts";
import { refusedBecause } from "../../support/refusals.ts";
import { assigned as giving } from "../../support/worker/assigned.ts";
import { mailsTo, pump } from "../../support/worker/reactor.ts";
import { as, member, organisation, signedIn } from "../../support/worker/staff.ts";
import { ask, setClock } from "../../support/worker/web.ts";
import { knock } from "../../support/worker/guidance.ts";
import { workshopsCustody } from "../../../src/workshops/custody.ts";
import { NOW, db, depsAt, idIn, openSession, rows, run, value } from "../../support/worker/world.ts";

const SPACE = "/espace/structures/org_1";
const COORDINATOR = "delivered+fac-coordinator@resend.dev";
const today = dayOf(NOW, "Europe/Paris");
const inDays = (n: number): string => dayOf(NOW + n * DAY, "Europe/Paris");
let session = "";
let coordinator: ReturnType<typeof as>;
let cookie = "";
let people: string[] = [];
beforeEach(async () => {
  await setClock(NOW);
  session = await openSession({ slug: "mon-telephone-mes-limites", startsAt: NOW + 20 * DAY });
  const signed = await signedIn(COORDINATOR, "coordinator", "org_1");
  cookie = signed.cookie;
  coordinator = as(cookie);
  people = [
    await member("delivered+fac-a@resend.dev", "facilitator", "org_1"),
    await member("delivered+fac-b@resend.dev", "facilitator", "org_1"),
  ];
});

const note = (personne: string, over: Record<string, string> = {}) =>
  coordinator.post(`${SPACE}/intervenants/noter`, {
    personne,
    vu: today,
    jusque: inDays(300),
    forme: "01/09/2026",
    ...over,
  });
const idOf = (person: string) => value("SELECT id FROM facilitators WHERE person_id = ?1", person).then(String);
const assign = async (person: string, to = session) =>
  coordinator.post(`${SPACE}/seances/${to}/equipe/assigner`, { qui: await idOf(person) });
const assigned = (to = session) =>
  value("SELECT count(*) FROM session_facilitators WHERE session_id = ?1 AND state = 'assigned'", to);

describe("the honourability check", () => {
  test("is a day, who saw it and until when; no paper, no file, no text can be typed", async () => {
    const page = (await coordinator.get(`${SPACE}/intervenants`)).html;
    expect(page).toContain("Nous ne gardons jamais le document");
    expect(page).not.toMatch(/type="file"|<textarea/);
    expect((await note(people[0] ?? "")).location).toContain("fait=noter");
    const [row] = await rows("SELECT honour_seen_on, honour_until_on, trained_on, honour_seen_by FROM facilitators");
    expect(row).toMatchObject({ honour_seen_on: today, honour_until_on: inDays(300), trained_on: "2026-09-01" });
    expect(String(row?.["honour_seen_by"])).toMatch(/^per_/);
  });

  test.each([
    ["seen tomorrow", { vu: inDays(1) }, "aujourd’hui ou avant"],
    ["good until yesterday", { jusque: inDays(-1) }, "jusqu’à quand il vaut"],
    ["good for four years", { jusque: inDays(4 * 366) }, "3 ans plus tard au plus"],
    ["no training", { forme: "" }, "Écrivez le jour de la formation"],
    ["a day that does not exist", { vu: "31/02/2026" }, "aujourd’hui ou avant"],
  ])("%s: 422 with what to do, and nothing noted", async (_, over, sentence) => {
    const answer = await note(people[0] ?? "", over as Record<string, string>);
    expect([answer.status, answer.html.replaceAll("\u00a0", " ").includes(sentence)]).toEqual([422, true]);
    expect(answer.html).toContain(`href="#${Object.keys(over)[0]}-${people[0]}"`);
    expect(await value("SELECT count(*) FROM facilitators")).toBe(0);
  });

  test("in a list of people each label names the field of its own row", async () => {
    const { html } = await coordinator.get(`${SPACE}/intervenants`);
    const inputs = new Set([...html.matchAll(/<input id="([^"]+)"/g)].map(([, id]) => id));
    const labels = [...html.matchAll(/<label for="([^"]+)"/g)].map(([, id]) => id);
    expect(labels.length).toBeGreaterThanOrEqual(3 * people.length);
    expect(new Set(labels)).toEqual(inputs);
  });

  test("somebody of another team cannot be noted", async () => {
    const stranger = await member("delivered+fac-x@resend.dev", "facilitator", "org_2");
    expect((await note(stranger)).status).toBe(404);
  });
});

describe("assigning", () => {
  test("two adults where minors come: the page says so until the second", async () => {
    for (const person of people) {
      await note(person);
    }
    const path = `${SPACE}/seances/${session}/equipe`;
    await assign(people[0] ?? "");
    expect((await coordinator.get(path)).html).toContain("il faut deux adultes");
    await assign(people[1] ?? "");
    expect((await coordinator.get(path)).html).not.toContain("il faut deux adultes");
    await coordinator.post(`${path}/retirer`, { qui: await idOf(people[0] ?? "") });
    expect(await assigned()).toBe(1);
  });

  test("who comes along to learn is checked, need not be trained, is two at most, and is no adult of those a session needs", async () => {
    const learners = [
      people[1] ?? "",
      await member("delivered+fac-l@resend.dev", "facilitator", "org_1"),
      await member("delivered+fac-m@resend.dev", "facilitator", "org_1"),
    ];
    await note(people[0] ?? "");
    await assign(people[0] ?? "");
    for (const person of learners) {
      await note(person);
    }
    await run("UPDATE facilitators SET trained_on = NULL WHERE person_id <> ?1", people[0] ?? "");
    const along = async (person: string, part = "helper") =>
      coordinator.post(`${SPACE}/seances/${session}/equipe/assigner`, { qui: await idOf(person), part });
    expect((await along(learners[0] ?? "", "lead")).html).toContain("formation n’est pas notée");
    expect((await along(learners[0] ?? "")).location).toContain("fait=assigner");
    expect((await along(learners[1] ?? "")).location).toContain("fait=assigner");
    const third = await along(learners[2] ?? "");
    expect([third.status, third.html.includes("Deux personnes accompagnent déjà")]).toEqual([422, true]);
    const { html } = await coordinator.get(`${SPACE}/seances/${session}/equipe`);
    expect([html.includes("il faut deux adultes"), html.match(/accompagne pour apprendre/g)?.length]).toEqual([
      true,
      2,
    ]);
    await run("UPDATE facilitators SET honour_until_on = ?1 WHERE person_id = ?2", inDays(3), learners[2] ?? "");
    await run("DELETE FROM session_facilitators WHERE part = 'helper'");
    expect((await along(learners[2] ?? "")).status).toBe(422);
  });

  test("what somebody needs to animate is sealed, seen by whoever coordinates alone, said before a place that lacks it, and gone with their role", async () => {
    const theirs = as((await signedIn("delivered+fac-a@resend.dev", "facilitator", "org_1")).cookie);
    await note(people[0] ?? "");
    const say = (...besoins: string[]) => theirs.post(`${SPACE}/mes-seances/besoins`, { besoins });
    expect((await say("pauses", "step_free", "autre")).location).toContain("fait=besoins");
    expect((await theirs.get(`${SPACE}/mes-seances`)).html).toMatch(/value="step_free" checked/);
    const [kept] = await rows("SELECT c.name_sealed FROM facilitator_needs n JOIN contacts c ON c.id = n.needs_id");
    expect(String(kept?.["name_sealed"])).not.toMatch(/step_free|pauses/);
    expect((await coordinator.get(`${SPACE}/intervenants`)).html).toContain("accès sans marche, des pauses");
    expect((await theirs.get(`${SPACE}/intervenants`)).html).not.toContain("des pauses");
    await run("UPDATE venues SET is_step_free = 0");
    const warned = await assign(people[0] ?? "");
    expect([warned.status, warned.html.includes("Assigner quand même"), await assigned()]).toEqual([409, true, 0]);
    const qui = await idOf(people[0] ?? "");
    const anyway = { qui, lieu: "vu" };
    expect((await coordinator.post(`${SPACE}/seances/${session}/equipe/assigner`, anyway)).location).toContain(
      "fait=assigner",
    );
    await say();
    expect(await value("SELECT count(*) FROM facilitator_needs")).toBe(0);
    await say("pauses");
    await say("large_print");
    const contacts = () => value("SELECT count(*) FROM contacts WHERE addr_hash IS NULL");
    expect([await value("SELECT count(*) FROM facilitator_needs"), await contacts()]).toEqual([1, 1]);
    expect((await theirs.post(`${SPACE}/quitter`, { confirme: "oui" })).status).toBe(303);
    await pump(NOW + 60);
    expect([await value("SELECT count(*) FROM facilitator_needs"), await contacts()]).toEqual([0, 0]);
  });

  test("a first name is shown to families by its owner's own yes alone: off before, one word, sealed, on what they give until it ends, and gone with their role", async () => {
    const theirs = as((await signedIn("delivered+fac-a@resend.dev", "facilitator", "org_1")).cookie);
    const other = await openSession({ slug: "mon-telephone-mes-limites", startsAt: NOW + 25 * DAY });
    const page = async (id = session) => (await ask(`/ateliers/seances/${id}`)).html;
    const say = (prenom: string, ligne = "") => theirs.post(`${SPACE}/mes-seances/prenom`, { prenom, ligne });
    await note(people[0] ?? "");
    await assign(people[0] ?? "");
    const before = await page();
    expect(before).not.toMatch(/Awa|fac-a/);
    for (const [prenom, ligne, why] of [
      ["Awa Diallo", "", "Écrivez votre prénom seul"],
      ["", "", "Écrivez votre prénom seul"],
      ["Awa", "Appelez le 06 12 34 56 78", "numéro de téléphone"],
    ] as const) {
      const answer = await say(prenom, ligne);
      expect([answer.status, answer.html.includes(why), answer.html.includes(`value="${ligne}"`)]).toEqual([
        422,
        true,
        true,
      ]);
    }
    expect(await value("SELECT count(*) FROM facilitator_names")).toBe(0);
    expect((await say("Awa", "anime depuis 2024")).location).toContain("fait=prenom");
    expect((await theirs.get(`${SPACE}/mes-seances?fait=prenom`)).html).toContain("se lit sur la page des séances");
    expect(await page()).toMatch(/<strong>Awa<\/strong>, anime depuis 2024/);
    expect(await page(other)).not.toContain("Awa");
    const [kept] = await rows("SELECT c.name_sealed FROM facilitator_names n JOIN contacts c ON c.id = n.name_id");
    expect(String(kept?.["name_sealed"])).not.toContain("Awa");
    await run("UPDATE session_facilitators SET part = 'helper'");
    expect(await page()).not.toContain("Awa");
    await run("UPDATE session_facilitators SET part = 'lead'");
    await setClock(NOW + 21 * DAY);
    expect(await page()).not.toContain("Awa");
    await setClock(NOW);
    expect((await theirs.post(`${SPACE}/mes-seances/prenom`, { retirer: "oui" })).location).toContain(
      "fait=prenom-retire",
    );
    expect(await page()).toBe(before);
    await say("Awa");
    const contact = await idIn("ctc", "SELECT contact_id FROM people WHERE id = ?1", people[0] ?? "");
    expect(await workshopsCustody.show(depsAt(NOW), contact)).toContainEqual(
      expect.objectContaining({ prenom: "Awa" }),
    );
    expect((await theirs.post(`${SPACE}/quitter`, { confirme: "oui" })).status).toBe(303);
    await pump(NOW + 60);
    expect([await value("SELECT count(*) FROM facilitator_names"), await page()]).toEqual([0, before]);
  });

  test("whoever animates has one page for the day: place, entry, hours, numbers and the team's notes, nobody's name; others of other teams have none", async () => {
    const theirs = as((await signedIn("delivered+fac-a@resend.dev", "facilitator", "org_1")).cookie);
    const path = `${SPACE}/seances/${session}/fiche`;
    await run("UPDATE venues SET access_text = 'Sonnez au 2', is_step_free = 0");
    const wrong = await coordinator.post(path, { equipe: "Appelez le 06 12 34 56 78" });
    expect([wrong.status, wrong.html.includes("numéro de téléphone"), wrong.html.includes("Appelez le 06")]).toEqual([
      422,
      true,
      true,
    ]);
    expect((await coordinator.post(path, { equipe: "La clé est à l’accueil" })).location).toContain("fait=notes");
    expect((await theirs.post(path, { equipe: "x" })).status).not.toBe(303);
    const html = (await theirs.get(path)).html.replaceAll("\u00a0", " ");
    for (const words of [
      "La clé est à l’accueil",
      "Pour entrer : Sonnez au 2",
      "sans marche : non assuré",
      "jusqu’à",
      "il en faut 2",
    ]) {
      expect(html).toContain(words);
    }
    expect(html).not.toContain("<textarea");
    const stranger = as((await signedIn("delivered+fac-z@resend.dev", "facilitator", "org_2")).cookie);
    expect((await stranger.get(path)).html).not.toContain("La clé");
  });

  test("a check that ends before the day is refused by the database itself", async () => {
    await note(people[0] ?? "", { jusque: inDays(19) });
    const answer = await assign(people[0] ?? "");
    expect([answer.status, answer.html.includes("ne couvre pas ce jour")]).toEqual([422, true]);
    expect(await assigned()).toBe(0);
    expect(await value("SELECT count(*) FROM events WHERE type = 'facilitator.assigned'")).toBe(0);
  });

  test("booked twice at the same hour is refused, two at once included, in whichever association", async () => {
    const [one = ""] = people;
    await note(one);
    const other = await openSession({ slug: "premier-telephone", startsAt: NOW + 20 * DAY + HOUR });
    const later = await openSession({ slug: "premier-telephone", startsAt: NOW + 20 * DAY + 2 * HOUR });
    const both = await Promise.all([assign(one, session), assign(one, other)]);
    expect(both.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([303, 422]);
    expect(both.find((answer) => answer.status === 422)?.html).toContain("anime déjà une autre séance");
    expect(Number(await assigned(session)) + Number(await assigned(other))).toBe(1);
    const first = (await assigned(session)) === 1 ? session : other;
    if (first === session) {
      expect((await assign(one, later)).status).toBe(303); // it begins when the first ends
    }
  });

  test("facilitators see their sessions and cannot assign; others see nothing", async () => {
    const { cookie: theirs } = await signedIn("delivered+fac-a@resend.dev", "facilitator", "org_1");
    const me = as(theirs);
    await note(people[0] ?? "");
    await assign(people[0] ?? "");
    expect((await me.get(`${SPACE}/mes-seances`)).html).toContain("Mon téléphone, mes limites");
    expect((await me.get(`${SPACE}/intervenants`)).status).toBe(404);
    expect((await me.post(`${SPACE}/seances/${session}/equipe/assigner`, { qui: "x" })).status).toBe(404);
  });
});

describe("the team is called", () => {
  const CALLED = "L’équipe est appelée";
  const call = (over: Record<string, string> = {}) =>
    coordinator.post(`${SPACE}/seances/${session}/equipe/appeler`, over);
  const come = async (email: string) => {
    const me = as((await signedIn(email, "facilitator", "org_1")).cookie);
    return { me, answer: () => me.post(`${SPACE}/mes-seances/venir`, { seance: session }) };
  };
  const called = async (email: string) =>
    (await mailsTo(email)).filter(({ subject }) => subject.startsWith("On cherche")).map(({ text }) => text);

  test("those who are checked and free get one mail with their dates; of three who answer at once the two that lack come", async () => {
    const emails = ["a", "b", "c", "busy", "late"].map(
      (who) => `delivered+call-${who}-${String(Date.now())}@resend.dev`,
    );
    const ids = [];
    for (const email of emails) {
      ids.push(await member(email, "facilitator", "org_1"));
    }
    for (const id of ids.slice(0, 4)) {
      await note(id);
    }
    await note(ids[4] ?? "", { jusque: inDays(10) });
    const next = await openSession({ slug: "mon-telephone-mes-limites", startsAt: NOW + 27 * DAY });
    await run("UPDATE sessions SET series_id = 'ser_1' WHERE id IN (?1, ?2)", session, next);
    await assign(ids[3] ?? "", await openSession({ startsAt: NOW + 20 * DAY + HOUR }));
    expect((await coordinator.get(`${SPACE}/seances/${session}/equipe`)).html).toMatch(/3.personnes de l’équipe/);
    // Pressed twice, by two of the team: one mail all the same.
    const pressed = await Promise.all([call({ portee: "toutes" }), call({ portee: "toutes" })]);
    expect(pressed.map(({ location }) => location.includes("fait=appeler"))).toEqual([true, true]);
    await pump(NOW);
    const told = await Promise.all(emails.map(called));
    expect(told.map((mails) => mails.map((text) => text.split("Atelier numérique").length - 1))).toEqual([
      [2],
      [2],
      [2],
      [1],
      [],
    ]);

    const three = await Promise.all(emails.slice(0, 3).map(come));
    expect((await three[0]?.me.get(`${SPACE}/mes-seances`))?.html).toContain("Je viens");
    const answers = await Promise.all(three.map(({ answer }) => answer()));
    expect(answers.map(({ status }) => status).toSorted((x, y) => x - y)).toEqual([303, 303, 409]);
    expect(answers.find(({ status }) => status === 409)?.html).toContain("Quelqu’un a répondu avant vous");
    expect(await assigned()).toBe(2);
    const again = await three[answers.findIndex(({ status }) => status === 303)]?.answer();
    expect([again?.status, await assigned()]).toEqual([303, 2]); // pressed twice is once
    const busy = await come(emails[3] ?? "");
    expect((await busy.answer()).status).toBe(409);
    expect((await call()).html).toContain("Personne ne manque à ces dates");
  });

  test("a call that asks first: whoever answers offers to come, the coordinator says yes to one and no to another, each is told", async () => {
    for (const person of people) {
      await note(person);
    }
    await call({ accord: "on" });
    const emails = ["delivered+fac-a@resend.dev", "delivered+fac-b@resend.dev"];
    for (const email of emails) {
      const { me, answer } = await come(email);
      expect((await answer()).location).toContain("fait=proposer");
      expect((await answer()).location).toContain("fait=proposer"); // pressed twice is once
      expect((await me.get(`${SPACE}/mes-seances`)).html).toContain("Vous avez proposé de venir");
    }
    expect(await assigned()).toBe(0);
    await pump(NOW);
    const subjects = async (email: string) => (await mailsTo(email)).map(({ subject }) => subject);
    expect(await subjects(COORDINATOR)).toContain("Quelqu’un de l’équipe propose d’animer une séance");
    const page = `${SPACE}/seances/${session}/equipe`;
    const [yes = "", no = ""] = await Promise.all(people.map(idOf));
    expect((await coordinator.get(page)).html.match(/Dire oui/g)).toHaveLength(2);
    expect((await coordinator.post(`${page}/accepter`, { qui: yes })).location).toContain("fait=assigner");
    expect((await coordinator.post(`${page}/non`, { qui: no })).location).toContain("fait=decliner");
    expect((await coordinator.post(`${page}/accepter`, { qui: no })).status).toBe(422); // nobody offers any more
    await pump(NOW);
    expect([
      (await subjects(emails[0] ?? "")).at(-1),
      (await subjects(emails[1] ?? "")).at(-1),
      await assigned(),
    ]).toEqual(["C’est oui : vous animez cette séance", "Cette fois, quelqu’un d’autre anime", 1]);
  });

  test("nobody who could come is said, and nobody is written to; a call that never was is answered by nobody", async () => {
    const nobody = await call();
    expect([nobody.status, nobody.html.includes("vérifié et libre")]).toEqual([422, true]);
    await note(people[0] ?? "");
    const { answer } = await come("delivered+fac-a@resend.dev");
    expect([(await answer()).status, await assigned()]).toEqual([409, 0]);
    await call();
    await run("UPDATE facilitators SET honour_until_on = ?1", inDays(5));
    const lapsed = await answer();
    expect([lapsed.status, await assigned()]).toEqual([409, 0]);
    expect(lapsed.html).toContain("Votre vérification ne couvre pas ce jour"); // who presses is spoken to
  });

  test("a call that the coordinator has filled by hand is filled: nobody is asked any more, and nobody comes by it", async () => {
    const late = await member("delivered+fac-late@resend.dev", "facilitator", "org_1");
    const more = await member("delivered+fac-more@resend.dev", "facilitator", "org_1");
    for (const person of people.concat(late, more)) {
      await note(person);
    }
    await call();
    const { me, answer } = await come("delivered+fac-late@resend.dev");
    for (const person of people) {
      expect((await me.get(`${SPACE}/mes-seances`)).html).toContain("Je viens");
      expect((await assign(person)).status).toBe(303);
    }
    expect((await me.get(`${SPACE}/mes-seances`)).html).not.toContain("Je viens");
    expect([(await answer()).status, await assigned()]).toEqual([409, 2]);
    expect([(await assign(more)).status, await assigned()]).toEqual([303, 3]); // the coordinator still may
  });

  test("whoever is taken off, or leaves the team, leaves their part to be answered again; taken off twice, one part", async () => {
    const late = await member("delivered+fac-late@resend.dev", "facilitator", "org_1");
    for (const person of people.concat(late)) {
      await note(person);
    }
    await call();
    for (const person of people) {
      await assign(person);
    }
    const came = () => value("SELECT came FROM session_calls WHERE session_id = ?1", session);
    const { me, answer } = await come("delivered+fac-late@resend.dev");
    expect([await came(), (await answer()).status]).toEqual([2, 409]);
    const off = { qui: await idOf(people[0] ?? "") };
    await coordinator.post(`${SPACE}/seances/${session}/equipe/retirer`, off);
    await coordinator.post(`${SPACE}/seances/${session}/equipe/retirer`, off);
    expect(await came()).toBe(1);
    expect((await me.get(`${SPACE}/mes-seances`)).html).toContain("Je viens");
    expect([(await answer()).status, await assigned(), await came()]).toEqual([303, 2, 2]);
    const left = people[1] ?? "";
    await run("UPDATE memberships SET ended_at = ?1 WHERE person_id = ?2", NOW, left);
    await db.batch(withdrawLeaver(left, "org_1", NOW).concat(withdrawLeaver(left, "org_1", NOW)));
    expect([await assigned(), await came()]).toEqual([1, 1]);
  });

  test("a call is of the association that holds the session: handed over, the old team sees none, the heir's own call shows", async () => {
    await note(people[0] ?? "");
    await call();
    const { me } = await come("delivered+fac-a@resend.dev");
    expect((await me.get(`${SPACE}/mes-seances`)).html).toContain("Je viens");
    await organisation("org_2");
    const heir = as((await signedIn("delivered+fac-heir@resend.dev", "coordinator", "org_2")).cookie);
    const theirs = await member("delivered+fac-h@resend.dev", "facilitator", "org_2");
    const there = as((await signedIn("delivered+fac-h@resend.dev", "facilitator", "org_2")).cookie);
    await db.batch(keepAssociation("org_2", "L’autre", NOW));
    await run("UPDATE sessions SET association_id = 'org_2' WHERE id = ?1", session);
    expect((await me.get(`${SPACE}/mes-seances`)).html).not.toContain("Je viens");
    const space = "/espace/structures/org_2";
    const page = async () => (await heir.get(`${space}/seances/${session}/equipe`)).html;
    expect(await page()).not.toContain(CALLED);
    const checks = { personne: theirs, vu: today, jusque: inDays(300), forme: "01/09/2026" };
    expect((await heir.post(`${space}/intervenants/noter`, checks)).location).toContain("fait=noter");
    expect((await heir.post(`${space}/seances/${session}/equipe/appeler`, {})).location).toContain("fait=appeler");
    expect((await there.get(`${space}/mes-seances`)).html).toContain("Je viens");
    expect(await page()).toContain(CALLED);
  });
});

/** The session, as it stands. */
const standing = async () => {
  const found = await findAnySession(db, asId("ses", session));
  if (found === null) {
    throw new Error("not there");
  }
  return found;
};
refusedBecause(assignTo, [
  [
    "cancelled",
    async () => {
      await note(people[0] ?? "");
      const facilitatorId = await idOf(people[0] ?? "");
      await run("UPDATE sessions SET state = 'cancelled' WHERE id = ?1", session);
      return assignTo(depsAt(NOW), { session: await standing(), facilitatorId, by: "per_1" });
    },
  ],
]);
refusedBecause(assignTo, [
  [
    "no_room",
    async () => {
      const ids = [];
      for (const n of [1, 2, 3]) {
        const person = await member(`delivered+fac-h${n}@resend.dev`, "facilitator", "org_1");
        await note(person);
        ids.push(await idOf(person));
      }
      const [first = "", second = "", third = ""] = ids;
      for (const facilitatorId of [first, second]) {
        await assignTo(depsAt(NOW), { session: await standing(), facilitatorId, by: "per_1", part: "helper" });
      }
      return assignTo(depsAt(NOW), { session: await standing(), facilitatorId: third, by: "per_1", part: "helper" });
    },
  ],
]);
test("each act on somebody's part is one, however often it is pressed at once: one event, and each is told once", async () => {
  await note(people[0] ?? "");
  const facilitatorId = await idOf(people[0] ?? "");
  const here = await standing();
  const deps = () => depsAt(NOW);
  const by = "per_1";
  const thrice = (act: () => Promise<unknown>) => Promise.all([1, 2, 3].map(() => act()));
  const told = async () =>
    Object.fromEntries(
      (
        await rows<{ type: string; n: number }>(
          "SELECT type, count(*) AS n FROM events WHERE type LIKE 'facilitator.%' AND type <> 'facilitator.checked' GROUP BY type",
        )
      ).map(({ type, n }) => [type, n]),
    );
  await callTeam(deps(), { lacking: [{ session: here, wanted: 2 }], association: "org_1", by, asksFirst: true });
  await thrice(() => answerCall(deps(), { session: here, facilitatorId, by }));
  expect(await told()).toEqual({ "facilitator.offered": 1 });
  await thrice(() => answerOffer(deps(), { session: here, facilitatorId, by, isYes: true }));
  expect(await told()).toEqual({ "facilitator.offered": 1, "facilitator.answered": 1, "facilitator.assigned": 1 });
  expect(await rows("SELECT data->>'isYes' AS yes FROM events WHERE type = 'facilitator.answered'")).toEqual([
    { yes: 1 },
  ]);
  await thrice(() => takeOff(deps(), { session: here, facilitatorId, by }));
  await takeOff(deps(), { session: here, facilitatorId: "fac_nobody", by });
  expect((await told())["facilitator.withdrawn"]).toBe(1);
});

test("a check that ends is told of once at each distance, though a night was missed or done twice", async () => {
  await note(people[0] ?? "", { jusque: inDays(60) });
  const watched = async (days: number): Promise<number> =>
    (await watchStaffing(depsAt(NOW + days * DAY), () => "parent")).length;
  expect([await watched(0), await watched(0), await watched(1), await watched(2)]).toEqual([1, 0, 0, 0]);
  // The thirtieth night before the end was missed.
  expect([await watched(29), await watched(31), await watched(32), await watched(53)]).toEqual([0, 1, 0, 1]);
});

refusedBecause(answerOffer, [
  [
    "not_found",
    async () =>
      answerOffer(depsAt(NOW), { session: await standing(), facilitatorId: "fac_x", by: "per_1", isYes: false }),
  ],
]);
refusedBecause(answerCall, [
  [
    "filled",
    async () => {
      await note(people[0] ?? "");
      const facilitatorId = await idOf(people[0] ?? "");
      return answerCall(depsAt(NOW), { session: await standing(), facilitatorId, by: "per_1" });
    },
  ],
]);
refusedBecause(callTeam, [
  ["nobody_lacks", () => callTeam(depsAt(NOW), { lacking: [], association: "org_1", by: "per_1" })],
  [
    "nobody_free",
    async () => {
      const lacking = [{ session: await standing(), wanted: 2 }];
      return callTeam(depsAt(NOW), { lacking, association: "org_1", by: "per_1" });
    },
  ],
]);

describe("the secret calendar", () => {
  test("shows what one gives, neutral and without a name; a new address silences the old", async () => {
    const { cookie: theirs } = await signedIn("delivered+fac-a@resend.dev", "facilitator", "org_1");
    await note(people[0] ?? "");
    await assign(people[0] ?? "");
    const address = async (): Promise<string> =>
      /\/agenda\/intervenant\/[a-z2-7]{20}\.ics/.exec((await as(theirs).get(`${SPACE}/mes-seances`)).html)?.[0] ?? "";
    const old = await address();
    const feed = await ask(old);
    expect(feed.html).toContain("SUMMARY:Atelier numérique");
    expect(feed.headers.get("cache-control")).toContain("no-store");
    expect((await as(theirs).post(`${SPACE}/mes-seances/agenda`, {})).status).toBe(303);
    expect([(await ask(old)).status, (await ask(await address())).status]).toEqual([404, 200]);
    expect((await ask("/agenda/intervenant/aaaaaaaaaaaaaaaaaaaa.ics")).status).toBe(404);
  });
});

describe("alerts", () => {
  test("60, 30 and 7 days before a check ends, the coordinator is told, once each", async () => {
    await note(people[0] ?? "", { jusque: inDays(60) });
    for (const day of [0, 1, 30, 53, 54]) {
      const at = NOW + day * DAY;
      await nightly(depsAt(at));
      await pump(at);
    }
    const told = (await mailsTo(COORDINATOR)).filter((mail) => mail.subject.includes("vérification"));
    expect(told).toHaveLength(3);
    expect(told[0]?.text).toContain("nous ne gardons jamais le document");
  });

  const missing = async (address: string) =>
    (await mailsTo(address)).filter((mail) => mail.subject.includes("il manque quelqu’un"));
  const night = async (days: number): Promise<void> => {
    const at = instantOf("2026-12-01T03:05", "Europe/Paris") + days * DAY;
    await nightly(depsAt(at));
    await pump(at + 60);
    expect(await missing(COORDINATOR)).toHaveLength(days === 19 ? 0 : 1);
    await knock(at + 5 * HOUR); // 8:05
  };

  test("three weeks and one week before, while an adult is missing, who coordinates is told once for all their sessions, late nights or not", async () => {
    const told = async () =>
      (await mailsTo(COORDINATOR)).filter(
        ({ subject, text }) => subject.startsWith("Il manque encore") && text.includes(session),
      );
    const watch = async (days: number): Promise<void> => {
      const at = instantOf("2026-12-01T03:05", "Europe/Paris") + days * DAY;
      await nightly(depsAt(at));
      await knock(at + 5 * HOUR);
    };
    await note(people[0] ?? "");
    await note(people[1] ?? "");
    const other = await openSession({ slug: "mon-telephone-mes-limites", startsAt: NOW + 19 * DAY });
    const full = await openSession({ slug: "mon-telephone-mes-limites", startsAt: NOW + 18 * DAY });
    await assign(people[0] ?? "", full);
    await assign(people[1] ?? "", full);
    await watch(1);
    const [mail, ...more] = await told();
    expect([more.length, [session, other, full].map((id) => mail?.text.includes(`${id}/equipe`))]).toEqual([
      0,
      [true, true, false],
    ]);
    await watch(2);
    await watch(10);
    expect(await told()).toHaveLength(1);
    await assign(people[0] ?? "", other);
    await assign(people[1] ?? "", other);
    await watch(14); // the night of the thirteenth was missed
    expect((await told()).map(({ text }) => text.includes(other))).toEqual([true, false]);
    await watch(15);
    expect(await told()).toHaveLength(2);
  });

  test("sessions of minors with one adult the day before: one mail for each, once, by day; the list opens all the same", async () => {
    await signedIn("delivered+fac-staff@resend.dev");
    await note(people[0] ?? "");
    await assign(people[0] ?? "");
    const other = await openSession({ slug: "mon-telephone-mes-limites", startsAt: NOW + 20 * DAY + HOUR });
    const nobody = await openSession({ slug: "mon-telephone-mes-limites", startsAt: NOW + 20 * DAY + 2 * HOUR });
    await run("UPDATE sessions SET taken = 1 WHERE id <> ?1", nobody);
    await night(19);
    for (const address of [COORDINATOR, "delivered+fac-staff@resend.dev"]) {
      const [mail, ...more] = await missing(address);
      expect(more).toEqual([]);
      expect([session, other, nobody].map((id) => mail?.text.includes(id))).toEqual([true, true, false]);
    }
    await night(20);
    expect(await missing(COORDINATOR)).toHaveLength(1);
    await setClock(NOW + 20 * DAY - HOUR);
    const again = as((await signedIn(COORDINATOR, "coordinator", "org_1")).cookie);
    const page = await again.get(`${SPACE}/seances/${session}`);
    expect(page.html).toContain("Il manque un adulte");
    expect((await again.post(`${SPACE}/seances/${session}/manque`, {})).location).toContain("fait=manque");
  });

  const todo = async (one: ReturnType<typeof as>) =>
    /<h2 id="faire">.*?<\/section>/s.exec((await one.get(SPACE)).html)?.[0].replaceAll("\u00a0", " ") ?? "";

  test("a session in three days without enough of a team is what a coordinator has to do, and nobody else; one in a month is not yet", async () => {
    await openSession({ slug: "mon-telephone-mes-limites", startsAt: NOW + 30 * DAY });
    await setClock(NOW + 17 * DAY);
    const here = as((await signedIn(COORDINATOR, "coordinator", "org_1")).cookie);
    const facilitator = as((await signedIn("delivered+fac-b@resend.dev", "facilitator", "org_1")).cookie);
    expect(await todo(here)).toMatch(
      new RegExp(`href="${SPACE}/seances/${session}/equipe".*Il manque 2 adultes.*dans 3 jours`, "s"),
    );
    expect((await todo(here)).match(/<li/g)).toHaveLength(2);
    expect(await todo(facilitator)).toBe("");
    for (const person of people) {
      await giving(asId("per", person), session);
    }
    expect(await todo(here)).not.toContain(session);
    await setClock(NOW + 8 * DAY);
    await openSession({ slug: "mon-telephone-mes-limites", startsAt: NOW + 60 * DAY });
    expect(
      (await todo(as((await signedIn(COORDINATOR, "coordinator", "org_1")).cookie))).match(/<li/g) ?? [],
    ).toHaveLength(0);
  });

  test("« Il manque un adulte », pressed at the door, is told once, and stands first among what a coordinator and the operators have to do, until somebody is assigned or it is over", async () => {
    for (const person of people) {
      await giving(asId("per", person), session);
    }
    await setClock(NOW + 20 * DAY - HOUR);
    const here = as((await signedIn(COORDINATOR, "coordinator", "org_1")).cookie);
    expect(await todo(here)).toBe("");
    const operator = as((await signedIn("delivered+fac-staff@resend.dev")).cookie);
    const ours = async () =>
      (await operator.get("/console")).html.match(/href="(\/console\/seances\/ses_[^"]+)"/)?.[1] ?? null;
    expect(await ours()).toBeNull();
    await Promise.all([1, 2, 3].map(() => here.post(`${SPACE}/seances/${session}/manque`, {})));
    expect(await ours()).toBe(`/console/seances/${session}`);
    expect(await value("SELECT count(*) FROM events WHERE type = 'session.understaffed'")).toBe(1);
    expect(await todo(here)).toMatch(new RegExp(`${session}/equipe.*signale qu’il manque un adulte`, "s"));
    await setClock(NOW + 20 * DAY - HOUR + 60);
    await run("UPDATE session_facilitators SET updated_at = ?1", NOW + 20 * DAY - HOUR + 30);
    expect([await todo(here), await ours()]).toEqual(["", null]);
    await here.post(`${SPACE}/seances/${session}/manque`, {});
    expect([(await todo(here)).includes(session), (await ours())?.includes(session)]).toEqual([true, true]);
    await setClock(NOW + 20 * DAY + 5 * HOUR);
    expect([await todo(here), await ours()]).toEqual(["", null]);
  });
});
