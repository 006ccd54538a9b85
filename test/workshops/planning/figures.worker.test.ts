import { beforeEach, expect, test } from "vitest";

import { DAY } from "../../../src/kernel/time.ts";
import { SLOT, aTeacherAndAnAssociation, type association, authorised, passing } from "../../support/worker/classes.ts";
import { pump } from "../../support/worker/reactor.ts";
import { ask } from "../../support/worker/web.ts";
import { NOW, openSession, run } from "../../support/worker/world.ts";
import { confirmed } from "../../support/worker/people.ts";

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
