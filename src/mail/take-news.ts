import { guidanceEvent } from "../guidance/guidance.events.ts";
import { type EventId, type MessageId, idFromKey } from "../kernel/ids.ts";
import type { EventEnvelope } from "../kernel/event.ts";
import type { Statement } from "../platform/d1.ts";
import type { Deps } from "../platform/deps.ts";
import { recordEventOnce } from "../platform/outbox.ts";
import { type Told, afterSoft } from "./news.ts";
import { holdAddress, softnessOf, suppressByMessage, takeNews } from "./news.store.ts";
import { liftTried } from "./trial.store.ts";

const ARRIVED = 3;

/** News of the same delivery once, the oldest first. */
const onceEach = (told: readonly Told[]): Told[] =>
  Array.from(new Map(told.map((one) => [one.id, one])).values()).toSorted((a, b) => a.at - b.at);

/** An address is never to be written to again, and its sequences end: the event says so, once. */
const suppressed = async (
  { id, at }: Pick<Told, "id" | "at">,
  messageId: MessageId,
  reason: string,
): Promise<EventEnvelope> => {
  const event = await idFromKey("evt", `svix:${id}`);
  return guidanceEvent("address.suppressed", { id: event, subject: messageId, at, actor: "provider" }, { reason });
};

/** What pieces of news change, in one transaction, events first; harmless when they were taken before. */
export async function whatNewsChange(
  told: readonly Told[],
  now: number,
): Promise<{ statements: Statement[]; events: EventEnvelope[] }> {
  const list = onceEach(told);
  const events: EventEnvelope[] = [];
  for (const one of list) {
    if (one.suppress !== null && one.messageId !== null) {
      events.push(await suppressed(one, one.messageId, one.suppress));
    }
  }
  const arrived = list.flatMap(({ rank, messageId }) => (rank === ARRIVED && messageId !== null ? [messageId] : []));
  const statements = events.map(recordEventOnce);
  statements.push(...takeNews(list), ...(arrived.length === 0 ? [] : liftTried(arrived, now)));
  return { statements, events };
}

/** Takes a delivery of the queue `news`; the ids of the events to ring for. */
export async function takeDelivery(deps: Deps, told: readonly Told[]): Promise<EventId[]> {
  const { statements, events } = await whatNewsChange(told, deps.now);
  await deps.db.batch(statements);
  events.push(...(await restSoft(deps, told)));
  return events.map(({ id }) => id);
}

/** Mails came back for now: their addresses may have to rest, or are given up. */
async function restSoft({ db, now }: Deps, told: readonly Told[]): Promise<EventEnvelope[]> {
  const soft = new Map(told.flatMap((one) => (one.isSoft && one.messageId !== null ? [[one.messageId, one]] : [])));
  const [events, statements]: [EventEnvelope[], Statement[]] = [[], []];
  for (const known of await softnessOf(db, { messageIds: Array.from(soft.keys()), now })) {
    const [news, next] = [soft.get(known.messageId), afterSoft(known, now)];
    if (news !== undefined && next !== null) {
      statements.push(holdAddress(known.addrHash, now));
      if (next === "suppress") {
        events.push(await suppressed(news, known.messageId, "soft_repeated"));
        statements.push(suppressByMessage(known.messageId, "soft_repeated", now));
      }
    }
  }
  await db.batch(events.map(recordEventOnce).concat(statements));
  return events;
}
