import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { playOutside } from "../outside-sim.ts";
import { mailPage, mailboxPage, modelPage, modelsPage } from "./mailbox.ts";
import { send } from "./send.ts";
import { createState, pickFault, rateHeaders, simNow, summary } from "./state.ts";
import { type Answer, FAULTS, type FaultRule, type LedgerEntry, type Options } from "./types.ts";
import { apiError } from "./validate.ts";
import { deliver } from "./webhooks.ts";

/** A running simulator of the mail provider. */
export type ResendSim = {
  url: string;
  ledger: () => LedgerEntry[];
  setFaults: (rules: FaultRule[]) => void;
  /** Lets its clock go on by so many seconds. */
  advance: (seconds: number) => void;
  /** Calls accepted and never answered, so far. */
  hung: () => number;
  close: () => Promise<void>;
};

type Handler = (req: IncomingMessage, res: ServerResponse, url: URL, body: Buffer) => void;

/** Starts a real HTTP server that answers like the provider, remembers every accepted mail and can fail on demand. */
export async function startResendSim(options: Options = {}): Promise<ResendSim> {
  const state = createState(options);
  const setFaults = (rules: FaultRule[]): void => {
    state.faults = rules.map((rule) => ({ ...rule, seen: 0, done: 0 }));
  };
  const json = (res: ServerResponse, { status, body, headers = {} }: Answer): void => {
    state.counts.byStatus[status] = (state.counts.byStatus[status] ?? 0) + 1;
    const text = typeof body === "string" ? body : JSON.stringify(body);
    res.writeHead(status, { "content-type": "application/json", ...rateHeaders(state), ...headers }).end(text);
  };
  const html = (res: ServerResponse, text: string): void => {
    res.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(text);
  };

  const post: Handler = (req, res, url, body) => {
    state.counts.requests += 1;
    const headers = Object.fromEntries(Object.entries(req.headers).map(([k, v]) => [k, String(v)]));
    const { answer, spoil, acceptedIds } = send(state, { endpoint: url.pathname, headers, body });
    if (options.webhook !== undefined) {
      for (const entry of state.ledger.filter((e) => acceptedIds.includes(e.id))) {
        void deliver(options.webhook, entry, {
          now: () => simNow(state),
          isSuppressed: (to) => state.suppressed.has(to),
          fault: () => pickFault(state, { endpoint: "webhook", key: null, mids: midsOf(entry), to: entry.to }),
        });
      }
    }
    const fault = spoil?.fault;
    if (fault === "reset_before_accept" || fault === "drop_after_accept") {
      res.destroy();
    } else if (fault === "500_after_accept") {
      json(res, apiError(500, "application_error", "Something went wrong."));
    } else if (fault === "garbage_answer") {
      res.writeHead(200, { "content-type": "text/html" }).end("<html>502</html>");
    } else if (fault === "latency") {
      setTimeout(() => json(res, answer), spoil?.ms ?? 1000);
    } else if (fault === "hang_after_accept") {
      state.counts.hung += 1;
    } else {
      json(res, answer);
    }
  };

  const control: Handler = (req, res, url, body) => {
    if (url.pathname === "/__sim/faults" && req.method === "PUT") {
      const rules = JSON.parse(body.toString("utf8")) as FaultRule[];
      const unknown = rules.find((rule) => !FAULTS.includes(rule.fault));
      setFaults(unknown === undefined ? rules : []);
      json(
        res,
        unknown === undefined ? { status: 200, body: { ok: true } } : apiError(422, "unknown_fault", unknown.fault),
      );
    } else if (url.pathname === "/__sim/clock" && req.method === "POST") {
      state.clockOffset += (JSON.parse(body.toString("utf8")) as { advance: number }).advance;
      json(res, { status: 200, body: { now: simNow(state) } });
    } else if (url.pathname === "/__sim/ledger/summary") {
      json(res, { status: 200, body: summary(state) });
    } else if (url.pathname === "/__sim/ledger" && req.method === "DELETE") {
      state.ledger.length = 0;
      json(res, { status: 200, body: { ok: true } });
    } else {
      const [since, mid, to] = ["since", "mid", "to"].map((name) => url.searchParams.get(name));
      const rows = state.ledger.filter(
        (e) =>
          e.seq > Number(since ?? 0) &&
          (mid === null || e.tags.some((tag) => tag.value === mid)) &&
          (to === null || e.to.some((address) => address.includes(to ?? ""))),
      );
      const isNdjson = url.searchParams.get("format") === "ndjson";
      json(res, { status: 200, body: isNdjson ? rows.map((row) => JSON.stringify(row)).join("\n") : rows });
    }
  };

  const outside = playOutside();
  const read: Handler = (_req, res, url) => {
    const [, kind, id, part] = url.pathname.split("/");
    const entry = state.ledger.find((e) => e.id === id);
    if (url.pathname === "/") {
      html(res, mailboxPage(state.ledger, url.searchParams.get("to") ?? ""));
    } else if (kind === "modeles") {
      html(res, (id === undefined ? null : modelPage(id)) ?? modelsPage());
    } else if (kind === "mail" && entry !== undefined) {
      html(res, part === "html" ? entry.html.replace("<head>", '<head><base target="_top">') : mailPage(entry));
    } else if (kind === "emails" && id === undefined) {
      json(res, { status: 200, body: listPage(state.ledger, url.searchParams) });
    } else if (kind === "domains") {
      const domain = { ...DOMAIN, open_tracking: options.tracksOpens === true };
      json(res, { status: 200, body: id === undefined ? { object: "list", data: [domain] } : domain });
    } else if (kind === "suppressions") {
      const data = [...state.suppressed].map((email) => ({ email, reason: "manual" }));
      json(res, { status: 200, body: { object: "list", data } });
    } else if (kind === "emails" && entry !== undefined) {
      json(res, { status: 200, body: view(entry) });
    } else {
      json(res, apiError(404, "not_found", "Email not found"));
    }
  };

  /** The list of suppressed addresses, for the whole team: added and removed alone or up to 100 at a time. */
  const suppress: Handler = (req, res, url, body) => {
    const one = decodeURIComponent(url.pathname.split("/")[2] ?? "");
    const sent = body.length === 0 ? {} : (JSON.parse(body.toString("utf8")) as { email?: string; emails?: string[] });
    const emails = one === "" || one === "batch" ? [sent.emails ?? sent.email ?? []].flat() : [one];
    if (emails.length > 100) {
      return json(res, apiError(422, "validation_error", "At most 100 addresses at a time."));
    }
    emails.forEach((email) => (req.method === "DELETE" ? state.suppressed.delete(email) : state.suppressed.add(email)));
    json(res, { status: 200, body: { object: "list", data: emails.map((email) => ({ email })) } });
  };

  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      const url = new URL(req.url ?? "/", "http://sim");
      const isSend = req.method === "POST" && ["/emails", "/emails/batch"].includes(url.pathname);
      const isList = url.pathname.startsWith("/suppressions") && req.method !== "GET";
      const isOutside = url.pathname.startsWith("/__outside");
      const handler = isSend
        ? post
        : isList
          ? suppress
          : url.pathname.startsWith("/__sim/")
            ? control
            : isOutside
              ? outside
              : read;
      handler(req, res, url, Buffer.concat(chunks));
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    ledger: () => state.ledger,
    setFaults,
    advance: (seconds) => void (state.clockOffset += seconds),
    hung: () => state.counts.hung,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const DOMAIN = {
  object: "domain",
  id: "dom_1",
  name: "lignesure.example",
  status: "verified",
  region: "eu-west-1",
  open_tracking: false,
  click_tracking: false,
};
const midsOf = (entry: LedgerEntry): string[] => entry.tags.filter((tag) => tag.name === "mid").map((tag) => tag.value);

/** Newest first, `limit` at a time, from after an id. */
function listPage(ledger: readonly LedgerEntry[], asked: URLSearchParams): object {
  const newest = ledger.toReversed();
  const start = newest.findIndex((e) => e.id === asked.get("after")) + 1;
  const limit = Math.min(100, Number(asked.get("limit") ?? 20));
  const data = newest.slice(start, start + limit);
  return { object: "list", has_more: start + limit < newest.length, data: data.map((e) => view(e)) };
}

const view = (e: LedgerEntry): object => ({
  object: "email",
  id: e.id,
  from: e.from,
  to: e.to,
  subject: e.subject,
  html: e.html,
  text: e.text,
  tags: e.tags,
  created_at: new Date(e.at * 1000).toISOString(),
  last_event: "delivered",
});
