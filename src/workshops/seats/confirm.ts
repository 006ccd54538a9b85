import type { EventId, RegistrationId } from "../../kernel/ids.ts";
import type { Result } from "../../kernel/result.ts";
import type { Deps } from "../../platform/deps.ts";
import { type MoveRefusal, type Moved, move } from "./move.ts";
import * as store from "./registration.store.ts";

/** A confirmation that was carried out, or the other registration that this address already has in the session. */
export type Confirmed = Result<Moved, MoveRefusal> & { eventIds: EventId[] };

/**
 * The button behind the mailed link: a held seat becomes theirs, a list request gets its rank, an offer is taken.
 * When the same address already has a place in this session, the second one is given back at once.
 */
export async function confirm(deps: Deps, registrationId: RegistrationId): Promise<Confirmed> {
  const found = await store.findRegistration(deps.db, registrationId);
  const state = found?.registration.state;
  const isList = state === "joining" || state === "waitlisted";
  const first = found?.registration.consent === "asked" ? "ask_consent" : "confirm";
  const act = isList ? "prove_address" : state === "offered" ? "accept" : first;
  const result = await move(deps, { registrationId, act });
  if (result.ok) {
    return { ...result, eventIds: [result.value.eventId] };
  }
  if (result.refusal !== "already_registered") {
    return { ...result, eventIds: [] };
  }
  const given = await move(deps, { registrationId, act: "cancel", told: { reason: "duplicate" } });
  return { ...result, eventIds: given.ok ? [given.value.eventId] : [] };
}
