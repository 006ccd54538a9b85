import { inclusionPath, root as rootOfLeaves } from "../../kernel/merkle.ts";

/*
 * « Tirage de la première heure » (docs/places.md), as pure functions: the site, the reactor, the page in a browser and `npm run verify-draw`
 * compute the same. Who wants to be sure writes a program of their own from that page: test/workshops/list/draw.unit.test.ts has one.
 */

type Bytes = Uint8Array<ArrayBuffer>;
const utf8 = (text: string): Bytes => new Uint8Array(new TextEncoder().encode(text));
export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (text: string): Bytes => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
function joined(...parts: Bytes[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
const sha256 = async (bytes: Bytes): Promise<Bytes> => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

export const FORMAT = "ligne-sure/draw/1";
/** What is published of an entry: a random ticket, and its seats. */
export type DrawEntry = { ticket: string; seats: number };
/** Chance that nobody of us chose: a round of drand « quicknet »; or, when that is away for long, the first checkpoint of our public log. */
export type Beacon =
  | { kind: "drand"; round: number; randomness: string; signature: string }
  | { kind: "checkpoint"; note: string };
/** What is published of a draw. Before the list is frozen there is no root, before the draw no seed. */
export type DrawFile = {
  format: typeof FORMAT;
  session: string;
  commitment: string;
  chain: string;
  round: number;
  frozenAt: number | null;
  root: string | null;
  entries: DrawEntry[];
  seed: string | null;
  beacon: Beacon | null;
  order: string[];
};

/** The public beacon: one round each 3 seconds since its first, signed by a dozen organisations. */
export const CHAIN = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971";
const FIRST_ROUND_AT = 1_692_803_367;
const SECONDS_A_ROUND = 3;
/** The first round that comes at a moment or after it. */
export const roundAt = (at: number): number => Math.ceil((at - FIRST_ROUND_AT) / SECONDS_A_ROUND) + 1;
export const BEACON_HOSTS = ["api.drand.sh", "drand.cloudflare.com"] as const;

/** What is shown before anybody asks: it binds us to the seed, which nobody can read from it. */
export const commitmentOf = async (session: string, seed: string): Promise<string> =>
  hex(await sha256(joined(utf8(FORMAT), utf8(session), unhex(seed))));

export const byTicket = (a: { ticket: string }, b: { ticket: string }): number => (a.ticket < b.ticket ? -1 : 1);
/** What is hashed of an entry: its ticket, a space, its seats. */
const leafOf = ({ ticket, seats }: DrawEntry): Bytes => utf8(`${ticket} ${seats}`);
/** The root of a list (RFC 6962), in the order of the tickets. */
export const rootOf = async (entries: readonly DrawEntry[]): Promise<string> =>
  hex(await rootOfLeaves(entries.toSorted(byTicket).map(leafOf)));

/** What proves that a ticket is in a frozen list: its line, and the hashes that lead from it to the root. */
export type TicketProof = { index: number; size: number; seats: number; path: string[] };
export async function proofOf(entries: readonly DrawEntry[], ticket: string): Promise<TicketProof | null> {
  const sorted = entries.toSorted(byTicket);
  const index = sorted.findIndex((entry) => entry.ticket === ticket);
  const seats = sorted[index]?.seats;
  return seats === undefined
    ? null
    : { index, size: sorted.length, seats, path: (await inclusionPath(sorted.map(leafOf), index)).map(hex) };
}

/** Thirty-two bytes of chance, of a round or of a checkpoint. */
const chanceOf = async (beacon: Beacon): Promise<Bytes> =>
  beacon.kind === "drand" ? unhex(beacon.randomness) : sha256(utf8(beacon.note));

/** The order: tickets by `HMAC-SHA-256(SHA-256(seed ‖ root ‖ chance), ticket)`, smallest first. */
export async function drawnOrder({
  seed,
  root,
  beacon,
  tickets,
}: {
  seed: string;
  root: string;
  beacon: Beacon;
  tickets: readonly string[];
}): Promise<string[]> {
  const key = await crypto.subtle.importKey(
    "raw",
    await sha256(joined(unhex(seed), unhex(root), await chanceOf(beacon))),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const marked = await Promise.all(
    tickets.map(async (ticket) => ({
      ticket,
      mark: hex(new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8(ticket)))),
    })),
  );
  return marked.toSorted((a, b) => (a.mark < b.mark ? -1 : 1)).map(({ ticket }) => ticket);
}

/** A round is worth its signature: its chance is the hash of it. */
export const isRound = async (beacon: Beacon): Promise<boolean> =>
  beacon.kind === "checkpoint" || hex(await sha256(unhex(beacon.signature))) === beacon.randomness;

/** What a published draw must be, each by itself. */
export type DrawChecks = { commitment: boolean; list: boolean; beacon: boolean; order: boolean };
/** Recomputes a draw from its file; null while it has not taken place. `promised`: the commitment that somebody noted before. */
export async function checkDraw(file: DrawFile, promised = file.commitment): Promise<DrawChecks | null> {
  const { session, commitment, seed, root, beacon, entries, order, round } = file;
  if (seed === null || root === null || beacon === null) {
    return null;
  }
  const drawn = await drawnOrder({ seed, root, beacon, tickets: entries.map(({ ticket }) => ticket) });
  return {
    commitment: commitment === promised && (await commitmentOf(session, seed)) === commitment,
    list: (await rootOf(entries)) === root && new Set(entries.map(({ ticket }) => ticket)).size === entries.length,
    beacon: (await isRound(beacon)) && (beacon.kind === "checkpoint" || beacon.round === round),
    order: drawn.length === order.length && drawn.every((ticket, i) => ticket === order[i]),
  };
}

/** What each of them says, to people. */
export const CHECK_WORDS: Readonly<Record<keyof DrawChecks, string>> = {
  commitment: "La graine est celle qui était promise avant l’ouverture",
  list: "La liste est celle qui était figée",
  beacon: "Le hasard public est celui qui était annoncé",
  order: "L’ordre est celui que ces trois nombres donnent",
};
