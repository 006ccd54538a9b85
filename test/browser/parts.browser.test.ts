import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { writeLetter } from "../../src/mail/letter.ts";
import { renderLetter } from "../../src/mail/render.tsx";
import { openWindow, startBrowser, violationsOn } from "../support/browser.ts";
import { sharedWorld } from "../support/shared-world.ts";

const world = sharedWorld();
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});

const WIDTHS = [320, 360, 390, 768, 1024, 1280, 1440];

describe.each(["light", "dark"] as const)("the page of all parts, %s", (colorScheme) => {
  test("axe finds nothing, nothing overflows from 320 px on, no violation of the policy", async () => {
    const { page, context, complaints } = await openWindow(browser, { colorScheme });
    await page.goto(`${world.url}/_parts`);
    expect(await page.locator("h1").first().textContent()).toBe("Toutes les pièces");
    const found = await violationsOn(page);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      found.push(...(overflow > 0 ? [`${overflow} px too wide at ${width}`] : []));
    }
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

test("what one presses is 44 px high at least", async () => {
  const { page, context } = await openWindow(browser, { viewport: { width: 390, height: 800 } });
  await page.goto(`${world.url}/_parts`);
  const small = await page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        "button, .button, summary, .chip, .pick label, .marks label, .way, nav a, .foot a",
      ),
    ]
      .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
      .map((one) => `${one.className} ${one.textContent}`),
  );
  expect(small).toEqual([]);
  await context.close();
});

describe("the header on a phone, without our scripts", () => {
  test("is 57 px high at most and stays; the menu opens, « Quitter vite » is in view at every scroll", async () => {
    const { page, context } = await openWindow(browser, { viewport: { width: 390, height: 800 } });
    await context.route(/\.js$/, (route) => route.abort());
    await page.goto(`${world.url}/_parts`);
    const header = page.getByRole("banner");
    expect((await header.boundingBox())?.height).toBeLessThanOrEqual(57);
    expect(await page.getByRole("navigation", { name: "Menu principal" }).isVisible()).toBe(false);
    await page.getByRole("button", { name: "Menu" }).click();
    expect(await page.getByRole("navigation", { name: "Menu principal" }).isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    expect(await page.getByRole("navigation", { name: "Menu principal" }).isVisible()).toBe(false);
    for (const size of [
      { width: 390, height: 800 },
      { width: 320, height: 600 },
      { width: 800, height: 360 },
    ]) {
      await page.setViewportSize(size);
      await page.evaluate(() => window.scrollTo(0, 2000));
      const box = await page.getByRole("link", { name: "Quitter vite" }).boundingBox();
      expect(box?.y, JSON.stringify(size)).toBeGreaterThanOrEqual(0);
      expect((box?.y ?? 0) + (box?.height ?? 0), JSON.stringify(size)).toBeLessThanOrEqual(size.height);
    }
    await context.close();
  });

  test("the line of the home draws itself only for those who allow motion", async () => {
    const moving = async (reducedMotion: "reduce" | "no-preference"): Promise<number> => {
      const { page, context } = await openWindow(browser, { reducedMotion });
      await page.goto(world.url);
      const n = await page.evaluate(() => document.getAnimations().length);
      await context.close();
      return n;
    };
    expect([await moving("reduce"), (await moving("no-preference")) > 0]).toEqual([0, true]);
  });
});

test("a mail is no wider than a phone, whatever it holds: the digest of a file is one word of sixty-four characters", async () => {
  const { page, context } = await openWindow(browser, { viewport: { width: 360, height: 740 } });
  const letter = writeLetter("---\nsubject: Reçu\npreheader: Reçu\n---\nEmpreinte : {empreinte}\n", {
    values: { empreinte: "ab".repeat(32) },
    links: {},
    isInformal: false,
  });
  await page.setContent(renderLetter(letter, { helpLines: [], origin: "https://x.fr" }).html);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await context.close();
});
