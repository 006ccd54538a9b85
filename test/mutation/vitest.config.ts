import { defineConfig } from "vitest/config";

import { markdownAsText } from "../../vitest.config.ts";

/** The features whose rules are changed. */
const FEATURES = (process.env["MUTATED"] ?? "").split(",");

/* What `npm run mutate` runs against each wrong version: the unit tests of rules. */
export default defineConfig({
  plugins: [markdownAsText()],
  test: {
    include: FEATURES.map((feature) => `test/${feature}/**/*.unit.test.{ts,tsx}`),
    // The same examples once more, in an engine a hundred times slower.
    exclude: ["test/label/scoring/engines.unit.test.ts"],
    testTimeout: 120_000,
  },
});
