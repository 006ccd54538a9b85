import { eventKit } from "../kernel/event.ts";
import * as z from "zod";

/** What people ask about an address that nothing reaches, version 1; the subject is its contact. */
const ADDRESS_EVENTS = {
  /** Write to it once more, though mail came back. */
  "address.trial_requested": z.object({}),
} as const;
export type AddressEventType = keyof typeof ADDRESS_EVENTS;

/** What happened, as the console's audit trail says it. */
export const addressWords: Readonly<Record<AddressEventType, string>> = {
  "address.trial_requested": "adresse : essai demandé",
};

/** Makes events of addresses. */
export const { make: addressEvent } = eventKit(ADDRESS_EVENTS);
