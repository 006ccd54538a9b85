import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeAll, beforeEach } from "vitest";

import { databaseOf, openLocal } from "../../scripts/local/database.ts";
import { temporaryFolder } from "../../scripts/local/temporary.ts";
import type { Database } from "../../src/platform/d1.ts";
import { newId } from "../../src/platform/ids.ts";
import { type Imported, importDirectory } from "../../src/workshops/schools/import-directory.ts";
import { openDirectory } from "../../src/workshops/schools/open-directory.ts";
import type { Accepted } from "../../src/workshops/schools/verdict.ts";

/** The text or the bytes of a file. */
export type Content = string | Uint8Array;

/** A file in pieces of odd lengths, so that a letter or a line may lie across two of them. */
const bytesOf = (content: Content) =>
  async function* (): AsyncIterable<Uint8Array> {
    const all = Buffer.from(content as string);
    for (let at = 0; at < all.length; at += 4093) {
      yield await Promise.resolve(all.subarray(at, at + 4093));
    }
  };
let files = 0;
/** Opens a file, as if it were another one than before. */
export const opening = (content: Content) => openDirectory(`sha-${++files}`, bytesOf(content));

/** An empty, migrated database on disk for each test of the file that calls this, and what brings the directory into it. */
export function localDirectory() {
  const made = temporaryFolder("annuaire");
  const template = join(made, "d1.sqlite");
  let dir = "";
  let raw: DatabaseSync;
  const fresh = (): void => {
    copyFileSync(template, join(dir, ".wrangler/state/v3/d1/miniflare-D1DatabaseObject/d1.sqlite"));
    raw = openLocal(dir);
  };
  beforeAll(() => {
    const db = new DatabaseSync(template);
    for (const file of readdirSync("migrations").toSorted()) {
      db.exec(`BEGIN; ${readFileSync(join("migrations", file), "utf8")} COMMIT;`);
    }
    db.close();
  });
  beforeEach(() => {
    dir = temporaryFolder("annuaire");
    mkdirSync(join(dir, ".wrangler/state/v3/d1/miniflare-D1DatabaseObject"), { recursive: true });
    fresh();
  });
  afterEach(() => {
    raw.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const importing = async (content: Content, accepted: Accepted = {}, db = databaseOf(raw)): Promise<Imported> => {
    const opened = await opening(content);
    if (!opened.ok) {
      throw new Error(opened.problem);
    }
    return importDirectory({ db, now: 1_800_000_000 + files, newId }, { file: opened.file, options: { accepted } });
  };
  const look = (sql: string) => raw.prepare(sql).all() as Record<string, unknown>[];
  return {
    importing,
    look,
    /** What an import says of a file. */
    verdictOf: async (content: Content, accepted: Accepted = {}) => {
      const done = await importing(content, accepted);
      if ("since" in done) {
        throw new Error("the same file as last time");
      }
      return { isDone: done.ok, ...done.verdict };
    },
    all: () => look("SELECT * FROM schools ORDER BY uai"),
    db: (): Database => databaseOf(raw),
    run: (sql: string): void => raw.exec(sql),
    folder: () => dir,
    /** Begins again with an empty one. */
    again: (): void => {
      raw.close();
      fresh();
    },
  };
}
