import { execFileSync } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";

import { arePortsFree, demo, endDemos, group, ready } from "../support/demo.ts";
import { until } from "../support/stack.ts";

afterEach(endDemos);

describe("npm run demo", () => {
  test("a second one names the first, which holds the port, and how to end it", async () => {
    const one = demo("--fresh");
    await ready(one);
    const second = demo();
    expect(await second.gone).toBe(1);
    expect(second.said()).toContain(`a former run still holds it: end it (kill ${one.child.pid})`);
    one.child.kill("SIGKILL");
    await one.gone;
    const third = demo();
    expect(await third.gone).toBe(1);
    expect(third.said()).toContain(`end it (kill -- -${group()})`);
    process.kill(-Number(group()), "SIGKILL");
    await until("the port is free", () =>
      arePortsFree().then(
        () => true,
        () => false,
      ),
    );
  });

  test("when the Workers die under it, it ends with a sentence and leaves nothing running", async () => {
    const one = demo("--fresh");
    await ready(one);
    const workers = execFileSync("ps", ["-eo", "pid=,pgid=,comm="]).toString().trim().split("\n");
    const pids = workers
      .map((line) => line.trim().split(/\s+/))
      .filter(([, pgid, command]) => pgid === group() && command?.startsWith("workerd"));
    pids.forEach(([pid]) => process.kill(Number(pid), "SIGKILL"));
    expect([pids.length > 0, await one.gone]).toEqual([true, 1]);
    expect(one.said()).toContain("the Workers do not answer any more");
    await wait(100);
    await arePortsFree();
  });
});
