import { canonical, sha256 } from "../scoring/canonical.ts";
import type { CriterionSpec, UnitSpec } from "../scoring/formats.ts";
import { type Model, isCounted } from "../scoring/model.ts";
import type { AssessedFile } from "./file.ts";
import { type Settled, settle, verifiedUnit } from "./grades.ts";

/** The hash of what was filed about a criterion: a grade counts for the answer and the pieces that were read. */
export const seenHash = (file: Pick<AssessedFile, "filed">, criterionId: string): Promise<string> =>
  sha256(
    canonical({
      answer: file.filed.answers[criterionId] ?? null,
      pieces: file.filed.pieces.filter((one) => one.criterion === criterionId),
    }),
  );

/** The settled grade of a criterion of a file. */
const settledOf =
  (file: AssessedFile) =>
  (criterion: CriterionSpec): Settled | null =>
    settle(criterion, file);

/** Every criterion that counts has its grade: one that waits for the third person has none. */
export const isSettled = (model: Model, file: AssessedFile): boolean =>
  model.file.criteria.filter(isCounted).every((criterion) => settle(criterion, file) !== null);

/** What is scored and published of a file. `id`: of the unit in the published file. */
export const unitOfFile = (model: Model, file: AssessedFile, id: string): UnitSpec =>
  verifiedUnit(model, {
    id,
    filed: file.filed,
    settledOf: settledOf(file),
    facts: {
      mysteryTests: file.contacts.filter((one) => one.kind === "mystery").length,
      interview: file.contacts.some((one) => one.kind === "interview"),
    },
  });
