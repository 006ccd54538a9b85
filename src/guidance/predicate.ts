import type { Database } from "../platform/d1.ts";

/** What a predicate or a source of words is asked about: an enrolment, by its anchor and its recipient. */
export type Asked = { id: string; anchorRef: string; recipientId: string };

/** A condition that a feature registers for `unless`: one set-based query; the ids for which it is true. */
export type Predicate = (db: Database, asked: readonly Asked[]) => Promise<Set<string>>;

/** Where the variables of a sequence's mails come from, by enrolment id: one set-based query. Absent: there is nothing to say. */
export type VarsSource = (db: Database, asked: readonly Asked[]) => Promise<Map<string, Record<string, unknown>>>;

/** What the features hand to the engine of sequences. */
export type Registry = {
  predicates: Readonly<Record<string, Predicate>>;
  /** By sequence; one without a source has mails without variables. */
  vars: Readonly<Record<string, VarsSource>>;
};
