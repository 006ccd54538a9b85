import * as z from "zod";

import { type EventId, type Id, idOf, isId } from "./ids.ts";

/** The envelope of every event. `data` holds ids and facts, never names or addresses. Times in unix seconds. */
export const EventEnvelope = z.object({
  id: idOf("evt"),
  type: z.string(),
  version: z.int().positive(),
  at: z.int(),
  actor: z.string(),
  subject: z.string(),
  subjectRev: z.int().positive().nullable(),
  cause: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
});
export type EventEnvelope = z.infer<typeof EventEnvelope>;

/** What an event is about: whose act, on what; `revision` is the lock on a thing that several people may change at once. */
export type EventAbout = { id: EventId; subject: string; at: number; actor: string; revision?: number };

/** What an event is about, as an id of such things; of `app_…~per_…` it is the first. Throws when it is about something else. */
export function subjectOf<Prefix extends string>(event: Pick<EventEnvelope, "subject">, prefix: Prefix): Id<Prefix> {
  const [subject] = event.subject.split("~");
  if (!isId(prefix, subject)) {
    throw new Error(`the event is not about ${prefix}_…`);
  }
  return subject;
}

/** Makes and reads the events of a feature, version 1, from one schema per type: data are checked on the way out and in. */
export function eventKit<S extends Record<string, z.ZodType>>(schemas: S) {
  const schemaOf = <T extends keyof S & string>(type: T): S[T] => schemas[type];
  return {
    make: <T extends keyof S & string>(type: T, about: EventAbout, data: z.infer<S[T]>): EventEnvelope => ({
      id: about.id,
      type,
      version: 1,
      at: about.at,
      actor: about.actor,
      subject: about.subject,
      subjectRev: about.revision ?? null,
      cause: null,
      data: schemaOf(type).parse(data) as Record<string, unknown>,
    }),
    read: <T extends keyof S & string>(type: T, event: EventEnvelope): z.infer<S[T]> =>
      schemaOf(type).parse(event.data) as z.infer<S[T]>,
  };
}

const isShort = (given: string): boolean => given.length <= 60;
/** What the queue `events` carries: a doorbell. Ids only; losing one loses time, not data. */
export const Doorbell = z.discriminatedUnion("k", [
  z.object({ k: z.literal("event"), id: idOf("evt").refine(isShort) }).strict(),
  z.object({ k: z.literal("tick"), at: z.int().nonnegative() }).strict(),
]);
export type Doorbell = z.infer<typeof Doorbell>;

const BatchId = idOf("bat").refine(isShort);
/** What the mail queues carry: the id of a batch to send, or of an unknown one to look for at the provider. */
export const BatchBell = z.union([z.object({ b: BatchId }).strict(), z.object({ r: BatchId }).strict()]);
export type BatchBell = z.infer<typeof BatchBell>;
