import { DAY, PARIS, dayOf } from "../kernel/time.ts";
import { countMails } from "../mail/messages.store.ts";
import { TOO_MANY, type Limit, countOne } from "../platform/counters.ts";
import { refusedBy } from "../platform/d1.ts";
import type { SiteDeps } from "../platform/deps.ts";

/** What people may say of a step, and how it is counted. */
const OPINIONS = { oui: "useful", non: "not_useful" } as const;

/** A step, as its public page names it, and what somebody pressed there. */
type Opinion = { sequence: string; step: string; opinion: keyof typeof OPINIONS };

const limitOf = ({ sequence, step }: Opinion): Limit => ({ what: `useful-${sequence}-${step}`, most: 1, seconds: DAY });

/** Counts what was pressed under a step, once for a connection and a day: nothing says who, and a second press changes nothing. */
export async function countOpinion(deps: SiteDeps, said: Opinion): Promise<void> {
  const { sequence, step, opinion } = said;
  const dayOn = dayOf(deps.now, PARIS);
  try {
    await deps.db.batch([
      await countOne(deps.vault, limitOf(said), deps.client, deps.now),
      countMails({ dayOn, sequence, step, metric: OPINIONS[opinion], n: 1 }),
    ]);
  } catch (error) {
    if (refusedBy(error) !== TOO_MANY) {
      throw error;
    }
  }
}
