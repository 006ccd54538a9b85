import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { ROOT, tool, toolEnv } from "./tools.ts";

/** The Workers, and where each says what it is made of. */
export const WORKERS = {
  site: "wrangler.toml",
  outside: "workers/outside/wrangler.toml",
  reactor: "workers/reactor/wrangler.toml",
} as const;
export type WorkerName = keyof typeof WORKERS;

/** What a bundle may hold. */
const SOURCES = ["src", "workers", "content", "package-lock.json", ...Object.values(WORKERS)];

/**
 * The folder of a Worker's modules, as a deploy makes them. They are made once per state of the sources: wrangler would bundle anew at
 * each start, which takes longer than the start. `main` is its entry, from the root.
 */
export async function bundleOf(name: WorkerName, main = `workers/${name}/index.ts`): Promise<string> {
  const dir = join(ROOT, ".test-state/bundles", dirname(main).replace(/\W+/g, "-"));
  const sources = stateOf([...SOURCES, dirname(main)]);
  const stamp = join(dir, "sources.sha256");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === sources) {
    return dir;
  }
  const making = `${dir}-${randomUUID()}`;
  const args = ["deploy", main, "--dry-run", "-c", WORKERS[name], "--outdir", making];
  await promisify(execFile)(tool("wrangler"), args, { cwd: ROOT, env: toolEnv });
  rmSync(join(making, "README.md"), { force: true });
  writeFileSync(join(making, "sources.sha256"), sources);
  try {
    rmSync(dir, { recursive: true, force: true });
    renameSync(making, dir);
  } catch {
    rmSync(making, { recursive: true }); // somebody else made it meanwhile
  }
  return dir;
}

/** The files of a bundle that are sent to the platform. */
export const modulesIn = (dir: string): string[] => readdirSync(dir).filter((file) => /\.(?:js|md)$/.test(file));

/** A hash of files and folders, by path and content. */
function stateOf(paths: readonly string[]): string {
  const hash = createHash("sha256");
  const add = (path: string): void => {
    const found = readdirSync(join(ROOT, path), { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of found) {
      const below = `${path}/${entry.name}`;
      if (entry.isDirectory()) {
        add(below);
      } else {
        hash.update(below).update(readFileSync(join(ROOT, below)));
      }
    }
  };
  for (const path of paths) {
    if (/\.\w+$/.test(path)) {
      hash.update(path).update(readFileSync(join(ROOT, path)));
    } else {
      add(path);
    }
  }
  return hash.digest("hex");
}
