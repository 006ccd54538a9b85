import { messageId } from "../mail/message.ts";
import { type MessageRow, countSkips, insertMessages, withdrawOvertaken } from "../mail/messages.store.ts";
import { DAY, PARIS, dayOf } from "../kernel/time.ts";
import type { Deps } from "../platform/deps.ts";
import { log } from "../platform/log.ts";
import { type Advanced, type Traveller, advance } from "./advance.ts";
import {
  type DueEnrolment,
  type Moved,
  dueEnrolments,
  moveEnrolments,
  recentGuidance,
  releaseHeld,
} from "./enrolments.store.ts";
import type { Asked, Registry } from "./predicate.ts";
import { type Catalogue, type Sequence, canMove } from "./sequence.ts";
import { type SequenceRow, activate, isQuiet, noteKnown, sequencesAndHeld } from "./sequences.store.ts";

/** Enrolments looked at in one transaction. */
const CHUNK = 500;

/** Which sequences run and which are paused, as this tick found them. */
export type Running = {
  isPaused: (id: string, version: number) => boolean;
  /** The version with which somebody goes on: their own, or the one that they were moved to. */
  follows: (id: string, version: number) => Sequence | undefined;
  ids: string[];
  isAnyoneHeld: boolean;
};

type Files = { catalogue: Catalogue; shas: ReadonlyMap<Sequence, string> };

/** The last version, and a name of all of them as their files are. */
function lastOf({ catalogue, shas }: Files): { id: string; version: number; catalogue: string } {
  const { id = "", version = 0 } = catalogue.all.at(-1) ?? {};
  return { id, version, catalogue: catalogue.all.map((one) => shas.get(one)?.slice(0, 12)).join(" ") };
}

/** Everything that is due of all sequences; true when more is than one tick may handle. Where nothing is, it reads three rows. */
export async function followSequences(
  deps: Deps,
  { catalogue, shas, registry, most }: Files & { registry: Registry; most: number },
): Promise<boolean> {
  if (await isQuiet(deps.db, { last: lastOf({ catalogue, shas }), now: deps.now })) {
    return false;
  }
  const running = await readSequences(deps, { catalogue, shas });
  return materialise(deps, { registry, running, most });
}

/** Activates versions that the database does not know yet, and stops one whose file was changed after it ran. */
export async function readSequences(deps: Deps, { catalogue, shas }: Files): Promise<Running> {
  const { rows: all, isAnyoneHeld } = await sequencesAndHeld(deps.db);
  const rows = new Map(all.map((row) => [`${row.id}.v${row.version}`, row]));
  const fresh = catalogue.all.filter((s) => !rows.has(`${s.id}.v${s.version}`));
  for (const s of fresh) {
    await deps.db.batch(activate({ id: s.id, version: s.version, sha: shas.get(s) ?? "", by: "deploy" }, deps.now));
  }
  const isUnchanged = all.every(({ id, version, sha }) => {
    const known = catalogue.find(id, version);
    return known === undefined || shas.get(known) === sha;
  });
  const last = lastOf({ catalogue, shas });
  if (isUnchanged && rows.get(`${last.id}.v${last.version}`)?.catalogue !== last.catalogue) {
    await deps.db.batch([noteKnown(last)]);
  }
  const isPaused = (id: string, version: number): boolean => {
    const row = rows.get(`${id}.v${version}`);
    const known = catalogue.find(id, version);
    return row !== undefined && (row.status === 2 || known === undefined || isAltered(row, shas.get(known)));
  };
  const follows = (id: string, version: number): Sequence | undefined => {
    const own = catalogue.find(id, version);
    const other = catalogue.find(id, rows.get(`${id}.v${version}`)?.moved_to ?? version);
    return own !== undefined && other !== undefined && canMove(own, other) ? other : own;
  };
  return {
    isPaused,
    follows,
    ids: catalogue.current.filter((s) => !isPaused(s.id, s.version)).map((s) => s.id),
    isAnyoneHeld,
  };
}

/** A version that runs is never edited: its steps are what people were promised. */
function isAltered(row: SequenceRow, sha: string | undefined): boolean {
  if (row.sha === sha) {
    return false;
  }
  log.error("guidance.version_altered", new Error(), { sequence: row.id, version: row.version });
  return true;
}

type World = { registry: Registry; running: Running };

/** What writing due mails left: true when more are due than one tick may handle. */
export async function materialise(deps: Deps, { registry, running, most }: World & { most: number }): Promise<boolean> {
  if (running.isAnyoneHeld) {
    await deps.db.batch([releaseHeld(running.ids, deps.now)]);
  }
  for (let done = 0; done < most; done += CHUNK) {
    const due = await dueEnrolments(deps.db, { now: deps.now, most: CHUNK });
    if (due.length > 0) {
      await writeChunk(deps, { due, world: { registry, running } });
    }
    if (due.length < CHUNK) {
      return false;
    }
  }
  return true;
}

/** Mails after which their sequence goes on: all but its last. */
function followed(messages: readonly MessageRow[], moves: readonly Moved[]): MessageRow[] {
  const goesOn = new Set(moves.flatMap(([id, , , , , status]) => (status === 0 ? [id] : [])));
  return messages.filter(({ enrolmentId }) => goesOn.has(enrolmentId));
}

async function writeChunk(deps: Deps, { due, world }: { due: readonly DueEnrolment[]; world: World }): Promise<void> {
  const facts = await readFacts(deps, { due, ...world });
  const messages: MessageRow[] = [];
  const moves: Moved[] = [];
  for (const row of due) {
    const sequence = world.running.follows(row.sequence, row.version);
    if (sequence === undefined || world.running.isPaused(row.sequence, sequence.version)) {
      moves.push([row.id, row.step, row.step, row.anchor_at, row.last_at, 1, "sequence paused", row.version]);
      continue;
    }
    const next = decideOrWait(deps.now, row, sequence, facts);
    if (next === null) {
      moves.push([row.id, row.step, row.step, deps.now + DAY, row.last_at, 0, null, row.version]);
      continue;
    }
    for (const mail of next.mails) {
      const vars = facts.vars.get(row.id) ?? nextOf(sequence, next, row.zone ?? PARIS);
      messages.push(await toMessage(row, sequence, mail, vars));
    }
    const end = next.end ?? { status: 0, reason: null };
    moves.push([row.id, row.step, next.step, next.nextAt, next.lastAt, end.status, end.reason, sequence.version]);
  }
  const written =
    messages.length === 0
      ? []
      : [
          ...insertMessages(messages, () => deps.newId("bat"), deps.now),
          ...countSkips(messages, dayOf(deps.now, "UTC")),
          withdrawOvertaken(followed(messages, moves)),
        ];
  await deps.db.batch([...written, moveEnrolments(moves, deps.now)]);
}

type Known = {
  recent: Map<string, { week: number; fortnight: number }>;
  holds: Map<string, Set<string>>;
  vars: Map<string, Record<string, unknown>>;
};

/** Everything the decisions need, in a few set-based queries, whatever the number of people. */
async function readFacts(
  deps: Deps,
  { due, registry, running }: { due: readonly DueEnrolment[] } & World,
): Promise<Known> {
  const sequenceOf = (row: DueEnrolment): Sequence | undefined => running.follows(row.sequence, row.version);
  const asked = (rows: readonly DueEnrolment[]): Asked[] =>
    rows.map((row) => ({ id: row.id, anchorRef: row.anchor_ref, recipientId: row.recipient_id }));
  const guided = [
    ...new Set(due.filter((row) => sequenceOf(row)?.class === 2 && row.step > 0).map((row) => row.recipient_id)),
  ];
  const recent =
    guided.length === 0 ? new Map() : await recentGuidance(deps.db, { recipientIds: guided, now: deps.now });
  const holds = new Map<string, Set<string>>();
  for (const [name, predicate] of Object.entries(registry.predicates)) {
    // Steps may follow each other at one moment: the condition of each counts, not only that of the first.
    const rows = due.filter(
      (row) => sequenceOf(row)?.steps.some(({ unless }, i) => i >= row.step && unless.includes(name)) === true,
    );
    holds.set(name, rows.length === 0 ? new Set() : await predicate(deps.db, asked(rows)));
  }
  const vars: Known["vars"] = new Map();
  for (const [sequence, source] of Object.entries(registry.vars)) {
    const rows = due.filter((row) => row.sequence === sequence);
    for (const [id, found] of rows.length === 0 ? [] : await source(deps.db, asked(rows))) {
      vars.set(id, found);
    }
  }
  return { recent, holds, vars };
}

/** What comes next; null where it cannot be reckoned: that is said in the log, and holds nobody else back. */
function decideOrWait(now: number, row: DueEnrolment, sequence: Sequence, facts: Known): Advanced | null {
  try {
    return decide(now, row, sequence, facts);
  } catch (error) {
    log.error("guidance.not_decided", error, { enrolment: row.id });
    return null;
  }
}

function decide(now: number, row: DueEnrolment, sequence: Sequence, facts: Known): Advanced {
  const traveller: Traveller = {
    id: row.id,
    recipientId: row.recipient_id,
    zone: row.zone ?? PARIS,
    sendHour: row.send_hour,
    anchorAt: row.anchor_at,
    step: row.step,
    lastAt: row.last_at,
    eventZone: row.anchor_tz,
    askedAt: row.asked_at,
    isWanted: row.wanted_at !== null,
    isOver: row.improved_at !== null,
    pausedUntil: row.paused_until_at,
    isErased: row.zone === null || row.erased_at !== null,
    isSubscribed: row.sub_status === 1,
    isSlow: row.freq === 1,
  };
  const recent = facts.recent.get(row.recipient_id) ?? { week: 0, fortnight: 0 };
  const next = advance(traveller, sequence, {
    now,
    recent,
    holds: (predicate) => facts.holds.get(predicate)?.has(row.id) === true,
  });
  if (sequence.class === 2 && next.mails.some((mail) => mail.skipped === null)) {
    facts.recent.set(row.recipient_id, { week: recent.week + 1, fortnight: recent.fortnight + 1 });
  }
  return next;
}

/** What a step of guidance tells of the one after it: the local day on which it comes, at the earliest. */
const nextOf = (sequence: Sequence, { nextAt, end }: Advanced, zone: string): Record<string, unknown> =>
  sequence.class === 2 && nextAt !== null && end === null ? { next: dayOf(nextAt, zone) } : {};

async function toMessage(
  row: DueEnrolment,
  sequence: Sequence,
  mail: Advanced["mails"][number],
  vars: Record<string, unknown>,
): Promise<MessageRow> {
  return {
    id: await messageId(`seq:${row.id}:${mail.step.key}:${row.anchor_rev}`),
    class: sequence.class,
    recipientId: row.recipient_id,
    nameId: row.name_id,
    topic: sequence.id,
    step: mail.step.key,
    template: mail.step.mail,
    vars,
    dueAt: mail.dueAt,
    expiresAt: mail.expiresAt,
    skipped: mail.skipped,
    enrolmentId: row.id,
  };
}
