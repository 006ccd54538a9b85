import { defineConfig } from "vitest/config";

import { markdownAsText } from "../../vitest.config.ts";

/** The folders whose rules are changed. */
const ROOMS = (process.env["MUTATED"] ?? "").split(",");

/* What `npm run mutate` runs against each wrong version: the unit tests of rules. */
export default defineConfig({
  plugins: [markdownAsText()],
  test: {
    include: ROOMS.map((room) => `test/${room}/**/*.unit.test.{ts,tsx}`),
    // The same examples once more, in an engine a hundred times slower.
    exclude: ["test/label/scoring/engines.unit.test.ts"],
    testTimeout: 120_000,
  },
});
