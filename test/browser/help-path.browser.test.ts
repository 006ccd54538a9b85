import { readFileSync } from "node:fs";
import fc from "fast-check";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { parseHelpLines } from "../../src/help/help-lines.ts";
import { parsePath, resultOf } from "../../src/help/path.ts";
import { HELP_PATHS } from "../../workers/prerender/paths.ts";
import { openWindow, startBrowser } from "../support/browser.ts";
import { sharedWorld } from "../support/shared-world.ts";
import { sized } from "../support/size.ts";

const read = (file: string): unknown => JSON.parse(readFileSync(`content/${file}`, "utf8"));
const walk = parsePath(read("aide/chemin.json"), read("aide/conseils.json"));
const order = parseHelpLines(read("help-lines.json")).map((line) => line.id);
const boxes = walk.path.what.options.map(({ id }) => id);
const people = walk.path.whom.options.map(({ id }) => id);

const world = sharedWorld();
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});

type Seen = {
  advice: string[];
  call: string[];
  write: string[];
  next: string[];
  words: number;
  bottom: number;
  empty: number;
};
/** What a person sees of `/aide`: the advice, the lines, how many words before unfolding, and where the last line ends. */
const seen = (page: Page): Promise<Seen> =>
  page.evaluate(() => {
    const isShown = (element: Element): boolean => element.checkVisibility();
    const shown = (selector: string): HTMLElement[] =>
      [...document.querySelectorAll<HTMLElement>(`.result ${selector}`)].filter(isShown);
    const linesOf = (selector: string): string[] => shown(selector).map((one) => one.dataset["line"] ?? "");
    const text = document.querySelector<HTMLElement>(".result")?.innerText ?? "";
    const heard = shown(".seen-by-readers").map((one) => one.innerText);
    const words = heard.reduce((all, title) => all.replace(title, ""), text).match(/\S*[\p{L}\d]\S*/gu)?.length ?? 0;
    const top = document.querySelector("#reponse")?.getBoundingClientRect().top ?? 0;
    const bottom = Math.max(...shown(".next").map((one) => one.getBoundingClientRect().bottom)) - top;
    document.querySelectorAll<HTMLDetailsElement>(".result details").forEach((fold) => (fold.open = true));
    const said = {
      advice: shown("[data-advice]").map((one) => one.dataset["advice"] ?? ""),
      call: linesOf(".calls > .call"),
      write: shown(".way")
        .filter((one) => /^(?:Écrire|Write)\n/.test(one.innerText))
        .map((one) => one.dataset["line"] ?? ""),
      next: linesOf(".next > .way"),
      empty: shown("details").filter((fold) => ![...fold.querySelectorAll("li")].some(isShown)).length,
    };
    document.querySelectorAll<HTMLDetailsElement>(".result details").forEach((fold) => (fold.open = false));
    return { ...said, words, bottom };
  });

/** The page below its sticky head, on a phone of 844 pixels. */
const FIRST_SCREEN = 844 - 64;
/** Sets of boxes that are ticked at random. */
const SETS = sized({ short: 6, long: 20 });
const random = fc.sample(fc.tuple(fc.subarray(boxes, { minLength: 1 }), fc.constantFrom(...people)), {
  numRuns: SETS,
  seed: 7,
});
const alone = people.flatMap((whom) => [[["ex"], whom] as const, [["images"], whom] as const]);

describe.each([
  ["without JavaScript", false],
  ["with JavaScript", true],
])(`${SETS} random sets of boxes, and the two gravest for everybody, %s`, (_, javaScriptEnabled) => {
  test("show what the function says, on the first screen of a phone, in few words, and ask nobody anything", async () => {
    const { page, context, complaints } = await openWindow(browser, {
      javaScriptEnabled,
      viewport: { width: 390, height: 844 },
    });
    await page.goto(`${world.url}/aide`);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    const wrong: string[] = [];
    for (const [ticked, whom] of random.concat(alone.map(([boxesTicked, one]) => [[...boxesTicked], one]))) {
      for (const [n, box] of boxes.entries()) {
        await page.setChecked(`#w${n + 1}`, ticked.includes(box));
      }
      await page.check(`#q${people.indexOf(whom) + 1}`);
      const expected = resultOf(walk, ticked, whom, order);
      const shown = await seen(page);
      const checks: [string, boolean][] = [
        [
          "advice",
          shown.advice.toSorted().join() ===
            expected.advice
              .map(({ id }) => id)
              .toSorted()
              .join(),
        ],
        ["one call", javaScriptEnabled ? shown.call.length === 1 : shown.call.join() === expected.call.join()],
        ["one way to write", shown.write.join() === expected.write.join()],
        ["who is next", shown.next.toSorted().join() === expected.next.toSorted().join()],
        [`${shown.words} words`, shown.words <= 120],
        [`ends at ${shown.bottom}`, shown.bottom <= FIRST_SCREEN],
        ["an empty part", shown.empty === 0],
      ];
      wrong.push(...checks.filter(([, holds]) => !holds).map(([name]) => `${ticked.join("+")}, ${whom}: ${name}`));
    }
    expect(wrong).toEqual([]);
    expect([asked, complaints]).toEqual([[], []]);
    await context.close();
  });
});

describe.each(["/en/aide", "/facile/aide"])("the same in other words, %s", (path) => {
  test("without JavaScript: the same lines, on the first screen of a phone, in few words", async () => {
    const { page, context } = await openWindow(browser, {
      javaScriptEnabled: false,
      viewport: { width: 390, height: 844 },
    });
    await page.goto(world.url + path);
    const wrong: string[] = [];
    for (const [ticked, whom] of random.slice(0, 8).concat([[["ex"], "moi_adulte"]])) {
      for (const [n, box] of boxes.entries()) {
        await page.setChecked(`#w${n + 1}`, ticked.includes(box));
      }
      await page.check(`#q${people.indexOf(whom) + 1}`);
      const expected = resultOf(walk, ticked, whom, order);
      const shown = await seen(page);
      const isSame =
        shown.call.join() === expected.call.join() &&
        shown.write.join() === expected.write.join() &&
        shown.next.toSorted().join() === expected.next.toSorted().join();
      if (!isSame || shown.words > 120 || shown.bottom > FIRST_SCREEN || shown.empty > 0) {
        wrong.push(`${ticked.join("+")}, ${whom}: ${JSON.stringify({ ...shown, advice: [] })}`);
      }
    }
    expect(wrong).toEqual([]);
    await context.close();
  });

  test("a switch keeps the answers, and asks for nothing but the page and its script; without JavaScript it is a link", async () => {
    const { page, context, complaints } = await openWindow(browser);
    await page.goto(`${world.url}/aide`);
    for (const id of ["danger-non", "w2", "w5", "q1"]) {
      await page.check(`#${id}`);
    }
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname + new URL(request.url()).search));
    await page.locator(`.tongues a[href="${path}"]`).click();
    await page.waitForURL(`**${path}`);
    await page.locator(`.tongues a[href="${path}"][aria-current]`).waitFor();
    expect(await answers(page)).toBe(4);
    expect(asked.filter((one) => !/^\/js\/speak\.\w+\.js$/.test(one))).toEqual([path]);
    expect(await page.locator(".calls > .call:visible").count()).toBe(1);
    // The easy page leads to the whole answer too, under the answer.
    const whole = page.locator(path === "/facile/aide" ? ".result a[hreflang]" : ".tongues a[href='/aide']");
    await whole.click();
    await page.locator('.tongues a[href="/aide"][aria-current]').waitFor();
    expect([await answers(page), complaints]).toEqual([4, []]);
    await context.close();
  });
});

const choose = async (page: Page): Promise<void> => {
  await page.goto(`${world.url}/aide`);
  for (const id of ["danger-non", "w5", "q1"]) {
    await page.check(`#${id}`);
  }
};
const answers = (page: Page): Promise<number> => page.locator("main :checked").count();

describe("what people do with a page", () => {
  test("reload, Back and Enter: nothing was kept, nothing was sent, the questions are there again", async () => {
    const { page, context } = await openWindow(browser);
    await choose(page);
    await page.locator("#q1").press("Enter");
    await page.waitForTimeout(500); // time for a form to be sent, if it could be
    expect(new URL(page.url()).search).toBe("");
    expect(await answers(page)).toBe(3);
    await page.reload();
    expect(await answers(page)).toBe(0);
    await choose(page);
    await page.getByRole("link", { name: "Lire la réponse" }).click();
    expect(new URL(page.url()).hash).toBe("#reponse");
    await page.goto(`${world.url}/recours`);
    await page.goBack();
    expect(await answers(page)).toBe(0);
    await choose(page);
    await page.getByRole("button", { name: "Effacer mes réponses" }).click();
    expect(await answers(page)).toBe(0);
    await context.close();
  });

  test("a deep link to a result shows the questions, never an answer", async () => {
    const { page, context } = await openWindow(browser);
    for (const link of ["/aide#reponse", "/aide?quoi=images&qui=moi", "/aide#w5"]) {
      await page.goto(world.url + link);
      expect(await page.locator(".result:visible").count(), link).toBe(0);
      expect(await page.locator("legend", { hasText: "Que se passe-t-il" }).isVisible()).toBe(true);
    }
    await context.close();
  });

  test("an old browser gets every result as a plain list, each advice saying for whom, and no questions", async () => {
    const { page, context } = await openWindow(browser, { viewport: { width: 360, height: 740 } });
    await context.route("**/help.css", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({
        response: answer,
        body: (await answer.text()).replaceAll("selector(:has(*))", "selector(:nope(*))"),
      });
    });
    await page.goto(`${world.url}/aide`);
    expect(await page.locator("article:visible").count()).toBe(1);
    expect(await page.locator("legend:visible, .ready:visible").count()).toBe(0);
    const ways = page.locator("main .way:visible");
    expect(await ways.evaluateAll((all) => all.slice(0, 3).map((one) => one.dataset["line"]))).toEqual([
      "17",
      "112",
      "114",
    ]);
    const words = (await page.locator(".result").innerText()).replace(/\s/g, " ");
    expect(words).toContain("des images intimes ; moi, moins de 15 ans, moi, 15 à 17 ans : N’envoie rien de plus");
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await context.close();
  });

  test("on paper: the chosen result alone; before a choice, the questions and the numbers", async () => {
    const { page, context } = await openWindow(browser);
    await page.goto(`${world.url}/aide`);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("legend", { hasText: "Que se passe-t-il" }).isVisible()).toBe(true);
    const { isVisible, isWhole } = await page.locator(".band").evaluate((band) => ({
      isVisible: band.getClientRects().length > 0,
      isWhole: getComputedStyle(band).breakInside === "avoid",
    }));
    expect([isVisible, isWhole]).toEqual([true, true]);
    await page.emulateMedia({ media: "screen" });
    await choose(page);
    await page.check("#danger-oui");
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("legend", { hasText: "Que se passe-t-il" }).isVisible()).toBe(false);
    expect(await page.locator("article:visible").count()).toBe(1);
    expect(await page.locator(".urgent").isVisible()).toBe(true);
    expect(await page.locator("article:visible .fold li:visible").count()).toBeGreaterThan(5);
    expect(await page.locator("[data-do]:visible").count()).toBe(0);
    expect(await page.locator(".exit").isVisible()).toBe(false);
    await context.close();
  });

  test("the longest answer for one thing is one page of paper; for everything at once, both sides of one sheet", async () => {
    const { page, context } = await openWindow(browser);
    await page.goto(`${world.url}/aide`);
    for (const [ticked, whom, pages] of [
      [["w3"], "q1", 1],
      [["w1"], "q1", 1],
      [["w7"], "q1", 1],
      [["w7"], "q3", 1],
      [["w1", "w3", "w4", "w5", "w6", "w7"], "q1", 2],
    ] as const) {
      for (const n of boxes.keys()) {
        await page.setChecked(
          `#w${n + 1}`,
          ticked.some((id) => id === `w${n + 1}`),
        );
      }
      await page.check(`#${whom}`);
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
      expect(pdf.match(/\/Type\s*\/Page[^s]/g)?.length, `${ticked.join()} ${whom}`).toBeLessThanOrEqual(pages);
    }
    await context.close();
  });

  test("a small phone whose text is twice as large, in the dark: nothing is wider than the screen", async () => {
    const large = await startBrowser(["--blink-settings=defaultFontSize=32"]);
    const { page, context } = await openWindow(large, {
      viewport: { width: 320, height: 568 },
      colorScheme: "dark",
      javaScriptEnabled: false,
    });
    const wide: string[] = [];
    for (const path of HELP_PATHS) {
      await page.goto(world.url + path);
      if (path.endsWith("/aide")) {
        for (const id of ["danger-oui", "w5", "w6", "q1"]) {
          await page.check(`#${id}`);
        }
      }
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      wide.push(...(over > 0 ? [`${path}: ${over}`] : []));
    }
    expect(wide).toEqual([]);
    expect(await page.evaluate(() => getComputedStyle(document.body).fontSize)).toBe("34px");
    await context.close();
    await large.close();
  });

  test("twice as large, from a narrow window, nothing is lost", async () => {
    const { page, context } = await openWindow(browser, {
      viewport: { width: 640, height: 400 },
      deviceScaleFactor: 2,
    });
    await choose(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await context.close();
  });
});

describe("who answers now", () => {
  test.each([
    ["Indian/Reunion", "2026-11-29T21:59:00Z", "3018", "ouvert jusqu’à 23 h"],
    ["Indian/Reunion", "2026-11-29T22:00:00Z", "119", "3018 rouvre demain à 9 h"],
    ["Pacific/Noumea", "2026-11-29T22:00:00Z", "119", "3018 rouvre demain à 9 h"],
    ["Europe/Paris", "2026-11-29T22:00:00Z", "119", "3018 rouvre demain à 9 h"],
  ])("a device in %s at %s: %s on the button", async (timezoneId, now, label, words) => {
    const { page, context } = await openWindow(browser, { timezoneId, viewport: { width: 390, height: 844 } });
    await page.clock.install({ time: new Date(now) });
    // As a phone of 2021 that gets no newer browser.
    await page.addInitScript("delete Array.prototype.toSorted; delete Array.prototype.at;");
    await page.goto(`${world.url}/aide`);
    for (const id of ["danger-non", "w2", "q1"]) {
      await page.check(`#${id}`);
    }
    const call = page.locator(".calls > .call:visible");
    expect([await call.locator("b").innerText(), await call.getAttribute("href")]).toEqual([label, `tel:${label}`]);
    const said = async (): Promise<string> =>
      (await page.locator(".calls:visible .hours").innerText()).replace(/\s/g, " ");
    expect(await said()).toBe(words);
    // A clock may be wrong: the hour is named, another line answers day and night, and none is offered twice.
    const next = await page.locator(".next > .way:visible").allInnerTexts();
    expect(next.join()).toContain("jour et nuit");
    expect(next.filter((way) => way.startsWith(`${label}\n`))).toEqual([]);
    // Left open until the line has closed.
    await page.clock.fastForward("01:00");
    expect([await call.locator("b").innerText(), await said()]).toEqual(["119", "3018 rouvre demain à 9 h"]);
    await page.check("#q3");
    expect(await page.locator(".calls > .call:visible").count()).toBe(1);
    await context.close();
  });

  test("whoever is in no danger is not sent to the 17 because their line is closed: it says when it opens", async () => {
    const { page, context } = await openWindow(browser, { timezoneId: "Europe/Paris" });
    await page.clock.install({ time: new Date("2026-11-29T21:50:00Z") });
    await page.goto(`${world.url}/aide`);
    for (const id of ["danger-non", "w1", "q3"]) {
      await page.check(`#${id}`);
    }
    const call = page.locator(".calls > .call:visible");
    expect(await page.locator(".next > .way:visible").allInnerTexts()).toContainEqual(expect.stringMatching(/^17\n/));
    expect(await call.getAttribute("href")).toBe("tel:116006");
    expect(await page.locator(".calls:visible .hours").innerText()).toMatch(/^rouvre demain/);
    await context.close();
  });
});

describe("from the home page of a phone, without JavaScript, in five taps at most", () => {
  test.each<[string, string[], string]>([
    ["a parent at 23:00", ["w2", "q4"], "3018"],
    ["an ex, a shared phone", ["w7", "q3"], "3919"],
    ["two hundred calls, a number that circulates", ["w1", "w3", "q3"], "116006"],
    ["a pupil, the first hour", ["w2", "q6"], "3018"],
    ["fourteen, images", ["w5", "q1"], "3018"],
  ])("%s: the gesture, whom to call and whom to try next stand on one screen", async (_, taps, line) => {
    const viewport = { width: 390, height: 844 };
    const { page, context } = await openWindow(browser, { viewport, javaScriptEnabled: false });
    await page.goto(world.url);
    await page.locator('main a[href="/aide"]').first().click();
    for (const id of taps) {
      await page.check(`#${id}`);
    }
    await page.getByRole("link", { name: "Lire la réponse" }).click();
    expect(taps.length + 2).toBeLessThanOrEqual(5);
    const head = await page.locator(".top").evaluate((top) => top.getBoundingClientRect().bottom);
    for (const part of [".geste:visible", `.calls:visible > .call[data-line="${line}"]`, ".next:visible >> nth=1"]) {
      const box = await page.locator(part).boundingBox();
      expect([part, box !== null && box.y >= head - 1 && box.y + box.height <= viewport.height]).toEqual([part, true]);
    }
    await context.close();
  });

  test("somebody who reads French badly: the easy page is one of the five taps, and gesture and line stand on its first screen", async () => {
    const viewport = { width: 390, height: 844 };
    const { page, context } = await openWindow(browser, { viewport, javaScriptEnabled: false });
    await page.goto(world.url);
    await page.locator('main a[href="/aide"]').first().click();
    await page.locator('.tongues a[href="/facile/aide"]').click();
    await page.check("#w2");
    await page.check("#q3");
    await page.getByRole("link", { name: "Lire la réponse" }).click();
    for (const part of [".geste:visible", '.calls:visible > .call[data-line="116006"]', ".next:visible >> nth=1"]) {
      const box = await page.locator(part).boundingBox();
      expect([part, box !== null && box.y >= 0 && box.y + box.height <= viewport.height]).toEqual([part, true]);
    }
    await context.close();
  });

  test("somebody deaf, at night: one tap to whom to write", async () => {
    const { page, context } = await openWindow(browser, { javaScriptEnabled: false });
    await page.goto(world.url);
    await page.getByRole("link", { name: /Sourd ou malentendant/ }).click();
    const card = page.locator("#ecrire-114");
    expect([await card.locator("a.way").getAttribute("href"), await card.innerText()]).toEqual([
      "sms:114",
      expect.stringContaining("jour et nuit"),
    ]);
    await context.close();
  });
});
