import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { audit, openWindow, startBrowser, violationsOn } from "../support/browser.ts";
import { sharedWorld } from "../support/shared-world.ts";

const world = sharedWorld();
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});

test("every sheet of the kit prints on the pages it says, with nothing cut, and asks nobody else for anything", async () => {
  const { context, page } = await openWindow(browser, { viewport: { width: 1280, height: 900 } });
  const outside: string[] = [];
  page.on("request", (request) => outside.push(...(request.url().startsWith(world.url) ? [] : [request.url()])));
  await page.goto(`${world.url}/kit`);
  const links = await page
    .locator('main a[href^="/kit/"]')
    .evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  const sheets = [...new Set(links)];
  expect(sheets.length).toBeGreaterThan(20);
  expect(await audit(page)).toEqual([]);
  const wrong: string[] = [];
  for (const sheet of sheets) {
    await page.goto(`${world.url}${sheet}`);
    await page.emulateMedia({ media: "print" });
    const papers = await page
      .locator(".paper")
      .evaluateAll((all) =>
        all.map((one) => one.scrollHeight <= one.clientHeight && one.scrollWidth <= one.clientWidth),
      );
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    const printed = pdf.match(/\/Type\s*\/Page[^s]/g)?.length;
    // Cut along their lines, cards keep all their words.
    const cut = await page.locator(".cut > *").evaluateAll((cards) =>
      cards.flatMap((card) => {
        const { right, bottom } = card.getBoundingClientRect();
        const inside = Array.from(card.querySelectorAll("*"), (one) => one.getBoundingClientRect());
        return inside.some((one) => one.right > right + 1 || one.bottom > bottom + 1) ? [card.textContent] : [];
      }),
    );
    wrong.push(...cut.map((text) => `${sheet}: cut through « ${text} »`));
    // What is filled in by hand has room for a hand: 25 mm.
    const narrow = await page
      .locator(".paper td:empty")
      .evaluateAll((cells) => cells.filter((one) => one.getBoundingClientRect().width < 94).length);
    wrong.push(...(narrow > 0 ? [`${sheet}: ${narrow} narrow boxes to fill in`] : []));
    if (papers.length === 0 || papers.includes(false) || printed !== papers.length) {
      wrong.push(`${sheet}: ${papers.length} papers, ${printed} pages, whole: ${papers.join()}`);
    }
    // Paper stays white in the dark: so does what is written on it.
    await page.emulateMedia({ media: "screen", colorScheme: "dark" });
    wrong.push(...(await violationsOn(page, "color-contrast")).map((violation) => `${sheet}, dark: ${violation}`));
    await page.emulateMedia({ media: "screen", colorScheme: "light" });
  }
  expect([wrong, outside]).toEqual([[], []]);
  await context.close();
}, 120_000);

test("the eleven pieces of an application for agreement are ticked in the page, and stay ticked in this browser alone", async () => {
  const { context, page, complaints } = await openWindow(browser, { viewport: { width: 390, height: 844 } });
  const sent: string[] = [];
  await page.goto(`${world.url}/associations/agrement`);
  page.on("request", (request) => sent.push(request.url()));
  const boxes = page.locator("main ol input[type=checkbox]");
  expect(await boxes.count()).toBe(11);
  await page.getByText("Le récépissé de sa déclaration en préfecture.").click();
  expect([await boxes.nth(1).isChecked(), sent]).toEqual([true, []]);
  expect(await audit(page)).toEqual([]);
  await page.reload();
  expect(await boxes.evaluateAll((all) => all.filter((one) => (one as HTMLInputElement).checked).length)).toBe(1);
  await boxes.nth(1).uncheck();
  await page.reload();
  expect([await boxes.nth(1).isChecked(), complaints]).toEqual([false, []]);
  await context.close();
  const plain = await openWindow(browser, { javaScriptEnabled: false });
  await plain.page.goto(`${world.url}/associations/agrement`);
  expect(await plain.page.locator("main ol").first().locator("li").count()).toBe(11);
  await plain.context.close();
});
