import { ADDRESS_IN_USE, forgetAddresses } from "../../privacy/contacts.store.ts";
import { RETENTION } from "../../privacy/retention.ts";
import type { Forgetting } from "../../platform/forgetting.ts";
import { forgetPerson } from "../access.store.ts";
import { invitationForgetting, peopleToForget, rolesCounted } from "./retention.store.ts";

/** People whose last role ended a while ago are no longer people here. */
const roles: Forgetting = {
  ...rolesCounted,
  phase: "addresses",
  most: 200,
  run: async ({ db, now }) => {
    const people = await peopleToForget(db, { now, most: roles.most });
    await db.batch([
      ...people.flatMap(({ person_id: id }) => forgetPerson(id)),
      ...forgetAddresses(
        people.map((person) => person.contact_id),
        ADDRESS_IN_USE,
        now,
        now + RETENTION.hash,
      ),
    ]);
    return people.length;
  },
};

/** What organisations forget in time. */
export const organisationForgetting: readonly Forgetting[] = [roles, ...invitationForgetting];
