import type { About } from "../../src/mail/refusal.ts";

/* The errors of the provider's own page, of an older state of it, and two that were seen on the wire; written a second time, from there. */

export type ErrorRow = { status: number; name: string; message: string; about: About };
const row = (status: number, name: string, message: string, about: About): ErrorRow => ({
  status,
  name,
  message,
  about,
});

const TO =
  "Invalid `to` field. The email address needs to follow the `email@example.com` or `Name <email@example.com>` format.";
const FIELD = "Invalid `reply_to` field. The email address needs to follow the `email@example.com` format.";
const KEY = "API key is invalid";

export const ERROR_TABLE: readonly ErrorRow[] = [
  row(400, "invalid_idempotency_key", "Idempotency keys, if present, must have between 1 and 256 characters.", "ours"),
  row(400, "validation_error", TO, "recipient"),
  row(422, "validation_error", TO, "recipient"),
  row(
    422,
    "validation_error",
    "Invalid `to` field. Please use our testing email address instead of domains like `example.com`.",
    "recipient",
  ),
  row(400, "validation_error", FIELD, "ours"),
  row(422, "validation_error", FIELD, "ours"),
  row(422, "validation_error", "Tags should only contain ASCII letters, numbers, underscores, or dashes.", "ours"),
  row(422, "validation_error", "Invalid `from` field. `to` is ignored.", "ours"),
  row(400, "validation_error", KEY, "account"),
  row(401, "validation_error", KEY, "account"),
  row(401, "missing_api_key", "Missing API Key", "account"),
  row(401, "restricted_api_key", "This API key is restricted to only send emails", "account"),
  row(403, "restricted_api_key", "This API key is not active", "account"),
  row(403, "suspended_api_key", "This API key is suspended", "account"),
  row(403, "invalid_api_key", "API key is invalid", "account"),
  row(403, "invalid_permission", "This key lacks the permission", "account"),
  row(403, "email_above_quota", "This email is above your quota", "account"),
  row(
    403,
    "validation_error",
    "You can only send testing emails to your own email address (owner@example.org).",
    "sender",
  ),
  row(
    403,
    "validation_error",
    "The lignesure.example domain is not verified. Please, add and verify your domain.",
    "sender",
  ),
  row(
    403,
    "validation_error",
    "This domain has been registered already by another account. Use another `to` field.",
    "sender",
  ),
  row(422, "invalid_from_address", "Invalid `from` field.", "sender"),
  row(404, "not_found", "The requested endpoint does not exist", "account"),
  row(405, "method_not_allowed", "This endpoint does not support the specified HTTP method", "account"),
  row(
    409,
    "concurrent_idempotent_requests",
    "Same idempotency key used while original request is still in progress",
    "race",
  ),
  row(409, "resource_locked", "The resource is locked by another request", "race"),
  row(409, "invalid_idempotent_request", "Same idempotency key used with a different request payload", "other_bytes"),
  row(422, "invalid_attachment", "Attachment must have either a `content` or `path`", "ours"),
  row(422, "invalid_parameter", "The parameter must be a valid UUID", "ours"),
  row(422, "missing_required_field", "Missing `subject` field", "ours"),
  row(422, "missing_required_parameter", "Missing a required parameter", "ours"),
  row(422, "invalid_access", "Access must be full_access or sending_access", "ours"),
  row(422, "invalid_region", "Region must be one of those listed", "ours"),
  row(429, "rate_limit_exceeded", "Too many requests", "pace"),
  row(429, "daily_quota_exceeded", "You have reached your daily email quota", "quota"),
  row(429, "monthly_quota_exceeded", "You have reached your monthly email quota", "quota"),
  row(451, "security_error", "We may have found a security issue with the request", "account"),
  row(500, "application_error", "An unexpected error occurred", "ambiguous"),
  row(500, "internal_server_error", "An unexpected error occurred", "ambiguous"),
  row(503, "service_unavailable", "The service is not available", "ambiguous"),
  row(418, "a_name_of_next_year", "Something that nobody here has read", "unknown_name"),
  row(422, "constructor", "A name that every object has", "unknown_name"),
];

/** Every name of the table, once. */
export const NAMES: readonly string[] = [...new Set(ERROR_TABLE.map(({ name }) => name))];
