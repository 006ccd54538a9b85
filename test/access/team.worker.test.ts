import { beforeEach, describe, expect, test } from "vitest";

import { endRole, handOver, leave, teamOf } from "../../src/access/organisations/change-team.ts";
import { accept, invite, revoke } from "../../src/access/organisations/invite.ts";
import { DAY } from "../../src/kernel/time.ts";
import { nightly } from "../../workers/reactor/tick.ts";
import { askForSpace, invitationIn, openSpace } from "../support/worker/organisations.ts";
import { must, unique } from "../support/worker/people.ts";
import { mailsTo, pump } from "../support/worker/reactor.ts";
import { as, cookieOf, member, organisation, owns, signedIn } from "../support/worker/staff.ts";
import { application, labelled } from "../support/worker/label.ts";
import { ask, send, setClock } from "../support/worker/web.ts";
import { NOW, depsAt, rows, run, value } from "../support/worker/world.ts";
import { ONLY_LED, says } from "../support/worker/led.ts";

const fresh = (): string => `delivered+${unique()}@resend.dev`;
let email: string;
beforeEach(async () => {
  email = fresh();
  await setClock(NOW);
});

describe("a team", () => {
  test("an invitation: mailed, shown, accepted once; somebody new is signed in by the click", async () => {
    const { id, cookie } = await openSpace(email);
    const colleague = fresh();
    const sent = await as(cookie).post(`/espace/structures/${id}/inviter`, { email: colleague, role: "educator" });
    expect((await as(cookie).get(sent.location)).html).toContain("L’invitation est faite");
    const link = await invitationIn(colleague);
    expect((await ask(link)).html).toContain("Rejoindre Collège de l’Exemple");
    const joined = await send(link, {});
    expect((await as(cookieOf(joined)).get(`/espace/structures/${id}`)).status).toBe(200);
    expect((await send(link, {})).status).toBe(410);
    // Whoever made it reads that it is made; nobody else does, at the same address.
    expect((await as(cookieOf(joined)).get(sent.location)).html).not.toContain("L’invitation est faite");
    expect((await as(cookieOf(joined)).get(`/espace/structures/${id}`)).html).not.toContain(email);
    expect((await as(cookie).get(`/espace/structures/${id}`)).html).toContain(colleague);
  });

  test("somebody known accepts, and signs in as always: the link of an invitation opens no old account", async () => {
    const { id, person } = await openSpace(email);
    const known = fresh();
    await member(known);
    must(
      await invite(depsAt(NOW), {
        by: person,
        client: "c",
        to: { organisationId: id, email: known, role: "educator" },
      }),
    );
    const joined = await send(await invitationIn(known), {});
    expect([joined.status, joined.headers.get("set-cookie")]).toEqual([303, null]);
    expect(
      await value("SELECT count(*) FROM memberships m JOIN people p ON p.id = m.person_id WHERE role = 'educator'"),
    ).toBe(2);
  });

  test("two invitations at once: one mail; a second one says so", async () => {
    const { id, cookie } = await openSpace(email);
    const colleague = fresh();
    const post = () => as(cookie).post(`/espace/structures/${id}/inviter`, { email: colleague, role: "educator" });
    const answers = await Promise.all([post(), post()]);
    expect(answers.map((a) => a.status).toSorted((a, b) => a - b)).toEqual([303, 422]);
    expect(answers.find((a) => a.status === 422)?.html).toContain("déjà invitée");
    await pump(NOW + 1);
    expect(await mailsTo(colleague)).toHaveLength(1);
  });

  test("accepted and taken back at the same moment: one of the two, and the trail says which", async () => {
    const { id, person } = await openSpace(email);
    for (let i = 0; i < 5; i++) {
      must(
        await invite(depsAt(NOW), {
          by: person,
          client: "c",
          to: { organisationId: id, email: fresh(), role: "educator" },
        }),
      );
      const [row] = await rows<{ id: string }>("SELECT id FROM invitations ORDER BY id DESC LIMIT 1");
      const invitation = row?.id ?? "";
      const [accepted, revoked] = await Promise.all([
        accept(depsAt(NOW), invitation),
        revoke(depsAt(NOW), { by: person, organisationId: id, invitationId: invitation }),
      ]);
      expect(accepted.ok).not.toBe(revoked);
      expect(await value("SELECT count(*) FROM events WHERE subject = ?1 AND subject_rev = 1", invitation)).toBe(1);
      expect(
        await value("SELECT (accepted_at IS NULL) + (revoked_at IS NULL) FROM invitations WHERE id = ?1", invitation),
      ).toBe(1);
    }
  });

  test("two first invitations accepted at the same moment: one person with both roles, nobody half-made", async () => {
    const [a, b] = [await organisation("org_a"), await organisation("org_b")];
    for (let i = 0; i < 5; i++) {
      const address = fresh();
      for (const id of [a, b]) {
        must(
          await invite(depsAt(NOW), {
            by: "per_boss",
            client: "c",
            to: { organisationId: id, email: address, role: "facilitator" },
          }),
        );
      }
      const ids = await rows<{ id: string }>("SELECT id FROM invitations ORDER BY id DESC LIMIT 2");
      const done = await Promise.all(ids.map(({ id }) => accept(depsAt(NOW), id)));
      expect(done.map((one) => one.ok)).toEqual([true, true]);
    }
    const orphans = "SELECT count(*) FROM memberships m LEFT JOIN people p ON p.id = m.person_id WHERE p.id IS NULL";
    expect(await value(orphans)).toBe(0);
    expect(await value("SELECT count(*) FROM people")).toBe(5);
  });

  test("the owner cannot leave before handing over; after it, can; a stranger's role and person are refused", async () => {
    const { id, cookie, person } = await openSpace(email);
    const base = `/espace/structures/${id}`;
    const left = await as(cookie).post(`${base}/quitter`, { confirme: "oui" });
    expect([left.status, left.html.includes("Transmettez d’abord")]).toEqual([409, true]);
    const colleague = await member(fresh(), "educator", id);
    const stranger = await member(fresh(), "coordinator", await organisation("org_x"));
    expect((await as(cookie).post(`${base}/transmettre`, { personne: stranger, confirme: "oui" })).status).toBe(404);
    expect(
      (await as(cookie).post(`${base}/retirer`, { personne: stranger, role: "coordinator", confirme: "oui" })).status,
    ).toBe(404);
    const guest = await member(fresh(), "educator", id);
    const ended = await as(cookie).post(`${base}/retirer`, { personne: guest, role: "educator", confirme: "oui" });
    expect(await says(as(cookie).get, ended.location, "n’agit plus pour la structure.")).toEqual(ONLY_LED);
    await as(cookie).post(`${base}/inviter`, { email: fresh(), role: "educator" });
    const invitation = String(
      await value("SELECT id FROM invitations WHERE organisation_id = ?1 AND accepted_at IS NULL", id),
    );
    const undone = await as(cookie).post(`${base}/annuler`, { invitation });
    expect(await says(as(cookie).get, undone.location, "L’invitation est annulée.")).toEqual(ONLY_LED);
    expect((await as(cookie).post(`${base}/transmettre`, { personne: colleague })).html).toContain(
      "elle seule pourra vous le rendre",
    );
    expect(await value("SELECT owner_id FROM organisations WHERE id = ?1", id)).toBe(person);
    expect((await as(cookie).post(`${base}/transmettre`, { personne: colleague, confirme: "oui" })).status).toBe(303);
    expect((await as(cookie).post(`${base}/inviter`, { email: fresh(), role: "educator" })).status).toBe(404);
    expect((await as(cookie).post(`${base}/quitter`, { confirme: "oui" })).location).toBe("/");
    expect((await as(cookie).get(base)).status).toBe(303);
    expect(await value("SELECT count(*) FROM memberships WHERE organisation_id = 'org_x' AND ended_at IS NULL")).toBe(
      1,
    );
  });

  test("handing over to somebody who leaves at that moment: never an owner outside the team", async () => {
    const id = await organisation("org_race");
    const owner = await member(fresh(), "coordinator", id);
    await owns(owner, id);
    for (let i = 0; i < 10; i++) {
      const other = await member(fresh(), "facilitator", id);
      await Promise.all([
        handOver(depsAt(NOW), { by: owner, organisationId: id, to: other }),
        leave(depsAt(NOW), { personId: other, organisationId: id }),
      ]);
      const team = await teamOf(depsAt(NOW), id);
      expect(team.members.some((m) => m.person_id === team.organisation?.ownerId)).toBe(true);
      await owns(owner, id);
    }
  });

  test("the ids of another organisation in a form change nothing there", async () => {
    const { id, cookie } = await openSpace(email);
    const other = await organisation("org_victim");
    const boss = await member(fresh(), "coordinator", other);
    await owns(boss, other);
    must(
      await invite(depsAt(NOW), {
        by: boss,
        client: "c",
        to: { organisationId: other, email: fresh(), role: "facilitator" },
      }),
    );
    const invitation = String(await value("SELECT id FROM invitations WHERE organisation_id = ?1", other));
    expect((await as(cookie).post(`/espace/structures/${id}/annuler`, { invitation })).status).toBe(404);
    expect((await as(cookie).post(`/espace/structures/${other}/annuler`, { invitation })).status).toBe(404);
    expect(await value("SELECT revoked_at FROM invitations WHERE id = ?1", invitation)).toBeNull();
    expect(
      (await as(cookie).post(`/espace/structures/${id}/inviter`, { email: fresh(), role: "operator" })).status,
    ).toBe(422);
    expect(await value("SELECT count(*) FROM invitations WHERE role = 'operator'")).toBe(0);
  });

  test("the only responsible of a mutuelle is erased: what depends on them is said first, then two operators find another, who clicks", async () => {
    const id = await organisation(`org_${unique()}`, "mutuelle");
    const person = await member(email, "applicant", id);
    await owns(person, id);
    await application("app_orphan", id, "in_review");
    await application("app_held", id, "decided");
    await labelled("app_held", id, "www.orpheline.fr");
    const [first, second] = [as((await signedIn(fresh())).cookie), as((await signedIn(fresh())).cookie)];
    const contact = String(await value("SELECT contact_id FROM people WHERE id = ?1", person));
    const asked = (await first.post("/console/personnes/effacer", { contact })).html;
    expect(asked).toMatch(/Seul responsable de «\sStructure org_/);
    expect(asked).toMatch(/1\slabel donné, 1\sdossier en cours/);
    await first.post("/console/personnes/effacer", { contact, confirme: "oui" });
    await pump(NOW);
    expect((await first.get("/console")).html).toMatch(new RegExp(`Structure sans responsable\\s: Structure ${id}`));
    const [path, successor] = [`/console/structures/${id}`, fresh()];
    expect((await first.post(`${path}/responsable`, { email: successor })).location).toContain("fait=responsable");
    await pump(NOW + 1);
    expect(await mailsTo(successor)).toEqual([]); // nothing leaves before another operator agrees
    const invitation = String(await value("SELECT id FROM invitations WHERE is_for_owner = 1"));
    expect(await accept(depsAt(NOW), invitation)).toEqual({ ok: false, refusal: "over" });
    expect((await first.post(`${path}/accorder`, { invitation })).html).toContain("Il faut un second opérateur");
    expect((await second.post(`${path}/accorder`, { invitation })).location).toContain("fait=accorder");
    expect((await second.post(`${path}/accorder`, { invitation })).status).toBe(409);
    expect((await first.post(`${path}/responsable`, { email: fresh() })).location).toContain("fait=responsable");
    const joined = await send(await invitationIn(successor), {});
    const late = String(await value("SELECT id FROM invitations WHERE id <> ?1 AND is_for_owner = 1", invitation));
    expect((await second.post(`${path}/accorder`, { invitation: late })).status).toBe(409); // somebody answers for it meanwhile
    expect(await value("SELECT owner_id FROM organisations WHERE id = ?1", id)).toBe(
      await value("SELECT person_id FROM memberships WHERE organisation_id = ?1 AND ended_at IS NULL", id),
    );
    expect((await as(cookieOf(joined)).get(`/espace/structures/${id}`)).status).toBe(200);
    expect((await first.get("/console")).html).not.toContain(`Structure ${id}`);
    expect((await first.post(`${path}/responsable`, { email: fresh() })).status).toBe(422);
  });

  test("an organisation without an owner is shown to operators, who entrust it to a member, asked twice", async () => {
    const id = await organisation("org_orphan");
    const colleague = await member(email, "facilitator", id);
    const operator = as((await signedIn(fresh())).cookie);
    expect((await operator.get("/console")).html).toMatch(/Structure sans responsable\s: Structure org_orphan/);
    const entrust = (more: Record<string, string>) =>
      operator.post(`/console/structures/${id}/confier`, { personne: colleague, ...more });
    expect((await entrust({})).html).toContain("les deux restent dans l’équipe");
    expect(await value("SELECT owner_id FROM organisations WHERE id = ?1", id)).toBeNull();
    expect((await entrust({ confirme: "oui" })).status).toBe(303);
    expect(await value("SELECT owner_id FROM organisations WHERE id = ?1", id)).toBe(colleague);
    await pump(NOW + 1);
    expect((await mailsTo(email)).map((mail) => mail.subject)).toContain("Vous êtes responsable d’un espace");
  });

  test("who leaves leaves with every role; a part of a team is asked about twice", async () => {
    const id = await organisation("org_two");
    const both = fresh();
    const { cookie, person } = await signedIn(both, "coordinator", id);
    await member(both, "facilitator", id);
    const asked = await as(cookie).post(`/espace/structures/${id}/quitter`, { x: "" });
    expect(asked.html).toContain("il faudra une nouvelle invitation");
    const live = "SELECT count(*) FROM memberships WHERE person_id = ?1 AND ended_at IS NULL";
    expect(await value(live, person)).toBe(2);
    await as(cookie).post(`/espace/structures/${id}/quitter`, { confirme: "oui" });
    expect(await value(live, person)).toBe(0);
  });

  test("two who accept to answer for one structure at the same moment: one does, and one is told", async () => {
    const id = await organisation("org_twice");
    const invited = [fresh(), fresh()];
    for (const one of invited) {
      const to = { organisationId: id, email: one, role: "coordinator", isForOwner: true } as const;
      must(await invite(depsAt(NOW), { by: "per_x", client: "c", to }));
    }
    await run("UPDATE invitations SET agreed_by = 'per_y' WHERE is_for_owner = 1");
    const [a, b] = await rows<{ id: string }>("SELECT id FROM invitations WHERE is_for_owner = 1");
    await Promise.all([accept(depsAt(NOW), a?.id ?? ""), accept(depsAt(NOW), b?.id ?? "")]);
    const owner = String(await value("SELECT owner_id FROM organisations WHERE id = ?1", id));
    expect(await rows("SELECT data ->> 'to' AS \"to\" FROM events WHERE type = 'organisation.handed_over'")).toEqual([
      { to: owner },
    ]);
  });

  test("one person in several organisations: a role taken away in one leaves the others", async () => {
    const both = fresh();
    const a = await organisation("org_a");
    const b = await organisation("org_b", "school");
    const { cookie, person } = await signedIn(both, "facilitator", a);
    await member(both, "educator", b);
    await endRole(depsAt(NOW), {
      by: { personId: "per_x", as: "owner" },
      organisationId: a,
      who: { personId: person, role: "facilitator" },
    });
    expect((await as(cookie).get(`/espace/structures/${a}`)).status).toBe(404);
    expect((await as(cookie).get(`/espace/structures/${b}`)).status).toBe(200);
  });
});

describe("what time does", () => {
  test("invitations nobody answers, requests nobody confirms, people without a role: forgotten, address included", async () => {
    const { id, person } = await openSpace(email);
    const silent = fresh();
    must(
      await invite(depsAt(NOW), {
        by: person,
        client: "c",
        to: { organisationId: id, email: silent, role: "educator" },
      }),
    );
    await askForSpace(fresh(), { kind: "association", number: "", name: "Jamais confirmée" });
    await pump(NOW + 1);
    await run("UPDATE memberships SET ended_at = ?1", NOW);
    for (let day = 1; day <= 39; day++) {
      await nightly(depsAt(NOW + day * DAY));
    }
    expect(await value("SELECT count(*) FROM contacts WHERE email_sealed IS NOT NULL")).toBe(0);
    expect(await value("SELECT count(*) FROM people")).toBe(0);
    expect(await value("SELECT count(*) FROM invitations")).toBe(0);
    expect(await rows("SELECT state FROM organisations")).toEqual([{ state: "active" }]);
  });
});
