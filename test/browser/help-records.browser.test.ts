import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Fact, parseFacts } from "../../src/help/facts.ts";
import { readWhere } from "../../src/help/provenance.ts";
import { typo } from "../../src/kernel/text.ts";
import { HELP_PATHS } from "../../workers/prerender/paths.ts";
import { openWindow, startBrowser } from "../support/browser.ts";
import { sharedWorld } from "../support/shared-world.ts";

const TODAY = new Date().toISOString().slice(0, 10);
const read = (file: string): unknown => JSON.parse(readFileSync(`content/${file}`, "utf8"));

const world = sharedWorld();
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});

test("a still page comes with the policy of the site, and no browser keeps it", async () => {
  const site = (await fetch(`${world.url}/`)).headers;
  for (const at of HELP_PATHS) {
    const { headers, status } = await fetch(world.url + at);
    expect([status, headers.get("cache-control")], at).toEqual([200, "no-store"]);
    const names = [
      "content-security-policy",
      "referrer-policy",
      "x-content-type-options",
      "x-frame-options",
      "permissions-policy",
    ];
    for (const name of names) {
      expect(headers.get(name), `${at}: ${name}`).toBe(site.get(name));
    }
  }
  const map = await (await fetch(`${world.url}/sitemap.xml?partie=pages`)).text();
  expect(map.match(/\/(?:aide|recours|comprendre|partenaires)/g)).toHaveLength(16 + 7); // and easy French, and English
  expect(map).not.toContain("/preferences"); // what is one's own is not to be found by searching
  expect((await fetch(`${world.url}/aide/nope`)).status).toBe(404);
});

describe("every fact shown traces to a record", () => {
  const facts = parseFacts(
    Object.fromEntries(["law.json", "services.json", "facts.json"].map((file) => [file, read(file)])),
  );

  /** What a record says, in each language that it is written in. */
  const says = ({ text, text_facile: easy, text_en: english }: Fact): (string | null)[] => [
    typo(text),
    easy === null ? null : typo(easy),
    english,
  ];

  test("/sources: official text, where and when, checked or not, each record once", async () => {
    const { page, context } = await openWindow(browser);
    await page.goto(`${world.url}/sources`);
    for (const fact of [...facts.values()].filter(({ awaits }) => awaits === null)) {
      const record = await page.locator(`[data-source="${fact.id}"]`).innerText();
      expect(record).toContain(typo(fact.official));
      expect(record).toContain(typo(readWhere(fact, TODAY, fact.read_at)));
    }
    await context.close();
  });

  test("on paper a mark is a number, and one list at the end says what the numbers stand for", async () => {
    const { page, context } = await openWindow(browser);
    await page.goto(`${world.url}/recours/preuves`);
    expect(await page.locator(".printed").isVisible()).toBe(false);
    await page.emulateMedia({ media: "print" });
    const marks = await page.locator("main .src").evaluateAll((all) => all.map((mark) => mark.dataset["n"] ?? ""));
    const listed = await page.locator(".printed li:visible").allInnerTexts();
    expect([listed.length > 2, new Set(listed).size, new Set(marks).size]).toEqual([
      true,
      listed.length,
      listed.length,
    ]);
    const [first = ""] = marks;
    const official = await page.locator("main .src").first().getAttribute("aria-label");
    expect(official).toBe(`source : ${listed[Number(first) - 1]}`);
    await context.close();
  });

  test("with script a mark opens in place, without a request, and the answers stay", async () => {
    const { page, context } = await openWindow(browser);
    await page.goto(`${world.url}/aide`);
    await page.check("#w1");
    await page.check("#q3");
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    const mark = page.locator(".result .src:visible").first();
    await mark.click();
    expect(await page.locator(".said").innerText()).toMatch(
      /Information lue .* pas encore vérifiée sur la page officielle/,
    );
    await mark.click();
    expect(await page.locator(".said").count()).toBe(0);
    expect([new URL(page.url()).pathname, asked, await page.locator("#w1").isChecked()]).toEqual(["/aide", [], true]);
    await context.close();
  });

  test.each(HELP_PATHS.filter((at) => at !== "/sources"))(
    "%s: its mark one press away from source, date and status; a figure of law or a number stands nowhere else",
    async (at) => {
      const { page, context } = await openWindow(browser);
      await page.goto(world.url + at);
      const shown = await page.evaluate(() => {
        const main = document.querySelector("main")?.cloneNode(true) as HTMLElement;
        const told = [...main.querySelectorAll<HTMLElement>("[data-fact]")].map((element) => {
          const id = element.dataset["fact"] ?? "";
          const within = element.nextElementSibling ?? element.querySelector(".src");
          const mark = element.querySelector<HTMLAnchorElement>(".src") ?? within;
          return { id, text: element.textContent, mark: mark?.getAttribute("href") ?? "" };
        });
        const marks = [...main.querySelectorAll(".src")].map((mark) => mark.getAttribute("aria-describedby") ?? "");
        const isNoted = marks.every((id) => main.querySelector(`#${id}`) !== null);
        main
          .querySelectorAll("[data-fact], .src, .honest, .printed, [data-line]")
          .forEach((element) => element.remove());
        const bands = document.querySelectorAll('.band a[href$="/aide/numeros"]').length;
        return { told, isNoted, rest: main.textContent.replace(/\s+/g, " "), bands };
      });
      expect(shown.isNoted).toBe(true);
      for (const { id, text, mark } of shown.told) {
        const fact = facts.get(id);
        expect(mark, id).toBe(`/sources#${id}`);
        expect(
          fact?.offence === undefined || says(fact).includes(text) || text.includes(fact.offence.article),
          id,
        ).toBe(true);
      }
      const left = [
        /\d[\d\s]*€/,
        /emprisonnement/,
        /\barticle \d/,
        /\bL\.\s?\d/,
        /\b[1-9]\d? (?:mois|ans) et\b/,
        /\d\s?%/,
      ];
      const numbers = /(?<![\d/-]|15 to )(?:17|112|114|119|3018|3114|3919|33700|116 ?006|17Cyber)(?! ans|\d|\/|-)/;
      expect(
        [...left, numbers].filter((pattern) => pattern.test(shown.rest)),
        shown.rest.slice(0, 4000),
      ).toEqual([]);
      expect(shown.bands).toBe(1);
      await context.close();
    },
  );
});
