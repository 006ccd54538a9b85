import { beforeEach, describe, expect, test } from "vitest";

import { DAY, HOUR } from "../../../src/kernel/time.ts";
import { workshopsCustody } from "../../../src/workshops/custody.ts";
import { colleaguesDue } from "../../../src/workshops/classes/thread.store.ts";
import {
  SLOT,
  asked,
  aTeacherAndAnAssociation,
  association,
  colleague,
  linkIn,
  newest,
  passing,
  subjects,
  teacher,
} from "../../support/worker/classes.ts";
import { mailsTo, pump } from "../../support/worker/reactor.ts";
import { signedIn } from "../../support/worker/staff.ts";
import { ask, send, setClock } from "../../support/worker/web.ts";
import { NOW, depsAt, rows, run, value } from "../../support/worker/world.ts";
import { eraseRequestsOf } from "../../../src/workshops/classes/erase-requests.ts";
import { asId } from "../../../src/kernel/ids.ts";

let email = "";
let official = "";
let aso: Awaited<ReturnType<typeof association>>;
beforeEach(async () => {
  ({ email, head: official, aso } = await aTeacherAndAnAssociation());
});
const detail = async (id: string, of = aso) => (await ask(`${of.base}/${id}`, { headers: { cookie: of.cookie } })).html;
const word = (mot: string) => ({ mot, sansNom: "on" });

describe("words between the school and the association that holds the request", () => {
  test("begin when an association holds it; each is one mail without the words, read behind the link by both", async () => {
    const { id, page } = await asked(email);
    const early = await send(`${page}/ecrire`, word("Bonjour"));
    // Nobody reads it yet: it is not sent, and is there to be taken up again.
    expect([early.status, early.html.includes("n’est pas parti")]).toEqual([409, true]);
    await aso.answer(id, "accepter", { creneau: String(SLOT) });
    await aso.answer(id, "ecrire", word("Nous viendrons avec deux valises de matériel."));
    await pump(NOW + 60);
    const mail = await newest(email, "Un mot de l’association");
    expect([mail.includes("valises"), mail.includes("/demandes/")]).toEqual([false, true]);
    expect((await ask(page)).html).toContain("Nous viendrons avec deux valises");
    await send(`${page}/ecrire`, word("Parfait, le portail est ouvert dès huit heures."));
    await pump(NOW + 120);
    expect(await subjects(aso.email)).toContain("Un mot de l’établissement");
    expect(await detail(id)).toContain("le portail est ouvert");
    expect(JSON.stringify(await rows("SELECT * FROM contacts"))).not.toContain("portail");
  });

  test.each([
    ["06 12 34 56 78 si besoin", "numéro de téléphone"],
    ["écrivez à prof@exemple.fr", 'class="whole">e-mail'],
    ["voir www.exemple.fr", "adresse de site"],
    ["x".repeat(501), "500 caractères"],
  ])("hold no way round: %s", async (text, why) => {
    const { id, page } = await asked(email);
    await aso.answer(id, "accepter", { creneau: String(SLOT) });
    const refused = await send(`${page}/ecrire`, word(text));
    expect([refused.status, refused.html.includes(why), refused.html.includes(text)]).toEqual([422, true, true]);
    expect((await send(`${page}/ecrire`, { mot: "Sans la case" })).status).toBe(422);
    expect(await value("SELECT count(*) FROM request_messages")).toBe(0);
  });

  test("ten a day for a side; the eleventh keeps its text and says when", async () => {
    const { id, page } = await asked(email);
    await aso.answer(id, "accepter", { creneau: String(SLOT) });
    for (let i = 0; i < 10; i += 1) {
      expect((await send(`${page}/ecrire`, word(`mot ${i}`))).status).toBe(303);
    }
    const last = await send(`${page}/ecrire`, word("onzième mot"));
    expect([last.status, last.html.includes("Dix mots par jour"), last.html.includes("onzième mot")]).toEqual([
      422,
      true,
      true,
    ]);
    await setClock(NOW + DAY);
    expect((await send(`${page}/ecrire`, word("onzième mot"))).status).toBe(303);
  });

  test("go with an answer, in the same act: yes, other dates, no, none of these dates; a wrong one keeps its text and answers nothing", async () => {
    const other = await association("org_2");
    const { id, page } = await asked(email);
    const said = (of: string, text: string) => ({ [`mot${of}`]: text, [`sansNom${of}`]: "on" });
    const refused = await aso.answer(id, "passer", { raison: "too_far", ...said("Passer", "Au 06 12 34 56 78") });
    expect([refused.status, refused.html.includes("Au 06 12 34 56 78")]).toEqual([422, true]);
    expect((await aso.answer(id, "passer", { raison: "too_far", motPasser: "Sans la case" })).status).toBe(422);
    expect(await value("SELECT count(*) FROM workshop_request_answers")).toBe(0);
    await aso.answer(id, "passer", { raison: "too_far", ...said("Passer", "Essayez nos voisins de Melun.") });
    await pump(NOW + 60);
    expect(await newest(email, "Un mot de l’association")).toContain("org_1 vous a écrit");
    await other.answer(id, "proposer", { creneau1: "2027-02-02T10:00", ...said("Proposer", "Plutôt en février.") });
    await send(`${await linkIn(official, "/accord/")}/oui`, {});
    // The school reads both, each association its own exchange alone.
    const shown = (await ask(page)).html;
    expect([shown.includes("nos voisins de Melun"), shown.includes("Plutôt en février")]).toEqual([true, true]);
    expect((await detail(id, other)).includes("Melun")).toBe(false);
    await send(`${page}/aucune`, said("Aucune", "Ces jours-là, nos élèves sont en stage."));
    await pump(NOW + 120);
    expect(await subjects(other.email)).toContain("Un mot de l’établissement");
    expect(await detail(id, other)).toContain("en stage");
    // Nobody holds the request now: who reads that word may still report it, and no other association may.
    const mot = String(await value("SELECT id FROM request_messages WHERE written_by = 'school'"));
    expect((await aso.answer(id, "signaler", { mot })).location).toContain("fait=change");
    expect((await other.answer(id, "signaler", { mot })).location).toContain("fait=signaler");
    await other.answer(id, "accepter", { creneau: String(SLOT), ...said("Accepter", "À jeudi, donc.") });
    expect((await ask(page)).html).toContain("À jeudi, donc.");
    expect(await value("SELECT count(*) FROM request_messages")).toBe(4);
  });

  test("are read by no other association, that which holds the request afterwards included", async () => {
    const { id } = await asked(email);
    await aso.answer(id, "accepter", { creneau: String(SLOT) });
    await aso.answer(id, "ecrire", word("Le code de la salle est bleu."));
    await aso.answer(id, "passer", { raison: "no_one" });
    const other = await association("org_2");
    await other.answer(id, "accepter", { creneau: String(SLOT) });
    expect(await detail(id, other)).not.toContain("bleu");
    expect(
      (await other.answer(id, "signaler", { mot: String(await value("SELECT id FROM request_messages")) })).location,
    ).toContain("fait=change");
  });

  test("are seen by an operator once one side reports them, never before; taken away, both sides read that they were", async () => {
    const { id, page } = await asked(email);
    await aso.answer(id, "accepter", { creneau: String(SLOT) });
    await aso.answer(id, "ecrire", word("Quelque chose de déplacé."));
    const { cookie } = await signedIn(teacher());
    const desk = async () => (await ask("/console/demandes", { headers: { cookie } })).html;
    expect(await desk()).not.toContain("déplacé");
    const mot = String(await value("SELECT id FROM request_messages"));
    expect((await aso.answer(id, "signaler", { mot })).location).toContain("fait=change");
    await send(`${page}/signaler`, { mot });
    expect(await desk()).toContain("déplacé");
    const take = (fields: Record<string, string>) =>
      send(`/console/demandes/mots/${mot}/retirer`, fields, { headers: { cookie } });
    expect((await take({})).html).toContain("Ne rien changer");
    await take({ confirme: "oui" });
    expect([await desk(), (await ask(page)).html]).toEqual([
      expect.not.stringContaining("déplacé") as string,
      expect.stringContaining("retiré par notre équipe") as string,
    ]);
    expect(await value("SELECT count(*) FROM contacts WHERE name_sealed IS NOT NULL")).toBe(0);
  });

  test("go with the request, the addresses of colleagues too", async () => {
    const { id, page } = await asked(email);
    await colleague(page);
    await aso.answer(id, "accepter", { creneau: String(SLOT) });
    await send(`${page}/ecrire`, word("À bientôt."));
    const contact = await value("SELECT contact_id FROM workshop_requests");
    const held = await workshopsCustody.show(depsAt(NOW), asId("ctc", String(contact)));
    expect(JSON.stringify(held)).toContain("À bientôt.");
    await eraseRequestsOf(depsAt(NOW), asId("ctc", String(contact)));
    expect(
      await rows(
        `SELECT (SELECT count(*) FROM request_messages) AS words, (SELECT count(*) FROM request_colleagues) AS colleagues,
           (SELECT count(*) FROM contacts WHERE name_sealed IS NOT NULL) AS sealed`,
      ),
    ).toEqual([{ words: 0, colleagues: 0, sealed: 0 }]);
  });
});

describe("up to three addresses of the school", () => {
  test("each by its own click: before it one mail and no more; after it what is fixed, moved and cancelled", async () => {
    const { id, page, head } = await asked(email);
    const nurse = teacher();
    await send(`${page}/inviter`, { adresse: nurse, fonction: "nurse" });
    const link = await linkIn(nurse, "/demandes/");
    const before = (await ask(link)).html;
    expect([before.includes("Suivre cette demande"), before.includes("26 élèves")]).toEqual([true, false]);
    expect((await send(`${page}/inviter`, { adresse: nurse, fonction: "nurse" })).html).toContain("déjà invitée");
    await send(`${link}/rejoindre`, {});
    const silent = teacher();
    await send(`${page}/inviter`, { adresse: silent, fonction: "secretariat" });
    expect((await send(`${page}/inviter`, { adresse: teacher(), fonction: "cpe" })).location).toContain("fait=change");
    await aso.answer(id, "accepter", { creneau: String(SLOT) });
    await send(`${head}/oui`, {});
    await pump(NOW + 60);
    expect(await subjects(nurse)).toContain("Votre atelier est fixé");
    expect(await subjects(silent)).toEqual(["Suivre une demande d’atelier de votre établissement"]);
    for (const hours of [192, 168, 162, 48, 24, 20]) {
      await passing(SLOT - NOW - hours * HOUR);
    }
    expect((await subjects(nurse)).filter((subject) => /demain/i.test(subject))).toHaveLength(1);
    expect(await mailsTo(silent)).toHaveLength(1);
  });

  test("who was invited does nothing with the request before joining it", async () => {
    const { id, page } = await asked(email);
    const nurse = teacher();
    await send(`${page}/inviter`, { adresse: nurse, fonction: "nurse" });
    const link = await linkIn(nurse, "/demandes/");
    const numbers = { eleves1: "20", lettre1: "", eleves2: "24", lettre2: "", adults: "2" };
    expect((await send(`${link}/nombres`, numbers)).location).toBe(new URL(link, "https://a.test").pathname);
    expect((await ask(`${link}/agenda.ics`)).status).toBe(303);
    const pupils = "SELECT pupils FROM workshop_request_groups WHERE workshop_request_id = ?1 AND position = 1";
    expect(await value(pupils, id)).toBe(26);
    await send(`${link}/rejoindre`, {});
    await send(`${link}/nombres`, numbers);
    expect([await value(pupils, id), (await ask(`${link}/agenda.ics`)).status]).toEqual([20, 200]);
  });

  test("a colleague changes numbers, and neither withdraws nor invites; leaves, and is forgotten", async () => {
    const { id, page } = await asked(email);
    const beside = await colleague(page);
    expect((await send(`${beside}/retirer`, { confirme: "oui" })).location).toContain("fait=change");
    expect((await send(`${beside}/inviter`, { adresse: teacher(), fonction: "cpe" })).location).toContain(
      "fait=change",
    );
    await send(`${beside}/nombres`, { eleves1: "20", lettre1: "", eleves2: "24", lettre2: "", adults: "2" });
    expect(
      await value("SELECT pupils FROM workshop_request_groups WHERE workshop_request_id = ?1 AND position = 1", id),
    ).toBe(20);
    expect((await send(`${beside}/quitter`, {})).html).toContain("Vous ne suivez plus");
    await pump(NOW + 300);
    expect([(await ask(beside)).status, await value("SELECT count(*) FROM request_colleagues")]).toEqual([410, 0]);
  });

  test("who never clicked is forgotten after a week", async () => {
    const { page } = await asked(email);
    await send(`${page}/inviter`, { adresse: teacher(), fonction: "nurse" });
    await run("UPDATE request_colleagues SET invited_at = invited_at - 604900");
    await colleaguesDue.run({ ...depsAt(NOW), drop: () => Promise.resolve(), clock: () => NOW });
    expect(await value("SELECT count(*) FROM request_colleagues")).toBe(0);
  });
});
