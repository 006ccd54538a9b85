import { beforeEach, describe, expect, test } from "vitest";

import { DAY, HOUR, startOfDay } from "../../../src/kernel/time.ts";
import { markPresence } from "../../../src/workshops/presence/mark.ts";
import { nightly, tick } from "../../../workers/reactor/tick.ts";
import { confirmed, submitted, unique } from "../../support/worker/people.ts";
import { mailsTo, pump } from "../../support/worker/reactor.ts";
import { as, organisation, signedIn } from "../../support/worker/staff.ts";
import { setClock } from "../../support/worker/web.ts";
import { NOW, counters, depsAt, openSession, rows, run, value } from "../../support/worker/world.ts";

const START = NOW + DAY;
let session = "";
let base = "";
let team: Record<"coordinator" | "facilitator", ReturnType<typeof as>>;
beforeEach(async () => {
  await setClock(NOW);
  session = await openSession({ startsAt: START });
  base = `/espace/structures/aso_1/seances/${session}`;
  const [coordinator, facilitator] = [
    await signedIn(`delivered+${unique()}@resend.dev`, "coordinator", "aso_1"),
    await signedIn(`delivered+${unique()}@resend.dev`, "facilitator", "aso_1"),
  ];
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
      await setClock(at);
      return (await team[who].get(base)).html.includes("Maëlle");
    };
    expect(await sees("facilitator", START - 2 * HOUR - 1)).toBe(false);
    expect(await sees("facilitator", START - 2 * HOUR)).toBe(true);
    expect(await sees("facilitator", START + 2 * HOUR + DAY)).toBe(true);
    expect(await sees("facilitator", START + 2 * HOUR + DAY + 1)).toBe(false);
    expect(await sees("coordinator", START + 5 * DAY)).toBe(true);
    expect(await sees("coordinator", START + 2 * HOUR + 7 * DAY)).toBe(true);
    expect(await sees("coordinator", START + 2 * HOUR + 7 * DAY + 1)).toBe(false);
    await run("UPDATE sessions SET state = 'cancelled'");
    expect(await sees("coordinator", START)).toBe(false);
    await organisation("aso_2");
    const stranger = as((await signedIn(`delivered+${unique()}@resend.dev`, "coordinator", "aso_2")).cookie);
    await run("UPDATE sessions SET state = 'open'");
    expect((await stranger.get(`/espace/structures/aso_2/seances/${session}`)).status).toBe(404);
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
    await setClock(START);
    const { html } = await team.facilitator.get(base);
    expect([html.includes("Maëlle"), html.includes("Oriane"), html.includes("Ugo"), html.includes(email)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe("a mark", () => {
  test("says came or not, can be said twice, can be corrected; each change is in the trail, no seat moves", async () => {
    const id = await confirmed(session, NOW);
    await setClock(START + 60);
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
    const at = depsAt(START + 60);
    await Promise.all([
      markPresence(at, { registrationId: id, isPresent: true, actor: "a" }),
      markPresence(at, { registrationId: id, isPresent: true, actor: "b" }),
    ]);
    expect(await trail(id)).toHaveLength(1);
    await Promise.all([
      markPresence(at, { registrationId: id, isPresent: false, actor: "a" }),
      markPresence(at, { registrationId: id, isPresent: true, actor: "b" }),
      markPresence(at, { registrationId: id, isPresent: false, actor: "c" }),
    ]);
    const last = (await trail(id)).at(-1) as { type: string };
    expect(last.type).toBe((await stateOf(id)) === "attended" ? "registration.attended" : "registration.missed");
  });

  test("is refused before, after, for another session's line, and for a line that is not there", async () => {
    const id = await confirmed(session, NOW);
    const other = await confirmed(await openSession({ startsAt: START }), NOW);
    expect((await mark("facilitator", "present", id)).status).toBe(409);
    await setClock(START + 60);
    expect((await mark("facilitator", "present", other)).status).toBe(409);
    expect((await mark("facilitator", "present", "reg_x")).status).toBe(409);
    await setClock(START + 2 * HOUR + DAY + 1);
    expect((await mark("facilitator", "present", id)).status).toBe(409);
    expect([await stateOf(id), await stateOf(other)]).toEqual(["confirmed", "confirmed"]);
  });

  test("who was not marked is absent by the first night a day after the end, not before; the coordinator may still correct it", async () => {
    const [came, forgotten] = [await confirmed(session, NOW), await confirmed(session, NOW)];
    await setClock(START + 60);
    await mark("facilitator", "present", came);
    const end = START + 2 * HOUR;
    const firstNight = startOfDay("2026-12-03", "Europe/Paris") + 4 * HOUR; // it ends on the 2nd at noon
    await tick(depsAt(firstNight));
    await nightly(depsAt(firstNight));
    expect(firstNight).toBeLessThan(end + DAY);
    expect(await stateOf(forgotten)).toBe("confirmed");
    await nightly(depsAt(firstNight + DAY));
    expect([await stateOf(came), await stateOf(forgotten)]).toEqual(["attended", "absent"]);
    await setClock(START + 3 * DAY);
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
    await setClock(START + 60);
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
