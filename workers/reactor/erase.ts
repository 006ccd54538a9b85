import { type Reactions, plan } from "../../src/mail/plan.ts";
import { recordEventOnce } from "../../src/platform/outbox.ts";
import type { Custodian } from "../../src/privacy/custodian.ts";
import { erasePerson } from "../../src/privacy/erase-person.ts";
import { reactors } from "../features.ts";

/** Whoever holds something about people, in the order in which they forget it. */
export const custodians: readonly Custodian[] = reactors.flatMap((one) => one.custody ?? []);

/**
 * Somebody is to be erased. This reaction acts, where the others only plan: custodian after custodian, each in transactions of its own.
 * It can be done again, and is by the next tick whenever it stopped halfway, for the event that asked counts as answered with the last step alone.
 */
export const erasureReactions = (holders = custodians): Reactions => ({
  "person.erasure_asked": {
    version: 1,
    acts: true,
    react: async (event, deps) =>
      plan({ statements: [recordEventOnce(await erasePerson(deps, { custodians: holders, asked: event }))] }),
  },
});
