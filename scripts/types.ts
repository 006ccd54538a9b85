import { execFileSync } from "node:child_process";

import { tool, toolEnv } from "./local/tools.ts";

/** Writes the types of each Worker's bindings from its configuration: committed, never edited by hand. */
const OUTSIDE = "workers/outside/wrangler.toml";
const workers = [
  { configs: ["wrangler.toml", OUTSIDE], name: "SiteEnv", out: "workers/site/env.d.ts" },
  { configs: ["workers/reactor/wrangler.toml", OUTSIDE], name: "ReactorEnv", out: "workers/reactor/env.d.ts" },
  { configs: [OUTSIDE], name: "OutsideEnv", out: "workers/outside/env.d.ts" },
];
for (const { configs, name, out } of workers) {
  const flags = ["--env-interface", name, "--strict-vars=false", "--include-runtime=false", "--include-env=true"];
  execFileSync(tool("wrangler"), ["types", out, ...configs.flatMap((config) => ["-c", config]), ...flags], {
    stdio: "inherit",
    env: toolEnv,
  });
}
