import type { TestProject } from "vitest/node";

import { startBook } from "./provider-by-the-book/server.ts";
import { startResendSim } from "./resend-sim/server.ts";

/** Starts one mail simulator for all worker tests, and the provider by the book beside it; each test writes to addresses of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [sim, book] = await Promise.all([startResendSim({ rps: 0 }), startBook()]);
  project.provide("simUrl", sim.url);
  project.provide("bookUrl", book.url);
  return async () => void (await Promise.all([sim.close(), book.close()]));
}

declare module "vitest" {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- an interface is what can be merged into
  export interface ProvidedContext {
    simUrl: string;
    bookUrl: string;
  }
}
