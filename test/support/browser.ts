import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import axe, { type RunOptions } from "axe-core";
import { type Browser, type BrowserContext, type Page, chromium } from "playwright-core";

/** The first of these programs on the PATH, or null. */
const onPath = (...names: string[]): string | null =>
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((file) => existsSync(file)) ?? null;

/** Chromium on the PATH (Debian's package `chromium`), or null: browser tests are then left out, and `npm run test:all` says so. */
export const findChromium = (): string | null => onPath("chromium", "chromium-browser", "google-chrome");

/** Without a history on disk and without windows that nobody sees, in half the time (Debian's `chromium-headless-shell`). */
const findShell = (): string | null => onPath("chromium-headless-shell") ?? findChromium();

/** Starts Chromium, quiet and alone; `more`: what else its owner set. */
export function startBrowser(more: readonly string[] = []): Promise<Browser> {
  const args = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ].concat(more);
  return chromium.launch({ executablePath: findShell() ?? "chromium", args });
}

const opened = new Set<Page>();
/** The pages that `openWindow` opened and that nobody has closed. */
export const openPages = (): Page[] => [...opened];

/**
 * Loads a page again that says « Recommencez », as people do: tests write the database's file from outside, which the local runtime
 * may meet with a passing failure.
 */
function reloadsWhenAsked(page: Page): void {
  const load = page.goto.bind(page);
  page.goto = async (...given) => {
    let answer = await load(...given);
    for (let i = 0; i < 3 && answer?.status() === 503; i++) {
      await wait(500);
      answer = await load(...given);
    }
    return answer;
  };
}

/** A browser window that notes every violation of the content security policy and every error of a page. */
export async function openWindow(
  browser: Browser,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<{ context: BrowserContext; page: Page; complaints: string[] }> {
  const context = await browser.newContext({ locale: "fr-FR", ...options });
  const page = await context.newPage();
  reloadsWhenAsked(page);
  opened.add(page);
  page.on("close", () => opened.delete(page));
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (/Content Security Policy|Refused to|violat/i.test(message.text())) {
      complaints.push(message.text());
    }
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (!/^(?:http:\/\/(?:localhost|127\.|10\.|172\.|192\.168\.)|data:|blob:)/.test(request.url())) {
      complaints.push(`third party: ${request.url()}`);
    }
  });
  return { context, page, complaints };
}

/** Does what leaves the site, and waits until the browser has given up on the neutral page: there is no internet here. */
export async function leaving(page: Page, act: () => Promise<void>): Promise<void> {
  await Promise.all([
    page.waitForEvent("requestfailed", (request) => request.url().startsWith("https://fr.wikipedia.org/")),
    act(),
  ]);
  for (let i = 0; i < 100 && !page.url().startsWith("chrome-error:"); i++) {
    await wait(50);
  }
}

/**
 * What axe finds on the page that is open, each with its rule and where. It runs in the page itself, since no page of ours
 * holds a frame, stays in it for the next question, and keeps nothing but violations. `asked`: those rules alone.
 */
export async function violationsOn(page: Page, ...asked: string[]): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) {
    // Half a megabyte: sent once, and there on whatever is opened next.
    await page.context().addInitScript({ content: axe.source });
    await page.evaluate(axe.source);
  }
  const { violations } = await page.evaluate((values) => {
    const rules = { "duplicate-id": { enabled: true } };
    const options: RunOptions = { resultTypes: ["violations"], rules };
    const these = values.length === 0 ? options : { ...options, runOnly: { type: "rule" as const, values } };
    return (window as unknown as { axe: typeof axe }).axe.run(document, these);
  }, asked);
  return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(" | ")}`);
}

/** How many pixels the open page is too wide at a width, with everything open that folds. Leaves the window at that width. */
export async function tooWide(page: Page, width: number): Promise<number> {
  await page.setViewportSize({ width, height: 800 });
  return page.evaluate(() => {
    document.querySelectorAll("details").forEach((fold) => (fold.open = true));
    return document.documentElement.scrollWidth - window.innerWidth;
  });
}

/** What axe finds, and what overflows at 320 px, on the page that is open. Folds stay as they were. */
export async function audit(page: Page): Promise<string[]> {
  const where = new URL(page.url()).pathname;
  const found = (await violationsOn(page)).map((violation) => `${where} ${violation}`);
  const size = page.viewportSize();
  const folds = page.locator("details");
  const wereOpen = await folds.evaluateAll((all) => all.map((fold) => (fold as HTMLDetailsElement).open));
  const wide = await tooWide(page, 320);
  await folds.evaluateAll(
    (all, open) => all.forEach((fold, i) => ((fold as HTMLDetailsElement).open = open[i] ?? false)),
    wereOpen,
  );
  await page.setViewportSize(size ?? { width: 1280, height: 800 });
  return wide > 0 ? [...found, `${where}: ${wide} px too wide`] : found;
}

/** From now on counts what live regions of the open page say; gives what they said so far, each with its moment (milliseconds). */
export async function listen(page: Page): Promise<() => Promise<{ words: string; at: number }[]>> {
  const heard = await page.evaluateHandle(() => {
    const said: { words: string; at: number }[] = [];
    const observer = new MutationObserver((changes) => {
      const places = new Set(changes.map(({ target }) => target.parentElement?.closest("[role=status]") ?? target));
      places.forEach((place) => said.push({ words: place.textContent ?? "", at: performance.now() }));
    });
    document
      .querySelectorAll("[role=status]")
      .forEach((place) => observer.observe(place, { childList: true, characterData: true, subtree: true }));
    return said;
  });
  return () => heard.jsonValue();
}
