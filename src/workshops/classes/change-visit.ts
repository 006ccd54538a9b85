import type { OrganisationId, RequestId } from "../../kernel/ids.ts";
import type { Statement } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { RETENTION } from "../../privacy/retention.ts";
import { cancelWholeSession, moveClassVisit, resizeClassVisit } from "../seats/capacity.store.ts";
import { headRemindAt, moveUntil, proposerOf } from "./request.ts";
import { type NotHeldReason } from "./request-codes.ts";
import { requestEvent } from "./request.events.ts";
import type { SchoolClass } from "../schools/school-class.ts";
import { eventPrefix } from "../seats/reserve.ts";
import { classVisits, moveRequest, planAt } from "./move-request.ts";
import { narrower, wider } from "./other-classes.ts";
import type { PlannedClass } from "./plan.ts";
import * as store from "./requests.store.ts";

/** Who acts on a request: a side of it, the association if it is one, and whom the event names. */
export type By = { side: "requester" | "colleague" | "holder"; by: OrganisationId | null; actor: string };
type Plans = readonly (readonly PlannedClass[])[];

/** What was asked ended in silence, or was called off by the association: it begins again, under its own link, with the dates that still stand. */
export const reopenRequest = (deps: Deps, { id, plans }: { id: RequestId; plans: Plans }) =>
  moveRequest(deps, {
    id,
    act: "reopen",
    side: "requester",
    actor: "school",
    write: (_, { to }) => ({
      event: (about) => requestEvent("workshop_request.reopened", about, { to }),
      also: [
        ...store.beginAgain(id, deps.now),
        store.remindHead(id, {
          reminders: 0,
          at: to === "awaiting_head" ? headRemindAt(0, { last: deps.now, until: null }) : null,
        }),
        ...(plans.length === 0 ? [] : store.replacePlans(id, "school", plans)),
      ],
    }),
  });

type Numbers = {
  pupils: readonly { position: number; pupils: number; label: string | null }[];
  adults: number;
};
/** Other numbers of pupils or adults, another letter: what is fixed follows in the same batch. */
export const resizeRequest = (deps: Deps, { id, numbers, who }: { id: RequestId; numbers: Numbers; who: By }) =>
  moveRequest(deps, {
    id,
    act: "resize",
    side: who.side,
    actor: who.actor,
    write: (request) => ({
      event: (about) => requestEvent("workshop_request.resized", about, { pupils: changeOf(request, numbers) }),
      also: [
        ...store.setNumbers(id, numbers),
        ...request.groups.flatMap(({ position, pupils, session }) =>
          session === null
            ? []
            : resizeClassVisit(session, (pupilsOf(numbers, position) ?? pupils) + numbers.adults, deps.now),
        ),
      ],
    }),
  });
const pupilsOf = ({ pupils }: Numbers, position: number): number | undefined =>
  pupils.find((one) => one.position === position)?.pupils;
/** How many pupils more or less, all classes together. */
const changeOf = ({ groups }: store.ClassRequest, numbers: Numbers): number =>
  Math.abs(groups.reduce((sum, { position, pupils }) => sum + (pupilsOf(numbers, position) ?? pupils) - pupils, 0));

type Joining = { id: RequestId; seen: SchoolClass & { pupils: number }; own: number | null; minutes: number; who: By };
/** A class joins: the school's plans are laid out anew; in a visit that is fixed it has its session in the same batch. */
export const addClass = (deps: Deps, { id, seen, own, minutes, who }: Joining) =>
  moveRequest(deps, {
    id,
    act: "add_class",
    side: who.side,
    actor: who.actor,
    write: (request) => {
      const more = wider(request, { level: seen.level, own, minutes, now: deps.now });
      if ("words" in more) {
        return null;
      }
      const group = { ...seen, position: request.groups.length + 1, session: null };
      const visit = more.hours === null ? null : classVisits(deps, { request, groups: [group], plan: [more.hours] });
      return {
        event: (about) => requestEvent("workshop_request.class_added", about, { classes: group.position }),
        also: [
          ...store.replaceGroups(
            id,
            request.groups.concat({ ...group, startsAt: null, endsAt: null, icsSequence: null }),
          ),
          ...store.replacePlans(id, "school", more.plans),
          ...(visit === null ? [] : visit.statements),
          ...endingAt(deps, { request, endsAt: more.hours?.endsAt ?? null }),
        ],
        rings: visit === null ? [] : visit.rings,
      };
    },
  });

/** A class is left out: the others keep their hours; one that had its session is called off. */
export const dropClass = (deps: Deps, { id, position, who }: { id: RequestId; position: number; who: By }) =>
  moveRequest(deps, {
    id,
    act: "drop_class",
    side: who.side,
    actor: who.actor,
    write: (request) => {
      const at = request.groups.findIndex((group) => group.position === position);
      const groups = request.groups.filter((group) => group.position !== position);
      const session = request.groups[at]?.session ?? null;
      const left = narrower(request, at);
      const isFixed = request.state === "scheduled";
      return at < 0
        ? null
        : {
            event: (about) => requestEvent("workshop_request.class_dropped", about, { classes: groups.length }),
            also: [
              ...(isFixed && session !== null ? cancelWholeSession(session, deps.now, eventPrefix(deps.newId)) : []),
              ...store.replaceGroups(id, groups),
              ...store.replacePlans(id, "school", left.school),
              ...store.replacePlans(id, "association", left.association),
              ...(left.held[0] === undefined ? [] : [store.setStart(id, left.held[0].startsAt)]),
              ...endingAt(deps, { request, endsAt: isFixed ? (left.held.at(-1)?.endsAt ?? null) : null }),
            ],
          };
    },
  });

/** A visit that is fixed lasts until the end of its last class. */
const endingAt = (
  deps: Deps,
  { request, endsAt }: { request: store.ClassRequest; endsAt: number | null },
): Statement[] =>
  endsAt === null
    ? []
    : [store.changeRequest(request.id, { to: "scheduled", expiresAt: endsAt }, request.revision + 1, deps.now)];

/** One side asks for another date of a visit that is fixed: the old one stands until the other side agrees. */
export const askMove = (deps: Deps, { id, plans, who }: { id: RequestId; plans: Plans; who: By }) =>
  moveRequest(deps, {
    id,
    act: "ask_move",
    ...who,
    write: (request) => {
      const by = proposerOf(who.side);
      return {
        event: (about) => requestEvent("workshop_request.move_asked", about, { by }),
        also: [...store.replacePlans(id, by, plans), store.setMove(id, { by, until: moveUntil(request, deps.now) })],
      };
    },
  });

/** The other side agrees: sessions, calendars and reminders follow at once, and the head is told. */
export const acceptMove = (deps: Deps, { id, startsAt, who }: { id: RequestId; startsAt: number; who: By }) =>
  moveRequest(deps, {
    id,
    act: "accept_move",
    ...who,
    write: (request) => {
      const plan = request.moveBy === null || startsAt <= deps.now ? null : planAt(request, request.moveBy, startsAt);
      const from = request.startsAt;
      if (plan === null || from === null) {
        return null;
      }
      const endsAt = plan.at(-1)?.endsAt ?? startsAt;
      return {
        event: (about) => requestEvent("workshop_request.moved", about, { from, startsAt }),
        also: [
          ...moved(deps, { request, plan }),
          store.setStart(id, startsAt),
          store.setMove(id, null),
          ...endingAt(deps, { request, endsAt }),
        ],
      };
    },
  });

const moved = (
  deps: Deps,
  { request: { groups }, plan }: { request: store.ClassRequest; plan: readonly PlannedClass[] },
): Statement[] =>
  groups.flatMap(({ session }, i) => {
    const hours = plan[i];
    return session === null || hours === undefined
      ? []
      : moveClassVisit(session, { ...hours, eraseAt: hours.endsAt + RETENTION.afterSession }, deps.now);
  });

/** The other side keeps the date that is fixed. */
export const declineMove = (deps: Deps, { id, who }: { id: RequestId; who: By }) =>
  moveRequest(deps, {
    id,
    act: "decline_move",
    ...who,
    write: (request) => ({
      event: (about) => requestEvent("workshop_request.move_declined", about, { by: request.moveBy ?? "school" }),
      also: [store.setMove(id, null)],
    }),
  });

/** A visit that was fixed did not happen: it counts apart, and no paper is made of it. */
export const noteNotHeld = (deps: Deps, { id, reason, who }: { id: RequestId; reason: NotHeldReason; who: By }) =>
  moveRequest(deps, {
    id,
    act: "not_held",
    ...who,
    write: () => ({
      event: (about) => requestEvent("workshop_request.not_held", about, { by: proposerOf(who.side), reason }),
      also: [store.setNotHeld(id, reason)],
    }),
  });

/** The other side has seen that a visit is called off, late as it is. */
export const acknowledge = (deps: Deps, { id, who }: { id: RequestId; who: By }) =>
  moveRequest(deps, {
    id,
    act: "acknowledge",
    ...who,
    write: () => ({
      event: (about) => requestEvent("workshop_request.acknowledged", about, {}),
      also: [store.setAcknowledged(id, deps.now)],
    }),
  });
