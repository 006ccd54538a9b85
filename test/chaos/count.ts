import type { Stack } from "../../scripts/local/stack.ts";
import type { LedgerEntry } from "../support/resend-sim/types.ts";
import { isBad } from "./seed.ts";

/** What a run came to: counted from the simulator's ledger, over HTTP, and from D1. */
export type Verdict = {
  intended: number;
  accepted: number;
  sent: number;
  failed: number;
  skipped: number;
  duplicates: number;
  lost: number;
  /** Outcomes that nobody knew when all was quiet: a person decides. */
  unknown: number;
  /** Of those, looked for at the provider, not found, sent again on purpose as new mails. */
  recovered: number;
  /** Accepted though the database says skipped, failed or dead; or sent after a "no" that came before the freeze. */
  wrong: number;
  /** What `stats_daily` says beyond the ledger: two holders that both settled. */
  miscounted: number;
  replays: number;
  conflicts: number;
  refusedClaims: number;
};

type Row = {
  id: string;
  status: number;
  sequence: string | null;
  reason: string | null;
  recipient_id: string;
  class: number;
};

export async function verdictOf(
  stack: Stack,
  simUrl: string,
  { mails, unknown, log }: { mails: number; unknown: number; log: string },
): Promise<Verdict> {
  const ledger = await read<LedgerEntry[]>(`${simUrl}/__sim/ledger`);
  const summary = await read<Record<string, number>>(`${simUrl}/__sim/ledger/summary`);
  const rows = stack.sql("SELECT id, status, sequence, reason, recipient_id, class FROM messages") as Row[];
  const resent = rows.filter((row) => row.reason === "resent");
  const [counted] = stack.sql("SELECT coalesce(sum(n), 0) AS n FROM stats_daily WHERE metric = 'sent'");
  const [late] = stack.sql(
    `SELECT count(*) AS n FROM messages m JOIN send_batches b ON b.id = m.batch_id JOIN subscriptions p
     ON p.recipient_id = m.recipient_id AND p.topic = m.topic
     WHERE m.status BETWEEN 2 AND 5 AND p.status = 2 AND p.ended_at < b.frozen_at`,
  );
  const times = new Map<string, number>();
  for (const entry of ledger) {
    const mid = entry.tags.find((tag) => tag.name === "mid")?.value ?? "";
    times.set(mid, (times.get(mid) ?? 0) + 1);
  }
  const of = (...statuses: number[]): Row[] => rows.filter((row) => statuses.includes(row.status));
  const notWritten = mails - new Set(rows.flatMap((row) => (row.sequence === null ? [] : [row.recipient_id]))).size;
  const notAccepted = of(2, 3, 4, 5).filter((row) => !times.has(row.id)).length;
  return {
    intended: mails + Math.floor(mails / 10),
    accepted: ledger.length,
    sent: of(2, 3, 4, 5).length,
    failed: of(7).length,
    skipped: of(6).length,
    duplicates: [...times.values()].filter((n) => n > 1).length + twice(ledger),
    // Somebody who left before their step was written has no mail to lose: their way ended, with its reason.
    lost: notAccepted + of(0, 1).length + notWritten - exited(stack),
    unknown,
    recovered: resent.length,
    wrong: of(6, 7, 9).filter((row) => times.has(row.id)).length + Number(late?.["n"]),
    miscounted: Math.abs(Number(counted?.["n"]) - of(2, 3, 4, 5).length),
    replays: summary["replays"] ?? 0,
    conflicts: summary["invalidKey"] ?? 0,
    refusedClaims: log.split('"outcome":"refused_claim"').length - 1,
  };
}

/** Over HTTP, as anyone could; once more when a connection that was kept open had just been closed. */
async function read<T>(url: string): Promise<T> {
  const answer = await fetch(url).catch(() => fetch(url));
  return (await answer.json()) as T;
}

/** People who got the same step twice, under whatever ids: what a person would call a duplicate. */
function twice(ledger: readonly LedgerEntry[]): number {
  const steps = ledger.filter((entry) => entry.subject.startsWith("Votre étape 1"));
  const mids = new Set(steps.map((entry) => entry.tags.find((tag) => tag.name === "mid")?.value));
  return mids.size - new Set(steps.map((entry) => entry.to.join())).size;
}

const exited = (stack: Stack): number =>
  Number(
    stack.sql("SELECT count(*) AS n FROM enrolments WHERE status = 3 AND step = 0 AND reason = 'unsubscribed'")[0]?.[
      "n"
    ],
  );

/** What is not as promised; empty when all is well. */
export function brokenPromises(v: Verdict, mails: number): string[] {
  const bad = Array.from({ length: mails }, (_, i) => i).filter(isBad).length;
  const checks: [boolean, string][] = [
    [v.duplicates === 0, "duplicates"],
    [v.lost === 0, "lost"],
    [v.conflicts === 0, "other bytes under a key that was used"],
    [v.wrong === 0, "accepted what should not leave"],
    [v.miscounted === 0, "counters differ from the ledger"],
    [v.replays > 0, "no replay: the run proved nothing"],
    [v.refusedClaims > 0, "no refused claim: the run proved nothing"],
    [v.failed <= bad, "good addresses failed"],
  ];
  return checks.flatMap(([holds, what]) => (holds ? [] : [what]));
}
