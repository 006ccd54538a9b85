import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createRequire } from "node:module";
import { build } from "esbuild";

import { forNode } from "../../scripts/local/tools.ts";

/* A Redis queue beside ours: found, installed when asked, raced. Nothing of it belongs to the project. */

const PACKAGES = { bullmq: "6.7.0", ioredis: "5.11.1" };

/** What is missing here for a race with BullMQ, in words; nothing when all is there. `path` is a PATH. */
export function missingForRace(folder: string, path: string): string[] {
  const isOnPath = path.split(delimiter).some((dir) => isProgram(join(dir, "redis-server")));
  const absent = Object.entries(PACKAGES).filter(([name, version]) => versionOf(folder, name) !== version);
  return [
    ...(isOnPath ? [] : ["redis-server is not on the PATH (Debian: apt-get install redis-server)"]),
    ...absent.map(([name, version]) => `${name} ${version} is not in ${folder} (npm run bench -- --peers installs it)`),
  ];
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function versionOf(folder: string, name: string): string | null {
  const file = join(folder, "node_modules", name, "package.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version : null;
}

/** Installs BullMQ and its client into a folder of their own. */
export function installPeers(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const names = Object.entries(PACKAGES).map(([name, version]) => `${name}@${version}`);
  execFileSync("npm", ["install", "--prefix", folder, "--no-save", "--no-fund", "--no-audit", ...names], {
    stdio: "inherit",
  });
}

/** What a race needs: where the packages are, which settings the worker has, what each call carries, who accepts it. */
export type Race = {
  folder: string;
  env: Record<string, string>;
  calls: readonly object[][];
  simUrl: string;
};
/** How a race ended: seconds to the last acceptance, mails accepted more than once, mails never accepted. */
export type Finish = { seconds: number; duplicates: number; lost: number };

type Bull = {
  Queue: new (
    name: string,
    options: object,
  ) => {
    addBulk: (jobs: object[]) => Promise<unknown>;
    getJobCounts: () => Promise<Record<string, number>>;
    getFailed: (from: number, to: number) => Promise<{ failedReason: string }[]>;
    close: () => Promise<void>;
  };
};
type Summary = { accepted: number; distinct: number; hung: number };

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });

/** Waits until something listens on a port of this machine. */
async function untilOpen(port: number): Promise<void> {
  for (let i = 0; i < 100; i++) {
    const socket = connect(port, "127.0.0.1");
    const isOpen = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) {
      return;
    }
    await wait(100);
  }
  throw new Error("redis-server did not start");
}

/** Builds the worker beside its packages, with its plan in it; the file. */
async function bundleWorker(folder: string, plan: object): Promise<string> {
  const outfile = join(folder, "worker.mjs");
  await build({
    entryPoints: ["test/bench/bullmq-worker.ts"],
    outfile,
    define: { PLAN: JSON.stringify(plan) },
    ...forNode,
  });
  return outfile;
}

/** One race on a Redis of its own: every call is one job; `isKilled` ends the worker by SIGKILL in the middle of a call, once. */
export async function raceBullmq(
  { folder, env, calls, simUrl }: Race,
  { hasKey, isKilled }: { hasKey: boolean; isKilled: boolean },
): Promise<Finish> {
  const port = await freePort();
  const worker = await bundleWorker(folder, { env, port, hasKey });
  const dir = join(folder, "redis");
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir);
  const flags = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", dir, "--save", "", "--appendonly", "yes"];
  const redis = spawn("redis-server", flags, { stdio: "ignore" });
  // Node 24 has what workerd has of base64 behind a flag.
  const start = (): ChildProcess =>
    spawn(process.execPath, ["--js-base-64", worker], { stdio: ["ignore", "pipe", "inherit"] });
  const sim = (path: string, init?: RequestInit): Promise<Response> => fetch(`${simUrl}/__sim${path}`, init);
  const summary = async (): Promise<Summary> => (await (await sim("/ledger/summary")).json()) as Summary;
  await sim("/ledger", { method: "DELETE" });
  const middle = Math.floor(calls.length / 2);
  const faults = isKilled ? [{ fault: "hang_after_accept", times: 1, match: { nth: middle } }] : [];
  await sim("/faults", { method: "PUT", body: JSON.stringify(faults) });
  const { hung } = await summary();
  await untilOpen(port);
  const { Queue } = createRequire(join(folder, "worker.mjs"))("bullmq") as Bull;
  const queue = new Queue("mails", { connection: { host: "127.0.0.1", port } });
  let running = start();
  try {
    await once(running.stdout ?? running, "data"); // it says when it is ready: its start is not counted
    const begin = performance.now();
    await queue.addBulk(
      calls.map((messages, i) => ({ name: "call", data: { messages }, opts: { jobId: `call-${port}-${i}` } })),
    );
    let isOver = false;
    for (let isKillDue = isKilled; !isOver; await wait(20)) {
      if (running.exitCode !== null) {
        throw new Error("the worker of BullMQ ended by itself");
      }
      if (isKillDue && (await summary()).hung > hung) {
        running.kill("SIGKILL");
        running = start();
        isKillDue = false;
      }
      const { waiting = 0, active = 0, delayed = 0, completed = 0, failed = 0 } = await queue.getJobCounts();
      isOver = waiting + active + delayed === 0 && completed + failed === calls.length;
    }
    const seconds = (performance.now() - begin) / 1000;
    const [broken] = await queue.getFailed(0, 0);
    if (broken !== undefined) {
      throw new Error(`a job of BullMQ failed: ${broken.failedReason}`);
    }
    const { accepted, distinct } = await summary();
    return { seconds, duplicates: accepted - distinct, lost: calls.flat().length - distinct };
  } finally {
    await queue.close();
    running.kill("SIGKILL");
    redis.kill("SIGKILL");
    await sim("/faults", { method: "PUT", body: "[]" });
  }
}
