import * as z from "zod";

import { eventKit } from "../kernel/event.ts";

const Nothing = z.object({});
/** The events of access, version 1. */
const EVENTS = {
  /** The subject is the request. */
  "sign_in.requested": Nothing,
  /** Somebody who is signed in is asked once more; the subject is the request. */
  "proof.requested": Nothing,
  /** The subject is the login. */
  "login.opened": Nothing,
  /** The subject is the person. */
  "passkey.added": Nothing,
  "passkey.removed": Nothing,
  /** Recovery: another operator lets the person start over. */
  "passkey.reset": Nothing,
} as const;
export type AccessEventType = keyof typeof EVENTS;

/** What happened, as the console's audit trail says it. */
export const accessWords: Readonly<Record<AccessEventType, string>> = {
  "sign_in.requested": "connexion demandée",
  "proof.requested": "code demandé avant un geste qui engage",
  "login.opened": "connexion ouverte",
  "passkey.added": "clé ajoutée",
  "passkey.removed": "clé retirée",
  "passkey.reset": "clés remises à zéro",
};

/** Makes an event of access. */
export const accessEvent = eventKit(EVENTS).make;
