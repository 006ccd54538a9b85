import { beforeEach, describe, expect, test } from "vitest";

import { DAY, HOUR } from "../../src/kernel/time.ts";
import { eraseDue } from "../../src/workshops/erase.ts";
import { move } from "../../src/workshops/move.ts";
import { manageSubject, manageUntil } from "../../src/workshops/registration.mails.ts";
import { confirmed, must, submitted, unique, waitlisted } from "../support/worker/people.ts";
import { mailsTo, pump } from "../support/worker/reactor.ts";
import { tick } from "../../workers/reactor/tick.ts";
import { ORIGIN, ask, findPath, send, setClock, solved } from "../support/worker/web.ts";
import { NOW, counters, depsAt, links, openSession, rows, run, value } from "../support/worker/world.ts";

const START = NOW + 20 * DAY;
let sessionId = "";
beforeEach(async () => {
  await setClock(NOW);
  sessionId = await openSession();
});

const address = (): string => `delivered+${unique()}@resend.dev`;
const managePath = async (id: string): Promise<string> => {
  const contact = String(await value("SELECT contact_id FROM registrations WHERE id = ?1", id));
  return `/i/${await links.sign("manage", manageSubject(id, contact), manageUntil(START + 2 * HOUR))}`;
};
const linkIn = (text: string): string => findPath(text, `${ORIGIN}/i/`).slice(ORIGIN.length);

describe("the link in the mail", () => {
  test("a GET changes nothing, twice; the button confirms; pressed again it says the same", async () => {
    const email = address();
    await submitted(sessionId, NOW, { email });
    await pump(NOW);
    const [mail] = await mailsTo(email);
    const link = linkIn(mail?.text ?? "");
    await ask(link);
    await ask(link);
    expect(await value("SELECT state FROM registrations")).toBe("held");
    expect((await send(`${link}/confirmer`, {})).location).toContain("fait=confirme");
    expect((await send(`${link}/confirmer`, {})).location).toContain("fait=confirme");
    expect(await value("SELECT state FROM registrations")).toBe("confirmed");
    await pump(NOW);
    expect((await mailsTo(email)).map((m) => m.subject)).toHaveLength(2);
  });

  test("cancelling frees the seat at once and tells the person", async () => {
    const email = address();
    const id = await confirmed(sessionId, NOW, { email });
    await pump(NOW);
    expect((await counters(sessionId)).taken).toBe(1);
    await send(`${await managePath(id)}/annuler`, {});
    expect((await counters(sessionId)).taken).toBe(0);
    await pump(NOW);
    expect((await mailsTo(email)).at(-1)?.subject).toContain("annulée");
  });

  test("a corrected address gets the mail; the link sent to the wrong one dies and its address is forgotten", async () => {
    const [wrong, right] = [address(), address()];
    const id = await submitted(sessionId, NOW, { email: wrong });
    await pump(NOW);
    const oldLink = linkIn((await mailsTo(wrong))[0]?.text ?? "");
    const hold = `/i/${await links.sign("hold", id, NOW + DAY)}`;
    expect((await send(`${hold}/adresse`, { email: "nope" })).status).toBe(422);
    expect((await send(`${hold}/adresse`, { email: right })).location).toContain("fait=envoye");
    await pump(NOW);
    expect((await ask(oldLink)).status).toBe(410);
    expect((await send(`${oldLink}/confirmer`, {})).status).toBe(410);
    const newLink = linkIn((await mailsTo(right))[0]?.text ?? "");
    expect((await send(`${newLink}/confirmer`, {})).location).toContain("fait=confirme");
    expect(await value("SELECT count(*) FROM contacts WHERE email_sealed IS NOT NULL")).toBe(1);
  });

  test("« Effacer maintenant » gives the seat back and leaves nothing personal", async () => {
    const id = await confirmed(sessionId, NOW, { email: address(), needs: ["large_print"] });
    const path = await managePath(id);
    const answer = await send(`${path}/effacer`, {});
    expect((await ask(answer.location)).html).toContain("Tout est effacé");
    expect((await counters(sessionId)).taken).toBe(0);
    expect(await rows("SELECT email_sealed, name_sealed FROM contacts")).toEqual([
      { email_sealed: null, name_sealed: null },
    ]);
    expect(await rows("SELECT contact_id, age_band, needs FROM participants")).toEqual([
      { contact_id: null, age_band: null, needs: "[]" },
    ]);
    expect(await value("SELECT contact_id FROM registrations")).toBeNull();
    expect(await value("SELECT count(*) FROM events WHERE type = 'registration.erased'")).toBe(1);
  });
});

describe("the same address twice", () => {
  test("the screen says the same; the mail says there is a place already; the seat of the second click is given back", async () => {
    const email = address();
    await confirmed(sessionId, NOW, { email });
    await pump(NOW);
    const again = await submitted(sessionId, NOW, { email });
    const hold = `/i/${await links.sign("hold", again, NOW + DAY)}`;
    expect((await ask(hold)).html).toContain("Vérifiez votre messagerie");
    await pump(NOW);
    expect((await mailsTo(email)).at(-1)?.text).toContain("a déjà une place");
    const answer = await send(`${await managePath(again)}/confirmer`, {});
    expect(answer.location).toContain("fait=deja");
    expect((await counters(sessionId)).taken).toBe(1);
  });

  test("a fourth date of the same workshop is not confirmed, and only the mail says so", async () => {
    const email = address();
    for (let i = 0; i < 3; i++) {
      await confirmed(await openSession(), NOW, { email });
    }
    await submitted(sessionId, NOW, { email });
    await pump(NOW);
    expect((await mailsTo(email)).at(-1)?.text).toContain("déjà trois inscriptions");
  });

  test("three mails a day at most to an address that never clicked; a proven address is never blocked", async () => {
    const email = address();
    const id = await submitted(sessionId, NOW, { email });
    const hold = `/i/${await links.sign("hold", id, NOW + DAY)}`;
    for (let i = 0; i < 4; i++) {
      await send(`${hold}/adresse`, { email });
      await pump(NOW + i);
    }
    expect(await mailsTo(email)).toHaveLength(3);
    expect(await value("SELECT count(*) FROM messages WHERE status = 6 AND reason = 'capped'")).toBe(2);
    await send(`${await managePath(id)}/confirmer`, {});
    await pump(NOW + 9);
    expect(await mailsTo(email)).toHaveLength(4);
  });
});

describe("« retrouver mon inscription »", () => {
  const recall = async (email: string) =>
    send("/inscription/retrouver", { ...(await solved("/inscription/retrouver")), email });

  test("known or not, the screen answers the same; only the known address gets a mail", async () => {
    const email = address();
    await confirmed(sessionId, NOW, { email });
    await pump(NOW);
    const [known, unknown] = [await recall(email), await recall(address())];
    expect([known.status, known.location]).toEqual([unknown.status, unknown.location]);
    await pump(NOW);
    const mail = (await mailsTo(email)).at(-1);
    expect(mail?.subject).toBe("Vos inscriptions");
    expect((await ask(linkIn(mail?.text ?? ""))).html).toContain("C’est confirmé");
  });

  test("no address, half an address: 422 and what was typed stays", async () => {
    const answer = await recall("lea@");
    expect([answer.status, answer.html.includes('value="lea@"')]).toEqual([422, true]);
  });

  test("three mails a day to one address", async () => {
    const email = address();
    await confirmed(sessionId, NOW, { email });
    await pump(NOW);
    for (let i = 0; i < 5; i++) {
      expect((await recall(email)).status).toBe(303);
    }
    await pump(NOW);
    expect((await mailsTo(email)).filter((m) => m.subject === "Vos inscriptions")).toHaveLength(3);
  });
});

describe("the waiting list", () => {
  test("join, rank, freed seat, offer by mail with its hour, taken by a click", async () => {
    const full = await openSession({ capacity: 1 });
    const first = await confirmed(full, NOW);
    const [a, b] = [address(), address()];
    const second = await waitlisted(full, NOW, { email: a });
    const third = await waitlisted(full, NOW + 1, { email: b });
    expect((await ask(await managePath(third))).html).toContain("Vous êtes 2e sur la liste");
    must(await move(depsAt(NOW), first, "cancel"));
    await pump(NOW);
    const offer = (await mailsTo(a)).at(-1);
    expect(offer?.subject).toContain("Une place vous attend");
    expect(offer?.text).toMatch(/jusqu’à (mardi|mercredi) \d+ décembre 2026 à \d+/);
    expect((await ask(await managePath(third))).html).toContain("Vous êtes 1re sur la liste");
    expect((await send(`${linkIn(offer?.text ?? "")}/confirmer`, {})).location).toContain("fait=confirme");
    expect(await counters(full)).toEqual({ taken: 1, waiting: 1, held: 1, listed: 1 });
    expect(await value("SELECT state FROM registrations WHERE id = ?1", second)).toBe("confirmed");
  });

  test("an offer that is left goes to the next in line; an offer that lapses too", async () => {
    const full = await openSession({ capacity: 1 });
    const first = await confirmed(full, NOW);
    const ids = [await waitlisted(full, NOW), await waitlisted(full, NOW + 1), await waitlisted(full, NOW + 2)];
    must(await move(depsAt(NOW), first, "cancel"));
    await pump(NOW);
    await send(`${await managePath(ids[0] ?? "")}/laisser`, {});
    await pump(NOW);
    const until = Number(await value("SELECT expires_at FROM registrations WHERE id = ?1", ids[1] ?? ""));
    await tick(depsAt(until)); // 21:00: too late in the evening to offer it on
    await pump(until);
    expect(await value("SELECT count(*) FROM registrations WHERE state = 'offered'")).toBe(0);
    await tick(depsAt(until + 11 * HOUR));
    await pump(until + 11 * HOUR);
    const states = await rows("SELECT state FROM registrations WHERE session_id = ?1 ORDER BY id", full);
    expect(states).toEqual([{ state: "cancelled" }, { state: "declined" }, { state: "expired" }, { state: "offered" }]);
    expect(await rows("SELECT outcome FROM offers ORDER BY id")).toEqual([
      { outcome: "declined" },
      { outcome: "expired" },
      { outcome: "open" },
    ]);
  });

  test("leaving the list is one button, and the list page refuses when seats are free", async () => {
    const full = await openSession({ capacity: 1 });
    await confirmed(full, NOW);
    const id = await waitlisted(full, NOW);
    expect((await send(`${await managePath(id)}/annuler`, {})).location).toContain("fait=annule");
    expect((await counters(full)).waiting).toBe(0);
    expect((await ask(`/ateliers/seances/${sessionId}/liste`)).status).toBe(303);
  });

  test("the list form: bad fields answer 422 and keep what was typed; a good one waits for the click", async () => {
    const full = await openSession({ capacity: 1 });
    await confirmed(full, NOW);
    const path = `/ateliers/seances/${full}/liste`;
    const bad = await send(path, { ...(await solved(path)), name: "Ana", email: "x" });
    expect([bad.status, bad.html.includes('value="Ana"')]).toEqual([422, true]);
    const good = await send(path, { ...(await solved(path)), name: "Ana", email: address() });
    expect(good.status).toBe(303);
    expect(await counters(full)).toMatchObject({ waiting: 0, listed: 0 });
    expect(await value("SELECT state FROM registrations ORDER BY id DESC")).toBe("joining");
  });
});

describe("retention", () => {
  test("the nightly duty leaves nothing of what its time has passed, and keeps the rest", async () => {
    await confirmed(sessionId, NOW, { email: address() });
    await submitted(sessionId, NOW, { email: address() });
    const later = await openSession({ startsAt: NOW + 60 * DAY });
    const kept = await confirmed(later, NOW, { email: address() });
    await eraseDue(depsAt(START + 31 * DAY));
    expect(await rows("SELECT id FROM registrations WHERE erased_at IS NULL")).toEqual([{ id: kept }]);
    expect(await value("SELECT count(*) FROM contacts WHERE email_sealed IS NOT NULL OR name_sealed IS NOT NULL")).toBe(
      2,
    );
    await eraseDue(depsAt(NOW + 100 * DAY));
    expect(await value("SELECT count(*) FROM contacts WHERE email_sealed IS NOT NULL OR name_sealed IS NOT NULL")).toBe(
      0,
    );
    await eraseDue(depsAt(NOW + 140 * DAY));
    expect(await value("SELECT count(*) FROM contacts")).toBe(0);
  });

  test("an unconfirmed hold is erased after 7 days, a minor's after 48 hours", async () => {
    const youth = await openSession({ slug: "garder-la-main-sur-sa-ligne" });
    await submitted(sessionId, NOW, { email: address() });
    await submitted(youth, NOW, { email: address(), ageBand: "15_17" });
    expect(await eraseDue(depsAt(NOW + 2 * DAY))).toBe(1);
    expect(await eraseDue(depsAt(NOW + 7 * DAY - 1))).toBe(0);
    expect(await eraseDue(depsAt(NOW + 7 * DAY))).toBe(1);
  });

  test("an address used again within 30 days of its erasure is sealed anew", async () => {
    const email = address();
    await submitted(sessionId, NOW, { email });
    await eraseDue(depsAt(NOW + 8 * DAY));
    await run("UPDATE sessions SET closes_at = closes_at");
    await confirmed(sessionId, NOW + 9 * DAY, { email });
    await pump(NOW + 9 * DAY);
    expect((await mailsTo(email)).length).toBeGreaterThan(0);
  });
});
