import { beforeEach, describe, expect, test } from "vitest";

import type { RegistrationId, SessionId } from "../../../src/kernel/ids.ts";
import { DAY, HOUR, MINUTE, instantOf } from "../../../src/kernel/time.ts";
import { reserve } from "../../../src/workshops/seats/reserve.ts";
import { BEACON_AWAY } from "../../../src/workshops/list/draw-time.ts";
import { type DrawFile, checkDraw, hex } from "../../../src/workshops/list/draw.ts";
import { type Chance, holdDraws } from "../../../src/workshops/list/hold-draw.ts";
import { joinList } from "../../../src/workshops/list/join-list.ts";
import { tick } from "../../../workers/reactor/tick.ts";
import { sessionOf } from "../../support/worker/editing.ts";
import { managePath } from "../../support/worker/manage.ts";
import { ask as form, unique, waitlisted } from "../../support/worker/people.ts";
import { mailsTo, pump } from "../../support/worker/reactor.ts";
import { as, signedIn } from "../../support/worker/staff.ts";
import { ask, setClock } from "../../support/worker/web.ts";
import { NOW, counters, depsAt, idIn, openSession, rows, run, value } from "../../support/worker/world.ts";

const PARIS = "Europe/Paris";
const OPENS = instantOf("2026-12-02T18:00", PARIS);
const DRAWN = instantOf("2026-12-03T12:00", PARIS);
const BASE = "/espace/structures/org_1/seances";
let team: ReturnType<typeof as>;
beforeEach(async () => {
  await setClock(NOW);
  await openSession({ id: "ses_before" });
  team = as((await signedIn(`delivered+${unique()}@resend.dev`, "coordinator", "org_1")).cookie);
});
const mail = (): string => `delivered+${unique()}@resend.dev`;
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, " ").replaceAll(/\s+/g, " ");
const page = async (path: string): Promise<string> => plain((await ask(path)).html);

const FORM = {
  programme: "premier-telephone",
  debut: "2026-12-20T10:00",
  semaines: "",
  capacity: "4",
  lieu: "ven_1",
  joinUrl: "",
  fuseau: PARIS,
  ouverture: "2026-12-02T18:00",
};
const publish = async (over: Record<string, string> = {}) => {
  const cle = / name="cle" value="([^"]*)"/.exec((await team.get(`${BASE}/nouvelle`)).html)?.[1] ?? "";
  return team.post(`${BASE}/nouvelle`, { ...FORM, cle, ...over });
};
async function published(): Promise<SessionId> {
  expect((await publish()).location).toContain("fait=publier");
  return idIn("ses", "SELECT id FROM sessions WHERE draw_at IS NOT NULL");
}
const drawFile = async (id: SessionId): Promise<DrawFile> =>
  JSON.parse((await ask(`/ateliers/seances/${id}/tirage.json`)).html) as DrawFile;

const SIGNATURE = "ab".repeat(48);
const CHANCE = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(48).fill(0xab))));
/** A beacon that answers what it is asked, once it is there. */
const beacon = (over: Partial<{ randomness: string; away: string[] }> = {}) => {
  const asked: string[] = [];
  const chance: Chance = {
    outside: {
      read: (url) => {
        asked.push(url);
        const host = new URL(url).hostname;
        const round = Number(url.split("/").at(-1));
        const text = JSON.stringify({ round, randomness: over.randomness ?? CHANCE, signature: SIGNATURE });
        return Promise.resolve(
          over.away?.includes(host) === true ? { ok: false, why: "unreachable" } : { ok: true, text, host },
        );
      },
    },
    checkpointSince: () => Promise.resolve("ligne-sure.example/journal\n7\nroot\n\n— signed\n"),
  };
  return { asked, chance };
};
const AWAY = ["api.drand.sh", "drand.cloudflare.com"];
/** As the clock does it: the tick, then what is drawn. */
async function clock(now: number, chance: Chance = beacon().chance): Promise<void> {
  await setClock(now);
  await tick(depsAt(now));
  await holdDraws(depsAt(now), chance);
}
const order = (id: SessionId) =>
  rows<{ id: string; lot: number; state: string }>(
    "SELECT id, lot, state FROM registrations WHERE session_id = ?1 ORDER BY queue_at, lot, id",
    id,
  );

describe("a draw of the first hour", () => {
  test("is promised with the session: the page says the rule, a promise and a round; nobody reads the seed", async () => {
    const id = await published();
    const file = await drawFile(id);
    expect(file).toMatchObject({ seed: null, root: null, beacon: null, entries: [], order: [], round: 34_497_512 });
    expect(file.commitment).toMatch(/^[0-9a-f]{64}$/);
    const seed = String(await value("SELECT seed FROM draws WHERE session_id = ?1", id));
    const shown = await page(`/ateliers/seances/${id}/tirage`);
    expect(shown).toContain(file.commitment);
    expect(shown).not.toContain(seed);
    expect(shown).toContain("Tirage le jeudi 3 décembre 2026 à 12 h");
    expect(await page(`/ateliers/seances/${id}`)).toContain("Les demandes ouvrent le mercredi 2 décembre 2026 à 18 h");
    expect((await ask("/ateliers/seances/ses_before/tirage")).status).toBe(404);
  });

  test.each([
    ["2026-12-14T18:00", "cinq jours"],
    ["2026-12-01T10:30", "moins d’une heure"],
    ["demain", "Écrivez une date et une heure"],
  ])("an opening at %s is refused with a reason, and nothing typed is lost", async (ouverture, why) => {
    const { status, html } = await publish({ ouverture });
    expect(status).toBe(422);
    expect(plain(html)).toContain(why === "cinq jours" ? "5 jours au moins avant la séance" : why);
    expect(html).toContain(`value="${ouverture}"`);
    expect(await value("SELECT count(*) FROM draws")).toBe(0);
  });

  test("in the first hour there are only asks, whoever comes first: no seat is held, by nobody, and nobody has a rank", async () => {
    const id = await published();
    const now = OPENS + MINUTE;
    await setClock(now);
    expect(await page(`/ateliers/seances/${id}`)).toContain("Rien ne presse");
    const held = await reserve(depsAt(now), { sessionId: id, ask: form() });
    expect(held).toMatchObject({ ok: false, refusal: "queue_first" });
    const address = mail();
    const person = await waitlisted(id, now, { email: address });
    await pump(now + MINUTE);
    const [told] = await mailsTo(address);
    expect(plain(told?.text ?? "")).toContain("Tirage au sort : jeudi 3 décembre 2026 à 12 h");
    expect(plain(told?.text ?? "")).not.toContain("rang au moment");
    const mine = await page(await managePath(person));
    expect(mine).toContain("Votre demande est notée");
    expect(mine).toContain(String(await value("SELECT ticket FROM registrations WHERE id = ?1", person)));
    await clock(now + HOUR);
    expect(await counters(id)).toEqual({ taken: 0, waiting: 1, held: 0, listed: 1 });
  });

  test("whole life: frozen, drawn by a round that nobody knew, served in that order, computed again from what is published", async () => {
    const id = await published();
    const people: RegistrationId[] = [];
    for (const seats of [1, 2, 1, 3, 1]) {
      people.push(await waitlisted(id, OPENS + people.length * MINUTE, {}, seats));
    }
    const late = await waitlisted(id, OPENS + 2 * HOUR);
    const { chance, asked } = beacon();
    await clock(DRAWN, chance);
    expect((await drawFile(id)).root).toBeNull();
    await clock(DRAWN + MINUTE, chance);
    const frozen = await drawFile(id);
    expect(frozen.entries.map(({ seats }) => seats).toSorted((a, b) => a - b)).toEqual([1, 1, 1, 2, 3]);
    expect([frozen.seed, asked]).toEqual([null, []]);
    // Frozen: who asks now, or proves an ask of the first hour now, is not in it; it is frozen once.
    await waitlisted(id, DRAWN + 2 * MINUTE);
    await clock(DRAWN + 3 * MINUTE, chance);
    expect((await drawFile(id)).entries).toEqual(frozen.entries);
    expect(await page(await managePath(people[0] ?? late))).toContain("La preuve qu’elle est dans la liste figée");

    await clock(DRAWN + 6 * MINUTE, chance);
    const file = await drawFile(id);
    expect(asked).toEqual([`https://api.drand.sh/${file.chain}/public/${file.round}`]);
    expect(await checkDraw(file, frozen.commitment)).toEqual({
      commitment: true,
      list: true,
      beacon: true,
      order: true,
    });
    const list = await order(id);
    expect(list.map(({ lot }) => lot)).toEqual([1, 2, 3, 4, 5, 0, 0]);
    expect(list.at(5)?.id).toBe(late);
    const tickets = await rows<{ id: string; ticket: string }>("SELECT id, ticket FROM registrations");
    const byId = new Map(tickets.map((one) => [one.id, one.ticket]));
    expect(list.slice(0, 5).map((one) => byId.get(one.id))).toEqual(file.order);

    await clock(DRAWN + 7 * MINUTE, chance); // a second time, nothing; the list is served
    expect(await order(id)).toMatchObject(list.map(({ id: one, lot }) => ({ id: one, lot })));
    const offered = (await order(id)).filter(({ state }) => state === "offered");
    expect(offered.length).toBeGreaterThan(0);
    expect((await counters(id)).taken).toBe((await counters(id)).held);
    expect(await value("SELECT count(*) FROM events WHERE type IN ('session.drawn', 'session.draw_frozen')")).toBe(2);
    const shown = await page(`/ateliers/seances/${id}/tirage`);
    expect(shown).toContain(file.seed ?? "-");
    expect(shown).toContain("Refaire le tirage");
  });

  test("an entry that was given back after the freeze stays in the public list, and its place goes to the next", async () => {
    const id = await published();
    const one = await waitlisted(id, OPENS);
    await waitlisted(id, OPENS);
    await clock(DRAWN + MINUTE);
    await run("UPDATE registrations SET state = 'cancelled' WHERE id = ?1", one);
    await run("UPDATE sessions SET waiting = 1 WHERE id = ?1", id);
    await clock(DRAWN + 6 * MINUTE);
    await clock(DRAWN + 7 * MINUTE);
    expect((await drawFile(id)).order.length).toBe(2);
    expect(await counters(id)).toMatchObject({ taken: 1, held: 1, waiting: 0 });
  });

  test("the second address of the beacon is asked when the first is away; a round that is not its signature's is not taken", async () => {
    const id = await published();
    await waitlisted(id, OPENS);
    await clock(DRAWN + MINUTE);
    await clock(DRAWN + 6 * MINUTE, beacon({ randomness: "00".repeat(32) }).chance);
    expect((await drawFile(id)).beacon).toBeNull();
    const second = beacon({ away: ["api.drand.sh"] });
    await clock(DRAWN + 7 * MINUTE, second.chance);
    expect(second.asked.map((url) => new URL(url).hostname)).toEqual(AWAY);
    expect((await drawFile(id)).beacon?.kind).toBe("drand");
  });

  test("the beacon away for six hours: the public log takes its place, and the page says that this is weaker", async () => {
    const id = await published();
    await waitlisted(id, OPENS);
    await clock(DRAWN + MINUTE);
    await clock(DRAWN + BEACON_AWAY - MINUTE, beacon({ away: AWAY }).chance);
    expect((await drawFile(id)).beacon).toBeNull();
    await clock(DRAWN + BEACON_AWAY, beacon({ away: AWAY }).chance);
    expect((await drawFile(id)).beacon?.kind).toBe("checkpoint");
    expect(await checkDraw(await drawFile(id))).toMatchObject({ beacon: true, order: true });
    expect(await page(`/ateliers/seances/${id}/tirage`)).toContain("C’est moins fort, car ce journal est le nôtre");
  });

  test("a click after the freeze takes part no more: an unproven ask ends with the draw", async () => {
    const id = await published();
    const session = await sessionOf(depsAt(NOW), id);
    const asked = await joinList(depsAt(OPENS), {
      session,
      form: {
        name: "Léa",
        email: mail(),
        ageBand: "18_plus",
        others: [],
        guardianEmail: null,
        isConsentGiven: false,
        needs: [],
        isCalendarWanted: false,
      },
      ask: form(),
    });
    expect(asked.ok).toBe(true);
    await clock(DRAWN);
    expect(await value("SELECT state FROM registrations WHERE session_id = ?1", id)).toBe("expired");
  });

  test("a session that is cancelled before its draw is not drawn", async () => {
    const id = await published();
    await waitlisted(id, OPENS);
    await run("UPDATE sessions SET state = 'cancelled', waiting = 0 WHERE id = ?1", id);
    await clock(DRAWN + MINUTE);
    await clock(DRAWN + 6 * MINUTE);
    expect((await drawFile(id)).root).toBeNull();
    expect(await page(`/ateliers/seances/${id}/tirage`)).toContain("le tirage n’a pas d’effet");
  });

  test("where no address of the beacon answers, one draw finds out for all of a tick", async () => {
    for (const debut of ["2026-12-20T10:00", "2026-12-22T10:00"]) {
      expect((await publish({ debut })).location).toContain("fait=publier");
    }
    const all = (await rows<{ id: SessionId }>("SELECT id FROM sessions WHERE draw_at IS NOT NULL")).map(
      ({ id }) => id,
    );
    await clock(DRAWN + MINUTE);
    const away = beacon({ away: AWAY });
    await clock(DRAWN + 6 * MINUTE, away.chance);
    expect(away.asked).toHaveLength(2);
    await clock(DRAWN + 7 * MINUTE);
    expect(await Promise.all(all.map(async (id) => (await drawFile(id)).beacon?.kind))).toEqual(all.map(() => "drand"));
  });

  test("where nobody asked, seats are given as elsewhere after the draw", async () => {
    const id = await published();
    await clock(DRAWN + MINUTE);
    await clock(DRAWN + 6 * MINUTE);
    expect(await page(`/ateliers/seances/${id}/tirage`)).toContain("Personne n’avait demandé");
    expect(await reserve(depsAt(DRAWN + DAY), { sessionId: id, ask: form() })).toMatchObject({ ok: true });
  });
});
