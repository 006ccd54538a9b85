import { type EventId, type OrganisationId, type PersonId, type RequestId, asId } from "../../kernel/ids.ts";
import { refuse } from "../../kernel/result.ts";
import type { Deps } from "../../platform/deps.ts";
import type { Statement } from "../../platform/d1.ts";
import { keepAddress } from "../../privacy/contacts.store.ts";
import { cancelWholeSession } from "../seats/capacity.store.ts";
import { neighboursOf } from "../sessions/departements.ts";
import { eventPrefix } from "../seats/reserve.ts";
import { setHeadContact, setPlace } from "./ask.store.ts";
import { moveRequest, planAt, scheduled, type Written } from "./move-request.ts";
import type { PlannedClass } from "./plan.ts";
import {
  type Canceller,
  LATE_BEFORE,
  REPORT_AFTER,
  type RequestState,
  firstUntil,
  headRemindAt,
  isLastReminder,
  openSilence,
  reopenUntil,
} from "./request.ts";
import { type CancelReason } from "./request-codes.ts";
import { requestEvent } from "./request.events.ts";
import { endOfNextSchoolYear } from "./school-days.ts";
import * as store from "./requests.store.ts";
import { keepUntil } from "./retention.store.ts";

const SCHOOL = { side: "requester", actor: "school" } as const;
const HEAD = { side: "head", actor: "head" } as const;
const FREE = { association: null, person: null, pencil: null, startsAt: null };

/** The click behind the mailed link: the request now waits for the head, or for an operator when the place is not known. */
export const proveRequest = (deps: Deps, id: RequestId) =>
  moveRequest(deps, {
    id,
    act: "prove",
    ...SCHOOL,
    write: async (request, { to }) => ({
      event: (about) => requestEvent("workshop_request.submitted", about, { known: request.isKnown }),
      also: [
        keepUntil(id, endOfNextSchoolYear(deps.now, request.tz)),
        ...(to === "awaiting_head" ? await sendOut(deps, { request, email: request.officialEmail }) : []),
      ],
    }),
  });

type Out = { request: store.ClassRequest; email: string | null };
/** The head is asked; an association that was chosen to be asked first, and works there, sees it alone for its days. */
async function sendOut(deps: Deps, out: Out): Promise<Statement[]> {
  const { id, firstAssociationId } = out.request;
  const comes = firstAssociationId === null ? [] : await store.associationsFor(deps.db, id);
  const isFirst = comes.some((one) => one.id === firstAssociationId);
  const first = isFirst ? [store.setFirst(id, firstUntil(deps.now, out.request))] : [];
  return [...(await askHead(deps, out)), ...first];
}

/** The official address becomes the contact that is asked, none when the teacher hands the link over; their silence is reminded of. */
async function askHead(deps: Deps, { request, email }: Out): Promise<Statement[]> {
  const at = headRemindAt(0, { last: deps.now, until: null });
  const clock = store.remindHead(request.id, { reminders: 0, at });
  if (request.headVia === "handed_over" || email === null) {
    return [clock];
  }
  const { addrHash, statements } = await keepAddress(deps, { email, zone: request.tz });
  return [...statements, setHeadContact(request.id, addrHash), clock];
}

/** An operator found the place in public sources: the head is asked, at the address found there if it has one. */
export const vetRequest = (
  deps: Deps,
  { id, person, email }: { id: RequestId; person: PersonId; email: string | null },
) =>
  moveRequest(deps, {
    id,
    act: "vet",
    side: "operator",
    actor: person,
    write: async (request) => ({
      event: (about) => requestEvent("workshop_request.vetted", about, {}),
      also: [setPlace(request.placeId ?? "", "vetted"), ...(await sendOut(deps, { request, email }))],
    }),
  });

/** An operator ends a request: the place does not exist, or nobody could come. */
export const dismissRequest = (deps: Deps, { id, person }: { id: RequestId; person: PersonId }) =>
  moveRequest(deps, {
    id,
    act: "dismiss",
    side: "operator",
    actor: person,
    write: (request, { to }) => ({
      event: (about) => requestEvent("workshop_request.declined", about, { from: request.state }),
      also: [
        ...(request.state === "unvetted" ? [setPlace(request.placeId ?? "", "refused")] : []),
        store.holdRequest(id, FREE),
        store.setReopen(id, reopenUntil(request, to, deps.now)),
      ],
    }),
  });

/** The head's yes: what an association has pencilled is fixed or proposed at once. `via` is the link that was used. */
export const authoriseRequest = (deps: Deps, { id, via }: { id: RequestId; via: store.ClassRequest["headVia"] }) =>
  moveRequest(deps, {
    id,
    act: "authorise",
    ...HEAD,
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
    ...HEAD,
    write: () => ({
      event: (about) => requestEvent("workshop_request.refused", about, {}),
      also: [store.recordHead(id, via, deps.now)],
    }),
  });

export type Coming = { association: OrganisationId; person: PersonId };

/** A word to the other side that goes with an answer; null: none. */
type Word = { word: string | null };

/** An association takes one of the school's plans: fixed at once, or pencilled while the head has not answered. */
export async function acceptSlot(
  deps: Deps,
  { id, by, startsAt, word }: { id: RequestId; by: Coming; startsAt: number } & Word,
) {
  if (startsAt < deps.now) {
    return refuse("too_late" as const);
  }
  return moveRequest(deps, {
    id,
    act: "accept",
    side: "taker",
    by: by.association,
    actor: by.person,
    word,
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
  { id, by, plans, word }: { id: RequestId; by: Coming; plans: readonly (readonly PlannedClass[])[] } & Word,
) {
  return moveRequest(deps, {
    id,
    act: "propose",
    side: "taker",
    by: by.association,
    actor: by.person,
    word,
    write: (_, { to }) => ({
      event: (about) =>
        to === "proposed"
          ? requestEvent("workshop_request.proposed", about, { association: by.association })
          : requestEvent("workshop_request.pencilled", about, { association: by.association, as: "propose" }),
      also: [
        store.holdRequest(id, { ...by, pencil: to === "proposed" ? null : "propose", startsAt: null }),
        ...store.replacePlans(id, "association", plans),
      ],
    }),
  });
}

/** An association will not come: the request leaves its list, and what it had pencilled falls. */
export const passRequest = (
  deps: Deps,
  { id, by, reason, word }: { id: RequestId; by: Coming; reason: string } & Word,
) =>
  moveRequest(deps, {
    id,
    act: "decline",
    side: "taker",
    by: by.association,
    actor: by.person,
    word,
    write: () => ({
      event: (about) => requestEvent("workshop_request.passed", about, { association: by.association }),
      also: [
        store.answerRequest(id, by.association, { answer: "decline", reason, to: null }, deps.now),
        store.holdRequest(id, FREE),
        store.endFirst(id, deps.now),
        ...store.replacePlans(id, "association", []),
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
    side: "taker",
    by: by.association,
    actor: by.person,
    write: () => ({
      event: (about) => requestEvent("workshop_request.handed_over", about, { association: by.association, to }),
      also: [
        store.answerRequest(id, by.association, { answer: "hand_over", reason: "handed_over", to }, deps.now),
        store.holdRequest(id, FREE),
        store.endFirst(id, deps.now),
        ...store.replacePlans(id, "association", []),
      ],
    }),
  });
}

/** The school takes one of the proposed plans. */
export async function acceptProposal(deps: Deps, { id, startsAt, word }: { id: RequestId; startsAt: number } & Word) {
  if (startsAt < deps.now) {
    return refuse("too_late" as const);
  }
  return moveRequest(deps, {
    id,
    act: "accept_proposal",
    ...SCHOOL,
    word,
    write: (request) => {
      const plan = planAt(request, "association", startsAt);
      const by = { association: asId("org", request.associationId), person: request.coordinatorId };
      return plan === null ? null : scheduled(deps, { request, at: { ...by, plan } });
    },
  });
}

/** The school takes none: the request is open to all again. */
export const declineProposal = (deps: Deps, { id, word }: { id: RequestId } & Word) =>
  moveRequest(deps, {
    id,
    act: "decline_proposal",
    ...SCHOOL,
    word,
    write: ({ associationId }) => ({
      event: (about) =>
        requestEvent("workshop_request.proposal_declined", about, { association: asId("org", associationId) }),
      also: letGo(id, deps.now),
    }),
  });
/** Dates that were proposed are off: all may answer again. */
const letGo = (id: RequestId, now: number): Statement[] => [
  store.holdRequest(id, FREE),
  store.endFirst(id, now),
  ...store.replacePlans(id, "association", []),
];

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

/** The head takes the yes back, until the first class: whatever was held falls, both sides are told. */
export const withdrawAgreement = (deps: Deps, id: RequestId) =>
  moveRequest(deps, {
    id,
    act: "head_withdraw",
    ...HEAD,
    write: (request, { to }) => ({
      event: (about) => requestEvent("workshop_request.agreement_withdrawn", about, { from: request.state }),
      also: to === "cancelled" ? callOff(deps, { request, by: "head", reason: null }) : [],
    }),
  });

type Off = { request: store.ClassRequest; by: Canceller; reason: CancelReason | null };
/** What calling a visit off writes: its sessions end; late, the other side has to say that it knows; the association does not see it again. */
function callOff(deps: Deps, { request, by, reason }: Off): Statement[] {
  const { id, groups, associationId, startsAt } = request;
  const isLate = startsAt !== null && startsAt - deps.now < LATE_BEFORE;
  const isAssociation = by === "association" && associationId !== null;
  const answer = { answer: "decline", reason: "cancelled", to: null } as const;
  return [
    ...groups.flatMap(({ session }) =>
      session === null ? [] : cancelWholeSession(session, deps.now, eventPrefix(deps.newId)),
    ),
    store.setCancelled(id, { by, reason, isLate }),
    store.setReopen(id, isAssociation ? reopenUntil(request, "cancelled", deps.now) : null),
    ...(isAssociation ? [store.answerRequest(id, associationId, answer, deps.now)] : []),
  ];
}

/** A visit that was fixed will not happen: its sessions end, nobody is reminded, the other side is told. */
export const cancelVisit = (
  deps: Deps,
  {
    id,
    by,
    actor,
    association = null,
    reason = null,
  }: {
    id: RequestId;
    by: "school" | "association" | "erasure";
    actor: string;
    association?: OrganisationId | null;
    reason?: CancelReason | null;
  },
) =>
  moveRequest(deps, {
    id,
    act: "cancel",
    side: by === "association" ? "holder" : "requester",
    by: association,
    actor,
    write: (request) => ({
      event: (about) => requestEvent("workshop_request.cancelled", about, { by }),
      also: callOff(deps, { request, by, reason }),
    }),
  });

/** What silence decided, for every request whose time has come; the events to ring for. */
export async function expireRequests(deps: Deps): Promise<EventId[]> {
  const rings: EventId[] = [];
  for (const { id, act } of await store.requestsDue(deps.db, deps.now)) {
    const moved = await moveRequest(deps, {
      id,
      act,
      side: "clock",
      actor: "clock",
      write: (request, { to }) => silence(deps, { request, act, to }),
    });
    rings.push(...(moved.ok ? moved.value.eventIds : []));
  }
  return rings;
}

type Silent = { request: store.ClassRequest; act: store.ClockAct; to: RequestState };
function silence(deps: Deps, { request, act, to }: Silent): Written {
  const { id, state: from, associationId, headReminders } = request;
  if (act === "remind") {
    const last = request.headRemindAt ?? deps.now;
    const at = headRemindAt(headReminders + 1, { last, until: request.expiresAt });
    return {
      event: (about) =>
        requestEvent("workshop_request.head_reminded", about, { isLast: isLastReminder(headReminders) }),
      also: [store.remindHead(id, { reminders: headReminders + 1, at })],
    };
  }
  if (act === "lapse_move") {
    return {
      event: (about) => requestEvent("workshop_request.move_declined", about, { by: request.moveBy ?? "school" }),
      also: [store.setMove(id, null)],
    };
  }
  if (act === "open_to_all") {
    return {
      event: (about) => requestEvent("workshop_request.opened_to_all", about, {}),
      also: [store.setFirst(id, null)],
    };
  }
  if (act === "report") {
    return { event: (about) => requestEvent("workshop_request.reported", about, {}) };
  }
  if (to === "done") {
    const at = request.endsAt === null ? null : request.endsAt + REPORT_AFTER;
    return {
      event: (about) => requestEvent("workshop_request.done", about, {}),
      also: [store.remindHead(id, { reminders: headReminders, at })],
    };
  }
  const reopen = store.setReopen(id, reopenUntil(request, to, deps.now));
  if (to === "declined") {
    return { event: (about) => requestEvent("workshop_request.declined", about, { from }), also: [reopen] };
  }
  if (from === "open") {
    return openSilence(request) === "widen"
      ? {
          event: (about) => requestEvent("workshop_request.widened", about, {}),
          also: store.widen(id, neighboursOf(request.departement), deps.now),
        }
      : {
          event: (about) => requestEvent("workshop_request.waited", about, {}),
          also: [store.noteReminded(id, deps.now)],
        };
  }
  return to === "open"
    ? {
        event: (about) =>
          requestEvent("workshop_request.proposal_declined", about, { association: asId("org", associationId) }),
        also: letGo(id, deps.now),
      }
    : {
        event: (about) => requestEvent("workshop_request.lapsed", about, { from }),
        also: [reopen],
      };
}
