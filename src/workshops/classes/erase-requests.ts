import type { ContactId, EventId } from "../../kernel/ids.ts";
import type { Deps } from "../../platform/deps.ts";
import type { Forgetting } from "../../platform/forgetting.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { ADDRESS_IN_USE, forgetAddresses, forgetNames } from "../../privacy/contacts.store.ts";
import { RETENTION } from "../../privacy/retention.ts";
import { cancelVisit, withdrawRequest } from "./answer-request.ts";
import { requestEvent } from "./request.events.ts";
import { bodiesOf, colleaguesOf, followedBy, forgetPeopleOf } from "./thread.store.ts";
import { leaveRequest } from "./write-word.ts";
import {
  type DueRequest,
  classRequestsCounted,
  dueRequests,
  emptyRequests,
  forgetHead,
  requestsOfContact,
} from "./retention.store.ts";

/** Addresses of class requests whose time has come. */
export const classRequestsDue: Forgetting = {
  ...classRequestsCounted,
  phase: "erase",
  most: 200,
  run: async (deps) => {
    const due = await dueRequests(deps.db, { now: deps.now, most: classRequestsDue.most });
    if (due.length > 0) {
      await empty(deps, { requests: due, actor: "retention" });
    }
    return due.length;
  },
};

/**
 * Somebody asks to be forgotten: what they asked for and is still alive ends, then their address goes. What others asked for and they were asked
 * to agree to goes on without their address: the link is handed over. Events to ring for.
 */
export async function eraseRequestsOf(deps: Deps, contactId: ContactId): Promise<EventId[]> {
  const rings: EventId[] = [];
  for (const { workshopRequestId: requestId } of await followedBy(deps.db, contactId)) {
    rings.push(await leaveRequest(deps, { requestId, contactId }));
  }
  await deps.db.batch([forgetHead(contactId, deps.now)]);
  const requests = await requestsOfContact(deps.db, contactId);
  for (const { id, state } of requests) {
    const ended =
      state === "scheduled"
        ? await cancelVisit(deps, { id, by: "erasure", actor: "school" })
        : await withdrawRequest(deps, id);
    rings.push(...(ended.ok ? ended.value.eventIds : []));
  }
  return [...rings, ...(await empty(deps, { requests, actor: "person" }))];
}

async function empty(
  deps: Deps,
  { requests, actor }: { requests: readonly DueRequest[]; actor: string },
): Promise<EventId[]> {
  const events = requests.map(({ id }) =>
    requestEvent(
      "workshop_request.erased",
      { id: deps.newId("evt"), request: id, revision: null, at: deps.now, actor },
      {},
    ),
  );
  const ids = requests.map(({ id }) => id);
  const [bodies, colleagues] = await Promise.all([bodiesOf(deps.db, ids), colleaguesOf(deps.db, ids)]);
  const contacts = requests
    .flatMap(({ contact_id, head_contact_id }) => [contact_id, head_contact_id])
    .concat(colleagues.map((one) => one.contactId));
  await deps.db.batch([
    ...events.map(recordEvent),
    emptyRequests(ids, deps.now),
    ...forgetPeopleOf(ids),
    forgetNames(bodies),
    ...forgetAddresses(
      contacts.filter((id) => id !== null),
      ADDRESS_IN_USE,
      deps.now,
      deps.now + RETENTION.hash,
    ),
  ]);
  return events.map((event) => event.id);
}
