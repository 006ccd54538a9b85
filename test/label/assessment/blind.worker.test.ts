import { workingDaysLeft } from "../../../src/label/assessment/process.ts";
import { beforeEach, describe, expect, test } from "vitest";

import type { PersonId } from "../../../src/kernel/ids.ts";
import { ROUTES } from "../../../src/access/routes.ts";
import { caseOf, play } from "../../../scripts/local/play-label.ts";
import { seenBy } from "../../../src/label/assessment/file.ts";
import { releaseTask } from "../../../src/label/assessment/release-task.ts";
import { moveFile, noteContact } from "../../../src/label/assessment/run-file.ts";
import { gradedPairs } from "../../../src/label/assessment/worklist.store.ts";
import { unique } from "../../support/worker/people.ts";
import { calibrated, cast, model, playOf } from "../../support/worker/label-cast.ts";
import { pump } from "../../support/worker/reactor.ts";
import { as, member, signedIn } from "../../support/worker/staff.ts";
import { setClock } from "../../support/worker/web.ts";
import { NOW, db, depsAt, rows, run, value } from "../../support/worker/world.ts";
import { given } from "../../support/worker/given.ts";

const MARK = "Marque-de-la-première-évaluation";
const criteria = model.file.criteria.map((one) => one.id);
type Walker = ReturnType<typeof as>;

/** A file under review, and its two assessors signed in. */
async function begun() {
  const { place, people, addresses } = await cast();
  const p = playOf(place, people, { start: NOW - 5 * 86_400 });
  const id = await play(p, "begun");
  const login = async (name: string, role: string): Promise<Walker> =>
    as((await signedIn(addresses[name] ?? "", role)).cookie);
  return {
    id,
    place,
    people,
    addresses,
    first: await login("first", "assessor"),
    second: await login("second", "assessor"),
  };
}

/** Every page that can be asked for, with everything about a file in the path. */
function everyPath(id: string, place: string, [piece, finding]: readonly [piece: string, finding: string]): string[] {
  return [...ROUTES.keys()]
    .filter((route) => route.startsWith("GET "))
    .flatMap((route) => {
      const path = route
        .slice(4)
        .replace(":structure", place)
        .replace(":dossier", id)
        .replace(":preuve", piece)
        .replace(":constat", finding)
        .replace(":dimension", "D1");
      const all = path.includes(":critere") ? criteria.map((one) => path.replace(":critere", one)) : [path];
      return all.map((one) => one.replace(/:\w+/g, "1"));
    });
}
const grade = (walker: Walker, id: string, criterion: string, motif: string, note = "1", revision = "0") =>
  walker.post(`/espace/evaluation/${id}/criteres/${criterion}`, { note, motif, revision });

/** Every kind of thing that one person may write of a file, and the other assessor must not read. */
const PLANTED = ["note", "constat", "pièce", "échange", "arbitrage", "réponse"] as const;
/** Each with a mark: by the forms where the phase allows it, else as a row, as if a form had let it through. */
async function plant(id: string, by: Walker, person: string): Promise<void> {
  const mark = (kind: (typeof PLANTED)[number]): string => `${MARK}-${kind}`;
  expect((await grade(by, id, "PSY-1", mark("note"))).status).toBe(303);
  const noted = await by.post(`/espace/evaluation/${id}/criteres/PSY-1/constats`, {
    constat: mark("constat"),
    gravite: "minor",
  });
  expect(noted.location).toContain("fait=constat");
  const [piece] = await rows<{ id: string; criterion: string }>(
    "SELECT id, criterion_id AS criterion FROM evidence_files WHERE criterion_id <> 'PSY-1' LIMIT 1",
  );
  const refused = { [`refus-${piece?.id}`]: "on", [`pourquoi-${piece?.id}`]: mark("pièce") };
  const review = { note: "1", motif: "Une pièce en moins.", revision: "0", ...refused };
  expect((await by.post(`/espace/evaluation/${id}/criteres/${piece?.criterion}`, review)).status).toBe(303);
  await run("INSERT INTO team_comments VALUES ('tcm_x', ?1, 'PSY-1', 'per_x', ?2, 1)", id, `${MARK}-mot de l’équipe`);
  await run("INSERT INTO exchanges VALUES (?1, 'PSY-1', ?2, 2, ?3, 1)", id, person, mark("échange"));
  await run(
    "INSERT INTO adjudications VALUES (?1, 'PSY-1', 2, ?2, '[]', 'disagreement', ?3, 1)",
    id,
    mark("arbitrage"),
    person,
  );
  await run("INSERT INTO responses VALUES (?1, 'PSY-1', 'disagreement', ?2, 1)", id, mark("réponse"));
}

beforeEach(() => setClock(NOW));

describe("blindness", () => {
  test("no route shows one assessor anything that the other wrote, nor what the mutuelle gave itself before theirs is saved", async () => {
    const { id, place, people, first, second } = await begun();
    await plant(id, first, people.assessors[0]);
    const piece = String(await value("SELECT id FROM evidence_files LIMIT 1"));
    const finding = String(await value("SELECT id FROM findings"));
    const paths = everyPath(id, place, [piece, finding]);
    expect(paths).toContain(`/espace/evaluation/${id}/constats/${finding}`);
    expect(paths.length).toBeGreaterThan(150);
    for (const path of paths) {
      const { html } = await second.get(path);
      expect(html, path).not.toContain(MARK);
      expect(html, path).not.toContain("Note déclarée par la mutuelle");
    }
    expect((await first.get(`/espace/evaluation/${id}/criteres/PSY-1`)).html).toContain(
      "Note déclarée par la mutuelle",
    );
    expect((await first.get(`/espace/evaluation/${id}/criteres/PSY-2`)).html).not.toContain(
      "Note déclarée par la mutuelle",
    );
    expect((await first.get(`/espace/evaluation/${id}/criteres/PSY-1`)).html).toContain(MARK);
    // What was planted is what pages do show, each kind of it, once both have handed in.
    await run("UPDATE assignments SET done_at = 1 WHERE application_id = ?1 AND task = 'assessor'", id);
    const open = await Promise.all(criteria.map((one) => second.get(`/espace/evaluation/${id}/criteres/${one}`)));
    const shown = open.map(({ html }) => html).join();
    expect(PLANTED.filter((kind) => !shown.includes(`${MARK}-${kind}`))).toEqual([]);
  });

  test("the third person and the panel see no grade either until both handed in, nor does the operator's page", async () => {
    const { id, first, addresses } = await begun();
    await grade(first, id, "PSY-1", MARK);
    for (const [name, role, base] of [
      ["adjudicator", "assessor", "/espace/evaluation"],
      ["panel1", "panel_member", "/espace/evaluation"],
      ["operator", "operator", "/console/label"],
    ] as const) {
      const walker = as((await signedIn(addresses[name] ?? "", role)).cookie);
      for (const path of [base, `${base}/${id}`, `${base}/${id}/criteres/PSY-1`]) {
        expect((await walker.get(path)).html, path).not.toContain(MARK);
      }
    }
  });

  test("nor does the mutuelle, before the phase in which it answers", async () => {
    const { id, place, first, addresses } = await begun();
    await grade(first, id, "PSY-1", MARK);
    const walker = as((await signedIn(addresses["applicant"] ?? "", "applicant", place)).cookie);
    const { html } = await walker.get(`/espace/structures/${place}/label/${id}/evaluation`);
    expect(html).not.toContain(MARK);
    expect(html).toContain("Vous verrez ici vos notes");
  });
});

/* Pages have guards of their own; this is the one behind them. */
test("what is handed to a page for one assessor holds nothing that the other wrote, nor contacts with the mutuelle", async () => {
  const { id, place, people, first } = await begun();
  await plant(id, first, people.assessors[0]);
  await run(
    "INSERT INTO mystery_contacts VALUES ('cnt_1', ?1, 'mystery', 'form', '2026-11-01', ?2, ?3)",
    id,
    MARK,
    people.operator,
  );
  const { file } = await caseOf(playOf(place, people), id, NOW);
  const seen = (person: PersonId): string => JSON.stringify(seenBy(file, person));
  const marks = (text: string): number => text.split(MARK).length - 1;
  expect(marks(JSON.stringify(file))).toBe(PLANTED.length + 1);
  expect(marks(seen(people.assessors[1]))).toBe(0);
  expect(marks(seen(people.adjudicator))).toBe(0);
  expect(marks(seen(people.assessors[0]))).toBe(3); // the grade, the finding and the piece: their own
});

describe("a finding", () => {
  test("is lifted by whoever found it, never by the other assessor nor by the operator", async () => {
    const { id, first, second, addresses } = await begun();
    await first.post(`/espace/evaluation/${id}/criteres/PSY-1/constats`, {
      constat: "La convention n’est pas datée.",
      gravite: "minor",
    });
    const path = `/espace/evaluation/${id}/constats/${String(await value("SELECT id FROM findings"))}/lever`;
    const operator = as((await signedIn(addresses["operator"] ?? "", "operator")).cookie);
    for (const walker of [second, operator]) {
      expect((await walker.post(path, {})).status).toBe(404);
      expect(await value("SELECT lifted_on FROM findings")).toBeNull();
    }
    expect((await first.post(path, {})).location).toContain("fait=leve");
    expect(await value("SELECT lifted_on FROM findings")).not.toBeNull();
  });

  test("of several criteria stands on the page of each, and is major where one of them allows no failure", async () => {
    const { id, first } = await begun();
    const page = `/espace/evaluation/${id}/criteres/PSY-1`;
    const wrong = await first.post(`${page}/constats`, {
      constat: "La page 4 manque.",
      gravite: "minor",
      aussi: "psy-99",
    });
    expect([
      wrong.status,
      wrong.html.includes("« PSY-99 » n’est pas un critère".replace("« ", "«\u00a0").replace(" »", "\u00a0»")),
    ]).toEqual([422, true]);
    expect([wrong.html.includes(">La page 4 manque.</textarea>"), wrong.html.includes('value="psy-99"')]).toEqual([
      true,
      true,
    ]);
    await first.post(`${page}/constats`, {
      constat: "La page 4 manque.",
      gravite: "minor",
      aussi: "psy-4, PSY-1 acc-3",
    });
    const [noted] = await rows<{ id: string; also: string; severity: string }>(
      "SELECT id, also, severity FROM findings",
    );
    expect([noted?.also, noted?.severity]).toEqual(['["PSY-4","ACC-3"]', "major"]);
    for (const path of ["", "/criteres/PSY-1", "/criteres/PSY-4", "/criteres/ACC-3"]) {
      expect((await first.get(`/espace/evaluation/${id}${path}`)).html, path).toContain(`/constats/${noted?.id}`);
    }
    expect((await first.get(`/espace/evaluation/${id}/criteres/ACC-1`)).html).not.toContain(`/constats/${noted?.id}`);
  });
});

describe("who may grade", () => {
  test("a tie declared while holding a task closes the file to them; the operator is told to replace them", async () => {
    const { id, place, first, people, addresses } = await begun();
    expect((await first.get(`/espace/evaluation/${id}`)).status).toBe(200);
    await first.post("/espace/evaluation/liens", { mutuelle: place, lien: "insured", fin: "" });
    for (const path of [`/espace/evaluation/${id}`, `/espace/evaluation/${id}/criteres/PSY-1`]) {
      expect((await first.get(path)).status).toBe(404);
    }
    expect((await grade(first, id, "PSY-1", MARK)).status).toBe(404);
    const operator = as((await signedIn(addresses["operator"] ?? "", "operator")).cookie);
    expect((await operator.get(`/console/label/${id}`)).html).toContain("à remplacer");
    expect(
      (await operator.post(`/console/label/${id}/liberer`, { personne: people.assessors[0], confirme: "oui" }))
        .location,
    ).toContain("fait=liberer");
    expect(
      (await operator.post(`/console/label/${id}/confier`, { tache: "assessor", personne: people.assessors[0] })).html,
    ).toContain("a un lien avec la mutuelle");
  });

  test("a task taken back asks first, puts aside what was done, and gives all of it back; who follows sees nothing of it", async () => {
    const { id, first, people, addresses } = await begun();
    const [person] = people.assessors;
    await grade(first, id, "PSY-1", MARK, "3");
    expect((await grade(first, id, "PSY-2", MARK, "2")).status).toBe(303);
    await first.post(`/espace/evaluation/${id}/criteres/PSY-1/constats`, { constat: MARK, gravite: "minor" });
    await run("INSERT INTO exchanges VALUES (?1, 'PSY-1', ?2, 2, ?3, 1)", id, person, MARK);
    const all = async () => ({
      reviews: await rows("SELECT * FROM reviews ORDER BY criterion_id"),
      exchanges: await rows("SELECT * FROM exchanges"),
      findings: await rows("SELECT * FROM findings"),
    });
    const before = await all();
    const operator = as((await signedIn(addresses["operator"] ?? "", "operator")).cookie);
    const asked = await operator.post(`/console/label/${id}/liberer`, { personne: person });
    expect([asked.status, await all()]).toEqual([200, before]);
    expect(asked.html).toMatch(/2\snotes, 1\sconstat, 1\séchange/);
    expect(asked.html).toContain('name="confirme" value="oui"');
    await operator.post(`/console/label/${id}/liberer`, { personne: person, confirme: "oui" });
    expect(await all()).toEqual({ reviews: [], exchanges: [], findings: [] });
    // Whoever follows begins from nothing, and the mark stands on no page of theirs.
    const colleague = await member(`delivered+${unique()}@resend.dev`, "assessor");
    await calibrated(colleague);
    const entrusted = await operator.post(`/console/label/${id}/confier`, { tache: "assessor", personne: colleague });
    expect((await operator.get(entrusted.location)).html).toContain("La tâche est confiée.");
    const page = await operator.get(`/console/label/${id}`);
    expect([page.html.includes("Tâches retirées"), page.html.includes(MARK)]).toEqual([true, false]);
    const retiree = String(await value("SELECT id FROM released_work"));
    const back = () => operator.post(`/console/label/${id}/redonner`, { retiree });
    expect((await back()).html).toContain("Cette place est prise");
    await operator.post(`/console/label/${id}/liberer`, { personne: colleague, confirme: "oui" });
    expect((await operator.get(entrusted.location)).html).not.toContain("La tâche est confiée.");
    expect((await operator.get((await back()).location)).html).toContain("La tâche est redonnée");
    expect(await all()).toEqual(before);
    expect((await first.get(`/espace/evaluation/${id}/criteres/PSY-1`)).html).toContain(MARK);
    expect(await rows("SELECT id FROM released_work WHERE id = ?1", retiree)).toEqual([]);
    expect((await back()).html).toContain("ne peut plus être redonnée");
  });

  test("once the mutuelle has read its grades, nobody takes them away, nor is a file stuck because one of those who graded has left", async () => {
    const { place, people, addresses } = await cast();
    const id = await play(playOf(place, people), "contradictory");
    const graded = () => value("SELECT count(*) FROM reviews WHERE person_id = ?1", people.assessors[0]);
    const all = await graded();
    await run(
      "INSERT INTO interests (person_id, organisation_id, kind, ended_on, declared_at) VALUES (?1, ?2, 'employment', NULL, 1)",
      people.assessors[0],
      place,
    );
    const operator = as((await signedIn(addresses["operator"] ?? "", "operator")).cookie);
    const { html } = await operator.get(`/console/label/${id}`);
    expect([html.includes("ses notes rendues"), html.includes(`value="${people.assessors[0]}"`)]).toEqual([
      true,
      false,
    ]);
    const taken = await operator.post(`/console/label/${id}/liberer`, {
      personne: people.assessors[0],
      confirme: "oui",
    });
    expect([taken.status, await graded()]).toEqual([409, all]);
    await run("DELETE FROM people WHERE id = ?1", people.assessors[1]);
    await run("UPDATE applications SET due_on = '2026-11-01' WHERE id = ?1", id);
    const panel = as((await signedIn(addresses["panel1"] ?? "", "panel_member")).cookie);
    expect((await panel.get(`/espace/evaluation/${id}`)).html).toContain('name="decision"');
  });

  test("how far two evaluations are apart stands in the list of those who may read them alone", async () => {
    const { place, people, addresses } = await cast();
    const id = await play(playOf(place, people, { start: NOW - 5 * 86_400 }), "graded");
    await run("UPDATE reviews SET grade = 4 WHERE criterion_id = 'PSY-1' AND person_id = ?1", people.assessors[0]);
    await run("UPDATE reviews SET grade = 0 WHERE criterion_id = 'PSY-1' AND person_id = ?1", people.assessors[1]);
    const seen = async (name: string, role: string): Promise<boolean> => {
      const { html } = await as((await signedIn(addresses[name] ?? "", role)).cookie).get("/espace/evaluation");
      expect(html).toContain("Offre d’essai");
      return html.includes("PSY-1") || /[1-9]\sdésaccord/.test(html);
    };
    const all = async () => [
      await seen("first", "assessor"),
      await seen("adjudicator", "assessor"),
      await seen("panel1", "panel_member"),
    ];
    expect(await all()).toEqual([true, true, false]);
    await run(
      "INSERT INTO interests (person_id, organisation_id, kind, ended_on, declared_at) VALUES (?1, ?2, 'insured', NULL, 1)",
      people.assessors[0],
      place,
    );
    await run("UPDATE applications SET state = 'contradictory' WHERE id = ?1", id);
    expect(await all()).toEqual([false, true, true]);
  });

  test("an operator with a tie notes no contact, and a tie with nothing is not said to be declared", async () => {
    const { id, place, people, addresses, first } = await begun();
    const stranger = await member(`delivered+${unique()}@resend.dev`, "operator");
    const { file } = await caseOf(playOf(place, people), id, NOW);
    const contact = { kind: "mystery", channel: "form", madeOn: "2026-11-30", note: "Réponse claire." } as const;
    const noted = async () => (await noteContact(depsAt(NOW), { file, contact, by: stranger })).ok;
    const before = await value("SELECT count(*) FROM mystery_contacts");
    await run(
      "INSERT INTO interests (person_id, organisation_id, kind, ended_on, declared_at) VALUES (?1, ?2, 'employment', NULL, 1)",
      stranger,
      place,
    );
    expect([await noted(), await value("SELECT count(*) FROM mystery_contacts")]).toEqual([false, before]);
    await run("DELETE FROM interests");
    expect(await noted()).toBe(true);
    const nowhere = await first.post("/espace/evaluation/liens", { mutuelle: "org_nobody", lien: "insured", fin: "" });
    expect([nowhere.status, await value("SELECT count(*) FROM interests")]).toEqual([400, 0]);
    const operator = as((await signedIn(addresses["operator"] ?? "", "operator")).cookie);
    await given("complaints", {
      id: "cmp_x",
      label_id: "lbl_x",
      kind: "inaccuracy",
      text: "Faux.",
      state: "open",
      created_at: 1,
    });
    for (const form of [{}, { etat: "clos" }]) {
      expect((await operator.post("/console/label/signalements/cmp_x/traiter", form)).status).toBe(400);
    }
    expect(await value("SELECT state FROM complaints")).toBe("open");
  });

  test("grades that are handed in between reading the file and taking the task back stay where they are", async () => {
    const { place, people } = await cast();
    const p = playOf(place, people, { start: NOW - 5 * 86_400 });
    const id = await play(p, "begun");
    const { file } = await caseOf(p, id, NOW);
    await run(
      "UPDATE assignments SET done_at = 1 WHERE application_id = ?1 AND person_id = ?2",
      id,
      people.assessors[0],
    );
    const taken = { file, personId: people.assessors[0], by: people.operator };
    expect(await releaseTask(depsAt(NOW), taken)).toEqual({ ok: false, refusal: "not_open" });
    expect(await value("SELECT count(*) FROM assignments WHERE application_id = ?1 AND task = 'assessor'", id)).toBe(2);
    expect(await value("SELECT count(*) FROM events WHERE type = 'file.released'")).toBe(0);
  });

  test("the first grade is kept; a change says why; agreement is computed from first grades alone", async () => {
    const { id, first, second } = await begun();
    const path = `/espace/evaluation/${id}/criteres/PSY-1`;
    await grade(first, id, "PSY-1", "Premier motif.", "1");
    expect((await first.get(path)).html).toContain("première note (1)");
    const silent = await grade(first, id, "PSY-1", "Relu.", "3", "1");
    expect([silent.status, silent.html.includes("dites pourquoi")]).toEqual([422, true]);
    const changement = "La page 6 le dit aussi.";
    await first.post(path, { note: "3", motif: "Relu.", revision: "1", changement });
    await grade(second, id, "PSY-1", "Le sien.", "3");
    expect(await rows("SELECT grade, first_grade, changed_because FROM reviews ORDER BY first_grade")).toEqual([
      { grade: 3, first_grade: 1, changed_because: changement },
      { grade: 3, first_grade: 3, changed_because: "" },
    ]);
    await run("UPDATE applications SET state = 'contradictory' WHERE id = ?1", id);
    const pairs = await gradedPairs(db, 0);
    expect(pairs.map(({ a, b }) => [Math.min(a, b), Math.max(a, b)])).toEqual([[1, 3]]);
    await run("UPDATE reviews SET first_seen = 'of a filing before' WHERE first_grade = 1");
    expect(await gradedPairs(db, 0)).toEqual([]);
  });

  test("the database itself refuses a tie, a missing role, somebody who acts for the mutuelle, a second task", async () => {
    const { id, place, people, addresses } = await begun();
    const operator = as((await signedIn(addresses["operator"] ?? "", "operator")).cookie);
    const give = async (tache: string, personne: string): Promise<string> => {
      const { location, html } = await operator.post(`/console/label/${id}/confier`, { tache, personne });
      return location.includes("fait=confier") ? "given" : (/<h1>([^<]*)/.exec(html)?.[1] ?? "");
    };
    await operator.post(`/console/label/${id}/liberer`, { personne: people.adjudicator, confirme: "oui" });
    expect(await give("adjudicator", people.assessors[1])).toBe("Cette place est prise");
    expect(await give("adjudicator", people.applicant)).toBe("Cette personne n’a pas ce rôle");
    await given("interests", { person_id: people.adjudicator, organisation_id: place, kind: "contract" });
    expect(await give("adjudicator", people.adjudicator)).toBe("Cette personne a un lien avec la mutuelle");
    await run("UPDATE interests SET ended_on = '2020-01-01'");
    expect(await give("adjudicator", people.adjudicator)).toBe("given");
    await given("memberships", { person_id: people.panel[0], organisation_id: place, role: "applicant", ended_at: 2 });
    await operator.post(`/console/label/${id}/liberer`, { personne: people.panel[0], confirme: "oui" });
    expect(await give("panel", people.panel[0])).toBe("Cette personne n’a pas ce rôle");
  });

  test("an assessor without a task on a file, or of another file, finds nothing there", async () => {
    const { id } = await begun();
    const other = await begun();
    expect((await other.first.get(`/espace/evaluation/${id}`)).status).toBe(404);
    expect((await grade(other.first, id, "PSY-1", MARK)).status).toBe(404);
  });

  test("a grade saved after handing in, after the phase, or over another save is refused and changes nothing", async () => {
    const { id, first } = await begun();
    await grade(first, id, "PSY-1", "Premier motif.");
    expect((await grade(first, id, "PSY-1", "Sans avoir relu.", "2", "0")).status).toBe(409);
    expect((await grade(first, id, "PSY-1", "Relu.", "1", "1")).status).toBe(303);
    await run("UPDATE applications SET state = 'contradictory' WHERE id = ?1", id);
    expect((await grade(first, id, "PSY-1", "Trop tard.", "0", "2")).status).toBe(409);
    await run("UPDATE applications SET state = 'in_review' WHERE id = ?1", id);
    await run("UPDATE assignments SET done_at = 1 WHERE application_id = ?1 AND slot = 1", id);
    expect((await grade(first, id, "PSY-1", "Trop tard.", "0", "2")).status).toBe(409);
    expect(await rows("SELECT grade, comment FROM reviews")).toEqual([{ grade: 1, comment: "Relu." }]);
  });

  test("what was typed comes back with what is missing", async () => {
    const { id, first } = await begun();
    const answer = await first.post(`/espace/evaluation/${id}/criteres/PSY-1`, {
      note: "9",
      motif: "Un motif assez long.",
      revision: "0",
    });
    expect(answer.status).toBe(422);
    expect(answer.html).toContain("Choisissez une note de la liste");
    expect(answer.html).toContain("Un motif assez long.");
    const na = await first.post(`/espace/evaluation/${id}/criteres/PSY-7`, {
      note: "na",
      motif: "Personne ne l’a demandé.",
      revision: "0",
    });
    expect(na.html).toContain("Choisissez une note de la liste");
    expect((await first.post(`/espace/evaluation/${id}/rendre`, {})).html).toContain("Il reste des critères à noter");
  });

  test("asked to be more precise, the mutuelle files again; what it did not change keeps its grade", async () => {
    const { id, place, first, addresses } = await begun();
    await grade(first, id, "PSY-1", "Vu à la page 4.");
    await grade(first, id, "PSY-2", "Vu à la page 4.");
    expect(
      (await first.post(`/espace/evaluation/${id}/precisions`, { demande: "PSY-1 : la page 4 des garanties manque." }))
        .location,
    ).toContain("fait=precisions");
    const walker = as((await signedIn(addresses["applicant"] ?? "", "applicant", place)).cookie);
    const base = `/espace/structures/${place}/label/${id}`;
    expect((await walker.get(`${base}/evaluation`)).html).toContain("la page 4 des garanties manque");
    const revision = String(await value("SELECT revision FROM answers WHERE criterion_id = 'PSY-1'"));
    await walker.post(`${base}/criteres/PSY-1`, { note: "2", justification: "Page 4 jointe.", revision });
    await walker.post(`${base}/deposer`, { convention: "on" });
    expect(await rows("SELECT state, reviewed FROM applications")).toEqual([{ state: "in_review", reviewed: 2 }]);
    // Evaluating has all its days again, not what the precisions left.
    expect(workingDaysLeft(String(await value("SELECT due_on FROM applications")), NOW)).toBe(40);
    const { html } = await first.get(`/espace/evaluation/${id}`);
    expect(html.match(/<td[^>]*>[^<]*à relire\s: le dépôt a changé/g)).toHaveLength(1);
  });

  test("pressed three times at once, « rendre » hands in once: one event, one mail to each who may read now", async () => {
    const { place, people, addresses } = await cast();
    const p = playOf(place, people, { start: NOW - 5 * 86_400 });
    const id = await play(p, "graded");
    await pump(NOW);
    await run(
      "UPDATE assignments SET done_at = NULL WHERE application_id = ?1 AND person_id = ?2",
      id,
      people.assessors[0],
    );
    await run("DELETE FROM messages");
    const handed = () => value("SELECT count(*) FROM events WHERE type = 'file.handed_in' AND reacted_at IS NULL");
    const first = as((await signedIn(addresses["first"] ?? "", "assessor")).cookie);
    const pressed = await Promise.all([1, 2, 3].map(() => first.post(`/espace/evaluation/${id}/rendre`, {})));
    expect(pressed.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 409, 409]);
    expect(await handed()).toBe(1);
    expect((await first.post(`/espace/evaluation/${id}/rendre`, {})).status).toBe(409);
    await pump(NOW);
    expect(await value("SELECT count(*) FROM messages WHERE template = 'label-pret'")).toBe(3);
  });

  test("once both have handed in, nobody asks for more: they have read each other", async () => {
    const { place, people } = await cast();
    const p = playOf(place, people);
    const id = await play(p, "graded");
    const { file } = await caseOf(p, id, NOW);
    const asked = { model, act: "clarify" as const, words: "La page 4 manque, merci de la joindre." };
    expect(await moveFile(depsAt(NOW), { file, by: people.assessors[0], ...asked })).toEqual({
      ok: false,
      refusal: "not_open",
    });
  });
});
