import type { ContactId, PersonId, OrganisationId, ApplicationId } from "../../kernel/ids.ts";
import { type ApplicationState, isTold } from "../application/application.ts";
import type { Declared } from "../application/range.ts";
import type { Finding, FindingStep } from "./findings.ts";
import type { Adjudication, Exchange, FiledAnswers, FiledPiece, Grade, Review } from "./grades.ts";
import { longOf } from "./grades.ts";
import type { Task } from "./process.ts";

/* All that is known of a file under assessment, and what each person may see of it: the one place where blindness is kept. */

export type Assignment = {
  task: Task;
  slot: number;
  personId: PersonId;
  /** Null: they have been forgotten. */
  contactId: ContactId | null;
  doneAt: number | null;
  isTied: boolean;
};
/** `firstGrade`: given before the grade of the mutuelle was shown. */
export type SavedReview = Review & { revision: number; savedAt: number; firstGrade: Grade; changedBecause: string };
/** What is said after an answer, in turns. */
type Reply = { criterionId: string; turn: number; text: string };
type Response = { criterionId: string; kind: ResponseKind; text: string };
/** What a mutuelle may answer to a grade: a closed list, which may be published. */
export const RESPONSES = {
  corrected: "corrigé depuis",
  not_applicable: "non applicable",
  evidence_refused: "preuve non retenue",
  disagreement: "désaccord",
} as const;
type ResponseKind = keyof typeof RESPONSES;
/** How an assessor got to know for themselves: as anybody would, or by asking the mutuelle. */
export const CONTACT_KINDS = ["mystery", "interview"] as const;
type Contact = { id: string; kind: (typeof CONTACT_KINDS)[number]; channel: Channel; madeOn: string; note: string };
export const CHANNELS = { phone: "téléphone", form: "formulaire", chat: "tchat", meeting: "entretien" } as const;
type Channel = keyof typeof CHANNELS;

export type AssessedFile = {
  application: {
    id: ApplicationId;
    organisationId: OrganisationId;
    organisation: string;
    siren: string;
    isDemo: boolean;
    offerName: string;
    contracts: readonly string[];
    referential: string;
    state: ApplicationState;
    submission: number;
    reviewed: number;
    dueOn: string | null;
    words: string | null;
    revision: number;
    updatedAt: number;
  };
  filed: { number: number; answers: FiledAnswers; pieces: readonly FiledPiece[]; ranges: readonly Declared[] };
  assignments: readonly Assignment[];
  reviews: readonly SavedReview[];
  exchanges: readonly Exchange[];
  adjudications: readonly Adjudication[];
  findings: readonly (Finding & { personId: PersonId })[];
  steps: readonly FindingStep[];
  responses: readonly Response[];
  replies: readonly Reply[];
  contacts: readonly Contact[];
};

export const taskOf = (file: Pick<AssessedFile, "assignments">, personId: PersonId): Assignment | null =>
  file.assignments.find((one) => one.personId === personId) ?? null;

/** Both assessors have handed in: from then on they see each other's grades. */
export function areGradesOpen({ assignments }: Pick<AssessedFile, "assignments">): boolean {
  const assessors = assignments.filter((one) => one.task === "assessor");
  return assessors.length === 2 && assessors.every((one) => one.doneAt !== null);
}

const hideDeclared = (answers: FiledAnswers, mayShow: (id: string) => boolean): FiledAnswers =>
  Object.fromEntries(
    Object.entries(answers).map(([id, answer]) => {
      const { justification, publishable, na } = longOf(answer);
      const rest = {
        ...(justification === undefined ? {} : { justification }),
        ...(publishable === undefined ? {} : { publishable }),
        ...(na === undefined ? {} : { na }),
      };
      return [id, mayShow(id) ? answer : rest];
    }),
  );

/** Whether a file, as somebody sees it, shows the grade that the mutuelle gave itself. */
export function isDeclaredShown({ filed }: Pick<AssessedFile, "filed">, criterionId: string): boolean {
  const { declared, na } = longOf(filed.answers[criterionId]);
  return declared !== undefined || na !== undefined;
}

/**
 * A file as one person may see it. An assessor sees their own grades alone, and the grade that the mutuelle gave itself only
 * where theirs is saved; the other grades once both have handed in. A third person sees grades then too; the panel, once the
 * mutuelle has been told; the operator, never before both handed in. Whoever has a tie, or no task, sees nothing (`null`).
 */
export function seenBy(file: AssessedFile, personId: PersonId): AssessedFile | null {
  const mine = taskOf(file, personId);
  if (mine === null || mine.isTied) {
    return null;
  }
  const isLate = isTold(file.application.state);
  const isPanel = mine.task === "panel" || mine.task === "appeal";
  if (isPanel ? isLate : areGradesOpen(file)) {
    return file;
  }
  const reviews = file.reviews.filter((one) => one.personId === personId);
  const graded = new Set(reviews.map((one) => one.criterionId));
  return {
    ...file,
    reviews,
    exchanges: [],
    adjudications: [],
    responses: [],
    replies: [],
    contacts: [],
    findings: file.findings.filter((one) => one.personId === personId),
    steps: [],
    filed: { ...file.filed, answers: hideDeclared(file.filed.answers, (id) => graded.has(id)) },
  };
}
