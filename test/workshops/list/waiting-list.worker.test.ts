import { beforeEach, describe, expect, test } from "vitest";

import { type SessionId, asId } from "../../../src/kernel/ids.ts";
import { move } from "../../../src/workshops/seats/move.ts";
import { tick } from "../../../workers/reactor/tick.ts";
import { address, linkIn, managePath } from "../../support/worker/manage.ts";
import { confirmed, must, waitlisted } from "../../support/worker/people.ts";
import { mailsTo, pump } from "../../support/worker/reactor.ts";
import { ask, send, setClock, solved } from "../../support/worker/web.ts";
import { NOW, counters, depsAt, openSession, rows, value } from "../../support/worker/world.ts";

let sessionId: SessionId;
beforeEach(async () => {
  await setClock(NOW);
  sessionId = await openSession();
});

describe("the waiting list", () => {
  test("join, rank, freed seat, offer by mail with its hour, taken by a click", async () => {
    const full = await openSession({ capacity: 1 });
    const first = await confirmed(full, NOW);
    const [a, b] = [address(), address()];
    const second = await waitlisted(full, NOW, { email: a });
    const third = await waitlisted(full, NOW + 1, { email: b });
    expect((await ask(await managePath(third))).html).toContain("Vous êtes 2e sur la liste");
    must(await move(depsAt(NOW), { registrationId: first, act: "cancel" }));
    await pump(NOW);
    const offer = (await mailsTo(a)).at(-1);
    expect(offer?.subject).toContain("Une place vous attend");
    expect(offer?.text).toMatch(/jusqu’à (mercredi|jeudi) \d+ décembre 2026 à \d+/);
    expect((await ask(await managePath(third))).html).toContain("Vous êtes en tête de la liste");
    expect((await send(`${linkIn(offer?.text ?? "")}/confirmer`, {})).location).toContain("fait=confirme");
    expect(await counters(full)).toEqual({ taken: 1, waiting: 1, held: 1, listed: 1 });
    expect(await value("SELECT state FROM registrations WHERE id = ?1", second)).toBe("confirmed");
  });

  test("an offer that is left goes to the next in line; an offer that lapses too", async () => {
    const full = await openSession({ capacity: 1 });
    const first = await confirmed(full, NOW);
    const ids = [await waitlisted(full, NOW), await waitlisted(full, NOW + 1), await waitlisted(full, NOW + 2)];
    must(await move(depsAt(NOW), { registrationId: first, act: "cancel" }));
    await pump(NOW);
    await send(`${await managePath(asId("reg", ids[0]))}/laisser`, {});
    await pump(NOW);
    const until = Number(await value("SELECT expires_at FROM registrations WHERE id = ?1", ids[1] ?? ""));
    await tick(depsAt(until)); // 9:00 of the morning: it is offered on at once
    await pump(until);
    const states = await rows("SELECT state FROM registrations WHERE session_id = ?1 ORDER BY id", full);
    expect(states).toEqual([{ state: "cancelled" }, { state: "declined" }, { state: "expired" }, { state: "offered" }]);
    expect(await rows("SELECT outcome FROM offers ORDER BY id")).toEqual([
      { outcome: "declined" },
      { outcome: "expired" },
      { outcome: "open" },
    ]);
  });

  test("taking the rank twice says the same twice", async () => {
    const full = await openSession({ capacity: 1 });
    await confirmed(full, NOW);
    const id = await waitlisted(full, NOW);
    expect((await send(`${await managePath(id)}/confirmer`, {})).location).toContain("fait=rang");
    expect((await counters(full)).waiting).toBe(1);
  });

  test("leaving the list is one button, and the list page refuses when seats are free", async () => {
    const full = await openSession({ capacity: 1 });
    await confirmed(full, NOW);
    const id = await waitlisted(full, NOW);
    expect((await send(`${await managePath(id)}/annuler`, { confirme: "oui" })).location).toContain("fait=annule");
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
