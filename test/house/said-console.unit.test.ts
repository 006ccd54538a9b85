import { describe, test } from "vitest";

import { SECURITY_SAID } from "../../src/access/access.routes.tsx";
import { STAFF_SAID, STRUCTURES_SAID, STRUCTURE_SAID } from "../../src/access/organisations/approval.routes.tsx";
import { STATE_WORDS } from "../../src/access/organisations/organisation.ts";
import { TEAM_PAGE_SAID } from "../../src/access/organisations/team.routes.tsx";
import { PEOPLE_SAID } from "../../src/console/people.routes.tsx";
import { SETTINGS_SAID } from "../../src/guidance/settings.routes.tsx";
import { operationWords } from "../../src/mail/operations.events.ts";
import { OPERATIONS_SAID } from "../../src/mail/operations.routes.tsx";
import { type Table, everyCode } from "../support/said.ts";

/** What is said of a mail that just left: only while the event that sends it is fresh. */
const CORRECTION = [/à la nouvelle adresse/, ["address.correction_asked"]] as const;
const REOPENED = [/clés sont retirées/, ["passkey.reset"]] as const;
const INVITED = [/invitation est faite/, ["invitation.sent"]] as const;
const OPERATIONS = Object.keys(operationWords);

const TABLES: readonly Table[] = [
  [
    "structures",
    STRUCTURES_SAID,
    Object.keys(STATE_WORDS),
    [
      [/espace est ouvert/, ["active"]],
      [/demande est refusée/, ["refused"]],
      [/espace est fermé/, ["closed"]],
    ],
  ],
  [
    "a structure, for operators",
    STRUCTURE_SAID,
    ["owner", "proposed", "invitation.sent", "passkey.reset", "address.correction_asked"],
    [[/nouveau responsable/, ["owner"]], [/Un autre opérateur/, ["proposed"]], INVITED, REOPENED, CORRECTION],
  ],
  [
    "our own team",
    STAFF_SAID,
    ["gone", "invitation.sent", "passkey.reset", "address.correction_asked"],
    [[/est annulée|n’a plus ce rôle/, ["gone"]], INVITED, REOPENED, CORRECTION],
  ],
  [
    "the team of a structure",
    TEAM_PAGE_SAID,
    ["gone", "less", "owner", "invitation.sent", "address.correction_asked"],
    [
      [/est annulée|n’agit plus/, ["gone"]],
      [/en garde un autre/, ["less"]],
      [/espace est transmis/, ["owner"]],
      INVITED,
      CORRECTION,
    ],
  ],
  ["one’s own sign-ins", SECURITY_SAID, ["address.correction_asked"], [CORRECTION]],
  [
    "people, for operators",
    PEOPLE_SAID,
    ["person.erasure_asked", "address.complaint_lifted"],
    [
      [/effacement est inscrit/, ["person.erasure_asked"]],
      [/signalement est levé/, ["address.complaint_lifted"]],
    ],
  ],
  [
    "the mail, for operators",
    OPERATIONS_SAID,
    OPERATIONS,
    [
      [
        /avec votre nom et l’heure/,
        OPERATIONS.filter((type) => !/requested|resent/.test(type)).concat(
          "parked.replay_requested",
          "message.resend_requested",
        ),
      ],
      [/essai part/, ["mail.test_requested"]],
      [/repartent dans la minute/, ["mail.refused_resent"]],
      [/recherche est lancée/, ["batch.reconcile_requested"]],
    ],
  ],
  [
    "the settings of whoever follows a sequence",
    SETTINGS_SAID,
    ["kept", "left", "coming", "running", "settled", "over", "address.change_requested"],
    [
      [/enregistrés?\./, ["kept"]],
      [/La suivante part|déjà en route/, ["coming"]],
      [/suit son cours/, ["running"]],
      [/est fini/, ["settled", "over"]],
      [/C’est noté|déjà noté/, ["settled"]],
      [/votre clic là-bas/, ["address.change_requested"]],
      [/ne recevrez plus rien/, ["left"]],
    ],
  ],
];

describe("no page of access, mail, guidance or the console says after an act what no state bears out", () => {
  test.each(TABLES)("%s: every code in every state", everyCode);
});
