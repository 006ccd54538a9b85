import { type Statement, statement } from "../platform/d1.ts";
import { type MailDraft, TRANSACTIONAL } from "./message.ts";

/** A transactional batch, already rung: its messages are inserted inside it. */
export const openBatch = (id: string, now: number): Statement =>
  statement(
    "INSERT INTO send_batches (id, class, status, next_at) VALUES (?1, ?2, 1, ?3)",
    id,
    TRANSACTIONAL,
    now + 120,
  );

/**
 * Writes one intended mail inside a batch. The same id twice is one row. To an address that never clicked, the fourth
 * mail of a day is written as skipped (`capped`): it is explained, not lost.
 */
export function writeMessage(id: string, batchId: string, draft: MailDraft, now: number): Statement {
  return statement(
    `INSERT INTO messages (id, class, recipient_id, name_id, template, vars, due_at, expires_at, status, reason, batch_id, is_unproven)
     SELECT ?1, ${TRANSACTIONAL}, r.id, ?3, ?4, ?5, ?6, ?7, iif(cap.is_capped, 6, 1), iif(cap.is_capped, 'capped', NULL),
       iif(cap.is_capped, NULL, ?8), ?9
     FROM recipients r, (SELECT ?9 = 1 AND 3 <= (SELECT count(*) FROM messages m
         WHERE m.recipient_id = (SELECT id FROM recipients WHERE contact_id = ?2) AND m.due_at > ?10 - 86400
           AND m.is_unproven = 1 AND m.status <> 6) AS is_capped) cap
     WHERE r.contact_id = ?2
     ON CONFLICT (id) DO NOTHING`,
    id,
    draft.contactId,
    draft.nameId,
    draft.template,
    JSON.stringify(draft.vars),
    draft.dueAt,
    draft.expiresAt,
    batchId,
    draft.isUnproven ? 1 : 0,
    now,
  );
}
