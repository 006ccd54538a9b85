import { type VerifierKey, openNote, readSignatures, signatureLine, toBase64 } from "./checkpoint.ts";
import { cosignaturesOf } from "./cosignature.ts";
import { consistencyPath } from "../../kernel/merkle.ts";

/* Putting a checkpoint before a witness: C2SP tlog-witness, the side of the log. */

export const WITNESS_SAID = {
  cosigned: "l’a vu",
  unreachable: "ne répond pas",
  unknown_log: "ne connaît pas ce journal",
  unknown_key: "ne connaît pas notre clé",
  inconsistent: "dit que le journal a été récrit",
  ahead: "a vu un journal plus long que le nôtre",
  false_signature: "a signé autre chose",
  unexpected: "a répondu autre chose",
} as const;
export type WitnessSaid = keyof typeof WITNESS_SAID;
type WitnessAnswer = { status: number; type: string; text: string };
/** Puts a text before a witness; `null`: it did not answer. */
type AskWitness = (url: string, body: string) => Promise<WitnessAnswer | null>;
export type Submitted = { said: WitnessSaid; known: number; line: string | null };

type Given = {
  key: VerifierKey;
  url: string;
  /** The size that it is thought to have cosigned last. */
  known: number;
  note: string;
  leaves: readonly Uint8Array<ArrayBuffer>[];
};
const REFUSED: Readonly<Record<number, WitnessSaid>> = { 403: "unknown_key", 404: "unknown_log", 422: "inconsistent" };

/** Puts a note before a witness, from the size that it has; asked once more from the size it says it has. */
export async function submit(ask: AskWitness, given: Given): Promise<Submitted> {
  const first = await put(ask, given);
  const has = first === null ? null : sizeIn(first);
  const answer = has !== null && has <= given.leaves.length ? await put(ask, { ...given, known: has }) : first;
  const known = has ?? given.known;
  if (answer === null) {
    return { said: "unreachable", known, line: null };
  }
  if (answer.status === 200) {
    return readCosigned(answer.text, given);
  }
  const said = answer.status === 409 ? saidBy409(answer, given) : (REFUSED[answer.status] ?? "unexpected");
  return { said, known, line: null };
}

async function put(ask: AskWitness, { url, known, note, leaves }: Given): Promise<WitnessAnswer | null> {
  const path = await consistencyPath(leaves, known);
  const body = [`old ${known}`, ...path.map(toBase64), "", note].join("\n");
  return ask(`${url.replace(/\/$/, "")}/add-checkpoint`, body);
}

/** The size that a witness says it has; `null` when it says none. */
function sizeIn({ status, type, text }: WitnessAnswer): number | null {
  const isSize = status === 409 && type.startsWith("text/x.tlog.size") && /^\d{1,15}\n?$/.test(text);
  return isSize ? Number(text) : null;
}

/** A conflict that asking again did not end: it has more than we do, or another tree of this size. */
const saidBy409 = (answer: WitnessAnswer, { leaves }: Given): WitnessSaid =>
  (sizeIn(answer) ?? 0) > leaves.length ? "ahead" : "inconsistent";

/** The line of this witness, checked; lines of names and keys that are not its own are left aside. */
async function readCosigned(text: string, { key, note, leaves, known }: Given): Promise<Submitted> {
  for (const { name, bytes } of readSignatures(text).filter((one) => one.name === key.name)) {
    const line = signatureLine(name, bytes);
    const { seen, false: lies } = await cosignaturesOf(`${openNote(note)?.text ?? ""}\n${line}\n`, [key]);
    if (seen.length > 0) {
      return { said: "cosigned", known: leaves.length, line };
    }
    if (lies.length > 0) {
      return { said: "false_signature", known, line: null };
    }
  }
  return { said: "unexpected", known, line: null };
}
