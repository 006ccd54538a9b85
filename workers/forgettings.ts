import { accessForgetting } from "../src/access/access.store.ts";
import { guidanceForgetting } from "../src/guidance/retention.store.ts";
import { organisationForgetting } from "../src/access/organisations/retention.store.ts";
import { applicationForgetting } from "../src/label/application/retention.store.ts";
import { assessmentForgetting } from "../src/label/assessment/custody.store.ts";
import { countersDue } from "../src/platform/counters.ts";
import type { Forgetting } from "../src/platform/forgetting.ts";
import { hashesDue } from "../src/privacy/contacts.store.ts";
import { classRequestsDue } from "../src/workshops/classes/retention.store.ts";
import { attestationsDue } from "../src/workshops/presence/attestations.store.ts";
import { consentProofsDue, guardiansDue } from "../src/workshops/seats/consent.store.ts";
import { registrationsDue } from "../src/workshops/erase.store.ts";

/** Everything that is forgotten in time. The console counts what is due; the night counts before and after its work. */
export const forgettings: readonly Forgetting[] = [
  registrationsDue,
  classRequestsDue,
  guardiansDue,
  consentProofsDue,
  attestationsDue,
  ...guidanceForgetting,
  ...organisationForgetting,
  ...applicationForgetting,
  ...assessmentForgetting,
  ...accessForgetting,
  hashesDue,
  countersDue,
];
