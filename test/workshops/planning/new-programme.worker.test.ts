import { expect, test } from "vitest";

import { askClass, association, school, teacher } from "../../support/worker/classes.ts";
import { unique } from "../../support/worker/people.ts";
import { as, organisation, owns, signedIn } from "../../support/worker/staff.ts";
import { ask, setClock } from "../../support/worker/web.ts";
import { NOW, rows, run, value } from "../../support/worker/world.ts";
import { byHand } from "../../support/worker/led.ts";

test("a programme that only `content/` knows is shown, planned and asked for a class", async () => {
  await setClock(NOW);
  await school();
  await association("org_1");
  await run("DELETE FROM workshops");
  expect((await ask("/ateliers/premier-telephone")).status).toBe(200);

  await organisation("org_new");
  const { cookie, person } = await signedIn(`delivered+${unique()}@resend.dev`, "coordinator", "org_new");
  await owns(person, "org_new");
  const team = as(cookie);
  const base = "/espace/structures/org_new/seances";
  const publish = async (debut: string) =>
    team.post(`${base}/nouvelle`, {
      cle: / name="cle" value="([^"]*)"/.exec((await team.get(`${base}/nouvelle`)).html)?.[1] ?? "",
      programme: "premier-telephone",
      debut,
      capacity: "12",
      lieu: "online",
      fuseau: "Europe/Paris",
      joinUrl: "https://visio.asso.fr/salle",
    });
  // At the same moment, so that two batches meet over the row that neither of them found.
  const published = await Promise.all([publish("2027-03-16T18:30"), publish("2027-03-17T18:30")]);
  expect(published.map(({ location }) => location)).toEqual([`${base}?fait=publier`, `${base}?fait=publier`]);
  expect(byHand((await askClass(teacher())).location)).toBe("/etablissements/envoye");

  expect(await rows("SELECT slug FROM workshops ORDER BY slug")).toEqual([
    { slug: "agir-en-temoin" },
    { slug: "premier-telephone" },
  ]);
  expect(await value("SELECT count(*) FROM workshop_requests")).toBe(1);
  const session = String(await value("SELECT id FROM sessions ORDER BY starts_at LIMIT 1"));
  expect((await ask("/ateliers/premier-telephone")).html).toContain(`/ateliers/seances/${session}`);
});

test("a programme whose row was once written under another id keeps it", async () => {
  await setClock(NOW);
  await school();
  await run("UPDATE workshops SET id = 'wks_by-hand'");
  await askClass(teacher());
  expect(await rows("SELECT workshop_id FROM workshop_requests")).toEqual([{ workshop_id: "wks_by-hand" }]);
});
