import { describe, test } from "vitest";

import { STATES } from "../../src/label/application/application.ts";
import { APPLICATION_SAID } from "../../src/label/application/application.routes.tsx";
import { ANSWER_SAID } from "../../src/label/application/answer.routes.tsx";
import { LIBRARY_SAID } from "../../src/label/application/library.routes.tsx";
import { RANGES_SAID } from "../../src/label/application/ranges.routes.tsx";
import { TONIGHT_SAID } from "../../src/label/application/tonight.routes.tsx";
import { DOMAINS_SAID } from "../../src/label/badge/domain.routes.tsx";
import { REPORT_SAID } from "../../src/label/badge/report.routes.tsx";
import { COMPLAINT_STATES } from "../../src/label/decision/label.ts";
import { ACCOUNTS_SAID } from "../../src/label/registry/accounts.routes.tsx";
import { REMARK_STATES } from "../../src/label/registry/remark.ts";
import { REMARKS_SAID } from "../../src/label/registry/remarks.routes.tsx";
import { CALIBRATION_SAID } from "../../src/label/workspace/calibration.routes.tsx";
import { COMPLAINTS_SAID, RUN_SAID } from "../../src/label/workspace/console.routes.tsx";
import { CRITERION_SAID } from "../../src/label/workspace/criterion.routes.tsx";
import { FINDING_SAID } from "../../src/label/workspace/finding.routes.tsx";
import { FILE_FOLLOW_SAID } from "../../src/label/workspace/follow.routes.tsx";
import { FILE_SAID } from "../../src/label/workspace/file.pages.tsx";
import { WORKLIST_SAID } from "../../src/label/workspace/worklist.pages.tsx";
import { type Table, everyCode } from "../support/said.ts";

const TABLES: readonly Table[] = [
  [
    "sites of a mutuelle",
    DOMAINS_SAID,
    ["added", "missing", "proven", "gone", "label"],
    [
      [/site est ajouté/, ["added", "missing"]],
      [/site est reconnu/, ["proven"]],
      [/pas encore visible/, ["missing"]],
      [/est retiré|n’est pas dans la liste/, ["gone"]],
      [/suit ce rythme/, ["label"]],
    ],
  ],
  ["something signalled of a label", REPORT_SAID, COMPLAINT_STATES, [[/Une personne le lira/, ["open"]]]],
  [
    "an application",
    APPLICATION_SAID,
    [...STATES, "open", "answered"],
    [
      [/offre est enregistrée/, ["open"]],
      [/réponses du fichier/, ["answered"]],
      [/est déposée/, ["submitted", "in_review"]],
      [/est retirée/, ["withdrawn"]],
    ],
  ],
  [
    "answers to a dimension",
    ANSWER_SAID,
    ["answered", "commented", "proven", "newest", "gone"],
    [
      [/réponse est enregistrée/, ["answered"]],
      [/mot est laissé/, ["commented"]],
      [/pièce est gardée/, ["proven"]],
      [/pris la place/, ["newest"]],
      [/retirée?\./, ["gone"]],
    ],
  ],
  [
    "ranges of an offer",
    RANGES_SAID,
    ["there", "gone"],
    [
      [/gamme est enregistrée/, ["there"]],
      [/gamme est retirée/, ["gone"]],
    ],
  ],
  [
    "how help is reached this evening",
    TONIGHT_SAID,
    ["told", "silent"],
    [
      [/le dit/, ["told"]],
      [/n’en dit plus rien/, ["silent"]],
    ],
  ],
  [
    "the library of a mutuelle",
    LIBRARY_SAID,
    ["there", "gone"],
    [
      [/version est gardée/, ["there"]],
      [/est retirée/, ["gone"]],
    ],
  ],
  [
    "« Mes dossiers »",
    WORKLIST_SAID,
    ["tied", "past", "named", "unnamed"],
    [
      [/plus accessibles/, ["tied"]],
      [/ne ferme aucun dossier/, ["past"]],
      [/nom paraît/, ["named"]],
      [/ne paraît plus/, ["unnamed"]],
    ],
  ],
  [
    "a file, for whoever judges it",
    FILE_SAID,
    ["handed_in", "clarification", "found", "proposed", "signed", "decided", "envisaged"],
    [
      [/sont rendues/, ["handed_in"]],
      [/revient à la mutuelle/, ["clarification"]],
      [/constat est noté/, ["found"]],
      [/proposition est devant/, ["proposed"]],
      [/avez signé/, ["signed"]],
      [/décision est prise/, ["decided"]],
      [/Personne d’autre n’en est prévenu/, ["envisaged"]],
    ],
  ],
  [
    "a criterion, for whoever grades it",
    CRITERION_SAID,
    ["graded", "found", "replied"],
    [
      [/note est enregistrée/, ["graded"]],
      [/constat est noté/, ["found"]],
      [/réplique est envoyée/, ["replied"]],
    ],
  ],
  [
    "a finding",
    FINDING_SAID,
    ["open", "late", "to_check", "lifted", "unread", "kept"],
    [
      [/personne qui a fait ce constat/, ["to_check"]],
      [/est levé\. La mutuelle/, ["lifted"]],
      [/est levé\.$/, ["unread"]],
      [/constat reste/, ["kept"]],
    ],
  ],
  ["a fictitious answer", CALIBRATION_SAID, ["graded"], [[/note est enregistrée/, ["graded"]]]],
  [
    "a file, for its mutuelle",
    FILE_FOLLOW_SAID,
    ["answered", "given", "contestable", "read", "heard", "appealed"],
    [
      [/troisième personne la lira/, ["answered"]],
      [/pièce est gardée/, ["given"]],
      [/délai de recours court/, ["contestable"]],
      [/vous avez lu la décision/, ["read"]],
      [/avant de décider/, ["heard"]],
      [/recours est déposé/, ["appealed"]],
    ],
  ],
  [
    "a file, for operators",
    RUN_SAID,
    [...STATES, "yours", "given", "released", "noted"],
    [
      [/Vous instruisez/, ["yours"]],
      [/est (?:confiée|redonnée)/, ["given"]],
      [/tâche est retirée/, ["released"]],
      [/contact est noté/, ["noted"]],
      [/est recevable/, ["admissible"]],
      [/n’est pas recevable/, ["inadmissible"]],
      [/évaluation (?:commence|reprend)/, ["in_review"]],
      [/voit ses notes/, ["contradictory"]],
    ],
  ],
  [
    "what is signalled, for operators",
    COMPLAINTS_SAID,
    ["review", "gone"],
    [
      [/revue ciblée/, ["review"]],
      [/suite est notée\.$/, ["gone"]],
    ],
  ],
  [
    "what the label gives account of",
    ACCOUNTS_SAID,
    ["drawn", "closed", "paid", "reported", "gone"],
    [
      [/sont tirés/, ["drawn"]],
      [/est clos/, ["closed"]],
      [/paiement est publié/, ["paid"]],
      [/compte rendu est publié/, ["reported"]],
      [/retiré de la page/, ["gone"]],
    ],
  ],
  [
    "remarks about a draft",
    REMARKS_SAID,
    REMARK_STATES,
    [
      [/Une personne la lit avant/, ["waiting"]],
      [/page publique le dit/, ["published", "kept", "declined"]],
      [/ne paraît pas/, ["set_aside"]],
    ],
  ],
];

describe("no page of the label says after an act what no state bears out", () => {
  test.each(TABLES)("%s: every code in every state", everyCode);
});
