import type { ContactId, EventId } from "../kernel/ids.ts";
import { type Result, ok, refuse } from "../kernel/result.ts";
import { DAY } from "../kernel/time.ts";
import { type Limit, countOne, isWithin, mailedAlready } from "../platform/counters.ts";
import { MOVED_FIRST, refusedBy } from "../platform/d1.ts";
import type { Deps } from "../platform/deps.ts";
import { newRef } from "../platform/ids.ts";
import { recordEvent } from "../platform/outbox.ts";
import { adoptZone, contactOfAddress, keepAddress, lookInAWeek } from "../privacy/contacts.store.ts";
import { guidanceEvent } from "./guidance.events.ts";
import type { SubscriptionForm } from "./subscription.schema.ts";
import * as store from "./subscriptions.store.ts";
import { WORDING, wordingSha } from "./wording.ts";

/** Wide, because a whole school may share a connection; the mails to one address have a limit of their own. */
const PER_CLIENT: Limit = { what: "subscribe-client", most: 60, seconds: 600 };
/** Links to one address from one connection. */
export const SETTINGS_LINKS: Limit = { what: "settings-link", most: 3, seconds: DAY };

/**
 * Notes that an address asks for a topic, with the proof of what was shown; the mail with the button follows. It answers
 * the same whether the address is known or not. The id of the event to ring for.
 */
export async function subscribe(
  deps: Deps,
  { form, client }: { form: SubscriptionForm; client: string },
): Promise<Result<EventId, "too_often">> {
  const { addrHash, statements } = await keepAddress(deps, { email: form.email, zone: form.zone });
  const consentId = deps.newId("cns");
  const event = guidanceEvent(
    "subscription.requested",
    { id: deps.newId("evt"), subject: consentId, at: deps.now },
    {},
  );
  const consent = {
    id: consentId,
    topic: form.parcours,
    action: "requested",
    wordingSha: await wordingSha(WORDING),
    page: "/parents",
    method: "form",
  } as const;
  try {
    await deps.db.batch([
      await countOne(deps.vault, PER_CLIENT, client, deps.now),
      ...statements,
      store.requestSubscription(
        addrHash,
        { topic: form.parcours, ageGroup: form.age, zone: form.zone, ref: newRef(deps.random) },
        deps.now,
      ),
      store.keepConsentOfAddress(addrHash, consent, deps.now),
      recordEvent(event),
    ]);
    return ok(event.id);
  } catch (error) {
    if (refusedBy(error) === null) {
      throw error;
    }
    return refuse("too_often");
  }
}

/** What a click on the mailed button did. `eventId` is null when it had been done before. */
export type ConfirmedTopic = { topic: string; recipientId: string; contactId: ContactId; eventId: EventId | null };

/** The button behind the mailed link. A second click, or a reload, finds the same thing done and does nothing. */
export async function confirmSubscription(deps: Deps, consentId: string): Promise<ConfirmedTopic | null> {
  const asked = await store.findRequest(deps.db, consentId);
  if (asked === null) {
    return null;
  }
  const { recipient_id: recipientId, topic, contact_id: contactId } = asked;
  const done = { topic, recipientId, contactId, eventId: null };
  if (asked.status !== store.STATUS.pending) {
    return asked.status === store.STATUS.active ? done : null;
  }
  const eventId = await activateTopic(deps, {
    recipientId,
    topic,
    consentId,
    page: "/parents/confirmer",
    method: "link",
  });
  return { ...done, eventId };
}

/** Activates a topic with its proof and event, once per `consentId`; the id of the event, or null when somebody was faster. */
export async function activateTopic(
  deps: Deps,
  {
    recipientId,
    topic,
    consentId,
    page,
    method,
  }: { recipientId: string; topic: string; consentId: string; page: string; method: string },
): Promise<EventId | null> {
  const event = guidanceEvent(
    "subscription.confirmed",
    { id: deps.newId("evt"), subject: consentId, at: deps.now, revision: 1 },
    { recipient: recipientId, topic },
  );
  const sha = await wordingSha(WORDING);
  const proof = { id: deps.newId("cns"), topic, action: "confirmed", wordingSha: sha, page, method } as const;
  try {
    await deps.db.batch([
      recordEvent(event),
      ...(method === "link" ? [adoptZone(recipientId, topic)] : []),
      store.activateSubscription(recipientId, topic, newRef(deps.random), deps.now),
      store.keepConsent(recipientId, proof, deps.now),
    ]);
    return event.id;
  } catch (error) {
    if (refusedBy(error) !== MOVED_FIRST) {
      throw error;
    }
    return null;
  }
}

/**
 * Ends a topic (or all, when null) of a recipient, with its proof. The reaction ends what runs; the gate lets nothing
 * through from this moment on. Doing it twice changes nothing. The id of the event to ring for.
 */
export async function endTopics(
  deps: Deps,
  { recipientId, topic, how }: { recipientId: string; topic: string | null; how: { reason: string; page: string } },
): Promise<EventId> {
  const event = guidanceEvent(
    "subscription.ended",
    { id: deps.newId("evt"), subject: recipientId, at: deps.now },
    { recipient: recipientId, topic, reason: how.reason },
  );
  const proof = {
    id: deps.newId("cns"),
    topic: topic ?? "*",
    action: "withdrawn",
    wordingSha: await wordingSha(""),
    page: how.page,
    method: how.reason,
  } as const;
  await deps.db.batch([
    store.endSubscriptions(recipientId, topic, how.reason, deps.now),
    lookInAWeek([recipientId], deps.now),
    store.keepConsent(recipientId, proof, deps.now),
    recordEvent(event),
  ]);
  return event.id;
}

/** The one-click link (RFC 8058): null when the token names nothing; `eventId` null when it was left before. */
export async function leave(
  deps: Deps,
  ref: string,
): Promise<{ topic: string; recipientId: string; contactId: ContactId; eventId: EventId | null } | null> {
  const found = await store.findByRef(deps.db, ref);
  if (found === null) {
    return null;
  }
  const { recipient_id: recipientId, topic, contact_id: contactId } = found;
  const isOpen = found.status === store.STATUS.active || found.status === store.STATUS.pending;
  const eventId = isOpen
    ? await endTopics(deps, { recipientId, topic, how: { reason: "one_click", page: "/u" } })
    : null;
  return { topic, recipientId, contactId, eventId };
}

/** An event to ring for, if any, and when the last mail with the link left, if that was before. */
export type LinkAsked = { eventId: EventId | null; lastAt: number | null };

/** Mails the link to somebody's settings, to that address only. What it answers never depends on whether the address is known. */
export async function requestSettingsLink(
  deps: Deps,
  { email, client }: { email: string; client: string },
): Promise<Result<LinkAsked, "too_often">> {
  if (!(await isWithin(deps, { limit: PER_CLIENT, who: client }))) {
    return refuse("too_often");
  }
  const lastAt = await mailedAlready(deps, { door: SETTINGS_LINKS, email, client });
  const contactId = await contactOfAddress(deps, email);
  if (lastAt !== null || contactId === null) {
    return ok({ eventId: null, lastAt });
  }
  const about = { id: deps.newId("evt"), subject: contactId, at: deps.now };
  await deps.db.batch([recordEvent(guidanceEvent("settings.link_requested", about, {}))]);
  return ok({ eventId: about.id, lastAt });
}
