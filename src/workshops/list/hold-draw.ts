import * as z from "zod";

import type { EventId } from "../../kernel/ids.ts";
import { MOVED_FIRST, type Statement, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import type { Outside } from "../../platform/outside.ts";
import { sessionEvent } from "../sessions/session.events.ts";
import { bumpRevision } from "../sessions/session.store.ts";
import { BEACON_HOSTS, type Beacon, CHAIN, byTicket, drawnOrder, isRound, rootOf } from "./draw.ts";
import { BeaconSchema } from "./draw-file.ts";
import { BEACON_AFTER, BEACON_AWAY } from "./draw-time.ts";
import { type DueDraw, dueDraws, entriesOf, findDraw, freezeDraw, writeDrawn } from "./draw.store.ts";

/** A list is frozen a minute late: a click of the last second is written by then. */
const LATE = 60;

/** Where chance comes from: the outside, and the note of the first checkpoint that our public log signed since a moment. */
export type Chance = {
  outside: Pick<Outside, "read">;
  checkpointSince: (since: number) => Promise<string | null>;
};

/**
 * Each tick: freezes the lists whose time has come, and draws those whose round of the beacon is there. The events to ring for. Done twice, or
 * by two ticks at once, it freezes and draws once: the revision of the session is the lock.
 */
export async function holdDraws(deps: Deps, chance: Chance): Promise<EventId[]> {
  const eventIds: EventId[] = [];
  // Where no address of the beacon answered once, the other draws of this tick do not wait for it again.
  const seen = { isAway: false };
  for (const due of await dueDraws(deps.db, deps.now - LATE)) {
    const draw = await findDraw(deps.db, due.id);
    if (draw === null) {
      continue;
    }
    if (draw.root === null || draw.frozenAt === null) {
      const entries = (await entriesOf(deps.db, due)).toSorted(byTicket);
      const root = await rootOf(entries);
      eventIds.push(
        ...(await writeOnce(deps, {
          due,
          type: "session.draw_frozen",
          data: { entries: entries.length, root },
          statements: [freezeDraw(due.id, { entries, root, now: deps.now }), bumpRevision(due.id, deps.now)],
        })),
      );
      continue;
    }
    const beacon = await beaconOf(deps, { chance, seen, round: draw.round, due, frozenAt: draw.frozenAt });
    if (beacon !== null) {
      const tickets = draw.entries.map(({ ticket }) => ticket);
      const order = await drawnOrder({ seed: draw.seed, root: draw.root, beacon, tickets });
      eventIds.push(
        ...(await writeOnce(deps, {
          due,
          type: "session.drawn",
          data: { entries: order.length, beacon: beacon.kind },
          statements: writeDrawn(due, { order, beacon, now: deps.now }),
        })),
      );
    }
  }
  return eventIds;
}

type Step = { due: DueDraw } & (
  | { type: "session.draw_frozen"; data: { entries: number; root: string }; statements: Statement[] }
  | { type: "session.drawn"; data: { entries: number; beacon: Beacon["kind"] }; statements: Statement[] }
);
/** A step of a draw, with its event first; nothing when another tick took it. */
async function writeOnce(deps: Deps, { due, ...step }: Step): Promise<EventId[]> {
  const about = {
    id: deps.newId("evt"),
    subject: due.id,
    at: deps.now,
    actor: "clock",
    revision: due.revision + 1,
  };
  const event =
    step.type === "session.drawn"
      ? sessionEvent(step.type, about, step.data)
      : sessionEvent(step.type, about, step.data);
  try {
    await deps.db.batch([recordEvent(event), ...step.statements]);
    return [event.id];
  } catch (error) {
    if (refusedBy(error) !== MOVED_FIRST) {
      throw error;
    }
    return [];
  }
}

const Round = z.object({ round: z.int(), randomness: z.string(), signature: z.string() });

type AskedRound = { chance: Chance; seen: { isAway: boolean }; round: number; due: DueDraw; frozenAt: number };

/** The round that was announced, from whichever address has it; after six hours without, our own log: weaker, and said on the page. Null: not yet. */
async function beaconOf(deps: Deps, { chance, seen, round, due, frozenAt }: AskedRound): Promise<Beacon | null> {
  const { outside, checkpointSince } = chance;
  if (deps.now < due.drawAt + BEACON_AFTER) {
    return null;
  }
  const found = seen.isAway ? "away" : await readRound(outside, round);
  seen.isAway = found === "away";
  if (found !== null && found !== "away") {
    return found;
  }
  const note = deps.now < due.drawAt + BEACON_AWAY ? null : await checkpointSince(frozenAt);
  return note === null ? null : { kind: "checkpoint", note };
}

/** A round that one of the addresses has and that is true; null: none has it yet; `away`: none of them answered. */
async function readRound(outside: Chance["outside"], round: number): Promise<Beacon | "away" | null> {
  let isAnswered = false;
  for (const host of BEACON_HOSTS) {
    const read = await outside.read(`https://${host}/${CHAIN}/public/${round}`);
    isAnswered ||= read.ok || read.why === "status";
    const found = read.ok ? roundIn(read.text) : null;
    if (found !== null && found.kind === "drand" && found.round === round && (await isRound(found))) {
      return found;
    }
  }
  return isAnswered ? null : "away";
}

/** A round as an address of the beacon says it; null when it says something else. */
function roundIn(text: string): Beacon | null {
  try {
    const { round, randomness, signature } = Round.parse(JSON.parse(text));
    return BeaconSchema.parse({ kind: "drand", round, randomness, signature });
  } catch {
    return null;
  }
}
