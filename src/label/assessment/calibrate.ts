import type { PersonId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import type { Deps } from "../../platform/deps.ts";
import type { CalibrationCase } from "./calibration.ts";
import { saveCalibration } from "./calibration.store.ts";

export type CalibrateRefusal = "known";
/** Grades a fictitious answer. `known`: they did within a year, and have read what it is. */
export async function calibrate(
  deps: Deps,
  { one, by, grade, why }: { one: CalibrationCase; by: PersonId; grade: number; why: string },
): Promise<Result<null, CalibrateRefusal>> {
  const kept = saveCalibration({ personId: by, caseId: one.id, grade, why, now: deps.now });
  return (await deps.db.changed(kept)) > 0 ? ok(null) : refuse("known");
}
