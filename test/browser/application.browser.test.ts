import { readFileSync } from "node:fs";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { DEMO_PEOPLE } from "../../scripts/seed-people.ts";
import { listen, openWindow, startBrowser, violationsOn } from "../support/browser.ts";
import { heading, journeyIn, press } from "../support/journey.ts";
import { REFERENTIAL } from "../support/referential.ts";
import { sharedWorld } from "../support/shared-world.ts";
import { walked } from "../support/size.ts";

const SPACE = "/espace/structures/org_demo-mutuelle/label";
const PDF = {
  name: "../../garanties<script>.pdf",
  mimeType: "text/html",
  buffer: Buffer.from(`%PDF-1.7\n${"x".repeat(4000)}`),
};

const world = sharedWorld();
let browser: Browser;
const way = journeyIn(world);
let held: Awaited<ReturnType<BrowserContext["storageState"]>>;
beforeAll(async () => {
  browser = await startBrowser();
  held = await signIn();
});
afterAll(async () => {
  await browser.close();
});

/** Signs the demo's applicant in; what a browser then holds. */
async function signIn(): Promise<typeof held> {
  const { page, context } = await openWindow(browser);
  await enter(page);
  const state = await context.storageState();
  await context.close();
  return state;
}
async function enter(page: Page): Promise<void> {
  await page.goto(`${world.url}/connexion?suite=${SPACE}`);
  await page.getByLabel("Adresse e-mail").fill(DEMO_PEOPLE.applicant);
  await page.waitForTimeout(3100);
  await press(page, "Recevoir un lien");
  await way.open(page, DEMO_PEOPLE.applicant, "Votre lien", "/connexion/lien/");
  await press(page, "Me connecter");
  await page.waitForURL(`**${SPACE}`);
}

const audit = async (page: Page): Promise<string[]> => {
  const found = await violationsOn(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return [...found, ...(wide > 0 ? [`${wide} px too wide`] : [])];
};

/** Opens an application of its own through the form; its address. */
async function open(page: Page, name: string): Promise<string> {
  await page.goto(world.url + SPACE);
  await page.getByLabel("Nom de l’offre").fill(name);
  await page.getByLabel("Contrats qui y donnent droit").fill("Socle\nConfort");
  await page.getByLabel("Nombre total d’adhérents").fill("12 000");
  await page.getByLabel("Nombre d’adhérents couverts").fill("11 000");
  await press(page, "Ouvrir la candidature");
  await page.waitForURL(`**${SPACE}/app_*`);
  return page.url();
}
const criterion = (page: Page, id: string) => page.locator(`#${id}`);
const state = (page: Page, id: string) => page.locator(`[data-state="${id}"]`);
const grade = (page: Page, id: string, note: number) => criterion(page, id).locator(`[name="note"][value="${note}"]`);
const justification = (page: Page, id: string) => criterion(page, id).locator('textarea[name="justification"]');

describe("an application without script", () => {
  test("opened, carried over, answered, proven, filed, amended; a mail confirms it", async () => {
    const { page, context, complaints } = await openWindow(browser, {
      storageState: held,
      javaScriptEnabled: false,
      viewport: { width: 360, height: 740 },
    });
    const base = await open(page, "Offre sans script");
    const answers = { "PSY-5": { declared: 4 }, "ACC-1": { declared: 3 } };
    const file = { format: "answers/1", referential: REFERENTIAL, units: [{ id: "simulation", answers }] };
    await page
      .locator("#fichier")
      .setInputFiles({ name: "s.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(file)) });
    await page.getByText("Reprendre une simulation").click();
    await press(page, "Reprendre ces réponses");
    await page.waitForURL("**fait=reprise");
    await page.goto(`${base}/dimensions/D1`);
    expect(await grade(page, "PSY-5", 4).isChecked()).toBe(true);
    await grade(page, "PSY-1", 3).check();
    await justification(page, "PSY-1").fill("Garanties 2026, page 4.");
    await press(page, "Enregistrer PSY-1");
    await page.waitForURL("**fait=reponse**");
    expect(await justification(page, "PSY-1").inputValue()).toBe("Garanties 2026, page 4.");
    await criterion(page, "PSY-1").getByText("Ajouter une preuve").click();
    await page.locator("#fichier-PSY-1").setInputFiles(PDF);
    await page.locator("#emise-PSY-1").fill("2026-09-01");
    await press(page, "Ajouter cette preuve à PSY-1");
    await page.waitForURL("**fait=piece**");
    expect(await page.locator("#PSY-1-pieces li").count()).toBe(1);
    await page.goto(`${base}/recapitulatif`);
    expect(await page.locator("main").innerText()).toMatch(/34\scritères sans réponse/);
    await page.getByLabel("J’accepte la convention").check();
    await press(page, "Déposer la candidature");
    await page.waitForURL("**fait=depot");
    const mail = await way.newest(DEMO_PEOPLE.applicant, "Offre sans script");
    expect(mail.subject).toContain("dépôt n° 1");
    await page.goto(`${base}/dimensions/D1`);
    await grade(page, "PSY-1", 4).check();
    await press(page, "Enregistrer PSY-1");
    await page.goto(`${base}/recapitulatif`);
    await page.getByLabel("J’accepte la convention").check();
    await press(page, "Déposer les modifications");
    await page.waitForURL("**fait=depot");
    await page.goto(`${base}/depots/1`);
    expect(await heading(page)).toBe("Dépôt n° 1");
    expect(complaints).toEqual([]);
    await context.close();
  });
});

describe.each(walked({ short: true }))("ranges and library, JavaScript %s", (javaScriptEnabled) => {
  test("three ranges in one file, one piece for two criteria, then the file is renewed from its library", async () => {
    const options = { storageState: held, javaScriptEnabled, viewport: { width: 390, height: 844 } };
    const { page, context, complaints } = await openWindow(browser, options);
    const name = `Offre à trois gammes ${javaScriptEnabled ? "avec" : "sans"} script`;
    const base = await open(page, name);
    await page.goto(`${base}/gammes`);
    for (const [range, members] of [
      ["Socle", "6 000"],
      ["Confort", "4 000"],
      ["Confort+", "2 000"],
    ] as const) {
      const form = page.locator(".card.roof form");
      await form.getByLabel("Nom de la gamme").fill(range);
      await form.getByLabel("tout le monde").check();
      await form.getByLabel("Adhérents dans cette gamme").fill(members);
      await form.getByLabel("Prix par mois").selectOption("to_50");
      await form.getByLabel("Pour quel âge").fill("40");
      await form.getByLabel("Date de ce tarif").fill("2026-01-01");
      await form.getByRole("button", { name: "Ajouter la gamme" }).click();
      await page.locator("summary").filter({ hasText: range }).first().waitFor();
    }
    expect(await heading(page)).toBe("3 gammes de contrats");
    expect(javaScriptEnabled ? await audit(page) : []).toEqual([]); // axe is a script
    await page.goto(`${base}/dimensions/D1`);
    for (const [range, note] of [
      ["Confort+", "4"],
      ["Confort", "3"],
      ["Socle", "2"],
    ] as const) {
      await criterion(page, "PSY-1").getByLabel(range, { exact: true }).selectOption(note);
    }
    if (javaScriptEnabled) {
      await state(page, "PSY-1").filter({ hasText: "Enregistré à" }).waitFor();
      await page.reload();
    } else {
      await press(page, "Enregistrer PSY-1");
      await page.waitForURL("**fait=reponse**");
    }
    await criterion(page, "PSY-1").getByText("celle de la gamme la moins couverte").waitFor();
    expect(await criterion(page, "PSY-1").innerText()).toMatch(/La note de l’offre est 2, celle .*Socle \(4 à 7/);
    await criterion(page, "PSY-1").getByText("Ajouter une preuve").click();
    const text = `%PDF-1.7\n${name}`;
    await page
      .locator("#fichier-PSY-1")
      .setInputFiles({ name: "Conditions.pdf", mimeType: "application/pdf", buffer: Buffer.from(text) });
    await page.locator("#emise-PSY-1").fill("2026-09-01");
    await page.locator("#nom-PSY-1").fill(`Conditions, ${name}`);
    await press(page, "Ajouter cette preuve à PSY-1");
    await page.locator("#PSY-1-pieces li").first().waitFor();
    await page.goto(`${base}/dimensions/D1`);
    await criterion(page, "PSY-2").getByText("Prendre dans la bibliothèque").click();
    const piece = page.locator("#piece-PSY-2-prise option").filter({ hasText: name });
    await page.locator("#piece-PSY-2-prise").selectOption((await piece.getAttribute("value")) ?? "");
    await page.locator("#pages-PSY-2-prise").fill("art. 12, p. 8");
    await press(page, "Prendre cette pièce pour PSY-2");
    await page.waitForURL("**fait=piece**");
    expect(await page.locator("#PSY-2-pieces li").innerText()).toContain("art. 12, p. 8");
    expect(javaScriptEnabled ? await audit(page) : []).toEqual([]);
    const file = async (of: string): Promise<void> => {
      await page.goto(`${of}/recapitulatif`);
      await page.getByLabel("J’accepte la convention").check();
      await press(page, "Déposer la candidature");
      await page.waitForURL("**fait=depot");
    };
    await file(base);
    const id = base.split("/").at(-1) ?? "";
    world.stack.sql(`UPDATE applications SET state = 'decided' WHERE id = '${id}'`);
    await page.goto(base);
    await press(page, "Repartir de ce dossier");
    await page.waitForURL((url) => url.href.includes("/app_") && !url.href.includes(id));
    const again = page.url();
    await page.goto(`${again}/dimensions/D1`);
    expect(await page.locator("#PSY-2-pieces li").innerText()).toContain("art. 12, p. 8");
    expect(await criterion(page, "PSY-1").getByLabel("Socle", { exact: true }).inputValue()).toBe("2");
    await page.goto(`${again}/changements`);
    expect(await page.locator("main").innerText()).toMatch(/Entre le dépôt n°\s1[^]*Rien n’a changé/);
    await page.goto(`${again}/dimensions/D1`);
    await criterion(page, "PSY-1").getByLabel("Socle", { exact: true }).selectOption("3");
    await (javaScriptEnabled
      ? state(page, "PSY-1").filter({ hasText: "Enregistré à" }).waitFor()
      : press(page, "Enregistrer PSY-1"));
    await page.goto(`${again}/changements`);
    expect(await page.locator("main").innerText()).toContain("Socle 2 → 3");
    expect(javaScriptEnabled ? await audit(page) : []).toEqual([]);
    await page.goto(world.url + SPACE.replace(/label$/, "bibliotheque"));
    await page.locator("summary").filter({ hasText: name }).click();
    expect(await page.locator("details[open]").innerText()).toMatch(/Assez récente pour tous les niveaux/);
    expect(javaScriptEnabled ? await audit(page) : []).toEqual([]);
    await file(again);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

test.each([false, true])(
  "help said for tonight, a word among the team, another address to sign in with: JavaScript %s",
  async (javaScriptEnabled) => {
    const options = { storageState: held, javaScriptEnabled, viewport: { width: 390, height: 844 } };
    const { page, context, complaints } = await openWindow(browser, options);
    const looked = async (): Promise<void> => expect(javaScriptEnabled ? await audit(page) : []).toEqual([]);
    const base = await open(page, `Offre de ce soir ${javaScriptEnabled ? "avec" : "sans"} script`);
    await page.locator("summary").filter({ hasText: "L’offre" }).click();
    await page.getByRole("link", { name: "Joindre l’aide ce soir" }).click();
    await page.getByLabel("La page de votre ligne").fill("mutuelle.example");
    await press(page, "Enregistrer");
    expect(await page.getByLabel("La page de votre ligne").inputValue()).toBe("mutuelle.example");
    await looked();
    await page.getByLabel("La page de votre ligne").fill("https://mutuelle.example/ligne");
    await page.getByLabel("Quand quelqu’un répond").selectOption("always");
    await press(page, "Enregistrer");
    await page.waitForURL("**fait=joindre");
    await page.goto(`${base}/dimensions/D1`);
    await criterion(page, "PSY-1").getByText("Entre vous").click();
    await criterion(page, "PSY-1").getByLabel("Mot pour l’équipe").fill("Qui a le contrat 2027 ?");
    await looked();
    await criterion(page, "PSY-1").getByRole("button", { name: "Laisser ce mot" }).click();
    await page.waitForURL("**fait=mot**");
    expect(await criterion(page, "PSY-1").textContent()).toContain("Qui a le contrat 2027");
    await page.goto(`${world.url}/espace/securite/adresse`);
    await looked();
    expect(complaints).toEqual([]);
    await context.close();
  },
);

describe("an application that saves by itself", () => {
  test("speaks when its kind of news changes: a paragraph typed at one go is at most two announcements", async () => {
    const { page, context } = await openWindow(browser, { storageState: held });
    const base = await open(page, "Offre qui parle peu");
    await page.goto(`${base}/dimensions/D1`);
    const heard = await listen(page);
    await grade(page, "PSY-1", 3).check();
    const paragraph =
      "La garantie 2026, page 4, dit douze séances. Elle vaut pour tous les contrats, sans reste à charge. ";
    await justification(page, "PSY-1").pressSequentially(paragraph, { delay: 25 });
    await state(page, "PSY-1").getByText("Enregistré à").waitFor();
    const said = await heard();
    expect(said.map(({ words }) => words.split(" à ")[0])).toEqual(["Pas encore enregistré.", "Enregistré"]);
    expect((said[1]?.at ?? 0) - (said[0]?.at ?? 0)).toBeGreaterThan(1400);
    await context.close();
  });

  test("simulated first, carried over; saved across a cut network, a reload and a login that ended; a piece with its progress; filed", async () => {
    const { page, context, complaints } = await openWindow(browser, { storageState: held });
    await page.goto(`${world.url}/label/simulateur#TEC-1`);
    await page.locator('[name="TEC-1"][value="3"]').check();
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#save").click()]);
    const saved = readFileSync(await download.path());
    const base = await open(page, "Offre avec script");
    expect(await audit(page)).toEqual([]);
    await page.locator("#fichier").setInputFiles({ name: "s.json", mimeType: "application/json", buffer: saved });
    await page.getByText("Reprendre une simulation").click();
    await press(page, "Reprendre ces réponses");
    await page.goto(`${base}/dimensions/D3`);
    expect(await grade(page, "TEC-1", 3).isChecked()).toBe(true);

    await page.goto(`${base}/dimensions/D1`);
    await grade(page, "PSY-1", 3).check();
    await state(page, "PSY-1").filter({ hasText: "Enregistré à" }).waitFor();
    expect(await page.locator("#standing").innerText()).toContain("11 portes non franchies");

    await context.setOffline(true);
    await justification(page, "PSY-1").fill("Écrit sans réseau.");
    await page.locator("#network").filter({ hasText: "Sans réseau" }).waitFor();
    await context.setOffline(false);
    await state(page, "PSY-1").filter({ hasText: "Enregistré à" }).waitFor();

    const cookies = await context.cookies();
    await context.clearCookies();
    await justification(page, "PSY-2").fill("Écrit sans connexion.");
    await page.locator("#network").filter({ hasText: "plus connecté" }).waitFor();
    await context.addCookies(cookies);
    page.once("dialog", (dialog) => void dialog.accept());
    await page.reload();
    await state(page, "PSY-2").filter({ hasText: "Enregistré à" }).waitFor();
    await page.reload();
    expect(await justification(page, "PSY-1").inputValue()).toBe("Écrit sans réseau.");
    expect(await justification(page, "PSY-2").inputValue()).toBe("Écrit sans connexion.");

    await criterion(page, "PSY-1").getByText("Ajouter une preuve").click();
    await page.locator("#fichier-PSY-1").setInputFiles(PDF);
    await page.locator("#emise-PSY-1").fill("2026-09-01");
    await press(page, "Ajouter cette preuve à PSY-1");
    await page.locator("#PSY-1-pieces").getByText("La pièce est gardée.").waitFor();
    expect(await page.locator("#PSY-1-pieces li").count()).toBe(1);
    await page
      .locator("#fichier-PSY-1")
      .setInputFiles({ name: "a.pdf", mimeType: "application/pdf", buffer: Buffer.from("MZ rien") });
    await page.locator("#emise-PSY-1").fill("2026-09-01");
    await press(page, "Ajouter cette preuve à PSY-1");
    await page.locator('[data-upload-state="PSY-1"]').filter({ hasText: "quel que soit son nom" }).waitFor();
    expect(await audit(page)).toEqual([]);
    await page.route(/\/preuves\?/, (route) =>
      route.fulfill({ contentType: "text/html", body: "<h1>Bad gateway</h1>" }),
    );
    await page.locator("#fichier-PSY-1").setInputFiles(PDF);
    await press(page, "Ajouter cette preuve à PSY-1");
    await page.locator('[data-upload-state="PSY-1"]').filter({ hasText: "n’a pas abouti" }).waitFor();
    await page.unroute(/\/preuves\?/);

    await page.goto(`${base}/recapitulatif`);
    expect(await audit(page)).toEqual([]);
    await page.getByLabel("J’accepte la convention").check();
    await press(page, "Déposer la candidature");
    await page.waitForURL("**fait=depot");
    expect(complaints.filter((one) => !one.includes("ERR_INTERNET_DISCONNECTED"))).toEqual([]);
    await context.close();
  });

  test("two people on one criterion: the second is shown both answers and chooses; nothing is lost in silence", async () => {
    const first = await openWindow(browser, { storageState: held });
    const second = await openWindow(browser, { storageState: held });
    const base = await open(first.page, "Offre à deux");
    await Promise.all([first, second].map(({ page }) => page.goto(`${base}/dimensions/D4`)));
    await justification(first.page, "ACC-1").fill("La première.");
    await state(first.page, "ACC-1").filter({ hasText: "Enregistré à" }).waitFor();
    await justification(second.page, "ACC-1").fill("La seconde.");
    const conflict = second.page.locator('[data-conflict="ACC-1"]');
    await conflict.waitFor();
    expect(await conflict.innerText()).toContain("La première.");
    expect(await audit(second.page)).toEqual([]);
    await press(second.page, "Garder ma réponse");
    await state(second.page, "ACC-1").filter({ hasText: "Enregistré à" }).waitFor();
    await grade(first.page, "ACC-1", 2).check();
    await first.page.locator('[data-conflict="ACC-1"]').waitFor();
    await press(first.page, "Prendre la sienne");
    expect(await justification(first.page, "ACC-1").inputValue()).toBe("La seconde.");
    expect([...first.complaints, ...second.complaints]).toEqual([]);
    await Promise.all([first, second].map(({ context }) => context.close()));
  });

  test("a draft that comes back after three saves of others sends nothing before a choice", async () => {
    const { page, context, complaints } = await openWindow(browser, { storageState: held });
    const other = await openWindow(browser, { storageState: held });
    const base = await open(page, "Offre au brouillon");
    const rowOf = () =>
      world.stack.sql(
        `SELECT justification, revision FROM answers WHERE application_id = '${base.slice(base.lastIndexOf("/") + 1)}'`,
      );
    await page.goto(`${base}/dimensions/D4`);
    const cut = (route: { abort: () => Promise<void> }) => route.abort();
    await page.route("**/criteres/**", cut);
    await justification(page, "ACC-1").fill("Écrit sans réseau.");
    await page.locator("#network").filter({ hasText: "Sans réseau" }).waitFor();
    for (const words of ["Un.", "Deux.", "Trois."]) {
      await other.page.goto(`${base}/dimensions/D4`);
      await justification(other.page, "ACC-1").fill(words);
      await state(other.page, "ACC-1").filter({ hasText: "Enregistré à" }).waitFor();
    }
    await page.unroute("**/criteres/**", cut);
    const sent: string[] = [];
    page.on("request", (request) => void (request.method() === "POST" ? sent.push(request.url()) : null));
    page.once("dialog", (dialog) => void dialog.accept());
    await page.reload();
    const conflict = page.locator('[data-conflict="ACC-1"]');
    await conflict.waitFor();
    expect(await conflict.innerText()).toContain("Trois.");
    expect(await justification(page, "ACC-1").inputValue()).toBe("Écrit sans réseau.");
    await page.evaluate(() => dispatchEvent(new Event("online")));
    await page.waitForTimeout(1200);
    expect([sent, rowOf()]).toEqual([[], [{ justification: "Trois.", revision: 3 }]]);
    expect(await audit(page)).toEqual([]);
    await press(page, "Garder ma réponse");
    await state(page, "ACC-1").filter({ hasText: "Enregistré à" }).waitFor();
    expect(rowOf()).toEqual([{ justification: "Écrit sans réseau.", revision: 4 }]);
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    expect(complaints.filter((one) => !one.includes("ERR_FAILED"))).toEqual([]);
    await Promise.all([context.close(), other.context.close()]);
  });
});
