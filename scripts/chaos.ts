import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

import { brokenPromises } from "../test/chaos/count.ts";
import { PROVIDERS, runChaos } from "../test/chaos/run.ts";
import { ROOT, tool, toolEnv } from "./local/tools.ts";

/* `npm run test:chaos -- --mails 10000 --seed N [--without key|freeze|lease] [--provider sim|book|book-strict]`: the mail engine while everything breaks.
   `-- --through site`: an opening through the site while the database is in trouble, and on a copy of it that is behind. */
process.chdir(ROOT);
process.env["X_LOCAL_OBSERVABILITY"] = "false";
const { values } = parseArgs({
  options: {
    mails: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    kills: { type: "string", default: "3" },
    without: { type: "string" },
    provider: { type: "string", default: "sim" },
    through: { type: "string" },
  },
});
if (values.through === "site") {
  const args = ["run", "--project", "worker", "test/platform/storm.worker.test.ts"];
  process.exit(spawnSync(tool("vitest"), args, { env: { ...toolEnv, LONG: "1" }, stdio: "inherit" }).status ?? 1);
}
const without = values.without ?? null;
if (without !== null && without !== "key" && without !== "freeze" && without !== "lease") {
  console.error("--without takes key, freeze or lease");
  process.exit(2);
}
const provider = (["sim", "book", "book-strict"] as const).find((name) => name === values.provider);
if (provider === undefined) {
  console.error(`--provider takes ${Object.keys(PROVIDERS).join(", ")}`);
  process.exit(2);
}
const [mails, seed, kills] = [Number(values.mails), Number(values.seed), Number(values.kills)];
console.log(
  `${mails} first steps and ${Math.floor(mails / 10)} transactional mails, seed ${seed}, provider ${provider}${without === null ? "" : `, without ${without}`}`,
);
const verdict = await runChaos({ mails, seed, kills, without, provider, say: (line) => console.log(`  ${line}`) });
console.table(verdict);
const broken = brokenPromises(verdict, mails);
console.log(broken.length === 0 ? "Every promise held." : `Broken: ${broken.join("; ")}.`);
process.exit(broken.length === 0 ? 0 : 1);
