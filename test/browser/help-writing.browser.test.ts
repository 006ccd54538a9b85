import { readFileSync } from "node:fs";
import mammoth from "mammoth";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { toFile } from "../../src/help/notes.ts";
import { leaving, listen, openWindow, startBrowser } from "../support/browser.ts";
import { sharedWorld } from "../support/shared-world.ts";

const world = sharedWorld();
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});

const open = async (path: string, options = {}): Promise<Awaited<ReturnType<typeof openWindow>>> => {
  const opened = await openWindow(browser, { viewport: { width: 360, height: 740 }, ...options });
  await opened.page.goto(world.url + path);
  return opened;
};
const add = async (page: Page, on: string, at: string, what: string): Promise<void> => {
  await page.fill("#on", on);
  await page.fill("#at", at);
  await page.fill("#what", what);
  await page.getByRole("button", { name: "Ajouter au journal" }).click();
};
const facts = (page: Page): Promise<string[]> => page.locator("#facts tbody tr td:nth-child(2)").allInnerTexts();
const importing = (page: Page, text: string): Promise<void> =>
  page.setInputFiles("#import", { name: "j.json", mimeType: "application/json", buffer: Buffer.from(text) });

describe("the journal of facts", () => {
  test("adds, sorts, corrects, exports, and reads its own file again", async () => {
    const { page, context, complaints } = await openWindow(browser, { viewport: { width: 360, height: 740 } });
    // As a phone of 2021 that gets no newer browser: these came later.
    await page.addInitScript("delete Array.prototype.toSorted; delete Array.prototype.at; delete Object.hasOwn;");
    await page.goto(`${world.url}/recours/journal`);
    await page.getByRole("button", { name: "Ajouter au journal" }).click();
    expect(await page.locator("#entry-error").innerText()).toContain("Choisissez une date");
    await add(page, "2026-11-03", "21:30", "Le deuxième");
    await add(page, "2026-10-01", "", "Le premier 😱 تهديدات");
    expect(await facts(page)).toEqual(["Le premier 😱 تهديدات", "Le deuxième"]);
    await page.getByRole("button", { name: /Reprendre ce fait : le 3 novembre 2026/ }).click();
    expect(await page.inputValue("#what")).toBe("Le deuxième");
    await page.fill("#what", "Le deuxième, corrigé");
    await page.getByRole("button", { name: "Ajouter au journal" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByText("Exporter pour reprendre plus tard").click(),
    ]);
    const file = readFileSync(await download.path(), "utf8");
    page.once("dialog", (dialog) => void dialog.accept());
    await page.getByRole("button", { name: "Tout effacer" }).click();
    expect(await facts(page)).toEqual([]);
    await importing(page, file);
    await importing(page, file);
    await expect.poll(() => facts(page)).toEqual(["Le premier 😱 تهديدات", "Le deuxième, corrigé"]);
    const named = async (button: string): Promise<string> => {
      const pressed = page.getByRole("button", { name: button }).click();
      const [file2] = await Promise.all([page.waitForEvent("download"), pressed]);
      return file2.path();
    };
    const lines = (text: string): string[] => text.split(/\n+/).filter((line) => line.trim() !== "");
    const txt = lines(readFileSync(await named("Enregistrer en .txt"), "utf8"));
    expect(txt).toContain("2 faits, du 1er octobre 2026 au 3 novembre 2026.");
    expect(txt).toContain("Le premier 😱 تهديدات");
    const { value: word } = await mammoth.extractRawText({ path: await named("Enregistrer en .docx") });
    expect(lines(word)).toEqual(txt);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test.each([
    ["broken", '{"kind":"ligne-sure/jour', "ne peut pas être lu"],
    ["a long text", `"${"x".repeat(3_000_000)}"`, "n’est pas un journal exporté ici"],
    ["of another version", '{"kind":"ligne-sure/journal","version":9,"entries":[]}', "version plus récente"],
    ["of another program", "[1]", "n’est pas un journal exporté ici"],
  ])("a file that is %s is refused with what to do, and what was there stays", async (_, text, says) => {
    const { page, context } = await open("/recours/journal");
    await add(page, "2026-11-03", "", "Déjà là");
    await importing(page, text);
    await expect.poll(() => page.locator("#say").innerText()).toContain(says);
    expect(await facts(page)).toEqual(["Déjà là"]);
    await context.close();
  });

  test("stays on this device only when asked, and goes with « Quitter vite »", async () => {
    const { page, context } = await open("/recours/journal");
    expect(await page.isChecked("#keep")).toBe(false);
    await add(page, "2026-11-03", "", "Gardé");
    await page.check("#keep");
    await page.reload();
    expect(await facts(page)).toEqual(["Gardé"]);
    await leaving(page, () => page.getByRole("link", { name: "Quitter vite" }).click());
    await page.goto(`${world.url}/recours/journal`);
    expect(await facts(page)).toEqual([]);
    await add(page, "2026-11-03", "", "Encore");
    await page.check("#keep");
    await page.uncheck("#keep");
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
    await context.close();
  });

  test("kept by two tabs, loses no fact of either; what one tab erased, the other does not bring back", async () => {
    const { page, context, complaints } = await open("/recours/journal");
    await add(page, "2026-11-03", "", "Premier");
    await page.check("#keep");
    const other = await context.newPage();
    await other.goto(`${world.url}/recours/journal`);
    await add(other, "2026-11-04", "", "De l’autre onglet");
    await add(page, "2026-11-05", "", "D’ici");
    expect(await facts(page)).toEqual(["Premier", "De l’autre onglet", "D’ici"]);
    await page.reload();
    expect(await facts(page)).toEqual(["Premier", "De l’autre onglet", "D’ici"]);
    other.once("dialog", (dialog) => void dialog.accept());
    await other.getByRole("button", { name: "Tout effacer" }).click();
    await add(page, "2026-11-06", "", "Après");
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
    await expect.poll(() => page.locator("#say").innerText()).toContain("n’est pas gardé");
    expect([await page.isChecked("#keep"), complaints]).toEqual([false, []]);
    await context.close();
  });

  test("asks before leaving with something unsaved; three times Escape does not ask, three over a while do nothing", async () => {
    const { page, context } = await openWindow(browser, { viewport: { width: 360, height: 740 } });
    await page.clock.install();
    await page.goto(`${world.url}/recours/journal`);
    await add(page, "2026-11-03", "", "Pas enregistré");
    const asked: string[] = [];
    page.on("dialog", (dialog) => {
      asked.push(dialog.type());
      void dialog.dismiss();
    });
    await page.getByRole("link", { name: "Nous joindre" }).click();
    await expect.poll(() => asked).toEqual(["beforeunload"]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.clock.fastForward(6000);
    await page.keyboard.press("Escape");
    await page.clock.fastForward(6000);
    expect(await facts(page)).toEqual(["Pas enregistré"]);
    await page.locator("[popovertarget]").first().click();
    await leaving(page, async () => {
      for (let i = 0; i < 3; i++) {
        await page.keyboard.press("Escape");
      }
    });
    expect(asked).toEqual(["beforeunload"]);
    await context.close();
  });

  test("on paper: the journal with its cover and its numbered pieces, not the controls; on the screen the table again", async () => {
    const { page, context } = await open("/recours/journal");
    await page.fill("#proof", "capture");
    await add(page, "2026-11-03", "", "À imprimer");
    expect(await page.locator("#facts").innerText()).toContain("Pièce 1 : capture");
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("#sheet").innerText()).toMatch(/Un fait, le 3 novembre 2026\.[^]*Pièce 1 : capture/);
    expect(await page.locator(":is(#what, #facts, #docx):visible").count()).toBe(0);
    await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
    await page.emulateMedia({ media: "screen" });
    expect(await page.locator("#sheet").isVisible()).toBe(false);
    expect(await page.locator("#facts").isVisible()).toBe(true);
    await context.close();
  });
});

describe("the letter to the prosecutor", () => {
  const FACTS = `Le 3 novembre 😱 vingt appels.\nتهديدات عبر الهاتف\n${"Une ligne du récit. ".repeat(2500)}`;

  test("50 000 characters, emoji and Arabic: shown as typed, and a Word file that another program reads whole", async () => {
    const { page, context, complaints } = await open("/recours/lettre");
    await page.fill("#identity", "Ana Exemple");
    await page.fill("#court", "Lyon");
    await page.fill("#facts", FACTS);
    await page.fill("#documents", "1. Captures <script>");
    await page.check("#civil");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Enregistrer en .docx" }).click(),
    ]);
    const { value: text } = await mammoth.extractRawText({ path: await download.path() });
    const shown = await page.locator("#sheet p").allTextContents();
    expect(text.split(/\n+/).filter((line) => line !== "")).toEqual(shown.filter((line) => line !== ""));
    for (const part of [
      "Ana Exemple",
      "Tribunal judiciaire de Lyon",
      "contre X",
      "😱",
      "تهديدات عبر الهاتف",
      "partie civile",
    ]) {
      expect(text).toContain(part);
    }
    expect(text.length).toBeGreaterThan(50_000);
    expect(await page.locator("#done").innerText()).toContain("lettre.docx");
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("says the two cautions beside the author's name, and is against X by default", async () => {
    const { page, context } = await open("/recours/lettre");
    const hint = (await page.locator("#author-hint").innerText()).replace(/\s/g, " ");
    expect(hint).toContain("la plainte est alors « contre X »");
    expect(hint).toContain("N’écrivez que ce que vous avez constaté ; le numéro affiché peut être usurpé.");
    expect(await page.locator("#sheet").innerText()).toContain("dépôt de plainte contre X");
    await page.clock.setFixedTime(new Date("2027-01-01T12:00:00"));
    await page.fill("#author", "Un voisin");
    expect(await page.locator("#sheet").innerText()).toContain("le 1er janvier 2027");
    expect(await page.locator("#sheet").innerText()).not.toContain("contre X");
    await context.close();
  });

  test("takes the facts of a journal, and keeps the letter when the file is bad or the library does not come", async () => {
    const { page, context } = await open("/recours/lettre");
    const journal = toFile([{ on: "2026-11-03", at: "21:30", what: "Trois appels", witnesses: "", proof: "" }]);
    const give = (text: string): Promise<void> =>
      page.setInputFiles("#from-journal", { name: "j.json", mimeType: "application/json", buffer: Buffer.from(text) });
    await give(journal);
    await expect.poll(() => page.inputValue("#facts")).toBe("Le 3 novembre 2026 à 21:30 : Trois appels");
    await give("{");
    await expect.poll(() => page.locator("#say").innerText()).toContain("Rien n’a changé dans votre lettre");
    await context.route("**/js/docx.*", (route) => route.abort());
    await page.getByRole("button", { name: "Enregistrer en .docx" }).click();
    await expect.poll(() => page.locator("#done").innerText()).toContain("rien n’est perdu");
    expect(await page.inputValue("#facts")).toContain("Trois appels");
    await context.close();
  });

  test.each(["/recours/lettre", "/recours/journal"])(
    "without script %s is a blank model to print, with no control",
    async (path) => {
      const { page, context } = await open(path, { javaScriptEnabled: false });
      expect(await page.locator(".blank").isVisible()).toBe(true);
      expect(await page.locator("main :is(textarea, input, button):visible").count()).toBe(0);
      // Whoever is given the paper does not read what we still have to check.
      await page.emulateMedia({ media: "print" });
      expect(await page.locator(".honest:visible, .printed:visible").count()).toBe(0);
      await context.close();
    },
  );
});

describe("a live region, while somebody types", () => {
  test.each([
    ["/recours/journal", "#what", 0],
    ["/recours/lettre", "#facts", 0],
    ["/chercher", "#chercher", 2],
    ["/partenaires", "#chercher", 2],
  ])("%s: words typed at one go are at most so many announcements", async (path, field, most) => {
    const { page, context } = await open(path);
    const heard = await listen(page);
    await page.locator(field).first().pressSequentially("porter plainte demain", { delay: 25 });
    const said = await heard();
    expect([path, said.length <= most, said]).toEqual([path, true, said]);
    await context.close();
  });
});

describe("a search of the whole site", () => {
  test.each([
    ["ils ont balancé mon num", "Mon numéro ou mon adresse circule"],
    ["nudes", "Des images intimes circulent, ou on menace de les montrer"],
    ["Porter PLAINTE", "Porter plainte"],
    ["annuler ma place", "Retrouver ou annuler mon inscription"],
    ["prof", "Un élève m’a parlé"],
    ["mutuelle psychologue", "Comparer ce que les mutuelles proposent aux victimes"],
    ["qui appeler la nuit", "Qui appeler, à quelle heure, gratuitement"],
  ])("« %s » leads to « %s », and nothing typed leaves the page", async (typed, title) => {
    const { page, context } = await open("/chercher");
    const requests: string[] = [];
    await page.waitForLoadState("networkidle");
    page.on("request", (request) => requests.push(request.url()));
    await page.fill("#chercher", typed);
    await expect.poll(() => page.locator("#trouve").innerText(), { timeout: 5000 }).toMatch(/réponse/);
    expect(await page.locator("[data-group] > ul > li:visible > a").allInnerTexts()).toContain(title);
    expect(await page.locator("[data-entry]:visible").count()).toBeLessThan(30);
    expect(requests.filter((url) => !url.endsWith("/favicon.svg"))).toEqual([]);
    expect(page.url()).toBe(`${world.url}/chercher`);
    await context.close();
  });

  test("words that say danger put the numbers first, in sight; others do not", async () => {
    const { page, context } = await open("/chercher");
    const numbers = page.locator("[data-urgent]");
    for (const [typed, isUrgent] of [
      ["je veux mourir", true],
      ["mon ex me suit", true],
      ["exercice", false],
      ["", false],
    ] as const) {
      await page.fill("#chercher", typed);
      expect([typed, await numbers.isVisible()]).toEqual([typed, isUrgent]);
    }
    await context.close();
  });

  test("without script it is the plan of the site: every entry there, no field that does nothing", async () => {
    const { page, context } = await open("/chercher", { javaScriptEnabled: false });
    expect(await page.locator("main input:visible").count()).toBe(0);
    expect(await page.locator("[data-group] a:visible").count()).toBeGreaterThan(150);
    await context.close();
  });
});

test("a search for the old number in the directory is answered in the page", async () => {
  const { page, context } = await open("/partenaires");
  const requests: string[] = [];
  await page.waitForLoadState("networkidle");
  page.on("request", (request) => requests.push(request.url()));
  /** What is answered once the answer before has been heard out. */
  const answer = async (typed: string, says: RegExp): Promise<void> => {
    await page.fill("#chercher", typed);
    await expect.poll(() => page.locator("#trouve").innerText(), { timeout: 5000 }).toMatch(says);
  };
  await answer("3020", /^C’est le 3018\.$/);
  await answer("30 20", /^C’est le 3018\.$/);
  expect(await page.locator("[data-entry]:visible").count()).toBe(1);
  await answer("pháros", /réponse/);
  await answer("zzz", /Rien à ce nom/);
  expect(await page.locator("[data-entry]:visible").count()).toBeGreaterThan(10); // nobody is left with nothing
  await answer("", /^$/);
  // The browser fetches its icon when it likes: nothing that is typed makes it do so.
  expect(requests.filter((url) => !url.endsWith("/favicon.svg"))).toEqual([]);
  await context.close();
});
