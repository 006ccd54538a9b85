import type { PersonId, EventId } from "../kernel/ids.ts";
import { type Result, ok, refuse } from "../kernel/result.ts";
import { DAY, MINUTE } from "../kernel/time.ts";
import type { Deps, SiteDeps } from "../platform/deps.ts";
import { toBase64Url } from "../platform/keys.ts";
import { log } from "../platform/log.ts";
import { actOf, recordEvent } from "../platform/outbox.ts";
import {
  type Assertion,
  type PasskeyRefusal,
  type Registration,
  verifyAssertion,
  verifyRegistration,
} from "../platform/webauthn.ts";
import { accessEvent } from "./access.events.ts";
import * as store from "./passkeys.store.ts";
import { type Who, isTrusted } from "./roles.ts";

/** The device has this long to answer. */
const CHALLENGE_LIVES = 5 * MINUTE;
/** After a recovery, this long to add a first passkey. */
const RECOVERY_LIVES = DAY;

/** What the page asks the browser for: to create a passkey, to show one, or nothing (the time for a first one is over). */
export type Asked =
  | { kind: "create"; challenge: string; exclude: string[]; userId: string }
  | { kind: "show"; challenge: string; allow: string[] }
  | { kind: "closed" };

/**
 * Prepares the question for a login: somebody without a passkey creates the first one, others show one. Where a role counts on it, a
 * mailbox adds a first one only while the time for it runs.
 */
export async function askForPasskey(
  deps: Deps,
  { who, wantsAnother }: { who: Who; wantsAnother: boolean },
): Promise<Asked> {
  const kept = await store.passkeysOf(deps.db, who.personId);
  const until = await store.firstPasskeyUntil(deps.db, who.personId);
  const ids = kept.map((passkey) => passkey.id);
  const creates =
    kept.length === 0 ? !isTrusted(who) || (until ?? 0) > deps.now : wantsAnother && who.passkeyAt !== null;
  if (kept.length === 0 && !creates) {
    return { kind: "closed" };
  }
  const challenge = toBase64Url(deps.random(32));
  await deps.db.batch([store.setChallenge(who.loginId, challenge, deps.now + CHALLENGE_LIVES)]);
  return creates
    ? { kind: "create", challenge, exclude: ids, userId: who.personId }
    : { kind: "show", challenge, allow: ids };
}

type Site = Pick<SiteDeps, "origin">;
const expected = ({ origin }: Site, challenge: string) => ({ challenge, origin, rpId: new URL(origin).hostname });

/** Keeps the passkey that the browser made; the login counts as having shown it. */
export async function addPasskey(
  deps: Deps & Site,
  { who, given }: { who: Who; given: Registration },
): Promise<Result<null, "refused" | "closed">> {
  const challenge = await store.takeChallenge(deps.db, { loginId: who.loginId, now: deps.now });
  const made = challenge === null ? refuse("not_asked") : await verifyRegistration(given, expected(deps, challenge));
  if (!made.ok) {
    return refused("add", made.refusal);
  }
  const [events = []] = await deps.db.batch(store.keepPasskey(made.value, acting(deps, who)));
  return events.length > 0 ? ok(null) : refuse("closed");
}

const acting = (deps: Deps, { personId, loginId }: Who) => ({
  personId,
  loginId,
  now: deps.now,
  eventPrefix: actOf(deps.newId("evt")),
});

/** Checks what the browser signed with a passkey of this person; the login may then go where one is asked for. */
export async function showPasskey(
  deps: Deps & Site,
  { who, given }: { who: Who; given: Assertion },
): Promise<Result<null, "refused">> {
  const challenge = await store.takeChallenge(deps.db, { loginId: who.loginId, now: deps.now });
  if (challenge === null) {
    return refused("show", "not_asked");
  }
  const passkey = (await store.passkeysOf(deps.db, who.personId)).find((kept) => kept.id === given.id);
  if (passkey === undefined) {
    return refused("show", "credential");
  }
  const counter = await verifyAssertion(given, passkey, expected(deps, challenge));
  if (!counter.ok) {
    return refused("show", counter.refusal);
  }
  await deps.db.batch(store.passkeyShown(passkey.id, counter.value, who.loginId, deps.now));
  return ok(null);
}

/** Refuses, and tells the log why; the person reads one sentence whatever it was. `not_asked`: no question stood, or not any more. */
function refused(act: "add" | "show", why: PasskeyRefusal | "not_asked") {
  log.warn("access.passkey_refused", { act, why });
  return refuse("refused");
}

/** Removes one of one's passkeys, never the last, and what it opened; false when nothing was removed. Needs a login that showed one. */
export async function dropPasskey(deps: Deps, { who, passkeyId }: { who: Who; passkeyId: string }): Promise<boolean> {
  if (who.passkeyAt === null) {
    return false;
  }
  const [events = []] = await deps.db.batch(store.removePasskey(passkeyId, acting(deps, who)));
  return events.length > 0;
}

/** Another operator lets somebody start over after losing their device. Recorded, and told to the person by mail. */
export async function recover(
  deps: Deps,
  { by, personId }: { by: Who; personId: PersonId },
): Promise<Result<EventId, "self">> {
  if (by.personId === personId) {
    return refuse("self");
  }
  const about = { id: deps.newId("evt"), subject: personId, at: deps.now, actor: by.personId };
  await deps.db.batch([
    recordEvent(accessEvent("passkey.reset", about, {})),
    ...store.startOver(personId, deps.now + RECOVERY_LIVES, deps.now),
  ]);
  return ok(about.id);
}
