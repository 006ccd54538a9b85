import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openWindow, startBrowser, violationsOn } from "../support/browser.ts";
import { mailsTo, sharedWorld } from "../support/shared-world.ts";
import { until } from "../support/stack.ts";
import { walked } from "../support/size.ts";

const world = sharedWorld();
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});

const audit = async (page: Page): Promise<string[]> =>
  (await violationsOn(page)).map((violation) => `${page.url()} ${violation}`);

describe.each(walked({ short: false }))("a parent on a phone, JavaScript %s", (javaScriptEnabled) => {
  test("reads a step without giving anything, asks, confirms by the button, settles, copies, erases", async () => {
    const address = `delivered+parent-${javaScriptEnabled}@resend.dev`;
    const options = { viewport: { width: 360, height: 740 }, javaScriptEnabled };
    const { page, context, complaints } = await openWindow(browser, options);
    const found: string[] = [];
    const look = async (): Promise<void> => void found.push(...(javaScriptEnabled ? await audit(page) : []));
    await page.goto(`${world.url}/parents`);
    await page.getByRole("link", { name: "Mon enfant reçoit des messages malveillants" }).click();
    await page.getByRole("link", { name: "Garder les preuves, puis bloquer" }).click();
    expect(await page.textContent("main")).toContain("ne capturez pas, ne téléchargez pas, ne transférez pas");
    expect(await page.textContent("main")).toMatch(/\d informations? sur \d restent? à vérifier/);

    await page.goto(`${world.url}/parents#formulaire`);
    await page.waitForTimeout(3200); // a form that comes back in less than three seconds is not a person's
    await page.getByRole("button", { name: "Recevoir ce parcours" }).click();
    await page.waitForSelector(".errors");
    await look();
    await page.getByLabel("Rien ne s’est passé").check();
    await page.getByLabel("École primaire").check();
    await page.getByLabel("Votre adresse e-mail").fill(address);
    await page.getByLabel("Où vous vivez").selectOption("Indian/Mayotte");
    await page.getByLabel("J’accepte de recevoir").check();
    await page.waitForTimeout(3200);
    await page.getByRole("button", { name: "Recevoir ce parcours" }).click();
    await page.waitForURL("**/parents/envoye**");

    const mail = await until("the mail", async () => (await mailsTo(world, address))[0]);
    await page.goto(/http:\S+\/parents\/confirmer\/\S+/.exec(mail.text)?.[0] ?? "");
    await look();
    await page.getByRole("button", { name: "Oui, envoyez-les-moi" }).click();
    await look();
    await page.getByRole("link", { name: "Régler l’heure" }).click();
    await look();
    expect(await page.getByLabel("Parler du harcèlement à la maison").isChecked()).toBe(true);
    await page.getByLabel("À quelle heure").selectOption("h9");
    await page.getByText("Faire une pause, ou ralentir").click();
    await page.getByLabel("30 jours").check();
    await page.getByRole("button", { name: "Enregistrer le rythme" }).click();
    expect(await page.textContent("main")).toContain("En pause");
    expect(await page.getByLabel("À quelle heure").inputValue()).toBe("h9");
    await page.getByRole("link", { name: "Voir tout ce que vous gardez de moi" }).click();
    await look();
    expect(await page.textContent("main")).toContain("Indian/Mayotte");
    await page.goBack();
    await page.getByText("Effacer tout ce qui me concerne").click();
    await page.getByRole("button", { name: "Oui, tout effacer maintenant" }).click();
    expect(await page.textContent("h1")).toBe("Tout s’efface");
    expect(await context.cookies()).toEqual([]);
    expect([found, complaints]).toEqual([[], []]);
    await context.close();
  });
});

test("while the work that a form asks for is not done, its button says what is waited for", async () => {
  const { page, context } = await openWindow(browser, {});
  const gates: (() => void)[] = [];
  await context.route(/\/js\/sha\./, async (route) => {
    await new Promise<void>((open) => gates.push(open));
    await route.abort();
  });
  await page.goto(`${world.url}/parents#formulaire`);
  const button = page.locator("#formulaire button[type=submit], form button[type=submit]").last();
  const words = await button.innerText();
  await button.click();
  await page.getByRole("button", { name: "Vérification, quelques secondes…" }).waitFor();
  expect(words).toBe("Recevoir ce parcours");
  gates.forEach((open) => open());
  await page.waitForSelector(".errors");
  await context.close();
});
