import type { EventEnvelope } from "../../kernel/event.ts";
import { type MailDraft, answerTo } from "../../mail/message.ts";
import { type Reactions, plan } from "../../mail/plan.ts";
import type { Deps } from "../../platform/deps.ts";
import { isInformalTo } from "../seats/party.ts";
import type { Programmes } from "../sessions/programme.ts";
import { sessionData } from "../sessions/session.events.ts";
import { type Session, placeInWords } from "../sessions/session.ts";
import { findAnySession } from "../sessions/session.store.ts";
import type { SeatMessageVars } from "./session-message.mails.ts";
import { type Reached, type SessionMessage, findMessage, reachedBy, writtenAlike } from "./session-message.store.ts";

/** What of a session and its message every mail says. */
export const aboutMessage = (message: SessionMessage, session: Session, programmes: Programmes) => ({
  message: message.id,
  kind: message.kind,
  title: programmes.bySlug.get(session.slug)?.neutralTitle ?? "Atelier",
  place: placeInWords(session),
  association: session.association,
  startsAt: session.startsAt,
  endsAt: session.endsAt,
  tz: session.tz,
  isOnline: session.mode === "online",
});

/** A message to the people of a session: one mail each, to those whom it reaches as they stand when it is planned. */
export const messageReactions = (programmes: Programmes): Reactions => ({
  "session.message_sent": {
    version: 1,
    react: async (event, deps) => plan({ mails: await write(deps, { event, programmes }) }),
  },
});

async function write(
  { db }: Deps,
  { event, programmes }: { event: EventEnvelope; programmes: Programmes },
): Promise<MailDraft[]> {
  const message = await findMessage(db, sessionData("session.message_sent", event).message);
  if (message === null) {
    return [];
  }
  const { seriesOf, sessionId, audience } = message;
  const ids = seriesOf === null ? [sessionId] : await writtenAlike(db, seriesOf);
  const sessions = new Map<string, Session>();
  for (const id of ids) {
    const session = await findAnySession(db, id);
    if (session !== null) {
      sessions.set(id, session);
    }
  }
  const reached = Map.groupBy(await reachedBy(db, { sessions: ids, audience }), ({ contactId }) => contactId);
  const here = [...reached.values()].filter((held) => held.some((one) => one.sessionId === sessionId));
  return here.flatMap((held) => writeOne(event, { message, held, sessions, programmes }));
}

type One = {
  message: SessionMessage;
  /** What an address holds of the dates that are written to. */
  held: readonly Reached[];
  sessions: ReadonlyMap<string, Session>;
  programmes: Programmes;
};
/** To one address, about its first date, with the others; written to several dates, the same mail whichever of them is heard first. */
function writeOne(event: EventEnvelope, { message, held, sessions, programmes }: One): MailDraft[] {
  const [first, ...more] = held;
  const session = sessions.get(first?.sessionId ?? "");
  const programme = programmes.bySlug.get(session?.slug ?? "");
  if (first === undefined || session === undefined || programme === undefined) {
    return [];
  }
  const isInformal = isInformalTo(programme.audience, first.kind);
  const others = more.flatMap((one) => sessions.get(one.sessionId)?.startsAt ?? []).toSorted((a, b) => a - b);
  const about = aboutMessage(message, session, programmes);
  const vars: SeatMessageVars = { ...about, others, registration: first.id, isInformal };
  return [
    {
      dedupeKey:
        message.seriesOf === null
          ? answerTo(event.id, "message-seance", first.id)
          : `smg:${message.seriesOf}:message-seance:${first.contactId}`,
      template: first.state === "waitlisted" ? "message-liste" : "message-seance",
      contactId: first.contactId,
      nameId: first.nameId,
      vars,
      dueAt: event.at,
      expiresAt: session.endsAt,
      isUnproven: false,
    },
  ];
}
