import type { PersonId, OrganisationId, EventId } from "../../kernel/ids.ts";
import { PLATFORM, type Role, type Within } from "../roles.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { MOVED_FIRST, type Statement, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import type { Estate, Owned } from "./estate.ts";
import { type OrganisationEventType, type Reason, organisationEvent, teamSubject } from "./organisations.events.ts";
import * as store from "./organisations.store.ts";

/** Why a change of a team is refused. `moved`: somebody else changed it at the same moment. */
export type TeamRefusal = "not_found" | "owner" | "last_operator" | "moved";
type Changed = Result<EventId, TeamRefusal>;

/** Reads a team under the name its events go by. */
export const teamOf = (deps: Pick<Deps, "db" | "now">, organisationId: Within): Promise<store.Team> =>
  store.readTeam(deps.db, { organisationId, subject: teamSubject(organisationId), now: deps.now });

type TeamChange<T extends OrganisationEventType> = {
  by: PersonId;
  organisationId: Within;
  team: store.Team;
  type: T;
  data: Parameters<typeof organisationEvent<T>>[2];
  statements: Statement[];
};

/** Writes one change of a team, unless the team changed since it was read: the revision of its event is the lock. */
async function change<T extends OrganisationEventType>(
  deps: Deps,
  { by, organisationId, team, type, data, statements }: TeamChange<T>,
): Promise<Changed> {
  const about = {
    id: deps.newId("evt"),
    subject: teamSubject(organisationId),
    revision: team.revision + 1,
    at: deps.now,
    actor: by,
  };
  try {
    await deps.db.batch([recordEvent(organisationEvent(type, about, data)), ...statements]);
    return ok(about.id);
  } catch (error) {
    if (refusedBy(error) === MOVED_FIRST) {
      return refuse("moved");
    }
    throw error;
  }
}

/**
 * Takes a role from somebody. The owner keeps one until the organisation is handed over, and the platform keeps an operator;
 * erasing oneself is always possible, and takes another way (`forgetMember`).
 */
export async function endRole(
  deps: Deps,
  {
    by,
    organisationId,
    who,
  }: {
    by: { personId: PersonId; as: "owner" | "operator" };
    organisationId: Within;
    who: { personId: PersonId; role: Role };
  },
): Promise<Changed> {
  const team = await teamOf(deps, organisationId);
  const member = team.members.find((m) => m.person_id === who.personId && m.role === who.role);
  if (member === undefined) {
    return refuse("not_found");
  }
  const others = team.members.filter((m) => m !== member);
  const keepsARole = others.some((m) => m.person_id === who.personId);
  if (team.organisation?.ownerId === who.personId && !keepsARole) {
    return refuse("owner");
  }
  if (organisationId === PLATFORM && who.role === "operator" && !others.some((m) => m.role === "operator")) {
    return refuse("last_operator");
  }
  return change(deps, {
    by: by.personId,
    organisationId,
    team,
    type: "membership.ended",
    data: { person: who.personId, role: who.role, by: by.as },
    statements: [store.endMembership(who.personId, organisationId, who.role, deps.now)],
  });
}

/** Leaves an organisation, every role at once; not while owning it. */
export async function leave(
  deps: Deps,
  { personId, organisationId }: { personId: PersonId; organisationId: OrganisationId },
): Promise<Changed> {
  const team = await teamOf(deps, organisationId);
  const mine = team.members.filter((m) => m.person_id === personId);
  const role = mine[0]?.role;
  if (role === undefined) {
    return refuse("not_found");
  }
  if (team.organisation?.ownerId === personId) {
    return refuse("owner");
  }
  return change(deps, {
    by: personId,
    organisationId,
    team,
    type: "membership.ended",
    data: { person: personId, role, by: "self" },
    statements: mine.map((m) => store.endMembership(personId, organisationId, m.role, deps.now)),
  });
}

/** Hands an organisation over to another of its members. */
export async function handOver(
  deps: Deps,
  { by, organisationId, to }: { by: PersonId; organisationId: OrganisationId; to: PersonId },
): Promise<Changed> {
  const team = await teamOf(deps, organisationId);
  if (team.organisation === null || !team.members.some((m) => m.person_id === to) || team.organisation.ownerId === to) {
    return refuse("not_found");
  }
  return change(deps, {
    by,
    organisationId,
    team,
    type: "organisation.handed_over",
    data: { to },
    statements: [store.setOwner(organisationId, to)],
  });
}

const DECISIONS = {
  approve: { from: ["pending"], to: "active", type: "organisation.approved" },
  refuse: { from: ["pending"], to: "refused", type: "organisation.refused" },
  close: { from: ["pending", "active"], to: "closed", type: "organisation.closed" },
} as const;
export type Decision = keyof typeof DECISIONS;

type Deciding = { by: PersonId; organisationId: OrganisationId; decision: Decision; reason: Reason };

/** An operator decides about an organisation that waits, or closes one; `settled` is what its closing ends beside it. */
export async function decideOrganisation(
  deps: Deps,
  { by, organisationId, decision, reason, settled = [] }: Deciding & { settled?: readonly Statement[] },
): Promise<Changed> {
  const { from, to, type } = DECISIONS[decision];
  const team = await teamOf(deps, organisationId);
  if (team.organisation === null || !(from as readonly string[]).includes(team.organisation.state)) {
    return refuse("not_found");
  }
  return change(deps, {
    by,
    organisationId,
    team,
    type,
    data: type === "organisation.approved" ? {} : { reason },
    statements: [
      store.setState(organisationId, to),
      ...(to === "active" ? [] : [store.endTeam(organisationId, deps.now)]),
      ...settled,
    ],
  });
}

/**
 * Closes an organisation: nobody acts for it any more, and in the same batch everything that it has announced ends, or goes to
 * the heir that was chosen for it. Refused when an heir is nobody who could take it.
 */
export async function closeOrganisation(
  deps: Deps,
  {
    estates,
    heirs,
    ...deciding
  }: Omit<Deciding, "decision"> & { estates: readonly Estate[]; heirs: Readonly<Record<string, string>> },
): Promise<Changed> {
  const { by, organisationId } = deciding;
  const owned = await ownedBy(deps, { estates, organisationId });
  const chosen = owned.flatMap(({ id }) => (heirs[id] === undefined ? [] : [[id, heirs[id]] as const]));
  if (chosen.some(([id, heir]) => !Object.hasOwn(owned.find((one) => one.id === id)?.heirs ?? {}, heir))) {
    return refuse("not_found");
  }
  const settled = estates.flatMap((estate) =>
    estate.settle(deps, { organisationId, heirs: Object.fromEntries(chosen), by }),
  );
  return decideOrganisation(deps, { ...deciding, decision: "close", settled });
}

/** Everything that an organisation has announced, whichever feature keeps it. */
export const ownedBy = async (
  deps: Deps,
  { estates, organisationId }: { estates: readonly Estate[]; organisationId: string },
): Promise<Owned[]> => (await Promise.all(estates.map((estate) => estate.owned(deps, organisationId)))).flat();

/**
 * Somebody is erased: their roles here end; what they own goes to the longest-serving other member, or waits for an
 * operator. Tried again when the team changes at the same moment.
 */
export async function forgetMember(
  deps: Deps,
  { personId, organisationId }: { personId: PersonId; organisationId: Within },
): Promise<EventId[]> {
  for (let i = 0; i < 5; i++) {
    const team = await teamOf(deps, organisationId);
    const mine = team.members.filter((m) => m.person_id === personId);
    const role = mine[0]?.role;
    if (role === undefined) {
      return [];
    }
    const changed = await change(deps, {
      by: personId,
      organisationId,
      team,
      type: "membership.ended",
      data: { person: personId, role, by: "erased" },
      statements: [
        ...mine.map((m) => store.endMembership(personId, organisationId, m.role, deps.now)),
        ...passOn(team, personId),
      ],
    });
    if (changed.ok) {
      return [changed.value];
    }
  }
  throw new Error("the team kept changing");
}

/** What somebody owns goes to another of the team, or to nobody; a request that nobody is left to follow is closed. */
function passOn({ organisation, members }: store.Team, personId: PersonId): Statement[] {
  if (organisation?.ownerId !== personId) {
    return [];
  }
  const heir = members.find((m) => m.person_id !== personId)?.person_id ?? null;
  const isLeft = heir === null && organisation.state === "pending";
  return [store.setOwner(organisation.id, heir), ...(isLeft ? [store.setState(organisation.id, "closed")] : [])];
}
