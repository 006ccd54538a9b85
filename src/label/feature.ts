import type { Deps } from "../platform/deps.ts";
import { type Reactions, together } from "../mail/plan.ts";
import { answerRoutes } from "./application/answer.routes.tsx";
import { applicationWords } from "./application/application.events.ts";
import { applicationTemplates } from "./application/application.mails.ts";
import { applicationReactions } from "./application/application.reactions.ts";
import { applicationRoutes } from "./application/application.routes.tsx";
import { rangesRoutes } from "./application/ranges.routes.tsx";
import { tonightRoutes } from "./application/tonight.routes.tsx";
import { filingRoutes } from "./application/filing.routes.tsx";
import { libraryDue } from "./application/library.ts";
import { libraryRoutes } from "./application/library.routes.tsx";
import { draftsDue } from "./application/forget-drafts.ts";
import { assessmentWords } from "./assessment/assessment.events.ts";
import { assessmentTemplates } from "./assessment/assessment.mails.ts";
import { assessmentReactions } from "./assessment/assessment.reactions.ts";
import { assessmentForgetting } from "./assessment/custody.store.ts";
import { releasedDue } from "./assessment/released.store.ts";
import { type BadgeSite, badgeRoutes } from "./badge/badge.routes.tsx";
import { domainRoutes } from "./badge/domain.routes.tsx";
import { reportRoutes } from "./badge/report.routes.tsx";
import { labelCustody } from "./custody.ts";
import { labelEstate } from "./estate.ts";
import { FOLLOWING } from "./decision/decision.ts";
import {
  deadlineExamples,
  deadlineReactions,
  deadlineVars,
  phaseOver,
  taskOver,
} from "./decision/deadlines.reactions.ts";
import { decisionReactions } from "./decision/decision.reactions.ts";
import { accountsWords } from "./registry/accounts.events.ts";
import { accountsReactions } from "./registry/accounts.reactions.ts";
import { computeChanges } from "./registry/accounts.store.ts";
import { accountsRoutes } from "./registry/accounts.routes.tsx";
import { registryRoutes } from "./registry/registry.routes.tsx";
import { remarkRoutes } from "./registry/remarks.routes.tsx";
import { remarksDue } from "./registry/remarks.store.ts";
import { drawAudits } from "./registry/run-audits.ts";
import { labelEnded, labelVars } from "./registry/reminders.ts";
import { logWords } from "./transparency-log/journal.events.ts";
import { journalReactions } from "./transparency-log/journal.reactions.ts";
import { journalRoutes } from "./transparency-log/journal.routes.tsx";
import { labelConsoleRoutes } from "./workspace/console.routes.tsx";
import { calibrationRoutes } from "./workspace/calibration.routes.tsx";
import { criterionRoutes } from "./workspace/criterion.routes.tsx";
import { findingRoutes } from "./workspace/finding.routes.tsx";
import { followRoutes } from "./workspace/follow.routes.tsx";
import { worklistRoutes } from "./workspace/worklist.routes.tsx";

const forgettings = () => [draftsDue, libraryDue, releasedDue, remarksDue, ...assessmentForgetting];

export const site = {
  routes: (given: BadgeSite) => [
    applicationRoutes(given),
    filingRoutes(given),
    answerRoutes(given),
    rangesRoutes(given),
    tonightRoutes(given),
    libraryRoutes(given),
    followRoutes(given),
    findingRoutes(given),
    domainRoutes(given),
    calibrationRoutes(given), // before the files, which go by any name
    worklistRoutes(given),
    criterionRoutes(given),
    remarkRoutes(given), // this one and the next before the console: its files go by any name
    accountsRoutes(given),
    labelConsoleRoutes(given),
    registryRoutes(given),
    badgeRoutes(given),
    reportRoutes(given),
    journalRoutes(given),
  ],
  custody: labelCustody,
  estate: () => labelEstate,
  eventWords: () => ({ ...applicationWords, ...assessmentWords, ...logWords, ...accountsWords }),
  forgettings,
};

export const reactor = {
  reactions: (): Reactions =>
    together(
      applicationReactions,
      assessmentReactions,
      decisionReactions,
      deadlineReactions,
      journalReactions,
      accountsReactions,
    ),
  templates: (words: Readonly<Record<string, string>>) => [
    ...applicationTemplates(words),
    ...assessmentTemplates(words),
  ],
  predicates: { "label.ended": labelEnded, "phase.over": phaseOver, "task.over": taskOver },
  vars: () => ({ [FOLLOWING]: labelVars, ...deadlineVars }),
  /** A test of what follows a label shows an offer that does not exist. */
  examples: () => ({
    [FOLLOWING]: {
      organisation: "org_essai",
      application: "app_essai",
      offer: "Offre (essai)",
      dueOn: "2026-12-31",
      number: null,
    },
    ...deadlineExamples,
  }),
  custody: labelCustody,
  forgettings,
  nightly: [
    { key: "audits", phase: "settle", run: (deps: Deps) => drawAudits(deps) },
    {
      key: "changes",
      phase: "settle",
      run: async ({ db }: Deps) => {
        await db.batch(computeChanges());
        return 0;
      },
    },
  ] as const,
};
