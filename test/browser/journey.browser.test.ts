import ICAL from "ical.js";
import type { Browser } from "playwright-core";
import { networkInterfaces } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openWindow, startBrowser } from "../support/browser.ts";
import { pressReserve } from "../support/journey.ts";
import { mailsTo, sharedWorld } from "../support/shared-world.ts";
import { until } from "../support/stack.ts";

const world = sharedWorld();
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});

const taken = (id: string): number =>
  Number(world.stack.sql(`SELECT taken FROM sessions WHERE id = '${id}'`)[0]?.["taken"]);

describe.each([
  ["without JavaScript", false],
  ["with JavaScript", true],
])("the whole journey, %s", (name, javaScriptEnabled) => {
  test("filter, reserve, form, mail, confirm, calendar, cancel by link, seat back", async () => {
    const address = `delivered+${name.length}@resend.dev`;
    const { page, context, complaints } = await openWindow(browser, {
      javaScriptEnabled,
      viewport: { width: 360, height: 740 },
    });
    await page.goto(world.url);
    await page.getByRole("link", { name: "Parent", exact: true }).click();
    await page.getByText("Pour qui, quand, comment").click();
    await page.getByLabel("Sur place ou en ligne").selectOption("onsite");
    await page.getByRole("button", { name: "Afficher ces séances" }).click();
    expect(page.url()).toContain("public=parent");
    await page.locator(".session a").first().click();
    await page.waitForURL("**/seances/**"); // loaded: a button pressed before the page's script is told to wait
    const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
    expect(taken(id)).toBe(0);
    await pressReserve(page, javaScriptEnabled);
    expect(taken(id)).toBe(1);

    await page.getByLabel("Adresse e-mail").fill("pas une adresse");
    await page.getByRole("button", { name: "Envoyer et recevoir le message" }).click();
    await page.locator(".errors").waitFor();
    expect(await page.locator(".errors li").count()).toBe(2);
    expect(await page.getByLabel("Adresse e-mail").inputValue()).toBe("pas une adresse");
    await page.getByLabel("Prénom ou surnom").fill("Zoé d’Haÿ-Lô");
    await page.getByLabel("Adresse e-mail").fill(address);
    await page.getByLabel("Documents en gros caractères").check();
    await page.getByRole("button", { name: "Envoyer et recevoir le message" }).click();
    await page.waitForURL("**/i/**");
    expect(await page.locator("h1").innerText()).toBe("Vérifiez votre messagerie");

    const mail = await until("the mail", async () => (await mailsTo(world, address))[0]);
    await page.goto(`${world.simUrl}/mail/${mail.id}`);
    await page.frameLocator("iframe").getByRole("link", { name: "Confirmer ma place" }).click();
    await page.waitForURL(`${world.url}/i/**`);
    await page.getByRole("button", { name: "Confirmer ma place" }).click();
    expect(await page.locator("h1").innerText()).toBe("C’est confirmé");

    await until("the second mail", async () => (await mailsTo(world, address)).length === 2);

    const link = page.url().split("?")[0] ?? "";
    const calendar = async () =>
      new ICAL.Component(ICAL.parse(await (await context.request.get(`${link}/agenda.ics`)).text()));
    const before = await calendar();
    expect(before.getFirstPropertyValue("method")).toBe("PUBLISH");
    await page.getByRole("button", { name: "Annuler mon inscription" }).click(); // nobody waits: undone by one press, so not asked
    await page.getByRole("button", { name: "Reprendre ma place" }).waitFor();
    expect(await page.locator("h1").innerText()).toBe("C’est annulé");
    expect(taken(id)).toBe(0);
    const after = await calendar();
    expect(after.getFirstPropertyValue("method")).toBe("CANCEL");
    const event = (c: ICAL.Component) => new ICAL.Event(c.getFirstSubcomponent("vevent") ?? undefined);
    expect(event(after).uid).toBe(event(before).uid);
    expect(event(after).sequence).toBeGreaterThan(event(before).sequence);
    await until("three mails", async () => (await mailsTo(world, address)).length === 3);
    // The first was written to an address that nobody had proven: it holds no word that somebody typed.
    const isNamed = (await mailsTo(world, address)).map((m) => m.text.includes("Zoé d’Haÿ-Lô"));
    expect(isNamed).toEqual([false, true, true]);
    expect(await context.cookies(world.url)).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

describe("other ways in", () => {
  test.each([true, false])(
    "on a phone the bar at the foot takes one seat in one press, script %s",
    async (hasScript) => {
      const { page, context } = await openWindow(browser, {
        javaScriptEnabled: hasScript,
        viewport: { width: 390, height: 844 },
      });
      const before = taken("ses_demo-8");
      await page.goto(`${world.url}/ateliers/seances/ses_demo-8`);
      await page.getByRole("button", { name: "Réserver 1 place" }).click();
      if (!hasScript) {
        await page.waitForURL("**/reserver"); // the slower lane, without script
        await page.waitForTimeout(3100);
        await page.getByRole("button", { name: "Réserver", exact: true }).click();
      }
      await page.waitForURL("**/inscription**");
      expect(taken("ses_demo-8")).toBe(before + 1);
      await context.close();
    },
  );

  test("the keyboard alone completes a registration", async () => {
    const { page, context } = await openWindow(browser);
    const tabTo = async (name: RegExp): Promise<void> => {
      for (let i = 0; i < 60; i++) {
        await page.keyboard.press("Tab");
        const focused = await page.evaluate(() => {
          const e = document.activeElement as HTMLInputElement | null;
          return `${e?.innerText ?? ""} ${e?.id ?? ""} ${e?.value ?? ""}`;
        });
        if (name.test(focused)) {
          return;
        }
      }
      throw new Error(`the keyboard never reaches ${name}`);
    };
    await page.goto(`${world.url}/ateliers/seances/ses_demo-1`);
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe("Aller au contenu");
    await page.keyboard.press("Enter");
    await tabTo(/^Réserver\s/);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/inscription**");
    await tabTo(/ name/);
    await page.keyboard.type("Ana");
    await tabTo(/ email/);
    await page.keyboard.type("delivered+keys@resend.dev");
    await tabTo(/Envoyer et recevoir/);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/i/**");
    const mail = await until("the mail", async () => (await mailsTo(world, "delivered+keys@resend.dev"))[0]);
    await page.goto(/http:\S+\/i\/\S+/.exec(mail.text)?.[0] ?? "");
    await tabTo(/Confirmer ma place/);
    await page.keyboard.press("Enter");
    await page.waitForURL("**fait=confirme**");
    await context.close();
  });

  test("errors take the focus, and each line leads to its field", async () => {
    const { page, context } = await openWindow(browser);
    await page.goto(`${world.url}/ateliers/seances/ses_demo-2`);
    await page.getByRole("button", { name: "Réserver", exact: true }).click();
    await page.waitForURL("**/inscription**");
    await page.getByRole("button", { name: "Envoyer et recevoir le message" }).click();
    await page.waitForSelector(".errors");
    await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toBe("errors");
    await page.locator(".errors a").first().click();
    expect(page.url()).toContain("#name");
    await context.close();
  });

  test("« Quitter vite » replaces the page in the history", async () => {
    const { page, context } = await openWindow(browser);
    await context.route("**/quitter", (route) =>
      route.fulfill({ body: "<title>ailleurs</title>", contentType: "text/html" }),
    );
    await page.goto(`${world.url}/mentions-legales`);
    await page.goto(`${world.url}/aide`);
    await page.getByRole("link", { name: "Quitter vite" }).click();
    await page.waitForURL("**/quitter");
    await page.goBack();
    expect(page.url()).toContain("/mentions-legales");
    await context.close();
  });

  test("a form posted through the machine's own address, not localhost, works", async () => {
    const own = Object.values(networkInterfaces())
      .flat()
      .find((n) => n?.family === "IPv4" && !n.internal)?.address;
    expect(own, "this machine has an address of its own").toBeDefined();
    const { page, context } = await openWindow(browser);
    await page.goto(`http://${own}:${new URL(world.url).port}/ateliers/seances/ses_demo-2`);
    await page.getByRole("button", { name: "Réserver", exact: true }).click();
    await page.waitForURL("**/inscription**");
    expect(new URL(page.url()).hostname).toBe(own);
    await page.getByLabel("Prénom ou surnom").fill("Ana");
    await page.getByLabel("Adresse e-mail").fill("delivered+own@resend.dev");
    await page.getByRole("button", { name: "Envoyer et recevoir le message" }).click();
    await page.waitForURL("**/i/**");
    await context.close();
  });
});
