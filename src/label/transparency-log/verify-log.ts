import { sha256 } from "../scoring/canonical.ts";
import { type LogKey, fromBase64, readNote, toBase64 } from "./checkpoint.ts";
import { type Entry, START, leafOf, payloadHash, textOf } from "./entry.ts";
import type { LogFile, ProofFile } from "./log-format.ts";
import { root, rootOf } from "./merkle.ts";

/* Checks the log from outside: the page does it in the browser, `npm run verify-log` in Node, with this code. */

/** What was found, in French: nothing wrong, or what is, entry by entry. */
export type Checked = { wrong: string[]; said: string };

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

async function wrongCheckpoint(
  note: string,
  entries: readonly Entry[],
  keys: readonly LogKey[],
  origin: string,
): Promise<string[]> {
  const read = await readNote(note, keys);
  if (read === null || read.origin !== origin) {
    return [`point de contrôle « ${note.split("\n")[1] ?? "?"} » : signature fausse, ou d’un autre journal`];
  }
  if (read.size > entries.length) {
    return [`point de contrôle ${read.size} : il couvre ${read.size} entrées, il n’en reste que ${entries.length}`];
  }
  const found = toBase64(await root(entries.slice(0, read.size).map(leafOf)));
  return found === read.root
    ? []
    : [`point de contrôle ${read.size} : les entrées 1 à ${read.size} ne donnent plus sa racine`];
}

/** Every public key must have been written in the log when it came into use. */
function wrongKeys({ keys, entries, payloads }: LogFile): string[] {
  const written = new Map(payloads.map((one) => [one.seq, JSON.stringify(one.payload)]));
  const rotations = entries.filter((one) => one.type === "key_rotated").map((one) => written.get(one.seq) ?? "");
  return keys
    .filter(({ publicKey }) => !rotations.some((payload) => payload.includes(JSON.stringify(publicKey))))
    .map(({ kid }) => `clé ${kid} : le journal ne dit pas quand elle est entrée en service`);
}

/**
 * Replays the whole log: each entry follows the one before and gives its hash, public payloads give theirs, each checkpoint is
 * signed and its tree has its root. `kept`: checkpoints that somebody kept, as they were received.
 */
export async function verifyLog(log: LogFile, kept: readonly string[] = []): Promise<Checked> {
  const wrong = await wrongEntries(log.entries);
  for (const { seq, salt, payload } of log.payloads) {
    const entry = log.entries.find((one) => one.seq === seq);
    if (entry === undefined || (await payloadHash(salt, payload)) !== entry.payload_hash) {
      wrong.push(`entrée ${seq} : ce qu’elle publie n’est pas ce qui a été inscrit`);
    }
  }
  wrong.push(...wrongKeys(log));
  for (const note of [...log.checkpoints.map((one) => one.note), ...kept]) {
    wrong.push(...(await wrongCheckpoint(note, log.entries, log.keys, log.origin)));
  }
  const said = `${log.entries.length} entrées, ${log.payloads.length} contenus publics, ${log.checkpoints.length} points de contrôle${kept.length === 0 ? "" : `, ${kept.length} gardés ailleurs`}`;
  return { wrong, said };
}

/** Checks one proof alone: the entry gives its hash, its path leads to the root that the checkpoint signs. */
export async function verifyProof(proof: ProofFile): Promise<Checked> {
  const { entry, keys, origin, note } = proof;
  const read = await readNote(note, keys);
  const wrong: string[] = [];
  if ((await sha256(textOf(entry))) !== entry.hash) {
    wrong.push(`entrée ${entry.seq} : son contenu ne donne pas son empreinte`);
  }
  if (read === null || read.origin !== origin) {
    wrong.push("le point de contrôle n’est pas signé par une clé de ce journal");
  } else {
    const path = proof.path.map(fromBase64);
    const found = await rootOf(leafOf(entry), entry.seq - 1, read.size, path);
    if (found === null || toBase64(found) !== read.root) {
      wrong.push(`entrée ${entry.seq} : elle n’est pas dans l’arbre que ce point de contrôle signe`);
    }
  }
  return { wrong, said: `entrée ${entry.seq}, dans un journal de ${read?.size ?? "?"} entrées` };
}
