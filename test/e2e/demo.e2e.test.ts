import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";

import { runSql } from "../../scripts/local/database.ts";
import { requireFreePort } from "../../scripts/local/stack.ts";
import { ROOT } from "../../scripts/local/tools.ts";
import { until } from "../support/stack.ts";

const PORT = 18_941;
const MAIL_PORT = 18_942;
const DIR = join(ROOT, ".test-state/demo");
const SITE = `http://localhost:${PORT}`;

/** The demo as a process, and what it has said. */
type Demo = { child: ChildProcess; said: () => string; gone: Promise<number | null> };
const started: Demo[] = [];

function demo(...flags: string[]): Demo {
  const env = { ...process.env, PORT: String(PORT), MAIL_PORT: String(MAIL_PORT), DEMO_DIR: DIR };
  const child = spawn(process.execPath, ["scripts/demo.ts", ...flags], { cwd: ROOT, env, stdio: "pipe" });
  let out = "";
  child.stdout.on("data", (chunk) => (out += String(chunk)));
  child.stderr.on("data", (chunk) => (out += String(chunk)));
  const one = { child, said: () => out, gone: new Promise<number | null>((done) => child.once("close", done)) };
  started.push(one);
  return one;
}

const ready = ({ said }: Demo) => until("the demo is ready", () => said().includes("Ctrl-C ends everything"), 120);
const arePortsFree = async (): Promise<void> => {
  await requireFreePort(PORT, "PORT", DIR);
  await requireFreePort(MAIL_PORT, "MAIL_PORT", DIR);
};
const pidFile = join(DIR, "pid");
/** The process group of wrangler. */
const group = (): string => readFileSync(pidFile, "utf8").split(" ")[1] ?? "";

const isGroupAlive = (): boolean => {
  try {
    return existsSync(pidFile) && process.kill(-Number(group()), 0);
  } catch {
    return false;
  }
};

afterEach(async () => {
  for (const { child, gone } of started.splice(0)) {
    child.kill("SIGTERM");
    await gone;
  }
});

describe("npm run demo", () => {
  /** Moments of the start, told by what is there. */
  const moments: Record<string, (one: Demo) => boolean | Promise<boolean>> = {
    "before the database": ({ said }) => said().includes("Starting the database"),
    "while the Workers start": () => existsSync(pidFile),
    "when the site answers for the first time": () =>
      fetch(SITE).then(
        () => true,
        () => false,
      ),
  };

  test.each(Object.keys(moments))("killed %s, it frees its ports and says nothing", async (name) => {
    rmSync(DIR, { recursive: true, force: true });
    const one = demo("--fresh");
    await until(name, () => moments[name]?.(one), 120);
    one.child.kill("SIGTERM");
    expect([0, 143]).toContain(await one.gone); // while it migrates, a library ends the process by the signal itself
    await arePortsFree();
    expect(one.said().trim()).toBe("Starting the database and both Workers…");
    await until("its processes are gone", () => !isGroupAlive());
  });

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
