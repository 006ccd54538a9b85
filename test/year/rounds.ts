import { DAY, zoned } from "../../src/kernel/time.ts";
import { type Page, type Visitor, findPath, formsOf } from "../support/visitor.ts";
import { type Folk, PARIS, chosen, sure } from "./folk.ts";
import { STAFF } from "./town.ts";

/** Programmes that associations publish, and where: in three zones. */
const PUBLISHED = [
  "premier-telephone",
  "mon-telephone-mes-limites",
  "notre-pacte-du-telephone",
  "quand-les-messages-font-mal",
];
const PLACES = [
  ["Salle des Tilleuls", "Créteil", "94"],
  ["Case des Filaos", "Saint-Pierre", "974"],
  ["Maison du Flamboyant", "Fort-de-France", "972"],
  ["Foyer des Alizés", "Fort-de-France", "972"],
  ["Maison du Canal", "Rennes", "35"],
] as const;
/* Those who sign in. */

/** A page of somebody's space, after signing in by the newest mail when the login is over. */
async function open(folk: Folk, email: string, path: string): Promise<Page> {
  const { me } = folk.person(email);
  const page = await me.get(path);
  if (!page.url.includes("/connexion")) {
    return page;
  }
  await folk.send(me, page, "/connexion", [["email", email]]);
  await folk.town.rest();
  const door = `${folk.town.url}/connexion/lien/`;
  const mail = folk.town.mailsTo(email).findLast(({ text }) => text.includes(door));
  await me.post(findPath(mail?.text ?? "", door), []);
  return me.get(path);
}

/** A coordinator publishes a session some days ahead; the first of them one for the young, soon. */
export async function publish(folk: Folk, { email, place }: { email: string; place: string }): Promise<void> {
  const { chance, town } = folk;
  const base = `/espace/structures/${place}/seances`;
  const page = await open(folk, email, `${base}/nouvelle`);
  const [name, commune, departement] = chance.of(PLACES);
  const isForYoung = place === STAFF.coordinators[0].place;
  const day = zoned(town.now() + chance.whole(3, isForYoung ? 7 : 16) * DAY, PARIS).toPlainDate();
  await folk.send(folk.person(email).me, page, "/nouvelle", [
    ["programme", isForYoung ? "mon-telephone-mes-limites" : chance.of(PUBLISHED)],
    ["debut", `${day.toString()}T${chance.of(["10:00", "14:00", "18:30", "20:00"])}`],
    ["semaines", "1"],
    ["capacity", String(chance.whole(2, 6))],
    ["accord", "15"],
    ["visibilite", "public"],
    ["lieu", "new"],
    ["name", name],
    ["address", "3 rue de l’Exemple"],
    ["commune", commune],
    ["departement", departement],
    ["access", ""],
    ["confirme", "oui"],
  ]);
}

/** A coordinator's day: staffing what comes, marking who came, answering schools, now and then moving or cancelling. */
export async function coordinate(folk: Folk, { email, place }: { email: string; place: string }): Promise<void> {
  const base = `/espace/structures/${place}`;
  const { me } = folk.person(email);
  const list = await open(folk, email, `${base}/seances`);
  const ids = [...new Set([...list.html.matchAll(/seances\/(ses_[^/?"]+)/g)].map((found) => found[1] ?? ""))];
  for (const id of ids.filter(() => folk.chance.isTrue(0.5)).slice(0, 6)) {
    const day = await me.get(`${base}/seances/${id}`);
    await mark(folk, me, day);
    if (folk.chance.isTrue(0.03)) {
      await folk.send(me, day, "/annuler", sure());
    }
    const team = await me.get(`${base}/seances/${id}/equipe`);
    const assign = formsOf(team).find(({ action }) => action.endsWith("/assigner"));
    if (assign !== undefined && folk.chance.isTrue(0.6)) {
      await folk.send(me, team, "/assigner", chosen("qui")(assign));
    }
  }
  await answerSchools(folk, me, `${base}/demandes`);
}

async function mark(folk: Folk, me: Visitor, day: Page): Promise<void> {
  for (const { action, fields } of formsOf(day)) {
    const isPresent = action.endsWith("/present");
    if (isPresent && folk.chance.isTrue(0.9)) {
      await me.post(action, fields);
    }
  }
}

async function answerSchools(folk: Folk, me: Visitor, base: string): Promise<void> {
  const inbox = await me.get(base);
  const ids = [...new Set([...inbox.html.matchAll(/demandes\/(req_[^/?"]+|wrq_[^/?"]+)/g)].map((one) => one[1] ?? ""))];
  for (const id of ids.slice(0, 3)) {
    const page = await me.get(`${base}/${id}`);
    const accept = formsOf(page).find(({ action }) => action.endsWith("/accepter"));
    if (accept !== undefined && folk.chance.isTrue(0.6)) {
      await folk.send(me, page, "/accepter", chosen("creneau")(accept));
    }
  }
}

/** The operator looks at what waits, and sees to half of it. What the first page of the console says. */
export async function operate(folk: Folk, { acts = true } = {}): Promise<Page> {
  const { me } = folk.person(STAFF.operator);
  const page = await open(folk, STAFF.operator, "/console");
  const requests = await me.get("/console/demandes");
  if (acts && folk.chance.isTrue(0.4)) {
    await folk.send(me, requests, "/verifier", [["email", ""]]);
  }
  return page;
}

/** An operator closes an association: half of what it has announced goes to another one, the rest falls. */
export async function close(folk: Folk, { place, heir }: { place: string; heir: string }): Promise<void> {
  const { me } = folk.person(STAFF.operator);
  const page = await open(folk, STAFF.operator, `/console/structures/${place}`);
  const asked = await folk.send(me, page, "/fermer", [["raison", "asked"]]);
  const things = [...(asked?.html.matchAll(/<select[^>]*name="(sort-[^"]+)"/g) ?? [])].map((found) => found[1] ?? "");
  const fates = things.map((name, i): [string, string] => [name, i % 2 === 0 ? heir : ""]);
  await (asked === null ? asked : folk.send(me, asked, "/fermer", fates));
}

/** The mutuelle works on its file. */
export async function apply(folk: Folk): Promise<void> {
  const base = "/espace/structures/org_demo-mutuelle/label";
  const page = await open(folk, STAFF.applicant, base);
  const file = /label\/(app_[^/?"]+)/.exec(page.html)?.[1];
  if (file !== undefined) {
    await folk.person(STAFF.applicant).me.get(`${base}/${file}`);
  }
}
