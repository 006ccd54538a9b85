import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { type Table, everyCode } from "../support/said.ts";
import { AREAS_SAID, INBOX_SAID, INBOX_STATES } from "../../src/workshops/classes/inbox.routes.tsx";
import { VETTING_SAID } from "../../src/workshops/classes/vetting.routes.tsx";
import { FOLLOW_SAID } from "../../src/workshops/classes/follow.pages.tsx";
import { REQUEST_STATES } from "../../src/workshops/classes/request.ts";
import { CONSENT_SAID } from "../../src/workshops/consent/consent.pages.tsx";
import { TEAM_SAID } from "../../src/workshops/facilitators/facilitators.pages.tsx";
import { SHEET_SAID } from "../../src/workshops/facilitators/sheet.pages.tsx";
import { MANAGE_SAID } from "../../src/workshops/manage.pages.tsx";
import { MESSAGE_SAID } from "../../src/workshops/planning/message.pages.tsx";
import { PLANNING_SAID } from "../../src/workshops/planning/planning.pages.tsx";
import { DAY_SAID } from "../../src/workshops/presence/presence.pages.tsx";
import { DIRECTORY_SAID } from "../../src/workshops/schools/annuaire.routes.tsx";
import { FILE_STATES } from "../../src/workshops/schools/file.ts";
import { OUTCOMES } from "../../src/workshops/seats/consent.ts";
import { STATES } from "../../src/workshops/seats/registration.ts";
import { SESSION_STATES } from "../../src/workshops/sessions/session.ts";

/** Every file of the code but the one that reads the code of an act. */
const SOURCES = globSync("src/**/*.{ts,tsx}")
  .toSorted()
  .filter((path) => path !== "src/platform/said.ts")
  .map((path) => [path, readFileSync(path, "utf8")] as const);

const TABLES: readonly Table[] = [
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
    "a message about a session",
    MESSAGE_SAID,
    ["sent", "reply"],
    [
      [/C’est envoyé/, ["sent"]],
      [/réponses vont/, ["reply"]],
    ],
  ],
  ["the sheet of a session", SHEET_SAID, ["sheet"], [[/l’équipe le lit ici/, ["sheet"]]]],
  [
    "a request in the list of an association",
    INBOX_SAID,
    INBOX_STATES,
    [
      [/dès que la séance est fixée/, ["awaiting_head"]],
      [/séance est fixée\. /, ["scheduled"]],
      [/dates sont proposées/, ["awaiting_head", "proposed"]],
      [/a quitté votre liste|ou plus, dans votre liste|L’autre association/, ["gone"]],
      [/est annulée/, ["cancelled"]],
      [/date fixée|date est changée/, ["scheduled"]],
      [/mot est envoyé/, ["awaiting_head", "proposed", "scheduled"]],
      [/compte à part/, ["done"]],
      [/Relisez cette demande/, INBOX_STATES.filter((state) => state !== "gone")],
    ],
  ],
  ["where an association works", AREAS_SAID, ["kept"], [[/enregistré/, ["kept"]]]],
  [
    "requests that our team looks at",
    VETTING_SAID,
    [...REQUEST_STATES, "workshop_request.word_settled", "gone"],
    [
      [/structure est vérifiée/, ["awaiting_head"]],
      [/demande est écartée/, ["declined"]],
      [/mot est (?:gardé|retiré)/, ["workshop_request.word_settled"]],
      [/n’attend plus de vérification/, REQUEST_STATES.filter((state) => state !== "unvetted")],
      [/mot n’attend plus/, ["gone"]],
    ],
  ],
  [
    "a file of the directory",
    DIRECTORY_SAID,
    FILE_STATES,
    [
      [/en cours de lecture/, ["given"]],
      [/écriture commence/, ["writing"]],
    ],
  ],
  [
    "who gives a session",
    TEAM_SAID,
    ["team", "given", "free", "calendar", "called", "offered", "named", "unnamed"],
    [
      [/équipe est appelée/, ["called"]],
      [/coordination vous répond/, ["offered"]],
      [/prénom se lit sur/, ["named"]],
      [/ne se lit plus/, ["unnamed"]],
      [/anime\.$/, ["given"]],
      [/n’anime plus/, ["free"]],
    ],
  ],
];

describe("no sentence is said after an act unless what stands now bears it out", () => {
  test.each(TABLES)("%s: every code in every state", everyCode);

  test("every table of the code is one that these tests know", () => {
    const known = globSync("test/house/said*.unit.test.ts")
      .map((path) => readFileSync(path, "utf8"))
      .join("");
    const unknown = SOURCES.flatMap(([, text]) => [...text.matchAll(/const (\w+_SAID): Said</g)])
      .map(([, name = ""]) => name)
      // Imported, and in a table.
      .filter((name) => [...known.matchAll(new RegExp(`\\b${name}\\b`, "g"))].length < 2);
    expect(unknown).toEqual([]);
  });

  test("the code of an act is read in one place, which asks a table; nothing else of an address becomes a sentence", () => {
    const readers = SOURCES.flatMap(([path, text]) =>
      [
        /query\(["'`]fait["'`]\)/g,
        /saidOf\(\s*c,(?!\s*\w+_SAID,)/g,
        /query\([^)]*\)\s*[!=]==?\s*"[^"]*"\s*\?\s*["`]/g,
        /pick\((?!VIEWS)\w+,\s*\w+\.req\.query/g,
      ].flatMap((form) => [...text.matchAll(form)].map(([what]) => `${path}: ${what}`)),
    );
    expect(readers).toEqual([]);
    const raw = SOURCES.filter(([, text]) => /\bactIn\(c\)/.test(text) && !text.includes("saidOf(")).map(
      ([path]) => path,
    );
    expect(raw).toEqual(["src/workshops/consent/consent.routes.tsx", "src/workshops/manage.routes.tsx"]);
    for (const path of raw) {
      expect(readFileSync(path.replace(".routes.", ".pages."), "utf8")).toMatch(/said\(\s*\w+_SAID,/);
    }
  });
});
