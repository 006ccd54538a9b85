import * as z from "zod";

import {
  type ContactId,
  type OrganisationId,
  type PersonId,
  type RegistrationId,
  type SessionId,
  idOf,
} from "../../kernel/ids.ts";
import { row } from "../../kernel/rows.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import type { Forgetting } from "../../platform/forgetting.ts";
import type { Vault } from "../../platform/vault.ts";
import { readAddress } from "../../privacy/contacts.store.ts";
import { RETENTION } from "../../privacy/retention.ts";
import { type RegistrationState, AGREED, PROVEN_LIVE } from "../seats/registration.ts";
import { MessageAudience, MessageKind } from "./session-message.ts";

type SessionMessageId = `smg_${string}`;
const Row = row({
  id: idOf("smg"),
  session_id: idOf("ses"),
  kind: MessageKind,
  audience: MessageAudience,
  body: z.string().nullable(),
  body_sha256: z.string(),
  author_id: idOf("per"),
  planned: z.int(),
  created_at: z.int(),
});
/** What an association wrote to the people of a session. */
export type SessionMessage = z.output<typeof Row>;

/** The states of those whom a message reaches. */
export const REACHED: Readonly<Record<MessageAudience, readonly RegistrationState[]>> = {
  seat: PROVEN_LIVE.filter((state) => state !== "waitlisted"),
  list: ["waitlisted"],
  all: PROVEN_LIVE,
};

type New = {
  id: SessionMessageId;
  sessionId: SessionId;
  associationId: OrganisationId;
  kind: MessageKind;
  audience: MessageAudience;
  body: string;
  sha: string;
  author: PersonId;
  planned: number;
  endsAt: number;
  now: number;
};
/** A message that leaves. */
export const insertMessage = (m: New): Statement =>
  statement(
    `INSERT INTO session_messages (id, session_id, association_id, kind, audience, body, body_sha256, author_id, planned, erase_at, created_at)
     VALUES (:id, :sessionId, :associationId, :kind, :audience, :body, :sha, :author, :planned, :eraseAt, :now)`,
    {
      id: m.id,
      sessionId: m.sessionId,
      associationId: m.associationId,
      kind: m.kind,
      audience: m.audience,
      body: m.body,
      sha: m.sha,
      author: m.author,
      planned: m.planned,
      eraseAt: m.endsAt + RETENTION.afterSession,
      now: m.now,
    },
  );

/** Everything that was written to a session, newest first. */
export const messagesOf = (db: Database, sessionId: SessionId): Promise<SessionMessage[]> =>
  db.all(
    Row,
    statement(
      "SELECT id, session_id, kind, audience, body, body_sha256, author_id, planned, created_at FROM session_messages WHERE session_id = :sessionId ORDER BY created_at DESC",
      { sessionId },
    ),
  );

/** One message, for the mails that carry it. */
export const findMessage = (db: Database, id: string): Promise<SessionMessage | null> =>
  db.one(
    Row,
    statement(
      "SELECT id, session_id, kind, audience, body, body_sha256, author_id, planned, created_at FROM session_messages WHERE id = :id",
      { id },
    ),
  );

const Reached = z.object({ id: idOf("reg") });
/** The registrations that a message reaches, as they stand. */
export async function reachedBy(
  db: Database,
  { sessionId, audience }: { sessionId: SessionId; audience: MessageAudience },
): Promise<RegistrationId[]> {
  const rows = await db.all(
    Reached,
    statement(
      `SELECT id FROM registrations WHERE session_id = :sessionId AND state IN ${sqlSet(REACHED[audience])}
         AND contact_id IS NOT NULL ORDER BY id`,
      { sessionId },
    ),
  );
  return rows.map((found) => found.id);
}

const Counts = z.object({ seats: z.int(), waiting: z.int(), parents: z.int() });
/** How many mailboxes a message would reach: those with a seat, those who wait, parents who answered. */
export async function countReached(db: Database, sessionId: SessionId): Promise<z.infer<typeof Counts>> {
  const found = await db.one(
    Counts,
    statement(
      `SELECT coalesce(sum(r.state <> 'waitlisted'), 0) AS seats, coalesce(sum(r.state = 'waitlisted'), 0) AS waiting,
         (SELECT count(DISTINCT g.contact_id) FROM registrations a JOIN guardian_consents g ON g.registration_id = a.id AND g.side = 'guardian'
          WHERE a.session_id = :sessionId AND a.state IN ${sqlSet(AGREED)} AND g.outcome = 'given' AND g.contact_id IS NOT NULL AND g.forgotten_at IS NULL) AS parents
       FROM registrations r WHERE r.session_id = :sessionId AND r.state IN ${sqlSet(PROVEN_LIVE)} AND r.contact_id IS NOT NULL`,
      { sessionId },
    ),
  );
  return found ?? { seats: 0, waiting: 0, parents: 0 };
}

const Reply = z.object({ reply_contact_id: idOf("ctc").nullable() });
/** The address of the team that answers go to, as somebody of it chose it by being signed in with it; null: none yet. */
export async function replyContactOf(db: Database, associationId: OrganisationId): Promise<ContactId | null> {
  const found = await db.one(
    Reply,
    statement("SELECT reply_contact_id FROM associations WHERE id = :associationId", { associationId }),
  );
  return found?.reply_contact_id ?? null;
}
export const setReplyContact = (associationId: OrganisationId, contactId: ContactId): Statement =>
  statement("UPDATE associations SET reply_contact_id = :contactId WHERE id = :associationId", {
    associationId,
    contactId,
  });
/** The associations whose answers go to an address. */
export async function repliesTo(db: Database, contactId: ContactId): Promise<OrganisationId[]> {
  const rows = await db.all(
    z.object({ id: idOf("org") }),
    statement("SELECT id FROM associations WHERE reply_contact_id = :contactId ORDER BY id", { contactId }),
  );
  return rows.map((found) => found.id);
}
/** Nobody's answers go to this address any more. */
export const forgetReplyContact = (contactId: ContactId): Statement =>
  statement("UPDATE associations SET reply_contact_id = NULL WHERE reply_contact_id = :contactId", { contactId });

/** What a mail carries of a message as it leaves: its words, and where answers go; null once it is erased. */
export async function toldBy(
  deps: { db: Database; vault: Vault },
  id: string,
): Promise<{ body: string; replyTo: string | null } | null> {
  const found = await deps.db.one(
    z.object({ body: z.string().nullable(), reply_contact_id: idOf("ctc").nullable() }),
    statement(
      `SELECT m.body, a.reply_contact_id FROM session_messages m JOIN associations a ON a.id = m.association_id WHERE m.id = :id`,
      { id },
    ),
  );
  if (found === null || found.body === null) {
    return null;
  }
  const contact = found.reply_contact_id;
  return { body: found.body, replyTo: contact === null ? null : await readAddress(deps, contact) };
}

const DUE = "body IS NOT NULL AND erase_at <= :now";
/** What was written to people goes 30 days after their session; that it was written stays. */
export const messagesDue: Forgetting = {
  key: "session_messages",
  label: "Messages d’associations aux inscrits (le texte)",
  due: `SELECT erase_at AS due_at FROM session_messages WHERE ${DUE}`,
  by: "erase_at",
  phase: "forget",
  most: 500,
  run: ({ db, now }) =>
    db.changed(
      statement(
        `UPDATE session_messages SET body = NULL WHERE id IN (SELECT id FROM session_messages WHERE ${DUE} ORDER BY erase_at LIMIT :most)`,
        { now, most: 500 },
      ),
    ),
};
