import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { caseOf, play } from "../../../scripts/local/play-label.ts";
import { PARIS, dayOf, instantAt, zoned } from "../../../src/kernel/time.ts";
import { present, sign } from "../../../src/label/decision/decide.ts";
import { appendToLog } from "../../../src/label/transparency-log/append.ts";
import { payloadHash } from "../../../src/label/transparency-log/entry.ts";
import { fillLog, placeForClosed } from "../../../src/label/transparency-log/slots.ts";
import { claimSlot } from "../../../src/label/transparency-log/slots.store.ts";
import { refusedBecause } from "../../support/refusals.ts";
import { sized } from "../../support/size.ts";
import { cast, playOf, units } from "../../support/worker/label-cast.ts";
import { as, signedIn } from "../../support/worker/staff.ts";
import { ask, setClock } from "../../support/worker/web.ts";
import { NOW, depsAt, rows, value } from "../../support/worker/world.ts";

void env;
const DAY = 86_400;
beforeEach(() => setClock(NOW));

type Closed = { seq: number; recorded_at: number; payload_hash: string; salt: string; payload: string };
const closed = (): Promise<Closed[]> =>
  rows<Closed>(
    `SELECT e.seq, e.recorded_at, e.payload_hash, p.salt, p.payload FROM journal_entries e JOIN journal_payloads p ON p.seq = e.seq
     WHERE e.type = 'decision' AND p.is_public = 0 ORDER BY e.seq`,
  );

describe("an entry that stays closed says nothing", () => {
  test("two years, one without a refusal and one with five: three a day, each day, by day, on the minute; each payload opens its entry", async () => {
    const days = sized({ short: 24, long: 730 });
    const refusedOn = new Set([0.55, 0.6, 0.75, 0.8, 0.95].map((part) => Math.floor(days * part)));
    const firstDay = dayOf(NOW, PARIS);
    const dayAt = (i: number): string => dayOf(instantAt(firstDay, 720, PARIS) + i * DAY, PARIS);
    const tick = (i: number, minute: number): Promise<number> =>
      fillLog(depsAt(instantAt(dayAt(i), minute, PARIS) + 3));
    for (let i = 0; i < days; i++) {
      expect(await tick(i, 7 * 60)).toBe(0);
      if (refusedOn.has(i)) {
        // Thirteen minutes after eight, and some seconds: somebody signs a refusal.
        const deps = depsAt(instantAt(dayAt(i), 8 * 60 + 13, PARIS) + 41);
        const slot = (await placeForClosed(deps)) ?? expect.unreachable();
        await appendToLog(deps, {
          drafts: [{ type: "decision", subject: `dcn_${i}`, payload: { kind: "refuse" }, isPublic: false }],
          rest: ([entry]) => [claimSlot(slot, entry?.seq ?? 0)],
        });
      }
      // Two knocks at one minute: each place is taken once.
      await Promise.all([tick(i, 14 * 60), tick(i, 14 * 60)]);
      await tick(i, 21 * 60 + 59);
      expect(await tick(i, 22 * 60)).toBe(0);
    }
    const found = await closed();
    const counts = Map.groupBy(found, ({ recorded_at: at }) => dayOf(at, PARIS));
    expect(Array.from(counts.values(), (one) => one.length)).toEqual(Array.from({ length: days }, () => 3));
    expect(found.filter(({ payload }) => payload.includes("refuse"))).toHaveLength(refusedOn.size);
    expect(
      found.filter(({ recorded_at: at }) => at % 60 !== 0 || zoned(at, PARIS).hour < 8 || zoned(at, PARIS).hour > 21),
    ).toEqual([]);
    for (const { salt, payload, payload_hash: hash } of found) {
      expect(await payloadHash(salt, JSON.parse(payload))).toBe(hash);
    }
  });
});

/** A file that gets no label, two signatures given; what the third person does at a time. */
async function almostRefused() {
  const { place, people, addresses } = await cast();
  const p = playOf(place, people, { unit: units[2] ?? { id: "", answers: {} } });
  const id = await play(p, "contradictory");
  const read = () => caseOf(p, id, NOW);
  const reasons = "Trois portes ne sont pas franchies.";
  await present(depsAt(NOW), { one: await read(), kind: "refuse", reasons, revision: 0, by: people.panel[0] });
  await sign(depsAt(NOW), { whole: await read(), revision: 1, by: people.panel[1], readAgain: read });
  const third = async (at: number) =>
    sign(depsAt(at), { whole: await read(), revision: 1, by: people.panel[2], readAgain: read });
  return { place, id, addresses, third };
}

describe("a refusal", () => {
  test("takes the place of an entry that the clock would have written; its mutuelle alone can open it", async () => {
    const { place, id, addresses, third } = await almostRefused();
    const { ok } = await third(NOW + 41);
    expect(ok).toBe(true);
    await fillLog(depsAt(instantAt(dayOf(NOW, PARIS), 22 * 60 - 1, PARIS)));
    const [first, ...others] = await closed();
    expect(others).toHaveLength(2);
    expect(JSON.parse(first?.payload ?? "{}")).toMatchObject({ kind: "refuse", label: null });
    const mine = await as((await signedIn(addresses["applicant"] ?? "", "applicant", place)).cookie).get(
      `/espace/structures/${place}/label/${id}/evaluation`,
    );
    expect(mine.html).toContain(first?.salt ?? "?");
    const all = await ask("/label/journal/journal.json");
    expect([all.html.includes(first?.salt ?? "?"), all.html.includes("refuse")]).toEqual([false, false]);
    const page = await ask("/label/journal");
    expect(page.html).toContain("Aucun témoin</a> ne signe encore");
    expect(page.html.match(/fermée<\/code>/g)).toHaveLength(3);
  });
});

refusedBecause(sign, [
  [
    "log_full",
    async () => {
      const { third } = await almostRefused();
      const late = await third(instantAt(dayOf(NOW, PARIS), 22 * 60, PARIS));
      // Nothing is kept of it: the same person signs by day.
      expect(await value("SELECT count(*) FROM signatures")).toBe(2);
      expect((await third(NOW)).ok).toBe(true);
      return late;
    },
  ],
]);
