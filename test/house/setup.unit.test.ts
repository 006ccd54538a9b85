import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";

import { ROOT } from "../../scripts/local/tools.ts";
import { temporaryFolder } from "../../scripts/local/temporary.ts";

/* The script that stands before `npm run demo` and `npm test`, in a copied folder whose tools are three small packages. */

const NODE = `#!/bin/sh\nexec "${process.execPath}" "$@"\n`;
const ANSWERS = "#!/bin/sh\necho 1\n";
let dir = "";

function write(file: string, text: string): void {
  mkdirSync(join(dir, file, ".."), { recursive: true });
  writeFileSync(join(dir, file), text);
}

function tool(name: string, program: string): void {
  write(`tools/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", bin: { [name]: "run.sh" } }));
  write(`tools/${name}/run.sh`, program);
  chmodSync(join(dir, `tools/${name}/run.sh`), 0o755);
}

type Lock = { packages: Record<string, { optionalDependencies?: Record<string, string> }> };

/** The optional packages that some package of a lock file names and that the file does not hold: `npm ci` refuses such a file. */
const absentOptional = ({ packages }: Lock): string[] =>
  Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`${place}/node_modules/${name}` in packages || `node_modules/${name}` in packages),
    ),
  );

/** Runs the set-up with some of npm's settings; its exit code and what it said. */
function setUp(env: Record<string, string> = {}, ...flags: string[]): { status: number | null; out: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, join(dir, "scripts/setup.mjs")], {
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
    encoding: "utf8",
  });
  return { status, out: stdout + stderr };
}

const isInstalled = (name: string): boolean => existsSync(join(dir, "node_modules/.bin", name));
const isStamped = (): boolean => existsSync(join(dir, "node_modules/.installed"));

beforeAll(() => {
  dir = temporaryFolder("setup");
  for (const script of ["build-browser", "build-content", "build-geo", "build-pages"]) {
    write(`scripts/${script}.ts`, "");
  }
  copyFileSync(join(ROOT, "scripts/setup.mjs"), join(dir, "scripts/setup.mjs"));
  tool("node", NODE);
  tool("workerd", ANSWERS);
  tool("esbuild", ANSWERS);
  const tools = Object.fromEntries(["node", "workerd", "esbuild"].map((name) => [name, `file:tools/${name}`]));
  write("package.json", JSON.stringify({ name: "copied", version: "1.0.0", devDependencies: tools }));
  write(".npmrc", "install-links=true\noffline=true\n");
  spawnSync("npm", ["install", "--package-lock-only"], { cwd: dir });
});
afterEach(() => rmSync(join(dir, "node_modules"), { recursive: true, force: true }));

describe("the set-up installs what the tools need, and believes only what answers", () => {
  test.each([{ npm_config_omit: "dev" }, { NODE_ENV: "production" }, { npm_config_ignore_scripts: "true" }])(
    "npm's own setting %o leaves nothing out",
    (env) => {
      expect(setUp(env)).toMatchObject({ status: 0 });
      expect([isInstalled("node"), isInstalled("workerd"), isStamped()]).toEqual([true, true, true]);
    },
  );

  test("a stamp whose tools went away is not believed: the next start installs them again", () => {
    setUp();
    spawnSync("npm", ["prune", "--omit=dev"], { cwd: dir });
    expect([isInstalled("workerd"), isStamped()]).toEqual([false, true]);
    expect(setUp().status).toBe(0);
    expect(isInstalled("workerd")).toBe(true);
    expect(setUp().out).not.toContain("Installing");
  });

  test("tools that do not answer are named, and no stamp is left", () => {
    tool("workerd", "#!/bin/sh\nexit 1\n");
    const { status, out } = setUp();
    tool("workerd", ANSWERS);
    expect([status, out.includes("do not answer: workerd"), isStamped()]).toEqual([1, true, false]);
  });

  test("on Windows it stops with the sentence that says where it runs", () => {
    const windows = "data:text/javascript,Object.defineProperty(process,'platform',{value:'win32'})";
    const { status, out } = setUp({}, "--import", windows);
    expect([status, out]).toEqual([1, expect.stringContaining("Linux, macOS and WSL")]);
    expect(isStamped()).toBe(false);
  });
});

test("the lock file holds the packages of every platform: npm ci takes it on Linux and on macOS", () => {
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as Lock;
  expect(absentOptional(lock)).toEqual([]);
});
