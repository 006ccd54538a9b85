import ICAL from "ical.js";
import type { Browser, BrowserContext } from "playwright-core";
import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { DEMO_PEOPLE } from "../../../scripts/seed-people.ts";
import { audit, openWindow, startBrowser } from "../../support/browser.ts";
import { heading, journeyIn, press, pressFor, pressReserve } from "../../support/journey.ts";
import { sharedWorld } from "../../support/shared-world.ts";
import { walked } from "../../support/size.ts";

const world = sharedWorld();
let browser: Browser;
const way = journeyIn(world);
beforeAll(async () => {
  browser = await startBrowser();
  way.advance(nextMorning() - way.now());
  coordinator = await signIn();
});
afterAll(async () => {
  await browser.close();
});
const HOUR = 3600;
let coordinator: Awaited<ReturnType<BrowserContext["storageState"]>>;

/** Signs the demo's coordinator in, once; what a browser then holds. */
async function signIn(): Promise<typeof coordinator> {
  const { page, context } = await openWindow(browser);
  await page.goto(`${world.url}/connexion?suite=/espace/structures/org_demo-1`);
  await page.getByLabel("Adresse e-mail").fill(DEMO_PEOPLE.coordinator);
  await page.waitForTimeout(3100);
  await press(page, "Recevoir un lien");
  await way.open(page, DEMO_PEOPLE.coordinator, "Votre lien", "/connexion/lien/");
  await press(page, "Me connecter");
  await page.waitForURL("**/espace/structures/org_demo-1");
  const pages = ["", "/intervenants", "/seances", "/mes-seances"].map((path) => `/espace/structures/org_demo-1${path}`);
  for (const path of [
    ...pages,
    `/espace/structures/org_demo-1/seances/${way.session("mon-telephone-mes-limites", 8)}/equipe`,
  ]) {
    await page.goto(world.url + path);
    expect(await audit(page)).toEqual([]);
  }
  const held = await context.storageState();
  await context.close();
  return held;
}

/** The next time it is 10:00 in Paris, at least a day from now: an hour at which parents may be offered a seat. */
const nextMorning = (): number =>
  Temporal.Instant.fromEpochMilliseconds(way.now() * 1000)
    .toZonedDateTimeISO("Europe/Paris")
    .add({ days: 1 })
    .with({ hour: 10, minute: 0, second: 0 }).epochMilliseconds / 1000;

// Both at once: each has a session of its own.
describe.concurrent.each(walked({ short: false }))(
  "a waiting list of mixed groups, JavaScript %s",
  (javaScriptEnabled) => {
    const tag = javaScriptEnabled ? "js" : "nojs";
    const address = (who: string): string => `delivered+${who}-list-${tag}@resend.dev`;

    test("to the last seat: the family is passed once and told, then served whole, and takes one of its two seats; then moved, then cancelled, calendars with it", async () => {
      const { context, page, complaints } = await openWindow(browser, {
        javaScriptEnabled,
        viewport: { width: 360, height: 780 },
      });
      page.setDefaultTimeout(15_000);
      const id = way.session("premier-telephone", 3);
      const waitForTicket = () => page.waitForTimeout(javaScriptEnabled ? 300 : 3100);
      const links: Record<string, string> = {};
      const ask = async (who: string, places: number, list: boolean): Promise<void> => {
        await page.goto(`${world.url}/ateliers/seances/${id}${list ? "/liste" : ""}`);
        await page.getByLabel(/Combien de places/).selectOption(String(places));
        if (!list) {
          await pressReserve(page, javaScriptEnabled);
        }
        await page.getByLabel("Prénom ou surnom").fill(who);
        await page.getByLabel("Adresse e-mail").fill(address(who));
        if (list) {
          await waitForTicket();
        }
        await press(page, list ? "Rejoindre la liste" : "Envoyer et recevoir le message");
        await page.waitForURL("**/i/**");
        await way.open(page, address(who), list ? "Prendre mon rang" : "Confirmer ma place", "/i/");
        links[who] = page.url().split("?")[0] ?? "";
        const button = list ? "Prendre mon rang" : places > 1 ? "Confirmer nos places" : "Confirmer ma place";
        await pressFor(page, button, list ? "rang" : "confirme");
      };
      await ask("ana", 2, false);
      await ask("ben", 1, false);
      await ask("famille", 2, true);
      await ask("dan", 1, true);
      expect(await heading(page)).toBe("Vous êtes 2e sur la liste");
      await page.goto(links["ben"] ?? "");
      await page.getByRole("button", { name: /^Annuler/ }).click();
      await pressFor(page, "Annuler l’inscription", "annule");
      await way.newest(address("dan"), "Une place vous attend");
      await way.newest(address("famille"), "pas assez pour tout");
      await page.goto(links["dan"] ?? "");
      await pressFor(page, "Je prends la place", "confirme");
      await page.goto(links["ana"] ?? "");
      await page.getByRole("button", { name: /^Annuler/ }).click();
      await pressFor(page, "Annuler l’inscription", "annule");
      await way.newest(address("famille"), "Une place vous attend");
      await page.goto(links["famille"] ?? "");
      await page.locator('main input[type="checkbox"]').nth(1).uncheck();
      await pressFor(page, "Prendre ces places", "confirme");
      expect([way.taken(id), way.stateOf(id)]).toEqual([2, ["cancelled", "cancelled", "confirmed", "confirmed"]]);

      const calendar = async () => {
        const text = await (await context.request.get(`${links["dan"]}/agenda.ics`)).text();
        const root = new ICAL.Component(ICAL.parse(text));
        const event = new ICAL.Event(root.getFirstSubcomponent("vevent") ?? undefined);
        return {
          method: root.getFirstPropertyValue("method"),
          uid: event.uid,
          sequence: event.sequence,
          start: event.startDate.toString(),
        };
      };
      const first = await calendar();
      const desk = await openWindow(browser, {
        javaScriptEnabled,
        viewport: { width: 360, height: 780 },
        storageState: coordinator,
      });
      const staff = desk.page;
      await staff.goto(`${world.url}/espace/structures/org_demo-1/seances/${id}/modifier`);
      const moved = Temporal.Instant.fromEpochMilliseconds((way.now() + 12 * 24 * HOUR) * 1000)
        .toZonedDateTimeISO("Europe/Paris")
        .with({ hour: 18, minute: 30, second: 0 });
      const typed = (at: Temporal.ZonedDateTime): string => at.toPlainDateTime().toString({ smallestUnit: "minute" });
      await staff.getByLabel("Début", { exact: true }).fill(typed(moved));
      await staff.getByLabel("Fin", { exact: true }).fill(typed(moved.add({ hours: 1 })));
      await press(staff, "Enregistrer");
      await press(staff, "Enregistrer et prévenir");
      await way.newest(address("dan"), "Nouvelle date");
      const second = await calendar();
      expect(second).toMatchObject({
        method: "PUBLISH",
        uid: first.uid,
        start: moved.toPlainDateTime().toString({ smallestUnit: "second" }),
      });
      expect(second.sequence).toBeGreaterThan(first.sequence);
      await staff.goto(`${world.url}/espace/structures/org_demo-1/seances/${id}`);
      await press(staff, "Annuler la séance");
      await press(staff, "Annuler la séance");
      way.advance(120); // many people are told by the clock, a minute later
      await world.stack.tick();
      await way.newest(address("famille"), "a dû annuler");
      const third = await calendar();
      expect([third.method, third.uid, third.sequence > second.sequence]).toEqual(["CANCEL", first.uid, true]);
      expect([way.taken(id), complaints]).toEqual([0, []]);
      await desk.context.close();
      await context.close();
    });
  },
);
