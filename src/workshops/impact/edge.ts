import type { Site } from "../sessions/edge.ts";
import type { QuestionSet } from "./survey.ts";

/** What the routes of questionnaires and results are given beside what all are. */
export type SurveySite = Site & { surveys: readonly QuestionSet[] };
