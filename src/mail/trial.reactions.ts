import { subjectOf } from "../kernel/event.ts";
import { DAY } from "../kernel/time.ts";
import type { AddressEventType } from "./address.events.ts";
import { type Reaction, type Reactions, plan } from "./plan.ts";
import { lastTrial } from "./trial.store.ts";
import { TRIAL } from "./trial.ts";

/** The trial leaves, once: its id is made of the one before, so that two who ask at the same moment get one. */
const tryAddress: Reaction = async (event, { db, now }) => {
  const contactId = subjectOf(event, "ctc");
  const lastAt = await lastTrial(db, { contactId, now });
  const mail = {
    dedupeKey: `trial:${contactId}:${lastAt ?? 0}`,
    template: TRIAL,
    contactId,
    nameId: null,
    vars: {},
    dueAt: event.at,
    expiresAt: event.at + DAY,
    isUnproven: false,
  };
  return plan(lastAt === null ? {} : { mails: [mail] });
};

const REACTIONS: Readonly<Record<AddressEventType, Reaction>> = {
  "address.trial_requested": tryAddress,
  "address.complaint_lifted": () => Promise.resolve(plan()),
};

/** What follows from acts on an address that nothing reaches. */
export const addressReactions: Reactions = Object.fromEntries(
  Object.entries(REACTIONS).map(([type, react]) => [type, { version: 1, react }]),
);
