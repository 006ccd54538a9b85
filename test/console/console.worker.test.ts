import { beforeEach, describe, expect, test } from "vitest";

import { idAt, journalFilter } from "../../src/console/audit.ts";
import { csvLine } from "../../src/kernel/csv.ts";
import { dueForCheck } from "../../src/console/recheck.ts";
import { DAY } from "../../src/kernel/time.ts";
import { newId } from "../../src/platform/ids.ts";
import { countDue } from "../../src/platform/forgetting.ts";
import { auditWords } from "../../workers/event-words.ts";
import { reactions } from "../../workers/reactor/reactions.ts";
import { forgettings, nightly } from "../../workers/reactor/tick.ts";
import { fill as insert } from "../support/worker/fill.ts";
import { subscribed } from "../support/worker/guidance.ts";
import { confirm } from "../../src/workshops/seats/confirm.ts";
import { move } from "../../src/workshops/seats/move.ts";
import { linkIn } from "../support/worker/manage.ts";
import { tellOf } from "../support/worker/news.ts";
import { confirmed, must, unique, waitlisted } from "../support/worker/people.ts";
import { mailsTo, pump } from "../support/worker/reactor.ts";
import { as, organisation, signedIn } from "../support/worker/staff.ts";
import { ask, hold, send, setClock } from "../support/worker/web.ts";
import { NOW, db, depsAt, idIn, links, openSession, rows, run, value } from "../support/worker/world.ts";
import { given } from "../support/worker/given.ts";

let operator: ReturnType<typeof as>;
let person: string;
beforeEach(async () => {
  await setClock(NOW);
  const signed = await signedIn(`delivered+${unique()}@resend.dev`);
  operator = as(signed.cookie);
  ({ person } = signed);
  await run("UPDATE mail_control SET last_tick_at = ?1", NOW);
});
const linksOf = (html: string): string[] =>
  [...html.matchAll(/<a [^>]*href="([^"]*)"/g)].map((m) => m[1]?.replaceAll("&amp;", "&") ?? "");

describe("what waits for somebody", () => {
  test("is listed oldest first, each with where to act; nothing waiting is said", async () => {
    await given("duty_runs", { duty: "nightly", day_on: "2026-12-01", started_at: NOW });
    expect((await operator.get("/console")).html).toContain("Rien à traiter pour l’instant");
    await organisation("org_new", "school", "pending");
    await run("UPDATE organisations SET created_at = ?1", NOW - 300);
    await given("parked_messages", { id: "events:x", queue: "events", parked_at: NOW - 3 * DAY });
    await run(
      "INSERT INTO send_batches (id, class, status, next_at, done_at) VALUES ('bat_x', 0, 4, 0, ?1)",
      NOW - DAY,
    );
    const over = { class: 0, status: 4, next_at: 0, done_at: NOW - 159 * DAY };
    await insert("send_batches", 1, { id: "bat_over", ...over });
    const mail = { recipient_id: "rcp_x", class: 0, template: "connexion", vars: "{}", due_at: 1, status: 8 };
    await insert("messages", 1, { id: "msg_x", batch_id: "bat_x", expires_at: NOW + 60, ...mail });
    await insert("messages", 1, { id: "msg_over", batch_id: "bat_over", expires_at: NOW - 158 * DAY, ...mail });
    const { html } = await operator.get("/console");
    const list = html.slice(html.indexOf('<ul class="rows">'), html.lastIndexOf("</ul>"));
    expect(linksOf(list)).toEqual([
      "/console/courrier#cote",
      "/console/courrier#inconnus",
      "/console/structures/org_new",
    ]);
    expect(list).toMatch(/depuis 3\sjours.*depuis 24\sh.*depuis 5\sminutes/s);
  });

  test("what is wrong with the machine comes first", async () => {
    await run(
      "UPDATE mail_control SET sending_enabled = 0, breaker_until_at = ?1, last_tick_at = ?2",
      NOW + 60,
      NOW - 600,
    );
    const { html } = await operator.get("/console");
    for (const words of ["L’envoi de courrier est coupé", "refuse nos appels", "n’a pas sonné", "n’ont pas eu lieu"]) {
      expect(html).toContain(words);
    }
  });
});

describe("the trail", () => {
  /** `n` events of a family, one second apart. */
  const fill = async (n: number, type: string, actor = "visitor", subject = "thing"): Promise<void> => {
    for (let i = 0; i < n; i++) {
      await run(
        "INSERT INTO events (id, type, version, at, actor, subject, data, reacted_at) VALUES (?1, ?2, 1, ?3, ?4, ?5, '{}', 1)",
        newId("evt"),
        type,
        NOW + i,
        actor,
        subject,
      );
    }
  };
  const shown = (html: string): number => html.split('role="rowheader"').length - 1;

  test("goes page by page by cursor: every line once, newest first, filters kept in the address", async () => {
    await fill(120, "registration.held");
    let path = "/console/journal?famille=registration";
    const seen: number[] = [];
    for (let i = 0; i < 5 && path !== ""; i++) {
      const { html } = await operator.get(path);
      seen.push(shown(html));
      path = linksOf(html).find((link) => link.includes("apres=")) ?? "";
      expect(path === "" || path.includes("famille=registration")).toBe(true);
    }
    expect(seen).toEqual([50, 50, 20]);
  });

  test("by family, by person, by thing, by day; what is rare is looked for further", async () => {
    await fill(1, "passkey.reset", person, "per_other");
    await fill(520, "registration.held");
    const { html } = await operator.get("/console/journal?famille=passkey");
    expect(shown(html)).toBe(0);
    const further = await operator.get(linksOf(html).find((link) => link.includes("apres=")) ?? "");
    expect(further.html).toContain("clés remises à zéro");
    expect(shown((await operator.get("/console/journal?sujet=per_other")).html)).toBe(1);
    const mine = await operator.get(`/console/journal?acteur=${person}`);
    expect(mine.html).toContain("clés remises à zéro");
    expect(mine.html).not.toContain("place gardée");
    expect(shown((await operator.get("/console/journal?du=2999-01-01")).html)).toBe(0);
    expect(shown((await operator.get("/console/journal?au=2020-01-01")).html)).toBe(0);
    expect((await operator.get("/console/journal?du=2026-02-31&au=2026-99-99&acteur=%27&apres=%00")).status).toBe(200);
  });

  test("no code of a type of event is shown, and each family shows its own and no other", async () => {
    const types = Object.keys(reactions);
    expect(Object.keys(auditWords.types).toSorted()).toEqual(types.toSorted());
    expect(new Set(Object.values(auditWords.types)).size).toBe(types.length);
    for (const type of types) {
      await fill(1, type);
    }
    let path = "/console/journal";
    let all = "";
    for (let i = 0; i < 5 && path !== ""; i++) {
      const { html } = await operator.get(path);
      all += html;
      path = linksOf(html).find((link) => link.includes("apres=")) ?? "";
    }
    expect(shown(all)).toBeGreaterThanOrEqual(types.length);
    expect(types.filter((type) => all.includes(type))).toEqual([]);
    for (const family of Object.keys(auditWords.families)) {
      const { html } = await operator.get(`/console/journal?famille=${family}`);
      const own = types.filter((type) => type.startsWith(`${family}.`));
      const listed = Object.entries(auditWords.types).flatMap(([type, words]) =>
        html.replaceAll("\u00a0", " ").includes(`>${words}<`) ? [type] : [],
      );
      expect([family, listed.toSorted()]).toEqual([family, own.toSorted()]);
    }
  });

  test("as CSV: guarded against formulas, its download is in the trail", async () => {
    await fill(2, "registration.held", "visitor", "=HYPERLINK(1)");
    const csv = await operator.post("/console/journal/exporter", { famille: "registration" });
    expect(csv.headers.get("content-disposition")).toBe('attachment; filename="journal.csv"');
    expect(csv.html).toContain('"\'=HYPERLINK(1)"');
    expect(csv.html.trim().split("\r\n")).toHaveLength(3);
    expect(await value("SELECT data FROM events WHERE type = 'journal.exported' AND actor = ?1", person)).toBe(
      '{"lines":2}',
    );
  });

  test.each([
    ["=1", `"'=1"`],
    ["+1", `"'+1"`],
    ["-1", `"'-1"`],
    ["@a", `"'@a"`],
    ["\ta", `"'\ta"`],
    ['a"b', '"a""b"'],
    ["ok", '"ok"'],
  ])("a cell %j is written %j", (text, cell) => {
    expect(csvLine([text])).toBe(`${cell}\r\n`);
  });

  test("an id is placed by its time: what was made a moment ago lies between two days", () => {
    const id = newId("evt");
    const now = Math.floor(Date.now() / 1000);
    expect(id > idAt(now - 5) && id < idAt(now + 5)).toBe(true);
    expect(journalFilter((name) => (name === "famille" ? "constructor" : ""), auditWords.families).family).toBe("");
  });
});

describe("lists", () => {
  test("organisations: by state and kind, by cursor, whatever the address says", async () => {
    for (let i = 0; i < 60; i++) {
      await organisation(`org_${String(i).padStart(3, "0")}`, i % 2 === 0 ? "school" : "association", "pending");
    }
    const first = await operator.get("/console/structures");
    const next = linksOf(first.html).find((link) => link.includes("apres=")) ?? "";
    expect(next).toContain("apres=org_049");
    expect((await operator.get(next)).html).toContain("org_059");
    const schools = await operator.get("/console/structures?type=school");
    expect(schools.html).not.toContain("Structure org_001");
    expect((await operator.get("/console/structures?etat=x&type=%27&apres=%00")).status).toBe(200);
  });

  test("sessions and their registrations: states and counts, no name and no address", async () => {
    const id = await openSession({ capacity: 5 });
    await confirmed(id, NOW, { name: "Zéphyrine", email: "delivered+seance@resend.dev" });
    const list = await operator.get("/console/seances");
    expect(list.html).toContain("1 sur 5");
    const { html } = await operator.get(`/console/seances/${id}`);
    expect(html).toContain("confirmée");
    expect(html).not.toMatch(/Zéphyrine|@resend/);
    expect((await operator.get("/console/seances?etat=done&departement=94&apres=x~y")).html).toContain("Aucune séance");
    expect((await operator.get("/console/seances/ses_nothing")).status).toBe(404);
  });

  test("facts: never checked first, then checks older than six months", () => {
    const record = (id: string, checkedOn: string | null) => ({
      id,
      what: id,
      where: "x",
      readOn: "2026-02",
      checkedOn,
    });
    const records = [
      record("fresh", "2026-11-01"),
      record("old", "2026-05-30"),
      record("never", null),
      record("six", "2026-06-02"),
    ];
    expect(dueForCheck(records, NOW).map(({ id, why }) => [id, why])).toEqual([
      ["never", "never"],
      ["old", "old"],
    ]);
  });
});

describe("forgetting", () => {
  test("the dry run counts what the night then forgets, touching nothing; the night reports it", async () => {
    const id = await confirmed(await openSession(), NOW);
    await run("UPDATE registrations SET erase_at = 1 WHERE id = ?1", id);
    await given("webhook_receipts", {});
    await organisation("org_old", "school", "unproven");
    const due = await countDue(db, { rules: forgettings, now: NOW });
    expect([due["registrations"]?.n, due["receipts"]?.n, due["unproven"]?.n]).toEqual([1, 1, 1]);
    const page = await operator.get("/console/conservation");
    expect(page.html).toContain("À blanc");
    expect(page.html).toMatch(/Inscriptions dont le délai est passé.*?depuis 20\d\d\d\sjours/s);
    expect((await operator.get("/console")).html).toContain("Des effacements ont plus de deux nuits de retard");
    expect(await value("SELECT count(*) FROM webhook_receipts")).toBe(1);
    await nightly(depsAt(NOW));
    const left = await countDue(db, { rules: forgettings, now: NOW });
    expect([left["registrations"]?.n, left["receipts"]?.n, left["unproven"]?.n]).toEqual([0, 0, 0]);
    const after = (await operator.get("/console/conservation")).html;
    expect(after).toMatch(/Nouvelles du fournisseur de courrier\s: 1\D/);
    expect(after).toMatch(/Inscriptions dont le délai est passé[^.:]*\s: 1\D/);
  });

  test("every rule can be counted, and says in French what it is", async () => {
    const due = await countDue(db, { rules: forgettings, now: NOW });
    expect(Object.keys(due)).toHaveLength(forgettings.length);
    expect(new Set(forgettings.map((rule) => rule.key)).size).toBe(forgettings.length);
    expect(forgettings.every((rule) => /^[A-ZÉÀ]/.test(rule.label))).toBe(true);
  });
});

describe("the machine in numbers", () => {
  test("what waits, its oldest, and seven days as bars and as a table; no name, and no more than a thousand rows a count", async () => {
    await confirmed(await openSession(), NOW);
    const hex = (NOW * 1000).toString(16).padStart(12, "0"); // ids tell the time of the machine, not of the test
    await run("DELETE FROM participants");
    await run("UPDATE registrations SET id = ?1", `reg_${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`);
    await run(
      "INSERT INTO stats_daily VALUES ('2026-12-01', 's', '1', 'sent', 1234), ('2026-11-30', 's', '1', 'bounced', 7)",
    );
    await run(
      "INSERT INTO parked_messages (id, queue, body, attempts, parked_at) VALUES ('p', 'events', '{}', 10, ?1)",
      NOW - 7200,
    );
    const { html, status } = await operator.get("/console/mesures");
    expect(status).toBe(200);
    const lines = (html.split("De la place gardée")[0] ?? "")
      .split(/<tr\b/)
      .map((line) => line.replaceAll(/^[^>]*>|<[^>]+>/g, "|").replaceAll(/[\s|]+/g, " "));
    expect(lines.find((line) => line.includes("Messages mis de côté"))).toMatch(/ 1 .*depuis 2 h/);
    expect(lines.find((line) => line.includes("Événements sans suite"))).toMatch(/ [1-9] .*depuis /);
    expect(lines.findLast((line) => line.includes("30 novembre 2026"))).toMatch(/ 0 7 0 0 /);
    expect(lines.findLast((line) => line.includes("1er décembre 2026"))).toMatch(/ 1 234 0 1 1 /);
    expect(html.match(/class="meters"/g)).toHaveLength(4);
    expect(html).toContain("Go sur 10");
    expect(html).not.toContain("@");
  });
});

describe("the double step of a registration", () => {
  test("four counts a week: seats kept, mails that arrived, pages opened before the button, addresses proved; once each, and nothing of anybody", async () => {
    const id = await openSession();
    const email = `delivered+${unique()}@resend.dev`;
    const week = async (): Promise<string> =>
      /novembre 2026.*?<\/tr>/s
        .exec((await operator.get("/console/mesures")).html.split("Huit semaines")[1] ?? "")?.[0]
        .replaceAll(/<[^>]+>/g, " ")
        .replaceAll(/\s+/g, " ") ?? "";
    const seat = await hold(id);
    await send(seat, { name: "Ana", email });
    await pump(NOW);
    expect(await week()).toContain("novembre 2026 1 0 0 0");
    await tellOf(await idIn("msg", "SELECT id FROM messages WHERE template = 'place-gardee'"), "email.delivered", {
      at: NOW,
    });
    const link = linkIn((await mailsTo(email))[0]?.text ?? "");
    await ask(link);
    await ask(link);
    await ask(link, { method: "HEAD" });
    await ask(`/i/${await links.sign("hold", await idIn("reg", "SELECT id FROM registrations"), NOW + DAY)}`);
    await send(`${link}/confirmer`, {});
    await send(`${link}/confirmer`, {});
    await ask(link);
    expect(await week()).toContain("novembre 2026 1 1 2 1");
    expect(await rows("SELECT * FROM proof_weeks")).toEqual([
      { week_on: "2026-11-30", held: 1, opened: 2, confirmed: 1 },
    ]);
  });

  test("a rank, an offer that is taken and a seat that is given back are none of them", async () => {
    const id = await openSession({ capacity: 1 });
    const first = await confirmed(id, NOW);
    await waitlisted(id, NOW);
    const before = await rows("SELECT * FROM proof_weeks");
    must(await move(depsAt(NOW), { registrationId: first, act: "cancel" }));
    await pump(NOW);
    const offered = await idIn("reg", "SELECT id FROM registrations WHERE state = 'offered'");
    must(await confirm(depsAt(NOW), offered));
    expect(await rows("SELECT * FROM proof_weeks")).toEqual(before);
  });
});

describe("one person", () => {
  test("is found by exact address alone; looking is in the trail, and so is nothing else", async () => {
    const email = `delivered+${unique()}@resend.dev`;
    await subscribed(NOW, { email });
    await pump(NOW + 1);
    const { html } = await operator.post("/console/personnes", { email });
    expect(html).toMatch(/premier-telephone/);
    expect(html).not.toContain(email);
    expect((await operator.post("/console/personnes", { email: email.slice(1) })).html).toContain(
      "Rien pour cette adresse",
    );
    expect((await operator.post("/console/personnes", { email: "no" })).status).toBe(422);
    expect(await value("SELECT count(*) FROM events WHERE type = 'person.looked_up'")).toBe(1);
  });
});
