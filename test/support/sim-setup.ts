import type { TestProject } from "vitest/node";

import { startResendSim } from "./resend-sim/server.ts";

/** Starts one mail simulator for all worker tests; each test writes to addresses of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const sim = await startResendSim({ rps: 0 });
  project.provide("simUrl", sim.url);
  return () => sim.close();
}

declare module "vitest" {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- an interface is what can be merged into
  export interface ProvidedContext {
    simUrl: string;
  }
}
