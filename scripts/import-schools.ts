import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { newId } from "../src/platform/ids.ts";
import { type Report, importDirectory } from "../src/workshops/schools/import-directory.ts";
import { databaseOf, openLocal } from "./local/database.ts";
import { BadFile, openDirectory } from "./local/directory-file.ts";
import { ROOT } from "./local/tools.ts";

/* `npm run import:schools -- FILE.csv`: the official school directory into the database of the demo. Running it twice changes nothing. */
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { "accept-drop": { type: "boolean" }, dir: { type: "string", default: ".demo" } },
});

/** Ends with what is wrong and what to do. */
function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

const [path] = positionals;
if (path === undefined || !existsSync(path)) {
  fail(path === undefined ? "npm run import:schools -- FICHIER.csv" : `Fichier introuvable : ${path}`);
}
const dir = resolve(ROOT, flags.dir);
if (!existsSync(join(dir, ".wrangler"))) {
  fail("Aucune base ici : lancez d’abord npm run demo, une fois.");
}

/** One line that fills up; nothing when the output is a file. */
function showProgress(done: number, of: number): void {
  if (process.stderr.isTTY) {
    const full = Math.round((30 * done) / Math.max(1, of));
    process.stderr.write(
      `\r  [${"#".repeat(full)}${".".repeat(30 - full)}] ${done} / ${of} lignes${done === of ? "\n" : ""}`,
    );
  }
}

function tell(report: Report): void {
  if (report.alreadySince !== null) {
    const when = new Date(report.alreadySince * 1000).toLocaleDateString("fr-FR");
    console.log(`Rien à changer : ce fichier est le dernier importé, le ${when}.`);
    return;
  }
  const { rows, added, changed, absent, rejected } = report;
  const kept = rows - rejected;
  console.log(
    `${rows} lignes : ${kept} établissements lus, ${added} nouveaux, ${changed} modifiés, ${kept - added - changed} inchangés, ${absent} absents, ${rejected} refusées.`,
  );
  tellRejects(report.rejects);
}

function tellRejects(rejects: readonly string[]): void {
  rejects.slice(0, 50).forEach((reject) => console.log(`  ${reject}`));
  if (rejects.length > 50) {
    console.log(`  et ${rejects.length - 50} autres`);
  }
}

try {
  const file = await openDirectory(path);
  const db = databaseOf(openLocal(dir));
  const deps = { db, now: Math.floor(Date.now() / 1000), newId };
  const done = await importDirectory(deps, {
    file,
    options: {
      acceptDrop: flags["accept-drop"] === true,
      onProgress: showProgress,
    },
  });
  if (done.ok) {
    tell(done.report);
  } else if (done.why === "too_many_gone") {
    fail(
      `Rien n’a été écrit. ${done.gone} établissements sur ${done.of} disparaîtraient dans ces départements, plus de 5 %. Vérifiez le fichier ; s’il est bon, ajoutez --accept-drop.`,
    );
  } else if (done.why === "empty") {
    fail("Rien n’a été écrit : le fichier n’a que sa première ligne.");
  } else {
    tellRejects(done.rejects);
    fail(
      `Rien n’a été écrit. ${done.rejects.length} lignes sur ${done.rows} ne se lisent pas, plus de 1 % : le fichier est abîmé ou n’est pas le bon.`,
    );
  }
} catch (error) {
  if (!(error instanceof BadFile)) {
    throw error;
  }
  fail(`Rien n’a été écrit. ${error.message}`);
}
