import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { CLICK_LIVES, UNDO_LIVES, askCorrection } from "../../src/access/organisations/correct-address.ts";
import { accept, invite } from "../../src/access/organisations/invite.ts";
import { DAY } from "../../src/kernel/time.ts";
import { nightly } from "../../workers/reactor/tick.ts";
import { must, unique } from "../support/worker/people.ts";
import { refusedBecause } from "../support/refusals.ts";
import { mailsTo, pump } from "../support/worker/reactor.ts";
import { as, comeBack, member, organisation, owns, signedIn } from "../support/worker/staff.ts";
import { ask, send, setClock } from "../support/worker/web.ts";
import { NOW, depsAt, rows, run, value } from "../support/worker/world.ts";

/* The address that somebody signs in with is corrected: what moves, what ends, and who may take it back. */

const fresh = (): string => `delivered+${unique()}@resend.dev`;
const linkIn = async (address: string, path: string): Promise<string> => {
  const text = (await mailsTo(address)).at(-1)?.text ?? "";
  return new RegExp(`${env.SITE_ORIGIN}(${path}/\\S+)`).exec(text)?.[1] ?? "";
};

/** A mutuelle with its owner at a browser, and a colleague who has proven an address or never did. */
async function team(isProven: boolean) {
  const place = await organisation(`org_${unique()}`, "mutuelle");
  const owner = await signedIn(fresh(), "applicant", place);
  await owns(owner.person, place);
  const old = fresh();
  const colleague = isProven ? (await signedIn(old, "applicant", place)).person : await member(old, "applicant", place);
  await run("INSERT INTO passkeys VALUES ('key_' || ?1, ?1, '{}', 0, 1, 1)", colleague);
  if (!isProven) {
    await run("DELETE FROM passkeys WHERE person_id = ?1", colleague);
  }
  return { place, owner, old, colleague, browser: as(owner.cookie) };
}
const contactOf = (person: string) => value("SELECT contact_id FROM people WHERE id = ?1", person);

describe("an address is corrected", () => {
  beforeEach(() => setClock(NOW));

  test("nothing changes before the new address clicks; then roles stay, passkeys and logins end, and the old one may undo it", async () => {
    const { place, old, colleague, browser } = await team(true);
    const before = await contactOf(colleague);
    const next = fresh();
    const path = `/espace/structures/${place}/adresse`;
    expect((await browser.get(`${path}?personne=${colleague}`)).html).toContain(old);
    const asked = await browser.post(path, { personne: colleague, email: next });
    expect((await browser.get(asked.location)).html).toContain("Rien ne change avant son clic.");
    expect((await browser.get(`/espace/structures/${place}?fait=adresse`)).html).not.toContain("Rien ne change avant");
    await pump(NOW + 1);
    expect(await contactOf(colleague)).toBe(before);
    const click = await linkIn(next, "/acces/adresse");
    expect((await ask(click)).html).toContain("C’est bien votre adresse");
    expect(await contactOf(colleague)).toBe(before);
    expect((await send(click, {})).html).toContain("Votre adresse est changée");
    expect(await contactOf(colleague)).not.toBe(before);
    expect(await rows("SELECT role FROM memberships WHERE person_id = ?1 AND ended_at IS NULL", colleague)).toEqual([
      { role: "applicant" },
    ]);
    expect(await value("SELECT count(*) FROM passkeys WHERE person_id = ?1", colleague)).toBe(0);
    expect(await value("SELECT count(*) FROM logins WHERE person_id = ?1 AND revoked_at IS NULL", colleague)).toBe(0);
    expect((await send(click, {})).status).toBe(410);

    await pump(NOW + 2);
    const undo = await linkIn(old, "/acces/annuler");
    expect((await send(undo, {})).html).toContain("Le changement est annulé");
    expect(await contactOf(colleague)).toBe(before);
    expect((await send(undo, {})).status).toBe(410);
    expect((await mailsTo(old)).filter(({ subject }) => subject.includes("plus avec cette adresse"))).toHaveLength(1);
  });

  test("what the label still has to remind of goes to the address that is theirs, mails already written too, and back when it is undone", async () => {
    const { place, old, colleague, browser } = await team(true);
    const enrolled = `INSERT INTO enrolments (id, sequence, version, recipient_id, anchor_ref, anchor_at, asked_at, step, next_at, status, created_at)
      SELECT ?1, ?2, 1, r.id, ?1, ?3, 1, 0, ?3, 0, 1 FROM recipients r JOIN people p ON p.contact_id = r.contact_id WHERE p.id = ?4`;
    for (const sequence of ["label-phase", "label-suivi", "premier-telephone"]) {
      await run(enrolled, `enr_${sequence}`, sequence, NOW + 30 * DAY, colleague);
    }
    await run(
      `INSERT INTO messages (id, recipient_id, class, sequence, template, vars, due_at, expires_at, status)
       SELECT 'msg_w', r.id, 1, 'label-phase', 'label-delai', '{}', ?1, ?1, 0 FROM recipients r JOIN people p ON p.contact_id = r.contact_id WHERE p.id = ?2`,
      NOW + 30 * DAY,
      colleague,
    );
    const next = fresh();
    await browser.post(`/espace/structures/${place}/adresse`, { personne: colleague, email: next });
    await pump(NOW + 1);
    const waiting = () =>
      value(
        "SELECT p.id FROM messages m JOIN recipients r ON r.id = m.recipient_id JOIN people p ON p.contact_id = r.contact_id WHERE m.id = 'msg_w'",
      );
    const written = () =>
      rows(
        `SELECT e.sequence, p.id IS NOT NULL AS theirs FROM enrolments e JOIN recipients r ON r.id = e.recipient_id
         LEFT JOIN people p ON p.contact_id = r.contact_id ORDER BY e.sequence`,
      );
    const all = [1, 1, 1];
    expect((await written()).map(({ theirs }) => theirs)).toEqual(all);
    await send(await linkIn(next, "/acces/adresse"), {});
    await pump(NOW + 2);
    // Guidance that somebody follows for themselves stays with the address that asked for it.
    expect(await written()).toEqual([
      { sequence: "label-phase", theirs: 1 },
      { sequence: "label-suivi", theirs: 1 },
      { sequence: "premier-telephone", theirs: 0 },
    ]);
    expect(await waiting()).toBe(colleague);
    await send(await linkIn(old, "/acces/annuler"), {});
    await pump(NOW + 3);
    expect((await written()).map(({ theirs }) => theirs)).toEqual(all);
  });

  test("an address that never proved itself is a stranger’s: told once, without a way to undo it, then forgotten", async () => {
    const { place, old, colleague, browser } = await team(false);
    const before = await contactOf(colleague);
    const next = fresh();
    await browser.post(`/espace/structures/${place}/adresse`, { personne: colleague, email: next });
    await pump(NOW + 1);
    await send(await linkIn(next, "/acces/adresse"), {});
    await pump(NOW + 2);
    const told = await mailsTo(old);
    expect(told.map(({ subject }) => subject)).toEqual(["Cette adresse n’est plus utilisée sur Ligne Sûre"]);
    expect(told[0]?.text).not.toContain("/acces/");
    await nightly(depsAt(NOW + UNDO_LIVES + 2 * DAY));
    expect(await value("SELECT email_sealed IS NULL FROM contacts WHERE id = ?1", String(before))).toBe(1);
    expect(
      await value("SELECT email_sealed IS NULL FROM contacts WHERE id = ?1", String(await contactOf(colleague))),
    ).toBe(0);
  });

  test("after three days nothing is undone; after seven no click counts", async () => {
    const { place, old, colleague, browser } = await team(true);
    const next = fresh();
    await browser.post(`/espace/structures/${place}/adresse`, { personne: colleague, email: next });
    await pump(NOW + 1);
    const click = await linkIn(next, "/acces/adresse");
    await setClock(NOW + CLICK_LIVES + 60);
    expect((await send(click, {})).status).toBe(410);
    await setClock(NOW + 2);
    await send(click, {});
    await pump(NOW + 3);
    const undo = await linkIn(old, "/acces/annuler");
    await setClock(NOW + 60 + UNDO_LIVES); // the clock went on between the click and its form
    expect((await send(undo, {})).status).toBe(410);
  });

  test("whoever runs one team gets no hold of another through a shared member", async () => {
    const { place, colleague, browser } = await team(true);
    await run(
      "INSERT INTO memberships (person_id, organisation_id, role, created_at) VALUES (?1, '', 'assessor', 1)",
      colleague,
    );
    const email = fresh();
    const refused = await browser.post(`/espace/structures/${place}/adresse`, { personne: colleague, email });
    expect(refused.status).toBe(422);
    expect(refused.html).toContain("Cette personne agit aussi ailleurs");
    expect(refused.html).toContain(email);
    const stranger = await member(fresh(), "assessor");
    expect((await browser.get(`/espace/structures/${place}/adresse?personne=${stranger}`)).location).toBe(
      `/espace/structures/${place}`,
    );
    expect((await browser.post(`/espace/structures/${place}/adresse`, { personne: stranger, email })).status).toBe(404);
    expect(
      await value("SELECT count(*) FROM address_corrections WHERE person_id IN (?1, ?2)", colleague, stranger),
    ).toBe(0);
  });

  test("what the old address takes back ends all that was asked since: who held the other one keeps no way back", async () => {
    const { place, old, colleague, browser } = await team(true);
    const before = await contactOf(colleague);
    const [thief, further, third] = [fresh(), fresh(), fresh()];
    await browser.post(`/espace/structures/${place}/adresse`, { personne: colleague, email: thief });
    await pump(NOW + 1);
    await send(await linkIn(thief, "/acces/adresse"), {});
    const own = (email: string, at: number) =>
      askCorrection(depsAt(at), { by: colleague, personId: colleague, email, client: "c", within: null });
    await own(further, NOW + 2);
    await pump(NOW + 2);
    await send(await linkIn(further, "/acces/adresse"), {});
    await own(third, NOW + 3);
    await pump(NOW + 3);
    const [undo, again] = [await linkIn(thief, "/acces/annuler"), await linkIn(third, "/acces/adresse")];
    expect([undo, again]).not.toContain("");
    expect((await send(await linkIn(old, "/acces/annuler"), {})).html).toContain("Le changement est annulé");
    expect([(await send(undo, {})).status, (await send(again, {})).status]).toEqual([410, 410]);
    expect(await contactOf(colleague)).toBe(before);
  });

  test("what whoever runs a team asked for a member ends once that member acts somewhere more", async () => {
    const { place, owner, old, colleague, browser } = await team(true);
    const before = await contactOf(colleague);
    const next = fresh();
    await browser.post(`/espace/structures/${place}/adresse`, { personne: colleague, email: next });
    await pump(NOW + 1);
    const elsewhere = await organisation(`org_${unique()}`, "mutuelle");
    const to = { organisationId: elsewhere, email: old, role: "applicant" } as const;
    must(await invite(depsAt(NOW + 2), { by: owner.person, client: "c", to }));
    must(await accept(depsAt(NOW + 3), String(await value("SELECT id FROM invitations WHERE accepted_at IS NULL"))));
    expect((await send(await linkIn(next, "/acces/adresse"), {})).status).toBe(410);
    expect(await contactOf(colleague)).toBe(before);
  });

  test("one’s own address, wherever one acts; an address that opens another account is refused at the click", async () => {
    const place = await organisation(`org_${unique()}`, "mutuelle");
    const me = await signedIn(fresh(), "applicant", place);
    const taken = fresh();
    await member(taken, "applicant", await organisation(`org_${unique()}`, "mutuelle"));
    const wrong = await as(me.cookie).post("/espace/securite/adresse", { email: "pas une adresse" });
    expect([wrong.status, wrong.html.includes("pas une adresse")]).toEqual([422, true]);
    expect((await as(me.cookie).post("/espace/securite/adresse", { email: taken })).location).toMatch(
      /^\/espace\/securite\?de=evt_[^&]+&fait=adresse$/,
    );
    await pump(NOW + 1);
    const refused = await send(await linkIn(taken, "/acces/adresse"), {});
    expect([refused.status, refused.html.includes("Cette adresse a déjà un espace")]).toEqual([409, true]);
    const next = fresh();
    await as(me.cookie).post("/espace/securite/adresse", { email: next });
    await pump(NOW + 2);
    await send(await linkIn(next, "/acces/adresse"), {});
    await comeBack(NOW + 3);
    expect((await as(me.cookie).get("/espace/securite")).status).toBe(303);
    expect(
      await value("SELECT count(*) FROM address_corrections WHERE person_id = ?1 AND state = 'replaced'", me.person),
    ).toBe(1);
  });

  refusedBecause(askCorrection, [
    [
      "elsewhere",
      async () => {
        const { place, colleague, owner } = await team(true);
        await run(
          "INSERT INTO memberships (person_id, organisation_id, role, created_at) VALUES (?1, '', 'assessor', 1)",
          colleague,
        );
        const asked = { by: owner.person, personId: colleague, email: fresh(), client: "c", within: place };
        return askCorrection(depsAt(NOW), asked);
      },
    ],
  ]);
});
