import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { parseHelpLines } from "../../src/help/help-lines.ts";
import { parsePath } from "../../src/help/path.ts";
import { openWindow, startBrowser } from "../support/browser.ts";
import { sharedWorld } from "../support/shared-world.ts";

const read = (file: string): unknown => JSON.parse(readFileSync(`content/${file}`, "utf8"));
const { path } = parsePath(read("aide/chemin.json"), read("aide/conseils.json"));
const night = parseHelpLines(read("help-lines.json"))
  .filter((line) => line.at_night === "answers")
  .map((line) => line.id);

const world = sharedWorld();
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});

/** What a person sees of `/aide`: how many results, their words, the numbers one can dial, in order. */
const seen = (
  page: Page,
): Promise<{ results: number; calls: number; words: string; empty: string[]; numbers: string[] }> =>
  page.evaluate(() => {
    const isShown = (element: Element): boolean => element.checkVisibility();
    const main = document.querySelector("main");
    const articles = [...(main?.querySelectorAll("article") ?? [])].filter(isShown);
    const [article] = articles;
    const headed = [...(article?.querySelectorAll("section") ?? [])];
    const numbers = [...(main?.querySelectorAll<HTMLElement>("a.call, a.way") ?? [])].filter(isShown);
    article?.querySelectorAll("details").forEach((details) => (details.open = true));
    return {
      results: articles.length,
      calls: numbers.filter((number) => number.matches(".call")).length,
      words: article?.parentElement?.innerText ?? "",
      empty: [...headed, ...(article?.querySelectorAll("details") ?? [])]
        .filter(isShown)
        .filter((section) => ![...section.querySelectorAll("li")].some(isShown))
        .map((section) => section.querySelector("h3")?.textContent ?? ""),
      numbers: numbers.map((number) => number.dataset["line"] ?? ""),
    };
  });

const RULE = /Images intimes d’un mineur\u00a0: ne captur(?:ez|e) pas/;

describe.each([
  ["without JavaScript", false],
  ["with JavaScript", true],
])("every combination of answers, %s", (_, javaScriptEnabled) => {
  test("shows exactly one result, whole, that keeps its promises", async () => {
    const { page, context, complaints } = await openWindow(browser, { javaScriptEnabled });
    await page.goto(`${world.url}/aide`);
    const wrong: string[] = [];
    const texts = new Set<string>();
    let combinations = 0;
    for (const danger of ["danger-oui", "danger-non"]) {
      await page.check(`#${danger}`);
      for (const [w, what] of path.what.options.entries()) {
        await page.check(`#w${w + 1}`);
        for (const [q, whom] of path.whom.options.entries()) {
          await page.check(`#q${q + 1}`);
          const { results, calls, words, empty, numbers } = await seen(page);
          const isMinorImage = what.id === "images" && whom.id !== "moi_adulte";
          const checks: [string, boolean][] = [
            ["not one result", results === 1],
            ["an empty part", empty.length === 0],
            ["17, 112, 114 first in danger", danger !== "danger-oui" || numbers.slice(0, 3).join() === "17,112,114"],
            ["17, 112, 114 twice", danger === "danger-oui" || numbers.filter((one) => one === "17").length <= 1],
            ["no line at 23:30", night.some((id) => numbers.slice(danger === "danger-oui" ? 5 : 0).includes(id))],
            ["does not say what answers at night", /La nuit, vous pouvez joindre\s: 17, 112, 114/.test(words)],
            ["the rule for images of minors", !/captur/i.test(words) || RULE.test(words)],
            ["the rule for images", what.id !== "images" || RULE.test(words)],
            [
              "captures of a minor",
              !isMinorImage || !/captur/i.test(words.replace(/Images intimes d’un mineur[^.]*\./, "")),
            ],
            ["3114", numbers.includes("3114")],
            ["a number to call, large", calls === 1],
          ];
          wrong.push(
            ...checks.filter(([, holds]) => !holds).map(([name]) => `${danger}, ${what.id}, ${whom.id}: ${name}`),
          );
          texts.add(words);
          combinations += 1;
        }
      }
    }
    console.log(`${combinations} combinations walked, ${texts.size} different results`);
    expect(wrong).toEqual([]);
    expect([combinations, texts.size]).toEqual([112, 56]);
    expect(complaints).toEqual([]);
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
    for (const link of ["/aide#s5", "/aide?quoi=images&qui=moi", "/aide#w5"]) {
      await page.goto(world.url + link);
      expect((await seen(page)).results, link).toBe(0);
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
    expect(await page.locator("article:visible").count()).toBe(7);
    expect(await page.locator("legend:visible, .ready:visible").count()).toBe(0);
    expect((await seen(page)).numbers.slice(0, 3)).toEqual(["17", "112", "114"]);
    await page.getByRole("link", { name: "Des images intimes circulent" }).click();
    expect(new URL(page.url()).hash).toBe("#s5");
    const words = (await page.locator("#s5").innerText()).replace(/\s/g, " ");
    expect(words).toContain("moi, moins de 15 ans ; moi, 15 à 17 ans : N’envoie ni argent");
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await context.close();
  });

  test("on paper: the chosen result alone; before a choice, the questions and the numbers", async () => {
    const { page, context } = await openWindow(browser);
    await page.goto(`${world.url}/aide`);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("legend", { hasText: "Que se passe-t-il" }).isVisible()).toBe(true);
    expect(await page.locator(".band").isVisible()).toBe(true);
    await page.emulateMedia({ media: "screen" });
    await choose(page);
    await page.check("#danger-oui");
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("legend", { hasText: "Que se passe-t-il" }).isVisible()).toBe(false);
    expect(await page.locator("article:visible").count()).toBe(1);
    expect(await page.locator(".urgent").isVisible()).toBe(true);
    expect(await page.locator("article:visible .fold li:visible").count()).toBeGreaterThan(5);
    expect(await page.locator(".exit").isVisible()).toBe(false);
    await context.close();
  });

  test("the longest results are one sheet of paper", async () => {
    const { page, context } = await openWindow(browser);
    await page.goto(`${world.url}/aide`);
    for (const chosen of [
      ["danger-non", "w1", "q4"],
      ["danger-non", "w6", "q4"],
    ]) {
      for (const id of chosen) {
        await page.check(`#${id}`);
      }
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
      expect([chosen.join(), pdf.match(/\/Type\s*\/Page[^s]/g)?.length]).toEqual([chosen.join(), 1]);
    }
    await context.close();
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
