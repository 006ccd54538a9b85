import { beforeEach, describe, expect, test } from "vitest";

import { nudgeChildren } from "../../../src/workshops/consent/nudge.ts";
import type { SessionId } from "../../../src/kernel/ids.ts";
import { DAY, HOUR } from "../../../src/kernel/time.ts";
import { expireDue } from "../../../src/workshops/seats/capacity.store.ts";
import { closeConsent, lapseConsents } from "../../../src/workshops/seats/consent.store.ts";
import { move } from "../../../src/workshops/seats/move.ts";
import { nightly, tick } from "../../../workers/reactor/tick.ts";
import { about, asked, child, manageIn, newest, parentIn, read, state } from "../../support/worker/consent.ts";
import { knock } from "../../support/worker/guidance.ts";
import { address } from "../../support/worker/manage.ts";
import { moveTo } from "../../support/worker/editing.ts";
import { must } from "../../support/worker/people.ts";
import { mailsTo, pump } from "../../support/worker/reactor.ts";
import { hold, send, setClock, solved } from "../../support/worker/web.ts";
import { NOW, counters, db, depsAt, openSession, rows, run, value } from "../../support/worker/world.ts";

let session: SessionId;
beforeEach(async () => {
  await setClock(NOW);
  session = await openSession({ slug: "mon-telephone-mes-limites", capacity: 5 });
});

describe("a child of 13 asks for a seat", () => {
  /** What is still kept of a child: name and address. */
  const stillKept = () => value("SELECT count(name_sealed) + count(email_sealed) FROM contacts");

  test("before any field the page says that a parent is asked, and shows the other way", async () => {
    const form = await hold(session, undefined, { jeunes: "1", pour: "11_14" });
    const page = (await read(form)).html;
    expect(page).toContain("On lui écrira un seul message");
    expect(page).toContain('href="/jeunes/sans-mes-parents"');
    expect(page.match(/<input/g)).toBeNull();
    expect((await read(`${form}&compris=1`)).html).toContain("d’un parent</label>");
  });

  test("the parent is written to only after the child's own click; yes confirms, both agreements are proven", async () => {
    const [email, parent] = [address(), address()];
    await child(session, email, parent);
    expect([await mailsTo(parent), await state()]).toEqual([[], "held"]);
    await send(`${manageIn((await mailsTo(email)).at(-1)?.text ?? "")}/confirmer`, {});
    await pump(NOW);
    expect([(await mailsTo(parent)).length, await state()]).toEqual([1, "awaiting_consent"]);
    const page = parentIn((await mailsTo(parent))[0]?.text ?? "");
    expect((await read(page)).html).toContain("Mon téléphone, mes limites : Noé");
    await read(page);
    expect(await state()).toBe("awaiting_consent"); // reading decides nothing
    expect((await send(`${page}/oui`, about(await newest()))).location).toContain("fait=oui");
    await pump(NOW);
    expect(await state()).toBe("confirmed");
    expect((await mailsTo(email)).at(-1)?.text).toContain("C’est confirmé");
    const proofs = await rows(
      "SELECT side, outcome, length(text_sha256) AS sha, decided_at - decided_at % 60 AS minute FROM guardian_consents ORDER BY side",
    );
    expect(proofs).toEqual([
      { side: "child", outcome: "given", sha: 64, minute: NOW - (NOW % 60) },
      { side: "guardian", outcome: "given", sha: 64, minute: NOW - (NOW % 60) },
    ]);
    expect((await send(`${page}/oui`, about(await newest()))).location).toContain("fait=oui"); // twice: the same
    expect(await counters(session)).toMatchObject({ taken: 1, held: 1 });
  });

  test("half of the time is over: the child is told once, though three ticks find it at the same moment", async () => {
    await asked(session, address(), address());
    await run("UPDATE guardian_consents SET nudge_at = ?1 WHERE side = 'guardian'", NOW);
    await Promise.all([1, 2, 3].map(() => nudgeChildren(depsAt(NOW))));
    expect(await value("SELECT count(*) FROM events WHERE type = 'registration.consent_reminded'")).toBe(1);
    expect(await rows("SELECT side, reminded_at, nudge_at FROM guardian_consents ORDER BY side")).toEqual([
      { side: "child", reminded_at: NOW, nudge_at: null },
      { side: "guardian", reminded_at: null, nudge_at: null },
    ]);
  });

  test("no: the seat is free in the same breath, the child is told kindly, the parent's address goes within 24 hours", async () => {
    const [email, parent] = [address(), address()];
    const page = await asked(session, email, parent);
    await send(`${page}/non`, about(await newest()));
    await pump(NOW);
    expect([await state(), (await counters(session)).taken]).toEqual(["refused", 0]);
    const told = (await mailsTo(email)).at(-1)?.text ?? "";
    expect(told).toContain("Nous n’avons pas eu l’accord d’un parent");
    expect(told).toContain("/jeunes/moins-de-15-ans");
    expect((await send(`${page}/oui`, about(await newest()))).location).toContain("fait=trop-tard");
    await nightly(depsAt(NOW + 20 * HOUR));
    const hash =
      "SELECT count(*) FROM contacts WHERE email_sealed IS NOT NULL AND id IN (SELECT contact_id FROM guardian_consents)";
    expect(await value(hash)).toBe(0);
    expect(await value("SELECT count(*) FROM guardian_consents WHERE contact_id IS NOT NULL")).toBe(1); // the hash stays 30 days
    expect(await stillKept()).toBe(2);
    await nightly(depsAt(NOW + 25 * HOUR + DAY)); // once a day
    expect(await stillKept()).toBe(0);
  });

  test("no answer: half-way the child is told once, by day, never the parent; at the end the seat is free", async () => {
    const [email, parent] = [address(), address()];
    await asked(session, email, parent);
    const until = Number(await value("SELECT expires_at FROM registrations"));
    expect(Math.round((until - NOW) / HOUR)).toBe(72);
    const before = (await mailsTo(email)).length;
    await tick(depsAt(NOW + 36 * HOUR));
    await tick(depsAt(NOW + 37 * HOUR));
    await pump(NOW + 37 * HOUR);
    expect((await mailsTo(email)).length - before).toBe(0); // half-way is 22:00
    await knock(NOW + 46 * HOUR + 300);
    expect([(await mailsTo(email)).length - before, (await mailsTo(parent)).length]).toEqual([1, 1]);
    expect((await mailsTo(email)).at(-1)?.text).toContain("Nous ne lui écrirons pas une deuxième fois");
    await tick(depsAt(until));
    await pump(until);
    expect([await state(), (await counters(session)).taken]).toEqual(["expired", 0]);
    expect((await mailsTo(email)).at(-1)?.text).toContain("Nous n’avons pas eu l’accord d’un parent");
    expect(await value("SELECT outcome FROM guardian_consents WHERE side = 'guardian'")).toBe("lapsed");
    expect((await mailsTo(parent)).length).toBe(1);
    await nightly(depsAt(until + 20 * HOUR));
    expect(await stillKept()).toBe(2);
    await nightly(depsAt(until + 45 * HOUR));
    expect(await stillKept()).toBe(0);
  });

  test("without an address: the parent is asked at once, and the page the child keeps tells the rest", async () => {
    const parent = address();
    const kept = await child(session, "", parent);
    expect(await state()).toBe("awaiting_consent");
    expect((await read(kept)).html).toContain("Garde l’adresse de cette page");
    await setClock(NOW + 40 * HOUR);
    await tick(depsAt(NOW + 40 * HOUR));
    expect((await read(kept)).html).toContain("Pas encore de réponse");
    await send(`${parentIn((await mailsTo(parent))[0]?.text ?? "")}/oui`, about(await newest()));
    await pump(NOW + 40 * HOUR);
    expect((await read(kept)).html).toContain("Ta place est à toi");
    expect((await send(`${kept}/annuler`, { confirme: "oui" })).location).toContain("fait=annule");
    expect(await counters(session)).toMatchObject({ taken: 0 });
  });

  test("the parent takes the yes back until the start: the seat is free, the child is told", async () => {
    const [email, parent] = [address(), address()];
    const page = await asked(session, email, parent);
    await send(`${page}/oui`, about(await newest()));
    await pump(NOW);
    await send(`${page}/retirer`, about(await newest()));
    await pump(NOW);
    expect([await state(), (await counters(session)).taken]).toEqual(["cancelled", 0]);
    expect((await mailsTo(email)).at(-1)?.text).toContain("la place est rendue");
    await nightly(depsAt(NOW + 50 * HOUR));
    expect(await stillKept()).toBe(0);
  });

  test.each([
    [
      "the child's own address",
      { parentEmail: "delivered+same@resend.dev", email: "delivered+same@resend.dev" },
      "même adresse que la tienne",
    ],
    ["no parent", { parentEmail: "", email: "" }, "Il manque une adresse"],
  ])("%s as the parent's: refused on the form, with why", async (_, fields, sentence) => {
    const form = await hold(session, undefined, { jeunes: "1", pour: "11_14" });
    const sent = await send(form, { name: "Noé", accordEnfant: "on", ...fields });
    expect([sent.status, sent.html.includes(sentence)]).toEqual([422, true]);
  });

  test("a link used from the child's own address is refused kindly, and decides nothing", async () => {
    const [email, parent] = [address(), address()];
    const page = await asked(session, email, parent);
    const guardian = String(await value("SELECT contact_id FROM guardian_consents WHERE side = 'guardian'"));
    await rows("UPDATE registrations SET contact_id = ?1", guardian);
    const answer = await send(`${page}/oui`, about(await newest()));
    expect([answer.status, answer.html.includes("Cette réponse est celle d’un parent")]).toEqual([409, true]);
    expect(await state()).toBe("awaiting_consent");
  });

  test("too near the start for a parent to answer: said before any field, nothing held", async () => {
    const near = await openSession({ slug: "mon-telephone-mes-limites", startsAt: NOW + 12.5 * HOUR });
    await expect(hold(near, undefined, { jeunes: "1", pour: "11_14" })).rejects.toThrow(/409/);
    expect((await counters(near)).taken).toBe(0);
  });
});

describe("from 15", () => {
  test("nobody is asked; where the association wants 18, a parent is", async () => {
    const form = await hold(session, undefined, { jeunes: "1", pour: "15_17" });
    expect((await read(form)).html).not.toContain("d’un parent</label>");
    await rows("UPDATE sessions SET consent_under_age = 18 WHERE id = ?1", session);
    const older = await hold(session, undefined, { jeunes: "1", pour: "15_17" });
    expect((await read(older)).html).toContain("Tu as moins de 18 ans");
  });
});

describe("a child on the waiting list", () => {
  test("keeps its rank and is passed over until the parent says yes; no offer leaves before", async () => {
    const full = await openSession({ slug: "mon-telephone-mes-limites", capacity: 1, startsAt: NOW + 20 * DAY });
    await rows("UPDATE sessions SET taken = 1 WHERE id = ?1", full);
    const [email, parent] = [address(), address()];
    const list = `/ateliers/seances/${full}/liste`;
    const who = await send(list, { jeunes: "1", pour: "11_14", places: "1", etape: "qui" });
    expect(who.html).toContain("d’un parent</label>");
    const fields = { name: "Noé", pour: "11_14", places: "1", parentEmail: parent, accordEnfant: "on" };
    const without = await send(list, { ...(await solved(list)), ...fields, email: "" });
    expect([without.status, without.html.includes("demande à un parent de s’inscrire pour toi")]).toEqual([422, true]);
    const sent = await send(list, { ...(await solved(list)), ...fields, email });
    expect(sent.status).toBe(303);
    await pump(NOW);
    await send(`${manageIn((await mailsTo(email)).at(-1)?.text ?? "")}/confirmer`, {});
    await pump(NOW);
    expect(await state()).toBe("waitlisted");
    await rows("UPDATE sessions SET taken = 0 WHERE id = ?1", full);
    const evening = NOW + 8 * HOUR; // 18:00, when the young may be offered a seat
    await setClock(evening);
    await tick(depsAt(evening));
    expect(await state()).toBe("waitlisted");
    await send(`${parentIn((await mailsTo(parent))[0]?.text ?? "")}/oui`, about(await newest()));
    await pump(evening);
    expect(await state()).toBe("offered");
  });

  test("leaves it with the parent's « non », in the parent's name: registration and event both say whose act it was", async () => {
    const full = await openSession({ slug: "mon-telephone-mes-limites", capacity: 1, startsAt: NOW + 20 * DAY });
    await rows("UPDATE sessions SET taken = 1 WHERE id = ?1", full);
    const [email, parent] = [address(), address()];
    const list = `/ateliers/seances/${full}/liste`;
    const fields = { name: "Noé", pour: "11_14", places: "1", parentEmail: parent, accordEnfant: "on", jeunes: "1" };
    await send(list, { ...(await solved(list)), ...fields, email });
    await pump(NOW);
    await send(`${manageIn((await mailsTo(email)).at(-1)?.text ?? "")}/confirmer`, {});
    await pump(NOW);
    await send(`${parentIn((await mailsTo(parent))[0]?.text ?? "")}/non`, about(await newest()));
    expect(await rows("SELECT state, cancel_reason AS why FROM registrations WHERE id = ?1", await newest())).toEqual([
      { state: "cancelled", why: "guardian" },
    ]);
    expect(
      await rows(
        "SELECT actor, json_extract(data, '$.reason') AS why FROM events WHERE type = 'registration.cancelled' AND subject = ?1",
        await newest(),
      ),
    ).toEqual([{ actor: "guardian", why: "guardian" }]);
  });
});

describe("a parent's answer and the clock at the same moment", () => {
  test.each(["lapsed", "refused"] as const)(
    "a yes that is given is not overwritten by « %s », in either order of arrival",
    async (late) => {
      const outcome = () =>
        rows(
          "SELECT outcome, decided_at AS at, forget_at IS NULL AS forgotten FROM guardian_consents WHERE side = 'guardian'",
        );
      await asked(session, address(), address());
      const id = await newest();
      expect(await db.changed(closeConsent(id, "given", NOW))).toBe(1);
      const given = await outcome();
      expect(given).toMatchObject([{ outcome: "given", at: NOW }]);
      expect(await db.changed(closeConsent(id, late, NOW + 1))).toBe(0);
      await db.batch([lapseConsents("session_id = :session", { session, now: NOW + 2 })]);
      await db.batch(expireDue(NOW + 90 * DAY, session, "evt_00000000-0000-7"));
      expect(await outcome()).toEqual(given);
      expect(await db.changed(closeConsent(id, "withdrawn", NOW + 3))).toBe(1);
    },
  );

  test("many at once: one answer stands, and it is the first that was written", async () => {
    await asked(session, address(), address());
    const id = await newest();
    const answers = ["given", "lapsed", "refused", "given", "lapsed"] as const;
    const changed = await Promise.all(answers.map((one) => db.changed(closeConsent(id, one, NOW))));
    expect(changed.filter((n) => n === 1)).toHaveLength(1);
    expect(await value("SELECT outcome FROM guardian_consents WHERE side = 'guardian'")).toBe(
      answers[changed.indexOf(1)],
    );
  });
});

describe("the page after an act says what stands, not what its address says", () => {
  test("a child's click confirms nothing before a parent answers; after a refusal the same address says nothing of it", async () => {
    const [email, parent] = [address(), address()];
    await child(session, email, parent);
    const mine = manageIn((await mailsTo(email)).at(-1)?.text ?? "");
    const after = (await send(`${mine}/confirmer`, {})).location;
    expect(after).toContain("fait=confirme");
    const waiting = (await read(after)).html;
    expect(waiting).toContain("C’est noté : nous avons écrit à ton parent. Rien n’est confirmé avant sa réponse.");
    expect(waiting).not.toContain("la place est confirmée");
    await pump(NOW);
    const page = parentIn((await mailsTo(parent))[0]?.text ?? "");
    await send(`${page}/non`, about(await newest()));
    expect((await read(after)).html).not.toContain('role="status"');
    expect((await read(`${page}?fait=oui`)).html).not.toContain("vous avez donné votre accord");
  });
});

describe("when the session moves", () => {
  test("a parent who said yes is told, and may take it back by the same link", async () => {
    const parent = address();
    const page = await asked(session, address(), parent);
    await send(`${page}/oui`, about(await newest()));
    must(await moveTo(depsAt(NOW), session, NOW + 30 * DAY));
    await pump(NOW);
    const mails = await mailsTo(parent);
    expect(mails.at(-1)?.text).toContain("change de date");
    expect((await send(`${parentIn(mails.at(-1)?.text ?? "")}/retirer`, about(await newest()))).location).toContain(
      "fait=retirer",
    );
  });

  test("a parent whose child gave the seat back before is not told", async () => {
    const parent = address();
    const page = await asked(session, address(), parent);
    await send(`${page}/oui`, about(await newest()));
    must(await move(depsAt(NOW), { registrationId: await newest(), act: "cancel" }));
    must(await moveTo(depsAt(NOW), session, NOW + 30 * DAY));
    await pump(NOW);
    expect(await mailsTo(parent)).toHaveLength(1);
  });
});
