import { spawn } from "node:child_process";
import { resolve } from "node:path";

import { startResendSim } from "../test/support/resend-sim/server.ts";
import { fillWithDemo, isEmpty } from "./local/demo-data.ts";
import { INSPECTOR_PORT, freePort, prepareStack } from "./local/stack.ts";
import { ROOT, tool, toolEnv } from "./local/tools.ts";

/* `npm run dev`: both Workers with reload on change, on the demo's database, filled if it is empty; the clock knocks every minute. */
process.chdir(ROOT);
const { PORT = "8787", MAIL_PORT = "8788" } = process.env;
const sim = await startResendSim({ port: Number(MAIL_PORT) });
const args = await prepareStack({ dir: ".demo", port: Number(PORT), resendBaseUrl: sim.url });
const dir = resolve(ROOT, ".demo");
if (isEmpty(dir)) {
  const token = await fillWithDemo(dir, `http://localhost:${PORT}`);
  console.log(`Filled with the demo's data. Staff: http://localhost:${PORT}/connexion/lien/${token}`);
}
const inspector = await freePort(INSPECTOR_PORT);
console.log(
  `Mailbox: http://localhost:${MAIL_PORT} · Debugger: http://localhost:${inspector}/json (docs/debugging.md)`,
);
const child = spawn(tool("wrangler"), ["dev", ...args, "--port", PORT, "--inspector-port", String(inspector)], {
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
