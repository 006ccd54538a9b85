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
   statements, the same rendering and the same posts, one after another in one invocation, nothing else. */

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

/** The least that sends what is due: claim and load, render, freeze, post, settle; no sealing, no gate, no queue. */
async function floor(env: ReactorEnv): Promise<number> {
  const deps = await reactorDeps(env);
  const { batches } = await tick(deps);
  for (const { id } of batches) {
    const claim = await store.claimBatch(deps.db, { batchId: id, leaseId: "lease", now: deps.now });
    const items = [];
    for (const message of claim?.messages ?? []) {
      items.push({ message, address: (await readAddressOf(deps.vault, message)) ?? "" });
    }
    const { mails } = await renderItems(deps.press, items);
    const { body, sha, endpoint } = await makeBody(mails);
    const seen = items.map((item) => item.message);
    await deps.db.batch([store.freezeBatch({ batchId: id, leaseId: "lease", sha, endpoint, seen, now: deps.now })]);
    const answer = await deps.mailer.post(endpoint, body, id, seen.length);
    const ids = answer.kind === "accepted" ? answer.ids : [];
    await deps.db.batch([
      store.moveBatch({ batchId: id, leaseId: "lease", status: 3, now: deps.now, error: null }),
      store.markSent(
        id,
        seen.map((m, i) => [m.id, ids[i] ?? null] as const),
        deps.now,
      ),
      countMails({ dayOn: "2026-12-01", sequence: "floor", step: "1", metric: "sent", n: seen.length }),
    ]);
  }
  return batches.length;
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
      return Response.json(await floor(env));
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
