import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { LogFile, ProofFile } from "../src/label/transparency-log/log-format.ts";
import { type Checked, verifyLog, verifyProof } from "../src/label/transparency-log/verify-log.ts";

/* `npm run verify-log -- URL|FILE [--checkpoint FILE]…`: checks the label's log, or one proof, from outside. Nothing of the site is trusted. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { checkpoint: { type: "string", multiple: true } },
});
const [where] = positionals;
if (where === undefined) {
  console.error("Donnez une adresse ou un fichier : npm run verify-log -- journal.json [--checkpoint point-garde.txt]");
  process.exit(2);
}

async function read(from: string): Promise<unknown> {
  const text = /^https?:/.test(from) ? await (await fetch(from)).text() : readFileSync(from, "utf8");
  return JSON.parse(text) as unknown;
}

const given = await read(where).catch((error: unknown) => {
  console.error(
    `${where} : ce n’est pas un fichier du journal (${error instanceof Error ? error.message : "illisible"})`,
  );
  process.exit(2);
});
const [log, proof] = [LogFile.safeParse(given), ProofFile.safeParse(given)];
if (!log.success && !proof.success) {
  console.error(`${where} : ni un journal (journal/1) ni une preuve (preuve/1)`);
  process.exit(2);
}
const kept = (values.checkpoint ?? []).map((file) => readFileSync(file, "utf8"));
const { wrong, said }: Checked = log.success
  ? await verifyLog(log.data as LogFile, kept)
  : await verifyProof(proof.data as ProofFile);
console.log(said);
console.log(wrong.length === 0 ? "Tout se tient." : wrong.join("\n"));
process.exit(wrong.length === 0 ? 0 : 1);
