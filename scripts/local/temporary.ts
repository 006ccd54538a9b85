import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

import { isAlive } from "./alive.ts";

/*
 * One temporary folder for a command and for all that it starts: wrangler, Chromium and the tests put theirs into it (`TMPDIR`).
 * It goes when the command ends; one that was killed leaves its own to the next, which looks for it here.
 */
const MARK = /^ligne-sure-(\d+)-/;
const isInside = MARK.test(basename(tmpdir()));
const home = isInside ? tmpdir() : mkdtempSync(join(tmpdir(), `ligne-sure-${process.pid}-`));

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // somebody still writes there, or it is another person's: not ours to insist
  }
}

if (!isInside) {
  process.env["TMPDIR"] = home;
  process.once("exit", () => remove(home));
  const place = dirname(home);
  readdirSync(place)
    .filter((name) => !isAlive(Number(MARK.exec(name)?.[1] ?? process.pid)))
    .forEach((name) => remove(join(place, name)));
}

/** An empty folder, which goes with the command that asked for it. */
export const temporaryFolder = (name: string): string => mkdtempSync(join(home, `${name}-`));
