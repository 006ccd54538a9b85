import { beforeEach, describe, expect, test } from "vitest";

import { DAY, HOUR } from "../../../src/kernel/time.ts";
import {
  SLOT,
  asked,
  colleague,
  aTeacherAndAnAssociation,
  association,
  authorised,
  linkIn,
  newest,
  passing,
  stateOf,
  subjects,
  teacher,
} from "../../support/worker/classes.ts";
import { assigned } from "../../support/worker/assigned.ts";
import { member } from "../../support/worker/staff.ts";
import { mailsTo, pump } from "../../support/worker/reactor.ts";
import { ask, send, setClock } from "../../support/worker/web.ts";
import { NOW, counters, rows, run, value } from "../../support/worker/world.ts";

const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, " ");
let email = "";
let head = "";
let aso: Awaited<ReturnType<typeof association>>;
beforeEach(async () => {
  ({ email, head, aso } = await aTeacherAndAnAssociation());
});
/** Everybody is still signed in when the clock has jumped. */
const awake = (at: number) => run("UPDATE logins SET expires_at = ?1, seen_at = ?2, created_at = ?2", at + DAY, at);
/** A visit that is fixed on the school's first date, with the yes of the official address. */
async function fixed() {
  const request = await asked(email);
  await send(`${await linkIn(head, "/accord/")}/oui`, {});
  await aso.answer(request.id, "accepter", { creneau: String(SLOT) });
  await pump(NOW);
  return request;
}

describe("the head's silence", () => {
  test("is reminded of after 7, 14 and 19 days: three mails to the official address in all, and always who asked, with words to say", async () => {
    const { id } = await asked(email);
    await pump(NOW);
    const days: [number, number, number][] = [];
    const count = async (): Promise<[number, number]> => [
      (await subjects(head)).filter((one) => one.startsWith("Rappel")).length,
      (await subjects(email)).filter((one) => one.startsWith("Votre direction n’a pas")).length,
    ];
    for (let day = 1; day <= 20; day++) {
      const before = await count();
      await passing(day * DAY + HOUR);
      const after = await count();
      if (after.join() !== before.join()) {
        days.push([day, after[0] - before[0], after[1] - before[1]]);
      }
    }
    // Day, then mails to the head, then mails to the person who asked: the last, on a Sunday, two days before Tuesday 18:00.
    expect(days).toEqual([
      [7, 1, 1],
      [14, 1, 1],
      [20, 0, 1],
    ]);
    const told = (await subjects(head)).filter((one) => one.includes("atelier"));
    expect(told).toEqual([
      "Un atelier en classe attend votre accord",
      "Rappel : un atelier en classe attend votre accord",
      "Rappel : un atelier en classe attend votre accord",
    ]);
    const mine = (await mailsTo(email)).filter((mail) => mail.subject === "Votre direction n’a pas encore répondu");
    expect(mine.map(({ text }) => text.includes("Il reste deux jours"))).toEqual([false, false, true]);
    expect(mine[0]?.text).toContain("C’est une page et deux boutons");
    expect(mine[0]?.text).toMatch(/\/accord\//);
    expect(await stateOf(id)).toBe("awaiting_head");
  });

  test("answered, nobody is reminded any more; an answer by the handed link is told to the official address", async () => {
    const { head: link } = await asked(email);
    await setClock(NOW + HOUR);
    await send(`${link}/oui`, {});
    await pump(NOW + HOUR);
    expect(await newest(head, "Une réponse a été donnée au nom de votre direction")).toContain("a été donné");
    await passing(8 * DAY);
    expect((await subjects(head)).filter((one) => one.startsWith("Rappel"))).toEqual([]);
    expect(await value("SELECT count(*) FROM workshop_requests WHERE head_remind_at IS NOT NULL")).toBe(0);
  });
});

describe("what ended opens again", () => {
  test("lapsed: same link and classes, dates that passed drop out and others are given, the head is asked again; twice at most", async () => {
    const { id, page } = await asked(email);
    await pump(NOW);
    await passing(50 * DAY);
    expect(await stateOf(id)).toBe("lapsed");
    expect((await ask(page)).html).toContain("Rouvrir la demande");
    expect((await send(`${page}/relancer`, { creneau1: "hier" })).status).toBe(422);
    await send(`${page}/relancer`, { creneau1: "2027-03-16T10:00" });
    await pump(NOW + 50 * DAY);
    expect(await stateOf(id)).toBe("awaiting_head");
    expect(plain((await ask(page)).html)).toContain("mardi 16 mars 2027 : 10 h – 11 h 50, 13 h 30 – 15 h 20");
    expect((await subjects(head)).filter((one) => one === "Un atelier en classe attend votre accord")).toHaveLength(2);
    await passing(72 * DAY);
    await send(`${page}/relancer`, {});
    expect([await stateOf(id), await value("SELECT reopened FROM workshop_requests")]).toEqual(["awaiting_head", 2]);
    await passing(94 * DAY);
    expect(await stateOf(id)).toBe("lapsed");
    await send(`${page}/relancer`, {});
    expect(await stateOf(id)).toBe("lapsed");
    expect((await ask(page)).html).not.toContain("Rouvrir la demande");
  });

  test("nobody could come: open again, an association that had declined does not see it again", async () => {
    const other = await association("org_2");
    const { id, page } = await authorised(email);
    await aso.answer(id, "passer", { raison: "too_far" });
    await run("UPDATE workshop_requests SET reminded_at = 1, widened_at = 1, expires_at = ?1", NOW);
    await passing(60);
    expect(await stateOf(id)).toBe("declined");
    await send(`${page}/relancer`, {});
    expect(await stateOf(id)).toBe("open");
    const sees = async (one: typeof aso) =>
      (await ask(one.base, { headers: { cookie: one.cookie } })).html.includes("Deux-Rives");
    expect([await sees(aso), await sees(other)]).toEqual([false, true]);
  });

  test("called off by the association: one press asks the others; the dates stand, the old sessions stay cancelled", async () => {
    const other = await association("org_2");
    const { id, page } = await fixed();
    await aso.answer(id, "annuler", { confirme: "oui", raison: "no_one" });
    await pump(NOW);
    const told = await newest(email, "Votre demande d’atelier");
    expect(told).toContain("plus personne de disponible");
    // Who agreed that they come expects them at the gate.
    const gate = plain(await newest(head, "La venue d’une association est annulée"));
    expect(gate).toMatch(/L’association ne peut plus venir[\s\S]*prévu le jeudi 14 janvier 2027 à 10 h/);
    await send(`${page}/relancer`, {});
    await pump(NOW);
    expect(await stateOf(id)).toBe("open");
    expect((await ask(aso.base, { headers: { cookie: aso.cookie } })).html).not.toContain("Deux-Rives");
    expect((await other.answer(id, "accepter", { creneau: String(SLOT) })).location).toContain("fait=accepter");
    expect(await rows("SELECT state, count(*) AS n FROM sessions GROUP BY state ORDER BY state")).toEqual([
      { state: "cancelled", n: 2 },
      { state: "closed", n: 2 },
    ]);
  });
});

describe("numbers", () => {
  test("26 becomes 31: session, seats and page follow in one batch, the association is told; two more are not worth a mail; not after the eve, 18:00", async () => {
    const { id, page } = await fixed();
    expect((await send(`${page}/nombres`, { eleves1: "400", eleves2: "24", adults: "2" })).status).toBe(422);
    await send(`${page}/nombres`, { eleves1: "31", eleves2: "24", adults: "3" });
    await pump(NOW);
    const sessions = await rows<{ id: string }>("SELECT id FROM sessions ORDER BY starts_at");
    const held = await Promise.all(sessions.map((session) => counters(session.id)));
    expect(held).toMatchObject([
      { taken: 34, held: 34 },
      { taken: 27, held: 27 },
    ]);
    const told = plain(await newest(aso.email, "Les nombres d’un atelier en classe ont changé"));
    expect(told).toContain("55 élèves, 3 adultes");
    await send(`${page}/nombres`, { eleves1: "32", eleves2: "25", adults: "3" });
    await pump(NOW);
    expect((await subjects(aso.email)).filter((one) => one.startsWith("Les nombres"))).toHaveLength(1);
    await setClock(SLOT - 15 * HOUR);
    await send(`${page}/nombres`, { eleves1: "20", eleves2: "20", adults: "1" });
    expect(await value("SELECT sum(pupils) FROM workshop_request_groups WHERE workshop_request_id = ?1", id)).toBe(57);
  });
});

describe("a class joins, or is left out", () => {
  const plus = { niveauPlus: "4e", lettrePlus: "c", elevesPlus: "21", cadrePlus: "segpa" };
  const hours = () =>
    rows<{ starts_at: number; state: string }>("SELECT starts_at, state FROM sessions ORDER BY starts_at, id");

  test("in a visit that is fixed: its session comes in the same batch, after the last or at its own hour; both sides and the head are told, the others keep theirs", async () => {
    const { id, page } = await fixed();
    const late = await send(`${page}/ajouter-classe`, { ...plus, elevesPlus: "", debut: "2027-01-14T17:00" });
    expect([late.status, plain(late.html).includes("élèves de 1 à 40")]).toEqual([422, true]);
    const lunch = await send(`${page}/ajouter-classe`, { ...plus, debut: "2027-01-14T17:00" });
    expect([lunch.status, plain(lunch.html).includes("finirait à 18 h 50")]).toEqual([422, true]);
    expect((await send(`${page}/ajouter-classe`, plus)).location).toContain("fait=ajouter-classe");
    await pump(NOW);
    expect((await hours()).map(({ starts_at }) => starts_at)).toEqual([SLOT, SLOT + 3.5 * HOUR, SLOT + 5.5 * HOUR]);
    const shown = plain((await ask(page)).html);
    expect(shown).toContain("15 h 30 – 17 h 20 : 4e C, SEGPA, 21 élèves");
    expect(plain(await newest(aso.email, "Les nombres d’un atelier en classe ont changé"))).toContain("4e C, SEGPA");
    expect(plain(await newest(head, "Les classes d’un atelier ont changé"))).toContain("3 classes, 71 élèves");
    expect(plain(await newest(email, "Les classes de votre atelier ont changé"))).toContain("15 h 30 – 17 h 20");

    // The first is left out: the visit begins with the second, its reminders too.
    expect((await send(`${page}/retirer-classe`, { classe: "1" })).html).toContain("les autres gardent leurs heures");
    await send(`${page}/retirer-classe`, { classe: "1", confirme: "oui" });
    await pump(NOW);
    expect((await hours()).map(({ state }) => state)).toEqual(["cancelled", "closed", "closed"]);
    expect(await rows("SELECT position, pupils FROM workshop_request_groups")).toEqual([
      { position: 1, pupils: 24 },
      { position: 2, pupils: 21 },
    ]);
    expect(await value("SELECT starts_at FROM workshop_requests WHERE id = ?1", id)).toBe(SLOT + 3.5 * HOUR);
    expect(await value("SELECT anchor_at FROM enrolments WHERE status = 0")).toBe(SLOT + 3.5 * HOUR);
    await send(`${page}/retirer-classe`, { classe: "1", confirme: "oui" });
    await pump(NOW);
    expect(await value("SELECT expires_at FROM workshop_requests WHERE id = ?1", id)).toBe(SLOT + 5.5 * HOUR + 6600);
    await send(`${page}/retirer-classe`, { classe: "1", confirme: "oui" });
    expect((await hours()).filter(({ state }) => state === "closed")).toHaveLength(1);
    // Called off and asked again, the dates that were asked for still fit the classes that are left.
    await aso.answer(id, "annuler", { confirme: "oui", raison: "no_one" });
    await send(`${page}/relancer`, {});
    const other = await association("org_2");
    const left = Number(await value("SELECT min(starts_at) FROM visit_plans"));
    expect((await other.answer(id, "accepter", { creneau: String(left) })).location).toContain("fait=accepter");
  });

  test("before anybody answers: the school's plans are laid out anew; one into which it does not fit drops out, none fits is told", async () => {
    const { id, page } = await asked(email);
    const starts = () =>
      rows(
        "SELECT rank, position, starts_at FROM visit_plans WHERE workshop_request_id = ?1 ORDER BY rank, position",
        id,
      );
    expect(await starts()).toHaveLength(4);
    // The second date begins at 14:00: a third class would end at 19:50 there.
    await send(`${page}/ajouter-classe`, plus);
    expect(await starts()).toMatchObject([{ rank: 1 }, { rank: 1 }, { rank: 1, starts_at: SLOT + 5.5 * HOUR }]);
    const full = await send(`${page}/ajouter-classe`, plus);
    expect([full.status, plain(full.html).includes("répartissez sur deux jours")]).toEqual([422, true]);
    await send(`${page}/ajouter-classe`, { ...plus, debut: "2027-01-15T08:00" });
    expect(await starts()).toHaveLength(4);
    expect(plain((await ask(page)).html)).toContain("puis vendredi 15 janvier 2027 : 8 h – 9 h 50");
    await send(`${page}/retirer-classe`, { classe: "2", confirme: "oui" });
    expect((await starts()).map(({ position }) => position)).toEqual([1, 2, 3]);
    expect((await subjects(head)).filter((one) => one.startsWith("Les classes"))).toEqual([]);
  });
});

describe("a visit that is fixed moves by two yeses", () => {
  const DATES = { creneau1: "2027-02-02T10:00", creneau2: "2027-02-04T08:00", creneau2_2: "2027-02-05T08:00" };

  test("the old date stands until the other side agrees; then sessions, calendar and reminders follow, and the head is told, and whoever animates", async () => {
    const { id, page } = await fixed();
    const [animates, classes] = [teacher(), await rows<{ id: string }>("SELECT id FROM sessions ORDER BY starts_at")];
    const person = await member(animates, "facilitator", "org_1");
    for (const one of classes) {
      await assigned(person, one.id);
    }
    await aso.answer(id, "deplacer", DATES);
    await pump(NOW);
    expect(await value("SELECT min(starts_at) FROM sessions")).toBe(SLOT);
    const told = plain(await newest(email, "L’association demande une autre date"));
    expect(told).toContain("jeudi 4 février 2027 : 8 h – 9 h 50 ; puis vendredi 5 février 2027 : 8 h – 9 h 50");
    expect((await ask(page)).html).toContain("Une autre date vous est demandée");
    expect((await aso.answer(id, "accepter-date", { autre: String(SLOT + 21 * DAY - 2 * HOUR) })).location).toContain(
      "change",
    );
    expect((await send(`${page}/accepter-date`, { autre: "1" })).status).toBe(422);
    const other = SLOT + 21 * DAY - 2 * HOUR;
    expect((await send(`${page}/accepter-date`, { autre: String(other) })).location).toContain("fait=accepter-date");
    await pump(NOW);
    expect(await rows("SELECT starts_at, ends_at, ics_sequence FROM sessions ORDER BY starts_at")).toEqual([
      { starts_at: other, ends_at: other + 110 * 60, ics_sequence: 1 },
      { starts_at: other + DAY, ends_at: other + DAY + 110 * 60, ics_sequence: 1 },
    ]);
    expect(await rows("SELECT anchor_at, status FROM enrolments")).toEqual([{ anchor_at: other, status: 0 }]);
    expect(await value("SELECT expires_at FROM workshop_requests")).toBe(other + DAY + 110 * 60);
    expect(await subjects(email)).toContain("Votre atelier a changé de date");
    expect(await subjects(aso.email)).toContain("Un atelier en classe a changé de date");
    expect(
      (await subjects(head)).filter((one) => one === "Une association vient dans votre établissement"),
    ).toHaveLength(2);
    expect((await ask(`${page}/agenda.ics`)).html).toContain("DTSTART;TZID=Europe/Paris:20270204T080000");
    expect(await subjects(animates)).toEqual(["Des séances que vous animez ont changé"]);
    expect(plain(await newest(animates, "Des séances que vous animez ont changé"))).toContain(
      "avant : jeudi 14 janvier 2027 à 10 h",
    );
    await send(`${page}/retirer-classe`, { classe: "2", confirme: "oui" });
    await pump(NOW + 1);
    await setClock(NOW + HOUR);
    await send(`${page}/annuler`, { confirme: "oui" });
    await pump(NOW + HOUR);
    expect((await subjects(animates)).filter((one) => one.includes("annulée"))).toEqual([
      "Une séance que vous deviez animer est annulée",
      "Une séance que vous deviez animer est annulée",
    ]);
  });

  test("one open move at a time; kept by the other side, or by its silence, the date does not change and who asked is told", async () => {
    const { id, page } = await fixed();
    await send(`${page}/deplacer`, DATES);
    await pump(NOW);
    expect(await subjects(aso.email)).toContain("Un établissement demande une autre date");
    expect((await aso.answer(id, "deplacer", DATES)).status).toBe(409);
    await aso.answer(id, "garder-date");
    await pump(NOW);
    expect(await subjects(email)).toContain("La date de votre atelier ne change pas");
    await aso.answer(id, "deplacer", DATES);
    await pump(NOW);
    await passing(10 * DAY);
    expect(await subjects(aso.email)).toContain("La date d’un atelier en classe ne change pas");
    expect([
      await value("SELECT min(starts_at) FROM sessions"),
      await value("SELECT move_by FROM workshop_requests"),
    ]).toEqual([SLOT, null]);
  });

  test("both sides ask at one instant: one date is asked for, and the other side reads it and answers; two answers at one instant are one", async () => {
    const { id, page } = await fixed();
    const beside = await colleague(page);
    const both = await Promise.all([
      send(`${page}/deplacer`, { creneau1: "2027-02-02T10:00" }),
      aso.answer(id, "deplacer", { creneau1: "2027-02-09T10:00" }),
    ]);
    expect(both.filter(({ location }) => location?.includes("fait=deplacer"))).toHaveLength(1);
    // The other one reads what they had typed, and answers first.
    const late = both.find(({ status }) => status === 409);
    expect(late?.html).toMatch(/Ce que vous aviez écrit n’est pas parti[\s\S]*(?:2|9)\sfévrier/);
    expect(await value("SELECT count(*) FROM events WHERE type = 'workshop_request.move_asked'")).toBe(1);
    // Whoever was first, the association asks now: the school's two people answer against each other.
    await send(`${page}/garder-date`, {});
    await aso.answer(id, "garder-date");
    await aso.answer(id, "deplacer", { creneau1: "2027-02-09T10:00" });
    const other = SLOT + 26 * DAY;
    const answers = await Promise.all([
      send(`${page}/accepter-date`, { autre: String(other) }),
      send(`${beside}/garder-date`, {}),
      send(`${page}/annuler`, { confirme: "oui", raison: "strike" }),
    ]);
    // Called off ends it whatever came before; of yes and no, one at most was heard.
    const heard = answers.filter(({ location }) => !location?.includes("fait=change"));
    const told = await rows<{ type: string }>(
      "SELECT type FROM events WHERE subject = ?1 AND type IN ('workshop_request.moved', 'workshop_request.move_declined', 'workshop_request.cancelled') ORDER BY id",
      id,
    );
    expect(heard).toHaveLength(told.length - 1);
    expect(told.slice(1).filter(({ type }) => type !== "workshop_request.cancelled").length).toBeLessThan(2);
    const at = told.some(({ type }) => type === "workshop_request.moved") ? other : SLOT;
    expect(await value("SELECT min(starts_at) FROM sessions")).toBe(at);
    expect(await value("SELECT starts_at FROM workshop_requests")).toBe(at);
  });

  test("less than 48 hours before, no other date is asked for", async () => {
    const { page } = await fixed();
    await setClock(SLOT - 47 * HOUR);
    await send(`${page}/deplacer`, DATES);
    expect(await value("SELECT move_by FROM workshop_requests")).toBeNull();
    expect((await ask(page)).html).not.toContain("Proposer une autre date");
  });
});

describe("the head, once more", () => {
  test("reads who comes and when, and may take the yes back until the first class: both sides are told, nobody is reminded", async () => {
    const { id } = await fixed();
    const told = plain(await newest(head, "Une association vient dans votre établissement"));
    expect(told).toContain("Structure org_1");
    expect(told).toContain("10 h – 11 h 50 : 4e, 3e, 26 élèves");
    const link = await linkIn(head, "/accord/");
    const seen = plain((await ask(link)).html);
    expect(seen).toContain("Structure org_1 vient le jeudi 14 janvier 2027");
    expect(seen).toContain("10 h – 11 h 50, 13 h 30 – 15 h 20");
    expect((await send(`${link}/retirer`, {})).html).toContain("prévenues par message");
    expect(await stateOf(id)).toBe("scheduled");
    await send(`${link}/retirer`, { confirme: "oui" });
    await pump(NOW);
    expect(await stateOf(id)).toBe("cancelled");
    expect(await newest(email, "Votre demande d’atelier")).toContain("a retiré son accord");
    expect(await newest(aso.email, "Une demande d’atelier qui s’arrête")).toContain("a retiré son accord");
    expect(await rows("SELECT DISTINCT state, taken FROM sessions")).toEqual([{ state: "cancelled", taken: 0 }]);
    expect(await value("SELECT count(*) FROM enrolments WHERE status = 0")).toBe(0);
    expect((await ask(link)).html).toContain("Vous avez retiré votre accord");
  });

  test("tells apart: agreed and waiting, this association on this day, refused, stopped by somebody else", async () => {
    const { id, page } = await asked(email);
    const link = await linkIn(head, "/accord/");
    await send(`${link}/oui`, {});
    const says = async () => plain((await ask(link)).html);
    expect(await says()).toContain("Aucune association n’a encore répondu");
    await aso.answer(id, "accepter", { creneau: String(SLOT) });
    expect(await says()).toContain("Structure org_1 vient le jeudi 14 janvier 2027");
    await send(`${page}/annuler`, { confirme: "oui", raison: "closure" });
    expect(await says()).toContain("L’établissement l’a annulée");
    const again = await asked(teacher());
    await send(`${again.head}/non`, {});
    expect(plain((await ask(again.head)).html)).toContain("Votre accord n’est pas donné");
    const gone = await asked(teacher());
    await send(`${gone.page}/retirer`, { confirme: "oui" });
    expect(plain((await ask(gone.head)).html)).toContain("La personne qui l’avait faite l’a reprise");
  });
});

describe("called off late, and not held", () => {
  test("under fifteen days before, the other side is told so and says that it knows; before, nothing is asked", async () => {
    const { id, page } = await fixed();
    await setClock(SLOT - 14 * DAY);
    await awake(SLOT - 14 * DAY);
    await aso.answer(id, "annuler", { confirme: "oui", raison: "closure" });
    await pump(SLOT - 14 * DAY);
    expect(await newest(email, "Votre demande d’atelier")).toContain("moins de quinze jours");
    expect((await ask(page)).html).toContain("Dire que l’annulation est vue");
    await send(`${page}/vu`, {});
    expect((await ask(page)).html).not.toContain("Dire que l’annulation est vue");
    expect(await value("SELECT acknowledged_at FROM workshop_requests")).toBeGreaterThan(0);
  });

  test("a visit that did not happen is said by either side for seven days, counts apart, and has no paper", async () => {
    const { id, page } = await fixed();
    await passing(SLOT - NOW + DAY);
    expect(await stateOf(id)).toBe("done");
    expect((await send(`${page}/pas-tenue`, {})).status).toBe(422);
    await send(`${page}/pas-tenue`, { raison: "class_absent" });
    expect(plain((await ask(page)).html)).toContain("La séance n’a pas eu lieu : la classe n’était pas là");
    expect((await send(`${page}/attestation`, {})).status).toBe(409);
    await awake(SLOT + DAY);
    expect((await aso.answer(id, "pas-tenue", { raison: "no_room" })).location).toContain("change");
    expect(await value("SELECT not_held FROM workshop_requests")).toBe("class_absent");
  });
});
