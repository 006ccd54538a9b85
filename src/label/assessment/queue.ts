import type { ApplicationId } from "../../kernel/ids.ts";
import type { ApplicationState } from "../application/application.ts";
import type { Model } from "../scoring/model.ts";
import { type Review, quarrelOf } from "./grades.ts";

/** Where files wait, as operators look at them. */
export const QUEUES = {
  "a-noter": { title: "À noter", states: ["submitted", "admissible", "in_review", "clarification"] },
  rendus: { title: "Rendus", states: ["contradictory", "appealed"] },
  decides: { title: "Décidés", states: ["decided", "appeal_decided"] },
} as const satisfies Record<string, { title: string; states: readonly ApplicationState[] }>;
export type Queue = keyof typeof QUEUES;
export const isQueue = (name: string): name is Queue => Object.hasOwn(QUEUES, name);

/** Two blind grades of one criterion of a file, with the pieces that each does not take, as JSON. */
export type BlindPair = {
  applicationId: ApplicationId;
  criterionId: string;
  a: number | null;
  b: number | null;
  refusedA: string;
  refusedB: string;
};

const review = (grade: number | null, refused: string): Review => ({
  criterionId: "",
  personId: "per_",
  comment: "",
  seen: "",
  grade,
  refused: JSON.parse(refused) as Review["refused"],
});

/** A queue with, for each file, how many criteria wait for the third person and which gates they concern. */
export function withQuarrels<T extends { id: string; referential: string }>(
  files: readonly T[],
  pairs: readonly BlindPair[],
  modelOf: (referential: string) => Model | undefined,
): (T & { quarrels: number; gates: string[] })[] {
  return files.map((file) => {
    const open = pairs
      .filter((one) => one.applicationId === file.id)
      .flatMap((one) => {
        const criterion = modelOf(file.referential)?.criteria.get(one.criterionId);
        return criterion === undefined ||
          quarrelOf(criterion, review(one.a, one.refusedA), review(one.b, one.refusedB)) === null
          ? []
          : [criterion];
      });
    return {
      ...file,
      quarrels: open.length,
      gates: open.filter((one) => (one.gates ?? []).length > 0).map((one) => one.id),
    };
  });
}
