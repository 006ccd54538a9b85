import type { RegistrationId, SessionId } from "../../../src/kernel/ids.ts";
import { confirm } from "../../../src/workshops/seats/confirm.ts";
import { joinList } from "../../../src/workshops/list/join-list.ts";
import { register } from "../../../src/workshops/seats/register.ts";
import type { Party } from "../../../src/workshops/seats/party.ts";
import type { PersonForm } from "../../../src/workshops/seats/registration.schema.ts";
import { reserve } from "../../../src/workshops/seats/reserve.ts";
import { findSession } from "../../../src/workshops/sessions/session.store.ts";
import { db, depsAt } from "./world.ts";

let n = 0;
/** A key, an address, a connection that nobody else uses. */
export const unique = (): string => `t${++n}-${Math.round(performance.now())}`;
export const ask = (over: Partial<{ key: string; client: string; lane: "worked" | "slow" }> = {}) => ({
  key: `key-${unique()}`,
  client: unique(),
  lane: "worked" as const,
  ...over,
});
const form = (over: Partial<PersonForm> = {}): PersonForm => ({
  name: "Léa",
  email: `delivered+${unique()}@resend.dev`,
  ageBand: "18_plus",
  others: [],
  guardianEmail: null,
  isConsentGiven: false,
  needs: [],
  isCalendarWanted: true,
  ...over,
});

/** A party of adults. */
const partyOf = (seats: number): Party => ({
  kind: seats === 1 ? "person" : "family",
  bands: Array.from({ length: seats }, () => "18_plus" as const),
});
const adults = (others: number) => Array.from({ length: others }, () => ({ name: null, ageBand: "18_plus" as const }));

/** Takes the value of a result that a test expects to succeed. */
export function must<T>(result: { ok: true; value: T } | { ok: false; refusal: string }): T {
  if (!result.ok) {
    throw new Error(`refused: ${result.refusal}`);
  }
  return result.value;
}

/** Somebody whose seat is held and whose form is in. */
export async function submitted(
  sessionId: SessionId,
  now: number,
  over: Partial<PersonForm> = {},
): Promise<RegistrationId> {
  const held = must(await reserve(depsAt(now), { sessionId, ask: ask() }));
  must(await register(depsAt(now), { registrationId: held.registrationId, form: form(over), ask: ask() }));
  return held.registrationId;
}

/** Somebody whose seat is confirmed. */
export async function confirmed(
  sessionId: SessionId,
  now: number,
  over: Partial<PersonForm> = {},
): Promise<RegistrationId> {
  const id = await submitted(sessionId, now, over);
  must(await confirm(depsAt(now), id));
  return id;
}

/** Somebody with a rank on the waiting list. */
export async function waitlisted(
  sessionId: SessionId,
  now: number,
  over: Partial<PersonForm> = {},
  seats = 1,
): Promise<RegistrationId> {
  const session = await findSession(db, sessionId);
  if (session === null) {
    throw new Error("no such session");
  }
  const { registrationId } = must(
    await joinList(depsAt(now), {
      session,
      form: form({ others: adults(seats - 1), ...over }),
      ask: ask(),
      party: partyOf(seats),
    }),
  );
  must(await confirm(depsAt(now), registrationId));
  return registrationId;
}
