import { PARIS, dayOf, zoned } from "../../src/kernel/time.ts";
import type { Deps } from "../../src/platform/deps.ts";
import { exportSome, readManifest } from "../../src/platform/export.ts";
import { bytesShelf } from "../../src/platform/export-r2.ts";
import { claimJob, releaseJob, releaseStale } from "../../src/platform/nightly-jobs.ts";

/** From this hour in Paris, when all is forgotten that was due, up to that one. */
const FROM = 4;
const UNTIL = 9;
/** How long one delivery exports, in seconds; one that has not come back after ten minutes was killed. */
const ONE_DELIVERY = 20;
const STALE = 600;

/** Each night, a sealed copy of the database; true while there is more to write. One at a time: parts have numbers. */
export async function exportNightly(
  deps: Deps & { clock: () => number },
  env: Pick<ReactorEnv, "EXPORTS">,
): Promise<boolean> {
  const { db, vault, now, clock } = deps;
  const { hour } = zoned(now, PARIS);
  const shelf = bytesShelf(env.EXPORTS);
  if (hour < FROM || hour >= UNTIL) {
    return false;
  }
  const known = await readManifest(shelf, dayOf(now, "UTC"));
  if (known !== null && known.finishedAt !== null) {
    return false;
  }
  const lock = { duty: "exporting", dayOn: dayOf(now, PARIS), now };
  await db.changed(releaseStale(lock.duty, now - STALE));
  if (!(await claimJob(db, lock))) {
    return false;
  }
  try {
    return !(await exportSome({ db, vault, now, shelf }, { until: clock() + ONE_DELIVERY, clock }));
  } finally {
    await db.changed(releaseJob(lock.duty, lock.dayOn));
  }
}
