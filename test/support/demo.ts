import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { requireFreePort } from "../../scripts/local/stack.ts";
import { ROOT } from "../../scripts/local/tools.ts";
import { until } from "./stack.ts";

const PORT = 18_941;
const MAIL_PORT = 18_942;
/** Where the demo of the tests keeps its state, and answers. */
export const DIR = join(ROOT, ".test-state/demo");
export const SITE = `http://localhost:${PORT}`;

/** The demo as a process, and what it has said. */
export type Demo = { child: ChildProcess; said: () => string; gone: Promise<number | null> };
const started: Demo[] = [];

/** Starts `npm run demo` on ports of its own. */
export function demo(...flags: string[]): Demo {
  const env = { ...process.env, PORT: String(PORT), MAIL_PORT: String(MAIL_PORT), DEMO_DIR: DIR };
  const child = spawn(process.execPath, ["scripts/demo.ts", ...flags], { cwd: ROOT, env, stdio: "pipe" });
  let out = "";
  child.stdout.on("data", (chunk) => (out += String(chunk)));
  child.stderr.on("data", (chunk) => (out += String(chunk)));
  const one = { child, said: () => out, gone: new Promise<number | null>((done) => child.once("close", done)) };
  started.push(one);
  return one;
}

/** Ends every demo that was started here. */
export async function endDemos(): Promise<void> {
  for (const { child, gone } of started.splice(0)) {
    child.kill("SIGTERM");
    await gone;
  }
}

export const ready = ({ said }: Demo): Promise<boolean> =>
  until("the demo is ready", () => said().includes("Ctrl-C ends everything"), 120);
export const arePortsFree = async (): Promise<void> => {
  await requireFreePort(PORT, "PORT", DIR);
  await requireFreePort(MAIL_PORT, "MAIL_PORT", DIR);
};
/** What says which process holds the demo; its second word is the process group of wrangler. */
export const PID_FILE = join(DIR, "pid");
export const group = (): string => readFileSync(PID_FILE, "utf8").split(" ")[1] ?? "";
export const isGroupAlive = (): boolean => {
  try {
    return existsSync(PID_FILE) && process.kill(-Number(group()), 0);
  } catch {
    return false;
  }
};
