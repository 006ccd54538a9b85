import type { Deps } from "../../platform/deps.ts";
import type { Statement } from "../../platform/d1.ts";
import { log } from "../../platform/log.ts";
import type { AskWitness } from "../../platform/witness.ts";
import { KEY_TYPES, readVerifierKey } from "./checkpoint.ts";
import { idFromKey } from "../../kernel/ids.ts";
import { recordEventOnce } from "../../platform/outbox.ts";
import { journalEvent } from "./journal.events.ts";
import { leafOf } from "./entry.ts";
import { entriesUpTo, lastCheckpoint } from "./journal.store.ts";
import { type Submitted, type WitnessSaid, submit } from "./submit.ts";
import * as store from "./witness.store.ts";
import type { Witness } from "./witnesses.ts";

/** What says that somebody lies, or that the log was rewritten: operators are written to, once a checkpoint. */
const ALARMS: ReadonlySet<WitnessSaid> = new Set(["inconsistent", "ahead", "false_signature"]);

/**
 * Puts the latest checkpoint before the witnesses who have not cosigned it: at each tick, until they have. One that fails holds nothing back.
 * How many cosigned it now.
 */
export async function askWitnesses(
  deps: Deps,
  { witnesses, ask }: { witnesses: readonly Witness[]; ask: AskWitness },
): Promise<number> {
  const checkpoint = witnesses.length === 0 ? null : await lastCheckpoint(deps.db);
  if (checkpoint === null) {
    return 0;
  }
  const signed = new Set(await store.cosignersOf(deps.db, checkpoint.size));
  const keys = await Promise.all(witnesses.map(({ vkey }) => readVerifierKey(vkey, KEY_TYPES.witness)));
  const waiting = witnesses.flatMap(({ url }, i) => {
    const key = keys[i] ?? null;
    return key === null || signed.has(key.name) ? [] : [{ key, url }];
  });
  if (waiting.length === 0) {
    return 0;
  }
  const known = new Map((await store.witnessAnswers(deps.db)).map((one) => [one.witness, one.known]));
  const leaves = (await entriesUpTo(deps.db, checkpoint.size)).map(leafOf);
  const done = await Promise.all(
    waiting.map(async ({ key, url }) => {
      const given = {
        key,
        url,
        known: Math.min(known.get(key.name) ?? 0, checkpoint.size),
        note: checkpoint.note,
        leaves,
      };
      return { witness: key.name, answer: await submit(ask, given) };
    }),
  );
  const { size } = checkpoint;
  const alarms = await Promise.all(
    done.filter(({ answer }) => ALARMS.has(answer.said)).map((one) => alarm(one, { size, now: deps.now })),
  );
  await deps.db.batch(alarms.concat(done.flatMap((one) => kept(one, size, deps.now))));
  return done.filter(({ answer }) => answer.said === "cosigned").length;
}

/** A witness that contradicts the log: the reactor writes to operators. */
async function alarm({ witness, answer: { said } }: Answered, at: { size: number; now: number }): Promise<Statement> {
  const { size, now } = at;
  const id = await idFromKey("evt", `witness_alarm:${witness}:${size}:${said}`);
  const about = { id, subject: `temoin-${witness}`, at: now, actor: "clock" };
  return recordEventOnce(journalEvent("journal.witness_alarm", about, { witness, said, size }));
}

type Answered = { witness: string; answer: Submitted };
/** What is written of an answer; what is wrong is told. */
function kept({ witness, answer: { said, known, line } }: Answered, size: number, now: number): Statement[] {
  if (ALARMS.has(said)) {
    log.error("witness.alarm", new Error(`${witness}: ${said}`), { size });
  }
  const answer = store.keepAnswer({ witness, known, said, now });
  return line === null ? [answer] : [answer, store.keepCosignature(size, witness, line, now)];
}
