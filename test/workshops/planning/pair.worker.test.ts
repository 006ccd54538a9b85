import { beforeEach, describe, expect, test } from "vitest";

import { type PersonId, type RegistrationId, type SessionId, asId } from "../../../src/kernel/ids.ts";
import { DAY } from "../../../src/kernel/time.ts";
import { whyClosed } from "../../../src/workshops/impact/answer-survey.ts";
import { answersOf, publishedUnder, sessionsAnswered } from "../../../src/workshops/impact/impact.store.ts";
import { changeDate } from "../../../src/workshops/seats/change-date.ts";
import { reserve } from "../../../src/workshops/seats/reserve.ts";
import { couldCome } from "../../../src/workshops/facilitators/facilitators.store.ts";
import { assigned } from "../../support/worker/assigned.ts";
import { sessionOf } from "../../support/worker/editing.ts";
import { address, managePath } from "../../support/worker/manage.ts";
import { ask as form, confirmed, unique } from "../../support/worker/people.ts";
import { mailsTo, pump } from "../../support/worker/reactor.ts";
import { as, member, signedIn } from "../../support/worker/staff.ts";
import { ask, setClock } from "../../support/worker/web.ts";
import { NOW, counters, db, depsAt, openSession, rows, run, value } from "../../support/worker/world.ts";

const BASE = "/espace/structures/org_1/seances";
let team: ReturnType<typeof as>;
beforeEach(async () => {
  await setClock(NOW);
  await openSession({ id: "ses_before" });
  await run("UPDATE sessions SET state = 'draft' WHERE id = 'ses_before'");
  team = as((await signedIn(`delivered+${unique()}@resend.dev`, "coordinator", "org_1")).cookie);
});
const plain = (text: string): string =>
  text
    .replaceAll(/[\u00a0\u202f]/g, " ")
    .replaceAll("’", "'")
    .replaceAll(/\s+/g, " ");
const read = async (path: string): Promise<string> => plain((await ask(path)).html);
/** A minute after publishing. */
const THEN = NOW + 60;
const LINK = "https://visio.example.fr/salle";
const FORM = {
  programme: "premier-telephone",
  debut: "2027-01-14T18:30",
  semaines: "",
  capacity: "12",
  lieu: "ven_1",
  joinUrl: "",
  fuseau: "Europe/Paris",
  placesDistance: "8",
  lienDistance: LINK,
};
async function publish(over: Record<string, string | string[]> = {}) {
  const cle = / name="cle" value="([^"]*)"/.exec((await team.get(`${BASE}/nouvelle`)).html)?.[1] ?? "";
  return team.post(`${BASE}/nouvelle`, { ...FORM, cle, ...over });
}
type Pair = { room: SessionId; online: SessionId };
/** One session, in a room and online. */
async function openPair(over: Record<string, string> = {}): Promise<Pair> {
  expect((await publish(over)).location).toContain("fait=publier");
  const found = await rows<{ id: string; mode: string }>("SELECT id, mode FROM sessions WHERE pair_id IS NOT NULL");
  const of = (mode: string): SessionId => asId("ses", found.find((one) => one.mode === mode)?.id);
  return { room: of("onsite"), online: of("online") };
}
const other = (registrationId: RegistrationId, to: SessionId) =>
  changeDate(depsAt(THEN), { registrationId, to, by: "participant" });
/** The form of a half as it opens. */
async function opened(id: SessionId): Promise<Record<string, string>> {
  const { html } = await team.get(`${BASE}/${id}/modifier`);
  const typed = [...html.matchAll(/<input[^>]* name="([^"]*)"[^>]* value="([^"]*)"[^>]*>/g)];
  const ofForm = typed.flatMap(([tag, name = "", at = ""]) =>
    /type="radio"|name="capacity"/.test(tag) ? [] : [[name, at]],
  );
  const chosen = /<input type="radio" name="lieu"[^>]*value="([^"]*)" checked/.exec(html)?.[1];
  const fields = Object.fromEntries(ofForm) as Record<string, string>;
  return { ...fields, savoir: "", lieu: chosen ?? fields["lieu"] ?? "", confirme: "oui" };
}
const at = async (id: SessionId) =>
  (await rows("SELECT starts_at, notes, venue_id, join_url, mode, state, pair_id FROM sessions WHERE id = ?1", id))[0];

describe("a session in a room and online", () => {
  test("is published by one form as two halves: one line in every list, one page with two doors, each with its own seats", async () => {
    const { room, online } = await openPair({ visibilite: "public" });
    expect(await rows("SELECT capacity, join_url FROM sessions WHERE pair_id = ?1 ORDER BY mode DESC", room)).toEqual([
      { capacity: 12, join_url: null },
      { capacity: 8, join_url: LINK },
    ]);
    const lists = [
      "/ateliers",
      "/ateliers?departement=94",
      "/ateliers?vue=mois&mois=2027-01",
      "/ateliers/premier-telephone",
    ];
    for (const path of lists.concat("/associations/a")) {
      const html = await read(path);
      const links = [...html.matchAll(/href="\/ateliers\/seances\/(ses_[^"#]+)"/g)].map(([, id]) => id);
      expect({ path, links, says: html.includes("aussi à distance : places disponibles") }).toEqual({
        path,
        links: [room],
        says: true,
      });
    }
    expect(await read("/ateliers?lieu=online")).toContain(`/ateliers/seances/${online}`);
    const api = JSON.parse((await ask("/api/v1/ateliers")).html) as { sessions: { id: string; otherHalf: unknown }[] };
    expect(api.sessions).toMatchObject([{ id: room, otherHalf: { id: online, mode: "online" } }]);
    for (const id of [room, online]) {
      const page = await read(`/ateliers/seances/${id}`);
      expect(page).toContain("En salle, Créteil : Places disponibles");
      expect(page).toContain("À distance, caméra facultative : Places disponibles");
      expect(page).toContain(`rel="canonical" href="https://site.test/ateliers/seances/${room}"`);
      expect(page).toContain("MixedEventAttendanceMode");
      expect(page).not.toContain(LINK);
    }
    const desk = plain((await team.get(BASE)).html);
    expect([desk.split(`${BASE}/${room}"`).length, desk.includes(`${BASE}/${online}"`)]).toEqual([2, false]);
    expect(desk).toContain("à distance 0 sur 8");
  });

  test("what cannot be one is refused beside its field, and nothing typed is lost", async () => {
    for (const [over, words] of [
      [{ lieu: "online", joinUrl: LINK }, "Cette séance est déjà en ligne"],
      [{ lienDistance: "" }, "Écrivez l'adresse de connexion, en https://."],
      [{ placesDistance: "0" }, "Écrivez un nombre de places"],
    ] as const) {
      const answer = await publish(over);
      expect({ over, status: answer.status, says: plain(answer.html).includes(words) }).toEqual({
        over,
        status: 422,
        says: true,
      });
      expect(answer.html).toContain('value="2027-01-14T18:30"');
    }
    expect(await value("SELECT count(*) FROM sessions WHERE pair_id IS NOT NULL")).toBe(0);
  });

  test("the last seat online goes to one of ten who come from the room and a newcomer; the others keep theirs", async () => {
    const { room, online } = await openPair({ placesDistance: "1" });
    const ids: RegistrationId[] = [];
    for (let i = 0; i < 10; i += 1) {
      ids.push(await confirmed(room, THEN, { email: address() }));
    }
    const html = await read(await managePath(ids[0] ?? "reg_"));
    expect(html).toContain("À distance, à la même heure");
    const moved = await Promise.all([
      reserve(depsAt(THEN), { sessionId: online, ask: form() }),
      ...ids.map((id) => other(id, online)),
    ]);
    expect(moved.filter(({ ok }) => ok)).toHaveLength(1);
    const [inRoom, atDistance] = [await counters(room), await counters(online)];
    expect([inRoom.taken + atDistance.taken, atDistance.taken]).toEqual([
      10 + moved.slice(0, 1).filter(({ ok }) => ok).length,
      1,
    ]);
    expect([inRoom.taken, atDistance.taken]).toEqual([inRoom.held, atDistance.held]);
  });

  test("hours and notes change for both halves at once, a room or a link for its own; each keeps its way", async () => {
    const { room, online } = await openPair();
    const [here, there] = [address(), address()];
    await confirmed(room, THEN, { email: here });
    await confirmed(online, THEN, { email: there });
    await pump(THEN);
    const before = { here: (await mailsTo(here)).length, there: (await mailsTo(there)).length };
    const later = { debut: "2027-01-14T19:00", fin: "2027-01-14T21:00", savoir: "La porte est bleue." };
    expect((await team.post(`${BASE}/${online}/modifier`, { ...(await opened(online)), ...later })).location).toContain(
      "fait=modifier",
    );
    const [inRoom, atDistance] = [await at(room), await at(online)];
    expect(inRoom).toMatchObject({
      starts_at: atDistance?.["starts_at"],
      notes: "La porte est bleue.",
      venue_id: "ven_1",
    });
    expect(atDistance).toMatchObject({ venue_id: null, join_url: LINK, mode: "online" });
    await pump(THEN + 1);
    expect((await mailsTo(here)).length).toBe(before.here + 1);
    expect((await mailsTo(there)).length).toBe(before.there + 1);
    const place = {
      lieu: "new",
      name: "Maison bleue",
      address: "2 rue Y",
      commune: "Ivry-sur-Seine",
      departement: "94",
    };
    const own = { ...(await opened(room)), ...place, access: "", savoir: later.savoir };
    expect((await team.post(`${BASE}/${room}/modifier`, own)).location).toContain("fait=modifier");
    expect(await at(online)).toEqual(atDistance);
    const turned = await team.post(`${BASE}/${room}/modifier`, {
      ...(await opened(room)),
      lieu: "online",
      joinUrl: LINK,
    });
    expect([turned.status, plain(turned.html).includes("chaque moitié garde sa façon")]).toEqual([422, true]);
    expect((await at(room))?.["mode"]).toBe("onsite");
  });

  test("one message reaches both; cancelling one half asks about the other, and leaves it alone in the lists", async () => {
    const { room, online } = await openPair();
    const [here, there] = [address(), address()];
    await confirmed(room, THEN, { email: here });
    await confirmed(online, THEN, { email: there });
    await pump(THEN);
    await team.post(`${BASE}/${room}/reponses`, {});
    const opens = plain((await team.get(`${BASE}/${room}/message`)).html);
    expect(opens).toMatch(/value="toutes" checked/);
    const words = { audience: "all", kind: "bring", body: "Venez avec un carnet.", portee: "toutes", confirme: "oui" };
    await team.post(`${BASE}/${room}/message`, words);
    await pump(THEN + 1);
    for (const email of [here, there]) {
      expect((await mailsTo(email)).filter(({ text }) => text.includes("Venez avec un carnet."))).toHaveLength(1);
    }
    const asks = plain((await team.post(`${BASE}/${room}/annuler`, {})).html);
    expect(asks).toContain("En salle seulement");
    expect(asks).toContain("Les deux : en salle et à distance");
    expect(asks).toContain("À distance : 1 place prise, 0 en attente.");
    await team.post(`${BASE}/${room}/annuler`, { portee: "une", confirme: "oui", mot: "" });
    expect(await at(room)).toMatchObject({ state: "cancelled", pair_id: null });
    expect(await at(online)).toMatchObject({ state: "open", pair_id: null });
    expect(await read("/ateliers")).toContain(`/ateliers/seances/${online}`);
    await pump(THEN + 2);
    expect((await mailsTo(here)).at(-1)?.subject).toContain("n’aura pas lieu");
    expect((await mailsTo(there)).at(-1)?.text).toContain("Venez avec un carnet.");
    const both = await openPair();
    await team.post(`${BASE}/${both.online}/annuler`, { portee: "toutes", confirme: "oui", mot: "" });
    expect([await at(both.room), await at(both.online)]).toMatchObject([
      { state: "cancelled" },
      { state: "cancelled" },
    ]);
  });

  test("the questionnaire counts the people of both halves, and its figures are those of both", async () => {
    const { room, online } = await openPair({ debut: "2026-12-04T18:30" });
    await run("UPDATE sessions SET taken = 3 WHERE pair_id IS NOT NULL");
    const session = await sessionOf(depsAt(THEN), online);
    expect(whyClosed(session, "pre", NOW + 3 * DAY)).toBe(null);
    await run("UPDATE sessions SET taken = 1 WHERE id = ?1", room);
    expect(whyClosed(await sessionOf(depsAt(THEN), online), "pre", NOW + 3 * DAY)).toBe("too_small");
    for (const [i, id] of [room, online].entries()) {
      await run(
        `INSERT INTO survey_answers (id, session_id, wave, code, question_set, answers, answered_on) VALUES (?1, ?2, 'post', NULL, 'x.v1', '{"a":"b"}', '2026-12-05')`,
        `ans_${i}`,
        id,
      );
    }
    expect(await sessionsAnswered(db, "2026-12-01")).toEqual([{ id: room, question_set: "x.v1" }]);
    expect(await answersOf(db, { sessionId: room, set: "x.v1" })).toHaveLength(2);
    // One half is cancelled after that: what was answered is counted together still, and nothing of it twice.
    await team.post(`${BASE}/${room}/annuler`, { portee: "une", confirme: "oui", mot: "" });
    expect([await at(room), await at(online)]).toMatchObject([{ state: "cancelled" }, { pair_id: null }]);
    expect(await sessionsAnswered(db, "2026-12-01")).toEqual([{ id: room, question_set: "x.v1" }]);
    expect(await answersOf(db, { sessionId: room, set: "x.v1" })).toHaveLength(2);
    expect(await publishedUnder(db, online)).toBe(room);
  });

  test("one team may give both halves, by one press, and is called for both; two workshops at one hour it may not", async () => {
    const { room, online } = await openPair();
    const emails = ["a", "b", "c"].map((who) => `delivered+both-${who}-${unique()}@resend.dev`);
    const ids: PersonId[] = [];
    for (const email of emails) {
      ids.push(await member(email, "facilitator", "org_1"));
    }
    const [a = "per_", b = "per_", c = "per_"] = ids;
    for (const person of ids) {
      await assigned(person, "ses_before");
    }
    await run("DELETE FROM session_facilitators");
    const given = async (id: string) => value("SELECT count(*) FROM session_facilitators WHERE session_id = ?1", id);
    const put = (person: PersonId, portee: string, session: string = online) =>
      team.post(`${BASE}/${session}/equipe/assigner`, { qui: `fac_${person}`, portee });
    expect((await put(a, "toutes")).location).toContain("fait=assigner");
    expect([await given(room), await given(online)]).toEqual([1, 1]);
    expect((await put(b, "une")).location).toContain("fait=assigner");
    expect((await put(b, "une", room)).location).toContain("fait=assigner");
    const elsewhere = await openSession({ startsAt: (await sessionOf({ db }, room)).startsAt });
    await run("UPDATE sessions SET association_id = 'org_1' WHERE id = ?1", elsewhere);
    expect((await put(a, "une", elsewhere)).status).toBe(422);
    expect((await put(c, "une", elsewhere)).location).toContain("fait=assigner");
    const refused = await put(c, "toutes");
    expect([refused.status, plain(refused.html).includes("Rien n'est enregistré")]).toEqual([422, true]);
    expect([await given(room), await given(online)]).toEqual([2, 2]);
    await run("DELETE FROM session_facilitators WHERE session_id = ?1", online);
    expect(await couldCome(db, await sessionOf({ db }, online))).toHaveLength(2); // a and b give the other half, c another workshop
  });
});

test("a series in a room and online is published at once: a pair a date, one line of the list; an act is for one date and its halves; taken again at its rhythm", async () => {
  const before = await publish({ semaines: "3", rythme: "quinzaine" });
  const dates = [...before.html.matchAll(/ name="dates"[^>]*value="(\d+)"/g)].map(([, start = ""]) => start);
  expect(dates).toHaveLength(3);
  expect((await publish({ semaines: "3", rythme: "quinzaine", dates, confirme: "oui" })).location).toContain(
    "fait=publier",
  );
  const pairs = await rows<{ id: SessionId; n: number }>(
    "SELECT pair_id AS id, count(DISTINCT mode) AS n FROM sessions WHERE series_id IS NOT NULL GROUP BY pair_id ORDER BY starts_at",
  );
  expect(pairs.map(({ n }) => n)).toEqual([2, 2, 2]);
  const list = plain((await team.get(BASE)).html);
  expect([list.split("Série de 3 dates").length, list.includes("à distance 0 sur 24")]).toEqual([2, true]);
  const [first, second] = pairs.map(({ id }) => id);
  await team.post(`${BASE}/${first}/annuler`, { portee: "date", confirme: "oui", mot: "" });
  expect(await value("SELECT count(*) FROM sessions WHERE state = 'cancelled'")).toBe(2);
  const again = (await team.get(`${BASE}/nouvelle?modele=${second}`)).html;
  expect(again).toMatch(/name="semaines"[^>]*value="3"/);
  expect(again).toMatch(/name="placesDistance"[^>]*value="8"/);
  expect(again).toMatch(/<option value="quinzaine" selected/);
});

test("of a series in a room and online, hours, notes, a message and the end are for one date, those that are ticked or all, each with its halves; a room and a link stay those of their halves", async () => {
  const before = await publish({ semaines: "4" });
  const dates = [...before.html.matchAll(/ name="dates"[^>]*value="(\d+)"/g)].map(([, start = ""]) => start);
  await publish({ semaines: "4", dates, confirme: "oui" });
  const all = await rows<{ id: SessionId; mode: string; starts_at: number }>(
    "SELECT id, mode, starts_at FROM sessions WHERE series_id IS NOT NULL ORDER BY starts_at, mode DESC",
  );
  const rooms = all.filter(({ mode }) => mode === "onsite").map(({ id }) => id);
  const [first = "ses_"] = rooms;
  const what = (column: string) =>
    rows<{ x: string }>(
      `SELECT ${column} AS x FROM sessions WHERE series_id IS NOT NULL ORDER BY starts_at, mode DESC`,
    ).then((found) => found.map(({ x }) => x));
  const asOpened = await opened(first);
  const save = (over: Record<string, string | string[]>) =>
    team.post(`${BASE}/${first}/modifier`, { ...asOpened, ...over }).then(({ location }) => location);
  // One date: its two halves.
  expect(await save({ portee: "une", savoir: "Un" })).toContain("fait=modifier");
  expect(await what("notes")).toEqual(["Un", "Un", "", "", "", "", "", ""]);
  // The third, ticked, and the place of rooms alone.
  const version = async () => ({ version: (await opened(first))["version"] ?? "" });
  const ticked = { portee: "choisies", dates: [dates[2] ?? ""] };
  const place = {
    lieu: "new",
    name: "Maison bleue",
    address: "2 rue Y",
    commune: "Ivry",
    departement: "94",
    access: "",
  };
  expect(await save({ ...(await version()), ...ticked, ...place, savoir: "Un" })).toContain("fait=modifier");
  const moved = (await what("coalesce(venue_id, mode)")).map((id) => id === "online" || id !== "ven_1");
  expect(moved).toEqual([true, true, false, true, true, true, false, true]);
  expect(new Set((await what("coalesce(join_url, '')")).filter((_, i) => i % 2 === 1))).toEqual(new Set([LINK]));
  // All: half an hour later, room and online alike.
  const later = {
    ...(await opened(first)),
    portee: "toutes",
    debut: "2027-01-14T19:00",
    fin: "2027-01-14T21:00",
    savoir: "Un",
  };
  expect((await team.post(`${BASE}/${first}/modifier`, later)).location).toContain("fait=modifier");
  const starts = (await what("starts_at")).map(Number);
  expect(starts).toEqual(all.map((one) => one.starts_at + 1800));
  // One message for whoever holds seats in a room and online, on two dates.
  await team.post(`${BASE}/${first}/reponses`, {});
  const email = address();
  for (const id of [first, all.at(-1)?.id ?? "ses_"]) {
    await confirmed(id, THEN, { email });
  }
  const words = { kind: "bring", audience: "all", body: "Apportez un casque.", portee: "toutes" };
  const preview = plain((await team.post(`${BASE}/${first}/message`, words)).html);
  expect(preview).toContain("Envoyer à 1 personne");
  await team.post(`${BASE}/${first}/message`, { ...words, confirme: "oui" });
  await pump(NOW + 120);
  const told = (await mailsTo(email)).filter(({ text }) => text.includes("Apportez un casque"));
  expect(told).toHaveLength(1);
  // Seats are each half's own: all rooms, no half online.
  await team.post(`${BASE}/${first}/places`, { portee: "toutes", capacity: "15" });
  expect(await what("capacity")).toEqual([15, 8, 15, 8, 15, 8, 15, 8]);
  // The end of two dates, then of all.
  await team.post(`${BASE}/${first}/annuler`, {
    portee: "choisies",
    dates: [String(starts[2])],
    confirme: "oui",
    mot: "",
  });
  expect((await what("state")).map((state) => state === "cancelled")).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  const ended = await team.post(`${BASE}/${rooms[2]}/annuler`, { portee: "toutes", confirme: "oui", mot: "" });
  expect([ended.location?.includes("annuler-serie"), new Set(await what("state")).size]).toEqual([true, 1]);
});

test("the language of a session is read before one comes, and changes without a mail; a week says who gives what", async () => {
  expect((await publish({ placesDistance: "", lienDistance: "", langue: "fr_lsf" })).location).toContain(
    "fait=publier",
  );
  const id = asId("ses", String(await value("SELECT max(id) FROM sessions WHERE language = 'fr_lsf'")));
  expect(await read(`/ateliers/seances/${id}`)).toContain("En français, avec un interprète en langue des signes");
  const email = address();
  await confirmed(id, THEN, { email });
  const standing = await opened(id);
  await setClock(THEN);
  expect((await team.post(`${BASE}/${id}/modifier`, { ...standing, langue: "lsf" })).location).toContain(
    "fait=modifier",
  );
  await pump(THEN);
  const page = await read(`/ateliers/seances/${id}`);
  expect([page.includes("En langue des signes française"), page.includes('"inLanguage":"fsl"')]).toEqual([true, true]);
  expect((await mailsTo(email)).filter(({ subject }) => subject.includes("change"))).toEqual([]);

  const who = `delivered+anime-${unique()}@resend.dev`;
  await assigned(await member(who, "facilitator", "org_1"), id);
  for (const view of ["vue=semaine&jour=2027-01-14", "vue=mois&mois=2027-01"]) {
    expect([view, (await team.get(`${BASE}?${view}`)).html.includes(who.replace("@resend.dev", ""))]).toEqual([
      view,
      true,
    ]);
  }
});
