import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import * as z from "zod";

import { type VerifierKey, readVerifierKey, writeVerifierKey } from "../src/label/transparency-log/checkpoint.ts";
import { LogFile, ProofFile } from "../src/label/transparency-log/log-format.ts";
import { type Policy, readPolicy } from "../src/label/transparency-log/policy.ts";
import { type Checked, type Verdict, verifyLog, verifyProof } from "../src/label/transparency-log/verify-log.ts";

/*
 * `npm run verify-log -- SITE|URL|FILE [--key VKEY]… [--policy FILE] [--checkpoint FILE]… [--registry URL|FILE]`: checks the label's log, or
 * one proof, from outside. Ends with 0 when something from elsewhere vouches for it, 3 when it only agrees with itself, 1 when it is contradicted, 2 when
 * there is nothing to judge.
 */
const EXITS: Readonly<Record<Verdict, number>> = { vouched: 0, contradicted: 1, nothing: 2, by_itself: 3 };
const JOURNAL = "/label/journal/journal.json";

function stop(words: string): never {
  console.error(words);
  process.exit(2);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    key: { type: "string", multiple: true },
    policy: { type: "string" },
    checkpoint: { type: "string", multiple: true },
    registry: { type: "string" },
  },
});
const where =
  positionals[0] ??
  stop(
    "Donnez un site, une adresse ou un fichier : npm run verify-log -- https://le-site [--key CLÉ] [--policy politique.txt] [--checkpoint point-garde.txt] [--registry registre.json]",
  );
const isSite = /^https?:/.test(where) && !new URL(where).pathname.endsWith(".json");

async function read(from: string): Promise<unknown> {
  const text = /^https?:/.test(from) ? await (await fetch(from)).text() : readFileSync(from, "utf8");
  return JSON.parse(text) as unknown;
}
const readOrStop = (from: string, what: string): Promise<unknown> =>
  read(from).catch((error: unknown) =>
    stop(`${from} : ce n’est pas ${what} (${error instanceof Error ? error.message : "illisible"})`),
  );

async function readKeys(): Promise<VerifierKey[]> {
  const keys = await Promise.all((values.key ?? []).map((key) => readVerifierKey(key)));
  return keys.every((key) => key !== null) ? keys : stop("--key : ce n’est pas une clé de journal (nom+empreinte+clé)");
}

/** A file that must be there. */
const readText = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return stop(`${file} : ce fichier ne se lit pas`);
  }
};
async function readPolicyFile(): Promise<Policy | null> {
  if (values.policy === undefined) {
    return null;
  }
  const policy = await readPolicy(readText(values.policy));
  return policy.ok ? policy.value : stop(`${values.policy} : ${policy.refusal}`);
}

const Registry = z.object({
  labels: z.array(z.object({ id_label: z.string(), niveau: z.string(), etat: z.string() })),
});
async function readRegistry(): Promise<z.infer<typeof Registry>["labels"] | null> {
  const from = values.registry ?? (isSite ? new URL("/label/registre.json", where).href : null);
  if (from === null) {
    return null;
  }
  const found = Registry.safeParse(await readOrStop(from, "un registre"));
  return found.success ? found.data.labels : stop(`${from} : ce n’est pas le registre du label`);
}

const given = await readOrStop(isSite ? new URL(JOURNAL, where).href : where, "un fichier du journal");
const [log, proof] = [LogFile.safeParse(given), ProofFile.safeParse(given)];
if (!log.success && !proof.success) {
  stop(`${where} : ni un journal (journal/1) ni une preuve (preuve/1)`);
}
const keys = await readKeys();
const kept = (values.checkpoint ?? []).map(readText);
const now = Math.floor(Date.now() / 1000);
const { verdict, wrong, said, words }: Checked = log.success
  ? await verifyLog(log.data as LogFile, {
      keys,
      kept,
      policy: await readPolicyFile(),
      registry: await readRegistry(),
      now,
    })
  : await verifyProof(proof.data as ProofFile, keys);
const file = log.data ?? proof.data;
for (const { publicKey } of file?.keys ?? []) {
  console.log(`Clé que ce fichier donne : ${await writeVerifierKey(file?.origin ?? "", publicKey)}`);
}
console.log([said, ...wrong, words].join("\n"));
process.exit(EXITS[verdict]);
