import { setTimeout } from "node:timers/promises";

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { statusPage } from "../../workers/reactor/status-page.ts";
import { HELP_PATHS } from "../../workers/prerender/paths.ts";
import type { Label } from "../../src/label/decision/label.ts";
import { exampleLabel } from "../../src/label/registry/open-data.ts";
import { RegistryPage } from "../../src/label/registry/registry.pages.tsx";
import type { ReferentialFile } from "../../src/label/scoring/formats.ts";
import { REFERENTIAL_FILE } from "../support/referential.ts";
import { openWindow, startBrowser, tooWide, violationsOn } from "../support/browser.ts";
import { mailsTo, sharedWorld } from "../support/shared-world.ts";
import { until } from "../support/stack.ts";
import { sized } from "../support/size.ts";

const world = sharedWorld();
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
  world.stack.sql("UPDATE sessions SET taken = capacity WHERE id = 'ses_demo-9'");
});
afterAll(async () => {
  await browser.close();
});

/** One page in so many is looked at where what differs is the same for all: in the dark, and without our scripts. */
const IN_THE_DARK = sized({ short: 5, long: 1 });
const WITHOUT_SCRIPTS = sized({ short: 4, long: 1 });

/** Pages on which a script shows or changes something as it starts. */
const MOVING = [
  "/",
  "/aide",
  "/ateliers",
  "/ateliers/seances/ses_demo-4",
  "/chercher",
  "/partenaires",
  "/kit",
  "/etablissements",
  "/label/simulateur",
  "/label/comparateur",
  "/label/registre",
];

/** Every public page, and the states of the pages of one person. */
const PAGES = [
  "/",
  "/ateliers",
  "/ateliers?departement=94&sans_marche=1",
  "/ateliers/regles",
  "/associations/demo-1",
  "/etablissements",
  "/etablissements/demande?nom=creteil",
  "/etablissements/demande/0000202V",
  "/etablissements/demande/absent",
  "/etablissements/envoye",
  "/etablissements/prevenir",
  "/attestations/verifier",
  "/observatoire",
  "/integrer",
  "/integrer/ateliers?departement=94",
  "/ateliers/mon-telephone-mes-limites",
  "/ateliers/seances/ses_demo-4",
  ...HELP_PATHS,
  "/jeunes/moins-de-15-ans",
  "/label",
  "/label/referentiel",
  "/label/simulateur",
  "/label/ma-mutuelle",
  "/label/calcul",
  "/label/registre",
  "/label/comptes",
  "/label/registre?mineurs=1",
  "/label/journal/temoins",
  "/label/comparateur",
  "/label/verifier",
  "/label/journal",
  "/label/projet/remarques",
  "/ateliers/garder-la-main-sur-sa-ligne",
  "/ateliers/photos-partages-et-respect",
  "/ateliers/premier-telephone",
  "/ateliers/quand-les-messages-font-mal",
  "/ateliers/notre-pacte-du-telephone",
  "/ateliers/accueillir-la-parole",
  "/ateliers/reperer-en-consultation",
  "/ateliers/mon-numero-mes-regles",
  "/ateliers/vivre-en-groupe-de-messages",
  "/ateliers/agir-en-temoin",
  "/ateliers/seances/ses_demo-1",
  "/ateliers/seances/ses_demo-9",
  "/ateliers/seances/ses_demo-9/liste",
  "/ateliers/seances/ses_demo-38",
  "/ateliers/seances/ses_demo-38/liste",
  "/ateliers/seances/ses_demo-38/tirage",

  "/inscription/retrouver",
  "/inscription/retrouver/envoye",
  "/chercher",
  "/mentions-legales",
  "/confidentialite",
  "/accessibilite",

  "/parents",
  "/parents?parcours=en-parler",
  "/parents/reperes-4",
  "/parents/reperes-2/5",
  "/parents/envoye?p=reperes-1",
  "/preferences",
  "/preferences/envoye",
  "/connexion",
  "/a-propos",
  "/contact",
  "/structures/demander",
  "/structures/demander/envoye",
  "/invitation/nope",
  "/nope",
  "/i/nope",
  "/u/nope",
  "/preferences/nope",
];

const HEAVIEST = [
  "/",
  "/label/simulateur",
  "/ateliers",
  "/parents",
  "/parents/reperes-2/5",
  "/ateliers/seances/ses_demo-1",
];

describe("every public page", () => {
  test("axe finds nothing in light or dark, nothing overflows from 320 px on, one h1, no violation of the policy", async () => {
    const { page, context, complaints } = await openWindow(browser);
    const found: string[] = [];
    let looked = 0;
    page.on("dialog", (dialog) => void dialog.accept());
    const look = async (name: string): Promise<void> => {
      found.push(...(await violationsOn(page)).map((violation) => `${name}: ${violation}`));
      // What is dark differs from what is light in its colours alone, and colours change no width.
      if (looked++ % IN_THE_DARK === 0) {
        await page.emulateMedia({ colorScheme: "dark" });
        found.push(...(await violationsOn(page, "color-contrast")).map((violation) => `${name}, dark: ${violation}`));
        await page.emulateMedia({ colorScheme: "light" });
      }
      for (const width of [320, 768, 1440]) {
        const overflow = await tooWide(page, width);
        found.push(...(overflow > 0 ? [`${name}: ${overflow} px too wide at ${width}`] : []));
      }
      found.push(...((await page.locator("h1").count()) === 1 ? [] : [`${name}: not one h1`]));
    };
    for (const path of PAGES) {
      await page.goto(world.url + path);
      await look(path);
    }
    await page.goto(`${world.url}/aide`);
    for (const id of ["danger-oui", "w5", "q1"]) {
      await page.check(`#${id}`);
    }
    await page.locator("article:visible summary").first().click();
    await look("a result of /aide");
    await page.goto(`${world.url}/recours/journal`);
    await page.fill("#on", "2026-11-03");
    await page.fill("#what", "Trois appels");
    await page.getByRole("button", { name: "Ajouter au journal" }).click();
    await look("a journal");
    await page.getByRole("button", { name: "Tout effacer" }).click({ noWaitAfter: true });
    await page.goto(`${world.url}/ateliers/seances/ses_demo-3`);
    await page.getByLabel(/Pour moi.*18.ans ou plus/).check();
    await page.getByRole("button", { name: "Réserver", exact: true }).click();
    await page.waitForURL("**/inscription**");
    await look("form");
    await page.getByRole("button", { name: "Envoyer et recevoir le message" }).click();
    await page.waitForSelector(".errors");
    await look("form with errors");
    const address = "delivered+axe@resend.dev";
    await page.getByLabel("Prénom ou surnom").fill("Ana");
    await page.getByLabel("Adresse e-mail").fill(address);
    await page.getByRole("button", { name: "Envoyer et recevoir le message" }).click();
    await page.waitForURL("**/i/**");
    await look("check your mail");
    const mail = await until("the mail", async () => (await mailsTo(world, address))[0]);
    await page.goto(/http:\S+\/i\/\S+/.exec(mail.text)?.[0] ?? "");
    await look("confirm");
    await page.getByRole("button", { name: "Confirmer ma place" }).click();
    await page.waitForURL("**fait=confirme**");
    await look("confirmed");
    await page.getByText("Ce que nous gardons, et tout effacer").click();
    await look("what we keep");
    await page.getByRole("button", { name: "Effacer maintenant" }).click();
    await page.waitForSelector("text=Tout est effacé");
    await look("erased");
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

test("the state of the platform, a file that no Worker answers: axe finds nothing, nothing overflows at 320 px", async () => {
  const { page, context } = await openWindow(browser);
  const line = { label: "3018", href: "tel:3018", what: "jeunes et parents, violences en ligne" };
  for (const stuck of [[], ["database", "mail"]]) {
    await page.setContent(statusPage({ stuck, at: 1_796_115_600 }, [line]));
    expect([await violationsOn(page), await tooWide(page, 320)]).toEqual([[], 0]);
  }
  await context.close();
});

test("whatever lies on a registry card is what is pressed there: its links, its box, then the card itself", async () => {
  const { page, context } = await openWindow(browser);
  await page.goto(`${world.url}/label/registre`);
  const label = {
    ...exampleLabel(),
    tonight: { line: "https://exemple.fr/ligne", form: "https://exemple.fr/ecrire", hours: "always", on: "2026-11-01" },
  } as Label;
  const file = REFERENTIAL_FILE as ReferentialFile;
  const counts = { labels: 1, decided: 1, refused: 0 };
  const html = String(RegistryPage({ labels: [label], counts, after: null, query: {}, todayOn: "2026-11-22", file }));
  await page.evaluate((main) => {
    document.querySelector("main")?.setHTMLUnsafe(main);
  }, html);
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 1200 });
    const pressed = await page.locator(".go a:not(.cover), .go .choice").evaluateAll((all) =>
      all.map((one) => {
        one.scrollIntoView({ block: "center" });
        const { left, top, width: wide, height } = one.getBoundingClientRect();
        const hit = document.elementFromPoint(left + Math.min(wide, 40) / 2, top + height / 2);
        return one.contains(hit) ? "itself" : `${one.textContent?.trim()} is under ${hit?.outerHTML.slice(0, 60)}`;
      }),
    );
    expect([width, ...pressed]).toEqual([width, "itself", "itself", "itself"]);
  }
  await context.close();
});

test("printed, the help band is on one page", async () => {
  const { page, context } = await openWindow(browser);
  await page.goto(`${world.url}/contact`);
  await page.emulateMedia({ media: "print" });
  expect(await page.locator(".band").evaluate((band) => getComputedStyle(band).breakInside)).toBe("avoid");
  await context.close();
});

test("axe finds what is planted: in the dark what cannot be read, in the light also what has no name", async () => {
  const { page, context } = await openWindow(browser, { colorScheme: "dark" });
  await page.goto(`${world.url}/contact`);
  await page.evaluate(() => {
    document
      .querySelector("main")
      ?.insertAdjacentHTML("beforeend", "<p id='pale'>à peine lisible</p><button></button>");
    document.getElementById("pale")?.style.setProperty("color", "rgb(40 40 40)");
    document.getElementById("pale")?.style.setProperty("background", "rgb(30 30 30)");
  });
  expect(await violationsOn(page, "color-contrast")).toEqual(["color-contrast: #pale"]);
  expect((await violationsOn(page)).map((found) => found.split(":")[0])).toEqual(["button-name", "color-contrast"]);
  await context.close();
});

test("axe finds nothing either where our scripts do not run: blank models, directory without its search", async () => {
  const { page, context } = await openWindow(browser);
  await context.route(/\.js$/, (route) => route.abort());
  const found: string[] = [];
  for (const path of HELP_PATHS.filter((_, i) => i % WITHOUT_SCRIPTS === 0)) {
    await page.goto(world.url + path);
    found.push(...(await violationsOn(page)).map((violation) => `${path}: ${violation}`));
  }
  expect(await page.locator(".find").isVisible()).toBe(false);
  expect(found).toEqual([]);
  await context.close();
});

describe("what a page weighs", () => {
  test("80 KB at most over the wire, cold, with font and style sheet; no third party", async () => {
    const { page, context, complaints } = await openWindow(browser);
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    let bytes = 0;
    session.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
    const weights: Record<string, number> = {};
    for (const path of [...HELP_PATHS, ...HEAVIEST]) {
      await session.send("Network.clearBrowserCache");
      bytes = 0;
      await page.goto(world.url + path, { waitUntil: "networkidle" });
      weights[path] = Math.round(bytes / 1024);
    }
    console.log("KB over the wire:", weights);
    expect(Math.max(...Object.values(weights))).toBeLessThanOrEqual(80);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("nothing moves once it is drawn: what a script shows has its room, however late the script comes", async () => {
    const { page, context } = await openWindow(browser, { viewport: { width: 412, height: 823 } });
    await page.route(/\.js(?:\?|$)/, async (route) => {
      await setTimeout(400);
      await route.continue();
    });
    await page.addInitScript(() => {
      const moved: number[] = Object.assign(globalThis, { moved: [] }).moved;
      new PerformanceObserver((list) => {
        moved.push(...list.getEntries().map((entry) => (entry as PerformanceEntry & { value: number }).value));
      }).observe({ type: "layout-shift", buffered: true });
    });
    const shifts: Record<string, number[]> = {};
    for (const path of MOVING) {
      await page.goto(world.url + path, { waitUntil: "load" });
      await page.waitForTimeout(300);
      shifts[path] = await page.evaluate(() => (globalThis as unknown as { moved: number[] }).moved);
    }
    expect(shifts).toEqual(Object.fromEntries(MOVING.map((path) => [path, []])));
    await context.close();
  });

  test("the text can be twice as large without losing anything", async () => {
    const { page, context } = await openWindow(browser, {
      viewport: { width: 640, height: 400 },
      deviceScaleFactor: 2,
    });
    for (const path of [...HELP_PATHS, ...HEAVIEST]) {
      await page.goto(world.url + path);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), path).toBe(true);
    }
    await context.close();
  });
});

test("« Autour de moi »: the position becomes a commune in the page, no request holds it; refused, it is said and the field waits", async () => {
  const asked: string[] = [];
  const here = { geolocation: { latitude: 48.8139, longitude: 2.3873 }, permissions: ["geolocation"] };
  const near = await openWindow(browser, here);
  near.page.on("request", (request) => asked.push(`${request.url()} ${request.postData() ?? ""}`));
  await near.page.goto(`${world.url}/ateliers`);
  await near.page.getByRole("button", { name: "Autour de moi" }).click();
  await near.page.waitForURL(/commune=94041/);
  expect(asked.filter((request) => /48[.,]8|2[.,]38/.test(request))).toEqual([]);
  await near.context.close();
  const refused = await openWindow(browser);
  await refused.page.goto(`${world.url}/ateliers`);
  await refused.page.getByRole("button", { name: "Autour de moi" }).click();
  await refused.page.getByText("Votre position n’est pas donnée").waitFor();
  expect(await refused.page.evaluate(() => document.activeElement?.id)).toBe("ou");
  expect([near.complaints, refused.complaints]).toEqual([[], []]);
  await refused.context.close();
});
