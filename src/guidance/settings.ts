import type { ContactId, EventId } from "../kernel/ids.ts";
import { type Result, ok, refuse } from "../kernel/result.ts";
import { countOne } from "../platform/counters.ts";
import { MOVED_FIRST, type Statement, refusedBy } from "../platform/d1.ts";
import type { Deps } from "../platform/deps.ts";
import { newRef } from "../platform/ids.ts";
import { recordEvent } from "../platform/outbox.ts";
import {
  ADDRESS_IN_USE,
  contactOfAddress,
  forgetAddresses,
  keepAddress,
  setHabits,
} from "../privacy/contacts.store.ts";
import { RETENTION } from "../privacy/retention.ts";
import { isReminder } from "./sequence.ts";
import { lookAgain, sayOver, wantNext } from "./enrolments.store.ts";
import { guidanceEvent } from "./guidance.events.ts";
import * as store from "./settings.store.ts";
import { activateTopic, endTopics } from "./subscribe.ts";
import { activateSubscription, keepConsent } from "./subscriptions.store.ts";
import { wordingSha } from "./wording.ts";

const PER_RECIPIENT = { what: "address-change", most: 5, seconds: 86_400 };

/** How old the child is now, for the words of which topics; null: nothing was said of it. */
type Child = { topics: readonly string[]; ageGroup: string | null } | null;

/** Turns topics on and off, as the boxes of the settings page say; events to ring for. */
export async function chooseTopics(
  deps: Deps,
  {
    settings,
    all,
    wanted,
    child,
  }: { settings: store.Settings; all: readonly string[]; wanted: readonly string[]; child: Child },
) {
  const active = new Set(settings.topics.filter((topic) => topic.status === 1).map((topic) => topic.topic));
  const eventIds: (EventId | null)[] = [];
  for (const topic of all) {
    if (isReminder(topic) && wanted.includes(topic) && !active.has(topic)) {
      // Nothing to begin: the next booking finds its reminders wanted again.
      await deps.db.batch([activateSubscription(settings.id, topic, newRef(deps.random), deps.now)]);
    } else if (wanted.includes(topic) && !active.has(topic)) {
      const how = { consentId: deps.newId("cns"), page: "/preferences", method: "settings" };
      eventIds.push(await activateTopic(deps, { recipientId: settings.id, topic, ...how }));
    } else if (!wanted.includes(topic) && active.has(topic)) {
      eventIds.push(
        await endTopics(deps, { recipientId: settings.id, topic, how: { reason: "settings", page: "/preferences" } }),
      );
    }
  }
  if (child !== null) {
    await deps.db.batch([store.setAge(settings.id, child.topics, child.ageGroup)]);
  }
  return eventIds;
}

/** Changes hour, place, rhythm and pause; what runs is planned anew by the next tick. */
export async function changeHabits(
  deps: Deps,
  {
    settings,
    habits,
  }: {
    settings: store.Settings;
    habits: {
      zone: string;
      sendHour: number | null;
      pausedUntil: number | null;
      isSlow: boolean;
    };
  },
): Promise<void> {
  const was = settings.paused_until_at ?? 0;
  const action =
    habits.pausedUntil === null && was > deps.now ? "resumed" : habits.pausedUntil === null ? "changed" : "paused";
  const page = { page: "/preferences", method: "settings", wordingSha: await wordingSha("") };
  await deps.db.batch([
    setHabits(settings.id, habits),
    store.setSlow(settings.id, habits.isSlow),
    keepConsent(settings.id, { id: deps.newId("cns"), topic: "*", action, ...page }, deps.now),
    lookAgain(settings.id, deps.now),
  ]);
}

/** Asks for the next step of a way at once, after the `step` that its reader saw; the id of the event, or null when it is on its way already. */
export async function requestNext(
  deps: Deps,
  { settings, sequence, step }: { settings: store.Settings; sequence: string; step: number },
): Promise<EventId | null> {
  const way = settings.ways.find((one) => one.sequence === sequence && one.step === step && one.improved_at === null);
  const happened = { type: "subscription.next_requested", revision: step } as const;
  return way === undefined ? null : recordOnce(deps, { settings, way, ...happened, writes: [wantNext(way, deps.now)] });
}

/** Revisions of an enrolment are its steps; this one is above them, and is said once. */
const PAST_ALL_STEPS = 1000;
/** Its reader says that what they follow a way for has stopped; the id of the event, or null when it was said, or nothing is left. */
export async function sayItStopped(
  deps: Deps,
  { settings, sequence }: { settings: store.Settings; sequence: string },
): Promise<EventId | null> {
  const way = settings.ways.find((one) => one.sequence === sequence && one.improved_at === null);
  const happened = { type: "subscription.improved", revision: PAST_ALL_STEPS } as const;
  return way === undefined
    ? null
    : recordOnce(deps, { settings, way, ...happened, writes: sayOver(way, settings.id, deps.now) });
}

type Once = {
  settings: store.Settings;
  way: store.Settings["ways"][number];
  type: "subscription.next_requested" | "subscription.improved";
  revision: number;
  writes: Statement[];
};
/** What somebody says of a way, and what follows from it; null when it was said already. */
async function recordOnce(deps: Deps, { settings, way, type, revision, writes }: Once): Promise<EventId | null> {
  const about = { id: deps.newId("evt"), subject: way.id, at: deps.now, revision };
  const event = guidanceEvent(type, about, { recipient: settings.id, topic: way.sequence });
  try {
    await deps.db.batch([recordEvent(event), ...writes]);
    return event.id;
  } catch (error) {
    if (refusedBy(error) !== MOVED_FIRST) {
      throw error;
    }
    return null;
  }
}

/** Keeps a new address and asks for a click there; nothing moves before. The id of the event to ring for. */
export async function requestNewAddress(
  deps: Deps,
  { settings, email }: { settings: store.Settings; email: string },
): Promise<Result<EventId, "too_often">> {
  const { statements } = await keepAddress(deps, { email, zone: settings.zone });
  try {
    await deps.db.batch([await countOne(deps.vault, PER_RECIPIENT, settings.id, deps.now), ...statements]);
  } catch (error) {
    if (refusedBy(error) === null) {
      throw error;
    }
    return refuse("too_often");
  }
  const contact = await contactOfAddress(deps, email);
  if (contact === null) {
    throw new Error("an address that was just kept is not there");
  }
  const event = guidanceEvent(
    "address.change_requested",
    { id: deps.newId("evt"), subject: settings.id, at: deps.now },
    { recipient: settings.id, contact },
  );
  await deps.db.batch([recordEvent(event)]);
  return ok(event.id);
}

/** What the link in the new mailbox carries, and the topics that move. */
type NewAddress = { recipientId: string; contactId: ContactId; askedAt: number; topics: readonly string[] };
/**
 * The click in the new mailbox, once for each time it was asked: guidance moves there, and the old address is forgotten unless something
 * else needs it. False when one of the two addresses was erased since.
 */
export async function confirmNewAddress(
  deps: Deps,
  { recipientId, contactId, askedAt, topics }: NewAddress,
): Promise<boolean> {
  const settings = await store.findSettings(deps.db, recipientId);
  if (settings === null || (await store.recipientOf(deps.db, contactId)) === null) {
    return false;
  }
  const event = guidanceEvent(
    "address.changed",
    { id: deps.newId("evt"), subject: `${recipientId}~${contactId}`, at: deps.now, revision: askedAt },
    { recipient: recipientId },
  );
  const page = { page: "/preferences/adresse", method: "link", wordingSha: await wordingSha("") };
  try {
    await deps.db.batch([
      recordEvent(event),
      ...(settings.contact_id === contactId ? [] : store.moveGuidance(recipientId, contactId, topics, deps.now)),
      keepConsent(recipientId, { id: deps.newId("cns"), topic: "*", action: "changed", ...page }, deps.now),
      ...forgetAddresses([settings.contact_id], ADDRESS_IN_USE, deps.now, deps.now + RETENTION.hash),
    ]);
  } catch (error) {
    if (refusedBy(error) !== MOVED_FIRST) {
      throw error;
    }
  }
  return true;
}

/** Leaves everything and forgets the address, unless something else still needs it. Events to ring for. */
export async function eraseGuidance(deps: Deps, contactId: ContactId): Promise<EventId[]> {
  const recipientId = await store.recipientOf(deps.db, contactId);
  if (recipientId === null) {
    return [];
  }
  const eventId = await endTopics(deps, { recipientId, topic: null, how: { reason: "erased", page: "/preferences" } });
  await deps.db.batch(forgetAddresses([contactId], ADDRESS_IN_USE, deps.now, deps.now + RETENTION.hash));
  return [eventId];
}

/** What the message in three months is called among topics. It is a promise of one mail, not a list. */
const FOLLOW_UP = "suivi";

/** After a workshop: one message in three months, and the address kept until then. False once the address is erased. */
export async function askFollowUp(deps: Deps, contactId: ContactId): Promise<boolean> {
  const recipientId = await store.recipientOf(deps.db, contactId);
  if (recipientId === null) {
    return false;
  }
  const proof = {
    id: deps.newId("cns"),
    topic: FOLLOW_UP,
    action: "confirmed",
    page: "/suivi",
    method: "link",
  } as const;
  await deps.db.batch([
    activateSubscription(recipientId, FOLLOW_UP, newRef(deps.random), deps.now),
    keepConsent(recipientId, { ...proof, wordingSha: await wordingSha("") }, deps.now),
  ]);
  return true;
}
