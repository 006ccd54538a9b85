import { words } from "../../workers/site/words.built.ts";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { DAY, HOUR, instantOf } from "../../src/kernel/time.ts";
import { confirmSubscription } from "../../src/guidance/subscribe.ts";
import { sendBatch } from "../../src/mail/send-batch.ts";
import { asked, knock, leaveLink, messagesOf, stepSubject, stepsTo, subscribed } from "../support/worker/guidance.ts";
import { unique } from "../support/worker/people.ts";
import { mailsTo, openBatches, pump, sendDepsAt } from "../support/worker/reactor.ts";
import { type Answer, ask, send, setClock, solved } from "../support/worker/web.ts";
import { nightly, tick } from "../../workers/reactor/tick.ts";
import { NOW, depsAt, rows, run, value } from "../support/worker/world.ts";
import { byHand } from "../support/worker/led.ts";

const form = async (over: Record<string, string> = {}, ip = unique()): Promise<Answer> =>
  send(
    "/parents",
    {
      ...(await solved("/parents")),
      parcours: "premier-telephone",
      age: "college",
      zone: "Europe/Paris",
      accord: "on",
      ...over,
    },
    { ip },
  );
const pathIn = (text: string | undefined, start: string): string =>
  new RegExp(`${env.SITE_ORIGIN}(${start}/\\S+)`).exec(text ?? "")?.[1] ?? "";
let email: string;

beforeEach(async () => {
  email = `delivered+${unique()}@resend.dev`;
  await setClock(NOW);
});

describe("subscribing", () => {
  test("form, mail, page with a button, POST: only the POST confirms, with two proofs of the exact wording", async () => {
    expect(byHand((await form({ email })).location)).toBe("/parents/envoye?p=reperes-1");
    await pump(NOW);
    const link = pathIn((await mailsTo(email))[0]?.text, "/parents/confirmer");
    for (let i = 0; i < 2; i++) {
      expect((await ask(link)).html).toContain("Oui, envoyez-les-moi");
    }
    expect(await value("SELECT status FROM subscriptions")).toBe(0);
    expect((await send(link, {})).html).toContain("C’est confirmé");
    expect((await send(link, {})).html).toContain("C’est confirmé");
    expect(await value("SELECT count(*) FROM events WHERE type = 'subscription.confirmed'")).toBe(1);
    expect(await rows("SELECT action, length(wording_sha) AS n, page, method FROM consents ORDER BY id")).toEqual([
      { action: "requested", n: 64, page: "/parents", method: "form" },
      { action: "confirmed", n: 64, page: "/parents/confirmer", method: "link" },
    ]);
    await knock(NOW + 60);
    expect(await stepsTo(email)).toEqual([stepSubject(1)]);
    const text = (await mailsTo(email))[1]?.text ?? "";
    expect(text).toContain("Au collège");
    expect(text).not.toContain("À l’école primaire");
  });

  test("the age is asked of who has a child to speak of, and of nobody else", async () => {
    const parent = await form({ email, age: "" });
    expect([parent.status, parent.html.includes("Choisissez une tranche")]).toEqual([422, true]);
    const adult = await form({ email, age: "", parcours: "adulte-vise" });
    expect(byHand(adult.location)).toBe("/parents/envoye?p=reperes-7");
    const school = await form({ email: `ecole-${email}`, age: "", parcours: "premiere-semaine" });
    expect(byHand(school.location)).toBe("/parents/envoye?p=reperes-8");
  });

  test("the place typed counts once the address clicked, even for somebody known from elsewhere; a stranger's typing never", async () => {
    await subscribed(NOW, { email, parcours: "en-parler", zone: "Europe/Paris" });
    const { consentId } = await asked(NOW + 60, { email, zone: "Indian/Reunion" });
    expect(await value("SELECT zone FROM recipients")).toBe("Europe/Paris");
    await confirmSubscription(depsAt(NOW + 120), consentId);
    expect(await value("SELECT zone FROM recipients")).toBe("Indian/Reunion");
  });

  test("two clicks at the same moment begin one way", async () => {
    const { consentId } = await asked(NOW, { email });
    const both = await Promise.all([1, 2].map(() => confirmSubscription(depsAt(NOW), consentId)));
    expect(both.filter((done) => done?.eventId !== null)).toHaveLength(1);
    expect(await value("SELECT count(*) FROM events WHERE type = 'subscription.confirmed'")).toBe(1);
  });

  test("what is wrong is said beside its field, and what was typed stays", async () => {
    const answer = await send("/parents", { ...(await solved("/parents")), email: "pas-une-adresse", age: "college" });
    expect(answer.status).toBe(422);
    expect(answer.html).toContain("Choisissez ce qui ressemble le plus à votre situation.");
    expect(answer.html).toContain("Cochez la case");
    expect(answer.html).toContain('value="pas-une-adresse"');
    expect(await value("SELECT count(*) FROM subscriptions")).toBe(0);
  });

  test.each([
    ["nom+essai@resend.dev", 303],
    ["NOM@Resend.dev", 303],
    ["josé@exemple-école.fr", 422],
    ["a@b", 422],
    ["deux@adresses.fr,autre@x.fr", 422],
    [`${"a".repeat(250)}@x.fr`, 422],
    ["x@example.com", 422],
    ["x".repeat(10_000), 422],
    ["a@b.fr\r\nBcc: c@d.fr", 422],
  ])("address %s: %i", async (typed, status) => {
    expect((await form({ email: typed })).status).toBe(status);
  });

  test("the same answer whether the address is new, waiting or active; an active one is told so, by mail; a blocked one gets nothing, and the page says it", async () => {
    const first = await form({ email });
    const { email: active } = await subscribed(NOW);
    const { email: blocked } = await asked(NOW);
    await run(
      "INSERT INTO suppressions SELECT addr_hash, 'complaint', 'webhook', NULL, 1 FROM contacts ORDER BY id DESC LIMIT 1",
    );
    await setClock(NOW + 60);
    for (const typed of [email, active]) {
      const again = await form({ email: typed });
      expect([again.status, byHand(again.location)]).toEqual([first.status, byHand(first.location)]);
    }
    expect((await form({ email: blocked })).html).toContain("Nous n’écrivons pas à cette adresse.");
    await pump(NOW + 60);
    expect((await mailsTo(active)).map((m) => m.subject)).toContain("Vos messages sont déjà en route");
    expect(await mailsTo(blocked)).toEqual([]);
    expect(await value("SELECT count(*) FROM messages WHERE reason = 'suppressed'")).toBe(1);
  });

  test("one unproven mail a quarter of an hour to one address, the rest gathered; a link to settings still arrives", async () => {
    for (let i = 0; i < 5; i++) {
      await form({ email });
      await pump(NOW + i);
    }
    expect(await mailsTo(email)).toHaveLength(1);
    expect(await value("SELECT count(*) FROM messages WHERE reason = 'gathered'")).toBe(4);
    await send("/preferences", { ...(await solved("/preferences")), email });
    await pump(NOW + 9);
    expect((await mailsTo(email)).at(-1)?.subject).toBe("Le lien vers vos réglages");
  });

  test("asked again within a quarter of an hour, the page says when the mail left and when the next does", async () => {
    await form({ email });
    await pump(NOW);
    await setClock(NOW + 300);
    const { html } = await form({ email });
    expect(html).toContain("Un message vous attend déjà, envoyé à 10\u00a0h.");
    await pump(NOW + 300);
    await knock(NOW + 900);
    await setClock(NOW + 1000);
    expect((await form({ email })).html).toContain(
      "Un message récapitulatif vous attend déjà, envoyé à 10\u00a0h\u00a015.",
    );
  });

  test("never confirmed: after 72 hours it is over, after a week more the address is gone", async () => {
    await asked(NOW, { email });
    await knock(NOW + 73 * HOUR);
    expect(await value("SELECT status FROM subscriptions")).toBe(3);
    await nightly(depsAt(NOW + 12 * DAY));
    expect(await value("SELECT count(*) FROM contacts WHERE email_sealed IS NOT NULL")).toBe(0);
    expect(await value("SELECT erased_at IS NOT NULL FROM recipients")).toBe(1);
  });

  test("a link that was altered, is foreign, or too old: one page, the same for all", async () => {
    const { consentId } = await asked(NOW, { email });
    await pump(NOW);
    const link = pathIn((await mailsTo(email))[0]?.text, "/parents/confirmer");
    const altered = link.replace(/.$/, (last) => (last === "A" ? "B" : "A"));
    const answers = [await ask(altered), await send(altered, {}), await ask(`/parents/confirmer/${consentId}`)];
    await setClock(NOW + 4 * DAY);
    answers.push(await ask(link), await send(link, {}));
    expect(answers.map((a) => [a.status, a.html.includes("Ce lien n’est plus valable")])).toEqual(
      answers.map(() => [410, true]),
    );
    expect(await value("SELECT status FROM subscriptions")).toBe(0);
  });
});

describe("leaving", () => {
  const arrive = async () => {
    const me = await subscribed(NOW, { email });
    await knock(NOW + 60);
    const mail = (await mailsTo(email)).at(-1);
    return { ...me, mail, link: new URL(leaveLink(mail)).pathname };
  };
  const LEFT = "C’est arrêté. Plus aucun de ces messages ne partira.\n";
  const oneClick = (link: string) =>
    ask(link, {
      method: "POST",
      body: "List-Unsubscribe=One-Click",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });

  test("a bare POST without origin or cookie: 200, a sentence, at once, and again the same", async () => {
    const { link, recipientId, mail } = await arrive();
    expect(mail?.headers["List-Unsubscribe-Post"]).toBe("List-Unsubscribe=One-Click");
    expect(`List-Unsubscribe: <https://lignesure.fr${link}>`.length).toBeLessThan(76);
    for (let i = 0; i < 2; i++) {
      const answer = await oneClick(link);
      expect([answer.status, answer.html, answer.bells.length]).toEqual([200, LEFT, i === 0 ? 1 : 0]);
    }
    const multipart = new FormData();
    multipart.set("List-Unsubscribe", "One-Click");
    expect((await ask(link, { method: "POST", body: multipart })).status).toBe(200);
    await knock(NOW + 8 * DAY);
    expect(await stepsTo(email)).toHaveLength(1);
    expect(await rows("SELECT status, end_reason FROM subscriptions")).toEqual([
      { status: 2, end_reason: "one_click" },
    ]);
    expect(await rows("SELECT status, reason FROM enrolments WHERE recipient_id = ?1", recipientId)).toEqual([
      { status: 3, reason: "unsubscribed" },
    ]);
    expect(await value("SELECT count(*) FROM consents WHERE action = 'withdrawn'")).toBe(1);
  });

  test("a GET of every link of every mail, twice, as scanners do: nothing changes", async () => {
    await asked(NOW - 60, { email });
    await pump(NOW - 60);
    await arrive();
    const before = await rows("SELECT * FROM subscriptions");
    const events = await value("SELECT count(*) FROM events");
    const links = (await mailsTo(email)).flatMap((m) =>
      [...m.html.matchAll(/href="(https:\/\/site\.test[^"]*)"/g)].map((found) => found[1] ?? ""),
    );
    expect(links.length).toBeGreaterThan(4);
    for (const link of [...links, ...links]) {
      const { pathname, search } = new URL(link);
      const isFile = words.prerenderedPaths.includes(pathname);
      expect((await ask(pathname + search)).status, pathname).toBe(isFile ? 404 : 200); // files never reach the Worker
    }
    expect(await rows("SELECT * FROM subscriptions")).toEqual(before);
    expect(await value("SELECT count(*) FROM events")).toBe(events);
  });

  test("whoever has left reads that they have, by the button of a mail program and on the page, then and later", async () => {
    const { link } = await arrive();
    expect((await ask(link)).html).toContain("Ne plus recevoir ces messages");
    expect((await oneClick(link)).html).toBe(LEFT);
    const later = (await ask(link)).html;
    expect(later).toContain("Plus aucun de ces messages ne partira.");
    expect(later).not.toContain('<form method="post" action="/u/');
  });

  test("a token altered in any one character is refused, and nothing is left", async () => {
    const { link } = await arrive();
    const token = link.slice(3);
    for (let i = 0; i < token.length; i++) {
      const altered = token.slice(0, i) + (token[i] === "b" ? "c" : "b") + token.slice(i + 1);
      expect((await oneClick(`/u/${altered}`)).status, altered).toBe(404);
    }
    expect(await value("SELECT status FROM subscriptions")).toBe(1);
  });

  test("left before the batch is frozen: nothing arrives; after acceptance it stays recorded as sent", async () => {
    const { link, recipientId } = await arrive();
    const due = instantOf("2026-12-08T18:30", "Europe/Paris");
    await tick(depsAt(due + 5)); // formed, rung, not claimed yet
    expect((await messagesOf(recipientId)).map((m) => m.status)).toEqual([2, 1]);
    await oneClick(link);
    for (const id of await openBatches()) {
      await sendBatch(sendDepsAt(due + 6), id); // before any reaction: the gate alone stands between
    }
    expect(await stepsTo(email)).toHaveLength(1);
    expect((await messagesOf(recipientId)).map((m) => [m.status, m.reason])).toEqual([
      [2, null],
      [6, "unsubscribed"],
    ]);
  });

  test("asked again after leaving: a new proof, a new start", async () => {
    const { link } = await arrive();
    await oneClick(link);
    await knock(NOW + HOUR);
    await subscribed(NOW + 2 * HOUR, { email });
    await knock(NOW + 2 * HOUR + 60);
    expect(await stepsTo(email)).toHaveLength(2);
    expect(await value("SELECT count(*) FROM enrolments WHERE status = 0")).toBe(1);
  });
});

test("while an operator holds mail back, all of it or what answers an act, no page says that a message has just left", async () => {
  const { location } = await form({ email });
  const said = async (): Promise<string> => (await ask(location)).html;
  expect(await said()).toContain("Un message vient de partir");
  for (const off of ["sending_enabled = 0", "sending_enabled = 1, paused_classes = 1"]) {
    await run(`UPDATE mail_control SET ${off}`);
    expect(await said()).toContain(
      "Un message est prêt et partira dès que les envois, suspendus en ce moment, reprennent",
    );
    expect(await said()).not.toContain("vient de partir");
  }
  await run("UPDATE mail_control SET paused_classes = 4");
  expect(await said()).toContain("Un message vient de partir");
});

test("while an operator holds guidance back, nobody reads that the first step leaves at once", async () => {
  expect(byHand((await form({ email })).location)).toBe("/parents/envoye?p=reperes-1");
  await pump(NOW);
  const link = pathIn((await mailsTo(email))[0]?.text, "/parents/confirmer");
  const confirmed = async (control: string): Promise<string> => {
    await run(`UPDATE mail_control SET ${control}`);
    return (await send(link, {})).html;
  };
  const [now, later] = ["La première étape part tout de suite", "La première étape partira dès que les envois"];
  for (const off of ["paused_classes = 4", "sending_enabled = 0, paused_classes = 0"]) {
    const html = await confirmed(off);
    expect([html.includes(now), html.includes(later)]).toEqual([false, true]);
  }
  const html = await confirmed("sending_enabled = 1, paused_classes = 1");
  expect([html.includes(now), html.includes(later)]).toEqual([true, false]);
});
