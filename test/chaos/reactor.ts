import * as z from "zod";

import { freezeBatch, moveBatch, postponeBatch } from "../../src/mail/batches.store.ts";
import type { SendDeps } from "../../src/mail/sending.ts";
import type { Statement } from "../../src/platform/d1.ts";
import { utf8 } from "../../src/platform/keys.ts";
import { reactorOf } from "../../workers/reactor/consume.ts";
import { reactorDeps } from "../../workers/reactor/deps.ts";

/* The reactor, in a house where everything breaks: the same code, handed dependencies that fail on purpose. Each control
   of the plan takes one protection away, and must be seen to break a promise. */

const Plan = z.object({
  seed: z.number(),
  /** Chance that an invocation ends at each named place. */
  stop: z.number(),
  /** Chance that a write fails before it commits; and that its answer is lost after. */
  d1: z.number(),
  r2: z.number(),
  without: z.enum(["key", "freeze", "lease"]).nullable(),
});
type Plan = z.infer<typeof Plan>;

let state = 0;
/** Mulberry32, seeded by the plan: the order of events differs between runs, the drawing does not. */
function draw(seed: number): number {
  state = ((state === 0 ? seed * 2_654_435_761 : state) + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
}
class Chaos extends Error {}
/** Delivers once more what is being delivered; null once it was used. */
let again: (() => Promise<unknown>) | null = null;

function spoil(deps: SendDeps, plan: Plan): SendDeps {
  const chance = (rate: number): boolean => draw(plan.seed) < rate;
  const fail = (what: string): Promise<never> => Promise.reject(new Chaos(what));
  const weakened = (s: Statement): Statement => (plan.without === "lease" ? { ...s, sql: withoutLease(s.sql) } : s);
  return {
    ...deps,
    faultPoint: async (name) => {
      if (name === "after_freeze" && again !== null) {
        // Another holder tries the whole of it now, between our freeze and our call: refused, as long as there is a lease.
        const overlap = again;
        again = null;
        await overlap();
      }
      return chance(plan.stop) ? fail(`stop:${name}`) : undefined;
    },
    db: {
      ...deps.db,
      batch: async (statements) => {
        if (chance(plan.d1)) {
          return fail("d1:error_before_commit");
        }
        const rows = await deps.db.batch(statements.map(weakened));
        return chance(plan.d1) ? fail("d1:lost_response_after_commit") : rows;
      },
    },
    bodies: {
      put: (...call) => (chance(plan.r2) ? fail("r2:put_fails") : deps.bodies.put(...call)),
      get: async (...call) => {
        if (chance(plan.r2)) {
          return fail("r2:get_fails");
        }
        const bytes = await deps.bodies.get(...call);
        return bytes === null || plan.without !== "freeze" ? bytes : renderedAgain(bytes);
      },
      drop: (...call) => deps.bodies.drop(...call),
    },
    mailer: {
      post: (endpoint, body, key, size) =>
        deps.mailer.post(endpoint, body, plan.without === "key" ? deps.newId("try") : key, size),
    },
  };
}

/** What a replay would send if it rendered again after a word was changed. */
function renderedAgain(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return utf8(new TextDecoder().decode(bytes).replaceAll('"subject":"', '"subject":"Nouveau : '));
}

/** What a lease says in SQL, and what stands there without it: anybody may take, freeze, move or put off a batch. */
const LEASED: readonly [RegExp, string][] = [
  [/\(status IN \(0, 1\) OR \(status = 2 AND lease_until_at < \?\d+\)\)/g, "status < 3"],
  [/status = 2 AND lease_id = (\?\d+)/g, "(status < 9 OR $1 = '')"],
];
const withoutLease = (sql: string): string =>
  LEASED.reduce((text, [said, instead]) => text.replace(said, instead), sql);

/** A control that takes nothing away controls nothing. */
const move = { batchId: "bat_" as const, leaseId: "", now: 0, error: null };
for (const { sql } of [
  moveBatch({ ...move, status: 3 }),
  postponeBatch({ ...move, until: 0, doubtLess: 0, error: "" }),
  freezeBatch({ ...move, sha: "", endpoint: "", seen: [] }),
]) {
  if (withoutLease(sql) === sql) {
    throw new Error(`no lease was found in ${sql}`);
  }
}

const planOf = (env: object): Plan => Plan.parse(JSON.parse((env as { CHAOS: string }).CHAOS));
const inner = reactorOf(async (env) => spoil(await reactorDeps(env), planOf(env)));

export default {
  /** Every delivery comes three times, shuffled, two of them at once, through the exported `queue()`. */
  queue: async (batch, env) => {
    const { seed } = planOf(env);
    const shuffled = (): MessageBatch => ({
      queue: batch.queue,
      metadata: batch.metadata,
      ackAll: () => batch.ackAll(),
      retryAll: () => batch.retryAll(),
      messages: batch.messages.toSorted(() => draw(seed) - 0.5),
    });
    const later = new Promise((done) => setTimeout(done, Math.floor(draw(seed) * 250)));
    again = () => inner.queue(shuffled(), env).catch(() => undefined);
    await Promise.allSettled([inner.queue(shuffled(), env), later.then(() => inner.queue(shuffled(), env))]);
    await inner.queue(shuffled(), env);
  },
} satisfies ExportedHandler<ReactorEnv>;
