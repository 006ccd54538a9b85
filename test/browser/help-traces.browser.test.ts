import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type BrowserContext, type Page, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { temporaryFolder } from "../../scripts/local/temporary.ts";
import { findChromium, leaving } from "../support/browser.ts";
import { filesHolding } from "../support/files.ts";
import { sharedWorld } from "../support/shared-world.ts";

/** What somebody types, and what would betray an answer of the path. */
const TYPED = "Zinzolin-Quatre-Vingts";
const PHONE = "06 12 34 56 78";

const world = sharedWorld();
let profile: string;
let context: BrowserContext;
beforeAll(async () => {
  profile = temporaryFolder("profile");
  // A profile on disk, as on a shared computer: what the browser writes is looked at after it has closed.
  context = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium() ?? "chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
    acceptDownloads: true,
    locale: "fr-FR",
  });
});
afterAll(async () => {
  await context.close();
});

type Seen = { requests: string[]; titles: Set<string> };

/** Notes every request, with what it carries, and every title. */
function watch(page: Page): Seen {
  const seen: Seen = { requests: [], titles: new Set() };
  page.on("request", (request) =>
    seen.requests.push(`${request.method()} ${request.url()} ${request.postData() ?? ""}`),
  );
  page.on("load", () => void page.title().then((title) => seen.titles.add(title)));
  return seen;
}

/** Types into every control of a page, and says which requests were made meanwhile. */
async function typeEverywhere(page: Page, seen: Seen): Promise<string[]> {
  await page.waitForLoadState("networkidle");
  const before = seen.requests.length;
  for (const control of await page.locator("textarea:visible, input[type=text]:visible").all()) {
    await control.pressSequentially(`${TYPED} ${PHONE}`);
  }
  await wait(300);
  return seen.requests.slice(before);
}

test("the path, the journal, the letter and « Quitter vite » leave no answer anywhere", async () => {
  const [page = await context.newPage()] = context.pages();
  const seen = watch(page);
  await page.goto(`${world.url}/aide`, { waitUntil: "networkidle" });
  const afterLoad = seen.requests.length;
  for (const id of ["danger-oui", "w5", "q1"]) {
    await page.check(`#${id}`);
  }
  await page.getByRole("link", { name: "Lire la réponse" }).click();
  await wait(300);
  expect(seen.requests.slice(afterLoad)).toEqual([]);
  const state = await page.evaluate(() => [JSON.stringify(history.state), location.search, location.hash]);
  expect(state).toEqual(["null", "", "#reponse"]);

  await page.goto(`${world.url}/recours/journal`);
  expect(await typeEverywhere(page, seen)).toEqual([]);
  await page.fill("#on", "2026-11-03");
  await page.getByRole("button", { name: "Ajouter au journal" }).click();
  expect(await page.locator("#facts tbody tr").count()).toBe(1);
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
  const [journal] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Exporter pour reprendre plus tard" }).click(),
  ]);
  expect(readFileSync(await journal.path(), "utf8")).toContain(PHONE);
  await journal.delete();

  await page.goto(`${world.url}/recours/lettre`);
  expect(await typeEverywhere(page, seen)).toEqual([]);
  expect(await page.locator("#sheet").innerText()).toContain(PHONE);
  const beforeClick = seen.requests.length;
  const [letter] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Enregistrer en .docx" }).click(),
  ]);
  await letter.delete();
  const onClick = seen.requests.slice(beforeClick).filter((request) => !request.includes(" blob:"));
  expect(onClick).toEqual([expect.stringMatching(/^GET http:\/\/localhost:\d+\/js\/docx\.\w+\.js $/)]);

  // « Quitter vite » asks nothing, even with a letter half written.
  page.on("dialog", (dialog) => expect(dialog.message()).toBe("never asked"));
  await leaving(page, () => page.getByRole("link", { name: "Quitter vite" }).click());
  await page.goBack();
  expect(page.url()).not.toContain("/lettre");
  await page.goto("about:blank");
  await nothingIsLeft(seen);
});

/** Looks into requests, titles, cookies, storage, the server's files and log; then, the browser closed, into its profile. */
async function nothingIsLeft(seen: Seen): Promise<void> {
  const secrets = [TYPED, PHONE, PHONE.replaceAll(" ", "")];
  expect(
    seen.requests.filter((request) => secrets.some((secret) => decodeURIComponent(request).includes(secret))),
  ).toEqual([]);
  const paths = seen.requests
    .map((request) => new URL(request.split(" ")[1] ?? ""))
    .filter((url) => url.protocol === "http:");
  expect(paths.filter((url) => url.search !== "" || (url.hash !== "" && url.hash !== "#reponse"))).toEqual([]);
  for (const title of seen.titles) {
    expect(title).not.toMatch(/harc|intime|image|menace|victime|plainte|procureur|aide/i);
  }
  const { cookies, origins } = await context.storageState();
  expect([cookies, origins]).toEqual([[], []]);
  expect(filesHolding(world.stack.dir, secrets)).toEqual([]);
  expect(readFileSync(join(world.stack.dir, "wrangler.log"), "utf8")).not.toMatch(/danger-oui|quoi=|qui=/);
  await context.close();
  // The search finds what browsers do keep: the address of a page that was visited.
  expect(filesHolding(profile, ["/recours/journal"])).not.toEqual([]);
  expect(filesHolding(profile, secrets)).toEqual([]);
}
