import type { OrganisationId, RequestId } from "../../../src/kernel/ids.ts";
import { tick } from "../../../workers/reactor/tick.ts";
import { indexDepartement } from "../../../src/workshops/schools/import-directory.ts";
import { idIn, NOW, db, depsAt, links, run, value } from "./world.ts";
import { unique } from "./people.ts";
import { mailsTo, pump } from "./reactor.ts";
import { type Answer, send, setClock, solved } from "./web.ts";
import { organisation, owns, signedIn } from "./staff.ts";
import { given } from "./given.ts";

/** A fictitious school, with a right key. */
export const UAI = "0000202V";
/** Thursday 14 January 2027, 10:00 in Paris. */
export const SLOT = 1_799_917_200;

/** The school, its programme, and the words that find it; gives its official address, which nobody else has. */
export async function school(): Promise<string> {
  const head = `delivered+${unique()}@resend.dev`;
  await run(
    `INSERT INTO schools (uai, name, kind, sector, address, postcode, commune, commune_code, departement_code, academie_code, priority,
       has_nursery, has_primary, has_general, has_technical, has_vocational, official_email, status, source, created_at, updated_at)
     VALUES (?1, 'Collège des Deux-Rives', 'college', 'public', '8 rue X', '94000', 'Créteil', '94028', '94', '24', 'none', 0, 0, 0, 0, 0, ?2, 'open', 'directory', 1, 1)
     ON CONFLICT DO NOTHING`,
    UAI,
    head,
  );
  await indexDepartement({ db }, "94");
  await run(
    "INSERT INTO workshops VALUES ('wks_agir-en-temoin', 'agir-en-temoin', 'published', 1, 1) ON CONFLICT DO NOTHING",
  );
  return head;
}

/** An association that works in a département, its coordinator signed in. */
export async function association(id: OrganisationId, departement = "94", levels = ["4e_3e"]) {
  const email = `delivered+${unique()}@resend.dev`;
  await organisation(id);
  await given("associations", { id, slug: id }, true);
  await run("INSERT INTO association_areas VALUES (?1, ?2, ?3, 1)", id, departement, JSON.stringify(levels));
  const { cookie, person } = await signedIn(email, "coordinator", id);
  await owns(person, id);
  const base = `/espace/structures/${id}/demandes`;
  const post = (path: string, fields: Record<string, string>): Promise<Answer> =>
    send(path, fields, { headers: { cookie } });
  return {
    id,
    cookie,
    person,
    base,
    email,
    answer: (request: string, act: string, fields: Record<string, string> = {}) =>
      post(`${base}/${request}/${act}`, fields),
  };
}

/** What a teacher fills in. */
export const CLASS_FORM = {
  programme: "agir-en-temoin",
  niveau1: "4e_3e",
  eleves1: "26",
  niveau2: "4e_3e",
  eleves2: "24",
  adults: "2",

  adultRole: "teacher",
  requesterRole: "cpe",
  creneau1: "2027-01-14T10:00",
  creneau2: "2027-01-19T14:00",
  creneau3: "",
  hasRoom: "on",
  hasProjector: "",
  hasStepFree: "on",
  hasOpenSituation: "non",
  headVia: "official_mail",
};
const PATH = `/etablissements/demande/${UAI}`;

/** Sends the form of a school. */
export const askClass = async (email: string, over: Record<string, string> = {}): Promise<Answer> =>
  send(PATH, { ...(await solved(PATH)), ...CLASS_FORM, email, ...over });

/** The path that the newest mail of an address holds. */
export async function linkIn(address: string, prefix: string, now = NOW): Promise<string> {
  await pump(now);
  for (const mail of (await mailsTo(address)).toReversed()) {
    const found = new RegExp(`https?://[^/\\s]+(${prefix}\\S+)`).exec(mail.text)?.[1];
    if (found !== undefined) {
      return found;
    }
  }
  throw new Error(`no mail with ${prefix} for ${address}`);
}

/** A request whose address is proven: its id, the requester's page, the head's page. */
export async function asked(
  email: string,
  over: Record<string, string> = {},
): Promise<{ id: RequestId; page: string; head: string }> {
  await askClass(email, over);
  const page = await linkIn(email, "/demandes/");
  await send(`${page}/confirmer`, {});
  const id = await idIn("wrq", "SELECT max(id) FROM workshop_requests");
  const head = `/accord/${await links.sign("class-head", `${id}~h`, NOW + 86_400 * 100)}`;
  return { id, page, head };
}

/** The same, with the head's yes. */
export async function authorised(email: string, over: Record<string, string> = {}) {
  const request = await asked(email, over);
  await send(`${request.head}/oui`, {});
  return request;
}
/** The page of a colleague who was invited to follow a request, and clicked. */
export async function colleague(page: string, email = teacher(), now = NOW): Promise<string> {
  await send(`${page}/inviter`, { adresse: email, fonction: "nurse" });
  const beside = await linkIn(email, "/demandes/", now);
  await send(`${beside}/rejoindre`, {});
  return beside;
}
export const stateOf = (id: string): Promise<unknown> => value("SELECT state FROM workshop_requests WHERE id = ?1", id);

/** An address that nobody else has. */
export const teacher = (): string => `delivered+${unique()}@resend.dev`;
/** The subjects of the mails of an address. */
/** A school of the directory with the address of its head, somebody who teaches there, and an association that comes to its département. */
export async function aTeacherAndAnAssociation() {
  await setClock(NOW);
  return { head: await school(), email: teacher(), aso: await association("org_1") };
}

export const subjects = async (address: string): Promise<string[]> =>
  (await mailsTo(address)).map((mail) => mail.subject);
/** The text of the newest mail with a subject. */
export const newest = async (address: string, subject: string): Promise<string> =>
  (await mailsTo(address)).findLast((mail) => mail.subject === subject)?.text ?? "";
/** Time goes on: the clock of the site, a tick, and everything that follows from it. */
export async function passing(seconds: number): Promise<void> {
  await setClock(NOW + seconds);
  await tick(depsAt(NOW + seconds));
  await pump(NOW + seconds);
}
