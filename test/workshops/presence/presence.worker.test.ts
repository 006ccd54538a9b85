import { beforeEach, describe, expect, test } from "vitest";

import type { SessionId } from "../../../src/kernel/ids.ts";
import { DAY, HOUR, startOfDay } from "../../../src/kernel/time.ts";
import { markPresence } from "../../../src/workshops/presence/mark.ts";
import { markPerson } from "../../../src/workshops/presence/mark-person.ts";
import { addPerson } from "../../../src/workshops/seats/change-party.ts";
import { nightly, tick } from "../../../workers/reactor/tick.ts";
import { assigned } from "../../support/worker/assigned.ts";
import { confirmed, must, submitted, unique } from "../../support/worker/people.ts";
import { mailsTo, pump } from "../../support/worker/reactor.ts";
import { as, comeBack, organisation, signedIn } from "../../support/worker/staff.ts";
import { setClock } from "../../support/worker/web.ts";
import { NOW, counters, depsAt, openSession, rows, run, value } from "../../support/worker/world.ts";

const START = NOW + DAY;
let session: SessionId;
let base = "";
let team: Record<"coordinator" | "facilitator", ReturnType<typeof as>>;
beforeEach(async () => {
  await setClock(NOW);
  session = await openSession({ startsAt: START });
  base = `/espace/structures/org_1/seances/${session}`;
  const [coordinator, facilitator] = [
    await signedIn(`delivered+${unique()}@resend.dev`, "coordinator", "org_1"),
    await signedIn(`delivered+${unique()}@resend.dev`, "facilitator", "org_1"),
  ];
  await assigned(facilitator.person, session);
  team = { coordinator: as(coordinator.cookie), facilitator: as(facilitator.cookie) };
});
const stateOf = (id: string) => value("SELECT state FROM registrations WHERE id = ?1", id);
const trail = (id: string) =>
  rows(
    "SELECT type FROM events WHERE subject = ?1 AND type IN ('registration.attended', 'registration.missed') ORDER BY subject_rev",
    id,
  );
const mark = (who: keyof typeof team, act: string, id: string) => team[who].post(`${base}/${act}`, { ligne: id });

describe("the list of the day", () => {
  test("shows first names from two hours before; a facilitator until a day after, a coordinator seven; nobody else ever", async () => {
    await confirmed(session, NOW, { name: "Maëlle" });
    const sees = async (who: keyof typeof team, at: number): Promise<boolean> => {
      await comeBack(at);
      return (await team[who].get(base)).html.includes("Maëlle");
    };
    expect(await sees("facilitator", START - 2 * HOUR - 60)).toBe(false);
    expect(await sees("facilitator", START - 2 * HOUR)).toBe(true);
    expect(await sees("facilitator", START + 2 * HOUR + DAY - 60)).toBe(true);
    expect(await sees("facilitator", START + 2 * HOUR + DAY + 1)).toBe(false);
    expect(await sees("coordinator", START + 5 * DAY)).toBe(true);
    expect(await sees("coordinator", START + 2 * HOUR + 7 * DAY - 60)).toBe(true);
    expect(await sees("coordinator", START + 2 * HOUR + 7 * DAY + 1)).toBe(false);
    await run("UPDATE sessions SET state = 'cancelled'");
    expect(await sees("coordinator", START)).toBe(false);
    await organisation("org_2");
    const stranger = as((await signedIn(`delivered+${unique()}@resend.dev`, "coordinator", "org_2")).cookie);
    await run("UPDATE sessions SET state = 'open'");
    expect((await stranger.get(`/espace/structures/org_2/seances/${session}`)).status).toBe(404);
    expect((await stranger.get(base)).status).toBe(404);
  });

  test("holds confirmed people alone: no hold, no list, nobody who cancelled, no address", async () => {
    const email = `delivered+${unique()}@resend.dev`;
    await confirmed(session, NOW, { name: "Maëlle", email });
    await submitted(session, NOW, { name: "Oriane" });
    await run(
      "UPDATE registrations SET state = 'cancelled' WHERE id = ?1",
      await confirmed(session, NOW, { name: "Ugo" }),
    );
    await comeBack(START);
    const { html } = await team.facilitator.get(base);
    expect([html.includes("Maëlle"), html.includes("Oriane"), html.includes("Ugo"), html.includes(email)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

/** Every order of some things. */
const orders = <T>(list: readonly T[]): T[][] =>
  list.length < 2
    ? [[...list]]
    : list.flatMap((one, i) => orders(list.filter((_, at) => at !== i)).map((rest) => [one, ...rest]));

describe("of marks made on several devices the later act stands", () => {
  const ms = (seconds: number): number => (START + seconds) * 1000;
  /** Present or not, made so many seconds after the start, over a mark of then. */
  type Tap = [isPresent: boolean, at: number, seen?: number];
  const walks: [what: string, ends: string, taps: Tap[]][] = [
    [
      "the last to arrive was made first",
      "absent",
      [
        [true, 300],
        [false, 310],
      ],
    ],
    [
      "said again, with the contrary in between",
      "attended",
      [
        [true, 10],
        [false, 20],
        [true, 30],
      ],
    ],
    [
      "a device whose clock is slow corrects what it has seen",
      "absent",
      [
        [true, 300],
        [false, 20, 300],
        [true, 299],
      ],
    ],
    [
      "two contrary marks in one millisecond: presence",
      "attended",
      [
        [false, 50],
        [true, 50],
        [false, 40],
      ],
    ],
    [
      "four marks of two devices",
      "absent",
      [
        [true, 10],
        [false, 20, 10],
        [true, 15],
        [false, 21, 15],
      ],
    ],
  ];
  test.each(walks)("%s: every order of arrival ends in one state, of one moment", async (_, ends, marks) => {
    const ended = new Set<string>();
    const id = await confirmed(session, NOW);
    for (const order of orders(marks)) {
      await run("UPDATE registrations SET state = 'confirmed', marked_ms = 0 WHERE id = ?1", id);
      for (const [isPresent, at, seen] of order) {
        const made = { atMs: ms(at), seenMs: seen === undefined ? 0 : ms(seen) };
        await markPresence(depsAt(START + 600), { registrationId: id, isPresent, by: "a", made });
      }
      const stands = await value("SELECT state || ' ' || marked_ms FROM registrations WHERE id = ?1", id);
      ended.add(String(stands));
    }
    expect([ended.size, [...ended][0]?.split(" ")[0]]).toEqual([1, ends]);
  });
  test("an older mark answers 200 and names the hour of the one that stands; the device's future counts as now", async () => {
    const id = await confirmed(session, NOW);
    await comeBack(START + 6 * 60);
    const send = async (act: string, at: number) => {
      const fields = { ligne: id, faite: String(ms(at)), vue: "0" };
      const answer = await team.facilitator.post(`${base}/${act}`, fields, { accept: "application/json" });
      return [answer.status, JSON.parse(answer.html) as unknown];
    };
    expect(await send("absent", 300)).toEqual([200, { mark: "absent", madeMs: ms(300), says: "" }]);
    const says = "une marque plus récente existe (10\u00a0h\u00a005)";
    expect(await send("present", 240)).toEqual([200, { mark: "absent", madeMs: ms(300), says }]);
    expect(await trail(id)).toHaveLength(1);
    const [, ahead] = await send("present", 9000);
    const { madeMs } = ahead as { madeMs: number };
    expect([madeMs > ms(300), madeMs < ms(9000), await stateOf(id)]).toEqual([true, true, "attended"]);
  });

  test("what the night writes for want of a mark yields to a mark that comes late", async () => {
    const id = await confirmed(session, NOW);
    await tick(depsAt(START + 3 * HOUR));
    await nightly(depsAt(START + 2 * DAY));
    expect(await stateOf(id)).toBe("absent");
    const made = { atMs: ms(60), seenMs: 0 };
    await markPresence(depsAt(START + 3 * DAY), { registrationId: id, isPresent: true, by: "a", made });
    expect(await stateOf(id)).toBe("attended");
  });

  test("a mark that was read before another was written never overwrites it", async () => {
    const id = await confirmed(session, NOW);
    const says = (isPresent: boolean, at: number, deps = depsAt(START + 600)) =>
      markPresence(deps, { registrationId: id, isPresent, by: "a", made: { atMs: ms(at), seenMs: 0 } });
    await says(true, 10);
    const plain = depsAt(START + 600);
    let isFirst = true;
    const batch: typeof plain.db.batch = async (statements) => {
      if (isFirst) {
        isFirst = false;
        await says(true, 30); // said again, between the reading and the writing of the older « absent »
      }
      return plain.db.batch(statements);
    };
    const done = await says(false, 20, { ...plain, db: { ...plain.db, batch } });
    expect(done).toMatchObject({ ok: true, value: { stands: { isPresent: true, madeMs: ms(30) } } });
    expect([isFirst, await stateOf(id), await trail(id)]).toEqual([
      false,
      "attended",
      [{ type: "registration.attended" }],
    ]);
  });
});

describe("from publication the team prepares by numbers", () => {
  test("ages and needs are counted, what takes time is said with how long, nobody is named; what is late is said so", async () => {
    const far = await openSession({ startsAt: NOW + 60 * DAY });
    const page = async (id: SessionId) =>
      (await team.facilitator.get(`/espace/structures/org_1/seances/${id}`)).html.replaceAll(/[\u00a0\u202f]/g, " ");
    await confirmed(far, NOW, { name: "Maëlle", needs: ["sign_language", "large_print"] });
    await confirmed(far, NOW, { name: "Ugo", needs: ["large_print"] });
    const early = await page(far);
    expect(early).toContain("Documents en gros caractères : 2 personnes");
    expect(early.indexOf("langue des signes : 1 personne")).toBeLessThan(early.indexOf("gros caractères"));
    expect(early).toContain("Se prévoit 15 jours ouvrés avant.");
    expect(early).toContain("18 ans ou plus : 2");
    expect(early).not.toMatch(/Maëlle|Ugo/);
    await confirmed(session, NOW, { needs: ["sign_language"] });
    expect(await page(session)).toContain("il reste moins que cela");
  });
});

describe("people are counted, not registrations", () => {
  const present = async (person: string, act = "present") => team.facilitator.post(`${base}/${act}`, { ligne: person });
  test("of three people under two names two came: « 2 présents sur 3 », in the figures, the file and the attestation's right", async () => {
    const anne = await confirmed(session, NOW, { name: "Anne" });
    must(await addPerson(depsAt(NOW), { registrationId: anne, person: { name: "Zoé", ageBand: "18_plus" } }));
    await run("UPDATE participants SET contact_id = NULL WHERE registration_id = ?1 AND position = 2", anne);
    const paul = await confirmed(session, NOW, { name: "Paul" });
    await comeBack(START);
    const ids = await rows<{ id: string }>(
      "SELECT p.id FROM participants p JOIN registrations r ON r.id = p.registration_id ORDER BY r.created_at, r.id, p.position",
    );
    const page = async () => (await team.facilitator.get(base)).html.replaceAll(/[\u00a0\u202f]/g, " ");
    expect(await page()).toContain("Anne : 1 autre");
    await present(ids[0]?.id ?? "");
    await present(ids[1]?.id ?? "", "absent");
    await present(ids[2]?.id ?? "");
    expect(await page()).toMatch(/2 présents sur 3/);
    expect([await stateOf(anne), await stateOf(paul)]).toEqual(["attended", "attended"]);
    const file = (await team.coordinator.post(`${base}/exporter`, {})).html;
    expect([file.match(/\bvenu\b/g)?.length, file.match(/\babsent\b/g)?.length]).toEqual([2, 1]);
    await present(ids[0]?.id ?? "", "absent");
    expect([await stateOf(anne), await trail(anne)]).toEqual([
      "absent",
      [{ type: "registration.attended" }, { type: "registration.missed" }, { type: "registration.missed" }],
    ]);
  });

  test("two of one party marked at once by two facilitators: both marks stand", async () => {
    const anne = await confirmed(session, NOW, { name: "Anne" });
    must(await addPerson(depsAt(NOW), { registrationId: anne, person: { name: "Zoé", ageBand: "18_plus" } }));
    const [one, two] = await rows<{ id: string }>("SELECT id FROM participants ORDER BY position");
    const says = (person: string, isPresent: boolean) =>
      markPerson(depsAt(START + 60), { registrationId: anne, person, isPresent, by: "a", made: "now" });
    await Promise.all([says(one?.id ?? "", false), says(two?.id ?? "", true)]);
    expect(await rows("SELECT is_present FROM participants ORDER BY position")).toEqual([
      { is_present: 0 },
      { is_present: 1 },
    ]);
    expect(await stateOf(anne)).toBe("attended");
  });
});

describe("a mark", () => {
  test("says came or not, can be said twice, can be corrected; each change is in the trail, no seat moves", async () => {
    const id = await confirmed(session, NOW);
    await comeBack(START + 60);
    await mark("facilitator", "present", id);
    await mark("facilitator", "present", id);
    expect([await stateOf(id), await trail(id)]).toEqual(["attended", [{ type: "registration.attended" }]]);
    await mark("coordinator", "absent", id);
    expect(await stateOf(id)).toBe("absent");
    expect(await trail(id)).toEqual([{ type: "registration.attended" }, { type: "registration.missed" }]);
    expect(await counters(session)).toMatchObject({ taken: 1, held: 1 });
  });

  test("of opposite marks at once both are read and one stands; the same mark from two phones is one event", async () => {
    const id = await confirmed(session, NOW);
    const says = (by: string, isPresent: boolean) =>
      markPresence(depsAt(START + 60), { registrationId: id, isPresent, by, made: "now" });
    await Promise.all([says("a", true), says("b", true)]);
    expect(await trail(id)).toHaveLength(1);
    await Promise.all([says("a", false), says("b", true), says("c", false)]);
    const last = (await trail(id)).at(-1) as { type: string };
    expect(last.type).toBe((await stateOf(id)) === "attended" ? "registration.attended" : "registration.missed");
  });

  test("is refused before, after, for another session's line, and for a line that is not there", async () => {
    const id = await confirmed(session, NOW);
    const other = await confirmed(await openSession({ startsAt: START }), NOW);
    expect((await mark("facilitator", "present", id)).status).toBe(409);
    await comeBack(START + 60);
    expect((await mark("facilitator", "present", other)).status).toBe(409);
    expect((await mark("facilitator", "present", "reg_x")).status).toBe(409);
    await comeBack(START + 2 * HOUR + DAY + 1);
    expect((await mark("facilitator", "present", id)).status).toBe(409);
    expect([await stateOf(id), await stateOf(other)]).toEqual(["confirmed", "confirmed"]);
  });

  test("who was not marked is absent by the first night a day after the end, not before; the coordinator may still correct it", async () => {
    const [came, forgotten] = [await confirmed(session, NOW), await confirmed(session, NOW)];
    await comeBack(START + 60);
    await mark("facilitator", "present", came);
    const end = START + 2 * HOUR;
    const firstNight = startOfDay("2026-12-03", "Europe/Paris") + 4 * HOUR; // it ends on the 2nd at noon
    await tick(depsAt(firstNight));
    await nightly(depsAt(firstNight));
    expect(firstNight).toBeLessThan(end + DAY);
    expect(await stateOf(forgotten)).toBe("confirmed");
    await nightly(depsAt(firstNight + DAY));
    expect([await stateOf(came), await stateOf(forgotten)]).toEqual(["attended", "absent"]);
    await comeBack(START + 3 * DAY);
    await mark("coordinator", "present", forgotten);
    expect(await stateOf(forgotten)).toBe("attended");
  });

  test("a seat too old to be marked is left alone, and the night does not turn around it", async () => {
    const id = await confirmed(session, NOW);
    await tick(depsAt(START + 3 * HOUR));
    await nightly(depsAt(START + 9 * DAY));
    expect(await stateOf(id)).toBe("confirmed");
  });

  test("who came still gets the message of the day after; who did not come does not", async () => {
    const people = [`delivered+${unique()}@resend.dev`, `delivered+${unique()}@resend.dev`];
    const [came, missed] = [
      await confirmed(session, NOW, { email: people[0] ?? "" }),
      await confirmed(session, NOW, { email: people[1] ?? "" }),
    ];
    await pump(NOW);
    await comeBack(START + 60);
    await mark("facilitator", "present", came);
    await mark("facilitator", "absent", missed);
    for (let hours = 2; hours < 60; hours += 4) {
      await tick(depsAt(START + hours * HOUR));
      await pump(START + hours * HOUR);
    }
    const got = await Promise.all(
      people.map(async (one) => (await mailsTo(one)).some((mail) => mail.subject.startsWith("Après"))),
    );
    expect(got).toEqual([true, false]);
  });
});
