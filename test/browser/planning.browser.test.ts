import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { DEMO_PEOPLE } from "../../scripts/seed-people.ts";
import { openWindow, startBrowser } from "../support/browser.ts";
import { journeyIn, press } from "../support/journey.ts";
import { sharedWorld } from "../support/shared-world.ts";

const SPACE = "/espace/structures/org_demo-1/seances";

const world = sharedWorld();
const way = journeyIn(world);
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});

describe.each([false, true])("publishing an online session, script %s", (javaScriptEnabled) => {
  test("in the hour of the place chosen: both clocks are told before anything is published, what was typed comes back to be mended", async () => {
    const { page, context, complaints } = await openWindow(browser, {
      javaScriptEnabled,
      viewport: { width: 390, height: 844 },
    });
    await context.addCookies([way.loginOf(DEMO_PEOPLE.coordinator)]);
    await page.goto(`${world.url}${SPACE}/nouvelle`);
    await page.locator('[name="programme"]').selectOption("premier-telephone");
    await page.locator('[name="debut"]').fill("2027-03-18T18:30");
    await page.locator('[name="capacity"]').fill("12");
    await page.locator('[name="lieu"][value="online"]').check();
    if (!javaScriptEnabled) {
      await page.locator('details:has([name="joinUrl"]) > summary').click();
    }
    await page.locator('[name="joinUrl"]').fill("https://visio.asso.fr/salle");
    await page.locator('[name="fuseau"]').selectOption("Pacific/Noumea");
    await page.locator('main form[action$="/nouvelle"] button[type="submit"]').first().click();
    await page.getByText(/18\s?h\s?30 à Nouméa, 8\s?h\s?30 à Paris/).waitFor();
    await press(page, "Corriger");
    expect(await page.locator('[name="debut"]').inputValue()).toBe("2027-03-18T18:30");
    expect(await page.locator('[name="fuseau"]').inputValue()).toBe("Pacific/Noumea");
    await page.locator('main form[action$="/nouvelle"] button[type="submit"]').first().click();
    await page.locator('button[name="confirme"]').click();
    await page.waitForURL("**fait=publier");
    expect(await page.locator("main").innerText()).toMatch(/18 mars 2027/);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("an evening: six dates published, a family with a need and a seat at the door; the room changes for all six and everyone is told; the need is answered, the team called and come", async () => {
    const { page, context, complaints } = await openWindow(browser, {
      javaScriptEnabled,
      viewport: { width: 390, height: 844 },
    });
    page.setDefaultTimeout(15_000);
    await context.addCookies([way.loginOf(DEMO_PEOPLE.coordinator)]);
    await page.goto(`${world.url}${SPACE}/nouvelle`);
    await page.locator('[name="programme"]').selectOption("premier-telephone");
    await page.locator('[name="debut"]').fill(javaScriptEnabled ? "2027-05-12T18:30" : "2027-05-13T18:30");
    await page.locator('[name="semaines"]').fill("6");
    await page.locator('[name="capacity"]').fill("12");
    await page.locator('[name="lieu"]').first().check();
    await page.locator('main form[action$="/nouvelle"] button[type="submit"]').first().click();
    await page.locator('[name="dates"]').first().waitFor();
    for (const date of await page.locator('[name="dates"]').all()) {
      await date.check(); // public holidays are proposed struck out
    }
    await page.locator('button[name="confirme"]').click();
    await page.waitForURL("**fait=publier");
    const dates = way
      .sql(
        "SELECT id FROM sessions WHERE series_id = (SELECT series_id FROM sessions WHERE series_id IS NOT NULL ORDER BY created_at DESC, id DESC LIMIT 1) ORDER BY starts_at",
      )
      .map(({ id }) => String(id));
    expect(dates).toHaveLength(6);
    const own = `${world.url}${SPACE}/${dates[0] ?? ""}`;

    const family = `delivered+soiree-${javaScriptEnabled ? "js" : "nojs"}@resend.dev`;
    await page.goto(`${own}/ajouter`);
    await page.locator('[name="prenom"]').fill("Ana");
    await page.locator('[name="age"][value="18_plus"]').check();
    await page.locator('[name="besoins"][value="sign_language"]').check();
    await page.locator('[name="email"]').fill(family);
    await press(page, "Ajouter");
    await page.waitForURL("**fait=**");
    const mail = await openWindow(browser, { javaScriptEnabled, viewport: { width: 390, height: 844 } });
    await way.open(mail.page, family, "Confirmer ma place", "/i/");
    await press(mail.page, "Confirmer ma place");
    await mail.page.waitForURL("**fait=confirme**");
    await page.goto(`${own}/ajouter`);
    await page.locator('[name="prenom"]').fill("Paul");
    await page.locator('[name="age"][value="18_plus"]').check();
    await page.locator('[name="places"]').selectOption("2");
    await press(page, "Ajouter");
    await page.waitForURL("**fait=**");
    expect(way.taken(dates[0] ?? "")).toBe(3);

    await page.goto(`${own}/modifier`);
    await page.locator('[name="portee"][value="toutes"]').first().check();
    await page.locator('[name="lieu"][value="new"]').check();
    // The choice opens its fields, where scripts run.
    expect(await page.locator('[name="address"]').isVisible()).toBe(javaScriptEnabled);
    if (!javaScriptEnabled) {
      await page.locator('details:has([name="address"]) > summary').click();
    }
    await page.locator('[name="name"]').fill("Maison bleue");
    await page.locator('[name="address"]').fill("2 rue des Essais");
    await page.locator('[name="commune"]').fill("Créteil");
    await page.locator('[name="departement"]').selectOption("94");
    await press(page, "Enregistrer");
    await press(page, "Enregistrer et prévenir");
    await page.waitForURL("**fait=modifier");
    expect((await way.newest(family, "Maison bleue")).text).toContain("2 rue des Essais");
    const rooms = way.sql(
      `SELECT count(DISTINCT venue_id) AS n, count(*) AS of FROM sessions WHERE id IN ('${dates.join("', '")}') AND venue_id IN (SELECT id FROM venues WHERE name = 'Maison bleue')`,
    );
    expect(rooms).toEqual([{ n: 1, of: 6 }]);

    await page.goto(own);
    await page.getByRole("button", { name: "Interprète en langue des signes : Prévu" }).click();
    await page.waitForURL("**fait=**");
    expect((await way.newest(family, "C’est prévu")).text).toContain("langue des signes");

    await page.goto(`${own}/equipe`);
    await press(page, "Appeler l’équipe");
    await page.waitForURL("**fait=**");
    await way.newest(DEMO_PEOPLE.facilitator, "On cherche quelqu");
    const team = await openWindow(browser, { javaScriptEnabled, viewport: { width: 390, height: 844 } });
    await team.context.addCookies([way.loginOf(DEMO_PEOPLE.facilitator)]);
    await team.page.goto(`${world.url}/espace/structures/org_demo-1/mes-seances`);
    await team.page
      .locator("form", { has: team.page.locator(`input[name="seance"][value="${dates[0] ?? ""}"]`) })
      .getByRole("button")
      .click();
    await team.page.waitForURL("**fait=**");
    expect(
      way.sql(
        `SELECT count(*) AS n FROM session_facilitators WHERE session_id = '${dates[0] ?? ""}' AND state = 'assigned'`,
      ),
    ).toEqual([{ n: 1 }]);
    expect([complaints, mail.complaints, team.complaints]).toEqual([[], [], []]);
    await Promise.all([context, mail.context, team.context].map((one) => one.close()));
  });
});
