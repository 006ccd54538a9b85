import { env } from "cloudflare:workers";

import { endRole } from "../../../src/access/organisations/change-team.ts";
import { keepPasskey, passkeyShown, removePasskey } from "../../../src/access/passkeys.store.ts";
import { actOf } from "../../../src/platform/outbox.ts";
import { releaseHeld } from "../../../src/guidance/enrolments.store.ts";
import { setPaused } from "../../../src/guidance/sequences.store.ts";
import { DAY, HOUR } from "../../../src/kernel/time.ts";
import { settleUnknown } from "../../../src/mail/operations.store.ts";
import type { Told } from "../../../src/mail/news.ts";
import { isProvenOurs, noteSingle, openBreaker, setAside } from "../../../src/mail/batches.store.ts";
import { holdAddress, softnessOf, suppressByMessage, takeNews } from "../../../src/mail/news.store.ts";
import { liftTried } from "../../../src/mail/trial.store.ts";
import { resendRefused, retryAside } from "../../../src/mail/refused.store.ts";
import { settingsSubject } from "../../../src/mail/template.ts";
import { cutOff } from "../../../src/mail/tick.store.ts";
import { database } from "../../../src/platform/d1.ts";
import { resealContacts } from "../../../src/privacy/contacts.store.ts";
import { eraseDue, eraseNow } from "../../../src/workshops/erase.ts";
import { move } from "../../../src/workshops/seats/move.ts";
import { react } from "../../../workers/reactor/react.ts";
import { textShelf } from "../../../src/platform/texts-r2.ts";
import { tellErasures } from "../../../src/privacy/told-erasures.ts";
import { restoreAsked } from "../../../src/privacy/told-erasures.store.ts";
import { reconcileRestored } from "../../../workers/reactor/restore.ts";
import { nightly, tick } from "../../../workers/reactor/tick.ts";
import { subscribed } from "./guidance.ts";
import { confirmed, must, waitlisted } from "./people.ts";
import { moveTo } from "./editing.ts";
import { pump, reactions, unreacted } from "./reactor.ts";
import { directoryOfOperator } from "./directory.ts";
import { askToSignIn, member, signedIn } from "./staff.ts";
import { classes, planning, presence } from "./walk-classes.ts";
import { applications } from "./walk-applications.ts";
import { labels } from "./walk-label.ts";
import { families, impact, staffing } from "./walk-families.ts";
import type { Watched } from "./watch-d1.ts";
import { ask, send, solved } from "./web.ts";
import { NOW, depsAt, idIn, links, openSession, value } from "./world.ts";

const NEWS: Told = {
  k: "news",
  id: "x",
  type: "email.bounced",
  messageId: "msg_x",
  providerId: null,
  rank: 4,
  metric: "bounced",
  reason: "bounced",
  isSoft: false,
  isLifted: false,
  suppress: "hard_bounce",
  hash: null,
  at: NOW,
};

/** A parent through guidance: asks, confirms, settles, moves, leaves, is told about; an operator pauses and resumes. */
async function guidance(over: { bindings: object }): Promise<void> {
  const email = "delivered+plan-parent@resend.dev";
  const wish = { parcours: "premier-telephone", age: "aucun", zone: "Europe/Paris", accord: "on", email };
  await send("/parents", { ...(await solved("/parents")), ...wish }, over);
  const { recipientId, consentId } = await subscribed(NOW);
  await ask(`/parents/confirmer/${await links.sign("subscribe", consentId, NOW + DAY)}`, over);
  const contactId = await idIn("ctc", "SELECT contact_id FROM recipients WHERE id = ?1", recipientId);
  const base = `/preferences/${await links.sign("preferences", settingsSubject(recipientId, contactId), NOW + DAY)}`;
  await ask(`${base}/donnees`, over);
  await send(`${base}/parcours`, { parcours: ["en-parler", "atelier"] }, over);
  await send(`${base}/rythme`, { heure: "h9", zone: "Indian/Reunion", pause: "j30" }, over);
  await send(`${base}/adresse`, { email: "delivered+plan-next@resend.dev" }, over);
  await send("/preferences", { ...(await solved("/preferences")), email }, over);
  const next = String(
    await value("SELECT json_extract(data, '$.contact') FROM events WHERE type = 'address.change_requested'"),
  );
  await send(`/preferences/adresse/${await links.sign("address", `${recipientId}~${next}`, NOW + DAY)}`, {}, over);
  await send(`/suivi/${await links.sign("follow", next, NOW + DAY)}`, {}, over);
  const ref = String(await value("SELECT unsub_ref FROM subscriptions WHERE status = 1 AND topic = 'en-parler'"));
  await send(`/u/${await links.signRef(ref)}`, { page: "oui" }, over);
}

/** The console and a space, with every list, filter and act. */
async function organisations(over: { headers: { cookie: string }; bindings: object }): Promise<void> {
  await send(PATH, { ...(await solved(PATH)), ...SPACE, email: "delivered+plan-owner@resend.dev" }, over);
  const invitation = await links.sign("invitation", String(await value("SELECT id FROM invitations")), NOW + DAY);
  await ask(`/invitation/${invitation}`, over);
  await send(`/invitation/${invitation}`, {}, { bindings: over.bindings });
  const id = await idIn("org", "SELECT id FROM organisations WHERE state = 'pending'");
  const lists = ["", "/contenus", "/conservation", "/journal", "/journal?acteur=per_x", "/journal?sujet=x"];
  const more = ["/structures", `/structures/${id}`, "/equipe", "/seances", "/seances/ses_x", "/parcours"];
  for (const path of [...lists, ...more]) {
    await ask(`/console${path}`, over);
  }
  await send("/console/journal/exporter", { famille: "" }, over);
  await send(`/console/structures/${id}/valider`, { x: "" }, over);
  const person = String(await value("SELECT owner_id FROM organisations WHERE id = ?1", id));
  const browser = {
    bindings: over.bindings,
    headers: { cookie: (await signedIn("delivered+plan-owner@resend.dev", "educator", id)).cookie },
  };
  await ask("/espace", browser);
  await ask(`/espace/structures/${id}`, browser);
  await send(
    `/espace/structures/${id}/inviter`,
    { email: "delivered+plan-guest@resend.dev", role: "educator" },
    browser,
  );
  const guest = String(await value("SELECT id FROM invitations WHERE invited_by IS NOT NULL"));
  await send(`/espace/structures/${id}/annuler`, { invitation: guest }, browser);
  await send(`/espace/structures/${id}/quitter`, { confirme: "oui" }, browser);
  await send(
    `/espace/structures/${id}/adresse`,
    { personne: person, email: "delivered+plan-fixed@resend.dev" },
    browser,
  );
  await ask("/espace/securite/adresse", browser);
  await send("/espace/securite/adresse", { email: "delivered+plan-fixed@resend.dev" }, browser);
  const corrected = String(await value("SELECT max(id) FROM address_corrections WHERE state = 'asked'"));
  await send(`/acces/adresse/${await links.sign("address-confirm", corrected, NOW + DAY)}`, {}, over);
  await send(`/acces/annuler/${await links.sign("address-undo", corrected, NOW + DAY)}`, {}, over);
  await send(`/console/equipe/rouvrir`, { personne: person, confirme: "oui" }, over);
  await member("delivered+plan-other@resend.dev", "educator", id);
  await send(
    `/console/structures/${id}/confier`,
    { personne: String(await value("SELECT max(person_id) FROM memberships")), confirme: "oui" },
    over,
  );
  await ask("/espace/cle", over);
  await send("/espace/cle/montrer", { reponse: SIGNED, suite: "" }, over);
  await send("/espace/cle/ajouter", { reponse: MADE, suite: "" }, over);
  const contact = String(await value("SELECT contact_id FROM people WHERE id = ?1", person));
  await send("/console/personnes/effacer", { contact, confirme: "oui" }, over);
  await send(`/console/structures/${id}/fermer`, { raison: "asked", confirme: "oui" }, over);
}
const PATH = "/structures/demander";
const SPACE = { kind: "school", name: "Collège", number: "0000001B" };
const SIGNED = JSON.stringify({ id: "x", response: { clientDataJSON: "", authenticatorData: "", signature: "" } });
const MADE = JSON.stringify({ id: "x", response: { clientDataJSON: "", attestationObject: "" } });

/** An operator: signs in, uses every button of the mail page, closes their logins. */
async function operations(watched: Watched, over: { bindings: object }): Promise<void> {
  const { cookie } = await signedIn("delivered+plan-staff@resend.dev");
  const headers = { cookie };
  const { form, signIn } = await askToSignIn("delivered+plan-staff@resend.dev", "198.51.100.3");
  await send("/connexion", { ...(await solved("/connexion")), email: "delivered+plan-staff@resend.dev" }, over);
  await send("/connexion/code", { demande: form, code: await links.code(signIn) }, { ...over, headers });
  const again = { headers: { cookie: (await signedIn("delivered+plan-staff@resend.dev")).cookie }, ...over };
  for (const path of [
    "/espace/securite",
    "/console/courrier",
    "/console/courrier/refuses?etat=7&raison=x",
    "/console/courrier/envois/bat_x",
  ]) {
    await ask(path, again);
  }
  await organisations(again);
  await directoryOfOperator(watched, again);
  await send("/console/personnes", { email: "delivered+plan-staff@resend.dev" }, again);
  await send("/console/personnes/lever", { contact: "ctc_x", raison: "asked", confirme: "oui" }, again);
  const acts = {
    envoi: { valeur: "1" },
    classe: { classe: "2", valeur: "0" },
    disjoncteur: {},
    essai: { parcours: "en-parler", etape: "1" },
  };
  for (const [act, fields] of Object.entries(acts)) {
    await send(`/console/courrier/${act}`, fields, again);
  }
  for (const etat of ["0", "7", "9"]) {
    await send("/console/courrier/renvoyer-refuses", { etat, raison: "x", message: "*" }, again);
    await send("/console/courrier/classer", { etat, raison: "x", message: "msg_x" }, again);
  }
  await send("/console/courrier/renvoyer", { message: "msg_x", envoi: "bat_x", confirme: "oui" }, again);
  await send("/console/courrier/rejouer", { message: "events:x" }, again);
  await send("/console/courrier/envois/bat_x/chercher", {}, again);
  await send("/espace/securite/fermer-les-autres", {}, again);
}

/** One person through every page and every form, somebody who cancels, erases, moves; then the clock, months long. */
export async function everything(watched: Watched): Promise<void> {
  const deps = { ...depsAt(NOW), db: database(watched.d1) };
  const over = { bindings: { DB: watched.d1 } };
  const full = await openSession({ capacity: 2 });
  const open = await openSession();
  const [a, b] = [await confirmed(full, NOW), await confirmed(full, NOW)];
  await waitlisted(full, NOW);
  for (const path of [
    "/ateliers",
    "/ateliers/premier-telephone",
    `/ateliers/seances/${full}`,
    "/sante",
    "/sitemap.xml",
    "/sitemap.xml?partie=associations",
    "/sitemap.xml?partie=2026-12-21",
    "/associations/asso",
    "/agenda/departement/94.ics",
  ]) {
    await ask(path, over);
  }
  const seat = (await send(`/ateliers/seances/${open}/reserver`, await solved(`/ateliers/seances/${open}`), over))
    .location;
  await ask(seat, over);
  const sent = await send(seat, { name: "Léa", email: "delivered+plan@resend.dev" }, over);
  await send(`${sent.location}/adresse`, { email: "delivered+plan2@resend.dev" }, over);
  const list = `/ateliers/seances/${full}/liste`;
  await send(list, { ...(await solved(list)), name: "Ana", email: "delivered+plan3@resend.dev" }, over);
  const recall = "/inscription/retrouver";
  await send(recall, { ...(await solved(recall)), email: "delivered+plan2@resend.dev" }, over);
  await guidance(over);
  await families(over);
  await impact(over, (await signedIn("delivered+plan-kit@resend.dev", "coordinator", "org_1")).cookie);
  await staffing(over, await signedIn("delivered+plan-kit@resend.dev", "coordinator", "org_1"));
  await applications(over);
  await labels(over);
  await classes(over);
  await presence(over);
  await planning(over);
  await operations(watched, over);
  await deps.db.batch(settleUnknown("bat_x", [["msg_x", "re_x"]], NOW));
  await deps.db.batch([
    ...takeNews([NEWS]),
    ...liftTried(["msg_x"], NOW),
    suppressByMessage("msg_x", "complaint", NOW),
    holdAddress("h", NOW),
    ...noteSingle("x", NOW, NOW),
    openBreaker({ until: NOW, reason: "x", isNews: false, now: NOW }),
    setAside("bat_x", [["msg_x", "refused:x"]], NOW),
    ...resendRefused([["msg_x", "msg_y"]], NOW),
    retryAside(["msg_x"], NOW),
  ]);
  await softnessOf(deps.db, { messageIds: ["msg_x"], now: NOW });
  await isProvenOurs(deps.db, "bat_x");
  await deps.db.batch([setPaused("en-parler", true)]);
  const passkey = { id: "key_x", publicKey: { kty: "EC" }, counter: 0 };
  const acting = { personId: "per_x", loginId: "lgn_x", now: NOW, eventPrefix: actOf(deps.newId("evt")) } as const;
  await deps.db.batch([
    ...keepPasskey(passkey, acting),
    ...passkeyShown("key_x", 1, "lgn_x", NOW),
    ...removePasskey("key_x", acting),
  ]);
  await endRole(deps, {
    by: { personId: "per_x", as: "operator" },
    organisationId: "",
    who: { personId: "per_x", role: "operator" },
  });
  must(await move(deps, { registrationId: a, act: "cancel" }));
  await eraseNow(deps, b);
  must(await moveTo(deps, full, NOW + 10 * DAY));
  await react(deps, { reactions, eventIds: await unreacted() });
  await pump(NOW, { db: deps.db });
  for (const later of [60, 2 * HOUR, 12 * DAY, 70 * DAY]) {
    await tick({ ...deps, now: NOW + later });
    await pump(NOW + later, { db: deps.db });
    await nightly({ ...deps, now: NOW + later });
  }
  await deps.db.batch([setPaused("en-parler", false), releaseHeld(["en-parler"], NOW)]);
  await deps.db.batch(cutOff(NOW));
  await reconcileRestored(
    {
      ...deps,
      accepted: { list: () => Promise.resolve(new Map([["msg_x", "re_x"]])) },
      shelf: textShelf(env.EVIDENCE),
      filesSince: () => Promise.resolve(["app_x/evi_x"]),
    },
    { since: NOW - DAY, isApplied: true },
  );
  await restoreAsked(deps.db);
  await tellErasures(deps, { shelf: textShelf(env.EVIDENCE), isNight: false });
  await eraseDue(deps);
  await resealContacts(deps);
}
