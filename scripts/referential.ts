import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { diffOf } from "../src/label/referential/diff.ts";
import { rebase } from "../src/label/referential/rebase.ts";
import { wrongReferential } from "../src/label/referential/referential.ts";
import type { AnswersFile, ReferentialFile } from "../src/label/scoring/formats.ts";
import { compared } from "./referential-compare.ts";
import { parseAnswers, parseJson, parseReferential } from "../src/label/scoring/parse.ts";

/*
 * npm run referential -- check                        every version, drafts last, against each other and the hashes of quotes
 * npm run referential -- diff OLD NEW                 what changes from a version to another, as JSON
 * npm run referential -- compare OLD NEW ANSWERS      both side by side: what holds of each, and how offers stand
 * npm run referential -- rebase OLD NEW ANSWERS OUT   a draft's answers carried over; what to confirm, as JSON
 * The dry run of a version over live files is `npm run --silent score -- … --shadow NEW`.
 */

const FOLDER = "content/referentials";
const DRAFTS = "content/drafts";

function refuse(words: string): never {
  process.stderr.write(`${words}\n`);
  process.exit(2);
}

function readJson(path: string): unknown {
  const read = parseJson(readFileSync(path, "utf8"));
  return read.ok ? read.value : refuse(`${path}: ${read.wrong.map((one) => `${one.place}: ${one.why}`).join("\n")}`);
}

function readReferential(path: string): ReferentialFile {
  const read = parseReferential(readJson(path));
  return read.ok ? read.value.file : refuse(read.wrong.map((one) => `${path}: ${one.place}: ${one.why}`).join("\n"));
}

function check(): void {
  const quotes = readJson(join(FOLDER, "quotes.sha256.json")) as Record<string, string[]>;
  const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
  const names = readdirSync(FOLDER).filter((name) => name.startsWith("label@"));
  const published = names.map((name) => join(FOLDER, name));
  const drafts = readdirSync(DRAFTS).map((name) => join(DRAFTS, name));
  const files = published.concat(drafts).map(readReferential);
  const wrong = files.flatMap((file, i) => wrongReferential(file, { quotes, sha256, before: files.slice(0, i) }));
  if (wrong.length > 0) {
    refuse(wrong.join("\n"));
  }
  console.log(`${files.map(({ version, status }) => `${version} (${status})`).join(", ")} : rien à corriger`);
}

const print = (value: unknown): void => console.log(JSON.stringify(value, null, 2));
const [command, old = "", next = "", answers = "", out = ""] = process.argv.slice(2);
if (command === "check") {
  check();
} else if (command === "diff" && next !== "") {
  print(diffOf(readReferential(old), readReferential(next)));
} else if (command === "compare" && answers !== "") {
  const before = parseReferential(readJson(old));
  const after = parseReferential(readJson(next));
  const read = before.ok ? parseAnswers(readJson(answers), before.value) : null;
  if (!before.ok || !after.ok || read === null || !read.ok) {
    refuse(`one of ${old}, ${next}, ${answers} is not a valid file: check and score say what is wrong with each`);
  }
  compared([before.value, after.value], read.value).forEach((cells) => console.log(cells.join("\t")));
} else if (command === "rebase" && out !== "") {
  const before = parseReferential(readJson(old));
  const after = readReferential(next);
  const read = before.ok ? parseAnswers(readJson(answers), before.value) : before;
  if (!before.ok || !read.ok) {
    refuse((read.ok ? [] : read.wrong).map((one) => `${answers}: ${one.place}: ${one.why}`).join("\n"));
  }
  const units = read.value.units.map((unit) => ({ unit, rebased: rebase(unit.answers, before.value.file, after) }));
  const moved: AnswersFile = {
    ...read.value,
    referential: `${after.id}@${after.version}`,
    units: units.map(({ unit, rebased }) => ({ ...unit, answers: rebased.answers })),
  };
  writeFileSync(out, `${JSON.stringify(moved, null, 2)}\n`);
  print(units.map(({ unit, rebased }) => ({ id: unit.id, toConfirm: rebased.toConfirm })));
} else {
  refuse("npm run referential -- check | diff OLD NEW | compare OLD NEW ANSWERS | rebase OLD NEW ANSWERS OUT");
}
