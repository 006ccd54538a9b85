import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { temporaryFolder } from "../../../scripts/local/temporary.ts";
import { canonicalResult } from "../../../src/label/scoring/canonical.ts";
import { ResultFormat } from "../../../src/label/scoring/result-format.ts";
import { REFERENTIAL_PATH } from "../../support/referential.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const folder = temporaryFolder("score");

type Json = Record<string, unknown>;
const example = (name: string): Json => JSON.parse(readFileSync(`docs/scoring/${name}.json`, "utf8")) as Json;
const REFERENTIAL = example("development.referential");
const ANSWERS = example("development.answers");

/** Runs the command on two files; objects are written out, texts as they are. */
function run(referential: Json | string, answers: Json | string, ...more: string[]) {
  const write = (name: string, file: Json | string): string => {
    const path = join(folder, name);
    writeFileSync(path, typeof file === "string" ? file : JSON.stringify(file));
    return path;
  };
  const files = ["--referential", write("r.json", referential), "--answers", write("a.json", answers)];
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/score.ts", ...files, ...more], {
    encoding: "utf8",
    maxBuffer: 2 ** 29,
  });
  return { status, stdout, stderr };
}
const unit = (answers: Json): Json => ({ ...ANSWERS, units: [{ id: "u", answers }] });
const tree = REFERENTIAL["tree"] as Json;
const children = (list: unknown): Json => ({ ...REFERENTIAL, tree: { ...tree, children: list } });
const leaves = tree["children"] as Json[];
const GOOD = { SANTE: 0.5, EDUC: 0.5, REVENU: 3000 };

// All that is told of a file: `files.unit.test.ts`.
describe("a file that is refused: exit 2, the place and why on stderr, nothing on stdout", () => {
  const files: [string, Json | string, Json | string, RegExp][] = [
    ["text that is not JSON", "{", ANSWERS, /fichier: JSON illisible/],
    ["NaN", REFERENTIAL, JSON.stringify(unit(GOOD)).replace("3000", "NaN"), /JSON illisible/],
    [
      "a number that is not finite",
      REFERENTIAL,
      JSON.stringify(unit(GOOD)).replace("3000", "1e999"),
      /units\[0\]\.answers\.REVENU/,
    ],
    [
      "a key given twice",
      REFERENTIAL,
      JSON.stringify(unit(GOOD)).replace('"SANTE":0.5', '"SANTE":0.5,"SANTE":0.9'),
      /SANTE: cette clé est donnée deux fois/,
    ],
    [
      "a unit given twice",
      REFERENTIAL,
      { ...ANSWERS, units: [1, 2].map(() => ({ id: "u", answers: GOOD })) },
      /u: unité/,
    ],
    ["an unknown key", { ...REFERENTIAL, extra: 1 }, ANSWERS, /fichier: clé inconnue : extra/],
    [
      "objects inside objects without end",
      `${'{"a":'.repeat(200_000)}1${"}".repeat(200_000)}`,
      ANSWERS,
      /r\.json|fichier/,
    ],
  ];
  test.each(files)("%s", (_, referential, answers, why) => {
    const { status, stdout, stderr } = run(referential, answers);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(why);
    expect(stderr).not.toContain("at file://");
  });

  test("options: a day, a level, a number of draws, another referential, a file that is not there", () => {
    const refused = (...more: string[]): string => {
      const { status, stderr } = run(REFERENTIAL, ANSWERS, ...more);
      return `${status} ${stderr.split("\n")[0] ?? ""}`;
    };
    expect(refused("--at", "2026-02-30")).toMatch(/^2 commande: --at: ce jour n’existe pas/);
    expect(refused("--what-if", "N9")).toMatch(/^2 commande: --what-if: aucun niveau/);
    expect(refused("--robustness", "--runs", "0")).toMatch(/^2 commande: --runs/);
    expect(refused("--shadow", REFERENTIAL_PATH)).toMatch(/^2 commande: --shadow/);
    expect(refused("--colour")).toMatch(/^2 Unknown option/);
    expect(spawnSync(process.execPath, ["scripts/score.ts", "--referential", "rien", "--answers", "rien"]).status).toBe(
      2,
    );
  });
});

describe("what a unit gets wrong stays with that unit", () => {
  test("exit 1, the others are printed; all weights zero; too little data is not an error", () => {
    const units = [
      { id: "bon", answers: GOOD },
      { id: "hors", answers: { ...GOOD, SANTE: 2 } },
      { id: "texte", answers: { ...GOOD, SANTE: true } },
    ];
    const { status, stdout } = run(REFERENTIAL, { ...ANSWERS, units });
    const result = JSON.parse(stdout) as { units: { status: string; rank: number | null; error?: Json }[] };
    expect(ResultFormat.safeParse(result).error).toBeUndefined();
    expect(status).toBe(1);
    expect(result.units.map((one) => [one.status, one.rank, one.error?.["code"], one.error?.["place"]])).toEqual([
      ["ok", 1, undefined, undefined],
      ["error", null, "OUT_OF_SCALE", "SANTE"],
      ["error", null, "VALUE_KIND", "SANTE"],
    ]);
    const zero = children(leaves.map((leaf) => ({ ...leaf, weight: 0 })));
    expect(run(zero, unit(GOOD))).toMatchObject({ status: 1 });
    expect(run(zero, unit(GOOD)).stdout).toContain("WEIGHTS_ZERO");
    const few = { ...REFERENTIAL, missing: "drop", tree: { ...tree, dataThreshold: 0.5 } };
    expect(run(few, unit({ SANTE: 0.5 }))).toMatchObject({ status: 0 });
    expect(run(few, unit({ SANTE: 0.5 })).stdout).toContain("insufficient-data");
  });

  test("equal values share a rank and skip the next", () => {
    const of = (id: string, value: number): Json => ({ id, answers: { ...GOOD, SANTE: value } });
    const { stdout } = run(REFERENTIAL, {
      ...ANSWERS,
      units: [of("a", 0.2), of("b", 0.9), of("c", 0.5), of("d", 0.5)],
    });
    const { units } = JSON.parse(stdout) as { units: { rank: number }[] };
    expect(units.map((one) => one.rank)).toEqual([4, 1, 2, 2]);
  });
});

describe("options", () => {
  const LABEL = JSON.parse(readFileSync(REFERENTIAL_PATH, "utf8")) as Json;
  const OFFERS = example("label.answers");
  type Unit = {
    id: string;
    level: string | null;
    simulated?: true;
    resultHash: string;
    whatIf?: { reachable: boolean; steps: unknown[] };
    robustness?: Json;
    shadow?: Json;
  };
  const units = (...more: string[]): Unit[] =>
    (JSON.parse(run(LABEL, OFFERS, ...more).stdout) as { units: Unit[] }).units;

  test("--what-if, --robustness and --shadow stand beside the result and change no hash", () => {
    const bare = units();
    const next = join(folder, "next.json");
    const changed = structuredClone(LABEL) as { version: string; levels: { minBp: number }[] };
    changed.version = "1.0.0";
    (changed.levels[1] ?? { minBp: 0 }).minBp = 7500;
    writeFileSync(next, JSON.stringify(changed));
    const { stdout, stderr } = run(LABEL, OFFERS, "--what-if", "N3", "--robustness", "--runs", "50", "--shadow", next);
    const full = (JSON.parse(stdout) as { units: Unit[] }).units;
    expect(ResultFormat.safeParse(JSON.parse(stdout)).error).toBeUndefined();
    expect(full.map((one) => one.resultHash)).toEqual(bare.map((one) => one.resultHash));
    expect(full.map((one) => one.whatIf?.reachable)).toEqual([true, true, true]);
    // Whoever holds a printed unit finds its hash again, whatever stands beside the result in it.
    expect(full.map((one) => sha256(canonicalResult(one)))).toEqual(bare.map((one) => one.resultHash));
    expect(full[0]?.robustness).toMatchObject({ seed: "ligne-sure", runs: 50 });
    expect(full.map((one) => one.shadow?.["level"])).toEqual(["N1", "N1", null]);
    expect(stderr).toContain("shadow: same 2, better 0, worse 1");
  });

  test("--assume-evidence is marked as a simulation; --at moves the day of reading", () => {
    expect(units("--assume-evidence").map((one) => one.simulated)).toEqual([true, true, true]);
    expect(units("--at", "2030-01-01").map((one) => one.level)).toEqual([null, null, null]);
  });

  test("a file of 10 MB is read, and refused by its place when it is wrong", () => {
    const long = { declared: 0.5, verified: 0.5, justification: "é".repeat(1500) };
    const many = Array.from({ length: 2500 }, (_, i) => ({
      id: `u${i}`,
      answers: { SANTE: long, EDUC: long, REVENU: { ...long, declared: 3000, verified: 3000 } },
    }));
    const text = JSON.stringify({ ...ANSWERS, units: many });
    expect(text.length).toBeGreaterThan(10_000_000);
    const read = run(REFERENTIAL, text);
    expect(read.status).toBe(0);
    expect((JSON.parse(read.stdout) as { units: unknown[] }).units.length).toBe(2500);
    const broken = run(REFERENTIAL, text.replace('"u2499"', '"u0"'));
    expect(broken).toMatchObject({ status: 2, stdout: "" });
    expect(broken.stderr).toContain("u0: unité");
  });
});
