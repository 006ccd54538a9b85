import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { custodians, erasureReactions } from "../../workers/reactor/erase.ts";
import { react } from "../../workers/reactor/react.ts";
import { tick } from "../../workers/reactor/tick.ts";
import type { OrganisationId, EventId } from "../../src/kernel/ids.ts";
import { settingsSubject } from "../../src/mail/template.ts";
import { DAY, HOUR } from "../../src/kernel/time.ts";
import { asked as askedClass, askClass, school } from "../support/worker/classes.ts";
import { subscribed } from "../support/worker/guidance.ts";
import { LOST } from "../support/worker/mail.ts";
import { invitationIn, askForSpace } from "../support/worker/organisations.ts";
import { confirmed, unique } from "../support/worker/people.ts";
import { pump, reactions } from "../support/worker/reactor.ts";
import { as, askToSignIn, member, signedIn } from "../support/worker/staff.ts";
import { placesOf } from "../support/worker/search.ts";
import { send, setClock, solved } from "../support/worker/web.ts";
import { idIn, NOW, counters, depsAt, links, openSession, rows, run, value } from "../support/worker/world.ts";

const NAME = "Zéphyrine-Anatole";
let email: string;
beforeEach(async () => {
  email = `delivered+${unique()}@resend.dev`;
  await setClock(NOW);
});

/** Somebody who registered and came, waits elsewhere, subscribed, runs an organisation, signs in, lost a link. */
async function somebody(): Promise<{ session: string; recipientId: string; organisation: OrganisationId }> {
  const session = await openSession();
  const came = await confirmed(session, NOW, { email, name: NAME });
  await confirmed(session, NOW);
  await run("UPDATE registrations SET state = 'attended' WHERE id = ?1", came);
  await confirmed(await openSession(), NOW, { email, name: NAME });
  const { recipientId } = await subscribed(NOW, { email });
  await pump(NOW);
  await askForSpace(email);
  await send(await invitationIn(email), {});
  await askToSignIn(email);
  await school();
  await run("UPDATE messages SET due_at = due_at - 1000"); // a quarter of an hour later: a mail of its own
  const { id } = await askedClass(email);
  await run("UPDATE workshop_requests SET head_contact_id = contact_id WHERE id = ?1", id);
  await askClass(email);
  const recall = "/inscription/retrouver";
  await send(recall, { ...(await solved(recall)), email });
  await send("/preferences", { ...(await solved("/preferences")), email });
  return {
    session,
    recipientId,
    organisation: await idIn("org", "SELECT id FROM organisations WHERE kind = 'school'"),
  };
}

/** The signed link of somebody's settings, as its mail carries it. */
async function settingsOf(recipientId: string): Promise<string> {
  const contact = await idIn("ctc", "SELECT contact_id FROM recipients WHERE id = ?1", recipientId);
  return `/preferences/${await links.sign("preferences", settingsSubject(recipientId, contact), NOW + DAY)}`;
}

describe("erasing somebody who did everything that one can do here", () => {
  test("before, they are found in many places, in R2 too; after, nowhere: no text, no seal, no hash", async () => {
    const { recipientId, session, organisation } = await somebody();
    await pump(NOW + 1, { mailer: { post: () => Promise.resolve(LOST) } });
    const before = await placesOf({ email, name: NAME }, NOW);
    expect(new Set(before)).toEqual(
      new Set(["contacts.email_sealed", "contacts.name_sealed", "contacts.addr_hash", "rate_counters.key", "R2"]),
    );
    expect(before.length).toBeGreaterThan(6);
    await run("UPDATE send_batches SET not_before_at = 0, next_at = 0 WHERE status < 3");
    await pump(NOW + 22 * HOUR); // what was on its way arrives, and its body goes
    const events = Number(await value("SELECT count(*) FROM events"));
    const erased = await send(`${await settingsOf(recipientId)}/effacer`, {});
    expect(erased.html).toContain("Tout s’efface");
    await pump(NOW + 2 * DAY + 60);
    expect(await placesOf({ email, name: NAME }, NOW)).toEqual([]);

    // Counts and proofs stay coherent.
    const { taken, held } = await counters(session);
    expect([taken, held]).toEqual([2, 2]);
    expect(
      await rows("SELECT topic, action FROM consents WHERE recipient_id = ?1 ORDER BY occurred_at, id", recipientId),
    ).toContainEqual({ topic: "premier-telephone", action: "confirmed" });
    expect(Number(await value("SELECT count(*) FROM events"))).toBeGreaterThan(events);
    expect(await rows("SELECT DISTINCT state FROM workshop_requests")).toEqual([{ state: "withdrawn" }]);
    expect(await value("SELECT count(*) FROM people")).toBe(0);
    expect(await rows("SELECT state, owner_id FROM organisations WHERE id = ?1", organisation)).toEqual([
      { state: "closed", owner_id: null },
    ]);
  });

  test("a head who was asked is forgotten, and what a teacher asked for goes on", async () => {
    await school();
    const { id } = await askedClass(email);
    const head = `delivered+${unique()}@resend.dev`;
    const { recipientId } = await subscribed(NOW, { email: head });
    const asked =
      "UPDATE workshop_requests SET head_contact_id = (SELECT contact_id FROM recipients WHERE id = ?2) WHERE id = ?1";
    await run(asked, id, recipientId);
    const state = await value("SELECT state FROM workshop_requests WHERE id = ?1", id);
    await send(`${await settingsOf(recipientId)}/effacer`, {});
    await pump(NOW);
    expect(await placesOf({ email: head, name: NAME }, NOW)).toEqual([]);
    const query =
      "SELECT state, contact_id IS NULL AS gone, head_contact_id, erased_at FROM workshop_requests WHERE id = ?1";
    expect(await rows(query, id)).toEqual([{ state, gone: 0, head_contact_id: null, erased_at: null }]);
  });

  test("the search is able to find: it sees a plain address, a seal, a counter and a body", async () => {
    await run("INSERT INTO sequences (id, version, sha, status) VALUES (?1, 1, 'x', 0)", `x ${email} x`);
    await askToSignIn(email);
    const found = await placesOf({ email, name: NAME }, NOW);
    expect(found.toSorted((a, b) => a.localeCompare(b))).toEqual([
      "rate_counters.key",
      "rate_counters.key",
      "sequences.id",
    ]);
    expect((await env.MAIL_BODIES.list()).objects).toEqual([]);
  });

  test("their organisation goes to the longest-serving colleague; an operator's address stays while they serve", async () => {
    const { recipientId, organisation } = await somebody();
    const colleague = await member(`delivered+${unique()}@resend.dev`, "educator", organisation);
    await send(`${await settingsOf(recipientId)}/effacer`, {});
    await pump(NOW);
    expect(await value("SELECT owner_id FROM organisations WHERE id = ?1", organisation)).toBe(colleague);
    expect(await value("SELECT state FROM organisations WHERE id = ?1", organisation)).toBe("pending");
  });

  test("an operator's address outlives the workshop they went to", async () => {
    const { person } = await signedIn(email);
    const id = await confirmed(await openSession(), NOW, { email, name: NAME });
    await run("UPDATE registrations SET erase_at = 1 WHERE id = ?1", id);
    const { eraseDue } = await import("../../src/workshops/erase.ts");
    await eraseDue(depsAt(NOW));
    const places = await placesOf({ email, name: NAME }, NOW);
    expect(places).toContain("contacts.email_sealed");
    expect(places).not.toContain("contacts.name_sealed");
    expect((await as((await signedIn(email)).cookie).get("/espace")).status).toBe(200);
    expect(person).toMatch(/^per_/);
  });

  test("by an operator, at a written request: the page counts what goes, asks twice, and both acts are in the trail", async () => {
    await somebody();
    const operator = await signedIn(`delivered+${unique()}@resend.dev`);
    const browser = as(operator.cookie);
    const dossier = await browser.post("/console/personnes", { email });
    expect(dossier.html).toContain("inscriptions et demandes de classe");
    const contact = / name="contact" value="([^"]*)"/.exec(dossier.html)?.[1] ?? "";
    const warned = await browser.post("/console/personnes/effacer", { contact });
    expect(warned.html).toMatch(/inscriptions et demandes de classe\s: 4/);
    expect((await placesOf({ email, name: NAME }, NOW)).length).toBeGreaterThan(5);
    await browser.post("/console/personnes/effacer", { contact, confirme: "oui" });
    expect((await browser.get("/console")).html).toMatch(/Effacements demandés, pas encore finis\s: 1/);
    await pump(NOW);
    expect((await browser.get("/console")).html).not.toContain("Effacements demandés");
    expect(await placesOf({ email, name: NAME }, NOW)).toEqual([]);
    const trail = "SELECT type, subject FROM events WHERE actor = ?1 AND type LIKE 'person.%' ORDER BY id";
    expect(await rows(trail, operator.person)).toEqual([
      { type: "person.looked_up", subject: contact },
      { type: "person.erasure_asked", subject: contact },
      { type: "person.erased", subject: contact },
    ]);
  });

  test.each([0, 1, 2, 3, 4])(
    "stopped after %d custodians: the next tick finishes it, and one pair of events says so",
    async (done) => {
      const { recipientId } = await somebody();
      await send(`${await settingsOf(recipientId)}/effacer`, {});
      const asked = (await rows<{ id: EventId }>("SELECT id FROM events WHERE type = 'person.erasure_asked'")).map(
        (row) => row.id,
      );
      const stops = {
        erase: () => Promise.reject(new Error("the machine stopped")),
        label: "",
        limits: [],
        show: () => Promise.resolve([]),
      };
      const halfway = erasureReactions([...custodians.slice(0, done), stops, ...custodians.slice(done)]);
      await react(depsAt(NOW), { reactions: { ...reactions, ...halfway }, eventIds: asked });
      expect((await placesOf({ email, name: NAME }, NOW)).length).toBeGreaterThan(0);
      expect(await value("SELECT count(*) FROM events WHERE type = 'person.erased'")).toBe(0);
      const { eventIds } = await tick(depsAt(NOW + 180));
      expect(eventIds).toContain(asked[0]);
      await pump(NOW + 180);
      expect(await placesOf({ email, name: NAME }, NOW)).toEqual([]);
      await pump(NOW + 600);
      const pair = "SELECT type, actor, cause FROM events WHERE type LIKE 'person.%' ORDER BY id";
      expect(await rows(pair)).toEqual([
        { type: "person.erasure_asked", actor: "participant", cause: null },
        { type: "person.erased", actor: "participant", cause: asked[0] },
      ]);
    },
  );
});
