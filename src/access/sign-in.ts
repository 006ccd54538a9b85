import { type Result, ok, refuse } from "../kernel/result.ts";
import { MINUTE } from "../kernel/time.ts";
import { countOne } from "../platform/counters.ts";
import { refusedBy } from "../platform/d1.ts";
import type { Deps, SiteDeps } from "../platform/deps.ts";
import { toBase64Url, utf8 } from "../platform/keys.ts";
import { recordEvent } from "../platform/outbox.ts";
import { contactOfAddress } from "../privacy/contacts.store.ts";
import * as store from "./access.store.ts";
import { type Who, livesOf } from "./roles.ts";

/** A link and its code are good for this long, once. */
export const SIGN_IN_LIVES = 15 * MINUTE;
const PER_CLIENT = { what: "sign-in-client", most: 20, seconds: 600 };
const PER_ADDRESS = { what: "sign-in-address", most: 10, seconds: 3600 };

/** Asks for a link. The answer, the time and the row are the same whoever the address belongs to. */
export async function requestSignIn(
  deps: Deps,
  email: string,
  client: string,
): Promise<Result<{ id: string; eventId: string }, "too_often">> {
  const contactId = await contactOfAddress(deps, email);
  const personId = await store.personOfContact(deps.db, contactId ?? "");
  const id = deps.newId("sgn");
  const eventId = deps.newId("evt");
  const event = {
    id: eventId,
    type: "sign_in.requested",
    version: 1,
    at: deps.now,
    actor: "visitor",
    subject: id,
    subjectRev: null,
    cause: null,
    data: {},
  };
  try {
    await deps.db.batch([
      await countOne(deps.vault, PER_CLIENT, client, deps.now),
      await countOne(deps.vault, PER_ADDRESS, email, deps.now),
      store.newSignIn(id, personId, deps.now + SIGN_IN_LIVES),
      recordEvent(event),
    ]);
    return ok({ id, eventId });
  } catch (error) {
    if (refusedBy(error) === null) {
      throw error;
    }
    return refuse("too_often");
  }
}

/** True for the code of the request that this form made; five tries, then none helps. A stranger's tries burn only theirs. */
export async function isCode(deps: Pick<SiteDeps, "db" | "links">, signInId: string, typed: string): Promise<boolean> {
  try {
    await deps.db.batch([store.countTry(signInId)]);
  } catch (error) {
    if (refusedBy(error) === null) {
      throw error;
    }
    return false;
  }
  return deps.links.isCode(signInId, typed.replace(/\D/g, ""));
}

/** Opens a login for the person of a request, once. The cookie's value, or null; what the cookie held before is ended. */
export async function openLogin(
  deps: Deps,
  signInId: string,
  before: Who | null,
): Promise<{ token: string; maxAge: number } | null> {
  const personId = await store.useSignIn(deps.db, signInId, deps.now);
  if (personId === null) {
    return null;
  }
  const token = toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
  const { absolute } = livesOf(await store.rolesOf(deps.db, personId));
  const id = deps.newId("lgn");
  await deps.db.batch([
    store.newLogin(id, await hashOf(token), personId, deps.now, deps.now + absolute),
    ...(before === null ? [] : [store.revokeLogin(before.personId, before.loginId, deps.now)]),
    recordEvent({
      id: deps.newId("evt"),
      type: "login.opened",
      version: 1,
      at: deps.now,
      actor: personId,
      subject: id,
      subjectRev: null,
      cause: null,
      data: {},
    }),
  ]);
  return { token, maxAge: absolute };
}

/** Who a cookie stands for; null when it is nobody's, over, revoked, or was left unused for too long. */
export async function readLogin(deps: Deps, token: string): Promise<Who | null> {
  const found = await store.whoHolds(deps.db, await hashOf(token), deps.now);
  if (found === null || found.roles.length === 0 || found.seenAt + livesOf(found.roles).idle <= deps.now) {
    return null;
  }
  if (found.seenAt + MINUTE < deps.now) {
    await deps.db.batch([store.touchLogin(found.loginId, deps.now)]);
  }
  return found;
}

const hashOf = async (token: string): Promise<string> =>
  toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(token))));
