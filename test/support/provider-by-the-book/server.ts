import { createHash, randomUUID } from "node:crypto";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";

/*
 * A second provider, written from Resend's public pages alone (errors, idempotency keys, sending a batch, validation modes of a
 * batch, the list of mails), so that the engine and the other simulator do not agree by having the same author's habits. It shares no line
 * with it; only the paths under `/__sim/` are the same, because one suite drives both.
 */

type Mail = Partial<Record<"from" | "to" | "subject" | "html" | "text" | "reply_to" | "attachments", unknown>> & {
  headers?: Record<string, string>;
  tags?: { name: string; value: string }[];
};
type Entry = Record<"id" | "endpoint" | "bodySha" | "from" | "subject" | "html" | "text", string> & {
  seq: number;
  at: number;
  key: string | null;
  index: number;
  to: string[];
  headers: Record<string, string>;
  tags: { name: string; value: string }[];
};

/** How a 200 may lie about what was accepted. */
export const LIES = {
  fewer: (ids) => ({ data: ids.slice(0, Math.ceil(ids.length / 2)) }),
  empty: () => ({}),
  no_data: () => ({ data: [] }),
  one_for_many: (ids) => ids[0] ?? {},
  many_for_one: (ids) => ({ data: ids }),
  twice: (ids) => ({ data: ids.map((_, i) => ids[i - (i % 2)]) }),
  beyond: (ids) => ({ data: ids.slice(1), errors: [{ index: ids.length, message: "Invalid `to` field." }] }),
  same_index: (ids) => ({
    data: ids.slice(2),
    errors: [0, 0].map((index) => ({ index, message: "Invalid `to` field." })),
  }),
  html: () => "<!doctype html><title>Resend</title>",
  error: () => ({ statusCode: 500, name: "application_error", message: "An unexpected error occurred" }),
} satisfies Record<string, (ids: { id: string }[]) => unknown>;
export type Lie = keyof typeof LIES;

type Rule = {
  fault: string;
  match?: { endpoint?: string; to?: string };
  rate?: number;
  times?: number;
  ms?: number;
  /** For `answer`: what every call is answered, accepting nothing. No name: a page without JSON. */
  answer?: { status: number; name?: string; message: string };
  /** For `lie`. */
  lie?: Lie;
};
type Options = {
  seed?: number;
  apiKeys?: string[];
  /** Open in the documentation: does a refusal use the key up? */
  consumesRefused?: boolean;
};
type Reply = { status: number; body: unknown; headers?: Record<string, string> };
type Kept = { at: number; endpoint: string; sha: string; reply: Reply | null };
type Call = { path: string; headers: IncomingMessage["headers"]; body: string };

const DAY = 86_400;
const error = (status: number, name: string, message: string, headers: Record<string, string> = {}): Reply => ({
  status,
  body: { statusCode: status, name, message },
  headers,
});

/** Refusals on purpose, before anything is looked at. */
const REFUSALS: Readonly<Record<string, Reply>> = {
  "500_before_accept": error(500, "internal_server_error", "An unexpected error occurred"),
  "503_before_accept": error(503, "service_unavailable", "The service is not available"),
  "429_storm": error(429, "rate_limit_exceeded", "Too many requests", {
    "retry-after": "1",
    "ratelimit-remaining": "0",
  }),
  quota_daily: error(429, "daily_quota_exceeded", "You have reached your daily email quota"),
  quota_monthly: error(429, "monthly_quota_exceeded", "You have reached your monthly email quota"),
  key_suspended: error(403, "suspended_api_key", "This API key is suspended"),
};

/** Starts it. It remembers every accepted mail. */
export async function startBook(options: Options = {}) {
  const ledger: Entry[] = [];
  const keys = new Map<string, Kept>();
  const counts = { requests: 0, replays: 0, concurrent: 0, invalidKey: 0, hung: 0 };
  const settings = { ...options };
  let rules: (Rule & { done: number })[] = [];
  let ahead = 0;
  let seed = ((options.seed ?? 1) * 2_654_435_761) >>> 0 || 1;

  const now = (): number => Math.floor(Date.now() / 1000) + ahead;
  const chance = (): number => {
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    return (seed >>> 0) / 4_294_967_296;
  };
  const setFaults = (given: Rule[]): void => {
    rules = given.map((rule) => ({ ...rule, done: 0 }));
  };

  const faultOf = (call: Call): Rule | null => {
    const rule = rules.find(
      ({ match = {}, times = Infinity, done, rate = 1 }) =>
        done < times &&
        (match.endpoint ?? call.path) === call.path &&
        call.body.includes(match.to ?? "") &&
        (rate === 1 || chance() < rate),
    );
    if (rule !== undefined) {
      rule.done += 1;
    }
    return rule ?? null;
  };

  /** Who calls. */
  const atTheDoor = ({ headers }: Call): Reply | null => {
    if (headers["user-agent"] === undefined) {
      return { status: 403, body: "error code: 1010" };
    }
    const [, token] = /^Bearer (\S+)$/.exec(headers.authorization ?? "") ?? [];
    if (token === undefined) {
      return error(401, "missing_api_key", "Missing API Key");
    }
    if (settings.apiKeys?.includes(token) === false) {
      return error(401, "validation_error", "API key is invalid");
    }
    return null;
  };

  const ofKey = (key: string, call: Call): Reply | null => {
    if (key.length === 0 || key.length > 256) {
      return error(
        400,
        "invalid_idempotency_key",
        "Idempotency keys, if present, must have between 1 and 256 characters.",
      );
    }
    const known = keys.get(key);
    if (known === undefined || now() - known.at >= DAY) {
      return null;
    }
    if (known.endpoint !== call.path || known.sha !== shaOf(call.body)) {
      counts.invalidKey += 1;
      return error(409, "invalid_idempotent_request", "Same idempotency key used with a different request payload");
    }
    if (known.reply === null) {
      counts.concurrent += 1;
      return error(
        409,
        "concurrent_idempotent_requests",
        "Same idempotency key used while original request is still in progress",
      );
    }
    counts.replays += 1;
    return known.reply;
  };

  const keep = (mail: Mail, about: { call: Call; key: string | null; index: number }): { id: string } => {
    const id = randomUUID();
    ledger.push({
      seq: ledger.length + 1,
      at: now(),
      id,
      endpoint: about.call.path,
      key: about.key,
      index: about.index,
      bodySha: shaOf(about.call.body),
      from: String(mail.from),
      to: [mail.to].flat().map(String),
      subject: String(mail.subject),
      html: text(mail.html),
      text: text(mail.text),
      headers: mail.headers ?? {},
      tags: mail.tags ?? [],
    });
    return { id };
  };

  /** Validates, and accepts all, none, or in permissive mode those that are right. */
  const take = (call: Call, key: string | null): Reply => {
    const isBatch = call.path === "/emails/batch";
    const isPermissive = isBatch && call.headers["x-batch-validation"] === "permissive";
    const payload = json(call.body);
    const mails = (isBatch ? payload : [payload]) as Mail[];
    if (!Array.isArray(mails) || mails.length === 0 || mails.length > 100) {
      return error(422, "validation_error", "The batch must hold between 1 and 100 emails.");
    }
    const errors = mails.flatMap((mail, index) => {
      const message = wrongWith(mail, isBatch);
      return message === null ? [] : [{ index, message }];
    });
    const [first] = errors;
    if (first !== undefined && !isPermissive) {
      const isMissing = first.message.startsWith("Missing");
      return error(422, isMissing ? "missing_required_field" : "validation_error", first.message);
    }
    const good = mails
      .map((mail, index) => ({ mail, index }))
      .filter(({ index }) => !errors.some((e) => e.index === index));
    const data = good.map(({ mail, index }) => keep(mail, { call, key, index }));
    const told = isPermissive ? data.toSorted(() => chance() - 0.5) : data;
    return { status: 200, body: isBatch ? { data: told, ...(isPermissive ? { errors } : {}) } : data[0] };
  };

  /** The answer to a call that came to the point of being looked at. */
  const answerTo = (call: Call, fault: Rule | null): Reply => {
    const key = call.headers["idempotency-key"]?.toString() ?? null;
    const early = atTheDoor(call) ?? (key === null ? null : ofKey(key, call));
    if (early !== null) {
      return early;
    }
    const reply = refusalOf(fault) ?? take(call, key);
    // What is said of the key itself, or of a fault of the provider, cannot use the key up.
    const isKept =
      reply.status === 200 || (settings.consumesRefused === true && reply.status < 500 && reply.status !== 409);
    if (key !== null && isKept) {
      const kept: Kept = {
        at: now(),
        endpoint: call.path,
        sha: shaOf(call.body),
        reply: fault?.fault === "latency" ? null : reply,
      };
      keys.set(key, kept);
      setTimeout(() => (kept.reply = reply), fault?.ms ?? 0).unref();
    }
    return reply;
  };

  const send = (res: ServerResponse, { status, body, headers = {} }: Reply): void => {
    const isText = typeof body === "string";
    res.writeHead(status, { "content-type": isText ? "text/html" : "application/json", ...headers });
    res.end(isText ? body : JSON.stringify(body));
  };

  /** What becomes of the answer on its way. */
  const spoiled: Readonly<Record<string, (res: ServerResponse, reply: Reply, rule: Rule) => void>> = {
    drop_after_accept: (res) => res.destroy(),
    hang_after_accept: () => (counts.hung += 1),
    "500_after_accept": (res) => send(res, error(500, "application_error", "An unexpected error occurred")),
    garbage_answer: (res) => send(res, { status: 200, body: "<html>502</html>" }),
    latency: (res, reply, { ms = 1000 }) => void setTimeout(() => send(res, reply), ms),
    lie: (res, reply, { lie = "empty" }) => {
      const { data, id } = reply.body as { data?: { id: string }[]; id?: string };
      const ids = data ?? (id === undefined ? [] : [{ id }]);
      send(res, reply.status === 200 ? { status: 200, body: LIES[lie](ids) } : reply);
    },
  };

  const posted = (res: ServerResponse, call: Call): void => {
    counts.requests += 1;
    const fault = faultOf(call);
    if (fault?.fault === "reset_before_accept") {
      res.destroy();
      return;
    }
    const reply = answerTo(call, fault);
    const spoil = fault === null ? undefined : spoiled[fault.fault];
    if (fault === null || spoil === undefined) {
      send(res, reply);
    } else {
      spoil(res, reply, fault);
    }
  };

  /** The list, newest first; tags are only in the answer to one id. */
  const listed = (asked: URLSearchParams): Reply => {
    const all = ledger.toReversed();
    const from = all.findIndex((entry) => entry.id === asked.get("after")) + 1;
    const page = all.slice(from, from + Number(asked.get("limit") ?? 20));
    const data = page.map((entry) => ({ ...shown(entry), tags: undefined }));
    return { status: 200, body: { object: "list", has_more: from + page.length < all.length, data } };
  };

  const summary = (): object => {
    const mids = ledger.map(midOf);
    const duplicates = [...new Set(mids.filter((mid, i) => mids.indexOf(mid) !== i))];
    return { ...counts, accepted: ledger.length, distinct: new Set(mids).size, duplicates };
  };

  const controls: Readonly<Record<string, (url: URL, body: string) => unknown>> = {
    "/__sim/faults": (_, body) => setFaults(JSON.parse(body) as Rule[]),
    "/__sim/options": (_, body) => Object.assign(settings, JSON.parse(body)),
    "/__sim/clock": (_, body) => void (ahead += (JSON.parse(body) as { advance: number }).advance),
    "/__sim/ledger/summary": summary,
    "/__sim/ledger": ({ searchParams }) =>
      ledger.filter((entry) => entry.to.some((to) => to.includes(searchParams.get("to") ?? ""))),
  };

  const read = (url: URL, body: string): Reply => {
    const control = controls[url.pathname];
    if (control !== undefined) {
      return { status: 200, body: control(url, body) ?? { ok: true } };
    }
    const found = ledger.find((entry) => url.pathname === `/emails/${entry.id}`);
    return url.pathname === "/emails"
      ? listed(url.searchParams)
      : found === undefined
        ? error(404, "not_found", "The requested endpoint does not exist")
        : { status: 200, body: shown(found) };
  };

  const server = createServer((req, res) => {
    let body = "";
    req.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
    req.on("end", () => {
      const url = new URL(req.url ?? "/", "http://book");
      const isSending = req.method === "POST" && url.pathname.startsWith("/emails");
      if (isSending) {
        posted(res, { path: url.pathname, headers: req.headers, body });
      } else {
        send(res, read(url, body));
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ledger: () => ledger,
    setFaults,
    advance: (seconds: number) => void (ahead += seconds),
    hung: () => counts.hung,
    close: () =>
      new Promise<void>((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

/** A refusal that the script asks for. */
function refusalOf(rule: Rule | null): Reply | null {
  if (rule?.fault === "answer" && rule.answer !== undefined) {
    const { status, name, message } = rule.answer;
    return name === undefined ? { status, body: message } : error(status, name, message);
  }
  return rule?.fault === "reject_address"
    ? error(
        422,
        "validation_error",
        "Invalid `to` field. The email address needs to follow the `email@example.com` format.",
      )
    : (REFUSALS[rule?.fault ?? ""] ?? null);
}

const shaOf = (body: string): string => createHash("sha256").update(body).digest("hex");
const text = (part: unknown): string => (typeof part === "string" ? part : "");
const midOf = ({ id, tags }: Entry): string => tags.find(({ name }) => name === "mid")?.value ?? id;
const shown = ({ id, from, to, subject, html, text: plain, tags, at }: Entry) => ({
  object: "email",
  id,
  from,
  to,
  subject,
  html,
  text: plain,
  tags,
  created_at: new Date(at * 1000).toISOString(),
  last_event: "sent",
});

function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

const FORMAT = "The email address needs to follow the `email@example.com` or `Name <email@example.com>` format.";
const isAddress = (value: unknown): boolean =>
  typeof value === "string" && /^[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+$/.test(/^[^<>]*<([^<>]*)>$/.exec(value)?.[1] ?? value);

/** What is wrong with a mail, in the words of the provider; null when nothing is. */
function wrongWith(mail: Mail | null, isBatch: boolean): string | null {
  const to = [mail?.to ?? []].flat();
  const checks: [boolean, string][] = [
    [mail?.from !== undefined, "Missing `from` field."],
    [to.length > 0, "Missing `to` field."],
    [typeof mail?.subject === "string", "Missing `subject` field."],
    [typeof (mail?.html ?? mail?.text) === "string", "Missing `html` or `text` field."],
    [isAddress(mail?.from), `Invalid \`from\` field. ${FORMAT}`],
    [to.length <= 50 && to.every(isAddress), `Invalid \`to\` field. ${FORMAT}`],
    [
      to.every((one) => !/@(?:example|test)\.(?:com|org|net)>?$/.test(String(one))),
      "Invalid `to` field. Please use our testing email address instead of domains like `example.com`.",
    ],
    [mail?.reply_to === undefined || [mail.reply_to].flat().every(isAddress), `Invalid \`reply_to\` field. ${FORMAT}`],
    [
      (mail?.tags ?? []).every(({ name, value }) => [name, value].every((part) => /^[\w-]{1,256}$/.test(part))),
      "Tags should only contain ASCII letters, numbers, underscores, or dashes.",
    ],
    [!isBatch || mail?.attachments === undefined, "The `attachments` field is not supported in batch."],
  ];
  return checks.find(([holds]) => !holds)?.[1] ?? null;
}
