import { parseArgs } from "node:util";

import { live } from "../test/year/live.ts";
import { ROOT } from "./local/tools.ts";

/* `npm run test:year -- --seed N [--weeks 52]`: a year lived by people of a seed; what was promised holds after each week, or it says what did not. */
process.chdir(ROOT);
process.env["X_LOCAL_OBSERVABILITY"] = "false";
const { values } = parseArgs({
  options: { seed: { type: "string", default: "1" }, weeks: { type: "string", default: "52" } },
});
const [seed, weeks] = [Number(values.seed), Number(values.weeks)];
const { violations, ...counts } = await live({
  seed,
  weeks,
  name: `year-${seed}`,
  say: (line) => console.log(`  ${line}`),
});
violations.forEach((line) => console.log(`  ${line}`));
console.log(
  `seed ${seed}, ${weeks} weeks: ${counts.acts} acts, ${counts.mails} mails, ${counts.checks} checks, ${violations.length} violations`,
);
process.exit(violations.length === 0 ? 0 : 1);
