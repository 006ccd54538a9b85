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

describe.each(["light", "dark"] as const)("what reads as care, %s", (colorScheme) => {
  test("an error leaves the labels of a row where they are, and what is typed on one line; rows that wrap keep a gap; boxes are empty until ticked", async () => {
    const { page, context } = await openWindow(browser, { colorScheme, viewport: { width: 390, height: 800 } });
    await page.goto(`${world.url}/_parts`);
    const seen = await page.evaluate(() => {
      const all = (selector: string, within: ParentNode = document) => [
        ...within.querySelectorAll<HTMLElement>(selector),
      ];
      const edges = (one: Element) => one.getBoundingClientRect();
      const apart = (values: readonly number[]) => Math.round((Math.max(...values) - Math.min(...values)) * 10) / 10;
      const row = all(".fields").find((one) => one.querySelector(".field-error") !== null);
      const gaps = all(".chips > div, .pick > div").flatMap((group) => {
        const boxes = [...group.children].map(edges);
        const below = boxes.slice(1).flatMap((box, i) => {
          const before = boxes[i];
          return before !== undefined && box.top > before.top + 1 ? [box.top - before.bottom] : [];
        });
        return below;
      });
      const size = (selector: string) =>
        Number.parseFloat(getComputedStyle(all(selector)[0] ?? document.body).fontSize);
      const sheet = document.createElement("i");
      sheet.style.background = "var(--sheet)";
      document.body.append(sheet);
      const boxes = all('[type="checkbox"]:not(:checked), [type="radio"]:not(:checked)').map(
        (one) => getComputedStyle(one).backgroundColor,
      );
      return {
        labels: row === undefined ? null : apart(all("label", row).map((one) => edges(one).top)),
        typed: row === undefined ? null : apart(all("input", row).map((one) => edges(one).bottom)),
        wrapped: gaps.length,
        gap: Math.min(...gaps),
        fills: [...new Set(boxes)].filter((fill) => fill !== getComputedStyle(sheet).backgroundColor),
        loudness: size(".errors h2") / size("h1"),
      };
    });
    expect(seen).toMatchObject({ labels: 0, typed: 0, fills: [] });
    expect(seen.wrapped).toBeGreaterThan(0);
    expect(seen.gap).toBeGreaterThanOrEqual(6);
    expect(seen.loudness).toBeLessThan(0.8);
    await context.close();
  });
});

test("a date to filter by is as high as its neighbours, and its label as near: side by side they stand at one height", async () => {
  const { page, context } = await openWindow(browser, { viewport: { width: 1280, height: 900 } });
  await page.goto(`${world.url}/ateliers`);
  const heights = await page.evaluate(() => {
    document.querySelectorAll("form.sift details").forEach((fold) => fold.setAttribute("open", ""));
    const field = (type: string) => document.querySelector(`form.sift details .field:has(> label):has(${type})`);
    return ["[type=date]", "[type=search]", "select"].map((type) => {
      const bottom = field(type)?.querySelector("input, select")?.getBoundingClientRect().bottom ?? 0;
      return Math.round((bottom - (field(type)?.getBoundingClientRect().top ?? 0)) * 10) / 10;
    });
  });
  expect(heights[0]).toBeGreaterThan(70);
  expect(new Set(heights).size, heights.join()).toBe(1);
  await context.close();
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
