import type { Answer } from "./types.ts";

export type Mail = {
  from: string;
  to: string[];
  subject: string;
  html?: string;
  text?: string;
  headers?: Record<string, string>;
  tags?: { name: string; value: string }[];
};

/** An error as the provider writes it. */
export const apiError = (
  statusCode: number,
  name: string,
  message: string,
  headers: Record<string, string> = {},
): Answer => ({
  status: statusCode,
  body: { statusCode, name, message },
  headers,
});

const ADDRESS = /^(?:[^<>@\s]+@[^<>@\s]+\.[^<>@\s]+|[^<>]*<[^<>@\s]+@[^<>@\s]+\.[^<>@\s]+>)$/;
const UNSUPPORTED = ["scheduled_at", "template", "topic_id", "react"];

/** Checks one mail the way the provider does; the message of the first thing wrong, or null. */
export function problemOf(raw: unknown, isBatch: boolean): string | null {
  if (typeof raw !== "object" || raw === null) {
    return "The payload must be an object.";
  }
  const mail = raw as Record<string, unknown>;
  const unsupported = UNSUPPORTED.find((field) => field in mail);
  if (unsupported !== undefined) {
    return `sim_unsupported: ${unsupported}`;
  }
  if (isBatch && "attachments" in mail) {
    return "The `attachments` field is not supported in batch.";
  }
  const to = typeof mail["to"] === "string" ? [mail["to"]] : mail["to"];
  if (typeof mail["from"] !== "string" || !ADDRESS.test(mail["from"])) {
    return "Invalid `from` field.";
  }
  if (!Array.isArray(to) || to.length === 0 || to.length > 50) {
    return "The `to` field must hold 1 to 50 addresses.";
  }
  const bad = to.find((address) => typeof address !== "string" || !ADDRESS.test(address));
  if (bad !== undefined) {
    return "Invalid `to` field. The email address needs to follow the `email@example.com` format.";
  }
  if (to.some((address: string) => /@(?:example\.com|test\.com)>?$/.test(address))) {
    return "Invalid `to` field. Please use our testing email address instead of domains like `example.com`.";
  }
  if (typeof mail["subject"] !== "string" || (typeof mail["html"] !== "string" && typeof mail["text"] !== "string")) {
    return "Missing `subject`, or both `html` and `text`.";
  }
  return tagProblem(mail["tags"]);
}

function tagProblem(tags: unknown): string | null {
  const list = Array.isArray(tags) ? (tags as { name?: unknown; value?: unknown }[]) : [];
  const isBad = list.some((tag) =>
    [tag.name, tag.value].some((part) => typeof part !== "string" || !/^[\w-]{1,256}$/.test(part)),
  );
  return isBad ? "Tags should only contain ASCII letters, numbers, underscores, or dashes." : null;
}
