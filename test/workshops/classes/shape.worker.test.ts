import { beforeEach, expect, test } from "vitest";

import { DAY } from "../../../src/kernel/time.ts";
import {
  UAI,
  asked,
  aTeacherAndAnAssociation,
  askClass,
  type association,
  linkIn,
  stateOf,
} from "../../support/worker/classes.ts";
import { ask, send, setClock } from "../../support/worker/web.ts";
import { NOW, rows, run, value } from "../../support/worker/world.ts";

let email = "";
let aso: Awaited<ReturnType<typeof association>>;
beforeEach(async () => {
  ({ email, aso } = await aTeacherAndAnAssociation());
});
const inbox = async () => (await ask(aso.base, { headers: { cookie: aso.cookie } })).html;
const detail = async (id: string) => (await ask(`${aso.base}/${id}`, { headers: { cookie: aso.cookie } })).html;
const plain = (html: string): string => html.replaceAll("\u00a0", " ");

test("a class is called as people call it, on every page and in the mails; its letter can be changed", async () => {
  const four = { niveau1: "4e", lettre1: "b", niveau2: "3e", lettre2: "2", cadre2: "segpa" };
  const { id, page } = await asked(email, four);
  expect(plain(await detail(id))).toContain("4e B, 26 élèves<br/>3e 2, SEGPA, 24 élèves");
  const numbers = { eleves1: "26", lettre1: "C", eleves2: "24", lettre2: "Léa", adults: "2" };
  const refused = await send(`${page}/nombres`, numbers);
  expect([refused.status, refused.html]).toEqual([422, expect.stringContaining("jamais un nom") as string]);
  await send(`${page}/nombres`, { ...numbers, lettre2: "2" });
  expect(plain((await ask(page)).html)).toContain("4e C, 26 élèves");
});

test("in another place: the visit is there, and says whether one comes in without a step", async () => {
  const place = { place: "other", lieuNom: "Médiathèque", lieuAdresse: "1 rue du Lac", lieuCommune: "Créteil" };
  const { id, head } = await asked(email, { ...place, lieuSansMarche: "on", creneau1: "2027-01-14T10:00" });
  const seen = await detail(id);
  expect([seen.includes("Médiathèque, 1 rue du Lac, Créteil"), seen.includes("Collège des Deux-Rives")]).toEqual([
    true,
    true,
  ]);
  await aso.answer(id, "accepter", { creneau: "1799917200" });
  await send(`${head}/oui`, {});
  expect(
    await rows("SELECT DISTINCT v.name, v.is_step_free FROM sessions s JOIN venues v ON v.id = s.venue_id"),
  ).toEqual([{ name: "Médiathèque", is_step_free: 1 }]);
});

test("at the association's: shown to those that receive classes, and fixed where they receive them", async () => {
  const { id, head } = await asked(email, { place: "association" });
  expect([await inbox(), (await aso.answer(id, "accepter", { creneau: "1799917200" })).status]).toEqual([
    expect.stringContaining("Rien n’attend") as string,
    409,
  ]);
  const territory = aso.base.replace("demandes", "territoire");
  const post = (fields: Record<string, string>) =>
    send(`${territory}/accueil`, fields, { headers: { cookie: aso.cookie } });
  const spot = { lieuNom: "Maison des associations", lieuAdresse: "2 quai Nord", lieuCommune: "" };
  expect((await post(spot)).status).toBe(422);
  await post({ ...spot, lieuCommune: "Créteil" });
  expect(await inbox()).toContain("Collège des Deux-Rives");
  await aso.answer(id, "accepter", { creneau: "1799917200" });
  await send(`${head}/oui`, {});
  expect(await value("SELECT v.address FROM sessions s JOIN venues v ON v.id = s.venue_id LIMIT 1")).toBe(
    "2 quai Nord",
  );
  await post({ lieuNom: "", lieuAdresse: "", lieuCommune: "" });
  expect(await value("SELECT count(*) FROM association_places")).toBe(0);
});

test("without a date, months and days that suit are read by the associations", async () => {
  const { id } = await asked(email, { creneau1: "", creneau2: "", mois: "jan", jours: "thu", moments: "am" });
  expect(plain(await detail(id))).toContain("ce qui irait : janvier ; jeudi ; le matin");
});

test("a form is handed on by a link that holds numbers and nobody, for fourteen days; nothing is written", async () => {
  const shared = await askClass(email, {
    voir: "partager",
    eleves1: "27",
    eleves2: "Léa et Karim",
    niveau1: "4e",
    lettre1: "B",
  });
  const path = /href="https?:\/\/[^/"]+(\/etablissements\/demande\/[^"]+reprise=[^"]+)"/.exec(shared.html)?.[1] ?? "";
  expect(await value("SELECT count(*) FROM workshop_requests")).toBe(0);
  const form = (await ask(path)).html;
  expect([form.includes('value="27"'), form.includes('value="B"'), form.includes("Léa"), form.includes(email)]).toEqual(
    [true, true, false, false],
  );
  expect(atob(path.split(".")[1]?.replaceAll("-", "+").replaceAll("_", "/") ?? "")).not.toContain("resend.dev");
  await setClock(NOW + 14 * DAY + 60);
  expect((await ask(path)).html).not.toContain('value="27"');
});

test("asked again the year after, a class is a year further, and the last year of a school stays", async () => {
  const { id, page } = await asked(email, { niveau1: "4e", lettre1: "B", niveau2: "3e" });
  await run("UPDATE workshop_requests SET state = 'withdrawn', created_at = created_at - 31536000");
  expect(await stateOf(id)).toBe("withdrawn");
  const form = (await ask(`/etablissements/demande/${UAI}?comme=${page.replace("/demandes/", "")}`)).html;
  expect(form.match(/value="3e" selected=""/g)).toHaveLength(2);
  expect(await linkIn(email, "/demandes/")).toContain("/demandes/");
});
