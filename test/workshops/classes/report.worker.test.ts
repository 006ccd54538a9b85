import { beforeEach, expect, test } from "vitest";

import { DAY, HOUR } from "../../../src/kernel/time.ts";
import {
  SLOT,
  asked,
  aTeacherAndAnAssociation,
  type association,
  linkIn,
  newest,
  passing,
  subjects,
  teacher,
} from "../../support/worker/classes.ts";
import { pump } from "../../support/worker/reactor.ts";
import { ask, send } from "../../support/worker/web.ts";
import { NOW, links, rows, run } from "../../support/worker/world.ts";

const SUBJECT = "Le bilan d’un atelier dans votre établissement";
let email = "";
let head = "";
let aso: Awaited<ReturnType<typeof association>>;
beforeEach(async () => {
  ({ email, head, aso } = await aTeacherAndAnAssociation());
});

/** A visit of two classes, over; the page of who asked, and the head's official link. */
async function visited() {
  const { id, page } = await asked(email);
  await aso.answer(id, "accepter", { creneau: String(SLOT) });
  const official = await linkIn(head, "/accord/");
  await send(`${official}/oui`, {});
  await pump(NOW);
  await passing(SLOT - NOW + 6 * HOUR);
  return { id, page, official };
}

test("ten days after a visit the head gets its report, once: one page of numbers, without a name, the same for the person who asked", async () => {
  const { page, official } = await visited();
  await run("UPDATE logins SET expires_at = ?1, seen_at = ?2, created_at = ?2", SLOT + 200 * DAY, SLOT + 6 * HOUR);
  const [first] = await rows<{ session_id: string; id: string }>(
    "SELECT r.session_id, r.id FROM registrations r JOIN sessions s ON s.id = r.session_id ORDER BY s.starts_at",
  );
  const counted = await send(
    `/espace/structures/org_1/seances/${first?.session_id ?? ""}/classe`,
    { ligne: first?.id ?? "", pupils: "25", adults: "2" },
    { headers: { cookie: aso.cookie } },
  );
  expect(counted.status).toBe(303);
  await passing(SLOT - NOW + 9 * DAY);
  expect(await subjects(head)).not.toContain(SUBJECT);
  await passing(SLOT - NOW + 11 * DAY);
  await passing(SLOT - NOW + 12 * DAY);
  expect((await subjects(head)).filter((subject) => subject === SUBJECT)).toHaveLength(1);
  expect(await newest(head, SUBJECT)).toContain(`${official.split("?")[0]}/bilan`.slice(0, 20));
  for (const path of [`${official}/bilan`, `${page}/bilan`]) {
    const { status, html: shown } = await ask(path);
    const html = shown.replaceAll("\u00a0", " ");
    expect([status, html.includes("25 élèves"), html.includes("1 classe"), html.includes("pas compté")]).toEqual([
      200,
      true,
      true,
      true,
    ]);
    expect([html.includes("Rien n’est montré avant"), html.includes(email)]).toEqual([true, false]);
  }
});

test("the official address reads the school's years in numbers, without an account and without a name; the link that is handed over does not", async () => {
  const { id, official, page } = await visited();
  const handed = `/accord/${await links.sign("class-head", `${id}~h`, SLOT + 100 * DAY)}`;
  await run(
    `INSERT INTO attendance_sheets (registration_id, pupils_present, adults_present, updated_at, created_at)
     SELECT r.id, 24, 2, ?1, ?1 FROM registrations r`,
    SLOT + 6 * HOUR,
  );
  const read = async (path: string) => {
    const { status, html } = await ask(path);
    return { status, text: html.replaceAll(/[\u00a0\u202f]/g, " ") };
  };
  expect((await read(official)).text).toContain(`${official}/annee`);
  const { status, text } = await read(`${official}/annee`);
  expect([status, text.includes("Année 2026-2027"), text.includes("1 venue"), text.includes("48 élèves")]).toEqual([
    200,
    true,
    true,
    true,
  ]);
  expect([text.includes("passée, 48 élèves comptés"), text.includes(email)]).toEqual([true, false]);
  expect((await read(handed)).text).not.toContain("année par année");
  expect([(await ask(`${handed}/annee`)).status, (await ask(`${page}/annee`)).status]).toEqual([410, 404]);
});

test("nothing is reported of a visit that did not happen, nor of one that is still to come", async () => {
  const before = await asked(teacher());
  const { id, page } = await visited();
  expect((await ask(`${before.page}/bilan`)).status).toBe(410);
  await send(`${page}/pas-tenue`, { raison: "class_absent" });
  await passing(SLOT - NOW + 11 * DAY);
  expect(await subjects(head)).not.toContain(SUBJECT);
  expect([(await ask(`${page}/bilan`)).status, id.startsWith("wrq_")]).toEqual([410, true]);
});

test("both follow pages tell what happened day by day, by role, whatever the event; nobody is named", async () => {
  const { id, page, official } = await visited();
  await run(
    `INSERT INTO events (id, type, version, at, actor, subject, data, reacted_at) VALUES
       ('evt_zz1', 'attestation.issued', 1, ?2, 'school', ?1, '{}', 1), ('evt_zz2', 'something.else', 1, ?2, 'school', ?1, '{}', 1)`,
    id,
    SLOT + DAY,
  );
  await run("UPDATE organisations SET name = 'Association Nommée' WHERE id = 'org_1'");
  for (const path of [page, official]) {
    const { html } = await ask(path);
    const trail = html.slice(html.indexOf("jour par jour"));
    const order = [
      "Demande envoyée",
      "retenu une de vos dates",
      "Séance fixée",
      "Séance passée",
      "Attestation faite",
    ].map((words) => trail.indexOf(words));
    expect([order.every((at) => at > 0), order.toSorted((a, b) => a - b).join() === order.join()]).toEqual([
      true,
      true,
    ]);
    expect([trail.includes(email), trail.includes("Nommée")]).toEqual([false, false]);
  }
});
