import { hmac, toBase64Url } from "../../../src/platform/keys.ts";
import { keepAddress } from "../../../src/privacy/contacts.store.ts";
import { env } from "cloudflare:workers";
import { type Answer, ask, send, solved } from "./web.ts";
import { NOW, db, depsAt, links, run, value } from "./world.ts";

/** Somebody with a role; their person. */
export async function member(email: string, role = "operator"): Promise<string> {
  const { addrHash, statements } = await keepAddress(depsAt(NOW), email, "Europe/Paris");
  await db.batch(statements);
  const contact = String(await value("SELECT id FROM contacts WHERE addr_hash = ?1", addrHash));
  const person = `per_${toBase64Url((await hmac(env.ADDR_HASH_KEY, email)).slice(0, 9))}`;
  await run("INSERT INTO people VALUES (?1, ?2, 1, NULL) ON CONFLICT DO NOTHING", person, contact);
  await run("INSERT INTO memberships VALUES (?1, '', ?2, 1, NULL) ON CONFLICT DO NOTHING", person, role);
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

/** A signed-in browser: its cookie. */
export async function signedIn(email: string, role = "operator"): Promise<{ cookie: string; person: string }> {
  const person = await member(email, role);
  const { form, signIn } = await askToSignIn(email);
  const entered = await send("/connexion/code", {
    demande: form,
    code: await links.code(signIn),
    suite: "/console/courrier",
  });
  return { cookie: cookieOf(entered), person };
}

/** A request of that browser. */
export const as = (cookie: string) => ({
  get: (path: string) => ask(path, { headers: { cookie } }),
  post: (path: string, fields: Record<string, string>) => send(path, fields, { headers: { cookie } }),
});
