import { ok } from "../../kernel/result.ts";
import { countOne } from "../../platform/counters.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { requireOpenList } from "../seats/capacity.store.ts";
import { isForMinor, keepPeople } from "../seats/register.ts";
import { ALONE, type Party } from "../seats/party.ts";
import { eraseAt, joinUntil } from "../seats/registration.ts";
import { hex } from "./draw.ts";
import { registrationEvent } from "../seats/registration.events.ts";
import type { PersonForm } from "../seats/registration.schema.ts";
import * as store from "../seats/registration.store.ts";
import { type Ask, type Reserved, explain, limitOf, newEvent, newParticipants } from "../seats/reserve.ts";
import { type Session, isDrawnNow } from "../sessions/session.ts";

/**
 * Asks for a place on the waiting list. No seat and no rank yet: the rank comes with the click in the mail.
 * Refused like a reservation when the list is not open; `full` then means that seats are free again.
 */
export async function joinList(
  deps: Deps,
  { session, form, ask, party = ALONE }: { session: Session; form: PersonForm; ask: Ask; party?: Party },
): Promise<Reserved> {
  const id = deps.newId("reg");
  const event = registrationEvent("registration.joined", newEvent(deps, id), { session: session.id });
  const seats = party.bands.length;
  const people = await keepPeople(deps, { registrationId: id, form, session });
  const expiresAt = joinUntil(session, deps.now);
  const erase = eraseAt("joining", isForMinor(form), deps.now, session.endsAt);
  try {
    await deps.db.batch([
      recordEvent(event),
      store.insertRegistration({
        id,
        sessionId: session.id,
        party,
        state: "joining",
        expiresAt,
        key: ask.key,
        eraseAt: erase,
        ticket: isDrawnNow(session, deps.now) ? hex(deps.random(16)) : null,
        now: deps.now,
      }),
      store.insertParticipants(newParticipants(deps, party), id, deps.now),
      ...people.statements,
      store.describeRegistration({
        id,
        addrHash: people.addrHash,
        state: "joining",
        expiresAt,
        isCalendarWanted: form.isCalendarWanted,
        eraseAt: erase,
        revision: 1,
        now: deps.now,
      }),
      requireOpenList(session.id, seats, deps.now),
      await countOne(deps.vault, limitOf(ask.lane), ask.client, deps.now),
    ]);
    return ok({ registrationId: id, eventId: event.id });
  } catch (error) {
    return explain(deps, { sessionId: session.id, key: ask.key, seats, error });
  }
}
