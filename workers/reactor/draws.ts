import type { EventId } from "../../src/kernel/ids.ts";
import { checkpointSince } from "../../src/label/transparency-log/journal.store.ts";
import type { Deps } from "../../src/platform/deps.ts";
import { outsideThrough } from "../../src/platform/outside.ts";
import { holdDraws } from "../../src/workshops/list/hold-draw.ts";

/** Each tick: draws whose time has come, by the public beacon; if that is away for long, by the label's public log. */
export const drawLots = (deps: Deps, env: ReactorEnv): Promise<EventId[]> =>
  holdDraws(deps, {
    outside: outsideThrough(env.OUTSIDE),
    checkpointSince: (since) => checkpointSince(deps.db, since),
  });
