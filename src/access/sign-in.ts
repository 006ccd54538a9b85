import { type EventId, type PersonId, asId } from "../kernel/ids.ts";
import { type Result, ok, refuse } from "../kernel/result.ts";
import { DAY, MINUTE } from "../kernel/time.ts";
import { type Limit, isWithin, lastPassed } from "../platform/counters.ts";
import { refusedBy } from "../platform/d1.ts";
import type { Deps, SiteDeps } from "../platform/deps.ts";
import { toBase64Url, utf8 } from "../platform/keys.ts";
import { recordEvent } from "../platform/outbox.ts";
import { contactOfAddress } from "../privacy/contacts.store.ts";
import { accessEvent } from "./access.events.ts";
import * as store from "./access.store.ts";
import { type Who, livesOf, ownPath, rolesOf } from "./roles.ts";

/** A link and its code are good for this long, once. */
export const SIGN_IN_LIVES = 15 * MINUTE;
/** Wide, because a whole school may share a connection: the proof of work does the rest. */
const PER_CLIENT: Limit = { what: "sign-in-client", most: 60, seconds: 600 };
/**
 * Mails to one address. Nobody is locked out by a stranger who asks in their name: a window is no longer than a link
 * lives, so when it is full, the mailbox holds a link that still works.
 */
const MAILS: Limit = { what: "sign-in-address", most: 4, seconds: SIGN_IN_LIVES };
/** Mails with a code: past this, the link alone opens, so that six digits are not tried for ever. */
const CODES: Limit = { what: "sign-in-codes", most: 10, seconds: DAY };
/** Wrong codes and links of one connection. What is right always opens: nobody is locked out by a neighbour who guesses. */
export const WRONG: Limit = { what: "sign-in-wrong", most: 50, seconds: 600 };
/** What is counted under an address, for those who erase it. */
export const SIGN_IN_LIMITS = [MAILS, CODES];

/**
 * Asks for a link. The answer is the same whoever the address belongs to; past the limit of mails the request opens nothing, and
 * the answer says when the last one left.
 */
export async function requestSignIn(
  deps: Deps,
  { email, next, client }: { email: string; next: string; client: string },
): Promise<Result<{ id: string; eventId: EventId; lastAt: number | null }, "too_often">> {
  if (!(await isWithin(deps, { limit: PER_CLIENT, who: client }))) {
    return refuse("too_often");
  }
  const contactId = await contactOfAddress(deps, email);
  const personId = await store.personOfContact(deps.db, asId("ctc", contactId));
  const isMailed = await isWithin(deps, { limit: MAILS, who: email });
  const lastAt = isMailed ? null : await lastPassed(deps, [{ limit: MAILS, who: email }]);
  const hasCode = isMailed && (await isWithin(deps, { limit: CODES, who: email }));
  const id = deps.newId("sgn");
  const event = accessEvent(
    "sign_in.requested",
    { id: deps.newId("evt"), subject: id, at: deps.now, actor: "visitor" },
    {},
  );
  await deps.db.batch([
    store.newSignIn({
      id,
      personId: isMailed ? personId : null,
      hasCode,
      nextPath: ownPath(next),
      expiresAt: deps.now + SIGN_IN_LIVES,
    }),
    recordEvent(event),
  ]);
  return ok({ id, eventId: event.id, lastAt });
}

/** True for the code of the request that this form made; five tries, then none helps. A stranger's tries burn only theirs. */
export async function isCode(
  deps: Pick<SiteDeps, "db" | "links">,
  { signInId, typed }: { signInId: string; typed: string },
): Promise<boolean> {
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

/** What the cookie holds, and for how long, in seconds. */
export type Opened = { token: string; maxAge: number };

/** Opens a login for the person of a request, once, and says where they were going; null when used, over, or nobody's. */
export async function openLogin(
  deps: Deps,
  { signInId, before }: { signInId: string; before: Who | null },
): Promise<(Opened & { next: string }) | null> {
  const used = await store.useSignIn(deps.db, { id: signInId, now: deps.now });
  return used === null
    ? null
    : { ...(await startLogin(deps, { personId: used.personId, before })), next: used.nextPath };
}

/** A login for a person who has just proven their mailbox; what the cookie held before is ended. */
export async function startLogin(
  deps: Deps,
  { personId, before }: { personId: PersonId; before: Who | null },
): Promise<Opened> {
  const token = toBase64Url(deps.random(32));
  const { absolute } = livesOf(await store.rolesOfPerson(deps.db, personId), { hasOpenList: false });
  const id = deps.newId("lgn");
  await deps.db.batch([
    store.newLogin({ id, tokenHash: await hashOf(token), personId, now: deps.now, expiresAt: deps.now + absolute }),
    ...(before === null ? [] : [store.revokeLogin(before.personId, before.loginId, deps.now)]),
    recordEvent(accessEvent("login.opened", { id: deps.newId("evt"), subject: id, at: deps.now, actor: personId }, {})),
  ]);
  return { token, maxAge: absolute };
}

/** Who a cookie stands for; null when it is nobody's, revoked, or over for the roles of this moment: too old, or left unused for too long. */
export async function readLogin(deps: Deps, token: string): Promise<Who | null> {
  const found = await store.whoHolds(deps.db, { tokenHash: await hashOf(token), now: deps.now });
  if (found === null || found.memberships.length === 0 || isOver(found, deps.now)) {
    return null;
  }
  if (found.seenAt + MINUTE < deps.now) {
    await deps.db.batch([store.touchLogin(found.loginId, deps.now)]);
  }
  return found;
}

/** A role that sees more shortens the logins that were opened before it came; so does a list of names, while it is open. */
function isOver(login: NonNullable<Awaited<ReturnType<typeof store.whoHolds>>>, now: number): boolean {
  const { absolute, idle } = livesOf(rolesOf(login), login);
  return login.createdAt + absolute <= now || login.seenAt + idle <= now;
}

const hashOf = async (token: string): Promise<string> =>
  toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(token))));
