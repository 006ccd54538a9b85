import type { Deps } from "../../platform/deps.ts";
import { filesOf, forgetApplication, oldApplications } from "./retention.store.ts";

/** Forgets what was abandoned for a year, files first: a night that stops halfway is done again. How many went. */
export async function forgetDrafts({ db, now }: Deps, drop: (key: string) => Promise<void>): Promise<number> {
  const old = await oldApplications(db, now);
  for (const id of old) {
    for (const key of await filesOf(db, id)) {
      await drop(key);
    }
    await db.batch(forgetApplication(id));
  }
  return old.length;
}
