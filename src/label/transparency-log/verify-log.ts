import { plural } from "../../kernel/text.ts";
import { PARIS, dayOf, momentIn } from "../../kernel/time.ts";
import { sha256 } from "../scoring/canonical.ts";
import { type LogKey, type VerifierKey, fromBase64, readNote, toBase64 } from "./checkpoint.ts";
import { type Entry, type EntryType, START, labelOf, leafOf, payloadHash, textOf } from "./entry.ts";
import type { LogFile, ProofFile } from "./log-format.ts";
import { cosignaturesOf } from "./cosignature.ts";
import { root, rootOf } from "../../kernel/merkle.ts";
import { type Policy, isQuorum } from "./policy.ts";

/*
 * Checks the log from outside: the page does it in the browser, `npm run verify-log` in Node, with this code. A file that is judged brings
 * its own keys and notes, so that it can only agree with itself: what vouches for it comes from elsewhere.
 */

/** A label as the registry says it. */
type RegistryLine = { id_label: string; niveau: string; etat: string };
/** What whoever checks has from elsewhere: the log's key, whose word is enough, notes that were kept, the registry; `now` in unix seconds. */
export type Outside = {
  keys: readonly VerifierKey[];
  policy: Policy | null;
  kept: readonly string[];
  registry: readonly RegistryLine[] | null;
  now: number;
};
/**
 * `vouched`: it holds, and something from elsewhere says so; `by_itself`: it holds, and nothing says that it is ours or was not
 * rewritten; `contradicted`; `nothing`: there is nothing to judge.
 */
export type Verdict = "vouched" | "by_itself" | "contradicted" | "nothing";
/** What was found, in French: what is wrong, line by line; what there is; what it comes to. */
export type Checked = { verdict: Verdict; wrong: string[]; said: string; words: string };

/** A note is signed once a day: what is older stands under one. Seconds. */
const COVERED_WITHIN = 26 * 3600;
/** What these entries inscribe is always published. */
const ALWAYS_PUBLIC: ReadonlySet<EntryType> = new Set(["referential_published", "key_rotated", "checkpoint_issued"]);

async function wrongEntries(entries: readonly Entry[]): Promise<string[]> {
  const wrong: string[] = [];
  let last = START;
  for (const [i, entry] of entries.entries()) {
    if (entry.seq !== i + 1) {
      wrong.push(`entrée ${i + 1} : elle manque, ou n’est pas à sa place (on lit ${entry.seq})`);
      break;
    }
    if (entry.prev_hash !== last) {
      wrong.push(`entrée ${entry.seq} : elle ne suit pas l’entrée ${entry.seq - 1}`);
    }
    if ((await sha256(textOf(entry))) !== entry.hash) {
      wrong.push(`entrée ${entry.seq} : son contenu ne donne pas son empreinte`);
    }
    last = entry.hash;
  }
  return wrong;
}

/** What entries inscribe: what is published must be what was hashed, and what is always published must be there. */
async function wrongPayloads({ entries, payloads }: LogFile): Promise<string[]> {
  const wrong: string[] = [];
  for (const { seq, salt, payload } of payloads) {
    const entry = entries.find((one) => one.seq === seq);
    if (entry === undefined || (await payloadHash(salt, payload)) !== entry.payload_hash) {
      wrong.push(`entrée ${seq} : ce qu’elle publie n’est pas ce qui a été inscrit`);
    }
  }
  const open = new Set(payloads.map(({ seq }) => seq));
  const published = new Set(entries.filter(({ seq }) => open.has(seq)).map(({ subject }) => subject));
  const missing = entries.filter(
    ({ seq, type, subject }) => !open.has(seq) && (ALWAYS_PUBLIC.has(type) || published.has(subject)),
  );
  return [...wrong, ...missing.map(({ seq }) => `entrée ${seq} : ce qu’elle publie manque`)];
}

type Note = { size: number; wrong: string[] };
async function checkNote(
  note: string,
  { entries, origin }: Pick<LogFile, "entries" | "origin">,
  keys: readonly LogKey[],
): Promise<Note> {
  const read = await readNote(note, keys);
  if (read === null || read.origin !== origin) {
    return {
      size: 0,
      wrong: [`point de contrôle « ${note.split("\n")[1] ?? "?"} » : signature fausse, ou d’un autre journal`],
    };
  }
  const { size } = read;
  if (size === 0) {
    return { size, wrong: ["point de contrôle 0 : il ne couvre rien"] };
  }
  if (size > entries.length) {
    return {
      size,
      wrong: [`point de contrôle ${size} : il couvre ${size} entrées, il n’en reste que ${entries.length}`],
    };
  }
  const found = toBase64(await root(entries.slice(0, size).map(leafOf)));
  const wrong =
    found === read.root ? [] : [`point de contrôle ${size} : les entrées 1 à ${size} ne donnent plus sa racine`];
  return { size, wrong };
}

/** Every public key must have been written in the log when it came into use. */
function wrongKeys({ keys, entries, payloads }: LogFile): string[] {
  const written = new Map(payloads.map((one) => [one.seq, JSON.stringify(one.payload)]));
  const rotations = entries.filter((one) => one.type === "key_rotated").map((one) => written.get(one.seq) ?? "");
  return keys
    .filter(({ publicKey }) => !rotations.some((payload) => payload.includes(JSON.stringify(publicKey))))
    .map(({ kid }) => `clé ${kid} : le journal ne dit pas quand elle est entrée en service`);
}

type Sizes = { published: readonly number[]; kept: readonly number[] };
/**
 * Entries and notes name each other, since both are written at once: a note that an entry tells must be there, and the other way round, for
 * those that were kept too; old entries are covered.
 */
function wrongCover(entries: readonly Entry[], { published: sizes, kept }: Sizes, now: number): string[] {
  const told = new Set(entries.flatMap(({ type, subject }) => (type === "checkpoint_issued" ? [subject] : [])));
  const there = new Set(sizes.map((size) => `point-${size}`));
  const covered = Math.max(0, ...sizes);
  const missing = Array.from(told).filter((name) => !there.has(name));
  const untold = Array.from(new Set([...there, ...kept.map((size) => `point-${size}`)])).filter(
    (name) => !told.has(name),
  );
  const bare = entries.find((one) => one.seq > covered && one.recorded_at < now - COVERED_WITHIN);
  return [
    ...missing.map((name) => `${name} : le journal le dit émis, il manque`),
    ...untold.map((name) => `${name} : le journal ne dit pas qu’il a été émis`),
    ...(bare === undefined ? [] : [`entrée ${bare.seq} : vieille de plus d’un jour, aucun point ne la couvre`]),
  ];
}

/** Decisions: `checkpoint_issued` and the like apart. */
const isDecision = ({ type }: Entry): boolean => !ALWAYS_PUBLIC.has(type);
const field = (payload: unknown, name: string): unknown =>
  typeof payload === "object" && payload !== null ? (payload as Record<string, unknown>)[name] : undefined;

/** Each label of the registry stands in the log, as its last decision left it; a label in the log stands in the registry. */
function wrongRegistry({ entries, payloads }: LogFile, registry: readonly RegistryLine[], todayOn: string): string[] {
  const open = new Map(payloads.map(({ seq, payload }) => [seq, payload]));
  const decisions = entries
    .filter(isDecision)
    .map((one) => ({ payload: open.get(one.seq), label: labelOf(one, open.get(one.seq)) }));
  const labels = new Set(registry.map((one) => one.id_label));
  const unlisted = decisions.flatMap(({ label, payload }) =>
    payload === undefined || label === null || labels.has(label) ? [] : [label],
  );
  const wrong = registry.flatMap(({ id_label: id, niveau, etat }) => {
    const payload = decisions.findLast(({ label }) => label === id)?.payload;
    if (payload === undefined) {
      return [`label ${id} : le registre le montre, le journal ne publie pas sa décision`];
    }
    // An urgent suspension lapses by itself: what was before holds again.
    const isLapsed = String(field(payload, "provisionalUntilOn") ?? "9999") < todayOn;
    const state = field(payload, isLapsed ? "before" : "state");
    const isSame = field(payload, "level") === niveau && (etat === "expired" || state === etat);
    return isSame ? [] : [`label ${id} : le registre ne dit pas le niveau ou l’état de sa dernière décision`];
  });
  return wrong.concat(unlisted.map((label) => `label ${label} : décidé, absent du registre`));
}

/** The newest note must be signed by a key that was had from elsewhere. */
async function wrongSigner({ checkpoints, origin }: LogFile, known: readonly VerifierKey[]): Promise<string[]> {
  const sizeOf = ({ note }: { note: string }): number => Number(note.split("\n")[1]);
  const newest = checkpoints.toSorted((a, b) => sizeOf(b) - sizeOf(a))[0];
  const ours = known.filter(({ name }) => name === origin);
  const isOurs = newest !== undefined && (await readNote(newest.note, ours)) !== null;
  return known.length === 0 || isOurs ? [] : ["le dernier point de contrôle n’est pas signé par la clé connue"];
}

/** How much of the log a quorum of witnesses saw, how many of them, and when the last of them did. */
type Seen = { size: number; witnesses: number; at: number };
/** The largest note that the policy's witnesses saw; and what is wrong: a false cosignature, no quorum, entries that it does not cover. */
async function witnessed(
  { checkpoints, entries }: LogFile,
  policy: Policy,
  now: number,
): Promise<{ seen: Seen | null; wrong: string[] }> {
  const keys = policy.witnesses.flatMap(({ key }) => (key === null ? [] : [key]));
  const wrong: string[] = [];
  let seen: Seen | null = null;
  for (const { size, note } of checkpoints) {
    const cosigned = await cosignaturesOf(note, keys);
    wrong.push(
      ...cosigned.false.map((name) => `point de contrôle ${size} : la signature du témoin ${name} est fausse`),
    );
    const held = policy.witnesses.filter(({ key }) => cosigned.seen.some((one) => one.witness === key));
    if (isQuorum(policy, new Set(held.map(({ name }) => name))) && size >= (seen?.size ?? 0)) {
      seen = { size, witnesses: held.length, at: Math.max(0, ...cosigned.seen.map((one) => one.at)) };
    }
  }
  const covered = seen?.size ?? 0;
  const bare = entries.find((one) => one.seq > covered && one.recorded_at < now - COVERED_WITHIN);
  if (bare !== undefined || seen === null) {
    wrong.push(`quorum non atteint : les témoins de votre politique n’ont pas vu l’entrée ${bare?.seq ?? 1}`);
  }
  return { seen, wrong };
}

type Judged = Pick<Checked, "verdict" | "words">;
const ALONE = "Cohérent avec soi-même. Rien ne prouve qu’il n’a pas été récrit, ni qu’il vient de nous.";
const SIGNED =
  "Signé par la clé connue. Une réécriture par nous ne se verrait que par un témoin ou un point gardé ailleurs.";

/** What vouches for it from elsewhere: what it is, and how many entries it covers. */
type Voucher = { words: string; size: number };
const voucherOf = (seen: Seen | null, policy: Policy | null, kept: number): Voucher | null =>
  seen !== null && policy !== null && seen.witnesses > 0
    ? {
        words: `${plural(seen.witnesses, "témoin")} sur ${policy.witnesses.length} ${seen.witnesses < 2 ? "l’a" : "l’ont"} vu le ${momentIn(seen.at, PARIS)}`,
        size: seen.size,
      }
    : kept > 0
      ? { words: "un point gardé ailleurs en est le début", size: kept }
      : null;

/** What it comes to, once nothing is wrong. */
function judge(
  { keys, registry }: Outside,
  voucher: Voucher | null,
  { all, unopened }: { all: number; unopened: number },
): Judged {
  if (voucher === null) {
    return { verdict: "by_itself", words: keys.length === 0 ? ALONE : SIGNED };
  }
  const covers = `${voucher.words} (${voucher.size} entrées sur ${all})`;
  return unopened > 0 && registry === null
    ? {
        verdict: "by_itself",
        words: `Rien ne le contredit : ${covers}. Sans le registre (--registry), rien ne dit qu’aucune décision publique ne manque parmi les entrées fermées (${unopened}).`,
      }
    : { verdict: "vouched", words: `Tout se tient : ${covers}.` };
}

/**
 * Replays the whole log: each entry follows the one before and gives its hash, public payloads are there and give theirs, each note is
 * signed, named by an entry, and its tree has its root; then what was had from elsewhere.
 */
export async function verifyLog(log: LogFile, outside: Outside): Promise<Checked> {
  const { kept, registry, policy, now } = outside;
  const keys = outside.keys.concat(policy?.logs ?? []);
  const signers = log.keys.concat(keys);
  const unopened = log.entries.filter(
    (one) => isDecision(one) && !log.payloads.some(({ seq }) => seq === one.seq),
  ).length;
  const said = [
    plural(log.entries.length, "entrée"),
    plural(log.payloads.length, "contenu public", "contenus publics"),
    plural(log.checkpoints.length, "point de contrôle", "points de contrôle"),
    plural(unopened, "entrée fermée", "entrées fermées"),
    ...(kept.length === 0 ? [] : [plural(kept.length, "point gardé ailleurs", "points gardés ailleurs")]),
  ].join(", ");
  const notes = await Promise.all(log.checkpoints.map(({ note }) => checkNote(note, log, signers)));
  const held = await Promise.all(kept.map((note) => checkNote(note, log, signers)));
  const { seen, wrong: unseen } = policy === null ? { seen: null, wrong: [] } : await witnessed(log, policy, now);
  const wrong = [
    ...(await wrongEntries(log.entries)),
    ...(await wrongPayloads(log)),
    ...wrongKeys(log),
    ...notes.concat(held).flatMap((one) => one.wrong),
    ...wrongCover(log.entries, { published: notes.map(({ size }) => size), kept: held.map(({ size }) => size) }, now),
    ...(await wrongSigner(log, keys)),
    ...unseen,
    ...(registry === null ? [] : wrongRegistry(log, registry, dayOf(now, PARIS))),
  ];
  if (log.entries.length + log.checkpoints.length + held.length === 0) {
    return { verdict: "nothing", wrong: [], said, words: "Rien à juger : ni entrée, ni point de contrôle." };
  }
  if (wrong.length > 0) {
    return {
      verdict: "contradicted",
      wrong,
      said,
      words: "Ce journal se contredit, ou contredit ce qui a été gardé ailleurs.",
    };
  }
  if (log.checkpoints.length === 0) {
    return { verdict: "nothing", wrong: [], said, words: "Rien à juger : aucun point de contrôle n’est encore émis." };
  }
  const voucher = voucherOf(seen, policy, Math.max(0, ...held.map(({ size }) => size)));
  const judged = judge({ ...outside, keys }, voucher, { all: log.entries.length, unopened });
  return { ...judged, wrong: [], said };
}

/** Checks one proof alone: the entry gives its hash, its path leads to the root that the note signs; `known`: keys had from elsewhere. */
export async function verifyProof(proof: ProofFile, known: readonly VerifierKey[]): Promise<Checked> {
  const { entry, origin, note } = proof;
  const ours = known.filter(({ name }) => name === origin);
  const read = await readNote(note, known.length === 0 ? proof.keys : ours);
  const wrong: string[] = [];
  if ((await sha256(textOf(entry))) !== entry.hash) {
    wrong.push(`entrée ${entry.seq} : son contenu ne donne pas son empreinte`);
  }
  if (read === null || read.origin !== origin) {
    wrong.push(`le point de contrôle n’est pas signé par une clé ${known.length === 0 ? "de ce journal" : "connue"}`);
  } else {
    const path = proof.path.map(fromBase64);
    const found = await rootOf(leafOf(entry), entry.seq - 1, read.size, path);
    if (found === null || toBase64(found) !== read.root) {
      wrong.push(`entrée ${entry.seq} : elle n’est pas dans l’arbre que ce point de contrôle signe`);
    }
  }
  const said = `entrée ${entry.seq}, dans un journal de ${read?.size ?? "?"} entrées`;
  if (wrong.length > 0) {
    return { verdict: "contradicted", wrong, said, words: "Cette preuve ne prouve rien." };
  }
  return { verdict: "by_itself", wrong, said, words: known.length === 0 ? ALONE : SIGNED };
}
