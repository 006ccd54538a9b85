import type { RegistrationId, SessionId } from "../../src/kernel/ids.ts";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { DAY, HOUR } from "../../src/kernel/time.ts";
import { openVault } from "../../src/platform/vault.ts";
import { parseRing } from "../../src/platform/keys.ts";
import { countSeals, resealContacts } from "../../src/privacy/contacts.store.ts";
import { tick } from "../../workers/reactor/tick.ts";
import { asked as askedParent } from "../support/worker/consent.ts";
import { managePath } from "../support/worker/manage.ts";
import { subscribed } from "../support/worker/guidance.ts";
import { confirmed, unique } from "../support/worker/people.ts";
import { mailsTo, pump } from "../support/worker/reactor.ts";
import { as, member, signedIn } from "../support/worker/staff.ts";
import { ask, send, setClock } from "../support/worker/web.ts";
import { NOW, db, depsAt, openSession, rows, run, value } from "../support/worker/world.ts";

const START = NOW + DAY;
const PEOPLE = 6;
const address = (): string => `delivered+${unique()}@resend.dev`;
/** The key that sealed somebody's name, or address, left the ring. */
const loseName = (registration: string) =>
  run(
    "UPDATE contacts SET kid = 'zz' WHERE id = (SELECT contact_id FROM participants WHERE registration_id = ?1)",
    registration,
  );
const loseAddress = (registration: string) =>
  run("UPDATE contacts SET kid = 'zz' WHERE id = (SELECT contact_id FROM registrations WHERE id = ?1)", registration);

let session: SessionId = "ses_none";
let people: { id: RegistrationId; email: string }[] = [];
beforeEach(async () => {
  await setClock(NOW);
  session = await openSession({ startsAt: START });
  people = [];
  for (let i = 0; i < PEOPLE; i++) {
    const email = address();
    people.push({ id: await confirmed(session, NOW, { name: `Prénom${i}`, email }), email });
  }
});
const first = () => people[0] ?? { id: "reg_none" as const, email: "" };

describe("one unreadable value closes nothing", () => {
  test("the list of the day, its export: every line is there, one says « prénom illisible »", async () => {
    await loseName(first().id);
    await setClock(START - HOUR);
    const { cookie } = await signedIn(address(), "coordinator", "org_1");
    const team = as(cookie);
    const base = `/espace/structures/org_1/seances/${session}`;
    const list = await team.get(base);
    expect(list.status).toBe(200);
    expect(new Set(list.html.match(/Prénom\d/g)).size).toBe(PEOPLE - 1);
    expect(list.html).toContain("prénom illisible");
    const file = await team.post(`${base}/exporter`, {});
    expect(file.html.trim().split("\n")).toHaveLength(PEOPLE + 1);
    expect(file.html).toContain("prénom illisible");
  });

  test("their own page opens, cancelling works, and the mail that says so leaves without a name", async () => {
    await loseName(first().id);
    const path = await managePath(first().id);
    expect((await ask(path)).html).toContain("prénom illisible");
    expect((await send(`${path}/annuler`, { confirme: "oui" })).status).toBe(303);
    await pump(NOW + 1);
    expect(await value("SELECT state FROM registrations WHERE id = ?1", first().id)).toBe("cancelled");
    const mail = (await mailsTo(first().email)).find((one) => one.subject.includes("annulée"));
    expect(mail?.text).toContain("Bonjour,");
    expect(await value("SELECT count(*) FROM messages WHERE status = 9")).toBe(0);
  });

  test("the parent who is asked sees the question", async () => {
    const parent = await askedParent(await openSession({ slug: "mon-telephone-mes-limites" }), address(), address());
    await run("UPDATE contacts SET kid = 'zz' WHERE name_sealed IS NOT NULL");
    const page = await ask(parent);
    expect([page.status, page.html.includes("prénom illisible")]).toEqual([200, true]);
  });

  test("an unreadable address: its mail is skipped and says why, the others leave, and they can be erased", async () => {
    await loseAddress(first().id);
    await run("UPDATE send_batches SET next_at = 0 WHERE status < 3");
    await pump(NOW + 1);
    expect(await rows("SELECT DISTINCT reason FROM messages WHERE status = 6")).toEqual([{ reason: "unreadable" }]);
    expect((await mailsTo(people[1]?.email ?? "")).length).toBeGreaterThan(0);
    const operator = as((await signedIn(address())).cookie);
    const contact = String(await value("SELECT contact_id FROM registrations WHERE id = ?1", first().id));
    await operator.post("/console/personnes/effacer", { contact, confirme: "oui" });
    await pump(NOW + 2);
    expect(await value("SELECT count(*) FROM events WHERE type = 'person.erased'")).toBe(1);
    expect(await value("SELECT count(*) FROM contacts WHERE id = ?1", contact)).toBe(0);
  });

  test("settings and teams: a page with an unreadable address opens all the same", async () => {
    const { cookie, person } = await signedIn(address());
    await member(address());
    await run("UPDATE contacts SET kid = 'zz' WHERE id IN (SELECT contact_id FROM people WHERE id <> ?1)", person);
    const team = await as(cookie).get("/console/equipe");
    expect([team.status, team.html.includes("adresse illisible")]).toEqual([200, true]);
    await subscribed(NOW);
    expect((await as(cookie).get("/console/conservation")).status).toBe(200);
  });
});

describe("a key that is lost", () => {
  test("is seen at once in the console, by the number of values that nothing opens", async () => {
    const operator = as((await signedIn(address())).cookie);
    expect((await operator.get("/console")).html).not.toContain("que nos clés n’ouvrent plus");
    await loseName(first().id);
    await loseAddress(first().id);
    expect((await operator.get("/console")).html).toMatch(/Noms et adresses que nos clés n’ouvrent plus\s: 2/);
    expect((await operator.get("/console/conservation")).html).toMatch(/2 noms et adresses sont illisibles/);
  });

  test("holds up no change of keys: what can be read is sealed anew, what cannot waits for its key", async () => {
    await loseName(first().id);
    await run(
      "UPDATE contacts SET email_sealed = 'damaged' WHERE id = (SELECT contact_id FROM registrations WHERE id = ?1)",
      people[1]?.id ?? "",
    );
    const { keys } = parseRing(env.SEAL_KEYS);
    const both = openVault({ current: "b", keys: new Map([...keys, ["b", keys.get("a") ?? ""]]) }, env.ADDR_HASH_KEY);
    const sealed = Number(await value("SELECT count(*) FROM contacts"));
    expect(await countSeals({ db, vault: both })).toEqual({ old: sealed - 1, lost: 1 });
    expect(await resealContacts({ db, vault: both })).toBe(sealed - 2);
    expect(await countSeals({ db, vault: both })).toEqual({ old: 1, lost: 1 });
    await tick(depsAt(NOW, { vault: both }));
  });
});
