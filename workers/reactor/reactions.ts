import { accessReactions } from "../../src/access/access.reactions.ts";
import { organisationReactions } from "../../src/access/organisations/organisations.reactions.ts";
import { consoleReactions } from "../../src/console/console.reactions.ts";
import { guidanceReactions } from "../../src/guidance/guidance.reactions.ts";
import { applicationReactions } from "../../src/label/application/application.reactions.ts";
import { journalReactions } from "../../src/label/transparency-log/journal.reactions.ts";
import { assessmentReactions } from "../../src/label/assessment/assessment.reactions.ts";
import { decisionReactions } from "../../src/label/decision/decision.reactions.ts";
import { FOLLOWING } from "../../src/label/decision/decision.ts";
import { DAY, HOUR } from "../../src/kernel/time.ts";
import { type TestStep, deskReactions } from "../../src/mail/operations.reactions.ts";
import { together } from "../../src/mail/plan.ts";
import { consentReactions } from "../../src/workshops/consent/consent.reactions.ts";
import { REMINDERS } from "../../src/workshops/seats/registration.ts";
import { requestReactions } from "../../src/workshops/classes/request.reactions.ts";
import { facilitatorReactions } from "../../src/workshops/facilitators/facilitators.reactions.ts";
import { registrationReactions } from "../../src/workshops/letters/registration.reactions.ts";
import { catalogue, programmes } from "../content.ts";

/** A test shows a real letter: reminders with a session that does not exist, guidance as it is. */
function testStep(sequence: string, step: string, now: number): ReturnType<TestStep> {
  const found = catalogue.newest(sequence)?.steps.find((one) => one.key === step);
  const startsAt = now + 7 * DAY;
  const session = {
    registration: "reg_essai",
    title: "Atelier (essai)",
    place: "Lieu d’essai",
    startsAt,
    endsAt: startsAt + 2 * HOUR,
    tz: "Europe/Paris",
    isInformal: false,
    isCalendarWanted: true,
    rank: null,
    until: null,
    oldStartsAt: null,
  };
  const label = {
    organisation: "org_essai",
    application: "app_essai",
    offer: "Offre (essai)",
    dueOn: "2026-12-31",
    number: null,
  };
  const vars = sequence === REMINDERS ? session : sequence === FOLLOWING ? label : {};
  return found === undefined ? null : { template: found.mail, vars };
}

/** Every reaction of every feature, by the type of event that it answers. */
export const reactions = together(
  consentReactions(programmes),
  registrationReactions(programmes),
  requestReactions(programmes),
  facilitatorReactions(programmes),
  guidanceReactions,
  accessReactions,
  organisationReactions,
  applicationReactions,
  assessmentReactions,
  decisionReactions,
  journalReactions,
  consoleReactions,
  deskReactions(testStep),
);
