import * as z from "zod";

import { type ContactId, type MessageId, idFromKey, idOf } from "../kernel/ids.ts";

/** Transactional mail answers an act of the person; reminders are of what was booked; guidance was asked for. */
export const TRANSACTIONAL = 0;
export const GUIDANCE = 2;

/** The provider takes at most this many mails in one call, so a batch holds no more. */
export const MOST_MAILS = 100;

/** A mail that a reaction intends. It names its reader by contact id; no address, no name, no HTML. */
export type MailDraft = {
  /** Same key, same mail: `evt:{event}:{template}`. */
  dedupeKey: string;
  template: string;
  contactId: ContactId;
  /** The contact that holds the name to greet, if any. */
  nameId: string | null;
  /** Ids, dates and titles; checked by the template's schema when written and when rendered. */
  vars: Record<string, unknown>;
  dueAt: number;
  expiresAt: number;
  /** True while the address never clicked, or its reader asked for nothing: one such mail leaves in a quarter of an hour. */
  isUnproven: boolean;
  /** True when it wakes nobody: the clock wrote it, not an act of its reader, and it leaves by day. Not given: at once. */
  waitsForDay?: boolean;
};

/** The dedupe key of a mail that answers an event: one per event and template (and per registration, when it tells several). */
export function answerTo(eventId: string, template: string, part?: string): string {
  return `evt:${eventId}:${template}${part === undefined ? "" : `:${part}`}`;
}

/** The id of a message: a hash of its dedupe key, so that running a reaction twice writes one row. */
export const messageId = (dedupeKey: string): Promise<MessageId> => idFromKey("msg", dedupeKey);

/** A message as the claim loads it, with what the gate and the template need to know. */
export const LoadedMessage = z.object({
  id: idOf("msg"),
  class: z.int(),
  recipient_id: z.string(),
  topic: z.string().nullable(),
  sequence: z.string().nullable(),
  step: z.string().nullable(),
  template: z.string(),
  vars: z.string(),
  expires_at: z.int(),
  name_id: z.string().nullable(),
  enrolment_id: z.string().nullable(),
  test: z.int(),
  is_unproven: z.int(),
  contact_id: idOf("ctc").nullable(),
  zone: z.string().nullable(),
  paused_until_at: z.int().nullable(),
  erased_at: z.int().nullable(),
  sub_status: z.int().nullable(),
  confirmed_at: z.int().nullable(),
  unsub_ref: z.string().nullable(),
  age_group: z.string().nullable(),
  addr_hash: z.string().nullable(),
  kid: z.string().nullable(),
  email_sealed: z.string().nullable(),
  name_kid: z.string().nullable(),
  name_sealed: z.string().nullable(),
  is_suppressed: z.int(),
  waits_for_day: z.int(),
  held_until_at: z.int().nullable(),
});
export type LoadedMessage = z.infer<typeof LoadedMessage>;
