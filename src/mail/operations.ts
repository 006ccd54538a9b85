import type { ContactId, PersonId, EventId, BatchId, MessageId } from "../kernel/ids.ts";
import type { Statement } from "../platform/d1.ts";
import { recordEvent } from "../platform/outbox.ts";
import type { Deps } from "../platform/deps.ts";
import { type OperationEventType, operationEvent } from "./operations.events.ts";
import * as store from "./operations.store.ts";
import { closeRefused } from "./refused.store.ts";
import type { Choice } from "./refused.ts";

/** Who acts: the person, as the audit trail names them. */
type By = { personId: PersonId; contactId: ContactId };

/** Flips the one switch of sending; the id of the event. */
export const switchSending = (deps: Deps, { by, isOn }: { by: By; isOn: boolean }): Promise<EventId> =>
  write(deps, { by, what: "sending", value: isOn ? 1 : 0, change: store.setSending(isOn) });

/** Pauses or resumes one class of mail, named by its bit. */
export async function switchClass(
  deps: Deps,
  { by, bit, isPaused }: { by: By; bit: number; isPaused: boolean },
): Promise<EventId> {
  const { control } = await store.readOperations(deps.db, { now: deps.now, since: "9999-01-01" });
  const bits = isPaused ? control.paused_classes | (1 << bit) : control.paused_classes & ~(1 << bit);
  return write(deps, { by, what: "classes", value: bits, change: store.setPausedClasses(bits) });
}

/** Lets calls to the provider go again. */
export const switchBreaker = (deps: Deps, by: By): Promise<EventId> =>
  write(deps, { by, what: "breaker", value: 0, change: store.closeBreaker() });

type Switched = { by: By; what: string; value: number; change: Statement };

async function write(deps: Deps, { by, what, value, change }: Switched): Promise<EventId> {
  const about = { id: deps.newId("evt"), subject: what, at: deps.now, actor: by.personId };
  await deps.db.batch([recordEvent(operationEvent("mail.switched", about, { value })), change]);
  return about.id;
}

type Refusing = "mail.refused_resent" | "mail.refused_closed";

/** Sends refused mails again, or puts them away: recorded with who, and which. The id of the event. */
export async function settleRefused(
  deps: Deps,
  { by, type, choice }: { by: By; type: Refusing; choice: Choice },
): Promise<EventId> {
  const { status, code, messageId } = choice;
  const about = { id: deps.newId("evt"), subject: messageId ?? "*", at: deps.now, actor: by.personId };
  await deps.db.batch([
    recordEvent(operationEvent(type, about, { status, code })),
    ...(type === "mail.refused_closed" ? [closeRefused(choice, deps.now)] : []),
  ]);
  return about.id;
}

type Asked = Exclude<OperationEventType, "mail.switched" | "mail.test_requested" | "sequence.moved" | Refusing>;

/** Asks the reactor for something about several subjects: recorded with who asked; the ids of the events to ring for. */
export async function askAll(
  deps: Deps,
  { by, type, subjects }: { by: By; type: Asked; subjects: readonly string[] },
): Promise<EventId[]> {
  const about = (subject: string) => ({ id: deps.newId("evt"), subject, at: deps.now, actor: by.personId });
  const events = subjects.map((subject) => operationEvent(type, about(subject), {}));
  await deps.db.batch(events.map(recordEvent));
  return events.map((event) => event.id);
}

/** The same about one. */
export const ask = (deps: Deps, { by, type, subject }: { by: By; type: Asked; subject: string }): Promise<EventId[]> =>
  askAll(deps, { by, type, subjects: [subject] });

/** The mails of an unknown batch that the provider's list does not hold. */
export const absentOf = async (deps: Deps, batchId: BatchId): Promise<MessageId[]> =>
  (await store.unknownMessages(deps.db, batchId)).flatMap((m) =>
    m.reason === "not found at the provider" ? [m.id] : [],
  );

/** Lets those who follow a version go on with another. */
export async function askMove(
  deps: Deps,
  { by, sequence, from, to }: { by: By; sequence: string; from: number; to: number },
): Promise<EventId> {
  const about = { id: deps.newId("evt"), subject: sequence, at: deps.now, actor: by.personId };
  const event = operationEvent("sequence.moved", about, { from, to });
  await deps.db.batch([recordEvent(event)]);
  return event.id;
}

/** Asks for one step, to oneself. */
export async function askTest(
  deps: Deps,
  { by, sequence, step }: { by: By; sequence: string; step: string },
): Promise<EventId> {
  const about = { id: deps.newId("evt"), subject: by.contactId, at: deps.now, actor: by.personId };
  const event = operationEvent("mail.test_requested", about, { sequence, step });
  await deps.db.batch([recordEvent(event)]);
  return event.id;
}
