import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";

import type { RegistrationId } from "../../../src/kernel/ids.ts";
import { DAY } from "../../../src/kernel/time.ts";
import { archiveSome } from "../../../src/platform/archive.ts";
import { bytesShelf } from "../../../src/platform/export-r2.ts";
import { archivableRegistrations } from "../../../src/workshops/archive.store.ts";
import { eraseNow } from "../../../src/workshops/erase.ts";
import { move } from "../../../src/workshops/seats/move.ts";
import { SLOT, aTeacherAndAnAssociation, type association, authorised, passing } from "../../support/worker/classes.ts";
import { pump } from "../../support/worker/reactor.ts";
import { ask, send } from "../../support/worker/web.ts";
import { NOW, db, depsAt, openSession, rows, run, value } from "../../support/worker/world.ts";
import { confirmed, must, waitlisted } from "../../support/worker/people.ts";

let email = "";
let aso: Awaited<ReturnType<typeof association>>;
beforeEach(async () => {
  ({ email, aso } = await aTeacherAndAnAssociation());
});
const plain = (html: string): string =>
  html
    .replaceAll(/[\u00a0\u202f]/g, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");
const page = async (query = ""): Promise<{ status: number; text: string; html: string }> => {
  const { status, html } = await ask(`/espace/structures/org_1/chiffres${query}`, { headers: { cookie: aso.cookie } });
  return { status, text: plain(html), html };
};

test("an association prints what it held in a period: sessions, pupils, people and places, in numbers and without a name", async () => {
  const { id } = await authorised(email);
  await aso.answer(id, "accepter", { creneau: String(SLOT) });
  await pump(NOW);
  const open = await openSession({ startsAt: SLOT + DAY });
  await confirmed(open, NOW);
  expect((await page()).text).toContain("Rien n’a été tenu dans cette période.");

  await passing(SLOT - NOW + 3 * DAY);
  await run("UPDATE logins SET seen_at = ?1, created_at = ?1, expires_at = ?1 + 86400", SLOT + 3 * DAY);
  await run(
    `INSERT INTO attendance_sheets (registration_id, pupils_present, adults_present, updated_at, created_at)
     SELECT id, 20, 2, 1, 1 FROM registrations WHERE kind = 'class' LIMIT 1`,
  );
  await run("UPDATE participants SET is_present = 1");
  const { text, html } = await page("?du=2027-01-01&au=2027-01-31");
  expect(text).toMatch(/Séances tenues 3 séances/);
  expect(text).toMatch(/Classes 2 classes 1 séance sans compte/);
  expect(text).toMatch(/Élèves comptés en classe 20 élèves/);
  expect(text).toMatch(/séances ouvertes 1 personne/);
  expect(text).toMatch(/Collège des Deux-Rives, Créteil 2 20/);
  expect(html).not.toContain(email);
  // The last day counts whole; the day before, nothing was held.
  expect((await page("?du=2027-01-14&au=2027-01-14")).text).toMatch(/Séances tenues 2 séances/);
  expect((await page("?du=2027-01-13&au=2027-01-13")).text).toMatch(/Séances tenues 0 séance/);

  await run("UPDATE workshop_requests SET not_held = 'class_absent'");
  expect((await page("?du=2027-01-01&au=2027-01-31")).text).toMatch(/Séances tenues 1 séance/);
});

test("days that are none, or in the wrong order, are told, and what was typed stays; another association reads nothing of it", async () => {
  for (const query of ["?du=2027-02-31&au=2027-03-01", "?du=2027-03-01&au=2027-01-01", "?du=hier&au="]) {
    const { status, text } = await page(query);
    expect([query, status, text.includes("Écrivez deux jours")]).toEqual([query, 422, true]);
  }
  expect((await page("?du=hier&au=")).html).toContain('value="hier"');
  const other = await ask("/espace/structures/org_9/chiffres", { headers: { cookie: aso.cookie } });
  expect(other.status).not.toBe(200);
});

test("seats, absences, late cancellations, the list and whom the team added are counted as the page defines them, and taken as a file", async () => {
  const id = await openSession({ startsAt: NOW + 10 * DAY, capacity: 4 });
  const [came, absent, late] = [await confirmed(id, NOW), await confirmed(id, NOW), await confirmed(id, NOW)];
  await run("UPDATE registrations SET source = 'phone' WHERE id = ?1", came);
  await confirmed(id, NOW);
  const waits = await waitlisted(id, NOW);
  await waitlisted(id, NOW);
  must(await move(depsAt(NOW + 9 * DAY), { registrationId: late, act: "cancel", told: { reason: "person" } }));
  await pump(NOW + 9 * DAY);
  expect(await value("SELECT state FROM registrations WHERE id = ?1", waits)).toBe("offered");
  await passing(12 * DAY);
  await run("UPDATE logins SET seen_at = ?1, created_at = ?1, expires_at = ?1 + 86400", NOW + 12 * DAY);
  await run("UPDATE participants SET is_present = 1 WHERE registration_id = ?1", came);
  await run("UPDATE participants SET is_present = 0 WHERE registration_id = ?1", absent);
  const { text } = await page("?du=2026-12-01&au=2026-12-31");
  for (const words of [
    "4 25 % 50 %",
    "En liste d’attente 2 inscriptions",
    "Liste servie 50 %",
    "Attente médiane 9 j",
    "Annulations tardives 1 place rendue",
    "Ajoutées par l’équipe 1 personne",
    "décembre 2026 1 1",
    "Programmes que vous n’avez pas tenus",
  ]) {
    expect(text).toContain(words);
  }
  const file = await send(
    "/espace/structures/org_1/chiffres/exporter",
    { du: "2026-12-01", au: "2026-12-31" },
    { headers: { cookie: aso.cookie } },
  );
  expect([file.status, file.html.includes('"4";"1";"1";"1";"1";"2";"1"')]).toEqual([200, true]);
  // Forgotten, and their trails left for a file: the year's figures are what they were.
  for (const { id: registration } of await rows<{ id: RegistrationId }>("SELECT id FROM registrations")) {
    await eraseNow(depsAt(NOW + 13 * DAY), registration);
  }
  await pump(NOW + 13 * DAY);
  const given = {
    db,
    newId: depsAt(NOW).newId,
    shelf: bytesShelf(env.EVIDENCE),
    of: archivableRegistrations,
    publish: () => Promise.resolve(),
  };
  expect(await archiveSome({ ...given, now: NOW + 120 * DAY })).toBeGreaterThan(5);
  expect(await value("SELECT count(*) FROM events WHERE type LIKE 'registration.%'")).toBe(0);
  const later = (await page("?du=2026-12-01&au=2026-12-31")).text;
  for (const words of [
    "En liste d’attente 2 inscriptions",
    "Liste servie 50 %",
    "Attente médiane 9 j",
    "tardives 1 place",
  ]) {
    expect(later).toContain(words);
  }
});
