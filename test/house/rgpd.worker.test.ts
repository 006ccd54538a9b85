import { describe, expect, test } from "vitest";

import rgpd from "../../docs/rgpd.md";
import { rows } from "../support/worker/world.ts";

/**
 * Columns that can hold nothing about a person, by their name alone: times, counts, states, ids of things, keys of content.
 * Everything else has to stand in docs/rgpd.md, as `table.column`.
 */
const HARMLESS_NAME =
  /^(?:version|status|state|kind|class|n|most|tries|attempts|consent_under_age|seats|pupils|adults|pupils_present|adults_present|signed_via|level|rank|proposed_by|answer|pencil|head_via|uai|departement_code|place_id|workshop_request_id|to_association_id|seats|capacity|taken|waiting|skips|revision|step|position|counter|mode|tz|visibility|sha|doubt|solo|test|freq|outcome|metric|sequence|day|day_on|id|session_id|workshop_id|venue_id|association_id|organisation_id|registration_id|batch_id|parent_id|lease_id|enrolment_id|provider_id|subject_rev|anchor_rev|ics_sequence|passed_by_id|skipped_id|free_seats|rps|duty|queue|endpoint|body_sha|wording_sha|method|page|source|locale|kid|type|topic|template|content_version|slug|moved_to|end_reason|cancel_reason|idempotency_key|key)$|^at$|_at$|^is_|^has_/;
/** Tables about things, not people. */
const HARMLESS_TABLE = new Set([
  "venues",
  "schools",
  "school_tokens",
  "school_imports",
  "association_areas",
  "workshop_request_groups",
  "workshop_request_slots",
  "workshops",
  "associations",
  "stats_daily",
  "mail_control",
  "sequences",
  "duty_runs",
  "journal_entries",
  "journal_payloads",
  "checkpoints",
  "signing_keys",
  "labels",
  "domain_bindings",
]);

type Column = { table: string; column: string };
const columns = () =>
  rows<Column>(
    `SELECT m.name AS "table", c.name AS "column" FROM sqlite_master m JOIN pragma_table_info(m.name) c
     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '_cf_%' AND m.name NOT LIKE 'd1_%'`,
  );
const isCovered = ({ table, column }: Column): boolean =>
  HARMLESS_TABLE.has(table) || HARMLESS_NAME.test(column) || rgpd.includes(`\`${table}.${column}\``);

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

  test("a new column that may hold a name or an address would be missed by nobody", () => {
    const added = [
      "contacts.family_name",
      "people.phone",
      "registrations.comment",
      "sessions.contact_email",
      "organisations.note",
    ];
    const missed = added.filter((name) =>
      isCovered({ table: name.split(".")[0] ?? "", column: name.split(".")[1] ?? "" }),
    );
    expect(missed).toEqual([]);
  });
});
