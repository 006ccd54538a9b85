import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { basename, dirname, join, relative, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { isAlive } from "./alive.ts";
import { WORKERS, type WorkerName, bundleOf } from "./bundles.ts";
import { runSql } from "./database.ts";
import { freshState, migrate } from "./migrate.ts";
import { ROOT, tool, toolEnv } from "./tools.ts";

const WRANGLER = tool("wrangler");

/** How to start both Workers on this machine. `dir` (ignored by git) keeps their state, settings and log. */
export type StackOptions = {
  dir: string;
  port?: number;
  host?: string;
  /** Where a debugger should find it, if nothing else is there. */
  inspectorPort?: number;
  resendBaseUrl: string;
  isFresh?: boolean;
  altchaCost?: number;
  mailEnv?: "development" | "test";
  passkeys?: "required" | "off";
  resendApiKey?: string;
  mailFrom?: string;
  /** Queues hand over what they hold at once, instead of waiting for more: for runs that live through months. */
  areQueuesPrompt?: boolean;
  /** Workers as they were bundled for the same sources before: a start is quicker, and a change of the code waits for the next one. */
  areBundlesKept?: boolean;
  /** Another entry for the reactor, and settings of its own: for runs in which things break on purpose. */
  reactor?: { main: string; vars: Record<string, string> };
};

/** Where a debugger attaches to `npm run dev` and `npm run demo`, when nothing else is there. */
export const INSPECTOR_PORT = 9229;

/** What the simulator signs its webhooks with on this machine. Not a secret: nothing outside ever knows this place. */
export const LOCAL_WEBHOOK_SECRET = "whsec_c2ltdWxhdG9y";

/** Both Workers, running in one process group of their own. */
export type Stack = {
  url: string;
  dir: string;
  /** Where a debugger attaches. */
  inspector: string;
  /** Knocks like the cron does; throws when nobody answers. */
  tick: () => Promise<void>;
  /** Runs SQL on the local database and gives the rows. */
  sql: (command: string) => Record<string, unknown>[];
  /** Ends wrangler and workerd, politely. */
  stop: () => Promise<void>;
  /** SIGKILLs workerd by its pid, then wrangler: what a crash leaves behind. */
  kill: () => Promise<void>;
};

/** A free port of this machine: the one wished for, if it is. */
export const freePort = (wished = 0): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer();
    server.once("error", (error) => (wished === 0 ? fail(error) : done(freePort())));
    server.listen(wished, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });

/** What one run of a stack leaves beside its state, so that the next one can tell who still holds a port. */
const pidFile = (dir: string): string => join(resolve(ROOT, dir), "pid");

/** How to end what a former run of a stack left running; null when it left nothing. */
function leftRunning(dir: string): string | null {
  const [runner = 0, group = 0] = existsSync(pidFile(dir))
    ? readFileSync(pidFile(dir), "utf8").split(" ").map(Number)
    : [];
  return isAlive(runner) ? `kill ${runner}` : isAlive(-group) ? `kill -- -${group}` : null;
}

/** Throws, with what to do, when something else already answers on a port; `dir` may name the former run that does. */
export const requireFreePort = (port: number, variable: string, dir: string): Promise<void> =>
  new Promise((done, fail) => {
    const server = createServer();
    server.once("error", () => {
      const former = leftRunning(dir);
      const advice = former === null ? "" : `a former run still holds it: end it (${former}), or `;
      fail(new Error(`port ${port} is taken; ${advice}choose another: ${variable}=… npm run demo`));
    });
    server.listen(port, () => server.close(() => done()));
  });

/** Writes the settings of a stack and migrates its database; the arguments that name its two configurations. */
export async function prepareStack(options: StackOptions & { port: number }): Promise<string[]> {
  const dir = resolve(ROOT, options.dir);
  if (options.isFresh === true) {
    rmSync(dir, { recursive: true, force: true });
    await freshState(dir);
  } else {
    await migrate(dir);
  }
  writeSettings(dir, `http://localhost:${options.port}`, options);
  if (options.areBundlesKept === true) {
    await Promise.all(NAMES.map((name) => takeBundle(dir, name, options.reactor?.main)));
  }
  return configs(dir, ...NAMES);
}

const NAMES = Object.keys(WORKERS) as WorkerName[];

/** Has a Worker of a stack run from a bundle that is made already. */
async function takeBundle(dir: string, name: WorkerName, reactorMain = "workers/reactor/index.ts"): Promise<void> {
  const main = name === "reactor" ? reactorMain : `workers/${name}/index.ts`;
  const bundle = join(await bundleOf(name, main), basename(main).replace(/ts$/, "js"));
  const config = configOf(dir, name);
  const settings = readFileSync(config, "utf8")
    .replace(/^main = .*$/m, `main = "${relative(dirname(config), bundle)}"\nno_bundle = true`)
    .replace(/^(?:minify|keep_names) = .*\n/gm, "");
  writeFileSync(config, settings);
}

/** The groups that this process has started and that did not end yet. */
const running = new Set<ChildProcess>();

/** Ends every stack of this process, those that are still starting too. */
export async function endStacks(): Promise<void> {
  await Promise.all([...running].map((child) => end(child, "SIGTERM")));
}

/** Starts both Workers and waits until the site answers; whoever throws meanwhile leaves nothing running. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const dir = resolve(ROOT, options.dir);
  const port = options.port ?? (await freePort());
  const url = `http://localhost:${port}`;
  const args = await prepareStack({ ...options, port });
  const log = openSync(join(dir, "wrangler.log"), "a");
  const inspector = await freePort(options.inspectorPort);
  const child = spawn(
    WRANGLER,
    [
      "dev",
      ...args,
      "--port",
      String(port),
      "--ip",
      options.host ?? "127.0.0.1",
      "--inspector-port",
      String(inspector),
    ],
    { cwd: dir, env: toolEnv, detached: true, stdio: ["ignore", log, log] },
  );
  closeSync(log);

  running.add(child);
  child.once("exit", () => running.delete(child));
  writeFileSync(pidFile(dir), `${process.pid} ${child.pid}`);
  try {
    await untilReady(`${url}/sante`, child, dir);
  } catch (error) {
    await end(child, "SIGKILL");
    throw error;
  }
  return {
    url,
    dir,
    inspector: `http://localhost:${inspector}`,
    tick: () => knock(url),
    sql: (command) => runSql(dir, command),
    stop: () => end(child, "SIGTERM"),
    kill: async () => {
      for (const pid of workerdPids(child)) {
        process.kill(pid, "SIGKILL");
      }
      await end(child, "SIGKILL");
    },
  };
}

/** Knocks at running Workers like the cron does; throws when nobody answers. */
export async function knock(url: string): Promise<void> {
  await fetch(`${url}/cdn-cgi/local/scheduled`, { signal: AbortSignal.timeout(15_000) });
}

const configOf = (dir: string, name: WorkerName): string =>
  join(dir, name === "site" ? "wrangler.toml" : `${name}/wrangler.toml`);

const configs = (dir: string, ...names: WorkerName[]): string[] => names.flatMap((name) => ["-c", configOf(dir, name)]);

/** Writes configurations and secrets for local use, beside the state: only `.dev.vars` reaches the second Worker. */
function writeSettings(dir: string, url: string, options: StackOptions): void {
  ["reactor", "outside"].forEach((name) => mkdirSync(join(dir, name), { recursive: true }));
  const root = relative(dir, ROOT);
  const site = localPart(readFileSync(join(ROOT, "wrangler.toml"), "utf8"));
  writeFileSync(
    join(dir, "wrangler.toml"),
    site
      .replace('main = "workers', `main = "${root}/workers`)
      .replace('directory = "public"', `directory = "${root}/public"`)
      .replace('migrations_dir = "migrations"', `migrations_dir = "${root}/migrations"`),
  );
  const reactor = localPart(readFileSync(join(ROOT, "workers/reactor/wrangler.toml"), "utf8"));
  writeFileSync(
    join(dir, "reactor/wrangler.toml"),
    reactor
      .replace('main = "index.ts"', `main = "../${root}/${options.reactor?.main ?? "workers/reactor/index.ts"}"`)
      .replace('migrations_dir = "../../migrations"', `migrations_dir = "../${root}/migrations"`)
      .replace("[vars]", `[vars]\n${tomlVars(options.reactor?.vars ?? {})}`)
      .replace(/max_batch_timeout = \d+/g, (timeout) =>
        options.areQueuesPrompt === true ? "max_batch_timeout = 0" : timeout,
      ),
  );
  writeFileSync(
    join(dir, "outside/wrangler.toml"),
    localPart(readFileSync(join(ROOT, "workers/outside/wrangler.toml"), "utf8")).replace(
      'main = "index.ts"',
      `main = "../${root}/workers/outside/index.ts"`,
    ),
  );
  const { SIGNING_KEYS = "", ...keys } = localKeys(dir);
  const shared = { SITE_ORIGIN: url, MAIL_ENV: options.mailEnv ?? "development", ...keys };
  const page = { ALTCHA_COST: String(options.altchaCost ?? 20_000), PASSKEYS: options.passkeys ?? "off" };
  writeVars(join(dir, ".dev.vars"), { ...shared, ...page, RESEND_WEBHOOK_SECRET: LOCAL_WEBHOOK_SECRET });
  writeVars(join(dir, "outside/.dev.vars"), { OUTSIDE_BASE_URL: `${options.resendBaseUrl}/__outside` });
  writeVars(join(dir, "reactor/.dev.vars"), {
    ...shared,
    SIGNING_KEYS,
    RESEND_BASE_URL: options.resendBaseUrl,
    RESEND_API_KEY: options.resendApiKey ?? "re_local",
    MAIL_FROM: options.mailFrom ?? "Ligne Sûre <bonjour@lignesure.example>",
    MAIL_ALLOW: "*",
  });
}

const tomlVars = (vars: Record<string, string>): string =>
  Object.entries(vars)
    .map(([name, value]) => `${name} = '${value}'`)
    .join("\n");

const writeVars = (file: string, vars: Record<string, string>): void =>
  writeFileSync(
    file,
    Object.entries(vars)
      .map(([name, value]) => `${name}='${value}'\n`)
      .join(""),
  );

/** Random keys, drawn once per state: a restart must open what was sealed before. */
function localKeys(dir: string): Record<string, string> {
  const file = join(dir, "keys.json");
  const key = (): string => randomBytes(32).toString("base64");
  const ring = (): string => JSON.stringify({ current: "a", keys: { a: key() } });
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, string>) : {};
  const fresh = { LINK_KEYS: ring(), SEAL_KEYS: ring(), SIGNING_KEYS: ring(), ADDR_HASH_KEY: key(), ALTCHA_KEY: key() };
  const keys = { ...fresh, ...kept };
  writeFileSync(file, JSON.stringify(keys));
  return keys;
}

async function untilReady(url: string, child: ChildProcess, dir: string): Promise<void> {
  for (let i = 0; i < 240; i++) {
    if (child.exitCode !== null) {
      break;
    }
    const response = await fetch(url).catch(() => null);
    if (response !== null) {
      return;
    }
    await wait(250);
  }
  throw new Error(
    `the Workers did not start; see ${join(dir, "wrangler.log")}\n${readFileSync(join(dir, "wrangler.log"), "utf8").slice(-3000)}`,
  );
}

/** The workerd processes below a wrangler. */
function workerdPids(child: ChildProcess): number[] {
  const table = execFileSync("ps", ["-eo", "pid=,pgid=,comm="]).toString().trim().split("\n");
  return table
    .map((line) => line.trim().split(/\s+/))
    .filter(([, pgid, command]) => Number(pgid) === child.pid && command?.startsWith("workerd"))
    .map(([pid]) => Number(pid));
}

async function end(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((done) => child.once("exit", done));
    signalGroup(child, signal);
    await Promise.race([gone, wait(3000)]);
    signalGroup(child, "SIGKILL");
  }
}

function signalGroup({ pid = 0 }: ChildProcess, signal: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // the whole group is gone already
  }
}

/** A configuration without its production environment. */
const localPart = (toml: string): string => toml.split(/\n(?:# .*\n)?\[env\.production/)[0] ?? "";
