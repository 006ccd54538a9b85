import type { SendDeps } from "../../src/mail/sending.ts";
import { evidenceStore } from "../../src/platform/evidence-r2.ts";
import { type Shelf, advanceFile } from "../../src/workshops/schools/advance-file.ts";
import { PROBES } from "../../src/workshops/schools/run-probes.ts";

/** The files of the directory, where the site keeps them. */
export function directoryShelf(bucket: R2Bucket, clock: () => number): Shelf {
  const files = evidenceStore(bucket);
  return {
    open: (key) =>
      async function* () {
        const body = await files.get(key);
        if (body === null) {
          throw new Error(`no object ${key}`);
        }
        yield* body;
      },
    drop: files.drop,
    clock,
    probes: PROBES,
  };
}

/** Works on a file of the directory that an operator gave or said to write; true when work is left. */
export const keepDirectory = (deps: SendDeps, env: ReactorEnv): Promise<boolean> =>
  advanceFile(deps, directoryShelf(env.EVIDENCE, deps.clock));
