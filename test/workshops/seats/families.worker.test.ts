import { beforeEach, describe, expect, test } from "vitest";

import { type RegistrationId, asId } from "../../../src/kernel/ids.ts";
import { DAY } from "../../../src/kernel/time.ts";
import { move } from "../../../src/workshops/seats/move.ts";
import { address, linkIn } from "../../support/worker/manage.ts";
import { confirmed, must, waitlisted } from "../../support/worker/people.ts";
import { mailsTo, pump } from "../../support/worker/reactor.ts";
import { ask as askFor, hold, send, setClock, solved } from "../../support/worker/web.ts";
import { NOW, counters, depsAt, openSession, rows, value } from "../../support/worker/world.ts";

beforeEach(() => setClock(NOW));

/** A page, its no-break spaces made plain. */
async function ask(path: string) {
  const answer = await askFor(path);
  return { ...answer, html: answer.html.replaceAll(/[\u00a0\u202f]/g, " ") };
}

/** Sends a form and presses the mailed button. */
async function through(form: string, fields: Record<string, string>): Promise<string> {
  const sent = await send(form, fields);
  expect(sent.status, sent.html.slice(0, 2000)).toBe(303);
  await pump(NOW);
  const mail = (await mailsTo(fields["email"] ?? "")).at(-1);
  const link = linkIn(mail?.text ?? "");
  await send(`${link}/confirmer`, {});
  return link;
}
const sha256 = async (text: string): Promise<string> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toHex();
const AGREED = { accord: "on", accordEnfant: "on" };

describe("several seats at once", () => {
  test("three adults under one name: three seats, confirmed by one click, given back by one", async () => {
    const session = await openSession({ capacity: 4 });
    const link = await through(await hold(session, undefined, { places: "3" }), { name: "Ana", email: address() });
    expect((await ask(link)).html).toContain("Vos 3 places sont à vous");
    expect(await counters(session)).toEqual({ taken: 3, waiting: 0, held: 3, listed: 0 });
    await send(`${link}/annuler`, { confirme: "oui" });
    expect(await counters(session)).toEqual({ taken: 0, waiting: 0, held: 0, listed: 0 });
  });

  test("a group that does not fit is told so, keeps what fits to others, and may wait whole", async () => {
    const session = await openSession({ capacity: 4 });
    await hold(session, undefined, { places: "2" });
    const at = `/ateliers/seances/${session}`;
    const refused = await send(`${at}/reserver`, { ...(await solved(at)), places: "3" });
    expect([refused.status, refused.html.includes("pas assez de places pour vous tous")]).toEqual([409, true]);
    expect(refused.html).toContain('name="places" value="3"');
    const list = await send(`${at}/liste`, {
      ...(await solved(`${at}/liste?places=3`)),
      places: "3",
      name: "Ana",
      email: address(),
    });
    expect(list.status).toBe(303);
    expect(await value("SELECT seats FROM registrations WHERE state = 'joining'")).toBe(3);
    expect((await ask(`${at}/liste?places=2`)).status).toBe(303); // two fit: there is nothing to wait for
  });

  test("five at most, whatever is sent", async () => {
    const session = await openSession();
    await hold(session, undefined, { places: "6" });
    await hold(session, undefined, { places: "x" });
    expect(await rows("SELECT seats FROM registrations")).toEqual([{ seats: 1 }, { seats: 1 }]);
  });
});

describe("a parent and a child", () => {
  test("are seated together or not at all; both agreements are asked on the form and proven", async () => {
    const session = await openSession({ slug: "notre-pacte-du-telephone", capacity: 3 });
    const ticket = await solved(`/ateliers/seances/${session}`);
    const form = await hold(session, undefined, { pour: "famille", places: "2" });
    const email = address();
    const half = await send(form, { name: "Ana", email, accord: "on" });
    expect([half.status, half.html.includes("sans son accord, il ne vient pas")]).toEqual([422, true]);
    const shown = [...(await askFor(form)).html.matchAll(/<span>((?:Chaque|J’autorise)[^<]*)<\/span>/g)].map(
      (m) => m[1] ?? "",
    );
    const hashes = await Promise.all(shown.map(async (words) => sha256(words.replaceAll(/[\u00a0\u202f]/g, " "))));
    await through(form, { name: "Ana", email, ...AGREED });
    const kept = await rows<{ sha: string }>("SELECT text_sha256 AS sha FROM guardian_consents");
    expect(kept.map((row) => row.sha).toSorted()).toEqual(hashes.toSorted()); // the proof is of the words on the page
    expect(await counters(session)).toMatchObject({ taken: 2 });
    const at = `/ateliers/seances/${session}`;
    const next = await send(`${at}/reserver`, { ...ticket, pour: "famille", places: "2" });
    expect(next.status).toBe(409);
    expect(await rows("SELECT side, outcome, contact_id FROM guardian_consents ORDER BY side")).toEqual([
      { side: "child", outcome: "given", contact_id: null },
      { side: "guardian", outcome: "given", contact_id: null },
    ]);
  });
});

describe("a parent registers children", () => {
  test("each has a name and an age; nothing waits; mails say « vous »", async () => {
    const session = await openSession({ slug: "mon-telephone-mes-limites" });
    const form = await hold(session, undefined, { jeunes: "1", pour: "enfants", places: "2" });
    expect((await ask(form)).html).toContain("Enfant 2 : prénom ou surnom");
    const email = address();
    const wrong = await send(form, { email, prenom1: "Zoé", age1: "11_14", prenom2: "", ...AGREED });
    expect(wrong.status).toBe(422);
    expect(wrong.html).toContain("Choisissez la tranche d’âge de cet enfant");
    expect(wrong.html).toContain('value="Zoé"');
    await through(form, { email, prenom1: "Zoé", age1: "11_14", prenom2: "Max", age2: "15_17", ...AGREED });
    expect(await rows("SELECT position, age_band FROM participants ORDER BY position")).toEqual([
      { position: 1, age_band: "11_14" },
      { position: 2, age_band: "15_17" },
    ]);
    expect(await value("SELECT state FROM registrations")).toBe("confirmed");
    expect(
      (await mailsTo(email)).map((mail) => / tu | ton | ta /i.test(mail.text.split("Besoin d’aide")[0] ?? "")),
    ).toEqual([false]);
  });

  test("« Effacer maintenant » forgets every name", async () => {
    const session = await openSession({ slug: "mon-telephone-mes-limites" });
    const form = await hold(session, undefined, { jeunes: "1", pour: "enfants", places: "2" });
    const names = { prenom1: "Zoé", age1: "11_14", prenom2: "Max", age2: "11_14" };
    const link = await through(form, { email: address(), ...names, ...AGREED });
    expect(await value("SELECT count(*) FROM contacts WHERE name_sealed IS NOT NULL")).toBe(2);
    await send(`${link}/effacer`, {});
    expect(await value("SELECT count(*) FROM contacts WHERE name_sealed IS NOT NULL OR email_sealed IS NOT NULL")).toBe(
      0,
    );
  });
});

describe("the list is fair to groups", () => {
  test("a group is passed over three times, told each time, then free seats are kept for it", async () => {
    const session = await openSession({ capacity: 4, startsAt: NOW + 20 * DAY });
    const seats: RegistrationId[] = [];
    for (let i = 0; i < 4; i++) {
      seats.push(await confirmed(session, NOW));
    }
    const email = address();
    const family = await waitlisted(session, NOW, { email }, 3);
    const singles: RegistrationId[] = [];
    for (let i = 1; i <= 4; i++) {
      singles.push(await waitlisted(session, NOW + i));
    }
    for (const seat of seats) {
      must(await move(depsAt(NOW + 10), { registrationId: seat, act: "cancel" }));
      await pump(NOW + 10);
    }
    const states = await rows<{ state: string }>(
      "SELECT state FROM registrations WHERE id IN (?1, ?2, ?3, ?4, ?5) ORDER BY queue_at",
      family,
      ...singles,
    );
    expect(states.map((row) => row.state)).toEqual(["waitlisted", "offered", "offered", "offered", "waitlisted"]);
    expect(await value("SELECT skips FROM registrations WHERE id = ?1", family)).toBe(3);
    const told = (await mailsTo(email)).filter((mail) => mail.text.includes("pas assez pour tout"));
    expect(told).toHaveLength(3);
    expect(await counters(session)).toMatchObject({ taken: 3, waiting: 2 });
    must(await move(depsAt(NOW + 10), { registrationId: asId("reg", singles[0]), act: "decline" }));
    must(await move(depsAt(NOW + 10), { registrationId: asId("reg", singles[1]), act: "decline" }));
    await pump(NOW + 10);
    expect(await value("SELECT state FROM registrations WHERE id = ?1", family)).toBe("offered");
    expect(await counters(session)).toMatchObject({ taken: 4, waiting: 1 });
  });
});
