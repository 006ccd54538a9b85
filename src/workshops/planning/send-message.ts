import type { EventId, OrganisationId, PersonId } from "../../kernel/ids.ts";
import { ok } from "../../kernel/result.ts";
import { DAY } from "../../kernel/time.ts";
import { type Limit, TOO_MANY, countOne } from "../../platform/counters.ts";
import { MOVED_FIRST, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { teamOf } from "../facilitators/facilitators.store.ts";
import { MOST_A_WEEK, type MessageAudience, type MessageKind, SAME_WITHIN } from "../letters/session-message.ts";
import {
  type ReachCounts,
  type SessionMessage,
  type SessionMessageId,
  countReached,
  insertMessage,
  messagesOf,
  replyContactOf,
} from "../letters/session-message.store.ts";
import { sessionEvent } from "../sessions/session.events.ts";
import { type Session, TAKING_PLACE, isVisit } from "../sessions/session.ts";
import { bumpRevision } from "../sessions/session.store.ts";

/** Messages of one association in a day. */
const A_DAY: Limit = { what: "session-message", most: 20, seconds: DAY };

/** Why nothing is written: `no_reply`: nobody of the team takes the answers. */
export type MessageRefusal = "not_possible" | "no_reply" | "nobody" | "too_often" | "too_many_today";
type Words = { kind: MessageKind; audience: MessageAudience; body: string };

/** True while the people of a session may be written to: until its end, unless it will not happen. */
const mayWrite = (session: Session, now: number): boolean =>
  TAKING_PLACE.some((state) => state === session.state) && session.endsAt > now && !isVisit(session);

/** How many of those counted an audience takes in; parents who answered are told with those who have a seat. */
export const reachOf = ({ seats, waiting, people, parents }: ReachCounts, audience: MessageAudience): number =>
  ({ list: waiting, seat: seats + parents, all: people + parents })[audience];

type By = { association: OrganisationId; person: PersonId };
type Sent = { ok: true; value: { eventIds: EventId[] } } | { ok: false; refusal: MessageRefusal; at: Session };
/**
 * Writes to the people of some sessions, of all or of none: each message and its event in one batch, behind the revision of its session; the
 * mails are planned by the reactor, for those whom they reach then, each address once. The same words within the hour are one message. No
 * event: they had left already. `at`: the session that may not be written to.
 */
export async function sendMessage(
  deps: Deps,
  { sessions, by, words }: { sessions: readonly [Session, ...Session[]]; by: By; words: Words },
): Promise<Sent> {
  const sha = await sha256(words.body);
  for (const session of sessions) {
    const before = await messagesOf(deps.db, session.id);
    if (before.some((one) => one.bodySha256 === sha && deps.now - one.createdAt < SAME_WITHIN)) {
      return ok({ eventIds: [] });
    }
    const why = await whyNotWrite(deps, { session, association: by.association, before });
    if (why !== null) {
      return { ok: false, refusal: why, at: session };
    }
  }
  const ids = sessions.map(({ id }) => id);
  return reachOf(await countReached(deps.db, ids), words.audience) === 0
    ? { ok: false, refusal: "nobody", at: sessions[0] }
    : write(deps, { sessions, by, words, sha });
}

async function write(
  deps: Deps,
  { sessions, by, words, sha }: { sessions: readonly [Session, ...Session[]]; by: By; words: Words; sha: string },
): Promise<Sent> {
  const messages: { id: SessionMessageId; session: Session; planned: number; eventId: EventId }[] = [];
  for (const session of sessions) {
    const planned = reachOf(await countReached(deps.db, [session.id]), words.audience);
    messages.push({ id: deps.newId("smg"), session, planned, eventId: deps.newId("evt") });
  }
  const seriesOf = messages.length > 1 ? (messages[0]?.id ?? null) : null;
  const kept = { associationId: by.association, author: by.person, sha, seriesOf, now: deps.now };
  try {
    await deps.db.batch([
      ...messages.map(({ id, session, eventId }) => {
        const about = {
          id: eventId,
          subject: session.id,
          at: deps.now,
          actor: by.person,
          revision: session.revision + 1,
        };
        return recordEvent(sessionEvent("session.message_sent", about, { message: id }));
      }),
      ...messages.map(({ id, session, planned }) =>
        insertMessage(Object.assign({ id, sessionId: session.id, endsAt: session.endsAt, planned }, kept, words)),
      ),
      ...messages.map(({ session }) => bumpRevision(session.id, deps.now)),
      await countOne(deps.vault, A_DAY, by.association, deps.now),
    ]);
    return ok({ eventIds: messages.map(({ eventId }) => eventId) });
  } catch (error) {
    const constraint = refusedBy(error);
    if (constraint !== TOO_MANY && constraint !== MOVED_FIRST) {
      throw error;
    }
    return { ok: false, refusal: constraint === TOO_MANY ? "too_many_today" : "not_possible", at: sessions[0] };
  }
}

/** Three in seven days; a fourth in the last day alone. */
function isOften(session: Session, before: readonly SessionMessage[], now: number): boolean {
  const lately = before.filter(({ createdAt }) => createdAt > now - 7 * DAY).length;
  const isLastDay = session.startsAt - now <= DAY;
  return lately >= (isLastDay ? MOST_A_WEEK + 1 : MOST_A_WEEK);
}

/** Why an association may not write to this session now; null when it may. */
export async function whyNotWrite(
  deps: Deps,
  {
    session,
    association,
    before,
  }: { session: Session; association: OrganisationId; before: readonly SessionMessage[] },
): Promise<MessageRefusal | null> {
  if (!mayWrite(session, deps.now)) {
    return "not_possible";
  }
  const contact = await replyContactOf(deps.db, association);
  const team = await teamOf(deps.db, association);
  if (!team.some(({ contactId }) => contactId === contact)) {
    return "no_reply";
  }
  return isOften(session, before, deps.now) ? "too_often" : null;
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}
