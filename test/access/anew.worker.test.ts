import { beforeEach, describe, expect, test } from "vitest";

import type { Within } from "../../src/access/roles.ts";
import { proposeOwner } from "../../src/access/organisations/invite.ts";
import { ASKS_ANEW, ROUTES } from "../../src/access/routes.ts";
import type { PersonId } from "../../src/kernel/ids.ts";
import { MINUTE } from "../../src/kernel/time.ts";
import { type Authenticator, authenticator } from "../support/authenticator.ts";
import { association } from "../support/worker/classes.ts";
import { answerOf, hiddenIn } from "../support/worker/ceremony.ts";
import { must, unique } from "../support/worker/people.ts";
import { mailsTo, pump } from "../support/worker/reactor.ts";
import { as, member, organisation, owns, signedIn } from "../support/worker/staff.ts";
import { type Answer, setClock } from "../support/worker/web.ts";
import { NOW, depsAt, openSession, rows, run, value } from "../support/worker/world.ts";
import { given } from "../support/worker/given.ts";

/* Before what engages people, the site asks anew who is there; the form that was sent waits in the page and goes on. */

const STRICT = { PASSKEYS: "required" };
const address = (): string => `delivered+${unique()}@resend.dev`;
const LATE = NOW + 11 * MINUTE;
type Fields = Record<string, string>;
/** Somebody at a browser, how they prove themselves, and the address to which a code goes. */
type Somebody = { browser: ReturnType<typeof as>; person: PersonId; email: string; device: Authenticator | null };

/** Somebody who signed in at `NOW`; with a device, it showed its passkey then. */
async function somebody(role: string, place: Within, hasDevice: boolean): Promise<Somebody> {
  const email = address();
  const { cookie, person } = await signedIn(email, role, place);
  const browser = as(cookie, STRICT);
  const device = hasDevice ? await authenticator() : null;
  if (device !== null) {
    await run("UPDATE people SET passkey_until_at = ?2 WHERE id = ?1", person, NOW + 60 * MINUTE);
    const { html } = await browser.get("/espace/cle");
    await browser.post("/espace/cle/ajouter", { reponse: await answerOf(device, html), suite: "/espace" });
  }
  return { browser, person, email, device };
}

/** What somebody answers to the page that asks: their device, or the code of the mail that came. */
async function answer(page: string, path: string, { device, email }: Somebody): Promise<Fields> {
  const kept = hiddenIn(page, path);
  if (device !== null) {
    return { ...kept, preuve: await answerOf(device, page) };
  }
  await pump(LATE);
  const mail = (await mailsTo(email)).findLast(({ subject }) => subject.includes("Votre code pour continuer"));
  return { ...kept, preuve: /\b\d{6}\b/.exec(mail?.text ?? "")?.[0] ?? "none" };
}

/** One door: who stands before it, with which form, and by what it is seen that nothing or something was done. */
type Door = { route: string; path: string; who: Somebody; fields: Fields; done: string };

const WORLD = {
  roles: "SELECT group_concat(person_id || role) AS x FROM memberships WHERE ended_at IS NULL",
  invited: "SELECT count(*) AS x FROM invitations",
  agreed: "SELECT count(*) AS x FROM invitations WHERE agreed_by IS NOT NULL",
  owner: "SELECT group_concat(owner_id) AS x FROM organisations",
  corrections: "SELECT count(*) AS x FROM address_corrections",
  keys: "SELECT group_concat(id) AS x FROM passkeys",
  erasures: "SELECT count(*) AS x FROM events WHERE type = 'person.erasure_asked'",
  lists: "SELECT count(*) AS x FROM events WHERE type = 'export.downloaded'",
} as const;

async function doors(): Promise<Door[]> {
  const operator = await somebody("operator", "", true);
  const asso = await association(`org_${unique()}`);
  const owner = await somebody("coordinator", asso.id, false);
  await owns(owner.person, asso.id);
  const facilitator = await somebody("facilitator", asso.id, true);
  const colleague = (): Promise<PersonId> => member(address(), "coordinator", asso.id);
  const other = await member(address());
  await given("passkeys", { id: "key_other", person_id: other });
  const session = await openSession();
  await run("UPDATE sessions SET association_id = ?1 WHERE id = ?2", asso.id, session);
  const [entrusted, closing] = [await organisation(`org_${unique()}`), await organisation(`org_${unique()}`)];
  const heir = await member(address(), "coordinator", entrusted);
  await member(address(), "coordinator", closing);
  await given("passkeys", { id: "key_lost", person_id: operator.person });
  const orphan = await organisation(`org_${unique()}`, "mutuelle");
  must(await proposeOwner(depsAt(NOW), { by: other, client: "client", organisationId: orphan, email: address() }));
  const proposal = String(await value("SELECT id FROM invitations WHERE is_for_owner = 1"));
  const keyless = await colleague();
  await given("passkeys", { id: "key_keyless", person_id: keyless });
  const contact = String(
    await value("SELECT contact_id FROM people WHERE id = ?1", await member(address(), "assessor")),
  );
  const newcomer = await somebody("facilitator", asso.id, false);
  const firstKey = await answerOf(await authenticator(), (await newcomer.browser.get("/espace/cle")).html);
  await run("UPDATE logins SET challenge_until_at = ?1 WHERE challenge_until_at IS NOT NULL", LATE + MINUTE);
  const space = (act: string, fields: Fields, done: string): Door => ({
    route: `POST /espace/structures/:structure/${act}`,
    path: `/espace/structures/${asso.id}/${act}`,
    who: owner,
    fields,
    done,
  });
  const staff = (act: string, fields: Fields, done: string): Door => ({
    route: `POST /console/equipe/${act}`,
    path: `/console/equipe/${act}`,
    who: operator,
    fields,
    done,
  });
  const desk = (act: string, id: string, fields: Fields, done: string): Door => ({
    route: `POST /console/structures/:structure/${act}`,
    path: `/console/structures/${id}/${act}`,
    who: operator,
    fields,
    done,
  });
  const yes = { confirme: "oui" };
  return [
    {
      route: "POST /console/personnes/effacer",
      path: "/console/personnes/effacer",
      who: operator,
      fields: { contact, ...yes },
      done: WORLD.erasures,
    },
    staff("inviter", { email: address(), role: "assessor" }, WORLD.invited),
    staff("retirer", { personne: await member(address(), "assessor"), role: "assessor", ...yes }, WORLD.roles),
    desk("confier", entrusted, { personne: heir, ...yes }, WORLD.owner),
    desk("rouvrir", asso.id, { personne: keyless, ...yes }, WORLD.keys),
    desk("responsable", orphan, { email: address() }, WORLD.invited),
    desk("accorder", orphan, { invitation: proposal }, WORLD.agreed),
    desk("adresse", asso.id, { personne: await colleague(), email: address() }, WORLD.corrections),
    space("adresse", { personne: await colleague(), email: address() }, WORLD.corrections),
    {
      route: "POST /espace/securite/adresse",
      path: "/espace/securite/adresse",
      who: owner,
      fields: { email: address() },
      done: WORLD.corrections,
    },
    desk("fermer", closing, { raison: "asked", ...yes }, WORLD.roles),
    space("inviter", { email: address(), role: "facilitator" }, WORLD.invited),
    space("retirer", { personne: await colleague(), role: "coordinator", ...yes }, WORLD.roles),
    space("transmettre", { personne: await colleague(), ...yes }, WORLD.owner),
    {
      route: "POST /espace/cle/retirer",
      path: "/espace/cle/retirer",
      who: operator,
      fields: { cle: "key_lost", ...yes },
      done: WORLD.keys,
    },
    {
      route: "POST /espace/cle/ajouter",
      path: "/espace/cle/ajouter",
      who: newcomer,
      fields: { reponse: firstKey, suite: "/espace" },
      done: WORLD.keys,
    },
    {
      route: "POST /espace/structures/:structure/seances/:seance/exporter",
      path: `/espace/structures/${asso.id}/seances/${session}/exporter`,
      who: facilitator,
      fields: {},
      done: WORLD.lists,
    },
    staff("rouvrir", { personne: other, ...yes }, WORLD.keys),
  ];
}

/** How many may stand before their door with the time set back: the last proof of each is eleven minutes old. */
async function grownOld(): Promise<void> {
  await setClock(LATE);
  await run("UPDATE logins SET passkey_at = ?1 WHERE passkey_at IS NOT NULL", NOW);
  await run("UPDATE logins SET proven_at = NULL");
}
const heading = ({ status, html }: Answer): string => `${status} ${/<h1[^>]*>([^<]*)/.exec(html)?.[1] ?? ""}`;

/** Acts of the same words that ask nothing anew, and why. */
const WITHOUT: Readonly<Record<string, string>> = {
  "POST /espace/structures/:structure/label/:dossier/retirer": "a file, by whoever engages the mutuelle; nobody's role",
  "POST /espace/structures/:structure/label/:dossier/preuves/:preuve/retirer": "a piece",
  "POST /espace/structures/:structure/label/:dossier/criteres/:critere/mots/retirer": "one's own word to the team",
  "POST /espace/structures/:structure/label/:dossier/domaines/:domaine/retirer": "an address that shows the badge",
  "POST /espace/structures/:structure/seances/:seance/equipe/retirer": "who comes to one session",
  "POST /espace/structures/:structure/demandes/:demande/transmettre": "a request, to another association",
  "POST /espace/structures/:structure/label/:dossier/gammes/:gamme/retirer": "a range of contracts in a draft",
  "POST /espace/structures/:structure/bibliotheque/:piece/retirer": "a piece of the library",
  "POST /espace/structures/:structure/chiffres/exporter": "counts of a period, without a name",
  "POST /espace/evaluation/nom/retirer": "one's own name among those who decide",
  "POST /console/label/comptes/comptes-rendus/:compte/retirer": "minutes of the committee",
  "POST /console/label/comptes/paiements/:paiement/retirer": "a payment in the published accounts",
  "POST /console/demandes/mots/:mot/retirer": "a message that was reported",
  "POST /console/label/:dossier/confier": "a task on one file",
  "POST /espace/structures/:structure/seances/exporter": "sessions, no names",
  "POST /console/seances/:id/exporter": "operators see no names in it",
  "POST /console/journal/exporter": "ids, no names",
};

beforeEach(() => setClock(NOW));

describe("a fresh proof, before what engages people", () => {
  test("stands before every door that erases, gives or takes roles, hands over, revokes keys, exports names", () => {
    const words = new Set(["effacer", "inviter", "retirer", "rouvrir", "confier", "transmettre", "exporter"]);
    const signed = [...ROUTES].filter(([route, need]) => route.startsWith("POST ") && need !== "visit");
    const those = signed.map(([route]) => route).filter((route) => words.has(route.split("/").at(-1) ?? ""));
    expect(those.filter((route) => !ASKS_ANEW.has(route)).toSorted()).toEqual(Object.keys(WITHOUT).toSorted());
    expect([...ASKS_ANEW.keys()].filter((route) => !ROUTES.has(route))).toEqual([]);
  });

  test("eleven minutes after the last one: every door asks again and does nothing; then the same form goes on, nothing typed twice", async () => {
    const all = await doors();
    expect(all.map(({ route }) => route).toSorted()).toEqual([...ASKS_ANEW.keys()].toSorted());
    const wrong: string[] = [];
    for (const { route, path, who, fields, done } of all) {
      await grownOld();
      const before = await rows(done);
      const asked = await who.browser.post(path, fields);
      const kept = hiddenIn(asked.html, path);
      const lost = Object.entries(fields).filter(([name, typed]) => kept[name] !== typed);
      if (!/nouvelle fois|Écrivez le code/.test(heading(asked)) || lost.length > 0) {
        wrong.push(`${route}: ${heading(asked)}, lost ${lost.map(([name]) => name).join(", ")}`);
      }
      expect(await rows(done), route).toEqual(before);
      const forged = await who.browser.post(path, { ...kept, preuve: "123" });
      expect([forged.status, await rows(done)], route).toEqual([422, before]);
      const went = await who.browser.post(path, await answer(forged.html, path, who));
      if (![200, 303].includes(went.status) || JSON.stringify(await rows(done)) === JSON.stringify(before)) {
        wrong.push(`${route} does not go on: ${heading(went)}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("a door opens at once within ten minutes of the sign-in or of the passkey, and not a second later", async () => {
    const asso = await association(`org_${unique()}`);
    const { browser, person } = await somebody("coordinator", asso.id, false);
    await owns(person, asso.id);
    const invite = () =>
      browser.post(`/espace/structures/${asso.id}/inviter`, { email: address(), role: "facilitator" });
    await setClock(NOW + 10 * MINUTE - 2);
    expect((await invite()).location).toContain("fait=invite");
    await setClock(NOW + 10 * MINUTE + 2);
    expect(heading(await invite())).toContain("Écrivez le code");
  });

  test("a code proves one login, once, in five tries; it signs nobody in; a sixth mail in a quarter of an hour does not leave", async () => {
    const asso = await association(`org_${unique()}`);
    const owner = await somebody("coordinator", asso.id, false);
    await owns(owner.person, asso.id);
    const path = `/espace/structures/${asso.id}/transmettre`;
    const fields = { personne: await member(address(), "coordinator", asso.id) };
    await setClock(LATE);
    const page = await owner.browser.post(path, fields);
    const right = await answer(page.html, path, owner);
    // The same person in another login: the code is not theirs to use there.
    const other = { ...owner, browser: as((await signedIn(owner.email, "coordinator", asso.id)).cookie, STRICT) };
    await run("UPDATE logins SET created_at = created_at - 3600");
    expect((await other.browser.post(path, right)).status).toBe(422);
    expect(await value("SELECT count(*) FROM logins WHERE proven_at IS NOT NULL")).toBe(0);
    expect((await owner.browser.post(path, right)).html).toContain("Transmettre l’espace");
    await run("UPDATE logins SET proven_at = NULL");
    expect((await owner.browser.post(path, right)).status).toBe(422);
    const second = await owner.browser.post(path, { ...fields, "preuve-autre": "oui" });
    const late = await answer(second.html, path, owner);
    for (let i = 0; i < 5; i++) {
      expect((await owner.browser.post(path, { ...late, preuve: "nope" })).status).toBe(422);
    }
    expect((await owner.browser.post(path, late)).status).toBe(422);
    const answers: number[] = [];
    for (let i = 0; i < 4; i++) {
      answers.push((await owner.browser.post(path, fields)).status);
    }
    expect(answers).toEqual([200, 200, 200, 429]);
  });

  test("a first passkey proves nothing in a login that somebody else holds: before a list with names, the mailbox is asked first", async () => {
    const asso = await association(`org_${unique()}`);
    const keyless = await somebody("facilitator", asso.id, false);
    const session = await openSession();
    await run("UPDATE sessions SET association_id = ?1 WHERE id = ?2", asso.id, session);
    const path = `/espace/structures/${asso.id}/seances/${session}/exporter`;
    await setClock(LATE);
    const first = await keyless.browser.post(path, {});
    expect(heading(first)).toContain("Écrivez le code");
    const device = await authenticator();
    const made = await answerOf(device, (await keyless.browser.get("/espace/cle")).html);
    const forced = await keyless.browser.post(path, { ...hiddenIn(first.html, path), preuve: made });
    expect([forced.status, heading(forced)]).toEqual([422, expect.stringContaining("Écrivez le code")]);
    expect(await rows("SELECT id FROM passkeys")).toEqual([]);
    const second = await keyless.browser.post(path, await answer(forced.html, path, keyless));
    expect([second.status, heading(second)]).toEqual([200, "200 Ajoutez d’abord une clé"]);
    const kept = hiddenIn(second.html, path);
    const list = await keyless.browser.post(path, { ...kept, preuve: await answerOf(device, second.html) });
    expect([list.status, await rows("SELECT id FROM passkeys")]).toEqual([200, [{ id: device.id }]]);
  });

  test("proven just now is proven for the act itself: a key shown at the door removes another", async () => {
    const asso = await association(`org_${unique()}`);
    const first = await somebody("facilitator", asso.id, true);
    await given("passkeys", { id: "key_old", person_id: first.person });
    const browser = as((await signedIn(first.email, "facilitator", asso.id)).cookie, STRICT);
    const path = "/espace/cle/retirer";
    const asked = await browser.post(path, { cle: "key_old", confirme: "oui" });
    expect(heading(asked)).toContain("nouvelle fois");
    await browser.post(path, await answer(asked.html, path, first));
    expect(await rows("SELECT id FROM passkeys")).toEqual([{ id: first.device?.id }]);
  });
});
