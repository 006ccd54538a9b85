import { env } from "cloudflare:workers";
import ICAL from "ical.js";
import { beforeEach, describe, expect, test } from "vitest";

import type { RegistrationId, SessionId } from "../../../src/kernel/ids.ts";
import { DAY, HOUR, zoned } from "../../../src/kernel/time.ts";
import { database } from "../../../src/platform/d1.ts";
import { editSessions } from "../../../src/workshops/planning/edit-session.ts";
import { cancelSessions } from "../../../src/workshops/planning/plan-session.ts";
import { react } from "../../../workers/reactor/react.ts";
import { refusedBecause } from "../../support/refusals.ts";
import { about, asked } from "../../support/worker/consent.ts";
import { asItStands, editTo, sessionOf } from "../../support/worker/editing.ts";
import { address, managePath } from "../../support/worker/manage.ts";
import { confirmed, must, unique, waitlisted } from "../../support/worker/people.ts";
import { mailsTo, pump, reactions, unreacted } from "../../support/worker/reactor.ts";
import { as, signedIn } from "../../support/worker/staff.ts";
import { watchD1 } from "../../support/worker/watch-d1.ts";
import { ask as askFor, send, setClock } from "../../support/worker/web.ts";
import { NOW, counters, depsAt, openSession, rows, run, value } from "../../support/worker/world.ts";

const BASE = "/espace/structures/org_1/seances";
let team: ReturnType<typeof as>;
beforeEach(async () => {
  await setClock(NOW);
  await openSession();
  team = as((await signedIn(`delivered+${unique()}@resend.dev`, "coordinator", "org_1")).cookie);
});
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, " ").replaceAll("’", "'");

/** So many sessions of one series, a week apart. */
async function openSeries(n: number, plan: Parameters<typeof openSession>[0] = {}): Promise<SessionId[]> {
  const ids: SessionId[] = [];
  for (let i = 0; i < n; i += 1) {
    ids.push(await openSession({ ...plan, startsAt: NOW + (20 + 7 * i) * DAY }));
  }
  await run(
    "UPDATE sessions SET series_id = 'ser_1' WHERE id IN (SELECT value FROM json_each(?1))",
    JSON.stringify(ids),
  );
  return ids;
}
const firstOf = (ids: readonly SessionId[]): SessionId => ids[0] ?? "ses_";
/** The fields of the form as it opens; that everybody is told has been read. */
async function opened(session: SessionId): Promise<Record<string, string>> {
  const { html } = await team.get(`${BASE}/${session}/modifier`);
  const typed = [...html.matchAll(/<input[^>]* name="([^"]*)"[^>]* value="([^"]*)"[^>]*>/g)];
  const ofForm = typed.flatMap(([tag, name = "", at = ""]) =>
    /type="radio"|name="capacity"/.test(tag) ? [] : [[name, at]],
  );
  const lieu = /<input type="radio" name="lieu"[^>]*value="([^"]*)" checked/.exec(html)?.[1] ?? "";
  return { ...(Object.fromEntries(ofForm) as Record<string, string>), lieu, savoir: "", confirme: "oui" };
}
const save = async (session: SessionId, over: Record<string, string>) =>
  team.post(`${BASE}/${session}/modifier`, { ...(await opened(session)), ...over });
const NEW_PLACE = {
  lieu: "new",
  name: "Maison bleue",
  address: "2 rue Y",
  commune: "Ivry-sur-Seine",
  departement: "94",
  access: "sonnez à la porte vitrée",
};
const changed = async (email: string) =>
  (await mailsTo(email)).filter(({ subject }) => /^(?:Changement|Le lien|Pour le)/.test(subject));

describe("a series that is edited", () => {
  test("the room of six dates changes at once: one mail a person lists the dates they hold, one place is written, calendars follow", async () => {
    const ids = await openSeries(6, { capacity: 2 });
    const [all, one, other] = [address(), address(), await openSession({ startsAt: NOW + 22 * DAY })];
    const held: RegistrationId[] = [];
    for (const id of ids.slice(0, 3)) {
      held.push(await confirmed(id, NOW, { email: all }));
    }
    await confirmed(ids[3] ?? other, NOW, { email: one });
    await pump(NOW);
    const link = await managePath(held[0] ?? "reg_");
    const before = (await askFor(`${link}/agenda.ics`)).html;
    expect((await save(firstOf(ids), { ...NEW_PLACE, portee: "toutes" })).location).toContain("fait=modifier");
    await pump(NOW);
    await pump(NOW);
    const [mail, more] = await changed(all);
    const text = plain(mail?.text ?? "");
    expect([text.split("Maison bleue").length - 1, text.split("avant : ").length - 1, more]).toEqual([3, 3, undefined]);
    const [single, again] = await changed(one);
    expect([single?.subject.startsWith("Changement pour"), again]).toEqual([true, undefined]);
    expect(single?.text).toContain("- Sonnez à la porte vitrée"); // how one gets into the new room
    expect(await value("SELECT count(DISTINCT venue_id) FROM sessions WHERE series_id = 'ser_1'")).toBe(1);
    expect(await value("SELECT count(*) FROM venues WHERE name = 'Maison bleue'")).toBe(1);
    expect(await value("SELECT venue_id FROM sessions WHERE id = ?1", other)).toBe("ven_1");
    const after = (await askFor(`${link}/agenda.ics`)).html;
    const sequence = (file: string) =>
      new ICAL.Event(new ICAL.Component(ICAL.parse(file)).getFirstSubcomponent("vevent") ?? undefined).sequence;
    expect(sequence(after)).toBe(sequence(before) + 1);
  });

  test("hours shift alike on each date's wall clock, across the change of clocks; « celle-ci et les suivantes » leaves those before", async () => {
    await setClock(NOW);
    const ids: SessionId[] = [];
    for (const day of [110, 117, 124, 131]) {
      ids.push(await openSession({ startsAt: NOW + day * DAY }));
    }
    await run(
      "UPDATE sessions SET series_id = 'ser_1' WHERE id IN (SELECT value FROM json_each(?1))",
      JSON.stringify(ids),
    );
    const walls = async () =>
      (
        await rows<{ starts_at: number; closes_at: number }>(
          "SELECT starts_at, closes_at FROM sessions WHERE series_id = 'ser_1' ORDER BY starts_at",
        )
      ).map((one) => [
        zoned(one.starts_at, "Europe/Paris").toPlainTime().toString().slice(0, 5),
        one.starts_at - one.closes_at,
      ]);
    const was = await walls();
    const fields = await opened(ids[1] ?? "ses_");
    const later = (at: string | undefined) =>
      `${(at ?? "").slice(0, 11)}${String(Number((at ?? "").slice(11, 13)) + 2)}:30`;
    await team.post(`${BASE}/${ids[1] ?? ""}/modifier`, {
      ...fields,
      debut: later(fields["debut"]),
      fin: later(fields["fin"]),
      portee: "suivantes",
    });
    const is = await walls();
    expect(is[0]).toEqual(was[0]);
    expect(is.slice(1).map(([hour]) => hour)).toEqual(
      was.slice(1).map(([hour]) => `${String(Number(String(hour).slice(0, 2)) + 2)}:30`),
    );
    expect(new Set(is.map(([, closes]) => closes))).toEqual(new Set([HOUR]));
  });

  test("one date of twenty-four that cannot change stops all, and is named: nothing is written, nobody is told", async () => {
    const ids = await openSeries(24, { capacity: 20 });
    const email = address();
    await confirmed(firstOf(ids), NOW, { email });
    await run("UPDATE sessions SET taken = 12 WHERE id = ?1", ids[11] ?? "");
    await pump(NOW);
    const answer = await team.post(`${BASE}/${firstOf(ids)}/places`, { capacity: "10", portee: "toutes" });
    expect([answer.status, plain(answer.html).includes("12 places sont prises")]).toEqual([422, true]);
    expect(await rows("SELECT DISTINCT capacity FROM sessions WHERE series_id = 'ser_1'")).toEqual([{ capacity: 20 }]);
    expect(await value("SELECT count(*) FROM events WHERE type = 'session.resized'")).toBe(0);
    expect((await team.post(`${BASE}/${firstOf(ids)}/places`, { capacity: "12", portee: "toutes" })).status).toBe(303);
    expect(await value("SELECT sum(capacity) FROM sessions WHERE series_id = 'ser_1'")).toBe(24 * 12);
  });

  test("a date that somebody changed meanwhile refuses the whole edit, with what was typed", async () => {
    const ids = await openSeries(3);
    const fields = await opened(firstOf(ids));
    await save(ids[2] ?? "ses_", { savoir: "Sonnez deux fois." });
    const late = await team.post(`${BASE}/${firstOf(ids)}/modifier`, { ...fields, ...NEW_PLACE, portee: "toutes" });
    expect([late.status, late.html.includes("Maison bleue")]).toEqual([409, true]);
    expect(await value("SELECT count(*) FROM venues")).toBe(1);
    const alone = await team.post(`${BASE}/${firstOf(ids)}/modifier`, { ...fields, ...NEW_PLACE, portee: "une" });
    expect(alone.status).toBe(303);
  });

  test("a parent who said yes to several dates gets one mail that lists them", async () => {
    const ids = await openSeries(2, { slug: "mon-telephone-mes-limites" });
    const parent = address();
    for (const id of ids) {
      const page = await asked(id, address(), parent);
      const registration = (
        await rows<{ id: `reg_${string}` }>("SELECT id FROM registrations WHERE session_id = ?1", id)
      )[0]?.id;
      await send(`${page}/oui`, about(registration ?? "reg_"));
    }
    await pump(NOW);
    await save(firstOf(ids), { ...NEW_PLACE, portee: "toutes" });
    await pump(NOW);
    const mails = await changed(parent);
    expect(mails.map(({ text }) => text.split("Maison bleue").length - 1)).toEqual([2]);
  });
});

describe("a series that will not happen", () => {
  const said = async (email: string) =>
    (await mailsTo(email)).filter(({ subject }) => /pas lieu|annulé/.test(subject)).map(({ text }) => plain(text));
  const asks = { confirme: "oui", portee: "suivantes", mot: "La salle a brûlé : nous cherchons ailleurs." };

  test("its dates are cancelled at once, all or none: each person and each parent who agreed reads one mail with all theirs, and the association's words", async () => {
    const ids = await openSeries(4, { capacity: 2, slug: "mon-telephone-mes-limites" });
    const [first = "ses_", second = "ses_", third = "ses_", last = "ses_"] = ids;
    const [three, one, waits, child, parent] = [address(), address(), address(), address(), address()];
    for (const id of [second, third]) {
      const page = await asked(id, child, parent);
      const [row] = await rows<{ id: RegistrationId }>("SELECT id FROM registrations WHERE session_id = ?1", id);
      await send(`${page}/oui`, about(row?.id ?? "reg_"));
      await pump(NOW);
    }
    for (const id of [first, second, third]) {
      await confirmed(id, NOW, { email: three });
    }
    await confirmed(last, NOW);
    await confirmed(last, NOW, { email: one });
    await waitlisted(last, NOW, { email: waits });
    await pump(NOW);

    const page = await team.post(`${BASE}/${second}/annuler`, {});
    expect(plain(page.html)).toContain("Sur les 4 dates à venir de la série : 7 places prises, 1 en attente.");
    const number = await team.post(`${BASE}/${second}/annuler`, { ...asks, mot: "Appelez le 06 12 34 56 78." });
    expect([number.status, plain(number.html).includes("un numéro de téléphone")]).toEqual([422, true]);
    expect(number.html).toMatch(/value="suivantes"[^>]* checked/);
    expect((await team.post(`${BASE}/${second}/annuler`, asks)).location).toContain("fait=annuler-serie");
    await pump(NOW);
    await pump(NOW);

    expect(await rows("SELECT state FROM sessions WHERE series_id = 'ser_1' ORDER BY starts_at")).toEqual(
      ["open", "cancelled", "cancelled", "cancelled"].map((state) => ({ state })),
    );
    const lines = (text: string): number => [...text.matchAll(/Médiathèque|Salle/g)].length;
    const told = await Promise.all([three, one, waits, child, parent].map(said));
    expect(told.map((mails) => mails.map((text) => [lines(text), text.includes("La salle a brûlé")]))).toEqual(
      [2, 1, 1, 2, 2].map((n) => [[n, true]]),
    );
    expect(await value("SELECT count(*) FROM session_messages")).toBe(3);
    const again = await team.post(`${BASE}/${second}/annuler`, asks);
    expect(again.location).toContain("fait=annuler-serie");
    expect(await value("SELECT count(*) FROM events WHERE type = 'session.cancelled'")).toBe(3);
  });

  test("twenty-four dates, cancelled by two at once who are both answered the same, are told in a few round trips, to those who held none of the first, too; heard twice, nothing is written twice", async () => {
    const ids = await openSeries(24, { slug: "mon-telephone-mes-limites" });
    const [, second = "ses_", third = "ses_"] = ids;
    const [child, parent, two, last] = [address(), address(), address(), address()];
    for (const id of [second, third]) {
      const page = await asked(id, child, parent);
      const [row] = await rows<{ id: RegistrationId }>("SELECT id FROM registrations WHERE session_id = ?1", id);
      await send(`${page}/oui`, about(row?.id ?? "reg_"));
      await confirmed(id, NOW, { email: two });
    }
    for (const id of ids.slice(3)) {
      await confirmed(id, NOW);
    }
    await confirmed(ids[23] ?? "ses_", NOW, { email: last });
    await pump(NOW);
    const once = () => team.post(`${BASE}/${firstOf(ids)}/annuler`, asks);
    const both = await Promise.all([once(), once()]);
    expect(both.map(({ location }) => location)).toEqual(both.map(() => `${BASE}?fait=annuler-serie`));

    const written = () => value("SELECT count(*) FROM messages WHERE template LIKE '%annulee%'");
    const heard = await rows<{ id: `evt_${string}` }>("SELECT id FROM events WHERE type = 'session.cancelled'");
    const eventIds = heard.map(({ id }) => id);
    const watched = watchD1(env.DB);
    await react(depsAt(NOW, { db: database(watched.d1) }), { reactions, eventIds });
    expect([eventIds.length, watched.trips < 10, await written()]).toEqual([24, true, 21 + 4]);
    await run("UPDATE events SET reacted_at = NULL WHERE type = 'session.cancelled'");
    expect(await unreacted()).toEqual(expect.arrayContaining(eventIds));
    await pump(NOW);
    expect(await written()).toBe(21 + 4);
    const told = await Promise.all([child, parent, two, last].map(said));
    expect(told.map((mails) => mails.length)).toEqual([1, 1, 1, 1]);
  });

  test("of two coordinators one decides: a date that was changed meanwhile leaves all as they were, and nobody is told", async () => {
    const ids = await openSeries(3);
    const sessions = [];
    for (const id of ids) {
      sessions.push(await sessionOf(depsAt(NOW), id));
    }
    const [first, ...others] = sessions;
    await save(ids[2] ?? "ses_", { savoir: "Sonnez deux fois." });
    const by = { association: "org_1", person: "per_1" } as const;
    const done = first === undefined ? null : await cancelSessions(depsAt(NOW), { sessions: [first, ...others], by });
    expect(done).toMatchObject({ ok: false, refusal: "not_possible" });
    expect(await rows("SELECT DISTINCT state FROM sessions WHERE series_id = 'ser_1'")).toEqual([{ state: "open" }]);
    expect(await value("SELECT count(*) FROM events WHERE type = 'session.cancelled'")).toBe(0);
  });

  test("taken up again, also once it is cancelled, the form proposes as many dates, at the same rhythm and hour, after the last", async () => {
    const ids = await openSeries(3);
    for (const [i, id] of ids.entries()) {
      await run(
        "UPDATE sessions SET starts_at = starts_at + ?2, ends_at = ends_at + ?2 WHERE id = ?1",
        id,
        i * 7 * DAY,
      );
    }
    await team.post(`${BASE}/${firstOf(ids)}/annuler`, { confirme: "oui", portee: "toutes" });
    expect(await rows("SELECT DISTINCT state FROM sessions WHERE series_id = 'ser_1'")).toEqual([
      { state: "cancelled" },
    ]);
    const page = (await team.get(`${BASE}/${firstOf(ids)}`)).html;
    const [, again = ""] = /href="([^"]*)">\s*Reprendre la série/.exec(page) ?? [];
    const { html } = await team.get(again);
    const last = Number(await value("SELECT max(starts_at) FROM sessions WHERE series_id = 'ser_1'"));
    const next = zoned(last, "Europe/Paris").add({ weeks: 2 }).toPlainDateTime().toString({ smallestUnit: "minute" });
    const typed = (name: string) => new RegExp(`name="${name}"[^>]* value="([^"]*)"`).exec(html)?.[1];
    expect([typed("debut"), typed("semaines")]).toEqual([next, "3"]);
    expect(html).toMatch(/value="quinzaine"[^>]* (?:checked|selected)/);
  });
});

describe("what changes without a word", () => {
  test("a closing time ends registration and the list with it, calendars get no newer version, nobody is told; it is told when it cannot be", async () => {
    const session = await openSession({ capacity: 1 });
    const [seat, list] = [address(), address()];
    await confirmed(session, NOW, { email: seat });
    await waitlisted(session, NOW, { email: list });
    await pump(NOW);
    const wrong = await save(session, { cloture: "2026-12-25T10:00" });
    expect([wrong.status, plain(wrong.html).includes("entre maintenant et le début")]).toEqual([422, true]);
    await save(session, { cloture: "2026-12-10T18:00" });
    await pump(NOW);
    expect([await changed(seat), await changed(list)]).toEqual([[], []]);
    const [row] = await rows<{ closes_at: number; queue_closes_at: number; ics_sequence: number }>(
      "SELECT closes_at, queue_closes_at, ics_sequence FROM sessions WHERE id = ?1",
      session,
    );
    expect([row?.closes_at, row?.ics_sequence]).toEqual([row?.queue_closes_at, 0]);
    expect((await counters(session)).waiting).toBe(1);
  });

  test("what is to be known stands on the page and in the reminder; under two days a mail brings it, once; a number is refused", async () => {
    const [far, near] = [await openSession(), await openSession({ startsAt: NOW + 26 * HOUR })];
    const [later, soon] = [address(), address()];
    await confirmed(far, NOW, { email: later });
    await confirmed(near, NOW, { email: soon });
    await pump(NOW);
    const number = await save(far, { savoir: "Appelez le 06 12 34 56 78." });
    expect([number.status, plain(number.html).includes("un numéro de téléphone")]).toEqual([422, true]);
    for (const id of [far, near]) {
      await save(id, { savoir: "Entrez par la cour." });
    }
    await pump(NOW);
    expect(await changed(later)).toEqual([]);
    expect((await changed(soon)).map(({ text }) => text.includes("Entrez par la cour."))).toEqual([true]);
    expect((await askFor(`/ateliers/seances/${far}`)).html).toContain("Entrez par la cour.");
  });
});

test("a series is published on the days that stay ticked; a public holiday is struck out before", async () => {
  const form = {
    cle: / name="cle" value="([^"]*)"/.exec((await team.get(`${BASE}/nouvelle`)).html)?.[1] ?? "",
    programme: "premier-telephone",
    debut: "2027-05-03T18:30",
    semaines: "4",
    rythme: "quinzaine",
    capacity: "12",
    lieu: "ven_1",
  };
  const shown = await team.post(`${BASE}/nouvelle`, form);
  const boxes = [...shown.html.matchAll(/name="dates" value="(\d+)"( checked)?/g)];
  const days = boxes.map(([, at = "", ticked]) => [
    zoned(Number(at), "Europe/Paris").toPlainDate().toString(),
    ticked !== undefined,
  ]);
  expect(days).toEqual([
    ["2027-05-03", true],
    ["2027-05-17", false],
    ["2027-05-31", true],
    ["2027-06-14", true],
  ]);
  expect(await value("SELECT count(*) FROM sessions WHERE series_id IS NOT NULL")).toBe(0);
  const none = await team.post(`${BASE}/nouvelle`, { ...form, confirme: "oui" });
  expect([none.status, none.html.includes("Gardez au moins une date.")]).toEqual([422, true]);
  const dates = boxes.flatMap(([, at = "", ticked]) => (ticked === undefined ? [] : [at]));
  await team.post(`${BASE}/nouvelle`, { ...form, dates, confirme: "oui" });
  expect(
    await rows("SELECT count(*) AS n, count(DISTINCT series_id) AS series FROM sessions WHERE series_id IS NOT NULL"),
  ).toEqual([{ n: 3, series: 1 }]);
  const list = plain((await team.get(BASE)).html);
  expect(list.split("Série de 3 dates").length - 1).toBe(1);
});

test("the dates of a series are one line, which opens on each of them; the list is narrowed by workshop, place and state", async () => {
  const ids = await openSeries(3);
  const shown = async (query: string) => plain((await team.get(`${BASE}${query}`)).html);
  const all = await shown("");
  expect(all.split("Série de 3 dates").length - 1).toBe(1);
  expect(ids.filter((id) => !all.includes(`href="${BASE}/${id}"`))).toEqual([]);
  expect(all).toContain("0 sur 60");
  for (const [query, isThere] of [
    ["?atelier=premier-telephone&commune=Cr%C3%A9teil", true],
    ["?atelier=mon-telephone-mes-limites", false],
    ["?commune=En%20ligne", false],
    ["?etat=cancelled", false],
  ] as const) {
    expect([query, (await shown(query)).includes("Série de 3 dates")]).toEqual([query, isThere]);
  }
  expect(await shown("?etat=cancelled")).toContain("Aucune séance avec ces choix");
});

refusedBecause(editSessions, [
  [
    "wrong_hour",
    async () => {
      const first = await sessionOf(depsAt(NOW), await openSession());
      return editSessions(depsAt(NOW), { first, edit: editTo(first, NOW - DAY), person: "per_1" });
    },
  ],
  [
    "wrong_closing",
    async () => {
      const first = await sessionOf(depsAt(NOW), await openSession());
      return editSessions(depsAt(NOW), { first, edit: { ...asItStands(first), closesAt: NOW - 1 }, person: "per_1" });
    },
  ],
  [
    "not_possible",
    async () => {
      const id = await openSession();
      await run("UPDATE sessions SET state = 'cancelled' WHERE id = ?1", id);
      const first = await sessionOf(depsAt(NOW), id);
      return editSessions(depsAt(NOW), { first, edit: editTo(first, first.startsAt + HOUR), person: "per_1" });
    },
  ],
  [
    "held",
    async () => {
      const id = await openSession();
      await confirmed(id, NOW);
      const first = await sessionOf(depsAt(NOW), id);
      const edit = { ...asItStands(first), programme: "notre-pacte-du-telephone" };
      return editSessions(depsAt(NOW), { first, edit, person: "per_1" });
    },
  ],
  [
    "changed_meanwhile",
    async () => {
      const first = await sessionOf(depsAt(NOW), await openSession());
      const edit = editTo(first, first.startsAt + HOUR);
      must({ ...(await editSessions(depsAt(NOW), { first, edit, person: "per_1" })) });
      return editSessions(depsAt(NOW), { first, edit, person: "per_1" });
    },
  ],
]);
