import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";

import rgpd from "../../docs/rgpd.md";
import { DAY } from "../../src/kernel/time.ts";
import { database } from "../../src/platform/d1.ts";
import { textShelf } from "../../src/platform/texts-r2.ts";
import {
  type Forgetting,
  type NightDeps,
  countDue,
  forgetDue,
  lateForgettings,
} from "../../src/platform/forgetting.ts";
import { readNights } from "../../src/platform/nightly-jobs.ts";
import { forgettings, nightly } from "../../workers/reactor/tick.ts";
import { school } from "../support/worker/classes.ts";
import { MESSAGE, type Cell, fill } from "../support/worker/fill.ts";
import { watchD1 } from "../support/worker/watch-d1.ts";
import { NOW, db, depsAt, openSession, rows as rowsOf, value } from "../support/worker/world.ts";
import { REFERENTIAL } from "../support/referential.ts";
import { given } from "../support/worker/given.ts";

const contacts = (n: number, id: string, over: Record<string, Cell> = {}): Promise<void> =>
  fill("contacts", n, { id, email_sealed: "x", addr_hash: `${id}h`, kid: "a", created_at: 1, ...over });
const registrations = async (n: number, over: Record<string, Cell>): Promise<void> => {
  const session = await openSession({ id: "ses_old", startsAt: NOW - 400 * DAY, state: "done" });
  await fill("registrations", n, {
    id: "reg_#",
    session_id: session,
    contact_id: "ctc_reg#",
    kind: "person",
    seats: 1,
    state: "expired",
    idempotency_key: "k#",
    erase_at: NOW + DAY,
    updated_at: 1,
    created_at: 1,
    ...over,
  });
};
const invitations = (n: number, over: Record<string, Cell>): Promise<void> =>
  fill("invitations", n, {
    id: "inv_#",
    organisation_id: "",
    contact_id: "ctc_inv#",
    role: "operator",
    created_at: 1,
    expires_at: NOW - 420 * DAY,
    ...over,
  });
const consents = (n: number, over: Record<string, Cell>): Promise<void> =>
  fill("guardian_consents", n, {
    id: "gua_#",
    registration_id: "reg_#",
    side: "guardian",
    contact_id: "ctc_gua#",
    text_version: 1,
    text_sha256: "x",
    outcome: "lapsed",
    erase_at: NOW + DAY,
    created_at: 1,
    ...over,
  });

const ENROLMENT = {
  id: "enr_#",
  sequence: "en-parler",
  version: 1,
  recipient_id: "rcp_#",
  anchor_ref: "a#",
  anchor_at: 1,
  step: 1,
  created_at: 1,
};

const REQUEST = {
  id: "wrq_#",
  uai: "0000202V",
  departement_code: "94",
  workshop_id: "wks_agir-en-temoin",
  requester_role: "cpe",
  adult_role: "teacher",
  adults: 1,
  state: "lapsed",
  head_via: "handed_over",
  is_slotless: 1,
  has_room: 1,
  has_projector: 0,
  has_step_free: 0,
  has_open_situation: 0,
  idempotency_key: "k#",
  erase_at: NOW + 401 * DAY,
  updated_at: 1,
  created_at: 1,
};

/** Makes `n` things due, by rule. */
const FIXTURES: Record<string, (n: number) => Promise<void>> = {
  registrations: async (n) => {
    await contacts(n, "ctc_reg#");
    await registrations(n, { erase_at: NOW - 401 * DAY });
  },
  workshop_requests: async (n) => {
    await school();
    await contacts(n, "ctc_wrq#");
    await fill("workshop_requests", n, { ...REQUEST, contact_id: "ctc_wrq#", erase_at: NOW - 401 * DAY });
  },
  request_colleagues: async (n) => {
    await school();
    await contacts(n, "ctc_col#");
    await fill("workshop_requests", n, REQUEST);
    await fill("request_colleagues", n, {
      id: "col_#",
      workshop_request_id: "wrq_#",
      contact_id: "ctc_col#",
      role: "nurse",
      position: 2,
      invited_at: NOW - 410 * DAY,
    });
  },
  area_watches: async (n) => {
    await contacts(n, "ctc_arw#");
    await fill("area_watches", n, {
      id: "arw_#",
      contact_id: "ctc_arw#",
      departement_code: "09",
      levels: "[]",
      forget_at: NOW - 410 * DAY,
      created_at: 1,
    });
  },
  guardians: async (n) => {
    await contacts(n, "ctc_gua#");
    await registrations(n, { contact_id: null });
    await consents(n, { forget_at: NOW - 401 * DAY });
  },
  consent_proofs: async (n) => {
    await registrations(n, { contact_id: null });
    await consents(n, { contact_id: null, erase_at: NOW - 401 * DAY });
  },
  attestations: async (n) => {
    const session_id = await openSession();
    await fill("attestations", n, { code: "C#", kind: "class", session_id, created_at: 1 });
  },
  session_messages: async (n) => {
    const session_id = await openSession();
    await fill("session_messages", n, { ...MESSAGE, session_id });
  },
  addresses: async (n) => {
    await contacts(n, "ctc_rcp#");
    await fill("recipients", n, {
      id: "rcp_#",
      contact_id: "ctc_rcp#",
      locale: "fr",
      zone: "Europe/Paris",
      created_at: 1,
    });
    await fill("subscriptions", n, {
      recipient_id: "rcp_#",
      topic: "en-parler",
      status: 2,
      unsub_ref: "u#",
      requested_at: 1,
      ended_at: NOW - 800 * DAY,
    });
  },
  topics: (n) =>
    fill("enrolments", n, {
      ...ENROLMENT,
      status: 2,
      ended_at: NOW - 420 * DAY,
    }),
  answers: (n) => fill("messages", n, { ...MAIL, class: 0, status: 2 }),
  reminders: (n) => fill("messages", n, { ...MAIL, class: 1, status: 6, reason: "capped" }),
  nights: (n) => fill("duty_runs", n, { duty: "d#", day_on: "2020-01-01", started_at: 1 }),
  messages: (n) => fill("messages", n, { ...MAIL, class: 2, status: 3 }),
  batches: async (n) => {
    const old = { class: 0, status: 3, next_at: 1, done_at: NOW - 800 * DAY };
    await fill("send_batches", n, { id: "bat_#", ...old });
    await fill("messages", n, { ...MAIL, due_at: NOW, batch_id: "bat_#", class: 0, status: 2 });
  },
  enrolments: async (n) => {
    await fill("enrolments", n, {
      ...ENROLMENT,
      status: 3,
      ended_at: NOW - 800 * DAY,
    });
  },
  holds: (n) => fill("address_holds", n, { addr_hash: "h#", held_until_at: 1, holds: 1 }),
  receipts: (n) => fill("webhook_receipts", n, { id: "rec_#", type: "x", received_at: 1 }),
  consents: (n) =>
    fill("consents", n, {
      id: "cns_#",
      recipient_id: "rcp_#",
      topic: "t",
      action: "requested",
      wording_sha: "x",
      page: "p",
      method: "form",
      occurred_at: 1,
    }),
  roles: async (n) => {
    await contacts(n, "ctc_per#");
    await fill("people", n, { id: "per_#", contact_id: "ctc_per#", created_at: 1 });
    await fill("memberships", n, {
      person_id: "per_#",
      organisation_id: "",
      role: "operator",
      created_at: 1,
      ended_at: NOW - 440 * DAY,
    });
  },
  lapsed: async (n) => {
    await contacts(n, "ctc_inv#");
    await invitations(n, {});
  },
  invitations: (n) => invitations(n, { expires_at: NOW - 500 * DAY, revoked_at: 1 }),
  corrections: (n) =>
    fill("address_corrections", n, {
      id: "adc_#",
      person_id: "per_x#",
      from_contact_id: "ctc_x#",
      to_contact_id: "ctc_y#",
      asked_by: "per_x",
      state: "moved",
      may_undo: 1,
      until_at: NOW - 420 * DAY,
    }),
  unproven: (n) =>
    fill("organisations", n, { id: "org_#", kind: "school", name: "x", state: "unproven", created_at: 1 }),
  library: (n) =>
    fill("library_pieces", n, {
      id: "lib_#",
      organisation_id: "org_x",
      name: "x",
      kind: "url",
      url: "https://exemple.fr/",
      issued_on: "2026-01-01",
      added_by: "per_x",
      created_at: 1,
    }),
  drafts: (n) =>
    fill("applications", n, {
      id: "app_#",
      organisation_id: "org_x",
      offer_name: "x",
      contracts: "[]",
      members: 1,
      covered: 1,
      referential: REFERENTIAL,
      state: "draft",
      revision: 1,
      created_at: 1,
      updated_at: 1,
    }),
  interests: (n) =>
    fill("interests", n, {
      person_id: "per_#",
      organisation_id: "org_x",
      kind: "contract",
      ended_on: "2010-01-01",
      declared_at: 1,
    }),
  released_work: (n) =>
    fill("released_work", n, {
      id: "rel_#",
      application_id: "app_x",
      task: "assessor",
      person_id: "per_x",
      work: "{}",
      is_open: 1,
      released_by: "per_y",
      released_at: 1,
    }),
  remarks: (n) =>
    fill("draft_remarks", n, {
      id: "rmk_#",
      draft: "label@0.10.0",
      criterion_id: "",
      text: "x",
      state: "set_aside",
      answer: "",
      created_at: 1,
      done_at: NOW - 800 * DAY,
    }),
  complaints: (n) =>
    fill("complaints", n, {
      id: "cmp_#",
      label_id: "lab_x",
      kind: "inaccuracy",
      text: "x",
      state: "closed",
      created_at: 1,
      closed_at: 1,
    }),
  sign_ins: (n) => fill("sign_ins", n, { id: "sig_#", expires_at: 1 }),
  logins: (n) =>
    fill("logins", n, { id: "log_#", token_hash: "t#", person_id: "per_x", created_at: 1, seen_at: 1, expires_at: 1 }),
  hashes: (n) => contacts(n, "ctc_gone#", { email_sealed: null, hash_until_at: 1 }),
  counters: (n) => fill("rate_counters", n, { key: "k#", n: 1, most: 1, expires_at: 1 }),
};

const MAIL = { id: "msg_#", recipient_id: "rcp_#", template: "x", vars: '{"x":1}', due_at: 1, expires_at: 1 };

const night: NightDeps = { ...depsAt(NOW), drop: () => Promise.resolve(), clock: () => 0 };
const dueNow = async (rule: Forgetting) =>
  (await countDue(db, { rules: [rule], now: NOW }))[rule.key] ?? { n: 0, oldest: null };
const dueOf = async (rule: Forgetting): Promise<number> => (await dueNow(rule)).n;
/** A clock that goes on by some seconds each time it is looked at. */
const ticking = (seconds: number) => {
  let at = 0;
  return () => (at += seconds);
};
const ruleOf = (key: string): Forgetting => {
  const rule = forgettings.find((one) => one.key === key);
  if (rule === undefined) {
    throw new Error(`no rule ${key}`);
  }
  return rule;
};

/** The table of docs/rgpd.md: what comes in a day at national scale, how many go at once, rows of the database for each, what a night can do. */
const CAPACITY = [...rgpd.matchAll(/^\| `(\w+)` \|[^|]*\| ([\d ]+) \| ([\d ]+) \| ([\d ]+) \| ([\d ]+) \|$/gm)].map(
  ([, key = "", ...cells]) => {
    const [inflow = 0, most = 0, rows = 0, capacity = 0] = cells.map((cell) => Number(cell.replaceAll(" ", "")));
    return { key, inflow, most, rows, capacity };
  },
);
/** From 3:00 to 6:00, at 5,000 rows read or written a second. */
const ROWS_A_NIGHT = 3 * 3600 * 5000;

describe("everything that is forgotten in time", () => {
  test.each(forgettings.map((rule) => [rule.key, rule] as const))(
    "%s: three times what goes at once, four hundred days late, is gone after one night",
    async (key, rule) => {
      const n = 3 * rule.most + 1;
      await FIXTURES[key]?.(n);
      const { n: due, oldest } = await dueNow(rule);
      expect(due).toBe(n);
      expect(oldest).toBeLessThanOrEqual(NOW - 400 * DAY);
      expect(await lateForgettings(db, { rules: [rule], now: NOW })).toEqual([key]);
      const taken = await rule.run(night);
      expect(taken).toBeGreaterThan(0);
      expect(taken).toBeLessThanOrEqual(rule.most);
      expect(await dueOf(rule)).toBe(n - taken);
      // No time passes: a slow machine cuts no night short.
      await nightly(depsAt(NOW), { drop: () => Promise.resolve(), clock: () => NOW, shelf: textShelf(env.EVIDENCE) });
      expect(await dueNow(rule)).toEqual({ n: 0, oldest: null });
      expect(await lateForgettings(db, { rules: [rule], now: NOW })).toEqual([]);
    },
  );

  test("addresses are really gone, and not only out of the count", async () => {
    for (const key of ["registrations", "workshop_requests", "addresses", "roles", "lapsed"]) {
      await FIXTURES[key]?.(7);
    }
    expect(await value("SELECT count(*) FROM contacts WHERE email_sealed IS NOT NULL")).toBe(35);
    await nightly(depsAt(NOW));
    expect(await value("SELECT count(*) FROM contacts WHERE email_sealed IS NOT NULL")).toBe(0);
  });
});

describe("a mail that left", () => {
  test("keeps for months what became of it, and two days what it needed to leave: a refused one may still be sent again, what an association wrote is still counted", async () => {
    const done = { id: "bat_1", class: 0, status: 3, next_at: 1, done_at: NOW - 2 * DAY };
    await given("send_batches", done);
    await given("send_batches", { ...done, id: "bat_2", status: 4 }); // in doubt
    const mail = { ...MAIL, class: 0, due_at: NOW - 2 * DAY, name_id: "ctc_1", provider_id: "re", batch_id: "bat_1" };
    await given("messages", { ...mail, id: "msg_sent", status: 3 });
    await given("messages", { ...mail, id: "msg_told", status: 3, vars: '{"message":"smg_1"}' });
    await given("messages", { ...mail, id: "msg_refused", status: 7 });
    await given("messages", { ...mail, id: "msg_unknown", status: 8, batch_id: "bat_2" });
    const left = () => rowsOf<{ id: string }>("SELECT id, batch_id, vars, name_id, told_by FROM messages ORDER BY id");
    const before = await left();
    await nightly(depsAt(NOW - 60));
    expect(await left()).toEqual(before);
    await nightly(depsAt(NOW + DAY));
    const bare = { batch_id: null, name_id: null, told_by: null };
    expect(await left()).toEqual([
      { ...bare, id: "msg_refused", name_id: "ctc_1", vars: '{"x":1}' },
      { ...bare, id: "msg_sent", vars: "{}" },
      { ...bare, id: "msg_told", vars: '{"message":"smg_1"}', told_by: "smg_1" },
      { id: "msg_unknown", batch_id: "bat_2", vars: '{"x":1}', name_id: "ctc_1", told_by: null },
    ]);
    expect(await rowsOf("SELECT id FROM send_batches")).toEqual([{ id: "bat_2" }]);
    await nightly(depsAt(NOW + 149 * DAY));
    expect((await left()).map(({ id }) => id)).toEqual(["msg_unknown"]);
    await nightly(depsAt(NOW + 394 * DAY));
    expect(await left()).toEqual([]);
  });

  test("is told as late when its batch is done and it did not", async () => {
    await given("send_batches", { id: "bat_1", class: 0, status: 3, next_at: 1, done_at: NOW - 5 * DAY });
    await given("messages", { ...MAIL, class: 0, status: 1, batch_id: "bat_1" });
    await nightly(depsAt(NOW));
    expect([await dueOf(ruleOf("batches")), await value("SELECT batch_id FROM messages")]).toEqual([1, "bat_1"]);
  });
});

describe("docs/rgpd.md says what one night can forget", () => {
  test.each(CAPACITY)("$key: no more rows of the database for each than it says", async ({ key, most, rows }) => {
    const rule = ruleOf(key);
    expect(rule.most).toBe(most);
    await FIXTURES[key]?.(most + 1);
    const watched = watchD1(env.DB);
    const taken = await rule.run({ ...night, db: database(watched.d1) });
    expect((watched.read + watched.written) / taken).toBeLessThanOrEqual(rows);
  });

  test("every duty stands there, and three days of a whole country fit into one night", () => {
    expect(new Set(CAPACITY.map(({ key }) => key))).toEqual(new Set(forgettings.map(({ key }) => key)));
    expect(CAPACITY).toHaveLength(forgettings.length);
    for (const { key, inflow, rows, capacity } of CAPACITY) {
      expect([key, Math.floor(ROWS_A_NIGHT / rows)]).toEqual([key, capacity]);
      expect([key, capacity >= 3 * inflow]).toEqual([key, true]);
    }
    const all = CAPACITY.reduce((sum, { inflow, rows }) => sum + 3 * inflow * rows, 0);
    expect(all).toBeLessThanOrEqual(ROWS_A_NIGHT);
  });
});

describe("a night", () => {
  test("reports what a rule counts and does not forget", async () => {
    await FIXTURES["receipts"]?.(3);
    const idle = { ...ruleOf("receipts"), run: () => Promise.resolve(0) };
    const done = await forgetDue(night, { rules: [idle] });
    expect(done).toEqual({
      lines: [{ key: "receipts", due: 3, left: 3 }],
      forgotten: { receipts: 0 },
      isCutShort: false,
      hasFailed: false,
    });
  });

  test("stops when its time is over, says so, and goes on where it stopped", async () => {
    await FIXTURES["receipts"]?.(1201);
    const rules = [ruleOf("receipts")];
    const first = await forgetDue({ ...night, clock: ticking(20) }, { rules });
    expect([first.isCutShort, first.lines.map((line) => line.left)]).toEqual([true, [701]]);
    const second = await forgetDue(night, { rules });
    expect([second.isCutShort, second.lines.map((line) => line.left)]).toEqual([false, [0]]);
    expect((await forgetDue(night, { rules, bound: { seconds: 60, rounds: 0 } })).isCutShort).toBe(true);
  });

  test("one long duty starves no other, and one that fails stops no other", async () => {
    await FIXTURES["receipts"]?.(30);
    await FIXTURES["sign_ins"]?.(3);
    await FIXTURES["counters"]?.(3);
    const endless = { ...ruleOf("receipts"), run: () => Promise.resolve(1) };
    const broken = { ...ruleOf("sign_ins"), run: () => Promise.reject(new Error("down")) };
    const rules = [endless, broken, ruleOf("counters")];
    const done = await forgetDue({ ...night, clock: ticking(1) }, { rules });
    expect([done.isCutShort, done.hasFailed, done.lines.map((line) => line.left)]).toEqual([true, true, [30, 3, 0]]);
    const two = await forgetDue(night, { rules: [broken, ruleOf("counters")] });
    expect([two.isCutShort, two.hasFailed]).toEqual([false, true]); // no reason to ring again at once
  });

  test("forgets although what comes before it fails, and is then tried again", async () => {
    await FIXTURES["receipts"]?.(3);
    const rest = depsAt(NOW);
    const all: typeof db.all = (row, query) =>
      query.sql.includes("facilitators") ? Promise.reject(new Error("down")) : db.all(row, query);
    await expect(nightly({ ...rest, db: { ...db, all } })).rejects.toThrow("down");
    expect(await value("SELECT count(*) FROM webhook_receipts")).toBe(0);
    expect(await value("SELECT count(*) FROM duty_runs WHERE duty = 'nightly'")).toBe(0);
  });

  test("that was cut short asks for another tick until six, and its report tells the whole", async () => {
    await FIXTURES["receipts"]?.(1201);
    const at4 = NOW - (NOW % DAY) + 3 * 3600; // winter: 3:00 in UTC is 4:00 in Paris
    const slow = { drop: () => Promise.resolve(), clock: ticking(20), shelf: textShelf(env.EVIDENCE) };
    expect((await nightly(depsAt(at4), slow)).isWorkLeft).toBe(true);
    const report = async () => (await readNights(db))[0]?.report?.find((line) => line.key === "receipts");
    expect(await report()).toMatchObject({ due: 1201 });
    expect((await report())?.left).toBeGreaterThan(0);
    expect((await nightly(depsAt(at4 + 60))).isWorkLeft).toBe(false);
    expect(await report()).toEqual({ key: "receipts", due: 1201, left: 0 });
    await given("webhook_receipts", {});
    await nightly(depsAt(at4 + 120));
    expect(await value("SELECT count(*) FROM webhook_receipts")).toBe(1);
    expect((await nightly(depsAt(at4 + DAY + 3 * 3600), slow)).isWorkLeft).toBe(false);
  });
});
