import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openWindow, startBrowser } from "../support/browser.ts";
import { REFERENTIAL } from "../support/referential.ts";
import { sharedWorld } from "../support/shared-world.ts";
import { until } from "../support/stack.ts";

const world = sharedWorld();
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});

const summary = (page: Page) => page.locator("#summary");
/** Applies the first step of the plan until none is left; how many there were. */
async function followPlan(page: Page): Promise<number> {
  const first = page.locator("#plan button").first();
  let count = 0;
  while ((await first.count()) > 0 && count < 60) {
    await first.click();
    count += 1;
  }
  return count;
}

describe("the simulator", () => {
  test("without script it is a grid to read and print: every criterion with its grades, no button that does nothing", async () => {
    const { context, page, complaints } = await openWindow(browser, { javaScriptEnabled: false });
    await page.goto(`${world.url}/label/simulateur`);
    expect(await page.locator("#grid fieldset").count()).toBe(37);
    expect(await page.locator("#paper").isVisible()).toBe(true);
    expect(await page.locator("#standing").isVisible()).toBe(false);
    expect(await page.getByRole("button").count()).toBe(0);
    await page.emulateMedia({ media: "print" });
    const isSeen = (part: string) => page.locator("#grid fieldset").last().locator(part).first().isVisible();
    expect([await isSeen(".grades label"), await isSeen("summary")]).toEqual([true, false]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("following the plan step by step reaches each level, and nothing leaves the page", async () => {
    const { context, page, complaints } = await openWindow(browser, { viewport: { width: 360, height: 740 } });
    await page.goto(`${world.url}/label/simulateur`);
    await summary(page).filter({ hasText: "0 critère noté" }).waitFor();
    await page.waitForLoadState("networkidle");
    const sent: string[] = [];
    page.on("request", (request) => sent.push(request.url()));
    // What computes comes when somebody begins, not before.
    expect(await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name))).not.toContain(
      expect.stringMatching(/simulate|referentiel/),
    );
    await page.locator("#target").focus();
    await until("what computes", async () => sent.length === 2);
    await page.waitForLoadState("networkidle");
    expect(sent.map((url) => new URL(url).pathname).toSorted()).toEqual([
      expect.stringMatching(/^\/js\/simulate/),
      expect.stringMatching(/^\/label\/referentiel/),
    ]);
    sent.length = 0;
    for (const [id, name] of [
      ["N1", "Essentiel"],
      ["N2", "Renforcé"],
      ["N3", "Complet"],
    ] as const) {
      await page.locator("#target").selectOption(id);
      expect(await followPlan(page)).toBeGreaterThan(3);
      expect(await summary(page).textContent()).toContain(name);
      expect(await page.locator("#beside").textContent()).toContain(`Les notes de « ${name} » sont atteintes.`);
      expect(await page.locator("#glance").textContent()).toContain(name);
    }
    expect(await page.locator("#missing").textContent()).toBe("Les notes du plus haut niveau sont atteintes.");
    expect(sent).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("says which gates are open, saves a file, takes it back, and refuses what is not one with the place", async () => {
    const { context, page, complaints } = await openWindow(browser);
    await page.goto(`${world.url}/label/simulateur`);
    await page.locator('[name="PSY-1"][value="3"]').check();
    // A dimension is folded until a link leads into it.
    expect(await page.locator('[name="PLA-1"]').first().isVisible()).toBe(false);
    await page.getByRole("link", { name: "Partenariats, prévention, plaidoyer", exact: true }).click();
    await page.locator('[name="PLA-1"][value="na"]').check();
    await summary(page).filter({ hasText: "2 critères" }).waitFor();
    expect(await page.locator("#missing").textContent()).toMatch(
      /Ce qui manque pour « Essentiel » : 12 portes non franchies/,
    );
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#save").click()]);
    const saved = JSON.parse(readFileSync(await download.path(), "utf8")) as {
      referential: string;
      units: { answers: object }[];
    };
    expect(saved.referential).toBe(REFERENTIAL);
    expect(saved.units[0]?.answers).toMatchObject({ "PSY-1": { declared: 3 }, "PLA-1": { na: {} } });
    await page.locator("#clear").click();
    expect(await summary(page).textContent()).toContain("0 critère noté");
    await page
      .locator("#open")
      .setInputFiles({ name: "a.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(saved)) });
    await summary(page).filter({ hasText: "2 critères" }).waitFor();
    const broken = JSON.stringify(saved).replace('"declared":3', '"declared":"3"');
    await page
      .locator("#open")
      .setInputFiles({ name: "b.json", mimeType: "application/json", buffer: Buffer.from(broken) });
    await page.locator("#done").filter({ hasText: "PSY-1" }).waitFor();
    expect(await page.locator("#done").textContent()).toContain("Rien n’a changé ici");
    expect(await summary(page).textContent()).toContain("2 critères");
    expect(complaints).toEqual([]);
    await context.close();
  });
});

describe("the referential", () => {
  test("is filtered by level without script, and each criterion has its address", async () => {
    const { context, page } = await openWindow(browser, { javaScriptEnabled: false });
    await page.goto(`${world.url}/label/referentiel#PSY-5`);
    const shown = (): Promise<number> => page.locator(".criterion:visible").count();
    expect(await shown()).toBe(37);
    await page.getByLabel("Les portes jusqu’à « Essentiel »").check();
    expect(await shown()).toBe(13);
    await page.getByLabel("Les portes jusqu’à « Complet »").check();
    expect(await shown()).toBe(28);
    await context.close();
  });
});

describe("what to ask one's mutuelle", () => {
  test("without script: twelve questions and a letter with blanks; with it, the letter follows and nothing is sent", async () => {
    const still = await openWindow(browser, { javaScriptEnabled: false });
    await still.page.goto(`${world.url}/label/ma-mutuelle`);
    expect(await still.page.locator("#asked li").count()).toBe(12);
    expect(await still.page.locator("#sheet").textContent()).toContain("…………");
    expect(await still.page.getByRole("button").count()).toBe(0);
    await still.context.close();

    const { context, page, complaints } = await openWindow(browser);
    await page.goto(`${world.url}/label/ma-mutuelle`, { waitUntil: "networkidle" });
    const sent: string[] = [];
    page.on("request", (request) => sent.push(request.url()));
    await page.getByLabel("Nom de la mutuelle").fill("Mutuelle d’exemple");
    for (const box of (await page.locator("#asked input").all()).slice(1)) {
      await box.uncheck();
    }
    const letter = await page.locator("#sheet").textContent();
    expect(letter).toContain("À Mutuelle d’exemple, service adhérents");
    expect(letter).toContain("1. Combien de séances");
    expect(letter).not.toContain("2. ");
    expect(page.url()).not.toContain("exemple");
    expect(sent).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
