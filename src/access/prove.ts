import type { EventId } from "../kernel/ids.ts";
import { type Result, ok, refuse } from "../kernel/result.ts";
import { type Limit, isWithin } from "../platform/counters.ts";
import type { Deps, SiteDeps } from "../platform/deps.ts";
import { recordEvent } from "../platform/outbox.ts";
import { readAssertion, readRegistration } from "../platform/webauthn.ts";
import { accessEvent } from "./access.events.ts";
import * as store from "./access.store.ts";
import { addPasskey, showPasskey } from "./passkeys.ts";
import type { Who } from "./roles.ts";
import { SIGN_IN_LIVES, isCode } from "./sign-in.ts";

/** Mails with a code to somebody who is signed in; only they can ask for them. */
const CODES: Limit = { what: "proof-codes", most: 5, seconds: SIGN_IN_LIVES };

/** Mails a code to whoever is signed in. It proves them in this login alone, and opens no other. */
export async function mailCode(
  deps: Deps,
  { who }: { who: Who },
): Promise<Result<{ id: string; eventId: EventId }, "too_often">> {
  if (!(await isWithin(deps, { limit: CODES, who: who.personId }))) {
    return refuse("too_often");
  }
  const id = deps.newId("sgn");
  const about = { id: deps.newId("evt"), subject: id, at: deps.now, actor: who.personId };
  const asked = { id, personId: who.personId, loginId: who.loginId, expiresAt: deps.now + SIGN_IN_LIVES };
  await deps.db.batch([store.newProof(asked), recordEvent(accessEvent("proof.requested", about, {}))]);
  return ok({ id, eventId: about.id });
}

/** True for the code of a request of this login, once and in five tries; the login has then proven the mailbox. */
export async function proveByCode(
  deps: Pick<SiteDeps, "db" | "links" | "now">,
  { who, requestId, typed }: { who: Who; requestId: string; typed: string },
): Promise<boolean> {
  if (!(await isCode(deps, { signInId: requestId, typed }))) {
    return false;
  }
  const [used] = await deps.db.batch(store.useProof({ id: requestId, loginId: who.loginId, now: deps.now }));
  return used?.length === 1;
}

/** True when a device proved somebody: it showed a passkey of theirs, or made their first one. */
export async function proveByPasskey(
  deps: Deps & Pick<SiteDeps, "origin">,
  { who, answer }: { who: Who; answer: string },
): Promise<boolean> {
  const shown = readAssertion(answer);
  if (shown !== null) {
    return (await showPasskey(deps, { who, given: shown })).ok;
  }
  const made = readRegistration(answer);
  return made !== null && !who.ownsPasskey && (await addPasskey(deps, { who, given: made })).ok;
}
