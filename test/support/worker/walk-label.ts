import { env } from "cloudflare:workers";

import { PLATFORM, type Within } from "../../../src/access/roles.ts";
import { play } from "../../../scripts/local/play-label.ts";
import { keepLabel, publishLabels } from "../../../workers/reactor/label.ts";
import { checkDue } from "../../../src/label/badge/domains.ts";
import { outsideThrough } from "../../../src/platform/outside.ts";
import { database } from "../../../src/platform/d1.ts";
import { cast, playOf } from "./label-cast.ts";
import { as, signedIn } from "./staff.ts";
import { ask, send, solved } from "./web.ts";
import { CALIBRATION } from "../../../src/label/assessment/calibration.ts";
import { computeChanges } from "../../../src/label/registry/accounts.store.ts";
import { drawAudits } from "../../../src/label/registry/run-audits.ts";
import { NOW, depsAt, run, value } from "./world.ts";

/** A file from its filing to its appeal, with every page of those who work on it and of the public. */
export async function labels(over: { bindings: { DB: D1Database } }): Promise<void> {
  const { place, people, addresses } = await cast();
  const depsWatched = (now: number) => ({ ...depsAt(now), db: database(over.bindings.DB) });
  const p = playOf(place, people, {
    depsAt: depsWatched,
    gradeOf: (id, who, grade) => (id === "PSY-1" && who === 1 ? 0 : grade),
  });
  const id = await play(p, "decided");
  await keepLabel(depsWatched(NOW), env as never);
  await publishLabels(depsWatched(NOW), env as never);
  const login = async (name: string, role: string, where: Within = PLATFORM) =>
    as((await signedIn(addresses[name] ?? "", role, where)).cookie, over.bindings);
  const [operator, assessor, panel, applicant] = [
    await login("operator", "operator"),
    await login("first", "assessor"),
    await login("panel1", "panel_member"),
    await login("applicant", "applicant", place),
  ];
  await assessor.post("/espace/evaluation/liens", { mutuelle: "org_x", lien: "insured", fin: "" });
  for (const path of ["", `/${id}`, `/${id}/criteres/PSY-1`, `/${id}/changements`]) {
    await assessor.get(`/espace/evaluation${path}`);
    await panel.get(`/espace/evaluation${path}`);
  }
  await assessor.post(`/espace/evaluation/${id}/criteres/PSY-1/constats`, {
    constat: "Il manque la page 4 du contrat.",
  });
  await assessor.post(`/espace/evaluation/${id}/criteres/PSY-1/echange`, { note: "1", motif: "Relu ensemble." });
  for (const one of CALIBRATION.cases.slice(0, 2)) {
    await assessor.get(`/espace/evaluation/calibrage/${one.id}`);
    await assessor.post(`/espace/evaluation/calibrage/${one.id}`, {
      note: String(one.grade),
      motif: "Lu dans les pièces.",
    });
  }
  await run(
    "INSERT INTO findings (id, application_id, criterion_id, person_id, severity, text, found_on, due_on) VALUES ('fnd_w', ?1, 'PSY-1', ?2, 'minor', 'x', '2026-11-01', '2027-05-01')",
    id,
    people.assessors[0],
  );
  await drawAudits(depsWatched(NOW));
  await run("UPDATE audit_draws SET draw_on = '2026-11-30'");
  await drawAudits(depsWatched(NOW + 86_400));
  await depsWatched(NOW).db.batch(computeChanges());
  const audit = String(await value("SELECT max(id) FROM audits"));
  const accounts = "/console/label/comptes";
  await operator.post(`${accounts}/audits/${audit}/cas`, { cas: "40" });
  await panel.get(`/espace/evaluation/${id}`);
  await panel.post(`/espace/evaluation/${id}/constats`, { concernes: "PSY-1", constat: "Trois cas sans date." });
  await operator.post(`${accounts}/audits/${audit}/conclure`, { suite: "Dix cas relus, trois sans date." });
  await operator.post(`${accounts}/paiements`, {
    annee: "2026",
    payeur: "Nous",
    paye: "Les évaluateurs",
    objet: "indemnités",
    euros: "10",
  });
  await operator.post(`${accounts}/comptes-rendus`, {
    tenue: "2026-11-20",
    texte: "La remarque sur PSY-1 est retenue.",
  });
  await operator.post(`${accounts}/paiements/pay_x/retirer`, { confirme: "oui" });
  await operator.post(`${accounts}/comptes-rendus/min_x/retirer`, { confirme: "oui" });
  await panel.post("/espace/evaluation/nom", { nom: "Ada Dupont" });
  await panel.post("/espace/evaluation/nom/retirer", { nom: "x" });
  for (const path of ["/label/comptes", "/label/comptes.json", accounts]) {
    await operator.get(path);
  }
  for (const path of ["", `/${id}`, "/signalements", "/accords", "/remarques"]) {
    await operator.get(`/console/label${path}`);
  }
  await operator.post(`/console/label/${id}/liberer`, { personne: people.adjudicator, confirme: "oui" });
  const retiree = String(await value("SELECT id FROM released_work"));
  await operator.post(`/console/label/${id}/redonner`, { retiree });
  await operator.post(`/console/label/${id}/liberer`, { personne: people.adjudicator, confirme: "oui" });
  await operator.post("/console/label/signalements/cmp_x/traiter", { etat: "closed", suite: "vu" });
  const remarks = "/label/projet/remarques";
  await send(remarks, { ...(await solved(remarks)), critere: "PSY-1", texte: "Une médiane, pas un plafond." }, over);
  await operator.post("/console/label/remarques/rmk_x/traiter", { suite: "published" });
  const base = `/espace/structures/${place}/label/${id}`;
  for (const path of ["/evaluation", "/domaines"]) {
    await applicant.get(base + path);
  }
  await applicant.post(`${base}/criteres/PSY-1/repondre`, {
    observation: "disagreement",
    reponse: "La pièce le montre page 4.",
  });
  await applicant.post(`${base}/domaines`, { domaine: "www.mutuelle-essai.fr" });
  await applicant.post(`${base}/domaines/www.mutuelle-essai.fr/verifier`, {});
  await applicant.post(`${base}/domaines/www.mutuelle-essai.fr/retirer`, { confirme: "oui" });
  await applicant.get(`${base}/constats/fnd_w`);
  await applicant.post(`${base}/constats/fnd_w/corrige`, { suite: "La page est jointe." });
  await assessor.post(`/espace/evaluation/${id}/constats/fnd_w/maintenir`, { suite: "Elle n’est pas datée." });
  await assessor.post(`/espace/evaluation/${id}/constats/fnd_w/lever`, { suite: "" });
  await applicant.post(`${base}/recours`, { texte: "La pièce de la page 4 n’a pas été lue." });
  await applicant.post(`${base}/repartir`, {});
  const label = String(await value("SELECT id FROM labels WHERE application_id = ?1", id));
  const badge = ["svg", "json", "vc.json"].map((kind) => `/label/badge/${label}.${kind}`);
  for (const path of [
    "/label/registre",
    "/label/registre?seances=1&vigueur=1",
    "/label/registre.csv",
    `/label/registre/${label}`,
    `/label/registre/${label}/recalcul`,

    `/label/comparateur?offre=${label}`,
    "/label/verifier?url=www.inconnu.fr",
    "/label/journal",
    "/label/journal/preuve/1.json",
    ...badge,
    `/label/signaler/${label}`,
    `/label/registre/${label}/reponses.json`,
  ]) {
    await ask(path, over);
  }
  await checkDue(database(over.bindings.DB), { outside: outsideThrough(env.OUTSIDE), now: NOW });
}
