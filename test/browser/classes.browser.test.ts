import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Browser, Page } from "playwright-core";
import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { runSqlFile } from "../../scripts/local/database.ts";
import { roleSql } from "../../scripts/local/people.ts";
import type { Keys } from "../../scripts/local/seal.ts";
import { isPublicHoliday } from "../../src/kernel/working-days.ts";
import { audit, openWindow, startBrowser } from "../support/browser.ts";
import { lastMail, mailsTo, sharedWorld } from "../support/shared-world.ts";
import { until } from "../support/stack.ts";
import { findPath } from "../support/visitor.ts";
import { walked } from "../support/size.ts";

/** A coordinator for this file alone: an address gets five links to sign in with at most. */
const COORDINATOR = "delivered+coordination-classes@resend.dev";

const world = sharedWorld();
let browser: Browser;
const runSql = (sql: string): void => {
  const file = join(world.stack.dir, "more.sql");
  writeFileSync(file, sql);
  runSqlFile(world.stack.dir, file);
};
beforeAll(async () => {
  browser = await startBrowser();
  const keys = JSON.parse(readFileSync(join(world.stack.dir, "keys.json"), "utf8")) as Keys;
  runSql(
    roleSql(
      keys,
      { email: COORDINATOR, organisationId: "org_demo-1", role: "coordinator" },
      Math.floor(Date.now() / 1000),
    ).join("\n"),
  );
});
// The same people write and sign in again at once: for the platform a quarter of an hour has passed.
beforeEach(() =>
  runSql("UPDATE messages SET due_at = due_at - 901 WHERE is_unproven = 1 AND status > 1; DELETE FROM rate_counters;"),
);
afterAll(async () => {
  await browser.close();
});

/** What axe finds on the page that is open, and what overflows; axe itself needs script. */
const look = (page: Page, hasScript: boolean): Promise<string[]> => (hasScript ? audit(page) : Promise.resolve([]));
let before = 0;
/** Opens the link that a mail holds, once it is there; those of the run before do not count. */
async function follow(page: Page, address: string, subject: string, path: string): Promise<void> {
  const mail = await until(subject, async () =>
    (await mailsTo(world, address)).findLast((one) => one.seq > before && one.subject.startsWith(subject)),
  );
  await page.goto(findPath(mail.text, `${world.url}${path}`));
}

/** Signs the coordinator in; where to go next is in the link. */
async function signIn(page: Page, next: string): Promise<void> {
  await page.goto(`${world.url}/connexion?suite=${next}`);
  await page.getByLabel("Adresse e-mail").fill(COORDINATOR);
  await page.waitForTimeout(3100);
  await press(page, "Recevoir un lien");
  await follow(page, COORDINATOR, "Votre lien", "/connexion/lien/");
  await press(page, "Me connecter");
  await page.waitForURL(`**${next}`);
}

/** A Tuesday of a school week, four to five weeks from now, as a date field holds it. */
function tuesday(hour: string): string {
  let day = Temporal.PlainDate.from(new Date().toISOString().slice(0, 10)).add({ days: 28 });
  while (day.dayOfWeek !== 2 || isPublicHoliday(day, "94")) {
    day = day.add({ days: 1 });
  }
  return `${day.toString()}T${hour}`;
}

/** Width and height of a button: an answer must not be easier to press than the other. */
async function sizeOf(page: Page, name: string): Promise<(number | undefined)[]> {
  const box = await page.getByRole("button", { name, exact: true }).boundingBox();
  return [box?.width, box?.height];
}
const press = (page: Page, name: string) => page.getByRole("button", { name }).click();

describe.each(walked({ short: true }))("a class, from the request to the visit, JavaScript %s", (javaScriptEnabled) => {
  const teacher = `delivered+cpe-${javaScriptEnabled ? "js" : "nojs"}@resend.dev`;

  test("a teacher asks, the head agrees, an association takes a slot, both see each other's address, the school cancels", async () => {
    const { context, page, complaints } = await openWindow(browser, {
      javaScriptEnabled,
      viewport: { width: 360, height: 780 },
    });
    page.setDefaultTimeout(15_000);
    before = await lastMail(world);
    const found: string[] = [];
    await page.goto(`${world.url}/etablissements`);
    await page.getByLabel("Votre établissement").fill("créteil");
    await press(page, "Chercher mon établissement");
    if (javaScriptEnabled) {
      await page.getByLabel("Votre établissement").fill("deux rives créteil");
      await page.getByRole("link", { name: /Jean-Jaurès/ }).waitFor({ state: "detached" });
    }
    await page.getByRole("link", { name: /Collège des Deux-Rives/ }).click();

    await press(page, "Recevoir le message");
    await page.waitForSelector(".errors");
    found.push(...(await look(page, javaScriptEnabled)));
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
    found.push(...(await look(page, javaScriptEnabled)));
    const ours = page.url().split("?")[0] ?? "";

    const asso = await openWindow(browser, { javaScriptEnabled, viewport: { width: 360, height: 780 } });
    await signIn(asso.page, "/espace/structures/org_demo-1/demandes");
    found.push(...(await look(asso.page, javaScriptEnabled)));
    await asso.page
      .getByRole("link", { name: /Collège des Deux-Rives/ })
      .first()
      .click();
    await asso.page.locator("input[name=creneau]").nth(1).check();
    found.push(...(await look(asso.page, javaScriptEnabled)));
    await press(asso.page, "Retenir ce créneau");
    await asso.page.getByText("C’est noté").waitFor();

    await follow(page, "delivered+direction-0000202@resend.dev", "Un atelier en classe", "/accord/");
    found.push(...(await look(page, javaScriptEnabled)));
    const [yes, no] = [await sizeOf(page, "J’autorise"), await sizeOf(page, "Je n’autorise pas")];
    expect(yes).toEqual(no);
    await press(page, "J’autorise");
    await page.getByText("Vous avez donné votre accord").first().waitFor();

    await page.goto(ours);
    await page.getByText(COORDINATOR).waitFor();
    await asso.page
      .getByRole("link", { name: /Collège des Deux-Rives/ })
      .first()
      .click();
    await asso.page.getByText(teacher).waitFor();
    found.push(...(await look(asso.page, javaScriptEnabled)), ...(await look(page, javaScriptEnabled)));
    await follow(page, teacher, "Votre atelier est fixé", "/demandes/");
    await press(page, "Annuler la venue");
    await press(page, "Annuler la séance");
    await page.getByText("La séance est annulée.").first().waitFor();
    await until("the association is told", async () =>
      (await mailsTo(world, COORDINATOR)).some((mail) => mail.text.includes("a annulé la séance fixée")),
    );
    for (const path of ["territoire", "seances", "seances/nouvelle", "seances/ses_demo-1"]) {
      await asso.page.goto(`${world.url}/espace/structures/org_demo-1/${path}`);
      found.push(...(await look(asso.page, javaScriptEnabled)));
    }
    expect([found, complaints, asso.complaints]).toEqual([[], [], []]);
    await context.close();
    await asso.context.close();
  });
});

/** Thirty people with a seat in a session that starts now. */
const fullList = (session: string): void => {
  const now = Math.floor(Date.now() / 1000);
  runSql(
    [
      `UPDATE sessions SET starts_at = ${now - 60}, ends_at = ${now + 5400}, capacity = 30, taken = 30, association_id = 'org_demo-1' WHERE id = '${session}';`,
      `INSERT INTO registrations (id, session_id, kind, seats, state, idempotency_key, erase_at, updated_at, created_at)
         SELECT printf('reg_${session}-%02d', value), '${session}', 'person', 1, 'confirmed', '${session}' || value, ${now + 9e6}, ${now}, ${now}
         FROM json_each('[${Array.from({ length: 30 }, (_, i) => i + 1).join(",")}]');`,
      `INSERT INTO participants (id, registration_id, position, age_band, created_at) SELECT 'prt_' || id, id, 1, '18_plus', ${now}
         FROM registrations WHERE session_id = '${session}';`,
    ].join("\n"),
  );
};
const came = (session: string): unknown =>
  world.stack.sql(
    `SELECT count(*) AS n FROM registrations WHERE session_id = '${session}' AND state = 'attended'`,
  )[0]?.["n"];

describe("the day itself, on a phone of 360 px", () => {
  test("thirty people in thirty taps, on targets of 44 px and more; marks survive a reload without network; only ids on the device", async () => {
    const session = "ses_demo-30";
    fullList(session);
    const { context, page, complaints } = await openWindow(browser, { viewport: { width: 360, height: 780 } });
    before = await lastMail(world);
    await signIn(page, `/espace/structures/org_demo-1/seances/${session}`);
    expect(await look(page, true)).toEqual([]);
    const buttons = page.getByRole("button", { name: /^Présent/ });
    const boxes = await Promise.all((await buttons.all()).map((one) => one.boundingBox()));
    for (const box of boxes) {
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
    }
    const [first, last] = [boxes[0]?.y ?? 0, boxes.at(-1)?.y ?? 0];
    expect(last - first).toBeLessThan(30 * 40); // two abreast: half of what one below the other would be
    let taps = 0;
    const tap = async (i: number): Promise<void> => {
      await buttons.nth(i).click();
      taps += 1;
    };
    for (let i = 0; i < 15; i++) {
      await tap(i);
    }
    await until("the first half is with us", () => came(session) === 15);
    await context.setOffline(true);
    for (let i = 15; i < 30; i++) {
      await tap(i);
    }
    await page.getByText("Sans réseau").waitFor();
    const kept = await page.evaluate(() => JSON.stringify(Object.fromEntries(Object.entries(localStorage))));
    expect(kept).toMatch(/reg_ses_demo-30-30/);
    expect(kept.replace(/presence:ses_demo-30:prt_reg_ses_demo-30-\d\d|base|at|value|present|\d|[{}":,\\]/g, "")).toBe(
      "",
    );
    await page.reload().catch(() => undefined);
    await context.setOffline(false);
    await page.goto(`${world.url}/espace/structures/org_demo-1/seances/${session}`);
    await page.getByText("30 présents sur 30").waitFor();
    await until("all are with us", () => came(session) === 30);
    await until("nothing stays on the device", async () => (await page.evaluate(() => localStorage.length)) === 0);
    expect([taps, complaints]).toEqual([30, []]);
    await context.close();
  });

  test("a mark made without network does not undo one that was made later on another device: it says so, and shows it", async () => {
    const session = "ses_demo-28";
    fullList(session);
    const path = `/espace/structures/org_demo-1/seances/${session}`;
    const { context, page, complaints } = await openWindow(browser, { viewport: { width: 360, height: 780 } });
    before = await lastMail(world);
    await signIn(page, path);
    const other = await openWindow(browser, { storageState: await context.storageState() });
    const firstOf = (where: Page, name: RegExp) => where.getByRole("button", { name }).first();
    const cut = (route: { abort: () => Promise<void> }) => route.abort();
    await page.route("**/present", cut);
    await firstOf(page, /^Présent/).click();
    await page.getByText("Sans réseau").waitFor();
    await other.page.goto(world.url + path);
    await page.waitForTimeout(2000); // devices know the site's time to the second
    await firstOf(other.page, /^Absent/).click();
    const stateOf = () =>
      world.stack.sql(`SELECT state FROM registrations WHERE id = 'reg_${session}-01'`)[0]?.["state"];
    await until("the later mark is with us", () => stateOf() === "absent");
    await page.unroute("**/present", cut);
    await page.evaluate(() => dispatchEvent(new Event("online")));
    await page.getByText("une marque plus récente existe").waitFor();
    expect(await firstOf(page, /^Absent/).getAttribute("aria-pressed")).toBe("true");
    expect([stateOf(), await page.evaluate(() => localStorage.length)]).toEqual(["absent", 0]);
    await firstOf(page, /^Présent/).click();
    await until("a mark made over it counts", () => stateOf() === "attended");
    expect([...complaints, ...other.complaints]).toEqual([]);
    await Promise.all([context.close(), other.context.close()]);
  });

  test("without script each tap is a page, and thirty are enough", async () => {
    const session = "ses_demo-29";
    fullList(session);
    const { context, page } = await openWindow(browser, {
      javaScriptEnabled: false,
      viewport: { width: 360, height: 780 },
    });
    before = await lastMail(world);
    await signIn(page, `/espace/structures/org_demo-1/seances/${session}`);
    for (let i = 0; i < 30; i++) {
      await page
        .getByRole("button", { name: /^Présent/ })
        .nth(i)
        .click();
    }
    await page.getByText("30 présents sur 30").waitFor();
    expect(came(session)).toBe(30);
    await context.close();
  });
});
