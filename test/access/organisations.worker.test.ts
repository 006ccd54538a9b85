import { beforeEach, describe, expect, test } from "vitest";

import { invite } from "../../src/access/organisations/invite.ts";
import { Siren, answerDue } from "../../src/access/organisations/organisation.ts";
import { Uai } from "../../src/kernel/uai.ts";
import { DAY, MINUTE, momentIn } from "../../src/kernel/time.ts";
import { afterWorkingDays } from "../../src/kernel/working-days.ts";
import { knock } from "../support/worker/guidance.ts";
import { askForSpace, invitationIn } from "../support/worker/organisations.ts";
import { must, unique } from "../support/worker/people.ts";
import { mailsTo, pump } from "../support/worker/reactor.ts";
import { as, cookieOf, member, organisation, signedIn } from "../support/worker/staff.ts";
import { ask, send, setClock } from "../support/worker/web.ts";
import { NOW, depsAt, links, run, value } from "../support/worker/world.ts";
import { byHand } from "../support/worker/led.ts";

const fresh = (): string => `delivered+${unique()}@resend.dev`;
let email: string;
beforeEach(async () => {
  email = fresh();
  await setClock(NOW);
});

describe("asking for the space of an organisation", () => {
  test("form, click in the mailbox, an operator's decision, a mail: then colleagues can be invited", async () => {
    expect(byHand((await askForSpace(email)).location)).toBe("/structures/demander/envoye");
    expect(await value("SELECT state FROM organisations")).toBe("unproven");
    const link = await invitationIn(email);
    for (let i = 0; i < 3; i++) {
      expect((await ask(link)).html).toContain("C’est bien la mienne");
    }
    expect(await value("SELECT count(*) FROM people")).toBe(0);
    const joined = await send(link, {});
    const id = String(await value("SELECT id FROM organisations WHERE state = 'pending'"));
    expect(joined.location).toBe(`/espace/structures/${id}`);
    expect((await as(cookieOf(joined)).get(joined.location)).html).toContain("Votre demande attend");
    const operator = as((await signedIn(fresh())).cookie);
    expect((await operator.get("/console")).html).toMatch(/Espace à valider\s: Collège de l’Exemple/);
    expect((await operator.get(`/console/structures/${id}`)).html).toContain(email);
    expect((await operator.post(`/console/structures/${id}/valider`, { x: "" })).status).toBe(303);
    await pump(NOW + 2);
    expect((await mailsTo(email)).at(-1)?.subject).toBe("Votre espace est ouvert");
    expect((await as(cookieOf(joined)).get(joined.location)).html).toContain("Inviter quelqu’un");
  });

  test("an answer is promised in five working days: the console says until when, and puts what is later before all else", async () => {
    await askForSpace(email);
    await send(await invitationIn(email), {});
    const asked = Number(await value("SELECT created_at FROM organisations WHERE state = 'pending'"));
    const due = answerDue(asked);
    expect(due).toBe(afterWorkingDays(5, asked, { tz: "Europe/Paris", departement: null }));
    const { cookie } = await signedIn(fresh());
    const read = async (path: string, now: number): Promise<string> => {
      await setClock(now);
      await run("UPDATE logins SET seen_at = ?1, created_at = ?1, expires_at = ?1 + 86400", now);
      return (await as(cookie).get(path)).html;
    };
    expect(await read("/console/structures", NOW)).toContain(momentIn(due, "Europe/Paris"));
    expect(await read("/console", due)).not.toContain("promise dépassée");
    expect(await read("/console", due + 1)).toContain("Collège de l’Exemple, réponse promise dépassée");
  });

  test("the mail to an address that never clicked repeats nothing that was typed", async () => {
    await askForSpace(email, { name: "Tu vas payer" });
    await pump(NOW + 1);
    const [mail] = await mailsTo(email);
    expect(`${mail?.subject}${mail?.html}${mail?.text}`).not.toContain("payer");
    expect((await ask(await invitationIn(email))).html).not.toContain("payer");
  });

  test("requests and invitations for one stranger's address: one mail, and one that gathers the rest, whoever asks", async () => {
    for (let i = 0; i < 2; i++) {
      await askForSpace(email, { number: "", kind: "association", name: `Association ${i}` });
    }
    for (const id of [await organisation("org_a"), await organisation("org_b")]) {
      must(
        await invite(depsAt(NOW), {
          by: "per_boss",
          client: "c",
          to: { organisationId: id, email, role: "facilitator" },
        }),
      );
    }
    await knock(NOW + 1);
    expect(await mailsTo(email)).toHaveLength(1);
    await knock(NOW + 16 * MINUTE); // the site's clock goes on while the forms are sent
    expect((await mailsTo(email)).map(({ html }) => html.match(/class="button"/g)?.length)).toEqual([1, 3]);
  });

  test("somebody known is not bombed by requests either: the fourth of a day is told when the mail left", async () => {
    await member(email);
    const told: boolean[] = [];
    for (let i = 0; i < 5; i++) {
      const asked = await askForSpace(email, { number: "", kind: "association", name: `Association ${i}` });
      told.push(asked.html.includes("Un message vous attend déjà, envoyé à"));
      await pump(NOW);
    }
    expect(told).toEqual([false, true, true, true, true]);
    expect(await mailsTo(email)).toHaveLength(1);
    expect(await value("SELECT count(*) FROM invitations WHERE accepted_at IS NULL")).toBe(3);
  });

  test.each([
    ["school", "0750001A", "ne correspond pas à ses sept chiffres"],
    ["school", "751", "sept chiffres et une lettre, comme 0750654D"],
    ["school", "", "sept chiffres et une lettre"],
    ["mutuelle", "732829321", "le dernier est une clé"],
    ["mutuelle", "73282932000074", "sans les cinq de plus du SIRET"],
    ["association", "12", "neuf chiffres"],
  ])(
    "%s with the number « %s » is told which digits are expected, and keeps what was typed",
    async (kind, number, words) => {
      const answer = await askForSpace(email, { kind, number });
      expect(answer.status).toBe(422);
      expect(answer.html).toContain(words);
      expect(answer.html).toContain("Collège de l’Exemple");
      expect(await value("SELECT count(*) FROM organisations")).toBe(0);
    },
  );

  test.each(["0951099D", "0750654d", " 0752524L ", "0920131T", "075 0654 D"])("UAI %s passes its key", (uai) => {
    expect(Uai.safeParse(uai).success).toBe(true);
  });
  test.each(["732829320", "123 456 782", "000000018"])("SIREN %s passes its key", (siren) => {
    expect(Siren.safeParse(siren).success).toBe(true);
  });
  test.each([
    { name: "x\r\nBcc: a@b.fr" },
    { name: "Appelez le 06 12 34 56 78" },
    { name: "<b>a</b>" },
    { name: "a" },
    { kind: "bank" },
    { email: "no" },
  ])("%j is refused with words, and nothing is kept", async (over) => {
    const answer = await askForSpace(email, over);
    const first = Object.keys(over)[0] ?? "";
    // A line break is white space like any other: the name becomes one line, and one with an address in it is refused.
    expect([answer.status, answer.html.includes(`id="${first}-erreur"`)]).toEqual([422, true]);
    expect(await value("SELECT count(*) FROM organisations")).toBe(0);
  });

  test("a number that has a space is refused, one that somebody typed without clicking is not", async () => {
    await askForSpace(email);
    const [first, second] = [await invitationIn(email), fresh()];
    await askForSpace(second);
    const other = await invitationIn(second);
    expect((await send(first, {})).status).toBe(303);
    expect((await askForSpace(fresh())).html).toContain("Cette structure a déjà un espace");
    const late = await send(other, {});
    expect([late.status, late.html.includes("a déjà un espace")]).toEqual([409, true]);
    expect(await value("SELECT count(*) FROM organisations WHERE state = 'pending'")).toBe(1);
    expect(await value("SELECT count(*) FROM people")).toBe(1);
  });

  test("refused: the person knows why, the number is free again", async () => {
    await askForSpace(email);
    await send(await invitationIn(email), {});
    const id = String(await value("SELECT id FROM organisations"));
    const operator = as((await signedIn(fresh())).cookie);
    const act = `/console/structures/${id}/refuser`;
    expect((await operator.post(act, { raison: "because" })).status).toBe(400);
    expect((await operator.post(act, { raison: "address" })).html).toContain("Elle pourra refaire une demande");
    expect(await value("SELECT state FROM organisations")).toBe("pending");
    await operator.post(act, { raison: "address", confirme: "oui" });
    await pump(NOW + 2);
    expect((await mailsTo(email)).at(-1)?.text).toContain("n’est pas une adresse professionnelle");
    expect(await value("SELECT count(*) FROM memberships WHERE role = 'educator' AND ended_at IS NULL")).toBe(0);
    expect((await askForSpace(fresh())).status).toBe(303);
    expect((await operator.post(act, { raison: "address", confirme: "oui" })).status).toBe(409);
  });
});

describe("an invitation", () => {
  test("an old, altered or foreign invitation opens nothing", async () => {
    await askForSpace(email);
    const link = await invitationIn(email);
    const invitation = String(await value("SELECT id FROM invitations"));
    const foreign = `/invitation/${await links.sign("manage", invitation, NOW + DAY)}`;
    const statuses = [await send(link.replace(/.$/, "-"), {}), await send(foreign, {})].map((a) => a.status);
    await setClock(NOW + 8 * DAY);
    expect([...statuses, (await send(link, {})).status]).toEqual([410, 410, 410]);
    expect(await value("SELECT count(*) FROM people")).toBe(0);
  });
});
