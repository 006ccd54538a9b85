import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** What stands where words are still to be written. A release does not leave with it. */
export const TO_WRITE = "À ÉCRIRE :";

/** Files of content and of code that still hold it. */
export const unwritten = (root: string): string[] =>
  ["content", "src", "workers"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /(?<!\.built)\.(?:md|json|tsx?)$/.test(file))
      .map((file) => `${folder}/${file}`)
      .filter((file) => readFileSync(join(root, file), "utf8").includes(TO_WRITE)),
  );
