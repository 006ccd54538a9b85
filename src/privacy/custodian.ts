import type { ContactId, EventId } from "../kernel/ids.ts";
import type { Limit } from "../platform/counters.ts";
import type { Deps } from "../platform/deps.ts";

/** A feature that holds something about people: it can show it to the person, and forget it. */
export type Custodian = {
  /** What it is called in the person's own copy. */
  label: string;
  /** What it counts under an address, against abuse: forgotten with the address. */
  limits: readonly Limit[];
  /** Everything it holds about the contact, as plain data for JSON and for a readable page. */
  show: (deps: Deps, contactId: ContactId) => Promise<Record<string, unknown>[]>;
  /** What depends on the contact alone, as sentences, for whoever is about to erase them; nothing: leave it out. */
  dependsOn?: (deps: Deps, contactId: ContactId) => Promise<string[]>;
  /** Forgets it now; the ids of events to ring for. */
  erase: (deps: Deps, contactId: ContactId) => Promise<EventId[]>;
};
