import type { D1Migration } from "cloudflare:test";

declare global {
  namespace Cloudflare {
    interface Env extends ReactorEnv {
      ALTCHA_COST: string;
      ALTCHA_KEY: string;
      MIGRATIONS: D1Migration[];
    }
  }
}
