import { PARIS, mondayOf } from "../../kernel/time.ts";
import { type Statement, statement } from "../../platform/d1.ts";

/** What is counted between a seat that is kept and an address that is proved; the mail between is counted with all mails. */
type ProofStep = "held" | "opened" | "confirmed";

/** Counts one more, in the row of the week: it says how many, never who. */
export const countProof = (step: ProofStep, now: number): Statement =>
  statement(
    `INSERT INTO proof_weeks (week_on, ${step}) VALUES (:weekOn, 1) ON CONFLICT (week_on) DO UPDATE SET ${step} = ${step} + 1`,
    { weekOn: mondayOf(now, PARIS) },
  );
