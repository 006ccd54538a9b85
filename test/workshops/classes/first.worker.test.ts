import { beforeEach, describe, expect, test } from "vitest";

import { zoned } from "../../../src/kernel/time.ts";
import {
  SLOT,
  UAI,
  aTeacherAndAnAssociation,
  asked,
  askClass,
  association,
  authorised,
  linkIn,
  newest,
  passing as pass,
  stateOf,
  subjects,
  teacher,
} from "../../support/worker/classes.ts";
import { pump } from "../../support/worker/reactor.ts";
import { ask, send } from "../../support/worker/web.ts";
import { NOW, run, value } from "../../support/worker/world.ts";

const WAITS = "Une demande d’atelier près de chez vous";
let email = "";
let aso: Awaited<ReturnType<typeof association>>;
let other: Awaited<ReturnType<typeof association>>;
beforeEach(async () => {
  ({ email, aso } = await aTeacherAndAnAssociation());
  other = await association("org_2");
  await run("UPDATE organisations SET name = 'Les Relais' WHERE id = 'org_1'");
});
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, " ");
const inbox = async ({ base, cookie }: { base: string; cookie: string }): Promise<string> =>
  plain((await ask(base, { headers: { cookie } })).html);
const sees = async (who: { base: string; cookie: string }): Promise<boolean> =>
  (await inbox(who)).includes("Deux-Rives");
/** Time goes on; whoever is signed in stays so. */
async function passing(seconds: number): Promise<void> {
  await pass(seconds);
  await run("UPDATE logins SET seen_at = ?1, created_at = ?1, expires_at = ?1 + 86400", NOW + seconds);
}
const until = async (): Promise<number> => Number(await value("SELECT first_until FROM workshop_requests"));

describe("one association first", () => {
  test("« Demander à cette association » leads to the form with it chosen, and is kept through the search", async () => {
    const path = "/etablissements/demande?pour=org_1";
    for (const page of ["/etablissements/association/org_1", "/etablissements/departement/94"]) {
      expect((await ask(page)).html, page).toContain(`href="${path}"`);
    }
    const found = (await ask(`${path}&nom=rives`)).html;
    expect(found).toContain('name="pour" value="org_1"');
    expect(found).toContain(`/etablissements/demande/${UAI}?pour=org_1`);
    expect((await ask(`${path}&nom=${UAI}`)).location).toBe(`/etablissements/demande/${UAI}?pour=org_1`);
    expect((await ask(`/etablissements/demande/${UAI}?pour=org_1`)).html).toMatch(/value="org_1" selected/);
    expect((await ask(`/etablissements/demande/${UAI}?pour=%22%3E%3Cb%3E`)).html).not.toContain('"><b>');
  });

  test("it alone sees the request for five working days, and both sides read until when; then all do, and are told once", async () => {
    const { id, page } = await asked(email, { dabord: "org_1" });
    await pump(NOW);
    const local = zoned(await until(), "Europe/Paris");
    expect([local.hour, local.minute, local.dayOfWeek < 6]).toEqual([18, 0, true]);
    expect([await sees(aso), await sees(other)]).toEqual([true, false]);
    expect((await ask(`${other.base}/${id}`, { headers: { cookie: other.cookie } })).location).toContain("fait=change");
    expect([await subjects(aso.email), await subjects(other.email)].map((all) => all.includes(WAITS))).toEqual([
      true,
      false,
    ]);
    expect(plain(await newest(aso.email, WAITS))).toMatch(/vous la demande d’abord : vous la voyez seule jusqu’au/);
    expect(plain(await newest(email, "Votre demande d’atelier est partie"))).toMatch(
      /voit votre demande seule jusqu’au/,
    );
    for (const html of [plain((await ask(page)).html), await inbox(aso)]) {
      expect(html).toMatch(/18 h/);
    }
    expect(plain((await ask(page)).html)).toContain("L’association choisie voit déjà la demande");
    expect(plain((await ask(page)).html)).toMatch(/Demandée d’abord à[\s\S]*Les Relais[\s\S]*seule à la voir jusqu’au/);
    expect(await inbox(aso)).toContain("à vous d’abord, jusqu’au");
    await passing((await until()) - 1 - NOW);
    expect(await sees(other)).toBe(false);
    const end = (await until()) - NOW;
    await passing(end);
    await passing(end + 60);
    expect([await sees(aso), await sees(other)]).toEqual([true, true]);
    expect((await subjects(other.email)).filter((one) => one === WAITS)).toHaveLength(1);
    expect((await subjects(aso.email)).filter((one) => one === WAITS)).toHaveLength(1);
    expect((await ask(page)).html).not.toContain("Demandée d’abord");
    expect((await ask(page)).html).toContain("Montrée à toutes les associations");
  });

  test("saying no, handing it over, or dates that are turned down open it to all at the next minute", async () => {
    const passed = await asked(email, { dabord: "org_1" });
    await aso.answer(passed.id, "passer", { raison: "too_far" });
    await passing(60);
    expect([await sees(other), await subjects(other.email)]).toEqual([true, expect.arrayContaining([WAITS])]);
    await run("UPDATE workshop_requests SET state = 'withdrawn', first_until = NULL");
    const third = await association("org_4");
    const handed = await asked(teacher(), { dabord: "org_1" });
    expect(await sees(third)).toBe(false);
    await aso.answer(handed.id, "transmettre", { vers: "org_2" });
    await passing(120);
    expect([await sees(other), await sees(third)]).toEqual([true, true]);
    await run("UPDATE workshop_requests SET state = 'withdrawn', first_until = NULL");
    const turned = await authorised(teacher(), { dabord: "org_1" });
    await aso.answer(turned.id, "proposer", { creneau1: "2027-02-02T10:00" });
    await passing((await until()) - NOW + 180);
    expect([await stateOf(turned.id), await sees(other)]).toEqual(["proposed", false]);
    await send(`${turned.page}/aucune`, {});
    await passing((await until()) - NOW + 240);
    expect(await sees(other)).toBe(true);
  });

  test("whoever was chosen and does not come there, or closes, holds nothing back", async () => {
    const far = await association("org_3", "75");
    await asked(email, { dabord: "org_3" });
    expect([await until(), await sees(other), await sees(far)]).toEqual([0, true, false]);
    await run("UPDATE workshop_requests SET state = 'withdrawn'");
    await run("UPDATE association_areas SET levels = '[\"cm\"]' WHERE association_id = 'org_1'");
    await asked(teacher(), { dabord: "org_1" });
    expect([await until(), await sees(other)]).toEqual([0, true]);
  });

  test("what is taken by whoever was asked first is fixed as ever, and nobody else is told", async () => {
    const { id } = await authorised(email, { dabord: "org_1" });
    await aso.answer(id, "accepter", { creneau: String(SLOT) });
    await passing(9 * 86_400);
    expect([await stateOf(id), (await subjects(other.email)).includes(WAITS)]).toEqual(["scheduled", false]);
  });

  test("a form that is handed on keeps whom one asks first, and nothing else is taken for it", async () => {
    const shared = await askClass(email, { dabord: "org_1", voir: "partager" });
    const link = /href="([^"]*reprise=[^"]*)"/.exec(shared.html)?.[1]?.replace(/^https?:\/\/[^/]+/, "") ?? "";
    expect((await ask(link)).html).toMatch(/value="org_1" selected/);
    await askClass(email, { dabord: "nobody-at-all" });
    expect(await linkIn(email, "/demandes/")).toContain("/demandes/");
    expect(await value("SELECT first_association_id FROM workshop_requests")).toBeNull();
  });
});
