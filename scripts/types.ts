import { execFileSync } from "node:child_process";

import { tool, toolEnv } from "./local/tools.ts";

/** Writes the types of each Worker's bindings from its configuration: committed, never edited by hand. */
const workers = [
  { config: "wrangler.toml", name: "SiteEnv", out: "workers/site/env.d.ts" },
  { config: "workers/label/wrangler.toml", name: "LabelEnv", out: "workers/label/env.d.ts" },
  { config: "workers/reactor/wrangler.toml", name: "ReactorEnv", out: "workers/reactor/env.d.ts" },
];
for (const { config, name, out } of workers) {
  const flags = ["--env-interface", name, "--strict-vars=false", "--include-runtime=false", "--include-env=true"];
  execFileSync(tool("wrangler"), ["types", out, "-c", config, ...flags], { stdio: "inherit", env: toolEnv });
}
