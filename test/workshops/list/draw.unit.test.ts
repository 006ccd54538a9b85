import { spawnSync } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { instantOf } from "../../../src/kernel/time.ts";
import {
  type DrawEntry,
  type DrawFile,
  CHAIN,
  FORMAT,
  checkDraw,
  commitmentOf,
  drawnOrder,
  proofOf,
  rootOf,
  roundAt,
} from "../../../src/workshops/list/draw.ts";
import { drawAtFor, isEarlyEnough } from "../../../src/workshops/list/draw-time.ts";
import { nextOffers } from "../../../src/workshops/list/queue-rule.ts";
import { KEY, isSignedRound } from "../../../scripts/local/drand.ts";
import { temporaryFolder } from "../../../scripts/local/temporary.ts";

/* Another program, from the page of a draw and RFC 6962 alone: nothing of ours is called. */
const sha = (...parts: (string | Uint8Array)[]): Uint8Array => {
  const hash = createHash("sha256");
  parts.forEach((part) => hash.update(part));
  return new Uint8Array(hash.digest());
};
const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const bytesOf = (text: string): Uint8Array =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const zero = Uint8Array.of(0);
const one = Uint8Array.of(1);
/** The tree built from below, level by level: a node without a neighbour goes up as it is. */
function treeOf(lines: readonly string[]): Uint8Array {
  let level = lines.map((line) => sha(zero, line));
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = [level[i] ?? zero, level[i + 1]];
      above.push(right === undefined ? left : sha(one, left, right));
    }
    level = above;
  }
  return level[0] ?? sha("");
}
function strangersOrder(file: DrawFile): string[] {
  const lines = file.entries.map(({ ticket, seats }) => `${ticket} ${seats}`).toSorted();
  const root = treeOf(lines);
  expect(hexOf(root)).toBe(file.root);
  const chance = file.beacon?.kind === "drand" ? file.beacon.randomness : "";
  const key = sha(bytesOf(file.seed ?? ""), root, bytesOf(chance));
  const mark = (ticket: string) => createHmac("sha256", key).update(ticket).digest("hex");
  return file.entries.map(({ ticket }) => ticket).toSorted((a, b) => (mark(a) < mark(b) ? -1 : 1));
}

const signature = (n: number): string => hexOf(sha(`s${n}`)) + hexOf(sha(`t${n}`)).slice(0, 32);
const roundOf = (n: number) => ({
  kind: "drand" as const,
  round: n,
  randomness: hexOf(sha(bytesOf(signature(n)))),
  signature: signature(n),
});
async function drawn(entries: DrawEntry[], seed: string, n = 7): Promise<DrawFile> {
  const session = `ses_${n}`;
  const root = await rootOf(entries);
  const tickets = entries.map(({ ticket }) => ticket);
  return {
    format: FORMAT,
    session,
    commitment: await commitmentOf(session, seed),
    chain: CHAIN,
    round: n,
    frozenAt: 1,
    root,
    entries,
    seed,
    beacon: roundOf(n),
    order: await drawnOrder({ seed, root, beacon: roundOf(n), tickets }),
  };
}
/** A round that the beacon published. */
const REAL = {
  round: 657_413,
  signature: "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b",
  randomness: "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587",
};
const ticketOf = (n: number): string => hexOf(sha(`ticket ${n}`)).slice(0, 32);
const SEED = hexOf(sha("seed"));
const LIST = Array.from({ length: 41 }, (_, i) => ({ ticket: ticketOf(i), seats: 1 + (i % 5) }));
const allTrue = { commitment: true, list: true, beacon: true, order: true };

describe("a draw that anybody can compute again", () => {
  test("another program gets the same root and the same order, for 1,000 random lists", async () => {
    const lists = fc.uniqueArray(
      fc.record({ n: fc.integer({ min: 0, max: 1e9 }), seats: fc.integer({ min: 1, max: 5 }) }),
      { maxLength: 60, selector: ({ n }) => n },
    );
    await fc.assert(
      fc.asyncProperty(lists, fc.integer({ min: 1, max: 1e6 }), async (list, n) => {
        const entries = list.map(({ n: at, seats }) => ({ ticket: ticketOf(at), seats }));
        const file = await drawn(entries, hexOf(sha(`seed ${n}`)), n);
        expect(strangersOrder(file)).toEqual(file.order);
        expect(await checkDraw(file)).toEqual(allTrue);
        expect(file.commitment).toBe(hexOf(sha("ligne-sure/draw/1", file.session, bytesOf(file.seed ?? ""))));
      }),
      { numRuns: 1000, seed: 25 },
    );
  });

  test("each entry's proof leads to the frozen root, and no other line does", async () => {
    const root = await rootOf(LIST);
    for (const { ticket, seats } of LIST) {
      const proof = await proofOf(LIST, ticket);
      const led = climb(`${ticket} ${seats}`, proof);
      expect(led).toBe(root);
      expect(climb(`${ticket} ${seats + 1}`, proof)).not.toBe(root);
    }
    expect(await proofOf(LIST, ticketOf(99))).toBeNull();
  });

  test("what is changed after the promise is seen: the seed, an entry dropped, one byte of the list, the round, the order", async () => {
    const file = await drawn(LIST, SEED);
    const other = hexOf(sha("another"));
    const again = await drawn(LIST, other);
    expect(await checkDraw(again, file.commitment)).toMatchObject({ commitment: false });
    expect(await checkDraw({ ...file, seed: other })).toMatchObject({ commitment: false, order: false });
    expect(await checkDraw({ ...file, entries: LIST.slice(1) })).toMatchObject({ list: false, order: false });
    const [first, ...rest] = LIST;
    const oneByte = [{ ticket: first?.ticket ?? "", seats: (first?.seats ?? 0) + 1 }, ...rest];
    expect(await checkDraw({ ...file, entries: oneByte })).toMatchObject({ list: false });
    expect(await checkDraw({ ...file, beacon: roundOf(8) })).toMatchObject({ beacon: false });
    expect(await checkDraw({ ...file, beacon: { ...roundOf(7), randomness: other } })).toMatchObject({ beacon: false });
    expect(await checkDraw({ ...file, order: file.order.toReversed() })).toMatchObject({ order: false });
    expect(await checkDraw({ ...file, seed: null, beacon: null })).toBeNull();
  });

  test("a round is the beacon's: its signature, under the key that the name of the chain holds; another round, another key's or no point at all is not", async () => {
    const begins = Buffer.alloc(12);
    begins.writeUInt32BE(3);
    begins.writeBigInt64BE(1_692_803_367n, 4);
    const group = "f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e";
    expect(hexOf(sha(begins, bytesOf(KEY), bytesOf(group), "quicknet"))).toBe(CHAIN);
    expect(hexOf(sha(bytesOf(REAL.signature)))).toBe(REAL.randomness);
    const judged = [REAL, { ...REAL, round: REAL.round + 1 }, roundOf(REAL.round)].map(isSignedRound);
    expect(await Promise.all(judged)).toEqual([true, false, false]);
  });

  test("the command sees a round that nobody but us made, although its chance is the hash of its signature", async () => {
    const verdict = async (beacon: typeof REAL): Promise<unknown[]> => {
      const file = await drawn(LIST, SEED, REAL.round);
      const round = { ...beacon, kind: "drand" as const };
      const tickets = LIST.map(({ ticket }) => ticket);
      const order = await drawnOrder({ seed: SEED, root: file.root ?? "", beacon: round, tickets });
      const path = join(temporaryFolder("draw"), "tirage.json");
      writeFileSync(path, JSON.stringify({ ...file, beacon: round, order }));
      const { status, stdout } = spawnSync(process.execPath, ["scripts/verify-draw.ts", path], { encoding: "utf8" });
      return [status, stdout.split("\n").filter((line) => line.startsWith("✗"))];
    };
    expect(await verdict(REAL)).toEqual([0, []]);
    const ours = roundOf(REAL.round);
    expect(await verdict(ours)).toEqual([1, ["✗ Le tour du hasard public porte la signature de la balise"]]);
  });

  test("every place in the order is as likely for everybody: 10,000 draws of ten, by chi-square", async () => {
    const entries = LIST.slice(0, 10);
    const counts = entries.map(() => entries.map(() => 0));
    const root = await rootOf(entries);
    const tickets = entries.map(({ ticket }) => ticket);
    for (let n = 0; n < 10_000; n++) {
      const order = await drawnOrder({ seed: hexOf(sha(`seed ${n}`)), root, beacon: roundOf(7), tickets });
      order.forEach((ticket, place) => {
        const row = counts[tickets.indexOf(ticket)] ?? [];
        row[place] = (row[place] ?? 0) + 1;
      });
    }
    const chi = counts.flat().reduce((sum, seen) => sum + (seen - 1000) ** 2 / 1000, 0);
    expect(chi).toBeLessThan(126.2); // 81 degrees of freedom: one in a thousand is above
  });

  test("groups are served whole, in the drawn order, by the rule of the list", async () => {
    const { order, entries } = await drawn(LIST, SEED);
    const seats = new Map(entries.map((entry) => [entry.ticket, entry.seats]));
    const asked = order.map((ticket) => ({
      id: `reg_${ticket}` as const,
      seats: seats.get(ticket) ?? 0,
      skips: 0,
      waitsForConsent: false,
    }));
    const { offers } = nextOffers(asked, { capacity: 20, free: 20, startsAt: 9e9 }, 0);
    expect(offers.every((offer) => offer.seats === seats.get(offer.id.slice(4)))).toBe(true);
    expect(offers.reduce((sum, offer) => sum + offer.seats, 0)).toBeLessThanOrEqual(20);
    expect(offers[0]?.id).toBe(asked[0]?.id);
  });
});

/** A path of RFC 6962, walked up from a line as its § 2.1.1 describes it. */
function climb(line: string, proof: Awaited<ReturnType<typeof proofOf>>): string {
  let [at, last] = [proof?.index ?? 0, (proof?.size ?? 1) - 1];
  let hash = sha(zero, line);
  for (const step of (proof?.path ?? []).map((text) => bytesOf(text))) {
    if (at % 2 === 1 || at === last) {
      hash = sha(one, step, hash);
      while (at % 2 === 0 && at !== 0) {
        [at, last] = [at / 2, Math.floor(last / 2)];
      }
    } else {
      hash = sha(one, hash, step);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return hexOf(hash);
}

describe("when a draw is", () => {
  test("at noon of the place, the day after the opening, also where clocks change", () => {
    expect(drawAtFor(instantOf("2027-01-05T18:00", "Europe/Paris"), "Europe/Paris")).toBe(
      instantOf("2027-01-06T12:00", "Europe/Paris"),
    );
    expect(drawAtFor(instantOf("2027-03-27T18:00", "Europe/Paris"), "Europe/Paris")).toBe(
      instantOf("2027-03-28T12:00", "Europe/Paris"),
    );
  });

  test("five days at least before the session", () => {
    const drawAt = instantOf("2027-01-06T12:00", "Europe/Paris");
    expect(isEarlyEnough({ drawAt, startsAt: drawAt + 5 * 86_400 })).toBe(true);
    expect(isEarlyEnough({ drawAt, startsAt: drawAt + 5 * 86_400 - 1 })).toBe(false);
  });

  test("the round is the first that comes at that moment or after it", () => {
    expect([roundAt(1_692_803_367), roundAt(1_692_803_368), roundAt(1_692_803_370)]).toEqual([1, 2, 2]);
  });
});
