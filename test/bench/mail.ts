import { type BatchId, asId } from "../../src/kernel/ids.ts";
import { readAddressOf } from "../../src/mail/address.ts";
import * as store from "../../src/mail/batches.store.ts";
import { countMails } from "../../src/mail/messages.store.ts";
import { makeBody, renderItems } from "../../src/mail/renderer.ts";
import type { SendDeps } from "../../src/mail/sending.ts";
import { database } from "../../src/platform/d1.ts";
import { reactorOf } from "../../workers/reactor/consume.ts";
import { reactorDeps } from "../../workers/reactor/deps.ts";
import { tick } from "../../workers/reactor/tick.ts";

/* The reactor as it is, with counters around the database and a door for the bench; and the floor: the same set-based
   statements, the same rendering and the same posts, as many at once, in one invocation, nothing else. */

const counts = { read: 0, written: 0, trips: 0, messages: 0 };
let isBare = false;
let isCounting = false;

function watched(d1: D1Database): D1Database {
  const note = <T extends { meta: { rows_read?: number; rows_written?: number } }>(results: T[]): void => {
    counts.trips += isCounting ? 1 : 0;
    for (const { meta } of isCounting ? results : []) {
      counts.read += meta.rows_read ?? 0;
      counts.written += meta.rows_written ?? 0;
    }
  };
  const wrap = (s: D1PreparedStatement): D1PreparedStatement =>
    new Proxy(s, {
      get: (target, name) => {
        if (name === "bind") {
          return (...values: unknown[]) => wrap(target.bind(...values));
        }
        if (name === "inner") {
          return target;
        }
        return async (...args: unknown[]) => {
          // `first` carries no counts: asked as `all`, it does.
          const result = await (name === "run" ? target.run() : target.all());
          note([result]);
          return name === "first" ? (result.results[0] ?? null) : name === "raw" ? args : result;
        };
      },
    });
  return new Proxy(d1, {
    get: (target, name) => {
      if (name === "prepare") {
        return (sql: string) => wrap(target.prepare(sql));
      }
      if (name === "batch") {
        return async (list: { inner: D1PreparedStatement }[]) => {
          const results = await target.batch(list.map((s) => s.inner));
          note(results);
          return results;
        };
      }
      return Reflect.get(target, name) as unknown;
    },
  });
}

async function depsOf(env: ReactorEnv): Promise<SendDeps> {
  return { ...(await reactorDeps(env)), db: database(watched(env.DB)) };
}
const inner = reactorOf(depsOf);

/** The calls that the engine has under way at the same time: two consumers, two calls of each (workers/reactor/consume.ts). */
const IN_FLIGHT = 4;

/** The least that sends what is due: claim and load, render, freeze, post, settle; no sealing, no gate, no queue. */
async function floor(env: ReactorEnv): Promise<void> {
  const deps = await reactorDeps(env);
  const sending: Promise<unknown>[] = [];
  for (let isWorkLeft = true; isWorkLeft;) {
    const ticked = await tick(deps);
    isWorkLeft = ticked.isWorkLeft;
    const waiting = ticked.batches.values();
    const work = async (): Promise<void> => {
      for (const { id } of waiting) {
        await sendBare(deps, id);
      }
    };
    sending.push(...Array.from({ length: IN_FLIGHT }, work));
  }
  await Promise.all(sending);
}

async function sendBare(deps: SendDeps, batchId: BatchId): Promise<void> {
  const held = { batchId, leaseId: "lease", now: deps.now };
  const claim = await store.claimBatch(deps.db, held);
  const items = [];
  for (const message of claim?.messages ?? []) {
    items.push({ message, address: (await readAddressOf(deps.vault, message)) ?? "" });
  }
  const { mails } = await renderItems(deps.renderer, { items, now: deps.now });
  const { body, sha, endpoint } = await makeBody(mails);
  const seen = items.map((item) => item.message);
  await deps.db.batch([store.freezeBatch({ ...held, sha, endpoint, seen })]);
  const answer = await deps.mailer.post(endpoint, body, batchId, seen.length);
  const ids = answer.kind === "accepted" ? answer.ids : [];
  await deps.db.batch([
    store.moveBatch({ ...held, status: 3, error: null }),
    store.markSent(
      batchId,
      seen.map((m, i) => [m.id, ids[i] ?? null] as const),
      deps.now,
    ),
    countMails({ dayOn: "2026-12-01", sequence: "floor", step: "1", metric: "sent", n: seen.length }),
  ]);
}

export default {
  queue: async (batch, env) => {
    counts.messages += isCounting ? batch.messages.length : 0;
    return isBare ? batch.ackAll() : inner.queue(batch, env);
  },
  fetch: async (request, env) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/sql") {
      const result = await env.DB.prepare(await request.text()).all();
      return Response.json(result.results);
    }
    if (pathname === "/count") {
      isCounting = searchParams.get("on") === "1";
      const before = { ...counts };
      Object.assign(counts, { read: 0, written: 0, trips: 0, messages: 0 });
      return Response.json(before);
    }
    if (pathname === "/tick") {
      await env.EVENTS.send({ k: "tick", at: 1 });
    } else if (pathname === "/idle") {
      await tick(await depsOf(env));
    } else if (pathname === "/floor") {
      await floor(env);
    } else if (pathname === "/messages") {
      const batchId = asId("bat", searchParams.get("batch") ?? "");
      return Response.json(await store.reloadMessages((await depsOf(env)).db, batchId));
    } else if (pathname === "/ring") {
      isBare = searchParams.get("bare") === "1";
      const { results } = await env.DB.prepare("SELECT id FROM events WHERE reacted_at IS NULL").all<{ id: string }>();
      for (let i = 0; i < results.length; i += 100) {
        await env.EVENTS.sendBatch(results.slice(i, i + 100).map(({ id }) => ({ body: { k: "event", id } })));
      }
    }
    return Response.json({ ok: true });
  },
} satisfies ExportedHandler<ReactorEnv>;
