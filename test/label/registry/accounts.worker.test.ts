import { beforeEach, describe, expect, test } from "vitest";

import { play } from "../../../scripts/local/play-label.ts";
import { AccountsFile } from "../../../src/label/registry/accounts.ts";
import { computeChanges } from "../../../src/label/registry/accounts.store.ts";
import { drawAudits } from "../../../src/label/registry/run-audits.ts";
import { checkDraws, recomputeChanges } from "../../../src/label/registry/verify-accounts.ts";
import type { AnswersFile } from "../../../src/label/scoring/formats.ts";
import { sha256 } from "../../../src/label/scoring/canonical.ts";
import { application, labelled } from "../../support/worker/label.ts";
import { cast, playOf } from "../../support/worker/label-cast.ts";
import { unique } from "../../support/worker/people.ts";
import { pump } from "../../support/worker/reactor.ts";
import { REFERENTIAL } from "../../support/referential.ts";
import { as, organisation, signedIn } from "../../support/worker/staff.ts";
import { ask, setClock } from "../../support/worker/web.ts";
import { accountsTrail as trail } from "../../support/worker/accounts-trail.ts";
import { labelCustody } from "../../../src/label/custody.ts";
import { NOW, db, depsAt, idIn, rows, run, value } from "../../support/worker/world.ts";
import { ONLY_LED, says } from "../../support/worker/led.ts";

/* What the label gives account of: audits by lot, who paid whom, who decides, minutes, what changed. */

const DAY = 86_400;
const CONSOLE = "/console/label/comptes";
const plain = (html: string): string => html.replaceAll(/[\u00a0\u202f]/g, " ");
const page = async (): Promise<string> => plain((await ask("/label/comptes")).html);
const accounts = async (): Promise<AccountsFile> =>
  AccountsFile.parse(JSON.parse((await ask("/label/comptes.json")).html));
type AccountsFile = ReturnType<(typeof AccountsFile)["parse"]>;
async function operator() {
  const { cookie, person } = await signedIn(`delivered+${unique()}@resend.dev`, "operator");
  await run("UPDATE logins SET passkey_at = ?1 WHERE person_id = ?2", NOW, person);
  return { ...as(cookie), person };
}

beforeEach(() => setClock(NOW));

describe("audits", () => {
  test("the promise of a seed comes before its day and the seed after the draw; cases are drawn once, the panel notes what they show, the mutuelle is told", async () => {
    const { place, people, addresses } = await cast();
    const id = await play(playOf(place, people, { start: NOW - 90 * DAY }), "decided");
    await drawAudits(depsAt(NOW));
    await drawAudits(depsAt(NOW + DAY)); // one promise a year
    const [promised] = (await accounts()).audits;
    expect(promised).toMatchObject({ year: 2026, drawOn: "2026-12-15", seed: null, root: null, drawn: [] });
    expect(await page()).toContain(promised?.commitment);
    expect((await ask("/label/comptes")).html).not.toContain(String(await value("SELECT seed FROM audit_draws")));
    await drawAudits(depsAt(NOW + 20 * DAY)); // no note was signed yet: nothing is drawn without one
    expect((await accounts()).audits[0]?.drawn).toEqual([]);
    for (const [size, days] of [
      [3, 13],
      [4, 14],
      [5, 15],
    ] as const) {
      await run(
        "INSERT INTO checkpoints (size, root, note, issued_at) VALUES (?1, ?2, 'x', ?3)",
        size,
        `root${size}`,
        NOW + days * DAY,
      );
    }
    await drawAudits(depsAt(NOW + 20 * DAY));
    const drawn = await accounts();
    const [one] = drawn.audits;
    // The last note of the day itself, whatever came after.
    expect([one?.noteSize, one?.root, one?.drawn.length]).toEqual([4, "root4", 1]);
    expect(await sha256(one?.seed ?? "")).toBe(promised?.commitment);

    const desk = await operator();
    const audit = String(await value("SELECT id FROM audits"));
    const wrong = await desk.post(`${CONSOLE}/audits/${audit}/cas`, { cas: "douze" });
    expect([wrong.status, wrong.html.includes('value="douze"')]).toEqual([422, true]);
    expect(
      (await desk.post(`${CONSOLE}/audits/${audit}/conclure`, { suite: "Tout ce qui a été lu est conforme." })).status,
    ).toBe(422);
    expect((await desk.post(`${CONSOLE}/audits/${audit}/cas`, { cas: "340" })).location).toContain("fait=cas");
    expect((await desk.post(`${CONSOLE}/audits/${audit}/cas`, { cas: "12" })).html).toContain("a changé entre-temps");
    expect(await trail()).toEqual([["accounts.cases_counted", audit, desk.person, { cases: 340 }]]);
    const checks = await checkDraws(await accounts());
    expect([checks.length, checks.filter(({ isTrue }) => !isTrue)]).toEqual([3, []]);

    const member = as((await signedIn(addresses["panel1"] ?? "", "panel_member")).cookie);
    const assessor = as((await signedIn(addresses["first"] ?? "", "assessor")).cookie);
    const file = `/espace/evaluation/${id}`;
    expect((await member.get(file)).html).toContain("Noter un constat de l’audit");
    const typed = { concernes: "PSY-4, XX-1", constat: "Trois cas sans date.", gravite: "minor" };
    const refused = await member.post(`${file}/constats`, typed);
    expect([refused.status, refused.html.includes(">Trois cas sans date.</textarea>")]).toEqual([422, true]);
    const given = { ...typed, concernes: "PSY-4" };
    expect((await assessor.post(`${file}/constats`, given)).status).toBe(409);
    // A finding without its event would be one that nobody is told of.
    await run(
      "CREATE TRIGGER no_event BEFORE INSERT ON events WHEN NEW.type = 'file.finding_answered' BEGIN SELECT RAISE(ABORT, 'no event'); END",
    );
    expect((await member.post(`${file}/constats`, given)).status).toBe(500);
    expect(await value("SELECT count(*) FROM findings")).toBe(0);
    await run("DROP TRIGGER no_event");
    expect((await member.post(`${file}/constats`, given)).location).toContain("fait=constat");
    await pump(NOW + 60);
    expect(await value("SELECT count(*) FROM messages WHERE template = 'label-constat'")).toBe(1);
    const numbered = await desk.post(`${CONSOLE}/audits/${audit}/conclure`, { suite: "Rappelés au 01 23 45 67 89." });
    expect([numbered.status, numbered.html.includes("aucun ne doit paraître")]).toEqual([422, true]);
    await desk.post(`${CONSOLE}/audits/${audit}/conclure`, { suite: "Dix cas relus, trois sans date de rendez-vous." });
    expect((await member.post(`${file}/constats`, given)).status).toBe(404); // the audit is closed
    expect((await trail()).slice(1)).toEqual([["accounts.audit_closed", audit, desk.person, {}]]);
    const told = await page();
    expect(told).toMatch(/Cas relus, sur 340 : n°/);
    expect(told).toMatch(/1 constat, le mardi 1er décembre 2026\. Dix cas relus/);
    expect(told).not.toContain("Trois cas sans date."); // what a finding says is its mutuelle's
  });
});

describe("who decides and who pays", () => {
  test("a payment and minutes are published as they are typed, what is missing is said, and taking one off asks first", async () => {
    const desk = await operator();
    const payment = {
      annee: "2026",
      payeur: "Ligne Sûre",
      paye: "Les évaluateurs",
      objet: "indemnités",
      euros: "1 200",
    };
    const wrong = await desk.post(`${CONSOLE}/paiements`, { ...payment, annee: "2031", euros: "12,5" });
    expect([wrong.status, wrong.html.includes('value="12,5"'), wrong.html.includes("2026 au plus tard")]).toEqual([
      422,
      true,
      true,
    ]);
    const told = await desk.post(`${CONSOLE}/paiements`, { ...payment, payeur: "Ligne Sûre, 06 12 34 56 78" });
    expect([told.status, told.html.includes("aucun ne doit paraître")]).toEqual([422, true]);
    await desk.post(`${CONSOLE}/paiements`, payment);
    expect(await page()).toMatch(/Ligne Sûre[^]*Les évaluateurs[^]*1 200 €/);
    const minutes = {
      tenue: "2026-11-20",
      texte: "La remarque sur PSY-1 est retenue.\r\n\r\nLe seuil attend le pilote.",
    };
    for (const over of [
      { tenue: "2027-01-01" },
      { tenue: "2026-02-31" },
      { texte: "Appelez le 01 99 00 12 34 pour en savoir plus." },
    ]) {
      expect((await desk.post(`${CONSOLE}/comptes-rendus`, { ...minutes, ...over })).status).toBe(422);
    }
    await desk.post(`${CONSOLE}/comptes-rendus`, minutes);
    expect(await page()).toMatch(/Réunion du vendredi 20 novembre 2026[^]*<p>Le seuil attend le pilote\.<\/p>/);
    expect((await accounts()).minutes).toEqual([{ heldOn: "2026-11-20", text: minutes.texte.replaceAll("\r", "") }]);
    const id = String(await value("SELECT id FROM committee_minutes"));
    const path = `${CONSOLE}/comptes-rendus/${id}/retirer`;
    expect(plain((await desk.post(path, {})).html)).toContain("Retirer ce compte rendu ?");
    expect(await page()).toContain("Le seuil attend le pilote.");
    const { location } = await desk.post(path, { confirme: "oui" });
    expect(await says(desk.get, location, "C’est retiré de la page publique.")).toEqual(ONLY_LED);
    await desk.post(path, { confirme: "oui" }); // gone already: nothing is said twice
    expect(await page()).not.toContain("Le seuil attend le pilote.");
    const paid = String(await value("SELECT id FROM payments"));
    expect(await trail()).toEqual([
      ["accounts.payment_noted", paid, desk.person, { year: 2026, euros: 1200 }],
      ["accounts.minutes_published", id, desk.person, { heldOn: "2026-11-20" }],
      ["accounts.minutes_removed", id, desk.person, { heldOn: "2026-11-20" }],
    ]);
  });

  test("a member of the panel is named while they agree and sit on it, and nobody else may be", async () => {
    const { cookie, person } = await signedIn(`delivered+${unique()}@resend.dev`, "panel_member");
    const assessor = as((await signedIn(`delivered+${unique()}@resend.dev`, "assessor")).cookie);
    await run("UPDATE logins SET passkey_at = ?1", NOW);
    const member = as(cookie);
    expect((await assessor.get("/espace/evaluation")).html).not.toContain("Mon nom en public");
    expect((await assessor.post("/espace/evaluation/nom", { nom: "Ada Dupont" })).status).toBe(404);
    expect((await member.post("/espace/evaluation/nom", { nom: "A" })).status).toBe(422);
    await member.post("/espace/evaluation/nom", { nom: "Ada Dupont, juriste" });
    expect(await page()).toContain("Ada Dupont, juriste");
    await run("UPDATE memberships SET ended_at = 1 WHERE person_id = ?1", person);
    expect(await page()).not.toContain("Ada Dupont");
    await run("UPDATE memberships SET ended_at = NULL WHERE person_id = ?1", person);
    await member.post("/espace/evaluation/nom/retirer", { nom: "x" });
    expect(await page()).not.toContain("Ada Dupont");
    // Erased, they are named no more, and what they wrote of fictitious answers is gone; the grades stay under an id that leads nowhere.
    await member.post("/espace/evaluation/nom", { nom: "Ada Dupont, juriste" });
    await run("INSERT INTO calibrations VALUES (?1, 'psy-1-illimite', 1, 'Une phrase à moi.', 1)", person);
    const contact = await idIn("ctc", "SELECT contact_id FROM people WHERE id = ?1", person);
    await labelCustody.erase(depsAt(NOW), contact);
    expect(await page()).not.toContain("Ada Dupont");
    expect(await rows("SELECT grade, why FROM calibrations WHERE person_id = ?1", person)).toEqual([
      { grade: 1, why: "" },
    ]);
  });

  test("ties and what the label changed are told from five files and five offers on, as anybody computes them again", async () => {
    const decide = async (offer: number, round: number, grade: number): Promise<void> => {
      const seq = 100 + offer * 10 + round;
      const answers = {
        format: "answers/1",
        at: "2026-11-22",
        units: [{ id: "u", answers: { "PSY-1": { declared: 4, verified: grade } } }],
      };
      await run(
        `INSERT INTO decisions (id, application_id, round, label_id, kind, state, level, decided_on, referential, answers, result, result_hash, panel, reasons, journal_seq)
         VALUES (?1, ?2, ?3, ?4, 'grant', 'active', 'N1', '2026-11-01', '${REFERENTIAL}', ?5, '{}', 'aa', '[]', 'x', ?6)`,
        `dec_${seq}`,
        `app_${offer}`,
        round,
        `lbl_${offer}`,
        JSON.stringify(answers),
        seq,
      );
    };
    const grades = [
      [1, 3],
      [2, 2],
      [3, 1],
      [0, 4],
      [1, 1],
    ] as const;
    for (const [i, [first, last]] of grades.entries()) {
      const place = await organisation(`org_acc${i}`, "mutuelle");
      await application(`app_${i}`, place, "decided");
      await run("UPDATE applications SET submission = 1 WHERE id = ?1", `app_${i}`);
      await labelled(`app_${i}`, place, `www.acc${i}.fr`, `lbl_${i}`);
      await run("INSERT INTO interests VALUES (?1, ?2, 'insured', NULL, 1)", `per_t${i % 2}`, place);
      expect((await accounts()).ties).toBeNull();
      await decide(i, 1, first);
      await decide(i, 2, last);
      await db.batch(computeChanges());
      expect((await accounts()).changes.length).toBe(i < 4 ? 0 : 1);
    }
    const told = await accounts();
    expect(told.ties).toEqual({ kinds: [{ kind: "insured", n: 5 }], recusals: 5 });
    expect(told.changes).toEqual([{ criterion: "PSY-1", offers: 5, rose: 2, fell: 1 }]);
    const at = async (label: string, entry: number): Promise<AnswersFile> =>
      JSON.parse((await ask(`/label/registre/${label}/reponses.json?entree=${entry}`)).html) as AnswersFile;
    const pairs = await Promise.all(
      told.compared.map((one) => Promise.all([at(one.firstLabel, one.firstEntry), at(one.lastLabel, one.lastEntry)])),
    );
    expect(recomputeChanges(pairs)).toEqual(told.changes);
    expect(await page()).toContain("Être assuré par elle".toLowerCase());
    expect((await rows("SELECT * FROM label_changes")).length).toBe(1);
  });
});
