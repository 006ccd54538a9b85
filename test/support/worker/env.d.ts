import type { D1Migration } from "cloudflare:test";

declare global {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- an interface is what can be merged into
  interface ImportMeta {
    /** Vite's: the texts of the files that match, by path. */
    glob: (patterns: string[], how: { query: "?raw"; import: "default"; eager: true }) => Record<string, string>;
  }
  namespace Cloudflare {
    // oxlint-disable-next-line typescript/consistent-type-definitions -- an interface is what can be merged into
    interface Env extends ReactorEnv {
      ALTCHA_COST: string;
      ALTCHA_KEY: string;
      /** Where the provider by the book listens. */
      BOOK_URL: string;
      MIGRATIONS: D1Migration[];
      /** A second database, for what a copy of the first would hold. */
      COPY: D1Database;
    }
  }
}
