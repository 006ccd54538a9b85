import type { EventId } from "../kernel/ids.ts";
import type { EventEnvelope } from "../kernel/event.ts";
import type { Statement } from "../platform/d1.ts";
import type { Deps } from "../platform/deps.ts";
import { recordEventOnce } from "../platform/outbox.ts";
import { type Told, afterSoft } from "./news.ts";
import { holdAddress, softnessOf, suppressByMessage, suppressed, whatNewsChange } from "./news.store.ts";

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
