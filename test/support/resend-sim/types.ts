/** A mail as it was accepted. */
export type LedgerEntry = {
  seq: number;
  at: number;
  id: string;
  endpoint: string;
  key: string | null;
  index: number;
  bodySha: string;
  from: string;
  to: string[];
  subject: string;
  html: string;
  text: string;
  headers: Record<string, string>;
  tags: { name: string; value: string }[];
};

/** What can go wrong, on purpose. */
export const FAULTS = [
  "drop_after_accept",
  "500_after_accept",
  "500_before_accept",
  "503_before_accept",
  "reset_before_accept",
  "latency",
  "hang_after_accept",
  "429_storm",
  "quota_daily",
  "quota_monthly",
  "key_suspended",
  "garbage_answer",
  "reject_address",
  "answer",
  "webhook_duplicate",
  "webhook_reorder",
  "webhook_delay",
  "webhook_lost",
  "webhook_bad_signature",
] as const;
type Fault = (typeof FAULTS)[number];

/** An ordered rule of the fault script; the first that matches a request acts. */
export type FaultRule = {
  fault: Fault;
  match?: { endpoint?: string; key?: string; mid?: string; to?: string; nth?: number; every?: number };
  /** Chance between 0 and 1, drawn from the seed. */
  rate?: number;
  times?: number;
  ms?: number;
  /** For `answer`: what is answered, accepting nothing. No name: a page without JSON. */
  answer?: { status: number; name?: string; message: string };
};

export type Options = {
  port?: number;
  seed?: number;
  /** Requests per second and team; 0 means no limit. */
  rps?: number;
  dailyQuota?: number;
  monthlyQuota?: number;
  apiKeys?: string[];
  /** Its domain follows who opens a mail: what a release must notice. */
  tracksOpens?: boolean;
  permissiveOrder?: "payload" | "shuffled";
  webhook?: { url: string; secret: string; timeScale?: number };
};

/** An answer of the API. */
export type Answer = { status: number; body: unknown; headers?: Record<string, string> };
