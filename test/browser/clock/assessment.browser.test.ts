import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { roleSql } from "../../../scripts/local/people.ts";
import { long } from "../../../scripts/local/play-draft.ts";
import type { Keys } from "../../../scripts/local/seal.ts";
import { LABEL_PEOPLE } from "../../../scripts/seed-people.ts";
import { PLACE, draft, gradeAll, read, unit } from "../../support/assessing.ts";
import { openWindow, startBrowser, violationsOn } from "../../support/browser.ts";
import { embedded } from "../../support/embedding.ts";
import { journeyIn, press, pressFor } from "../../support/journey.ts";
import { sharedWorld } from "../../support/shared-world.ts";
import { until } from "../../support/stack.ts";
import { walked } from "../../support/size.ts";

/* A file from its filing to its appeal, through the screens of everybody who touches it. */

const DAY = 86_400;
type Who = keyof typeof LABEL_PEOPLE;

const world = sharedWorld();
let browser: Browser;
const way = journeyIn(world);
beforeAll(async () => {
  browser = await startBrowser();
  const keys = read<Keys>(join(world.stack.dir, "keys.json"));
  const operator = roleSql(keys, { email: LABEL_PEOPLE.operator, role: "operator" }, way.now());
  world.stack.sql(`${operator.join("\n")}\nSELECT 1`);
});
afterAll(async () => {
  await browser.close();
});

const found: string[] = [];
/** Screens that axe has read. */
const looked = new Set<string>();
/** What somebody does, in a window of their own. */
async function as(
  who: Who | null,
  path: string,
  isScripted: boolean,
  act: (page: Page) => Promise<void>,
): Promise<void> {
  const { page, context, complaints } = await openWindow(browser, {
    javaScriptEnabled: isScripted,
    viewport: { width: 1280, height: 900 },
  });
  if (who !== null) {
    await context.addCookies([way.loginOf(LABEL_PEOPLE[who])]);
  }
  await page.goto(world.url + path);
  await act(page);
  if (isScripted && !looked.has(`${who} ${path}`)) {
    looked.add(`${who} ${path}`);
    found.push(...(await violationsOn(page)).map((violation) => `${who ?? "public"} ${path} ${violation}`));
  }
  found.push(...complaints);
  await context.close();
}
const main = async (page: Page): Promise<string> =>
  (await page.locator("main").innerText()).replaceAll(/[\u00a0\u202f]/g, " ");
const badge = async (label: string): Promise<{ text: string; maxAge: string }> => {
  const answer = await fetch(`${world.url}/label/badge/${label}.svg`);
  return { text: await answer.text(), maxAge: answer.headers.get("cache-control") ?? "" };
};

const WALKS = walked({ short: true });

describe.each(WALKS)("from filing to appeal, JavaScript %s", (isScripted) => {
  test("filed, two assessors who differ by two, adjudication, answers, panel, registry, badge; heard, then suspended or maintained; an appeal raises the level", async () => {
    const name = isScripted ? "Offre évaluée avec script" : "Offre évaluée sans script";
    const byForm = isScripted ? 3 : 12;
    const id = await draft(world, way.now(), name);
    const [space, desk, console_] = [
      `/espace/structures/${PLACE}/label/${id}`,
      `/espace/evaluation/${id}`,
      `/console/label/${id}`,
    ];

    await as("applicant", `${space}/recapitulatif`, isScripted, async (page) => {
      await page.getByLabel("J’accepte la convention").check();
      await pressFor(page, "Déposer la candidature", "depot");
    });
    await as("operator", console_, isScripted, async (page) => {
      await pressFor(page, "Prendre ce dossier", "prendre");
      await pressFor(page, "Recevable", "recevable");
      for (const [task, ...people] of [
        ["assessor", "assessor", "assessor2"],
        ["adjudicator", "adjudicator"],
        ["panel", "panel1", "panel2", "panel3"],
      ] as const) {
        for (const one of people) {
          await page.locator(`#personne-${task}`).selectOption({ label: LABEL_PEOPLE[one as Who] });
          await page.locator(`form:has(#personne-${task}) button`).click();
          await page.waitForURL("**fait=confier");
          await page.goto(world.url + console_);
        }
      }
      await page.getByText("Noter un contact").click();
      await page.getByLabel("Date").fill(new Date(way.now() * 1000).toISOString().slice(0, 10));
      await page.getByLabel("Ce qui a été constaté").fill("Réponse claire par le formulaire.");
      await page.getByLabel("Par", { exact: true }).selectOption("form");
      await pressFor(page, "Noter ce contact", "contact");
      await pressFor(page, "Commencer l’évaluation", "commencer");
    });
    await way.newest(LABEL_PEOPLE.assessor, "Un dossier vous est confié", WALKS.indexOf(isScripted) + 1);

    await as("assessor", desk, isScripted, async (page) => {
      expect(await main(page)).not.toContain("Note déclarée");
      await gradeAll(page, {}, byForm);
    });
    await as("assessor2", desk, isScripted, (page) => gradeAll(page, { "PSY-1": 0 }, byForm));
    await as("adjudicator", desk, isScripted, async (page) => {
      expect(await main(page)).toContain("deux notes d’écart ou plus");
      await page.locator("#faire ~ ul a, section[aria-labelledby=faire] a").first().click();
      await page.locator('input[name="note"][value="1"]').check();
      await page.getByLabel("Motif").fill("Trois séances figurent au tableau de prestations.");
      await press(page, "Enregistrer");
      await page.waitForURL("**fait=note");
    });
    await as("operator", console_, isScripted, (page) =>
      pressFor(page, "Ouvrir la phase contradictoire", "contradictoire"),
    );

    await as("applicant", `${space}/evaluation`, isScripted, async (page) => {
      const text = await main(page);
      expect(text).toContain("15 jours ouvrés");
      expect(text).toContain("Trois séances figurent au tableau");
      expect(text).toContain("répondre à chaque note, avec des pièces (15 jours ouvrés");
      const answer = page.locator("#JUR-1");
      await answer.locator("summary", { hasText: "Répondre" }).click();
      await answer.getByLabel("Votre réponse").selectOption("disagreement");
      await answer.getByLabel("Pourquoi").fill("La convention prévoit un délai de trois jours, page 2.");
      await answer.getByRole("button", { name: "Envoyer cette réponse" }).click();
      await page.waitForURL("**fait=reponse**");
    });
    await as("adjudicator", `${desk}/criteres/JUR-1`, isScripted, async (page) => {
      expect(await main(page)).toContain("La convention prévoit un délai");
      const { verified } = long(unit.answers["JUR-1"]);
      await page.locator(`input[name="note"][value="${String(verified)}"]`).check();
      await page.getByLabel("Motif").fill("La page 2 ne donne pas de délai : note confirmée.");
      await press(page, "Enregistrer");
      await page.waitForURL("**fait=note");
    });

    way.advance(30 * DAY);
    await as("panel1", desk, isScripted, async (page) => {
      await page.locator("#decision").selectOption("grant");
      await page.getByLabel("Motifs").fill("Toutes les portes du niveau Essentiel sont franchies, preuves à l’appui.");
      await pressFor(page, "Proposer et signer", "propose");
    });
    for (const who of ["panel2", "panel3"] as const) {
      await as(who, desk, isScripted, (page) => pressFor(page, "Signer cette décision", "signe"));
    }
    const label = String(world.stack.sql(`SELECT id FROM labels WHERE application_id = '${id}'`)[0]?.["id"]);
    await until("the badge", async () => (await badge(label)).text.includes("Essentiel"));

    await as(null, "/label/registre?seances=&plainte=1", isScripted, async (page) => {
      await page.getByRole("listitem").filter({ hasText: name }).getByRole("link").first().click();
      await page.locator("#calcul > summary").click();
      const text = await main(page);
      expect(text).toMatch(/Essentiel\s+en vigueur\s+jusqu’au/);
      expect(text).toMatch(/PSY-1 : la note est celle de la gamme la moins couverte, Confort, Socle/);
      expect(text).toMatch(/le niveau serait le même \d+ fois sur 100/);
      if (isScripted) {
        await press(page, "Refaire le calcul dans cette page");
        await page.locator("#recomputed").filter({ hasText: "la même empreinte" }).waitFor();
      }
      await page.getByRole("link", { name: "Le refaire sur ce site" }).click();
      expect(await main(page)).toContain("redonnent exactement le résultat publié");
    });
    if (isScripted) {
      await as(null, `/label/comparateur?offre=${label}`, isScripted, async (page) => {
        await page.locator("#poids-delay").fill("3");
        expect(await page.locator("label[for=poids-delay]").innerText()).toMatch(/·\s3\ssur\s4$/);
        expect(await page.locator("#order").innerText()).toContain("Selon vos priorités");
      });
    }
    // On paper it is one page exactly, says where to check it, and is no « certificat ».
    await as(null, `/label/registre/${label}/attestation`, isScripted, async (page) => {
      expect(await page.locator("article.paper").innerText()).toContain(`${world.url}/label/registre/${label}`);
      expect(await page.content()).not.toMatch(/certificat/i);
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
      expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    });
    const verdict = async (): Promise<string> => {
      let said = "";
      await as(null, "/label/verifier", isScripted, async (page) => {
        await page.getByLabel("Adresse de la page ou du badge").fill(`${world.url}/label/badge/${label}.svg`);
        await press(page, "Vérifier");
        said = await main(page);
      });
      return said;
    };
    expect(await verdict()).toContain("Ce label existe, et il est en vigueur.");

    await as("panel1", desk, isScripted, async (page) => {
      expect(await page.locator("#decision option").allInnerTexts()).toEqual(["maintenir le label"]);
      await page.getByText("Envisager une mesure").click();
      await page.locator("#mesure").selectOption("suspend");
      await page.locator("#motif").selectOption("report");
      await page.locator("#reference").fill("Enquête publique du 3 mars.");
      await page.locator("#griefs").fill("PSY-3 : la ligne d’écoute ne répond plus.");
      await page.locator("#raisons").fill("Deux articles concordants disent que la ligne ne répond plus.");
      await pressFor(page, "Ouvrir et signer", "mesure");
    });
    await as("panel2", desk, isScripted, (page) => pressFor(page, "Appuyer cette mesure", "signe"));
    await as("applicant", `${space}/evaluation`, isScripted, async (page) => {
      await page.locator("#audition-PSY-3").fill("La ligne a été coupée deux jours, pour une panne.");
      await page.getByRole("button", { name: /Garder cette réponse/ }).click();
      await page.waitForURL("**fait=audition**");
    });
    way.advance(30 * DAY);
    const after = isScripted ? "maintain" : "suspend";
    await as("panel1", desk, isScripted, async (page) => {
      expect(await main(page)).toContain("coupée deux jours");
      await page.locator("#decision").selectOption(after);
      await page
        .getByLabel("Motifs")
        .fill("La ligne d’écoute, coupée deux jours : ce que la mutuelle en dit a été lu.");
      await pressFor(page, "Proposer et signer", "propose");
    });
    for (const who of ["panel2", "panel3"] as const) {
      await as(who, desk, isScripted, (page) => pressFor(page, "Signer cette décision", "signe"));
    }
    if (after === "suspend") {
      await until("the grey badge", async () => (await badge(label)).text.includes("suspendu"));
      expect((await badge(label)).maxAge).toBe("public, max-age=300"); // grey everywhere within five minutes
    }
    expect(await verdict()).toContain(after === "suspend" ? "n’est plus en vigueur" : "est en vigueur");

    await as("applicant", `${space}/evaluation`, isScripted, async (page) => {
      await page.getByText("Contester cette décision").click();
      await page.getByLabel("Votre recours").fill("La ligne répond, et le tableau prévoit quatre séances : page 3.");
      await pressFor(page, "Déposer le recours", "recours");
    });
    await as("operator", console_, isScripted, async (page) => {
      for (const one of ["appeal1", "appeal2", "appeal3"] as const) {
        await page.locator("#personne-appeal").selectOption({ label: LABEL_PEOPLE[one] });
        await page.locator("form:has(#personne-appeal) button").click();
        await page.waitForURL("**fait=confier");
        await page.goto(world.url + console_);
      }
    });
    await as("appeal1", desk, isScripted, async (page) => {
      expect(await main(page)).toContain("le tableau prévoit quatre séances");
      await page.goto(`${world.url}${desk}/criteres/PSY-1`);
      await page.locator('input[name="note"][value="2"]').check();
      await page.getByLabel("Motif").fill("Quatre séances figurent au tableau, page 3.");
      await press(page, "Enregistrer");
      await page.waitForURL("**fait=note");
      await page.goto(world.url + desk);
      await page.locator("#decision").selectOption("reverse");
      await page.getByLabel("Motifs").fill("Le tableau prévoit quatre séances : le niveau est celui qui se lit.");
      await pressFor(page, "Proposer et signer", "propose");
    });
    for (const who of ["appeal2", "appeal3"] as const) {
      await as(who, desk, isScripted, (page) => pressFor(page, "Signer cette décision", "signe"));
    }
    await until("the badge again", async () => (await badge(label)).text.includes("Renforcé"));
    expect(
      world.stack.sql(`SELECT kind, state, level FROM decisions WHERE application_id = '${id}' ORDER BY round`),
    ).toMatchObject([
      { kind: "grant", state: "active", level: "N1" },
      { kind: after, state: after === "suspend" ? "suspended" : "active", level: "N1" },
      { kind: "appeal", state: "active", level: "N2" },
    ]);
    expect(found).toEqual([]);
    await way.newest(LABEL_PEOPLE.applicant, "Une décision est rendue");
    expect(await embedded(browser, world, label)).toEqual({ closed: [], badge: true, open: [] });
  });
});
