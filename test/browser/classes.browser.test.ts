import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { runSqlFile } from "../../scripts/local/database.ts";
import type { Keys } from "../../scripts/local/seal.ts";
import { DEMO_PEOPLE, demoPeopleSql } from "../../scripts/seed-people.ts";
import { openWindow, startBrowser } from "../support/browser.ts";
import { type World, mailsFor, startWorld, until } from "../support/stack.ts";
import { findPath } from "../support/visitor.ts";

let world: World;
let browser: Browser;
beforeAll(async () => {
  world = await startWorld("classes");
  browser = await startBrowser();
  const keys = JSON.parse(readFileSync(join(world.stack.dir, "keys.json"), "utf8")) as Keys;
  const file = join(world.stack.dir, "people.sql");
  writeFileSync(file, demoPeopleSql(keys, Math.floor(Date.now() / 1000)));
  runSqlFile(world.stack.dir, file);
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

/** What axe finds, and what overflows at 320 px, on the page that is open; axe itself needs script. */
async function audit(page: Page, hasScript: boolean): Promise<string[]> {
  if (!hasScript) {
    return [];
  }
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map((v) => `${page.url()} ${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(" | ")}`);
  await page.setViewportSize({ width: 320, height: 700 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await page.setViewportSize({ width: 360, height: 780 });
  return wide > 0 ? [...found, `${page.url()}: ${wide} px too wide`] : found;
}

/** Opens the link that a mail holds, once it is there; those of the run before do not count. */
let before = 0;
async function follow(page: Page, address: string, subject: string, path: string): Promise<void> {
  const mail = await until(subject, () =>
    mailsFor(world.sim, address).findLast((one) => one.seq > before && one.subject.startsWith(subject)),
  );
  await page.goto(findPath(mail.text, `${world.url}${path}`));
}

/** A Tuesday of a school week, three to four weeks from now, as a date field holds it. */
function tuesday(hour: string): string {
  const day = new Date(Date.now() + 21 * 86_400_000);
  do {
    day.setUTCDate(day.getUTCDate() + 1);
  } while (day.getUTCDay() !== 2);
  return `${day.toISOString().slice(0, 10)}T${hour}`;
}

/** Width and height of a button: an answer must not be easier to press than the other. */
async function sizeOf(page: Page, name: string): Promise<(number | undefined)[]> {
  const box = await page.getByRole("button", { name, exact: true }).boundingBox();
  return [box?.width, box?.height];
}
const press = (page: Page, name: string) => page.getByRole("button", { name }).click();

describe.each([false, true])("a class, from the request to the visit, JavaScript %s", (javaScriptEnabled) => {
  const teacher = `delivered+cpe-${javaScriptEnabled ? "js" : "nojs"}@resend.dev`;

  test("a teacher asks, the head agrees, an association takes a slot, both see each other's address, the school cancels", async () => {
    const { context, page, complaints } = await openWindow(browser, {
      javaScriptEnabled,
      viewport: { width: 360, height: 780 },
    });
    page.setDefaultTimeout(15_000);
    before = Math.max(0, ...world.sim.ledger().map((mail) => mail.seq));
    const found: string[] = [];
    await page.goto(`${world.url}/etablissements`);
    await page.getByLabel("Votre établissement").fill("deux rives creteil");
    await press(page, "Chercher");
    await page.getByRole("link", { name: /Collège des Deux-Rives/ }).click();

    await press(page, "Recevoir le message");
    await page.waitForSelector(".errors");
    found.push(...(await audit(page, javaScriptEnabled)));
    await page.getByLabel(/Agir en témoin/).check();
    await page.locator("#niveau1").selectOption("4e_3e");
    await page.getByLabel("Classe 1 : élèves").fill("4000");
    await page.getByLabel("Adultes de l’établissement présents").fill("2");
    await page.getByLabel("Qui reste dans la salle").selectOption("teacher");
    await page.getByLabel("Créneau 1").fill(tuesday("23:00"));
    await page.getByLabel("Non", { exact: true }).check();
    await page.getByLabel(/Écrivez à l’adresse officielle/).check();
    await page.getByLabel("Votre fonction").selectOption("cpe");
    await page.getByLabel("Votre adresse e-mail professionnelle").fill(teacher);
    await page.waitForTimeout(3100); // a form sent back in under three seconds is a robot's
    await press(page, "Recevoir le message");
    await page.getByRole("link", { name: /8 h à 18 h/ }).waitFor();
    expect(await page.getByLabel("Classe 1 : élèves").inputValue()).toBe("4000");
    await page.getByLabel("Classe 1 : élèves").fill("26");
    await page.getByLabel("Créneau 1").fill(tuesday("10:00"));
    await page.getByLabel("Créneau 2").fill(tuesday("14:00"));
    await page.waitForTimeout(3100);
    await press(page, "Recevoir le message");
    await page.getByText("Vérifiez votre messagerie").waitFor();

    await follow(page, teacher, "Un clic", "/demandes/");
    await press(page, "Envoyer ma demande");
    await page.getByText("Votre demande est partie").waitFor();
    found.push(...(await audit(page, javaScriptEnabled)));
    const ours = page.url().split("?")[0] ?? "";

    const asso = await openWindow(browser, { javaScriptEnabled, viewport: { width: 360, height: 780 } });
    await asso.page.goto(`${world.url}/connexion?suite=/espace/structures/aso_demo-1/demandes`);
    await asso.page.getByLabel("Adresse e-mail").fill(DEMO_PEOPLE.coordinator);
    await asso.page.waitForTimeout(3100);
    await press(asso.page, "Recevoir un lien");
    await follow(asso.page, DEMO_PEOPLE.coordinator, "Votre lien", "/connexion/lien/");
    await press(asso.page, "Me connecter");
    await asso.page.waitForURL("**/demandes");
    found.push(...(await audit(asso.page, javaScriptEnabled)));
    await asso.page
      .getByRole("link", { name: /Collège des Deux-Rives/ })
      .first()
      .click();
    await asso.page.locator("input[name=creneau]").nth(1).check();
    found.push(...(await audit(asso.page, javaScriptEnabled)));
    await press(asso.page, "Retenir ce créneau");
    await asso.page.getByText("C’est noté").waitFor();

    await follow(page, "delivered+direction-0000202@resend.dev", "Un atelier en classe", "/accord/");
    found.push(...(await audit(page, javaScriptEnabled)));
    const [yes, no] = [await sizeOf(page, "J’autorise"), await sizeOf(page, "Je n’autorise pas")];
    expect(yes).toEqual(no);
    await press(page, "J’autorise");
    await page.getByText("Votre réponse est enregistrée").waitFor();

    await page.goto(ours);
    await page.getByText(DEMO_PEOPLE.coordinator).waitFor();
    await asso.page
      .getByRole("link", { name: /Collège des Deux-Rives/ })
      .first()
      .click();
    await asso.page.getByText(teacher).waitFor();
    found.push(...(await audit(asso.page, javaScriptEnabled)), ...(await audit(page, javaScriptEnabled)));
    await follow(page, teacher, "Votre atelier est fixé", "/demandes/");
    await press(page, "Annuler la séance");
    await press(page, "Annuler la séance");
    await page.getByText("La séance est annulée.").first().waitFor();
    await until("the association is told", () =>
      mailsFor(world.sim, DEMO_PEOPLE.coordinator).some((mail) => mail.text.includes("a annulé la séance fixée")),
    );
    await asso.page.goto(`${world.url}/espace/structures/aso_demo-1/territoire`);
    found.push(...(await audit(asso.page, javaScriptEnabled)));
    expect([found, complaints, asso.complaints]).toEqual([[], [], []]);
    await context.close();
    await asso.context.close();
  });
});
