import { accessForgetting } from "../src/access/access.store.ts";
import { enrolmentsDue, leftAddressesDue, subscriptionProofsDue } from "../src/guidance/retention.store.ts";
import { organisationForgetting } from "../src/access/organisations/forget-people.ts";
import { draftsDue } from "../src/label/application/forget-drafts.ts";
import { assessmentForgetting } from "../src/label/assessment/custody.store.ts";
import { mailsDue, receiptsDue } from "../src/mail/retention.store.ts";
import { countersDue } from "../src/platform/counters.ts";
import type { Forgetting } from "../src/platform/forgetting.ts";
import { hashesDue } from "../src/privacy/contacts.store.ts";
import { classRequestsDue } from "../src/workshops/classes/erase-requests.ts";
import { attestationsDue } from "../src/workshops/presence/attestations.store.ts";
import { consentProofsDue } from "../src/workshops/seats/consent.store.ts";
import { guardiansDue, registrationsDue } from "../src/workshops/erase.ts";

/** Everything that is forgotten in time. The console counts what is due; the night runs each until nothing is left. */
export const forgettings: readonly Forgetting[] = [
  registrationsDue,
  classRequestsDue,
  guardiansDue,
  consentProofsDue,
  attestationsDue,
  leftAddressesDue,
  mailsDue,
  enrolmentsDue,
  receiptsDue,
  subscriptionProofsDue,
  ...organisationForgetting,
  draftsDue,
  ...assessmentForgetting,
  ...accessForgetting,
  hashesDue,
  countersDue,
];
