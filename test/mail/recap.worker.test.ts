import { beforeEach, describe, expect, test } from "vitest";

import { HOUR, MINUTE } from "../../src/kernel/time.ts";
import { asked, knock } from "../support/worker/guidance.ts";
import { address, linkIn, managePath } from "../support/worker/manage.ts";
import { confirmed, submitted } from "../support/worker/people.ts";
import { type Mail, mailsTo, pump } from "../support/worker/reactor.ts";
import { send, setClock } from "../support/worker/web.ts";
import { NOW, openSession, rows, value } from "../support/worker/world.ts";

const RECAP = "demandes à confirmer";
const buttonsIn = (mail: Mail | undefined): number => mail?.html.match(/class="button"/g)?.length ?? 0;
const stateOf = (id: string): Promise<unknown> => value("SELECT state FROM registrations WHERE id = ?1", id);

beforeEach(() => setClock(NOW));

describe("what an unproven address is asked is never silent, and never more than one mail in a quarter of an hour", () => {
  test("a stranger asks thirty times in an hour, the owner once: at most four mails an hour, and the owner's own button within 15 minutes", async () => {
    const email = address();
    const sessionId = await openSession({ capacity: 40 });
    for (let i = 0; i < 30; i++) {
      await submitted(sessionId, NOW + i * 120, { email });
      await knock(NOW + i * 120);
    }
    const mine = await submitted(await openSession(), NOW + HOUR - 1, { email });
    expect(await mailsTo(email)).toHaveLength(4);
    await knock(NOW + HOUR - 1 + 15 * MINUTE);
    const mails = await mailsTo(email);
    expect(mails.map((mail) => mail.subject.endsWith(RECAP))).toEqual([false, true, true, true, true]);
    // Every request has one button, in one mail.
    expect(mails.map(buttonsIn).reduce((sum, n) => sum + n, 0)).toBe(31);
    const path = linkIn(mails.at(-1)?.text ?? "");
    await send(`${path}/confirmer`, {});
    expect(await stateOf(mine)).toBe("confirmed");
  });

  test("an address that had clicked before is no better target: of thirty requests in an hour four mails leave in the first quarter, then one in each", async () => {
    const email = address();
    await confirmed(await openSession(), NOW - HOUR, { email });
    await pump(NOW - HOUR);
    const before = (await mailsTo(email)).length;
    const sessionId = await openSession({ capacity: 40 });
    for (let i = 0; i < 30; i++) {
      await submitted(sessionId, NOW + i * 120, { email });
      await knock(NOW + i * 120);
    }
    expect((await mailsTo(email)).length - before).toBe(4 + 3);
    await knock(NOW + HOUR + 15 * MINUTE);
    const buttons = (await mailsTo(email)).slice(before).map(buttonsIn);
    expect(buttons.reduce((sum, n) => sum + n, 0)).toBe(30);
  });

  test("one mail gathers what is asked at different doors; run twice, it says each thing once", async () => {
    const email = address();
    await submitted(await openSession(), NOW, { email });
    await pump(NOW);
    await submitted(await openSession(), NOW + 1, { email });
    await asked(NOW + 2, { email });
    await rows("UPDATE events SET reacted_at = NULL");
    await pump(NOW + 3);
    await knock(NOW + 15 * MINUTE);
    const mails = await mailsTo(email);
    expect(mails.map(buttonsIn)).toEqual([1, 2]);
    expect(mails[1]?.text).toContain("Confirmer ma place");
    expect(mails[1]?.text).toContain("Oui, envoyez-moi ces messages");
  });

  test("a request that would be over before the next mail leaves at once", async () => {
    const email = address();
    await submitted(await openSession(), NOW, { email });
    await pump(NOW);
    const soon = await openSession({ startsAt: NOW + 10 * MINUTE });
    await rows("UPDATE sessions SET closes_at = starts_at - 60 WHERE id = ?1", soon);
    await submitted(soon, NOW + 1, { email });
    await pump(NOW + 1);
    expect((await mailsTo(email)).map(buttonsIn)).toEqual([1, 1]);
  });

  test("an address that clicked is answered at once, however often it is typed", async () => {
    const email = address();
    await confirmed(await openSession(), NOW, { email });
    await pump(NOW);
    await submitted(await openSession(), NOW + 1, { email });
    await submitted(await openSession(), NOW + 2, { email });
    const before = (await mailsTo(email)).length;
    await pump(NOW + 3);
    expect((await mailsTo(email)).length - before).toBe(2);
  });
});

describe("only proven registrations count in the limit of a workshop", () => {
  test("ten dates that a stranger typed take nothing from the owner, who proves three and is told at the fourth", async () => {
    const email = address();
    for (let i = 0; i < 10; i++) {
      await submitted(await openSession(), NOW, { email });
    }
    await pump(NOW);
    expect(await value("SELECT count(*) FROM messages WHERE template = 'limite-atteinte'")).toBe(0);
    const mine = await rows<{ id: `reg_${string}` }>("SELECT id FROM registrations ORDER BY id LIMIT 4");
    const told: string[] = [];
    for (const { id } of mine) {
      told.push((await send(`${await managePath(id)}/confirmer`, {})).location.split("fait=")[1] ?? "");
    }
    expect(told).toEqual(["confirme", "confirme", "confirme", "limite"]);
    expect(await value("SELECT count(*) FROM registrations WHERE state = 'confirmed'")).toBe(3);
  });

  test("five clicks at once prove three dates", async () => {
    const email = address();
    const paths: string[] = [];
    for (let i = 0; i < 5; i++) {
      paths.push(await managePath(await submitted(await openSession(), NOW, { email })));
    }
    await Promise.all(paths.map((path) => send(`${path}/confirmer`, {})));
    expect(await value("SELECT count(*) FROM registrations WHERE state = 'confirmed'")).toBe(3);
    expect(await value("SELECT sum(taken) FROM sessions")).toBe(5);
  });
});
