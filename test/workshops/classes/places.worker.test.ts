import { beforeEach, describe, expect, test } from "vitest";

import {
  CLASS_FORM,
  aTeacherAndAnAssociation,
  type association,
  linkIn,
  newest,
  passing,
  stateOf,
  subjects,
  teacher,
} from "../../support/worker/classes.ts";
import { pump } from "../../support/worker/reactor.ts";
import { signedIn } from "../../support/worker/staff.ts";
import { ask, send, solved } from "../../support/worker/web.ts";
import { NOW, value } from "../../support/worker/world.ts";

let email = "";
let aso: Awaited<ReturnType<typeof association>>;
beforeEach(async () => {
  ({ email, aso } = await aTeacherAndAnAssociation());
});

describe("a place that is not in the directory", () => {
  const place = { kind: "cfa", name: "CFA du Bâtiment", commune: "Créteil", departement: "94" };
  const ABSENT = "/etablissements/demande/absent";

  test("is seen by operators alone; vetted, its head is asked at the address they found, and associations are told", async () => {
    const { cookie } = await signedIn(teacher());
    await send(ABSENT, { ...(await solved(ABSENT)), ...CLASS_FORM, ...place, email });
    await send(`${await linkIn(email, "/demandes/")}/confirmer`, {});
    await pump(NOW);
    const id = String(await value("SELECT id FROM workshop_requests"));
    expect([await stateOf(id), await newest(aso.email, "Une demande d’atelier près de chez vous")]).toEqual([
      "unvetted",
      "",
    ]);
    expect(await newest(email, "Votre demande d’atelier est partie")).toContain("vérifie d’abord qu’elle existe");
    expect((await ask(aso.base, { headers: { cookie: aso.cookie } })).html).not.toContain("CFA");
    const desk = (await ask("/console/demandes", { headers: { cookie } })).html;
    expect(desk).toContain("CFA du Bâtiment");
    expect(desk).not.toContain(email);
    const found = teacher();
    expect((await send(`/console/demandes/${id}/verifier`, { email: "nope" }, { headers: { cookie } })).status).toBe(
      422,
    );
    // They chose that we write to the head: without an address nobody would be asked, and they would wait.
    expect((await send(`/console/demandes/${id}/verifier`, { email: "" }, { headers: { cookie } })).status).toBe(422);
    await send(`/console/demandes/${id}/verifier`, { email: found }, { headers: { cookie } });
    await pump(NOW);
    expect(await stateOf(id)).toBe("awaiting_head");
    const page = (path: string) => ask(path, { headers: { cookie } }).then(({ html }) => html);
    const nobodyWaits = await page("/console/demandes");
    expect([nobodyWaits.includes("CFA du Bâtiment"), /<option value="" selected/.test(nobodyWaits)]).toEqual([
      true,
      true,
    ]);
    expect(nobodyWaits).toContain("accord en cours</p>");
    expect(await page("/console/demandes?etat=unvetted")).toContain("Aucune demande dans cet état");
    expect(await subjects(found)).toEqual(["Un atelier en classe attend votre accord"]);
    expect(await subjects(aso.email)).toContain("Une demande d’atelier près de chez vous");
  });

  test("set aside by an operator, the person is told what to do instead", async () => {
    const { cookie } = await signedIn(teacher());
    await send(ABSENT, { ...(await solved(ABSENT)), ...CLASS_FORM, ...place, email });
    await send(`${await linkIn(email, "/demandes/")}/confirmer`, {});
    const id = String(await value("SELECT id FROM workshop_requests"));
    expect((await send(`/console/demandes/${id}/ecarter`, {}, { headers: { cookie } })).html).toContain(
      "La personne reçoit un message",
    );
    await send(`/console/demandes/${id}/ecarter`, { confirme: "oui" }, { headers: { cookie } });
    await pump(NOW);
    expect([await stateOf(id), await value("SELECT state FROM places")]).toEqual(["declined", "refused"]);
    expect(await newest(email, "Votre demande d’atelier")).toContain("pas retrouvé cette structure");
  });

  test("that nobody looks at stands in « À faire », is mailed to operators once, and ends after three weeks", async () => {
    const staff = teacher();
    const { cookie } = await signedIn(staff);
    await send(ABSENT, { ...(await solved(ABSENT)), ...CLASS_FORM, ...place, email });
    await send(`${await linkIn(email, "/demandes/")}/confirmer`, {});
    await pump(NOW);
    const id = String(await value("SELECT id FROM workshop_requests"));
    expect((await ask("/console", { headers: { cookie } })).html).toMatch(
      /Lieux à vérifier avant une demande de classe\s: 1/,
    );
    const told = async () =>
      (await subjects(staff)).filter((subject) => subject.startsWith("Un lieu à vérifier")).length;
    expect(await told()).toBe(1);
    const until = Number(await value("SELECT expires_at FROM workshop_requests"));
    await passing(until - NOW - 60);
    expect(await stateOf(id)).toBe("unvetted");
    await passing(until - NOW + 60);
    expect(await stateOf(id)).toBe("declined");
    expect(await newest(email, "Votre demande d’atelier")).toContain("pas retrouvé cette structure");
    expect(await told()).toBe(1);
  });

  test("its name holds no telephone number and no address; what is wrong is told", async () => {
    const bad = { kind: "", name: "06 12 34 56 78", commune: "94000", departement: "" };
    const answer = await send(ABSENT, { ...(await solved(ABSENT)), ...CLASS_FORM, ...bad, email });
    expect(answer.status).toBe(422);
    for (const says of ["#kind", "#name", "#commune", "#departement", "nous n’en demandons jamais"]) {
      expect(answer.html).toContain(says);
    }
  });
});
