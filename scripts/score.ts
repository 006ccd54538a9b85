import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

import type { Wrong } from "../src/label/scoring/check.ts";
import { seedOf } from "../src/label/scoring/canonical.ts";
import { type Parsed, parseAnswers, parseJson, parseReferential } from "../src/label/scoring/parse.ts";
import { PairsFile } from "../src/label/scoring/pairs-format.ts";
import { type ResultFile, scoreFile } from "../src/label/scoring/score-file.ts";

/* npm run --silent score -- --referential FILE --answers FILE [options]: see docs/scoring.md. */

/** A file of objects inside objects without end exhausts the stack. */
const isTooDeep = (error: unknown): boolean => error instanceof RangeError && error.message.includes("call stack");

const USAGE = `npm run --silent score -- --referential FILE --answers FILE
  --at AAAA-MM-JJ        jour de la lecture (à la place de celui du fichier)
  --assume-evidence      simulation : preuves et conditions annexes supposées acquises
  --what-if NIVEAU       le plan le moins coûteux pour atteindre ce niveau
  --robustness --seed TEXTE --runs N   tirages de poids
  --sensitivity --seed TEXTE --runs N  ce qui pèse le plus : poids des dimensions, et notes
  --pairs FILE           notes que deux évaluateurs se sont données, publiées avec le registre
  --shadow FILE          la note sous une autre version du référentiel
  --pretty               JSON indenté`;

class Refused extends Error {}

function refuse(file: string, wrong: readonly Wrong[]): never {
  throw new Refused(wrong.map(({ place, why }) => `${file}: ${place}: ${why}`).join("\n"));
}

function must<T>(file: string, parsed: Parsed<T>): T {
  return parsed.ok ? parsed.value : refuse(file, parsed.wrong);
}

function readJson(file: string): unknown {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    return refuse(file, [{ place: "fichier", why: `illisible (${(error as Error).message})` }]);
  }
  return must(file, parseJson(text));
}

function options(): ReturnType<typeof parse> {
  try {
    return parse();
  } catch (error) {
    throw new Refused(`${(error as Error).message}\n\n${USAGE}`);
  }
}

const parse = () =>
  parseArgs({
    options: {
      referential: { type: "string" },
      answers: { type: "string" },
      at: { type: "string" },
      "assume-evidence": { type: "boolean", default: false },
      "what-if": { type: "string" },
      robustness: { type: "boolean", default: false },
      sensitivity: { type: "boolean", default: false },
      pairs: { type: "string" },
      seed: { type: "string", default: "ligne-sure" },
      runs: { type: "string", default: "1000" },
      shadow: { type: "string" },
      pretty: { type: "boolean", default: false },
    },
  }).values;

function check(isGood: boolean, place: string, why: string): void {
  if (!isGood) {
    refuse("commande", [{ place, why }]);
  }
}

/** A day that exists, as YYYY-MM-DD. */
function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at.valueOf()) && at.toISOString().startsWith(text);
}

/** Same, better and worse under the other version: by level, then by basis points. */
function countShadow(result: ResultFile, levels: readonly string[]): string {
  const counts = { same: 0, better: 0, worse: 0 };
  for (const unit of result.units) {
    if (unit.status === "ok" && unit.shadow !== undefined) {
      const { shadow } = unit;
      const rise = levels.indexOf(shadow.level ?? "") - levels.indexOf(unit.level ?? "");
      const change = rise === 0 ? (shadow.basisPoints ?? 0) - (unit.verified.basisPoints ?? 0) : rise;
      counts[change === 0 ? "same" : change > 0 ? "better" : "worse"] += 1;
    }
  }
  return `shadow: same ${counts.same}, better ${counts.better}, worse ${counts.worse}`;
}

function commitNow(): string | null {
  const { status, stdout } = spawnSync("git", ["rev-parse", "HEAD"], { encoding: "utf8", cwd: import.meta.dirname });
  return status === 0 ? stdout.trim() : null;
}

/** How many draws of weights. */
function readRuns(text: string): number {
  const runs = Number(text);
  check(Number.isInteger(runs) && runs >= 1 && runs <= 1_000_000, "--runs", "un entier de 1 à 1 000 000");
  return runs;
}

/** What assessors gave each other, as it is published. */
function readPairs(name: string): PairsFile["criteria"] {
  const read = PairsFile.safeParse(readJson(name));
  return read.success
    ? read.data.criteria
    : refuse(name, [{ place: "fichier", why: "ce n’est pas un fichier « pairs/1 »" }]);
}

/** What the command is given, with its files: all of it read and checked, or refused at the first thing wrong. */
function readCommand() {
  const given = options();
  const { referential, answers, shadow, at } = given;
  if (referential === undefined || answers === undefined) {
    throw new Refused(USAGE);
  }
  check(at === undefined || isDay(at), "--at", "ce jour n’existe pas : écrivez AAAA-MM-JJ");
  const runs = readRuns(given.runs);
  const model = must(referential, parseReferential(readJson(referential)));
  const file = must(answers, parseAnswers(readJson(answers), model));
  const pairs = given.pairs === undefined ? undefined : readPairs(given.pairs);
  const other = shadow === undefined ? undefined : must(shadow, parseReferential(readJson(shadow)));
  check(
    other === undefined || other.file.id === model.file.id,
    "--shadow",
    `cette version n’est pas de « ${model.file.id} »`,
  );
  const target = given["what-if"];
  const isLevel = target === undefined || model.levels.some((level) => level.id === target);
  check(isLevel, "--what-if", `aucun niveau ne s’appelle « ${target ?? ""} »`);
  const day = at ?? file.at;
  const isDated = day !== undefined || model.levels.length === 0 || given["assume-evidence"];
  check(isDated, "--at", "donnez le jour de la lecture, ici ou dans « at » des réponses : l’âge des preuves en dépend");
  return { given, runs, model, file, pairs, other, target, day };
}

async function main(): Promise<number> {
  const { given, runs, model, file, pairs, other, target, day } = readCommand();
  const result = await scoreFile(
    model,
    file,
    {
      at: day,
      isAssumed: given["assume-evidence"],
      whatIf: target,
      robustness: given.robustness ? { seed: await seedOf(given.seed), runs } : undefined,
      sensitivity: given.sensitivity ? { seed: await seedOf(given.seed), runs, pairs } : undefined,
      shadow: other,
    },
    commitNow(),
  );
  process.stdout.write(`${JSON.stringify(result, null, given.pretty ? 2 : undefined)}\n`);
  if (other !== undefined) {
    const names = model.levels.map((level) => level.id);
    process.stderr.write(`${countShadow(result, names)}\n`);
  }
  return result.units.some((unit) => unit.status === "error") ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Refused) && !isTooDeep(error)) {
    throw error;
  }
  const why = error instanceof Refused ? error.message : "fichier: trop d’objets les uns dans les autres";
  process.stderr.write(`${why}\n`);
  process.exitCode = 2;
}
