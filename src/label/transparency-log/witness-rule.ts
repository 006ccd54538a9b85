import { type Bytes, type LogKey, fromBase64, openNote, readNote } from "./checkpoint.ts";
import { isConsistent } from "../../kernel/merkle.ts";

/* What a witness answers: C2SP tlog-witness, the side of the witness. Pure: whoever runs one keeps the tree that it saw last. */

/** The tree of a log that a witness cosigned last. */
export type Held = { size: number; root: string };
export type WitnessedLog = LogKey & { name: string };
export type Ruling = { status: 200; held: Held; text: string } | { status: 400 | 403 | 404 | 409 | 422; size?: number };

/** A request in its parts; `null` when it is not of that form. */
function readRequest(body: string): { old: number; path: Bytes[]; note: string } | null {
  const at = body.indexOf("\n\n");
  const [first = "", ...lines] = body.slice(0, at).split("\n");
  const [, old = ""] = /^old (0|[1-9]\d{0,14})$/.exec(first) ?? [];
  const areHashes = lines.length <= 63 && lines.every((line) => /^[A-Za-z0-9+/]{43}=$/.test(line));
  return at === -1 || old === "" || !areHashes
    ? null
    : { old: Number(old), path: lines.map(fromBase64), note: body.slice(at + 2) };
}

/** What a request deserves, against the trees held by origin. What is 200 is to be kept before it is cosigned. */
export async function ruleOn(
  body: string,
  logs: readonly WitnessedLog[],
  heldOf: (origin: string) => Held | null,
): Promise<Ruling> {
  const request = readRequest(body);
  const opened = request === null ? null : openNote(request.note);
  if (request === null || opened === null) {
    return { status: 400 };
  }
  const { origin, size, root } = opened.checkpoint;
  const keys = logs.filter(({ name }) => name === origin);
  if (keys.length === 0) {
    return { status: 404 };
  }
  if ((await readNote(request.note, keys)) === null) {
    return { status: 403 };
  }
  const held = heldOf(origin) ?? { size: 0, root: "" };
  return ruleOnGrowth(request, { held, next: { size, root }, text: opened.text });
}

type Growth = { held: Held; next: Held; text: string };
async function ruleOnGrowth(
  { old, path }: { old: number; path: readonly Bytes[] },
  { held, next, text }: Growth,
): Promise<Ruling> {
  if (old > next.size) {
    return { status: 400 };
  }
  if (old !== held.size) {
    return { status: 409, size: held.size };
  }
  if (old === next.size && held.root !== next.root) {
    return { status: 409 };
  }
  const grew = await isConsistent(treeOf(held), treeOf(next), path);
  return grew ? { status: 200, held: next, text } : { status: 422 };
}

const treeOf = ({ size, root }: Held): { size: number; root: Bytes } => ({ size, root: fromBase64(root) });
