import type { MailerAnswer, ProviderError } from "../platform/mailer.ts";

/** A call that the provider refused. */
export type Refusal = Extract<MailerAnswer, { kind: "refused" }>;

/**
 * What a refusal is about: this address alone; one of our bodies; our key, domain or plan; who we write as; our quota; our speed; a
 * call still in progress; other bytes under a key that was used; nobody knows whether it left; a name that nobody here has read.
 */
export type About =
  | "recipient"
  | "ours"
  | "account"
  | "sender"
  | "quota"
  | "pace"
  | "race"
  | "other_bytes"
  | "ambiguous"
  | "unknown_name";

type Asked = Pick<Refusal, "status" | "name" | "message">;
type Reading = About | ((asked: Asked) => About);

/** `ProviderError` is the SDK's own list: a name that it learns and that is missing here does not compile. */
const OF_THE_SDK: Record<ProviderError, Reading> = {
  invalid_idempotency_key: "ours",
  validation_error: readField,
  missing_api_key: "account",
  restricted_api_key: "account",
  invalid_api_key: "account",
  not_found: "account",
  method_not_allowed: "account",
  invalid_idempotent_request: "other_bytes",
  concurrent_idempotent_requests: "race",
  invalid_attachment: "ours",
  invalid_from_address: "sender",
  invalid_access: "ours",
  invalid_parameter: "ours",
  invalid_region: "ours",
  missing_required_field: "ours",
  monthly_quota_exceeded: "quota",
  daily_quota_exceeded: "quota",
  rate_limit_exceeded: "pace",
  security_error: "account",
  application_error: "ambiguous",
  internal_server_error: "ambiguous",
};

/** Names that are documented, or were seen, and that the SDK's type does not hold. */
const OTHERS: Readonly<Record<string, Reading>> = {
  suspended_api_key: "account",
  invalid_permission: "account",
  email_above_quota: "account",
  resource_locked: "race",
  missing_required_parameter: "ours",
  service_unavailable: "ambiguous",
  no_json: "account",
};

const READINGS: ReadonlyMap<string, Reading> = new Map(Object.entries({ ...OF_THE_SDK, ...OTHERS }));

const QUOTED = (field: string): RegExp => new RegExp(`[\`'"“‘]${field}[\`'"”’]`, "i");
const TO = QUOTED("to");
const ANOTHER_FIELD = QUOTED("(?:from|reply_?to|cc|bcc|subject|html|text|headers|tags|attachments|react|scheduled_at)");

/** One name for many faults: its status says whose, and its words which field. Only what names `to` alone is about the address. */
function readField({ status, message }: Asked): About {
  if (status === 403) {
    return "sender";
  }
  if (status === 401 || /api.?key/i.test(message)) {
    return "account";
  }
  if (status !== 400 && status !== 422) {
    return "unknown_name";
  }
  return TO.test(message) && !ANOTHER_FIELD.test(message) ? "recipient" : "ours";
}

/** What a refusal is about: total, and what it cannot read is charged to no mail. */
export function aboutOf(asked: Asked): About {
  if (asked.status >= 500) {
    return "ambiguous";
  }
  const reading = READINGS.get(asked.name) ?? "unknown_name";
  return typeof reading === "function" ? reading(asked) : reading;
}

/** What the provider said, as it may be kept: no address, on one line. */
export const saidBy = ({ name, message }: Asked): string =>
  `${name}: ${message.replaceAll(/\S+@\S+/g, "…").replaceAll(/\s+/g, " ")}`.slice(0, 200);
