import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { runSqlFile } from "../../scripts/local/database.ts";
import type { Keys } from "../../scripts/local/seal.ts";
import { DEMO_PEOPLE } from "../../scripts/seed-people.ts";
import { staffSql } from "../../scripts/staff-add.ts";
import { audit, openWindow, startBrowser } from "../support/browser.ts";
import { mailsTo, sharedWorld } from "../support/shared-world.ts";
import { until } from "../support/stack.ts";
import { findPath } from "../support/visitor.ts";
import { walked } from "../support/size.ts";

const world = sharedWorld();
let browser: Browser;
let keys: Keys;
beforeAll(async () => {
  browser = await startBrowser();
  keys = JSON.parse(readFileSync(join(world.stack.dir, "keys.json"), "utf8")) as Keys;
});
afterAll(async () => {
  await browser.close();
});

function runSql(sql: string): void {
  const file = join(world.stack.dir, "more.sql");
  writeFileSync(file, sql);
  runSqlFile(world.stack.dir, file);
}

/** Plugs a device that proves who is there, as a phone or a laptop does: Chromium's own virtual authenticator. */
async function plugDevice(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send("WebAuthn.enable");
  const traits = {
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  };
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", ...traits },
  });
}

/** Signs in by the link in the mailbox. */
async function signIn(page: Page, email: string, path: string): Promise<void> {
  const before = (await mailsTo(world, email)).length;
  await page.goto(`${world.url}/connexion?suite=${path}`);
  await page.getByLabel("Adresse e-mail").fill(email);
  await page.getByRole("button", { name: "Recevoir un lien" }).click();
  await page.getByText("Vérifiez votre messagerie").waitFor();
  await until("the mail", async () => (await mailsTo(world, email)).length > before);
  await page.goto(findPath((await mailsTo(world, email)).at(-1)?.text ?? "", `${world.url}/connexion/lien/`));
  await page.getByRole("button", { name: "Me connecter" }).click();
}

const CONSOLE = [
  "",
  "/structures",
  "/structures/org_demo-ecole",
  "/structures?etat=active",
  "/seances",
  "/seances/ses_demo-1",
  "/personnes",
  "/parcours",
  "/courrier",
  "/equipe",
  "/journal",
  "/contenus",
  "/conservation",
  "/mesures",
];

describe("an operator", () => {
  test("without a passkey is asked for one before anything personal; makes it, shows it at the next sign-in", async () => {
    const { sql, token } = staffSql(keys, DEMO_PEOPLE.operator, Math.floor(Date.now() / 1000));
    runSql(sql);
    const { context, page, complaints } = await openWindow(browser);
    await plugDevice(context, page);
    await page.goto(`${world.url}/connexion/lien/${token}`);
    await page.getByRole("button", { name: "Me connecter" }).click();
    await page.waitForURL("**/espace");
    page.setDefaultTimeout(15_000);
    for (const path of [
      "/console/personnes",
      "/console/structures/org_demo-ecole",
      "/console/equipe",
      "/console/seances/ses_demo-1",
    ]) {
      await page.goto(world.url + path);
      expect([new URL(page.url()).pathname, await page.textContent("h1")]).toEqual(["/espace/cle", "Ajoutez une clé"]);
      expect(await page.content()).not.toMatch(/delivered\+/);
    }
    expect(await audit(page)).toEqual([]);
    await page.getByRole("button", { name: "Ajouter une clé sur cet appareil" }).click();
    await page.waitForURL("**/console/seances/ses_demo-1");

    await context.clearCookies();
    await signIn(page, DEMO_PEOPLE.operator, "/console/personnes");
    await page.waitForURL("**/espace/cle?**");
    expect(await page.textContent("h1")).toBe("Montrez votre clé");
    await page.getByRole("button", { name: "Montrer ma clé" }).click();
    await page.waitForURL("**/console/personnes");
    expect(complaints).toEqual([]);

    const found: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      for (const path of [...CONSOLE.map((one) => `/console${one}`), "/espace", "/espace/securite"]) {
        await page.goto(world.url + path);
        expect(await page.locator("h1").count(), path).toBe(1);
        found.push(...(await audit(page)));
      }
    }
    expect([found, complaints]).toEqual([[], []]);
    await context.close();
  });

  test("who refuses the device's question is told, and may try again; without script the page says what it needs", async () => {
    const { sql, token } = staffSql(keys, "delivered+sans-cle@resend.dev", Math.floor(Date.now() / 1000) + 1);
    runSql(sql);
    const { context, page } = await openWindow(browser, { javaScriptEnabled: false });
    await page.goto(`${world.url}/connexion/lien/${token}`);
    await page.getByRole("button", { name: "Me connecter" }).click();
    await page.waitForURL("**/espace");
    await page.goto(`${world.url}/espace/cle`);
    expect(await page.textContent("noscript")).toContain("activez-le pour cette page");
    await page.getByRole("button", { name: "Ajouter une clé" }).click();
    await page.getByText("n’a pas été reconnue").waitFor();
    await context.close();
  });
});

describe.each(walked({ short: false }))("a coordinator, by keyboard alone, JavaScript %s", (javaScriptEnabled) => {
  test("opens her space, invites a colleague, hands it over after a page that says what follows", async () => {
    const { context, page, complaints } = await openWindow(browser, {
      javaScriptEnabled,
      viewport: { width: 360, height: 740 },
    });
    page.setDefaultTimeout(15_000);
    const sign = async (): Promise<void> => {
      const before = (await mailsTo(world, DEMO_PEOPLE.coordinator)).length;
      await page.goto(`${world.url}/connexion?suite=/espace`);
      await page.waitForTimeout(javaScriptEnabled ? 0 : 3200); // the slower lane, without script
      await page.getByLabel("Adresse e-mail").fill(DEMO_PEOPLE.coordinator);
      await page.keyboard.press("Enter");
      await until("the mail", async () => (await mailsTo(world, DEMO_PEOPLE.coordinator)).length > before);
      await page.goto(
        findPath((await mailsTo(world, DEMO_PEOPLE.coordinator)).at(-1)?.text ?? "", `${world.url}/connexion/lien/`),
      );
      await page.getByRole("button", { name: "Me connecter" }).focus();
      await page.keyboard.press("Enter");
      await page.waitForURL("**/espace");
    };
    await sign();
    const found: string[] = [];
    const look = async (): Promise<void> => {
      // axe needs the script of the page to be on; the pages are the same
      found.push(...(javaScriptEnabled ? await audit(page) : []));
    };
    await look();
    await page.getByRole("link", { name: /Les Fils tendus/ }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/espace/structures/org_demo-1");
    expect(await page.textContent("main")).toContain("Prochaines séances");
    await look();
    await page.getByLabel("Son adresse e-mail").fill("not-an-address");
    await page.keyboard.press("Enter");
    expect(await page.textContent(".errors")).toContain("nom@fournisseur.fr");
    await look();
    await page.getByLabel("Son adresse e-mail").fill(`delivered+collegue-${javaScriptEnabled}@resend.dev`);
    await page.getByLabel("Animation").focus();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Inviter" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("L’invitation est faite").waitFor();
    await page.getByRole("button", { name: "Lui transmettre l’espace" }).first().click();
    await page.getByRole("heading", { level: 1, name: "Transmettre l’espace" }).waitFor();
    await look();
    await page.getByRole("link", { name: "Ne rien changer, revenir" }).click();
    await page.waitForURL("**/espace/structures/org_demo-1");
    expect([found, complaints]).toEqual([[], []]);
    await context.close();
  });
});
