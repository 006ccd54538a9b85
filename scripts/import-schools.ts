import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { newId } from "../src/platform/ids.ts";
import { type Imported, importDirectory } from "../src/workshops/schools/import-directory.ts";
import { type Accepted, OVERRIDABLE, type Stop, type Verdict, unanswered } from "../src/workshops/schools/verdict.ts";
import { runProbes } from "../src/workshops/schools/run-probes.ts";
import { stopInWords, verdictInWords } from "../src/workshops/schools/verdict-words.ts";
import { databaseOf, openLocal } from "./local/database.ts";
import { openDirectoryFile } from "./local/directory-file.ts";
import { ROOT } from "./local/tools.ts";

/*
 * `npm run import:schools -- FILE.csv`: the official school directory into the database of the demo. Running it twice changes nothing.
 * `--accept-gone REASON` and `--accept-kinds REASON` override what stops it; the event keeps the reason. `--probe`, with a file or without:
 * looks for 300 schools of the directory as people would.
 */
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    "accept-gone": { type: "string", default: "" },
    "accept-kinds": { type: "string", default: "" },
    probe: { type: "boolean" },
    dir: { type: "string", default: ".demo" },
  },
});

/** Ends with what is wrong and what to do. */
function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

const [path] = positionals;
if (path === undefined && flags.probe !== true) {
  fail("npm run import:schools -- FICHIER.csv");
}
if (path !== undefined && !existsSync(path)) {
  fail(`Fichier introuvable : ${path}`);
}
const dir = resolve(ROOT, flags.dir);
if (!existsSync(join(dir, ".wrangler"))) {
  fail("Aucune base ici : lancez d’abord npm run demo, une fois.");
}
const accepted: Accepted = Object.fromEntries(
  OVERRIDABLE.flatMap((stop) => (flags[`accept-${stop}`] === "" ? [] : [[stop, flags[`accept-${stop}`]]])),
);

/** One line that fills up; nothing when the output is a file. */
function showProgress(done: number, of: number): void {
  if (process.stderr.isTTY) {
    const full = Math.round((30 * done) / Math.max(1, of));
    process.stderr.write(
      `\r  [${"#".repeat(full)}${".".repeat(30 - full)}] ${done} / ${of} lignes${done === of ? "\n" : ""}`,
    );
  }
}

function tellRefused({ refused, samples }: Verdict): void {
  samples.refused.forEach((reason) => console.log(`  ${reason}`));
  if (refused > samples.refused.length) {
    console.log(`  et ${refused - samples.refused.length} autres`);
  }
}

const override = (stop: Stop): string =>
  OVERRIDABLE.some((one) => one === stop)
    ? ` Vérifiez le fichier ; s’il est bon, dites pourquoi : --accept-${stop} "…".`
    : "";

function tell(done: Imported): void {
  if ("since" in done) {
    const when = new Date(done.since * 1000).toLocaleDateString("fr-FR");
    console.log(`Rien à changer : ce fichier est le dernier importé, le ${when}.`);
    return;
  }
  console.log(verdictInWords(done.verdict));
  tellRefused(done.verdict);
  if (!done.ok) {
    const why = unanswered(done.verdict, accepted).map((stop) => stopInWords(stop, done.verdict) + override(stop));
    fail(`Rien n’a été écrit. ${why.join(" ")}`);
  }
  const { added, changed, absent } = done.written;
  console.log(`Écrit : ${added} nouveaux, ${changed} modifiés, ${absent} absents.`);
}

async function importFile(file: string): Promise<void> {
  const opened = await openDirectoryFile(file);
  if (!opened.ok) {
    fail(`Rien n’a été écrit. ${opened.problem}`);
  }
  const deps = { db, now: Math.floor(Date.now() / 1000), newId };
  tell(await importDirectory(deps, { file: opened.file, options: { accepted, onProgress: showProgress } }));
}

async function probe(): Promise<void> {
  const { lines, asked, found, isGood } = await runProbes(db);
  for (const line of lines) {
    console.log(`  ${line.kind.padEnd(24)} ${String(line.found).padStart(3)} sur ${line.asked}`);
    line.missed.forEach((missed) => console.log(`    manque ${missed}`));
  }
  console.log(`${found} recherches sur ${asked} trouvent l’établissement dans les cinq premières réponses.`);
  process.exitCode = isGood ? 0 : 1;
}

const db = databaseOf(openLocal(dir));
if (path !== undefined) {
  await importFile(path);
}
if (flags.probe === true) {
  await probe();
}
