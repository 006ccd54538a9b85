import type { Forgetting } from "../../platform/forgetting.ts";
import { isHeld } from "./library.store.ts";
import { draftsCounted, filesOf, forgetApplication, oldApplications } from "./retention.store.ts";

/** What was abandoned for a year goes, files first: a night that stops halfway is done again. */
export const draftsDue: Forgetting = {
  ...draftsCounted,
  phase: "erase",
  most: 20,
  run: async ({ db, now, drop }) => {
    const old = await oldApplications(db, { now, most: draftsDue.most });
    for (const id of old) {
      for (const key of await filesOf(db, id)) {
        if (!(await isHeld(db, { key, except: id }))) {
          await drop(key);
        }
      }
      await db.batch(forgetApplication(id));
    }
    return old.length;
  },
};
