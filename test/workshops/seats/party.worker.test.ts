import { beforeEach, describe, expect, test } from "vitest";

import { addPerson, dropPeople } from "../../../src/workshops/seats/change-party.ts";
import { move } from "../../../src/workshops/seats/move.ts";
import { peopleOf } from "../../../src/workshops/seats/people.store.ts";
import { TAKE_BACK_TIME } from "../../../src/workshops/seats/take-back.ts";
import { address, linkIn, managePath } from "../../support/worker/manage.ts";
import { confirmed, must, waitlisted } from "../../support/worker/people.ts";
import { mailsTo, pump } from "../../support/worker/reactor.ts";
import { ask as askFor, hold, send, setClock } from "../../support/worker/web.ts";
import { NOW, counters, db, depsAt, idIn, openSession, rows, run, value } from "../../support/worker/world.ts";

beforeEach(() => setClock(NOW));

const ask = async (path: string): Promise<string> =>
  (await askFor(path)).html.replaceAll(/[\u00a0\u202f]/g, " ").replaceAll(/\s+/g, " ");
const GUEST = { name: "Max", ageBand: "18_plus" as const };
const AGREED = { accord: "on", accordEnfant: "on" };
const SURE = { confirme: "oui" };

/** A parent's registration of children, confirmed by its mail; the path of its link. */
async function children(names: readonly string[]): Promise<{ link: string; email: string }> {
  const session = await openSession({ slug: "mon-telephone-mes-limites", capacity: 8 });
  const form = await hold(session, undefined, { jeunes: "1", pour: "enfants", places: String(names.length) });
  const fields = names.flatMap((name, i) => [
    [`prenom${i + 1}`, name],
    [`age${i + 1}`, "11_14"],
  ]);
  const email = address();
  await send(form, { email, ...Object.fromEntries(fields), ...AGREED });
  await pump(NOW);
  const link = linkIn((await mailsTo(email)).at(-1)?.text ?? "");
  await send(`${link}/confirmer`, {});
  return { link, email };
}
const nameCount = () => value("SELECT count(*) FROM contacts WHERE name_sealed IS NOT NULL");
const personIn = (page: string, name: string): string =>
  new RegExp(`name="personne" value="(par_[^"]*)"/?>(?:(?!name="personne").)*aria-label="Retirer ${name}"`).exec(
    page,
  )?.[1] ?? "";

describe("one child less", () => {
  test.each([0, 1, 2])(
    "the chosen one goes with their name, wherever they stand; the others keep theirs (place %i)",
    async (at) => {
      const names = ["Zoé", "Max", "Noé"];
      const { link, email } = await children(names);
      const id = await idIn("reg", "SELECT id FROM registrations");
      await run("UPDATE participants SET needs = '[\"sign_language\"]' WHERE position = ?1", at + 1);
      const person = personIn(await ask(link), names[at] ?? "");
      const asked = await send(`${link}/retirer`, { personne: person });
      expect([asked.status, await value("SELECT seats FROM registrations")]).toEqual([200, 3]);
      expect(asked.html).toContain(`<h1>Retirer ${names[at] ?? ""}\u00a0?</h1>`);
      expect((await send(`${link}/retirer`, { personne: person, ...SURE })).location).toContain("fait=places");
      expect(await rows("SELECT position FROM participants ORDER BY position")).toEqual([
        { position: 1 },
        { position: 2 },
      ]);
      const page = await ask(link);
      expect(names.map((name) => page.includes(`Retirer ${name}`))).toEqual(names.map((_, i) => i !== at));
      expect(await nameCount()).toBe(2);
      expect(await value("SELECT count(*) FROM participants WHERE needs <> '[]'")).toBe(0);
      expect(
        await counters(String(await value("SELECT session_id FROM registrations WHERE id = ?1", id))),
      ).toMatchObject({
        taken: 2,
        held: 2,
      });
      await pump(NOW);
      const told = (await mailsTo(email)).find(({ subject }) => subject.includes("2 personnes maintenant"));
      expect(told?.text).toMatch(/avant, c’était pour 3\spersonnes/);
      expect(told?.text).toMatch(/de qui ne vient plus sont effacés/);
      expect(told?.text).not.toContain(names[at] ?? "");
    },
  );

  test("the last one is cancelling: the question is asked", async () => {
    const { link } = await children(["Zoé"]);
    const one = String(await value("SELECT id FROM participants"));
    const page = await send(`${link}/retirer`, { personne: one });
    expect(page.html).toContain("Annuler l’inscription");
    expect(await value("SELECT state FROM registrations")).toBe("confirmed");
  });

  test("one more child comes with both agreements, and nothing else is asked again", async () => {
    const { link, email } = await children(["Zoé"]);
    const asked = { prenom: "Max", age: "15_17" }; // from 15 the session asks no parent
    expect((await send(`${link}/ajouter`, asked)).location).toContain("fait=places");
    const young = await send(`${link}/ajouter`, { prenom: "Lou", age: "11_14", accord: "on" });
    expect([young.status, young.html.includes('value="Lou"')]).toEqual([422, true]);
    expect((await send(`${link}/ajouter`, { prenom: "Lou", age: "11_14", ...AGREED })).location).toContain(
      "fait=places",
    );
    await pump(NOW);
    const subjects = (await mailsTo(email)).map(({ subject }) => subject);
    expect(subjects.length).toBe(3); // the proof, the confirmation, and how many come now: once for both
    expect(subjects.filter((subject) => subject.includes("3 personnes maintenant")).length).toBe(1);
    expect(await value("SELECT count(*) FROM guardian_consents")).toBe(2);
  });

  test("the first child of a party that was asked for no agreement brings both, kept with it; of somebody whom none is asked for, none is kept as given", async () => {
    const { link } = await children(["Zoé"]);
    await run("DELETE FROM guardian_consents");
    await run("UPDATE participants SET age_band = '18_plus'");
    expect((await send(`${link}/ajouter`, { prenom: "Max", age: "15_17" })).location).toContain("fait=places");
    expect(await value("SELECT count(*) FROM guardian_consents")).toBe(0);
    const child = { prenom: "Lou", age: "11_14" };
    expect((await send(`${link}/ajouter`, child)).status).toBe(422);
    expect((await send(`${link}/ajouter`, { ...child, ...AGREED })).location).toContain("fait=places");
    expect(await rows("SELECT side, outcome FROM guardian_consents ORDER BY side")).toEqual([
      { side: "child", outcome: "given" },
      { side: "guardian", outcome: "given" },
    ]);
  });
});

describe("a group that waits, or is offered", () => {
  test("fewer keep the rank and are served before; more stand at the end of the list", async () => {
    const session = await openSession({ capacity: 3 });
    const seats = [await confirmed(session, NOW), await confirmed(session, NOW), await confirmed(session, NOW)];
    const group = await waitlisted(session, NOW + 1, {}, 2);
    await waitlisted(session, NOW + 2);
    const rank = async () => /Vous êtes (en tête|\d+e)/.exec(await ask(await managePath(group)))?.[1];
    const [, second] = await peopleOf(db, group);
    must(await dropPeople(depsAt(NOW + 3), { registrationId: group, ids: [second?.id ?? ""] }));
    expect(await rank()).toBe("en tête");
    must(await addPerson(depsAt(NOW + 4), { registrationId: group, person: GUEST }));
    expect(await rank()).toBe("2e");
    must(await move(depsAt(NOW + 5), { registrationId: seats[0] ?? "reg_", act: "cancel" }));
    await pump(NOW + 5);
    expect(await value("SELECT state FROM registrations WHERE id = ?1", group)).toBe("waitlisted");
    expect(await counters(session)).toMatchObject({ taken: 3, held: 3, waiting: 1, listed: 1 });
  });

  test("of three seats offered two are taken in one press, and the third is free at once", async () => {
    const session = await openSession({ capacity: 3 });
    const seats = [await confirmed(session, NOW), await confirmed(session, NOW), await confirmed(session, NOW)];
    const email = address();
    const group = await waitlisted(session, NOW + 1, { email }, 3);
    for (const registrationId of seats) {
      must(await move(depsAt(NOW + 2), { registrationId, act: "cancel" }));
    }
    await pump(NOW + 2);
    const link = await managePath(group);
    const people = await peopleOf(db, group);
    const coming = people.slice(0, 2).map(({ id }) => [`vient-${id}`, "on"]);
    expect(await ask(link)).toContain("Qui vient ?");
    expect((await send(`${link}/prendre`, Object.fromEntries(coming))).location).toContain("fait=confirme");
    expect(await counters(session)).toMatchObject({ taken: 2, held: 2 });
    expect(await rows("SELECT outcome FROM offers")).toEqual([{ outcome: "accepted" }]);
    await pump(NOW + 3);
    expect((await mailsTo(email)).at(-1)?.subject).toContain("confirmée");
  });
});

describe("a race for one seat", () => {
  test("two groups add one each at once: one wins, the other keeps what it had, every time", async () => {
    for (let round = 0; round < 20; round++) {
      const session = await openSession({ capacity: 3 });
      const [a, b] = [await confirmed(session, NOW), await confirmed(session, NOW)];
      const added = await Promise.all(
        [a, b].map((registrationId) => addPerson(depsAt(NOW), { registrationId, person: GUEST })),
      );
      expect(added.map((one) => (one.ok ? "in" : one.refusal)).toSorted()).toEqual(["in", "no_seat"]);
      expect(await counters(session)).toMatchObject({ taken: 3, held: 3 });
      const seats = await rows("SELECT seats FROM registrations WHERE session_id = ?1 ORDER BY seats", session);
      expect(seats).toEqual([{ seats: 1 }, { seats: 2 }]);
    }
  });

  test("the same person removed twice at once frees one seat", async () => {
    const session = await openSession({ capacity: 5 });
    const registrationId = await confirmed(session, NOW);
    must(await addPerson(depsAt(NOW), { registrationId, person: GUEST }));
    must(await addPerson(depsAt(NOW), { registrationId, person: GUEST }));
    const ids = [(await peopleOf(db, registrationId)).at(-1)?.id ?? ""];
    const done = await Promise.all([1, 2].map(() => dropPeople(depsAt(NOW), { registrationId, ids })));
    expect(done.filter((one) => one.ok)).toHaveLength(1);
    expect(await counters(session)).toMatchObject({ taken: 2, held: 2 });
  });
});

describe("cancelling", () => {
  test("is not asked twice where one press undoes it, for ten minutes", async () => {
    const session = await openSession({ capacity: 1 });
    const link = await managePath(await confirmed(session, NOW));
    await send(`${link}/annuler`, {});
    expect(await value("SELECT state FROM registrations")).toBe("cancelled");
    expect(await ask(link)).toContain("Reprendre ma place");
    expect((await send(`${link}/reprendre`, {})).location).toContain("fait=repris");
    expect(await counters(session)).toMatchObject({ taken: 1, held: 1 });
    await send(`${link}/annuler`, {});
    await setClock(NOW + TAKE_BACK_TIME + 60);
    expect(await ask(link)).not.toContain("Reprendre ma place");
    expect((await send(`${link}/reprendre`, {})).location).toContain("fait=trop-tard");
  });

  test("says what is lost and who gets it before it acts, where the seat would not come back: somebody waits, or nobody may take one any more", async () => {
    const session = await openSession({ capacity: 1 });
    const link = await managePath(await confirmed(session, NOW));
    await waitlisted(session, NOW);
    const asked = await send(`${link}/annuler`, {});
    expect(asked.html.replaceAll("\u00a0", " ")).toContain("1 place est rendue, aussitôt à la première demande");
    const closed = await openSession({ capacity: 2 });
    const late = await managePath(await confirmed(closed, NOW));
    await run("UPDATE sessions SET closes_at = ?1 WHERE id = ?2", NOW, closed);
    expect((await send(`${late}/annuler`, {})).html).toContain('name="confirme" value="oui"');
    expect(await value("SELECT group_concat(DISTINCT state) FROM registrations")).toBe("confirmed,waitlisted");
  });

  test("what was given back is not taken back past somebody who waits", async () => {
    const session = await openSession({ capacity: 1 });
    const link = await managePath(await confirmed(session, NOW));
    await waitlisted(session, NOW);
    await send(`${link}/annuler`, SURE);
    expect((await send(`${link}/reprendre`, {})).location).toContain("fait=reprise");
    await pump(NOW);
    expect((await send(`${link}/reprendre`, {})).location).toContain("fait=reprise");
    expect(await counters(session)).toMatchObject({ taken: 1, held: 1 });
  });
});
