import { expect, test } from "vitest";

import { sized } from "../support/size.ts";
import { live } from "../year/live.ts";

const WEEKS = sized({ short: 1, long: 52 });

test(
  `${WEEKS} weeks are lived over HTTP and by mail alone, and what was promised holds after each`,
  async () => {
    const lived = await live({ seed: 1, weeks: WEEKS, name: "year", say: (line) => console.log(`  ${line}`) });
    expect(lived.violations).toEqual([]);
    expect(lived.acts).toBeGreaterThan(WEEKS * 300);
    expect(lived.mails).toBeGreaterThan(WEEKS * 60);
  },
  WEEKS * 180_000,
);
