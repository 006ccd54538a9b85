import { beforeEach, describe, expect, test } from "vitest";

import type { SessionId } from "../../src/kernel/ids.ts";
import { DAY, MINUTE } from "../../src/kernel/time.ts";
import { address, linkIn, managePath } from "../support/worker/manage.ts";
import { confirmed, submitted } from "../support/worker/people.ts";
import { mailsTo, pump } from "../support/worker/reactor.ts";
import { ask, send, setClock, solved } from "../support/worker/web.ts";
import { NOW, counters, links, openSession, rows, value } from "../support/worker/world.ts";
import { byHand } from "../support/worker/led.ts";

let sessionId: SessionId;
beforeEach(async () => {
  await setClock(NOW);
  sessionId = await openSession();
});

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
    await send(`${await managePath(id)}/annuler`, { confirme: "oui" });
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

describe("after the session", () => {
  test("the page says that it is over and still offers to erase; nothing else can be done", async () => {
    const id = await confirmed(sessionId, NOW, { email: address() });
    const path = await managePath(id);
    await setClock(NOW + 21 * DAY);
    const page = (await ask(path)).html;
    expect(page).toContain("Cette séance est passée");
    expect(page).not.toContain("Annuler mon inscription");
    expect((await send(`${path}/annuler`, { confirme: "oui" })).location).toContain("fait=trop-tard");
    await send(`${path}/effacer`, {});
    expect(await value("SELECT count(*) FROM contacts WHERE email_sealed IS NOT NULL")).toBe(0);
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
    await pump(NOW);
    await submitted(sessionId, NOW, { email });
    await pump(NOW);
    expect((await mailsTo(email)).at(-1)?.text).toContain("déjà trois inscriptions");
  });

  test("one mail a quarter of an hour to an address that never clicked; a proven address is never made to wait", async () => {
    const email = address();
    const id = await submitted(sessionId, NOW, { email });
    await pump(NOW);
    const hold = `/i/${await links.sign("hold", id, NOW + DAY)}`;
    for (let i = 0; i < 4; i++) {
      await send(`${hold}/adresse`, { email });
      await pump(NOW + i);
    }
    expect(await mailsTo(email)).toHaveLength(1);
    expect(await value("SELECT count(*) FROM messages WHERE status = 6 AND reason = 'gathered'")).toBe(4);
    const { html } = await ask(`${hold}?fait=envoye`);
    expect(html).toContain("Un message vous attend déjà, envoyé à 10\u00a0h.");
    expect(html).toContain("part en un seul message à 10\u00a0h\u00a015");
    expect(html).not.toContain("vient de");
    await send(`${await managePath(id)}/confirmer`, {});
    await pump(NOW + 9);
    expect(await mailsTo(email)).toHaveLength(2);
  });
});

describe("« retrouver mon inscription »", () => {
  const recall = async (email: string, ip = "192.0.2.1") =>
    send("/inscription/retrouver", { ...(await solved("/inscription/retrouver")), email }, { ip });

  test("known or not, the screen answers the same; only the known address gets a mail", async () => {
    const email = address();
    await confirmed(sessionId, NOW, { email });
    await pump(NOW);
    const [known, unknown] = [await recall(email), await recall(address())];
    expect([known.status, byHand(known.location)]).toEqual([unknown.status, byHand(unknown.location)]);
    await pump(NOW);
    const mail = (await mailsTo(email)).at(-1);
    expect(mail?.subject).toBe("Vos inscriptions");
    expect((await ask(linkIn(mail?.text ?? ""))).html).toContain("C’est confirmé");
  });

  test("no address, half an address: 422 and what was typed stays", async () => {
    const answer = await recall("lea@");
    expect([answer.status, answer.html.includes('value="lea@"')]).toEqual([422, true]);
  });

  test("three mails a day to one address from one connection; the fourth request is told when the last left, known or not", async () => {
    const [email, nobody] = [address(), address()];
    await confirmed(sessionId, NOW, { email });
    await pump(NOW);
    for (const typed of [email, nobody]) {
      const answers = [];
      for (let i = 0; i < 5; i++) {
        answers.push(await recall(typed));
      }
      expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 200, 200]);
      expect(answers[4]?.html).toContain("l’attend déjà, envoyé à 10\u00a0h");
    }
    await pump(NOW);
    expect((await mailsTo(email)).filter((m) => m.subject === "Vos inscriptions")).toHaveLength(3);
  });

  test("whatever strangers ask from however many connections, the owner gets the links within a quarter of an hour", async () => {
    const email = address();
    await confirmed(sessionId, NOW, { email });
    await pump(NOW);
    for (let i = 0; i < 30; i++) {
      await recall(email, `203.0.113.${i}`);
    }
    const linksMailed = async () => {
      await pump(NOW);
      return (await mailsTo(email)).filter((m) => m.subject === "Vos inscriptions").length;
    };
    expect(await linksMailed()).toBe(12);
    await setClock(NOW + 15 * MINUTE);
    expect((await recall(email, "198.51.100.5")).status).toBe(303);
    expect((await recall(email, "198.51.100.6")).html).toContain("l’attend déjà");
    expect(await linksMailed()).toBe(13);
  });
});
