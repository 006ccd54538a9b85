import type { PersonId, OrganisationId } from "../../../src/kernel/ids.ts";
import { hmac, toBase64Url } from "../../../src/platform/keys.ts";
import { PLATFORM, type Within } from "../../../src/access/roles.ts";
import { keepAddress } from "../../../src/privacy/contacts.store.ts";
import { env } from "cloudflare:workers";
import { type Answer, type Fields, ask, send, setClock, solved } from "./web.ts";
import { NOW, db, depsAt, links, run, value } from "./world.ts";
import { given } from "./given.ts";

/** Somebody with a role, of the platform itself unless an organisation is named; their person. */
export async function member(email: string, role = "operator", place: Within = PLATFORM): Promise<PersonId> {
  const { addrHash, statements } = await keepAddress(depsAt(NOW), { email, zone: "Europe/Paris" });
  await db.batch(statements);
  const contact = String(await value("SELECT id FROM contacts WHERE addr_hash = ?1", addrHash));
  const person: PersonId = `per_${toBase64Url((await hmac(env.ADDR_HASH_KEY, email)).slice(0, 9))}`;
  await given("people", { id: person, contact_id: contact }, true);
  await given("memberships", { person_id: person, organisation_id: place, role }, true);
  return person;
}

/** The cookie that an answer sets, as a browser would send it back. */
export const cookieOf = (answer: Answer): string =>
  /(__Host-connexion=[^;]*)/.exec(answer.headers.get("set-cookie") ?? "")?.[1] ?? "";

/** Asks for a link like a person; the hidden field of the code form. */
export async function askToSignIn(
  email: string,
  ip?: string,
): Promise<{ answer: Answer; form: string; signIn: string }> {
  const answer = await send(
    "/connexion",
    { ...(await solved("/connexion")), email, suite: "/console/courrier" },
    ip === undefined ? {} : { ip },
  );
  const form = / name="demande" value="([^"]*)"/.exec(answer.html)?.[1] ?? "";
  return { answer, form, signIn: (await links.verify("sign-in-form", form, NOW)) ?? "" };
}

/** An organisation that is open; owned by nobody yet. */
export async function organisation(
  id: OrganisationId,
  kind = "association",
  state = "active",
): Promise<OrganisationId> {
  const insert = "INSERT INTO organisations (id, kind, name, state, created_at) VALUES (?1, ?2, ?3, ?4, 1)";
  await run(insert, id, kind, `Structure ${id}`, state);
  return id;
}
/** Makes somebody the owner. */
export const owns = (person: string, id: string) =>
  run("UPDATE organisations SET owner_id = ?1 WHERE id = ?2", person, id);

/** A signed-in browser: its cookie. */
export async function signedIn(
  email: string,
  role = "operator",
  place: Within = PLATFORM,
): Promise<{ cookie: string; person: PersonId }> {
  const person = await member(email, role, place);
  const { form, signIn } = await askToSignIn(email, email);
  const entered = await send("/connexion/code", {
    demande: form,
    code: await links.code(signIn),
  });
  return { cookie: cookieOf(entered), person };
}

/** A request of that browser; `bindings` replace those of the site. */
export const as = (cookie: string, bindings: object = {}) => ({
  get: (path: string) => ask(path, { headers: { cookie }, bindings }),
  post: (path: string, fields: Fields, headers: Record<string, string> = {}) =>
    send(path, fields, { headers: { cookie, ...headers }, bindings }),
});

/** The clock reads `now`, and whoever was signed in has just signed in again: for what goes on over days. */
export async function comeBack(now: number): Promise<void> {
  await setClock(now);
  await run("UPDATE logins SET created_at = ?1, seen_at = ?1, expires_at = ?1 + 86400", now);
}
