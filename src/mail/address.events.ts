import { eventKit } from "../kernel/event.ts";
import * as z from "zod";

/** Why an operator lets mail go again to somebody who reported it; in closed words, since an event is kept. */
export const LIFTED_BECAUSE = {
  asked: "La personne l’a demandé par écrit, depuis cette adresse",
  slip: "Elle dit l’avoir signalé par erreur",
  ours: "La faute était la nôtre : le message n’aurait pas dû partir",
} as const;
const REASONS = ["asked", "slip", "ours"] as const satisfies readonly (keyof typeof LIFTED_BECAUSE)[];
/** A reason to lift what stands against an address. */
export const LiftReason = z.enum(REASONS, { error: "Choisissez une raison." });
export type LiftReason = z.infer<typeof LiftReason>;

/** What is asked about an address that nothing reaches, version 1; the subject is its contact. */
const ADDRESS_EVENTS = {
  /** Write to it once more, though mail came back. */
  "address.trial_requested": z.object({}),
  /** An operator let mail go again to the person who had reported it as unwanted. */
  "address.complaint_lifted": z.object({ reason: LiftReason }),
} as const;
export type AddressEventType = keyof typeof ADDRESS_EVENTS;

/** What happened, as the console's audit trail says it. */
export const addressWords: Readonly<Record<AddressEventType, string>> = {
  "address.trial_requested": "adresse : essai demandé",
  "address.complaint_lifted": "adresse : signalement levé",
};

/** Makes events of addresses. */
export const { make: addressEvent } = eventKit(ADDRESS_EVENTS);
