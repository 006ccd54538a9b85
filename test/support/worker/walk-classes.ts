import type { RequestId } from "../../../src/kernel/ids.ts";
import { DAY, HOUR } from "../../../src/kernel/time.ts";
import { followSubject } from "../../../src/workshops/classes/request.mails.ts";
import { manageSubject } from "../../../src/workshops/seats/manage-link.ts";
import { assigned } from "./assigned.ts";
import { CLASS_FORM, SLOT, UAI, asked, association, school } from "./classes.ts";
import { confirmed } from "./people.ts";
import { signedIn } from "./staff.ts";
import { ask, send, solved } from "./web.ts";
import { NOW, idIn, links, openSession, run, value } from "./world.ts";

/** A class: found, asked for, agreed to, answered in every way, fixed, cancelled; a place that an operator looks at. */
export async function classes(over: { bindings: object }): Promise<void> {
  await school();
  const aso = await association("org_walk");
  const as = { ...over, headers: { cookie: aso.cookie } };
  await ask(`/etablissements/demande?nom=rives cret`, over);
  const path = `/etablissements/demande/${UAI}`;
  await send(path, { ...(await solved(path)), ...CLASS_FORM, email: "delivered+plan-class@resend.dev" }, over);
  const requests: RequestId[] = [];
  for (let i = 0; i < 3; i++) {
    requests.push((await asked(`delivered+plan-class${i}@resend.dev`)).id);
  }
  const follow = async (id: RequestId, act: string, fields = {}): Promise<void> => {
    const contact = await idIn("ctc", "SELECT contact_id FROM workshop_requests WHERE id = ?1", id);
    const token = await links.sign("class-request", followSubject(id, contact), NOW + DAY);
    await ask(`/demandes/${token}`, over);
    await send(`/demandes/${token}/${act}`, { confirme: "oui", ...fields }, over);
  };
  const answer = (id: string, act: string, fields = {}) => send(`${aso.base}/${id}/${act}`, fields, as);
  const [fixed = "wrq_", refused = "wrq_", passed = "wrq_"] = requests;
  for (const [id, yes] of [
    [fixed, "oui"],
    [refused, "non"],
  ]) {
    const head = await links.sign("class-head", `${id}~o`, NOW + DAY);
    await ask(`/accord/${head}`, over);
    await send(`/accord/${head}/${yes}`, {}, over);
  }
  await ask(aso.base, as);
  await ask(`${aso.base}/${fixed}`, as);
  await send(`/espace/structures/org_walk/territoire`, { departement: "93", niveaux: "cm" }, as);
  await send(`/espace/structures/org_walk/territoire`, { departement: "93" }, as);
  await send(`/espace/structures/org_walk/territoire/vitrine`, { mots: "Nous venons à deux.", delai: "" }, as);
  await ask(`/espace/structures/org_walk/chiffres`, as);
  await answer(passed, "transmettre", { vers: "org_1" });
  await answer(passed, "passer", { raison: "too_far" });
  await answer(fixed, "proposer", { creneau1: "2027-02-02T10:00" });
  await follow(fixed, "aucune");
  await answer(fixed, "accepter", { creneau: String(SLOT) });
  await follow(fixed, "annuler");
  await follow(passed, "retirer");
  const absent = "/etablissements/demande/absent";
  const place = { kind: "cfa", name: "CFA", commune: "Créteil", departement: "94" };
  await send(
    absent,
    { ...(await solved(absent)), ...CLASS_FORM, ...place, email: "delivered+plan-cfa@resend.dev" },
    over,
  );
  const asks = await idIn("wrq", "SELECT id FROM workshop_requests WHERE place_id IS NOT NULL");
  await follow(asks, "confirmer");
  const operator = { ...over, headers: { cookie: (await signedIn("delivered+plan-op@resend.dev")).cookie } };
  const visited = await links.sign(
    "class-request",
    followSubject(fixed, await idIn("ctc", "SELECT contact_id FROM workshop_requests WHERE id = ?1", fixed)),
    NOW + DAY,
  );
  await send(`/demandes/${visited}/presence`, {}, over);
  await send(`/demandes/${visited}/attestation`, {}, over);
  await ask("/console/demandes", operator);
  await send(`/console/demandes/${asks}/verifier`, { email: "delivered+plan-head@resend.dev" }, operator);
  await send(`/console/demandes/${asks}/ecarter`, { confirme: "oui" }, operator);
}

/** A coordinator publishes, changes and cancels sessions. */
export async function planning(over: { bindings: object }): Promise<void> {
  const session = await openSession();
  const team = {
    ...over,
    headers: { cookie: (await signedIn("delivered+plan-coord@resend.dev", "coordinator", "org_1")).cookie },
  };
  const base = "/espace/structures/org_1/seances";
  await ask(base, team);
  const form = (await ask(`${base}/nouvelle?modele=${session}`, team)).html;
  const cle = / name="cle" value="([^"]*)"/.exec(form)?.[1] ?? "";
  const place = { lieu: "new", name: "Foyer", address: "1 rue X", commune: "Créteil", departement: "94" };
  const when = { debut: "2027-03-16T18:30", capacity: "12" };
  await send(`${base}/nouvelle`, { cle, programme: "premier-telephone", ...when, ...place }, team);
  const held = { version: `${session}:1`, lieu: "ven_1", debut: "2027-02-02T18:30", fin: "2027-02-02T20:00" };
  await send(
    `${base}/${session}/modifier`,
    { ...held, cloture: "2027-02-02T17:00", savoir: "Sonnez.", confirme: "oui" },
    team,
  );
  await send(`${base}/${session}/places`, { capacity: "30" }, team);
  await send(`${base}/${session}/annuler`, { confirme: "oui" }, team);
}

/** The day itself: the list, marks, a count, papers and their check. */
export async function presence(over: { bindings: object }): Promise<void> {
  const start = NOW - 60;
  const session = await openSession({ startsAt: start, now: NOW - DAY });
  await run("UPDATE sessions SET closes_at = ?1, queue_closes_at = ?1 WHERE id = ?2", NOW + HOUR, session);
  await run("UPDATE sessions SET starts_at = ?1 WHERE id = ?2", NOW + 60, session);
  const id = await confirmed(session, NOW);
  await run("UPDATE sessions SET starts_at = ?1 WHERE id = ?2", start, session);
  const animates = await signedIn("delivered+plan-team@resend.dev", "facilitator", "org_1");
  await assigned(animates.person, session);
  const team = { ...over, headers: { cookie: animates.cookie } };
  const lead = await signedIn("delivered+plan-lead@resend.dev", "coordinator", "org_1");
  const coordinator = { ...over, headers: { cookie: lead.cookie } };
  const base = `/espace/structures/org_1/seances/${session}`;
  await ask(base, team);
  const cle = / name="cle" value="([^"]*)"/.exec((await ask(`${base}/ajouter`, team)).html)?.[1] ?? "";
  const door = { cle, prenom: "Ana", age: "18_plus", places: "1", parole: "", email: "" };
  await send(`${base}/ajouter`, door, team);
  await send(`${base}/prenoms`, {}, coordinator);
  await send(`${base}/feuille`, { besoins: "on" }, coordinator);
  await run("UPDATE participants SET needs = '[\"large_print\"]'");
  await send(
    `/espace/structures/org_1/seances/${await openSession()}/besoin`,
    { besoin: "large_print", reponse: "planned" },
    coordinator,
  );
  await send(`${base}/present`, { ligne: id }, team);
  await send(`${base}/classe`, { ligne: id, pupils: "9", adults: "1" }, team);
  await send(`${base}/confirmer`, { ligne: id, role: "teacher" }, team);
  const contact = await idIn("ctc", "SELECT contact_id FROM registrations WHERE id = ?1", id);
  const page = `/i/${await links.sign("manage", manageSubject(id, contact), NOW + DAY)}`;
  await send(`${page}/attestation`, { nom: "Ana" }, over);
  const code = String(await value("SELECT code FROM attestations"));
  await send("/attestations/verifier", { code, name: "Ana" }, over);
  await send(`${page}/effacer`, {}, over);
}
