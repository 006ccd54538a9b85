import { spawn } from "node:child_process";

import { startResendSim } from "../test/support/resend-sim/server.ts";
import { prepareStack } from "./local/stack.ts";
import { ROOT, tool, toolEnv } from "./local/tools.ts";

/* `npm run dev`: both Workers with reload on change, on the demo's database; the clock knocks every minute. */
process.chdir(ROOT);
const { PORT = "8787", MAIL_PORT = "8788" } = process.env;
const sim = await startResendSim({ port: Number(MAIL_PORT) });
const args = await prepareStack({ dir: ".demo", port: Number(PORT), resendBaseUrl: sim.url });
const child = spawn(tool("wrangler"), ["dev", ...args, "--port", PORT], {
  stdio: "inherit",
  env: { ...toolEnv, CI: "" },
});
const clock = setInterval(
  () => void fetch(`http://localhost:${PORT}/cdn-cgi/local/scheduled`).catch(() => undefined),
  60_000,
);
child.on("exit", (code) => {
  clearInterval(clock);
  void sim.close().then(() => process.exit(code ?? 0));
});
