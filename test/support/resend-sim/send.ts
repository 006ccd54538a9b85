import { createHash } from "node:crypto";

import { type SimState, newMailId, pickFault, simNow } from "./state.ts";
import type { Answer, FaultRule } from "./types.ts";
import { type Mail, apiError, problemOf } from "./validate.ts";

/** One call of a sending endpoint. */
export type Call = { endpoint: string; headers: Record<string, string | undefined>; body: Buffer };
/** The answer, and the fault that spoils it on the way back. */
export type Sent = { answer: Answer; spoil: FaultRule | null; acceptedIds: string[] };

const DAY = 86_400;
const refuse = (answer: Answer): Sent => ({ answer, spoil: null, acceptedIds: [] });
const AFTER = new Set(["drop_after_accept", "500_after_accept", "hang_after_accept", "latency", "garbage_answer"]);

/** Order of checks: user agent, authentication, rate, quota, idempotency, validation, acceptance. */
export function send(state: SimState, call: Call): Sent {
  const key = call.headers["idempotency-key"] ?? null;
  const fault = pickFault(state, { endpoint: call.endpoint, key, mids: mids(call.body), to: recipients(call.body) });
  if (fault?.answer !== undefined) {
    const { status, name, message } = fault.answer;
    return refuse(name === undefined ? { status, body: message } : apiError(status, name, message));
  }
  const early = checkCaller(state, call, fault) ?? checkRate(state, fault) ?? checkQuota(state, fault);
  if (early !== null) {
    return refuse(early);
  }
  if (fault?.fault === "reset_before_accept") {
    return { answer: apiError(500, "reset", ""), spoil: fault, acceptedIds: [] };
  }
  if (fault?.fault === "500_before_accept" || fault?.fault === "503_before_accept") {
    return refuse(apiError(Number(fault.fault.slice(0, 3)), "application_error", "Something went wrong."));
  }
  const replay = checkKey(state, call, key);
  if (replay !== null) {
    return { answer: replay, spoil: fault !== null && AFTER.has(fault.fault) ? fault : null, acceptedIds: [] };
  }
  return accept(state, call, key, fault);
}

function checkCaller(state: SimState, { headers }: Call, fault: FaultRule | null): Answer | null {
  if (headers["user-agent"] === undefined) {
    return { status: 403, body: "error code: 1010" };
  }
  const token = /^Bearer (.+)$/.exec(headers["authorization"] ?? "")?.[1];
  if (token === undefined) {
    return apiError(401, "missing_api_key", "Missing API key in the authorization header.");
  }
  if (fault?.fault === "key_suspended") {
    return apiError(403, "suspended_api_key", "This API key is suspended.");
  }
  const known = state.options.apiKeys;
  return known !== undefined && !known.includes(token) ? apiError(403, "invalid_api_key", "API key is invalid.") : null;
}

function checkRate(state: SimState, fault: FaultRule | null): Answer | null {
  const rps = state.options.rps ?? 10;
  const { bucket } = state;
  const now = Date.now();
  bucket.tokens = Math.min(rps, bucket.tokens + ((now - bucket.at) / 1000) * rps);
  bucket.at = now;
  const isOver = rps > 0 && bucket.tokens < 1;
  if (isOver || fault?.fault === "429_storm") {
    const headers = {
      "retry-after": "1",
      "ratelimit-limit": String(rps),
      "ratelimit-remaining": "0",
      "ratelimit-reset": "1",
    };
    return apiError(429, "rate_limit_exceeded", "Too many requests.", headers);
  }
  bucket.tokens -= 1;
  return null;
}

function checkQuota(state: SimState, fault: FaultRule | null): Answer | null {
  const today = new Date(simNow(state) * 1000).toISOString().slice(0, 10);
  if (state.sent.day !== today) {
    Object.assign(state.sent, { day: today, today: 0 });
  }
  const { dailyQuota = Infinity, monthlyQuota = Infinity } = state.options;
  if (fault?.fault === "quota_daily" || state.sent.today >= dailyQuota) {
    return apiError(429, "daily_quota_exceeded", "You have reached your daily email sending quota.");
  }
  return fault?.fault === "quota_monthly" || state.sent.month >= monthlyQuota
    ? apiError(429, "monthly_quota_exceeded", "You have reached your monthly email sending quota.")
    : null;
}

const shaOf = (body: Buffer): string => createHash("sha256").update(body).digest("hex");

/** The stored answer of a key, one of the two 409s, or null when the key is free (and is then taken). */
function checkKey(state: SimState, call: Call, key: string | null): Answer | null {
  if (key === null) {
    return null;
  }
  if (key.length === 0 || key.length > 256) {
    return apiError(400, "invalid_idempotency_key", "The key must be between 1 and 256 characters.");
  }
  const known = state.keys.get(key);
  if (known === undefined || simNow(state) - known.at >= DAY) {
    state.keys.set(key, { at: simNow(state), endpoint: call.endpoint, bodySha: shaOf(call.body), answer: null });
    return null;
  }
  if (known.endpoint !== call.endpoint || known.bodySha !== shaOf(call.body)) {
    state.counts.invalidKey += 1;
    return apiError(409, "invalid_idempotent_request", "Same idempotency key used with a different request payload.");
  }
  if (known.answer === null) {
    state.counts.concurrent += 1;
    return apiError(
      409,
      "concurrent_idempotent_requests",
      "Same idempotency key used while the original request is in progress.",
    );
  }
  state.counts.replays += 1;
  return known.answer;
}

function accept(state: SimState, call: Call, key: string | null, fault: FaultRule | null): Sent {
  const isBatch = call.endpoint === "/emails/batch";
  const payload = parse(call.body);
  const mails = isBatch ? payload : [payload];
  const isPermissive = isBatch && call.headers["x-batch-validation"] === "permissive";
  const free = (answer: Answer): Sent => {
    if (key !== null) {
      state.keys.delete(key); // only accepted calls consume the key
    }
    return refuse(answer);
  };
  if (!Array.isArray(mails) || mails.length === 0 || mails.length > 100) {
    return free(apiError(422, "validation_error", "A batch holds 1 to 100 mails."));
  }
  const rejected = fault?.fault === "reject_address" ? (fault.match?.to ?? "") : null;
  const problems = mails.map((mail, i) => {
    const to = recipientsOf(mail);
    const isRejected = rejected !== null && to.some((address) => address.includes(rejected));
    return { index: i, message: isRejected ? "Invalid `to` field." : problemOf(mail, isBatch) };
  });
  const bad = problems.filter((p): p is { index: number; message: string } => p.message !== null);
  if (bad.length > 0 && !isPermissive) {
    return free(apiError(422, "validation_error", bad[0]?.message ?? ""));
  }
  const good = mails.flatMap((mail, index) =>
    bad.some((b) => b.index === index) ? [] : [{ mail: mail as Mail, index }],
  );
  const ids = good.map(({ mail, index }) => record(state, call, key, mail, index));
  const data = ids.map((id) => ({ id }));
  if (state.options.permissiveOrder === "shuffled" && isPermissive) {
    data.reverse();
  }
  const body = isBatch ? { data, ...(bad.length > 0 ? { errors: bad } : {}) } : data[0];
  const answer: Answer = { status: 200, body };
  const stored = key === null ? undefined : state.keys.get(key);
  if (stored !== undefined) {
    stored.answer = answer;
  }
  return { answer, spoil: fault !== null && AFTER.has(fault.fault) ? fault : null, acceptedIds: ids };
}

function record(state: SimState, call: Call, key: string | null, mail: Mail, index: number): string {
  const id = newMailId(state);
  state.sent.today += 1;
  state.sent.month += 1;
  state.ledger.push({
    seq: state.ledger.length + 1,
    at: simNow(state),
    id,
    endpoint: call.endpoint,
    key,
    index,
    bodySha: shaOf(call.body),
    from: mail.from,
    to: typeof mail.to === "string" ? [mail.to] : mail.to,
    subject: mail.subject,
    html: mail.html ?? "",
    text: mail.text ?? "",
    headers: mail.headers ?? {},
    tags: mail.tags ?? [],
  });
  return id;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return null;
  }
}

const recipientsOf = (mail: unknown): string[] => [(mail as { to?: string | string[] } | null)?.to ?? []].flat();
const mids = (body: Buffer): string[] =>
  [parse(body)]
    .flat()
    .flatMap((mail) => ((mail as Mail | null)?.tags ?? []).flatMap((t) => (t.name === "mid" ? [t.value] : [])));
const recipients = (body: Buffer): string[] => [parse(body)].flat().flatMap(recipientsOf);
