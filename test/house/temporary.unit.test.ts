import { spawnSync } from "node:child_process";
import { globSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, resolve } from "node:path";
import { expect, test } from "vitest";

import { temporaryFolder } from "../../scripts/local/temporary.ts";

/** Runs a command that asks for a folder and then ends in some way; how it ended. */
function command(TMPDIR: string, ending: string): number | string | null {
  const code = `import { temporaryFolder } from ${JSON.stringify(resolve("scripts/local/temporary.ts"))};
    import { existsSync, writeFileSync } from "node:fs";
    writeFileSync(temporaryFolder("essai") + "/object", "x");
    ${ending}`;
  const args = ["--input-type=module", "--eval", code];
  const { status, signal } = spawnSync(process.execPath, args, { env: { ...process.env, TMPDIR } });
  return signal ?? status;
}

test("a temporary folder goes with the command that asked for it, however it ends; of one that was killed, with the next", () => {
  const machine = temporaryFolder("machine");
  const left = (): number => readdirSync(machine).length;
  expect([command(machine, ""), left()]).toEqual([0, 0]);
  expect([command(machine, "process.exit(3);"), left()]).toEqual([3, 0]);
  expect([command(machine, "throw new Error();"), left()]).toEqual([1, 0]);
  expect([command(machine, 'process.kill(process.pid, "SIGKILL");'), left()]).toEqual(["SIGKILL", 1]);
  expect([command(machine, ""), left()]).toEqual([0, 0]);
});

test("nothing else makes a temporary folder; what tools of others make, tests' too, lies in the one of the command", () => {
  const makers = globSync("{src,workers,scripts,test}/**/*.{ts,tsx,mjs}").filter((file) =>
    /\bmkdtemp|\btmpdir\(/.test(readFileSync(file, "utf8")),
  );
  expect(makers.toSorted()).toEqual(["scripts/local/temporary.ts", "test/house/temporary.unit.test.ts"]);
  expect(basename(tmpdir())).toMatch(/^ligne-sure-\d+-/);
  expect(readFileSync("scripts/local/tools.ts", "utf8")).toContain('import "./temporary.ts";');
});
