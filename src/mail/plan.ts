import type { SessionId, ContactId, BatchId } from "../kernel/ids.ts";
import type { EventEnvelope } from "../kernel/event.ts";
import type { Statement } from "../platform/d1.ts";
import type { Deps } from "../platform/deps.ts";
import type { MailDraft } from "./message.ts";

/**
 * What a sequence stands around: what, when, on which clock (not given: the reader's own), and since when the person has asked for it
 * (not given: now). A step whose hour had passed before they asked has nothing to remind of.
 */
type Anchor = { anchorRef: string; anchorAt: number; anchorTz?: string; askedAt?: number };

/** What should happen to somebody's reminders or guidance: they begin, end, or follow a date that moved. */
export type FollowUp =
  /** `isBeside`: somebody who follows the anchor of another, each in an enrolment of their own. */
  | ({ do: "enrol"; sequence: string; contactId: ContactId; nameId: string | null; isBeside?: boolean } & Anchor)
  | { do: "exit"; anchorRef: string; reason: string }
  /** Somebody beside leaves; the others go on. */
  | { do: "leave"; sequence: string; anchorRef: string; contactId: ContactId }
  /** Somebody is written to elsewhere from now on: what these sequences still have for them goes there. */
  | { do: "readdress"; sequences: readonly string[]; from: ContactId; to: ContactId }
  | { do: "move"; anchorRef: string; anchorAt: number; anchorTz?: string };

/** What a reaction wants done. It only plans; the runner writes everything with the event's `reacted_at` in one batch. */
export type Plan = {
  statements: Statement[];
  mails: MailDraft[];
  followUps: FollowUp[];
  /** Sessions whose waiting list should be served once the plan is written. */
  sessionsToServe: SessionId[];
  /** Unknown batches to look for at the provider. */
  toReconcile: BatchId[];
};

/** A plan that does nothing, or just this. */
export const plan = (part: Partial<Plan> = {}): Plan => ({
  statements: [],
  mails: [],
  followUps: [],
  sessionsToServe: [],
  toReconcile: [],
  ...part,
});

/** Reads what it needs and plans. Running it twice plans the same. */
export type Reaction = (event: EventEnvelope, deps: Deps) => Promise<Plan>;

/** Which reaction answers which event type and version. An unknown pair is parked, visibly. */
export type Reactions = Record<string, Answering>;
/** `acts`: it does not only plan, but changes something itself, and no other is planned meanwhile. */
type Answering = { version: number; react: Reaction; acts?: boolean };

/** Several rooms may answer the same event: what each plans is written together, in the order given. */
export function together(...rooms: readonly Reactions[]): Reactions {
  const all: Reactions = {};
  for (const [type, { version, react, acts = false }] of rooms.flatMap((room) => Object.entries(room))) {
    const before = all[type];
    if (before !== undefined && before.version !== version) {
      throw new Error(`${type}: answered in versions ${before.version} and ${version}`);
    }
    const both = before === undefined ? react : inTurn(before.react, react);
    all[type] = { version, react: both, acts: acts || before?.acts === true };
  }
  return all;
}

const inTurn =
  (first: Reaction, second: Reaction): Reaction =>
  async (event, deps) => {
    const [one, two] = [await first(event, deps), await second(event, deps)];
    return {
      statements: [...one.statements, ...two.statements],
      mails: [...one.mails, ...two.mails],
      followUps: [...one.followUps, ...two.followUps],
      sessionsToServe: [...one.sessionsToServe, ...two.sessionsToServe],
      toReconcile: [...one.toReconcile, ...two.toReconcile],
    };
  };
