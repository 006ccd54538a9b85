import type { Custodian } from "../privacy/custodian.ts";
import { forgetInterestsOf, heldOf } from "./assessment/custody.store.ts";

/** What the label holds about somebody of its team: ties with mutuelles, tasks on files. */
export const labelCustody: Custodian = {
  label: "Label : liens déclarés et tâches",
  limits: [],
  show: async ({ db }, contactId) =>
    (await heldOf(db, contactId)).map(({ what, about, more }) => ({ quoi: what, structure: about, precision: more })),
  erase: async ({ db }, contactId) => {
    await db.batch([forgetInterestsOf(contactId)]);
    return [];
  },
};
