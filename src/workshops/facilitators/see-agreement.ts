import type { EventId, OrganisationId, PersonId } from "../../kernel/ids.ts";
import { PARIS, addDays, dayOf } from "../../kernel/time.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { AGREEMENT_RECALLS, type AgreementKind } from "../catalogue/association.ts";
import { settleWords } from "../schools/showcase.store.ts";
import * as store from "./agreements.store.ts";
import { facilitatorEvent } from "./facilitators.events.ts";
import { about } from "./staff-session.ts";

type Seen = { id: OrganisationId; by: PersonId; kind: AgreementKind; untilOn: string | null };
/** An operator saw the paper of an agreement: its kind and its last day are noted, the paper is not. */
export async function seeAgreement(deps: Deps, { id, by, kind, untilOn }: Seen): Promise<EventId> {
  const event = facilitatorEvent("association.agreement_seen", about(deps, { subject: id, actor: by }), {
    kind,
    until: untilOn,
  });
  const seenOn = dayOf(deps.now, PARIS);
  await deps.db.batch([recordEvent(event), store.setAgreement(id, { kind, untilOn, seenOn })]);
  return event.id;
}

/** An operator read what an association says to schools; what it wrote meanwhile waits to be read. */
export async function readWords(
  deps: Deps,
  { id, by, isShown, askedAt }: { id: OrganisationId; by: PersonId; isShown: boolean; askedAt: number },
): Promise<EventId> {
  const event = facilitatorEvent("association.words_read", about(deps, { subject: id, actor: by }), { isShown });
  await deps.db.batch([recordEvent(event), settleWords(id, { isShown, askedAt })]);
  return event.id;
}

/** The nightly look: who has an agreement that ends in 180 days is told, and once more in 90. The ids of events to ring for. */
export async function recallAgreements(deps: Deps): Promise<EventId[]> {
  const on = (days: number): string => addDays(dayOf(deps.now, PARIS), days);
  const [firstOn, lastOn] = [on(AGREEMENT_RECALLS[0]), on(AGREEMENT_RECALLS[1])];
  const ending = await store.agreementsEnding(deps.db, { todayOn: on(0), firstOn, lastOn });
  const told = ending.map(({ id, agreementUntilOn, recalls }) => ({
    event: facilitatorEvent("association.agreement_ending", about(deps, { subject: id, actor: "clock" }), {
      until: agreementUntilOn,
    }),
    note: store.noteRecalled(id, recalls),
  }));
  await deps.db.batch(told.flatMap(({ event, note }) => [recordEvent(event), note]));
  return told.map(({ event }) => event.id);
}
