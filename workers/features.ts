import type { EventId } from "../src/kernel/ids.ts";
import { reactor as accessReactor, site as accessSite } from "../src/access/feature.ts";
import { site as aboutSite } from "../src/about/feature.ts";
import { reactor as consoleReactor, site as consoleSite } from "../src/console/feature.ts";
import { reactor as guidanceReactor, site as guidanceSite } from "../src/guidance/feature.ts";
import type { Predicate, VarsSource } from "../src/guidance/predicate.ts";
import type { Sequence } from "../src/guidance/sequence.ts";
import { site as helpSite } from "../src/help/feature.ts";
import type { Facts } from "../src/help/facts.ts";
import type { HelpLine } from "../src/help/help-lines.ts";
import { reactor as labelReactor, site as labelSite } from "../src/label/feature.ts";
import { reactor as mailReactor, site as mailSite } from "../src/mail/feature.ts";
import type { TestStep } from "../src/mail/operations.reactions.ts";
import type { Reactions } from "../src/mail/plan.ts";
import type { Template } from "../src/mail/template.ts";
import type { Statement } from "../src/platform/d1.ts";
import type { Deps } from "../src/platform/deps.ts";
import type { Forgetting } from "../src/platform/forgetting.ts";
import type { Custodian } from "../src/privacy/custodian.ts";
import { reactor as privacyReactor, site as privacySite } from "../src/privacy/feature.ts";
import type { QuestionSet } from "../src/workshops/impact/survey.ts";
import type { Programmes } from "../src/workshops/sessions/programme.ts";
import { reactor as workshopsReactor, site as workshopsSite } from "../src/workshops/feature.ts";

/*
 * The one list of features. Each has two halves, in its `feature.ts`: what the site needs of it, and what the reactor does. The
 * lists are apart so that the site carries no letters and the reactor no pages. What depends on a person goes first, then roles:
 * what they keep alive would keep the address too.
 */
export const sites = [
  labelSite,
  accessSite,
  workshopsSite,
  guidanceSite,
  mailSite,
  consoleSite,
  helpSite,
  aboutSite,
  privacySite,
] as const;

/** Every type of event that a feature has words for. */
export type EventType = KeysOf<ReturnType<Extract<(typeof sites)[number], { eventWords: unknown }>["eventWords"]>>;
type KeysOf<W> = W extends unknown ? keyof W & string : never;

export const reactors: readonly Reactor[] = [
  labelReactor,
  accessReactor,
  workshopsReactor,
  guidanceReactor,
  mailReactor,
  consoleReactor,
  privacyReactor,
];

/** What reactions and jobs are given beside the rest. */
export type Content = {
  programmes: Programmes;
  surveys: readonly QuestionSet[];
  sequences: readonly Sequence[];
  facts: Facts;
  helpLines: readonly HelpLine[];
  testStep: TestStep;
};
/** A job of the night, before anything is forgotten or after all is; how many it did, or the ids of events to ring for. */
type NightJob = {
  key: string;
  phase: "settle" | "check";
  run: (deps: Deps, content: Content) => Promise<number | EventId[]>;
};
/** What a feature does in the reactor; what it lacks, it leaves out. */
type Reactor = {
  reactions?: (content: Content) => Reactions;
  /** Its mails, from the words of `content/mails`. */
  templates?: (words: Readonly<Record<string, string>>, content: Content) => Template[];
  /** Conditions of sequences, and where the words of their mails come from; an example of them, for a test. */
  predicates?: Readonly<Record<string, Predicate>>;
  vars?: (content: Content) => Readonly<Record<string, VarsSource>>;
  examples?: (now: number) => Readonly<Record<string, Record<string, unknown>>>;
  custody?: Custodian;
  forgettings?: () => readonly Forgetting[];
  nightly?: readonly NightJob[];
  /** Every minute: statements of one transaction, then what needs more; the ids of events to ring for. */
  tick?: { first: (deps: Deps) => Statement[]; after?: (deps: Deps, content: Content) => Promise<EventId[]> };
};
