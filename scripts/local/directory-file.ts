import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

import { type Opened, openDirectory } from "../../src/workshops/schools/open-directory.ts";

/** Opens a file of this machine as the directory. */
export async function openDirectoryFile(path: string): Promise<Opened> {
  const bytes = (): AsyncIterable<Uint8Array> => createReadStream(path) as AsyncIterable<Uint8Array>;
  const hash = createHash("sha256");
  for await (const chunk of bytes()) {
    hash.update(chunk);
  }
  return openDirectory(hash.digest("hex"), bytes);
}
