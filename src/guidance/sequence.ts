import { Temporal } from "temporal-polyfill";
import * as z from "zod";

import { QUIET, isQuietHour } from "../mail/quiet.ts";

/** Reminders of what one booked, or asked for in a school: chosen like guidance, but begun by that alone. */
export const REMINDER_TOPICS = ["atelier", "visite"] as const;
export const isReminder = (topic: string): boolean => REMINDER_TOPICS.some((one) => one === topic);

const Iso = z.string().refine(isDuration, "a duration such as P3D, -P7D or PT0S");
const Step = z
  .object({
    key: z.string().regex(/^[a-z0-9+-]{1,20}$/),
    /** From the anchor. Days and months count on the calendar and need `at`; hours are exact and take none. */
    offset: Iso,
    /** Days of the offset are working days of the whole country. */
    days: z.literal("working").optional(),
    /** Local hour, `HH:MM`. In guidance the person's own hour wins. */
    at: z
      .string()
      .regex(/^\d{2}:\d{2}$/)
      .optional(),
    /** How long after its time the mail is still of use. */
    expires_after: Iso,
    /** Or until the anchor itself: a reminder dies when the session starts. */
    expires_at_anchor: z.literal(true).optional(),
    /** Not sent when one of these is true; see `Predicates`. */
    unless: z.array(z.string()),
    /** Key of the words in `content/mails`. */
    mail: z.string(),
  })
  .strict();

const SequenceFile = z
  .object({
    id: z.string().regex(/^[a-z-]{3,40}$/),
    version: z.int().positive(),
    /** 1 reminder of something the person booked, 2 guidance they asked for. */
    class: z.union([z.literal(1), z.literal(2)]),
    /** The name in the `List-Id` header: it says nothing of the subject. */
    list: z.string().regex(/^[a-z0-9-]{2,20}$/),
    anchor: z.enum(["subscribed", "session_start", "label_granted", "due_day"]),
    steps: z.array(Step).min(1).max(24),
  })
  .strict();
export type Step = z.infer<typeof Step>;
/** Ordered mails around an anchor. Its id is also the topic that people subscribe to and leave. */
export type Sequence = z.infer<typeof SequenceFile>;

/** What a sequence may name: templates that exist, predicates that features registered. */
export type Known = { mails: ReadonlySet<string>; predicates: ReadonlySet<string> };

/**
 * Reads one version of a sequence (`content/sequences/<id>.v<n>.json`). Throws with the file, the place and what to
 * do, so that a mistake stops the build and never reaches a person.
 */
export function parseSequence(file: string, data: unknown, known: Known): Sequence {
  const parsed = SequenceFile.safeParse(data);
  const problems = parsed.success
    ? problemsOf(parsed.data, known)
    : parsed.error.issues.map((issue) => `${issue.path.join(".") || "the file"}: ${issue.message}`);
  if (parsed.success && file !== `${parsed.data.id}.v${parsed.data.version}.json`) {
    problems.push(`id and version: the file must be called ${parsed.data.id}.v${parsed.data.version}.json`);
  }
  if (!parsed.success || problems.length > 0) {
    throw new Error(`content/sequences/${file}\n  ${problems.join("\n  ")}`);
  }
  return parsed.data;
}

function problemsOf({ steps, class: klass }: Sequence, known: Known): string[] {
  const problems: string[] = [];
  const say = (i: number, field: string, text: string): void => void problems.push(`steps.${i}.${field}: ${text}`);
  steps.forEach((step, i) => {
    if (steps.findIndex((other) => other.key === step.key) !== i) {
      say(i, "key", `"${step.key}" is used twice; give each step a key of its own`);
    }
    hourProblems(step).forEach((text) => say(i, "at", text));
    if (!known.mails.has(step.mail)) {
      say(i, "mail", `no content/mails/${step.mail}.md; write it or correct the name`);
    }
    for (const name of step.unless.filter((predicate) => !known.predicates.has(predicate))) {
      say(i, "unless", `nobody registered "${name}"; known: ${[...known.predicates].join(", ") || "none"}`);
    }
    const before = steps[i - 1];
    if (before !== undefined && days(before.offset) + (klass === 2 ? 1 : 0) > days(step.offset)) {
      say(i, "offset", `must come at least a day after ${before.offset}; put the steps in order`);
    }
  });
  return problems;
}

function hourProblems({ offset, at }: Step): string[] {
  const isByCalendar = !offset.replace("-", "").startsWith("PT");
  if (at === undefined) {
    return isByCalendar ? ["an offset in days needs an hour"] : [];
  }
  return [
    ...(isByCalendar ? [] : ["an offset in hours takes no hour; remove it"]),
    ...(isQuietHour(Number(at.slice(0, 2)))
      ? [`${at} is within quiet hours (${QUIET.from}:00 to ${QUIET.to}:00); choose a time between`]
      : []),
  ];
}

function isDuration(text: string): boolean {
  try {
    return Temporal.Duration.from(text).weeks === 0;
  } catch {
    return false;
  }
}

const days = (offset: string): number => {
  const d = Temporal.Duration.from(offset);
  return d.months * 28 + d.days + d.hours / 24;
};

/** All versions of all sequences, as the reactor and the pages know them. */
export type Catalogue = {
  /** The newest version of each, in the order shown to people. */
  current: readonly Sequence[];
  find(id: string, version: number): Sequence | undefined;
  newest(id: string): Sequence | undefined;
  all: readonly Sequence[];
};

/** Gathers versions; the newest of each id takes new enrolments, older ones run to their end. */
export function catalogueOf(all: readonly Sequence[]): Catalogue {
  const newest = (id: string): Sequence | undefined =>
    all
      .filter((s) => s.id === id)
      .reduce<Sequence | undefined>((a, b) => (a && a.version > b.version ? a : b), undefined);
  const ids = [...new Set(all.map((s) => s.id))];
  return {
    all,
    newest,
    current: ids.flatMap((id) => newest(id) ?? []),
    find: (id, version) => all.find((s) => s.id === id && s.version === version),
  };
}

/** SHA-256 (hex) of what a version says: compared with what was activated, so that a version that runs never changes. */
export async function sequenceSha(sequence: Sequence): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(sequence)));
  return new Uint8Array(digest).toHex();
}

/** People may only go on with another version when its steps bear the same names in the same order: none twice, none lost. */
export const canMove = (from: Sequence, to: Sequence): boolean =>
  from.steps.map((step) => step.key).join() === to.steps.map((step) => step.key).join();
