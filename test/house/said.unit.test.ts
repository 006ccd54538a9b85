import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import type { Said } from "../../src/kernel/said.ts";
import { said } from "../../src/kernel/said.ts";
import { FOLLOW_SAID } from "../../src/workshops/classes/follow.pages.tsx";
import { REQUEST_STATES } from "../../src/workshops/classes/request.ts";
import { CONSENT_SAID } from "../../src/workshops/consent/consent.pages.tsx";
import { TEAM_SAID } from "../../src/workshops/facilitators/facilitators.pages.tsx";
import { MANAGE_SAID } from "../../src/workshops/manage.pages.tsx";
import { PLANNING_SAID } from "../../src/workshops/planning/planning.pages.tsx";
import { DAY_SAID } from "../../src/workshops/presence/presence.pages.tsx";
import { OUTCOMES } from "../../src/workshops/seats/consent.ts";
import { STATES } from "../../src/workshops/seats/registration.ts";
import { SESSION_STATES } from "../../src/workshops/sessions/session.ts";

/** Each table, the states of its page, and what a sentence of it may claim in which states only. */
const TABLES: readonly (readonly [
  string,
  Said<string>,
  readonly string[],
  readonly (readonly [RegExp, readonly string[]])[],
])[] = [
  [
    "a registration",
    MANAGE_SAID,
    [...STATES, "over"],
    [
      [/est confirmée/, ["confirmed"]],
      [/écrit à ton parent/, ["awaiting_consent"]],
      [/rang est pris/, ["waitlisted"]],
      [/annulée et la place rendue|demande a été rendue/, ["cancelled"]],
      [/laissée/, ["declined"]],
      [/vient de repartir|pressez de nouveau/, ["held", "joining"]],
      [/nombre de places|Vos places restent/, ["confirmed", "waitlisted"]],
    ],
  ],
  [
    "a parent's answer",
    CONSENT_SAID,
    OUTCOMES,
    [
      [/donné votre accord\.$/, ["given"]],
      [/n’avez pas donné/, ["refused"]],
      [/retiré votre accord/, ["withdrawn"]],
      [/n’écrirons plus/, ["refused", "withdrawn"]],
    ],
  ],
  [
    "a class request",
    FOLLOW_SAID,
    REQUEST_STATES,
    [
      [/est partie/, ["awaiting_head", "unvetted"]],
      [/est retirée/, ["withdrawn"]],
      [/est annulée/, ["cancelled"]],
      [/fixé|date/, ["scheduled"]],
      [/direction est de nouveau interrogée/, ["awaiting_head"]],
      [/de nouveau/, ["open", "awaiting_head"]],
      [/compte à part/, ["done"]],
      [/confirmé/, ["scheduled", "done"]],
    ],
  ],
  [
    "an association's sessions",
    PLANNING_SAID,
    SESSION_STATES,
    [
      [/inscriptions sont ouvertes/, ["open"]],
      [/est annulée/, ["cancelled"]],
    ],
  ],
  [
    "the day of a session",
    DAY_SAID,
    ["ahead", "told", "open", "counted", "confirmed"],
    [
      [/chacun reçoit un message/, ["told"]],
      [/Personne n’est à prévenir/, ["ahead"]],
      [/faire confirmer/, ["counted"]],
      [/c’est confirmé/, ["confirmed"]],
      [/est changée?\./, ["ahead"]],
      [/liste reste ouverte/, ["open"]],
    ],
  ],
  [
    "who gives a session",
    TEAM_SAID,
    ["team", "given", "free", "calendar", "named", "unnamed"],
    [
      [/prénom se lit sur/, ["named"]],
      [/ne se lit plus/, ["unnamed"]],
      [/anime\.$/, ["given"]],
      [/n’anime plus/, ["free"]],
    ],
  ],
];

describe("no sentence is said after an act unless what stands now bears it out", () => {
  test.each(TABLES)("%s: every code in every state", (_, table, states, claims) => {
    let spoken = 0;
    for (const code of Object.keys(table)) {
      for (const state of states) {
        const words = said(table, code, [state]);
        spoken += words === null ? 0 : 1;
        for (const [claim, where] of claims) {
          expect({ code, state, lies: words !== null && claim.test(words) && !where.includes(state) }).toMatchObject({
            lies: false,
          });
        }
      }
      expect(said(table, code, [])).toBeNull();
    }
    expect(spoken).toBeGreaterThanOrEqual(claims.length);
  });

  test("pages of workshops read the code of an act only to ask such a table", () => {
    const readers = globSync("src/workshops/**/*.routes.tsx")
      .filter((path) => !/src\/workshops\/(?:classes|schools)\//.test(path))
      .filter((path) => readFileSync(path, "utf8").includes('query("fait")'));
    expect(readers.length).toBeGreaterThanOrEqual(5);
    for (const path of readers) {
      const also = path.replace(".routes.tsx", ".pages.tsx");
      expect([path, `${readFileSync(path, "utf8")}${readFileSync(also, "utf8")}`.includes("_SAID,")]).toEqual([
        path,
        true,
      ]);
    }
  });
});
