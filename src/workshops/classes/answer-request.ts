import { type EventId, type OrganisationId, type PersonId, type RequestId, asId } from "../../kernel/ids.ts";
import { refuse } from "../../kernel/result.ts";
import type { Deps } from "../../platform/deps.ts";
import type { Statement } from "../../platform/d1.ts";
import { keepAddress } from "../../privacy/contacts.store.ts";
import { cancelWholeSession } from "../seats/capacity.store.ts";
import { eventPrefix } from "../seats/reserve.ts";
import { setHeadContact, setPlace } from "./ask.store.ts";
import { moveRequest, planAt, scheduled, type Written } from "./move-request.ts";
import type { PlannedClass } from "./plan.ts";
import type { RequestState } from "./request.ts";
import { requestEvent } from "./request.events.ts";
import { endOfNextSchoolYear } from "./school-days.ts";
import * as store from "./requests.store.ts";
import { keepUntil } from "./retention.store.ts";

const SCHOOL = { actor: "school" } as const;
const FREE = { association: null, person: null, pencil: null, startsAt: null };

/** The click behind the mailed link: the request now waits for the head, or for an operator when the place is not known. */
export async function proveRequest(deps: Deps, id: RequestId) {
  const request = await store.findRequest(deps.db, id);
  const isKnown = request?.placeId === null;
  return moveRequest(deps, {
    id,
    act: isKnown ? "prove" : "prove_unknown",
    ...SCHOOL,
    write: async (found) => ({
      event: (about) => requestEvent("workshop_request.submitted", about, { known: isKnown }),
      also: [
        keepUntil(id, endOfNextSchoolYear(deps.now, found.tz)),
        ...(isKnown ? await askHead(deps, { request: found, email: found.officialEmail }) : []),
      ],
    }),
  });
}

/** The official address becomes the contact that is asked; none when the teacher hands the link over. */
async function askHead(
  deps: Deps,
  { request, email }: { request: store.ClassRequest; email: string | null },
): Promise<Statement[]> {
  if (request.headVia === "handed_over" || email === null) {
    return [];
  }
  const { addrHash, statements } = await keepAddress(deps, { email, zone: request.tz });
  return [...statements, setHeadContact(request.id, addrHash)];
}

/** An operator found the place in public sources: the head is asked, at the address found there if it has one. */
export const vetRequest = (
  deps: Deps,
  { id, person, email }: { id: RequestId; person: PersonId; email: string | null },
) =>
  moveRequest(deps, {
    id,
    act: "vet",
    actor: person,
    write: async (request) => ({
      event: (about) => requestEvent("workshop_request.vetted", about, {}),
      also: [setPlace(request.placeId ?? "", "vetted"), ...(await askHead(deps, { request, email }))],
    }),
  });

/** An operator ends a request: the place does not exist, or nobody could come. */
export const dismissRequest = (deps: Deps, { id, person }: { id: RequestId; person: PersonId }) =>
  moveRequest(deps, {
    id,
    act: "dismiss",
    actor: person,
    write: (request) => ({
      event: (about) => requestEvent("workshop_request.declined", about, { from: request.state }),
      also: [
        ...(request.state === "unvetted" ? [setPlace(request.placeId ?? "", "refused")] : []),
        store.holdRequest(id, FREE),
      ],
    }),
  });

/** The head's yes: what an association has pencilled is fixed or proposed at once. `via` is the link that was used. */
export const authoriseRequest = (deps: Deps, { id, via }: { id: RequestId; via: store.ClassRequest["headVia"] }) =>
  moveRequest(deps, {
    id,
    act: "authorise",
    actor: "head",
    write: (request, { to }) => {
      const { associationId: association, startsAt } = request;
      const head = store.recordHead(id, via, deps.now);
      const plan = planAt(request, "school", startsAt);
      if (to === "scheduled" && association !== null && plan !== null) {
        const visit = scheduled(deps, { request, at: { association, plan, person: request.coordinatorId } });
        return { ...visit, also: [head, ...(visit.also ?? [])] };
      }
      return {
        event: (about) => requestEvent("workshop_request.authorised", about, { to }),
        also: [head, ...(to === "open" ? [store.holdRequest(id, FREE)] : [])],
      };
    },
  });

/** The head's no: whatever was pencilled falls. */
export const refuseRequest = (deps: Deps, { id, via }: { id: RequestId; via: store.ClassRequest["headVia"] }) =>
  moveRequest(deps, {
    id,
    act: "refuse",
    actor: "head",
    write: () => ({
      event: (about) => requestEvent("workshop_request.refused", about, {}),
      also: [store.recordHead(id, via, deps.now)],
    }),
  });

export type Coming = { association: OrganisationId; person: PersonId };

/** An association takes one of the school's plans: fixed at once, or pencilled while the head has not answered. */
export async function acceptSlot(deps: Deps, { id, by, startsAt }: { id: RequestId; by: Coming; startsAt: number }) {
  if (startsAt <= deps.now) {
    return refuse("too_late" as const);
  }
  return moveRequest(deps, {
    id,
    act: "accept",
    by: by.association,
    actor: by.person,
    write: (request, { to }) => {
      const plan = planAt(request, "school", startsAt);
      if (plan === null || to === "scheduled") {
        return plan === null ? null : scheduled(deps, { request, at: { ...by, plan } });
      }
      return {
        event: (about) =>
          requestEvent("workshop_request.pencilled", about, { association: by.association, as: "accept" }),
        also: [store.holdRequest(id, { ...by, pencil: "accept", startsAt })],
      };
    },
  });
}

/** An association proposes other plans, which the school then accepts or not. */
export function proposePlans(
  deps: Deps,
  { id, by, plans }: { id: RequestId; by: Coming; plans: readonly (readonly PlannedClass[])[] },
) {
  return moveRequest(deps, {
    id,
    act: "propose",
    by: by.association,
    actor: by.person,
    write: (_, { to }) => ({
      event: (about) =>
        to === "proposed"
          ? requestEvent("workshop_request.proposed", about, { association: by.association })
          : requestEvent("workshop_request.pencilled", about, { association: by.association, as: "propose" }),
      also: [
        store.holdRequest(id, { ...by, pencil: to === "proposed" ? null : "propose", startsAt: null }),
        ...store.proposePlans(id, plans),
      ],
    }),
  });
}

/** An association will not come: the request leaves its list, and what it had pencilled falls. */
export const passRequest = (deps: Deps, { id, by, reason }: { id: RequestId; by: Coming; reason: string }) =>
  moveRequest(deps, {
    id,
    act: "decline",
    by: by.association,
    actor: by.person,
    write: () => ({
      event: (about) => requestEvent("workshop_request.passed", about, { association: by.association }),
      also: [
        store.answerRequest(id, by.association, { answer: "decline", reason, to: null }, deps.now),
        store.holdRequest(id, FREE),
        ...store.proposePlans(id, []),
      ],
    }),
  });

/** An association hands a request over to another that works there; that one is told. */
export async function handOver(deps: Deps, { id, by, to }: { id: RequestId; by: Coming; to: OrganisationId }) {
  const others = await store.associationsFor(deps.db, id);
  if (to === by.association || !others.some((one) => one.id === to)) {
    return refuse("not_possible" as const);
  }
  return moveRequest(deps, {
    id,
    act: "hand_over",
    by: by.association,
    actor: by.person,
    write: () => ({
      event: (about) => requestEvent("workshop_request.handed_over", about, { association: by.association, to }),
      also: [
        store.answerRequest(id, by.association, { answer: "hand_over", reason: "handed_over", to }, deps.now),
        store.holdRequest(id, FREE),
        ...store.proposePlans(id, []),
      ],
    }),
  });
}

/** The school takes one of the proposed plans. */
export async function acceptProposal(deps: Deps, { id, startsAt }: { id: RequestId; startsAt: number }) {
  if (startsAt <= deps.now) {
    return refuse("too_late" as const);
  }
  return moveRequest(deps, {
    id,
    act: "accept_proposal",
    ...SCHOOL,
    write: (request) => {
      const plan = planAt(request, "association", startsAt);
      const by = { association: asId("org", request.associationId), person: request.coordinatorId };
      return plan === null ? null : scheduled(deps, { request, at: { ...by, plan } });
    },
  });
}

/** The school takes none: the request is open to all again. */
export const declineProposal = (deps: Deps, id: RequestId) =>
  moveRequest(deps, {
    id,
    act: "decline_proposal",
    ...SCHOOL,
    write: ({ associationId }) => ({
      event: (about) =>
        requestEvent("workshop_request.proposal_declined", about, { association: asId("org", associationId) }),
      also: [store.holdRequest(id, FREE), ...store.proposePlans(id, [])],
    }),
  });

/** The school takes its request back, before anything is fixed. */
export const withdrawRequest = (deps: Deps, id: RequestId) =>
  moveRequest(deps, {
    id,
    act: "withdraw",
    ...SCHOOL,
    write: () => ({
      event: (about) => requestEvent("workshop_request.withdrawn", about, {}),
    }),
  });

/** A visit that was fixed will not happen: its sessions end, nobody is reminded, the other side is told. */
export const cancelVisit = (
  deps: Deps,
  { id, by, actor }: { id: RequestId; by: "school" | "association" | "erasure"; actor: string },
) =>
  moveRequest(deps, {
    id,
    act: "cancel",
    actor,
    write: ({ groups }) => ({
      event: (about) => requestEvent("workshop_request.cancelled", about, { by }),
      also: groups.flatMap(({ session }) =>
        session === null ? [] : cancelWholeSession(session, deps.now, eventPrefix(deps.newId)),
      ),
    }),
  });

/** What silence decided, for every request whose time has come; the events to ring for. */
export async function expireRequests(deps: Deps): Promise<EventId[]> {
  const rings: EventId[] = [];
  for (const { id } of await store.requestsDue(deps.db, deps.now)) {
    const moved = await moveRequest(deps, {
      id,
      act: "time",
      actor: "clock",
      write: (request, { to }) => silence(deps, { request, to }),
    });
    rings.push(...(moved.ok ? moved.value.eventIds : []));
  }
  return rings;
}

function silence(deps: Deps, { request, to }: { request: store.ClassRequest; to: RequestState }): Written {
  const { id, state: from, associationId } = request;
  if (to === "done") {
    return { event: (about) => requestEvent("workshop_request.done", about, {}) };
  }
  if (to === "declined") {
    return { event: (about) => requestEvent("workshop_request.declined", about, { from }) };
  }
  if (from === "open") {
    return {
      event: (about) => requestEvent("workshop_request.waited", about, {}),
      also: [store.noteReminded(id, deps.now)],
    };
  }
  return to === "open"
    ? {
        event: (about) =>
          requestEvent("workshop_request.proposal_declined", about, { association: asId("org", associationId) }),
        also: [store.holdRequest(id, FREE), ...store.proposePlans(id, [])],
      }
    : { event: (about) => requestEvent("workshop_request.lapsed", about, { from }) };
}
