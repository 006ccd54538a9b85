import { createHash } from "node:crypto";

import type { Answer, FaultRule, LedgerEntry, Options } from "./types.ts";

type Stored = { at: number; endpoint: string; bodySha: string; answer: Answer | null };

/** Everything a simulator remembers. One per server. */
export type SimState = ReturnType<typeof createState>;

/** A small seeded generator (mulberry32): the same seed gives the same run. */
function seeded(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function createState(options: Options) {
  return {
    options,
    random: seeded(options.seed ?? 1),
    ledger: [] as LedgerEntry[],
    keys: new Map<string, Stored>(),
    faults: [] as (FaultRule & { seen: number; done: number })[],
    suppressed: new Set<string>(),
    clockOffset: 0,
    bucket: { tokens: options.rps ?? 10, at: Date.now() },
    sent: { day: "", today: 0, month: 0 },
    counts: { hung: 0, requests: 0, byStatus: {} as Record<string, number>, replays: 0, concurrent: 0, invalidKey: 0 },
    nextId: 0,
  };
}

/** Seconds, by the simulator's own clock. */
export const simNow = (state: SimState): number => Math.floor(Date.now() / 1000) + state.clockOffset;

/** A deterministic mail id that looks like the provider's. */
export function newMailId(state: SimState): string {
  state.nextId += 1;
  const hex = createHash("sha256")
    .update(`${state.options.seed ?? 1}:${state.nextId}`)
    .digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The fault that acts on this request, if any. */
export function pickFault(
  state: SimState,
  about: { endpoint: string; key: string | null; mids?: string[]; to: string[] },
): FaultRule | null {
  for (const rule of state.faults.filter(
    (one) => one.fault.startsWith("webhook_") === (about.endpoint === "webhook"),
  )) {
    const m = rule.match ?? {};
    const fits =
      (m.endpoint === undefined || m.endpoint === about.endpoint) &&
      (m.key === undefined || m.key === about.key) &&
      (m.mid === undefined || about.mids?.includes(m.mid) === true) &&
      (m.to === undefined || about.to.some((to) => to.includes(m.to ?? "")));
    if (!fits || (rule.times !== undefined && rule.done >= rule.times)) {
      continue;
    }
    rule.seen += 1;
    const isNth = m.nth === undefined || rule.seen === m.nth;
    const isEvery = m.every === undefined || rule.seen % m.every === 0;
    if (isNth && isEvery && (rule.rate === undefined || state.random() < rule.rate)) {
      rule.done += 1;
      return rule;
    }
  }
  return null;
}

/** What the ledger says, counted. */
export function summary(state: SimState): object {
  const mids = state.ledger.map((entry) => entry.tags.find((tag) => tag.name === "mid")?.value ?? entry.id);
  const seen = new Set<string>();
  const duplicates = [...new Set(mids.filter((mid) => seen.size === seen.add(mid).size))];
  return { ...state.counts, accepted: state.ledger.length, distinct: seen.size, duplicates };
}

/** How much of the rate is left, on every answer. Without a limit, no header. */
export function rateHeaders(state: SimState): Record<string, string> {
  const rps = state.options.rps ?? 10;
  const left = Math.max(0, Math.floor(state.bucket.tokens));
  return rps === 0
    ? {}
    : { "ratelimit-limit": String(rps), "ratelimit-remaining": String(left), "ratelimit-reset": "1" };
}
