import * as z from "zod";

import { type ContactId, type OrganisationId, type PersonId, type SessionId, idOf } from "../../kernel/ids.ts";
import { row } from "../../kernel/rows.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import type { Forgetting } from "../../platform/forgetting.ts";
import type { Vault } from "../../platform/vault.ts";
import { readAddress } from "../../privacy/contacts.store.ts";
import { RETENTION } from "../../privacy/retention.ts";
import { type RegistrationState, AGREED, PROVEN_LIVE, REGISTRATION_KINDS, STATES } from "../seats/registration.ts";
import { MessageAudience, MessageKind } from "./session-message.ts";

export type SessionMessageId = `smg_${string}`;
const Row = row({
  id: idOf("smg"),
  session_id: idOf("ses"),
  kind: MessageKind,
  audience: MessageAudience,
  body: z.string().nullable(),
  body_sha256: z.string(),
  author_id: idOf("per"),
  planned: z.int(),
  /** The first of the messages that say the same to several dates; null: it was written to one. */
  series_of: idOf("smg").nullable(),
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
  seriesOf: SessionMessageId | null;
  endsAt: number;
  now: number;
};
/** A message that leaves. */
export const insertMessage = (m: New): Statement =>
  statement(
    `INSERT INTO session_messages (id, session_id, association_id, kind, audience, body, body_sha256, author_id, planned, series_of, erase_at, created_at)
     VALUES (:id, :sessionId, :associationId, :kind, :audience, :body, :sha, :author, :planned, :seriesOf, :eraseAt, :now)`,
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
      seriesOf: m.seriesOf,
      eraseAt: m.endsAt + RETENTION.afterSession,
      now: m.now,
    },
  );

/** Everything that was written to a session, newest first. */
export const messagesOf = (db: Database, sessionId: SessionId): Promise<SessionMessage[]> =>
  db.all(
    Row,
    statement(
      "SELECT id, session_id, kind, audience, body, body_sha256, author_id, planned, series_of, created_at FROM session_messages WHERE session_id = :sessionId ORDER BY created_at DESC",
      { sessionId },
    ),
  );

const Arrived = row({ arrived: z.int(), failed: z.int(), held_back: z.int(), on_the_way: z.int() });
/** What became of the mails that carry a message, at mailboxes that are not named: arrived, refused, held back (they left meanwhile), on the way. */
export type Arrived = z.output<typeof Arrived>;
/** Of a message to several dates, its mails to all of them. */
export async function arrivedOf(
  db: Database,
  { id, seriesOf }: Pick<SessionMessage, "id" | "seriesOf">,
): Promise<Arrived> {
  const found = await db.one(
    Arrived,
    statement(
      `SELECT coalesce(sum(status = 3), 0) AS arrived, coalesce(sum(status IN (4, 5, 7, 9)), 0) AS failed, coalesce(sum(status = 6), 0) AS held_back,
         coalesce(sum(status IN (0, 1, 2, 8)), 0) AS on_the_way FROM messages WHERE told_by IN (
         SELECT id FROM session_messages WHERE id = :id UNION SELECT id FROM session_messages WHERE series_of = :seriesOf)`,
      { id, seriesOf },
    ),
  );
  return found ?? { arrived: 0, failed: 0, heldBack: 0, onTheWay: 0 };
}

const Moved = z.object({ at: z.int().nullable() });
/** When the place or the hours of a session last changed (unix seconds): what was written before may lead to another door. */
export async function lastMoved(db: Database, sessionId: SessionId): Promise<number | null> {
  const found = await db.one(
    Moved,
    statement(
      `SELECT max(at) AS at FROM events WHERE subject = :sessionId AND (type = 'session.rescheduled'
         OR type = 'session.edited' AND (data LIKE '%"place"%' OR data LIKE '%"hours"%'))`,
      { sessionId },
    ),
  );
  return found?.at ?? null;
}

/** One message, for the mails that carry it. */
export const findMessage = (db: Database, id: string): Promise<SessionMessage | null> =>
  db.one(
    Row,
    statement(
      "SELECT id, session_id, kind, audience, body, body_sha256, author_id, planned, series_of, created_at FROM session_messages WHERE id = :id",
      { id },
    ),
  );

const Reached = row({
  id: idOf("reg"),
  session_id: idOf("ses"),
  contact_id: idOf("ctc"),
  name_id: z.string().nullable(),
  kind: z.enum(REGISTRATION_KINDS),
  state: z.enum(STATES),
});
/** A registration that a message reaches. */
export type Reached = z.output<typeof Reached>;
/** The registrations that a message to some sessions reaches, as they stand: seats before ranks, soonest first. One query, however many there are. */
export const reachedBy = (
  db: Database,
  { sessions, audience }: { sessions: readonly SessionId[]; audience: MessageAudience },
): Promise<Reached[]> =>
  db.all(
    Reached,
    statement(
      `SELECT r.id, r.session_id, r.contact_id, p.contact_id AS name_id, r.kind, r.state
       FROM registrations r JOIN sessions s ON s.id = r.session_id LEFT JOIN participants p ON p.registration_id = r.id AND p.position = 1
       WHERE r.session_id IN (SELECT value FROM json_each(:sessions)) AND r.state IN ${sqlSet(REACHED[audience])} AND r.contact_id IS NOT NULL
       ORDER BY r.state = 'waitlisted', s.starts_at, r.id`,
      { sessions: JSON.stringify(sessions) },
    ),
  );
/** The sessions that were written to at once, soonest first. */
export async function writtenAlike(db: Database, seriesOf: string): Promise<SessionId[]> {
  const rows = await db.all(
    z.object({ id: idOf("ses") }),
    statement(
      "SELECT s.id FROM session_messages m JOIN sessions s ON s.id = m.session_id WHERE m.series_of = :seriesOf ORDER BY s.starts_at",
      { seriesOf },
    ),
  );
  return rows.map((found) => found.id);
}

const Counts = z.object({ seats: z.int(), waiting: z.int(), people: z.int(), parents: z.int() });
export type ReachCounts = z.infer<typeof Counts>;
/** How many mailboxes a message to some sessions would reach, each once: those with a seat, those who wait, all of them, parents who answered. */
export async function countReached(db: Database, sessions: readonly SessionId[]): Promise<ReachCounts> {
  const found = await db.one(
    Counts,
    statement(
      `SELECT coalesce(sum(r.seat), 0) AS seats, coalesce(sum(r.rank), 0) AS waiting, count(*) AS people,
         (SELECT count(DISTINCT g.contact_id) FROM registrations a JOIN guardian_consents g ON g.registration_id = a.id AND g.side = 'guardian'
          WHERE a.session_id IN (SELECT value FROM json_each(:sessions)) AND a.state IN ${sqlSet(AGREED)} AND g.outcome = 'given'
            AND g.contact_id IS NOT NULL AND g.forgotten_at IS NULL) AS parents
       FROM (SELECT max(state <> 'waitlisted') AS seat, max(state = 'waitlisted') AS rank FROM registrations
         WHERE session_id IN (SELECT value FROM json_each(:sessions)) AND state IN ${sqlSet(PROVEN_LIVE)} AND contact_id IS NOT NULL
         GROUP BY contact_id) r`,
      { sessions: JSON.stringify(sessions) },
    ),
  );
  return found ?? { seats: 0, waiting: 0, people: 0, parents: 0 };
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
