import { existsSync, rmSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";

import { runSql } from "../../scripts/local/database.ts";
import { DIR, type Demo, PID_FILE, SITE, arePortsFree, demo, endDemos, isGroupAlive, ready } from "../support/demo.ts";
import { until } from "../support/stack.ts";
import { sized } from "../support/size.ts";

afterEach(endDemos);

describe("npm run demo", () => {
  /** Moments of the start, told by what is there. */
  const moments: Record<string, (one: Demo) => boolean | Promise<boolean>> = {
    "before the database": ({ said }) => said().includes("Starting the database"),
    "while the Workers start": () => existsSync(PID_FILE),
    "when the site answers for the first time": () =>
      fetch(SITE).then(
        () => true,
        () => false,
      ),
  };

  // The last is the one at which everything runs already.
  test.each(Object.keys(moments).slice(-sized({ short: 1, long: 3 })))(
    "killed %s, it frees its ports and says nothing",
    async (name) => {
      rmSync(DIR, { recursive: true, force: true });
      const one = demo("--fresh");
      await until(name, () => moments[name]?.(one), 120);
      one.child.kill("SIGTERM");
      expect([0, 143]).toContain(await one.gone); // while it migrates, a library ends the process by the signal itself
      await arePortsFree();
      expect(one.said().trim()).toBe("Starting the database and both Workers…");
      await until("its processes are gone", () => !isGroupAlive());
    },
  );

  test("says it is ready once the site is well, and its clock stands still while nobody does anything", async () => {
    const one = demo("--fresh", "--jump");
    await ready(one);
    expect((await fetch(`${SITE}/sante`)).status).toBe(200);
    await until("it says why", () => one.said().includes("stands still: nobody has begun a sequence"), 60);
    const ticks = (): unknown => runSql(DIR, "SELECT last_tick_at FROM mail_control")[0]?.["last_tick_at"];
    const before = ticks();
    await until("time goes on", () => ticks() !== before);
    expect(runSql(DIR, "SELECT clock_offset FROM mail_control")).toEqual([{ clock_offset: 0 }]);
    expect(one.said()).not.toContain("The clock jumped");
  });
});
