import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import * as z from "zod";

import { root } from "../src/kernel/merkle.ts";
import { readNote, readVerifierKey, toBase64, utf8 } from "../src/label/transparency-log/checkpoint.ts";
import { leafOfArchive } from "../src/platform/archive.ts";

/*
 * `npm run verify-archive -- DIR [--key VKEY]`: every file of the archive under DIR/archive, as docs/archive.md says it; with a key, the signature of the tree too. Ends with
 * 0 when all agrees, 1 when anything differs, 2 when there is nothing to judge.
 */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { key: { type: "string" } } });
const dir = join(positionals[0] ?? "", "archive");
const Log = z.object({
  format: z.literal("archive-log/1"),
  origin: z.string(),
  archives: z.array(z.object({ id: z.string(), sha256: z.string(), root: z.string(), lines: z.int() })),
});
function stop(words: string): never {
  console.error(words);
  process.exit(2);
}
function logOf(): z.infer<typeof Log> {
  try {
    return Log.parse(JSON.parse(readFileSync(join(dir, "log.json"), "utf8")));
  } catch {
    return stop(`${dir}/log.json : ce n’est pas la liste d’une archive`);
  }
}
const log = logOf();
const wrong: string[] = [];
const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** What is wrong with one file; null when nothing is. */
async function look(archive: (typeof log.archives)[number]): Promise<string | null> {
  try {
    const bytes = readFileSync(join(dir, `${archive.id}.jsonl.gz`));
    if (createHash("sha256").update(bytes).digest("hex") !== archive.sha256) {
      return "son empreinte est une autre";
    }
    const [, ...lines] = gunzipSync(bytes).toString("utf8").trimEnd().split("\n");
    const found = hexOf(await root(lines.map(utf8)));
    return lines.length === archive.lines && found === archive.root ? null : "ses lignes sont autres";
  } catch {
    return "il manque, ou ne se lit pas";
  }
}
for (const archive of log.archives) {
  const why = await look(archive);
  wrong.push(...(why === null ? [] : [`${archive.id} : ${why}`]));
}

const tree = toBase64(await root(log.archives.map(leafOfArchive)));
if (values.key === undefined) {
  console.log("Sans --key, la signature n’est pas regardée.");
} else {
  const key = (await readVerifierKey(values.key)) ?? stop("--key : ce n’est pas une clé (nom+empreinte+clé)");
  const note = await readNote(readFileSync(join(dir, "checkpoint"), "utf8"), [key]);
  const isSaid = note !== null && note.origin === log.origin && note.size === log.archives.length && note.root === tree;
  wrong.push(...(isSaid ? [] : ["le point de contrôle n’est pas celui de cette liste, sous cette clé"]));
}
wrong.forEach((line) => console.log(`✗ ${line}`));
console.log(`${log.archives.length} fichiers, racine ${tree}${wrong.length === 0 ? " : tout concorde" : ""}`);
process.exit(wrong.length === 0 ? 0 : 1);
