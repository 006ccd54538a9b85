import { beforeEach, describe, expect, test } from "vitest";

import { recordEvent } from "../../../src/platform/outbox.ts";
import { directoryEvent } from "../../../src/workshops/schools/directory.events.ts";
import { newId } from "../../../src/platform/ids.ts";
import { DAY } from "../../../src/kernel/time.ts";
import {
  SLOT,
  UAI,
  asked,
  askClass,
  aTeacherAndAnAssociation,
  authorised,
  type association,
  linkIn,
  newest,
  passing,
  stateOf,
  subjects,
  teacher,
  CLASS_FORM,
} from "../../support/worker/classes.ts";
import { pump } from "../../support/worker/reactor.ts";
import { ask, send, solved } from "../../support/worker/web.ts";
import { NOW, db, rows, run, value } from "../../support/worker/world.ts";
import { byHand } from "../../support/worker/led.ts";

let email = "";
let head = "";
let aso: Awaited<ReturnType<typeof association>>;
beforeEach(async () => {
  ({ email, head, aso } = await aTeacherAndAnAssociation());
});

describe("finding the school", () => {
  test("by words of its name and town, by its UAI; a wrong key says what is wrong, an unknown one too", async () => {
    expect((await ask("/etablissements/demande?nom=Rives+Cr%C3%A9")).html).toContain(`/etablissements/demande/${UAI}`);
    expect((await ask(`/etablissements/demande?nom=${UAI.toLowerCase()}`)).location).toBe(
      `/etablissements/demande/${UAI}`,
    );
    expect((await ask("/etablissements/demande?nom=0000202A")).html).toContain(
      "La lettre finale de l’UAI ne correspond pas",
    );
    expect((await ask("/etablissements/demande?nom=0750654D")).html).toContain("il n’est pas dans l’annuaire");
    expect((await ask("/etablissements/demande?nom=zzz")).html).toContain("Aucun établissement à ce nom");
    const withoutLetter = await ask(`/etablissements/demande?nom=${UAI.slice(0, 7)}`);
    expect([withoutLetter.status, withoutLetter.html.includes(`/etablissements/demande/${UAI}`)]).toEqual([200, true]);
    const lacking = (await ask("/etablissements/demande?nom=rives+creteil+zzz")).html;
    expect(lacking).toMatch(/n’a tous ces mots. Voici sans «\szzz\s»/);
    expect(lacking).toContain("Collège des Deux-Rives");
  });

  test("a school that the directory no longer has cannot be asked for; a request that is under way goes on, and everybody reads it there", async () => {
    const { id, page, head: link } = await asked(email);
    const says = async (path: string, cookie = ""): Promise<boolean> =>
      (await ask(path, { headers: { cookie } })).html.includes("l’annuaire officiel ne le connaît plus");
    const everybody = () => Promise.all([says(page), says(link), says(`${aso.base}/${id}`, aso.cookie)]);
    expect(await everybody()).toEqual([false, false, false]);
    await run("UPDATE schools SET status = 'absent'");
    expect(await everybody()).toEqual([true, true, true]);
    expect(await stateOf(id)).toBe("awaiting_head");
    expect((await ask(`/etablissements/demande/${UAI}`)).status).toBe(303);
    const form = await solved("/etablissements/demande/absent");
    expect((await send(`/etablissements/demande/${UAI}`, { ...form, ...CLASS_FORM, email })).location).toContain(
      "?nom=",
    );
    expect(await value("SELECT count(*) FROM workshop_requests")).toBe(1);
  });
});

describe("a school that closes", () => {
  const imported = async (seconds: number): Promise<void> => {
    const about = { id: newId("evt"), subject: newId("imp"), at: NOW + seconds, actor: "import:schools" };
    const counts = { rows: 1, rejected: 0, added: 0, changed: 0, absent: 1 };
    await db.batch([recordEvent(directoryEvent("directory.imported", about, counts))]);
    await passing(seconds + 600);
  };

  test("a new directory without it: who asked and who comes are told once, with what to do; who only waits is not", async () => {
    const told = async (): Promise<number[]> => {
      const all = await Promise.all([subjects(email), subjects(aso.email)]);
      return all.map((list) => list.filter((one) => /annuaire/.test(one)).length);
    };
    const { id } = await authorised(email);
    await imported(0);
    expect(await told()).toEqual([0, 0]);
    await aso.answer(id, "accepter", { creneau: String(SLOT) });
    await run("UPDATE schools SET status = 'absent', updated_at = 2");
    await imported(DAY);
    await imported(2 * DAY);
    expect(await told()).toEqual([1, 1]);
    expect(await newest(email, "L’annuaire ne connaît plus votre établissement")).toMatch(
      /annulez la venue[\s\S]*\/demandes\//,
    );
    // Found again, then lost again: that is news.
    await run("UPDATE schools SET updated_at = 3");
    await imported(3 * DAY);
    expect(await told()).toEqual([2, 2]);
  });
});

describe("asking", () => {
  test("nothing is known to anybody before the click; then the head, the requester and the association are told, once", async () => {
    expect(byHand((await askClass(email)).location)).toBe("/etablissements/envoye");
    const page = await linkIn(email, "/demandes/");
    expect(await subjects(head)).not.toContain("Un atelier en classe attend votre accord");
    expect((await ask(aso.base, { headers: { cookie: aso.cookie } })).html).toContain("Rien n’attend");
    expect((await ask(page)).html).toContain("Envoyer ma demande");
    await send(`${page}/confirmer`, {});
    await send(`${page}/confirmer`, {});
    await pump(NOW);
    await pump(NOW + 60);
    expect(await subjects(email)).toEqual([
      "Un clic pour envoyer votre demande d’atelier",
      "Votre demande d’atelier est partie",
    ]);
    expect((await subjects(head)).filter((one) => one.includes("accord"))).toHaveLength(1);
    expect(await subjects(aso.email)).toContain("Une demande d’atelier près de chez vous");
    const inbox = (await ask(aso.base, { headers: { cookie: aso.cookie } })).html;
    expect(inbox).toContain("Collège des Deux-Rives");
    expect(inbox).toContain("accord en cours");
    expect(inbox).not.toContain(email);
  });

  test("no pupil's name, no free text, no telephone number has a column or a field", async () => {
    const { html } = await ask(`/etablissements/demande/${UAI}`);
    expect(html).not.toMatch(/<textarea|type="tel"/);
    const columns = await rows<{ name: string }>(
      "SELECT name FROM pragma_table_info('workshop_requests') UNION SELECT name FROM pragma_table_info('workshop_request_groups')",
    );
    expect(columns.map(({ name }) => name).filter((name) => /note|comment|text|phone|name/.test(name))).toEqual([]);
  });

  test("what is wrong is told at its field, with what was typed still there", async () => {
    const answer = await askClass(email, { eleves1: "4000", creneau1: "2026-12-25T23:00" });
    expect(answer.status).toBe(422);
    expect(answer.html).toContain('value="4000"');
    expect(answer.html).toContain('href="#eleves1"');
    expect(answer.html).toContain('href="#creneau1"');
    expect(answer.html).toContain(`value="${email}"`);
    expect(await value("SELECT count(*) FROM workshop_requests")).toBe(0);
  });

  test("a class that the workshop was not written for is asked about once: with the box ticked it leaves as any other", async () => {
    const path = `/etablissements/demande/${UAI}`;
    const younger = { ...CLASS_FORM, niveau1: "6e_5e", email };
    // All that is wrong is said at once.
    const wrong = await send(path, { ...(await solved(path)), ...younger, email: "x", eleves1: "99" });
    expect([wrong.html.includes("Une de vos classes est ailleurs"), wrong.html.includes('href="#email"')]).toEqual([
      true,
      true,
    ]);
    const first = await send(path, { ...(await solved(path)), ...younger });
    expect(first.status).toBe(422);
    expect(first.html).toContain("Une de vos classes est ailleurs (6e, 5e)");
    expect(await value("SELECT count(*) FROM workshop_requests")).toBe(0);
    const again = await send(path, { ...(await solved(path)), ...younger, quandMeme: "on" });
    expect([byHand(again.location), await value("SELECT count(*) FROM workshop_requests")]).toEqual([
      "/etablissements/envoye",
      1,
    ]);
  });

  test("what is usual is folded; what is not, or what has to be mended there, stands open", async () => {
    const path = `/etablissements/demande/${UAI}`;
    const isOpen = ({ html }: { html: string }): boolean => {
      const [fold = ""] =
        html.slice(0, html.indexOf('name="lunch"')).match(/<details class="fold"[^>]*>(?![\s\S]*<details)/) ?? [];
      expect(fold).not.toBe("");
      return fold.includes(" open");
    };
    const filled = (over: Record<string, string>) => send(path, { ...CLASS_FORM, voir: "heures", ...over });
    expect(isOpen(await ask(path))).toBe(false);
    expect(isOpen(await ask(`${path}?pour=org_1`))).toBe(true);
    expect(isOpen(await filled({ lunch: "12:00", place: "school" }))).toBe(false);
    expect(isOpen(await filled({ lunch: "11:30" }))).toBe(true);
    expect(isOpen(await filled({ place: "other" }))).toBe(true);
    const atNoon = await filled({ creneau1: "2027-01-14T12:15" });
    expect(atNoon.html).toContain("changez l’heure, ou la pause");
    expect(isOpen(atNoon)).toBe(true);
  });

  test("a place that is not whole yet has the holidays of its département all the same", async () => {
    const path = "/etablissements/demande/absent";
    const on = async (departement: string, day: string): Promise<string> =>
      (await send(path, { ...CLASS_FORM, voir: "heures", departement, creneau1: `${day}T10:00` })).html;
    expect(await on("67", "2027-03-26")).toContain("férié");
    expect(await on("75", "2027-03-26")).not.toContain("férié");
    expect(await on("971", "2027-05-27")).toContain("férié");
  });

  test("the end of each class is shown before anything is sent, and again before the click", async () => {
    const seen = await askClass(email, { voir: "heures", eleves1: "", creneau1: "2027-01-14T08:00" });
    expect([seen.status, seen.html.replaceAll("\u00a0", " ")]).toEqual([
      200,
      expect.stringContaining("jeudi 14 janvier 2027 : 8 h – 9 h 50, 10 h – 11 h 50") as string,
    ]);
    expect(await value("SELECT count(*) FROM workshop_requests")).toBe(0);
    const four = { niveau3: "4e_3e", eleves3: "20", niveau4: "4e_3e", eleves4: "20" };
    const late = await askClass(email, { ...four, voir: "heures", creneau1: "2027-01-14T10:00" });
    expect(late.html.replaceAll("\u00a0", " ")).toContain("La quatrième classe finirait à 19 h 20");
    await askClass(email, { ...four, creneau1: "2027-01-14T08:00", creneau2: "" });
    const page = (await ask(await linkIn(email, "/demandes/"))).html.replaceAll("\u00a0", " ");
    expect(page).toContain("8 h – 9 h 50, 10 h – 11 h 50, 13 h 30 – 15 h 20, 15 h 30 – 17 h 20");
    expect(page).toContain("Plus de six heures");
  });

  test("a school has at most three live requests for one workshop; without a published address the head gets a link", async () => {
    for (let i = 0; i < 3; i++) {
      await asked(teacher());
    }
    const fourth = await askClass(teacher());
    expect([fourth.status, fourth.html]).toEqual([
      409,
      expect.stringContaining("Trois demandes sont déjà en cours") as string,
    ]);
    await run("UPDATE schools SET official_email = NULL");
    await run("UPDATE workshop_requests SET state = 'withdrawn'");
    expect((await askClass(teacher())).html).toContain("Aucune adresse officielle n’est publiée");
    expect((await askClass(teacher(), { headVia: "handed_over" })).status).toBe(303);
  });
});

describe("the head", () => {
  test("a GET decides nothing; yes opens the request, and how it came is shown to the association", async () => {
    const { id } = await asked(email);
    const official = await linkIn(head, "/accord/");
    await ask(official);
    expect(await stateOf(id)).toBe("awaiting_head");
    await send(`${official}/oui`, {});
    expect(await stateOf(id)).toBe("open");
    await send(`${official}/non`, {});
    expect(await stateOf(id)).toBe("open");
    const page = (await ask(`${aso.base}/${id}`, { headers: { cookie: aso.cookie } })).html;
    expect(page).toMatch(/donné le .*, par l’adresse officielle/);
  });

  test("a link handed over works too, and says so; a wrong one answers 410", async () => {
    const { id, head: handed } = await asked(email, { headVia: "handed_over" });
    expect(await value("SELECT head_contact_id FROM workshop_requests WHERE id = ?1", id)).toBeNull();
    expect((await ask(`${handed}x`)).status).toBe(410);
    await send(`${handed}/oui`, {});
    expect((await ask(`${aso.base}/${id}`, { headers: { cookie: aso.cookie } })).html).toContain(
      "par un lien que le demandeur lui remet",
    );
  });

  test("no: what an association had pencilled falls, both are told", async () => {
    const { id, head: link } = await asked(email);
    expect((await aso.answer(id, "accepter", { creneau: String(SLOT) })).location).toContain("fait=accepter");
    expect([await stateOf(id), await value("SELECT count(*) FROM sessions")]).toEqual(["awaiting_head", 0]);
    await send(`${link}/non`, {});
    await pump(NOW);
    expect(await stateOf(id)).toBe("refused");
    expect(await newest(email, "Votre demande d’atelier")).toContain("n’a pas donné son accord");
    expect(await subjects(aso.email)).toContain("Une demande d’atelier qui s’arrête");
  });

  test("yes after a pencilled slot fixes the visit at once", async () => {
    const { id, head: link } = await asked(email);
    await aso.answer(id, "accepter", { creneau: String(SLOT) });
    await send(`${link}/oui`, {});
    expect(await stateOf(id)).toBe("scheduled");
    expect(await value("SELECT count(*) FROM sessions WHERE starts_at >= ?1", SLOT)).toBe(2);
  });

  test("silence for 21 days lets it lapse, on time and once", async () => {
    const { id } = await asked(email);
    const until = Number(await value("SELECT expires_at FROM workshop_requests"));
    expect(until - NOW).toBeGreaterThanOrEqual(21 * DAY);
    await passing(until - NOW - 60);
    expect(await stateOf(id)).toBe("awaiting_head");
    await passing(until - NOW);
    await passing(until - NOW + 60);
    expect(await stateOf(id)).toBe("lapsed");
    expect((await subjects(email)).filter((one) => one === "Votre demande d’atelier")).toHaveLength(1);
  });
});
