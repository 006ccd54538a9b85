import type { ContactId, OrganisationId, PersonId } from "../../kernel/ids.ts";
import type { Deps } from "../../platform/deps.ts";
import { keepName, readName } from "../../privacy/contacts.store.ts";
import { type OwnNeed, readOwnNeeds } from "./own-needs.ts";
import { type KeptNeeds, forgetNeeds, needsInTeam, needsOfContact, placeNeeds } from "./own-needs.store.ts";

type Whose = { associationId: OrganisationId; personId: PersonId };
/** Somebody says what they need in order to give a session, or that they need nothing: then nothing is kept. */
export async function sayNeeds(deps: Deps, { needs, ...whose }: Whose & { needs: readonly OwnNeed[] }): Promise<void> {
  if (needs.length > 0) {
    await deps.db.batch([placeNeeds({ ...whose, needsId: deps.newId("ctc"), now: deps.now })]);
  }
  const kept = (await needsInTeam(deps.db, whose.associationId)).find((one) => one.personId === whose.personId);
  if (kept !== undefined) {
    const isNone = needs.length === 0;
    await deps.db.batch(
      isNone ? forgetNeeds([kept]) : [await keepName(deps, { id: kept.needsId, name: needs.join(" ") })],
    );
  }
}

const open = async (deps: Pick<Deps, "vault">, { needsId, nameSealed, kid }: KeptNeeds): Promise<OwnNeed[]> =>
  readOwnNeeds(((await readName(deps, { id: needsId, name_sealed: nameSealed, kid })) ?? "").split(" "));

/** What the team of an association needs, by person, for whoever coordinates it. */
export async function needsOfTeam(
  deps: Pick<Deps, "db" | "vault">,
  associationId: OrganisationId,
): Promise<ReadonlyMap<PersonId, OwnNeed[]>> {
  const kept = await needsInTeam(deps.db, associationId);
  return new Map(await Promise.all(kept.map(async (one) => [one.personId, await open(deps, one)] as const)));
}

/** What one person said, in every team: forgotten. */
export const forgetOwnNeeds = async ({ db }: Pick<Deps, "db">, contactId: ContactId): Promise<void> => {
  await db.batch(forgetNeeds(await needsOfContact(db, contactId)));
};
/** The same, to be shown to them. */
export const ownNeedsOf = async (
  deps: Pick<Deps, "db" | "vault">,
  contactId: ContactId,
): Promise<{ association: OrganisationId; needs: OwnNeed[] }[]> => {
  const kept = await needsOfContact(deps.db, contactId);
  return Promise.all(kept.map(async (one) => ({ association: one.associationId, needs: await open(deps, one) })));
};
