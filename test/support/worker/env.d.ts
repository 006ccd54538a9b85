import type { D1Migration } from "cloudflare:test";

declare global {
  namespace Cloudflare {
    // oxlint-disable-next-line typescript/consistent-type-definitions -- an interface is what can be merged into
    interface Env extends ReactorEnv {
      ALTCHA_COST: string;
      ALTCHA_KEY: string;
      MIGRATIONS: D1Migration[];
    }
  }
}
