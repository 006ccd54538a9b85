import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { DEMO_PEOPLE } from "../../scripts/seed-people.ts";
import { openWindow, startBrowser } from "../support/browser.ts";
import { journeyIn, press } from "../support/journey.ts";
import { sharedWorld } from "../support/shared-world.ts";

const SPACE = "/espace/structures/org_demo-1/seances";

const world = sharedWorld();
const way = journeyIn(world);
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});

describe.each([false, true])("publishing an online session, script %s", (javaScriptEnabled) => {
  test("in the hour of the place chosen: both clocks are told before anything is published, what was typed comes back to be mended", async () => {
    const { page, context, complaints } = await openWindow(browser, {
      javaScriptEnabled,
      viewport: { width: 390, height: 844 },
    });
    await context.addCookies([way.loginOf(DEMO_PEOPLE.coordinator)]);
    await page.goto(`${world.url}${SPACE}/nouvelle`);
    await page.locator('[name="programme"]').selectOption("premier-telephone");
    await page.locator('[name="debut"]').fill("2027-03-18T18:30");
    await page.locator('[name="capacity"]').fill("12");
    await page.locator('[name="lieu"][value="online"]').check();
    await page.locator('details:has([name="joinUrl"]) > summary').click();
    await page.locator('[name="joinUrl"]').fill("https://visio.asso.fr/salle");
    await page.locator('[name="fuseau"]').selectOption("Pacific/Noumea");
    await page.locator('main form[action$="/nouvelle"] button[type="submit"]').first().click();
    await page.getByText(/18\s?h\s?30 à Nouméa, 8\s?h\s?30 à Paris/).waitFor();
    await press(page, "Corriger");
    expect(await page.locator('[name="debut"]').inputValue()).toBe("2027-03-18T18:30");
    expect(await page.locator('[name="fuseau"]').inputValue()).toBe("Pacific/Noumea");
    await page.locator('main form[action$="/nouvelle"] button[type="submit"]').first().click();
    await page.locator('button[name="confirme"]').click();
    await page.waitForURL("**fait=publier");
    expect(await page.locator("main").innerText()).toMatch(/18 mars 2027/);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
