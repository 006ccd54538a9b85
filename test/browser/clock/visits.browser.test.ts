import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { roleSql } from "../../../scripts/local/people.ts";
import type { Keys } from "../../../scripts/local/seal.ts";
import { isPublicHoliday } from "../../../src/kernel/working-days.ts";
import { read } from "../../support/assessing.ts";
import { audit, openWindow, startBrowser } from "../../support/browser.ts";
import { heading, journeyIn, press, pressFor } from "../../support/journey.ts";
import { sharedWorld } from "../../support/shared-world.ts";
import { until } from "../../support/stack.ts";
import { walked } from "../../support/size.ts";

/* A request of four classes over two half-days, from the first screen to the paper of the class, through the screens of everybody. */

const DAY = 86_400;
const COORDINATOR = "delivered+coordination-visites@resend.dev";
const HEAD = "delivered+direction-0000202@resend.dev";
const INBOX = "/espace/structures/org_demo-1/demandes";

const world = sharedWorld();
let browser: Browser;
const way = journeyIn(world);
beforeAll(async () => {
  browser = await startBrowser();
  const keys = read<Keys>(join(world.stack.dir, "keys.json"));
  const who = { email: COORDINATOR, organisationId: "org_demo-1", role: "coordinator" } as const;
  world.stack.sql(`${roleSql(keys, who, way.now()).join("\n")}\nSELECT 1`);
});
afterAll(async () => {
  await browser.close();
});

/** Two days of school that follow each other, so many days from the clock's now at least. */
function schoolDays(after: number): [Temporal.PlainDate, Temporal.PlainDate] {
  const now = Temporal.Instant.fromEpochMilliseconds(way.now() * 1000).toZonedDateTimeISO("Europe/Paris");
  const isFree = (one: Temporal.PlainDate): boolean => one.dayOfWeek < 6 && !isPublicHoliday(one, "94");
  let found = now.toPlainDate().add({ days: after });
  while (!isFree(found) || !isFree(found.add({ days: 1 }))) {
    found = found.add({ days: 1 });
  }
  return [found, found.add({ days: 1 })];
}
/** Time goes on, a few days at a time, so that what each of them brings leaves in its order. */
async function goOn(days: number): Promise<void> {
  for (let left = days; left > 0; left -= 4) {
    way.advance(Math.min(4, left) * DAY);
    await world.stack.tick();
  }
}
const main = async (page: Page): Promise<string> =>
  (await page.locator("main").innerText()).replaceAll(/[\u00a0\u202f]/g, " ");

describe.each(walked({ short: false }))("a visit, JavaScript %s", (javaScriptEnabled) => {
  const tag = javaScriptEnabled ? "js" : "nojs";
  const found: string[] = [];
  const look = async (page: Page): Promise<void> => {
    const wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth").catch(() => 0);
    found.push(
      ...(javaScriptEnabled ? await audit(page) : []),
      ...(Number(wide) > 0 ? [`${page.url()} overflows`] : []),
    );
  };
  const window = async () => {
    const opened = await openWindow(browser, { javaScriptEnabled, viewport: { width: 390, height: 844 } });
    opened.page.setDefaultTimeout(15_000);
    return opened;
  };
  /** The form, with as many classes as there are letters, and its first date; gives the page of who asked. */
  async function asked(page: Page, email: string, fill: (page: Page) => Promise<void>): Promise<string> {
    await page.goto(`${world.url}/etablissements/demande?nom=deux+rives`);
    await page.getByRole("link", { name: /Collège des Deux-Rives/ }).click();
    await page.waitForURL("**/demande/0000202V");
    await page.getByLabel(/Agir en témoin/).check();
    await fill(page);
    await page.getByLabel("Adultes de l’établissement présents").fill("2");
    await page.getByLabel("Qui reste dans la salle").selectOption("teacher");
    await page.getByLabel("Non", { exact: true }).check();
    await page.getByLabel(/Écrivez à l’adresse officielle/).check();
    await page.getByLabel("Votre fonction").selectOption("cpe");
    await page.getByLabel("Votre adresse e-mail professionnelle").fill(email);
    await page.waitForTimeout(3100);
    await press(page, "Recevoir le message de confirmation");
    await page.getByText("Vérifiez votre messagerie").waitFor();
    await way.open(page, email, "Un clic", "/demandes/");
    await pressFor(page, "Envoyer ma demande", "confirmer");
    return page.url().split("?")[0] ?? "";
  }

  test("four classes over two half-days: the head late, other dates, a number changed, moved by two yeses, counted, attested, reported, asked again", async () => {
    const { context, page, complaints } = await window();
    const desk = await window();
    const teacher = `delivered+visite-${tag}@resend.dev`;
    const [first, second] = schoolDays(40);
    const ours = await asked(page, teacher, async () => {
      await page.locator("summary", { hasText: "Ajouter une deuxième" }).click();
      for (const [i, letter] of ["A", "B", "C", "D"].entries()) {
        await page.locator(`#niveau${i + 1}`).selectOption("4e");
        await page.locator(`#lettre${i + 1}`).fill(letter);
        await page.locator(`#eleves${i + 1}`).fill("26");
      }
      await page.getByLabel("Créneau 1").first().fill(`${first.toString()}T08:00`);
      await page.locator("summary", { hasText: "Répartir sur plusieurs jours" }).click();
      await page.locator("#creneau1_3").fill(`${second.toString()}T08:00`);
      await press(page, "Voir l’heure de fin de chaque classe");
      await page.getByText("Les heures de chaque classe, avec leur fin").waitFor();
      expect(await main(page)).toContain("8 h – 9 h 50, 10 h – 11 h 50 ; puis");
      await look(page);
    });
    await look(page);

    await goOn(15);
    await way.newest(HEAD, "attend votre accord");
    await desk.context.addCookies([way.loginOf(COORDINATOR)]);
    const id = String(world.stack.sql("SELECT max(id) AS id FROM workshop_requests")[0]?.["id"]);
    await desk.page.goto(`${world.url}${INBOX}/${id}`);
    await desk.page.locator("summary", { hasText: "Proposer d’autres dates" }).click();
    const [other, otherAfter] = schoolDays(28);
    await desk.page.getByLabel("Date 1").first().fill(`${other.toString()}T08:00`);
    await desk.page.locator("summary", { hasText: "Répartir sur plusieurs jours" }).click();
    await desk.page.locator("#creneau1_3").fill(`${otherAfter.toString()}T08:00`);
    await look(desk.page);
    await pressFor(desk.page, "Proposer ces dates", "proposer");

    // The link of this request: the mailbox of the school holds those of others too.
    await page.goto(ours);
    await page.locator("a[href*='/accord/']").click();
    await page.waitForURL("**/accord/**");
    await look(page);
    await press(page, "J’autorise");
    await page.getByText("Vous avez donné votre accord").first().waitFor();
    const headPage = page.url();
    await page.goto(ours);
    await page.locator("input[name=creneau]").first().check();
    await look(page);
    await pressFor(page, "Choisir cette date", "choisir");

    await page.locator("summary", { hasText: "Changer les nombres" }).click();
    await page.locator("#eleves1").fill("28");
    await pressFor(page, "Enregistrer les nombres", "nombres");
    await page.getByLabel("Votre mot").fill("La salle polyvalente est réservée pour vous.");
    await page.getByLabel("Ce mot ne contient aucun nom d’élève").check();
    await pressFor(page, "Envoyer ce mot", "ecrire");
    await look(page);

    await desk.page.goto(`${world.url}${INBOX}/${id}`);
    expect(await main(desk.page)).toContain("La salle polyvalente est réservée");
    await look(desk.page);
    await desk.page.locator("summary", { hasText: "Proposer une autre date" }).click();
    const [moved, movedAfter] = schoolDays(35);
    await desk.page.getByLabel("Date 1").first().fill(`${moved.toString()}T08:00`);
    await desk.page.locator("summary", { hasText: "Répartir sur plusieurs jours" }).click();
    await desk.page.locator("#creneau1_3").fill(`${movedAfter.toString()}T08:00`);
    await pressFor(desk.page, "Demander cette autre date", "deplacer");
    await page.goto(ours);
    await page.locator("input[name=autre]").first().check();
    await look(page);
    await pressFor(page, "Accepter cette date", "accepter-date");

    await page.goto(headPage);
    expect(await main(page)).toMatch(/Qui vient[\s\S]*4 classes, 106 élèves/);
    await look(page);

    const left = Math.ceil(
      (Number(world.stack.sql(`SELECT starts_at AS at FROM workshop_requests WHERE id = '${id}'`)[0]?.["at"]) -
        way.now()) /
        DAY,
    );
    await goOn(left + 2);
    await desk.context.addCookies([way.loginOf(COORDINATOR)]);
    const sessions = world.stack.sql(
      `SELECT session_id AS id FROM workshop_request_groups WHERE workshop_request_id = '${id}' ORDER BY position LIMIT 3`,
    );
    for (const { id: session } of sessions) {
      await desk.page.goto(`${world.url}/espace/structures/org_demo-1/seances/${String(session)}`);
      await desk.page.getByLabel("Élèves présents").fill("25");
      await desk.page.getByLabel("Adultes présents").fill("2");
      await press(desk.page, "Enregistrer ces nombres");
      await desk.page.waitForURL("**fait=**");
    }
    await page.goto(ours);
    await pressFor(page, "Je confirme ces nombres", "presence");
    await look(page);
    await press(page, "Attestation de la venue : 3 classes sur 4");
    await page.getByText("Attestation de présence").waitFor();
    expect(await main(page)).toContain("3 classes sur 4");

    await goOn(11);
    await until("the report is sent", async () => {
      await page.goto(ours);
      return (await page.content()).includes("Bilan envoyé") ? true : undefined;
    });
    await way.newest(HEAD, "Le bilan d’un atelier");
    await page.goto(`${headPage.split("?")[0] ?? ""}/bilan`);
    expect(await main(page)).toContain("En tout : 75 élèves, 3 classes sur 4");
    await look(page);
    await page.goto(ours);
    await page.locator("summary", { hasText: "jour par jour" }).click();
    expect(await main(page)).toMatch(/Séance fixée[\s\S]*Autre date demandée par l’association[\s\S]*Bilan envoyé/);
    await page.getByRole("link", { name: "Redemander la même chose" }).click();
    await page.waitForURL("**comme=**");
    expect(await page.locator("#lettre2").inputValue()).toBe("B");

    await page.goto(`${world.url}/inscription/retrouver`);
    await page
      .getByLabel(/adresse/i)
      .first()
      .fill(teacher);
    await page.waitForTimeout(3100);
    await page.locator("main form button[type=submit]").first().click();
    await way.open(page, teacher, "Vos inscriptions", "/mes-demandes/");
    expect(await main(page)).toContain("Agir en témoin");
    await look(page);
    expect([found, complaints, desk.complaints]).toEqual([[], [], []]);
    await context.close();
    await desk.context.close();
  }, 240_000);

  test("a request that lapsed is opened again by one button, with nothing typed twice", async () => {
    const { context, page, complaints } = await window();
    const ours = await asked(page, `delivered+eteinte-${tag}@resend.dev`, async () => {
      await page.locator("#niveau1").selectOption("4e");
      await page.getByLabel("Classe 1 : élèves").fill("24");
    });
    // Holidays put the last day off: how long it takes depends on the day.
    await goOn(20);
    await until("the request has lapsed", async () => {
      await goOn(2);
      await page.goto(ours);
      return (await heading(page)) === "La demande s’est éteinte" ? true : undefined;
    });
    await look(page);
    await pressFor(page, "Rouvrir la demande", "relancer");
    expect(await heading(page)).toBe("On attend l’accord de la direction");
    expect([found, complaints]).toEqual([[], []]);
    await context.close();
  }, 120_000);
});
