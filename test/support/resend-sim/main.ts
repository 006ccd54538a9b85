import { parseArgs } from "node:util";

import { startResendSim } from "./server.ts";

/* The simulator by itself: `node test/support/resend-sim/main.ts --port 8788 --rps 10`. */
const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8788" },
    rps: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
    "webhook-url": { type: "string" },
    "webhook-secret": { type: "string", default: "whsec_c2ltdWxhdG9y" },
  },
});
const { port, rps, seed } = values;
const url = values["webhook-url"];
const webhook = url === undefined ? {} : { webhook: { url, secret: values["webhook-secret"] } };
const sim = await startResendSim({ port: Number(port), rps: Number(rps), seed: Number(seed), ...webhook });
console.log(`Mailbox and API: ${sim.url}`);
