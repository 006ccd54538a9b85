import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { audit, openWindow, startBrowser } from "../../support/browser.ts";
import { heading, journeyIn, press, pressFor, pressReserve } from "../../support/journey.ts";
import { mailsTo, sharedWorld } from "../../support/shared-world.ts";
import { until } from "../../support/stack.ts";
import { walked } from "../../support/size.ts";

const world = sharedWorld();
let browser: Browser;
const way = journeyIn(world);
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});
const HOUR = 3600;

describe.each(walked({ short: true }))("families, JavaScript %s", (javaScriptEnabled) => {
  const tag = javaScriptEnabled ? "js" : "nojs";
  let n = 0;
  const address = (who: string): string => `delivered+${who}-${tag}-${++n}@resend.dev`;
  const window = async () => {
    const opened = await openWindow(browser, { javaScriptEnabled, viewport: { width: 360, height: 780 } });
    opened.page.setDefaultTimeout(15_000);
    return opened;
  };
  /** What axe finds; it needs script itself. */
  const look = (page: Page): Promise<string[]> => (javaScriptEnabled ? audit(page) : Promise.resolve([]));

  /** A child of 13 asks for a seat; the page they end on. */
  async function child(page: Page, id: string, email: string, parent: string): Promise<string[]> {
    await page.goto(`${world.url}/ateliers/seances/${id}`);
    const found = await look(page);
    await page.getByLabel(/Pour moi.*11 à 14/).check();
    await pressReserve(page, javaScriptEnabled);
    expect(await heading(page)).toBe("Un parent doit dire oui");
    found.push(...(await look(page)));
    await page.getByRole("link", { name: "J’ai compris" }).click();
    await page.getByLabel("Prénom ou surnom").fill("Noé");
    await page.getByLabel("Ton adresse e-mail").fill(email);
    await page.getByLabel("Adresse e-mail d’un parent").fill(parent);
    await page.getByLabel(/Je veux venir/).check();
    found.push(...(await look(page)));
    await press(page, "Envoyer ma demande");
    await page.waitForURL("**/i/**");
    return found;
  }

  test("a child of 13: consent given, after one mail to the parent", async () => {
    const { context, page, complaints } = await window();
    const id = way.session("mon-telephone-mes-limites", 4);
    const [email, parent] = [address("enfant"), address("parent")];
    const found = await child(page, id, email, parent);
    expect(await heading(page)).toBe("Vérifie ta messagerie");
    await way.open(page, email, "Demander l’accord", "/i/");
    await pressFor(page, "Demander l’accord de mon parent", "confirme");
    expect(await heading(page)).toBe("En attente de l’accord d’un parent");
    await way.open(page, parent, "Un enfant ou un adolescent", "/accord-parent/");
    found.push(...(await look(page)));
    const sizes = await Promise.all(
      ["J’autorise", "Je n’autorise pas"].map((name) => page.getByRole("button", { name, exact: true }).boundingBox()),
    );
    expect([sizes[0]?.width, sizes[0]?.height]).toEqual([sizes[1]?.width, sizes[1]?.height]);
    await pressFor(page, "J’autorise", "oui");
    expect(await page.getByText("vous avez donné votre accord").count()).toBe(1);
    expect([way.stateOf(id), way.taken(id)]).toEqual([["confirmed"], 1]);
    await way.newest(email, "C’est confirmé");
    expect(await mailsTo(world, parent)).toHaveLength(1);
    expect([found, complaints]).toEqual([[], []]);
    await context.close();
  });

  test("a child of 13: consent refused, and the seat is free at once", async () => {
    const { context, page } = await window();
    const id = way.session("mon-telephone-mes-limites", 1);
    const [email, parent] = [address("enfant"), address("parent")];
    await child(page, id, email, parent);
    await way.open(page, email, "Demander l’accord", "/i/");
    await pressFor(page, "Demander l’accord de mon parent", "confirme");
    const mine = page.url();
    await way.open(page, parent, "Un enfant ou un adolescent", "/accord-parent/");
    await pressFor(page, "Je n’autorise pas", "non");
    expect([way.stateOf(id), way.taken(id)]).toEqual([["refused"], 0]);
    await way.newest(email, "Nous n’avons pas eu l’accord");
    await page.goto(mine);
    expect(await heading(page)).toBe("La place est rendue");
    await page.getByRole("link", { name: "Venir autrement, ou parler à quelqu’un" }).click();
    expect(await heading(page)).toBe("Tu as moins de 15 ans");
    await context.close();
  });

  test("a child of 13 without an address, and a parent who never answers: told on the page, then free", async () => {
    const { context, page } = await window();
    const id = way.session("mon-telephone-mes-limites", 1);
    const parent = address("parent");
    await child(page, id, "", parent);
    const kept = page.url();
    expect(await page.getByText("Garde l’adresse de cette page").count()).toBe(1);
    await way.newest(parent, "Un enfant ou un adolescent");
    way.advance(52 * HOUR); // a deadline of the night ends at nine that morning: thirteen hours later at most
    await world.stack.tick();
    await until(
      "the nudge",
      () => way.sql("SELECT 1 AS n FROM guardian_consents WHERE nudge_at IS NOT NULL").length === 0,
    );
    await page.goto(kept);
    expect(await page.getByText("Pas encore de réponse").count()).toBe(1);
    way.advance(36 * HOUR);
    await world.stack.tick();
    await until("the end", () => way.taken(id) === 0);
    await page.goto(kept);
    expect(await heading(page)).toBe("Pas de réponse à temps");
    expect(await mailsTo(world, parent)).toHaveLength(1);
    await context.close();
  });

  test("a parent registers three children, comes from the room to the half online, then another day, then without one; « Je ne peux pas demander à mes parents » has no form", async () => {
    const { context, page } = await window();
    const id = way.session("mon-telephone-mes-limites", 4);
    const online = way.session("mon-telephone-mes-limites", 5);
    way.sql(`UPDATE sessions SET mode = 'online', venue_id = NULL, departement_code = NULL, starts_at = (SELECT starts_at FROM sessions WHERE id = '${id}'),
      join_url = 'https://visio.example.fr/salle' WHERE id = '${online}' RETURNING id`);
    way.sql(`UPDATE sessions SET pair_id = '${id}' WHERE id IN ('${id}', '${online}') RETURNING id`);
    const later = way.session("mon-telephone-mes-limites", 3);
    const parent = address("parent");
    await page.goto(`${world.url}/ateliers/seances/${online}`);
    await page.getByRole("link", { name: /^En salle/ }).click();
    await page.waitForURL(`**/${id}#place`);
    await page.getByLabel(/Je suis parent/).check();
    await page.getByLabel(/combien d’enfants/).selectOption("3");
    await pressReserve(page, javaScriptEnabled);
    for (const [i, name] of ["Zoé", "Max", "Ana"].entries()) {
      await page.locator(`#prenom${i + 1}`).fill(name);
      await page
        .locator(`#age${i + 1}`)
        .getByLabel("11 à 14 ans")
        .check();
    }
    await page.getByLabel("Adresse e-mail").fill(parent);
    await page.getByLabel(/J’autorise chaque enfant/).check();
    await page.getByLabel(/Chaque enfant inscrit/).check();
    expect(await look(page)).toEqual([]);
    await press(page, "Envoyer et recevoir le message");
    await way.open(page, parent, "Confirmer ma place", "/i/");
    await pressFor(page, "Confirmer nos places", "confirme");
    expect([await heading(page), way.taken(id)]).toEqual(["C’est confirmé", 3]);
    for (const [to, from] of [
      [online, id],
      [later, online],
    ] as const) {
      await page.getByText("Venir un autre jour").click();
      await page.locator(`input[value="${to}"]`).check();
      await press(page, "Choisir cette date");
      await page.locator("h1", { hasText: "Changer de date" }).waitFor();
      await pressFor(page, "Changer de date", "date");
      expect([way.taken(from), way.taken(to)]).toEqual([0, 3]);
      expect(await look(page)).toEqual([]);
    }
    await press(page, "Retirer Max");
    await page.locator('main form button[type="submit"]').first().waitFor();
    await page.locator('form:has(input[name="confirme"]) button').click();
    await page.waitForURL("**fait=places**");
    expect([way.taken(later), await page.getByText("Max").count()]).toEqual([2, 0]);
    await page.goto(`${world.url}/jeunes/sans-mes-parents`);
    expect(await page.locator("main form, main input").count()).toBe(0);
    await context.close();
  });

  test("a group of two on the list is offered two seats and takes one: the other is free for whoever comes next", async () => {
    const { context, page, complaints } = await window();
    const id = way.session("premier-telephone", 2);
    way.sql(`INSERT INTO registrations (id, session_id, kind, seats, state, idempotency_key, erase_at, updated_at, created_at)
      VALUES ('reg_full-${tag}', '${id}', 'family', 2, 'confirmed', 'full-${tag}', 9999999999, 1, 1) RETURNING id`);
    way.sql(`UPDATE sessions SET taken = 2 WHERE id = '${id}' RETURNING id`);
    const email = address("groupe");
    await page.goto(`${world.url}/ateliers/seances/${id}`);
    await page.getByRole("link", { name: "Rejoindre la liste" }).click();
    await page.getByLabel("Combien de places").selectOption("2");
    await page.getByLabel("Prénom ou surnom").fill("Ana");
    await page.getByLabel("Adresse e-mail").fill(email);
    await page.waitForTimeout(3100);
    await press(page, "Rejoindre la liste");
    await page.waitForURL("**/i/**");
    await way.open(page, email, "Prendre mon rang", "/i/");
    await pressFor(page, "Prendre mon rang", "rang");
    expect(way.stateOf(id)).toContain("waitlisted");
    const hour = new Date(way.now() * 1000).getUTCHours();
    way.advance((hour < 8 ? 9 - hour : hour > 16 ? 33 - hour : 0) * HOUR); // seats are offered while parents are awake
    way.sql(`UPDATE registrations SET state = 'cancelled' WHERE id = 'reg_full-${tag}' RETURNING id`);
    way.sql(`UPDATE sessions SET taken = 0 WHERE id = '${id}' RETURNING id`);
    await world.stack.tick();
    await way.open(page, email, "vous attend", "/i/");
    expect([await look(page), way.taken(id)]).toEqual([[], 2]);
    await page.locator('input[name^="vient-"]').nth(1).uncheck();
    await press(page, "Prendre ces places");
    await page.waitForURL("**fait=**");
    expect([await heading(page), way.taken(id)]).toEqual(["C’est confirmé", 1]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
