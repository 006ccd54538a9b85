import factRecords from "../content/facts.json";
import helpLineRecords from "../content/help-lines.json";
import lawRecords from "../content/law.json";
import serviceRecords from "../content/services.json";
import { type Path, pathOf } from "../src/guidance/paths.ts";
import { type Sequence, catalogueOf, parseSequence } from "../src/guidance/sequence.ts";
import { parseFacts } from "../src/help/facts.ts";
import { parseHelpLines } from "../src/help/help-lines.ts";
import { type Programmes, parseProgramme } from "../src/workshops/sessions/programme.ts";
import { QuestionSet } from "../src/workshops/impact/survey.ts";
import { DEADLINE_CONDITIONS } from "../src/label/decision/deadlines.ts";
import { LABEL_ENDED } from "../src/label/registry/label-words.ts";
import { VISIT_CONDITIONS } from "../src/workshops/classes/request.ts";
import { REMINDER_CONDITIONS } from "../src/workshops/seats/registration.ts";
import { mailWords, presentations, programmeWords, sequenceFiles, surveyFiles } from "./content.built.ts";

/** The help lines, in the order of display. */
export const helpLines = parseHelpLines(helpLineRecords);

const all = Object.entries(programmeWords).map(([slug, words]) => parseProgramme(slug, words));

/** The programmes, in the order of the catalogue. */
export const programmes: Programmes = { all, bySlug: new Map(all.map((p) => [p.slug, p])) };

/** The questionnaires of workshops, every version. */
export const surveys: readonly QuestionSet[] = surveyFiles.map((one) => QuestionSet.parse(one));

/** Facts that pages and mails may state, by id. */
export const facts = parseFacts({
  "law.json": lawRecords,
  "services.json": serviceRecords,
  "facts.json": factRecords,
});

const known = {
  mails: new Set(Object.keys(mailWords)),
  predicates: new Set<string>([...REMINDER_CONDITIONS, ...VISIT_CONDITIONS, ...DEADLINE_CONDITIONS, LABEL_ENDED]),
};
/** Every version of every sequence. A mistake in a file stops here, with its name. */
export const catalogue = catalogueOf(
  Object.entries(sequenceFiles).map(([file, data]) => parseSequence(file, data, known)),
);

/** The guidance that parents can choose, in the order of the page. */
export const paths: readonly Path[] = catalogue.current.flatMap((sequence: Sequence) => {
  const presentation = presentations[sequence.id];
  return presentation === undefined ? [] : [pathOf(sequence, presentation, mailWords)];
});
