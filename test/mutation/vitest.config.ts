import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

import { markdownAsText } from "../../vitest.config.ts";

/** The folders whose rules are changed. */
const ROOMS = (process.env["MUTATED"] ?? "").split(",");

/** Tests that search for seconds. The first one that fails ends a run: these come last. */
const SEARCHES = ["properties", "sobol", "what-if"];
class SearchesLast extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSearch = ({ moduleId }: TestSpecification): boolean =>
      SEARCHES.some((name) => moduleId.includes(`/${name}.`));
    return Promise.resolve([...files.filter((file) => !isSearch(file)), ...files.filter(isSearch)]);
  }
}

/* What `npm run mutate` runs against each wrong version: the unit tests of rules. */
export default defineConfig({
  plugins: [markdownAsText()],
  test: {
    include: ROOMS.map((room) => `test/${room}/**/*.unit.test.{ts,tsx}`),
    // The same examples once more, in an engine a hundred times slower; and commands, whose processes know no wrong version.
    exclude: ["test/label/scoring/engines.unit.test.ts", "test/label/scoring/command.unit.test.ts"],
    sequence: { sequencer: SearchesLast },
    testTimeout: 120_000,
  },
});
