import * as z from "zod";

import { type ContactId, type PersonId, idOf } from "../../kernel/ids.ts";
import { instant, row } from "../../kernel/rows.ts";
import { type Database, type Statement, statement } from "../../platform/d1.ts";
import { CALIBRATION_LASTS, type Calibrated, LEAST_CASES } from "./calibration.ts";

const Row = row({ case_id: z.string(), grade: z.int(), why: z.string(), saved_at: instant });
/** What somebody graded in the last year. */
export const calibrationsOf = (
  db: Database,
  { personId, now }: { personId: PersonId; now: number },
): Promise<Calibrated[]> =>
  db.all(
    Row,
    statement(
      `SELECT ${Row.columns()} FROM calibrations WHERE person_id = :personId AND saved_at > :now - ${CALIBRATION_LASTS} ORDER BY case_id`,
      { personId, now },
    ),
  );

type New = { personId: PersonId; caseId: string; grade: number; why: string; now: number };
/** Keeps what somebody gives a fictitious answer; nothing is written where they gave it one within a year: they have read what it is. */
export const saveCalibration = (given: New): Statement =>
  statement(
    `INSERT INTO calibrations (person_id, case_id, grade, why, saved_at)
     SELECT :personId, :caseId, :grade, :why, :now WHERE NOT EXISTS (SELECT 1 FROM calibrations
       WHERE person_id = :personId AND case_id = :caseId AND saved_at > :now - ${CALIBRATION_LASTS})`,
    given,
  );

/** Whether `:personId` has graded enough of them in the year before `:now`. */
export const IS_CALIBRATED = `(SELECT count(DISTINCT c.case_id) FROM calibrations c
  WHERE c.person_id = :personId AND c.saved_at > :now - ${CALIBRATION_LASTS}) >= ${LEAST_CASES}`;

const Calibrator = z.object({ personId: idOf("per") });
/** Those of some people who have graded enough of them in the last year. */
export const calibratedOf = async (
  db: Database,
  { people, now }: { people: readonly PersonId[]; now: number },
): Promise<Set<PersonId>> =>
  new Set(
    (
      await db.all(
        Calibrator,
        statement(
          `SELECT j.value AS personId FROM json_each(:people) j WHERE ${IS_CALIBRATED.replaceAll(":personId", "j.value")}`,
          { people, now },
        ),
      )
    ).map(({ personId }) => personId),
  );

const Given = row({ case_id: z.string(), grade: z.int(), times: z.int() });
/** How often each grade was given to some fictitious answers, by whomever. */
export const gradesGiven = (db: Database, cases: readonly string[]) =>
  db.all(
    Given,
    statement(
      `SELECT c.case_id, c.grade, count(*) AS times FROM json_each(:cases) j JOIN calibrations c ON c.case_id = j.value
       GROUP BY c.case_id, c.grade ORDER BY c.case_id, c.grade`,
      { cases },
    ),
  );

/** Forgets the words of whoever an address signs in. Grades stay, under an id that leads nowhere: agreement is computed from them. */
export const forgetCalibrationWords = (contactId: ContactId): Statement =>
  statement(
    "UPDATE calibrations SET why = '' WHERE person_id IN (SELECT id FROM people WHERE contact_id = :contactId)",
    { contactId },
  );
