import { PARIS, dayOf, zoned } from "../../src/kernel/time.ts";
import type { Deps } from "../../src/platform/deps.ts";
import { exportSome, readManifest } from "../../src/platform/export.ts";
import { bytesShelf } from "../../src/platform/export-r2.ts";
import { alone } from "../../src/platform/nightly-jobs.ts";

/** From this hour in Paris, when all is forgotten that was due, up to that one. */
const FROM = 4;
const UNTIL = 9;
export const isLateNight = (now: number): boolean => {
  const { hour } = zoned(now, PARIS);
  return hour >= FROM && hour < UNTIL;
};
/** How long one delivery works at such a thing, in seconds. */
export const ONE_DELIVERY = 20;

/** Each night, a sealed copy of the database; true while there is more to write. One at a time: parts have numbers. */
export async function exportNightly(
  deps: Deps & { clock: () => number },
  env: Pick<ReactorEnv, "EXPORTS">,
): Promise<boolean> {
  const { db, vault, now, clock } = deps;
  const shelf = bytesShelf(env.EXPORTS);
  if (!isLateNight(now)) {
    return false;
  }
  const known = await readManifest(shelf, dayOf(now, "UTC"));
  if (known !== null && known.finishedAt !== null) {
    return false;
  }
  const until = clock() + ONE_DELIVERY;
  const isWhole = await alone(deps, {
    duty: "exporting",
    work: () => exportSome({ db, vault, now, shelf }, { until, clock }),
  });
  return isWhole === false;
}
