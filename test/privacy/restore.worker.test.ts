import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";

import { DAY, HOUR, MINUTE } from "../../src/kernel/time.ts";
import { recordEvent } from "../../src/platform/outbox.ts";
import { textShelf } from "../../src/platform/texts-r2.ts";
import { askErasure } from "../../src/privacy/erase-person.ts";
import { privacyEvent } from "../../src/privacy/privacy.events.ts";
import { tellErasures } from "../../src/privacy/told-erasures.ts";
import { confirm } from "../../src/workshops/seats/confirm.ts";
import { eraseNow } from "../../src/workshops/erase.ts";
import { decide, play } from "../../scripts/local/play-label.ts";
import { issueCheckpoint, keepJournal, registerNews } from "../../src/label/transparency-log/keep.ts";
import { LogFile } from "../../src/label/transparency-log/log-format.ts";
import { verifyLog } from "../../src/label/transparency-log/verify-log.ts";
import { openSigner } from "../../src/platform/signer.ts";
import { endTopics } from "../../src/guidance/subscribe.ts";
import { filesSince } from "../../src/platform/evidence-r2.ts";
import { subscribed } from "../support/worker/guidance.ts";
import { isLogShort, tellLog } from "../../src/label/restore.ts";
import { answerRestore, reconcileRestored } from "../../workers/reactor/restore.ts";
import { nightly } from "../../workers/reactor/tick.ts";
import { confirmed, must, submitted, unique } from "../support/worker/people.ts";
import { react } from "../../workers/reactor/react.ts";
import { mailsTo, openBatches, pump, reactions, sendDepsAt, unreacted } from "../support/worker/reactor.ts";
import { deliver } from "../support/worker/deliver.ts";
import { cast, playOf } from "../support/worker/label-cast.ts";
import { member } from "../support/worker/staff.ts";
import { asId } from "../../src/kernel/ids.ts";
import { ORIGIN, setClock, ask as visit } from "../support/worker/web.ts";
import { NOW, counters, depsAt, idIn, openSession, rows, run, value } from "../support/worker/world.ts";

const TABLES = [
  "contacts",
  "recipients",
  "registrations",
  "participants",
  "events",
  "messages",
  "send_batches",
  "sessions",
  "enrolments",
  "guardian_consents",
  "subscriptions",
];
const OF_THE_LABEL = [
  "applications",
  "decisions",
  "journal_entries",
  "journal_payloads",
  "checkpoints",
  "labels",
  "measures",
  "proposals",
  "signatures",
];

/** What tables hold now, and puts it back, as Time Travel would. */
async function copy(tables: readonly string[] = TABLES): Promise<() => Promise<void>> {
  const kept = ["events_are_kept", "decisions__kept", "journal_entries__kept"];
  const back = ["PRAGMA defer_foreign_keys = on", ...kept.map((trigger) => `DROP TRIGGER IF EXISTS ${trigger}`)];
  for (const table of tables) {
    const columns = (await rows<{ name: string }>(`SELECT name FROM pragma_table_info('${table}')`))
      .map(({ name }) => name)
      .join(", ");
    await run(`CREATE TABLE kept_${table} AS SELECT ${columns} FROM ${table}`);
    back.push(`DELETE FROM ${table}`, `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM kept_${table}`);
  }
  return async () => {
    await env.DB.batch(back.map((sql) => env.DB.prepare(sql)));
  };
}

const isHere = (contact: string) => value("SELECT count(*) FROM contacts WHERE id = ?1", contact);

test("a database of yesterday: no mail leaves twice, who was erased since is gone again before any mail may leave; a second look finds nothing", async () => {
  await setClock(NOW);
  const session = await openSession({ startsAt: NOW + 20 * DAY });
  const coordinator = `delivered+${unique()}@resend.dev`;
  await member(coordinator, "coordinator", asId("org", String(await value("SELECT association_id FROM sessions"))));
  const leaving = `delivered+${unique()}@resend.dev`;
  const told = `delivered+${unique()}@resend.dev`;
  const [gone, one, late] = [
    await confirmed(session, NOW, { email: leaving }),
    await confirmed(session, NOW),
    await submitted(session, NOW, { email: told }),
  ];
  await pump(NOW);
  const contact = await idIn("ctc", "SELECT contact_id FROM registrations WHERE id = ?1", gone);
  const tired = await subscribed(NOW);
  await pump(NOW);
  const signer = await openSigner(env.SIGNING_KEYS);
  await keepJournal(depsAt(NOW), { signer, origin: env.SITE_ORIGIN, versions: [] });
  const waits = `delivered+${unique()}@resend.dev`;
  await submitted(session, NOW, { email: waits });
  await react(depsAt(NOW), { reactions, eventIds: await unreacted() }); // written, and not sent
  must(await confirm(depsAt(NOW), late)); // its mail is written by a reaction that the copy does not know
  const since = NOW;
  const restore = await copy();

  const shelf = textShelf(env.EVIDENCE);
  const at = NOW + HOUR;
  await pump(NOW + MINUTE);
  await askErasure(depsAt(at), { contactId: contact, actor: "self" });
  await eraseNow(depsAt(at), one);
  await pump(at);
  await endTopics(depsAt(at), {
    recipientId: tired.recipientId,
    topic: null,
    how: { reason: "one_click", page: "/u" },
  });
  await tellErasures(depsAt(at), { shelf, isNight: false });
  await tellLog(depsAt(at), shelf);
  await env.EVIDENCE.put("app_x/evi_x", "a piece whose row is gone");
  const sent = async () => (await Promise.all([told, waits].map(mailsTo))).flat();
  const lefts = await sent();
  expect([lefts.length, await isHere(contact)]).toEqual([3, 0]);
  const accepted = {
    list: () =>
      Promise.resolve(
        new Map(
          lefts.flatMap(({ tags }, i) =>
            tags.flatMap(({ name, value: mid }) => (name === "mid" ? [[mid, `re_${i}`]] : [])),
          ),
        ),
      ),
  };

  await restore();
  // Somebody else asks before anybody looks: what the former database had told stays told.
  await askErasure(depsAt(at), { contactId: `ctc_${unique()}`, actor: "self" });
  await tellErasures(depsAt(at), { shelf, isNight: false });
  await run("UPDATE mail_control SET sending_enabled = 0");
  const ask = async (now: number, isApplied: boolean): Promise<unknown> => {
    const id = `evt_${unique()}-${now}` as const;
    const about = { id, subject: "restore", at: now, actor: "operator" };
    await depsAt(now).db.batch([recordEvent(privacyEvent("restore.asked", about, { since, isApplied }))]);
    await answerRestore(sendDepsAt(now, { accepted }), { shelf, filesSince: () => filesSince(env.EVIDENCE, 0) });
    return JSON.parse(String(await value("SELECT data FROM events WHERE id = ?1", `${id}-done`)));
  };
  const found = {
    since,
    isSendingOn: false,
    mails: { waiting: 1, missing: 1 },
    erasures: { told: 4, back: 3 },
    leaves: { told: 1, back: 1 },
    log: { told: 1, here: 2, gone: 0, isSame: true },
    sessions: { open: 1, associations: 1 },
    files: ["app_x/evi_x"],
    seats: 0,
    isOpen: true,
  };
  expect(await ask(at + MINUTE, false)).toEqual(found);
  expect(await isHere(contact)).toBe(1);
  expect(await ask(at + 2 * MINUTE, true)).toEqual(found);
  await run("UPDATE mail_control SET sending_enabled = 1");
  await pump(at + 3 * MINUTE);
  expect(await mailsTo(coordinator)).toEqual([]); // while anything is open
  expect(await isHere(contact)).toBe(0);
  expect(await rows("SELECT id FROM registrations WHERE id IN (?1, ?2) AND erased_at IS NULL", gone, one)).toEqual([]);
  expect([(await sent()).length, await openBatches()]).toEqual([lefts.length, []]);
  const { taken, held } = await counters(session);
  expect([taken, held]).toEqual([2, 2]);
  await run("UPDATE mail_control SET sending_enabled = 0");
  expect(await ask(at + 4 * MINUTE, false)).toMatchObject({
    mails: { waiting: 0, missing: 0 },
    erasures: { told: 4, back: 0 },
    leaves: { told: 1, back: 0 },
    isOpen: false,
  });
  expect(await ask(at + 4 * MINUTE + 1, false)).toMatchObject({ isOpen: false }); // looked at twice, told once
  expect(
    await value("SELECT count(*) FROM subscriptions WHERE recipient_id = ?1 AND status < 2", tired.recipientId),
  ).toBe(0);
  expect(await filesSince(env.EVIDENCE, Math.floor(Date.now() / 1000) + HOUR)).toEqual([]); // by the bucket's own clock
  // The log that was signed has an entry more than this one: nothing makes it again, and nothing may go on.
  const signed = JSON.parse((await shelf.get("log/checkpoint.json")) ?? "") as { size: number; root: string };
  await shelf.put("log/checkpoint.json", JSON.stringify({ ...signed, size: signed.size + 9 }));
  expect(await ask(at + 5 * MINUTE, true)).toMatchObject({ log: { isSame: false }, isOpen: true });
  await shelf.put("log/checkpoint.json", JSON.stringify({ ...signed, root: "another" }));
  expect(await ask(at + 6 * MINUTE, true)).toMatchObject({ log: { isSame: false }, isOpen: true });
  await shelf.put("log/checkpoint.json", JSON.stringify(signed));
  await run("UPDATE mail_control SET sending_enabled = 1");
  expect(await ask(at + 7 * MINUTE, true)).toMatchObject({ isSendingOn: true, isOpen: true });
  await pump(at + 8 * MINUTE);
  expect((await mailsTo(coordinator)).map(({ subject }) => subject)).toEqual([
    "Vos séances : vérifiez ce que vous avez changé",
  ]);
});

describe("the log of a database of yesterday", () => {
  const shelf = textShelf(env.EVIDENCE);
  const accepted = { list: () => Promise.resolve(new Map<string, string>()) };
  const ask = async (isApplied: boolean) => {
    const outside = { shelf, filesSince: () => Promise.resolve([]) };
    const { log, isOpen } = await reconcileRestored(
      { ...sendDepsAt(NOW, { accepted }), ...outside },
      { since: NOW - HOUR, isApplied },
    );
    return { log, isOpen };
  };
  const entries = () =>
    rows(
      "SELECT e.*, p.salt, p.payload, p.is_public FROM journal_entries e JOIN journal_payloads p USING (seq) ORDER BY seq",
    );
  const published = async () => LogFile.parse(JSON.parse((await visit("/label/journal/journal.json")).html));

  /** A label of yesterday; a copy; then it is suspended, the log is signed, and the copy is put back. */
  async function takenBack() {
    await setClock(NOW);
    await run("UPDATE mail_control SET sending_enabled = 0");
    const { place, people } = await cast();
    const p = playOf(place, people);
    const keeper = { signer: await openSigner(env.SIGNING_KEYS), origin: ORIGIN };
    await registerNews(depsAt(NOW - 90 * DAY), { ...keeper, versions: [] });
    const id = await play(p, "decided");
    await issueCheckpoint(depsAt(NOW - DAY), keeper);
    await tellLog(depsAt(NOW - DAY), shelf);
    const restore = await copy(OF_THE_LABEL);
    await decide({ ...p, reasons: "Une plainte sérieuse est en cours d’examen." }, id, "suspend", NOW);
    await issueCheckpoint(depsAt(NOW), keeper);
    await tellLog(depsAt(NOW), shelf);
    const before = { entries: await entries(), note: (await published()).checkpoints.at(-1)?.note ?? "" };
    await restore();
    return before;
  }

  test("a decision that is gone is appended again byte for byte with its label, under the checkpoint that was signed; until then nothing else is appended", async () => {
    const before = await takenBack();
    const gone = before.entries.length - (await entries()).length;
    expect([gone > 1, await isLogShort(depsAt(NOW), shelf)]).toEqual([true, true]);
    const here = await entries();
    await deliver("events", { k: "tick", at: NOW });
    expect(await entries()).toEqual(here);
    expect(await ask(false)).toMatchObject({ log: { gone, isSame: true }, isOpen: true });
    expect(await ask(true)).toMatchObject({ log: { gone, isSame: true } });
    expect(await ask(true)).toMatchObject({ log: { gone: 0, isSame: true }, isOpen: false });
    expect([await entries(), await isLogShort(depsAt(NOW), shelf)]).toEqual([before.entries, false]);
    const { labels } = JSON.parse((await visit("/label/registre.json")).html) as { labels: [] };
    const outside = { keys: [], policy: null, kept: [before.note], registry: labels, now: NOW };
    expect(await verifyLog((await published()) as never, outside)).toMatchObject({ verdict: "vouched", wrong: [] });
    expect(await rows("SELECT state FROM labels UNION ALL SELECT state FROM decisions ORDER BY 1")).toEqual(
      ["active", "suspended", "suspended"].map((state) => ({ state })),
    );
  });

  test.each([
    [
      "a byte of an entry that no checkpoint covers",
      0,
      (text: string) => text.replace(/"recorded_at":\d/, '"recorded_at":9'),
    ],
    ["a byte of what one inscribes", 1, (text: string) => text.replace("suspended", "suspendee")],
    ["a file that is gone", 1, () => ""],
  ])("%s: nothing is appended, and it stays open", async (_, fromEnd, change) => {
    const before = await takenBack();
    const key = `log/${String(before.entries.length - fromEnd).padStart(9, "0")}.json`;
    const text = change((await shelf.get(key)) ?? "");
    await (text === "" ? shelf.drop(key) : shelf.put(key, text));
    const here = await entries();
    expect(await ask(true)).toMatchObject({ log: { gone: 0, isSame: false }, isOpen: true });
    expect(await entries()).toEqual(here);
  });
});

test("erasures are told by the day, once asked and again each night, by their ids alone, for a hundred days", async () => {
  const shelf = textShelf(env.EVIDENCE);
  const person = await confirmed(await openSession(), NOW);
  await eraseNow(depsAt(NOW), person);
  await tellErasures(depsAt(NOW + 2 * HOUR), { shelf, isNight: false });
  expect(await shelf.get("erased/2026-12-01.json")).toBeNull(); // nobody asked within the hour
  await shelf.put("erased/2026-08-24.json", "old");
  const night = NOW + 18 * HOUR;
  await nightly(depsAt(night), { drop: () => Promise.resolve(), clock: () => night, shelf });
  expect(JSON.parse((await shelf.get("erased/2026-12-01.json")) ?? "")).toEqual({
    format: "erased/1",
    day: "2026-12-01",
    ids: [person],
  });
  expect(await shelf.get("erased/2026-08-24.json")).toBeNull();
});
