import { beforeEach, describe, expect, test } from "vitest";

import type { SessionId } from "../../../src/kernel/ids.ts";
import { DAY, HOUR } from "../../../src/kernel/time.ts";
import { editSessions } from "../../../src/workshops/planning/edit-session.ts";
import { about, asked, newest } from "../../support/worker/consent.ts";
import { assigned } from "../../support/worker/assigned.ts";
import { asItStands, sessionOf } from "../../support/worker/editing.ts";
import { address, managePath } from "../../support/worker/manage.ts";
import { confirmed, submitted, unique, waitlisted } from "../../support/worker/people.ts";
import { mailsTo, pump } from "../../support/worker/reactor.ts";
import { as, member, signedIn } from "../../support/worker/staff.ts";
import { ask as askFor, send, setClock } from "../../support/worker/web.ts";
import { given } from "../../support/worker/given.ts";
import { NOW, counters, depsAt, openSession, rows, run, value } from "../../support/worker/world.ts";

let team: ReturnType<typeof as>;
beforeEach(async () => {
  await setClock(NOW);
  await openSession();
  team = as((await signedIn(`delivered+${unique()}@resend.dev`, "coordinator", "org_1")).cookie);
});
const pageOf = (session: SessionId): string => `/espace/structures/org_1/seances/${session}/modifier`;
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, " ").replaceAll("’", "'");
/** The fields of the form as it opens; that everybody is told has been read. */
async function opened(session: SessionId): Promise<Record<string, string>> {
  const { html } = await team.get(pageOf(session));
  const typed = [...html.matchAll(/<input[^>]* name="([^"]*)"[^>]* value="([^"]*)"[^>]*>/g)];
  const chosen = /<input type="radio" name="lieu"[^>]*value="([^"]*)" checked/.exec(html)?.[1] ?? "";
  const ofForm = typed.flatMap(([tag, name = "", at = ""]) =>
    /type="radio"|name="capacity"/.test(tag) ? [] : [[name, at]],
  );
  return { ...(Object.fromEntries(ofForm) as Record<string, string>), lieu: chosen, confirme: "oui" };
}
const NEW_PLACE = {
  lieu: "new",
  name: "Maison bleue",
  address: "2 rue Y",
  commune: "Ivry-sur-Seine",
  departement: "94",
  access: "",
};
const changedMails = async (email: string) =>
  (await mailsTo(email)).filter(({ subject }) => subject.startsWith("Changement") || subject.startsWith("Le lien"));

describe("a session that is edited", () => {
  test("opens with what stands; saved as it opened it changes nothing and tells nobody", async () => {
    const session = await openSession();
    const email = address();
    await confirmed(session, NOW, { email });
    await pump(NOW);
    const fields = await opened(session);
    expect(fields).toMatchObject({ debut: "2026-12-21T10:00", fin: "2026-12-21T12:00", lieu: "ven_1" });
    expect((await team.post(pageOf(session), fields)).location).toContain("fait=pareil");
    await pump(NOW);
    expect(await changedMails(email)).toEqual([]);
    expect(await value("SELECT ics_sequence FROM sessions WHERE id = ?1", session)).toBe(0);
  });

  test("another room, another hour: what was answered to a need that depends on it is asked again; what only the old room has is said before", async () => {
    const session = await openSession();
    await confirmed(session, NOW, { email: address(), needs: ["step_free", "sign_language", "large_print"] });
    await run(
      `UPDATE participants SET answers = '{"step_free":"planned","sign_language":"cannot","large_print":"planned"}'`,
    );
    const answers = async () => JSON.parse(String(await value("SELECT answers FROM participants"))) as unknown;
    const elsewhere = { ...(await opened(session)), ...NEW_PLACE };
    const shown = plain((await team.post(pageOf(session), { ...elsewhere, confirme: "" })).html);
    expect(shown).toContain("Le lieu d'avant est noté « accès sans marche »");
    const known = plain((await team.post(pageOf(session), { ...elsewhere, isStepFree: "on", confirme: "" })).html);
    expect([known.includes("Rien n'est encore enregistré"), known.includes("est noté")]).toEqual([true, false]);
    await team.post(pageOf(session), elsewhere);
    expect(await answers()).toEqual({ sign_language: "cannot", large_print: "planned" });
    await team.post(pageOf(session), {
      ...(await opened(session)),
      debut: "2026-12-21T11:00",
      fin: "2026-12-21T13:00",
    });
    expect(await answers()).toEqual({ large_print: "planned" });
  });

  test("another place and hour: who has a seat, a rank or an offer is told both, once; a hold and who left are not; past places stay", async () => {
    const [session, before] = [await openSession({ capacity: 2 }), await openSession()];
    const [seat, list, unproven, gone] = [address(), address(), address(), address()];
    const id = await confirmed(session, NOW, { email: seat });
    const left = await confirmed(session, NOW, { email: gone });
    await waitlisted(session, NOW, { email: list });
    await pump(NOW);
    await send(`${await managePath(left)}/annuler`, { confirme: "oui" });
    await run("UPDATE sessions SET capacity = 3 WHERE id = ?1", session);
    await pump(NOW);
    await run("UPDATE sessions SET waiting = 0 WHERE id = ?1", session);
    await submitted(session, NOW, { email: unproven });
    await run(
      "UPDATE sessions SET waiting = (SELECT count(*) FROM registrations WHERE session_id = sessions.id AND state = 'waitlisted') WHERE id = ?1",
      session,
    );
    await pump(NOW);
    const link = await managePath(id);
    const sequence = async () => Number(/SEQUENCE:(\d+)/.exec((await askFor(`${link}/agenda.ics`)).html)?.[1]);
    const first = await sequence();
    const fields = { ...(await opened(session)), ...NEW_PLACE, debut: "2026-12-21T11:00", fin: "2026-12-21T13:00" };
    expect((await team.post(pageOf(session), fields)).location).toContain("fait=modifier");
    await pump(NOW);
    await pump(NOW);
    for (const email of [seat, list]) {
      const [mail, more] = await changedMails(email);
      const text = plain(mail?.text ?? "");
      expect([text.includes("Maison bleue"), text.includes("Salle, 1 rue X"), text.includes("11 h"), more]).toEqual([
        true,
        true,
        true,
        undefined,
      ]);
    }
    expect([await changedMails(unproven), await changedMails(gone)]).toEqual([[], []]);
    expect(await sequence()).toBeGreaterThan(first);
    expect(await value("SELECT venue_id FROM sessions WHERE id = ?1", before)).toBe("ven_1");
    expect(await rows("SELECT name FROM venues ORDER BY created_at")).toEqual([
      { name: "Salle" },
      { name: "Maison bleue" },
    ]);
    expect(await rows("SELECT anchor_at, anchor_rev FROM enrolments WHERE anchor_ref = ?1", id)).toEqual([
      { anchor_at: NOW + 20 * DAY + HOUR, anchor_rev: 1 },
    ]);
    const { taken, held } = await counters(session);
    expect(taken).toBe(held);
  });

  test("before everybody is told of another place or hour, the page says how many and what; the way back keeps the form; nothing is written until then", async () => {
    const session = await openSession({ capacity: 2 });
    const [seat, list] = [address(), address()];
    await confirmed(session, NOW, { email: seat });
    await confirmed(session, NOW);
    await waitlisted(session, NOW, { email: list });
    await pump(NOW);
    const { confirme, ...form } = await opened(session);
    const fields = { ...form, ...NEW_PLACE, debut: "2026-12-21T11:00", fin: "2026-12-21T13:00" };
    const step = await team.post(pageOf(session), fields);
    const words = plain(step.html.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " "));
    for (const said of [
      "part à 3 personnes",
      "2 ont une place, 1 attend",
      "Salle, 1 rue X",
      "Maison bleue, 2 rue Y",
      "11 h, jusqu'à 13 h",
    ]) {
      expect(words).toContain(said);
    }
    const kept = new Map(
      [...step.html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map((m) => [
        m[1] ?? "",
        m[2] ?? "",
      ]),
    );
    expect(Object.fromEntries(kept)).toMatchObject(NEW_PLACE);
    const back = await team.post(pageOf(session), { ...Object.fromEntries(kept), corriger: "oui" });
    expect([
      back.status,
      back.html.includes('value="Maison bleue"'),
      back.html.includes('value="2026-12-21T11:00"'),
    ]).toEqual([200, true, true]);
    await pump(NOW);
    expect([await changedMails(seat), await value("SELECT revision FROM sessions WHERE id = ?1", session)]).toEqual([
      [],
      1,
    ]);
    expect(
      (await team.post(pageOf(session), { ...Object.fromEntries(kept), confirme: confirme ?? "oui" })).location,
    ).toContain("fait=modifier");
    await pump(NOW);
    expect([(await changedMails(seat)).length, (await changedMails(list)).length]).toEqual([1, 1]);
    const silent = { ...(await opened(session)), savoir: "Sonnez", confirme: "" };
    expect((await team.post(pageOf(session), silent)).location).toContain("fait=modifier");
  });

  test("a parent who said yes is told, one who has not answered is not", async () => {
    const session = await openSession({ slug: "mon-telephone-mes-limites" });
    const [child, parent, silent] = [address(), address(), address()];
    const page = await asked(session, child, parent);
    await send(`${page}/oui`, about(await newest()));
    await asked(session, address(), silent);
    await team.post(pageOf(session), { ...(await opened(session)), ...NEW_PLACE });
    await pump(NOW);
    expect((await changedMails(parent)).map(({ text }) => text.includes("Maison bleue"))).toEqual([true]);
    expect(await changedMails(silent)).toEqual([]);
    expect((await changedMails(child)).length).toBe(1);
  });

  test("another link alone: confirmed people are told that it changed, never the link itself; who waits is not", async () => {
    const session = await openSession({ capacity: 1 });
    await run(
      "UPDATE sessions SET mode = 'online', venue_id = NULL, join_url = 'https://a.example/salle' WHERE id = ?1",
      session,
    );
    const [seat, list] = [address(), address()];
    await confirmed(session, NOW, { email: seat });
    await waitlisted(session, NOW, { email: list });
    const fields: Record<string, string> = {
      ...(await opened(session)),
      fuseau: "Europe/Paris",
      joinUrl: "https://b.example/salle",
    };
    expect(fields["lieu"]).toBe("online");
    expect((await team.post(pageOf(session), fields)).location).toContain("fait=modifier");
    await pump(NOW);
    const [mail] = await changedMails(seat);
    expect([mail?.subject.startsWith("Le lien"), mail?.text.includes("b.example")]).toEqual([true, false]);
    expect(await changedMails(list)).toEqual([]);
  });

  test("a parent's agreement asked of more of the young is read again before it is saved; whoever has a seat keeps theirs, and nobody is told", async () => {
    const session = await openSession();
    const email = address();
    const id = await confirmed(session, NOW, { email });
    await pump(NOW);
    const fields = { ...(await opened(session)), accord: "18" };
    const before = await team.post(pageOf(session), fields);
    const consent = () => value("SELECT consent_under_age FROM sessions WHERE id = ?1", session);
    expect([before.status, plain(before.html).includes("auront besoin de l'accord"), await consent()]).toEqual([
      409,
      true,
      15,
    ]);
    expect((await team.post(pageOf(session), { ...fields, accordVu: "18" })).location).toContain("fait=modifier");
    await pump(NOW);
    const state = await value("SELECT state FROM registrations WHERE id = ?1", id);
    expect([await consent(), state, await changedMails(email)]).toEqual([18, "confirmed", []]);
    const lowered = { ...(await opened(session)), accord: "15" };
    expect((await team.post(pageOf(session), lowered)).location).toContain("fait=modifier");
    expect(await consent()).toBe(15);
  });

  test("another programme while nobody holds a seat or a rank: whoever animates is told; a seat that is taken meanwhile refuses it, and nothing is written", async () => {
    const session = await openSession();
    const slug = () =>
      value("SELECT w.slug FROM sessions s JOIN workshops w ON w.id = s.workshop_id WHERE s.id = ?1", session);
    const programme = "notre-pacte-du-telephone";
    const [was, fields] = [await slug(), await opened(session)];
    expect((await team.post(pageOf(session), { ...fields, programme: "autre" })).status).toBe(422);
    const first = await sessionOf(depsAt(NOW), session);
    await confirmed(session, NOW);
    const late = await editSessions(depsAt(NOW), { first, edit: { ...asItStands(first), programme }, person: "per_1" });
    expect([late.ok ? "" : late.refusal, await slug()]).toEqual(["held", was]);
    expect((await team.get(pageOf(session))).html).not.toContain('name="programme"');
    const free = await openSession();
    const animates = `delivered+${unique()}@resend.dev`;
    await assigned(await member(animates, "facilitator", "org_1"), free);
    expect((await team.post(pageOf(free), { ...(await opened(free)), programme })).location).toContain("fait=modifier");
    expect((await askFor(`/ateliers/seances/${free}`)).html).toContain(`/ateliers/${programme}`);
    await pump(NOW);
    expect((await mailsTo(animates)).map(({ subject }) => plain(subject))).toEqual([
      "Une séance que vous animez a changé",
    ]);
  });

  test("of two coordinators the second sees what the first saved beside what they typed, and nothing is overwritten", async () => {
    const session = await openSession();
    const fields = await opened(session);
    await team.post(pageOf(session), { ...fields, ...NEW_PLACE });
    const second = await team.post(pageOf(session), { ...fields, fin: "2026-12-21T12:30" });
    const html = plain(second.html);
    expect([second.status, html.includes("Maison bleue"), html.includes('value="2026-12-21T12:30"')]).toEqual([
      409,
      true,
      true,
    ]);
    expect(await value("SELECT count(*) FROM events WHERE type = 'session.edited'")).toBe(1);
  });

  test("an end before its start is said, and what was typed stays", async () => {
    const session = await openSession();
    const answer = await team.post(pageOf(session), { ...(await opened(session)), fin: "2026-12-21T09:00" });
    expect([answer.status, plain(answer.html).includes("La fin vient après le début")]).toEqual([422, true]);
  });
});

test("a month in the association's space says where somebody is missing, and leads there", async () => {
  const session = await openSession({ startsAt: NOW + 40 * DAY });
  const space = "/espace/structures/org_1/seances";
  const { html } = await team.get(`${space}?vue=mois&mois=2027-01`);
  expect(html).toContain(`href="${space}/${session}/equipe"`);
  expect(plain(html)).toContain("Il manque quelqu'un pour animer 1 séance.");
  await run("UPDATE sessions SET state = 'cancelled' WHERE id = ?1", session);
  expect(plain((await team.get(`${space}?vue=mois&mois=2027-01`)).html)).toContain("Rien n'est prévu.");
});

describe("a room that is booked already", () => {
  const OTHER = { name: "maison  BLEUE", address: "2, rue Y", commune: "ivry sur seine" };
  /** Another association's session in « Maison bleue », ten minutes after ours ends. */
  async function theirs(startsAt: number): Promise<SessionId> {
    const id = await openSession({ startsAt });
    await given("organisations", { id: "org_2", kind: "association", state: "active" });
    await given("associations", { id: "org_2", slug: "b" });
    await run(
      "INSERT INTO venues VALUES ('ven_2', ?1, ?2, ?3, '', '94', 1, 0, '', 1)",
      OTHER.name,
      OTHER.address,
      OTHER.commune,
    );
    await run("UPDATE sessions SET association_id = 'org_2', venue_id = 'ven_2' WHERE id = ?1", id);
    return id;
  }

  test("is said before anything is written, ours with its page and another's without its name; read once, it is saved", async () => {
    const mine = await openSession({ startsAt: NOW + 30 * DAY });
    const there = await theirs(NOW + 30 * DAY + 2 * HOUR + 600);
    const fields = { ...(await opened(mine)), ...NEW_PLACE };
    const warned = await team.post(pageOf(mine), fields);
    expect([warned.status, plain(warned.html).includes("Une autre association, le ")]).toEqual([409, true]);
    expect(warned.html).toContain("Maison bleue");
    expect(warned.html).not.toContain(there);
    expect(await value("SELECT venue_id FROM sessions WHERE id = ?1", mine)).toBe("ven_1");
    expect(warned.html).toContain('name="salle" value="vue"');
    expect((await team.post(pageOf(mine), { ...fields, salle: "vue" })).location).toContain("fait=modifier");

    const again = await openSession({ startsAt: NOW + 60 * DAY });
    await run(
      "UPDATE sessions SET venue_id = (SELECT venue_id FROM sessions WHERE id = ?1) WHERE id = ?2",
      mine,
      again,
    );
    const near = { debut: "2026-12-31T12:10", fin: "2026-12-31T13:00", cloture: "2026-12-31T09:00" };
    const own = await team.post(pageOf(again), { ...(await opened(again)), ...near });
    expect(own.html).toContain(`href="/espace/structures/org_1/seances/${mine}"`);
    const far = { debut: "2026-12-31T18:00", fin: "2026-12-31T19:00", cloture: "2026-12-31T09:00" };
    expect((await team.post(pageOf(again), { ...(await opened(again)), ...far })).status).toBe(303);
  });

  test("is said when publishing, too; a cancelled session holds no room", async () => {
    const there = await theirs(NOW + 30 * DAY);
    const base = "/espace/structures/org_1/seances";
    const form = {
      ...NEW_PLACE,
      cle: / name="cle" value="([^"]*)"/.exec((await team.get(`${base}/nouvelle`)).html)?.[1] ?? "",
      programme: "premier-telephone",
      debut: "2026-12-31T10:00",
      capacity: "12",
    };
    const warned = await team.post(`${base}/nouvelle`, form);
    expect([warned.status, plain(warned.html).includes("Ce lieu est déjà pris")]).toEqual([200, true]);
    expect(await value("SELECT count(*) FROM sessions WHERE capacity = 12")).toBe(0);
    await run("UPDATE sessions SET state = 'cancelled' WHERE id = ?1", there);
    expect((await team.post(`${base}/nouvelle`, form)).location).toContain("fait=publier");
    await run("UPDATE sessions SET state = 'open' WHERE id = ?1", there);
    const other = { ...form, cle: form.cle.replace(/.{4}$/, "0000"), confirme: "oui" };
    expect((await team.post(`${base}/nouvelle`, other)).location).toContain("fait=publier");
  });
});
