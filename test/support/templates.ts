import { accessTemplates } from "../../src/access/access.mails.ts";
import { organisationTemplates } from "../../src/access/organisations/organisations.mails.ts";
import { guidanceTemplates } from "../../src/guidance/guidance.mails.ts";
import { applicationTemplates } from "../../src/label/application/application.mails.ts";
import { assessmentTemplates } from "../../src/label/assessment/assessment.mails.ts";
import { recapTemplate } from "../../src/mail/recap.ts";
import type { Template } from "../../src/mail/template.ts";
import { trialTemplate } from "../../src/mail/trial.ts";
import { requestTemplates } from "../../src/workshops/classes/request.mails.ts";
import { watchTemplates } from "../../src/workshops/classes/watch.mails.ts";
import { seriesTemplates } from "../../src/workshops/letters/series.mails.ts";
import {
  guardianTemplates,
  parentMessageTemplate,
  parentSeriesTemplates,
} from "../../src/workshops/consent/consent.mails.ts";
import { teamTemplates } from "../../src/workshops/facilitators/facilitators.mails.ts";
import { messageTemplates } from "../../src/workshops/letters/session-message.mails.ts";
import { registrationTemplates } from "../../src/workshops/letters/registration.mails.ts";
import { catalogue, facts, helpLines } from "../../workers/content.ts";
import { mailWords } from "../../workers/content.built.ts";

const made: readonly Template[] = [
  ...registrationTemplates(mailWords),
  ...messageTemplates(mailWords),
  parentMessageTemplate(mailWords),
  ...seriesTemplates(mailWords),
  ...parentSeriesTemplates(mailWords),
  ...guidanceTemplates(mailWords, catalogue.all, { facts, helpLines }),
  ...accessTemplates(mailWords),
  ...organisationTemplates(mailWords),
  ...applicationTemplates(mailWords),
  ...assessmentTemplates(mailWords),
  ...requestTemplates(mailWords),
  ...watchTemplates(mailWords),
  ...guardianTemplates(mailWords),
  ...teamTemplates(mailWords),
  recapTemplate(mailWords, () => templates),
  trialTemplate(mailWords),
];

/** Every mail, by key, without what only a Worker has. A test holds the list to the files of `content/mails`. */
export const templates: ReadonlyMap<string, Template> = new Map(made.map((one) => [one.key, one]));
