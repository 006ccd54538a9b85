import { forgetPerson } from "../access.store.ts";
import type { Deps } from "../../platform/deps.ts";
import { peopleToForget } from "./retention.store.ts";

/** The nightly duty: people whose last role ended a while ago are no longer people here. Their contacts. */
export async function forgetPeople(deps: Deps): Promise<string[]> {
  const people = await peopleToForget(deps.db, deps.now);
  await deps.db.batch(people.flatMap(({ person_id: id }) => forgetPerson(id)));
  return people.map((person) => person.contact_id);
}
