import type { PersonId } from "../../kernel/ids.ts";
import type { Cell, CellState } from "../../ui/map.tsx";
import { type AssessedFile, areGradesOpen } from "../assessment/file.ts";
import { settle } from "../assessment/grades.ts";
import type { CriterionSpec } from "../scoring/formats.ts";
import { gradeWords } from "./grading.parts.tsx";

type Seen = { base: string; file: AssessedFile; me: PersonId };

/** Where a criterion stands for this person, in a word, and as a cell. `isLeft`: it waits for them. */
export function standingFor(
  criterion: CriterionSpec,
  { file, me }: Pick<Seen, "file" | "me">,
  isLeft: boolean,
): { words: string; state: CellState } {
  if (areGradesOpen(file)) {
    const settled = settle(criterion, file);
    return settled === null
      ? { words: "à arbitrer", state: "said" }
      : { words: gradeWords(settled.grade), state: "done" };
  }
  const mine = file.reviews.find((one) => one.personId === me && one.criterionId === criterion.id);
  if (mine === undefined) {
    return { words: "à noter", state: "none" };
  }
  return isLeft
    ? { words: `${gradeWords(mine.grade)}, à relire : le dépôt a changé`, state: "said" }
    : { words: gradeWords(mine.grade), state: "done" };
}

/** A criterion as a cell of the map. */
export function cellFor(
  criterion: CriterionSpec,
  { base, file, me }: Seen,
  { isLeft = false, isCurrent = false }: { isLeft?: boolean; isCurrent?: boolean },
): Cell {
  const { words, state } = standingFor(criterion, { file, me }, isLeft);
  return {
    href: `${base}/criteres/${criterion.id}`,
    code: criterion.id,
    words: `${criterion.name ?? ""} : ${words}`,
    state,
    isCurrent,
  };
}
