import { defineConfig } from "vitest/config";

import { markdownAsText } from "../../vitest.config.ts";

/* What `npm run mutate` runs against each wrong version: the unit tests of rules. */
export default defineConfig({
  plugins: [markdownAsText()],
  test: { include: ["test/{access,guidance,label,mail,workshops}/**/*.unit.test.{ts,tsx}"], testTimeout: 30_000 },
});
