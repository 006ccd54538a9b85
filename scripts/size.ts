import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { WORKERS, type WorkerName, bundleOf, modulesIn } from "./local/bundles.ts";
import { temporaryFolder } from "./local/temporary.ts";
import { ROOT, tool, toolEnv } from "./local/tools.ts";

/** What each thing weighs, compressed, beside its budget. */
type Weight = { what: string; bytes: number; budget: number };

const gzip = (file: string): number => gzipSync(readFileSync(file)).length;

/**
 * How long each Worker takes to start, in milliseconds of processor on this machine. `-c` alone would not reach the build:
 * every Worker would be measured as the site.
 */
function startUps(): { what: string; "active (ms)": string; target: number }[] {
  const out = temporaryFolder("startup");
  return Object.entries(WORKERS).map(([what, config]) => {
    const asked = ["check", "startup", `--args=-c ${config}`, "--outfile", join(out, `${what}.cpuprofile`)];
    const told = execFileSync(tool("wrangler"), asked, { env: toolEnv, stdio: "pipe", encoding: "utf8" });
    return { what, "active (ms)": /Active: ([\d.]+) ms/.exec(told)?.[1] ?? "not told", target: 100 };
  });
}

/** Weighs each Worker as a deploy would send it: all modules together, as wrangler counts an upload. */
async function weigh(): Promise<Weight[]> {
  process.chdir(ROOT);
  const weighWorker = async (what: WorkerName): Promise<Weight> => {
    const dir = await bundleOf(what);
    const bytes = gzipSync(Buffer.concat(modulesIn(dir).map((file) => readFileSync(join(dir, file))))).length;
    return { what, bytes, budget: 1024 * 1024 };
  };
  const workers = await Promise.all((Object.keys(WORKERS) as WorkerName[]).map(weighWorker));
  const scripts = readdirSync("public/js").filter((file) => file.endsWith(".js"));
  const sum = (...names: string[]): number =>
    scripts
      .filter((file) => names.includes(file.split(".")[0] ?? ""))
      .reduce((all, file) => all + gzip(`public/js/${file}`), 0);
  const sheets = ["site", "help"].map((name) => gzip(`public/${name}.css`)).reduce((all, one) => all + one, 0);
  const weights = [
    ...workers,
    { what: "style sheets, together", bytes: sheets, budget: 14 * 1024 },
    { what: "public/enhance.js", bytes: statSync("public/enhance.js").size, budget: 5 * 1024 },
    { what: "scripts of forms", bytes: sum("antibot", "sha", "passkey"), budget: 5.25 * 1024 },
    { what: "scripts of one page", bytes: sum("presence", "school"), budget: 2.25 * 1024 },
    { what: "script of a list to tick", bytes: sum("checklist"), budget: 1024 },
    { what: "scripts of /recours", bytes: sum("notes", "letter", "find"), budget: 9 * 1024 }, // 8 until the journal came as a document and said which date it refuses
    { what: "simulator, before one begins", bytes: sum("simulator"), budget: 1024 },
    { what: "simulator, once begun", bytes: sum("simulate"), budget: 40 * 1024 },
    {
      what: "other scripts of the label",
      bytes: sum("ask", "application", "assess", "registry"),
      budget: 8.5 * 1024, // 8 until a criterion took a grade for each range of contracts
    },
    { what: "computing again, on click", bytes: sum("recompute"), budget: 40 * 1024 },
    { what: "docx, on click", bytes: sum("docx"), budget: 80 * 1024 },
    { what: "font", bytes: statSync("public/fonts/atkinson-hyperlegible-next.woff2").size, budget: 40 * 1024 },
  ];
  return weights;
}

const weights = await weigh();
/** Nothing weighs too much; nothing weighs nothing, which would be a name that is no longer right. */
const holds = ({ bytes, budget }: Weight): boolean => bytes <= budget && bytes >= 100;
console.table(
  weights.map((weight) => ({
    what: weight.what,
    "KB (gzip)": (weight.bytes / 1024).toFixed(1),
    budget: (weight.budget / 1024).toFixed(0),
    holds: holds(weight) ? "yes" : "NO",
  })),
);
// Told, never judged: another machine starts a Worker in another time.
if (!process.argv.includes("--weights")) {
  console.table(startUps());
}
process.exit(weights.every(holds) ? 0 : 1);
