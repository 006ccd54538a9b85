import { describe, expect, test } from "vitest";

import rgpd from "../../docs/rgpd.md";
import { rows } from "../support/worker/world.ts";

/**
 * Columns that hold nothing about a person, and why: `table.column`, where `*` stands for any part of a name.
 * Everything else has to stand in docs/rgpd.md, as `table.column`.
 */
const HARMLESS: readonly (readonly [patterns: string, why: string])[] = [
  ["*.at *.*_at *.*_ms", "a moment"],
  ["*.is_* *.has_*", "a yes or a no"],
  ["*.id *.idempotency_key", "drawn at random, or the day's own number of a form"],
  ["*.revision *.version *.subject_rev *.anchor_rev *.ics_sequence registrations.moves", "counts changes"],
  ["*.session_id *.registration_id *.workshop_id *.venue_id *.place_id", "the id of a thing"],
  [
    "*.association_id *.to_association_id *.organisation_id *.workshop_request_id",
    "the id of a structure or of its request",
  ],
  [
    "messages.batch_id messages.enrolment_id send_batches.parent_id send_batches.lease_id",
    "the id of a thing of the post",
  ],
  ["messages.provider_id", "the number that Resend gives a mail"],
  ["queue_skips.skipped_id queue_skips.passed_by_id", "the ids of two registrations"],
  ["*.uai *.departement_code sessions.tz enrolments.anchor_tz", "a place of the public directory, or its clock"],
  ["*.kind *.state *.status *.type *.outcome", "a word of a closed list"],
  ["registration_*.word", "the closed list itself"],
  ["registrations.cancel_reason subscriptions.end_reason suppressions.source", "a word of a closed list: why it ended"],
  ["sessions.mode sessions.visibility evidence_files.visibility", "a word of a closed list"],
  [
    "workshop_requests.head_via workshop_requests.lunch workshop_requests.place workshop_requests.wishes workshop_requests.pencil workshop_request_answers.answer",
    "a word of a closed list",
  ],
  [
    "workshop_requests.cancel_reason workshop_requests.cancelled_by workshop_requests.move_by workshop_requests.move_until workshop_requests.not_held workshop_requests.head_reminders workshop_requests.reopened workshop_requests.reopen_until",
    "a word of a closed list, a count, a moment",
  ],
  ["attendance_sheets.signed_via", "a word of a closed list: on the screen, or by a link"],
  ["sessions.consent_under_age", "15 or 18, of everybody in the session"],
  [
    "sessions.capacity sessions.taken sessions.waiting *.seats queue_skips.free_seats registrations.skips",
    "counts seats",
  ],
  [
    "workshop_requests.adults attendance_sheets.pupils_present attendance_sheets.adults_present",
    "counts people, names none",
  ],
  ["archives.* archived_subjects.*", "bare ids of registrations, and hashes of files"],
  [
    "audit_draws.* label_changes.* payments.year payments.euros committee_minutes.held_on",
    "what is published of the label, of nobody",
  ],
  ["draws.*", "what is published of a draw: random tickets and counts of seats"],
  ["participants.position", "the rank of a seat in its party"],
  ["*.attempts sign_ins.tries rate_counters.n rate_counters.most send_batches.n", "counts tries"],
  ["passkeys.counter", "counts uses of a key"],
  [
    "messages.class send_batches.class messages.solo messages.test messages.waits_for_day send_batches.doubt send_batches.miscounts",
    "how a mail is sent",
  ],
  ["messages.template messages.topic messages.sequence messages.step", "which of our texts a mail is"],
  ["enrolments.sequence enrolments.step subscriptions.freq", "which of our texts come, and how often"],
  ["send_batches.body_sha send_batches.endpoint parked_messages.queue", "of the machinery of the post"],
  [
    "workshop_requests.first_association_id workshop_requests.first_until",
    "an association that is asked first, and until when",
  ],
  ["recipients.locale", "French: there is no other"],
  ["consents.topic consents.wording_sha consents.page consents.method", "which words of ours were shown, and where"],
  ["decisions.level", "the level of an offer"],
  [
    "venues.* schools.* school_tokens.* school_words.* school_imports.* directory_files.* association_areas.* associations.*",
    "of public places and structures",
  ],
  [
    "workshops.* workshop_request_groups.* workshop_request_slots.* visit_plans.* visit_places.* association_places.* association_offers.* request_reach.*",
    "of programmes, of classes and their dates",
  ],
  ["mail_control.* sequences.* duty_runs.* stats_daily.* proof_weeks.*", "settings and counts of the platform"],
  [
    "journal_entries.* journal_payloads.* journal_slots.* checkpoints.* signing_keys.* cosignatures.* witness_answers.*",
    "the public log and who vouches for it, which names no person",
  ],
  ["labels.* domain_bindings.*", "of offers and of sites of mutuelles, published"],
];
const patterns = HARMLESS.flatMap(([list]) => list.split(" "));
const matches = (pattern: string, { table, column }: Column): boolean =>
  new RegExp(`^${pattern.replace(".", "\\.").replaceAll("*", "\\w*")}$`).test(`${table}.${column}`);

type Column = { table: string; column: string };
const columns = () =>
  rows<Column>(
    `SELECT m.name AS "table", c.name AS "column" FROM sqlite_master m JOIN pragma_table_info(m.name) c
     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '_cf_%' AND m.name NOT LIKE 'd1_%'`,
  );
const isCovered = (one: Column): boolean =>
  rgpd.includes(`\`${one.table}.${one.column}\``) || patterns.some((pattern) => matches(pattern, one));

describe("docs/rgpd.md", () => {
  test("names every column that may hold something about a person", async () => {
    const all = await columns();
    expect(all.length).toBeGreaterThan(150);
    expect(all.filter((one) => !isCovered(one)).map(({ table, column }) => `${table}.${column}`)).toEqual([]);
  });

  test("names no column that is not there", async () => {
    const known = new Set((await columns()).map(({ table, column }) => `${table}.${column}`));
    const named = [...rgpd.matchAll(/`([a-z_]+\.[a-z_]+)`/g)].map((m) => m[1] ?? "");
    const tables = new Set((await columns()).map(({ table }) => table));
    expect(named.filter((name) => tables.has(name.split(".")[0] ?? "") && !known.has(name))).toEqual([]);
    expect(named.length).toBeGreaterThan(30);
  });

  test("holds each exception for a column that is there, once and with its reason", async () => {
    const all = await columns();
    expect(patterns.filter((pattern) => !all.some((one) => matches(pattern, one)))).toEqual([]);
    expect(patterns.filter((pattern, i) => patterns.indexOf(pattern) !== i)).toEqual([]);
    expect(HARMLESS.filter(([, why]) => why === "")).toEqual([]);
  });

  test.each([
    "contacts.family_name",
    "people.phone",
    "registrations.comment",
    "sessions.contact_email",
    "organisations.note",
    "sessions.class",
    "participants.level",
    "registrations.page",
  ])("has to name a new column `%s`", (name) => {
    const [table = "", column = ""] = name.split(".");
    expect(isCovered({ table, column })).toBe(false);
  });
});
