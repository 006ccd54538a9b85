import { beforeEach, describe, expect, test } from "vitest";

import { unique } from "../../support/worker/people.ts";
import { accountsTrail } from "../../support/worker/accounts-trail.ts";
import { as, signedIn } from "../../support/worker/staff.ts";
import { ask, send, setClock, solved } from "../../support/worker/web.ts";
import { NOW, run, value } from "../../support/worker/world.ts";

/* What anybody says of the next version of the referential: read by a person, shown, answered. */

const PATH = "/label/projet/remarques";
const TEXT = "La note 4 de PSY-1 devrait demander une médiane, pas un plafond.";
const say = async (over: Record<string, string> = {}) =>
  send(PATH, { ...(await solved(PATH)), critere: "PSY-1", texte: TEXT, ...over });
const page = async (): Promise<string> => (await ask(PATH)).html;
const last = async (): Promise<string> => String(await value("SELECT max(id) FROM draft_remarks"));
async function operator() {
  const { cookie, person } = await signedIn(`delivered+${unique()}@resend.dev`, "operator", "");
  await run("UPDATE logins SET passkey_at = ?1 WHERE person_id = ?2", NOW, person);
  return as(cookie);
}

beforeEach(() => setClock(NOW));

describe("a draft of the referential is discussed in public", () => {
  test("nobody reads a remark before an operator did; then each is answered « retenu » or « non retenu, parce que »", async () => {
    const kept = (await say()).location;
    expect((await ask(kept)).html).toContain("C’est reçu.");
    expect((await ask(`${PATH}?fait=envoye`)).html).not.toContain("C’est reçu.");
    expect(await page()).not.toContain("une médiane");
    const desk = await operator();
    expect((await desk.get("/console/label/remarques")).html).toContain("une médiane");
    const treat = (suite: string, reponse = "") =>
      last().then((id) => desk.post(`/console/label/remarques/${id}/traiter`, { suite, reponse }));
    const shown = await desk.get((await treat("published")).location);
    expect(shown.html).toContain("la page publique le dit");
    expect((await ask(kept)).html).not.toContain("C’est reçu."); // it was read: the page itself shows it
    expect(await page()).toMatch(/une médiane[^]*Réponse à venir/);
    const short = await treat("declined", "non");
    expect([
      short.status,
      short.html.includes("pourquoi non, en une phrase"),
      short.html.includes(">non</textarea>"),
    ]).toEqual([422, true, true]);
    await treat("declined", "Une médiane cache les plafonds des contrats les moins couverts.");
    expect(await page()).toMatch(/Non retenu, parce que\s: Une médiane cache/);
    // What was answered stays as it was answered.
    await treat("set_aside");
    expect(await page()).toContain("Non retenu, parce que");
    expect((await accountsTrail()).map(([type, subject, , data]) => [type, subject, data])).toEqual([
      ["accounts.remark_treated", await last(), { state: "published" }],
      ["accounts.remark_treated", await last(), { state: "declined" }],
    ]);
  });

  test("what is left out is shown to nobody", async () => {
    await say({ texte: "Une phrase qui nomme le docteur Untel." });
    const desk = await operator();
    const left = await desk.post(`/console/label/remarques/${await last()}/traiter`, {
      suite: "set_aside",
      reponse: "",
    });
    expect((await desk.get(left.location)).html).toMatch(/cette remarque ne paraît pas(?![^]*la page publique le dit)/);
    expect(await page()).not.toContain("docteur Untel");
    expect((await desk.get("/console/label/remarques")).html).not.toContain("docteur Untel");
  });

  test("too short, too long, a phone number: said beside the field, and nothing typed is lost", async () => {
    const count = Number(await value("SELECT count(*) FROM draft_remarks"));
    for (const [texte, words] of [
      ["court", "Dites en une phrase ce qui n’est pas juste."],
      ["y".repeat(2001), "2000 caractères au plus : il y en a 2001."],
      ["Appelez-moi au 01 99 00 12 34 pour en parler.", "Enlevez le numéro de téléphone"],
    ] as const) {
      const refused = await say({ texte });
      expect([refused.status, refused.html.includes(texte)]).toEqual([422, true]);
      expect(refused.html.replaceAll("\u00a0", " ")).toContain(words);
    }
    expect(await value("SELECT count(*) FROM draft_remarks")).toBe(count);
  });
});
