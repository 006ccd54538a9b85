import type { Within } from "../../src/access/roles.ts";
import { beforeEach, describe, expect, test } from "vitest";

import { ROUTES } from "../../src/access/routes.ts";
import { DAY } from "../../src/kernel/time.ts";
import { asked, association, authorised, school, teacher } from "../support/worker/classes.ts";
import { application, filed, labelled, pieceWithFile, underReview } from "../support/worker/label.ts";
import { hasTask } from "../support/worker/label.ts";
import { addPerson } from "../../src/workshops/seats/change-party.ts";
import { managePath } from "../support/worker/manage.ts";
import { confirmed, must, unique, waitlisted } from "../support/worker/people.ts";
import { as, member, organisation, owns, signedIn } from "../support/worker/staff.ts";
import { send, setClock } from "../support/worker/web.ts";
import { NOW, depsAt, openSession, run, value } from "../support/worker/world.ts";

/*
 * What deletes or ends something stands in one list, by what its first press answers: the question, with what follows from a yes; or, where
 * it acts at once, why it may. A new word of an address has to be said to end something or not.
 */

/** Acts that begin, change, show or answer something: what was there stays, or can be set back by the same form. */
const CHANGES = `resend reserver inscription liste confirmer adresse places date message modifier reponses attestation verifier enquetes oui retrouver absent demande
  choisir presence parents suivi preferences parcours rythme signaler connexion code lien invitation demander ajouter montrer exporter
  accepter proposer nouvelle deplacer noter assigner territoire agenda manque present classe label offre reprendre changer-de-version
  criteres preuves gammes bibliotheque version repondre repliquer repartir deposer recours domaines liens rendre precisions signer lever echange arbitrer constats inviter valider
  personnes envoi disjoncteur pause essai rejouer renvoyer chercher recevable commencer contradictoire prendre redonner contact annuaire mesure appuyer audition lu ecrire renvoyer-refuses responsable accorder
  suivante appeler venir nombres relancer accepter-date garder-date vu utile pas-tenue accueil rejoindre garder vitrine prenoms prenom feuille besoin besoins fiche
  ajouter-classe agrements prevenir joindre mots remarques points texte calibrage corrige maintenir nom cas conclure paiements comptes-rendus`;
const ENDS = `annuler laisser effacer non retirer pas-moi aucune u arreter fermer fermer-les-autres passer transmettre quitter ecarter refuser
  confier rouvrir traiter irrecevable liberer classer retirer-classe fini`;

/** Ends something at the first press, and why. */
const AT_ONCE: Readonly<Record<string, string>> = {
  "POST /i/:token/laisser": "the answer to an offer, beside « Je la prends »",
  "POST /i/:token/effacer": "asked on the page itself, in a fold that says what follows",
  "POST /preferences/:token/arreter": "every topic can be ticked again on the same page",
  "POST /preferences/:token/effacer": "asked on the page itself, in a fold that says what follows",
  "POST /preferences/:token/fini":
    "good news, which nobody should have to say twice; a path is chosen by the form beside",
  "POST /u/:token": "one click, by RFC 8058",
  "POST /accord-parent/:token/non": "the answer to a question, as easy as yes",
  "POST /accord-parent/:token/retirer": "withdrawing is as easy as agreeing",
  "POST /accord-parent/:token/pas-moi": "the answer to a question; whoever is not the parent owes us no second one",
  "POST /accord/:token/non": "the answer to a question, as easy as yes",
  "POST /demandes/:token/aucune": "the answer to the dates that were proposed; others follow",
  "POST /demandes/:token/quitter": "one's own following of a request; whoever asked invites again",
  "POST /acces/annuler/:token":
    "asked on the page that the mailed link opens; whoever runs the team corrects the address again",
  "POST /prevenir/:token/effacer": "one address that waits for one mail; asked again by the form",
  "POST /espace/securite/fermer": "one's own login; one signs in again",
  "POST /espace/securite/fermer-les-autres": "the same",
  "POST /espace/structures/:structure/seances/:seance/equipe/non":
    "the answer to somebody who offers to come, as easy as yes; they may be assigned all the same",
  "POST /espace/structures/:structure/demandes/:demande/passer": "leaves the request to others; nobody loses it",
  "POST /espace/structures/:structure/demandes/:demande/transmettre": "the same, to one of them",
  "POST /espace/structures/:structure/seances/:seance/equipe/retirer": "assigned again by the form beside",
  "POST /espace/structures/:structure/label/:dossier/criteres/:critere/mots/retirer":
    "one's own word to the team; said again by the form beside",
  "POST /espace/evaluation/nom/retirer": "one's own name, published again by the form beside",
  "POST /espace/structures/:structure/annuler": "an invitation; invited again by the form beside",
  "POST /console/equipe/annuler": "the same",
  "POST /console/courrier/classer":
    "puts away a mail that never left; it stays in the trail, and nothing more would happen to it",
  "POST /console/label/:dossier/confier": "gives a task; taking it back asks",
  "POST /console/label/remarques/:remarque/traiter":
    "shows, answers or leaves out what somebody said of a draft; what is left out is kept a year",
  "POST /console/label/signalements/:signalement/traiter":
    "closes with a word of its own, kept; a year passes before it is forgotten",
};

const OPERATOR = { role: "operator", place: "" as const };
/** Asks first: who presses, where, with which fields. Fields are those of the button, without the yes. */
type Pressed = { route: string; path: string; cookie: string; fields?: Record<string, string> };

const wordOf = (route: string): string => route.split("/").findLast((part) => !part.startsWith(":")) ?? "";
const posts = [...ROUTES.keys()].filter((route) => route.startsWith("POST "));
const wordsOf = (text: string): Set<string> => new Set(text.split(/\s+/));
const ending = posts.filter((route) => wordsOf(ENDS).has(wordOf(route)));

async function login(role: string, place: Within): Promise<{ cookie: string; person: string }> {
  const found = await signedIn(`delivered+${unique()}@resend.dev`, role, place);
  await run("UPDATE logins SET passkey_at = 1 WHERE person_id = ?1", found.person);
  return found;
}

const AWAY = ["quitter", "retirer", "transmettre"];
const DECIDED = ["refuser", "fermer"];
const OF_STAFF = ["retirer", "rouvrir"];

/** Everything that the buttons need, and the buttons. */
async function presses(): Promise<Pressed[]> {
  const operator = await login(OPERATOR.role, OPERATOR.place);
  const other = await login(OPERATOR.role, OPERATOR.place);
  await school();
  const asso = await association("org_asso_end");
  const colleague = await member(`delivered+${unique()}@resend.dev`, "coordinator", asso.id);
  const session = await openSession({ startsAt: NOW + 20 * DAY });
  await run("UPDATE sessions SET association_id = ?1 WHERE id = ?2", asso.id, session);
  const open = await authorised(teacher());
  const fixed = await authorised(teacher());
  await run("UPDATE workshop_requests SET state = 'scheduled', association_id = ?2 WHERE id = ?1", fixed.id, asso.id);
  const waiting = await asked(teacher());
  await run(
    `INSERT INTO request_messages (id, workshop_request_id, association_id, written_by, reported_at, created_at)
     VALUES ('rqm_end', ?1, ?2, 'school', 1, 1)`,
    fixed.id,
    asso.id,
  );
  await organisation("org_end", "mutuelle");
  const owner = await login("applicant", "org_end");
  await owns(owner.person, "org_end");
  await application("app_end", "org_end", "submitted");
  await pieceWithFile("evi_end", "app_end", "PSY-1");
  await filed("app_end", 1);
  await labelled("app_end", "org_end", "www.fin.fr");
  await application("app_draft", "org_end");
  await pieceWithFile("evi_draft", "app_draft", "PSY-1");
  await run(
    `INSERT INTO library_pieces (id, organisation_id, name, kind, url, issued_on, added_by, created_at)
     VALUES ('lib_end', 'org_end', 'Conditions', 'url', 'https://exemple.fr/', '2026-10-01', 'per_x', 1)`,
  );
  await run(
    `INSERT INTO ranges (id, application_id, name, who, who_words, territory, members, price, price_age, price_on)
     VALUES ('rng_end', 'app_draft', 'Socle', '["everyone"]', '', '', 10, 'to_50', 40, '2026-01-01')`,
  );
  await underReview("app_judged", "org_end");
  await hasTask("app_judged", "operator", operator.person);
  const assessor = await member(`delivered+${unique()}@resend.dev`, "assessor");
  await hasTask("app_judged", "assessor", assessor);
  const contact = String(await value("SELECT contact_id FROM people WHERE id = ?1", assessor));
  const label = "POST /espace/structures/:structure/label/:dossier";
  const mine = "/espace/structures/org_end/label";
  const structure = { cookie: operator.cookie, fields: { raison: "asked" } };
  const away = { personne: colleague, role: "coordinator" };
  const full = await openSession({ startsAt: NOW + 20 * DAY, capacity: 1 });
  const seat = await managePath(await confirmed(full, NOW));
  await waitlisted(full, NOW); // where nobody waits one press undoes it, and it is not asked: party.worker.test.ts
  const party = await confirmed(session, NOW);
  must(await addPerson(depsAt(NOW), { registrationId: party, person: { name: "Max", ageBand: "18_plus" } }));
  const one = String(await value("SELECT id FROM participants WHERE registration_id = ?1 AND position = 2", party));
  return [
    { route: "POST /i/:token/annuler", path: `${seat}/annuler`, cookie: "" },
    {
      route: "POST /console/label/comptes/paiements/:paiement/retirer",
      path: "/console/label/comptes/paiements/x/retirer",
      cookie: operator.cookie,
    },
    {
      route: "POST /console/label/comptes/comptes-rendus/:compte/retirer",
      path: "/console/label/comptes/comptes-rendus/x/retirer",
      cookie: operator.cookie,
    },
    {
      route: "POST /i/:token/retirer",
      path: `${await managePath(party)}/retirer`,
      cookie: "",
      fields: { personne: one },
    },
    {
      route: "POST /demandes/:token/retirer-classe",
      path: `${fixed.page}/retirer-classe`,
      cookie: "",
      fields: { classe: "2" },
    },
    { route: "POST /demandes/:token/retirer", path: `${waiting.page}/retirer`, cookie: "" },
    { route: "POST /demandes/:token/annuler", path: `${fixed.page}/annuler`, cookie: "" },
    { route: "POST /accord/:token/retirer", path: `${fixed.head}/retirer`, cookie: "" },
    {
      route: "POST /espace/structures/:structure/demandes/:demande/annuler",
      path: `${asso.base}/${open.id}/annuler`,
      cookie: asso.cookie,
    },
    {
      route: "POST /espace/structures/:structure/seances/:seance/annuler",
      path: `/espace/structures/${asso.id}/seances/${session}/annuler`,
      cookie: asso.cookie,
    },
    { route: `${label}/retirer`, path: `${mine}/app_end/retirer`, cookie: owner.cookie },
    {
      route: "POST /espace/structures/:structure/bibliotheque/:piece/retirer",
      path: "/espace/structures/org_end/bibliotheque/lib_end/retirer",
      cookie: owner.cookie,
    },
    {
      route: `${label}/gammes/:gamme/retirer`,
      path: `${mine}/app_draft/gammes/rng_end/retirer`,
      cookie: owner.cookie,
    },
    {
      route: `${label}/preuves/:preuve/retirer`,
      path: `${mine}/app_draft/preuves/evi_draft/retirer`,
      cookie: owner.cookie,
    },
    {
      route: `${label}/domaines/:domaine/retirer`,
      path: `${mine}/app_end/domaines/www.fin.fr/retirer`,
      cookie: owner.cookie,
    },
    {
      route: "POST /espace/cle/retirer",
      path: "/espace/cle/retirer",
      cookie: operator.cookie,
      fields: { cle: "key_x" },
    },
    ...AWAY.map((act) => ({
      route: `POST /espace/structures/:structure/${act}`,
      path: `/espace/structures/${asso.id}/${act}`,
      cookie: asso.cookie,
      fields: away,
    })),
    ...DECIDED.map((act) => ({
      route: `POST /console/structures/:structure/${act}`,
      path: `/console/structures/${asso.id}/${act}`,
      ...structure,
    })),
    {
      route: "POST /console/structures/:structure/rouvrir",
      path: `/console/structures/${asso.id}/rouvrir`,
      cookie: operator.cookie,
      fields: { personne: colleague },
    },
    {
      route: "POST /console/structures/:structure/confier",
      path: `/console/structures/${asso.id}/confier`,
      cookie: operator.cookie,
      fields: away,
    },
    {
      route: "POST /console/demandes/mots/:mot/retirer",
      path: "/console/demandes/mots/rqm_end/retirer",
      cookie: operator.cookie,
    },
    {
      route: "POST /console/demandes/:demande/ecarter",
      path: `/console/demandes/${waiting.id}/ecarter`,
      cookie: operator.cookie,
    },
    ...OF_STAFF.map((act) => ({
      route: `POST /console/equipe/${act}`,
      path: `/console/equipe/${act}`,
      cookie: operator.cookie,
      fields: { personne: other.person, role: "operator" },
    })),
    {
      route: "POST /console/personnes/effacer",
      path: "/console/personnes/effacer",
      cookie: operator.cookie,
      fields: { contact },
    },
    {
      route: "POST /console/label/:dossier/irrecevable",
      path: "/console/label/app_end/irrecevable",
      cookie: operator.cookie,
      fields: { mots: "Il manque le contrat et les garanties." },
    },
    {
      route: "POST /console/label/:dossier/liberer",
      path: "/console/label/app_judged/liberer",
      cookie: operator.cookie,
      fields: { personne: assessor },
    },
  ];
}

beforeEach(() => setClock(NOW));

describe("what deletes or ends something", () => {
  test("is told from what does not, by the last word of every address that a form is sent to", () => {
    const known = new Set([...wordsOf(CHANGES), ...wordsOf(ENDS)]);
    expect(posts.filter((route) => !known.has(wordOf(route)))).toEqual([]);
    const used = new Set(posts.map(wordOf));
    expect([...known].filter((word) => !used.has(word))).toEqual([]);
    expect([...wordsOf(CHANGES)].filter((word) => wordsOf(ENDS).has(word))).toEqual([]);
  });

  test("stands in one list: its first press answers the question and changes nothing, or it says why it acts at once", async () => {
    const all = await presses();
    const listed = [...Object.keys(AT_ONCE), ...all.map(({ route }) => route)];
    expect(listed.toSorted()).toEqual(ending.toSorted());
    const rowsOf = async (): Promise<unknown[]> => [
      await value("SELECT count(*) FROM events"),
      await value("SELECT group_concat(id || state) FROM workshop_requests"),
      await value("SELECT group_concat(id || state) FROM applications"),
      await value("SELECT count(*) FROM assignments"),
      await value("SELECT count(*) FROM domain_bindings"),
      await value("SELECT count(*) FROM evidence_files WHERE removed_at IS NULL"),
      await value("SELECT count(*) FROM memberships WHERE ended_at IS NULL"),
    ];
    const before = await rowsOf();
    const wrong: string[] = [];
    for (const { route, path, cookie, fields = {} } of all) {
      const { status, html } = cookie === "" ? await send(path, fields) : await as(cookie).post(path, fields);
      const kept = Object.entries(fields).filter(([name]) => !html.includes(`name="${name}"`) && name !== "role");
      if (status !== 200 || !html.includes('name="confirme" value="oui"')) {
        wrong.push(`${route}: ${status} ${/<h1[^>]*>([^<]*)/.exec(html)?.[1] ?? ""}`);
      } else if (kept.length > 0 && !route.endsWith("/quitter")) {
        wrong.push(`${route} forgets ${kept.map(([name]) => name).join(", ")}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(await rowsOf()).toEqual(before);
  });
});
