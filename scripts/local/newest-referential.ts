import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import type { ReferentialFile } from "../../src/label/scoring/formats.ts";
import { ROOT } from "./tools.ts";

/** The newest published version of the label's referential: `label@x.y.z`, its path, what it says. */
export function newestReferential(): { name: string; path: string; file: ReferentialFile } {
  const names = readdirSync(join(ROOT, "content/referentials")).filter((base) => base.startsWith("label@"));
  const [newest = ""] = names.toSorted((a, b) => b.localeCompare(a, "en", { numeric: true }));
  const path = `content/referentials/${newest}`;
  return {
    name: newest.replace(/\.json$/, ""),
    path,
    file: JSON.parse(readFileSync(join(ROOT, path), "utf8")) as ReferentialFile,
  };
}
