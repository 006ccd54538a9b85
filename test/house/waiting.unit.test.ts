import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { REQUEST_STATES, silenceUntil, TRANSITIONS as REQUESTS } from "../../src/workshops/classes/request.ts";
import { STATES, TRANSITIONS as REGISTRATIONS } from "../../src/workshops/seats/registration.ts";

/** From where one can still go somewhere else: nobody should stay there for ever. */
const waitingIn = (states: readonly string[], acts: Readonly<Record<string, object>>): string[] =>
  states.filter((state) =>
    Object.values(acts).some((act) => state in act && (act as Record<string, string>)[state] !== state),
  );

/** Who sees a request in each state in which it waits, and where: the text that shows it. */
const SEEN: Readonly<Record<string, readonly [string, string]>> = {
  unproven: ["content/mails/demande-confirmer.md", "{lien}"],
  unvetted: ["src/console/overview.store.ts", "state = 'unvetted'"],
  awaiting_head: ["content/mails/autorisation-chef.md", "{accord}"],
  open: ["content/mails/demande-attend.md", "{espace}"],
  proposed: ["content/mails/creneau-propose.md", "{lien}"],
  scheduled: ["content/mails/seance-fixee.md", "{lien}"],
};
/** What time does to registrations: the clock's own acts. */
const BY_TIME = [REGISTRATIONS.expire, REGISTRATIONS.close_list, REGISTRATIONS.mark_absent];

describe("whatever waits is seen by somebody, and ended by time", () => {
  test("class requests", () => {
    // What ended may begin again, by whoever asked alone: nobody waits for it.
    const { reopen: _, ...onTheWay } = REQUESTS;
    const waiting = waitingIn(REQUEST_STATES, onTheWay);
    expect(waiting.toSorted()).toEqual(Object.keys(SEEN).toSorted());
    const place = { tz: "Europe/Paris", departement: "94" };
    for (const state of waiting) {
      expect(Object.keys(REQUESTS.time), `${state} is never ended by time`).toContain(state);
      const until = silenceUntil(state as (typeof REQUEST_STATES)[number], 0, place);
      expect(state === "scheduled" || until !== null, `no time is set for ${state}`).toBe(true);
      const [file, words] = SEEN[state] ?? ["", ""];
      expect(readFileSync(file, "utf8"), `nobody sees ${state}`).toContain(words);
    }
  });

  test("registrations", () => {
    const waiting = waitingIn(STATES, REGISTRATIONS).filter((state) => !["attended", "absent"].includes(state));
    expect(waiting.filter((state) => !BY_TIME.some((act) => state in act))).toEqual([]);
  });
});
