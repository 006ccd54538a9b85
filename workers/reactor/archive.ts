import { PARIS, dayOf } from "../../src/kernel/time.ts";
import { noteText, signedNote } from "../../src/label/transparency-log/checkpoint.ts";
import { root } from "../../src/kernel/merkle.ts";
import { type ListedArchive, archiveSome, leafOfArchive } from "../../src/platform/archive.ts";
import type { Deps } from "../../src/platform/deps.ts";
import { reactorVars } from "../../src/platform/env.ts";
import { bytesShelf } from "../../src/platform/export-r2.ts";
import { log } from "../../src/platform/log.ts";
import { alone, claimJob, releaseJob } from "../../src/platform/nightly-jobs.ts";
import { type Signer, openSigner } from "../../src/platform/signer.ts";
import { archivableRegistrations } from "../../src/workshops/archive.store.ts";
import { ONE_DELIVERY, isLateNight } from "./export.ts";

/** Signs the tree of all archives, an origin of its own beside the label's log, and puts it beside them. */
async function publish(
  { signer, origin, env }: { signer: Signer; origin: string; env: Pick<ReactorEnv, "EVIDENCE"> },
  all: readonly ListedArchive[],
): Promise<void> {
  const name = `${new URL(origin).host}/archive`;
  const text = noteText(name, all.length, await root(all.map(leafOfArchive)));
  await env.EVIDENCE.put("archive/log.json", JSON.stringify({ format: "archive-log/1", origin: name, archives: all }));
  await env.EVIDENCE.put("archive/checkpoint", await signedNote(text, name, signer.publicKey, signer.sign));
}

/** Each night: trails that are over leave the database, a file after the other; true while there are more. */
export async function archiveNightly(
  deps: Deps & { clock: () => number },
  env: Pick<ReactorEnv, "EVIDENCE">,
): Promise<boolean> {
  const { db, now, newId, clock } = deps;
  const day = { duty: "archived", dayOn: dayOf(now, PARIS) };
  if (!isLateNight(now) || !(await claimJob(db, { ...day, now }))) {
    return false;
  }
  const { SIGNING_KEYS, SITE_ORIGIN: origin } = reactorVars(env);
  const until = clock() + ONE_DELIVERY;
  let isMore = true;
  try {
    const signer = await openSigner(SIGNING_KEYS);
    const work = async (): Promise<number> => {
      let left = 0;
      while (isMore && clock() < until) {
        const moved = await archiveSome({
          db,
          now,
          newId,
          shelf: bytesShelf(env.EVIDENCE),
          of: archivableRegistrations,
          publish: (all) => publish({ signer, origin, env }, all),
        });
        left += moved;
        isMore = moved > 0;
      }
      return left;
    };
    const subjects = (await alone(deps, { duty: "archiving", work })) ?? 0;
    log.info("duty.archive", { subjects, isMore });
  } finally {
    await (isMore ? db.changed(releaseJob(day.duty, day.dayOn)) : null); // what was cut short, or failed, goes on
  }
  return isMore;
}
